"""What fields rows have, of which JSON types, and whether they are ever empty."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rebalance.rows.field import Row

_DEPTH = 4  # levels that are looked at: a message's role is at the third
_MOST = 2000  # fields; more of them are names made up by rows, and only the first level counts
_TYPES: dict[type, str] = {
    str: "string", bool: "boolean", int: "number", float: "number", dict: "object", list: "list",
    type(None): "null",
}  # fmt: skip
_ITEMS = "[]"

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """The fields of some rows.

    Attributes:
        rows: How many rows.
        types: For each path (the items of a list stand under `[]`), how many values have each
            JSON type.
        empty: For each field of the first level, how many rows have it empty: null, "", [] or {}.
        depth: Levels that are remembered.
    """

    rows: int = 0
    types: dict[Path, dict[str, int]] = field(default_factory=dict)
    empty: dict[str, int] = field(default_factory=dict)
    depth: int = _DEPTH

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Profile":
        """Count the fields of rows."""
        profile, number = cls(), 0
        types, empty = profile.types, profile.empty
        for number, row in enumerate(rows, start=1):  # noqa: B007  # counted here
            for path, value in walk(row):
                of_path = types.setdefault(path, {})
                name = type_of(value)
                of_path[name] = of_path.get(name, 0) + 1
            for name, value in row.items():
                if is_empty(value):
                    empty[name] = empty.get(name, 0) + 1
        return cls(number, types, empty)

    @classmethod
    def sum(cls, profiles: Iterable["Profile"]) -> "Profile":
        """Add profiles of parts of a dataset up."""
        rows, types, depth = 0, dict[Path, dict[str, int]](), _DEPTH
        empty: dict[str, int] = {}
        for profile in profiles:
            rows += profile.rows
            if profile.depth < depth:
                depth = profile.depth
                types = _cut(types, depth)
            for path, counts in profile.types.items():
                if len(path) <= depth:
                    _add(types.setdefault(path, {}), counts)
            _add(empty, profile.empty)
            if len(types) > _MOST and depth > 1:
                depth = 1
                types = _cut(types, depth)
        return cls(rows, types, empty, depth)

    @property
    def fields(self) -> list[str]:
        """The fields of the first level, in order of first appearance."""
        return [path[0] for path in self.types if len(path) == 1]

    def times(self, name: str) -> int:
        """Rows that have a field of the first level."""
        return sum(self.types.get((name,), {}).values())

    def strange(self, row: Row) -> tuple[str, str, Sequence[str]] | None:
        """Find a value of another type than any at its place.

        Returns:
            Its place, its type, and the types that there are; None where all is as usual. Fields
            that no row has are not looked at.
        """
        for path, value in walk(row):
            known = self.types.get(path)
            if known is not None and type_of(value) not in known:
                place = ".".join(path).replace(f".{_ITEMS}", _ITEMS)
                return place, type_of(value), sorted(known)
        return None


def walk(row: Row) -> Iterator[tuple[Path, object]]:
    """Walk the values of a row, down to some levels."""
    for name, value in row.items():
        yield from _walk((name,), value)


def _walk(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    yield path, value
    if len(path) < _DEPTH and isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk((*path, name), inner)
    elif len(path) < _DEPTH and isinstance(value, list):
        items = (*path, _ITEMS)
        for inner in value:
            yield from _walk(items, inner)


def type_of(value: object) -> str:
    """Name the JSON type of a value."""
    return _TYPES[type(value)]


def is_empty(value: object) -> bool:
    """Tell whether a value says nothing: null, an empty or blank string, list or object."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and value.isspace())


def _cut(types: Mapping[Path, dict[str, int]], depth: int) -> dict[Path, dict[str, int]]:
    return {path: counts for path, counts in types.items() if len(path) <= depth}


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, times in more.items():
        counts[name] = counts.get(name, 0) + times
