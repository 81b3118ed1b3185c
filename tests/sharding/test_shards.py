"""An output for each file: together they are, byte for byte, what one output would be."""

import bz2
import gzip
import json
import lzma
import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.support import Run, lines

ENDINGS: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "": (bytes, bytes),
    ".gz": (gzip.compress, gzip.decompress),
    ".bz2": (bz2.compress, bz2.decompress),
    ".xz": (lzma.compress, lzma.decompress),
}
BALANCE = ("balance", "--cap", 12)
OPTIONS: list[tuple[object, ...]] = [
    (*BALANCE, "--keep", "random"),
    (*BALANCE, "--keep", "first", "--epoch", 2),
    (*BALANCE, "--keep", "score:score"),
    (*BALANCE, "--keep", "weighted:score", "--seed", 5),
    ("balance", "--floor", 50, "--max-repeat", 9, "--without", "n"),
    ("balance", "--equal", "median", "--group", "n"),
    ("weights",),
    ("weights", "--scheme", "effective", "--source-field", "file", "--field", "w"),
]


def crossed(cases: Sequence[tuple[object, ...]]) -> list[Any]:
    """Each case with 1, 2 and 16 shards, and with 1, 2 and 3 processes; three cases have all nine.

    What a case asks for, how many shards there are and on how many processes they go does not
    depend on each other, and random runs (`make fuzz`) mix them further.
    """
    return [
        pytest.param(
            one, number, 1 + (at + place) % 3, id=f"{' '.join(map(str, one))[:50]}-{number}"
        )
        for at, one in enumerate(cases)
        for place, number in enumerate((1, 2, 16))
    ]


def row(number: int, kind: str) -> bytes:
    """A row; every seventh has no score, and the texts of others repeat."""
    said: dict[str, Any] = {"n": number % 40, "category": kind, "score": (number * 37) % 11 / 10}
    if number % 7 == 3:
        del said["score"]
    return json.dumps(said).encode() + b"\n"


