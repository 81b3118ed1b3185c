"""Words for people: plurals, shares, names."""

import pytest

from rebalance.wording import amount, named, percent, plural, safe, suggestion


@pytest.mark.parametrize(
    ("noun", "none", "one", "two"),
    [
        ("row", "0 rows", "1 row", "2 rows"),
        ("category", "0 categories", "1 category", "2 categories"),
        ("copy", "0 copies", "1 copy", "2 copies"),
        ("class", "0 classes", "1 class", "2 classes"),
        ("bad row", "0 bad rows", "1 bad row", "2 bad rows"),
        ("more request", "0 more requests", "1 more request", "2 more requests"),
        ("pair of near-duplicates", "0 pairs of near-duplicates", "1 pair of near-duplicates",
         "2 pairs of near-duplicates"),
    ],
)  # fmt: skip
def test_plurals(noun: str, none: str, one: str, two: str) -> None:
    """Of none, one and two; thousands have separators."""
    assert (plural(0, noun), plural(1, noun), plural(2, noun)) == (none, one, two)
    assert plural(12_345, noun).startswith("12,345 ")


def test_shares_and_amounts() -> None:
    """One way everywhere; what is not 0 never reads as 0."""
    assert [percent(share) for share in (0, 0.367, 1, 0.0001)] == [
        "0.0 %", "36.7 %", "100.0 %", "<0.1 %",
    ]  # fmt: skip
    assert [amount(number) for number in (0, 1234, 0.25, 5.0)] == ["0", "1,234", "0.2", "5"]


def test_names() -> None:
    """A few, and how many more; controls never reach a terminal raw."""
    assert named(["a", "b"]) == "'a', 'b'"
    assert named(list("abcdefg")) == "'a', 'b', 'c', 'd', 'e' and 2 more"
    assert safe("a\x1b[31m\u202eb") == r"a\x1b[31m\u202eb"
    assert suggestion("capp", ["cap", "floor"]) == "did you mean 'cap'?"
    assert suggestion("zzz", ["cap"]) == ""
