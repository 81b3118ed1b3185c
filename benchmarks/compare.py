"""What got slower since a stored run of bench.py: `make benchmark-compare BEFORE=figures.json`.

    python benchmarks/compare.py BEFORE [NOW]

Compares our commands by the ratio of their wall time to DuckDB's in the same run, since machines
and their neighbours differ; where DuckDB does nothing of the kind, to the time `cat` took. Ends
with 1 if one of them is more than 15 % slower.
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from generate import folder

SLOWER = 1.15


def ratios(path: Path) -> dict[tuple[int, str, str], float]:
    """Each of our commands, by rows, job and name, against a measure of the machine."""
    results: list[Any] = json.loads(path.read_text())["results"]
    seconds = {(one["rows"], one["job"], one["tool"]): statistics.median(one["wall"])
               for one in results}  # fmt: skip
    return {
        (one["rows"], one["job"], one["tool"]): seconds[one["rows"], one["job"], one["tool"]]
        / seconds.get(
            (one["rows"], one["job"], "DuckDB"), seconds[one["rows"], "read the file", "cat"]
        )
        for one in results
        if one["own"]
    }


def main(before: Path, now: Path) -> None:
    """Print both ratios of each command, and what became of it."""
    old, new = ratios(before), ratios(now)
    slower = False
    for key in new:
        if key not in old:
            print(f"{key[0]:>10,}  {key[1]:<28} {key[2]:<30} {'new':>6} {new[key]:6.2f}")
            continue
        change = new[key] / old[key]
        word = "SLOWER" if change > SLOWER else "faster" if change < 1 / SLOWER else ""
        slower = slower or change > SLOWER
        print(f"{key[0]:>10,}  {key[1]:<28} {key[2]:<30} {old[key]:6.2f} {new[key]:6.2f} {word}")
    sys.exit(slower)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else folder() / "figures.json")
