"""What lies in the folder of a run may be damaged, somebody else's, or of another run."""

import json
import os
import signal
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.sharding.test_engines import BALANCE, grow, start
from tests.sharding.test_shards import row, shards, together
from tests.support import Run, command

ENGINE = ("--engine", "processes")


def fits(folder: Path) -> bool:
    """Whether the outputs are those of the manifest."""
    record = json.loads((folder / "manifest.json").read_text())
    return all(
        sha256((folder / one["name"]).read_bytes()).hexdigest() == one["sha256"]
        for one in record["shards"]
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("--where", "n < 20"), ("--where", "n >= 20")),
        (("--by", "category"), ("--by", "n")),
        (("--keep", "first"), ("--keep", "score:score")),
        (("--missing", "drop", "--by", "score"), ("--missing", "keep", "--by", "score")),
    ],
    ids=lambda one: one[0],
)
def test_marks_are_those_of_the_same_run(
    run: Run, tmp_path: Path, one: tuple[object, ...], other: tuple[object, ...]
) -> None:
    """A kept folder gives no rows of what was asked for before."""
    paths, work = shards(tmp_path / "in", 3), tmp_path / "work"
    command = ("balance", "--cap", 3, *paths, "-d")
    for number, options in enumerate((one, other, one)):
        out, whole = tmp_path / "out", tmp_path / f"whole-{number}"
        assert run(*command, out, *options, *ENGINE, "--work-dir", work).code == 0
        assert run(*command, whole, *options).code == 0
        assert together(out, paths, "") == together(whole, paths, "")
    elsewhere = tmp_path / "elsewhere"  # where nothing is yet
    assert run(*command, elsewhere, *one, *ENGINE, "--work-dir", work).code == 0
    assert together(elsewhere, paths, "") == together(tmp_path / "out", paths, "")


