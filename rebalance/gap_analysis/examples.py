"""Which rows are shown as examples, to models in requests and to people in briefs.

Some of each kind, others from time to time; none that is held out, and synthetic ones last.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rebalance.gap_analysis.asked_fields import AskedFields
from rebalance.gap_analysis.options import GapsOptions
from rebalance.numbers.positions import Positions, argsort, by_code
from rebalance.numbers.priorities import priorities
from rebalance.reader import fields_of
from rebalance.rows.category import Category
from rebalance.rows.encoding import json_line
from rebalance.rows.field import Field, Row, parse_row, without
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.identity_columns import identity, same_text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.text.normal import jaccard
from rebalance.text.payloads import without_payloads

_AHEAD = 6  # times the rows asked for, among which the most varied are chosen

PROVENANCE = "provenance"  # the field of rows that a model made
_FORM_ONLY = "(There is none yet. These rows of other categories show the form only.)"

Words = Sequence[str]


def text_of(options: GapsOptions) -> Text:
    """Say which text of a row is compared."""
    return Text.of_options(options, fields_of(options.by))


def columns_of(options: GapsOptions) -> tuple[Column, ...]:
    """Read what says which rows may be shown: the prompt first, then the provenance."""
    origin = identity(Field.parse(PROVENANCE), PROVENANCE, optional=True)
    return same_text(text_of(options)), origin


@dataclass(frozen=True)
class ExampleRows:
    """The rows of a dataset that may be shown: none that is held out, and synthetic ones last.

    Attributes:
        dataset: Its files.
        index: Its rows, with columns that say what they have in common with those held out.
        categories: Categories by number, those without rows too.
        held: Rows that are never shown, by content.
        options: The options given.
        asked: What is asked for of rows, and shown in requests.
    """

    dataset: Dataset
    index: RowIndex
    categories: Sequence[Category]
    held: RowIndex | None
    options: GapsOptions
    asked: AskedFields | None = None

    @cached_property
    def _shown(self) -> NDArray[np.bool_]:
        """bool[lines], whether a row may be shown."""
        shown: NDArray[np.bool_] = self.index.codes >= 0
        if self.held is None:
            return shown
        texts = self.held.columns["text"]
        hidden = np.isin(self.index.columns["text"], texts[texts > 0])
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
        """Find the rows of a category that are shown; synthetic ones only if it has no others."""
        number = self._numbers.get(self.categories[place])
        pieces = [self._by_code[code] for code in self._codes.get(number, ())]
        found = np.sort(np.concatenate(pieces)) if pieces else np.zeros(0, dtype=np.int64)
        real = found[self.index.columns[PROVENANCE][found] == 0]
        return real if len(real) else found

    def texts(self, place: int, number: int, *, whole: bool = False) -> Iterator[Sequence[str]]:
        """Give rows as text, other ones each time, without end.

        Args:
            place: Which category.
            number: How many rows each time.
            whole: Whether they have all their fields, rather than those that are asked for.
        """
        rows, none = self._rows(place), not len(self._rows(place))
        if none:
            rows = np.flatnonzero(self._shown)
        if not len(rows):
            while True:
                yield [_FORM_ONLY]
        text = text_of(self.options)
        chosen = examples(
            rows, self.index.keys[rows], self.options.seed, number,
            lambda at: text.words(self._row(at)),
        )  # fmt: skip
        for positions in chosen:
            shown = [self._text(position, whole=whole) for position in positions]
            yield [_FORM_ONLY, *shown] if none else shown

    def of(self, place: int, number: int) -> tuple[str, ...]:
        """Choose examples of a category; none if it has no rows that may be shown."""
        return tuple(next(self.texts(place, number, whole=True))) if len(self._rows(place)) else ()

    def fields(self, place: int) -> list[str]:
        """List the fields of a row of the category, or of any."""
        rows = self._rows(place)
        rows = rows if len(rows) else np.flatnonzero(self.index.codes >= 0)
        row = self._row(int(rows[0]))
        return list(self.asked.shown(row) if self.asked else row)

    def _row(self, position: int) -> Row:
        row = parse_row(content_of(self.dataset, self.index, position))
        return without(row, [Field.parse(PROVENANCE)])

    def _text(self, position: int, *, whole: bool) -> str:
        """Show a row as its bytes are, unless fields or payloads of media are left out."""
        content = content_of(self.dataset, self.index, position)
        if self.asked is not None and not whole:
            row = parse_row(content)
            shown = self.asked.shown(row)
            if len(shown) < len(row):
                content = json_line(shown)
        return without_payloads(content.decode("utf-8"))


def examples(
    rows: Positions,
    keys: NDArray[np.uint64],
    seed: int,
    number: int,
    words_of: Callable[[int], Words],
) -> Iterator[list[int]]:
    """Choose rows of a category, again and again, without end.

    Every row comes once before any comes again. Within a choice each row is the one that is least
    like those before it, of the next few in random order.

    Args:
        rows: Their positions, at least one.
        keys: uint64[rows].
        seed: Random seed.
        number: Rows of each choice; fewer if there are fewer.
        words_of: Gets the words of the row at a position.
    """
    number = min(number, len(rows))
    order: list[int] = rows[argsort(priorities(keys, seed, "sample"))].tolist()
    front, at = list[int](), len(order)  # what is left of this round: these, and all from there on
    while True:
        last = list[int]()
        if len(front) + len(order) - at < number:
            last, front, at = [*front, *order[at:]], [], 0
        more = max(0, number * _AHEAD - len(front))
        front, at = [*front, *order[at : at + more]], min(at + more, len(order))
        ahead = [row for row in front if row not in last]
        chosen = _varied(last or ahead[:1], ahead, number, words_of)
        front = [row for row in front if row in last or row not in chosen]
        yield chosen


def _varied(
    first: Sequence[int], ahead: Sequence[int], number: int, words_of: Callable[[int], Words]
) -> list[int]:
    """Add to the first rows those that are least like the ones chosen; ties go to the earlier."""
    sets = {row: frozenset(words_of(row)) for row in {*first, *ahead}}
    chosen = list(first)
    nearest = dict.fromkeys((row for row in ahead if row not in chosen), 0.0)
    latest = chosen
    while len(chosen) < number:
        for row, most in nearest.items():
            nearest[row] = max([most, *(jaccard(sets[row], sets[c]) for c in latest)])
        latest = [min(nearest, key=nearest.__getitem__)]
        del nearest[latest[0]]
        chosen += latest
    return chosen
