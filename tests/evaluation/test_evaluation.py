"""What `evaluate` is made of: confusions, intervals, tests, suggestions."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.evaluation.baseline import Verdict
from rebalance.evaluation.effective import effective_rows
from rebalance.evaluation.intervals import difference_of_macro_f1, intervals
from rebalance.evaluation.measurement import Scored, of_labels
from rebalance.evaluation.metrics import Confusion
from rebalance.evaluation.paired_tests import grouped_mcnemar, holm, mcnemar
from rebalance.evaluation.pooling import partial_pooling
from rebalance.evaluation.resampling import DRAWS
from rebalance.evaluation.score_intervals import standard_error
from rebalance.evaluation.suggestion import Reached, suggested
from rebalance.numbers.distribution import wilson
from rebalance.numbers.student import t_quantile
from tests.support import Reference, referring

pytestmark = referring
scipy_stats, sklearn = Reference("scipy.stats"), Reference("sklearn.metrics")


def confusion(truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> Confusion:
    """Count labels; a prediction that is not one of them is invalid."""
    numbers = {label: n for n, label in enumerate(labels)}
    return Confusion.of(
        np.array([numbers[label] for label in truth], dtype=np.int64),
        np.array([numbers.get(label, -1) for label in predicted], dtype=np.int64),
        len(labels),
    )


VECTORS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "eval.plain": ("aaabbbcc", "aabbbcca", "abc", {
        "precision": [2 / 3, 2 / 3, 0.5], "recall": [2 / 3, 2 / 3, 0.5], "f1": [2 / 3, 2 / 3, 0.5],
        "support": [3, 3, 2], "macro": [0.611111111111111] * 3, "micro": [0.625] * 3,
        "weighted": [0.625] * 3, "accuracy": 0.625, "balanced_accuracy": 0.611111111111111,
        "mcc": 0.42857142857142855, "kappa": 0.4285714285714286,
        "matrix": [[2, 1, 0, 0], [0, 2, 1, 0], [1, 0, 1, 0]],
    }),
    "eval.never_predicted": ("aabc", "aabb", "abc", {
        "precision": [1.0, 0.5, 0.0], "recall": [1.0, 1.0, 0.0], "f1": [1.0, 2 / 3, 0.0],
        "support": [2, 1, 1], "macro": [0.5, 2 / 3, 0.5555555555555555], "micro": [0.75] * 3,
        "weighted": [0.625, 0.75, 2 / 3], "accuracy": 0.75, "balanced_accuracy": 2 / 3,
        "mcc": 0.6708203932499369, "kappa": 0.6,
        "matrix": [[2, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0]],
    }),
    "eval.no_support": ("aabb", "aabc", "abc", {
        "precision": [1.0, 1.0, 0.0], "recall": [1.0, 0.5, 0.0], "f1": [1.0, 2 / 3, 0.0],
        "support": [2, 2, 0], "macro": [2 / 3, 0.5, 0.5555555555555555], "micro": [0.75] * 3,
        "weighted": [1.0, 0.75, 0.8333333333333333], "accuracy": 0.75, "balanced_accuracy": 0.75,
        "mcc": 0.6708203932499369, "kappa": 0.6,
        "matrix": [[2, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]],
    }),
    "eval.single_class": ("aaaa", "aaaa", "a", {
        "precision": [1.0], "recall": [1.0], "f1": [1.0], "support": [4], "macro": [1.0] * 3,
        "micro": [1.0] * 3, "weighted": [1.0] * 3, "accuracy": 1.0, "balanced_accuracy": 1.0,
        "mcc": 0.0, "kappa": None, "matrix": [[4, 0]],
    }),
    "eval.all_wrong": ("aabb", "bbaa", "ab", {
        "precision": [0.0, 0.0], "recall": [0.0, 0.0], "f1": [0.0, 0.0], "support": [2, 2],
        "macro": [0.0] * 3, "micro": [0.0] * 3, "weighted": [0.0] * 3, "accuracy": 0.0,
        "balanced_accuracy": 0.0, "mcc": -1.0, "kappa": -1.0, "matrix": [[0, 2, 0], [2, 0, 0]],
    }),
    "eval.declared_extra": ("aabb", "aabb", "abz", {  # z counts in no average: zero division nan
        "precision": [1.0, 1.0, 0.0], "recall": [1.0, 1.0, 0.0], "f1": [1.0, 1.0, 0.0],
        "support": [2, 2, 0], "macro": [1.0] * 3, "micro": [1.0] * 3, "weighted": [1.0] * 3,
        "accuracy": 1.0, "balanced_accuracy": 1.0, "mcc": 1.0, "kappa": 1.0,
        "matrix": [[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 0, 0]],
    }),
    "eval.invalid_output": ("aabbc", "a?bbc", "abc", {
        "precision": [1.0, 1.0, 1.0], "recall": [0.5, 1.0, 1.0], "f1": [2 / 3, 1.0, 1.0],
        "support": [2, 2, 1], "macro": [1.0, 0.8333333333333334, 0.8888888888888888],
        "micro": [1.0, 0.8, 0.8888888888888888], "weighted": [1.0, 0.8, 0.8666666666666666],
        "accuracy": 0.8, "balanced_accuracy": 0.8333333333333334, "mcc": 0.7660323462854266,
        "kappa": 0.7222222222222222, "matrix": [[1, 0, 0, 1], [0, 2, 0, 0], [0, 0, 1, 0]],
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
def test_vectors(name: str) -> None:
    """The vectors of the family eval; the last column of the matrix is what is no class."""
    truth, predicted, labels, expected = VECTORS[name]
    found = confusion(truth, predicted, labels)
    for measure in ("precision", "recall", "f1"):
        assert getattr(found.counts, measure).tolist() == pytest.approx(expected[measure], abs=1e-9)
    for average in ("macro", "micro", "weighted"):
        scores = getattr(found.counts, average)
        assert [scores.precision, scores.recall, scores.f1] == pytest.approx(expected[average])
    for measure in ("accuracy", "balanced_accuracy", "mcc", "kappa"):
        assert getattr(found, measure) == pytest.approx(expected[measure], abs=1e-9)
    assert found.support.tolist() == expected["support"]
    assert found.matrix.tolist() == expected["matrix"]


@pytest.mark.parametrize(
    ("count", "total", "ends"),
    [
        (0, 10, (0.0, 0.2775327998628892)), (10, 10, (0.7224672001371107, 1.0)),
        (5, 10, (0.236593090512564, 0.7634069094874361)), (1, 1, (0.20654931437723745, 1.0)),
        (0, 1, (0.0, 0.7934506856227626)), (45, 50, (0.7863976856252035, 0.9565242350681096)),
        (0, 0, (0.0, 1.0)),
    ],
)  # fmt: skip
def test_eval_wilson(count: int, total: int, ends: tuple[float, float]) -> None:
    """The vector of that name."""
    assert wilson(count, total) == pytest.approx(ends, abs=1e-9)


def test_eval_bootstrap_macro_f1() -> None:
    """The vector of that name, within its tolerance of chance; the seed decides."""
    found = Confusion(np.array([[27, 3, 0], [4, 6, 0]]))
    assert found.counts.macro.f1 == pytest.approx(0.7584124245038826, abs=1e-9)
    averages = intervals(found, 0)
    assert averages["macro_f1"] == pytest.approx((0.5698226504678117, 0.9019607843137255), abs=0.03)
    assert intervals(found, 0) == averages
    assert intervals(found, 1) != averages


@pytest.mark.parametrize(
    ("pairs", "exact"),
    [((10, 2), 0.03857421875), ((0, 0), 1.0), ((5, 5), 1.0), ((1, 8), 0.0390625)],
)
def test_stats_mcnemar(pairs: tuple[int, int], exact: float) -> None:
    """The vector mcnemar_exact, less the chance of what was seen: the mid-p; symmetric."""
    seen = 0 if pairs[0] == pairs[1] else scipy_stats.binom.pmf(min(pairs), sum(pairs), 0.5)
    assert mcnemar(*pairs) == pytest.approx(exact - seen, abs=1e-9)
    assert mcnemar(*reversed(pairs)) == mcnemar(*pairs)


def test_stats_holm() -> None:
    """The vector of that name; ties, and nothing at all."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02], abs=1e-9)
    assert holm([0.5, 0.5, 0.9]) == [1.0, 1.0, 1.0]
    assert holm([]) == []


