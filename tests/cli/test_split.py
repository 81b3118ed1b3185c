"""`rebalance split`."""

import json
import os
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

import rebalance
from rebalance.errors import OptionError
from tests.support import Run, categories, golden, lines, rows_of, write_rows

NAMES = ("train", "validation", "test")


def sizes(folder: Path) -> dict[str, int]:
    """Rows of each part."""
    return {path.stem: len(lines(path)) for path in sorted(folder.glob("*.jsonl"))}


def test_table(run: Run, skewed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of each category per part beside its target, and what became of rare ones."""
    monkeypatch.chdir(skewed.parent)
    ended = run("split", "skewed.jsonl", "-d", "parts")
    assert (ended.code, ended.err) == (0, "")
    golden("split.txt", ended.text)


def test_parts_partition_the_rows(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Every row is in one part, byte for byte and in the order of the file; totals are exact."""
    parts = tmp_path / "parts"
    run("split", skewed, "-d", parts)
    assert sizes(parts) == {"train": 109, "validation": 14, "test": 13}
    everything = [line for name in NAMES for line in lines(parts / f"{name}.jsonl")]
    assert sorted(everything) == sorted(lines(skewed))
    order = {line: place for place, line in enumerate(lines(skewed))}
    for name in NAMES:
        places = [order[line] for line in lines(parts / f"{name}.jsonl")]
        assert places == sorted(places)
    assert Counter(categories(parts / "test.jsonl")) == {"large": 10, "middle": 3}


def test_manifest(run: Run, skewed: Path, tmp_path: Path) -> None:
    """The manifest names parts relative to itself, with rows, bytes and categories; no times."""
    parts = tmp_path / "parts"
    report = run("split", skewed, "-d", parts, "-f", "json", "--seed", 3).report
    content = json.loads((parts / "manifest.json").read_bytes())
    assert content["schema"] == "rebalance.manifest/1"
    assert content["report"] == report["schema"] == "rebalance.split/2"
    assert content["seed"] == report["seed"] == 3
    assert content["inputs"] == [{"name": str(skewed), "rows": 136, "bytes": skewed.stat().st_size}]
    for part, shown in zip(content["parts"], report["parts"], strict=True):
        path = parts / part["path"]
        assert os.fspath(path) == shown["path"]
        assert part["bytes"] == path.stat().st_size
        assert part["rows"] == shown["rows"] == len(lines(path))
        counted = {entry["category"]: entry["rows"] for entry in part["categories"]}
        assert Counter(categories(path)) == {name: n for name, n in counted.items() if n}
    first = (parts / "manifest.json").read_bytes()
    run("split", skewed, "-d", parts, "--seed", 3)
    assert (parts / "manifest.json").read_bytes() == first


def test_names_and_shares(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Parts are called and sized as the option says."""
    run("split", skewed, "--parts", "a=1/2,b=30%,c=0.2", "-d", tmp_path / "p")
    assert sizes(tmp_path / "p") == {"a": 68, "b": 41, "c": 27}


RARE = {"a": 60, "b": 2, "c": 1, "d": 1}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("train", {"train": {"b": 2, "c": 1, "d": 1}}),
        ("spread", {"validation": {"b": 1}, "test": {"b": 1, "c": 1, "d": 1}}),
    ],
)
def test_rare_categories(
    run: Run, tmp_path: Path, policy: str, expected: dict[str, dict[str, int]]
) -> None:
    """train: all to the largest part; spread: one row per part, the smallest first."""
    path, parts = write_rows(tmp_path / "rare.jsonl", rows_of(RARE)), tmp_path / "p"
    ended = run("split", path, "-d", parts, "--rare", policy)
    for name in NAMES:
        counted = Counter(categories(parts / f"{name}.jsonl"))
        del counted["a"]
        assert counted == expected.get(name, {})
    assert sizes(parts) == {"train": 51, "validation": 7, "test": 6}
    became = {
        "train": "all rows to 'train'",
        "spread": "one row per part, the smallest part first",
    }[policy]
    assert f"fewer rows than there are parts (3, with 4 rows): {became}" in ended.text


def test_rare_categories_pooled(run: Run, tmp_path: Path) -> None:
    """pool stratifies all rare categories as one."""
    counts = {f"c{i}": 1 for i in range(40)} | {"a": 60}
    path, parts = write_rows(tmp_path / "pool.jsonl", rows_of(counts)), tmp_path / "p"
    run("split", path, "-d", parts, "--rare", "pool")
    rare = {name: sum(c != "a" for c in categories(parts / f"{name}.jsonl")) for name in NAMES}
    assert rare == {"train": 32, "validation": 4, "test": 4}


def test_lines_without_a_category_are_pooled_with_none(run: Run, tmp_path: Path) -> None:
    """Bad rows, and those that are left out, are in no part."""
    counts = {"c0": 1, "c1": 1, "c2": 1, "a": 60}
    path, parts = write_rows(tmp_path / "pool.jsonl", rows_of(counts)), tmp_path / "p"
    with path.open("ab") as file:
        file.write(b'{bad\n{"n": 1}\n{"category": null}\n{"category": ""}\n\n')
    ended = run("split", path, "-d", parts, "--rare", "pool", "--on-error", "skip",
                "--missing", "drop")  # fmt: skip
    assert ended.code == 0, ended.err
    written = [line for name in NAMES for line in lines(parts / f"{name}.jsonl")]
    assert len(written) == 63


def test_rare_categories_refused(run: Run, tmp_path: Path) -> None:
    """error is exit 2, and so is `train` where the largest part cannot hold them."""
    path = write_rows(tmp_path / "rare.jsonl", rows_of(RARE))
    ended = run("split", path, "-d", tmp_path / "p", "--rare", "error")
    assert ended.code == 2
    assert "3 categories have fewer rows than there are parts (3)" in ended.err
    singles = write_rows(tmp_path / "singles.jsonl", rows_of({f"c{i}": 1 for i in range(20)}))
    ended = run("split", singles, "-d", tmp_path / "p")
    assert ended.code == 2
    assert "have 20 rows, more than the 16 of the largest part" in ended.err
    assert not (tmp_path / "p").exists()
    run("split", singles, "-d", tmp_path / "p", "--rare", "spread")
    assert sizes(tmp_path / "p") == {"train": 16, "validation": 2, "test": 2}


def test_no_stratify_needs_no_category(run: Run, tmp_path: Path) -> None:
    """Rows need no category then, and totals are exact."""
    path = write_rows(tmp_path / "plain.jsonl", [{"i": i} for i in range(50)])
    ended = run("split", path, "-d", tmp_path / "p", "--no-stratify")
    assert ended.code == 0
    assert sizes(tmp_path / "p") == {"train": 40, "validation": 5, "test": 5}
    assert run("split", path, "-d", tmp_path / "q", "--by", "category").code == 2


def test_identical_rows_stay_together(run: Run, tmp_path: Path) -> None:
    """White space at the end aside; the table says so, and how far totals are off."""
    path, parts = tmp_path / "same.jsonl", tmp_path / "p"
    rows = [b'{"category":"a","i":%d}' % (i // 4) for i in range(100)]
    path.write_bytes(b"".join(row + [b"\n", b" \r\n"][i % 2] for i, row in enumerate(rows)))
    ended = run("split", path, "-d", parts)
    seen = {name: {line.rstrip() for line in lines(parts / f"{name}.jsonl")} for name in NAMES}
    assert not seen["train"] & seen["test"] | seen["train"] & seen["validation"]
    assert not seen["test"] & seen["validation"]
    assert sum(sizes(parts).values()) == 100
    assert "identical rows that stay together: 25 (the largest has 4 rows)" in ended.text


def test_an_empty_part_is_an_error(run: Run, tmp_path: Path) -> None:
    """Unless it is allowed; then its file is there, and empty."""
    path = write_rows(tmp_path / "few.jsonl", rows_of({"a": 4}))
    ended = run("split", path, "-d", tmp_path / "p")
    assert ended.code == 2
    assert "the part test would be empty" in ended.err
    assert not (tmp_path / "p").exists()
    assert run("split", path, "-d", tmp_path / "p", "--allow-empty").code == 0
    assert (tmp_path / "p" / "test.jsonl").read_bytes() == b""


def test_other_files_are_left_alone(run: Run, skewed: Path, tmp_path: Path) -> None:
    """split never deletes what it did not write, nor parts of an earlier one unless asked to."""
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "notes.txt").write_text("mine")
    run("split", skewed, "-d", parts)
    again = ("split", skewed, "--parts", "train=0.5,dev=0.5", "-d", parts)
    assert run(*again).code == 2
    assert sorted(sizes(parts)) == ["test", "train", "validation"]
    assert run(*again, "--clean").code == 0
    assert (parts / "notes.txt").read_text() == "mine"
    assert sorted(sizes(parts)) == ["dev", "train"]


def test_by_file_keeps_identical_rows_of_two_files_together(run: Run, tmp_path: Path) -> None:
    """Under --by @file equal rows have two categories, and still share a part."""
    first = write_rows(tmp_path / "a.jsonl", [{"i": i} for i in range(40)])
    second = write_rows(tmp_path / "b.jsonl", [{"i": i} for i in range(20, 60)])
    parts = tmp_path / "p"
    run("split", first, second, "--by", "@file", "-d", parts)
    seen = [set(lines(parts / f"{name}.jsonl")) for name in NAMES]
    assert sum(map(len, seen)) == len(set.union(*seen)) == 60


def test_parts_as_a_mapping(skewed: Path, tmp_path: Path) -> None:
    """As the text that a command line takes; shares that are not exact are refused."""
    report = rebalance.split(skewed, parts={"train": 0.8, "test": 0.2}, out_dir=tmp_path / "p")
    assert sizes(tmp_path / "p") == {"train": 109, "test": 27}
    assert [part.target for part in report.parts] == [109, 27]
    assert report.options["parts"] == {"train": 0.8, "test": 0.2}
    with pytest.raises(OptionError, match=r"`parts`: the shares add up to .*, not to 1") as caught:
        rebalance.split(skewed, parts={"a": 0.333333333, "b": 0.666666666}, out_dir=tmp_path / "q")
    assert caught.value.advice == "write exact shares, such as '1/3'"
    thirds: dict[str, float | Fraction | str] = {"a": Fraction(1, 3), "b": "2/3"}
    assert rebalance.split(skewed, parts=thirds, out_dir=tmp_path / "q").parts[0].rows == 45


@pytest.mark.parametrize("options", [["--audit"], ["--fail-on", "exact"]])
def test_the_audit_is_a_command_of_its_own(run: Run, skewed: Path, options: list[str]) -> None:
    """What split took for it says where it is now."""
    ended = run("split", skewed, skewed, *options)
    assert (ended.code, ended.out) == (2, b"")
    assert f"split {options[0]} has moved\n  write: rebalance audit" in ended.err


def test_a_folder_cannot_be_standard_output(run: Run, skewed: Path) -> None:
    """Parts are several files."""
    ended = run("split", skewed, "-d", "-")
    assert (ended.code, "not to standard output" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ("train=0.8,test=0.1", "the shares add up to 0.9, not to 1"),
        ("train=0.8,train=0.2", "'train' is given twice"),
        ("a/b=0.5,c=0.5", "'a/b' cannot be the name of a file"),
        ("a=1,b=0", "the share of 'b' is 0"),
        ("a", "is not of the form name=share"),
    ],
)
def test_impossible_parts(
    run: Run, skewed: Path, tmp_path: Path, parts: str, sentence: str
) -> None:
    """Each is exit 2 and says what is wrong."""
    ended = run("split", skewed, "--parts", parts, "-d", tmp_path / "p")
    assert ended.code == 2
    assert sentence in ended.err


def test_a_row_keeps_its_part_however_others_spell_it(run: Run, tmp_path: Path) -> None:
    """With `--stable` nothing but what a row says decides: no equal row before it does."""
    said = [{"category": "a", "text": f"text {number}"} for number in range(200)]
    plain = [json.dumps(one) for one in said]
    spaced = [
        json.dumps(dict(reversed(one.items())), indent=None).replace(":", " :") for one in said
    ]
    alone, both = tmp_path / "alone.jsonl", tmp_path / "both.jsonl"
    alone.write_text("".join(f"{row}\n" for row in plain))
    both.write_text("".join(f"{row}\n" for row in [*spaced, *plain]))
    for path in (alone, both):
        parts = tmp_path / path.stem
        assert run("split", path, "--stable", "--allow-shared-prompts", "-d", parts).code == 0
    for name in NAMES:
        texts = [{json.loads(row)["text"] for row in lines(tmp_path / of / f"{name}.jsonl")}
                 for of in ("alone", "both")]  # fmt: skip
        assert texts[0] == texts[1] != set()
