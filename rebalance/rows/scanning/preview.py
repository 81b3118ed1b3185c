"""A look at the first rows: which shapes they have, and which fields could hold a category."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import chain, islice

import orjson

from rebalance.errors import UnknownField
from rebalance.rows.faults import WHITE_SPACE, RowFault
from rebalance.rows.field import Field, Row, parse_row, scalars
from rebalance.rows.files.lines import blocks
from rebalance.rows.files.source import Dataset, Source, reading_from
from rebalance.text.shapes import Shape
from rebalance.text.sides import shape_of

_ROWS = 1000
_CANDIDATES = 8


def unknown_field(dataset: Dataset, by: Sequence[Field]) -> UnknownField:
    """Make the error for a field that no row has, with likely names and candidates."""
    values = survey(dataset)
    names = list(values)
    wrong = next((f for f in by if f.path and ".".join(f.path) not in values), by[0])
    close = get_close_matches(wrong.text, names, n=3, cutoff=0.6) or [
        name for name in names if name.casefold() == wrong.text.casefold()
    ]
    ranked = sorted(
        ((name, len(seen)) for name, (seen, rows) in values.items() if _could_serve(seen, rows)),
        key=lambda pair: pair[1],
    )
    return UnknownField(wrong.text, close, ranked[:_CANDIDATES])


def survey(dataset: Dataset) -> dict[str, tuple[set[bytes], int]]:
    """Gather the fields of the first rows: dotted path -> distinct values as JSON, rows."""
    found: dict[str, tuple[set[bytes], int]] = {}
    rows = chain.from_iterable(map(_first_rows, dataset.sources))
    for name, value in chain.from_iterable(map(scalars, islice(rows, _ROWS))):
        seen, times = found.get(name, (set(), 0))
        items = value if isinstance(value, list) else [value]
        if not any(isinstance(item, dict | list) for item in items):
            seen |= {orjson.dumps(item) for item in items}
            found[name] = (seen, times + 1)
    return found


def shapes(dataset: Dataset) -> list[dict[Shape, int]]:
    """Count the shapes of the first 1,000 rows of each file, the most frequent first."""
    counted = (Counter(map(shape_of, _first_rows(source))) for source in dataset.sources)
    return [dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))) for found in counted]


def _first_rows(source: Source) -> Iterator[Row]:
    """Parse the first lines of a file; bad rows and blank lines are left out."""
    found = blocks(reading_from(source, source.start), source.start, None)
    for line in islice(chain.from_iterable(block.lines for block in found), _ROWS):
        try:
            if line.strip(WHITE_SPACE):
                yield parse_row(line)
        except RowFault:
            continue


def _could_serve(seen: set[bytes], rows: int) -> bool:
    """Tell whether a field has few values for its rows: categories repeat, ids and texts don't."""
    return 1 < len(seen) <= max(2, rows // 2)
