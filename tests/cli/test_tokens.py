"""Tokens as a unit: counts are the tokenizer's own, whatever counts them and whatever is cached."""

import json
import os
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.support import REAL, REAL_FIELDS, SINGLE, Row, Run, needs_shared, strings, write_rows

CHAT: list[Row] = [
    {"category": "a", "messages": [
        {"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is rain?"},
        {"role": "assistant", "content": "Water that falls from clouds."}]},
    {"category": "b", "instruction": "Name a colour.", "input": "not blue", "output": "Red."},
    {"category": "b", "instruction": "Name a tree.", "input": "", "output": "The oak is a tree."},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "chat.jsonl", CHAT)


@cache
def loaded(path: str) -> Any:
    """The tokenizer itself, as its own package loads it."""
    from tokenizers import Tokenizer

    found = Tokenizer.from_file(path)
    found.no_truncation()
    return found


def tokens(path: Path, *texts: str) -> int:
    """Count one text at a time."""
    encoded = (loaded(str(path)).encode(text, add_special_tokens=False) for text in texts)
    return sum(len(one.ids) for one in encoded)


def cached(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "rebalance").glob("*"))


@needs_shared
@pytest.mark.parametrize("name", REAL_FIELDS)
def test_counts_of_real_files_are_the_tokenizers_own(run: Run, tokenizer: Path, name: str) -> None:
    """Of every row, and so of every category: all strings but the category's."""
    field, expected = REAL_FIELDS[name], dict[str, int]()
    for line in (REAL / name).read_text("utf-8").splitlines():
        row = json.loads(line)
        kept = {key: value for key, value in row.items() if key != field}
        count = tokens(tokenizer, *strings(kept))
        for label in dict.fromkeys([row[field]] if name in SINGLE else row[field]):
            expected[label] = expected.get(label, 0) + count
    report = run(
        "inspect", REAL / name, "--by", field, "--unit", f"tokens:{tokenizer}", "-f", "json"
    ).report
    assert {one["category"]: one["amount"] for one in report["categories"]} == expected
    assert report["tokenizer_sha256"] == sha256(tokenizer.read_bytes()).hexdigest()


