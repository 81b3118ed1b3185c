"""Manifests of earlier runs: one that is named, and those that lie beside a file."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rebalance.errors import OptionError, RequestError
from rebalance.named_files import UnfitFile, read_bounded, read_text
from rebalance.rows.writing.manifests import BALANCES, SCHEMA, SPLITS
from rebalance.saved_json import Malformed, Saved

LARGEST = 64 << 20  # bytes; one of a split into three of 100,000 categories has 30 MB
_TRAINING = "train"


@dataclass(frozen=True, slots=True)
class SavedPart:
    """A part that a split wrote.

    Attributes:
        name: Its name.
        path: Its file, relative to the manifest.
        rows: Its rows.
        digest: Of its rows, if the manifest has it.
    """

    name: str
    path: str
    rows: int
    digest: str | None

    @classmethod
    def of(cls, saved: Saved) -> "SavedPart":
        """Read it."""
        digest, path = saved.get("digest"), saved["path"].text()
        if Path(path).name != path:  # or a manifest could have any file read, and quoted
            raise Malformed(f"{saved.place + '.path'!r} is not a file beside it")
        return cls(
            saved["name"].text(), path, saved["rows"].whole_number(),
            None if digest is None else digest.text(),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SavedManifest:
    """What a manifest says of what was written.

    Attributes:
        parts: Those of a split.
        has_folds: Whether each of them is for training, too.
        key: The field that rows were matched by.
        group: The fields whose values kept rows together.
        output: The file that balance wrote.
        has_copies: Whether balance wrote some row more than once.
    """

    parts: tuple[SavedPart, ...] = ()
    has_folds: bool = False
    key: str | None = None
    group: tuple[str, ...] = ()
    output: str | None = None
    has_copies: bool = False

    @classmethod
    def parse(cls, text: str) -> "SavedManifest":
        """Read what `rows.writing.manifests.manifest` wrote.

        Raises:
            Malformed: It is none, or not whole.
        """
        record = Saved.parse(text, [SCHEMA])
        report = record["report"].text()
        if report in SPLITS:
            options = record.get("options")
            folds, key, group = (
                None if options is None else options.get(name) for name in ("folds", "key", "group")
            )
            return cls(
                parts=tuple(map(SavedPart.of, record["parts"].items())),
                has_folds=bool(folds and folds.value),
                key=None if key is None else key.text(),
                group=() if group is None else tuple(one.text() for one in group.items()),
            )
        if report in BALANCES:
            output, categories = record.get("output"), record["categories"].items()
            return cls(
                output=None if output is None else output.text(),
                has_copies=any(one["max_copies"].whole_number() > 1 for one in categories),
            )
        return cls()


def read_split(path: str, option: str) -> SavedManifest:
    """Read the manifest of a split that an option names.

    Raises:
        OptionError: It is not such a manifest.
        AccessError: It cannot be read.
    """
    text = read_text(path, option, LARGEST)
    try:
        record = SavedManifest.parse(text)
        if not record.parts:
            raise Malformed("it has no parts")
    except Malformed as error:
        said = f"{path}: this is not a manifest that split wrote: {error}"
        raise OptionError(option, said) from error
    return record


def refuse_held_out(paths: Sequence[str], warnings: list[str]) -> None:
    """Refuse files that are parts which split made for validation or test.

    Args:
        paths: The files.
        warnings: Gathers which manifests beside them cannot be read.

    Raises:
        RequestError: One is.
    """
    for path, records in _beside(paths, warnings):
        if part := _held_out_part(Path(path).name, records):
            raise RequestError(
                f"{path} is the part {part!r} of a split: a balanced one measures nothing real",
                "balance the training part; `force` balances this one all the same",
            )


def _held_out_part(file: str, records: Sequence[SavedManifest]) -> str | None:
    """Name the part that a file is, where split wrote it and it is not for training."""
    for record in records:
        name = next((part.name for part in record.parts if part.path == file), None)
        if name is not None and not record.has_folds:
            largest = max(record.parts, key=lambda part: part.rows).name
            training = {part.name for part in record.parts if part.name.startswith(_TRAINING)}
            return None if name in (training or {largest}) else name
    return None


def with_copies(paths: Sequence[str], warnings: list[str]) -> Iterator[str]:
    """Find the files of which balance wrote some row more than once; see `refuse_held_out`."""
    for path, records in _beside(paths, warnings):
        made = (one for one in records if one.has_copies and one.output is not None)
        if any(Path(str(one.output)).name == Path(path).name for one in made):
            yield path


def _beside(
    paths: Sequence[str], warnings: list[str]
) -> Iterator[tuple[str, Sequence[SavedManifest]]]:
    """Give each file the manifests in its folder, each of which is read once."""
    read: dict[Path, list[SavedManifest]] = {}
    for path in paths:
        folder = Path(path).parent
        if path != "-" and folder not in read:
            found = map(os.fspath, sorted(folder.glob("*manifest*.json")))
            records = [read_neighbour(one, warnings) for one in found]
            read[folder] = [one for one in records if one is not None]
        yield path, read[folder] if path != "-" else ()


def read_neighbour(path: str, warnings: list[str]) -> SavedManifest | None:
    """Read a manifest that nobody named; None where there is none, or another program's.

    Args:
        path: Where it may be.
        warnings: Gathers why one cannot be read.
    """
    try:
        text = read_bounded(path, LARGEST).decode("utf-8-sig")
        return SavedManifest.parse(text) if SCHEMA in text else None
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return None
    except (OSError, UnfitFile, Malformed) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        warnings.append(f"{path} is left aside: {reason}")
        return None
