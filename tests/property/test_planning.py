"""Promises about numbers, for any counts."""

import math
from fractions import Fraction
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.choices import Rare, Scheme
from rebalance.numbers.apportion import hold_shares, largest_remainder, water_fill
from rebalance.numbers.category_weights import weigh
from rebalance.numbers.copies import draw, tally
from rebalance.numbers.plan import plan
from rebalance.numbers.priorities import priorities, unit_interval
from rebalance.numbers.ranking import in_rounds, length_bins, logarithm, ranking
from rebalance.numbers.targets import Equal, Limits, Mix, Target, Tempered
from rebalance.splitting.methods.families import assign
from rebalance.splitting.methods.stratification import allocate

counts_lists = st.lists(st.integers(1, 60), min_size=1, max_size=12)
repeats = st.one_of(st.none(), st.integers(1, 6))
seeds = st.integers(0, 2**64 - 1)


@st.composite
def aims(draw_from: st.DrawFn, size: int) -> tuple[Target, int | None]:
    """Any aim for so many categories, with a total where one may be given."""
    kind = draw_from(st.sampled_from(["equal", "limits", "alpha", "mix"]))
    total = draw_from(st.one_of(st.none(), st.integers(0, 400)))
    if kind == "equal":
        level = draw_from(st.sampled_from(["min", "median", "mean", "max", 0, 3, 50]))
        return Equal(level), total  # type: ignore[arg-type]  # sampled_from mixes levels and numbers
    if kind == "limits":
        low, high = sorted(draw_from(st.tuples(st.integers(0, 80), st.integers(0, 80))))
        return Limits(draw_from(st.sampled_from([None, high])), low), None
    if kind == "alpha":
        return Tempered(draw_from(st.sampled_from([0, 0.3, 0.5, 1, 1.7]))), total
    shares = draw_from(st.lists(st.integers(0, 9), min_size=size, max_size=size).filter(any))
    return Mix(tuple(map(Fraction, shares))), total


@given(st.data(), counts_lists, repeats)
def test_plans_add_up_and_keep_the_limit_of_copies(
    data: st.DataObject, counts: list[int], max_repeat: int | None
) -> None:
    """What is reached is at most max_repeat copies, and a total is met wherever limits allow."""
    aim, total = data.draw(aims(len(counts)))
    planned = plan(counts, aim, total=total, max_repeat=max_repeat)
    if max_repeat is not None:
        assert all(r <= n * max_repeat for r, n in zip(planned.reached, counts, strict=True))
    if isinstance(aim, Limits):
        for count, wanted in zip(counts, planned.targets, strict=True):
            assert (aim.floor or 0) <= wanted or aim.cap is not None
            assert aim.cap is None or wanted <= aim.cap
            assert wanted == count or count < (aim.floor or 0) or count > (aim.cap or 0)
    elif not (isinstance(aim, Equal) and total is None):
        asked = sum(counts) if total is None else total
        has_share = list(map(bool, aim.shares if isinstance(aim, Mix) else counts))
        most = sum(n for n, wished in zip(counts, has_share, strict=True) if wished)
        limit = None if max_repeat is None else most * max_repeat
        assert sum(planned.targets) == asked
        assert sum(planned.reached) == (asked if limit is None else min(asked, limit))


def largest_by_trying(weights: list[int], most: int, limits: list[int]) -> int:
    """The largest total at which whole rows within one of each share are within the limits."""
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    for total in range(most, 0, -1):
        low = [int(share * total) for share in shares]
        high = [
            min(limit, -int(-share * total // 1))
            for share, limit in zip(shares, limits, strict=True)
        ]
        if all(map(int.__le__, low, high)) and sum(low) <= total <= sum(high):
            return total
    return 0


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), min_size=1, max_size=6).filter(
        lambda pairs: any(weight for weight, _ in pairs)
    ),
    st.integers(0, 150),
)
def test_shares_hold_for_the_largest_total(pairs: list[tuple[int, int]], most: int) -> None:
    """Within one row each, under the limits; no larger total does."""
    weights, limits = ([*column] for column in zip(*pairs, strict=True))
    found = hold_shares(weights, most, limits)
    assert sum(found) == largest_by_trying(weights, most, limits)
    for rows, weight, limit in zip(found, weights, limits, strict=True):
        assert rows <= limit
        assert abs(rows - Fraction(weight * sum(found), sum(weights))) < 1


