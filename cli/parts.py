"""The parts that `split` makes: their names, shares and files."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from rebalance.errors import AccessError, RequestError
from rebalance.numbers.apportion import proportional
from rebalance.rows.digest import digest_of
from rebalance.rows.encoding import json_line
from rebalance.rows.index import RowIndex
from rebalance.rows.manifests import manifest
from rebalance.rows.output import Outputs
from rebalance.rows.source import Dataset
from rebalance.rows.writer import write_parts, write_spliced
from rebalance.splitting.stratification import Deal

from .formats import Document
from .options import DEFAULT_PARTS, parse_shares

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts in the order given.

    Attributes:
        names: Their names.
        shares: Their shares, which add up to 1.
        directory: Where their files go, as the user typed it.
        output: The one file that all rows go to, with their part spliced in.
    """

    names: tuple[str, ...]
    shares: tuple[Fraction, ...]
    directory: str
    output: str | None = None

    @classmethod
    def parse(cls, text: str, directory: str) -> "Parts":
        """Read `train=0.8,test=0.2`.

        Raises:
            RequestError: The shares do not add up to 1, or a name cannot be a file's.
        """
        shares = parse_shares(text, "--parts")
        for name, share in shares.items():
            if "/" in name or not name.isprintable() or name.startswith((".", '"')):
                raise RequestError(f"--parts: {name!r} cannot be the name of a file")
            if not share:
                raise RequestError(f"--parts: the share of {name!r} is 0")
        if len({name.casefold() for name in shares}) < len(shares):
            raise RequestError("--parts: two names differ only in case")
        if sum(shares.values()) != 1:
            everything = float(sum(shares.values()))
            raise RequestError(f"--parts: the shares add up to {everything:g}, not to 1")
        return cls(tuple(shares), tuple(shares.values()), directory)

    @classmethod
    def asked(
        cls, parts: str | None, folds: int | None, directory: str | None, output: str | None
    ) -> "Parts":
        """Read the options that say which parts there are and where they go.

        Raises:
            RequestError: They exclude one another, or something is missing.
        """
        if folds and parts:
            raise RequestError("--folds does not go with --parts", "folds are alike")
        if output and not folds:
            raise RequestError("-o goes with --folds", "parts go to a folder: -d DIR")
        if (directory is None) is (output is None):
            raise RequestError(
                "nowhere to write: give -d DIR" if directory is None else "-d does not go with -o",
                "-o FILE writes one file with a fold in each row" if folds else "",
            )
        if folds:
            names = tuple(f"fold-{number}" for number in range(folds))
            return cls(names, (Fraction(1, folds),) * folds, directory or "", output)
        return cls.parse(parts or DEFAULT_PARTS, directory or "")

    @property
    def paths(self) -> tuple[str, ...]:
        """The file of each part."""
        if self.output is not None:
            return (self.output,) * len(self.names)
        return tuple(os.path.join(self.directory, f"{name}.jsonl") for name in self.names)

    @property
    def manifest(self) -> str:
        """The file that says that the parts are complete."""
        return os.path.join(self.directory, MANIFEST)

    @property
    def told(self) -> str:
        """Say what was written."""
        files = self.output or f"{', '.join(self.paths)} and {self.manifest}"
        return f"Wrote {files}"

    def asked_of(self, counts: Sequence[int]) -> list[list[Fraction]]:
        """Share out the rows of each category exactly."""
        return [proportional(self.shares, rows) for rows in counts]

    def refuse_empty(self, rows: Sequence[int], why: str = "") -> None:
        """Raise RequestError where a part would be empty."""
        empty = [name for name, count in zip(self.names, rows, strict=True) if not count]
        if empty:
            raise RequestError(
                f"the {'part' if len(empty) == 1 else 'parts'} {', '.join(empty)} would be empty",
                why or "give more rows or larger shares, or allow it with --allow-empty",
            )

    def write(
        self,
        dataset: Dataset,
        index: RowIndex,
        dealt: Deal,
        document: Document,
        outputs: Outputs,
        field: str,
    ) -> None:
        """Write all parts, then the manifest, which names files relative to itself.

        Or write one file, with the number of each row's part spliced in as `field`.
        """
        if self.output is not None:
            numbers = {part: json_line(part) for part in range(len(self.names))}
            rows = replace(index, codes=dealt.part.astype(np.int32))
            write_spliced(dataset, rows, field, numbers, outputs.create(self.output))
            return
        try:
            Path(self.directory).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AccessError(self.directory, f"cannot be made: {error.strerror}") from error
        streams = [outputs.create(path) for path in self.paths]
        write_parts(dataset, index, dealt.part, streams)
        written = [
            {"bytes": stream.tell(), "digest": digest_of(index.keys[dealt.part == part])}
            for part, stream in enumerate(streams)
        ]
        record = manifest(document, dataset, index, written)
        outputs.create(self.manifest, marker=True).write(record)
