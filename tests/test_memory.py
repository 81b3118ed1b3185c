"""What a long line and many categories cost in memory; the figures are in docs/reliability.md."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

LONG = 8_000_000  # bytes of the long line: what --max-line-bytes takes
SPARE = 4_000_000  # bytes that a command holds once it has met any long line
FEW, MANY = 10_000, 60_000  # categories of as many rows
SCRIPT = Path(sys.executable).with_name("rebalance")

PEAK = Path(__file__).parents[1] / "tools" / "peak_memory.py"


def peak(*args: object) -> int:
    """Run a command; the most bytes that its one process held."""
    command = [sys.executable, str(PEAK), str(SCRIPT), *map(str, args), "-j", "1", "-q"]
    return int(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def peak_of(command: str, path: Path) -> int:
    """Run a command on a file, its output beside it."""
    out = str(path.with_suffix(".out"))
    return peak(*(part.replace("IN", str(path)).replace("OUT", out) for part in command.split()))


def write(path: Path, rows: Iterable[tuple[str, str]]) -> Path:
    """Write rows, each of a category and what it asks."""
    with path.open("w", encoding="utf-8") as out:
        for category, asked in rows:
            json.dump({"category": category, "instruction": asked, "output": "yes"}, out)
            out.write("\n")
    return path


@pytest.mark.parametrize(
    ("most", "command"),
    [
        (12, "inspect IN"),
        (12, "split IN -d OUT --rare pool"),
        (25, "dedupe IN --near 0.7 -o OUT"),
        (25, "validate IN --against IN -o OUT"),
    ],
)
def test_a_long_line_costs_a_multiple_of_its_length(
    most: int, command: str, tmp_path: Path
) -> None:
    """Its words are all different, of which each takes seven times its letters as a string."""
    rows = [("ab"[at % 2], f"Say {at} twice") for at in range(100)]
    long = " ".join(f"w{at}" for at in range(LONG // 8))
    short = write(tmp_path / "short.jsonl", rows)
    full = write(tmp_path / "full.jsonl", [*rows, ("a", long)])
    taken = peak_of(command, full) - peak_of(command, short)
    size = full.stat().st_size
    assert size < taken < most * size + SPARE  # each reads it whole


@pytest.mark.parametrize("command", ["weights IN -o OUT", "split IN -d OUT --rare pool"])
def test_a_category_takes_at_most_400_bytes(command: str, tmp_path: Path) -> None:
    """Of as many rows, which have a price of their own; its name is in them."""
    few, many = (
        write(
            tmp_path / f"{number}.jsonl",
            ((f"category number {at % number:06}", str(at)) for at in range(MANY)),
        )
        for number in (FEW, MANY)
    )
    assert 50 < (peak_of(command, many) - peak_of(command, few)) / (MANY - FEW) < 400
