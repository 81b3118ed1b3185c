"""The report of `audit`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from rebalance.choices import LeakKind
from rebalance.coverage import Coverage
from rebalance.errors import OptionError, RebalanceError
from rebalance.report import Report
from rebalance.wording import plural


@dataclass(frozen=True, slots=True)
class AuditedFile:
    """A file and its number of rows."""

    path: str
    rows: int


@dataclass(frozen=True, slots=True)
class SharedRows:
    """The rows that two files share.

    Attributes:
        earlier: The file that was named first.
        later: The file that was named later.
        rows: Rows of the later file that share something with the earlier one.
    """

    earlier: str
    later: str
    rows: int


@dataclass(frozen=True, slots=True)
class LeakExample:
    """A pair of rows that share something.

    Attributes:
        earlier: File and line of the row in the earlier file.
        later: File and line of the row in the later file.
        text: The beginning of the later row; null where no sample was asked for.
    """

    earlier: str
    later: str
    text: str | None


@dataclass(frozen=True, slots=True)
class LeakEntry:
    """One kind of leak: what rows of later files share with rows of earlier ones.

    Attributes:
        kind: What the rows share.
        field: The field of a group; null for other kinds.
        rows: Rows of later files that share it with a row of an earlier file.
        unchecked: Rows of later files that are too short to be checked, or whose shape is unknown.
        words: Words of an n-gram; null for other kinds.
        letters: Letters of an n-gram in scripts without spaces; null if there is no such text.
        between: The number of rows that each pair of files shares.
        examples: Up to three pairs of rows, or as many as there are samples.
    """

    kind: LeakKind
    field: str | None
    rows: int
    unchecked: int
    words: int | None
    letters: int | None
    between: tuple[SharedRows, ...]
    examples: tuple[LeakExample, ...]


_HINTS: dict[LeakKind, str] = {
    "exact": "",
    "prompt": "say which fields ask with `prompt_field=FIELD`, or compare others with `text=FIELD`",
    "near": "say which fields have text with `text=FIELD`",
    "ngram": "compare longer fields with `text=FIELD`, or use the kinds prompt and near",
    "group": "name another field with `group`",
}


@dataclass(frozen=True, slots=True)
class LowCoverage:
    """A gate that could look at too few rows of a file.

    Attributes:
        kind: The kind of leak.
        path: The file.
        rows: Its rows.
        looked_at: Those that could be looked at.
    """

    kind: LeakKind
    path: str
    rows: int
    looked_at: int


@dataclass(frozen=True, repr=False)
class AuditReport(Report):
    """Leaks between files, the first of which is the training part.

    Attributes:
        status: `failed` if there are leaks of a kind in `fail_on`.
        files: The files, in the order given.
        near_duplicates: Minimum Jaccard similarity of near-duplicates.
        measure: What that similarity is.
        templated: Rows of short texts that fill a template, and are compared by what fills it.
        fail_on: Kinds of leaks that fail.
        min_coverage: Share of a file's rows that a gate has to look at.
        leaks: One entry for each kind, with 0 rows if there are none, and one for each group field.
        coverage: How many rows were looked at, by kind.
        low_coverage: Gates that looked at too few rows of a file.
        warnings: Warnings, such as bad rows that were left out.
    """

    schema: ClassVar[str] = "rebalance.audit/2"
    table: ClassVar[str] = "leaks"

    status: Literal["passed", "failed"]
    files: tuple[AuditedFile, ...]
    near_duplicates: float
    measure: str
    templated: int
    fail_on: tuple[LeakKind, ...]
    min_coverage: float
    leaks: tuple[LeakEntry, ...]
    coverage: Mapping[str, Coverage]
    low_coverage: tuple[LowCoverage, ...]
    warnings: tuple[str, ...]

    @property
    def failure(self) -> str:
        """Which leaks fail the audit."""
        found = [leak for leak in self.leaks if leak.rows and leak.kind in self.fail_on]
        kinds = ", ".join(f"{leak.kind} ({plural(leak.rows, 'row')})" for leak in found)
        leaks = [f"leaks between the files: {kinds}"] if found else []
        low = [
            f"min-coverage: {one.kind} looked at {one.looked_at:,} of {plural(one.rows, 'row')}"
            f" of {one.path}"
            for one in self.low_coverage
        ]
        return "; ".join([*leaks, *low])

    @property
    def problem(self) -> RebalanceError | None:
        """A gate that could not look at any row of a file outweighs what others found."""
        blind = [one for one in self.low_coverage if not one.looked_at]
        if not blind:
            return super().problem
        one = blind[0]
        return OptionError(
            "fail_on", f"{one.kind} could not look at any of the {plural(one.rows, 'row')} of"
            f" {one.path}", _HINTS[one.kind],
        )  # fmt: skip
