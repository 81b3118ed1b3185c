"""What other tools make of 200 rows of odd but valid JSON: the table of the README.

Needs the extra `bench` and soup-cli, which is left out where it is not installed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
ROW = (
    '{"prompt": "What is %d\\u00e9 plus 1.10?",  "output": "answer %d",'
    ' "id": 1234567890123456789010, "score": 1.10, "category": "%s"}'
)
ROWS = [ROW % (number % 150, number, "ab"[number % 10 == 0]) for number in range(200)]
SCRIPTS = Path(sys.executable).parent


def duckdb_rows(source: Path, out: Path) -> None:
    """Copy all rows by SQL."""
    import duckdb

    duckdb.sql(f"COPY (FROM read_json_auto('{source}')) TO '{out}' (FORMAT json)")


def datasets_rows(source: Path, out: Path) -> None:
    """Load all rows as a dataset, and write it."""
    import datasets

    datasets.disable_progress_bars()
    datasets.load_dataset("json", data_files=str(source), split="train").to_json(out)


def pandas_rows(source: Path, out: Path) -> None:
    """Load all rows as a frame, and write it."""
    import pandas

    pandas.read_json(source, lines=True).to_json(out, orient="records", lines=True)


def rebalance_rows(source: Path, out: Path) -> None:
    """Write all rows."""
    command = ["rebalance", "balance", str(source), "--cap", "1000", "-q", "-o", str(out)]
    subprocess.run([SCRIPTS / command[0], *command[1:]], check=True)


def datasets_parts(source: Path) -> list[Path]:
    """Split by the category, as `datasets` offers it."""
    import datasets

    rows = datasets.load_dataset("json", data_files=str(source), split="train")
    parts = rows.class_encode_column("category").train_test_split(
        test_size=20, stratify_by_column="category", seed=0
    )
    for name in ("train", "test"):
        parts[name].to_json(source.with_name(f"{name}.jsonl"))
    return [source.with_name("train.jsonl"), source.with_name("test.jsonl")]


def sklearn_parts(source: Path) -> list[Path]:
    """Split by the category, as scikit-learn offers it."""
    from sklearn.model_selection import train_test_split

    rows = source.read_text("utf-8").splitlines()
    of = [json.loads(row)["category"] for row in rows]
    parts = train_test_split(rows, test_size=20, stratify=of, random_state=0)
    paths = [source.with_name("train.jsonl"), source.with_name("test.jsonl")]
    for path, part in zip(paths, parts, strict=True):
        path.write_text("".join(f"{row}\n" for row in part), "utf-8")
    return paths


def soup_parts(source: Path) -> list[Path]:
    """Split by the category, as soup-cli offers it."""
    command = [SCRIPTS / "soup", "data", "split", source.name, "--test", "10"]
    more = ["--stratify", "category", "--seed", "0"]
    subprocess.run([*command, *more], check=True, capture_output=True, cwd=source.parent)
    return [source.with_name(f"{source.stem}_{name}.jsonl") for name in ("train", "test")]


def rebalance_parts(source: Path) -> list[Path]:
    """Split by the category."""
    command = [SCRIPTS / "rebalance", "split", source, "-d", source.parent / "parts", "-q"]
    subprocess.run([*command, "--parts", "train=rest,test=20"], check=True)
    return [source.parent / "parts" / f"{name}.jsonl" for name in ("train", "test")]


def unchanged(rows: Iterable[str]) -> int:
    """Count rows that are as they were."""
    return sum(row in ROWS for row in rows)


def shared(parts: Sequence[Path]) -> str:
    """Say how many rows of the second part have a prompt that the first one has."""
    train, test = ([json.loads(row)["prompt"] for row in lines(part)] for part in parts)
    return f"{sum(prompt in train for prompt in test)} of {len(test)}"


def lines(path: Path) -> list[str]:
    """Read the rows of a file."""
    return path.read_text("utf-8").splitlines()


def main() -> None:
    """Print what comes out of each tool."""
    tools: dict[str, tuple[Callable[..., Any] | None, Callable[[Path], list[Path]] | None]] = {
        "rebalance": (rebalance_rows, rebalance_parts),
        "DuckDB": (duckdb_rows, None),
        "datasets": (datasets_rows, datasets_parts),
        "pandas, scikit-learn": (pandas_rows, sklearn_parts),
    }
    if shutil.which("soup", path=SCRIPTS):
        tools["soup-cli"] = (None, soup_parts)
    for name, (write, split) in tools.items():
        with tempfile.TemporaryDirectory() as folder:
            source, out = Path(folder, "odd.jsonl"), Path(folder, "out.jsonl")
            source.write_text("".join(f"{row}\n" for row in ROWS), "utf-8")
            parts = split(source) if split else []
            if write:
                write(source, out)
            rows = lines(out) if write else [row for part in parts for row in lines(part)]
            number = json.loads(rows[0], parse_int=str, parse_float=str)["id"]
            leaks = f", prompts of test in train {shared(parts)}" if parts else ""
            print(f"{name:21} {unchanged(rows):3} of {len(rows)} unchanged, id {number}{leaks}")


if __name__ == "__main__":
    main()
