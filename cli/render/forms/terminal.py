"""Blocks as lines for a terminal, at any width, or for a pipe, which takes whole names."""

from collections.abc import Iterable, Iterator
from itertools import chain

from rebalance.wording import NAMED

from ..blocks import Block, Fact, Facts, Heat, Note, Table, Title
from .cells import Look, width_of, wrapped
from .layout import Laid, Line, laid_out
from .matrix import as_table
from .shell import continued
from .widths import GAP

_MEANING = 24  # cells below which the meanings of facts go under them
_STYLES = {"note": "", "warning": "yellow", "next": "bold"}


def lines(blocks: Iterable[Block], look: Look) -> Iterator[Line]:
    """Write blocks as lines, with an empty one before each table.

    Args:
        blocks: Of a report.
        look: Where they are shown.
    """
    begun = spaced = False
    for block in blocks:
        made = _block(block, look)
        if (first := next(made, None)) is None:
            continue
        apart = not isinstance(block, Note)
        if begun and (apart or spaced):
            yield []
        begun, spaced = True, apart
        yield from chain([first], made)


def _block(block: Block, look: Look) -> Iterator[Line]:
    match block:
        case Title():
            yield from _title(block, look)
        case Facts():
            yield from _facts(block, look)
        case Table():
            yield from _table(block, look)
        case Heat(is_beside_table=False):
            yield from _table(as_table(block, look.top), look)
        case Note(level="next"):
            yield from _command(block.text, look)
        case Note():
            prefix = "warning: " if block.level == "warning" else ""
            for line in wrapped(prefix + look.text(block.text), look.width):
                yield [(line, _STYLES[block.level])]
        case _:
            return


def _title(title: Title, look: Look) -> Iterator[Line]:
    for line in wrapped(look.text(title.text), look.width):
        yield [(line, "bold")]
    if title.under:
        for line in wrapped(look.text(title.under), look.width):
            yield [(line, "dim")]


def _table(table: Table, look: Look) -> Iterator[Line]:
    """Write a table under its title, and what was left out of it below."""
    for text, style in ((table.title, "bold"), (table.about, "dim")):
        if text:
            for line in wrapped(look.text(text), look.width):
                yield [(line, style)]
    laid = laid_out(table, look)
    yield from laid.lines
    for sentence in filter(None, (table.left_out, laid.more, _no_room(laid))):
        for line in wrapped(look.text(f"… {sentence}"), look.width, "  "):
            yield [(line, "dim")]


def _no_room(laid: Laid) -> str:
    """Say what found no room, and where all of it is."""
    columns = [*laid.left_out[:NAMED], *(["more"] if len(laid.left_out) > NAMED else [])]
    cut = ["whole names"] if laid.is_shortened else []
    what = " and ".join(filter(None, (", ".join(columns), *cut)))
    return f"no room for {what}: a wider terminal or a pipe shows all" if what else ""


def _facts(facts: Facts, look: Look) -> Iterator[Line]:
    """Write facts in columns: name, value, meaning."""
    if facts.title:
        yield [(look.text(facts.title), "bold")]
    found = [Fact(*map(look.text, (one.name, one.value, one.meaning))) for one in facts.facts]
    names, values = _widest(one.name for one in found), _widest(one.value for one in found)
    room = None if look.width is None else look.width - names - values - 2 * GAP
    for one in found:
        if room is not None and room < _MEANING:
            yield from _narrow(one, look)
            continue
        start: Line = [
            (one.name + " " * (names - width_of(one.name) + GAP), "bold"),
            (" " * (values - width_of(one.value)) + one.value, ""),
        ]
        meaning = list(wrapped(one.meaning, room)) if one.meaning else []
        yield [*start, (" " * GAP + meaning[0], "dim")] if meaning else start
        for line in meaning[1:]:
            yield [(" " * (names + values + 2 * GAP) + line, "dim")]


def _widest(texts: Iterable[str]) -> int:
    return max(map(width_of, texts), default=0)


def _narrow(fact: Fact, look: Look) -> Iterator[Line]:
    for line in wrapped(f"{fact.name} {fact.value}", look.width, "  "):
        yield [(line, "bold")]
    if fact.meaning:
        for line in wrapped(fact.meaning, look.width, "  ", "  "):
            yield [(line, "dim")]


def _command(text: str, look: Look) -> Iterator[Line]:
    """Write a command to try; one that goes on in a further line can still be pasted."""
    yield [("Next:", "")]
    for line in continued(look.text(text), look.width, "  "):
        yield [(line, "bold")]


def plain(found: Iterable[Line]) -> str:
    """Join lines without their styles."""
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in found)
