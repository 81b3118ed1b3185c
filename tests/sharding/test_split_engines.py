"""`split --engine`: byte for byte what one process writes, its manifest and report with it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sharding.test_engines import killed
from tests.sharding.test_shards import ENDINGS, crossed
from tests.support import REAL, Outcome, Run, needs_shared

ENGINE = ("--engine", "processes")
CODECS = {**ENDINGS}
try:
    import zstandard

    CODECS[".zst"] = (
        zstandard.ZstdCompressor().compress,
        lambda content: zstandard.ZstdDecompressor().stream_reader(content).read(),
    )
except ImportError:  # an extra
    pass


def row(number: int) -> bytes:
    """A row: prompts of one row and of several, within and across categories; rows without one."""
    kind = "abbccccc"[number % 8]
    said: dict[str, Any] = {"category": kind, "instruction": f"Question {number}?", "output": "x"}
    if number % 5 == 1:
        said["instruction"] = f"Question {number % 35}, again!"
        said["output"] = f"answer {number % 3}"
    if number % 11 == 4:
        said = {"category": kind, "n": number % 44}
    if number % 13 == 6:
        said["instruction"] = "ok"
    if number % 17 == 3:
        del said["category"]
    if number % 97 == 50:
        said["category"] = "rare"
    said["labels"] = ["p", "q", "r"][: 1 + number % 3]
    said["score"] = number % 10
    if number % 29 == 7:
        said["category"] = {}
    return json.dumps(said).encode() + b"\n"


def shards(folder: Path, number: int, ending: str = "", rows: int = 400) -> list[Path]:
    """Shards: one without rows, a late category, a bare last line, a BOM, blank lines."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [row(at) for at in range(rows)]
    lines += [row(at).replace(b'"category": "', b'"category": "late ') for at in range(30)]
    lines[5:5] = [b"\n"]
    size = -(-len(lines) // max(number - 1, 1))
    texts = [b"".join(lines[at : at + size]) for at in range(0, len(lines), size)]
    texts.insert(len(texts) // 2, b"" if number > 1 else texts.pop())
    texts[0] = b"\xef\xbb\xbf" + texts[0]
    texts[-1] = texts[-1].rstrip(b"\n")
    paths = [folder / f"shard-{at:02}.jsonl{ending}" for at in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(CODECS[ending][0](text))
    return paths


def files(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder, decompressed, but for what is kept of a run that did not end."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".rebalance" not in path.parts:
            ending = path.suffix if path.suffix in CODECS else ""
            found[str(path.relative_to(folder))] = CODECS[ending][1](path.read_bytes())
    return found


def outputs(folder: Path) -> list[str]:
    """The files of parts."""
    return [name for name in files(folder) if ".jsonl" in name]


LENIENT = ("--missing", "drop", "--on-error", "skip")
OPTIONS: list[tuple[object, ...]] = [
    LENIENT,
    (*LENIENT, "--seed", 7, "--parts", "test=50,validation=5%,train=rest"),
    (*LENIENT, "--parts", "a=0.3,b=0.3,c=0.2,d=0.1,e=0.1", "--rare", "spread"),
    (*LENIENT, "--rare", "pool", "--card"),
    (*LENIENT, "--stable"),
    (*LENIENT, "--stable", "--parts", "test=100,train=rest", "--allow-shared-prompts"),
    ("--missing", "keep", "--max-errors", 100),
    ("--missing", "keep", "--max-errors", "20%", "--allow-shared-prompts"),
    ("--no-stratify",),
    ("--no-stratify", "--stable"),
    (*LENIENT, "--where", "score > 2", "--parts", "train=0.9,test=0.1"),
    (*LENIENT, "--prompt-field", "labels", "--allow-empty"),
    ("--by", "score", "--by", "@file", "--on-error", "skip", "--allow-empty"),
    ("--by", "labels", "--stable"),
    ("--by", "@file", "--allow-empty"),
    ("--by", "score@3,7", "--response-field", "n"),
    (*LENIENT, "--parts", "all=1"),
    (
        *LENIENT,
        "--parts",
        ",".join(f"p{number}=1/8" for number in range(8)),
        "--allow-empty",
        "--rare",
        "spread",
        "--allow-shared-prompts",
    ),
]


@pytest.mark.parametrize(("options", "number", "jobs"), crossed(OPTIONS))
def test_parts_are_those_of_one_process(
    run: Run, tmp_path: Path, options: tuple[object, ...], number: int, jobs: int
) -> None:
    """With 1, 2 and 3 processes; nothing else is left in the folder."""
    ending = [*CODECS][(number + OPTIONS.index(options)) % len(CODECS)]
    paths, out = shards(tmp_path / "in", number, ending), tmp_path / "out"
    command = ("split", *paths, *options, "-d", out)
    whole = run(*command, "--per-shard", "-f", "json")
    assert whole.code == 0, whole.err
    expected = files(out)
    assert len(expected) >= 1 + len(paths)
    out.rename(tmp_path / "before")
    ended = run(*command, *ENGINE, "--jobs", jobs, "-f", "json")
    assert (ended.code, ended.err) == (0, whole.err)
    assert files(out) == expected
    assert ended.out == whole.out


BAD: list[tuple[tuple[object, ...], bytes]] = [
    ((), b'{"category": "a"\n'),
    ((), b'{"category": null}\n'),
    (("--by", "categry"), b""),
    (("--where", "m > 1"), b""),
    (("--where", "score > 1000"), b""),
    (("--prompt-field", "qestion"), b""),
    (("--max-errors", 1, "--missing", "drop"), b"{\n"),
    (("--rare", "error", *LENIENT), b'{"category": "one", "instruction": "One?"}\n'),
    (("--parts", "test=5000,train=rest", *LENIENT), b""),
    ((*LENIENT, "--parts", "a=0.999,b=0.001"), b""),
    ((*LENIENT,), b'{"category": "a", "instruction": "Same."}\n' * 4000),
    ((*LENIENT, "--lookalikes", "error"), b'{"category": "A", "instruction": "Big A?"}\n'),
]


@pytest.mark.parametrize(("options", "more"), BAD, ids=lambda one: str(one)[:40])
def test_errors_are_those_of_one_process(
    run: Run, tmp_path: Path, options: tuple[object, ...], more: bytes
) -> None:
    """The same sentence, place and exit code, and no output."""
    paths = shards(tmp_path / "in", 3)
    with paths[0].open("ab") as file:
        file.write(more)
    one, two = (
        run("split", *paths, *options, "-d", tmp_path / "out", *how)
        for how in (("--per-shard",), ENGINE)
    )
    assert (two.code, two.err) == (one.code, one.err)
    assert one.code != 0
    assert not outputs(tmp_path / "out")


WHOLE: list[tuple[tuple[object, ...], str]] = [
    (("--group", "n"), "group"), (("--near-duplicates", 0.7), "near-duplicates"),
    (("--folds", 3), "folds"), (("--previous", "manifest.json"), "previous"),
    (("--time", "n"), "time"), (("--key", "n"), "key"), (("--without", "n"), "without"),
    (("--only-fields", "n"), "only-fields"), (("--source-field", "n"), "source-field"),
    (("--rejects", "x"), "rejects"), (("--by", "score@q4"), "by"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "said"), WHOLE, ids=lambda one: str(one)[:20])
def test_what_takes_all_rows_is_refused(
    run: Run, tmp_path: Path, more: tuple[object, ...], said: str
) -> None:
    """Before any shard is read."""
    paths, out = shards(tmp_path / "in", 2), tmp_path / "out"
    (tmp_path / "manifest.json").write_text("{}")
    ended = run("split", *paths, "-d", out, *ENGINE, *more)
    assert (ended.code, said in ended.err) == (2, True), ended.err
    assert not out.exists()


def test_lists_of_labels_are_refused(run: Run, tmp_path: Path) -> None:
    """They are balanced over parts with all rows in one place."""
    paths, out = shards(tmp_path / "in", 2), tmp_path / "out"
    ended = run("split", *paths, "-d", out, *ENGINE, "--by", "labels")
    assert (ended.code, "with all rows in one place" in ended.err) == (2, True), ended.err
    assert not outputs(out)


def test_options_that_need_an_engine(run: Run, tmp_path: Path) -> None:
    """And names that no outputs can have."""
    paths, out = shards(tmp_path / "in", 2), tmp_path / "out"
    for more in (("--work-dir", tmp_path / "w"), ("--address", "auto")):
        assert run("split", *paths, "-d", out, *more).code == 2
    assert run("split", "-", "-d", out, *ENGINE).code == 2
    assert run("split", paths[0], paths[0], "-d", out, *ENGINE).code == 2
    assert not out.exists()


def test_rows_need_no_category(run: Run, tmp_path: Path) -> None:
    """Where no row has the field and nobody asked for it, with and without a row that has it."""
    paths = shards(tmp_path / "in", 3)
    for path in paths:
        path.write_bytes(path.read_bytes().replace(b'"category"', b'"kind"'))
    for more in ((), ("--by", "category"), ("--missing", "keep")):
        one, two = (
            run("split", *paths, *more, "-d", tmp_path / "out", *how, "-f", "json")
            for how in (("--per-shard",), ENGINE)
        )
        assert (two.code, two.err, two.out) == (one.code, one.err, one.out)
        assert (one.code == 0) == (not more)


def test_parts_of_an_earlier_split(run: Run, tmp_path: Path) -> None:
    """They are refused, or removed once their rows are found to be those that the manifest has."""
    paths, out = shards(tmp_path / "in", 4), tmp_path / "out"
    split = ("split", *paths, "-d", out, *LENIENT)
    fewer = ("split", *paths[:2], "-d", out, *LENIENT, *ENGINE)
    assert run(*split, *ENGINE).code == 0
    before = files(out)
    ended = run(*fewer)
    assert (ended.code, "has parts of an earlier split" in ended.err) == (2, True)
    assert files(out) == before
    kept = (out / "test" / paths[3].name).read_bytes()
    (out / "test" / paths[3].name).write_bytes(kept + b'{"category": "b"}\n')
    ended = run(*fewer, "--clean")
    assert (ended.code, "its rows are not those" in ended.err) == (2, True)
    (out / "test" / paths[3].name).write_bytes(kept)
    assert run(*fewer, "--clean").code == 0
    assert len(outputs(out)) == 6
    balance = run("balance", *paths, "--cap", 3, "-d", out, *LENIENT)
    assert (balance.code, "has files of an earlier run" in balance.err) == (2, True)


def start(paths: list[Path], out: Path, *more: object) -> "subprocess.Popen[bytes]":
    script = Path(sys.executable).with_name("rebalance")
    words = (script, "split", *paths, "-d", out, *ENGINE, *LENIENT, "--jobs", 1, *more)
    return subprocess.Popen([*map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def numbered(paths: list[Path], times: int) -> None:
    """Make shards larger, so that there is time to end what reads them."""
    for number, path in enumerate(paths):
        rows = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
        path.write_bytes(
            b"".join(
                line.rstrip(b"\n").replace(b"Question", b"Question %d.%d" % (number, at)) + b"\n"
                for at in range(times)
                for line in rows
            )
        )


@pytest.mark.parametrize("there", [".rebalance/shard-03.jsonl.index", "train/shard-02.jsonl"])
def test_a_killed_run_is_gone_on_with(run: Run, tmp_path: Path, there: str) -> None:
    """Indices and outputs that are whole are not made again; files are refused until it is."""
    paths, out, whole = shards(tmp_path / "in", 8), tmp_path / "out", tmp_path / "whole"
    numbered(paths, 40)
    assert run("split", *paths, "-d", whole, *LENIENT, "--per-shard").code == 0
    before = killed(start(paths, out), out, there)
    work = out / ".rebalance"
    if there.startswith("train"):
        for how in (ENGINE, ("--per-shard",)):
            ended = run("split", *paths[4:], "-d", out, *LENIENT, *how)
            assert (ended.code, "has parts of an earlier split" in ended.err) == (2, True)
    keep = ("--work-dir", work)
    assert run("split", *paths, "-d", out, *LENIENT, *ENGINE, *keep).code == 0
    again = [path for path, then in before.items() if path.stat().st_mtime_ns != then]
    assert len(again) <= 4  # an index, or the outputs of a shard whose mark was not yet there
    assert files(out).keys() == files(whole).keys()
    parts = {name: one for name, one in files(out).items() if name.endswith(".jsonl")}
    assert parts == {name: one for name, one in files(whole).items() if name.endswith(".jsonl")}


def test_damage_is_noticed(run: Run, tmp_path: Path) -> None:
    """Of what is kept of shards, of marks and of outputs: they are made again, or refused."""
    paths, work, out = shards(tmp_path / "in", 2), tmp_path / "work", tmp_path / "out"
    command = ("split", *paths, "-d", out, *LENIENT, *ENGINE, "--work-dir", work, "-j", 1)
    assert run(*command).code == 0
    whole = files(out)
    assert not [*work.glob("*.bucket"), *work.glob("*.parts"), *work.glob("*.told")]
    kept = [
        work / f"{paths[0].name}.index", work / f"{paths[0].name}.rows",
        next(work.glob("0.*.done")), next(work.glob("0.*.digests")),
        out / "test" / paths[0].name, out / "manifest.json",
    ]  # fmt: skip
    for file in kept:
        content = file.read_bytes()
        places = range(0, len(content), max(1, len(content) // 7))
        for damaged in (
            *(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in places),
            content[: len(content) // 2], b"", content + b"x",
        ):  # fmt: skip
            file.write_bytes(damaged)
            ended: Outcome = run(*command)
            if ended.code == 2:
                assert "this is not the index" in ended.err or "is there, and it" in ended.err
                file.unlink()
                ended = run(*command)
            assert ended.code == 0, ended.err
            assert files(out) == whole


def test_the_work_folder_serves_other_splits(run: Run, tmp_path: Path) -> None:
    """Another seed, other parts: no shard is scanned again, and no mark is taken for another."""
    paths, work = shards(tmp_path / "in", 3), tmp_path / "work"
    scanned = dict[Path, int]()
    for number, more in enumerate(
        [(), ("--seed", 1), ("--parts", "a=0.5,b=0.5"), ("--stable",), ("--rare", "pool"), ()]
    ):
        out, whole = tmp_path / "out", tmp_path / f"whole-{number}"
        ended = run("split", *paths, "-d", out, *LENIENT, *more, *ENGINE, "--work-dir", work,
                    "--clean")  # fmt: skip
        assert ended.code == 0, ended.err
        assert run("split", *paths, "-d", whole, *LENIENT, *more, "--per-shard").code == 0
        parts = {name: one for name, one in files(out).items() if name.endswith("l")}
        assert parts == {name: one for name, one in files(whole).items() if name.endswith("l")}
        times = {path: path.stat().st_mtime_ns for path in work.glob("*.index")}
        assert scanned in ({}, times)
        scanned = times


@needs_shared
def test_real_files(run: Run, tmp_path: Path) -> None:
    """Rows of real datasets."""
    found = sorted(REAL.glob("*.jsonl"))[:12]
    assert found
    for number, path in enumerate(found):
        with path.open("rb") as file:
            lines = [line for line, _ in zip(file, range(3000), strict=False)]
        folder = tmp_path / str(number)
        folder.mkdir()
        paths = [folder / f"{at}.jsonl" for at in range(4)]
        for at, shard in enumerate(paths):
            shard.write_bytes(b"".join(lines[at::4]))
        one, two = (
            run("split", *paths, "-d", folder / "out", *how, "--on-error", "skip", "--no-stratify",
                "-f", "json")
            for how in (("--per-shard",), ENGINE)
        )  # fmt: skip
        assert (two.code, two.err, two.out) == (one.code, one.err, one.out), os.fspath(path)
