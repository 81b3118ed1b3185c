"""`rebalance balance`: which rows are kept."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support import Run, lines, rows_of, write_rows

JOBS = pytest.mark.parametrize("jobs", [1, 2, 3])


def kept(path: Path) -> list[Any]:
    """The rows of a file."""
    return [json.loads(line) for line in lines(path)]


def families(count: int = 40) -> list[dict[str, Any]]:
    """Rows of one category in families of near-duplicates, of 1 to 5 rows."""
    return [
        {
            "category": "a",
            "instruction": " ".join(f"w{family}x{i}" for i in range(30)) + f" end{turn}",
            "output": f"{family} {turn}",
            "family": family,
            "score": family * 7 % 40 + turn / 10,
            "source": "xyz"[family % 3 if family < 30 else 0],
        }
        for family in range(count)
        for turn in range(1 + family % 5)
    ]


@JOBS
def test_diverse_takes_one_of_each_family_first(run: Run, tmp_path: Path, jobs: int) -> None:
    """As many rows as families cover all of them; with twice as many, no family gives three."""
    path = write_rows(tmp_path / "rows.jsonl", families())
    out = tmp_path / "out.jsonl"
    args = ("balance", path, "--keep", "diverse", "-o", out, "-j", jobs)
    run(*args, "--cap", 40)
    assert Counter(Counter(row["family"] for row in kept(out)).values()) == {1: 40}
    run(*args, "--cap", 72)  # all that give a second one
    assert Counter(Counter(row["family"] for row in kept(out)).values()) == {1: 8, 2: 32}
    run("balance", path, "--cap", 40, "-o", out)
    assert len({row["family"] for row in kept(out)}) < 40


def test_the_best_of_each_family_comes_first(run: Run, tmp_path: Path) -> None:
    """score,diverse: the best row of each of the best families, then their second ones."""
    rows = families()
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    run("balance", path, "--keep", "score:score,diverse", "--cap", 40, "-o", out)
    best = {f: max(row["score"] for row in rows if row["family"] == f) for f in range(40)}
    assert {row["family"]: row["score"] for row in kept(out)} == best
    run("balance", path, "--keep", "score:score,diverse", "--cap", 10, "-o", out)
    assert sorted(row["score"] for row in kept(out)) == sorted(best.values())[-10:]


def test_rows_without_a_score_come_last(run: Run, tmp_path: Path) -> None:
    """They are counted in a warning."""
    scores = [3, None, 5, "x"]
    rows = [
        {"category": "a", "text": "klmn"[i], "score": of, "i": i} for i, of in enumerate(scores)
    ]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    ended = run("balance", path, "--keep", "score:score,diverse", "--cap", 2, "-o", out)
    assert [row["i"] for row in kept(out)] == [0, 2]
    assert "2 of 4 rows have no number in 'score'" in ended.err


def test_weights_are_odds(run: Run, tmp_path: Path) -> None:
    """Of rows with three times the weight about three times as many; none without a weight."""
    rows = [{"category": "a", "w": [1, 3, 0, None][i % 4], "i": i} for i in range(8000)]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    ended = run("balance", path, "--keep", "weighted:w", "--cap", 400, "-o", out)
    counts = Counter(row["w"] for row in kept(out))
    assert set(counts) == {1, 3}
    assert 2.3 < counts[3] / counts[1] < 3.9
    assert "2,000 of 8,000 rows have no number in 'w'" in ended.err


@JOBS
def test_lengths_stay_spread_as_they_are(run: Run, tmp_path: Path, jobs: int) -> None:
    """Of each quartile of the lengths, a quarter of the rows that are kept."""
    rows = [{"category": "a", "text": "x" * (i * i % 997), "i": i} for i in range(1, 401)]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    run("balance", path, "--keep", "length", "--cap", 80, "-o", out, "-j", jobs)
    borders = sorted(len(str(row["text"])) for row in rows)[99::100]
    counts = Counter(sum(len(row["text"]) > b for b in borders[:3]) for row in kept(out))
    assert all(abs(counts[quarter] - 20) <= 1 for quarter in range(4))


@JOBS
def test_what_is_kept_is_spread_over_a_second_field(run: Run, tmp_path: Path, jobs: int) -> None:
    """Each source gives as many rows as it can, up to the same number."""
    rows = [{"category": "a", "source": "big"} | {"i": i} for i in range(100)]
    rows += [{"category": "a", "source": "mid", "i": 100 + i} for i in range(20)]
    rows += [{"category": "a", "source": "small", "i": 200 + i} for i in range(3)]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    run("balance", path, "--within", "source", "--cap", 23, "-o", out, "-j", jobs)
    assert Counter(row["source"] for row in kept(out)) == {"big": 10, "mid": 10, "small": 3}


@JOBS
def test_groups_are_kept_or_dropped_whole(run: Run, tmp_path: Path, jobs: int) -> None:
    """Conversations are never torn, whole copies are made of them, and caps are met nearly."""
    rows = [
        {"category": "ab"[talk % 2], "talk": talk, "turn": turn}
        for talk in range(60)
        for turn in range(1 + talk % 4 + (talk % 2))
    ]
    sizes = Counter(row["talk"] for row in rows)
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    run("balance", path, "--group", "talk", "--cap", 33, "-o", out, "-j", jobs)
    found = Counter(row["talk"] for row in kept(out))
    assert all(found[talk] == sizes[talk] for talk in found)
    assert set(Counter(row["category"] for row in kept(out)).values()) <= {31, 32, 33, 34, 35}
    run("balance", path, "--group", "talk", "--floor", 200, "-o", out, "--max-repeat", 9)
    found = Counter(row["talk"] for row in kept(out))
    assert all(found[talk] % sizes[talk] == 0 for talk in sizes)


def test_groups_of_several_categories_are_told(run: Run, tmp_path: Path) -> None:
    """A group counts under the category of its first row, and a warning says how many rows do."""
    rows = [{"category": c, "talk": t} for t, c in enumerate("aaaabbbb")]
    rows += [{"category": "b", "talk": 0}, {"category": "a", "talk": None}]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    ended = run("balance", path, "--group", "talk", "--equal", "max", "-n")
    assert "1 row counts under another category, that of the first row of the group" in ended.err


@pytest.mark.parametrize(
    ("multi", "expected"),
    [("rarest", {"rare": 4, "b": 6, "a": 10}), ("joint", {"a": 10, "a × b": 6, "a × rare": 4})],
)
def test_lists_of_labels(run: Run, tmp_path: Path, multi: str, expected: dict[str, int]) -> None:
    """Rows count under their rarest label, or under the whole set."""
    labels = [["a"]] * 10 + [["b", "a"]] * 6 + [["rare", "a"]] * 4
    rows = [{"category": of, "i": i} for i, of in enumerate(labels)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    report = run("balance", path, "--multi", multi, "--cap", 5, "-n", "-f", "json").report
    assert {entry["category"]: entry["before"] for entry in report["categories"]} == expected
    ended = run("balance", path, "--cap", 5, "-n")
    assert (ended.code, "choose --multi rarest" in ended.err) == (2, True)


def test_a_test_part_is_not_balanced_by_mistake(run: Run, tmp_path: Path) -> None:
    """Its manifest says what it is; --force goes ahead; the training part is free."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 80, "b": 20}))
    run("split", path, "-d", tmp_path / "p")
    for part, code in (("train", 0), ("validation", 2), ("test", 2)):
        file = tmp_path / "p" / f"{part}.jsonl"
        assert run("balance", file, "--equal", "min", "-n").code == code
    ended = run("balance", tmp_path / "p/test.jsonl", "--equal", "min", "-n")
    assert "is the part 'test' of a split" in ended.err
    assert run("balance", tmp_path / "p/test.jsonl", "--equal", "min", "-n", "--force").code == 0


