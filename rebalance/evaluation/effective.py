"""Rows that belong together say less than so many independent ones: their effective number."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.evaluation.metrics import ClassCounts, Counts, Measures
from rebalance.evaluation.multilabel import Patterns
from rebalance.numbers.student import NORMAL, t_quantile


def effective_rows(of: Counts, right: NDArray[np.bool_], groups: Counts, kinds: int) -> Measures:
    """Find how many independent rows would say as much of a share.

    The variance of a share over groups is that of the sums of its residuals (Miller 2024); so many
    times as it is above that of independent rows, so much fewer rows there are in effect. Where all
    rows are right, or all are wrong, each group counts as one. Few groups tell little of their own
    variance, for which t stands in place of the normal quantile (Korn and Graubard 1998).

    Args:
        of: int64[rows], which share each row is of.
        right: bool[rows], whether it is in the part.
        groups: int64[rows], equal for rows that belong together.
        kinds: How many shares there are.

    Returns:
        float64[kinds], at most the rows of each.
    """
    rows = np.bincount(of, minlength=kinds)
    share = np.bincount(of, right, minlength=kinds) / np.maximum(rows, 1)
    numbers = np.unique(groups, return_inverse=True)[1]
    width = int(numbers.max(initial=0)) + 1
    pairs, at = np.unique(of * width + numbers, return_inverse=True)
    sums = np.bincount(at, right - share[of], minlength=len(pairs))
    spread: Measures = np.bincount(pairs // width, sums**2, minlength=kinds).astype(np.float64)
    clusters = np.bincount(pairs // width, minlength=kinds)
    spread *= clusters / np.maximum(clusters - 1, 1)
    alone = rows * share * (1 - share)
    varied = (alone > 0) & (spread > 0)
    found = np.where(alone > 0, rows, clusters).astype(np.float64)
    found[varied] = np.minimum(rows, rows * alone / np.where(varied, spread, 1))[varied]
    few = [(NORMAL / t_quantile(one - 1)) ** 2 if one > 1 else 0.0 for one in clusters.tolist()]
    effective: Measures = found * np.array(few)
    return effective


@dataclass(frozen=True, slots=True)
class Effective:
    """How many independent rows say as much as those that there are.

    Attributes:
        rows: Of all rows, for accuracy.
        precision: float64[classes], of those predicted to be of each class.
        recall: float64[classes], of those of each class.
        f1: float64[classes], of those that concern each class, by truth or prediction.
    """

    rows: float
    precision: Measures
    recall: Measures
    f1: Measures

    @classmethod
    def of_counts(cls, counts: ClassCounts, rows: int) -> "Effective":
        """Take rows as independent."""
        concerned = counts.support + counts.predicted - counts.right
        return cls(float(rows), *(n.astype(np.float64) for n in (
            counts.predicted, counts.support, concerned)))  # fmt: skip

    @classmethod
    def of_labels(
        cls, truth: Counts, predicted: Counts, groups: Counts, classes: int
    ) -> "Effective":
        """Take rows of a group together: int64[rows] classes, -1 for what is none; and groups."""
        right = truth == predicted
        known, stray = predicted >= 0, (predicted >= 0) & ~right
        both = np.concatenate([truth, predicted[stray]])
        hits = np.concatenate([right, np.zeros(int(stray.sum()), dtype=np.bool_)])
        of_both = np.concatenate([groups, groups[stray]])
        return cls(
            float(effective_rows(truth * 0, right, groups, 1)[0]),
            effective_rows(predicted[known], right[known], groups[known], classes),
            effective_rows(truth, right, groups, classes),
            effective_rows(both, hits, of_both, classes),
        )

    @classmethod
    def of_lists(cls, patterns: Patterns, rows: Counts, groups: Counts) -> "Effective":
        """Do the same for int64[chosen] rows with lists of labels."""
        of, classes = patterns.of[rows], patterns.true.shape[1]
        true, guessed = patterns.true[of], patterns.guessed[of]

        def found(members: NDArray[np.bool_]) -> Measures:
            row, label = np.nonzero(members)
            return effective_rows(label, (true & guessed)[row, label], groups[row], classes)

        exact = effective_rows(np.zeros_like(of), patterns.exact[of], groups, 1)
        return cls(float(exact[0]), found(guessed), found(true), found(true | guessed))
