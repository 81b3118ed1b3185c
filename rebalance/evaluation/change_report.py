"""What `evaluate` finds out of a run beside an earlier one."""

from dataclasses import dataclass, field
from typing import Literal

Ends = tuple[float | None, float | None]  # of a 95 % interval
Word = Literal["better", "worse", "noise"]


@dataclass(frozen=True, slots=True)
class ClassVerdict:
    """Whether a class is better than before.

    Attributes:
        class_: Its label.
        better: Rows that were wrong and are right.
        worse: Rows that were right and are wrong.
        p: Of McNemar's exact test (1947).
        p_adjusted: The same after Holm's correction (1979).
        verdict: Below 0.05 `better` or `worse`, else `noise`.
    """

    class_: str = field(metadata={"json": "class"})
    better: int
    worse: int
    p: float | None
    p_adjusted: float | None
    verdict: Word


@dataclass(frozen=True, slots=True)
class CategoryVerdict:
    """Whether a category is better than before: its label, and the rest as of a class."""

    category: str
    better: int
    worse: int
    p: float | None
    p_adjusted: float | None
    verdict: Word


@dataclass(frozen=True, slots=True)
class AgainstBaseline:
    """The run beside an earlier one, on the rows that both have.

    Attributes:
        rows: How many these are.
        rows_only_before: Rows that only the earlier run has.
        rows_only_after: Rows that only the new one has.
        rows_of_other_truth: Rows whose truth was another; that of the new run counts.
        macro_f1_before: Of the earlier run.
        macro_f1_after: Of the new one.
        macro_f1_difference: Of the two.
        macro_f1_interval: Of the difference, by bootstrap.
        verdict: Whether that is `better`, `worse` or `noise`.
        classes: Those that have some of these rows.
        categories: Those that have some of these rows.
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
