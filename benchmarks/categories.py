"""Measure `inspect` where there are very many categories, in every form: `make bench`.

    python benchmarks/categories.py [--categories N ...]

A table of 20,000 has to stay under 3 s of CPU. Beside it: pandas, if it is installed, which counts,
sorts and prints the same categories.
"""

import argparse
import json
import sys
from importlib.util import find_spec
from pathlib import Path

from bench import REBALANCE, run_once
from generate import folder

_ROWS = 3  # of each category
_LIMIT = {20_000: 3.0}  # seconds of CPU
_PANDAS = """
import sys, pandas
rows = pandas.read_json(sys.argv[1], lines=True)
counts = rows["category"].value_counts()
print(pandas.DataFrame({"rows": counts, "share": counts / counts.sum()}).to_string())
"""


def dataset(categories: int) -> Path:
    """Write three rows of each category."""
    path = folder() / f"categories-{categories}.jsonl"
    if not path.exists():
        with path.open("w", encoding="utf-8") as out:
            for number in range(_ROWS * categories):
                name = f"a category with number {number % categories}"
                out.write(json.dumps({"category": name, "text": "x" * (number % 97)}) + "\n")
    return path


def main() -> None:
    """Generate, measure, print; exit 1 above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--categories", type=int, nargs="+", default=[5_000, 20_000, 100_000])
    failed = False
    for categories in parser.parse_args().categories:
        path, out = dataset(categories), folder() / "out"
        base = [REBALANCE, "inspect", str(path), "-f"]
        commands = {form: [*base, form] for form in ("table", "md", "csv", "json", "html")}
        if find_spec("pandas"):
            commands["pandas"] = [sys.executable, "-c", _PANDAS, str(path)]
        for form, command in commands.items():
            wall, cpu, peak, printed = run_once(command, out)
            assert printed.count(b"a category with number") >= categories
            print(
                f"{categories:,} categories, {form}: {wall:.1f} s, {cpu:.1f} s CPU,"
                f" {peak / 1e6:.0f} MB"
            )
            failed |= form == "table" and cpu > _LIMIT.get(categories, cpu)
    sys.exit(failed)


if __name__ == "__main__":
    main()
