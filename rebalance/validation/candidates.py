"""Candidates: new rows, all of them in memory, each with its place, category and texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import Category, Kind, LabelSet, Value, labels
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Row, without
from rebalance.rows.files.file_names import names_of_file
from rebalance.rows.places import Place
from rebalance.rows.scanning.row_reader import RowReader
from rebalance.rows.slices import content_of
from rebalance.rows.writing.rejects import Rejection
from rebalance.text.normal import JoinedTexts
from rebalance.text.sides import Sides
from rebalance.validation.rouge import Pool
from rebalance.validation.scanned_files import ScannedFiles, Texts


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new row.

    Attributes:
        position: Its line in the candidates' files, counted from 0 through all of them.
        row: The row without its provenance; empty for a line that is not a row.
        sides: That row taken apart.
        value: Its category, or why it has none.
        fault: What is wrong with a line that is not a row.
    """

    position: int
    row: Row
    sides: Sides
    value: Value | Kind
    fault: Rejection | None = None


@dataclass(frozen=True)
class Candidates:
    """All candidates.

    Attributes:
        files: Where they are.
        rows: Each of them, in order.
        codes: The category of each; -1 for those without one.
        categories: What codes stand for; those of the dataset come first.
        compared: Words of their compared texts.
        wholes: Words of their whole texts.
        pool: Their compared texts, to find those that are alike.
    """

    files: ScannedFiles
    rows: Sequence[Candidate]
    codes: Sequence[int]
    categories: Sequence[Category]
    compared: JoinedTexts
    wholes: JoinedTexts
    pool: Pool

    @classmethod
    def read(cls, files: ScannedFiles, known: Sequence[Value], texts: Texts) -> "Candidates":
        """Read all candidates; blank lines are none.

        Args:
            files: Where they are.
            known: Categories of the dataset, by code.
            texts: Which texts of rows count.
        """
        rows = list(_read(files, texts))
        compared = JoinedTexts(texts.compared.words(one.row, one.sides) for one in rows)
        wholes = compared
        if texts.whole != texts.compared:
            wholes = JoinedTexts(texts.whole.words(one.row, one.sides) for one in rows)
        codes = {value: code for code, value in enumerate(known)}
        for one in rows:
            if not isinstance(one.value, Kind | LabelSet):
                codes.setdefault(one.value, len(codes))
        return cls(
            files, rows,
            [-1 if isinstance(one.value, Kind | LabelSet) else codes[one.value] for one in rows],
            [value for value in codes if not isinstance(value, LabelSet)],
            compared, wholes, Pool(compared),
        )  # fmt: skip

    @cached_property
    def labels(self) -> Sequence[str]:
        """Text that shows each category."""
        return labels(self.categories)

    def place(self, number: int) -> Place:
        """Find the file and the line of a candidate."""
        return self.files.place(self.rows[number].position)

    def keys(self, numbers: Sequence[int]) -> NDArray[np.uint64]:
        """Give uint64[numbers], keys of some candidates' content."""
        positions = np.array([self.rows[number].position for number in numbers], dtype=np.int64)
        return self.files.index.keys[positions]


def _read(files: ScannedFiles, texts: Texts) -> Iterator[Candidate]:
    names = map(names_of_file, files.dataset.names)
    readers = [RowReader(files.reading, called) for called in names]
    for position, code in enumerate(files.index.codes.tolist()):
        if code in (Kind.BLANK, Kind.UNWANTED):
            continue
        source, _ = files.index.place(position)
        try:
            row, value = readers[source].read(content_of(files.dataset, files.index, position))
        except RowFault as fault:
            reason = Rejection(fault.rule, fault.reason, {"column": fault.column})
            yield Candidate(position, {}, texts.sides({}), Kind.BAD, reason)
        else:
            bare = without(row, [texts.provenance])
            yield Candidate(position, bare, texts.sides(bare), value)
