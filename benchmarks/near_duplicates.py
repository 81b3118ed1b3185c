"""Measure `split --near-duplicates` on texts with planted near-duplicates: `make bench`.

    python benchmarks/near_duplicates.py [--rows N] [--words N]

It has to stay under 60 s and 1 GB for 100,000 texts of 100 words on two cores.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from bench import REBALANCE, run_once
from generate import folder

_SEED = 5
_COPIES = 20  # every so many rows one is nearly another
_CHANGED = 3  # words of it that differ
_VOCABULARY = 30_000


def texts(rows: int, words: int) -> Path:
    """Write rows with texts of Zipf-like words; every 20th is an earlier one but for 3 words."""
    path = folder() / f"near-{rows}-{words}-seed-{_SEED}.jsonl"
    if path.exists():
        return path
    chance = np.random.default_rng(_SEED)
    usual = np.arange(1, _VOCABULARY + 1) ** -0.9
    drawn = chance.choice(_VOCABULARY, size=(rows, words), p=usual / usual.sum())
    for row in range(_COPIES - 1, rows, _COPIES):
        drawn[row] = drawn[row - 1 - int(chance.integers(_COPIES - 2))]
        drawn[row, chance.choice(words, _CHANGED)] = chance.integers(_VOCABULARY, size=_CHANGED)
    with path.open("w", encoding="utf-8") as out:
        for number, drawn_text in enumerate(drawn.tolist()):
            instruction = " ".join(f"w{word}" for word in drawn_text)
            made = {
                "instruction": instruction,
                "output": str(number),
                "category": f"c{number % 20}",
            }
            out.write(json.dumps(made) + "\n")
    return path


def main() -> None:
    """Generate, measure, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=100)
    options = parser.parse_args()
    path, out = texts(options.rows, options.words), folder() / "out"
    split = [REBALANCE, "split", str(path), "-d", str(out), "-f", "json"]
    for name, command in (
        ("split", split),
        ("split --near-duplicates 0.7", [*split, "--near-duplicates", "0.7"]),
    ):
        wall, cpu, peak, printed = run_once(command, out)
        found = json.loads(printed)
        print(f"{name}: {wall:.1f} s, {cpu:.1f} s CPU, {peak / 1e6:.0f} MB", end="")
        if found["groups"]:
            planted = options.rows // _COPIES
            print(f"; {found['groups']}, planted {planted}, {found['leaks_prevented']} leaks")
            assert found["near_duplicates"]["pairs"] == planted
            sys.exit(0 if wall < 60 and peak < 1e9 else 1)
        print()


if __name__ == "__main__":
    main()