@JOBS
@pytest.mark.parametrize(("cap", "expected"), [(20, [0]), (60, [0, 1]), (97, [0, 1, 2])])
def test_no_row_is_passed_over(
    run: Run, tmp_path: Path, jobs: int, cap: int, expected: list[int]
) -> None:
    """In a unit, the first rows are kept that come nearest, even a little above the cap."""
    sizes = [5, 90, 3, 4, 5]
    rows = [{"category": "a", "tokens": size, "i": i} for i, size in enumerate(sizes)]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    args = ("balance", path, "--unit", "field:tokens", "--keep", "first", "-o", out, "-j", jobs)
    report = run(*args, "--cap", cap, "-f", "json").report
    assert [row["i"] for row in kept(out)] == expected
    (entry,) = report["categories"]
    assert (entry["target"], entry["after"]) == (cap, sum(sizes[i] for i in expected))


def test_groups_come_nearest_to_caps(run: Run, tmp_path: Path) -> None:
    """Whole groups in their order: 12 rows are nearer to a cap of 10 than 7 are, 7 to one of 9."""
    rows = [
        {"category": "a", "talk": t} for t, size in enumerate([3, 4, 5, 2]) for _ in range(size)
    ]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    for cap, rows_after in ((10, 12), (9, 7), (5, 3)):
        run("balance", path, "--group", "talk", "--keep", "first", "--cap", cap, "-o", out)
        assert len(lines(out)) == rows_after


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--keep", "divers"], "did you mean 'diverse'?"),
        (["--keep", "score:,diverse"], "is not one of"),
        (["--keep", "random,length"], "is not one of"),
        (["--keep", "weighted"], "did you mean 'weighted:FIELD'?"),
        (["--near-duplicates", "0.7"], "no effect without --keep diverse"),
        (["--keep", "diverse", "--near-duplicates", "2"], "must be at least 0.3 and at most 1"),
    ],
)
def test_ways_that_there_are_not(run: Run, tmp_path: Path, options: list[str], said: str) -> None:
    """Exit 2, and what there is."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 5}))
    ended = run("balance", path, "--cap", 2, "-n", *options)
    assert (ended.code, said in ended.err) == (2, True)
