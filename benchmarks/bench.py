"""Measure time and memory of the commands on a large generated file: `make bench`.

    python benchmarks/bench.py [--rows N] [--runs R] [--json FILE]

Memory is the anonymous memory (RssAnon) of all processes of a run, summed at each sample; the peak
of that sum is held against the allowance of 40 bytes a row plus 150 MB.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import orjson
from generate import folder, generated
from rich.console import Console
from rich.table import Table

REBALANCE = str(Path(sys.executable).with_name("rebalance"))
ALLOWED_A_ROW, ALLOWED_BASE = 40, 150_000_000
CAP = 20_000
_INTERVAL = 0.01  # seconds between samples of memory


@dataclass(frozen=True)
class Measured:
    """One command line over several runs; times in seconds, memory in bytes."""

    command: str
    wall: list[float]
    cpu: list[float]
    anonymous: list[int]


def commands(data: Path, out: Path) -> dict[str, list[str]]:
    """The command lines that are measured, by name."""
    by = ["--by", "category"]
    return {
        "inspect": ["inspect", str(data), *by],
        "inspect --jobs 1": ["inspect", str(data), *by, "--jobs", "1"],
        "weights": ["weights", str(data), *by, "-f", "json"],
        "weights -o": ["weights", str(data), *by, "-o", str(out / "weighted.jsonl")],
        f"balance --cap {CAP}": [
            "balance", str(data), *by, "--cap", str(CAP), "-o", str(out / "capped.jsonl")
        ],
        "balance --equal median --order shuffle": [
            "balance", str(data), *by, "--equal", "median", "--order", "shuffle",
            "-o", str(out / "shuffled.jsonl"),
        ],
        "split": ["split", str(data), *by, "-d", str(out / "parts")],
    }  # fmt: skip


def run_once(arguments: list[str]) -> tuple[float, float, int]:
    """Run a command; its wall and CPU seconds, and the peak of its processes' memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen(
        [REBALANCE, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(anonymous, family(process.pid))))
        time.sleep(_INTERVAL)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, peak


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
        children = [Path(f"/proc/{pid}/task/{task}/children").read_text() for task in tasks]
    except OSError:
        return [pid]
    return [
        pid,
        *(one for text in children for child in text.split() for one in family(int(child))),
    ]


def anonymous(pid: int) -> int:
    """Anonymous memory of a process, in bytes; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("RssAnon:")]
    return int(lines[0].split()[1]) * 1024 if lines else 0


def check(data: Path, out: Path) -> None:
    """Hold the outputs against an independent count."""

    def count(path: Path) -> Counter[str]:
        with path.open("rb") as lines:
            return Counter(orjson.loads(line)["category"] for line in lines)

    whole = count(data)
    assert count(out / "capped.jsonl") == {name: min(n, CAP) for name, n in whole.items()}
    assert count(out / "weighted.jsonl") == whole
    parts = [count(path) for path in sorted((out / "parts").glob("*.jsonl"))]
    assert sum(parts, Counter()) == whole


def show(results: list[Measured], rows: int, size: int) -> bool:
    """Print the table; whether all runs stay within the allowance."""
    allowed = ALLOWED_A_ROW * rows + ALLOWED_BASE
    table = Table(title=f"{rows:,} rows, {size / 1e9:.2f} GB", title_justify="left")
    for name in ("command", "wall s", "min-max", "CPU s", "MB/s", "memory MB", "allowed MB", ""):
        table.add_column(name, justify="left" if name == "command" else "right")
    fine = True
    for found in results:
        wall, peak = statistics.median(found.wall), max(found.anonymous)
        fine = fine and peak <= allowed
        table.add_row(
            found.command, f"{wall:.2f}", f"{min(found.wall):.2f}-{max(found.wall):.2f}",
            f"{statistics.median(found.cpu):.2f}", f"{size / 1e6 / wall:,.0f}",
            f"{peak / 1e6:,.0f}", f"{allowed / 1e6:,.0f}", "ok" if peak <= allowed else "OVER",
        )  # fmt: skip
    Console(width=120).print(table)
    return fine


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("rebalance", "numpy", "orjson", "typer", "rich")},
    }


def main() -> None:
    """Generate, measure, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    data, out = generated(options.rows), folder() / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    results = []
    for name, arguments in commands(data, out).items():
        runs = [run_once(arguments) for _ in range(options.runs)]
        walls, cpus, peaks = (list(column) for column in zip(*runs, strict=True))
        results.append(Measured(name, walls, cpus, peaks))
    check(data, out)
    shutil.rmtree(out)
    size = data.stat().st_size
    fine = show(results, options.rows, size)
    print(", ".join(f"{name} {value}" for name, value in machine().items()))
    if options.json:
        report = {"rows": options.rows, "bytes": size, "machine": machine(),
                  "results": [asdict(found) for found in results]}  # fmt: skip
        options.json.write_text(json.dumps(report, indent=2) + "\n")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
