"""The promises on real datasets that nobody made for this project."""

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from rebalance.numbers.apportion import largest_remainder
from tests.support import LISTS, REAL, REAL_FIELDS, SINGLE, Run, lines, needs_shared

pytestmark = needs_shared

ABSENT = object()


def cut_up(path: Path) -> dict[str, str]:
    """Cut a file into eight spans, so that every process has work."""
    return {"REBALANCE_SPAN_BYTES": str(path.stat().st_size // 7)}


def independent_count(path: Path, field: str) -> tuple[Counter[str], int, int]:
    """Count with the standard json module: labels as JSON text, missing rows, rows."""
    counted: Counter[str] = Counter()
    missing = rows = 0
    for line in path.read_bytes().split(b"\n"):
        if not line.strip():
            continue
        rows += 1
        value = json.loads(line).get(field, ABSENT)
        if value is ABSENT or value in (None, "", []):
            missing += 1
            continue
        for label in {json.dumps(v) for v in (value if isinstance(value, list) else [value])}:
            counted[label] += 1
    return counted, missing, rows


@pytest.mark.parametrize("name", REAL_FIELDS)
def test_counts_equal_an_independent_count(run: Run, name: str) -> None:
    """Categories, missing rows and lines agree with the standard json module."""
    path, field = REAL / name, REAL_FIELDS[name]
    counted, missing, rows = independent_count(path, field)
    report = run("inspect", path, "--by", field, "-f", "json").report
    got = {json.dumps(e["category"]): e["rows"] for e in report["categories"]}
    assert got == counted
    assert sum(report["missing"].values()) == missing
    assert report["rows"] + missing == rows
    if name != LISTS:
        assert sum(got.values()) + missing == rows


def test_known_figures(run: Run) -> None:
    """Figures that the collection's notes give for these files."""
    flan = run("inspect", REAL / "flan_collection_info.jsonl", "--by", "Generic Task Category",
               "-f", "json").report  # fmt: skip
    assert (flan["metrics"]["categories"], flan["metrics"]["imbalance_ratio"]) == (162, 402)
    assert sum(e["rows"] == 1 for e in flan["categories"]) == 65
    assert flan["duplicates"]["rows"] == 2
    even = run("inspect", REAL / "mt_bench_question.jsonl", "-f", "json").report
    assert even["metrics"]["imbalance_ratio"] == even["metrics"]["evenness"] == 1
    chinese = run("inspect", REAL / "belle_eval_set.json", "--by", "class", "-f", "json").report
    assert chinese["rows"] == 1000


@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize("order", ["input", "shuffle"])
def test_balance(run: Run, tmp_path: Path, name: str, order: str) -> None:
    """Every output row is an input row, and outputs do not depend on processes or spans."""
    path, field = REAL / name, REAL_FIELDS[name]
    outputs = set()
    for jobs in (1, 2, 3):
        out = tmp_path / f"{jobs}.jsonl"
        ended = run("balance", path, "--by", field, "--equal", "mean", "--order", order,
                    "--jobs", jobs, "-o", out, "-f", "json",
                    env=cut_up(path))  # fmt: skip
        outputs.add(out.read_bytes())
        assert len(lines(out)) == ended.report["rows_after"]
        whole = [line if line.endswith(b"\n") else line + b"\n" for line in lines(path)]
        assert set(lines(out)) <= set(whole)
    assert len(outputs) == 1


@pytest.mark.parametrize("name", SINGLE)
def test_split(run: Run, tmp_path: Path, name: str) -> None:
    """Parts are disjoint and complete, totals exact but for identical rows, bytes the same."""
    path, field = REAL / name, REAL_FIELDS[name]
    whole = [line if line.endswith(b"\n") else line + b"\n" for line in lines(path)]
    outputs = set()
    for jobs in (1, 2, 3):
        folder = tmp_path / str(jobs)
        report = run("split", path, "--by", field, "-d", folder, "--jobs", jobs, "-f", "json",
                     env=cut_up(path)).report  # fmt: skip
        parts = [lines(folder / f"{part['name']}.jsonl") for part in report["parts"]]
        assert sorted(line for part in parts for line in part) == sorted(whole)
        assert not set(parts[0]) & set(parts[1]) | set(parts[0]) & set(parts[2])
        assert not set(parts[1]) & set(parts[2])
        shares = [Fraction(8, 10), Fraction(1, 10), Fraction(1, 10)]
        targets = largest_remainder(shares, len(whole))
        largest = max(Counter(line.rstrip() for line in whole).values())
        assert [part["target"] for part in report["parts"]] == targets
        off = max(abs(len(part) - target) for part, target in zip(parts, targets, strict=True))
        assert off < largest
        outputs.add(b"\0".join(p.read_bytes() for p in sorted(folder.glob("*.jsonl"))))
    assert len(outputs) == 1


@pytest.mark.parametrize("name", REAL_FIELDS)
def test_weights(run: Run, tmp_path: Path, name: str) -> None:
    """Mean 1 over rows; taking the spliced field away gives the input back."""
    path, field = REAL / name, REAL_FIELDS[name]
    outputs = set()
    for jobs in (1, 2, 3):
        out = tmp_path / f"{jobs}.jsonl"
        run("weights", path, "--by", field, "-o", out, "--jobs", jobs, "-q",
            env=cut_up(path))  # fmt: skip
        outputs.add(out.read_bytes())
    assert len(outputs) == 1
    total = 0.0
    for before, after in zip(lines(path), lines(out), strict=True):
        weight = json.loads(after)["weight"]
        total += weight
        assert after.replace(b', "weight": ' + repr(weight).encode(), b"") == (
            before if before.endswith(b"\n") else before + b"\n"
        )
    assert total / len(lines(path)) == pytest.approx(1)
