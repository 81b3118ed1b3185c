"""Promises about splits with groups, folds, labels, pins and times, for any rows."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.numbers.apportion import largest_remainder
from rebalance.numbers.components import components, joined
from rebalance.numbers.stable_parts import stable_parts
from rebalance.splitting.methods.assignment import Assignment
from rebalance.splitting.methods.families import assign
from rebalance.splitting.methods.groups import assign_groups
from rebalance.splitting.methods.multilabel import iterative
from rebalance.splitting.methods.time_order import temporal_parts
from rebalance.splitting.sizes import Size, shares_of
from tests.splitting.test_splitting import round_robin

seeds = st.integers(0, 2**64 - 1)
shares_lists = st.lists(st.integers(1, 9), min_size=1, max_size=4).map(
    lambda shares: [Fraction(share, sum(shares)) for share in shares]
)
grouped_rows = st.lists(
    st.tuples(st.integers(-3, 4), st.integers(0, 30)), min_size=1, max_size=100
)  # category, group
label_sets = st.lists(st.sets(st.integers(0, 4), max_size=3), min_size=4, max_size=40)
LABELS = 5


def heads(groups: Sequence[int]) -> NDArray[np.int64]:
    """The smallest position in the group of each line."""
    return np.array([groups.index(group) for group in groups], dtype=np.int64)


def assigned(
    rows: Sequence[tuple[int, int]],
    fractions: Sequence[Fraction],
    seed: int,
    rare: Rare = "spread",
    pinned: Sequence[int] | None = None,
    even: bool = False,
) -> NDArray[np.int16]:
    """Assign rows given as (category, group)."""
    codes = np.array([code for code, _ in rows], dtype=np.int32)
    members = [(code,) for code in range(LABELS)]
    groups, keys = heads([group for _, group in rows]), np.arange(len(rows), dtype=np.uint64)
    before = None if pinned is None else np.array(pinned, dtype=np.int16)
    return assign_groups(
        codes, members, LABELS, groups, keys, fractions,
        seed=seed, rare=rare, pinned=before, even=even,
    )  # fmt: skip


@given(grouped_rows, shares_lists, st.sampled_from(["spread", "pool"]), st.booleans(), seeds)
def test_groups_stay_whole_and_rows_go_to_one_part(
    rows: list[tuple[int, int]], fractions: list[Fraction], rare: Rare, even: bool, seed: int
) -> None:
    """Every row with a category has a part, lines without have none, groups share theirs."""
    part = assigned(rows, fractions, seed, rare, even=even)
    parts_of: dict[int, set[int]] = {}
    for (code, group), p in zip(rows, part.tolist(), strict=True):
        assert (p == -1) if code < 0 else (0 <= p < len(fractions))
        if code >= 0:
            parts_of.setdefault(group, set()).add(p)
    assert all(len(of) == 1 for of in parts_of.values())
    assert part.tolist() == assigned(rows, fractions, seed, rare, even=even).tolist()


@given(st.lists(st.integers(0, 4), min_size=1, max_size=100), shares_lists, seeds)
def test_totals_of_single_rows_are_exact(
    codes: list[int], fractions: list[Fraction], seed: int
) -> None:
    """Without groups every part has its target."""
    part = assigned(list(zip(codes, range(len(codes)), strict=True)), fractions, seed)
    totals = largest_remainder(fractions, len(codes))
    assert np.bincount(part, minlength=len(fractions)).tolist() == totals


@given(st.lists(st.integers(-3, 4), min_size=1, max_size=100), st.integers(1, 6), seeds)
def test_folds_differ_by_at_most_one(codes: list[int], folds: int, seed: int) -> None:
    """In rows and in rows of each category, whether assigned as folds or as even parts."""
    rows = list(zip(codes, range(len(codes)), strict=True))
    array = np.array(codes, dtype=np.int32)
    for part in (
        assigned(rows, [Fraction(1, folds)] * folds, seed, even=True),
        round_robin(array, np.arange(len(codes))[::-1], folds),
    ):
        assert ((part >= 0) == (array >= 0)).all()
        for chosen in (array >= 0, *(array == code for code in range(LABELS))):
            sizes = np.bincount(part[chosen], minlength=folds)
            assert sizes.max() - sizes.min() <= 1


@given(st.data(), grouped_rows, shares_lists, st.booleans(), seeds)
def test_pinned_rows_stay(
    data: st.DataObject,
    rows: list[tuple[int, int]],
    fractions: list[Fraction],
    even: bool,
    seed: int,
) -> None:
    """A group goes to the first part among those of its pinned rows."""
    parts = st.integers(-1, len(fractions) - 1)
    pinned = data.draw(st.lists(parts, min_size=len(rows), max_size=len(rows)))
    part = assigned(rows, fractions, seed, pinned=pinned, even=even)
    first: dict[int, int] = {}
    for (code, group), before in zip(rows, pinned, strict=True):
        if code >= 0 and before >= 0:
            first[group] = min(before, first.get(group, before))
    for (code, group), p in zip(rows, part.tolist(), strict=True):
        if code >= 0 and group in first:
            assert p == first[group]


@given(st.permutations(range(12)), st.lists(st.integers(0, 4), min_size=12, max_size=12),
       st.lists(st.integers(0, 4), min_size=12, max_size=12))  # fmt: skip
def test_components_do_not_depend_on_the_order_of_rows(
    order: list[int], one: list[int], other: list[int]
) -> None:
    """The same rows stay together, under the smallest position, as a search finds them."""
    found = components([np.array(v, dtype=np.uint64) for v in (one, other)], 12).tolist()
    pairs = [(a, b) for values in (one, other) for a in range(12) for b in range(a)
             if values[a] and values[a] == values[b]]  # fmt: skip
    assert found == joined(reversed(pairs), 12).tolist() == searched(pairs, 12)
    shuffled = [np.array([v[i] for i in order], dtype=np.uint64) for v in (one, other)]
    moved = components(shuffled, 12).tolist()
    for a in range(12):
        for b in range(a):
            assert (moved[a] == moved[b]) == (found[order[a]] == found[order[b]])


def searched(pairs: Sequence[tuple[int, int]], lines: int) -> list[int]:
    """Components by going on until nothing changes."""
    label = list(range(lines))
    for _ in range(lines):
        for a, b in pairs:
            label[a] = label[b] = min(label[a], label[b])
    return label


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=50), shares_lists, seeds)
def test_stable_parts_do_not_depend_on_other_rows(
    keys: list[int], fractions: list[Fraction], seed: int
) -> None:
    """A row has the part that it has alone; a larger first share never takes a row from it."""
    part = stable_parts(np.array(keys, dtype=np.uint64), fractions, seed).tolist()
    for key, p in zip(keys, part, strict=True):
        assert stable_parts(np.array([key], dtype=np.uint64), fractions, seed).tolist() == [p]
        assert 0 <= p < len(fractions)
    merged = [sum(fractions[:2], Fraction(0)), *fractions[2:]]
    after = stable_parts(np.array(keys, dtype=np.uint64), merged, seed).tolist()
    assert after == [max(0, p - 1) for p in part]


@given(st.lists(st.tuples(st.integers(-2, 1), st.integers(0, 9)), min_size=1, max_size=40),
       shares_lists)  # fmt: skip
def test_parts_by_time_follow_each_other(
    rows: list[tuple[int, int]], fractions: list[Fraction]
) -> None:
    """Later parts hold later times, and no cut between other times is nearer to the shares."""
    codes = np.array([code for code, _ in rows], dtype=np.int32)
    times = np.array([time for _, time in rows], dtype=np.float64)
    part = temporal_parts(codes, times, fractions)
    assert ((part >= 0) == (codes >= 0)).all()
    drawn = np.sort(times[codes >= 0])
    cuts = [0, len(drawn), *(i for i in range(1, len(drawn)) if drawn[i - 1] < drawn[i])]
    for p in range(len(fractions) - 1):
        early, late = times[(part >= 0) & (part <= p)], times[part > p]
        assert early.max(initial=-1) < late.min(initial=10)
        target = sum(fractions[: p + 1], Fraction(0)) * len(drawn)
        assert abs(len(early) - target) == min(abs(cut - target) for cut in cuts)


@given(st.data(), label_sets, st.integers(1, 4))
def test_labels_reach_every_part_or_no_swap_would_help(
    data: st.DataObject, sets: list[set[int]], parts: int
) -> None:
    """Totals are exact; a common label lacks in a part only where any swap would do harm."""
    weights = data.draw(st.lists(st.integers(1, 9), min_size=parts, max_size=parts))
    totals = largest_remainder(weights, len(sets))
    ranks = data.draw(st.permutations(range(len(sets))))
    part = iterative([tuple(of) for of in sets], totals, LABELS, ranks).tolist()
    assert [part.count(p) for p in range(parts)] == totals
    common = {label for label in range(LABELS) if sum(label in of for of in sets) >= parts}
    rows = [[sum(label in of and p == q for of, q in zip(sets, part, strict=True))
             for label in range(LABELS)] for p in range(parts)]  # fmt: skip

    def spares(p: int, given: set[int], taken: set[int]) -> bool:
        return all(rows[p][label] > 1 for label in (given - taken) & common)

    for p in range(parts):
        for label in common:
            if not rows[p][label]:
                for a in (i for i, q in enumerate(part) if q == p):
                    for b in (i for i, of in enumerate(sets) if label in of):
                        both = spares(p, sets[a], sets[b]) and spares(part[b], sets[b], sets[a])
                        assert not both


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60), st.integers(1, 4))
def test_plain_labels_always_reach_every_part_with_room(codes: list[int], parts: int) -> None:
    """With one label a row and room for all labels, no part lacks a label of enough rows."""
    totals = largest_remainder([1] * parts, len(codes))
    part = iterative([(code,) for code in codes], totals, LABELS, range(len(codes)))
    for code in range(LABELS):
        if codes.count(code) >= parts and min(totals) >= LABELS:
            assert set(part[np.array(codes) == code].tolist()) == set(range(parts))


@given(label_sets, shares_lists, st.lists(st.integers(0, 15), min_size=40, max_size=40), seeds)
def test_groups_with_labels_stay_whole(
    sets: list[set[int]], fractions: list[Fraction], groups: list[int], seed: int
) -> None:
    """Lists of labels or not, the promises are the same, and sums count each label."""
    members = sorted({tuple(sorted(of)) for of in sets})
    codes = np.array([members.index(tuple(sorted(of))) for of in sets], dtype=np.int32)
    first = heads(groups[: len(sets)])
    keys = np.arange(len(sets), dtype=np.uint64)
    part = assign_groups(codes, members, LABELS, first, keys, fractions, seed=seed, rare="spread")
    assert all(part[i] == part[head] >= 0 for i, head in enumerate(first.tolist()))
    sums = Assignment.of(part, codes, members, LABELS, fractions, first)
    counted: Callable[[int, int], int] = lambda label, p: sum(  # noqa: E731  # a table's cell
        label in of and q == p for of, q in zip(sets, part.tolist(), strict=True)
    )
    assert sums.by_category.tolist() == [
        [counted(label, p) for p in range(len(fractions))] for label in range(LABELS)
    ]


@given(st.data(), st.lists(st.integers(0, 40), min_size=1, max_size=9), st.integers(1, 5), seeds)
def test_sizes_are_exact_and_categories_within_a_row_of_their_share(
    data: st.DataObject, counts: list[int], parts: int, seed: int
) -> None:
    """For any counts and any sizes in rows; what remains is a size, too."""
    counts = [rows if rows >= parts else 0 for rows in counts]  # rare ones have a policy
    everything = sum(counts)
    sizes = data.draw(st.lists(st.integers(1, max(1, everything // parts)), min_size=parts - 1,
                               max_size=parts - 1))  # fmt: skip
    if not everything:
        return
    asked: dict[str, Size] = {f"p{n}": size for n, size in enumerate(sizes)}
    asked["rest"] = "rest"
    shares = list(shares_of(asked, everything).values())
    codes = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    found = assign(codes, np.arange(everything, dtype=np.uint64), len(counts), shares, seed=seed)
    totals = [*sizes, everything - sum(sizes)]
    assert list(found.rows) == list(found.targets) == totals
    for rows, of in zip(counts, found.by_category.tolist(), strict=True):
        assert sum(of) == rows
        assert all(abs(Fraction(have) - rows * share) < 1
                   for have, share in zip(of, shares, strict=True))  # fmt: skip
