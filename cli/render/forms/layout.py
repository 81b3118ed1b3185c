"""A table in lines: which columns there is room for, and how wide each becomes.

Numbers and headers are never cut. Names are shortened first, down to 12 cells; then columns go by
their priority; what is still too wide, and whatever is narrower than 60 cells, is stacked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .. import blocks
from ..blocks import Bar, Column, Style, Styled, Table, Value
from .cells import Look, shortened, width_of, wrapped

Span = tuple[str, str]  # text, style
Line = list[Span]
GAP = 2
_NARROW = 60  # cells below which rows are stacked
_NAME, _TEXT, _BAR = 12, 24, 8  # cells that a column of each kind shrinks to
_LONGEST_BAR = 20
_LARGEST, _SMALLEST = 40, 10  # rows of a long table


@dataclass(frozen=True, slots=True)
class Laid:
    """A table in lines.

    Attributes:
        lines: Its lines.
        left_out: Headers of the columns that found no room.
        more: Rows that are not shown.
    """

    lines: list[Line]
    left_out: list[str]
    more: int


def laid_out(table: Table, look: Look) -> Laid:
    """Lay out a table."""
    rows, more = _elided(table, look)
    texts = [_texts(row, table.columns, look) for row in rows]
    totals = [_texts(row, table.columns, look) for row in table.totals]
    shown = [(n, one) for n, one in enumerate(table.columns)]
    widths = _widths(table.columns, [*texts, *totals], look)
    if look.width is None:
        fitted: dict[int, int] | None = dict(enumerate(widths))
    else:
        fitted = None if look.width < _NARROW else _fitted(table.columns, widths, look.width)
    if fitted is None:
        return Laid(list(_stacked(table, [*rows, *table.totals], look)), [], more)
    columns = [(n, one) for n, one in shown if n in fitted]
    grid = _Grid(columns, fitted, _largest(table), look)
    lines = [*grid.head()]
    lines += [line for row, cells in zip(rows, texts, strict=True) for line in grid.row(row, cells)]
    if table.totals:
        for row, cells in zip(table.totals, totals, strict=True):
            lines += [[(text, style or "bold") for text, style in line]
                      for line in grid.row(row, cells)]  # fmt: skip
    gone = [_said(one) for n, one in shown if n not in fitted and one.kind is not blocks.BAR]
    return Laid(lines, gone, more)


def _elided(table: Table, look: Look) -> tuple[Sequence[Sequence[Value]], int]:
    """Choose the largest rows of a long table, or the largest and the smallest, in its order."""
    rows, by = table.rows, table.ranked
    largest, smallest = (_LARGEST, _SMALLEST) if look.top is None else (look.top, 0)
    if not largest or by is None or len(rows) <= largest + smallest:
        return rows, 0
    order = sorted(range(len(rows)), key=lambda n: -(blocks.bare(rows[n][by]) or 0))
    kept = sorted([*order[:largest], *order[len(order) - smallest :]])
    return [rows[n] for n in kept], len(rows) - len(kept)


def _texts(row: Sequence[Value], columns: Sequence[Column], look: Look) -> list[str]:
    """Make the texts of a row."""
    return [
        look.text(column.show(blocks.bare(value)))
        for column, value in zip(columns, row, strict=True)
    ]


def _said(column: Column) -> str:
    return f"{column.over} {column.header}".strip()


def _widths(columns: Sequence[Column], texts: Sequence[Sequence[str]], look: Look) -> list[int]:
    """Measure how wide each column would like to be; bars as wide as they ever are."""
    widths = []
    for n, column in enumerate(columns):
        least = width_of(look.text(column.header))
        longest = max((width_of(row[n]) for row in texts), default=0)
        widths.append(_LONGEST_BAR if column.kind is blocks.BAR else max(least, longest))
    for over, group in groupby(range(len(columns)), key=lambda n: columns[n].over):
        members = list(group)
        lacking = width_of(over) - sum(widths[n] for n in members) - GAP * (len(members) - 1)
        widths[members[-1]] += max(0, lacking)
    return widths


def _fitted(columns: Sequence[Column], widths: Sequence[int], room: int) -> dict[int, int] | None:
    """Choose columns and their widths; None if even those that always stay have no room."""
    kept = list(range(len(columns)))
    optional = sorted((n for n in kept if columns[n].priority), key=lambda n: columns[n].priority)
    while True:
        least = {n: _least(columns[n], widths[n]) for n in kept}
        slack = room - sum(least.values()) - GAP * (len(kept) - 1)
        if slack >= 0:
            return _spread(columns, widths, least, slack)
        if not optional:
            return None
        kept.remove(optional.pop())


def _least(column: Column, width: int) -> int:
    """Say how narrow a column can become."""
    header = width_of(column.header)
    if column.kind is blocks.BAR:
        return _BAR
    if column.kind.is_name:
        return min(width, max(_NAME, header))
    return min(width, max(_TEXT, header)) if column.kind is blocks.TEXT else width


def _spread(
    columns: Sequence[Column], widths: Sequence[int], least: dict[int, int], slack: int
) -> dict[int, int]:
    """Give what room is left to names, then to texts, then to bars."""
    found = dict(least)
    for kind in (blocks.NAME, blocks.TEXT, blocks.BAR):
        for n in found:
            if columns[n].kind is kind:
                more = min(slack, widths[n] - found[n])
                found[n] += more
                slack -= more
    return found


def _largest(table: Table) -> float:
    """Find the largest bar, which all others are drawn in proportion to."""
    values = [blocks.bare(value) for row in table.rows for value in row]
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
                width = sum(members) + GAP * (len(members) - 1)
                line.append((self._look.text(over).center(width), "dim"))
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
        if column.kind.is_name:
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
        if widths is not None:
            text += " " * (widths[n] - width_of(text))
        found.append((text + " " * GAP, style))
    while found and not found[-1][0].strip():
        found.pop()
    if found:
        found[-1] = (found[-1][0].rstrip(), found[-1][1])
    return found


def _stacked(table: Table, rows: Sequence[Sequence[Value]], look: Look) -> Iterator[Line]:
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
