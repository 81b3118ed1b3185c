"""`--engine ray`: the rows, reports and errors of one process, whatever is killed on the way."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep

import pytest

pytest.importorskip("ray", reason="make test-clusters installs it")

from tests.clusters.conftest import ADDRESS
from tests.sharding.test_engines import BAD, BALANCE, OPTIONS, grow, manifest, more_shards
from tests.sharding.test_inspect_engines import OPTIONS as INSPECTED
from tests.sharding.test_inspect_engines import more_shards as inspected
from tests.sharding.test_shards import ENDINGS, shards, together
from tests.sharding.test_split_engines import OPTIONS as SPLITS
from tests.sharding.test_split_engines import files
from tests.sharding.test_split_engines import shards as split_shards

SCRIPT = Path(sys.executable).with_name("rebalance")
RAY = ("--engine", "ray", "--address", ADDRESS)


def run(*args: object, **env: str) -> "subprocess.CompletedProcess[bytes]":
    """Start the command; no run takes longer than a minute."""
    return subprocess.run(
        [*map(str, (SCRIPT, *args))], capture_output=True, timeout=60, check=False,
        env={**os.environ, **env},
    )  # fmt: skip


def start(*args: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*map(str, (SCRIPT, *args))], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def workers() -> list[int]:
    """The processes of Ray that do tasks of ours."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                title = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if title.startswith(b"ray::_done"):
                found.append(int(entry.name))
    return found


@pytest.mark.parametrize("number", [1, 16])
@pytest.mark.parametrize("options", OPTIONS[::3], ids=lambda one: " ".join(map(str, one)))
def test_rows_are_those_of_one_process(
    tmp_path: Path, options: tuple[object, ...], number: int
) -> None:
    """And standard output holds the report alone."""
    ending = [*ENDINGS][number % 4]
    paths = more_shards(tmp_path / "in", number, ending)
    command = [options[0], *paths, *options[1:], "-f", "json"]
    whole = run(*command, "-d", tmp_path / "one")
    ended = run(*command, "-d", tmp_path / "two", *RAY)
    assert (whole.returncode, ended.returncode) == (0, 0), ended.stderr
    assert together(tmp_path / "two", paths, ending) == together(tmp_path / "one", paths, ending)
    assert manifest(tmp_path / "two") == manifest(tmp_path / "one")
    assert json.loads(ended.stdout)["dataset"] == [*map(str, paths)]


@pytest.mark.parametrize("number", [1, 16])
@pytest.mark.parametrize("options", SPLITS[::4], ids=lambda one: " ".join(map(str, one))[:50])
def test_parts_are_those_of_one_process(
    tmp_path: Path, options: tuple[object, ...], number: int
) -> None:
    """Manifest and report, too, wherever the rows of a prompt lie."""
    paths, out = split_shards(tmp_path / "in", number), tmp_path / "out"
    command = ("split", *paths, *options, "-d", out, "-f", "json")
    whole = run(*command, "--per-shard")
    expected = files(out)
    out.rename(tmp_path / "before")
    ended = run(*command, *RAY)
    assert (whole.returncode, ended.returncode) == (0, 0), ended.stderr
    assert files(out) == expected
    assert (ended.stdout, ended.stderr) == (whole.stdout, whole.stderr)


@pytest.mark.parametrize("number", [1, 16])
@pytest.mark.parametrize("options", INSPECTED[::3], ids=lambda one: " ".join(map(str, one))[:50])
def test_reports_are_those_of_one_process(
    tmp_path: Path, options: tuple[object, ...], number: int
) -> None:
    """Medians and repeats across shards, too; what other runs cannot use is gone."""
    paths, work = inspected(tmp_path / "in", number), tmp_path / "work"
    command = ("inspect", *paths, *options, "-f", "json")
    whole, ended = run(*command), run(*command, *RAY, "--work-dir", work)
    assert (whole.returncode, ended.returncode) == (0, 0), ended.stderr
    assert (ended.stdout, ended.stderr) == (whole.stdout, whole.stderr)
    assert {path.suffix for path in work.iterdir()} == {".index", ".rows"}


def test_relative_paths_are_those_of_the_caller(tmp_path: Path) -> None:
    """Workers start in other folders."""
    paths = shards(tmp_path / "in", 4)
    names = [path.name for path in paths]
    for engine in ((), RAY):
        ended = subprocess.run(
            [*map(str, (SCRIPT, *BALANCE, *names, "-d", "../out", "-q", *engine))],
            cwd=tmp_path / "in", capture_output=True, timeout=60, check=True,
        )  # fmt: skip
        assert ended.stdout == b""
    assert run(*BALANCE, *paths, "-o", tmp_path / "whole").returncode == 0
    assert together(tmp_path / "out", paths, "") == (tmp_path / "whole").read_bytes()


