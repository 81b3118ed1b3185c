"""What to say of a field that no row has, or that only some rows have."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import UnknownField
from rebalance.rows.category import ABSENT
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, Row, parse_json, parse_row
from rebalance.rows.files.shell import converting, jq
from rebalance.rows.files.source import Dataset
from rebalance.rows.path_syntax import EVERY, is_item, text_of
from rebalance.rows.scanning.field_survey import FieldValues, Path, could_serve, ends, survey
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.preview import rows_of
from rebalance.rows.slices import content_of
from rebalance.wording import plural

FIRST = 1000  # rows that are looked at


def unknown_field(dataset: Dataset, wanted: Sequence[Field]) -> UnknownField:
    """Make the error for a field that no row has, with likely names and candidates."""
    rows = first_rows(dataset)
    found = survey(rows)
    wrong = next((one for one in wanted if one.path and not _occurs(one, rows)), wanted[0])
    close = list(dict.fromkeys([*_other_ways(wrong.path, found), *_alike(wrong, found)]))[:3]
    return UnknownField(
        wrong.text if wrong.holds_category else text_of(wrong.path), close,
        could_serve(found, len(rows)), files=dataset.names,
        hints=list(_as_text(dataset, wrong, rows)),
    )  # fmt: skip


def first_rows(dataset: Dataset) -> list[Row]:
    """Parse the first rows of a dataset."""
    found = (rows_of(source, FIRST) for source in dataset.sources)
    return list(islice(chain.from_iterable(found), FIRST))


def has_field(dataset: Dataset, field: Field) -> bool:
    """Tell whether any row has a field; rows are read up to the first that does."""
    return _occurs(field, chain.from_iterable(map(rows_of, dataset.sources)))


def _occurs(field: Field, rows: Iterable[Row]) -> bool:
    return any(field.read(row) is not ABSENT for row in rows)


def _other_ways(path: Path, found: Mapping[Path, FieldValues]) -> Iterator[str]:
    """Find what was meant where a name holds a dot, or where the way goes through lists."""
    flat, named = ".".join(path), [step for step in path if not _is_place(step)]
    yield from (text_of(one) for one in found if ".".join(one) == flat)
    yield from (
        text_of(one)
        for one in found
        if EVERY in one and [step for step in one if not _is_place(step)] == named
    )


def _is_place(step: str) -> bool:
    return step == EVERY or is_item(step)


def _alike(wrong: Field, found: Mapping[Path, FieldValues]) -> Iterator[str]:
    """Find fields that are spelled nearly as one that there is not, and those inside of it."""
    texts = {text_of(path): path for path in found}
    same = _squashed(wrong.path)
    yield from (text for text, path in texts.items() if _squashed(path) == same)
    yield from (text for text, path in texts.items() if _squashed(path[-1:]) == same)
    yield from get_close_matches(text_of(wrong.path), texts, n=3, cutoff=0.6)
    yield from (text for text, path in texts.items() if path[: len(wrong.path)] == wrong.path)


def _squashed(path: Path) -> str:
    """Spell a path without what people mix up: case, and signs between words."""
    return re.sub(r"[\W_]", "", "".join(path)).casefold()


def _as_text(dataset: Dataset, wrong: Field, rows: Sequence[Row]) -> Iterator[str]:
    """Say so where the way leads into a string that holds JSON."""
    for length in range(1, len(wrong.path)):
        outer = wrong.path[:length]
        value = next((v for v in map(Field("", outer).read, rows) if v is not ABSENT), None)
        if isinstance(value, str) and is_json_text(value):
            yield (
                f"{text_of(outer)!r} is a string that holds JSON;"
                f" {converting(dataset.names[0], jq(f'{_jq_path(outer)} |= fromjson'))}"
            )


def is_json_text(text: str) -> bool:
    """Tell whether a string holds a JSON object or array."""
    try:
        return text.lstrip()[:1] in ("{", "[") and isinstance(parse_json(text), dict | list)
    except RowFault:
        return False


def _jq_path(path: Path) -> str:
    """Write a path as jq has it."""
    return "".join(
        f"[{step}]" if step.isdecimal() else f".{json.dumps(step, ensure_ascii=False)}"
        for step in path
    )


@dataclass(frozen=True, slots=True)
class Spellings:
    """Fields of rows that lack one, which are spelled nearly like it.

    Attributes:
        rows: Rows that lack it.
        looked_at: How many of them were looked at, the first ones.
        names: How many of those have each field.
    """

    rows: int
    looked_at: int
    names: Mapping[str, int]

    @classmethod
    def sentence(cls, parts: "Sequence[Spellings]") -> str:
        """Say it of all parts of a dataset together: `2 rows have 'Category'`; "" for none."""
        counted, rows, looked_at = Counter[str](), 0, 0
        for one in parts:
            rows += one.rows
            if looked_at < FIRST:
                counted.update(one.names)
                looked_at += one.looked_at
        of = f" of the first {looked_at:,} without it" if rows > looked_at else ""
        return " and ".join(
            f"{plural(number, 'row')}{of} {'has' if number == 1 else 'have'} {text!r}"
            for text, number in counted.most_common(3)
        )


def other_spellings(
    dataset: Dataset, index: RowIndex, field: Field, lacking: NDArray[np.bool_]
) -> Spellings:
    """Look for fields in rows that lack one, which are spelled nearly like it.

    Args:
        dataset: The files.
        index: Their rows.
        field: The field.
        lacking: bool[lines], the rows that do not have it.
    """
    places = np.flatnonzero(lacking)
    if not len(places) or any(source.stream for source in dataset.sources):
        return Spellings(0, 0, {})  # of a stream no row can be read again on its own
    counted, first = Counter[str](), places[:FIRST].tolist()
    for place in first:
        counted.update(sorted(_spellings(parse_row(content_of(dataset, index, place)), field)))
    return Spellings(len(places), len(first), counted)


def _spellings(row: Row, field: Field) -> set[str]:
    """List the fields of a row that are spelled nearly like one that it lacks."""
    texts = {text_of(path): path for path, _ in ends(row) if len(path) <= len(field.path)}
    same = {text for text, path in texts.items() if _squashed(path) == _squashed(field.path)}
    return same or set(get_close_matches(text_of(field.path), texts, n=1, cutoff=0.85))
