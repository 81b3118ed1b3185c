"""Splitting again: into the same folder, and with rows of an earlier split."""

import json
from pathlib import Path

import pytest

from tests.support import SHARED, Run, needs_shared, write_rows

CASES = SHARED / "data" / "cases" / "previous"


def homes(folder: Path, field: str = "id") -> dict[str, str]:
    """The part of each row, by a field, as JSON."""
    return {
        json.dumps(json.loads(line)[field]): path.stem
        for path in folder.glob("*.jsonl")
        for line in path.read_text().splitlines()
    }


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    """Forty rows with ids."""
    rows = [{"id": i, "text": f"message {i}", "category": "ab"[i % 2]} for i in range(40)]
    return write_rows(tmp_path / "v1.jsonl", rows)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_parts_of_an_earlier_split_are_refused_or_removed(
    run: Run, logged: Path, tmp_path: Path, jobs: int
) -> None:
    """Only those that the old manifest lists, and that nobody changed since."""
    out = tmp_path / "parts"
    run("split", logged, "-d", out)
    (out / "notes.jsonl").write_text("mine\n")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    again = ("split", logged, "-d", out, "--parts", "train=0.5,dev=0.5", "-j", jobs)
    ended = run(*again)
    assert ended.code == 2
    assert "has parts of an earlier split: 'validation.jsonl', 'test.jsonl'" in ended.err
    assert "--clean" in ended.err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    test = out / "test.jsonl"
    test.write_bytes(test.read_bytes() + b'{"category": "a", "id": 99}\n')
    ended = run(*again, "--clean")
    assert (ended.code, "test.jsonl: its rows are not those" in ended.err) == (2, True)
    test.write_bytes(before["test.jsonl"])
    assert run(*again, "--clean").code == 0
    names = {"train.jsonl", "dev.jsonl", "notes.jsonl", "manifest.json"}
    assert {path.name for path in out.iterdir()} == names
    assert (out / "notes.jsonl").read_text() == "mine\n"
    assert run(*again).code == 0  # nothing is left over


def test_what_is_read_is_not_removed(run: Run, logged: Path, tmp_path: Path) -> None:
    """A part of the old split may be the dataset of the new one."""
    out = tmp_path / "parts"
    run("split", logged, "-d", out)
    test = out / "test.jsonl"
    ended = run("split", test, "-d", out, "--parts", "train=0.5,dev=0.5", "--clean")
    assert (ended.code, test.exists()) == (2, True)
    assert "is an input as well as an output" in ended.err


def test_a_manifest_names_no_file_elsewhere(run: Run, logged: Path, tmp_path: Path) -> None:
    """One that was made up removes nothing outside of its folder."""
    out, victim = tmp_path / "parts", tmp_path / "victim.jsonl"
    run("split", logged, "-d", out)
    victim.write_bytes((out / "test.jsonl").read_bytes())
    manifest = out / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"test.jsonl"', '"../victim.jsonl"'))
    run("split", logged, "-d", out, "--folds", 2, "--clean")
    assert victim.exists()


@pytest.mark.parametrize("change", ["field", "form"])
def test_an_earlier_split_of_which_most_is_gone(
    run: Run, logged: Path, tmp_path: Path, change: str
) -> None:
    """It says why that may be, and with a key all rows keep their parts."""
    rows = [json.loads(line) for line in logged.read_text().splitlines()]
    new = tmp_path / "v2.jsonl"
    if change == "field":
        write_rows(new, [{**row, "tokens": 5, "id": float(row["id"])} for row in rows])
    else:
        new.write_text("".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows))
    run("split", logged, "-d", tmp_path / "p")
    args = ("split", new, "-d", tmp_path / "q", "--previous", tmp_path / "p/manifest.json")
    ended = run(*args)
    assert (ended.code, (tmp_path / "q").exists()) == (2, False)
    said = " ".join(ended.err.split())
    assert "40 of 40 rows of the earlier split are not in the dataset" in said
    assert "a field may have been added, or the file written anew" in said
    assert "--key FIELD" in said
    report = run(*args, "--key", "id", "-f", "json").report
    assert (report["moved"], report["gone"]) == (0, 0)
    assert report["changed"] == (40 if change == "field" else 0)
    assert report["coverage"]["previous"]["looked_at"] == 40
    if change == "form":
        assert homes(tmp_path / "q") == homes(tmp_path / "p")


