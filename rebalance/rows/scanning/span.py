"""A span of a file: which bytes, and the lines that start there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from rebalance.errors import NotJsonl
from rebalance.rows.files.lines import Block, Read, blocks, first_line
from rebalance.rows.files.source import BLOCK, BOM, Source, reading_from
from rebalance.rows.scanning.format_sniffing import HEAD, refuse_foreign

_WHOLE = 64 << 20  # bytes of a file that is parsed as one value, to say what it is


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of bytes of one file; a row belongs to the span that it starts in.

    Attributes:
        source: Index of the file.
        start: First byte; a stream is one span from its first byte on.
        stop: The byte after the last; None is the end of a stream.
    """

    source: int
    start: int
    stop: int | None


def blocks_of(source: Source, span: Span, longest: int) -> Iterator[Block]:
    """Find the lines that start inside a span; at the start of a file, check its format."""
    if span.start > source.start:
        start = first_line(
            reading_from(source, span.start - 1), span.start, span.stop or span.start
        )
        if start is None:
            return iter(())
        return blocks(reading_from(source, start), start, span.stop, longest)
    read = reading_from(source, source.start)
    head = read(HEAD)
    start = len(BOM) if source.stream and head.startswith(BOM) else 0
    try:
        refuse_foreign(source.name, head[start:], partial(_more, read))
    except NotJsonl:
        exhaust(source, iter(partial(read, BLOCK), b""))
        raise
    first = _again(head[start:], read)
    return blocks(first, source.start + start, span.stop, longest)


def _more(read: Read) -> bytes:
    """Read on, up to what a file may have that is looked at as a whole."""
    pieces, left = list[bytes](), _WHOLE
    while left > 0 and (block := read(BLOCK)):
        pieces.append(block)
        left -= len(block)
    return b"".join(pieces)


def exhaust(source: Source, rest: Iterable[object]) -> None:
    """Read a compressed stream to its end: what looks like bad rows may be a corrupt archive."""
    for _ in rest if source.stream else ():
        pass


def _again(head: bytes, read: Read) -> Read:
    """Give bytes that were read already once more, before the others."""

    def reread(size: int) -> bytes:
        nonlocal head
        given, head = head[:size], head[size:]
        return given or read(size)

    return reread
