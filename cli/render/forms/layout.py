"""A table in lines, laid out in two passes, the first for the widths: none of a long one is held.

What has no room, and whatever is narrower than 60 cells, is stacked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise

from rebalance.report import Entries

from .. import blocks
from ..blocks import Bar, Column, Style, Styled, Table, Value
from .cells import Look, shortened, width_of, wrapped
from .widths import GAP, fitted, widths_of

Span = tuple[str, str]  # text, style
Line = list[Span]
_LARGEST, _SMALLEST = 40, 10  # rows of a long table


@dataclass(frozen=True, slots=True)
class Laid:
    """A table in lines.

    Attributes:
        lines: Its lines, each made when it is looked at.
        left_out: Headers of the columns that found no room.
        more: Which rows are not shown, in a sentence; "" for none.
        is_shortened: Whether names were cut.
    """

    lines: Iterable[Line]
    left_out: list[str]
    more: str
    is_shortened: bool


def laid_out(table: Table, look: Look) -> Laid:
    """Lay out a table."""
    kept, more = _elided(table, look)
    rows = Entries.each(table.rows.__getitem__, kept)
    names = Entries.each(lambda row: look.text(table.columns[0].show(blocks.bare(row[0]))), rows)
    texts = (_texts(row, table.columns, look) for row in chain(rows, table.totals))
    widths = fitted(table.columns, widths_of(table.columns, texts, look), names, look)
    if widths is None:
        cut = look.width is not None and any(width_of(one) > look.width for one in names)
        return Laid(_stacked(table, chain(rows, table.totals), look), [], more, cut)
    shown = [(n, one) for n, one in enumerate(table.columns)]
    columns = [(n, one) for n, one in shown if n in widths]
    grid = _Grid(columns, widths, _largest(table), look)
    gone = [_said(one) for n, one in shown if n not in widths]
    cut = look.width is not None and any(width_of(one) > widths[0] for one in names)
    return Laid(_lines(table, grid, kept, look), gone, more, cut and table.columns[0].kind.is_name)


def _lines(table: Table, grid: "_Grid", kept: Sequence[int], look: Look) -> Iterator[Line]:
    """Make the headers, the rows that are kept, and the totals."""
    yield from grid.head()
    gap = _gap(kept)
    for place in kept:
        if place == gap:
            yield [(look.text("…"), "dim")]
        row = table.rows[place]
        yield from grid.row(row, _texts(row, table.columns, look))
    for row in table.totals:
        for line in grid.row(row, _texts(row, table.columns, look)):
            yield [(text, style or "bold") for text, style in line]


def _elided(table: Table, look: Look) -> tuple[Sequence[int], str]:
    """Choose the largest rows of a long table, or the largest and the smallest, in its order."""
    rows, by = table.rows, table.ranked
    largest, smallest = (_LARGEST, _SMALLEST) if look.top is None else (look.top, 0)
    if not largest or by is None or len(rows) <= largest + smallest:
        return range(len(rows)), ""
    order = sorted(range(len(rows)), key=lambda n: -(blocks.bare(rows[n][by]) or 0))
    kept = sorted([*order[:largest], *order[len(order) - smallest :]])
    between = f" between the {largest} largest and the {smallest} smallest" if smallest else ""
    return kept, f"{len(rows) - len(kept):,} more{between}: --top 0 shows all"


def _gap(kept: Sequence[int]) -> int:
    """Find the row before which others are left out, if they are so in one place only."""
    after = [there for here, there in pairwise(kept) if there != here + 1]
    return after[0] if len(after) == 1 else -1


def _texts(row: Sequence[Value], columns: Sequence[Column], look: Look) -> list[str]:
    """Make the texts of a row."""
    return [
        look.text(column.show(blocks.bare(value)))
        for column, value in zip(columns, row, strict=True)
    ]


def _said(column: Column) -> str:
    return "bars" if column.kind is blocks.BAR else f"{column.over} {column.header}".strip()


def _largest(table: Table) -> float:
    """Find the largest bar, which all others are drawn in proportion to."""
    bars = [n for n, column in enumerate(table.columns) if column.kind is blocks.BAR]
    values = (blocks.bare(row[n]) for row in (table.rows if bars else ()) for n in bars)
    return max((value.value for value in values if isinstance(value, Bar)), default=0)


class _Grid:
    """Rows under headers.

    Args:
        columns: Those that have room, with their numbers in the table.
        widths: Cells of each, by number.
        largest: The longest bar.
        look: Where it is shown.
    """

    def __init__(
        self, columns: Sequence[tuple[int, Column]], widths: dict[int, int], largest: float,
        look: Look,
    ) -> None:  # fmt: skip
        self._columns = columns
        self._widths = widths
        self._largest = largest
        self._look = look

    def head(self) -> Iterator[Line]:
        """Make the headers, under those of several columns together."""
        if any(column.over for _, column in self._columns):
            line: Line = []
            for over, group in groupby(self._columns, key=lambda one: one[1].over):
                members = [self._widths[n] for n, _ in group]
                text, width = self._look.text(over), sum(members) + GAP * (len(members) - 1)
                left = (width - width_of(text)) // 2
                line.append((" " * left + text + " " * (width - width_of(text) - left), "dim"))
            yield _joined(line)
        yield _joined(
            [
                (self._aligned(self._look.text(one.header), n, one), "dim")
                for n, one in self._columns
            ]
        )

    def row(self, row: Sequence[Value], cells: Sequence[str]) -> Iterator[Line]:
        """Make the lines of a row: several where a text goes on."""
        lines = {n: self._lines(n, column, cells[n]) for n, column in self._columns}
        for k in range(max(map(len, lines.values()), default=0)):
            line: Line = []
            for n, column in self._columns:
                value = row[n]
                text = lines[n][k] if k < len(lines[n]) else ""
                if column.kind is blocks.BAR:
                    line.append((self._bar(blocks.bare(value), n) if k == 0 else "", "blue"))
                else:
                    line.append((self._aligned(text, n, column), style_of(value, column)))
            yield _joined(line, [self._widths[n] for n, _ in self._columns])

    def _lines(self, n: int, column: Column, cell: str) -> list[str]:
        if column.kind is blocks.TEXT:
            return list(wrapped(cell, self._widths[n]))
        if column.kind.is_name and self._look.width is not None:
            return [shortened(cell, self._widths[n], self._look)]
        return [cell]

    def _aligned(self, text: str, n: int, column: Column) -> str:
        padding = " " * (self._widths[n] - width_of(text))
        return padding + text if column.kind.is_number else text + padding

    def _bar(self, value: object, n: int) -> str:
        """Draw a bar; what is not nothing is seen."""
        if not isinstance(value, Bar) or not value.value or not self._largest:
            return " " * self._widths[n]
        eighths = max(1, round(8 * self._widths[n] * value.value / self._largest))
        if self._look.has_blocks:
            drawn = "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()
        else:
            drawn = "#" * max(1, eighths // 8)
        return drawn + " " * (self._widths[n] - len(drawn))


def style_of(value: Value, column: Column) -> str:
    """Give the style of a cell."""
    styles: dict[Style, str] = {"good": "green", "bad": "bold red", "warn": "yellow", "soft": "dim"}
    if isinstance(value, Styled):
        return styles.get(value.style, "")
    return "dim" if value is None and column.kind.is_number else ""


def _joined(spans: Line, widths: Sequence[int] | None = None) -> Line:
    """Put gaps between cells, and none at the end of the line."""
    found: Line = []
    for n, (text, style) in enumerate(spans):
        padding = 0 if widths is None else widths[n] - width_of(text)
        found.append((text + " " * (padding + GAP), style))
    while found and not found[-1][0].strip():
        found.pop()
    if found:
        found[-1] = (found[-1][0].rstrip(), found[-1][1])
    return found


def _stacked(table: Table, rows: Iterable[Sequence[Value]], look: Look) -> Iterator[Line]:
    """Write each row as its name, and under it what the other columns say."""
    for row in rows:
        texts = _texts(row, table.columns, look)
        name = texts[0] if look.width is None else shortened(texts[0], look.width, look)
        yield [(name, style_of(row[0], table.columns[0]))]
        items = []
        for column, text in list(zip(table.columns, texts, strict=True))[1:]:
            if column.kind is blocks.CELL:
                items += [f"{column.header}: {text}"] if text != "·" else []
            elif text and column.kind is not blocks.BAR:
                named = column.kind.is_number or column.kind is blocks.NAME
                items.append(f"{_said(column)} {text}".strip() if named else text)
        if items:
            for line in wrapped(", ".join(items), look.width, "  ", "  "):
                yield [(line, "")]
