"""The numbers of a report as one flat JSON object, for tools that compare runs: DVC, MLflow."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rebalance.report import Report, plain
from rebalance.rows.encoding import json_pieces

_NAMES = ("label", "name", "field")  # what an entry of a list is called, the first that it has
_ASKED = "options"  # which is not measured


def metric_pieces(report: Report) -> Iterator[str]:
    """Write each number under its path: `rows`, `categories.maths.rows`.

    Lists without names, such as intervals and matrices, have no path that stays, and are left out.
    """
    found = {name: one for name, one in plain(report).items() if name != _ASKED}
    return json_pieces(dict(_numbers(found, "")))


def _numbers(value: Any, path: str) -> Iterator[tuple[str, int | float]]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _numbers(one, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for name, one in zip(_names(value), value, strict=False):
            yield from _numbers(one, f"{path}.{name}")


def _names(entries: Sequence[Any]) -> list[str]:
    """The names of entries; none where not all have one of their own."""
    for key in _NAMES:
        named = (one.get(key) for one in entries if isinstance(one, Mapping))
        found = [name for name in named if isinstance(name, str)]
        if len({*found}) == len(entries):
            return found
    return []
