"""Orders of lines, runs in them, and the first of equal ones; by definition."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rebalance.numbers.positions import by_code, occurrences, run_starts

CODES = st.lists(st.integers(-2, 4), max_size=30)


@given(CODES)
def test_equal_values_are_numbered(values: Sequence[int]) -> None:
    """Of equal ones, in their order."""
    keys = np.array(values, dtype=np.int64)
    assert occurrences(keys).tolist() == [values[:at].count(one) for at, one in enumerate(values)]


@given(CODES)
def test_runs_begin_where_values_change(values: Sequence[int]) -> None:
    """And at the start."""
    found = run_starts(np.array(values, dtype=np.int64)).tolist()
    assert found == [at for at in range(len(values)) if not at or values[at] != values[at - 1]]


@given(CODES)
def test_codes_come_with_their_lines(values: Sequence[int]) -> None:
    """In file order; lines without a category are left out, codes without lines are not."""
    found = {code: lines.tolist() for code, lines in by_code(np.array(values, np.int32), 5)}
    assert found == {
        code: [at for at, one in enumerate(values) if one == code] for code in range(5)
    }
