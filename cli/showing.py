"""gaps: which rows of a category are shown, to models in requests and to people in briefs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rebalance.gap_analysis.examples import examples
from rebalance.numbers.positions import Positions, by_code
from rebalance.rows.category import Category
from rebalance.rows.field import Field, Row, parse_row, without
from rebalance.rows.identity_columns import Text
from rebalance.rows.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.rows.source import Dataset
from rebalance.text.normal import words

from .common import Request

PROVENANCE = "provenance"
_FORM_ONLY = "(There is none yet. These rows of other categories show the form only.)"


@dataclass(frozen=True)
class ShownRows:
    """The rows of a dataset that may be shown: none that is held out, and synthetic ones last.

    Attributes:
        dataset: Its files.
        index: Its rows, with columns that say what they have in common with those held out.
        categories: Categories by number, those without rows too.
        held: Rows that are never shown, by content.
        request: The options that all commands have.
    """

    dataset: Dataset
    index: RowIndex
    categories: Sequence[Category]
    held: RowIndex | None
    request: Request

    @cached_property
    def _shown(self) -> NDArray[np.bool_]:
        """bool[lines], whether a row may be shown."""
        shown: NDArray[np.bool_] = self.index.codes >= 0
        if self.held is None:
            return shown
        prompts = self.held.columns["prompt"]
        hidden = np.isin(self.index.columns["prompt"], prompts[prompts > 0])
        return shown & ~hidden & ~np.isin(self.index.keys, self.held.keys[self.held.is_row])

    @cached_property
    def _numbers(self) -> dict[Category, int]:
        return {one: number for number, one in enumerate(self.index.table.categories)}

    @cached_property
    def _by_code(self) -> list[Positions]:
        """The rows of each code that may be shown, in order."""
        codes = np.where(self._shown, self.index.codes, -1).astype(np.int32)
        return [rows for _, rows in by_code(codes, len(self.index.table.members))]

    @cached_property
    def _codes(self) -> dict[int | None, list[int]]:
        """The codes of each category, of which lists of labels have several."""
        codes: dict[int | None, list[int]] = defaultdict(list)
        for code, members in enumerate(self.index.table.members):
            for number in members:
                codes[number].append(code)
        return codes

    def _rows(self, place: int) -> Positions:
        """Find the rows of a category that are shown; synthetic ones only where it has no other."""
        number = self._numbers.get(self.categories[place])
        pieces = [self._by_code[code] for code in self._codes.get(number, ())]
        found = np.sort(np.concatenate(pieces)) if pieces else np.zeros(0, dtype=np.int64)
        real = found[self.index.columns[PROVENANCE][found] == 0]
        return real if len(real) else found

    def texts(self, place: int, number: int) -> Iterator[Sequence[str]]:
        """Give the bytes of rows as text, other ones each time, without end."""
        rows, none = self._rows(place), not len(self._rows(place))
        if none:
            rows = np.flatnonzero(self._shown)
        if not len(rows):
            while True:
                yield [_FORM_ONLY]
        text = Text(tuple(map(Field.parse, self.request.text or ())), left_out=self.request.fields)
        chosen = examples(
            rows, self.index.keys[rows], self.request.seed, number,
            lambda at: words(text.of(self._row(at))),
        )  # fmt: skip
        for positions in chosen:
            shown = [self._text(position) for position in positions]
            yield [_FORM_ONLY, *shown] if none else shown

    def of_each(self, number: int) -> dict[int, list[str]]:
        """Choose examples of each category, none of those without rows that may be shown."""
        return {
            place: list(next(self.texts(place, number)))
            for place in range(len(self.categories))
            if len(self._rows(place))
        }

    def fields(self, place: int) -> list[str]:
        """List the fields of a row of the category, or of any."""
        rows = self._rows(place)
        rows = rows if len(rows) else np.flatnonzero(self.index.codes >= 0)
        return list(self._row(int(rows[0])))

    def _row(self, position: int) -> Row:
        row = parse_row(content_of(self.dataset, self.index, position))
        return without(row, [Field.parse(PROVENANCE)])

    def _text(self, position: int) -> str:
        return content_of(self.dataset, self.index, position).decode("utf-8")