@given(st.data(), counts_lists, repeats, seeds)
def test_copies_of_a_category_differ_by_at_most_one(
    data: st.DataObject, counts: list[int], max_repeat: int | None, seed: int
) -> None:
    """Copies add up to the plan, differ by at most one, and reach every row before a second."""
    aim, total = data.draw(aims(len(counts)))
    planned = plan(counts, aim, total=total, max_repeat=max_repeat)
    codes = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    codes = codes[np.argsort(priorities(np.arange(len(codes), dtype=np.uint64), seed, "tie"))]
    keys = priorities(np.arange(len(codes), dtype=np.uint64), 1, "tie")
    copies = draw(codes, planned.reached, ranking("random", keys, seed))
    drawn = tally(codes, copies, len(counts), keys)
    assert tuple(drawn.rows.tolist()) == planned.reached
    for code in range(len(counts)):
        of = copies[codes == code]
        assert of.max() - of.min() <= 1
        if planned.reached[code] == counts[code]:
            assert (of == 1).all()


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 120)), min_size=1, max_size=4), seeds)
def test_over_epochs_all_rows_come_before_any_comes_again(
    pairs: list[tuple[int, int]], seed: int
) -> None:
    """No row's count exceeds another's by more than 1 at any time, and none comes twice in one."""
    counts, amounts = ([*column] for column in zip(*pairs, strict=True))
    codes = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    rank = ranking("random", priorities(np.arange(len(codes), dtype=np.uint64), 3, "tie"), seed)
    times = np.zeros(len(codes), dtype=np.int64)
    for epoch in range(1, 9):
        copies = draw(codes, amounts, rank, epoch=epoch)
        if epoch == 1:
            assert copies.tolist() == draw(codes, amounts, rank).tolist()
        times += copies
        for code, (rows, amount) in enumerate(pairs):
            assert int(copies[codes == code].sum()) == amount
            assert copies[codes == code].max() <= -(-amount // rows)
            of = times[codes == code]
            assert of.max() - of.min() <= 1
            assert of.min() >= 1 or epoch * amount < rows


@given(counts_lists, st.integers(0, 300), seeds)
def test_a_row_that_is_kept_stays_kept_when_more_are_wanted(
    counts: list[int], level: int, seed: int
) -> None:
    """Selection is nested in the number of rows wanted, within a pass."""
    codes = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    rank = ranking("random", priorities(np.arange(len(codes), dtype=np.uint64), 3, "tie"), seed)
    few = draw(codes, [min(level, n) for n in counts], rank)
    more = draw(codes, [min(level + 1, n) for n in counts], rank)
    assert (few <= more).all()


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=60, unique=True), seeds)
def test_lots_do_not_depend_on_other_rows(keys: list[int], seed: int) -> None:
    """A lot is a function of seed, purpose and key alone; distinct keys have distinct lots."""
    drawn = priorities(np.array(keys, dtype=np.uint64), seed, "select")
    alone = [int(priorities(np.array([key], dtype=np.uint64), seed, "select")[0]) for key in keys]
    assert drawn.tolist() == alone
    assert len(set(alone)) == len(keys)
    assert ((unit_interval(drawn) >= 0) & (unit_interval(drawn) < 1)).all()


@given(counts_lists, st.sampled_from(get_args(Scheme)),
       st.one_of(st.none(), st.floats(1, 50)), st.sampled_from([0.0, 0.3, 1.0]))  # fmt: skip
def test_weights_have_mean_1_over_rows(
    counts: list[int], scheme: Scheme, max_ratio: float | None, alpha: float
) -> None:
    """Mean 1 over rows, order of weights against counts, ratio under its limit, ESS in range."""
    members = [(code,) for code in range(len(counts))]
    weighed = weigh(
        counts,
        members,
        counts,
        scheme=scheme,
        max_ratio=max_ratio,
        alpha=alpha,
    )
    mean = sum(n * w for n, w in zip(counts, weighed.by_category, strict=True)) / sum(counts)
    assert mean == pytest.approx(1)
    assert weighed.effective_sample_size is not None
    assert 0 < weighed.effective_sample_size <= sum(counts) * (1 + 1e-12)
    if max_ratio is not None:
        assert max(weighed.by_category) <= min(weighed.by_category) * max_ratio * (1 + 1e-12)
    by_count = sorted(zip(counts, weighed.by_category, strict=True))
    assert all(a[1] >= b[1] for a, b in pairwise(by_count) if a[0] < b[0])


@given(counts_lists)
def test_balanced_weights_equal_the_formula_to_the_last_bit(counts: list[int]) -> None:
    """w_c = N / (C·N_c), as one division of floats gives it."""
    weighed = weigh(counts, [(code,) for code in range(len(counts))], counts)
    assert list(weighed.by_category) == [sum(counts) / (len(counts) * n) for n in counts]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=10).filter(any), st.integers(0, 500))
