"""Rows that lie in files and in a store."""

from pathlib import Path
from typing import Any

from tests.support import write_rows


def rows(first: int, number: int) -> list[dict[str, object]]:
    """Rows of three categories."""
    return [
        {"category": "abbccc"[n % 6], "n": n, "prompt": f"Question {n}?", "completion": f"{n}."}
        for n in range(first, first + number)
    ]  # fmt: skip


def three_files(folder: Path, store: Any, there: str) -> list[Path]:
    """Three files, which are objects below a path of a store, too."""
    folder.mkdir()
    paths = [write_rows(folder / f"p{n}.jsonl", rows(40 * n, 40)) for n in range(3)]
    for path in paths:
        store.pipe(f"{there}/{path.name}", path.read_bytes())
    return paths
