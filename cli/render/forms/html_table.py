"""A table as HTML: names with scopes, numbers flush right, bars on one scale."""

from collections.abc import Sequence
from itertools import groupby

from ..blocks import BAR, MARK, Bar, Column, Styled, Table, Value, bare
from .markup import escaped, width

_WIDEST = 68  # em that a table may have to fit every wide screen
_SHORTEST = 0.004  # of a bar that is not 0, as a share of the longest


def table(block: Table, attributes: str) -> str:
    """Make a table of all rows.

    Args:
        block: What it holds.
        attributes: What names and describes it.

    Returns:
        The element.
    """
    scale = _longest(block) or 1
    body = "".join(_row(block.columns, row, scale) for row in block.rows)
    totals = "".join(_row(block.columns, row, 0) for row in block.totals)
    foot = f"<tfoot>\n{totals}</tfoot>\n" if totals else ""
    pairs = ' class="pairs"' if _pairs(block) else ""
    return (
        f"<table{pairs} {attributes}>\n{_groups(block.columns)}"
        f"<thead>\n{_head(block.columns)}</thead>\n<tbody>\n{body}</tbody>\n{foot}</table>"
    )


def fits(block: Table) -> bool:
    """Tell whether a table surely fits the width of a page, so that its header can stay in view."""
    return sum(_ems(block, place) for place in range(len(block.columns))) <= _WIDEST


def legend(block: Table) -> str:
    """Say what the colours of the bars are, if there is more than one."""
    parts = ["pale bar: before", "dark bar: after"] if _pairs(block) else []
    if any(bar.missing for bar in _bars(block)):
        parts.append("dashed: what is missing")
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _bars(block: Table) -> list[Bar]:
    values = [bare(value) for row in block.rows for value in row]
    return [value for value in values if isinstance(value, Bar)]


def _pairs(block: Table) -> bool:
    return any(bar.before is not None for bar in _bars(block))


def _longest(block: Table) -> float:
    ends = [max(bar.value + bar.missing, bar.before or 0) for bar in _bars(block)]
    return max(ends, default=0)


def _ems(block: Table, place: int) -> float:
    """Estimate the width of a column in its font size, with the space around it."""
    column = block.columns[place]
    if place == 0:
        return 26
    if column.kind is BAR:
        return 10
    texts = [column.show(bare(row[place])) for row in [*block.rows, *block.totals]]
    return max(width(text, 1) for text in [column.header, *texts]) + 2


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
