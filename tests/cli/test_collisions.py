"""Rows that share CRC-32 and length, and are not equal: nowhere are they called identical."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from tests.support import Run

_LETTERS = 64  # each an a or a c: one bit, of which 32 are needed for the same CRC


def _row(bits: int) -> bytes:
    text = "".join("ac"[bits >> place & 1] for place in range(_LETTERS))
    return json.dumps({"category": "x", "text": text}).encode()


@cache
def collisions(number: int) -> list[bytes]:
    """Rows of which all have one CRC-32: the changes of letters that cancel out, by elimination."""
    zero = crc32(_row(0))
    basis, silent = dict[int, tuple[int, int]](), list[int]()
    for place in range(_LETTERS):
        effect, letters = crc32(_row(1 << place)) ^ zero, 1 << place
        while effect and (high := effect.bit_length()) in basis:
            effect, letters = effect ^ basis[high][0], letters ^ basis[high][1]
        if effect:
            basis[effect.bit_length()] = (effect, letters)
        else:
            silent.append(letters)
    rows = []
    for chosen in range(number):
        bits = 0
        for place, letters in enumerate(silent):
            bits ^= letters if chosen >> place & 1 else 0
        rows.append(_row(bits))
    assert len(set(rows)) == number
    assert len({(crc32(row), len(row)) for row in rows}) == 1
    return rows


def written(path: Path, rows: list[bytes]) -> Path:
    path.write_bytes(b"".join(row + b"\n" for row in rows))
    return path


@pytest.mark.parametrize("options", [(), ("--folds", 4), ("--group", "text")])
def test_splits_of_rows_that_share_a_key(
    run: Run, tmp_path: Path, options: tuple[Any, ...]
) -> None:
    """Each is a row of its own, and totals are exact."""
    path = written(tmp_path / "rows.jsonl", collisions(2_000))
    report = run("split", path, "-d", tmp_path / "p", *options, "-f", "json").report
    wanted = [500] * 4 if "--folds" in options else [1_600, 200, 200]
    assert [part["rows"] for part in report["parts"]] == wanted
    together = report["identical_rows"] or report["groups"]
    assert 0 in together.values(), together


def test_equal_rows_among_them_stay_together(run: Run, tmp_path: Path) -> None:
    """Of 1,000 rows, each twice, no pair is torn apart."""
    rows = collisions(1_000)
    path = written(tmp_path / "rows.jsonl", [*rows, *rows])
    report = run("split", path, "-d", tmp_path / "p", "-f", "json").report
    assert [part["rows"] for part in report["parts"]] == [1_600, 200, 200]
    for part in (tmp_path / "p").glob("*.jsonl"):
        lines = part.read_bytes().splitlines()
        assert len(set(lines)) * 2 == len(lines)


def test_they_are_no_duplicates(run: Run, tmp_path: Path) -> None:
    """For inspect, check and compare."""
    rows = collisions(400)
    path, other = (written(tmp_path / name, part) for name, part in
                   (("a.jsonl", rows[:200]), ("b.jsonl", rows[200:])))  # fmt: skip
    assert run("inspect", path, "-f", "json").report["duplicates"]["rows"] == 0
    assert run("check", path, "--max-duplicates", 0).code == 0
    assert run("check", path, "--max-near-duplicates", 0, "--near-duplicates", 1).code == 0
    assert run("compare", path, other, "-f", "json").report["rows_in_both"] == 0
    found = run("audit", path, other, "-f", "json").report
    assert {leak["kind"]: leak["rows"] for leak in found["leaks"]}["exact"] == 0


def test_a_changed_row_is_seen(run: Run, tmp_path: Path) -> None:
    """In a part of an earlier split, and in the dataset, though its key is the same."""
    rows = collisions(120)
    path, parts = written(tmp_path / "rows.jsonl", rows[:100]), tmp_path / "p"
    assert run("split", path, "-d", parts).code == 0
    again = ("split", path, "-d", tmp_path / "q", "--previous", parts / "manifest.json")
    assert run(*again, "-f", "json").report["gone"] == 0
    written(path, [*rows[100:110], *rows[10:100]])
    assert run(*again, "-f", "json").report["gone"] == 10
    train = (parts / "train.jsonl").read_bytes().splitlines()
    written(parts / "train.jsonl", [rows[119], *train[1:]])
    ended = run(*again)
    assert (ended.code, "its rows are not those that the manifest" in ended.err) == (2, True)
