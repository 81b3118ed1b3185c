"""Numbers by their exact value."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.rows.exact_numbers import Inexact, canonical_text, number_in, number_text


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_whole_numbers_in_any_spelling(number: int) -> None:
    """An integer, a float and a decimal of one value are one text."""
    spelt: list[float | Decimal] = [float(number), Decimal(number), Decimal(f"{number}.000")]
    assert {number_text(one) for one in spelt} == {str(number)}
    assert number_in(f" {number:,}.0 ") == str(number)


@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(0, 9))
def test_equal_texts_are_equal_numbers(number: Decimal, zeros: int) -> None:
    """However many zeros stand at the end, and however large the exponent is."""
    text = number_text(number)
    assert Decimal(text) == number
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    longer = Decimal((sign, (*digits, *[0] * zeros), exponent - zeros))
    assert number_text(longer) == text


@pytest.mark.parametrize(
    "text", ["", ".", "-", "e5", "1,00", "1 000", "0x1", "nan", "inf", "1.2.3"]
)
def test_what_is_no_number(text: str) -> None:
    """Other texts are none."""
    assert number_in(text) is None


def test_values_are_written_in_one_way() -> None:
    """Names in order, numbers by value, strings as they are; however deeply nested."""
    one, other = {"b": [1, "1", None], "a": {"x": True}}, {"a": {"x": True}, "b": [1.0, "1", None]}
    assert canonical_text(one) == canonical_text(other)
    assert canonical_text([1, True]) != canonical_text([True, 1])
    assert canonical_text("1") != canonical_text(1)
    deep: object = 1
    for _ in range(5000):
        deep = [deep]
    assert canonical_text(deep).count("[") == 5000
    for large in (2.0**53, -1e300):
        with pytest.raises(Inexact):
            canonical_text([large])
