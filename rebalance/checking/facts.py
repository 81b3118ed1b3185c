"""What the rules of `check` know of a dataset."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from rebalance.rows.places import Place

if TYPE_CHECKING:  # no numpy here: options are made from the table of the rules
    import numpy as np
    from numpy.typing import NDArray

    from rebalance.checking.baseline import Baseline
    from rebalance.coverage import Coverage
    from rebalance.numbers.sampling_drift import SamplingDrift


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a dataset.

    Attributes:
        labels: Labels of its categories, by rows, descending.
        names: Identities of its categories, as a baseline has them.
        rows: Rows of each category.
        amounts: What each category has in the unit.
        unit: The unit; rules of ratios, shares and evenness are in it.
        total: Rows with a category.
        everything: What all of them have in the unit.
        missing: Rows without one.
        bad: Bad rows.
        evenness: Pielou's evenness; None where it is undefined.
        duplicates: Rows that repeat an earlier one; None where nobody looked.
        near_duplicates: Rows whose text is nearly that of an earlier one; None as above.
        lookalikes: Groups of labels that differ only in type, case, white space or Unicode form.
        lengths: float64[rows], characters of each row; None where they were not counted.
        forms: uint32[rows], shape and faults of each row; None where nobody looked.
        firsts: For each row, the number of the first row of its file; None as above.
        repeated: Of each field whose values are to be unique, the rows that repeat one.
        conflicts: Rows whose prompt an earlier row has under another label; None as above.
        odd_fields: Sentences about fields that not all rows have alike, and the rows.
        coverage: How many rows rules could look at that cannot look at all, by rule.
        place: File and line of a row by its place among the rows.
        first: Where the first row "missing" a category, or the first "bad" one, is.
        baseline: What there was; None without one.
        drift: How far the categories are from it; None without one, or where one has no rows.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[int, ...]
    amounts: tuple[int | Fraction, ...]
    unit: str
    total: int
    everything: int | Fraction
    missing: int
    bad: int
    evenness: float | None
    duplicates: int | None
    near_duplicates: int | None
    lookalikes: tuple[tuple[str, ...], ...]
    lengths: "NDArray[np.float64] | None"
    forms: "NDArray[np.uint32] | None"
    firsts: "NDArray[np.int64] | None"
    repeated: "Mapping[str, NDArray[np.int64]]"
    conflicts: "NDArray[np.int64] | None"
    odd_fields: "Mapping[str, NDArray[np.int64]]"
    coverage: "Mapping[str, Coverage]"
    place: Callable[[int], Place]
    first: Mapping[str, Place] = field(default_factory=dict)
    baseline: "Baseline | None" = None
    drift: "SamplingDrift | None" = None

    def by_label(self) -> Iterator[tuple[str, int]]:
        """Yield labels with their rows."""
        return zip(self.labels, self.rows, strict=True)

    def amounts_by_label(self) -> Iterator[tuple[str, int | Fraction]]:
        """Yield labels with what they have in the unit."""
        return zip(self.labels, self.amounts, strict=True)

    def changes(self) -> Iterator[tuple[str, Fraction, Fraction]]:
        """Yield label, share in the baseline and share now; none where one has no rows."""
        before, rows_now = self.baseline, sum(self.rows)  # labels where rows have lists of them
        if before is None or not (rows_now and before.rows):
            return
        now = dict(zip(self.names, self.by_label(), strict=True))
        for name in dict.fromkeys([*before.counts, *now]):
            label, rows = now.get(name, (before.labels.get(name, name), 0))
            was = Fraction(before.counts.get(name, 0), before.rows)
            yield label, was, Fraction(rows, rows_now)
