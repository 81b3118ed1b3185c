"""The report of `check`."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from rebalance.checking.findings import Finding
from rebalance.report import MissingRows, Report
from rebalance.wording import plural


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


@dataclass(frozen=True, repr=False)
class CheckReport(Report):
    """The findings of rules in a dataset.

    Attributes:
        status: `failed` if there is an error, or a warning with `strict`.
        by: The fields of the category.
        rows: Rows with a category.
        bad_rows: Lines that are not rows.
        blank_lines: Lines with only white space.
        missing: Rows without a category.
        rules: The rules that were evaluated, in the order of their table.
        counts: Findings by severity.
        findings: The findings, errors first, then in the order of the rules.
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
    missing: MissingRows
    rules: tuple[EvaluatedRule, ...]
    counts: FindingCounts
    findings: tuple[Finding, ...]
    configuration: str | None
    warnings: tuple[str, ...]
    forgiven: bool = field(metadata={"json": False})

    @property
    def failure(self) -> str:
        """Why the check failed."""
        fails = self.status == "failed" and not self.forgiven
        return f"the check failed: {self.counts}" if fails else ""
