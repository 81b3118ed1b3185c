"""The worst day: killed, interrupted, out of space. Old outputs stay, or new ones are complete."""

import errno
import gzip
import io
import os
import pty
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rebalance.request_ids import request_id
from rebalance.rows.category import category_keys
from rebalance.rows.writing import writer
from tests.cli.crashes import in_child, traced
from tests.support import Run, command, rows_of, workers_of, write_rows

SCRIPT = Path(sys.executable).with_name("rebalance")
KILLS, FEWER = 40, 8  # for each command that writes a lot, and for each other one
LIMITED = "export PYTHONDONTWRITEBYTECODE=1; ulimit -f 4"  # Python would cut its own files short

COMMANDS: dict[str, list[str]] = {
    "balance": ["balance", "rows.jsonl", "--equal", "mean", "-o", "out/rows.jsonl", "--dropped",
                "out/dropped.jsonl.gz", "--manifest", "out/manifest.json", "--seed", "{seed}"],
    "weights": ["weights", "rows.jsonl", "-o", "out/rows.jsonl", "--npy", "out/w.npy",
                "--scheme", "{scheme}"],
    "split": ["split", "rows.jsonl", "-d", "out", "--seed", "{seed}"],
    "folds": ["split", "rows.jsonl", "--folds", "3", "-o", "out/folds.jsonl.xz", "--seed", "{seed}",
              "--report", "md=out/report.md"],
    "inspect": ["inspect", "rows-{seed}.jsonl", "--rejects", "out/bad.jsonl", "--report",
                "json=out/report.json", "--report", "html=out/report.html"],
    "check": ["check", "rows-{seed}.jsonl", "--write-baseline", "out/baseline.json", "--rejects",
              "out/bad.jsonl", "--max-bad-rows", "9"],
    "gaps": ["gaps", "rows-{seed}.jsonl", "--floor", "20", "--requests", "out/asked.jsonl",
             "--model", "m-{seed}", "--on-error", "skip", "--report", "csv=out/gaps.csv"],
    "collect": ["collect", "answers-{seed}.jsonl", "--against", "rows.jsonl", "-o",
                "out/rows.jsonl", "--rejects", "out/none.jsonl"],
    "validate": ["validate", "rows-{seed}.jsonl", "--against", "rows.jsonl", "-o", "out/rows.jsonl",
                 "--rejects", "out/none.jsonl", "--by", "category"],
    "evaluate": ["evaluate", "rows-{seed}.jsonl", "--truth", "category", "--predicted", "guess",
                 "--wrong", "out/wrong.jsonl", "--suggest", "out/more", "--on-error", "skip"],
}  # fmt: skip

