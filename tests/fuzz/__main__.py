"""Fuzz all commands for some minutes: `python -m tests.fuzz --minutes 20`, as `make fuzz` does."""

import argparse
import itertools
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.fuzz.session import Tally, fuzz


def main() -> int:
    """Fuzz with all processors; 1 if anything is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=time.time_ns(), help="for the same runs again")
    given = parser.parse_args()
    until = time.time() + 60 * given.minutes
    workers, tally = os.cpu_count() or 1, Tally()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for found in pool.map(
            fuzz, range(workers), itertools.repeat(until), itertools.repeat(given.seed)
        ):
            tally.add(found)
    sys.stdout.write(f"{tally.shown()}\nseed {given.seed}\n")
    sys.stderr.write("".join(f"{problem}\n" for problem in tally.problems))
    return bool(tally.problems)


if __name__ == "__main__":
    sys.exit(main())
