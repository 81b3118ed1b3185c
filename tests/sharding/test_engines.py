"""Shard by shard, with no row known anywhere else: the same rows, reports and errors."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

import rebalance
from tests.sharding.test_shards import ENDINGS, crossed, row, shards, together
from tests.support import Outcome, Run

BALANCE = ("balance", "--cap", 12)
OPTIONS: list[tuple[object, ...]] = [
    BALANCE,
    (*BALANCE, "--keep", "first", "--epoch", 2),
    (*BALANCE, "--keep", "score:score", "--epoch", 5),
    (*BALANCE, "--keep", "weighted:score", "--seed", 5),
    ("balance", "--floor", 50, "--max-repeat", 9),
    ("balance", "--equal", "median", "--missing", "keep", "--by", "some"),
    ("balance", "--mix", "a=0.5,b=0.3,c=0.1,late=0.1", "--total", 60, "--if-short", "fill"),
    ("balance", "--alpha", 0.5, "--where", "n > 10"),
    ("balance", "--cap", 20, "--by", "labels", "--multi", "rarest"),
    ("balance", "--cap", 20, "--by", "labels", "--multi", "joint"),
    ("balance", "--cap", 20, "--by", "category", "--by", "n"),
    ("balance", "--cap", 3, "--by", "@file"),
    ("balance", "--cap", 9, "--by", "bad", "--missing", "drop", "--on-error", "skip"),
    ("weights",),
    ("weights", "--scheme", "effective", "--field", "w", "--log-priors"),
    ("weights", "--by", "some", "--missing", "keep"),
    ("weights", "--by", "labels"),
]


def add(text: bytes, number: int) -> bytes:
    """More fields: a category that some rows lack, labels, values that make bad rows."""
    found: dict[str, Any] = json.loads(text)
    if number % 5:
        found["some"] = ["x", 1, "y", True][number % 4]
    found["labels"] = ["p", "q", "r"][: 1 + number % 3]
    found["bad"] = {} if number % 29 == 7 else found["category"]
    found["answer"] = "word " * (number % 6)
    return json.dumps(found).encode() + b"\n"


def more_shards(folder: Path, number: int, ending: str = "") -> list[Path]:
    """The shards of `shards`, with more fields."""
    paths, at = shards(folder, number, ending), 0
    for path in paths:
        rows = ENDINGS[ending][1](path.read_bytes()).removeprefix(b"\xef\xbb\xbf").splitlines()
        text = b"".join(add(line, at + place) for place, line in enumerate(rows))
        at += len(rows)
        path.write_bytes(ENDINGS[ending][0](text.rstrip(b"\n") if path == paths[-1] else text))
    return paths


def manifest(folder: Path) -> dict[str, Any]:
    """What is the same for all engines: only one process knows which rows have equals elsewhere."""
    record: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    assert not [one for one in record["shards"] if one["rows"] and not one["bytes"]]
    record["warnings"] = [one for one in record["warnings"] if "an equal in another" not in one]
    for one in record.get("categories", ()):
        one.pop("max_copies")
    for name in ("out_dir", "engine", "work_dir"):
        record.get("options", {}).pop(name, None)
    return record


@pytest.mark.parametrize(("options", "number", "jobs"), crossed(OPTIONS))
def test_rows_are_those_of_one_process(
    run: Run, tmp_path: Path, options: tuple[object, ...], number: int, jobs: int
) -> None:
    """Byte for byte, with 1, 2 and 3 processes; nothing else is left in the folder."""
    ending = [*ENDINGS][number % 4]
    paths, out = more_shards(tmp_path / "in", number, ending), tmp_path / "out"
    command = [options[0], *paths, *options[1:], "-f", "json"]
    whole = run(*command, "-d", out)
    assert whole.code == 0, whole.err
    folder = tmp_path / "stepped"
    ended = run(*command, "-d", folder, "--engine", "processes", "--jobs", jobs)
    assert ended.code == 0, ended.err
    assert together(folder, paths, ending) == together(out, paths, ending) != b""
    assert manifest(folder) == manifest(out)
    assert {path.name for path in folder.iterdir()} == {path.name for path in out.iterdir()}
    warnings = [line for line in whole.err.splitlines() if "an equal in another" not in line]
    assert ended.err.splitlines() == warnings


BAD: list[tuple[tuple[object, ...], bytes]] = [
    (BALANCE, b'{"category": "a"\n'),
    (BALANCE, b'{"category": null}\n'),
    ((*BALANCE, "--by", "categry"), b""),
    ((*BALANCE, "--where", "m > 1"), b""),
    ((*BALANCE, "--where", "n > 1000"), b""),
    ((*BALANCE, "--keep", "score:skore"), b""),
    ((*BALANCE, "--max-errors", 1), b'{\n\n{"category": "a"}\n{\n{\n'),
    ((*BALANCE, "--max-errors", "1%"), b"{\n{\n{\n"),
    ((*BALANCE, "--strict", "--floor", 99), b""),
    ((*BALANCE, "--lookalikes", "error"), b'{"category": "A"}\n'),
    (("balance", "--mix", "a=0.5,z=0.5"), b""),
    (("balance", "--cap", 0), b""),
    (("balance", "--cap", 3, "--by", "labels"), b'{"labels": ["a"]}\n'),
    (("weights",), b'{"category": "a", "weight": 1}\n'),
    (("weights", "--labels", "a,b,c"), b""),
]


@pytest.mark.parametrize(("options", "more"), BAD, ids=lambda one: str(one)[:40])
def test_errors_are_those_of_one_process(
    run: Run, tmp_path: Path, options: tuple[object, ...], more: bytes
) -> None:
    """The same sentence, place and exit code, and no output."""
    paths = shards(tmp_path / "in", 3)
    with paths[1].open("ab") as file:
        file.write(more)
    if "labels" in options:
        paths[0].write_bytes(more)
    for at in ("one", "two"):
        (tmp_path / at).mkdir()
    one, two = (
        run(options[0], *paths, *options[1:], "-d", tmp_path / at, *engine)
        for at, engine in (("one", ()), ("two", ("--engine", "processes")))
    )
    assert one.code == two.code != 0
    plain = [line for line in one.err.splitlines() if "an equal in another" not in line]
    said = two.err.splitlines()
    assert said == plain or ("lists of labels" in one.err and "lists of labels" in two.err)
    assert not [path for path in (tmp_path / "two").iterdir() if path.suffix == ".jsonl"]


WHOLE = [
    ("--group", "n"), ("--keep", "diverse"), ("--keep", "length"), ("--within", "n"),
    ("--epochs", 2), ("--dropped", "x"), ("--unit", "chars"), ("--order", "shuffle"),
    ("--without", "n"), ("--rejects", "x"), ("--by", "score@q4"), ("-o", "x"),
]  # fmt: skip


@pytest.mark.parametrize("more", WHOLE, ids=lambda one: one[0])
def test_what_takes_all_rows_is_refused(run: Run, tmp_path: Path, more: tuple[object, ...]) -> None:
    """Before any shard is read."""
    paths, out = shards(tmp_path / "in", 2), tmp_path / "out"
    ended = run(*BALANCE, *paths, "-d", out, "--engine", "processes", *more)
    assert ended.code == 2, ended.err
    assert not out.exists()


def grow(paths: list[Path], times: int = 400) -> None:
    """Make shards larger, so that there is time to end what reads them."""
    for path in paths:
        rows = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
        path.write_bytes(b"".join(line + b"\n" for line in rows) * times)


def start(
    paths: list[Path], out: Path, *more: object, cap: int = 12, jobs: int = 1
) -> "subprocess.Popen[bytes]":
    """Start a run over shards."""
    script = Path(sys.executable).with_name("rebalance")
    words = (script, "balance", "--cap", cap, *paths, "-d", out, "--engine", "processes",
             "--jobs", jobs, *more)  # fmt: skip
    return subprocess.Popen([*map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def killed(child: "subprocess.Popen[bytes]", out: Path, there: str) -> dict[Path, int]:
    """Kill a run once something is there; what it has left for the next, and when that was made."""
    ends = monotonic() + 60
    while not (out / there).exists():
        assert monotonic() < ends
        assert child.poll() is None
        sleep(0.001)
    child.kill()
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert not (out / "manifest.json").exists()
    work = out / ".rebalance"
    kept = [*work.glob("*.index"), *work.glob("*.done"), *out.rglob("*.jsonl")]
    assert kept
    return {path: path.stat().st_mtime_ns for path in kept}


@pytest.mark.parametrize("there", [".rebalance/shard-07.jsonl.index", "shard-06.jsonl"])
def test_a_killed_run_is_gone_on_with(run: Run, tmp_path: Path, there: str) -> None:
    """Indices and outputs that are whole are not made again; a shard that changed is."""
    paths, out, whole = shards(tmp_path / "in", 16), tmp_path / "out", tmp_path / "whole"
    grow(paths)
    assert run(*BALANCE, *paths, "-d", whole).code == 0
    before = killed(start(paths, out), out, there)
    work = out / ".rebalance"
    keep = ("--work-dir", work)
    assert run(*BALANCE, *paths, "-d", out, "--engine", "processes", *keep).code == 0
    again = [path for path, then in before.items() if path.stat().st_mtime_ns != then]
    assert len(again) <= 1  # an output whose mark was not yet there
    assert together(out, paths, "") == together(whole, paths, "")
    (out / paths[0].name).write_bytes(b"")
    paths[1].write_bytes(paths[1].read_bytes() + row(1, "a"))
    assert run(*BALANCE, *paths, "-d", whole).code == 0
    assert run(*BALANCE, *paths, "-d", out, "--engine", "processes", *keep).code == 0
    assert together(out, paths, "") == together(whole, paths, "")


def test_an_interrupted_run_leaves_no_torn_file(tmp_path: Path) -> None:
    """Workers are ended, what they were writing goes, and there is no manifest."""
    paths, out = shards(tmp_path / "in", 8), tmp_path / "out"
    grow(paths)
    child, ends = start(paths, out), monotonic() + 60
    while not [*out.glob("*.jsonl")]:
        assert monotonic() < ends
        sleep(0.001)
    child.send_signal(signal.SIGINT)
    child.communicate()
    assert child.returncode in (-signal.SIGINT, 130)
    assert not [*out.glob(".*.tmp")]
    assert not (out / "manifest.json").exists()


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    """Not even what is known of shards."""
    paths = shards(tmp_path / "in", 2)
    before = {*tmp_path.rglob("*")}
    ended: Outcome = run(*BALANCE, *paths, "--engine", "processes", "--dry-run")
    assert ended.code == 0
    assert {*tmp_path.rglob("*")} == before


def test_progress_is_in_rows(tmp_path: Path) -> None:
    """Of the shards that are done, and of all when the last one is."""
    paths, seen = shards(tmp_path / "in", 4), dict[str, list[tuple[int, int]]]()

    def progress(step: str, done: int, total: int) -> None:
        seen.setdefault(step, []).append((done, total))

    rebalance.balance(
        paths, cap=12, out_dir=tmp_path / "out", engine="processes", progress=progress
    )
    assert [*seen] == ["scanning", "applying"]
    assert {step: told[-1] for step, told in seen.items()} == dict.fromkeys(seen, (169, 169))
    assert all(len(told) == 4 for told in seen.values())
