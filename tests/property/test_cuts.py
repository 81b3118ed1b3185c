"""Promises about fields that are cut out of rows, for any rows and any fields."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.cuts import check

names = st.one_of(st.sampled_from(["id", "a", "*", "0", ""]), st.text(st.characters(codec="utf-8")))
scalars = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.floats(-9, 9), names)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=12,
)
spacings = st.sampled_from([None, (",", ":"), (" , ", " :\t")])


@st.composite
def paths(draw: st.DrawFn, row: object) -> tuple[str, ...]:
    """A path through a row, of names and places that are there, now and then of others."""
    steps = list[str]()
    while not steps or (isinstance(row, dict | list) and draw(st.booleans())):
        inner = (
            row if isinstance(row, dict) else dict(enumerate(row if isinstance(row, list) else ()))
        )
        step = draw(st.sampled_from([*inner, "*"]) if inner else names)
        steps.append(str(step))
        row = inner.get(step, next(iter(inner.values()), None))
    return tuple(steps)


@settings(deadline=None, max_examples=150)
@given(st.data(), st.dictionaries(names, values, max_size=4), spacings, st.booleans())
def test_cut_rows_are_what_parsed_rows_are_without_the_fields(
    data: st.DataObject, row: dict[str, object], spacing: tuple[str, str] | None, keep: bool
) -> None:
    """And every value that stays has the bytes that it had."""
    text = json.dumps(row, ensure_ascii=data.draw(st.booleans()), separators=spacing).encode()
    check(text, data.draw(st.lists(paths(row), min_size=1, max_size=3)), keep=keep)