def test_damage_is_noticed(run: Run, tmp_path: Path) -> None:
    """Of an index, of a mark and of an output: they are made again."""
    paths, work, out = shards(tmp_path / "in", 2), tmp_path / "work", tmp_path / "out"
    command = (*BALANCE, *paths, "-d", out, *ENGINE, "--work-dir", work, "--keep", "score:score")
    assert run(*command).code == 0
    whole = together(out, paths, "")
    index, output = work / f"{paths[0].name}.index", out / paths[0].name
    for file in (index, next(work.glob("*.done")), output):
        content = file.read_bytes()
        places = range(0, len(content), max(1, len(content) // 23))
        for damaged in (
            *(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in places),
            content[: len(content) // 2], b"", content + b"x", b"[" * 100_000,
        ):  # fmt: skip
            file.write_bytes(damaged)
            if file == index:
                for one in work.glob("*.done"):
                    one.unlink()
            ended = run(*command)
            if ended.code == 2:
                assert "it is not the index of a shard" in ended.err
                file.unlink()
                assert run(*command).code == 0
            else:
                assert ended.code == 0, ended.err
            assert together(out, paths, "") == whole
            assert fits(out)


def test_two_runs_at_once(run: Run, tmp_path: Path) -> None:
    """Into one folder, or with one for what is known: one waits for the other."""
    paths, out, work = shards(tmp_path / "in", 8), tmp_path / "out", tmp_path / "work"
    grow(paths, 100)
    for folders in ((out, out), (tmp_path / "a", tmp_path / "b")):
        kept = () if folders[0] == out else ("--work-dir", work)
        runs = [
            start(paths, folder, *kept, cap=cap)
            for folder, cap in zip(folders, (500, 30), strict=True)
        ]
        ended = [(child.communicate(timeout=60)[1], child.returncode) for child in runs]
        assert [code for _, code in ended] == [0, 0], ended
        assert all(map(fits, folders))
    for folder, cap in ((tmp_path / "a", 500), (tmp_path / "b", 30)):
        assert run("balance", "--cap", cap, *paths, "-d", tmp_path / f"whole-{cap}").code == 0
        assert together(folder, paths, "") == together(tmp_path / f"whole-{cap}", paths, "")


def test_workers_that_outlive_a_killed_run(run: Run, tmp_path: Path) -> None:
    """The next run waits until they are gone, or they would replace its outputs."""
    paths, out = shards(tmp_path / "in", 8), tmp_path / "out"
    grow(paths, 2000)
    child, ends = start(paths, out, jobs=2, cap=200_000), monotonic() + 60
    while not [*out.glob(".shard*.tmp")]:
        assert monotonic() < ends
        sleep(0.001)
    child.kill()
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert run(*BALANCE, *paths, "-d", out, *ENGINE).code == 0
    assert fits(out)
    sleep(0.5)
    assert fits(out)


def test_files_of_others_stay(run: Run, tmp_path: Path) -> None:
    """Inputs in the folder of a run, what lies where an index would, names like patterns."""
    out, inside = tmp_path / "out", tmp_path / "out" / ".rebalance"
    out.mkdir()
    paths = shards(inside, 2)
    before = [path.read_bytes() for path in paths]
    assert run(*BALANCE, *paths, "-d", out, *ENGINE).code == 0
    assert [path.read_bytes() for path in paths] == before
    folder = tmp_path / "in"
    paths = shards(folder, 2)
    (folder / f"{paths[0].name}.index").write_bytes(row(1, "a"))
    ended = run(*BALANCE, *paths, "-d", tmp_path / "x", *ENGINE, "--work-dir", folder)
    assert (ended.code, "it is not the index of a shard" in ended.err) == (2, True)
    assert (folder / f"{paths[0].name}.index").read_bytes() == row(1, "a")
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "y").mkdir()
    (tmp_path / "y" / ".rebalance").symlink_to(folder)
    ended = run(*BALANCE, *paths, "-d", tmp_path / "y", *ENGINE)
    assert (ended.code, "is a link" in ended.err) == (4, True)
    odd = folder / "*a**[b].jsonl"
    odd.write_bytes(row(1, "a"))
    stranger = tmp_path / "z" / ".mine.jsonl.12345678.tmp"
    stranger.parent.mkdir()
    stranger.write_text("precious")
    assert run("balance", "--cap", 1, odd, "-d", tmp_path / "z", *ENGINE).code == 0
    assert stranger.read_text() == "precious"


def test_names_outlive_a_run_that_failed(run: Run, tmp_path: Path) -> None:
    """Without a manifest, too, files of an earlier run are not mixed in."""
    paths, out = shards(tmp_path / "in", 4), tmp_path / "out"
    assert run(*BALANCE, *paths, "-d", out, *ENGINE).code == 0
    (out / paths[3].name).unlink()
    (out / paths[3].name).mkdir()
    assert run("balance", "--cap", 2, *paths, "-d", out, *ENGINE, "-j", 1).code == 4
    assert not (out / "manifest.json").exists()
    (out / paths[3].name).rmdir()
    for engine in ((), ENGINE):
        ended = run(*BALANCE, *paths[:2], "-d", out, *engine)
        assert (ended.code, "has files of an earlier run" in ended.err) == (2, True)
    assert run(*BALANCE, *paths, "-d", out, *ENGINE).code == 0
    (out / "manifest.json").write_text("{bad")
    for engine in ((), ENGINE):
        ended = run(*BALANCE, *paths[:2], "-d", out, *engine)
        assert (ended.code, "no manifest of rebalance" in ended.err) == (2, True), ended.err


def test_what_is_no_file(tmp_path: Path) -> None:
    """A pipe is never waited for, as a shard, an index or a mark; what is missing is named."""
    paths, work, out = shards(tmp_path / "in", 2), tmp_path / "work", tmp_path / "out"
    words = (*BALANCE, "-d", out, *ENGINE, "--work-dir", work)
    assert command(*words, *paths).code == 0
    index, (mark, *_) = work / f"{paths[0].name}.index", work.glob("*.done")
    for path in (index, mark):
        kept = path.read_bytes()
        path.unlink()
        os.mkfifo(path)
        ended = command(*words, *paths)
        assert ended.code in (2, 4), ended.err
        path.unlink()
        path.write_bytes(kept)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    ended = command(*words, pipe)
    assert (ended.code, "is no regular file" in ended.err) == (2, True)
    ended = command(*words, tmp_path / "none.jsonl")
    assert (ended.code, "none.jsonl: cannot be read" in ended.err) == (4, True)
    ended = command(*BALANCE, *paths, "-d", out, *ENGINE, "--work-dir", out)
    assert (ended.code, "is the folder of the outputs" in ended.err) == (2, True)
