"""The parts that `split` makes: their names, shares and files."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.first_pass import FirstPass
from rebalance.rows.encoding import json_line
from rebalance.rows.files.output import Outputs, make_folder
from rebalance.rows.scanning.digests import digest_of
from rebalance.rows.writing.manifests import inputs_of, manifest
from rebalance.rows.writing.writer import write_parts, write_spliced
from rebalance.sharding.names import MANIFEST, shard_name
from rebalance.sharding.part_files import WrittenPart, listed_parts, write_to_parts
from rebalance.sharding.pieces import pieces
from rebalance.splitting.card import CARD, page_at, with_parts
from rebalance.splitting.methods.assignment import Assignment
from rebalance.splitting.options import SplitOptions
from rebalance.splitting.sizes import Size, shares_of
from rebalance.wording import plural


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts in the order given.

    Attributes:
        names: Their names.
        sizes: How large each is to be.
        shares: Their shares, which add up to 1; none before the rows are counted.
        directory: Where their files go, as the user typed it.
        output: The one file that all rows go to instead, with their part spliced in.
        card: The page that says which file is which split; None for none.
        shards: Names of the files of each part, which then is a folder; none where it is a file.
    """

    names: tuple[str, ...]
    sizes: tuple[Size, ...]
    directory: str
    output: str | None = None
    card: str | None = None
    shards: tuple[str, ...] = ()
    shares: tuple[Fraction, ...] = ()

    @classmethod
    def of(cls, options: SplitOptions) -> Self:
        """Take what options say of them."""
        sizes = options.sizes
        folder = options.out_dir or ""
        card = os.path.join(folder, CARD) if options.card else None
        shards = tuple(map(shard_name, options.dataset)) if options.by_shard else ()
        return cls(tuple(sizes), tuple(sizes.values()), folder, options.output, card, shards)

    def of_rows(self, rows: int) -> Self:
        """Set the shares that the sizes are of so many rows.

        Raises:
            RequestError: Those rows are too few, or more than the parts are to have.
        """
        shares = shares_of(dict(zip(self.names, self.sizes, strict=True)), rows)
        return replace(self, shares=tuple(shares.values()))

    @property
    def are_sized(self) -> bool:
        """Whether they were given in rows, or as what remains: then exact sizes are meant."""
        return any(not isinstance(size, Fraction) for size in self.sizes)

    @property
    def paths(self) -> tuple[str, ...]:
        """The file of each part, or its folder."""
        if self.output is not None:
            return (self.output,) * len(self.names)
        ending = "" if self.shards else ".jsonl"
        return tuple(os.path.join(self.directory, name + ending) for name in self.names)

    @property
    def files(self) -> Iterator[str]:
        """All files of parts."""
        for path in self.paths:
            yield from (os.path.join(path, name) for name in self.shards) if self.shards else [path]

    @property
    def manifest(self) -> str | None:
        """The file that says that the parts are complete; one file has none."""
        return None if self.output is not None else os.path.join(self.directory, MANIFEST)

    def refuse_empty(self, assignment: Assignment, *, grouped: bool) -> None:
        """Raise RequestError if a part would be empty.

        Args:
            assignment: Which row goes where.
            grouped: Whether rows stay together that are not identical.
        """
        pairs = zip(self.names, assignment.rows, strict=True)
        empty = [name for name, rows in pairs if not rows]
        if not empty:
            return
        advice = "give more rows or larger shares, or allow it with `allow_empty`"
        if grouped and assignment.repeated:
            advice = (
                f"rows are in {plural(assignment.repeated, 'group')} of two or more (the largest"
                f" has {plural(assignment.largest, 'row')}), which stay whole: group by another"
                " field, or allow it with `allow_empty`"
            )
        noun = "part" if len(empty) == 1 else "parts"
        raise RequestError(f"the {noun} {', '.join(empty)} would be empty", advice)

    def write(
        self, found: FirstPass, part: NDArray[np.int16], document: Mapping[str, object], field: str
    ) -> None:
        """Write all parts, then the manifest, which names files relative to itself.

        Or write one file, with the number of each row's part spliced in.

        Args:
            found: The dataset, and where outputs are created.
            part: int16[lines], index of the part; -1 for lines that go to none.
            document: The report.
            field: Name of the field that is spliced in.
        """
        if self.output is not None:
            numbers = [*map(json_line, range(len(self.names)))]
            rows = replace(found.index, codes=part.astype(np.int32))
            out = found.outputs.create(self.output)
            write_spliced(found.dataset, rows, field, numbers, out, found.edits.editing)
            return
        page = self.page()
        make_folder(self.directory)
        written = self._write_shards(found, part) if self.shards else self._write_files(found, part)
        inputs = inputs_of(found.dataset, found.index)
        self.finish(found.outputs, page, document, inputs, written)

    def page(self) -> bytes:
        """Write the page that says which file is which split; nothing where none is wanted."""
        if self.card is None:
            return b""
        ending = "/*" if self.shards else ".jsonl"
        text = with_parts(page_at(self.card), self.names, self.card, ending)
        return text.encode("utf-8", "surrogateescape")

    def finish(
        self,
        outputs: Outputs,
        page: bytes,
        document: Mapping[str, object],
        inputs: Sequence[Mapping[str, object]],
        written: Sequence[Mapping[str, object]],
    ) -> None:
        """Write the card and then the manifest: all parts are there.

        Args:
            outputs: Where all files of the run are created.
            page: The card.
            document: The report.
            inputs: The files that were read.
            written: What the manifest says of each part.
        """
        if self.card is not None:
            outputs.create(self.card).write(page)
        record = manifest(document, inputs, written)
        outputs.create(os.path.join(self.directory, MANIFEST), marker=True).writelines(record)

    def _write_files(
        self, found: FirstPass, part: NDArray[np.int16]
    ) -> Sequence[Mapping[str, object]]:
        """Write a file for each part; give what the manifest says of each."""
        streams = [found.outputs.create(path) for path in self.paths]
        digests = write_parts(found.dataset, found.index, part, streams, found.edits.editing)
        return [
            {"bytes": stream.tell(), "digest": digest_of(digests[part == number])}
            for number, stream in enumerate(streams)
        ]

    def _write_shards(
        self, found: FirstPass, part: NDArray[np.int16]
    ) -> Sequence[Mapping[str, object]]:
        """Write a file for each shard and part; give what the manifest says of each part."""
        for path in self.paths:
            make_folder(path)
        shards = list[list[WrittenPart]]()
        digests = np.zeros(len(part), dtype=np.uint64)
        for piece, name in zip(pieces(found.dataset, found.index), self.shards, strict=True):
            outs = [found.outputs.create(os.path.join(path, name)) for path in self.paths]
            own = part[piece.lines]
            written, digests[piece.lines] = write_to_parts(
                piece, own, name, outs, found.outputs, found.edits.editing
            )
            of_rows = digests[piece.lines]
            shards.append(
                [
                    WrittenPart(one, digest_of(of_rows[own == number]))
                    for number, one in enumerate(written)
                ]
            )
        sums = [digest_of(digests[part == number]) for number in range(len(self.names))]
        return listed_parts(self.names, shards, sums)
