"""The fields and categories among the first rows of files, as a shell completes them.

They are guesses for somebody who types: what cannot be read has none, and nothing is raised.
Names that could do harm on a terminal, or that nobody types, are left out.
"""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from rebalance.errors import RebalanceError
from rebalance.rows.category import Category, Kind, LabelSet, UnusableValue, categorise, labels
from rebalance.rows.faults import WHITE_SPACE, RowFault
from rebalance.rows.field import Row, parse_fields, parse_row
from rebalance.rows.files.codecs import codec_errors
from rebalance.rows.files.head import first_lines
from rebalance.rows.scanning.field_survey import seen_fields
from rebalance.wording import safe

_FILES = 4
_ROWS = 200  # of a file
_LONGEST = 100  # characters of a name
_MOST = 300  # names


def fields(paths: Sequence[str]) -> list[tuple[str, int]]:
    """List fields, those that could hold a category first, with their numbers of values.

    Args:
        paths: The files; a look is taken at the first ones.

    Returns:
        Pairs of a field and how many values it has, 0 where it could hold no category.
    """
    found = [(name, values if good else 0)
             for name, _, values, good in seen_fields(list(_rows(paths)))]  # fmt: skip
    return [pair for pair in found if _is_harmless(pair[0])][:_MOST]


def categories(paths: Sequence[str], by: Sequence[str]) -> list[str]:
    """List categories, the most frequent first.

    Args:
        paths: The files; a look is taken at the first ones.
        by: The fields of the category.
    """
    try:
        read, found = parse_fields(by), Counter[Category]()
    except RebalanceError:  # of what is computed, as @turns
        return []
    for row in _rows(paths):
        try:
            value = categorise([field.read(row) for field in read])
        except UnusableValue:
            continue
        if isinstance(value, LabelSet):
            found.update(value.labels)
        elif not isinstance(value, Kind):
            found[value] += 1
    ordered = [one for one, _ in found.most_common()]
    return [label for label in labels(ordered) if _is_harmless(label)][:_MOST]


def _rows(paths: Sequence[str]) -> Iterator[Row]:
    return chain.from_iterable(map(_rows_of, paths[:_FILES]))


def _rows_of(path: str) -> Iterator[Row]:
    try:
        lines = first_lines(path)
    except (ImportError, ValueError):  # .zst without its extra; a name that no file can have
        return
    except codec_errors():
        return
    for line in islice(lines, _ROWS):
        try:
            if line.strip(WHITE_SPACE):
                yield parse_row(line.removeprefix(BOM_UTF8))
        except RowFault:
            continue


def _is_harmless(name: str) -> bool:
    return 0 < len(name) <= _LONGEST and safe(name) == name
