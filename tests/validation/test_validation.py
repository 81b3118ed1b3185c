"""What `validate` is made of: profiles, bounds, quotas, naive Bayes, rows read once more."""

from collections.abc import Sequence
from fractions import Fraction
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalance.engines.processes import processes
from rebalance.errors import OptionError
from rebalance.numbers.priorities import priorities
from rebalance.rows.field import Field, Row, equal, without
from rebalance.rows.files.source import Dataset
from rebalance.rows.reread import reread
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.text.hashing import shingle_numbers
from rebalance.validation import naive_bayes as bayes
from rebalance.validation.diversity import diversity_change
from rebalance.validation.duplicates import first_copies
from rebalance.validation.less_varied import NearestTexts, is_beyond_chance
from rebalance.validation.naive_bayes import NaiveBayes, Tallies, Tally
from rebalance.validation.options import ValidateOptions
from rebalance.validation.profile import Profile, is_empty
from rebalance.validation.quotas import synthetic_limit, within
from rebalance.validation.reference_scan import (
    TRAITS,
    Copy,
    ReferenceScan,
    RowScanner,
    features_of,
)
from rebalance.validation.reference_stats import Bounds, ReferenceStats
from rebalance.validation.rouge import Pool
from rebalance.validation.scanned_files import Texts
from rebalance.validation.topic_agreement import (
    CategoryScorer,
    calibrated_margin,
    held_back,
    measure_agreement,
)
from tests.support import referring, rows_of, write_rows


def test_a_profile_counts_types_and_empty_fields() -> None:
    """At any depth that matters; items of lists stand under []."""
    rows: list[Row] = [
        {"a": "x", "m": [{"role": "user"}, {"role": None}], "e": ""},
        {"a": 1, "m": [], "e": "  ", "o": {"n": True}},
    ]
    profile = Profile.of(rows)
    assert profile.rows == 2
    assert profile.fields == ["a", "m", "e", "o"]
    assert profile.types[("a",)] == {"string": 1, "number": 1}
    assert profile.types[("m", "[]", "role")] == {"string": 1, "null": 1}
    assert profile.types[("o", "n")] == {"boolean": 1}
    assert profile.empty == {"e": 2, "m": 1}
    assert (profile.times("o"), profile.times("nothing")) == (1, 0)
    assert Profile.sum([Profile.of(rows[:1]), Profile.of(rows[1:])]) == profile
    assert Profile.sum([]) == Profile()


def test_a_strange_value_is_found() -> None:
    """Of another type than any at its place; fields that no row has are not looked at."""
    profile = Profile.of([{"a": "x", "m": [{"role": "user"}]}, {"a": None}])
    assert profile.strange({"a": "y", "b": 1}) is None
    assert profile.strange({"a": 3}) == ("a", "number", ["null", "string"])
    assert profile.strange({"m": [{"role": 1}]}) == ("m[].role", "number", ["string"])


def test_names_that_rows_make_up_do_not_pile_up() -> None:
    """With very many fields only the first level is remembered."""
    rows: list[Row] = [{"a": {f"n{number}": 1}} for number in range(2100)]
    pieces = [Profile.of(rows[start : start + 100]) for start in range(0, 2100, 100)]
    assert list(Profile.sum(pieces).types) == [("a",)]


@pytest.mark.parametrize("value", [None, "", " \n", [], {}])
def test_empty_values(value: object) -> None:
    """Those that say nothing."""
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, False, "x", [None], {"a": None}])
def test_values_that_are_not_empty(value: object) -> None:
    """0 and false say something."""
    assert not is_empty(value)


def test_a_row_without_a_field() -> None:
    """The row itself stays as it is; other fields of the same object stay."""
    row: Row = {"a": 1, "m": {"task": "x", "n": {"k": 2}}, "l": [1]}
    left = without(row, [Field.parse("m.task"), Field.parse("a"), Field.parse("zz"),
                         Field.parse("l.0"), Field.parse("@file")])  # fmt: skip
    assert left == {"m": {"n": {"k": 2}}, "l": [1]}
    assert row["m"]["task"] == "x"


def test_bounds_of_lengths_and_scripts() -> None:
    """Half of the 1st percentile, twice the 99th; texts without letters are always fine."""
    bounds = Bounds.of(np.arange(1, 102), np.array([2, 3] + [2] * 99, dtype=np.uint8))
    assert (bounds.shortest, bounds.longest) == (1.0, 200.0)
    assert bounds.scripts == ("none", "Latin", "Cyrillic")


