"""Measure what the driver of `balance --engine` holds while it selects: `make bench`.

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

from rebalance.balancing.options import BalanceOptions
from rebalance.balancing.sharded import draws_of
from rebalance.engines.engine import Processes
from rebalance.numbers.apportion import exact
from rebalance.numbers.plan import plan
from rebalance.numbers.targets import Limits
from rebalance.progress import silent
from rebalance.reader import Reader
from rebalance.rows.category import Kind
from rebalance.sharding.index_file import read_index, write_index
from rebalance.sharding.merged import Merged
from rebalance.sharding.probing import RowOrder
from rebalance.sharding.scanning import Scan
from rebalance.sharding.session import Session
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
    write_index(str(path), {"summary": summary.to_json(), "identity": ""}, arrays)


def select(paths: list[str]) -> None:
    """Plan and select, and print seconds and the peak of memory in MB, before and after."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    merged = Merged.of([Summary.of_json(read_index(path).header["summary"]) for path in paths])
    options = BalanceOptions.of(dataset=["none.jsonl"], cap=1, dry_run=True)
    counts = exact(merged.rows_by_code.astype(float).tolist())
    found = plan(counts, Limits(cap=int(max(counts)) // 3))
    run = Session(Reader(options, silent), Processes(2), "")
    run.scans = [Scan(path, path, run.reader.reading()) for path in paths]
    draws_of(run, merged, found, RowOrder("random", 1), 1)
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
        select(given.of)
        return
    print("| rows | indices, MB | seconds | driver, MB | before, MB |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for rows in given.rows:
        paths = [folder() / f"shard-{number}.index" for number in range(given.shards)]
        for number, path in enumerate(paths):
            write(path, number, rows // given.shards, given.categories)
        size = sum(path.stat().st_size for path in paths) >> 20
        command = [sys.executable, __file__, "--of", *map(str, paths)]
        seconds, base, peak = subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout.split()
        print(f"| {rows:,} | {size:,} | {seconds} | {peak} | {base} |", flush=True)
        for path in paths:
            path.unlink()


if __name__ == "__main__":
    main()
