"""The report of `split`: parts and their categories."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rebalance.coverage import Coverage
from rebalance.report import CategoryEntry, Entries, MissingRows, Report, RowEdits
from rebalance.rows.category import JsonScalar


@dataclass(frozen=True)
class SplitCategory(CategoryEntry):
    """A category of the dataset.

    Attributes:
        rows: Rows of the category.
        is_rare: Whether it has fewer rows than there are parts.
        too_few_groups: Whether it has enough rows to reach every part, but in too few groups.
    """

    rows: int
    is_rare: bool
    too_few_groups: bool


@dataclass(frozen=True)
class PartCategory(CategoryEntry):
    """A category in a part.

    Attributes:
        rows: Rows of the category in the part.
        target: The part's share of the rows of the category.
    """

    rows: int
    target: float


@dataclass(frozen=True)
class Part:
    """A part, or fold.

    Attributes:
        name: Name of the part.
        rows: Rows of the part.
        target: Target rows of the part.
        asked: What was asked for: rows (`500`), a share of all rows (`0.05`), or `rest`.
        reached: The share of all rows that it has.
        path: File of the part.
        categories: The categories, by rows in the dataset (descending), then by name.
    """

    name: str
    rows: int
    target: int
    asked: str
    reached: float
    path: str
    categories: Entries[PartCategory]


@dataclass(frozen=True)
class IdenticalRows:
    """Rows of one key, which stay in one part: of one prompt, or that say the same.

    Attributes:
        families: Families of two or more rows.
        largest: Rows of the largest family.
    """

    families: int
    largest: int


@dataclass(frozen=True)
class SharedPrompts:
    """Prompts of two or more rows, which stay in one part unless groups or times decide.

    Attributes:
        families: How many there are.
        rows: Their rows.
        largest: Rows of the largest.
        across: Rows whose prompt stands in another part, too.
    """

    families: int
    rows: int
    largest: int
    across: int


@dataclass(frozen=True)
class Groups:
    """Groups of rows that stay in one part, including identical rows.

    Attributes:
        count: Groups of two or more rows.
        largest: Rows of the largest group.
        without_value: Rows without a value in any of the group fields.
    """

    count: int
    largest: int
    without_value: int


@dataclass(frozen=True)
class RaisedThreshold:
    """A higher threshold, for rows of which too many were near-duplicates.

    Attributes:
        threshold: The similarity that they had to reach.
        rows: How many rows.
    """

    threshold: float
    rows: int


@dataclass(frozen=True)
class NearDuplicates:
    """Near-duplicates, which stay in one part.

    Attributes:
        pairs: Verified pairs, only as many as it takes to connect each group.
        whole_text: Whether all text of some rows was compared because their shape is unknown.
        measure: What their similarity is.
        threshold: From which similarity rows are near-duplicates.
        templated: Rows of short texts that fill a template, and are compared by what fills it.
        raised: Where more rows were connected than the smallest part holds (`auto`), and the
            threshold rose for them.
    """

    pairs: int
    whole_text: bool
    measure: str
    threshold: float
    templated: int
    raised: tuple[RaisedThreshold, ...]


@dataclass(frozen=True, repr=False)
class SplitReport(Report):
    """A dataset in parts.

    Attributes:
        by: The fields of the category; none if categories were ignored.
        seed: Random seed.
        options: The options given, and the defaults that applied.
        rows: Rows assigned to parts.
        bad_rows: Lines that are not rows.
        blank_lines: Lines with only white space.
        missing: Rows without a category.
        identical_rows: Families of rows that stay together; null if there are groups.
        prompts: Prompts that rows share; null with `allow_shared_prompts`.
        groups: Groups; null without `group` or `near_duplicates`.
        near_duplicates: Near-duplicates; null without `near_duplicates`.
        leaks_prevented: Rows that a random draw of each row separately would put into a different
            part than the first row of their group; with near-duplicates alone, pairs that it
            would separate; null without groups.
        moved: Rows of the earlier split that changed their part; null without `previous`.
        gone: Rows of the earlier split that are not in the dataset; null without `previous`.
        changed: Rows that do not say what they said under the same key; null without one.
        coverage: How many rows each judgement could look at: those of the earlier split that are
            still there (`previous`), those that have a prompt (`prompt`) or words (`near`).
        rare: Categories with fewer rows than there are parts.
        categories: The categories, by rows (descending), then by name.
        parts: The parts, in the order given.
        manifest: The file that says that the parts are complete; None for one file of folds.
        edits: How rows are changed on their way out; null where they are not.
        warnings: Warnings, such as bad rows that were left out.
    """

    schema: ClassVar[str] = "rebalance.split/2"

    by: tuple[str, ...]
    seed: int
    options: Mapping[str, Any]
    rows: int
    bad_rows: int
    blank_lines: int
    missing: MissingRows
    identical_rows: IdenticalRows | None
    prompts: SharedPrompts | None
    groups: Groups | None
    near_duplicates: NearDuplicates | None
    leaks_prevented: int | None
    moved: int | None
    gone: int | None
    changed: int | None
    coverage: Mapping[str, Coverage]
    rare: tuple[JsonScalar, ...]
    categories: Entries[SplitCategory]
    parts: tuple[Part, ...]
    manifest: str | None = field(metadata={"json": False})
    edits: RowEdits | None
    warnings: tuple[str, ...]
