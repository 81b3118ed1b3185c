"""A table in lines: which columns there is room for, and how wide each becomes.

Numbers and headers are never cut. Names are shortened first, down to 12 cells; then columns go by
their priority; what is still too wide, and whatever is narrower than 60 cells, is stacked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .. import blocks
from ..blocks import Bar, Column, Style, Styled, Table, Value
from .cells import Look, shortened, width_of, wrapped

Span = tuple[str, str]  # text, style
Line = list[Span]
GAP = 2
_NARROW = 60  # cells below which rows are stacked
_NAME, _TEXT, _BAR = 12, 24, 8  # cells that a column of each kind shrinks to
_LONGEST_BAR = 20
_ENDLESS = 200  # cells from which a name in a pipe runs into its numbers
_LARGEST, _SMALLEST = 40, 10  # rows of a long table


@dataclass(frozen=True, slots=True)
class Laid:
    """A table in lines.

    Attributes:
        lines: Its lines.
        left_out: Headers of the columns that found no room.
        more: Which rows are not shown, in a sentence; "" for none.
        is_shortened: Whether names were cut.
    """

    lines: list[Line]
    left_out: list[str]
    more: str
    is_shortened: bool


def laid_out(table: Table, look: Look) -> Laid:
    """Lay out a table."""
    kept, more = _elided(table, look)
    rows = [table.rows[n] for n in kept]
    texts = [_texts(row, table.columns, look) for row in rows]
    totals = [_texts(row, table.columns, look) for row in table.totals]
    names = [cells[0] for cells in texts]
    fitted = _fitted(table.columns, [*texts, *totals], look)
    if fitted is None:
        cut = look.width is not None and any(width_of(one) > look.width for one in names)
        return Laid(list(_stacked(table, [*rows, *table.totals], look)), [], more, cut)
    shown = [(n, one) for n, one in enumerate(table.columns)]
    columns = [(n, one) for n, one in shown if n in fitted]
    grid = _Grid(columns, fitted, _largest(table), look)
    lines, gap = [*grid.head()], _gap(kept)
    for place, row, cells in zip(kept, rows, texts, strict=True):
        if place == gap:
            lines.append([(look.text("…"), "dim")])
        lines += grid.row(row, cells)
    for row, cells in zip(table.totals, totals, strict=True):
        lines += [[(text, style or "bold") for text, style in line]
                  for line in grid.row(row, cells)]  # fmt: skip
    gone = [_said(one) for n, one in shown if n not in fitted]
    cut = look.width is not None and any(width_of(one) > fitted[0] for one in names)
    return Laid(lines, gone, more, cut and table.columns[0].kind.is_name)


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


def _widths(columns: Sequence[Column], texts: Sequence[Sequence[str]], look: Look) -> list[int]:
    """Measure how wide each column would like to be; bars as wide as they ever are."""
    widths = []
    for n, column in enumerate(columns):
        least = width_of(look.text(column.header))
        longest = max((width_of(row[n]) for row in texts), default=0)
        if look.width is None and longest > _ENDLESS:  # one such name would push all numbers away
            longest = max((w for row in texts if (w := width_of(row[n])) <= _ENDLESS), default=0)
        widths.append(_LONGEST_BAR if column.kind is blocks.BAR else max(least, longest))
    return widths


def _under_headers(
    columns: Sequence[Column], widths: Sequence[int], kept: Sequence[int], look: Look
) -> dict[int, int]:
    """Widen columns that are kept, so that what stands above several of them has room."""
    found = {n: widths[n] for n in kept}
    for over, group in groupby(kept, key=lambda n: columns[n].over):
        members = list(group)
        taken = sum(found[n] for n in members) + GAP * (len(members) - 1)
        found[members[-1]] += max(0, width_of(look.text(over)) - taken)
    return found


def _fitted(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], look: Look
) -> dict[int, int] | None:
    """Choose columns and their widths; None if even those that always stay have no room.

    Names are not shortened so far that two of them look the same.
    """
    measured = _widths(columns, texts, look)
    kept = list(range(len(columns)))
    if look.width is None:
        return _under_headers(columns, measured, kept, look)
    optional = sorted((n for n in kept if columns[n].priority), key=lambda n: columns[n].priority)
    while look.width >= _NARROW:
        widths = _under_headers(columns, measured, kept, look)
        least = {n: _least(columns[n], widths[n], look) for n in kept}
        slack = look.width - sum(least.values()) - GAP * (len(kept) - 1)
        if slack >= 0:
            found = _spread(columns, widths, least, slack)
            if not _collide(columns[0], [row[0] for row in texts], found[0], look):
                return found
        if not optional:
            break
        kept.remove(optional.pop())
    return None


def _collide(column: Column, names: Sequence[str], width: int, look: Look) -> bool:
    """Tell whether different names become equal when they are shortened."""
    if not column.kind.is_name:
        return False
    long = {name for name in names if width_of(name) > width}
    return len({shortened(name, width, look) for name in long}) < len(long)


def _least(column: Column, width: int, look: Look) -> int:
    """Say how narrow a column can become."""
    header = width_of(look.text(column.header))
    if column.kind is blocks.BAR:
        return _BAR
    if column.kind.is_name:
        return min(width, max(_NAME, header))
    return min(width, max(_TEXT, header)) if column.kind is blocks.TEXT else width


def _spread(
    columns: Sequence[Column], widths: dict[int, int], least: dict[int, int], slack: int
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
