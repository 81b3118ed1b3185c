"""`rebalance split`: groups, near-duplicates, folds, labels, stable, earlier and timed splits."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.support import Row, Run, lines, rows_of, write_rows

NAMES = ("train", "validation", "test")
JOBS = pytest.mark.parametrize("jobs", [1, 2, 3])


def parts_of(folder: Path) -> dict[str, list[Any]]:
    """The rows of each part."""
    return {
        path.stem: [json.loads(line) for line in lines(path)]
        for path in sorted(folder.glob("*.jsonl"))
    }


def homes(folder: Path, field: str) -> dict[object, set[str]]:
    """In which parts each value of a field is."""
    found = defaultdict(set)
    for name, rows in parts_of(folder).items():
        for row in rows:
            found[row[field]].add(name)
    return found


def digests(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def conversations(count: int = 200) -> list[Row]:
    """Rows in groups of 1 to 4, of three categories."""
    return [
        {"category": "abc"[group % 3], "talk": group, "text": f"{group} {turn} x"}
        for group in range(count)
        for turn in range(1 + group % 4)
    ]


@JOBS
def test_groups_stay_whole(
    run: Run, tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No value lies in two parts, shares are near their targets, as with one process."""
    monkeypatch.setenv("REBALANCE_SPAN_BYTES", "500")
    path = write_rows(tmp_path / "talks.jsonl", conversations())
    report = run("split", path, "-d", tmp_path / "p", "--group", "talk", "-j", jobs, "-f", "json")
    assert all(len(parts) == 1 for parts in homes(tmp_path / "p", "talk").values())
    assert [part["rows"] for part in report.report["parts"]] == [400, 50, 50]
    assert report.report["groups"] == {"count": 150, "largest": 4, "without_value": 0}
    assert report.report["leaks_prevented"] > 20
    for part in report.report["parts"]:
        for category in part["categories"]:
            assert abs(category["rows"] - category["target"]) <= 2
    run("split", path, "-d", tmp_path / "one", "--group", "talk", "-j", 1)
    one, other = digests(tmp_path / "one"), digests(tmp_path / "p")
    assert {n: f for n, f in one.items() if "manifest" not in n} == {
        n: f for n, f in other.items() if "manifest" not in n
    }


