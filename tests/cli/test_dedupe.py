"""`rebalance dedupe`: rows that repeat others, and the one that is kept of them."""

import json
from pathlib import Path
from typing import Any

import pytest

import rebalance
from tests.support import Run, lines, write_rows

EQUAL = [
    b'{"id": 1, "category": "a", "instruction": "Name a prime number.", "output": "2", "n": 1}',
    b'{"id": 2, "category": "a", "instruction": "What is the capital of France?", "output": "x"}',
    b'{"id": 1, "category": "a", "instruction": "Name a prime number.", "output": "2", "n": 1}'
    b" \t\r",
    b'{"category":"a","id":1.0,"instruction":"N\\u0061me a prime number.","output":"2","n":1e0}',
    b'{"id": 5, "category": "b", "instruction": "what is the capital of  FRANCE", "output": "xyz"}',
    b'{"id": 6, "instruction": "Name a prime number.", "output": "2", "n": 1, "category": "a"}',
]
KEPT = {  # by kind, with what is kept for each row
    "--exact": [0, 1, 0, 3, 4, 5],
    "--equal": [0, 1, 0, 0, 4, 5],
    "--equal --ignore id,category": [0, 1, 0, 0, 4, 0],
    "--prompt": [0, 1, 0, 0, 1, 0],
    "--prompt --keep longest": [0, 4, 0, 0, 4, 0],
    "--prompt --keep score:id": [5, 4, 5, 5, 4, 5],
    "--near 0.9": [0, 1, 0, 0, 1, 0],
}


@pytest.fixture
def repeats(tmp_path: Path) -> Path:
    """Six rows and a blank line; the last has no line end."""
    path = tmp_path / "d.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join([*EQUAL[:3], b" ", *EQUAL[3:]]))
    return path


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("how", KEPT)
def test_kinds_of_repeats(run: Run, repeats: Path, jobs: int, how: str) -> None:
    """What is kept and what is dropped, and for which row, whatever the processes and cuts."""
    out, gone = repeats.with_name("out.jsonl"), repeats.with_name("gone.jsonl")
    ended = run("dedupe", repeats, *how.split(), "-o", out, "--dropped", gone, "-j", jobs,
                "-f", "json", env={"REBALANCE_SPAN_BYTES": "90"})  # fmt: skip
    assert ended.code == 0, ended.err
    heads = KEPT[how]
    kept = [row for at, row in enumerate(EQUAL) if heads[at] == at]
    assert out.read_bytes() == b"".join(row + b"\n" for row in kept)
    places = [1, 2, 3, 5, 6, 7]
    records = [json.loads(line) for line in lines(gone)]
    assert [(one["line"], one["kept"]["line"], one["raw"].encode()) for one in records] == [
        (places[at], places[head], EQUAL[at]) for at, head in enumerate(heads) if head != at
    ]
    text = repeats.read_bytes()
    for one in records:
        assert one["file"] == one["kept"]["file"] == str(repeats)
        assert text[one["byte_offset"] :].startswith(one["raw"].encode())
    report = ended.report
    assert (report["rows_before"], report["rows_after"]) == (6, len(kept))
    assert report["dropped"] == len(records) == sum(o["dropped"] for o in report["cluster_sizes"])
    assert report["blank_lines"] == 1
    assert {one["label"]: one["before"] for one in report["categories"]} == {"a": 5, "b": 1}
    assert sum(one["after"] for one in report["categories"]) == len(kept)


def test_clusters_and_categories(run: Run, tmp_path: Path) -> None:
    """By size, the largest with their places; rows without a category are rows."""
    rows: list[dict[str, object]] = [{"text": f"t{at}"} for at in range(3)]
    for at, times in enumerate([2, 2, 3, 5, 9]):
        rows += [{"category": f"c{at % 2}", "text": f"x{at}"}] * times
    path = write_rows(tmp_path / "d.jsonl", [*rows, {"text": "t1"}])
    ended = run("dedupe", path, "--exact", "-n", "-f", "json")
    assert ended.report["cluster_sizes"] == [
        {"least": 2, "most": 2, "clusters": 3, "dropped": 3},
        {"least": 3, "most": 3, "clusters": 1, "dropped": 2},
        {"least": 4, "most": 7, "clusters": 1, "dropped": 4},
        {"least": 8, "most": 15, "clusters": 1, "dropped": 8},
    ]
    first = {"kept": f"{path}:16", "dropped": f"{path}:17", "rows": 9}
    assert ended.report["largest_clusters"][0] == first
    assert ended.report["missing"] == {"absent": 4, "null": 0, "empty": 0}
    assert ended.report["missing_dropped"] == 1
    assert ended.report["output"] is None
    assert [(one["label"], one["before"], one["after"]) for one in ended.report["categories"]] == [
        ("c0", 14, 3), ("c1", 7, 2)
    ]  # fmt: skip
    assert not list(tmp_path.glob("*.json"))
    table = run("dedupe", path, "--exact", "-n").text
    assert "8–15" in table
    assert "no category" in table
    bare = write_rows(tmp_path / "bare.jsonl", [{"text": "t"}, {"text": "t"}])
    ended = run("dedupe", bare, "--exact", "-n", "-f", "json")
    assert (ended.report["by"], ended.report["categories"], ended.report["dropped"]) == ([], [], 1)
    assert run("dedupe", bare, "--exact", "-n", "-f", "csv").text.splitlines()[1] == "2,2,1,1"