def shards(folder: Path, number: int, ending: str = "") -> list[Path]:
    """Shards with repeats across them, one without rows, a late category, a bare last line."""
    folder.mkdir(exist_ok=True)
    rows = [row(at, "abbccccc"[at % 8]) for at in range(160)]
    rows += [row(at, "late") for at in range(9)]
    size = -(-len(rows) // max(number - 1, 1))
    texts = [b"".join(rows[at : at + size]) for at in range(0, len(rows), size)]
    texts.insert(len(texts) // 2, b"" if number > 1 else texts.pop())
    texts[0] = b"\xef\xbb\xbf" + texts[0]
    texts[-1] = texts[-1].rstrip(b"\n")
    paths = [folder / f"shard-{at:02}.jsonl{ending}" for at in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(ENDINGS[ending][0](text))
    return paths


def together(folder: Path, paths: list[Path], ending: str) -> bytes:
    """What the outputs of files hold, one after the other."""
    return b"".join(ENDINGS[ending][1]((folder / path.name).read_bytes()) for path in paths)


@pytest.mark.parametrize("number", [1, 2, 16])
@pytest.mark.parametrize("options", OPTIONS, ids=lambda one: " ".join(map(str, one)))
def test_outputs_are_one_output_cut(
    run: Run, tmp_path: Path, options: tuple[object, ...], number: int
) -> None:
    """Whatever is done, and whatever the files; the manifest tells what each holds."""
    ending = [*ENDINGS][number % 4]
    paths, out, one = shards(tmp_path / "in", number, ending), tmp_path / "out", tmp_path / "one"
    command = [options[0], *paths, *options[1:]]
    assert run(*command, "-o", one).code == 0
    assert run(*command, "-d", out).code == 0
    assert together(out, paths, ending) == one.read_bytes() != b""
    record = json.loads((out / "manifest.json").read_text())
    assert [shard["name"] for shard in record["shards"]] == [path.name for path in paths]
    for shard in record["shards"]:
        content = ENDINGS[ending][1]((out / shard["name"]).read_bytes())
        assert shard["rows"] == content.count(b"\n")
        assert (shard["bytes"], shard["sha256"]) == (len(content), sha256(content).hexdigest())
    assert str(tmp_path / "out") not in (out / "manifest.json").read_text()


@pytest.mark.parametrize("number", [1, 2, 16])
@pytest.mark.parametrize("more", [(), ("--stable",), ("--folds", 3), ("--without", "n")])
def test_parts_are_cut_by_file(
    run: Run, tmp_path: Path, number: int, more: tuple[object, ...]
) -> None:
    """DIR/PART/FILE; their digests are those of whole parts."""
    ending = [*ENDINGS][number % 4]
    paths = shards(tmp_path / "in", number, ending)
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert run("split", *paths, *more, "-d", whole).code == 0
    assert run("split", *paths, *more, "-d", out, "--per-shard").code == 0
    records = [json.loads((at / "manifest.json").read_text())["parts"] for at in (whole, out)]
    for part, cut in zip(*records, strict=True):
        content = together(out / part["name"], paths, ending)
        assert content == (whole / part["path"]).read_bytes()
        assert (cut["path"], cut["digest"]) == (part["name"], part["digest"])
        assert cut["bytes"] == len(content)
        for shard in cut["shards"]:
            content = ENDINGS[ending][1]((out / part["name"] / shard["name"]).read_bytes())
            assert shard["rows"] == content.count(b"\n")
            assert shard["sha256"] == sha256(content).hexdigest()


def test_a_split_by_file_can_be_gone_on_from(run: Run, tmp_path: Path) -> None:
    """Rows keep their parts, test shards are not balanced, stale ones are removed if asked to."""
    paths, out = shards(tmp_path / "in", 4), tmp_path / "out"
    assert run("split", *paths, "-d", out, "--per-shard").code == 0
    before = {path.relative_to(out): path.read_bytes() for path in out.rglob("*.jsonl")}
    assert len(before) == 12
    manifest = out / "manifest.json"
    again = ("split", *paths, "--previous", manifest, "--per-shard", "-d")
    assert run(*again, tmp_path / "again").code == 0
    for path, content in before.items():
        assert (tmp_path / "again" / path).read_bytes() == content
    held = run("balance", out / "test" / paths[0].name, "--cap", 2, "-o", tmp_path / "x")
    assert (held.code, "is the part 'test' of a split" in held.err) == (2, True)
    fewer = ("split", *paths[:2], "-d", out, "--per-shard")
    refused = run(*fewer)
    assert (refused.code, "parts of an earlier split" in refused.err) == (2, True)
    assert {path.relative_to(out): path.read_bytes() for path in out.rglob("*.jsonl")} == before
    assert run(*fewer, "--clean").code == 0
    assert len([*out.rglob("*.jsonl")]) == 6
    (out / "train" / paths[0].name).write_text("")
    changed = run("split", *paths[:2], "--previous", manifest, "-d", tmp_path / "new")
    assert (changed.code, "its rows are not those" in changed.err) == (2, True)


def test_the_card_names_the_folders_of_parts(run: Run, tmp_path: Path) -> None:
    """As load_dataset reads them."""
    paths, out = shards(tmp_path / "in", 2), tmp_path / "out"
    assert run("split", *paths, "-d", out, "--per-shard", "--card").code == 0
    assert '    path: "train/*"\n' in (out / "README.md").read_text()


def test_copies_in_shards_are_told(run: Run, tmp_path: Path) -> None:
    """As those in one file are."""
    paths, out = shards(tmp_path / "in", 2), tmp_path / "out"
    assert run("balance", *paths, "--floor", 50, "-d", out).code == 0
    ended = run("split", out / paths[-1].name, "-d", tmp_path / "parts")
    assert "it was balanced, with repeated rows" in ended.err


@pytest.mark.parametrize("command", [BALANCE, ("weights",), ("split", "--per-shard")])
def test_names_that_no_output_can_have(
    run: Run, tmp_path: Path, command: tuple[object, ...]
) -> None:
    """Standard input, two of one name, the manifest's: exit 2, and nothing is written."""
    paths, out = shards(tmp_path / "in", 2), tmp_path / "out"
    other = tmp_path / "other" / paths[0].name.upper()
    other.parent.mkdir()
    other.write_bytes(paths[0].read_bytes())
    last = tmp_path / "manifest.json"
    last.write_bytes(paths[0].read_bytes())
    for names, said in (
        ([paths[0], other], "would both be written to"),
        ([paths[0], paths[0]], "would both be written to"),
        (["-"], "standard input has no name"),
        ([last], "the name of the manifest"),
    ):
        ended = run(command[0], *names, *command[1:], "-d", out)
        assert (ended.code, said in ended.err) == (2, True), ended.err
        assert not out.exists()


@pytest.mark.parametrize("command", [BALANCE, ("weights",)])
def test_files_of_an_earlier_run_are_not_mixed_in(
    run: Run, tmp_path: Path, command: tuple[object, ...]
) -> None:
    """A folder with files that this run would not write is refused; its own are replaced."""
    paths, out = shards(tmp_path / "in", 3), tmp_path / "out"
    for _ in range(2):
        assert run(command[0], *paths, *command[1:], "-d", out).code == 0
    kept = {path.name: path.read_bytes() for path in out.iterdir()}
    ended = run(command[0], *paths[1:], *command[1:], "-d", out)
    assert (ended.code, "has files of an earlier run: 'shard-00.jsonl'" in ended.err) == (2, True)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == kept


def test_what_does_not_go_by_file(run: Run, tmp_path: Path) -> None:
    """An order in which files would be mixed, and two places at once."""
    paths, out = shards(tmp_path / "in", 2), tmp_path / "out"
    for more, said in (
        (("--order", "shuffle"), "rows of all files would be mixed"),
        (("-o", tmp_path / "one"), "cannot be combined with --output"),
    ):
        ended = run(*BALANCE, *paths, "-d", out, *more)
        assert (ended.code, said in ended.err) == (2, True), ended.err
    assert not out.exists()
    assert run(*BALANCE, *paths, "-d", out, "--dry-run").code == 0
    assert not out.exists()


def test_more_files_than_may_be_open(run: Run, tmp_path: Path) -> None:
    """Outputs are closed one after the other."""
    folder = tmp_path / "in"
    folder.mkdir()
    paths = [folder / f"{number}.jsonl" for number in range(600)]
    for number, path in enumerate(paths):
        path.write_bytes(row(number, "ab"[number % 2]))
    open_ = len(os.listdir("/dev/fd"))
    assert run("split", *paths, "-d", tmp_path / "out", "--per-shard", "--no-stratify").code == 0
    assert len([*(tmp_path / "out").rglob("*.jsonl")]) == 1800
    assert len(lines(tmp_path / "out" / "train" / "0.jsonl")) <= 1
    assert len(os.listdir("/dev/fd")) == open_
