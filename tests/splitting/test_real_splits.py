"""Splits of real datasets: nothing leaks, totals are exact where they can be, labels are even."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random  # noqa: TID251  # a test may draw what it compares with
from typing import Any

import pytest

import rebalance
from rebalance.rows.scanning.compared_text import Text
from tests.support import REAL, REAL_FIELDS, Run, lines, needs_shared, referring
from tests.text.by_definition import near_pairs_of

pytestmark = needs_shared
NAMES = ("train", "validation", "test")
SHARES = (0.8, 0.1, 0.1)


def parts_of(folder: Path) -> dict[str, list[Any]]:
    """The rows of each part."""
    return {name: [json.loads(line) for line in lines(folder / f"{name}.jsonl")] for name in NAMES}


def rows_in(name: str) -> list[Any]:
    """The rows of a real file."""
    return [json.loads(line) for line in lines(REAL / name)]


def crossing(values: dict[str, list[Any]]) -> set[object]:
    """Values that lie in more than one part."""
    found = defaultdict(set)
    for name, of in values.items():
        for value in of:
            found[value].add(name)
    return {value for value, parts in found.items() if len(parts) > 1}


def test_documents_stay_whole(run: Run, tmp_path: Path) -> None:
    """No document of medquad crosses; the parts are within a few rows of 80/10/10."""
    path = REAL / "medquad_seniorhealth.jsonl"
    report = run("split", path, "--by", "qtype", "--group", "document_id", "-d", tmp_path,
                 "-f", "json").report  # fmt: skip
    parts = parts_of(tmp_path)
    assert not crossing({n: [row["document_id"] for row in rows] for n, rows in parts.items()})
    assert report["groups"]["count"] == 48
    for part in report["parts"]:
        assert abs(part["rows"] - part["target"]) <= 3
    ours = far(parts, "qtype")
    assert ours < chance(rows_in(path.name), "qtype", group="document_id") / 2


def test_runs_of_words_of_clean_splits(tmp_path: Path) -> None:
    """Are shared by less than 1 % of the held-out rows, so that they can be a gate."""
    rows = shared = 0
    for name in REAL_FIELDS:
        out = tmp_path / name
        split = rebalance.split(REAL / name, no_stratify=True, near_duplicates=0.7, out_dir=out,
                                parts={"train": "0.8", "test": "0.2"})  # fmt: skip
        found = rebalance.audit([out / "train.jsonl", out / "test.jsonl"])
        runs = next(one for one in found.leaks if one.kind == "ngram")
        rows += split.parts[1].rows - runs.unchecked
        shared += runs.rows
    assert rows > 500
    assert shared < rows / 100


def far(parts: dict[str, list[Any]], field: str) -> float:
    """Mean distance of each label's share in the small parts from the target."""
    whole = Counter(label for rows in parts.values() for row in rows for label in of(row, field))
    total = 0.0
    for name, share in zip(NAMES[1:], SHARES[1:], strict=True):
        counts = Counter(label for row in parts[name] for label in of(row, field))
        total += sum(abs(counts[label] / whole[label] - share) for label in whole)
    return total / len(whole)


def of(row: dict[str, Any], field: str) -> list[str]:
    """The distinct labels of a row."""
    value = row[field]
    return sorted(set(value)) if isinstance(value, list) else [value]


def chance(rows: Sequence[Any], field: str, group: str | None = None, times: int = 30) -> float:
    """The same distance of random splits by row, or by group, on average."""
    total = 0.0
    for seed in range(times):
        drawn = Random(seed)
        part: dict[object, str] = {}
        parts: dict[str, list[Any]] = {name: [] for name in NAMES}
        for number, row in enumerate(rows):
            value = row[group] if group else number
            if value not in part:
                part[value] = drawn.choices(NAMES, SHARES)[0]
            parts[part[value]].append(row)
        total += far(parts, field)
    return total / times


def test_labels_are_even(run: Run, tmp_path: Path) -> None:
    """Each label of mifeval has 0.04 to 0.16 of its rows in the test part; totals are exact."""
    path, field = REAL / "mifeval_en.jsonl", "instruction_id_list"
    report = run("split", path, "--by", field, "-d", tmp_path, "-f", "json").report
    assert [part["rows"] for part in report["parts"]] == [433, 54, 54]
    parts, rows = parts_of(tmp_path), rows_in(path.name)
    whole = Counter(label for row in rows for label in of(row, field))
    for name, share in zip(NAMES, SHARES, strict=True):
        counts = Counter(label for row in parts[name] for label in of(row, field))
        assert max(abs(counts[label] / whole[label] - share) for label in whole) <= 0.06
    assert far(parts, field) < chance(rows, field) / 4