@pytest.mark.parametrize("kind", ["--exact", "--equal", "--prompt", "--near=0.7"])
def test_rows_of_another_file(run: Run, tmp_path: Path, kind: str) -> None:
    """OTHER wins over all, is only read, and its own repeats are none of the dataset."""
    one, two = {"instruction": "What is the capital of Chad?"}, {"instruction": "Add one and two."}
    path = write_rows(tmp_path / "d.jsonl", [two | {"s": 9}, one, two | {"s": 9}, one])
    other = write_rows(tmp_path / "other.jsonl", [one, one, {"instruction": "Sing of the sea!"}])
    before, out, gone = other.read_bytes(), tmp_path / "out.jsonl", tmp_path / "gone.jsonl"
    args = ("dedupe", path, kind, "--against", other, "-o", out, "--dropped", gone)
    report = run(*args, "-f", "json").report
    assert lines(out) == lines(path)[:1]
    assert other.read_bytes() == before
    assert report["against"] == [{"path": str(other), "rows": 3, "bad_rows": 0, "dropped": 2}]
    assert (report["rows_before"], report["rows_after"]) == (4, 1)
    kept = [json.loads(line)["kept"] for line in lines(gone)]
    assert [(Path(one["file"]).name, one["line"]) for one in kept] == [
        ("other.jsonl", 1), ("d.jsonl", 1), ("other.jsonl", 1),
    ]  # fmt: skip
    ended = run("dedupe", other, kind, "--against", path, "--against", other, "-o", out)
    assert (ended.code, "no row would be kept" in ended.err) == (2, True)
    assert run(*args[:2], kind, "--against", path, "-o", out, "--allow-empty").code == 0
    assert out.read_bytes() == b""


def test_each_dropped_row_is_like_the_row_that_is_kept(run: Run, tmp_path: Path) -> None:
    """Of a chain whose ends are not alike, both ends stay."""
    words = [f"w{at}" for at in range(80)]
    rows = [{"instruction": " ".join(words[at : at + 60])} for at in (0, 6, 12, 18)]
    path = write_rows(tmp_path / "d.jsonl", rows)
    out, gone = tmp_path / "out.jsonl", tmp_path / "gone.jsonl"
    run("dedupe", path, "--near", 0.75, "-o", out, "--dropped", gone)
    records = [json.loads(line) for line in lines(gone)]
    assert [(one["line"], one["kept"]["line"]) for one in records] == [(2, 1), (4, 3)]
    assert run("dedupe", out, "--near", 0.75, "-n", "-f", "json").report["dropped"] == 0


def test_rows_that_cannot_be_compared_are_kept(run: Run, tmp_path: Path) -> None:
    """Counted with the reasons; a share that is too low is exit 1, and none at all exit 2."""
    rows: list[dict[str, object]] = [{"instruction": "Say hi!", "n": at} for at in range(3)]
    strange: list[dict[str, object]] = [{"zzz": 1}, {"zzz": 1}]
    path, out = write_rows(tmp_path / "d.jsonl", [*rows, *strange]), tmp_path / "out.jsonl"
    for kind, reason in (("prompt", "their shape is not known"), ("near", "they have no words")):
        given = [f"--{kind}", *(["0.7"] if kind == "near" else [])]
        ended = run("dedupe", path, *given, "-o", out, "-f", "json")
        assert ended.report["coverage"][kind]["looked_at"] == 3
        assert f"2 of 5 rows could not be looked at (2 as {reason}, first {path}:4)" in ended.err
        assert lines(out) == [lines(path)[0], *lines(path)[3:]]
        low = run("dedupe", path, *given, "-o", tmp_path / "no", "--min-coverage", "70%")
        assert (low.code, (tmp_path / "no").exists()) == (1, False)
        assert "nothing was written" in low.err
        assert run("dedupe", path, *given, "-n", "--min-coverage", "60%").code == 0
        blind = write_rows(tmp_path / "blind.jsonl", strange)
        for files in ([blind], [path, "--against", blind]):
            ended = run("dedupe", *files, *given, "-n")
            assert (ended.code, "FIELD" in ended.err) == (2, True)


