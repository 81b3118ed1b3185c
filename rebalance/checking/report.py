"""What `check` finds out."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from rebalance.checking.findings import Finding
from rebalance.report import MissingRows, Report
from rebalance.wording import plural


@dataclass(frozen=True, slots=True)
class EvaluatedRule:
    """A rule that was evaluated.

    Attributes:
        id: Stable number, RB101 for instance.
        rule: Its name, which is its option, `max-ratio` for instance.
    """

    id: str
    rule: str


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings of each severity there are."""

    errors: int
    warnings: int

    def __str__(self) -> str:
        return f"{plural(self.errors, 'error')}, {plural(self.warnings, 'warning')}"


@dataclass(frozen=True, repr=False)
class CheckReport(Report):
    """What rules found in a dataset.

    Attributes:
        status: Failed if there is an error, or a warning that has to be strict.
        by: The fields of the category.
        rows: Rows with a category.
        bad_rows: Lines that are not rows.
        blank_lines: Lines that hold white space only.
        missing: Rows without a category.
        rules: What was evaluated, in the order of the table of the rules.
        counts: Findings by severity.
        findings: Errors first, then in the order of the rules.
        configuration: A starting configuration, as TOML; null where none was asked for.
        warnings: What was left out, in sentences.
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