@given(st.integers(0, 50), st.integers(0, 50), st.fractions(0, 1, max_denominator=20))
def test_room_for_synthetic_rows(rows: int, synthetic: int, share: Fraction) -> None:
    """The largest number that keeps the share; none where it is exceeded already."""
    synthetic = min(synthetic, rows)
    room = synthetic_limit(rows, synthetic, share)
    if share == 1:
        assert room is None
        return
    assert room is not None
    assert room == 0 or synthetic + room <= share * (rows + room)
    assert synthetic + room + 1 > share * (rows + room + 1)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=30),
    st.dictionaries(st.integers(0, 3), st.integers(0, 5)),
)
def test_quotas_take_the_lowest_priorities(
    rows: list[tuple[int, int]], limits: dict[int, int]
) -> None:
    """As many as there may be of each category, ties to the earlier; others as they are."""
    codes = [code for code, _ in rows]
    drawn = np.array([lot for _, lot in rows], dtype=np.uint64)
    chosen = within(codes, drawn, limits).tolist()
    for code in set(codes):
        own = sorted((lot, n) for n, (other, lot) in enumerate(rows) if other == code)
        allowed = {n for _, n in own[: limits.get(code, len(own))]}
        assert {n for _, n in own if chosen[n]} == allowed


@pytest.mark.parametrize("waiting", [0, 2, 100])
def test_tallies_of_parts_add_up(waiting: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut anywhere, added up early or late, the same counts."""
    monkeypatch.setattr(bayes, "_WAITING", waiting)
    features = np.array([0, 2, -1, 0, 1, 2, 2, -1])
    codes = np.array([0, 1, 1, 0, 1, 0, 1, 0])
    whole = Tally.of(features, codes, 2)
    for cuts in (((0, 3), (3, 3), (3, 8)), ((0, 8),), tuple((n, n + 1) for n in range(8))):
        tallies = Tallies(2)
        for first, last in cuts:
            tallies.add(Tally.of(features[first:last], codes[first:last], 2))
        joined = tallies.total()
        for name in ("pairs", "times", "totals"):
            assert getattr(joined, name).tolist() == getattr(whole, name).tolist()
    assert whole.totals.tolist() == [4, 4]


def test_naive_bayes_is_what_the_formula_says() -> None:
    """Σ ln(1 + (n_cf / n_c) / (n_f / n)) for an equal mixture of own and general frequencies."""
    features, codes = np.array([0, 0, 1, 2, 2, 2, 3]), np.array([0, 0, 0, 1, 1, 0, 1])
    judge = NaiveBayes(Tally.of(features, codes, 2), 5)
    expected = [
        sum(
            log(1 + (np.sum((features == f) & (codes == c)) / np.sum(codes == c))
                / (np.sum(features == f) / 7))
            for f in (0, 2)
        )
        for c in (0, 1)
    ]  # fmt: skip
    assert judge.scores([0, 2, 4]) == pytest.approx(expected)
    assert judge.scores([]).tolist() == [0, 0]


@referring
@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=40),
    st.sets(st.integers(0, 5)),
)
def test_naive_bayes_is_that_of_scikit_learn(rows: list[tuple[int, int]], text: set[int]) -> None:
    """MultinomialNB whose smoothing of a feature is as strong as the category's own rows.

    With a pseudo-count of n_c * n_f / n its probability of a feature is the equal mixture of the
    frequencies in the category and in all rows; less that in all rows, it is our score.
    """
    sklearn = pytest.importorskip("sklearn.naive_bayes")
    features, codes = np.array(rows).T
    counts = np.zeros((3, 6))
    np.add.at(counts, (codes, features), 1)
    general = counts.sum(axis=0) / len(rows)
    learnt = sorted(feature for feature in text if general[feature])
    seen = np.flatnonzero(general)
    scores = NaiveBayes(Tally.of(features, codes, 3), 6).scores(sorted(text))
    for code in np.flatnonzero(counts.sum(axis=1)).tolist():
        smoothing = counts[code].sum() * general[seen]
        model = sklearn.MultinomialNB(alpha=smoothing, force_alpha=True, fit_prior=False)
        model.fit(counts[:, seen], [0, 1, 2])
        place = np.searchsorted(seen, learnt)
        likelihood = model.feature_log_prob_[code, place] - np.log(general[learnt])
        expected = np.sum(likelihood + np.log(2))
        assert scores[code] == pytest.approx(expected, abs=1e-8)


def judged(texts: Sequence[str], rows: Sequence[tuple[str, int]], categories: int) -> list[int]:
    """The category that each text looks like, learnt from rows."""
    scorer = CategoryScorer([text.split() for text in texts])
    tokens = [text.split() for text, _ in rows]
    numbers, owners = [], []
    for width in (1, 2):
        found, begins = shingle_numbers(tokens, width)
        numbers.append(found)
        owners.append(np.repeat(np.arange(len(rows)), np.diff(begins, append=len(found))))
    found, of = np.concatenate(numbers), np.concatenate(owners)
    place = np.searchsorted(scorer.features, found)
    place = np.where(np.isin(found, scorer.features), place, -1)
    codes = np.array([code for _, code in rows])[of]
    return [int(s.argmax()) for s in scorer.scores(Tally.of(place, codes, categories))]


def test_a_very_long_text_is_judged_by_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrays of all its features would be larger than it is by an order of magnitude."""
    monkeypatch.setattr("rebalance.validation.reference_scan._READ", 3)
    numbers, owners = features_of([["a", "b", "c", "d", "e"], ["f"]])
    beginning, _ = features_of([["a", "b", "c"], ["f"]])
    assert numbers.tolist() == beginning.tolist()
    assert owners.tolist() == [0, 0, 0, 1, 0, 0, 1]


def test_a_scarce_category_is_recognised() -> None:
    """Also where another has a hundred times its rows, and texts have words of their own."""
    rows = [("please refund the money for order", 0)] * 100 + [
        ("reset the password of my account", 1)
    ]
    assert judged(["refund order xyz", "my password qqq", "uvw"], rows, 2) == [0, 1, 0]


def test_agreement_counts_and_lists_the_oddest() -> None:
    """Categories that the dataset does not have are not judged; nor is anything with only one."""
    scores = [np.array([3.0, 1.0]), np.array([0.0, 9.0]), np.array([1.0, 2.0]), np.array([5.0, 0])]
    found = measure_agreement(scores, [0, 0, 0, 7], [(scores[0], 0), (scores[1], 0)], most=1)
    assert found is not None
    assert (found.rows, found.agreeing, found.held_back, found.held_back_agreeing) == (3, 1, 2, 1)
    assert [(one.number, one.looks_like, one.margin) for one in found.unlikely] == [(1, 1, 9.0)]
    assert measure_agreement([np.array([1.0])], [0], [], most=1) is None
    assert measure_agreement([], [], [], most=1) is None


def test_few_rows_are_held_back(tmp_path: Path) -> None:
    """At most a fifth of each category, and none of those with fewer than five rows."""
    path = write_rows(tmp_path / "d.jsonl", rows_of({"a": 50, "b": 9, "c": 4}))
    with Dataset.open([path]) as dataset:
        index = scan(dataset, Reading((Field.parse("category"),)))
        chosen = held_back(index, 0)
    assert np.bincount(index.codes[chosen], minlength=3).tolist() == [10, 1, 0]


@pytest.mark.parametrize(("rows", "margin"), [(19, 19), (20, 20), (39, 38), (99, 95)])
def test_calibrated_margins(rows: int, margin: int) -> None:
    """The ceil(0.95 (n + 1))th smallest, below 19 rows none."""
    held = [(np.array([0.0, float(number)]), 0) for number in range(rows, 0, -1)]
    assert calibrated_margin(held) == margin
    with pytest.raises(OptionError, match="at least 19 rows held back"):
        calibrated_margin(held[:18])


def test_differences_that_chance_makes_are_none() -> None:
    """Ten texts of which two are alike by chance: as far from the others as these can be."""
    texts = [[f"w{n}{k}" for k in range(10)] for n in range(20)]
    texts[19] = texts[18]
    assert not is_beyond_chance(NearestTexts(texts).gap, 20, 0)
    texts[10:] = [texts[19]] * 10
    assert is_beyond_chance(NearestTexts(texts).gap, 20, 0)


def test_an_exact_copy_is_named_first() -> None:
    """Else the first row with the same text."""
    copies = [Copy(0, 5, False), Copy(0, 7, True), Copy(0, 9, True), Copy(1, 3, False)]
    assert first_copies(copies) == {0: copies[1], 1: copies[3]}


def test_diversity_compares_equally_many_texts() -> None:
    """And says where new ones repeat each other."""
    old = [[f"o{n}{k}" for k in range(10)] for n in range(30)]
    new = [["all", "new", "texts", "are", "the", "same", "ten", "words", "again", f"n{n}"]
           for n in range(12)]  # fmt: skip
    keys = priorities(np.arange(42, dtype=np.uint64), 0, "select")
    found = diversity_change(np.arange(30), keys[:30], lambda at: old[at], new, keys[30:], 0)
    assert found.texts == 12
    assert found.less_varied
    assert found.before.tokens == found.accepted.tokens == found.after.tokens == 120
    assert found.before.nearest == 0
    assert found.accepted.nearest == pytest.approx(0.9)
    assert found.before.distinct_1 == 1
    same = diversity_change(np.arange(30), keys[:30], lambda at: old[at], old[:9], keys[30:39], 0)
    assert not same.less_varied


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_rows_read_once_more(tmp_path: Path, jobs: int) -> None:
    """Chosen rows only, in order, from several files, whatever the number of processes."""
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    long = [{**row, "pad": "x" * 4000} for row in rows_of({"a": 400, "b": 300})]
    write_rows(paths[0], long)
    paths[1].write_bytes(b'\n{"category": "c", "id": 7}\nbad\n{"category": "d", "id": 8}')
    with Dataset.open(paths) as dataset:
        index = scan(dataset, Reading(by=(Field.parse("category"),), fail=False))
        chosen = index.is_row & (np.arange(len(index.codes)) % 3 != 0)
        found = [
            pair
            for piece in reread(dataset, index, chosen, _ids, run=processes(jobs))
            for pair in piece
        ]
    ids = [*range(700), None, 7, None, 8]
    assert found == [(at, ids[at]) for at in np.flatnonzero(chosen).tolist()]


def _ids(positions: Sequence[int], rows: Sequence[Row]) -> list[tuple[int, object]]:
    return [(at, row["id"]) for at, row in zip(positions, rows, strict=True)]


def test_levels_that_were_cut_off_never_come_back() -> None:
    """Types of later pieces alone would say too little."""
    first = Profile.of([{"m": {"n": 1}, "a": {f"n{number}": 1 for number in range(2100)}}])
    later = Profile.of([{"m": {"n": "x"}}])
    for both in (
        Profile.sum([Profile.sum([first]), later]), Profile.sum([later, Profile.sum([first])]),
    ):  # fmt: skip
        assert both.strange({"m": {"n": 2}}) is None
        assert set(both.types) == {("m",), ("a",)}


def test_equal_values() -> None:
    """At any depth; numbers and booleans stay apart by type."""
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep, {"a": 1}]
    assert equal(deep, deep[:])
    assert equal({"a": 1, "b": [None]}, {"b": [None], "a": 1})
    for one, other in ((1, True), (1, 1.0), ([1], [1, 2]), ({"a": 1}, {"b": 1}), ("a", "b")):
        assert not equal(one, other)


