"""Statistics of a dataset that bound new rows: shapes, fields, lengths, scripts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Debris
from rebalance.numbers.positions import by_code
from rebalance.rows.scanning.shape_column import FAULT_BITS, SHAPES
from rebalance.text.scripts import SCRIPTS
from rebalance.text.shapes import Shape
from rebalance.validation.debris import FEW_ROWS, FEW_SHARE, RULES
from rebalance.validation.naive_bayes import Numbers
from rebalance.validation.profile import Profile
from rebalance.validation.reference_scan import FAULT_MASK, ReferenceScan

ENOUGH = 20  # rows from which a category has bounds of its own
_QUANTILES = (0.01, 0.99)
_SLACK = 2  # times shorter or longer than almost all rows


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long texts are, and in which scripts.

    Attributes:
        shortest: Half of the 1st percentile of the rows' characters.
        longest: Twice the 99th percentile.
        scripts: Names of the scripts that rows are in; `none` (no letters) is always one.
    """

    shortest: float
    longest: float
    scripts: tuple[str, ...]

    @classmethod
    def of(cls, lengths: Numbers, scripts: NDArray[np.uint8]) -> "Bounds":
        """Measure rows, of which there is at least one."""
        low, high = np.quantile(lengths, _QUANTILES)
        present = sorted({0, *np.unique(scripts).tolist()})
        return cls(
            float(low) / _SLACK, float(high) * _SLACK, tuple(SCRIPTS[number] for number in present)
        )


@dataclass(frozen=True, slots=True)
class ReferenceStats:
    """What rows of a dataset are like.

    Attributes:
        profile: Their fields and types.
        shapes: Their shapes.
        faults: What is wrong with some of them: (shape, index of `text.shape_faults.FAULTS`).
        by_code: Bounds of each category that has enough rows.
        general: Bounds of all rows.
        debris: How many of them have each kind of debris.
    """

    profile: Profile
    shapes: frozenset[Shape]
    faults: frozenset[tuple[Shape, int]]
    by_code: Mapping[int, Bounds]
    general: Bounds
    debris: Mapping[Debris, int]

    @classmethod
    def of(cls, scan: ReferenceScan, codes: Numbers) -> "ReferenceStats":
        """Summarise the rows of a dataset, given the category of each of its lines."""
        lengths, scripts = scan.rows["length"], scan.rows["script"]
        forms = np.unique(scan.rows["form"]).tolist()
        found = codes[scan.rows["position"]]
        categories = int(found.max(initial=-1)) + 1
        return cls(
            scan.profile,
            frozenset(SHAPES[form >> FAULT_BITS] for form in forms),
            frozenset((SHAPES[form >> FAULT_BITS], form & FAULT_MASK) for form in forms),
            {
                code: Bounds.of(lengths[rows], scripts[rows])
                for code, rows in by_code(found.astype(np.int32), categories)
                if len(rows) >= ENOUGH
            },
            Bounds.of(lengths, scripts),
            {rule: int(np.sum(scan.rows["debris"] >> bit & 1)) for bit, rule in enumerate(RULES)},
        )

    @property
    def usual_debris(self) -> frozenset[Debris]:
        """Debris that is there on purpose, since more than a few rows have it."""
        least = max(FEW_ROWS, FEW_SHARE * self.profile.rows)
        return frozenset(rule for rule, rows in self.debris.items() if rows >= least)

    def bounds(self, code: int) -> Bounds:
        """Give the bounds of a category; those of all rows if it has too few."""
        return self.by_code.get(code, self.general)
