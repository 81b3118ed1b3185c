"""How far two distributions are apart: the reference vectors, scipy, and what always holds."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalance.comparison import drift
from rebalance.numbers.distribution import Distribution
from tests.support import referring

BEFORE_AFTER = ([1000, 300, 50, 4], [400, 300, 200, 100])  # drift.before_after
SMALL = ([52, 30, 18], [48, 33, 19])  # drift.small
LARGE = ([52000, 30000, 18000], [48000, 33000, 19000])  # drift.same_shares_times_1000
NEW = ([50, 50, 0], [40, 40, 20])  # drift.new_class

Measure = Callable[[Sequence[int], Sequence[int]], Fraction | float | None]
EXPECTED: dict[Measure, tuple[float | None, ...]] = {
    drift.chi_square: (
        391.3737542811694, 0.3298841698841698, 329.88416988416986, 22.22222222222222,
    ),
    drift.le_cam: (0.39760573208930283, 0.04061306254668378, 0.04061306254668379, 1 / 3),
    drift.total_variation: (0.33855243722304285, None, None, 0.2),
    drift.js_distance: (0.35700015920086176, None, None, None),
    drift.js_divergence: (0.12744911366944076, None, None, 0.10803154614560014),
    drift.stability_index: (0.8486571268936973, 0.0066016859137739735, None, 1.5640491119253044),
    drift.hellinger: (0.30907841344360687, None, None, None),
}  # fmt: skip


@pytest.mark.parametrize("measure", EXPECTED, ids=lambda measure: str(measure.__name__))
def test_vectors(measure: Measure) -> None:
    """The family drift: effect sizes stay when all counts grow, and the statistic does not."""
    for pair, expected in zip((BEFORE_AFTER, SMALL, LARGE, NEW), EXPECTED[measure], strict=True):
        if expected is not None:
            found = measure(*pair)
            assert found is not None
            assert float(found) == pytest.approx(expected, rel=1e-9, abs=0)


def test_vectors_of_other_shapes() -> None:
    """Degrees of freedom, points and evenness."""
    assert [drift.degrees_of_freedom(*pair) for pair in (BEFORE_AFTER, SMALL)] == [3, 2]
    before, after = BEFORE_AFTER
    points = [100 * (q / sum(after) - p / sum(before)) for p, q in zip(before, after, strict=True)]
    expected = [-33.85524372230429, 7.843426883308712, 16.307237813884786, 9.704579025110784]
    assert points == pytest.approx(expected, rel=1e-9)
    evenness = [Distribution(np.array(side)).evenness for side in BEFORE_AFTER]
    assert evenness == pytest.approx([0.5026054573932637, 0.9232196723355077], rel=1e-9)


def test_nothing_is_said_of_nothing() -> None:
    """A side without rows, and a single category."""
    for measure in EXPECTED:
        assert measure([0, 0], [1, 2]) is None
        assert measure([], []) is None
    assert drift.le_cam([5], [9]) == 0
    assert (drift.chi_square([5], [9]), drift.degrees_of_freedom([5], [9])) == (0.0, 0)


def test_rows_in_common_are_counted_as_often_as_both_have_them() -> None:
    """The multiset intersection."""
    one, other = np.array([7, 1, 7, 2, 7], np.uint64), np.array([7, 3, 2, 7, 2**64 - 1], np.uint64)
    assert drift.rows_in_common(one, other) == drift.rows_in_common(other, one) == 3
    assert drift.rows_in_common(one, one[:0]) == drift.rows_in_common(one[:0], one) == 0


COUNTS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=30)


@referring
@settings(deadline=None)  # scipy takes its time to load
@given(COUNTS)
def test_against_scipy(pairs: list[tuple[int, int]]) -> None:
    """Statistic and degrees of freedom of the contingency table, distances, V."""
    stats = pytest.importorskip("scipy.stats")
    spatial = pytest.importorskip("scipy.spatial.distance")
    before, after = (list(side) for side in zip(*pairs, strict=True))
    table = np.array([pair for pair in pairs if any(pair)]).T
    if not (sum(before) and sum(after)):
        return
    distance = spatial.jensenshannon(before, after, base=2)
    assert drift.js_divergence(before, after) == pytest.approx(distance**2, rel=1e-9, abs=1e-12)
    found = stats.chi2_contingency(table, correction=False)
    assert drift.chi_square(before, after) == pytest.approx(found.statistic, rel=1e-9, abs=1e-6)
    assert drift.degrees_of_freedom(before, after) == found.dof
    if drift.degrees_of_freedom(before, after):  # of equal numbers of rows it is Cramér's V
        equal = table * table.sum(axis=1)[::-1, None]
        v = stats.contingency.association(equal, method="cramer")
        assert drift.le_cam(before, after) == pytest.approx(v, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("rows", [1_000, 10_000, 100_000, 1_000_000])
def test_le_cam_does_not_depend_on_the_number_of_rows(rows: int) -> None:
    """A shift of 40 points is as large from a million rows as from a thousand; V fell to 0.025."""
    found = drift.le_cam([rows // 2, rows // 2], [900, 100])
    assert found == pytest.approx(0.4364357804719848, rel=1e-12)


@given(COUNTS)
def test_what_always_holds(pairs: list[tuple[int, int]]) -> None:
    """Ranges, symmetry, and the inequalities between the distances; 0 for equal shares."""
    before, after = (list(side) for side in zip(*pairs, strict=True))
    measures = drift.total_variation, drift.js_divergence, drift.hellinger, drift.le_cam
    found = [measure(before, after) for measure in measures]
    tv, js, h, root = found
    if tv is None or js is None or h is None or root is None:
        assert found == [None] * 4
        return
    assert all(0 <= value <= 1 for value in (tv, js, h, root))
    assert float(tv) ** 2 - 1e-12 <= root * root <= float(tv) + 1e-12
    assert h * h - 1e-12 <= root * root <= 2 * h * h + 1e-12
    assert tv == drift.total_variation(after, before)
    assert h * h - 1e-12 <= tv <= 2**0.5 * h + 1e-12
    assert js <= float(tv) + 1e-12
    assert js >= float(tv) ** 2 / 2 / log(2) - 1e-12
    tripled = [3 * count for count in before]
    assert [measure(before, tripled) for measure in measures] == [0, 0, 0, 0]
    assert drift.chi_square(before, tripled) == 0