def test_evaluation_is_that_of_scikit_learn() -> None:
    """1,000 random inputs: absent classes, classes never predicted, single classes, invalid ones.

    Per class and micro with zero division as 0; macro and weighted over the classes of which
    something can be said, which is what nan leaves out.
    """
    chance = np.random.default_rng(7)  # noqa: TID251  # inputs of a differential test
    for _ in range(1000):
        classes, rows = int(chance.integers(1, 7)), int(chance.integers(1, 40))
        there = chance.choice(classes, size=int(chance.integers(1, classes + 1)), replace=False)
        truth, predicted = chance.choice(there, rows), chance.integers(0, classes, rows)
        right = chance.random(rows) < chance.random()
        predicted = np.where(right, truth, predicted)
        predicted[chance.random(rows) < (0.2 if chance.random() < 0.3 else 0)] = -1
        compare_with_scikit_learn(truth, predicted, classes)


def compare_with_scikit_learn(truth: Any, predicted: Any, classes: int) -> None:
    """All measures, with the same warnings left aside."""
    found, labels = Confusion.of(truth, predicted, classes), list(range(classes))
    fast = Reference("sklearn").config_context
    with warnings.catch_warnings(), fast(skip_parameter_validation=True):
        warnings.simplefilter("ignore")
        each = sklearn.precision_recall_fscore_support(
            truth, predicted, labels=labels, zero_division=0
        )
        for mine, theirs in zip(
            (found.counts.precision, found.counts.recall, found.counts.f1), each, strict=False
        ):
            assert mine == pytest.approx(theirs, abs=1e-12)
        assert found.support.tolist() == each[3].tolist()
        known = [label for label in labels if found.counts.counted[label]]
        micro = sklearn.precision_recall_fscore_support(
            truth, predicted, labels=known, average="micro", zero_division=0
        )
        averages = {
            "macro": [np.average(each[n][known]) for n in range(3)],
            "micro": list(micro[:3]),
            "weighted": [np.average(each[n], weights=each[3]) for n in range(3)],
        }  # as scikit-learn takes them
        for name, theirs in averages.items():
            scores = getattr(found.counts, name)
            found_scores = [scores.precision or 0.0, scores.recall, scores.f1]
            assert found_scores == pytest.approx(theirs, abs=1e-12), name
        assert found.accuracy == pytest.approx(sklearn.accuracy_score(truth, predicted))
        assert found.balanced_accuracy == pytest.approx(
            sklearn.balanced_accuracy_score(truth, predicted)
        )
        assert found.mcc == pytest.approx(sklearn.matthews_corrcoef(truth, predicted), abs=1e-12)
        kappa = sklearn.cohen_kappa_score(truth, predicted)
        assert found.kappa == (None if np.isnan(kappa) else pytest.approx(kappa, abs=1e-12))
        inside = sklearn.confusion_matrix(truth, predicted, labels=labels)
        assert found.matrix[:, :-1].tolist() == inside.tolist()


ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 3)), min_size=1, max_size=30)


