"""`inspect --max-length`: how long rows are, what is cut off, and what they come to in training."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tests.support import REAL, Run, needs_shared, strings, write_rows

LENGTHS = {"a": [1, 2, 3, 4, 5, 6, 7, 8, 9, 20], "b": [10, 10, 11]}


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Rows of these numbers of characters."""
    made = [{"category": name, "t": "x" * size} for name, of in LENGTHS.items() for size in of]
    return write_rows(tmp_path / "rows.jsonl", made)


def test_lengths_by_category(run: Run, rows: Path) -> None:
    """Percentiles are lengths that rows have; what is over is counted in rows and in the unit."""
    ask = ("inspect", rows, "--unit", "chars", "--max-length", 10)
    found = run(*ask, "-f", "json").report["lengths"]
    measured = {one["label"]: one["lengths"] for one in found["categories"]}
    assert measured["a"] == {
        "rows": 10, "p50": 5, "p90": 9, "p99": 20, "largest": 20, "total": 65, "rows_over": 1,
        "over": 10,
    }  # fmt: skip
    assert measured["b"] == {
        "rows": 3, "p50": 10, "p90": 11, "p99": 11, "largest": 11, "total": 31, "rows_over": 1,
        "over": 1,
    }  # fmt: skip
    assert (found["rows_over"], found["over"], found["kept"]) == (2, 11, 85)
    assert (found["sequences"], found["steps_per_epoch"]) == (13, None)
    text = run(*ask).text
    assert "Chars a row, and what is over 10" in text
    assert "chars cut off" in text
    (_, b) = csv.DictReader(run(*ask, "-f", "csv").text.splitlines())
    assert (b["p50"], b["largest"], b["rows_over"], b["over"]) == ("10", "11", "1", "1")


def test_sequences_and_steps(run: Run, rows: Path) -> None:
    """After packing, over batches and their accumulation, rounded up."""

    def found(*options: object) -> list[object]:
        ask = ("inspect", rows, "--unit", "chars", "--max-length", 10, "-f", "json", *options)
        lengths = run(*ask).report["lengths"]
        return [lengths[name] for name in ("sequences", "kept", "steps_per_epoch")]

    batch = ("--batch-size", 2, "--grad-accumulation", 2)
    assert found("--packing", "none", *batch) == [13, 85, 4]
    # 10, 10, 10, 10, 9+1, 8+2, 7+3, 6+4, 5; split: of 20 and 11 another 10 and a 1
    assert found("--packing", "bfd", *batch) == [9, 85, 3]
    assert found("--packing", "bfd_split", *batch) == [10, 96, 3]
    assert found("--packing", "wrapped", "--batch-size", 3) == [10, 96, 4]


def test_rows_without_a_category(run: Run, tmp_path: Path) -> None:
    """Are measured all together."""
    path = write_rows(tmp_path / "rows.jsonl", [{"t": "x" * size} for size in range(12)])
    ask = ("inspect", path, "--unit", "chars", "--max-length", 10)
    found = run(*ask, "-f", "json").report["lengths"]
    assert (found["rows"], found["p50"], found["over"], found["categories"]) == (12, 5, 1, [])
    assert "over 10" in run(*ask).text


@needs_shared
@pytest.mark.parametrize("jobs", [1, 3])
def test_tokens_of_a_real_file(run: Run, tokenizer: Path, jobs: int) -> None:
    """Percentiles are those of numpy."""
    path = REAL / "medquad_seniorhealth.jsonl"
    unit = ("--by", "qtype", "--unit", f"tokens:{tokenizer}")
    found = run(
        "inspect", path, *unit, "--max-length", 512, "--packing", "bfd", "-j", jobs, "-f", "json"
    ).report["lengths"]
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(tokenizer))
    loaded.no_truncation()
    sizes = []
    for line in path.read_text("utf-8").splitlines():
        row = {name: one for name, one in json.loads(line).items() if name != "qtype"}
        encoded = (loaded.encode(text, add_special_tokens=False) for text in strings(row))
        sizes.append(sum(len(one.ids) for one in encoded))
    for percent in (50, 90, 99):
        expected = np.percentile(sizes, percent, method="inverted_cdf")
        assert found[f"p{percent}"] == expected
    assert found["over"] == sum(max(0, one - 512) for one in sizes)
    assert found["total"] == sum(sizes)


def test_what_has_no_effect(run: Run, rows: Path) -> None:
    """Lengths are of texts; batches are of sequences."""
    for options, said in (
        (["--max-length", "5"], "--max-length: has no effect without --unit chars"),
        (["--packing", "bfd"], "--packing: has no effect without --max-length"),
        (["--unit", "chars", "--max-length", "5", "--grad-accumulation", "2"],
         "--grad-accumulation: has no effect without --batch-size"),
        (["--unit", "chars", "--max-length", "0"], "0 is below 1"),
    ):  # fmt: skip
        ended = run("inspect", rows, *options)
        assert (ended.code, said in ended.err) == (2, True), ended.err