def test_many_small_categories(run: Run, tmp_path: Path) -> None:
    """71 categories on 252 rows: exact totals, shares far closer than chance."""
    path, field = REAL / "self_instruct_user_oriented.jsonl", "motivation_app"
    report = run("split", path, "--by", field, "-d", tmp_path, "-f", "json").report
    assert [part["rows"] for part in report["parts"]] == [202, 25, 25]
    parts = parts_of(tmp_path)
    assert far(parts, field) < chance(rows_in(path.name), field) / 1.5


def compared(row: Any) -> list[str]:
    """The words that near-duplicates are found by."""
    found: list[str] = Text().words(row)
    return found


def alike(rows: Sequence[Any], threshold: float) -> list[tuple[int, int]]:
    """All pairs at the threshold, found by comparing every row with every other."""
    return near_pairs_of([compared(row) for row in rows], threshold)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("flan_collection_info.jsonl", "Generic Task Category"),
        ("gorilla_hf_api.jsonl", "framework"),
        ("medquad_seniorhealth.jsonl", "qtype"),
    ],
)
def test_near_duplicates_do_not_cross(run: Run, tmp_path: Path, name: str, field: str) -> None:
    """No pair at the threshold, found by brute force, lies in two parts; neither does a row."""
    run("split", REAL / name, "--by", field, "--near-duplicates", 0.6, "-d", tmp_path)
    parts = parts_of(tmp_path)
    assert not crossing({n: [json.dumps(row) for row in rows] for n, rows in parts.items()})
    rows = [row for part in parts.values() for row in part]
    home = [name for name, part in parts.items() for _ in part]
    pairs = list(alike(rows, 0.65))
    assert pairs
    assert [pair for pair in pairs if home[pair[0]] != home[pair[1]]] == []


def stays(run: Run, first: Path, second: Path, tmp_path: Path, *options: object) -> float:
    """The share of the test rows of a first split that are in the test part of a second."""
    run("split", first, "-d", tmp_path / "one", "--by", "Category")
    for name, path in (("one", first), ("two", second)):
        given = () if options == ("--previous",) and name == "one" else options
        if given == ("--previous",):
            given = ("--previous", tmp_path / "one" / "manifest.json")
        run("split", path, "-d", tmp_path / name, "--by", "Category", *given)
    before = set(lines(tmp_path / "one" / "test.jsonl"))
    return len(before & set(lines(tmp_path / "two" / "test.jsonl"))) / len(before)


@referring
def test_test_rows_stay_where_they_are(run: Run, tmp_path: Path) -> None:
    """One row added, a tenth added, rows shuffled: ours keep nearly all, scikit-learn's few."""
    split = pytest.importorskip("sklearn.model_selection").train_test_split
    rows = [line for line in lines(REAL / "truthfulqa.jsonl") if line.strip()]
    labels = [json.loads(row)["Category"] for row in rows]
    common = {label for label, times in Counter(labels).items() if times >= 10}
    kept = [row for row, label in zip(rows, labels, strict=True) if label in common]
    Random(1).shuffle(kept)
    base, late = kept[: len(kept) * 10 // 11], kept[len(kept) * 10 // 11 :]
    shuffled = list(base)
    Random(0).shuffle(shuffled)
    changes = {"one": [late[0], *base], "tenth": base + late, "shuffled": shuffled}
    first = tmp_path / "first.jsonl"
    first.write_bytes(b"".join(base))
    least = {"exact": 0.85, "stable": 1.0, "previous": 1.0}
    for change in changes.values():
        second = tmp_path / "second.jsonl"
        second.write_bytes(b"".join(change))
        assert stays(run, first, second, tmp_path) >= least["exact"]
        assert stays(run, first, second, tmp_path, "--stable") == least["stable"]
        assert stays(run, first, second, tmp_path, "--previous") == least["previous"]
        theirs = [set(split(some, test_size=0.1, random_state=0)[1]) for some in (base, change)]
        assert len(theirs[0] & theirs[1]) / len(theirs[0]) < 0.5