LARGE = ("balance", "weights", "split")  # what writes a lot


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a dataset and an empty folder for outputs, as the current one."""
    write_rows(tmp_path / "rows.jsonl", rows_of({"a": 90, "b": 30, "c": 6}))
    (tmp_path / "out").mkdir()
    for seed in (0, 1):
        made = [
            {
                "category": "ab"[n % 2],
                "guess": "ab"[n % 3 > seed],
                "text": f"{seed} {n} {word} {n * n}",
            }
            for n, word in enumerate(["apple", "boat", "cloud", "drum", "elm", "fire"] * 5)
        ]
        path = write_rows(tmp_path / f"rows-{seed}.jsonl", made)
        path.write_bytes(path.read_bytes() + f"no row {seed}\n".encode())
        (key,) = category_keys(["a"]).tolist()
        answers = [
            {"custom_id": request_id("generate", key, n + 1), "response": {"status_code": 200,
             "body": {"choices": [{"message": {"content": content if n % 5 else "no"}}]}}}
            for n, content in enumerate(f'{{"text": "{seed} new {n}"}}' for n in range(9))
        ]  # fmt: skip
        write_rows(tmp_path / f"answers-{seed}.jsonl", answers)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made_by(name: str, seed: int) -> list[str]:
    """The command with options of an older or a newer run."""
    return [a.format(seed=seed, scheme=["sqrt", "balanced"][seed]) for a in COMMANDS[name]]


def contents(folder: Path) -> dict[str, bytes]:
    """All files with a final name."""
    files = [path for path in folder.iterdir() if path.suffix != ".tmp"]
    return {path.name: path.read_bytes() for path in files}


def leftovers(folder: Path) -> list[Path]:
    """Temporary files."""
    return [path for path in folder.rglob("*") if path.suffix == ".tmp"]


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_any_point(run: Run, folder: Path, name: str) -> None:
    """After kill -9 each file is old or new and complete; a manifest vouches for all of them."""
    out = folder / "out"
    assert run(*made_by(name, 1)).code == 0
    new = contents(out)
    assert run(*made_by(name, 0)).code == 0
    old = contents(out)
    assert any(old[file] != new[file] for file in old if file != "manifest.json")
    counted = folder / "lines"
    in_child(traced(made_by(name, 1), 0, counted))
    total = int(counted.read_text())
    assert run(*made_by(name, 0)).code == 0
    kills = KILLS if name in LARGE else FEWER
    assert total > kills
    killed = 0
    for step in range(kills):
        status = in_child(traced(made_by(name, 1), 1 + step * (total - 1) // (kills - 1)))
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        found = contents(out)
        for file, content in found.items():
            assert content in (old[file], new[file]), (step, file)
        if "manifest.json" in old and "manifest.json" in found:
            assert found in (old, new), step
        elif "manifest.json" not in old:
            assert set(found) == set(old)
        assert run(*made_by(name, 0)).code == 0
        assert contents(out) == old
        for path in leftovers(out):  # what kill -9 leaves has a name of its own
            path.unlink()
    assert killed >= kills - 1


def failing(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, nth: int, error: int
) -> Callable[[], int]:
    """Have the nth call of a function of the system fail; count the calls."""
    real, calls = getattr(owner, name), 0

    def replaced(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise OSError(error, os.strerror(error))
        return real(*args, **options)

    monkeypatch.setattr(owner, name, replaced)
    return lambda: calls


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    ("owner", "function", "error"),
    [(os, "fsync", errno.EIO), (os, "replace", errno.EACCES), (os, "fchmod", errno.EPERM)],
)
def test_failing_system_calls(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch,
    name: str, owner: object, function: str, error: int,
) -> None:  # fmt: skip
    """A failing fsync, rename or chmod is exit 4 with its reason, and no file is partial."""
    out = folder / "out"
    run(*made_by(name, 0))
    old = contents(out)
    for nth in range(1, 20):
        with monkeypatch.context() as patch:
            calls = failing(patch, owner, function, nth, error)
            ended = run(*made_by(name, 1))
            if calls() < nth:
                break
        assert ended.code == 4
        assert os.strerror(error) in ended.err
        found = contents(out)
        assert found == old  # what had its new name already is taken back
        assert not leftovers(folder)
        run(*made_by(name, 0))
    assert nth > 1
    assert ended.code == 0


@pytest.mark.parametrize("name", LARGE)
def test_a_limit_of_file_size(run: Run, folder: Path, name: str) -> None:
    """`ulimit -f` is exit 4, the old output intact, and nothing is left."""
    out = folder / "out"
    run(*made_by(name, 0))
    old = contents(out)
    shell = f"{LIMITED}; exec {SCRIPT} {' '.join(made_by(name, 1))}"
    ended = subprocess.run(["bash", "-c", shell], capture_output=True, check=False)
    assert ended.returncode == 4
    assert b"File too large" in ended.stderr
    assert b"Traceback" not in ended.stderr
    assert contents(out) == old
    assert not leftovers(folder)


def test_a_full_disk(folder: Path) -> None:
    """On a small file system: exit 4, the old output intact, nothing left, a rerun succeeds."""
    small = folder / "small"
    small.mkdir()
    shell = (
        f"mount -t tmpfs -o size=64k none {small} || exit 99; cd {folder}\n"
        f"{SCRIPT} balance rows.jsonl --cap 5 -o {small}/out.jsonl -q || exit 98\n"
        f"cp {small}/out.jsonl before; head -c 45000 /dev/zero > {small}/filler\n"
        f"{SCRIPT} balance rows.jsonl --equal 300 --max-repeat none -o {small}/out.jsonl; echo $?\n"
        f"cmp before {small}/out.jsonl && ls -A {small} | grep -c tmp\n"
        f"rm {small}/filler\n"
        f"{SCRIPT} balance rows.jsonl --equal 90 --max-repeat none -o {small}/out.jsonl -q; echo $?"
    )
    ended = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", shell],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ended.returncode == 99 or "unshare" in ended.stderr:
        pytest.skip("no small file system can be mounted here")
    assert ended.stdout.split() == ["4", "0", "0"]
    assert "No space left on device" in ended.stderr


def test_a_full_device(skewed: Path) -> None:
    """With a message, for reports and for rows."""
    for options in ("inspect {}", "balance {} --cap 5 -o -", "balance {} --cap 5 -o /dev/full",
                    "weights {} -o /dev/stdout", "inspect {} -f json"):  # fmt: skip
        script = f"{SCRIPT} {options.format(skewed)} > /dev/full"
        ended = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
        assert ended.returncode == 4
        assert b"No space left on device" in ended.stderr
        assert b"Exception ignored" not in ended.stderr


def test_closed_streams(skewed: Path) -> None:
    """A closed standard output is exit 4, closed input too; a closed error stream is silence."""
    for ending, code in ((">&-", 4), ("2>&-", 0), ("<&-", 0)):
        script = f"{SCRIPT} inspect {skewed} {ending}"
        ended = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
        assert ended.returncode == code, ending
        assert b"Traceback" not in ended.stderr
    script = f"{SCRIPT} inspect - <&-"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
    assert (ended.returncode, b"standard input is closed" in ended.stderr) == (4, True)


def test_outputs_that_are_inputs(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Refused by device and inode, also through links and the shell; nothing is touched."""
    before = skewed.read_bytes()
    hard, soft = tmp_path / "hard.jsonl", tmp_path / "soft.jsonl"
    os.link(skewed, hard)
    soft.symlink_to(skewed)
    for name in (skewed, hard, soft, tmp_path / "." / skewed.name):
        balance = ["balance", skewed, "--cap", 1, "-o"]
        for args in ([*balance, name], ["weights", skewed, "-o", name],
                     ["weights", skewed, "--npy", name], ["inspect", skewed, "--rejects", name],
                     [*balance, tmp_path / "x", "--manifest", name],
                     [*balance, tmp_path / "x", "--dropped", name]):  # fmt: skip
            ended = run(*args)
            assert (ended.code, "is an input as well" in ended.err) == (2, True)
    shell = f"{SCRIPT} balance {skewed} --cap 1 -o - >> {skewed}"
    assert subprocess.run(["bash", "-c", shell], capture_output=True, check=False).returncode == 2
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "train.jsonl").symlink_to(skewed)
    assert run("split", skewed, "-d", parts).code == 2
    assert skewed.read_bytes() == before
    assert not leftovers(tmp_path)
    assert not (tmp_path / "x").exists()


