"""Rows with the same prompt stay in one part; where something else decides, it is said."""

import json
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rebalance.splitting.methods.families import assign
from tests.support import REAL, REAL_FIELDS, Row, Run, needs_shared, write_rows

SIZES = {"train": 800, "validation": 100, "test": 100}


def asked(prompts: int, answers: int) -> list[dict[str, Any]]:
    """Rows with prompts that are asked several times, each with another answer and another id."""
    return [
        {"id": n, "instruction": f"question {n % prompts} about it", "input": "",
         "output": f"answer {n}", "category": "ab"[n % 2], "talk": n // 7,
         "time": f"2026-01-{n % 28 + 1:02}"}
        for n in range(prompts * answers)
    ]  # fmt: skip


def parts_of(folder: Path) -> dict[str, list[Any]]:
    """The rows of each part."""
    return {path.stem: [json.loads(line) for line in path.read_bytes().splitlines()]
            for path in folder.glob("*.jsonl")}  # fmt: skip


def homes(parts: dict[str, list[Any]], field: str) -> dict[object, set[str]]:
    """The parts in which each value of a field stands."""
    where = defaultdict(set)
    for name, rows in parts.items():
        for row in rows:
            where[row[field]].add(name)
    return where


def torn(parts: dict[str, list[Any]]) -> int:
    """How many prompts stand in several parts."""
    return sum(len(names) > 1 for names in homes(parts, "instruction").values())


@pytest.mark.parametrize("options", [
    (), ("--folds", 4), ("--stable",), ("--no-stratify",), ("--near-duplicates", 0.9),
    ("--parts", "train=0.7,test=0.3"), ("--rare", "pool"), ("--jobs", 2),
])  # fmt: skip
def test_prompts_stay_together(run: Run, tmp_path: Path, options: tuple[object, ...]) -> None:
    """Rows that differ in their answers and ids only; audit finds none of them."""
    path = write_rows(tmp_path / "d.jsonl", asked(200, 5))
    report = run("split", path, "-d", tmp_path / "p", *options, "-f", "json").report
    assert torn(parts_of(tmp_path / "p")) == 0
    assert report["prompts"] == {"families": 200, "rows": 1000, "largest": 5, "across": 0}
    assert report["coverage"]["prompt"] == {"rows": 1000, "looked_at": 1000, "not_looked_at": []}
    found = run("audit", *sorted((tmp_path / "p").glob("*.jsonl")), "-f", "json").report
    assert [one["rows"] for one in found["leaks"] if one["kind"] == "prompt"] == [0]


def test_totals_are_exact_where_single_rows_suffice(run: Run, tmp_path: Path) -> None:
    """And categories are as even as families allow."""
    rows = [
        *asked(60, 5),
        *({**row, "instruction": f"single {row['id']}"} for row in asked(700, 1)),
    ]
    path = write_rows(tmp_path / "d.jsonl", rows)
    for seed in range(20):
        report = run(
            "split", path, "-d", tmp_path / "p", "--clean", "--seed", seed, "-f", "json"
        ).report
        assert {part["name"]: part["rows"] for part in report["parts"]} == SIZES
        for part in report["parts"]:
            assert all(abs(one["rows"] - one["target"]) <= 1 for one in part["categories"])