@given(ROWS)
def test_invariants(rows: list[tuple[int, int]]) -> None:
    """Counts add up; F1 lies between precision and recall; micro is accuracy without invalid."""
    truth, predicted = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    found = Confusion.of(truth, predicted, 4)
    assert found.rows == len(rows) == int(found.support.sum())
    assert int(found.predicted.sum()) + found.invalid == len(rows)
    low, high = (
        np.minimum(found.counts.precision, found.counts.recall),
        np.maximum(found.counts.precision, found.counts.recall),
    )
    assert ((low - 1e-12 <= found.counts.f1) & (found.counts.f1 <= high + 1e-12)).all()
    if not found.invalid:
        scores = found.counts.micro
        assert scores.precision == scores.recall == scores.f1 == found.accuracy
    turned = Confusion.of((truth + 1) % 4, np.where(predicted < 0, -1, (predicted + 1) % 4), 4)
    assert turned.counts.macro.f1 == pytest.approx(found.counts.macro.f1)
    assert -1 <= (found.mcc or 0) <= 1


def test_nothing_is_said_of_nothing() -> None:
    """No rows: no averages."""
    found = Confusion(np.zeros((2, 3), dtype=np.int64))
    measures = (found.accuracy, found.balanced_accuracy, found.mcc, found.kappa)
    assert set(measures) == {None}
    for scores in (found.counts.macro, found.counts.micro, found.counts.weighted):
        assert {scores.precision, scores.recall, scores.f1} == {None}


def test_a_better_run_is_better() -> None:
    """Drawn together, runs on the same rows differ by less than drawn apart."""
    truth = np.repeat([0, 1, 2], 60)
    old = truth.copy()
    old[::3] = (old[::3] + 1) % 3
    new = old.copy()
    new[:60:6] = truth[:60:6]
    low, high = difference_of_macro_f1(truth, old, new, 3, 0)
    assert 0 < low < high
    assert difference_of_macro_f1(truth, old, old, 3, 0) == (0.0, 0.0)
    back = difference_of_macro_f1(truth, new, old, 3, 0)
    assert back[0] < back[1] < 0
    invalid = np.where(new == 2, -1, new)
    assert difference_of_macro_f1(truth, new, invalid, 3, 0)[1] < 0


