"""The part of the report of `evaluate` that compares a run with an earlier one."""

from dataclasses import dataclass, field
from typing import Literal

Ends = tuple[float | None, float | None]  # of a 95 % interval
Word = Literal["better", "worse", "noise"]


@dataclass(frozen=True, slots=True)
class ClassVerdict:
    """Whether a class is predicted better than before.

    Attributes:
        class_: Label of the class.
        better: Rows that were wrong and are now right.
        worse: Rows that were right and are now wrong.
        p: Mid-p of McNemar's test (1947); over groups, of the signs of their gains.
        p_adjusted: p-value after Holm's correction (1979).
        verdict: `better` or `worse` if the adjusted p-value is below 0.05, otherwise `noise`.
    """

    class_: str = field(metadata={"json": "class"})
    better: int
    worse: int
    p: float | None
    p_adjusted: float | None
    verdict: Word


@dataclass(frozen=True, slots=True)
class CategoryVerdict:
    """Whether a category is predicted better than before, with the same fields as a class."""

    category: str
    better: int
    worse: int
    p: float | None
    p_adjusted: float | None
    verdict: Word


@dataclass(frozen=True, slots=True)
class AgainstBaseline:
    """Comparison of the run with an earlier one, on the rows that both have.

    Attributes:
        rows: Rows that both runs have.
        rows_only_before: Rows that only the earlier run has.
        rows_only_after: Rows that only the new run has.
        rows_of_other_truth: Rows whose truth differs; the truth of the new run is used.
        macro_f1_before: Macro-F1 of the earlier run.
        macro_f1_after: Macro-F1 of the new run.
        macro_f1_difference: Macro-F1 of the new run minus that of the earlier run.
        macro_f1_interval: 95 % interval of the difference, by bootstrap.
        verdict: Whether the difference is `better`, `worse` or `noise`.
        classes: Classes that have some of these rows.
        categories: Categories that have some of these rows.
    """

    rows: int
    rows_only_before: int
    rows_only_after: int
    rows_of_other_truth: int
    macro_f1_before: float | None
    macro_f1_after: float | None
    macro_f1_difference: float | None
    macro_f1_interval: Ends | None
    verdict: Word
    classes: tuple[ClassVerdict, ...]
    categories: tuple[CategoryVerdict, ...]
