"""What `evaluate` is made of: confusions, intervals, tests, suggestions."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.evaluation.baseline import Verdict
from rebalance.evaluation.intervals import DRAWS, difference_of_macro_f1, intervals
from rebalance.evaluation.measurement import Measured, Part, Scored
from rebalance.evaluation.metrics import Confusion
from rebalance.evaluation.paired_tests import holm, mcnemar, mean_interval
from rebalance.evaluation.suggestion import Reached, of_class, of_part, suggested
from rebalance.numbers.distribution import wilson

sklearn = pytest.importorskip("sklearn.metrics")
config_context = pytest.importorskip("sklearn").config_context


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
    averages, of_class = intervals(found, 0)
    assert averages["macro_f1"] == pytest.approx((0.5698226504678117, 0.9019607843137255), abs=0.02)
    assert intervals(found, 0) == (averages, of_class)
    assert intervals(found, 1) != (averages, of_class)


@pytest.mark.parametrize(
    ("pairs", "p"),
    [((10, 2), 0.03857421875), ((0, 0), 1.0), ((5, 5), 1.0), ((1, 8), 0.0390625)],
)
def test_stats_mcnemar_exact(pairs: tuple[int, int], p: float) -> None:
    """The vector of that name; and the test does not mind which run came first."""
    assert mcnemar(*pairs) == pytest.approx(p, abs=1e-9)
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
    with warnings.catch_warnings(), config_context(skip_parameter_validation=True):
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
    whole, _ = intervals(found, 0)
    monkeypatch.setattr("rebalance.evaluation.intervals._CELLS", 100)
    pieces, _ = intervals(found, 0)
    assert DRAWS == 2000
    assert pieces["macro_f1"] == pytest.approx(whole["macro_f1"], abs=0.02)


def test_the_interval_of_a_mean() -> None:
    """Mean ± 1.96 standard errors; none of one number, and nothing of none."""
    scores = np.array([1.0, 2.0, 3.0, 6.0, np.nan])
    found = Scored.of(scores)
    half = 1.959963984540054 * np.std([1, 2, 3, 6], ddof=1) / 2
    assert (found.rows, found.without, found.mean) == (4, 1, 3.0)
    assert found.interval == pytest.approx((3 - half, 3 + half))
    assert Scored.of(np.array([4.0])) == Scored(1, 0, 4.0, None)
    assert Scored.of(np.array([np.nan])) == Scored(0, 1, None, None)
    assert mean_interval(2, 1.0, 0.0) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("better", "worse", "adjusted", "word"),
    [(9, 1, 0.01, "better"), (1, 9, 0.01, "worse"), (9, 1, 0.05, "noise"), (3, 3, 1.0, "noise")],
)
def test_verdicts(better: int, worse: int, adjusted: float, word: str) -> None:
    """By the adjusted p, and which there are more of."""
    assert Verdict(0, better, worse, adjusted, adjusted).word == word


def test_suggestions_do_not_chase_noise() -> None:
    """In proportion to 1.1 - metric; what may be average counts as average."""
    found = suggested(["good", "bad", "unsure"], [
        Reached(0.9, (0.8, 0.95), 9), Reached(0.3, (0.2, 0.4), 9), Reached(0.5, (0.1, 0.9), 9),
    ], 100)  # fmt: skip
    average = (0.9 + 0.3 + 0.5) / 3
    assert [one.used for one in found] == pytest.approx([0.9, 0.3, average])
    wishes = [0.2, 0.8, 1.1 - average]
    assert [one.share for one in found] == pytest.approx([w / sum(wishes) for w in wishes])
    assert [one.floor for one in found] == [round(300 * w / sum(wishes)) for w in wishes]


def test_few_rows_do_not_move_the_average() -> None:
    """It is that over rows, so that what counts as average is not drawn down by noise."""
    reached = [Reached(0.9, (0.8, 0.95), 99), Reached(0.0, (0.0, 0.98), 1)]
    found = suggested(["good", "rare"], reached, 100)
    assert [one.used for one in found] == pytest.approx([0.891, 0.891])
    assert [one.floor for one in found] == [100, 100]


@pytest.mark.parametrize(("rows", "least"), [(1, 0.025), (2, 0.1581139), (30, 0.8842967)])
def test_intervals_where_all_rows_are_alike(rows: int, least: float) -> None:
    """The exact ones of Clopper and Pearson, as scipy.stats.binomtest gives them."""
    for confusion, expected in (
        ([[rows, 0, 0], [0, 0, 0]], (least, 1.0)),
        ([[0, rows, 0], [0, 0, 0]], (0.0, 1 - least)),
    ):
        truth, guess = np.nonzero(np.array(confusion))
        of = [np.repeat(column, rows) for column in (truth, guess)]
        part = Part(np.arange(rows), Measured.of(of[0], of[1], 2, 0), None)
        of_all = of_part(part, part)
        assert of_all is not None
        assert of_all.interval == pytest.approx(expected, abs=1e-6)
        assert part.measured is not None
        found = of_class(part.measured, 0).interval
        assert found == pytest.approx([2 * j / (1 + j) for j in expected], abs=1e-6)
