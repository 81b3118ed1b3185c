"""Equal rows are drawn as any others: neither all of them nor none, and never side by side."""

import json
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from rebalance.numbers.positions import occurrences
from rebalance.numbers.priorities import of_occurrence
from rebalance.numbers.ranking import ranking
from rebalance.rows.writing.writer import shuffled
from tests.support import Run, write_rows


def some_equal(equal: int, others: int) -> list[dict[str, Any]]:
    """Rows of one category of which some are equal."""
    same = [{"category": "a", "text": "the same"}] * equal
    return [*same, *({"category": "a", "text": f"row {n}"} for n in range(others))]


def read(path: Path) -> list[str]:
    """The texts of rows, in order."""
    return [json.loads(line)["text"] for line in path.read_bytes().splitlines()]


def test_undersampling_draws_equal_rows_one_by_one() -> None:
    """Of 1,000 rows 100 are equal: 100 kept hold 10 ± 2.85 of them, as a simple sample does.

    Means of 400 draws stay within four standard errors, 0.57; standard deviations within 15 %.
    """
    keys = np.array([0] * 100 + list(range(1, 901)), dtype=np.uint64)
    rows, own = np.arange(1000, dtype=np.int32), of_occurrence(keys, occurrences(keys))
    kept = [int((ranking("random", own, seed)(rows)[:100] < 100).sum()) for seed in range(400)]
    assert abs(np.mean(kept) - 10) < 0.57
    assert 0.85 < np.std(kept) / 2.85 < 1.15


def test_keeps_are_nested(run: Run, tmp_path: Path) -> None:
    """With equal rows, too: what a smaller cap keeps, a larger one keeps."""
    path, kept = write_rows(tmp_path / "d.jsonl", some_equal(30, 30)), []
    for cap in (5, 20, 40):
        run("balance", path, "--cap", cap, "-o", tmp_path / "o.jsonl")
        kept.append(read(tmp_path / "o.jsonl"))
    for small, large in pairwise(kept):
        assert all(small.count(text) <= large.count(text) for text in set(small))


def test_equal_rows_do_not_come_out_side_by_side(run: Run, tmp_path: Path) -> None:
    """Of a file, or of the repeats that an earlier balance wrote."""
    path = write_rows(tmp_path / "d.jsonl", some_equal(100, 900))
    run("balance", path, "--cap", 1000, "--order", "shuffle", "-o", tmp_path / "o.jsonl")
    longest = max(len(list(run_)) for _, run_ in groupby(read(tmp_path / "o.jsonl")))
    assert longest < 6
    few = write_rows(tmp_path / "few.jsonl", some_equal(1, 99))
    lifted = ("balance", few, "--floor", 400, "--order", "shuffle", "-o", tmp_path / "r.jsonl")
    run(*lifted)
    run("balance", tmp_path / "r.jsonl", "--cap", 400, "--order", "shuffle",
        "-o", tmp_path / "s.jsonl")  # fmt: skip
    again = read(tmp_path / "s.jsonl")
    assert max(len(list(run_)) for _, run_ in groupby(again)) < 4
    assert len({tuple(again[start : start + 100]) for start in (0, 100, 200, 300)}) == 4


def test_every_pass_has_its_own_order() -> None:
    """All rows four times: four stretches, each of all rows, none in the order of another."""
    keys = np.arange(1000, dtype=np.uint64)
    order = shuffled(keys, np.full(1000, 4, dtype=np.int32), 0)
    passes = [order[start : start + 1000] for start in range(0, 4000, 1000)]
    for one in passes:
        assert len(np.unique(one)) == 1000
    ranks = [np.argsort(one) for one in passes]
    for at, one in enumerate(ranks):
        for other in ranks[at + 1 :]:
            assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(1000)


def test_other_rows_change_no_draw(run: Run, tmp_path: Path) -> None:
    """A second file with the same rows is drawn like the first, which is said."""
    rows = some_equal(20, 40)
    one, other = (write_rows(tmp_path / f"{name}.jsonl", rows) for name in "ab")
    run("balance", one, "--cap", 30, "-o", tmp_path / "one.jsonl")
    ended = run("balance", one, other, "--cap", 60, "-o", tmp_path / "both.jsonl")
    assert "120 rows have an equal in another file, and are drawn as that one is" in ended.err
    assert read(tmp_path / "both.jsonl") == read(tmp_path / "one.jsonl") * 2


def test_most_copies_counts_what_rows_say(run: Run, tmp_path: Path) -> None:
    """Five equal rows and five others, each four times: the one text stands twenty times."""
    path = write_rows(tmp_path / "d.jsonl", some_equal(5, 5))
    report = run("balance", path, "--floor", 40, "-o", tmp_path / "o.jsonl", "-f", "json").report
    assert report["categories"][0]["max_copies"] == 20
    assert read(tmp_path / "o.jsonl").count("the same") == 20