def test_draws_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few are held at a time, there are 2,000 of them; and results are alike."""
    found = Confusion(np.array([[27, 3, 0], [4, 6, 1]]))
    whole = intervals(found, 0)
    monkeypatch.setattr("rebalance.evaluation.resampling._CELLS", 100)
    pieces = intervals(found, 0)
    assert DRAWS == 2000
    assert pieces["macro_f1"] == pytest.approx(whole["macro_f1"], abs=0.03)


def test_the_interval_of_a_mean() -> None:
    """Student's for few scores; none of one number, and nothing of none, or of equal ones."""
    found = Scored.of(np.array([1.0, 2.0, 3.0, 6.0, np.nan]))
    error = np.std([1, 2, 3, 6], ddof=1) / 2
    half = scipy_stats.t.ppf(0.975, 3) * error
    assert (found.rows, found.without, found.mean) == (4, 1, 3.0)
    assert found.interval == pytest.approx((3 - half, 3 + half))
    assert found.error == pytest.approx(error)
    assert Scored.of(np.array([4.0])) == Scored(1, 0, 4.0, None, None)
    assert Scored.of(np.array([np.nan])) == Scored(0, 1, None, None)
    assert Scored.of(np.full(9, 0.7)).interval is None


def test_scores_of_0_and_1_are_a_share() -> None:
    """Their interval is Wilson's, also where all are right."""
    assert Scored.of(np.array([1.0, 1, 0, 1])).interval == pytest.approx(wilson(3, 4))
    assert Scored.of(np.ones(5)).interval == pytest.approx(wilson(5, 5))


def test_bootstrap_t_follows_the_skew_of_scores() -> None:
    """The end on the side of the long tail is further away, and neither is inside of Student's."""
    scores = np.exp(np.linspace(-2, 2, 40))
    low, high = Scored.of(scores).interval or (0.0, 0.0)
    mean, half = scores.mean(), scipy_stats.t.ppf(0.975, 39) * scores.std(ddof=1) / np.sqrt(40)
    assert low == pytest.approx(mean - half)
    assert high > mean + 1.1 * half


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 29, 30, 999, 1000, 12345])
def test_quantiles_of_t(freedom: int) -> None:
    """As scipy gives them."""
    assert t_quantile(freedom) == pytest.approx(scipy_stats.t.ppf(0.975, freedom), rel=1e-7)


def test_grouped_rows_count_as_fewer() -> None:
    """Rows of a group that are alike count as one row in effect; independent ones as many."""
    right = np.tile([True, False], 30).repeat(5)
    of, groups = np.zeros(300, dtype=np.int64), np.arange(60).repeat(5)
    alike = effective_rows(of, right, groups, 1)[0]
    small = (1.959964 / scipy_stats.t.ppf(0.975, 59)) ** 2
    assert alike == pytest.approx(60 * small * 59 / 60, rel=1e-4)
    mixed = np.tile([True, False], 150)
    assert effective_rows(of, mixed, np.arange(300), 1)[0] == pytest.approx(300, rel=0.02)
    assert effective_rows(of, right | True, groups, 1)[0] == pytest.approx(60 * small, rel=1e-4)
    assert effective_rows(of, right, of, 1)[0] == 0  # one group says nothing of others


def test_clustered_standard_error() -> None:
    """Miller's (2024): the root of the sum over groups of squared sums, by the rows."""
    scores, groups = np.array([1.0, 2, 2, 5, 7, 7]), np.array([0, 0, 1, 1, 2, 2])
    sums = np.array([3 - 8, 7 - 8, 14 - 8])
    assert standard_error(scores, groups) == pytest.approx(np.sqrt((sums**2).sum() * 3 / 2) / 6)
    alone = standard_error(scores, np.arange(6))
    assert alone == standard_error(scores, None) == pytest.approx(scores.std(ddof=1) / 6**0.5)


