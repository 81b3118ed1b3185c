"""Settings of trainers as text: which files they read, how, and how much of each.

Files are named as seen from their folder, in which the command is to be run.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is trained on.

    Attributes:
        file: Its name in the folder, which has no white space.
        rows: Rows in it.
        drawn: Rows of it that an epoch is to have; those in it, where nothing is mixed.
        mixed: Whether it is one of several.
    """

    file: str
    rows: int
    drawn: int
    mixed: bool

    @property
    def name(self) -> str:
        """What settings call it."""
        return self.file.removesuffix(".jsonl")


def trl(_: str, parts: Sequence[Part]) -> str:
    """YAML: `fraction` of each file, of all or of none."""
    total = sum(part.drawn for part in parts)
    lines = ["datasets:"]
    for part in parts:
        lines += ["  - path: json", f"    data_files: {json.dumps(part.file)}"]
        if part.mixed:
            lines.append(f"    fraction: {_decimal(Fraction(part.drawn, total))}")
    return "".join(f"{line}\n" for line in lines)


def axolotl(shape: str, parts: Sequence[Part]) -> str:
    """YAML: `weight` is the share of a file's rows that are kept: int(rows * weight)."""
    lines = ["datasets:"]
    for part in parts:
        lines += [f"  - path: {json.dumps(part.file)}", "    ds_type: json"]
        lines += [f"    {line}" for line in shape.splitlines()]
        if part.drawn < part.rows:  # half a row more, so that what is cut off is no whole one
            lines.append(f"    weight: {_decimal(Fraction(2 * part.drawn + 1, 2 * part.rows))}")
    return "".join(f"{line}\n" for line in lines)


def llama_factory(shape: str, parts: Sequence[Part]) -> str:
    """dataset_info.json: an entry for each file, with `num_samples`."""
    lines = list[str]()
    for part in parts:
        entry = [f'"file_name": {json.dumps(part.file)}', shape]
        if part.mixed:
            entry.append(f'"num_samples": {part.drawn}')
        lines.append(f"  {json.dumps(part.name)}: {{{', '.join(entry)}}}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def ms_swift(_: str, parts: Sequence[Part]) -> str:
    """Arguments: FILE#ROWS."""
    return " ".join(f"{part.file}#{part.drawn}" if part.mixed else part.file for part in parts)


def open_instruct(_: str, parts: Sequence[Part]) -> str:
    """Arguments: FILE ROWS; a number with a point is a share of the file, so one file takes 1.0."""
    return " ".join(f"{part.file} {part.drawn if part.mixed else '1.0'}" for part in parts)


def megatron(_: str, parts: Sequence[Part]) -> str:
    """Arguments: PERCENT FILE, or the file alone."""
    total = sum(part.drawn for part in parts)
    return " ".join(
        f"{_decimal(Fraction(100 * part.drawn, total))} {part.file}" if part.mixed else part.file
        for part in parts
    )


def only_file(_: str, parts: Sequence[Part]) -> str:
    """The one file that there is."""
    (part,) = parts
    return part.file


def _decimal(share: Fraction) -> str:
    """Write a number that is read as the nearest one of 15 digits."""
    return f"{float(share):.15g}"
