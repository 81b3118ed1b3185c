"""A dataset that goes through a pipeline, what comes out of it, and how pipelines are started."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "pipelines"
DATA = ROOT / "sample_data" / "alpaca_tasks.jsonl"
OUTPUT = "balanced.jsonl"
SCRIPTS = Path(sys.executable).parent


def ran(
    *words: object, cwd: Path, code: int | None = 0, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Start a program that finds rebalance, and others of this environment, on its path.

    Args:
        words: The program and its arguments.
        cwd: Where.
        code: The exit code that it must have; None for any but 0.
        env: Further variables.
    """
    kept = {name: one for name, one in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    ended = subprocess.run(
        [*map(str, words)],
        cwd=cwd,
        env={**kept, "PATH": f"{SCRIPTS}:{os.environ['PATH']}", **(env or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ended.returncode == code or (code is None and ended.returncode), (
        ended.stdout + ended.stderr
    )
    return ended


def laid_out(folder: Path, *names: str) -> Path:
    """Make a folder with the dataset and files of examples."""
    folder.mkdir()
    shutil.copy(DATA, folder / "data.jsonl")
    for name in names:
        shutil.copy(EXAMPLES / name, folder / name)
    return folder


def expected(folder: Path) -> bytes:
    """What every pipeline makes of the dataset, command by command."""
    folder.mkdir()
    parts, out = folder / "parts", folder / OUTPUT
    split = ("split", DATA, "--by", "category", "-d", parts)
    ran("rebalance", *split, cwd=folder)
    balance = ("balance", parts / "train.jsonl", "--cap", 100, "--floor", 20, "-o", out)
    ran("rebalance", *balance, cwd=folder)
    return out.read_bytes()


def spoilt(path: Path) -> None:
    """Paste rows in twice, which the check of every pipeline refuses."""
    content = path.read_bytes()
    path.write_bytes(content + b"".join(content.splitlines(keepends=True)[:50]))


def state(folder: Path) -> dict[str, int]:
    """The files of a folder, and when each was written."""
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*") if path.is_file()
    }  # fmt: skip