def test_families_have_their_share_of_small_parts() -> None:
    """Neither only families nor only single rows make up a test part."""
    keys = np.array([n // 5 if n < 500 else n for n in range(1000)], dtype=np.uint64)
    codes = np.zeros(1000, dtype=np.int32)
    shares = [Fraction(9, 10), Fraction(1, 10)]
    of_families = [int((assign(codes, keys, 1, shares, seed=seed).part[:500] == 1).sum())
                   for seed in range(50)]  # fmt: skip
    assert set(of_families) == {50}


def test_shared_prompts_can_be_allowed(run: Run, tmp_path: Path) -> None:
    """Then equal rows alone stay together, as in `--allow-shared-prompts`."""
    rows = asked(20, 50)
    path = write_rows(tmp_path / "d.jsonl", [*rows, *rows[:3]])
    ended = run("split", path, "-d", tmp_path / "p", "--allow-shared-prompts", "-f", "json")
    report, parts = ended.report, parts_of(tmp_path / "p")
    assert (report["prompts"], torn(parts)) == (None, 20)
    assert report["identical_rows"] == {"families": 3, "largest": 2}
    assert all(len(names) == 1 for names in homes(parts, "id").values())


@pytest.mark.parametrize(("options", "why"), [
    (("--group", "talk"), "groups decide alone"), (("--time", "time"), "times decide"),
])  # fmt: skip
def test_what_decides_instead(run: Run, tmp_path: Path, options: tuple[str, ...], why: str) -> None:
    """The rows whose prompt stands in another part are counted and said."""
    path = write_rows(tmp_path / "d.jsonl", asked(200, 5))
    ended = run("split", path, "-d", tmp_path / "p", *options)
    parts = parts_of(tmp_path / "p")
    where = homes(parts, "instruction")
    across = sum(len(where[row["instruction"]]) > 1 for rows in parts.values() for row in rows)
    assert across > 0
    assert f"{across:,} rows have theirs in another part, too: {why}" in " ".join(
        ended.text.split()
    )
    report = run("split", path, "-d", tmp_path / "p", "--clean", *options, "-f", "json").report
    assert report["prompts"]["across"] == across


def test_an_earlier_split_decides(run: Run, tmp_path: Path) -> None:
    """Its rows stay where they were; new rows follow the first of their prompt."""
    rows = asked(100, 4)
    path = write_rows(tmp_path / "d.jsonl", rows)
    run("split", path, "-d", tmp_path / "p", "--allow-shared-prompts")
    before = {row["id"]: name for name, part in parts_of(tmp_path / "p").items() for row in part}
    more = [{**row, "id": 1000 + row["id"], "output": "new"} for row in rows[:100]]
    write_rows(path, [*rows, *more])
    report = run("split", path, "-d", tmp_path / "q", "--previous", tmp_path / "p/manifest.json",
                 "-f", "json").report  # fmt: skip
    after = {row["id"]: name for name, part in parts_of(tmp_path / "q").items() for row in part}
    assert (report["moved"], {one: after[one] for one in before}) == (0, before)
    first = {row["instruction"]: before[row["id"]] for row in reversed(rows)}
    assert all(after[row["id"]] == first[row["instruction"]] for row in more)
    assert report["prompts"]["across"] > 0


def test_a_template_for_a_prompt(run: Run, tmp_path: Path) -> None:
    """More rows than the smallest part should have go to the largest, and it is said."""
    rows = asked(300, 1)
    for row in rows[40:120]:
        row["instruction"] = "Continue."
    path = write_rows(tmp_path / "d.jsonl", rows)
    ended = run("split", path, "-d", tmp_path / "p")
    assert ended.code == 0
    said = " ".join(ended.err.split())
    assert "d.jsonl:41: 80 rows have the prompt of this one, more than the 30 of the part" in said
    assert "--prompt-field=FIELD" in said or "--prompt-field FIELD" in said
    assert "--allow-shared-prompts" in said
    sizes = {name: len(part) for name, part in parts_of(tmp_path / "p").items()}
    assert sizes == {"train": 240, "validation": 30, "test": 30}
    for row in rows:
        row["instruction"] = "Continue."
    write_rows(path, rows)
    ended = run("split", path, "-d", tmp_path / "q")
    assert (ended.code, "more than the 240 of the largest part, 'train'" in ended.err) == (2, True)
    assert run("split", path, "-d", tmp_path / "q", "--allow-shared-prompts").code == 0


def test_documents_in_the_system_turn(run: Run, tmp_path: Path) -> None:
    """Count as prompt: the same question about another document is another one."""

    def talk(system: str, n: int) -> Row:
        turns = [("system", system), ("user", "Summarise the text."), ("assistant", f"answer {n}")]
        return {"messages": [{"role": role, "content": text} for role, text in turns],
                "category": "a"}  # fmt: skip

    text = " ".join(f"word{n}" for n in range(120))
    documents = write_rows(tmp_path / "d.jsonl", [talk(f"{text} {n}", n) for n in range(100)])
    ended = run("split", documents, "-d", tmp_path / "p", "-f", "json")
    assert ended.report["prompts"]["families"] == 0
    found = run("audit", *sorted((tmp_path / "p").glob("*.jsonl")), "-f", "json").report
    assert [one["rows"] for one in found["leaks"] if one["kind"] == "prompt"] == [0]
    spoken = [talk(f"You are number {n}.", n) for n in range(7)]
    personas = write_rows(tmp_path / "e.jsonl", [*spoken, *asked(30, 1)])
    report = run("split", personas, "-d", tmp_path / "q", "--allow-empty", "--parts",
                 "a=0.9,b=0.1", "-f", "json").report  # fmt: skip
    assert report["prompts"]["largest"] == 7


def test_rows_of_no_known_shape(run: Run, tmp_path: Path) -> None:
    """Stay together where they say the same, and it is said that no prompt was seen."""
    rows = [{"a": n, "b": {"c": [n]}, "category": "x"} for n in range(100)]
    path = write_rows(tmp_path / "d.jsonl", [*rows, *rows[:9]])
    ended = run("split", path, "-d", tmp_path / "p", "-f", "json")
    assert ended.report["coverage"]["prompt"]["looked_at"] == 0
    assert ended.report["identical_rows"] == {"families": 9, "largest": 2}
    assert "prompt: 109 of 109 rows could not be looked at" in ended.err


@pytest.mark.parametrize("categories", [1, 2, 3, 9])
def test_lines_that_are_left_out_go_nowhere(run: Run, tmp_path: Path, categories: int) -> None:
    """Rows without a category, with an empty one, blank and bad lines: whatever categories are."""
    rows = [{**row, "category": f"c{row['id'] % categories}"} for row in asked(60, 1)]
    odd: list[Row] = [{"instruction": "a"}, {"instruction": "b", "category": None},
           {"instruction": "c", "category": ""}]  # fmt: skip
    path = write_rows(tmp_path / "d.jsonl", [*rows, *odd * 9])
    path.write_bytes(path.read_bytes() + b"\n[1]\n\n")
    report = run("split", path, "-d", tmp_path / "p", "--missing", "drop", "--on-error", "skip",
                 "-f", "json").report  # fmt: skip
    parts = parts_of(tmp_path / "p")
    assert sorted(row["id"] for part in parts.values() for row in part) == list(range(60))
    assert {name: len(part) for name, part in parts.items()} == {
        part["name"]: part["rows"] for part in report["parts"]
    }


@needs_shared
@pytest.mark.parametrize("name", sorted(REAL_FIELDS))
def test_real_files(run: Run, tmp_path: Path, name: str) -> None:
    """No prompt in two parts; the totals within two rows."""
    split = ("split", REAL / name, "--by", REAL_FIELDS[name], "-d", tmp_path / "p", "--clean")
    for seed in range(3):
        report = run(*split, "--seed", seed, "-f", "json").report
        assert report["prompts"]["across"] == 0
        assert all(abs(part["rows"] - part["target"]) <= 2 for part in report["parts"])
