"""Blocks as Markdown, for people: the same cells, sections and rounding as in the terminal."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rebalance.markdown import escape, head, row
from rebalance.wording import visible

from .. import blocks as kinds
from ..blocks import Bars, Block, Column, Facts, Heat, Note, Records, Table, Title, Value, bare
from .matrix import as_table


def as_markdown(blocks: Iterable[Block]) -> Iterator[str]:
    """Write blocks as sections of a page, piece by piece."""
    between = ""
    for block in blocks:
        pieces = _block(block)
        if (first := next(pieces, None)) is not None:
            yield between + first
            yield from pieces
            between = "\n"


def _block(block: Block) -> Iterator[str]:  # noqa: C901  # a case for each kind
    match block:
        case Title():
            yield f"## {_text(block.text)}\n"
            if block.under:
                yield f"\n{_text(block.under)}\n"
        case Facts():
            yield from _heading(block.title)
            yield head(["measure", "value", ""], ["value"])
            for one in block.facts:
                yield row(map(_text, (one.name, one.value, one.meaning)))
        case Table():
            yield from _table(block)
        case Heat(is_beside_table=False):
            yield from _table(as_table(block, 0))
        case Note(level="next"):
            yield f"Next:\n\n{_fenced(visible(block.text))}"
        case Note(level="warning"):
            yield f"> **Warning:** {_text(block.text)}\n"
        case Note():
            yield f"{_text(block.text)}\n"
        case Bars() | Heat() | Records():
            pass  # pictures, tables that stand there already, and what is for CSV alone


def _fenced(text: str) -> str:
    """Write a command as code, between more backticks than it has in a row."""
    fence = "`" * (3 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}\n"


def _table(table: Table) -> Iterator[str]:
    yield from _heading(table.title)
    if table.about:
        yield f"{_text(table.about)}\n\n"
    columns = [(n, one) for n, one in enumerate(table.columns) if one.kind is not kinds.BAR]
    headers = [_text(f"{one.over} {one.header}".strip()) for _, one in columns]
    numeric = {
        header for header, (_, one) in zip(headers, columns, strict=True) if one.kind.is_number
    }
    yield head(headers, numeric)
    for one in table.rows:
        yield row(_cell(one, n, column) for n, column in columns)
    for one in table.totals:
        yield row(_bold(_cell(one, n, column)) for n, column in columns)
    if table.left_out:
        yield f"\n… {_text(table.left_out)}\n"


def _cell(values: Sequence[Value], n: int, column: Column) -> str:
    return _text(column.show(bare(values[n])))


def _bold(text: str) -> str:
    return f"**{text}**" if text else ""


def _heading(title: str) -> Iterator[str]:
    if title:
        yield f"### {_text(title)}\n\n"


def _text(text: str) -> str:
    return escape(visible(text))