def test_copies_do_not_multiply() -> None:
    """Many rows and many candidates with one text take no memory for each pair."""
    rows: list[Row] = [{"text": "the same", "n": n % 50} for n in range(300)]
    pool = Pool([["the", "same"]] * 100)
    offered: list[Row] = [{"text": "the same", "n": n} for n in range(100)]
    scanner = RowScanner(
        Texts.of(ValidateOptions.of(candidates="c", against="d", text="text", dry_run=True), ()),
        offered, pool,
        {"the same": range(100)}, 0.7, np.zeros(0, np.uint64), np.zeros(300, np.int64), 1,
    )  # fmt: skip
    found = scanner(range(300), rows)
    assert len(found.copies) < 300 + 2 * 100
    assert {copy.position for copy in found.copies} == set(range(300))
    chosen = first_copies(found.copies)
    assert [(chosen[n].position, chosen[n].exact) for n in (0, 7, 49)] == [
        (0, True), (7, True), (49, True),
    ]  # fmt: skip
    assert [(chosen[n].position, chosen[n].exact) for n in (50, 99)] == [(0, False), (0, False)]


def test_bounds_of_many_categories() -> None:
    """Each from its own rows, those with enough of them only."""
    codes = np.array([0] * 20 + [1] * 19 + [2] * 20 + [-1], dtype=np.int64)
    traits = np.zeros(len(codes), TRAITS)
    traits["position"] = np.arange(len(codes))[::-1]
    traits["length"] = codes[::-1] * 10 + 10
    nothing = Tally(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(3, np.int64))
    stats = ReferenceStats.of(ReferenceScan(traits, Profile(), [], {}, nothing), codes)
    assert {code: bounds.longest for code, bounds in stats.by_code.items()} == {0: 20.0, 2: 60.0}
