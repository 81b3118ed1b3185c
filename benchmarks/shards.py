"""Measure what the process that plans holds: `shards plan balance` on large indices, `make bench`.

    python benchmarks/shards.py [--rows 1000000 10000000 100000000] [--categories N] [--shards N]

Indices of synthetic shards are written as `scan` writes them, with keys that are random words; then
the plan and the exact selection run on two processes. Memory is the peak of the driver alone.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from generate import folder

import rebalance
from rebalance.balancing.options import BalanceOptions
from rebalance.progress import silent
from rebalance.reader import Reader
from rebalance.rows.category import Kind
from rebalance.sharding.index_file import write_index
from rebalance.sharding.needs import of_balance
from rebalance.sharding.scanning import identity_of
from rebalance.sharding.summary import Summary

_SEED = 5


def write(path: Path, number: int, rows: int, categories: int) -> None:
    """Write the index of a shard whose categories are Zipf-like."""
    chance = np.random.default_rng([_SEED, number])
    usual = 1 / np.arange(1, categories + 1)
    codes = chance.choice(categories, rows, p=usual / usual.sum()).astype(np.int32)
    counts = np.bincount(codes, minlength=categories)
    values = tuple(f"c{code}" for code in range(categories))
    summary = Summary(
        str(path), rows, rows, "", rows, values, tuple(counts.tolist()), dict.fromkeys(Kind, 0)
    )
    keys = chance.integers(0, 2**64, rows, dtype=np.uint64)
    arrays = {"codes": codes, "ends": np.arange(rows), "keys": keys}
    reader = Reader(BalanceOptions.of(dataset=str(path), cap=1, dry_run=True), silent)
    identity = identity_of(of_balance(reader, None), None)
    header = {"summary": summary.to_json(), "identity": identity, "options": {}}
    write_index(str(path), header, arrays)


def select(paths: list[str], rows: int) -> None:
    """Plan, which selects, and print seconds and the peak of memory in MB, before and after."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    rebalance.shards_plan_balance(paths, cap=rows // 20, seed=1, jobs=2, output=f"{paths[0]}.plan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{time.perf_counter() - begun:.1f} {base // 1024} {peak // 1024}")


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[10**6, 10**7, 10**8])
    parser.add_argument("--categories", type=int, default=300)
    parser.add_argument("--shards", type=int, default=100)
    parser.add_argument("--of", nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.of:
        select(given.of, given.rows[0])
        return
    print("| rows | indices, MB | seconds | driver, MB | before, MB |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for rows in given.rows:
        paths = [folder() / f"shard-{number}.index" for number in range(given.shards)]
        for number, path in enumerate(paths):
            write(path, number, rows // given.shards, given.categories)
        size = sum(path.stat().st_size for path in paths) >> 20
        command = [sys.executable, __file__, "--rows", str(rows), "--of", *map(str, paths)]
        seconds, base, peak = subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout.split()
        print(f"| {rows:,} | {size:,} | {seconds} | {peak} | {base} |", flush=True)
        for path in paths:
            path.unlink()


if __name__ == "__main__":
    main()
