"""A table as HTML: names with scopes, numbers flush right, bars on one scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from ..blocks import BAR, MARK, Bar, Column, Styled, Table, Value, bare
from .markup import escaped, width

_WIDEST = 68  # em that a table may have to fit every wide screen
_NAME, _BAR, _SPACE = 26, 10, 2  # em of names, of bars, and around all else
_SHORTEST = 0.004  # of a bar that is not 0, as a share of the longest


@dataclass(frozen=True, slots=True)
class TableBars:
    """What is known of the bars of a table before the first is drawn.

    Attributes:
        longest: The longest one, which all others are drawn in proportion to.
        pairs: Whether there is one before and one after.
        lacks: Whether anything is missing.
    """

    longest: float = 0
    pairs: bool = False
    lacks: bool = False

    @classmethod
    def of(cls, block: Table) -> "TableBars":
        """Look at all rows once."""
        longest, pairs, lacks = 0.0, False, False
        for bar in _bars(block):
            longest = max(longest, bar.value + bar.missing, bar.before or 0)
            pairs, lacks = pairs or bar.before is not None, lacks or bool(bar.missing)
        return cls(longest, pairs, lacks)

    @property
    def legend(self) -> str:
        """Say what the colours of the bars are, if there is more than one."""
        parts = ["pale bar: before", "dark bar: after"] if self.pairs else []
        text = ", ".join([*parts, *(["dashed: what is missing"] if self.lacks else [])])
        return f"{text[:1].upper()}{text[1:]}." if text else ""


def _bars(block: Table) -> Iterator[Bar]:
    places = [n for n, column in enumerate(block.columns) if column.kind is BAR]
    values = (bare(row[n]) for row in (block.rows if places else ()) for n in places)
    return (value for value in values if isinstance(value, Bar))


def table(block: Table, bars: TableBars, attributes: str) -> Iterator[str]:
    """Make a table of all rows, row by row.

    Args:
        block: What it holds.
        bars: Its bars.
        attributes: What names and describes it.
    """
    pairs = ' class="pairs"' if bars.pairs else ""
    yield f"<table{pairs} {attributes}>\n{_groups(block.columns)}"
    yield f"<thead>\n{_head(block.columns)}</thead>\n<tbody>\n"
    for row in block.rows:
        yield _row(block.columns, row, bars.longest or 1)
    totals = "".join(_row(block.columns, row, 0) for row in block.totals)
    yield "</tbody>\n" + (f"<tfoot>\n{totals}</tfoot>\n" if totals else "") + "</table>"


def fits(block: Table) -> bool:
    """Tell whether a table surely fits the width of a page, so that its header can stay in view."""
    shown = [(n, one) for n, one in enumerate(block.columns) if n and one.kind is not BAR]
    ems = {n: width(one.header, 1) for n, one in shown}
    for row in chain(block.rows, block.totals):
        for n, one in shown:
            ems[n] = max(ems[n], width(one.show(bare(row[n])), 1))
    bars = sum(one.kind is BAR for one in block.columns[1:])
    return _NAME + bars * _BAR + sum(ems.values()) + _SPACE * len(ems) <= _WIDEST


def _groups(columns: Sequence[Column]) -> str:
    """Declare the groups of columns that have a header together."""
    if not any(column.over for column in columns):
        return ""
    sizes = [len(list(group)) for _, group in groupby(columns, key=lambda column: column.over)]
    return "".join(f'<colgroup span="{size}">' for size in sizes) + "\n"


def _head(columns: Sequence[Column]) -> str:
    """Make the header: a row, or two if some columns have one together."""
    if not any(column.over for column in columns):
        return f"<tr>{''.join(_header(column) for column in columns)}</tr>\n"
    upper = lower = ""
    for over, group in groupby(columns, key=lambda column: column.over):
        within = list(group)
        if over:
            span = f'class="over" scope="colgroup" colspan="{len(within)}"'
            upper += f"<th {span}><span>{escaped(over)}</span></th>"
            lower += "".join(_header(column) for column in within)
        else:
            upper += "".join(_header(column, ' rowspan="2"') for column in within)
    return f"<tr>{upper}</tr>\n<tr>{lower}</tr>\n"


def _header(column: Column, span: str = "") -> str:
    if not column.header:
        return f"<td{span}></td>"
    return f'<th{_class(column)} scope="col"{span}>{escaped(column.header)}</th>'


def _class(column: Column) -> str:
    if column.kind is BAR:
        return ' class="b"'
    if column.kind.is_number:
        return ""
    return ' class="m"' if column.kind is MARK else ' class="t"'


def _row(columns: Sequence[Column], row: Sequence[Value], scale: float) -> str:
    first = f'<th scope="row">{_text(columns[0], row[0])}</th>'
    rest = zip(columns[1:], row[1:], strict=True)
    return f"<tr>{first}{''.join(_cell(column, value, scale) for column, value in rest)}</tr>\n"


def _cell(column: Column, value: Value, scale: float) -> str:
    if column.kind is BAR:
        bar = bare(value)
        return f'<td class="b">{_bar(bar, scale) if bar and scale else ""}</td>'
    return f"<td{_class(column)}>{_text(column, value)}</td>"


def _text(column: Column, value: Value) -> str:
    text = escaped(column.show(bare(value)))
    if isinstance(value, Styled) and value.style and text:
        return f'<span class="{value.style}">{text}</span>'
    return text


def _bar(bar: Bar, scale: float) -> str:
    """Draw a bar, or a pale one over a dark one; it repeats numbers, so who listens is spared."""
    drawn = ""
    if bar.before:
        drawn += f'<rect class="was"{_extent(0, bar.before, scale)}/>'
    if bar.value:
        drawn += f'<rect class="now"{_extent(0, bar.value, scale)}/>'
    if bar.missing:
        drawn += f'<rect class="gap"{_extent(bar.value, bar.missing, scale)}/>'
    return f'<svg aria-hidden="true">{drawn}</svg>' if drawn else ""


def _extent(start: float, length: float, scale: float) -> str:
    begins = f' x="{100 * start / scale:.1f}%"' if start else ""
    return f'{begins} width="{100 * max(length / scale, _SHORTEST):.1f}%"'