def test_groups_are_drawn_whole() -> None:
    """Averages of rows that are alike within groups have wider intervals, and tests say less."""
    truth = np.tile([0, 1, 2], 30).repeat(4)
    guess = np.where(np.arange(360) // 4 % 5 == 0, (truth + 1) % 3, truth)
    groups = np.arange(90).repeat(4)
    widths = []
    for of in (None, np.arange(360), groups):
        low, high = of_labels(truth, guess, 3, of).averages["macro_f1"] or (0.0, 0.0)
        widths.append(high - low)
    assert widths[1] == pytest.approx(widths[0], rel=0.1)
    assert widths[2] == pytest.approx(2 * widths[0], rel=0.15)
    old = np.where(np.arange(360) // 4 % 4 == 0, (truth + 1) % 3, truth)
    one, many = (difference_of_macro_f1(truth, old, guess, 3, 0, g) for g in (None, groups))
    assert many[1] - many[0] > 1.5 * (one[1] - one[0])


def test_a_test_of_groups_of_one_row_is_mcnemars() -> None:
    """The signs of gains; of larger groups there are fewer signs."""
    gains = np.array([1] * 10 + [-1] * 2 + [0] * 5)
    assert grouped_mcnemar(gains) == pytest.approx(mcnemar(2, 10))
    assert grouped_mcnemar(np.array([5, 5])) == pytest.approx(0.25)
    assert grouped_mcnemar(np.array([3, -3])) == 1
    many = grouped_mcnemar(np.array([1] * 900 + [-1] * 800))
    assert many == pytest.approx(mcnemar(800, 900), rel=0.05)


def test_macro_averages_of_categories_are_of_their_classes() -> None:
    """A stray prediction makes no class of F1 0 there; of all rows it does, as in scikit-learn."""
    truth, guess = np.zeros(10, dtype=np.int64), np.array([0] * 9 + [1])
    everywhere, category = (of_labels(truth, guess, 3, is_category=one) for one in (False, True))
    f1 = 2 * 9 / 19
    assert (everywhere.macro.f1, category.macro.f1) == (f1 / 2, f1)
    low, high = category.averages["macro_f1"] or (0.0, 0.0)
    assert low < f1 < high <= 1


@pytest.mark.parametrize(
    ("better", "worse", "adjusted", "word"),
    [(9, 1, 0.01, "better"), (1, 9, 0.01, "worse"), (9, 1, 0.05, "noise"), (3, 3, 1.0, "noise")],
)
def test_verdicts(better: int, worse: int, adjusted: float, word: str) -> None:
    """By the adjusted p, and which there are more of."""
    assert Verdict(0, better, worse, adjusted, adjusted).word == word


def reached(metric: float, rows: int = 90) -> Reached:
    """A share of so many rows."""
    return Reached(metric, (0.0, 1.0), metric, rows, 0.0)


def test_suggestions_do_not_chase_noise() -> None:
    """In proportion to 1.1 - metric, drawn towards the mean; what may be chance moves nothing."""
    found = suggested(["good", "bad", "unsure"], [
        reached(0.9, 900), reached(0.3, 900), reached(0.5, 2),
    ], 100)  # fmt: skip
    good, bad, unsure = found.each
    assert 0.89 < good.used < 0.9
    assert 0.3 < bad.used < 0.31
    assert 0.5 < unsure.used < 0.65
    assert found.deviation > 0
    wishes = [1.1 - one.used for one in found.each]
    assert [one.share for one in found.each] == pytest.approx([w / sum(wishes) for w in wishes])
    assert [one.floor for one in found.each] == [round(300 * w / sum(wishes)) for w in wishes]
    alike = suggested(["a", "b", "c"], [reached(0.8, 30), reached(0.7, 30), reached(0.9, 30)], 100)
    assert alike.deviation == 0
    assert [one.floor for one in alike.each] == [100] * 3
    assert alike.lowest.label == "b"
    assert alike.lowest.used == pytest.approx(0.8)


def test_few_rows_do_not_move_the_average() -> None:
    """Each weighs as it is known, so that what counts as average is not drawn down by noise."""
    found = suggested(["good", "rare"], [reached(0.9, 99), reached(0.0, 1)], 100)
    assert found.each[0].used == pytest.approx(0.891, abs=0.01)


def test_partial_pooling_is_that_of_efron_and_morris() -> None:
    """Equal errors: each is drawn to the mean by s² / (τ² + s²)."""
    found = np.array([0.1, 0.5, 0.9, 0.5])
    result = partial_pooling(found, np.full(4, 0.1))
    between = found.var(ddof=1) - 0.01
    assert result.deviation**2 == pytest.approx(between)
    assert result.pooled == pytest.approx(0.5 + (found - 0.5) * between / (between + 0.01))
    assert result.low == [True, False, False, False]


@pytest.mark.parametrize("rows", [1, 2, 30])
def test_intervals_where_all_rows_are_alike(rows: int) -> None:
    """Drawn again, they are the same again; those of shares have a width."""
    for confusion, expected in (
        ([[rows, 0, 0], [0, 0, 0]], wilson(rows, rows)),
        ([[0, rows, 0], [0, 0, 0]], wilson(0, rows)),
    ):
        truth, guess = np.nonzero(np.array(confusion))
        found = of_labels(np.repeat(truth, rows), np.repeat(guess, rows), 2)
        assert found.averages["macro_f1"] == pytest.approx(expected)
        one = found.f1_interval(0)
        assert one == pytest.approx([2 * j / (1 + j) for j in expected])