def test_processes_spans_and_caches_change_nothing(
    run: Run, tokenizer: Path, tmp_path: Path
) -> None:
    """Byte for byte, with rows that are bad and with cuts in every row."""
    rows = [{"category": "ab"[at % 2], "text": f"Row {at} " * (at % 7)} for at in range(300)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    path.write_bytes(path.read_bytes() + b"\nno row\n" + path.read_bytes())
    ask = ("inspect", path, "--unit", f"tokens:{tokenizer}", "--on-error", "skip", "-f", "json")
    first = run(*ask, "--no-cache").out
    assert not cached(tmp_path)
    for jobs in (1, 2, 3):
        env = {"REBALANCE_SPAN_BYTES": "500"}
        assert run(*ask, "-j", jobs, "--no-cache", env=env).out == first
        assert run(*ask, "-j", jobs, env=env).out == first
    assert len(cached(tmp_path)) == 1


SPOILT: Mapping[str, Any] = {
    "cut": lambda content: content[:-1],
    "empty": lambda _: b"",
    "longer": lambda content: content + b"x",
    "another count": lambda content: content[:-36] + b"\xff\xff\0\0" + content[-32:],
    "another number of rows": lambda content: content.replace(
        (3).to_bytes(8, "little"), (2**40).to_bytes(8, "little")
    ),
    "nothing of ours": lambda _: os.urandom(4000),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_cache_is_none(
    run: Run, chat: Path, tokenizer: Path, tmp_path: Path, how: str
) -> None:
    """The result is the same, and the next run finds a cache again that is as it was."""
    ask = ("inspect", chat, "--unit", f"tokens:{tokenizer}", "-f", "json")
    first = run(*ask).out
    (file,) = cached(tmp_path)
    content = file.read_bytes()
    file.write_bytes(SPOILT[how](content))
    assert file.read_bytes() != content
    assert run(*ask, env={"A": how}).out == first
    assert [one.read_bytes() for one in cached(tmp_path)] == [content]
    assert file.stat().st_mode & 0o077 == 0


def test_a_cache_that_cannot_be_written_is_none(
    run: Run, chat: Path, tokenizer: Path, tmp_path: Path
) -> None:
    """Nor does it matter what stands in its place."""
    (tmp_path / "cache").write_text("a file")
    ended = run("inspect", chat, "--unit", f"tokens:{tokenizer}")
    assert (ended.code, ended.err) == (0, "")


def test_a_cache_is_of_its_tokenizer(run: Run, chat: Path, tokenizer: Path, tmp_path: Path) -> None:
    """Another tokenizer, or special tokens, count anew; other rows count what is new."""
    other = tmp_path / "other.json"
    other.write_bytes(tokenizer.read_bytes() + b"\n")
    base = ("inspect", chat, "-f", "json", "--unit")
    special = ((), ("--special-tokens",), ("--special-tokens", "--no-cache"))
    reports = [run(*base, f"tokens:{tokenizer}", *more).report for more in special]
    whole = [report["sizes"]["total"] for report in reports]
    assert whole[1] == whole[2] == whole[0] + 2 * len(CHAT)
    assert len(cached(tmp_path)) == 2
    run(*base, f"tokens:{other}")
    assert len(cached(tmp_path)) == 3


def test_text_and_sides(run: Run, chat: Path, tokenizer: Path) -> None:
    """What counts is what was asked for, in tokens as in characters."""

    def total(*options: str, unit: str = f"tokens:{tokenizer}") -> float:
        return float(
            run("inspect", chat, "--unit", unit, *options, "-f", "json").report["sizes"]["total"]
        )

    prompts = ["Be brief.", "What is rain?", "Name a colour.", "not blue", "Name a tree."]
    answers = ["Water that falls from clouds.", "Red.", "The oak is a tree."]
    roles = ["system", "user", "assistant"]
    assert total("--side", "prompt") == tokens(tokenizer, *prompts)
    assert total("--side", "response") == tokens(tokenizer, *answers)
    assert total() == total("--side", "all") == tokens(tokenizer, *prompts, *answers, *roles)
    assert total("--text", "output") == tokens(tokenizer, *answers[1:])
    assert total("--side", "response", unit="chars") == sum(map(len, answers))


def test_rows_whose_side_is_not_known_are_said(run: Run, tokenizer: Path, tmp_path: Path) -> None:
    """They count as nothing; where all are so, there is nothing to count."""
    odd: list[Row] = [{"category": "a", "zig": "zag"}, {"category": "b", "zig": "zag"}]
    path = write_rows(tmp_path / "odd.jsonl", [*CHAT, *odd])
    ask = ("--side", "response", "--unit", f"tokens:{tokenizer}")
    ended = run("inspect", path, *ask)
    said = f"2 rows of 5 without a known response count as 0 tokens, the first at {path}:4"
    assert (ended.code, said in ended.err) == (0, True)
    path = write_rows(tmp_path / "odd.jsonl", odd)
    ended = run("inspect", path, *ask)
    assert ended.code == 2
    assert f"--side: no row has a known response: the first is {path}:1" in ended.err
    assert "--text FIELD" in ended.err


@pytest.mark.parametrize("variable", ["HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"])
def test_names_in_the_local_cache(
    run: Run, chat: Path, tokenizer: Path, tmp_path: Path, variable: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """refs/main names the commit, and snapshots have its files; nothing is downloaded."""
    for name in ("HF_HUB_CACHE", "HF_HOME", "HUGGINGFACE_HUB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    below = {"HF_HUB_CACHE": "", "HF_HOME": "hub", "XDG_CACHE_HOME": "huggingface/hub"}[variable]
    monkeypatch.setenv(variable, str(tmp_path / "hf"))
    model = tmp_path / "hf" / below / "models--org--some-model"
    ask = ("inspect", chat, "--unit", "tokens:org/some-model", "-f", "json")
    ended = run(*ask)
    assert ended.code == 2
    assert f"no such file or folder, and none in {model}" in ended.err
    assert "hf download org/some-model tokenizer.json" in ended.err
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text("0123abcd")
    snapshot = model / "snapshots" / "0123abcd"
    snapshot.mkdir(parents=True)
    assert run(*ask).code == 2
    (snapshot / "tokenizer.json").symlink_to(tokenizer)
    report = run(*ask).report
    assert report["unit"] == "tokens:org/some-model"
    for path in (tokenizer, tokenizer.parent):
        same = run("inspect", chat, "--unit", f"tokens:{path}", "-f", "json").report
        assert same == {**report, "unit": f"tokens:{path}", "size_unit": f"tokens:{path}"}


def test_what_is_no_tokenizer(run: Run, chat: Path, tmp_path: Path, tokenizer: Path) -> None:
    """Exit 2 with what is wrong, and what to do."""
    (tmp_path / "folder").mkdir()
    for name, said in (
        (str(chat), "the file is not a tokenizer.json"),
        (str(tmp_path / "folder"), "holds no tokenizer.json"),
        (str(tmp_path / "none.json"), "there is no file"),
        ("", "is not one of rows, chars, field:PATH, tokens:NAME"),
    ):
        ended = run("inspect", chat, "--unit", f"tokens:{name}")
        assert (ended.code, said in ended.err) == (2, True), ended.err
    for options in (["--special-tokens"], ["--no-cache"], ["--side", "prompt"]):
        ended = run("inspect", chat, *options)
        assert (ended.code, "has no effect without" in ended.err) == (2, True)
    ended = run("inspect", chat, "--unit", f"tokens:{tokenizer}", "--text", "x", "--side", "all")
    assert "--text: cannot be combined with --side" in ended.err


def test_what_the_package_says_names_no_options(
    run: Run, chat: Path, tmp_path: Path, tokenizer: Path
) -> None:
    """Words that it puts in backticks are not shown as if they were options."""
    broken = tmp_path / "broken.json"
    cut_off = {"direction": "Right", "max_length": 5, "strategy": "Shortest", "stride": 0}
    broken.write_text(json.dumps(json.loads(tokenizer.read_text()) | {"truncation": cut_off}))
    ended = run("inspect", chat, "--unit", f"tokens:{broken}")
    assert (ended.code, "the file is not a tokenizer.json" in ended.err) == (2, True)
    assert "`" not in ended.err


def test_without_the_extra(
    run: Run, chat: Path, tokenizer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named."""
    monkeypatch.setattr("rebalance.rows.sizes.tokenizer.find_spec", lambda _name: None)
    ended = run("inspect", chat, "--unit", f"tokens:{tokenizer}")
    assert (ended.code, "pip install 'rebalance-jsonl[tokens]'" in ended.err) == (2, True)


def test_a_tokenizer_is_an_input(run: Run, chat: Path, tokenizer: Path, tmp_path: Path) -> None:
    """No output goes there, by whatever name it is called."""
    copy = tmp_path / "tokenizer.json"
    copy.write_bytes(tokenizer.read_bytes())
    for name in (copy, tmp_path):
        ended = run("balance", chat, "--equal", "min", "--unit", f"tokens:{name}", "-o", copy)
        assert ended.code == 2
        assert copy.read_bytes() == tokenizer.read_bytes()


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_balance_by_tokens(run: Run, tokenizer: Path, tmp_path: Path, jobs: int) -> None:
    """Amounts are those of what was written; the manifest names the tokenizer by its digest."""
    rows = [{"category": "ab"[at % 3 == 0], "text": f"Row {at} " * (at % 7)} for at in range(90)]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    unit = ("--unit", f"tokens:{tokenizer}")
    manifest = tmp_path / "manifest.json"
    report = run(
        "balance", path, "--mix", "a=0.5,b=0.5", *unit, "-o", out, "-j", jobs, "-f", "json",
        "--manifest", manifest, env={"REBALANCE_SPAN_BYTES": "400"},
    ).report  # fmt: skip
    counted = run("inspect", out, *unit, "-f", "json").report
    assert {one["label"]: one["after"] for one in report["categories"]} == {
        one["label"]: one["amount"] for one in counted["categories"]
    }
    digest = sha256(tokenizer.read_bytes()).hexdigest()
    assert json.loads(manifest.read_bytes())["tokenizer_sha256"] == digest
    assert report["amount_metrics_after"] == counted["amount_metrics"]
    shown = run("balance", path, "--mix", "a=0.5,b=0.5", *unit, "-n").text
    assert "largest / smallest category, in tokens" in shown
    assert "of the tokens would have to change category" in shown


def test_a_configuration_names_a_tokenizer(
    run: Run, chat: Path, tokenizer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative to itself; one that was only found names none outside of its folder."""
    project = tmp_path / "project"
    (project / "deep").mkdir(parents=True)
    (project / "tok.json").write_bytes(tokenizer.read_bytes())
    config = project / "rebalance.toml"
    config.write_text('[inspect]\nunit = "tokens:tok.json"\n')
    monkeypatch.chdir(project / "deep")
    assert run("inspect", chat, "-f", "json").report["unit"].endswith("project/tok.json")
    config.write_text(f'[inspect]\nunit = "tokens:{tokenizer}"\n')
    ended = run("inspect", chat, "-f", "json")
    assert (ended.code, "names a file outside of its folder" in ended.err) == (2, True)
    assert run("--config", config, "inspect", chat).code == 0
