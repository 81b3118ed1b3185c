"""The parts that `split` makes: their names, shares and files."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from rebalance.errors import AccessError, RequestError
from rebalance.planning.split import Deal
from rebalance.rows.index import RowIndex
from rebalance.rows.output import Outputs
from rebalance.rows.source import Dataset
from rebalance.rows.writer import write_parts

from .formats import Document
from .manifests import manifest
from .options import parse_shares

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts in the order given.

    Attributes:
        names: Their names.
        shares: Their shares, which add up to 1.
        directory: Where their files go, as the user typed it.
    """

    names: tuple[str, ...]
    shares: tuple[Fraction, ...]
    directory: str

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

    @property
    def paths(self) -> tuple[str, ...]:
        """The file of each part."""
        return tuple(os.path.join(self.directory, f"{name}.jsonl") for name in self.names)

    @property
    def manifest(self) -> str:
        """The file that says that the parts are complete."""
        return os.path.join(self.directory, MANIFEST)

    def refuse_empty(self, rows: Sequence[int]) -> None:
        """Raise RequestError where a part would be empty."""
        empty = [name for name, count in zip(self.names, rows, strict=True) if not count]
        if empty:
            raise RequestError(
                f"the {'part' if len(empty) == 1 else 'parts'} {', '.join(empty)} would be empty",
                "give more rows or larger shares, or allow it with --allow-empty",
            )

    def write(
        self,
        dataset: Dataset,
        index: RowIndex,
        dealt: Deal,
        document: Document,
        outputs: Outputs,
    ) -> None:
        """Write all parts, then the manifest, which names files relative to itself."""
        try:
            Path(self.directory).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AccessError(self.directory, f"cannot be made: {error.strerror}") from error
        streams = [outputs.create(path) for path in self.paths]
        write_parts(dataset, index, dealt.part, streams)
        sizes = [stream.tell() for stream in streams]
        record = manifest(document, dataset, index, sizes)
        outputs.create(self.manifest, marker=True).write(record)
