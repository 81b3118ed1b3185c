"""A look at the fields of the first rows: which there are, and which could hold a category."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rebalance.rows.compact_text import compact_text
from rebalance.rows.field import Row
from rebalance.rows.path_syntax import EVERY, text_of
from rebalance.text.identifiers import is_identifier

Path = tuple[str, ...]

_DEEPEST = 12  # steps; nobody counts rows by what lies deeper
_ITEMS = 100  # items of a list that are looked at
_WIDEST = 8  # items of an inner list that is taken for a record, such as [start, end, label]
_PATHS = 5_000  # an object with more names than that holds data in them
_LONGEST = 60  # characters of a category
_MOST = 250  # values of a category
_LARGEST = 10**6  # a whole number beyond is a time or an id

_LABELS = re.compile(
    r"categor|label|class|intent|topic|type|task|tag|genre|domain|subject|sentiment|emotion|kind"
    r"|theme|choice",
    re.IGNORECASE,
)
_TEXTS = re.compile(
    r"(text|prompt|content|question|query|instruction|input|output|answer|response|completion|title"
    r"|message|sentence|passage|context|body|source|target)s?_?\d?",
    re.IGNORECASE,
)
_SPEAKERS = {"role", "from", "speaker", "author", "name"}


@dataclass(slots=True)
class FieldValues:
    """What is at a path in the first rows.

    Attributes:
        rows: Rows with a value there that is not missing.
        values: The distinct values as JSON, those in lists one by one.
        items: How many values there were, with those that came before.
        sets: The distinct values of whole rows.
        longest: Characters of the longest.
        measured: Whether a value is a fraction, or a whole number that is no label.
        spelled: Whether all values are strings.
    """

    rows: int = 0
    values: set[bytes] = field(default_factory=set)
    items: int = 0
    sets: set[frozenset[bytes]] = field(default_factory=set)
    longest: int = 0
    measured: bool = False
    spelled: bool = True

    def add(self, items: list[object]) -> None:
        """Take note of the values of one row."""
        texts = [compact_text(item, ordered=False) for item in items if item not in (None, "")]
        if not texts:
            return
        self.rows += 1
        self.items += len(texts)
        self.values.update(texts)
        self.sets.add(frozenset(texts))
        self.longest = max(self.longest, *(len(one.decode()) for one in texts))
        self.measured |= any(
            isinstance(item, float) or (isinstance(item, int) and abs(item) > _LARGEST)
            for item in items
        )
        self.spelled &= all(isinstance(item, str) for item in items)


def survey(rows: Iterable[Row]) -> dict[Path, FieldValues]:
    """Gather the fields of rows by their paths, in order of appearance."""
    found: dict[Path, FieldValues] = {}
    for row in rows:
        of_row = defaultdict[Path, list[object]](list)
        for path, value in ends(row):
            of_row[path] += value if isinstance(value, list) else [value]
        for path, items in of_row.items():
            if path in found or len(found) < _PATHS:
                found.setdefault(path, FieldValues()).add(items)
    return found


def ends(value: object) -> Iterator[tuple[Path, object]]:
    """Walk the ends of all paths in a value: a scalar, or a list of nothing but scalars."""
    left: list[tuple[Path, object]] = [((), value)]
    while left:
        path, inner = left.pop()
        if isinstance(inner, dict) and len(path) < _DEEPEST:
            left += [((*path, name), one) for name, one in reversed(inner.items())]
        elif isinstance(inner, list) and any(isinstance(one, list | dict) for one in inner):
            left += [((*path, *steps), one) for steps, one in reversed(list(_items(inner)))]
        elif not isinstance(inner, dict):
            yield path, inner


def _items(value: list[object]) -> Iterator[tuple[Path, object]]:
    """Walk the items of a list; of short lists in it, the places."""
    records = all(isinstance(one, list) and len(one) <= _WIDEST for one in value)
    for item in value[:_ITEMS]:
        if records and isinstance(item, list):
            yield from (((EVERY, str(place)), one) for place, one in enumerate(item))
        else:
            yield (EVERY,), item


def could_serve(found: dict[Path, FieldValues], rows: int) -> list[tuple[str, int]]:
    """List the fields that could hold a category, the best first, with their numbers of values.

    Few values, short ones, in most rows, that differ between rows: no texts, no identifiers, no
    measurements. Fields that are named as labels are come first.

    Args:
        found: The fields of the rows.
        rows: How many rows were looked at.
    """
    good = [(path, one) for path, one in found.items() if path and _is_good(path, one, rows)]
    good.sort(key=lambda pair: (not _is_label(pair[0]), len(pair[1].values)))
    return [(text_of(path), len(one.values)) for path, one in good]


def seen_fields(rows: Sequence[Row]) -> Iterator[tuple[str, int, int, bool]]:
    """List all fields of rows, those that could serve first: field, rows, values, whether so."""
    found = survey(rows)
    good = dict(could_serve(found, len(rows)))
    named = {text_of(path): one for path, one in found.items()}
    for name in (*good, *(name for name in named if name not in good)):
        yield name, named[name].rows, len(named[name].values), name in good


def _is_good(path: Path, one: FieldValues, rows: int) -> bool:
    values, is_text = len(one.values), _TEXTS.fullmatch(_name(path))
    few = one.items // 10 if is_text else max(2, one.items // 2)
    varied = 1 < values <= min(_MOST, few) and len(one.sets) > 1
    if not varied or one.longest > _LONGEST or one.measured or 2 * one.rows < rows:
        return False
    if path[-1].isdecimal() and not one.spelled:  # a place such as the start of a span
        return False
    deep = path.count(EVERY) > 1 or (path[-1] in _SPEAKERS and EVERY in path)
    return _is_label(path) or not (deep or is_identifier(_name(path)))


def _is_label(path: Path) -> bool:
    return bool(_LABELS.search(_name(path)))


def _name(path: Path) -> str:
    """The last name on a path that is no place in a list."""
    return next((step for step in reversed(path) if step != EVERY and not step.isdecimal()), "")


def best_inside(value: object, outer: Path) -> list[str]:
    """List paths into a value that is no category itself, the likely ones first.

    Args:
        value: An object, or a list with one or with a list.
        outer: The path to it.
    """
    found = {path: one for path, one in ends(value) if path}
    mixed = {path[:place] for path in found for place in range(1, len(path))}  # no ends everywhere
    ranks = {path: _unlikely(path, one) for path, one in found.items() if path not in mixed}
    best = [path for path, rank in ranks.items() if rank == min(ranks.values())]
    return [text_of((*outer, *path)) for path in sorted(best, key=len)]


def _unlikely(path: Path, value: object) -> int:
    """Rank the end of a path: labels, other strings, other values, identifiers."""
    item = value[0] if isinstance(value, list) and value else value
    if not isinstance(item, str) or is_identifier(_name(path)):
        return 3 if is_identifier(_name(path)) else 2
    return 0 if _is_label(path) or _name(path) == "value" else 1
