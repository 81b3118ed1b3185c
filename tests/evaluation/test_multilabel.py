"""Rows with several labels are measured as scikit-learn does."""

import warnings
from typing import Any

import numpy as np
import pytest

from rebalance.evaluation.measurement import of_lists
from rebalance.evaluation.multilabel import ListCounts, Patterns
from rebalance.evaluation.predictions import Values
from rebalance.rows.category import LabelSet
from tests.support import Reference, referring

pytestmark = referring
sklearn = Reference("sklearn.metrics")
CLASSES = tuple("abcdefg")


def column(members: Any) -> Values:
    """The lists of labels that bool[rows, classes] says."""
    lists = [LabelSet(tuple(np.array(CLASSES)[: members.shape[1]][row])) for row in members]
    numbers = {value: n for n, value in enumerate(dict.fromkeys(lists))}
    return Values(tuple(numbers), np.array([numbers[one] for one in lists], dtype=np.int64))


def counted(truth: Any, predicted: Any) -> ListCounts:
    """Measure bool[rows, classes]."""
    classes = CLASSES[: truth.shape[1]]
    patterns = Patterns.of_rows(column(truth), column(predicted), classes)
    return ListCounts.of(patterns, np.arange(len(truth)))


def test_measures_are_those_of_scikit_learn() -> None:
    """500 random inputs: empty lists, labels that are never true or never predicted."""
    chance = np.random.default_rng(11)  # noqa: TID251  # inputs of a differential test
    for _ in range(500):
        rows, classes = int(chance.integers(1, 30)), int(chance.integers(2, 7))
        truth = chance.random((rows, classes)) < chance.random(classes)
        predicted = np.where(
            chance.random((rows, classes)) < 0.6, truth, chance.random((rows, classes)) < 0.3
        )
        compare_with_scikit_learn(truth, predicted)


def compare_with_scikit_learn(truth: Any, predicted: Any) -> None:
    """Per label, micro, samples, exact match, Hamming loss; macro over labels that occur."""
    found = counted(truth, predicted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")

        def theirs(average: str | None, labels: Any = None) -> Any:
            return sklearn.precision_recall_fscore_support(
                truth, predicted, average=average, labels=labels
            )

        each, own = theirs(None), found.counts
        for mine, expected in zip((own.precision, own.recall, own.f1), each[:3], strict=True):
            assert mine == pytest.approx(expected, abs=1e-12)
        assert own.support.tolist() == each[3].tolist()
        known = np.flatnonzero(own.counted).tolist()
        averages = {"micro": own.micro, "samples": found.samples}
        averages |= {"macro": own.macro, "weighted": own.weighted} if known else {}
        for name, scores in averages.items():
            labels = known if name == "macro" else None
            measured = [value or 0.0 for value in (scores.precision, scores.recall, scores.f1)]
            assert measured == pytest.approx(list(theirs(name, labels)[:3]), abs=1e-12), name
        assert found.right / found.rows == pytest.approx(sklearn.accuracy_score(truth, predicted))
        assert found.hamming_loss == pytest.approx(sklearn.hamming_loss(truth, predicted))


def test_intervals_hold_what_was_measured() -> None:
    """They come from rows drawn again, the same for a seed; too many combinations have none."""
    chance = np.random.default_rng(3)  # noqa: TID251
    truth = chance.random((200, 4)) < 0.4
    predicted = truth ^ (chance.random((200, 4)) < 0.2)
    patterns = Patterns.of_rows(column(truth), column(predicted), CLASSES[:4])
    every = np.arange(200)
    found, again = (of_lists(patterns, every) for _ in range(2))
    assert found.averages == again.averages
    values = {"macro_f1": found.counts.macro.f1, "micro_recall": found.counts.micro.recall}
    values |= {"samples_f1": ListCounts.of(patterns, every).samples.f1}
    for name, value in values.items():
        low, high = found.averages[name] or (1.0, 0.0)
        assert low < (value or 0.0) < high
        assert high - low < 0.2


def test_very_many_combinations_have_no_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Since drawing them takes too long; all else is measured."""
    monkeypatch.setattr("rebalance.evaluation.intervals._MOST_PATTERNS", 1)
    truth = np.eye(3, dtype=bool)
    patterns = Patterns.of_rows(column(truth), column(truth), CLASSES[:3])
    found = of_lists(patterns, np.arange(3))
    assert (found.right, found.counts.macro.f1) == (3, 1)
    assert set(found.averages.values()) == {None}
