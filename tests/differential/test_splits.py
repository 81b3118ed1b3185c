"""Splits against those of scikit-learn and iterative-stratification, on random rows."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rebalance.splitting.methods.multilabel import iterative
from tests.splitting.test_splitting import (
    label_distribution,
    round_robin,
    sets_of,
    split_groups,
    unevenness,
    uniform,
)
from tests.support import Reference, referring

pytestmark = referring
selection = Reference("sklearn.model_selection")


def folds_of(splitter: Any, rows: int, *arguments: object) -> NDArray[np.int16]:
    """The fold in which another library tests each row."""
    fold = np.full(rows, -1, dtype=np.int16)
    for number, (_, test) in enumerate(splitter.split(np.zeros(rows), *arguments)):
        fold[test] = number
    return fold


def classes(rows: int, number: int, seed: int) -> NDArray[np.int32]:
    """Skewed classes, numbered by first appearance."""
    drawn = np.floor(number * uniform(rows, seed) ** 2)
    _, first, which = np.unique(drawn, return_index=True, return_inverse=True)
    found: NDArray[np.int32] = np.argsort(np.argsort(first))[which].astype(np.int32)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_folds_are_those_of_scikit_learn(seed: int) -> None:
    """Each row is in the fold of StratifiedKFold, which numbers classes by appearance."""
    rows, folds = 100 + 17 * seed, 2 + seed % 5
    codes = classes(rows, 2 + seed % 4, seed)
    theirs = folds_of(selection.StratifiedKFold(folds), rows, codes)
    assert round_robin(codes, np.arange(rows), folds).tolist() == theirs.tolist()


def test_folds_of_groups_are_as_even_as_those_of_scikit_learn() -> None:
    """On average over 60 datasets: class shares over folds, and sizes of folds."""
    ours, theirs, spreads = [], [], []
    for case in range(60):
        rows, folds = 80 + 5 * case, 2 + case % 5
        codes = classes(rows, 2 + case % 6, case)
        groups = np.floor((4 * folds + case) * uniform(rows, 1000 + case)).astype(np.int64)
        if case % 2:  # rows of a group are alike
            codes = codes[groups]
            codes = np.unique(codes, return_inverse=True)[1].astype(np.int32)
        if np.bincount(codes).min() < folds:
            continue  # scikit-learn warns
        found = split_groups(codes, groups, [Fraction(1, folds)] * folds, even=True)
        other = folds_of(selection.StratifiedGroupKFold(folds), rows, codes, groups)
        ours.append(unevenness(codes, found, folds))
        theirs.append(unevenness(codes, other, folds))
        sizes = [np.bincount(fold, minlength=folds) for fold in (found, other)]
        spreads.append([int(size.max() - size.min()) for size in sizes])
    assert len(ours) >= 40
    assert np.mean(ours) <= np.mean(theirs)
    assert np.mean(spreads, axis=0)[0] <= np.mean(spreads, axis=0)[1]


def test_labels_are_as_even_as_those_of_iterative_stratification() -> None:
    """On average over 20 datasets; our folds are exact besides."""
    stratifiers = pytest.importorskip("iterstrat.ml_stratifiers")
    ours, theirs = [], []
    for case in range(20):
        rows, labels, folds = 150 + 30 * case, 3 + case % 7, 2 + case % 4
        rates = 0.08 + 0.5 * uniform(labels, case)
        has = uniform(rows * labels, 100 + case).reshape(rows, labels) < rates
        totals = np.bincount(np.arange(rows) % folds).tolist()
        found = iterative(sets_of(has), totals, labels, range(rows))
        splitter = stratifiers.MultilabelStratifiedKFold(folds, shuffle=True, random_state=case)
        other = folds_of(splitter, rows, has.astype(int))
        assert np.bincount(found).tolist() == totals
        ours.append(label_distribution(has, found, folds))
        theirs.append(label_distribution(has, other, folds))
    assert np.mean(ours) <= np.mean(theirs)
