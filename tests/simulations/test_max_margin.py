"""How many good and wrongly labelled rows `validate --max-margin auto` rejects (issue 17, S10)."""

from pathlib import Path

import numpy as np
import pytest
from numpy.random import PCG64, Generator  # noqa: TID251  # simulations draw texts

import rebalance
from tests.simulations.repeats import repetitions
from tests.support import Row, write_rows

pytestmark = pytest.mark.simulation

REPETITIONS = repetitions(20)
CATEGORIES, TRAINED, NEW = 4, 600, 200
WORDS = [f"w{number}" for number in range(1000)]
SHARES = 1 / np.arange(1, len(WORDS) + 1)
SHARES /= SHARES.sum()


def row(random: Generator, category: int, label: int) -> Row:
    """Words of all categories, and, the longer the text, of its own."""
    length = int(random.integers(6, 60))
    own = random.integers(0, 40, size=length // 12)
    common = random.choice(WORDS, size=length, p=SHARES).tolist()
    found = [*common, *(f"c{category}x{number}" for number in own)]
    return {"instruction": " ".join(found), "output": "yes", "category": f"c{label}"}


def test_rates_of_good_and_of_wrong_rows(tmp_path: Path) -> None:
    """At most 5 % of good rows, and most of those with another category's label."""
    random, good, wrong = Generator(PCG64(17)), list[float](), list[float]()
    for seed in range(REPETITIONS):
        old, new = (
            [row(random, one, one) for one in random.integers(CATEGORIES, size=size).tolist()]
            for size in (TRAINED, NEW)
        )
        odd = [row(random, one, (one + 1) % CATEGORIES)
               for one in random.integers(CATEGORIES, size=NEW).tolist()]  # fmt: skip
        train = write_rows(tmp_path / "train.jsonl", old)
        for rows, rates in ((new, good), (odd, wrong)):
            offered = write_rows(tmp_path / "new.jsonl", rows)
            report = rebalance.validate(
                str(offered), against=str(train), max_margin="auto", rouge_l=1, dry_run=True,
                seed=seed,
            )  # fmt: skip
            rates.append(report.reasons.get("off-topic", 0) / report.offered)
    # The rank is one of 121: rates of calibrations vary by about 0.02 (a beta distribution).
    assert np.mean(good) <= 0.05 + 3 * 0.025 / np.sqrt(REPETITIONS)
    assert np.mean(wrong) >= 0.5
    print(f"good {np.mean(good):.3f}, wrong {np.mean(wrong):.3f}")  # noqa: T201  # with -s
