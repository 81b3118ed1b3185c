"""No output is an input, and no two outputs are one file: of any option, by any name.

The options come from their declarations, so that one that is added later is tried, too.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import rebalance
from rebalance.declarations import Option
from rebalance.errors import RequestError
from tests.support import Run, rows_of, write_rows

VERBS = [name for name in rebalance.__all__ if hasattr(getattr(rebalance, name), "options")]
COMMANDS = [name for name in VERBS if name != "shards_commit"]  # which names no file to be read
# What a command needs beside its datasets, where it is not given already.
NEEDED: dict[str, dict[str, Any]] = {
    "balance": {"cap": 1, "output": "out.jsonl"},
    "split": {"out_dir": "parts"},
    "dedupe": {"exact": True, "output": "out.jsonl"},
    "mix": {"output": "out.jsonl"},
    "export": {"trainer": "trl", "cap": 1, "out_dir": "out"},
    "gaps": {"equal": "max"},
    "check": {"max_ratio": 9},
    "collect": {"output": "out.jsonl"},
    "validate": {"output": "out.jsonl", "by": "category"},
    "evaluate": {"truth": "category", "predicted": "category"},
    "shards_scan": {"output": "a.index"},
    "shards_plan_balance": {"cap": 1, "output": "plan.json"},
    "shards_plan_weights": {"output": "plan.json"},
    "shards_plan_split": {"output": "plan.json"},
    "shards_apply": {"index": "a.index", "output": "out.jsonl"},
}
# What an option needs, or cannot be combined with: then that is None.
WITH: dict[tuple[str, str], dict[str, Any]] = {
    ("balance", "mix"): {"cap": None},
    ("balance", "total"): {"cap": None, "equal": "max"},
    ("shards_plan_balance", "mix"): {"cap": None},
    ("shards_plan_balance", "total"): {"cap": None, "equal": "max"},
    **{
        (name, "chat_template"): {"unit": "chars"}
        for name in ("balance", "check", "gaps", "inspect", "weights")
    },
    ("export", "chat_template"): {"unit": "chars", "form": "weights", "cap": None},
    ("export", "unit"): {"form": "weights", "cap": None},
    ("export", "mix"): {"cap": None},
    ("export", "total"): {"cap": None, "equal": "max"},
    ("balance", "out_dir"): {"epochs": 1, "output": None},
    ("split", "output"): {"folds": 2, "out_dir": None},
    ("check", "baseline"): {"max_drift": "9%"},
    ("gaps", "requests"): {"model": "m"},
    ("gaps", "template"): {"model": "m", "requests": "asked.jsonl"},
    ("gaps", "floors"): {"equal": None},
    ("gaps", "mix"): {"equal": None},
    ("evaluate", "truth_file"): {"key": "text"},
}

Alias = Callable[[Path, Path], str]


def itself(file: Path, _name: Path) -> str:
    return str(file)


def dotted(file: Path, _name: Path) -> str:
    return f"{file.parent}/./{file.name}"


def hard_link(file: Path, name: Path) -> str:
    os.link(file, name)
    return str(name)


def symbolic_link(file: Path, name: Path) -> str:
    name.symlink_to(file)
    return str(name)


def descriptor(file: Path, _name: Path) -> str:
    return f"/dev/fd/{os.open(file, os.O_RDWR)}"


ALIASES = (itself, dotted, hard_link, symbolic_link, descriptor)


def of(name: str, use: str) -> list[tuple[str, Option]]:
    return [
        (key, one)
        for key, one in getattr(rebalance, name).options.declared().items()
        if one.use == use
    ]


def given(name: str, datasets: str, *options: str) -> dict[str, Any]:
    """What a command needs so that some of its options make sense."""
    found: dict[str, Any] = {key: datasets for key, one in of(name, "reads") if one.positional}
    if name == "audit":  # of two parts
        found["parts"] = [datasets, str(Path(datasets).with_name("more.jsonl"))]
    found |= NEEDED.get(name, {})
    if name in ("collect", "validate"):
        found.setdefault("against", datasets)
    for option in options:
        found |= WITH.get((name, option), {})
    return {key: value for key, value in found.items() if value is not None}


def written_value(one: Option, alias: Alias, file: Path, folder: Path) -> Any:
    """Name the file as an output: as what lies in a folder, or has a certain ending, if need be."""
    if one.metavar == "DIR":
        folder.mkdir(exist_ok=True)
        there = alias(file, folder / "other.jsonl")
        for name in ("train.jsonl", "epoch-1.jsonl", "data.jsonl", "read.jsonl"):
            (folder / name).symlink_to(there)
        return str(folder)
    if one.metavar == "PREFIX":
        (folder.parent / "p.mix.toml").symlink_to(alias(file, folder.parent / "other.toml"))
        return str(folder.parent / "p")
    path = alias(file, folder.parent / "alias.jsonl")
    return {"json": path} if one.metavar == "KIND=FILE" else path


@contextmanager
def nothing_touched(folder: Path) -> Iterator[None]:
    """All bytes as before."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    yield
    for path, content in before.items():
        assert path.read_bytes() == content, path


