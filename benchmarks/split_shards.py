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
from rebalance.sharding.buckets import memory_of, remove_buckets
from rebalance.sharding.merged import Numbering
from rebalance.sharding.rows_by_key import write_rows_by_key
from rebalance.splitting.steps.assigning import assign_by_steps
from rebalance.splitting.steps.buckets import Shards, cut

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


def peak() -> int:
    """The most memory that this process had since it began, in MB; not of what it was made from."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def split(paths: list[Path], rows: int, categories: int) -> None:
    """Assign all rows, and print seconds and peaks of memory in MB: before, here, of a worker."""
    base = peak()
    begun = time.perf_counter()
    totals = largest_remainder(_SHARES, rows)
    numbering = Numbering(np.arange(categories, dtype=np.int32))
    shards = Shards(
        [*map(str, paths)], [path.name for path in paths], [numbering] * len(paths), 1,
        totals[by_size(totals)[0]],
    )  # fmt: skip
    buckets = cut(str(paths[0].parent), "0" * 16, rows)
    ties = list(range(categories))
    found = assign_by_steps(
        shards, buckets, "plan", Processes(2), categories, _SHARES, rare="train", ties=ties,
        memory=memory_of(rows, buckets),
    )  # fmt: skip
    seconds = time.perf_counter() - begun
    peaks = [peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]
    size = sum(
        Path(path).stat().st_size for one in buckets for path in (one.file, one.parts, one.told)
    )
    remove_buckets(str(paths[0].parent))
    print(f"{seconds:.1f} {base} {peaks[0]} {peaks[1]} {size >> 20} {found.families}")


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
        seconds, base, most, worker, more, families = subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout.split()
        files = size + int(more)
        print(
            f"| {rows:,} | {int(families):,} | {files:,} | {seconds} | {most} | {base} |"
            f" {worker} |",
            flush=True,
        )
        for path in paths:
            path.unlink()


if __name__ == "__main__":
    main()
