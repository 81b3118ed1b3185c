"""Over hundreds of seeds: totals of real files with shared prompts, and what enters small parts."""

from fractions import Fraction

import numpy as np
import pytest

from rebalance.rows.field import parse_row
from rebalance.rows.scanning.compared_text import Text
from rebalance.splitting.methods.families import assign
from tests.simulations.repeats import repetitions
from tests.support import REAL, REAL_FIELDS, needs_shared

pytestmark = pytest.mark.simulation
SEEDS = repetitions(400)
SHARES = [Fraction(8, 10), Fraction(1, 10), Fraction(1, 10)]


def numbered(values: list[str]) -> np.ndarray:
    """Number distinct values by their first appearance."""
    found: dict[str, int] = {}
    return np.array([found.setdefault(value, len(found)) for value in values])


@needs_shared
@pytest.mark.parametrize("name", sorted(REAL_FIELDS))
def test_totals_of_real_files(name: str) -> None:
    """Within two rows of their targets, whatever the seed."""
    rows = [parse_row(line) for line in (REAL / name).read_bytes().splitlines()]
    codes = numbered([str(row.get(REAL_FIELDS[name])) for row in rows]).astype(np.int32)
    said = [Text().question(row)[0] or str(n) for n, row in enumerate(rows)]
    keys = numbered(said).astype(np.uint64)
    off = 0
    for seed in range(SEEDS):
        found = assign(codes, keys, int(codes.max()) + 1, SHARES, seed=seed)
        off = max(off, *(abs(a - b) for a, b in zip(found.rows, found.targets, strict=True)))
    assert off <= 2


def test_families_enter_small_parts_at_their_rate() -> None:
    """Families of two to six rows, among as many single rows: 10 % of each size, ± 4 deviations."""
    sizes = np.repeat([1, 2, 3, 4, 5, 6], [200, 60, 40, 30, 24, 20])
    keys = np.repeat(np.arange(len(sizes)), sizes).astype(np.uint64)
    size_of, entered = np.repeat(sizes, sizes), np.zeros(7)
    for seed in range(SEEDS):
        part = assign(np.zeros(len(keys), dtype=np.int32), keys, 1, SHARES, seed=seed).part
        entered += np.bincount(size_of[part == 2], minlength=7)
    for size, families in zip(range(1, 7), (200, 60, 40, 30, 24, 20), strict=True):
        draws = SEEDS * families
        rate = entered[size] / size / draws
        assert abs(rate - 0.1) < 4 * np.sqrt(0.09 / draws) + 0.005
