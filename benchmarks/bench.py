"""Measure our commands and other tools side by side on a large generated file: `make bench`.

    python benchmarks/bench.py [--rows N ...] [--runs R] [--peers PYTHON] [--slow] [--json FILE]

Times are wall and CPU seconds; memory is the anonymous memory (RssAnon) of all processes of a run,
summed at each sample, and for our commands the peak is held against 40 bytes a row plus 150 MB.
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
from importlib.util import find_spec
from pathlib import Path

import orjson
from generate import folder, generated
from peers import ANSWERS, CAP, CAPPED, COUNT, LENGTH, READ, SLOW, SPLIT, peers
from rich.console import Console
from rich.table import Table

REBALANCE = str(Path(sys.executable).with_name("rebalance"))
ALLOWED_A_ROW, ALLOWED_BASE = 40, 150_000_000
TOOLS = ("rebalance-jsonl", "numpy", "orjson", "pysimdjson", "typer", "rich", "duckdb", "polars",
         "pandas", "datasets")  # fmt: skip
MODULES = {"rebalance-jsonl": "rebalance", "pysimdjson": "simdjson"}
_INTERVAL = 0.01  # seconds between samples of memory


@dataclass(frozen=True)
class Measured:
    """One command line over several runs; times in seconds, memory in bytes."""

    job: str
    tool: str
    own: bool
    rows: int
    wall: list[float]
    cpu: list[float]
    anonymous: list[int]

    @property
    def seconds(self) -> float:
        """Median wall time."""
        return statistics.median(self.wall)


def ours(data: Path, out: Path) -> dict[str, dict[str, list[str]]]:
    """Our commands by job."""
    by = [str(data), "--by", "category", "-q"]
    capped = [REBALANCE, "balance", *by, "--cap", str(CAP), "-o", str(out / "a.jsonl")]
    counted = [REBALANCE, "weights", *by, "-f", "json"]
    seen = [REBALANCE, "inspect", *by, "-f", "json"]
    split = [REBALANCE, "split", *by, "--parts", "a=0.9,b=0.1", "-d", str(out)]
    return {
        READ: {},
        COUNT: {"weights": counted},
        LENGTH: {"weights": counted, "inspect": seen, "inspect --jobs 1": [*seen, "-j", "1"]},
        ANSWERS: {"inspect": seen},
        CAPPED: {"balance": capped, "balance, shuffled": [*capped, "--order", "shuffle"]},
        SPLIT: {"split": split, "split --allow-shared-prompts": [*split, "--allow-shared-prompts"]},
        "write a weight into each row": {"weights -o": [*counted, "-o", str(out / "a.jsonl")]},
    }


def run_once(command: list[str], out: Path) -> tuple[float, float, int, bytes]:
    """Run a command; its wall and CPU seconds, the peak of its memory, what it printed."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with (out / "printed").open("wb") as printed:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=printed, stderr=subprocess.DEVNULL)
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(map(anonymous, family(process.pid))))
            time.sleep(_INTERVAL)
        wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, peak, (out / "printed").read_bytes()


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


def count(path: Path) -> Counter[str]:
    """Rows by category, counted in the plainest way."""
    with path.open("rb") as lines:
        return Counter(orjson.loads(line)["category"] for line in lines)


def check(job: str, tool: str, out: Path, printed: bytes, whole: Counter[str]) -> None:
    """Hold a result against an independent count."""
    if job in (COUNT, LENGTH, ANSWERS) and tool not in SLOW:
        found = json.loads(printed)
        if "schema" in found:
            listed = found.get("categories") or found["weights"]
            found = {entry["category"]: entry["rows"] for entry in listed}
        assert found == dict(whole), (job, tool)
    elif job == CAPPED:
        assert count(out / "a.jsonl") == {n: min(rows, CAP) for n, rows in whole.items()}, tool
    elif job == SPLIT and tool != "HF datasets":  # which writes numbers for categories
        parts = count(out / "a.jsonl"), count(out / "b.jsonl")
        assert parts[0] + parts[1] == whole, tool
        assert all(abs(parts[1][name] - rows / 10) < 2 + rows / 500 for name, rows in whole.items())
    elif job.startswith("write"):
        assert count(out / "a.jsonl") == whole


def measure(rows: int, options: argparse.Namespace) -> list[Measured]:
    """Run every command on a file of so many rows; runs of tools take turns."""
    data, out = generated(rows), folder() / "out"
    whole, others = count(data), peers(data, out, options.peers)
    results = []
    for job, own in ours(data, out).items():
        asked = {t: c for t, c in others.get(job, {}).items() if options.slow or t not in SLOW}
        tools = {**own, **asked}
        runs: dict[str, list[tuple[float, float, int]]] = {tool: [] for tool in tools}
        for turn in range(options.runs):
            for tool, command in tools.items():
                wall, cpu, peak, printed = run_once(command, out)
                runs[tool].append((wall, cpu, peak))
                if not turn:
                    check(job, tool, out, printed, whole)
        for tool, found in runs.items():
            walls, cpus, peaks = (list(column) for column in zip(*found, strict=True))
            results.append(Measured(job, tool, tool in own, rows, walls, cpus, peaks))
    shutil.rmtree(out)
    return results


def show(results: list[Measured]) -> bool:
    """Print the table; whether our commands stay within the allowance of memory."""
    table = Table(title_justify="left")
    for name in ("rows", "job", "tool", "wall s", "min-max", "CPU s", "to best peer", "memory MB"):
        table.add_column(name, justify="left" if name in ("job", "tool") else "right")
    fine = True
    for found in results:
        peer = [r for r in results if (r.job, r.rows, r.own) == (found.job, found.rows, False)]
        best = min((other.seconds for other in peer), default=0.0)
        peak, allowed = max(found.anonymous), ALLOWED_A_ROW * found.rows + ALLOWED_BASE
        over = found.own and peak > allowed
        fine = fine and not over
        table.add_row(
            f"{found.rows:,}", found.job, ("[b]rebalance[/b] " if found.own else "") + found.tool,
            f"{found.seconds:.2f}", f"{min(found.wall):.2f}-{max(found.wall):.2f}",
            f"{statistics.median(found.cpu):.2f}", f"{found.seconds / best:.2f}" if best else "",
            f"{peak / 1e6:,.0f}" + (f" OVER {allowed / 1e6:,.0f}" if over else ""),
        )  # fmt: skip
    Console(width=130).print(table)
    return fine


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in TOOLS if find_spec(MODULES.get(name, name))},
    }


def main() -> None:
    """Generate, measure, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_300_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--slow", action="store_true", help="run pandas, datasets, jq, Miller, too")
    parser.add_argument("--json", type=Path, default=folder() / "figures.json")
    options = parser.parse_args()
    results = [found for rows in options.rows for found in measure(rows, options)]
    fine = show(results)
    print(", ".join(f"{name} {value}" for name, value in machine().items()))
    report = {"machine": machine(), "results": [asdict(found) for found in results]}
    options.json.write_text(json.dumps(report, indent=2) + "\n")
    print(f"Wrote {options.json}, which benchmarks/compare.py compares with another run")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
