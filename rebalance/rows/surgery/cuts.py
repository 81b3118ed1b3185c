"""Fields cut out of the bytes of a row: a member or an item goes, and one comma beside it."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rebalance.rows.field import Field, Row
from rebalance.rows.path_syntax import EVERY, is_item
from rebalance.rows.surgery.entries import Entries, Entry, is_object

Paths = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Cut:
    """Which fields go out of rows.

    Attributes:
        fields: The fields.
        keep: Whether these are what stays, with the objects and lists around it; else they go.
    """

    fields: tuple[Field, ...]
    keep: bool = False

    def __call__(self, row: bytes) -> bytes:
        """Cut a row: one JSON object, with or without white space around it.

        Of names that an object has several times, all are meant. An object or a list that loses
        everything stays, empty.

        Raises:
            ValueError: This is no JSON.
        """
        pieces, at = list[bytes](), 0
        for start, stop in sorted(self._gone(row)):
            pieces.append(row[at:start])
            at = stop
        return b"".join((*pieces, row[at:])) if pieces else row

    def takes(self, name: str) -> bool:
        """Tell whether no row has a field of that name any more, whatever else it has."""
        if self.keep:
            return not any(field.path[0] in (name, EVERY) for field in self.fields)
        return any(field.path == (name,) for field in self.fields)

    @cached_property
    def _root(self) -> "_Node":
        return _Node.of(frozenset(field.path for field in self.fields))

    def _gone(self, row: bytes) -> Iterator[tuple[int, int]]:
        """Find the bytes that go."""
        raw, left = Entries(row), [(row.index(b"{"), self._root)]
        while left:
            opening, node = left.pop()
            found, stays = raw.inside(opening), list[bool]()
            for entry, below in zip(found, node.at(found, is_object(row, opening)), strict=True):
                inside = below.leads and entry.opening >= 0
                if inside:
                    left.append((entry.opening, below))
                stays.append(inside or below.ends if self.keep else not below.ends)
            if False in stays:
                yield from _gaps(row, opening, found, stays)


def _gaps(
    row: bytes, opening: int, found: Sequence[Entry], stays: Sequence[bool]
) -> Iterator[tuple[int, int]]:
    """Find the bytes of entries that go, with the comma before each or, of the first, after it."""
    kept = [place for place, stay in enumerate(stays) if stay]
    if not kept:
        closing = b"}" if is_object(row, opening) else b"]"
        yield opening + 1, row.index(closing, found[-1].stop)
        return
    if kept[0] > 0:
        yield found[0].start, found[kept[0]].start
    for here, after in zip(kept, (*kept[1:], len(found)), strict=True):
        if after > here + 1:
            yield found[here].stop, found[after - 1].stop


class _Node:
    """Where some place in a row is on the paths.

    Args:
        paths: What is left of them.

    Attributes:
        ends: Whether one of them ends here.
        leads: Whether none does, and some go on.
    """

    def __init__(self, paths: Paths) -> None:
        self.ends = () in paths
        self.leads = bool(paths) and not self.ends
        self._paths = paths - {()}

    @staticmethod
    @lru_cache
    def of(paths: Paths) -> "_Node":
        """Make the node of some paths, or find it again."""
        return _Node(paths)

    def at(self, found: Sequence[Entry], named: bool) -> Iterable["_Node"]:
        """Give the node of each entry of an object (`named`) or a list."""
        if not named:
            if not self._by_place:
                return [self._other] * len(found)
            return [self._below(_means(at, len(found))) for at in range(len(found))]
        names = [entry.name for entry in found]
        if b"\\" in b"".join(names):
            names = list(map(_plain, names))
        known, other = self._known, self._other
        if b'"*"' in names and (other.leads or other.ends):  # which is a name here, not every one
            return [self._below(_text(name).__eq__) for name in names]
        return [known.get(name, other) for name in names]

    @cached_property
    def _known(self) -> dict[bytes, "_Node"]:
        """The nodes of names that paths go on with, quoted."""
        steps = {path[0] for path in self._paths} - {EVERY}
        return {_quoted(step): self._below((EVERY, step).__contains__) for step in steps}

    @cached_property
    def _other(self) -> "_Node":
        """The node of all other names, and of items."""
        return self._below(EVERY.__eq__)

    @cached_property
    def _by_place(self) -> bool:
        """Whether a path may go on with the item at some place of a list."""
        return any(is_item(path[0]) for path in self._paths)

    def _below(self, goes_on: Callable[[str], object]) -> "_Node":
        return _Node.of(frozenset(path[1:] for path in self._paths if goes_on(path[0])))


def _means(place: int, items: int) -> Callable[[str], bool]:
    """Make what tells whether a step means the item at a place, from the start or from the end."""
    return lambda step: step == EVERY or (is_item(step) and int(step) in (place, place - items))


def _quoted(name: str) -> bytes:
    """Write a name as JSON has it, with no escapes but those that it needs."""
    return json.dumps(name, ensure_ascii=False).encode()


def _text(quoted: bytes) -> str:
    text: str = json.loads(quoted)
    return text


def _plain(quoted: bytes) -> bytes:
    """Write a quoted name again as `_quoted` does."""
    return _quoted(_text(quoted))


def occurs(row: Row, path: Sequence[str]) -> bool:
    """Tell whether a parsed row has something at a path: what a cut would find there."""
    here: list[object] = [row]
    for step in path:
        here = [inner for value in here for inner in _inside(value, step)]
    return bool(here)


def _inside(value: object, step: str) -> Iterable[object]:
    """List what a step leads to."""
    if isinstance(value, dict):
        if step in value:
            return (value[step],)
        return value.values() if step == EVERY else ()
    if isinstance(value, list):
        if step == EVERY:
            return value
        if is_item(step) and -len(value) <= int(step) < len(value):
            return (value[int(step)],)
    return ()