def test_largest_remainder_keeps_the_quota(weights: list[int], total: int) -> None:
    """Whole rows add up, and each is its exact quota rounded down or up."""
    shared = largest_remainder(weights, total)
    assert sum(shared) == total
    for weight, rows in zip(weights, shared, strict=True):
        assert abs(rows - Fraction(total * weight, sum(weights))) < 1


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 50)), min_size=1, max_size=10),
       st.integers(0, 300))  # fmt: skip
def test_water_keeps_proportions_below_the_limits(pairs: list[tuple[int, int]], total: int) -> None:
    """The total is met or all limits are, and those below their limit keep their proportions."""
    weights, limits = [w for w, _ in pairs], [limit for _, limit in pairs]
    filled = water_fill(weights, total, limits)
    assert sum(filled) == min(total, sum(limit for w, limit in pairs if w))
    levels = {amount / w for amount, (w, limit) in zip(filled, pairs, strict=True)
              if w and amount < limit}  # fmt: skip
    assert len(levels) <= 1
    for amount, (w, limit) in zip(filled, pairs, strict=True):
        assert 0 <= amount <= limit
        if w and amount == limit and levels:
            assert amount / w <= next(iter(levels))


@given(counts_lists, st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_allocation_keeps_both_margins(counts: list[int], shares: list[int]) -> None:
    """Rows of categories and totals of parts both add up, and shares are near."""
    totals = largest_remainder(shares, sum(counts))
    table = np.array(allocate(counts, totals))
    assert (table >= 0).all()
    assert table.sum(axis=1).tolist() == counts
    assert table.sum(axis=0).tolist() == totals


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 30)), min_size=1, max_size=120),
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
    st.sampled_from(["spread", "pool"]),
    seeds,
)
def test_parts_partition_and_keep_equal_rows_together(
    rows: list[tuple[int, int]], shares: list[int], rare: Rare, seed: int
) -> None:
    """Every row is in one part, equal keys share one, totals are off by less than a family."""
    codes = np.array([code for code, _ in rows], dtype=np.int32)
    keys = np.array([code * 1000 + key for code, key in rows], dtype=np.uint64)
    fractions = [Fraction(share, sum(shares)) for share in shares]
    found = assign(codes, keys, 5, fractions, seed=seed, rare=rare)
    assert ((found.part >= 0) & (found.part < len(shares))).all()
    for key in set(keys.tolist()):
        assert len(set(found.part[keys == key].tolist())) == 1
    assert found.rows == tuple(np.bincount(found.part, minlength=len(shares)).tolist())
    assert sum(found.targets) == len(rows)
    off = max(abs(got - target) for got, target in zip(found.rows, found.targets, strict=True))
    assert off < found.largest


LENGTHS = st.lists(st.integers(0, 50), min_size=1, max_size=60)


@given(lengths=LENGTHS, share=st.floats(0, 1))
def test_lengths_stay_as_they_are_spread(lengths: list[int], share: float) -> None:
    """However many rows are kept, each bin has its share of them, within one row."""
    values = np.array(lengths, dtype=np.float64)
    rank = ranking("length", np.arange(len(values), dtype=np.uint64), 0, values)
    kept = rank(np.arange(len(values)))[: int(share * len(values))]
    bins = length_bins(values)
    whole = np.bincount(bins) / len(values)
    assert (abs(np.bincount(bins[kept], minlength=len(whole)) - whole * len(kept)) <= 1).all()


@given(labels=st.lists(st.integers(0, 5), min_size=1, max_size=40), seed=st.integers(0, 9))
def test_no_group_gives_two_before_each_gave_one(labels: list[int], seed: int) -> None:
    """In a spread ranking the numbers of rows by group differ by one, but for exhausted groups."""
    keys = np.arange(len(labels), dtype=np.uint64)
    of = np.array(labels)
    ranked = in_rounds(ranking("random", keys, seed), of)(np.arange(len(labels)))
    assert sorted(ranked.tolist()) == list(range(len(labels)))
    for k in range(len(labels)):
        counts = np.bincount(of[ranked[:k]], minlength=6)
        open_ones = counts[counts < np.bincount(of, minlength=6)]
        assert counts.max(initial=0) - open_ones.min(initial=counts.max(initial=0)) <= 1


@given(st.floats(2.0**-53, 1))
def test_logarithms_are_right(number: float) -> None:
    """To the last bits of the library's."""
    assert logarithm(np.array([number]))[0] == pytest.approx(math.log(number), rel=1e-14, abs=1e-16)
