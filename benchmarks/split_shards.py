"""Measure what the driver of `split --engine` holds while it assigns rows: `make bench`.

    python benchmarks/split_shards.py [--rows 1000000 10000000] [--categories N] [--shards N]

Rows of synthetic shards are written by key as `scan` writes them, a fifth of them with prompts that
other rows have, too; then all steps up to apply run on two processes.
"""

import argparse
import resource
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
from generate import folder
from numpy.typing import NDArray

from rebalance.engines.engine import Processes
from rebalance.numbers.apportion import by_size, largest_remainder
from rebalance.numbers.priorities import mix
from rebalance.rows.scanning.index import RowIndex
from rebalance.sharding.merged import Numbering
from rebalance.sharding.rows_by_key import BLOCKS, write_rows_by_key
from rebalance.splitting.steps.assigning import assign_by_steps
from rebalance.splitting.steps.buckets import Bucket, Shards

_SEED = 5
_SHARES = [Fraction(8, 10), Fraction(1, 10), Fraction(1, 10)]


def write(path: Path, number: int, rows: int, all_rows: int, categories: int) -> None:
    """Write the rows of a shard by key: a fifth of them share their prompts with others."""
    chance = np.random.default_rng([_SEED, number])
    usual = 1 / np.arange(1, categories + 1)
    codes = chance.choice(categories, rows, p=usual / usual.sum()).astype(np.int32)
    alone = number * rows + np.arange(rows)
    names = np.where(
        chance.random(rows) < 0.8, alone, chance.integers(0, all_rows // 15, rows) + all_rows
    )
    keys: NDArray[np.uint64] = names.astype(np.uint64)
    mix(keys)
    index = RowIndex(codes, np.arange(rows), keys, (), (rows,))
    reasons = np.zeros(rows, dtype=np.uint8)
    write_rows_by_key(str(path), path.name, index, keys, reasons, {})


def split(paths: list[Path], rows: int, categories: int) -> None:
    """Assign all rows, and print seconds and peaks of memory in MB: before, here, of a worker."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    totals = largest_remainder(_SHARES, rows)
    numbering = Numbering(np.arange(categories, dtype=np.int32))
    shards = Shards(
        [*map(str, paths)], [path.name for path in paths], [numbering] * len(paths), 1,
        totals[by_size(totals)[0]],
    )  # fmt: skip
    number = 8
    while number < BLOCKS and number << 21 < rows:
        number *= 2
    buckets = [
        Bucket(at, range(at * BLOCKS // number, (at + 1) * BLOCKS // number),
               *(str(paths[0].with_name(f"{at}.{kind}")) for kind in ("bucket", "parts", "told")))
        for at in range(number)
    ]  # fmt: skip
    ties = list(range(categories))
    found = assign_by_steps(
        shards, buckets, "plan", Processes(2), categories, _SHARES, rare="train", ties=ties
    )
    seconds = time.perf_counter() - begun
    peaks = [
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    size = sum(
        Path(path).stat().st_size for one in buckets for path in (one.file, one.parts, one.told)
    )
    for one in buckets:
        for file in (one.file, one.parts, one.told):
            Path(file).unlink()
    print(f"{seconds:.1f} {base // 1024} {peaks[0]} {peaks[1]} {size >> 20} {found.families}")


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[10**6, 10**7])
    parser.add_argument("--categories", type=int, default=300)
    parser.add_argument("--shards", type=int, default=100)
    parser.add_argument("--of", nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.of:
        split([*map(Path, given.of)], given.rows[0], given.categories)
        return
    print("| rows | families | files, MB | seconds | driver, MB | before, MB | a worker, MB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for rows in given.rows:
        paths = [folder() / f"shard-{number}.rows" for number in range(given.shards)]
        for number, path in enumerate(paths):
            write(path, number, rows // given.shards, rows, given.categories)
        size = sum(path.stat().st_size for path in paths) >> 20
        command = [sys.executable, __file__, "--rows", str(rows), "--categories",
                   str(given.categories), "--of", *map(str, paths)]  # fmt: skip
        seconds, base, peak, worker, more, families = subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout.split()
        files = size + int(more)
        print(
            f"| {rows:,} | {int(families):,} | {files:,} | {seconds} | {peak} | {base} |"
            f" {worker} |",
            flush=True,
        )
        for path in paths:
            path.unlink()


if __name__ == "__main__":
    main()