def test_links_modes_and_special_files(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Links are written through, modes kept, umask heeded; FIFOs, /dev/stdout written directly."""
    target, link, fifo = tmp_path / "target", tmp_path / "link", tmp_path / "fifo"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    wanted = command("balance", skewed, "--cap", 5, "-o", "-").out
    assert run("balance", skewed, "--cap", 5, "-o", link).code == 0
    assert link.is_symlink()
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (wanted, 0o640)
    fresh = tmp_path / "fresh"
    before = os.umask(0o027)
    run("balance", skewed, "--cap", 5, "-o", fresh)
    os.umask(before)
    assert fresh.stat().st_mode & 0o777 == 0o640
    os.mkfifo(fifo)
    with subprocess.Popen(["cat", fifo], stdout=subprocess.PIPE) as reader:
        assert run("balance", skewed, "--cap", 5, "-o", fifo).code == 0
        assert reader.communicate()[0] == wanted
    assert fifo.is_fifo()
    assert command("balance", skewed, "--cap", 5, "-q", "-o", "/dev/stdout").out == wanted
    appended = tmp_path / "appended"
    appended.write_bytes(b"first\n")
    shell = f"{SCRIPT} balance {skewed} --cap 5 -q -o /dev/stdout >> {appended}"
    subprocess.run(["bash", "-c", shell], check=True)
    assert appended.read_bytes() == b"first\n" + wanted


def test_asked_for_files_are_written_even_if_empty(run: Run, skewed: Path, tmp_path: Path) -> None:
    """--dropped and --rejects; and two outputs with one name are refused."""
    dropped, rejects, out = (tmp_path / name for name in ("dropped", "rejects", "out"))
    args = ["balance", skewed, "--cap", 999, "-o", out]
    assert run(*args, "--dropped", dropped, "--rejects", rejects).code == 0
    assert (dropped.read_bytes(), rejects.read_bytes()) == (b"", b"")
    assert run(*args, "--rejects", out).code == 2
    assert run(*args, "--rejects", tmp_path / "sub" / ".." / "out").code in (2, 4)


@pytest.mark.parametrize("name", LARGE)
def test_two_runs_at_once(folder: Path, name: str) -> None:
    """Whichever is last, the files on disk are complete, and all of one run."""
    results = []
    for seed in (0, 1):
        assert command(*made_by(name, seed)).code == 0
        results.append(contents(folder / "out"))
    for _ in range(4):
        both = [subprocess.Popen([SCRIPT, *made_by(name, seed)], stdout=subprocess.DEVNULL)
                for seed in (0, 1)]  # fmt: skip
        assert [child.wait() for child in both] == [0, 0]
        assert contents(folder / "out") in results
        assert not leftovers(folder)


def start(*args: object) -> "subprocess.Popen[bytes]":
    """Start a command in a session of its own, with small spans."""
    return subprocess.Popen(
        [SCRIPT, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, env={**os.environ, "REBALANCE_SPAN_BYTES": "4000"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 40 MB: reading and writing it takes a while."""
    rows = [{"category": "ab"[i % 2], "text": "x" * 2000, "i": i} for i in range(20_000)]
    return write_rows(tmp_path_factory.mktemp("long") / "long.jsonl", rows)


WRAPPED = """
import signal
from rebalance.cli import boundary

def making_a_class():
    boundary._received.append(signal.SIGTERM)
    raise RuntimeError("Error calling __set_name__") from boundary.Interrupted(signal.SIGTERM)

boundary.guarded(making_a_class, {}, "nothing")()
"""


def test_a_signal_that_python_wrapped() -> None:
    """An exception out of nowhere becomes another one while a class is made (before 3.12)."""
    ended = subprocess.run([sys.executable, "-c", WRAPPED], capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGTERM, b"", b"")


WITH_WORKERS = """
import signal, time
from rebalance.cli import boundary
from rebalance.engines.workers import Workers

def interrupted_before_the_block_is_left():
    workers = Workers(3, lambda: print)
    print(*(worker.pid for worker in workers._processes), flush=True)
    raise boundary.Interrupted(signal.SIGTERM)

boundary.guarded(interrupted_before_the_block_is_left, {}, "nothing")()
"""


def test_no_worker_outlives_a_signal() -> None:
    """Wherever the exception comes out: an exit of a block may itself be interrupted."""
    ended = subprocess.run([sys.executable, "-c", WITH_WORKERS], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (-signal.SIGTERM, b"")
    workers = ended.stdout.split()
    assert len(workers) == 3
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(int(worker), 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_signals_at_any_time(long: Path, tmp_path: Path, number: signal.Signals, jobs: int) -> None:
    """Within a second, as by the signal itself: no trace, no temporary file, no process left."""

    def interrupted(delay: float) -> None:
        folder = tmp_path / str(delay)
        folder.mkdir()
        commands = [
            ["split", long, "-d", folder / "parts", "--allow-shared-prompts"],
            ["weights", long, "-o", folder / "weights.jsonl.gz"],
            ["balance", long, "--order", "shuffle", "--equal", "max", "-o", folder / "out.jsonl"],
        ]
        child = start(*commands[int(delay * 100) % 3], "--jobs", jobs)
        time.sleep(delay)
        sent = time.monotonic()
        os.killpg(child.pid, number)
        _, message = child.communicate(timeout=30)
        # Before Python has started: amid a .pth file, it may ignore the signal, and go on.
        early = delay < 0.05
        assert time.monotonic() - sent < 1 or (early and child.returncode == 0)
        assert (child.returncode, message) in {(-number, b""), (0, b"")} or early
        assert not leftovers(folder)
        with pytest.raises(ProcessLookupError):  # nobody is left in its session
            os.killpg(child.pid, 0)

    with ThreadPoolExecutor(max_workers=2) as pool:  # which mostly waits
        list(pool.map(interrupted, (1.1, 0.03, 0.15, 0.35, 0.6)))


def test_interrupts_stop_a_shell_loop(long: Path, tmp_path: Path) -> None:
    """Ctrl-C in a loop ends the loop, since the command ends by the signal."""
    script = tmp_path / "loop.sh"
    script.write_text(f"for i in 1 2 3; do {SCRIPT} inspect {long} -q; echo $i; done\n")
    main, side = pty.openpty()
    with subprocess.Popen(
        ["bash", script], stdin=side, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, env={**os.environ, "REBALANCE_SPAN_BYTES": "4000"},
    ) as shell:  # fmt: skip
        time.sleep(0.6)
        os.killpg(shell.pid, signal.SIGINT)
        out, message = shell.communicate(timeout=30)
    os.close(main)
    os.close(side)
    assert (out, message, shell.returncode) == (b"", b"", -signal.SIGINT)


def test_ignored_signals_stay_ignored(long: Path, tmp_path: Path) -> None:
    """As under nohup."""
    out = tmp_path / "out.jsonl"
    shell = f"trap '' INT TERM; exec {SCRIPT} balance {long} --cap 9999 -o {out} -q"
    child = subprocess.Popen(["bash", "-c", shell], start_new_session=True)
    time.sleep(0.5)
    os.killpg(child.pid, signal.SIGINT)
    os.killpg(child.pid, signal.SIGTERM)
    assert child.wait(timeout=60) == 0
    assert out.exists()


def test_a_killed_worker_in_spawned_processes_too(long: Path) -> None:
    """Exit 70 with a sentence, never a hang."""
    for method in ("fork", "spawn"):
        child = subprocess.Popen(
            [SCRIPT, "weights", long, "--jobs", "3"], stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "REBALANCE_SPAN_BYTES": "1000", "REBALANCE_START_METHOD": method},
        )  # fmt: skip
        os.kill(workers_of(child, 3)[-1], signal.SIGKILL)
        _, message = child.communicate(timeout=30)
        assert (child.returncode, b"a worker process was killed" in message) == (70, True)


HELP = ["--help", "inspect --help", "split --help", "--version", "schema check", "check --init x"]


@pytest.mark.parametrize("options", HELP)
def test_help_on_a_full_device(folder: Path, options: str) -> None:
    """One line, exit 4; into a closed pipe it ends as in `cat`."""
    (folder / "x").write_bytes((folder / "rows.jsonl").read_bytes())
    script = f"{SCRIPT} {options} > /dev/full"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, check=False, cwd=folder)
    said = b"rebalance: error: standard output: No space left on device\n"
    assert (ended.returncode, ended.stderr) == (4, said)
    read, write = os.pipe()
    os.close(read)
    piped = subprocess.run(
        [SCRIPT, *options.split()], stdout=write, stderr=subprocess.PIPE, check=False, cwd=folder
    )
    os.close(write)
    assert (piped.returncode, piped.stderr) == (-signal.SIGPIPE, b"")


def test_help_where_nobody_listens() -> None:
    """Usage errors keep their code if standard error is full."""
    for options in ("", "inspect", "nothing", "inspect --nothing"):
        script = f"{SCRIPT} {options} 2> /dev/full"
        assert subprocess.run(["bash", "-c", script], check=False).returncode == 2


TEMPORARY = {
    "standard input": "cat big.jsonl | {} split - -d out",
    "an archive": "{} balance big.jsonl.gz --cap 9 -o out.jsonl",
    "several": "{} split rows.jsonl big.jsonl.gz -d out",
}


@pytest.mark.parametrize("what", TEMPORARY)
def test_a_full_temporary_folder(folder: Path, what: str) -> None:
    """Is named as what it is, with the variable that names another; the dataset is not at fault."""
    temporary = folder / "temporary"
    temporary.mkdir()
    big = b'{"category": "a", "text": "%s"}\n' % (b"x" * 100_000)
    (folder / "big.jsonl").write_bytes(big)
    (folder / "big.jsonl.gz").write_bytes(gzip.compress(big))
    before = set(folder.iterdir())
    shell = f"{LIMITED}; export TMPDIR={temporary}; cd {folder}; {TEMPORARY[what].format(SCRIPT)}"
    ended = subprocess.run(["bash", "-c", shell], capture_output=True, check=False, text=True)
    assert ended.returncode == 4, ended.stderr
    assert f"rebalance: error: {temporary}: temporary files cannot be written" in ended.stderr
    assert "File too large" in ended.stderr
    assert "TMPDIR=FOLDER" in ended.stderr
    assert set(folder.iterdir()) == before
    assert not list(temporary.iterdir())


def test_a_shuffle_without_room(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows out of order go through temporary files, too, if the dataset is larger than memory."""

    class Full(io.BytesIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writer, "_CACHED_SHARE", 0)
    shuffle = ("balance", "rows.jsonl", "--cap", 9, "--order", "shuffle", "-o", "out/new.jsonl")
    assert run(*shuffle).code == 0
    old = contents(folder / "out")
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full())
    ended = run(*shuffle, "--seed", 1)
    assert (ended.code, "TMPDIR=FOLDER" in ended.err) == (4, True), ended.err
    assert contents(folder / "out") == old
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "TemporaryFile", nowhere)
    ended = run(*shuffle, "--seed", 1)
    assert (ended.code, "error: TMPDIR: temporary files cannot" in ended.err) == (4, True)


def nowhere(**_: object) -> None:
    """Fail as `tempfile` does if there is no folder."""
    raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")


def test_a_full_disk_under_an_array(run: Run, tmp_path: Path) -> None:
    """Says what the system says, as for any output; the old array stays."""
    rows = write_rows(tmp_path / "rows.jsonl", ({"category": str(i % 3)} for i in range(9_000)))
    run("weights", rows, "--npy", tmp_path / "w.npy", "-q")
    old = (tmp_path / "w.npy").read_bytes()
    assert np.load(tmp_path / "w.npy").shape == (9_000,)
    shell = f"{LIMITED}; {SCRIPT} weights {rows} --scheme sqrt --npy {tmp_path}/w.npy -q"
    ended = subprocess.run(["bash", "-c", shell], capture_output=True, check=False, text=True)
    said = f"rebalance: error: {tmp_path}/w.npy: cannot be written: File too large\n"
    assert (ended.returncode, ended.stderr) == (4, said)
    assert (tmp_path / "w.npy").read_bytes() == old