def data(folder: Path) -> Path:
    return write_rows(folder / "data.jsonl", rows_of({"a": 6, "b": 3}))


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("name", COMMANDS)
def test_no_output_is_an_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, alias: Alias
) -> None:
    """Whatever options read and write it, by whatever name: refused before anything is read."""
    tried = 0
    for number, (reading, read) in enumerate(of(name, "reads")):
        for other, (writing, write) in enumerate(of(name, "writes")):
            folder = tmp_path / f"{number}-{other}"
            folder.mkdir()
            monkeypatch.chdir(folder)
            rows = data(folder)
            file = folder / ("read.toml" if "a=" in read.metavar else "read.jsonl")
            file.write_text("a = 1\n" if file.suffix == ".toml" else rows.read_text())
            options = given(name, str(rows), reading, writing)
            options[reading] = [str(file), "more.jsonl"] if name == "audit" else str(file)
            if read.file_in:
                options[reading] = f"{'9' if reading == 'total' else ''}tokens:{file}"
            options[writing] = written_value(write, alias, file, folder / "in")
            if (name, reading, writing) == ("check", "baseline", "write_baseline"):
                continue  # that is its point
            with nothing_touched(folder), pytest.raises(RequestError) as caught:
                getattr(rebalance, name)(**options)
            said = str(caught.value)
            assert "is an input as well as an output" in said, (reading, writing, said)
            tried += 1
    assert tried


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("name", COMMANDS)
def test_no_two_outputs_are_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, alias: Alias
) -> None:
    """Of any two options."""
    writes = of(name, "writes")
    pairs = [(one, other) for one in writes for other in writes if one[0] < other[0]]
    for number, ((first, one), (second, other)) in enumerate(pairs):
        if {first, second} == {"out_dir", "output"}:
            continue  # which cannot be combined
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        rows, file = str(data(folder)), folder / "written"
        file.write_text("old\n")
        options = given(name, rows, first, second)
        options[first] = written_value(one, itself, file, folder / "in")
        options[second] = written_value(other, alias, file, folder / "in")
        with nothing_touched(folder), pytest.raises(RequestError) as caught:
            getattr(rebalance, name)(**options)
        assert "is the name of two outputs" in str(caught.value), (first, second)


def test_every_command_reads_and_may_write() -> None:
    """Or the tests above would try nothing."""
    assert all(of(name, "reads") and of(name, "writes") for name in COMMANDS)
    assert len(COMMANDS) >= 11


def test_two_outputs_and_standard_output(run: Run, tmp_path: Path) -> None:
    """Of which only one can be written there; the code is 2, and nothing was read."""
    missing = tmp_path / "there-is-none.jsonl"
    ended = run("balance", missing, "--cap", 1, "-o", "-", "--dropped", "-")
    assert (ended.code, "two outputs cannot both go to standard output" in ended.err) == (2, True)
    ended = run("inspect", data(tmp_path), "--report", f"json={tmp_path}/data.jsonl")
    assert (ended.code, "data.jsonl is an input as well as an output" in ended.err) == (2, True)


def test_what_a_manifest_names_is_read_as_well(run: Run, tmp_path: Path) -> None:
    """The parts of an earlier split are not written over through a link in the new folder."""
    rows = data(tmp_path)
    shares = ("--parts", "train=0.5,test=0.5", "--allow-empty")
    assert run("split", rows, "-d", tmp_path / "old", *shares).code == 0
    (tmp_path / "new").mkdir()
    (tmp_path / "new/train.jsonl").symlink_to(tmp_path / "old/train.jsonl")
    with nothing_touched(tmp_path):
        ended = run("split", rows, "-d", tmp_path / "new", *shares, "--seed", 3,
                    "--previous", tmp_path / "old/manifest.json")  # fmt: skip
    assert (ended.code, "is an input as well as an output" in ended.err) == (2, True)


def test_the_configuration_is_read_as_well(run: Run, tmp_path: Path) -> None:
    """Also where it is an output by another name, or one of several."""
    rows, config = data(tmp_path), tmp_path / "p.mix.toml"
    config.write_text("[evaluate]\ntruth = 'category'\npredicted = 'category'\n")
    os.link(config, tmp_path / "link.json")
    for words in (("--suggest", tmp_path / "p"), ("--report", f"json={tmp_path}/link.json")):
        with nothing_touched(tmp_path):
            ended = run("--config", config, "evaluate", rows, *words)
        assert (ended.code, "is an input as well as an output" in ended.err) == (2, True)


def test_updates_in_place(run: Run, tmp_path: Path) -> None:
    """Where that is the point: a card, a baseline that is written anew, a split that rolls on."""
    rows, page, baseline = data(tmp_path), tmp_path / "README.md", tmp_path / "b.json"
    page.write_text("mine\n")
    for _ in range(2):
        assert run("inspect", rows, "--report", f"card={page}").code == 0
    assert page.read_text().startswith("mine\n")
    assert page.read_text().count("rebalance: begin") == 1
    assert run("check", rows, "--write-baseline", baseline).code == 0
    again = ("check", rows, "--baseline", baseline, "--max-drift", 1, "--write-baseline")
    assert run(*again, baseline).code == 0
    with nothing_touched(tmp_path):
        ended = run(*again, tmp_path / "new.json", "--rejects", baseline)
    assert (ended.code, "is an input as well as an output" in ended.err) == (2, True)
    split = ("split", rows, "-d", tmp_path / "p", "--parts", "a=0.5,b=0.5")
    assert run(*split).code == 0
    assert run(*split, "--previous", tmp_path / "p/manifest.json").code == 0