def test_rows_that_share_any_of_several_values_are_one_group(run: Run, tmp_path: Path) -> None:
    """a-b by author, b-c by document: a and c are together; rows without values are alone."""
    chain = [{"category": "x", "author": i // 2, "document": (i + 1) // 2, "i": i}
             for i in range(20)]  # fmt: skip
    free = [{"category": "x", "author": None, "document": "", "i": 20 + i} for i in range(80)]
    path = write_rows(tmp_path / "rows.jsonl", [*chain, *free])
    ended = run("split", path, "-d", tmp_path / "p", "--group", "author", "--group", "document",
                "-f", "json")  # fmt: skip
    report = ended.report
    assert report["groups"] == {"count": 1, "largest": 20, "without_value": 80}
    chained = [name for name, rows in parts_of(tmp_path / "p").items() if rows[0]["i"] < 20]
    assert chained == ["train"]


def test_a_category_in_too_few_groups_is_named(run: Run, tmp_path: Path) -> None:
    """Thirty rows in two documents cannot reach three parts, and the note says so."""
    rows = [{"category": "thin", "document": i % 2, "i": i} for i in range(30)]
    rows += [{"category": "wide", "document": 10 + i, "i": i} for i in range(300)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    ended = run("split", path, "-d", tmp_path / "p", "--group", "document")
    assert "Categories in too few groups to reach every part (1): 'thin'." in ended.text


def alike(words: int, changed: int, number: int) -> str:
    """A text, some of its last words changed."""
    kept = [f"word{number}x{i}" for i in range(words - changed)]
    return " ".join(kept + [f"new{number}x{i}" for i in range(changed)])


def test_groups_that_can_never_be_in_a_part_are_said(run: Run, tmp_path: Path) -> None:
    """In a warning with numbers; where all fit, nothing is said."""
    talks = [*[0] * 30, *[1] * 12, *[2] * 8, *range(3, 53)]
    rows = [{"category": "a", "talk": talk} for talk in talks]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    args = ("split", path, "--group", "talk", "-d", tmp_path / "p", "--clean")
    ended = run(*args)
    assert (
        "2 groups, of up to 30 rows, are larger than 'test' is to be (10 rows), and can never be"
        " in it"
    ) in " ".join(ended.err.split())
    assert "larger than" not in run(*args, "--parts", "train=0.5,test=0.5").err


@JOBS
def test_near_duplicates_stay_together(run: Run, tmp_path: Path, jobs: int) -> None:
    """Texts that differ in a few last words share a part, whatever their shape and length."""
    rows: list[Row] = []
    for number in range(100):
        for changed in (0, 1, 2):
            text = alike(12 + number, changed, number)
            shapes: list[dict[str, object]] = [
                {"instruction": text, "output": f"{number} {changed}"},
                {"messages": [{"role": "user", "content": text},
                              {"role": "assistant", "content": "yes"}]},
                {"prompt": text, "completion": f"{changed}"},
                {"text": text + f" {changed}"},
            ]  # fmt: skip
            rows.append({"category": "a", **shapes[number % 4], "family": number})
    path = write_rows(tmp_path / "rows.jsonl", rows)
    ended = run("split", path, "-d", tmp_path / "p", "--near-duplicates", 0.6, "-j", jobs,
                "-f", "json", "--no-stratify")  # fmt: skip
    report = ended.report
    assert report["groups"]["count"] == 100
    assert report["groups"]["largest"] == 3
    near = report["near_duplicates"]
    assert (near["pairs"], near["whole_text"], near["threshold"]) == (200, False, 0.6)
    assert (near["templated"], near["raised"]) == (0, [])
    assert report["leaks_prevented"] > 0
    assert all(len(parts) == 1 for parts in homes(tmp_path / "p", "family").values())
    assert [part["rows"] for part in report["parts"]] == [240, 30, 30]


def test_the_text_that_is_compared_can_be_chosen(run: Run, tmp_path: Path) -> None:
    """--text looks at that field only."""
    rows = [{"category": "a", "one": alike(30, 0, 1), "two": alike(30, 0, i), "i": i}
            for i in range(50)]  # fmt: skip
    path = write_rows(tmp_path / "rows.jsonl", rows)
    args = ("split", path, "-d", tmp_path / "p", "--near-duplicates", 0.7, "-f", "json",
            "--allow-empty")  # fmt: skip
    assert run(*args, "--text", "one").report["groups"]["largest"] == 50
    assert run(*args, "--text", "two").report["groups"]["count"] == 0


@JOBS
def test_folds(run: Run, tmp_path: Path, jobs: int) -> None:
    """Sizes and counts of categories differ by at most one; one file holds the same folds."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 103, "b": 51, "c": 7, "d": 1}))
    report = run("split", path, "--folds", 5, "-d", tmp_path / "p", "-j", jobs, "-f", "json").report
    sizes = [part["rows"] for part in report["parts"]]
    assert (sum(sizes), max(sizes) - min(sizes)) == (162, 1)
    for at in range(4):
        counts = [part["categories"][at]["rows"] for part in report["parts"]]
        assert max(counts) - min(counts) <= 1
    assert run("split", path, "--folds", 5, "-o", tmp_path / "one.jsonl", "-j", jobs).code == 0
    spliced = [json.loads(line) for line in lines(tmp_path / "one.jsonl")]
    parts = parts_of(tmp_path / "p")
    assert [row["id"] for row in spliced] == list(range(162))
    for fold in range(5):
        ids = [row["id"] for row in spliced if row["fold"] == fold]
        assert ids == [row["id"] for row in parts[f"fold-{fold}"]]


def test_folds_keep_groups_whole(run: Run, tmp_path: Path) -> None:
    """Groups are in one fold each, and folds are nearly as large."""
    path = write_rows(tmp_path / "talks.jsonl", conversations())
    report = run("split", path, "-d", tmp_path / "p", "--group", "talk", "--folds", 4,
                 "-f", "json").report  # fmt: skip
    assert all(len(parts) == 1 for parts in homes(tmp_path / "p", "talk").values())
    assert [part["rows"] for part in report["parts"]] == [125] * 4


def test_rows_with_the_field_are_refused(run: Run, tmp_path: Path) -> None:
    """A fold is spliced in only where no row has one."""
    path = write_rows(tmp_path / "r.jsonl", [{"category": "a", "fold": 1}, {"category": "a"}])
    ended = run("split", path, "--folds", 2, "-o", tmp_path / "o.jsonl")
    assert ended.code == 2
    assert "'fold'" in ended.err
    assert run("split", path, "--folds", 2, "-o", tmp_path / "o.jsonl", "--field", "k").code == 0


def labelled(count: int = 300) -> list[Row]:
    """Rows with one to three of eight labels, some of them rare."""
    names = [f"l{i}" for i in range(8)]
    return [
        {"category": sorted({names[i % 8], names[(i * i) % 5], names[(i // 7) % 3]}), "i": i}
        for i in range(count)
    ]


@JOBS
def test_labels_are_stratified(run: Run, tmp_path: Path, jobs: int) -> None:
    """Totals are exact, and every label with three rows or more is in every part."""
    path = write_rows(tmp_path / "rows.jsonl", labelled())
    report = run("split", path, "-d", tmp_path / "p", "-j", jobs, "-f", "json").report
    assert [part["rows"] for part in report["parts"]] == [240, 30, 30]
    for part, share in zip(report["parts"], (0.8, 0.1, 0.1), strict=True):
        for label in part["categories"]:
            assert label["rows"]
            assert abs(label["rows"] - label["target"]) <= 1 + 0.1 * share * 300
    everything = [row["i"] for rows in parts_of(tmp_path / "p").values() for row in rows]
    assert sorted(everything) == list(range(300))


def part_of_each(folder: Path) -> dict[object, str]:
    """The part of each row, by its `id`."""
    return {row["id"]: name for name, rows in parts_of(folder).items() for row in rows}


def test_stable_parts_do_not_change(run: Run, tmp_path: Path) -> None:
    """Rows added, removed and reordered: not one row changes its part."""
    rows = rows_of({"a": 400, "b": 90, "c": 10})
    first = write_rows(tmp_path / "first.jsonl", rows)
    more = [{"id": f"new {i}", "category": "z", "text": ""} for i in range(50)]
    second = write_rows(tmp_path / "second.jsonl", [*more, *reversed(rows[7:])])
    ended = run("split", first, "-d", tmp_path / "p", "--stable")
    run("split", second, "-d", tmp_path / "q", "--stable")
    before, after = part_of_each(tmp_path / "p"), part_of_each(tmp_path / "q")
    assert {name for name in after if before.get(name, after[name]) != after[name]} == set()
    counts = Counter(before.values())
    assert 380 <= counts["train"] <= 420
    assert "totals are off by" in ended.text


def test_stable_groups_do_not_change(run: Run, tmp_path: Path) -> None:
    """A group's part depends on its value alone."""
    rows = conversations()
    first = write_rows(tmp_path / "first.jsonl", rows)
    second = write_rows(tmp_path / "second.jsonl", rows[::-2])
    run("split", first, "-d", tmp_path / "p", "--stable", "--group", "talk")
    run("split", second, "-d", tmp_path / "q", "--stable", "--group", "talk")
    before, after = homes(tmp_path / "p", "talk"), homes(tmp_path / "q", "talk")
    assert all(len(parts) == 1 for parts in before.values())
    assert after.items() <= before.items()


def test_a_category_that_misses_a_part_by_chance_is_named(run: Run, tmp_path: Path) -> None:
    """The stable split cannot promise that every category reaches every part."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({f"c{i}": 4 for i in range(40)}))
    ended = run("split", path, "-d", tmp_path / "p", "--stable")
    assert "missing from a part, by chance, since --stable does not fix shares" in ended.text
    assert "and 3" in ended.text  # more of them


def test_rows_of_an_earlier_split_keep_their_parts(run: Run, tmp_path: Path) -> None:
    """Added rows fill the parts exactly; not one of the others moves."""
    rows = rows_of({"a": 400, "b": 90, "c": 10})
    first = write_rows(tmp_path / "first.jsonl", rows)
    more = [{"id": f"new {i}", "category": "abz"[i % 3], "text": ""} for i in range(50)]
    second = write_rows(tmp_path / "second.jsonl", [*more, *reversed(rows)])
    run("split", first, "-d", tmp_path / "p")
    ended = run("split", second, "-d", tmp_path / "q", "--previous", tmp_path / "p/manifest.json")
    assert f"0 rows changed parts since {tmp_path / 'p/manifest.json'}." in ended.text
    assert part_of_each(tmp_path / "p").items() <= part_of_each(tmp_path / "q").items()
    assert {n: len(r) for n, r in parts_of(tmp_path / "q").items()} == {
        "train": 440, "validation": 55, "test": 55,
    }  # fmt: skip


def test_manifests_of_older_versions_are_read(run: Run, tmp_path: Path) -> None:
    """They name another report; the next split may go to the same folder."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 50, "b": 9}))
    run("split", path, "-d", tmp_path / "p")
    manifest = tmp_path / "p/manifest.json"
    before, text = digests(tmp_path / "p"), manifest.read_text(encoding="utf-8")
    assert '"report": "rebalance.split/2"' in text
    manifest.write_text(text.replace("rebalance.split/2", "rebalance.split/1"), encoding="utf-8")
    ended = run("split", path, "-d", tmp_path / "p", "--previous", manifest, "-f", "json")
    assert (ended.report["moved"], ended.report["gone"]) == (0, 0)
    after = digests(tmp_path / "p")
    assert before.pop("manifest.json") != after.pop("manifest.json")
    assert before == after


def test_leaks_prevented_are_those_of_a_plain_draw(run: Run, tmp_path: Path) -> None:
    """Groups are assigned once: what is counted is what --stable without a group tears apart.

    Before, the whole split was made a second time without groups, for this one number.
    """
    path = write_rows(tmp_path / "talks.jsonl", conversations())
    drawn = ("--stable", "--allow-shared-prompts", "--seed", 5)
    run("split", path, "-d", tmp_path / "drawn", *drawn)
    home = {row["text"]: name for name, rows in parts_of(tmp_path / "drawn").items()
            for row in rows}  # fmt: skip
    first = {row["talk"]: row["text"] for row in reversed(conversations())}
    torn = sum(home[row["text"]] != home[first[row["talk"]]] for row in conversations())
    report = run("split", path, "-d", tmp_path / "p", "--group", "talk", "--seed", 5,
                 "-f", "json").report  # fmt: skip
    assert report["leaks_prevented"] == torn > 20


def test_a_group_in_two_earlier_parts_moves_to_the_first(run: Run, tmp_path: Path) -> None:
    """What grouping moves is counted."""
    rows = conversations()
    path = write_rows(tmp_path / "rows.jsonl", rows)
    run("split", path, "-d", tmp_path / "p")
    torn = {talk for talk, parts in homes(tmp_path / "p", "talk").items() if len(parts) > 1}
    before = homes(tmp_path / "p", "talk")
    report = run("split", path, "-d", tmp_path / "q", "--group", "talk", "--previous",
                 tmp_path / "p/manifest.json", "-f", "json").report  # fmt: skip
    after = homes(tmp_path / "q", "talk")
    assert torn
    assert report["moved"] >= len(torn)
    for talk in torn:
        assert after[talk] == {min(before[talk], key=NAMES.index)}


def test_parts_that_were_changed_are_refused(run: Run, tmp_path: Path) -> None:
    """An earlier part with other rows, another manifest, other names: exit 2, and why."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 50}))
    run("split", path, "-d", tmp_path / "p")
    manifest = tmp_path / "p/manifest.json"
    args = ("split", path, "-d", tmp_path / "q", "--previous")
    assert "its parts are" in run(*args, manifest, "--parts", "a=0.5,b=0.5").err
    assert "not a manifest that split wrote" in run(*args, path).err
    test = tmp_path / "p/test.jsonl"
    test.write_bytes(test.read_bytes() + b'{"category": "a", "id": "new"}\n')
    ended = run(*args, manifest)
    assert (ended.code, "its rows are not those" in ended.err) == (2, True)
    assert run(*args, tmp_path / "none.json").code == 4


@JOBS
def test_the_latest_rows_are_the_test_part(run: Run, tmp_path: Path, jobs: int) -> None:
    """Every row of a later part is later; rows of one time stay together; dates work as numbers."""
    days = [(i * 37) % 100 for i in range(200)]
    rows = [{"category": "ab"[i % 2], "at": f"2026-01-01T{d // 60:02}:{d % 60:02}:00Z", "i": d}
            for i, d in enumerate(days)]  # fmt: skip
    path = write_rows(tmp_path / "rows.jsonl", rows)
    ended = run("split", path, "-d", tmp_path / "p", "--time", "at", "-j", jobs, "-f", "json")
    assert [part["rows"] for part in ended.report["parts"]] == [160, 20, 20]
    parts = parts_of(tmp_path / "p")
    assert max(r["i"] for r in parts["train"]) < min(r["i"] for r in parts["validation"])
    assert max(r["i"] for r in parts["validation"]) < min(r["i"] for r in parts["test"])
    run("split", path, "-d", tmp_path / "q", "--time", "i", "-j", jobs)
    assert parts_of(tmp_path / "q") == parts


def test_rows_without_a_time_are_bad(run: Run, tmp_path: Path) -> None:
    """What is no date stops the split, with its place, or is left out and counted."""
    rows = [{"category": "a", "at": at} for at in ("2026-01-01", "soon", "2026-01-02", None, True)]
    path = write_rows(tmp_path / "rows.jsonl", [*rows, {"category": "a"}])
    args = ("split", path, "-d", tmp_path / "p", "--time", "at", "--parts", "a=0.5,b=0.5")
    ended = run(*args)
    assert (ended.code, f"{path}:2:1: the row's time 'at' must be" in ended.err) == (3, True)
    ended = run(*args, "--rejects", tmp_path / "bad.jsonl")
    assert ended.code == 0
    rules = [json.loads(line)["rule"] for line in lines(tmp_path / "bad.jsonl")]
    assert rules == ["bad-time"] * 4


CONFLICTS: list[Iterable[object]] = [
    ("--stable", "--rare", "pool"), ("--stable", "--near-duplicates", 0.7),
    ("--stable", "--time", "id"), ("--stable", "--previous", "m.json"), ("--stable", "--folds", 3),
    ("--stable", "--group", "a", "--group", "b"), ("--time", "id", "--group", "id"),
    ("--folds", 3, "--parts", "a=1"), ("--folds", 1), ("--text", "text"),
    ("--near-duplicates", 0.1), ("--near-duplicates", 1.5), ("--no-stratify", "--by", "category"),
    ("--no-stratify", "--rare", "pool"), ("--fail-on", "exact"),
    ("--field", "f"), ("-o", "x.jsonl"),
    ("--folds", 3, "-o", "x.jsonl"),
]  # fmt: skip


@pytest.mark.parametrize("options", CONFLICTS, ids=lambda o: " ".join(map(str, o)))
def test_options_that_exclude_one_another(
    run: Run, tmp_path: Path, options: Iterable[object]
) -> None:
    """Exit 2 before anything is read, with the names of the options."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 50}))
    ended = run("split", path, "-d", tmp_path / "p", *options)
    assert (ended.code, ended.out) == (2, b"")
    assert any(str(option) in ended.err for option in options if str(option).startswith("-"))
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["split", "--group", "txet", "-d", "p"],
        ["split", "--group", "txet", "-d", "p", "--stable", "-q"],
        ["split", "--near-duplicates", "0.7", "--text", "txet", "-d", "p"],
        ["balance", "--cap", "3", "--group", "txet", "-n"],
        ["balance", "--cap", "3", "--within", "txet", "-n"],
        ["balance", "--cap", "3", "--keep", "score:txet", "-n"],
        ["check", "--max-near-duplicates", "1", "--text", "txet"],
    ],
)
def test_a_mistyped_field_is_refused(run: Run, tmp_path: Path, options: list[str]) -> None:
    """A field that no row has is exit 2 with a suggestion, whatever it is for."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 9}))
    ended = run(options[0], path, *options[1:])
    assert (ended.code, "text" in ended.err and "txet" in ended.err) == (2, True), ended.err


def test_a_field_that_is_empty_everywhere_is_no_mistake(run: Run, tmp_path: Path) -> None:
    """Rows that have the field, and nothing in it, are on their own."""
    rows = [{"category": "a", "user": None, "i": i} for i in range(20)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    assert run("split", path, "-d", tmp_path / "p", "--group", "user").code == 0
    ended = run("split", path, "-d", tmp_path / "p", "--group", "@file")
    assert (ended.code, "can only be a category" in ended.err) == (2, True)


def test_groups_that_leave_a_part_empty_are_told(run: Run, tmp_path: Path) -> None:
    """The advice is about groups, for larger shares would not help."""
    path = write_rows(tmp_path / "r.jsonl", [{"category": "a", "g": i % 2} for i in range(40)])
    ended = run("split", path, "-d", tmp_path / "p", "--group", "g")
    assert (ended.code, "rows are in 2 groups of two or more" in ended.err) == (2, True)


def test_rows_that_are_gone_are_counted(run: Run, tmp_path: Path) -> None:
    """Against an earlier split, what it had and the dataset has no more."""
    rows = rows_of({"a": 50})
    path = write_rows(tmp_path / "rows.jsonl", rows)
    run("split", path, "-d", tmp_path / "p")
    write_rows(path, rows[5:])
    ended = run("split", path, "-d", tmp_path / "q", "--previous", tmp_path / "p/manifest.json")
    assert "5 rows of that split are gone" in ended.text


def test_folds_may_be_balanced(run: Run, tmp_path: Path) -> None:
    """Each is for training in all turns but one."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 40, "b": 20}))
    run("split", path, "--folds", 3, "-d", tmp_path / "p")
    assert run("balance", tmp_path / "p/fold-1.jsonl", "--equal", "min", "-n").code == 0


def test_copies_that_balance_made_stay_together(run: Run, tmp_path: Path) -> None:
    """A file whose manifest tells of repeats makes a warning."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 50, "b": 5}))
    out = tmp_path / "balanced.jsonl"
    run("balance", path, "--floor", 20, "-o", out, "--manifest", tmp_path / "manifest.json")
    ended = run("split", out, "-d", tmp_path / "p")
    assert f"{out}: it was balanced, with repeated rows" in ended.err
    assert all(len(parts) == 1 for parts in homes(tmp_path / "p", "id").values())
