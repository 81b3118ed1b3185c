"""Measure `validate`: 1,000 candidates against 50,000 rows and 5,000 held out: `make bench`.

    python benchmarks/validate.py [--rows N] [--candidates N]

It has to stay under 60 s on two cores. Beside it, what a script of its own would do with the same
candidates is timed on a part: ROUGE-L of each with each row by the table of dynamic programming.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from bench import REBALANCE, run_once
from generate import folder

_SEED = 11
_VOCABULARY = 30_000
_NEAR = 10  # every so many candidates one is nearly a row
_LIMIT = 60  # seconds
_PAIRS = 300  # compared by the table


def rows_of(count: int, chance: np.random.Generator) -> list[dict[str, str]]:
    """Make rows with prompts of 8 to 60 words and answers of 20 to 120, Zipf-like."""
    usual = np.arange(1, _VOCABULARY + 1) ** -0.9
    usual /= usual.sum()
    lengths = np.stack([chance.integers(8, 61, count), chance.integers(20, 121, count)], axis=1)
    drawn = iter(chance.choice(_VOCABULARY, size=int(lengths.sum()), p=usual).tolist())
    skew = 1 / np.arange(1, 21)
    codes = chance.choice(20, size=count, p=skew / skew.sum()).tolist()
    return [
        {
            "instruction": " ".join(f"w{next(drawn)}" for _ in range(asks)),
            "output": " ".join(f"w{next(drawn)}" for _ in range(answers)),
            "category": f"c{code}",
        }
        for (asks, answers), code in zip(lengths.tolist(), codes, strict=True)
    ]


def written(name: str, rows: list[dict[str, str]]) -> Path:
    """Write rows into the folder of the benchmarks."""
    path = folder() / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def by_table(one: list[str], other: list[str]) -> int:
    """The longest common subsequence, cell by cell."""
    above = [0] * (len(other) + 1)
    for left in one:
        row = [0]
        for place, right in enumerate(other):
            row.append(above[place] + 1 if left == right else max(above[place + 1], row[-1]))
        above = row
    return above[-1]


def main() -> None:
    """Generate, measure, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--candidates", type=int, default=1_000)
    options = parser.parse_args()
    chance = np.random.default_rng(_SEED)
    rows, held_out = rows_of(options.rows, chance), rows_of(options.rows // 10, chance)
    new = rows_of(options.candidates, chance)
    for number in range(0, len(new), _NEAR):
        near = rows[int(chance.integers(len(rows)))]["instruction"].split()
        near[len(near) // 2] = "changed"
        new[number]["instruction"] = " ".join(near)
    paths = [written(f"validate-{name}.jsonl", made) for name, made in (
        ("rows", rows), ("held-out", held_out), ("new", new))]  # fmt: skip
    command = [
        REBALANCE, "validate", str(paths[2]), "--against", str(paths[0]), "--holdout",
        str(paths[1]), "-n", "-f", "json",
    ]  # fmt: skip
    wall, cpu, peak, printed = run_once(command, folder() / "out")
    reasons = json.loads(printed)["reasons"]
    print(f"validate: {wall:.1f} s, {cpu:.1f} s CPU, {peak / 1e6:.0f} MB; {reasons}")
    started = time.perf_counter()
    for at in range(_PAIRS):
        by_table(new[at]["instruction"].split(), rows[at]["instruction"].split())
    each = (time.perf_counter() - started) / _PAIRS
    pairs = len(new) * len(rows)
    print(f"cell by cell, {pairs:,} pairs would take {each * pairs / 3600:.1f} h of CPU")
    assert reasons["near-duplicate"] == -(-len(new) // _NEAR)
    sys.exit(0 if wall < _LIMIT else 1)


if __name__ == "__main__":
    main()
