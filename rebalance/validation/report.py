"""What `validate` finds out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rebalance.report import CategoryEntry, Report
from rebalance.validation.diversity import DiversityChange


@dataclass(frozen=True)
class ValidatedCategory(CategoryEntry):
    """A category that candidates have.

    Attributes:
        rows: Rows of it in the dataset; 0 for a new category.
        offered: Candidates.
        accepted: Those that are accepted.
        rejected: Those that are not.
        reasons: Rejected candidates by rule, the most frequent first.
        diversity: How varied its texts are; null if the dataset lacks it, or nothing is accepted.
    """

    rows: int
    offered: int
    accepted: int
    rejected: int
    reasons: Mapping[str, int]
    diversity: DiversityChange | None


@dataclass(frozen=True, slots=True)
class WithoutCategory:
    """Candidates without a category, all of them rejected.

    Attributes:
        offered: How many.
        reasons: By rule, the most frequent first.
    """

    offered: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LeastLikely:
    """An accepted row that looks like another category than its own.

    Attributes:
        file: Where it is.
        line: Its line, counted from 1.
        category: Its own.
        looks_like: The most likely one.
        margin: Log-likelihood of that one less that of its own.
    """

    file: str
    line: int
    category: str
    looks_like: str
    margin: float | None


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """How many accepted rows look like their category, by naive Bayes.

    Attributes:
        rows: Accepted rows with a category of the dataset.
        agreeing: Those that look like their own most.
        held_back: Rows of the dataset that the classifier did not learn from.
        held_back_agreeing: Those of them that look like their own, which says what to expect.
        least_likely: Those that agree least, the worst first.
    """

    rows: int
    agreeing: int
    held_back: int
    held_back_agreeing: int
    least_likely: tuple[LeastLikely, ...]


@dataclass(frozen=True, slots=True)
class LabelConflicts:
    """Texts under more than one category, among candidates and the rows that they copy.

    Attributes:
        texts: How many.
        rows: Rows with such a text.
    """

    texts: int
    rows: int


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """The first candidate that a rule rejects.

    Attributes:
        rule: The rule.
        file: Where it is.
        line: Its line, counted from 1.
        message: Why it is rejected.
    """

    rule: str
    file: str
    line: int
    message: str


@dataclass(frozen=True, repr=False)
class ValidateReport(Report):
    """Which new rows are accepted, and why the others are not.

    Attributes:
        by: The fields of the category.
        seed: Random seed.
        options: What was asked for.
        offered: Candidates: all lines but blank ones.
        accepted: Those that are accepted.
        rejected: Those that are not.
        blank_lines: Lines of their files that hold white space only.
        reasons: Rejected candidates by rule, the most frequent first.
        categories: Those that candidates have, by candidates, descending, then by name.
        without_category: Candidates without one.
        label_agreement: Whether accepted rows look like their category; null if there is nothing
            to compare.
        label_conflicts: Texts under more than one category.
        too_short_for_runs: Candidates too short to share a run of words with a held-out row.
        first_rejected: The first candidate that each rule rejects.
        warnings: What is odd about the accepted rows, and what was left out, in sentences.
    """

    schema: ClassVar[str] = "rebalance.validate/2"

    by: tuple[str, ...]
    seed: int
    options: Mapping[str, Any]
    offered: int
    accepted: int
    rejected: int
    blank_lines: int
    reasons: Mapping[str, int]
    categories: tuple[ValidatedCategory, ...]
    without_category: WithoutCategory
    label_agreement: LabelAgreement | None
    label_conflicts: LabelConflicts
    too_short_for_runs: int
    first_rejected: tuple[RejectedRow, ...] = field(metadata={"json": False})
    warnings: tuple[str, ...]
