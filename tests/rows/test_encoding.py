"""JSON of reports, against the json module."""

import json
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from rebalance.report import Entries, plain
from rebalance.rows.encoding import json_document, json_pieces


@dataclass(frozen=True)
class _Entry:
    name: object
    rows: object
    share: object = 0.5


@dataclass(frozen=True)
class _Nested:
    of: tuple[_Entry, ...]
    hidden: str = field(default="x", metadata={"json": False})
    renamed: int = field(default=1, metadata={"json": "class"})


class _Text(str):
    """A kind of text."""


VALUES: list[object] = [
    None, True, -1, 2**70, 1e-5, 1e16, 0.1, -0.0, "", "é\u2028\n\"\\\x00\x7f\ud800%s", _Text("k"),
    [], {}, (), [[]], [{}], {"a": {}}, {"a": [], "b": [1, [2]]}, frozenset({1}), Fraction(1, 3),
    [_Entry("a", 1)], [_Entry("a},\n  {b", None), _Entry(1, "%", True)], [_Entry((1, 2), 1)],
    [_Entry("a", Fraction(1, 2)), _Entry(_Text("b"), 1)], [_Entry("a", 1), 3, _Nested(())],
    _Nested((_Entry("a", 1),)), [_Entry(number, -number) for number in range(600)],
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
def test_documents_are_those_of_the_json_module(value: object) -> None:
    """Whatever the values, in the layout of the standard library."""
    expected = json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    assert json_document(value) == expected


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_are_not_finite_have_no_json(number: float) -> None:
    """Neither alone nor in a table."""
    for value in (number, [number], [_Entry("a", 1, number)]):
        with pytest.raises(ValueError, match="JSON"):
            json_document(value)


def test_a_long_table_is_written_in_pieces_and_never_held() -> None:
    """Entries are made when they are looked at, and pieces are small."""
    alive: list[int] = []

    def make(at: int) -> _Entry:
        alive.append(at)
        return _Entry(f"{at}", at)

    entries = Entries(make, 100_000)
    pieces = json_pieces({"categories": entries})
    next(pieces)
    assert len(alive) < 5_000
    assert max(map(len, pieces)) < 200_000
    assert len(entries) == 100_000
    assert entries[-1] == _Entry("99999", 99_999)
    assert entries[1:3] == (_Entry("1", 1), _Entry("2", 2))