def test_a_key_is_kept_for_the_next_time(run: Run, logged: Path, tmp_path: Path) -> None:
    """The manifest has it; windows roll, so that gone rows are counted, and never refused."""
    run("split", logged, "-d", tmp_path / "p", "--key", "id")
    manifest = tmp_path / "p/manifest.json"
    assert json.loads(manifest.read_text())["options"]["key"] == "id"
    rolled = [{"id": i, "text": f"message {i}", "category": "a"} for i in range(35, 90)]
    new = write_rows(tmp_path / "v2.jsonl", rolled)
    ended = run("split", new, "-d", tmp_path / "q", "--previous", manifest, "-f", "json")
    assert ended.code == 0
    assert ended.report["gone"] == 35
    covered = ended.report["coverage"]["previous"]
    assert (covered["rows"], covered["looked_at"]) == (40, 5)
    assert "35 as they are not in the dataset now, first" in " ".join(ended.err.split())
    stayed = homes(tmp_path / "q").items() & homes(tmp_path / "p").items()
    assert len(stayed) == 5


def test_keys_that_look_alike(run: Run, tmp_path: Path) -> None:
    """1 and 1.0 are one key; "1" is another, which is said."""
    rows = [{"id": i, "category": "a"} for i in range(20)] + [{"id": "1", "category": "a"}]
    path = write_rows(tmp_path / "d.jsonl", rows)
    ended = run("split", path, "-d", tmp_path / "p", "--key", "id")
    assert "such as 1 at" in ended.err
    assert "differ only in type" in ended.err
    assert run("split", path, "-d", tmp_path / "q", "--key", "nope").code == 2


def test_categories_that_train_lacks(run: Run, tmp_path: Path) -> None:
    """Are named, the first five, with their number."""
    rows = [{"category": name, "at": at} for at, name in enumerate(["a"] * 40 + [*"bcdefgh"] * 3)]
    path = write_rows(tmp_path / "d.jsonl", rows)
    args = ("split", path, "-d", tmp_path / "p", "--time", "at", "--parts")
    ended = run(*args, "train=0.5,test=0.5")
    said = " ".join(ended.err.split())
    assert "7 of 8 categories have no rows in 'train': 'b', 'c', 'd', 'e', 'f' and 2 more" in said


def test_rows_without_words_are_said(run: Run, tmp_path: Path) -> None:
    """Near-duplicates cannot be looked for among them."""
    rows = [{"text": f"some words {i} and more of them", "category": "a"} for i in range(30)]
    rows += [{"text": "", "category": "a"}] * 3
    path = write_rows(tmp_path / "d.jsonl", rows)
    ended = run("split", path, "-d", tmp_path / "p", "--near-duplicates", 0.7, "-f", "json")
    near = ended.report["coverage"]["near"]
    assert (near["rows"], near["looked_at"]) == (33, 30)
    assert "near: 3 of 33 rows could not be looked at" in " ".join(ended.err.split())


@needs_shared
@pytest.mark.parametrize("name", ["v2_field", "v2_reformat", "v2_fix", "both"])
def test_cases(run: Run, tmp_path: Path, name: str) -> None:
    """Most rows gone: exit 2; with the key, all keep their parts."""
    run("split", CASES / "v1.jsonl", "-b", "label", "-d", tmp_path / "p")
    args = ("split", CASES / f"{name}.jsonl", "-b", "label", "-d", tmp_path / "q",
            "--previous", tmp_path / "p/manifest.json")  # fmt: skip
    assert run(*args, "-q").code == (2 if name in ("v2_field", "v2_reformat") else 0)
    ended = run(*args, "--key", "id", "-f", "json")
    assert (ended.code, ended.report["moved"], ended.report["gone"]) == (0, 0, 0)
    assert homes(tmp_path / "q") == homes(tmp_path / "p")


def test_keys_of_another_type(run: Run, tmp_path: Path) -> None:
    """Match no earlier row, which is said with its reason; nor do rows without a key."""
    rows = [{"id": n, "text": f"row {n}", "category": "a"} for n in range(40)]
    old = write_rows(tmp_path / "old.jsonl", rows)
    assert run("split", old, "-d", tmp_path / "one", "--key", "id").code == 0
    new = write_rows(tmp_path / "new.jsonl", [{**row, "id": str(row["id"])} for row in rows[:-1]])
    with new.open("a") as file:
        file.write('{"id": null, "text": "row", "category": "a"}\n')
    ended = run("split", new, "--previous", tmp_path / "one" / "manifest.json", "--key", "id",
                "-d", tmp_path / "two", "-f", "json")  # fmt: skip
    assert ended.code == 0
    reasons = {one["reason"]: one["rows"] for one in
               ended.report["coverage"]["previous"]["not_looked_at"]}  # fmt: skip
    assert reasons == {
        "they are not in the dataset now": 1,
        "their key now differs in type, case, white space or Unicode form": 39,
    }
    assert "1 row without a value in 'id': they match no earlier row" in ended.err
