"""Measure what a long line and many categories take in memory: `make bench`.

    python benchmarks/memory.py

Prints the two tables of docs/reliability.md: bytes of memory for each byte of a long line, and for
each category. Beside the first: what orjson's own parse of the line takes, which is the least that
a command which reads the row can do with.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bench import REBALANCE
from generate import folder

_LONG = 8_000_000  # bytes of the line: the default of --max-line-bytes takes it
_SHORT = 1_000  # rows beside it
_FEW, _MANY = 100_000, 900_000  # categories
_PARSE = "import sys, orjson; rows = [orjson.loads(line) for line in open(sys.argv[1], 'rb')]"
_PEAK = str(Path(__file__).parents[1] / "tools" / "peak_memory.py")


def _filled(one: Callable[[int], str]) -> str:
    """Repeat a value until it has the length of the line."""
    return ", ".join(one(at) for at in range(_LONG // (len(one(_SHORT * 100)) + 2)))


LINES: Mapping[str, Callable[[], str]] = {
    "one string": lambda: json.dumps("x" * _LONG),
    "words, all different": lambda: json.dumps(" ".join(f"w{at}" for at in range(_LONG // 8))),
    "numbers": lambda: f"[{_filled(str)}]",
    "empty lists": lambda: "[" + "[]," * (_LONG // 3) + "[]]",
    "small objects": lambda: f"[{_filled(lambda at: json.dumps({'n': at}))}]",
}


def _commands(path: str, out: str) -> Mapping[str, list[str]]:
    """Name the commands whose memory is measured: what a long line goes through in each."""
    return {
        "inspect": ["inspect", path],
        "balance": ["balance", path, "--equal", "5", "-o", out],
        "weights": ["weights", path, "-o", out],
        "split": ["split", path, "-d", f"{out}-parts", "--rare", "pool"],
        "check": ["check", path, "--max-duplicates", "99%", "--max-ratio", "1e9"],
        "compare": ["compare", path, path],
        "gaps": ["gaps", path, "--equal", "2000"],
        "dedupe --equal": ["dedupe", path, "--equal", "-o", out],
        "dedupe --near": ["dedupe", path, "--near", "0.7", "-o", out],
        "split --near-duplicates":
            ["split", path, "-d", f"{out}-parts", "--near-duplicates", "0.7"],
        "balance --keep diverse":
            ["balance", path, "--equal", "5", "--keep", "diverse", "-o", out],
        "audit": ["audit", path, path],
        "validate": ["validate", path, "--against", path, "-o", out],
        "evaluate": ["evaluate", path, "--truth", "category", "--predicted", "instruction"],
    }  # fmt: skip


def peak(command: list[str]) -> int:
    """Run a command; the most bytes that its main process held."""
    measured = [sys.executable, _PEAK, *command]
    return int(subprocess.run(measured, check=True, stdout=subprocess.PIPE).stdout)


def with_line(name: str) -> Path:
    """Write short rows, and amid them one with a long value; "" for none."""
    path = folder() / f"memory-{name.replace(' ', '-') or 'short'}.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for at in range(_SHORT):
            row = {"category": "ab"[at % 2], "instruction": f"Say {at} twice", "output": "yes"}
            out.write(json.dumps(row) + "\n")
            if name and at == _SHORT // 2:
                value = LINES[name]()
                out.write(f'{{"category": "a", "instruction": {value}, "output": "yes"}}\n')
    return path


def with_categories(number: int) -> Path:
    """Write as many rows whatever the number of categories: rows have a price of their own."""
    path = folder() / f"memory-{number}-categories.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for at in range(_MANY):
            row = {
                "category": f"category number {at % number:06}",
                "instruction": f"{at}",
                "output": "y",
            }
            out.write(json.dumps(row) + "\n")
    return path


def long_lines(out: str) -> None:
    """Print bytes of memory for each byte of a long line."""
    short = str(with_line(""))
    least = {job: _peak_of(job, short, out) for job in _commands("", "")}
    parsed = peak([sys.executable, "-c", _PARSE, short])
    print("bytes a byte of the line |", " | ".join(LINES))
    taken = {name: str(with_line(name)) for name in LINES}
    print("orjson.loads |", _row(
        peak([sys.executable, "-c", _PARSE, path]) - parsed for path in taken.values()
    ))  # fmt: skip
    for job, before in least.items():
        print(job, "|", _row(_peak_of(job, path, out) - before for path in taken.values()))


def _peak_of(job: str, path: str, out: str) -> int:
    return peak([REBALANCE, *_commands(path, out)[job], "-j", "1"])


def _row(taken: Iterable[int]) -> str:
    return " | ".join(f"{bytes_ / _LONG:.0f}" for bytes_ in taken)


def categories(out: str) -> None:
    """Print bytes of memory for each category."""
    few, many = str(with_categories(_FEW)), str(with_categories(_MANY))
    jobs = ("inspect", "balance", "weights", "split", "check", "compare", "gaps", "dedupe --equal")
    forms = {"-q": ["-q"], "json": ["-f", "json"], "table": [], "md": ["-f", "md"]}
    print("bytes a category |", " | ".join(forms))
    for job in jobs:
        peaks = [
            [
                peak([REBALANCE, *_commands(path, out)[job], "-j", "1", *form])
                for path in (few, many)
            ]
            for form in forms.values()
        ]
        print(job, "|", " | ".join(
            f"{(most - least) / (_MANY - _FEW):.0f}" for least, most in peaks
        ))  # fmt: skip


def main() -> None:
    """Generate, measure, print."""
    out = str(folder() / "memory-out")
    long_lines(out)
    categories(out)


if __name__ == "__main__":
    main()