def test_other_categories_are_said(run: Run, tmp_path: Path) -> None:
    """Of rows that repeat one of another category, and categories that lose all rows."""
    rows = [{"category": name, "instruction": "Sing!"} for name in "aab"]
    path = write_rows(tmp_path / "d.jsonl", rows)
    ended = run("dedupe", path, "--prompt", "-n", "-f", "json")
    assert ended.report["other_category"] == 1
    assert "1 dropped row has another category than the row that is kept for it" in ended.err
    assert "1 of 2 categories ends with no rows: 'b'" in ended.err


def test_scores(run: Run, tmp_path: Path) -> None:
    """The highest is kept, the first of equal ones; rows without a score come last."""
    rows = [{"instruction": "Sing!", "s": s} for s in (None, 1, 3, "9", 3.0)]
    path, out = write_rows(tmp_path / "d.jsonl", rows), tmp_path / "out.jsonl"
    ended = run("dedupe", path, "--prompt", "--keep", "score:s", "-o", out)
    assert lines(out) == lines(path)[2:3]
    assert "2 rows without a number as score: kept last" in ended.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "choose --exact, --equal, --prompt or --near 0.7"),
        (["--exact", "--near", "0.7"], "--exact and --near are different kinds of repeats"),
        (["--exact", "--keep", "longest"], "--keep: has no effect with --exact"),
        (["--exact", "--ignore", "id"], "--ignore: has no effect without --equal"),
        (["--equal", "--text", "id"], "--text: has no effect without --prompt or --near"),
        (["--exact", "--min-coverage", "1"], "--min-coverage: has no effect without"),
        (["--near", "0.1"], "--near: "),
        (["--equal", "--keep", "score"], "is not one of first, longest, score:FIELD"),
        (["--equal", "--keep", "score:zz"], "'zz'"),
        (["--equal", "--ignore", "id,zz"], "'zz'"),
        (["--exact", "--seed", "3"], "--seed: has no effect without --order shuffle"),
    ],
)
def test_impossible_requests(run: Run, repeats: Path, options: list[str], said: str) -> None:
    """Exit 2, with advice."""
    ended = run("dedupe", repeats, *options, "-n")
    assert (ended.code, said in ended.err) == (2, True), ended.err
    assert "give --output FILE, or --dry-run" in run("dedupe", repeats, "--exact").err


def test_bad_rows(run: Run, tmp_path: Path) -> None:
    """Refused, or left out and counted: those of the dataset and those of other files apart."""
    path, other = tmp_path / "d.jsonl", tmp_path / "other.jsonl"
    path.write_bytes(b'{"a": 1}\nno\n{"a": 1}\n\n')
    other.write_bytes(b'{"a": 2}\n\nno\nno\n')
    out, rejects = tmp_path / "out.jsonl", tmp_path / "rejects.jsonl"
    args = ("dedupe", path, "--exact", "--against", other, "-o", out)
    assert run(*args).code == 3
    report = run(*args, "--rejects", rejects, "-f", "json").report
    assert (report["bad_rows"], report["blank_lines"], report["dropped"]) == (1, 1, 1)
    assert report["against"][0]["bad_rows"] == 2
    assert len(lines(rejects)) == 3
    assert out.read_bytes() == b'{"a": 1}\n'
    path.write_bytes(b"\n")
    assert run(*args, "--on-error", "skip").code == 3


def test_both_doors(run: Run, repeats: Path) -> None:
    """The verb does what the command does."""
    out = repeats.with_name("out.jsonl")
    given: dict[str, Any] = {"prompt": True, "keep": "longest", "output": out}
    report = rebalance.dedupe(repeats, **given)
    written = out.read_bytes()
    ended = run("dedupe", repeats, "--prompt", "--keep", "longest", "-o", out, "-f", "json")
    assert (ended.text, out.read_bytes()) == (report.to_json(), written)
    assert [one.dropped for one in report.categories] == [4, 0]
    ended = run("dedupe", repeats, "--prompt", "-o", "-", "-q")
    assert ended.out.count(b"\n") == 2


def test_shuffled(run: Run, tmp_path: Path) -> None:
    """The same rows, in the order of a seed."""
    path = write_rows(tmp_path / "d.jsonl", [{"n": at % 20} for at in range(40)])
    outs = []
    for seed in (1, 2):
        out = tmp_path / f"{seed}.jsonl"
        run("dedupe", path, "--equal", "--order", "shuffle", "--seed", seed, "-o", out)
        outs.append(lines(out))
    assert outs[0] != outs[1]
    assert sorted(outs[0]) == sorted(outs[1]) == sorted(lines(path)[:20])
