"""Splits with groups, folds, labels, stable thresholds, pinned rows and times."""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.errors import RequestError
from rebalance.numbers.apportion import largest_remainder
from rebalance.numbers.components import components, joined
from rebalance.numbers.positions import run_starts
from rebalance.numbers.priorities import priorities, unit_interval
from rebalance.numbers.stable_parts import stable_parts
from rebalance.splitting.methods import label_swaps
from rebalance.splitting.methods.assignment import Assignment
from rebalance.splitting.methods.costs import Ledger, without
from rebalance.splitting.methods.families import assign
from rebalance.splitting.methods.fill import share_out
from rebalance.splitting.methods.folds import assign_by_table, fold_counts
from rebalance.splitting.methods.group_order import drawn_parts
from rebalance.splitting.methods.groups import assign_groups
from rebalance.splitting.methods.label_tables import LabelTables
from rebalance.splitting.methods.multilabel import iterative
from rebalance.splitting.methods.placement import Placing
from rebalance.splitting.methods.swaps import swap
from rebalance.splitting.methods.time_order import temporal_parts
from tests.support import LISTS, REAL, REAL_FIELDS, needs_shared

EIGHTY = [Fraction(8, 10), Fraction(1, 10), Fraction(1, 10)]
HALVES = [Fraction(1, 2)] * 2


def uniform(rows: int, seed: int) -> NDArray[np.float64]:
    """Numbers in [0, 1) that are the same on any machine."""
    return unit_interval(priorities(np.arange(rows, dtype=np.uint64), seed, "tie"))


def keys_of(rows: int) -> NDArray[np.uint64]:
    """Distinct keys."""
    return np.arange(rows, dtype=np.uint64)


def plain(categories: int) -> list[tuple[int, ...]]:
    """Members of codes that stand for one label each."""
    return [(code,) for code in range(categories)]


