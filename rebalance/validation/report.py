"""The report of `validate`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rebalance.coverage import Coverage, sentence, sentences
from rebalance.errors import OptionError, RebalanceError
from rebalance.report import CategoryEntry, Report
from rebalance.validation.diversity import DiversityChange


@dataclass(frozen=True)
class ValidatedCategory(CategoryEntry):
    """A category of the candidates.

    Attributes:
        rows: Rows of the category in the dataset; 0 for a new category.
        offered: Number of candidates.
        accepted: Accepted candidates.
        rejected: Rejected candidates.
        reasons: Rejected candidates by rule, the most frequent first.
        diversity: How varied the texts are; null without rows before, or without accepted rows.
    """

    rows: int
    offered: int
    accepted: int
    rejected: int
    reasons: Mapping[str, int]
    diversity: DiversityChange | None


@dataclass(frozen=True, slots=True)
class WithoutCategory:
    """Candidates without a category, which are all rejected.

    Attributes:
        offered: Number of candidates.
        reasons: Candidates by rule, the most frequent first.
    """

    offered: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LeastLikely:
    """An accepted row that looks like a category other than its own.

    Attributes:
        file: File of the row.
        line: Line of the row, counted from 1.
        category: Label of its category.
        looks_like: Label of the most likely category.
        margin: Log-likelihood of the most likely category minus that of its own.
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
        agreeing: Accepted rows that look most like their own category.
        held_back: Rows of the dataset that the classifier was not trained on.
        held_back_agreeing: Those that look most like their own category, for comparison.
        least_likely: Accepted rows that look least like their category, the worst first.
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
        texts: Number of texts.
        rows: Rows with such a text.
    """

    texts: int
    rows: int


@dataclass(frozen=True, slots=True)
class DebrisRule:
    """A rule on debris, and how the dataset fares by it.

    Attributes:
        rule: The rule.
        rows: Rows of the dataset that break it.
        share: Their share of all rows of the dataset; null without any.
        state: `on`; off because more than a few rows of the `dataset` break it; or `allowed`.
    """

    rule: str
    rows: int
    share: float | None
    state: str


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
    """The new rows that are accepted, and why others are not.

    Attributes:
        by: The fields of the category.
        seed: Random seed.
        options: The options given.
        offered: Candidates: all lines except blank ones.
        accepted: Accepted candidates.
        rejected: Rejected candidates.
        blank_lines: Lines of their files with only white space.
        reasons: Rejected candidates by rule, the most frequent first.
        categories: The categories of candidates, by candidates (descending), then by name.
        without_category: Candidates without a category.
        label_agreement: Whether accepted rows look like their category; null if there is nothing
            to compare.
        max_margin: Margin beyond which rows were rejected; null without `max_margin`.
        label_conflicts: Texts under more than one category.
        debris: The rules on debris, and which of them were on.
        coverage: How many rows of the dataset, held-out rows and candidates could be compared; and
            how many candidates are long enough for runs of words.
        low_coverage: What a gate on held-out rows could look at too few rows of.
        too_short_for_runs: Candidates too short to share a run of words with a held-out row.
        first_rejected: The first candidate that each rule rejects.
        warnings: Warnings, such as categories that became less varied.
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
    max_margin: float | None
    label_conflicts: LabelConflicts
    debris: tuple[DebrisRule, ...]
    coverage: Mapping[str, Coverage]
    low_coverage: tuple[str, ...]
    too_short_for_runs: int
    first_rejected: tuple[RejectedRow, ...] = field(metadata={"json": False})
    warnings: tuple[str, ...]

    @property
    def failure(self) -> str:
        """Of what too few rows could be compared."""
        low = "; ".join(sentences({name: self.coverage[name] for name in self.low_coverage}))
        return f"min-coverage: {low}; nothing was written" if low else ""

    @property
    def problem(self) -> RebalanceError | None:
        """Held-out rows none of which could be compared are no gate."""
        blind = [name for name in self.low_coverage if not self.coverage[name].looked_at]
        if not blind:
            return super().problem
        return OptionError(
            "holdout", f"{blind[0]}: {sentence(self.coverage[blind[0]])}; nothing was written",
            "say which fields ask with `prompt_field=FIELD`, or compare others with `text=FIELD`",
        )  # fmt: skip
