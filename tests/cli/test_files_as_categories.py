"""Files as categories: @file, @dir and @path; two files of one name; one file twice."""

import json
import os
from pathlib import Path

import pytest

from tests.support import Run, categories, command, write_rows


def counted(run: Run, *args: object) -> dict[str, int]:
    """Rows of each category."""
    report = run("inspect", *args, "-f", "json").report
    return {entry["label"]: entry["rows"] for entry in report["categories"]}


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("qwen2.5-math.jsonl", "qwen2.5-math"), ("data.v1.2.json", "data.v1.2"),
        ("a.ndjson", "a"), ("A.JSONL", "A"), (".jsonl", ".jsonl"), (".hidden.jsonl", ".hidden"),
        ("model-v1.5", "model-v1.5"), ("train-00000-of-00002.jsonl", "train-00000-of-00002"),
    ],
)  # fmt: skip
def test_only_known_suffixes_are_no_part_of_a_name(
    run: Run, tmp_path: Path, name: str, category: str
) -> None:
    """A dot in a name is data."""
    path = write_rows(tmp_path / name, [{"a": 1}])
    assert counted(run, path, "--by", "@file") == {category: 1}
    other = write_rows(tmp_path / "rows.jsonl", [{"a": 1}])
    packed = tmp_path / f"{name}.gz"
    if run("balance", other, "-b", "@file", "--cap", 9, "-o", packed).code == 0:
        assert counted(run, packed, "--by", "@file") == {category: 1}


def test_folders_and_paths(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """@dir is the name of the folder, @path what was typed; crossed with others, too."""
    for language in ("en", "de"):
        (tmp_path / language).mkdir()
        for part in ("train", "test"):
            write_rows(tmp_path / language / f"{part}.jsonl", [{"c": part, "l": language}])
    monkeypatch.chdir(tmp_path)
    files = ["en/train.jsonl", "en/test.jsonl", "de/train.jsonl"]
    assert counted(run, *files, "--by", "@dir") == {"en": 2, "de": 1}
    assert counted(run, *files, "--by", "@path") == dict.fromkeys(sorted(files), 1)
    crossed = counted(run, *files, "--by", "@dir", "--by", "@file")
    assert crossed == {"de × train": 1, "en × test": 1, "en × train": 1}
    monkeypatch.chdir(tmp_path / "en")
    assert counted(run, "train.jsonl", "--by", "@dir") == {"en": 1}
    piped = command("inspect", "-", "--by", "@dir", "-f", "json", stdin=b"{}\n")
    assert piped.report["categories"][0]["category"] == "-"


def test_two_files_of_one_name_are_told_apart(run: Run, tmp_path: Path) -> None:
    """Exit 2, and the way out that it names works."""
    paths = [tmp_path / name for name in ("a/en/x.jsonl", "a/de/x.jsonl", "b/en/x.jsonl")]
    for path in paths:
        path.parent.mkdir(parents=True)
        write_rows(path, [{"a": 1}])
    en, de, other = paths
    for command_line in (["inspect"], ["weights"], ["split", "-d", tmp_path / "parts"]):
        ended = run(*command_line, en, de, "--by", "@file")
        assert ended.code == 2
        assert f"{en} and {de} would both be the category 'x'" in ended.err
        assert (
            "tell files apart with --by @dir, or --by @dir --by @file, or --by @path" in ended.err
        )
    assert counted(run, en, de, "--by", "@dir") == {"de": 1, "en": 1}
    ended = run("inspect", *paths, "--by", "@dir")
    assert (ended.code, f"{en} and {other} would both be" in ended.err) == (2, True)
    assert ended.err.splitlines()[-1].strip().removeprefix("= ") == (
        "tell files apart with --by @path"
    )
    assert len(counted(run, *paths, "--by", "@path")) == 3
    assert run("inspect", en, de, "--by", "a").code == 0
    plain, packed = tmp_path / "a.jsonl", tmp_path / "a.json"
    for path in (plain, packed):
        write_rows(path, [{"a": 1}])
    assert run("inspect", plain, packed, "--by", "@file").code == 2


def test_one_file_twice_is_a_warning(run: Run, tmp_path: Path) -> None:
    """By its name, by another name of its folder, or by a link; never an error."""
    path = write_rows(tmp_path / "a.jsonl", [{"category": "x", "id": 1}])
    link, hard, copy = (tmp_path / name for name in ("link.jsonl", "hard.jsonl", "copy.jsonl"))
    link.symlink_to(path)
    os.link(path, hard)
    copy.write_bytes(path.read_bytes())
    for other in (link, hard):
        report = run("inspect", path, other, "-f", "json").report
        assert report["warnings"] == [
            f"{other} is the same file as {path}: its rows are read twice"
        ]
        assert report["rows"] == 2
    twice = run("weights", path, path, "-f", "json")
    assert f"{path} is given twice" in twice.err
    assert twice.code == 0
    assert "given twice" in run("audit", path, path).err
    assert run("inspect", path, copy, "-f", "json").report["warnings"] == []
    ended = run("balance", path, path, "--cap", 5, "-o", tmp_path / "out.jsonl")
    assert f"{path} is given twice" in ended.err
    assert categories(tmp_path / "out.jsonl") == ["x", "x"]
    assert json.loads(link.read_bytes())["id"] == 1
    same = counted(run, path, tmp_path / "." / "a.jsonl", "--by", "@file")
    assert same == {"a": 2}