def heads(groups: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """The smallest position in the group of each line."""
    _, first, which = np.unique(np.asarray(groups), return_index=True, return_inverse=True)
    found: NDArray[np.int64] = first[which].astype(np.int64)
    return found


def split_groups(
    codes: Sequence[int] | NDArray[np.int32],
    groups: Sequence[int] | NDArray[np.int64],
    fractions: Sequence[Fraction],
    *,
    rare: Rare = "train",
    pinned: Sequence[int] | None = None,
    even: bool = False,
) -> NDArray[np.int16]:
    """Assign rows of plain categories."""
    array = np.asarray(codes, dtype=np.int32)
    labels = int(array.max()) + 1
    before = None if pinned is None else np.array(pinned, dtype=np.int16)
    return assign_groups(
        array, plain(labels), labels, heads(groups), keys_of(len(array)), fractions,
        rare=rare, pinned=before, even=even,
    )  # fmt: skip


def unevenness(codes: NDArray[np.int32], part: NDArray[np.int16], folds: int) -> float:
    """Mean over classes of the standard deviation over folds of the class's shares."""
    table = np.array([np.bincount(codes[part == p], minlength=codes.max() + 1)
                      for p in range(folds)])  # fmt: skip
    return float((table / np.bincount(codes)).std(axis=0).mean())


def label_distribution(
    has: NDArray[np.bool_], part: NDArray[np.int16] | NDArray[np.int64], folds: int
) -> float:
    """Mean over labels and folds of |odds in the fold - odds overall| (Sechidis 2011)."""
    odds = has.sum(axis=0) / (~has).sum(axis=0)
    inside = [has[part == p] for p in range(folds)]
    return float(np.mean([abs(of.sum(axis=0) / (~of).sum(axis=0) - odds) for of in inside]))


def sets_of(has: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """The labels of each row."""
    return [tuple(np.flatnonzero(row).tolist()) for row in has]


def test_rows_that_share_a_value_in_any_relation_are_joined() -> None:
    """Over several steps and relations; 0 is no value, and joins nothing."""
    one = np.array([5, 0, 5, 0, 7, 0, 2**64 - 1, 9], dtype=np.uint64)
    other = np.array([0, 3, 0, 3, 3, 0, 8, 9], dtype=np.uint64)
    assert components([one, other], 8).tolist() == [0, 1, 0, 1, 1, 5, 6, 7]
    assert components([one], 8).tolist() == [0, 1, 0, 3, 4, 5, 6, 7]
    assert components([], 3).tolist() == [0, 1, 2]
    assert components([np.zeros(0, dtype=np.uint64)], 0).tolist() == []


def test_a_long_chain_is_one_component() -> None:
    """100,000 rows in any order, each tied to the next by one relation or the other."""
    place = np.argsort(uniform(100_000, 1))
    one, other = np.zeros((2, 100_000), dtype=np.uint64)
    one[place] = np.arange(100_000) // 2 + 1
    other[place] = (np.arange(100_000) + 1) // 2 + 1
    assert not components([one, other], 100_000).any()
    other[place[50_000:]] += np.uint64(1)  # the chain breaks once
    assert len(set(components([one, other], 100_000).tolist())) == 2


def test_pairs_are_joined_under_their_smallest_position() -> None:
    """In any order, also where a pair names one row twice."""
    assert joined([(5, 4), (4, 2), (3, 3)], 6).tolist() == [0, 1, 2, 3, 2, 2]
    assert joined(iter([]), 2).tolist() == [0, 1]


def test_where_runs_begin() -> None:
    """Equal values that lie apart are two runs."""
    assert run_starts(np.array([3, 3, 1, 3, 3, 3])).tolist() == [0, 2, 3]
    assert run_starts(np.array([], dtype=np.uint64)).tolist() == []


def round_robin(
    codes: NDArray[np.int32], order: NDArray[np.integer], folds: int
) -> NDArray[np.int16]:
    """Folds of rows, one category after the other, by their rank in it."""
    counts = np.bincount(codes[codes >= 0]).tolist()
    return assign_by_table(codes, order, fold_counts(counts, folds), range(folds))


def test_folds_skip_lines_without_a_category() -> None:
    """The lowest rank of a category goes to the first fold."""
    codes = np.array([0, -1, 0, 0, 1, -3, 1], dtype=np.int32)
    order = np.array([9, 0, 8, 7, 1, 0, 2])
    assert round_robin(codes, order, 2).tolist() == [1, -1, 0, 0, 0, -1, 1]
    assert fold_counts([3, 2], 2, sequence=[1, 0]).tolist() == [[2, 1], [1, 1]]
    assert fold_counts([1, 1, 1], 2).tolist() == [[1, 0], [0, 1], [1, 0]]


def test_stable_thresholds_are_exact() -> None:
    """The priority decides, in integers: part p where cumulative shares hold it."""
    fractions = [Fraction(1, 3), Fraction(1, 7), Fraction(11, 21)]
    keys = keys_of(2000)
    drawn = priorities(keys, 4, "split").tolist()
    borders = [int(Fraction(1, 3) * 2**64), int(Fraction(10, 21) * 2**64)]
    expected = [sum(one >= border for border in borders) for one in drawn]
    assert stable_parts(keys, fractions, 4).tolist() == expected
    assert stable_parts(keys, fractions, 5).tolist() != expected
    share = Fraction(drawn[0], 2**64)  # a priority on the border is behind it
    assert stable_parts(keys[:1], [share, 1 - share], 4).tolist() == [1]


def test_a_stable_part_without_a_share_gets_nothing() -> None:
    """First, in the middle or last."""
    none, all_ = Fraction(0), Fraction(1)
    for share in ([none, all_, none], [all_, none, none], [none, none, all_]):
        parts = stable_parts(keys_of(500), share)
        assert set(parts.tolist()) == {share.index(all_)}


def test_parts_by_time_are_cut_between_distinct_times() -> None:
    """As near to the share as can be, the earlier of two that are equally near; -1 aside."""
    codes = np.array([0, 0, -1, 0, 0, 0, 0], dtype=np.int32)
    times = np.array([3, 1, 0, 2, 2, 2, 4], dtype=np.float64)
    assert temporal_parts(codes, times, HALVES).tolist() == [1, 0, -1, 0, 0, 0, 1]
    six = np.zeros(6, dtype=np.int32)
    times = np.array([1, 1, 2, 2, 2, 2], dtype=np.float64)
    assert temporal_parts(six, times, HALVES).tolist() == [0, 0, 1, 1, 1, 1]
    times = np.array([1, 2, 2, 2, 2, 3], dtype=np.float64)
    assert temporal_parts(six, times, HALVES).tolist() == [0, 1, 1, 1, 1, 1]
    none = temporal_parts(six - 1, times, HALVES)
    assert none.tolist() == [-1] * 6


def test_rows_without_a_time_are_refused() -> None:
    """NaN is an error, unless the line is no row."""
    times = np.array([1, np.nan], dtype=np.float64)
    with pytest.raises(ValueError, match="every row needs a time"):
        temporal_parts(np.zeros(2, dtype=np.int32), times, HALVES)
    assert temporal_parts(np.array([0, -1], dtype=np.int32), times, [Fraction(1)]).tolist() == [
        0,
        -1,
    ]


@pytest.mark.parametrize("rare", ["train", "spread", "pool"])
def test_without_groups_rows_are_assigned_as_ever(rare: Rare) -> None:
    """Where all rows are distinct and alone, groups change nothing, and sums are the same."""
    codes = np.floor(400 * uniform(3000, 2) ** 4).astype(np.int32)
    codes = np.where(uniform(3000, 3) < 0.1, np.int32(-1), codes)
    keys = priorities(keys_of(3000), 5, "tie")
    before = assign(codes, keys, 400, EIGHTY, rare=rare, seed=3)
    assert len(before.rare) > 20
    alone = np.arange(3000, dtype=np.int64)
    part = assign_groups(codes, plain(400), 400, alone, keys, EIGHTY, rare=rare, seed=3)
    assert part.tolist() == before.part.tolist()
    after = Assignment.of(part, codes, plain(400), 400, EIGHTY, alone)
    assert after.by_category.tolist() == before.by_category.tolist()
    for name in ("targets", "rows", "rare", "repeated", "largest"):
        assert getattr(after, name) == getattr(before, name)


def test_groups_stay_whole_and_single_rows_fill_exact_totals() -> None:
    """Each label is off its share by no more than a row or two."""
    groups = np.where(uniform(1000, 1) < 0.5, np.arange(1000), (150 * uniform(1000, 2)).astype(int))
    groups = np.where(groups < 150, groups, groups + 1000)
    codes = (4 * uniform(1000, 3)).astype(np.int32)
    part = split_groups(codes, groups, EIGHTY)
    for group in np.unique(groups):
        assert len(set(part[groups == group].tolist())) == 1
    assignment = Assignment.of(part, codes, plain(4), 4, EIGHTY, heads(groups))
    assert assignment.rows == assignment.targets == (800, 100, 100)
    targets = np.outer(np.bincount(codes), [0.8, 0.1, 0.1])
    assert abs(assignment.by_category - targets).max() < 2
    assert assignment.repeated == np.count_nonzero(np.bincount(groups) > 1)
    assert assignment.largest == np.bincount(groups).max()


def test_a_group_larger_than_every_room_goes_to_the_largest_part() -> None:
    """The other parts get what is left, in proportion to their rooms."""
    groups = [0] * 90 + list(range(1, 11))
    part = split_groups([0] * 100, groups, EIGHTY)
    assert set(part[:90].tolist()) == {0}
    assert np.bincount(part).tolist() == [90, 5, 5]


def test_sizes_hold_where_labels_are_too_many_to_stratify() -> None:
    """Labels of four rows each pull every group to the largest part, but sizes come first."""
    codes = np.argsort(uniform(4000, 1)).astype(np.int32) // 4
    groups = np.floor(400 * uniform(4000, 2)).astype(np.int64)
    part = split_groups(codes, groups, EIGHTY)
    assert abs(np.bincount(part) - np.array([3200, 400, 400])).max() <= 20


def test_groups_of_rare_rows_go_to_the_largest_part() -> None:
    """A group of rare rows alone does; with `spread` it is a group as any other."""
    codes = [0] * 96 + [1, 1, 2, 2]
    groups = [*range(96), 96, 96, 97, 97]
    part = split_groups(codes, groups, EIGHTY)
    assert part[96:].tolist() == [0, 0, 0, 0]
    assert np.bincount(part).tolist() == [80, 10, 10]
    codes = [0] * 20 + list(range(1, 9))  # eight categories of one row, in four groups
    groups = [*range(20), 20, 20, 21, 21, 22, 22, 23, 23]
    assert set(split_groups(codes, groups, HALVES)[20:].tolist()) == {0}
    assert set(split_groups(codes, groups, HALVES, rare="spread")[20:].tolist()) == {0, 1}
    assert set(split_groups(codes, groups, HALVES, even=True)[20:].tolist()) == {0, 1}


def test_rare_categories_can_be_refused() -> None:
    """With and without groups."""
    with pytest.raises(RequestError, match="1 category has fewer rows than there are parts"):
        split_groups([0, 0, 0, 1, 1], [0, 0, 1, 2, 2], EIGHTY, rare="error")


def test_pooled_categories_are_one_stratum() -> None:
    """Ten categories of one row each are assigned as one of ten rows."""
    codes = [0] * 90 + list(range(1, 11))
    part = split_groups(codes, [*range(98), 98, 98], EIGHTY, rare="pool")
    assert np.bincount(part[90:]).tolist() == [8, 1, 1]
    assert np.bincount(part).tolist() == [80, 10, 10]


def test_pinned_rows_stay_and_new_rows_make_up_for_them() -> None:
    """A group goes to the first part that one of its rows was in."""
    pinned = [2] * 30 + [-1] * 70
    part = split_groups([0] * 100, [*range(98), 98, 98], EIGHTY, pinned=pinned)
    assert part[:30].tolist() == [2] * 30
    assert np.bincount(part).tolist() == [62, 8, 30]  # the lack is spread over the others
    pinned = [1, 2, -1, 0, -1, 2] + [-1] * 14
    part = split_groups([0] * 20, [0, 0, 0, 1, 1, 2, 2, *range(3, 16)], EIGHTY, pinned=pinned)
    assert part[:7].tolist() == [1, 1, 1, 0, 0, 2, 2]


def test_new_rows_make_up_for_pinned_ones_in_every_category() -> None:
    """Single rows and groups: a category that one part has enough of goes to the other."""
    codes = [0] * 100 + [1] * 100
    part = split_groups(codes, range(200), HALVES, pinned=[1] * 40 + [-1] * 160)
    assert np.bincount(part[:100]).tolist() == np.bincount(part[100:]).tolist() == [50, 50]
    codes = [label for label in range(8) for _ in range(6)]
    groups = [2 * label + late for label in range(8) for late in (0, 0, 0, 1, 1, 1)]
    pinned = [label % 2 if early else -1 for label in range(8) for early in (1, 1, 1, 0, 0, 0)]
    part = split_groups(codes, groups, HALVES, pinned=pinned)
    assert part[3::6].tolist() == [1, 0] * 4


def test_lines_without_a_category_go_nowhere() -> None:
    """Also inside a group, and where they are all there is."""
    part = split_groups([0, -1, 0, 0, -2], [0, 0, 0, 1, 2], HALVES, pinned=[-1, 1, -1, -1, -1])
    assert part[[1, 4]].tolist() == [-1, -1]
    assert part[0] == part[2] != part[3]
    nothing = assign_groups(
        np.full(3, -1, dtype=np.int32), [], 0, heads([0, 1, 1]), keys_of(3), EIGHTY
    )
    assert nothing.tolist() == [-1, -1, -1]


def test_groups_with_lists_of_labels() -> None:
    """Groups count every label of their rows; single rows make up for what groups took."""
    members = [(0,), (0, 1), (1, 2), (), (2,)]
    codes = (5 * uniform(600, 7)).astype(np.int32)
    groups = np.where(uniform(600, 8) < 0.4, (60 * uniform(600, 9)).astype(int), np.arange(600))
    groups = np.where(groups < 60, groups, groups + 600)
    part = assign_groups(codes, members, 3, heads(groups), keys_of(600), EIGHTY)
    sums = Assignment.of(part, codes, members, 3, EIGHTY)
    assert sums.rows == (480, 60, 60)
    shares = sums.by_category / sums.by_category.sum(axis=1, keepdims=True)
    assert abs(shares - [0.8, 0.1, 0.1]).max() < 0.01
    assert all(len(set(part[groups == g].tolist())) == 1 for g in range(60))


def test_a_rare_label_keeps_its_rows_in_the_largest_part() -> None:
    """With several labels, a row with one rare label follows it."""
    members = [(0,), *((0, label) for label in range(1, 9))]
    codes = np.array([0] * 52 + list(range(1, 9)), dtype=np.int32)
    alone = np.arange(60, dtype=np.int64)
    part = assign_groups(codes, members, 9, alone, keys_of(60), HALVES)
    assert set(part[52:].tolist()) == {0}
    assert np.bincount(part).tolist() == [30, 30]
    part = assign_groups(codes, members, 9, alone, keys_of(60), HALVES, rare="spread")
    assert set(part[52:].tolist()) == {0, 1}


def test_sums_count_a_row_under_each_label() -> None:
    """Rows count once, labels as often as rows have them; rare ones are named."""
    part = np.array([0, 1, 1, 1, 0], dtype=np.int16)  # the fourth line is no row
    codes = np.array([0, 1, 1, -1, 2], dtype=np.int32)
    found = Assignment.of(part, codes, [(0, 2), (1, 2), ()], 4, HALVES, heads([0, 1, 1, 1, 0]))
    assert (found.rows, found.targets) == ((2, 2), (2, 2))
    assert found.by_category.tolist() == [[1, 0], [0, 2], [1, 2], [0, 0]]
    assert (found.rare, found.repeated, found.largest) == ((0,), 2, 2)
    assert Assignment.of(part, codes, [(0, 2), (1, 2), ()], 4, HALVES).largest == 1


def test_rooms_are_filled_with_what_parts_lack() -> None:
    """Labels that a part lacks come first, limited by their rows; others fill the rest."""

    def shared(counts: list[int], lacking: list[list[int]], room: list[int]) -> object:
        table = np.array(lacking)
        share_out(counts, table, room, [1, 0])
        return table.tolist()

    assert shared([8, 2], [[7, 1], [1, 1]], [8, 2]) == [[7, 1], [1, 1]]
    assert shared([8, 2], [[9, -1], [0, 5]], [7, 3]) == [[7, 1], [0, 2]]
    assert shared([4, 4], [[4, 0], [4, 0]], [4, 4]) == [[2, 2], [2, 2]]


def test_a_rise_is_the_difference_of_two_costs() -> None:
    """Of Pearson's chi-square, before and after."""
    targets = [[Fraction(3), Fraction(1)], [Fraction(5, 2), Fraction(1, 2)]]
    before = [[2, 0], [1, 2]]

    def cost(table: list[list[int]]) -> float:
        return sum(
            float((table[part][label] - target) ** 2 / target)
            for label, of in enumerate(targets)
            for part, target in enumerate(of)
        )

    ledger = Ledger(targets, 2)
    for part in (0, 1):
        ledger.add(part, list(enumerate(before[part])))
    assert ledger.rise(1, [(0, 2), (1, -1)]) == pytest.approx(cost([[2, 0], [3, 1]]) - cost(before))
    assert without([(0, 3)]) == [(0, -3)]


def test_a_group_goes_where_it_overfills_least_or_where_there_is_more_room() -> None:
    """In proportion to the part; room decides only where costs are equal."""
    ledger = Ledger([[80, 10], [80, 10]], 2)
    placing = Placing([[(0, 5), (1, 5)]], ledger, [2, 3], [80, 10], 0, [1])
    placing.place([0])
    assert placing.part == [0]
    placing = Placing([[(0, 5), (1, 5)]], Ledger([[9, 9]] * 2, 2), [4, 8], [9, 9], 0, [0])
    placing.place([0])
    assert (placing.part, placing.room) == ([1], [4, 3])
    over = Ledger([[9, 1], [9, 9]], 2)  # four rows above the label's target, or one below it
    placing = Placing([[(0, 5), (1, 5)]], over, [9, 9], [9, 9], 0, [1])
    placing.place([0])
    assert (placing.part, placing.room) == ([0], [4, 9])


def test_a_group_goes_to_the_part_that_is_drawn_for_it() -> None:
    """If that has room, and comes nearer to its targets, though another one lacks more."""
    placing = Placing([[(0, 5), (1, 5)]], Ledger([[9, 9]] * 2, 2), [6, 8], [9, 9], 0, [0])
    placing.place([0])
    assert (placing.part, placing.room) == ([0], [1, 8])


def test_what_single_rows_make_up_for_costs_nothing() -> None:
    """A part may lack twice its share of them; what it has too much they cannot take away."""
    ledger = Ledger([[10, 10]], 2, [0.25])  # 5 of 20 rows are single
    ledger.add(0, [(0, 5)])
    assert ledger.rise(0, [(0, 5)]) == 0
    assert ledger.rise(0, [(0, -1)]) == pytest.approx(0.1)
    assert ledger.rise(0, [(0, 7)]) == pytest.approx(0.4)
    assert ledger.rank() == pytest.approx((5, 2.5))  # the other part has nothing


@pytest.mark.parametrize("room", [[80, 10, 10], [0, 5, 0], [0, 0, 0], [-3, 2, 4]])
def test_parts_are_drawn_in_proportion_to_room(room: list[int]) -> None:
    """Of any neighbours, too: within two of their share, whatever the start."""
    left = [max(0, rows) for rows in room]
    for start in priorities(keys_of(20), 1, "tie").tolist():
        drawn = np.array(drawn_parts(range(200), room, start))
        for begin, end in ((0, 200), (0, 20), (50, 100), (177, 200)):
            counts = np.bincount(drawn[begin:end], minlength=3)
            if sum(left):
                shares = np.array(left) / sum(left)
                assert abs(counts - shares * (end - begin)).max() <= 2


def test_swaps_help_where_no_move_does() -> None:
    """Two groups of each label in one part change places, and sizes are kept."""
    profiles = [[(0, 5), (2, 5)], [(0, 5), (2, 5)], [(1, 5), (2, 5)], [(1, 5), (2, 5)]]
    ledger = Ledger([[5, 5], [5, 5], [10, 10]], 2)
    placing = Placing(profiles, ledger, [10, 10], [10, 10], 0, [0] * 4)
    for group, part in enumerate([0, 0, 1, 1]):
        placing.put(group, part)
    placing.improve(range(4))
    assert placing.part == [0, 0, 1, 1]
    swap(placing, range(4), 2)
    assert sorted(placing.part[:2]) == sorted(placing.part[2:]) == [0, 1]
    assert placing.room == [0, 0]


def test_a_hole_that_the_greedy_leaves_is_filled() -> None:
    """A label with as many rows as there are parts has a row in each."""
    for seed in range(40):
        has = uniform(60 * 5, seed).reshape(60, 5) < np.array([0.5, 0.3, 0.2, 0.1, 0.07])
        part = iterative(sets_of(has), [48, 6, 6], 5, range(60))
        assert np.bincount(part).tolist() == [48, 6, 6]
        for label in has.T:
            assert label.sum() < 3 or set(part[label].tolist()) == {0, 1, 2}


def test_iterative_stratification_counts_what_parts_hold() -> None:
    """Rows that groups brought are not counted again."""
    sets = [(0,)] * 10 + [(1,)] * 10
    held = [[10, 0], [0, 0]]
    part = iterative(sets, [10, 10], 2, range(20), held=held)  # the other label counts, too
    assert 5 < np.count_nonzero(part[:10] == 1) < 10
    assert iterative([], [0, 0], 2, []).tolist() == []
    assert iterative([(0,), (), ()], [1, 2], 1, range(3), targets=[[1, 1]]).tolist()[0] == 1
    assert iterative([(), (), ()], [1, 2], 0, [2, 1, 0]).tolist() == [1, 0, 1]


@needs_shared
def test_labels_of_a_real_dataset_keep_their_shares() -> None:
    """541 rows with 25 labels: every label's share in the small parts is within 0.06 of 0.1."""
    text = (REAL / LISTS).read_text(encoding="utf-8")
    rows = [set(json.loads(line)[REAL_FIELDS[LISTS]]) for line in text.splitlines()]
    names = sorted(set().union(*rows))
    has = np.array([[name in row for name in names] for row in rows], dtype=np.bool_)
    totals = largest_remainder(EIGHTY, len(rows))
    for seed in range(5):
        part = iterative(
            sets_of(has), totals, len(names), priorities(keys_of(len(rows)), seed, "split")
        )
        assert np.bincount(part).tolist() == totals
        for p, share in enumerate(EIGHTY):
            shares = has[part == p].sum(axis=0) / has.sum(axis=0)
            assert abs(shares - float(share)).max() < 0.06


@pytest.mark.parametrize("effort", [0, 100_000])
def test_the_work_on_labels_is_bounded(effort: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is spent, parts have their sizes all the same, and each row is in one."""
    monkeypatch.setattr(label_swaps, "_EFFORT", effort)
    counted = []
    exchanges = LabelTables.exchanges

    def counting(tables: LabelTables, *arguments: Any) -> NDArray[np.float64]:
        found = exchanges(tables, *arguments)
        counted.append(tables.effort)
        return found

    monkeypatch.setattr(LabelTables, "exchanges", counting)
    sets = [tuple(range(row % 7, 300, 1 + row % 5)) for row in range(60)]
    assert np.bincount(iterative(sets, [40, 10, 10], 300, range(60))).tolist() == [40, 10, 10]
    assert max(counted, default=0) <= 3 * (effort + 100_000)


def test_rows_with_labels_of_their_own_are_split() -> None:
    """Each label waits under the rows that it has left, without a search of all labels."""
    sets = [tuple(range(400 * row, 400 * row + 400)) for row in range(200)]
    part = iterative(sets, [160, 20, 20], 400 * 200, range(200))
    assert np.bincount(part).tolist() == [160, 20, 20]
