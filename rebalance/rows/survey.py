"""A look at the first rows, for the error that says which fields there are."""

from collections.abc import Sequence
from difflib import get_close_matches
from itertools import chain, islice

import orjson

from rebalance.errors import UnknownField
from rebalance.rows.faults import WHITE_SPACE, RowFault
from rebalance.rows.field import Field, parse_row, scalars
from rebalance.rows.lines import blocks
from rebalance.rows.source import Dataset, reading_from

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
    left = _ROWS
    for source in dataset.sources:
        found_blocks = blocks(reading_from(source, source.start), source.start, None)
        for line in islice(chain.from_iterable(block.lines for block in found_blocks), left):
            left -= 1
            try:
                row = parse_row(line) if line.strip(WHITE_SPACE) else {}
            except RowFault:
                continue
            for name, value in scalars(row):
                seen, rows = found.get(name, (set(), 0))
                items = value if isinstance(value, list) else [value]
                if not any(isinstance(item, dict | list) for item in items):
                    seen |= {orjson.dumps(item) for item in items}
                    found[name] = (seen, rows + 1)
    return found


def _could_serve(seen: set[bytes], rows: int) -> bool:
    """Tell whether a field has few values for its rows: categories repeat, ids and texts don't."""
    return 1 < len(seen) <= max(2, rows // 2)