@pytest.mark.parametrize(("options", "more"), BAD[::4], ids=lambda one: str(one)[:40])
def test_errors_are_those_of_one_process(
    tmp_path: Path, options: tuple[object, ...], more: bytes
) -> None:
    """With the place as the user typed it, and no trace of Ray."""
    paths = shards(tmp_path / "in", 3)
    with paths[1].open("ab") as file:
        file.write(more)
    one, two = (
        run(options[0], *paths, *options[1:], "-d", tmp_path / at, *engine)
        for at, engine in (("one", ()), ("two", RAY))
    )
    plain = [line for line in one.stderr.splitlines() if b"an equal in another" not in line]
    assert (two.returncode, two.stderr.splitlines()) == (one.returncode, plain)
    assert not [*(tmp_path / "two").glob("*.jsonl")]


def test_no_cluster_is_ever_started(tmp_path: Path) -> None:
    """Exit 2 where none is named, or none answers."""
    paths, before = shards(tmp_path / "in", 2), {*os.listdir("/proc")}
    command = (*BALANCE, *paths, "-d", tmp_path / "out", "--engine", "ray")
    for more, said in (
        ((), b"no Ray cluster is named, and none is started"),
        (("--address", "127.0.0.1:1"), b"no Ray cluster answers at 127.0.0.1:1"),
        (("--address", "ray://127.0.0.1:1"), b"inside the cluster, not through its client"),
    ):
        ended = run(*command, *more)
        assert (ended.returncode, said in ended.stderr) == (2, True), ended.stderr
    assert not (tmp_path / "out").exists()
    started = {*os.listdir("/proc")} - before
    names = [Path("/proc", one, "comm") for one in started if one.isdigit()]
    assert not [one for one in names if one.exists() and "raylet" in one.read_text()]


def test_other_versions_are_refused(tmp_path: Path) -> None:
    """Of rebalance, Python or numpy, before anything is written."""
    paths = shards(tmp_path / "in", 2)
    script = (
        "import sys, rebalance.versions as v; v.VERSIONS = {**v.VERSIONS, 'numpy': '0.0'};"
        "from rebalance.cli import main; sys.argv[0] = 'rebalance'; main()"
    )
    arguments = map(str, (*BALANCE, *paths, "-d", tmp_path / "out", *RAY))
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == 2, ended.stderr
    assert b"and this machine 0.0" in ended.stderr
    assert not [*(tmp_path / "out").glob("*.jsonl")]


@pytest.mark.parametrize("step", ["scan", "apply"])
def test_a_lost_worker_is_made_good(tmp_path: Path, step: str) -> None:
    """Its task is done again; the bytes are the same, and nothing is left over."""
    paths, out = shards(tmp_path / "in", 8), tmp_path / "out"
    grow(paths, 4000)
    earlier = {*workers()}
    child, ends, killed = (
        start(*BALANCE, *paths, "-d", out, "-f", "json", *RAY),
        monotonic() + 60,
        0,
    )
    while not killed:
        assert monotonic() < ends
        assert child.poll() is None
        ready = step == "scan" or [*out.glob("*.jsonl")]
        for worker in {*workers()} - earlier if ready else ():
            os.kill(worker, signal.SIGKILL)
            killed += 1
        sleep(0.001)
    stdout, stderr = child.communicate(timeout=60)
    assert child.returncode == 0, stderr
    assert json.loads(stdout)["rows_after"]
    assert run(*BALANCE, *paths, "-o", tmp_path / "whole").returncode == 0
    assert together(out, paths, "") == (tmp_path / "whole").read_bytes()
    assert not [path for path in out.iterdir() if path.name.startswith(".") and path.is_file()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_cancels(tmp_path: Path, number: signal.Signals) -> None:
    """Tasks end, and there is no manifest; another run goes on from there."""
    paths, out = shards(tmp_path / "in", 8), tmp_path / "out"
    grow(paths, 4000)
    command = (*BALANCE, *paths, "-d", out, *RAY)
    earlier = {*workers()}  # which may still be about to end
    child, ends = start(*command), monotonic() + 60
    while not {*workers()} - earlier:
        assert monotonic() < ends
        sleep(0.001)
    child.send_signal(number)
    _, stderr = child.communicate(timeout=30)
    assert child.returncode in (-number, 128 + number), stderr
    while workers():
        assert monotonic() < ends
        sleep(0.01)
    assert not (out / "manifest.json").exists()
    assert run(*command).returncode == 0
    assert run(*BALANCE, *paths, "-o", tmp_path / "whole").returncode == 0
    assert together(out, paths, "") == (tmp_path / "whole").read_bytes()


def test_no_row_is_held_by_the_cluster(tmp_path: Path) -> None:
    """What is in its store is small, whatever the rows."""
    import ray

    paths = shards(tmp_path / "in", 2)
    grow(paths, 4000)
    sizes: list[float] = []
    ray.init(address=ADDRESS, log_to_driver=False, logging_level="ERROR")
    try:
        child = start(*BALANCE, *paths, "-d", tmp_path / "out", *RAY)
        while child.poll() is None:
            free: Mapping[str, float] = ray.available_resources()
            total: Mapping[str, float] = ray.cluster_resources()
            sizes.append(total["object_store_memory"] - free["object_store_memory"])
            sleep(0.02)
        assert child.returncode == 0
    finally:
        ray.shutdown()
    assert len(sizes) > 5
    assert max(sizes) < 100_000
