"""The report of `check`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Self

from rebalance.checking.findings import Finding
from rebalance.coverage import Coverage, sentence
from rebalance.errors import OptionError, RebalanceError
from rebalance.numbers.sampling_drift import SamplingDrift
from rebalance.report import MissingRows, Report, rounded
from rebalance.wording import plural

_HINTS = {
    "max-label-conflicts": "name the fields with `prompt_field=FIELD`",
    "max-near-duplicates": "name the fields with `text=FIELD`",
    "unique": "name a field that rows have a value in",
    "shape": "these rows have no shape that is known: leave the rule out",
}


@dataclass(frozen=True, slots=True)
class EvaluatedRule:
    """A rule that was evaluated.

    Attributes:
        id: Stable id, such as RB101.
        rule: Name of the rule and its option, such as `max-ratio`.
    """

    id: str
    rule: str


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """The number of findings of each severity."""

    errors: int
    warnings: int

    def __str__(self) -> str:
        return f"{plural(self.errors, 'error')}, {plural(self.warnings, 'warning')}"


@dataclass(frozen=True, slots=True)
class MeasuredDrift:
    """How far the categories are from those of the baseline, beside what sampling alone gives.

    Attributes:
        rows_before: Rows of the baseline, or labels where rows have lists of them.
        rows_now: Rows, or labels, now.
        total_variation: Share of rows that would have to change category.
        expected: Its expectation for two samples of one population.
        percentile_95: What 95 % of such pairs of samples do not exceed, by simulation.
        excess: Total variation beyond its expectation.
    """

    rows_before: int
    rows_now: int
    total_variation: float | None
    expected: float | None
    percentile_95: float | None
    excess: float | None

    @classmethod
    def of(cls, drift: SamplingDrift) -> Self:
        """Take the numbers as JSON has them."""
        return cls(
            *drift.rows, rounded(drift.total_variation), rounded(drift.expected),
            rounded(drift.percentile), rounded(drift.excess),
        )  # fmt: skip


@dataclass(frozen=True, repr=False)
class CheckReport(Report):
    """The findings of rules in a dataset.

    Attributes:
        status: `failed` if there is an error, or a warning with `strict`.
        by: The fields of the category.
        rows: Rows with a category.
        bad_rows: Lines that are not rows.
        blank_lines: Lines with only white space.
        missing: Rows without a category; None where no category was looked at.
        rules: The rules that were evaluated, in the order of their table.
        counts: Findings by severity.
        findings: The findings, errors first, then in the order of the rules.
        unit: Unit of the rules about ratios, shares, evenness and mixes.
        tokenizer_sha256: SHA-256 of the tokenizer.json that counted; null in another unit.
        coverage: How many rows the rules could look at that cannot look at all, by rule.
        drift: Distance from the baseline; null without one, or where one has no rows.
        configuration: A starting configuration, as TOML; null without `init`.
        warnings: Warnings, such as bad rows that were left out.
        forgiven: Whether nothing fails, whatever is found.
    """

    schema: ClassVar[str] = "rebalance.check/2"
    table: ClassVar[str] = "findings"

    status: Literal["passed", "failed"]
    by: tuple[str, ...]
    rows: int
    bad_rows: int
    blank_lines: int
    missing: MissingRows | None
    rules: tuple[EvaluatedRule, ...]
    counts: FindingCounts
    findings: tuple[Finding, ...]
    unit: str
    tokenizer_sha256: str | None
    coverage: Mapping[str, Coverage]
    drift: MeasuredDrift | None
    configuration: str | None
    warnings: tuple[str, ...]
    forgiven: bool = field(metadata={"json": False})

    @property
    def problem(self) -> RebalanceError | None:
        """A rule that could not look at any row outweighs what others found."""
        blind = [name for name, one in self.coverage.items() if one.rows and not one.looked_at]
        if self.forgiven or not blind:
            return super().problem
        option = blind[0].replace("-", "_")
        return OptionError(option, sentence(self.coverage[blind[0]]), _HINTS[blind[0]])

    @property
    def failure(self) -> str:
        """Why the check failed."""
        fails = self.status == "failed" and not self.forgiven
        return f"the check failed: {self.counts}" if fails else ""
