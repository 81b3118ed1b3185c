"""What a command loads before it does anything: the list is what starting takes."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"numpy", "orjson", "rich", "pydantic", "tqdm", "tomllib"}
RARE = {
    "rich",
    "pydantic",
    "multiprocessing",
    "numpy.ma",
    "numpy.random",
    "logging",
    "email",
    "fsspec",
    "asyncio",
}
DRAWN = {"rebalance.cli.render.forms.html", "rebalance.cli.render.forms.svg"}


def loaded(*args: object, cwd: Path) -> set[str]:
    """Run a command; list the modules that it loads, with the packages they are in."""
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "rebalance.cli", *map(str, args)],
        capture_output=True, check=True, cwd=cwd, text=True,
    )  # fmt: skip
    lines = [line for line in ended.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.parametrize("args", [["--version"], ["--help"]])
def test_what_needs_no_data_loads_no_engine(args: list[str], tmp_path: Path) -> None:
    """Nor the options of any command."""
    found = loaded(*args, cwd=tmp_path)
    assert "typer" in found
    assert not found & HEAVY
    assert not [name for name in found if name.startswith("rebalance.") and "options" in name]


@pytest.mark.parametrize("line", ["rebalance balance --mi", "rebalance shards plan ", "rebalance "])
def test_a_completion_loads_next_to_nothing(line: str, tmp_path: Path) -> None:
    """Neither Typer nor any options: somebody holds a key down."""
    found = loaded("completion", "bash", "--", line, "", cwd=tmp_path)
    assert not found & (HEAVY | RARE | {"typer", "rebalance.declarations", "rebalance.first_rows"})


@pytest.mark.parametrize(
    "rest", ["inspect IN -q", "inspect IN -f json", "weights IN -q -o OUT", "split IN -q -d OUT",
             "balance IN -q --equal median -o OUT", "check IN --max-ratio 9 -q"]
)  # fmt: skip
def test_a_run_loads_what_it_uses(rest: str, tmp_path: Path) -> None:
    """No drawing where nothing is drawn, and no pool for a file of two rows."""
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(f'{{"category": "{"ab"[at % 2]}", "n": {at}}}\n' for at in range(40)))
    command = rest.replace("IN", str(file)).replace("OUT", str(tmp_path / "out"))
    found = loaded(*command.split(), "--by", "category", cwd=tmp_path)
    assert {"numpy", "orjson"} <= found
    assert not found & (RARE | DRAWN)
