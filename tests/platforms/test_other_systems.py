"""Windows and macOS, simulated: the same bytes, and what goes differently there."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from rebalance.remote.urls import is_remote
from tests.platforms.systems import POSIX, missing
from tests.support import Outcome, rows_of, write_rows

SCRIPT = Path(sys.executable).with_name("rebalance")
SIMULATED = Path(__file__).parent / "simulated"
CONTROL_C = 0xC000013A & 0xFF  # the part of the exit code that Linux has room for
COMMANDS = {
    "inspect": "inspect rows.jsonl --report html=out/i.html --rejects out/bad.jsonl",
    "balance": "balance rows.jsonl --cap 40 --floor 8 --order shuffle -o out/b.jsonl.gz"
               " --dropped out/d.jsonl --manifest out/m.json --on-error skip",
    "rows on stdout": "balance rows.jsonl --cap 40 -o - --without text --on-error skip",
    "weights": "weights rows.jsonl --scheme sqrt -o out/w.jsonl --npy out/w.npy --npy-rows kept"
               " --on-error skip",
    "split": "split rows.jsonl -d out/parts --on-error skip -f json",
    "shard by shard": "balance rows.jsonl more.jsonl --cap 40 --engine processes -d out/shards"
                      " --on-error skip",
    "check": "check rows.jsonl --max-ratio 3 --max-bad-rows 9 -f md",
    "dedupe": "dedupe rows.jsonl --near 0.7 -o out/u.jsonl --on-error skip",
    "standard input": "inspect - -f json --on-error skip",
}  # fmt: skip


def environment(system: str, **more: str) -> dict[str, str]:
    """What has Python see another system."""
    lacks = {name: sorted(missing(name, system)) for name in ("os", "signal")}
    return {
        **os.environ, "PYTHONPATH": str(SIMULATED), "SIMULATED_SYSTEM": system,
        "SIMULATED_MISSING": json.dumps(lacks), "REBALANCE_SPAN_BYTES": "4000",
        "SIMULATED_ABSENT": " ".join(POSIX) if system == "win32" else "", **more,
    }  # fmt: skip


def ended(
    words: str | Sequence[str], folder: Path, env: Mapping[str, str], program: str = str(SCRIPT)
) -> Outcome:
    """Run the installed command in a folder, the rows on its standard input."""
    given = [program, *(words.split() if isinstance(words, str) else words)]
    with (folder / "rows.jsonl").open("rb") as rows:
        run = subprocess.run(
            given, cwd=folder, env=env, stdin=rows, capture_output=True, check=False
        )  # fmt: skip
    return Outcome(run.returncode, run.stdout, run.stderr.decode())


def python(system: str, text: str, folder: Path) -> Outcome:
    """Run a program that sees another system, as modules of rebalance do."""
    module = f"__name__ = 'rebalance.tried'\n{text}"
    found = ended(["-c", module], folder, environment(system), sys.executable)
    return replace(found, out=found.out.replace(b"\r\n", b"\n"))  # as print writes there


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in sorted(folder.rglob("*")) if one.is_file()
    }  # fmt: skip


def made(folder: Path) -> Path:
    """A folder with two files, and one for outputs."""
    folder.mkdir(exist_ok=True)
    (folder / "out").mkdir()
    write_rows(folder / "rows.jsonl", rows_of({"a": 180, "b": 40, "häufig": 3}))
    write_rows(folder / "more.jsonl", rows_of({"a": 20, "c": 5}))
    return folder


def with_a_bad_row(folder: Path) -> Path:
    """Such a folder, where a line of a file is no row."""
    with (made(folder) / "rows.jsonl").open("ab") as rows:
        rows.write(b"no row\n")
    return folder


Expected = tuple[dict[str, Outcome], dict[str, bytes]]


@pytest.fixture(scope="module")
def on_linux(tmp_path_factory: pytest.TempPathFactory) -> Expected:
    """What the commands print and write without any simulation, in one process."""
    folder = with_a_bad_row(tmp_path_factory.mktemp("linux"))
    plain = {**os.environ, "REBALANCE_SPAN_BYTES": "4000"}
    found = {name: ended(f"{words} -j 1", folder, plain) for name, words in COMMANDS.items()}
    assert {name for name, one in found.items() if one.code} == {"check"}
    assert len(contents(folder)) > 15
    return found, contents(folder)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_the_same_bytes(system: str, jobs: str, on_linux: Expected, tmp_path: Path) -> None:
    """In all files and on both streams, with workers that are spawned too."""
    folder = with_a_bad_row(tmp_path)
    for name, words in COMMANDS.items():
        assert ended(f"{words} -j {jobs}", folder, environment(system)) == on_linux[0][name], name
    assert contents(folder) == on_linux[1]


@pytest.mark.parametrize(("system", "room"), [("win32", "windows"), ("darwin", "posix")])
def test_what_is_simulated(system: str, room: str, tmp_path: Path) -> None:
    """The code of that system runs, and nothing that it lacks can be had."""
    text = (
        "import os, sys\nfrom rebalance import system\n"
        "print(system.replace.__module__, system.FORKED, hasattr(os, 'sched_getaffinity'))"
    )
    expected = f"rebalance.system.{room} False False\n".encode()
    assert python(system, text, made(tmp_path)) == Outcome(0, expected, "")


@contextmanager
def opened_by_another(path: Path, seconds: float) -> Iterator[None]:
    """Have another program hold a file open for a while."""
    text = f"import time; file = open({str(path)!r}); print(flush=True); time.sleep({seconds})"
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        try:
            yield
        finally:
            other.kill()


def test_windows_replaces_no_file_that_is_open(tmp_path: Path) -> None:
    """A sentence says which one; all files are as before; one that is soon closed is waited for."""
    folder = made(tmp_path)
    out = folder / "out"
    words = "balance rows.jsonl --cap 9 -q -o out/b.jsonl --dropped out/d.jsonl"
    (out / "d.jsonl").write_text("old\n")
    with opened_by_another(out / "d.jsonl", 60):
        found = ended(words, folder, environment("win32"))
        assert (found.code, found.out) == (4, b"")
        assert found.err == (
            f"rebalance: error: {out}/d.jsonl: cannot be replaced while another program has it open"
            "\n  close what has it open, and run this again; nothing was written\n"
        )
        assert contents(out) == {"d.jsonl": b"old\n"}
    with opened_by_another(out / "d.jsonl", 0.3):
        assert ended(words, folder, environment("win32")).code == 0
    assert sorted(contents(out)) == ["b.jsonl", "d.jsonl"]


def handles(process: int, number: int) -> bool:
    """Whether a process has got as far as to handle a signal."""
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    (caught,) = (line.split()[1] for line in status if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGUSR1], ids=["Ctrl+C", "Ctrl+Break"])
def test_interrupts_on_windows(number: signal.Signals, tmp_path: Path) -> None:
    """They end with the code that batch files stop at, in silence, and leave no file."""
    folder = made(tmp_path)
    child = subprocess.Popen(
        [SCRIPT, "balance", "-", "--cap", "9", "-o", "out/b.jsonl"], cwd=folder,
        env=environment("win32"), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdin is not None
    child.stdin.write((folder / "rows.jsonl").read_bytes())
    child.stdin.flush()
    while not handles(child.pid, signal.SIGUSR1):
        time.sleep(0.01)
    child.send_signal(number)
    assert child.communicate(timeout=30) == (b"", b"")
    assert child.returncode == CONTROL_C
    assert contents(folder / "out") == {}


def test_interrupts_that_are_swallowed_come_again_on_windows(tmp_path: Path) -> None:
    """As long as it takes."""
    text = """
import signal, time
from rebalance.system import repeat
def interrupt(): raise KeyError("again")
repeat(interrupt, 0.02)
for _ in range(3):
    try:
        for _ in range(900): time.sleep(0.01)
    except KeyError as error: print(error)
"""
    assert python("win32", text, made(tmp_path)) == Outcome(0, b"'again'\n" * 3, "")


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_who_asks_for_a_completion_does_not_wait(system: str, tmp_path: Path) -> None:
    """A command ends when its time is over."""
    text = "import time\nfrom rebalance.system import end_in\n"
    late = "with end_in(1): time.sleep(60)"
    assert python(system, text + late, made(tmp_path)) == Outcome(0, b"", "")
    early = "with end_in(1): pass\ntime.sleep(2)\nprint('there')"
    assert python(system, text + early, tmp_path) == Outcome(0, b"there\n", "")


def test_what_must_not_be_cut_in_two_on_windows(tmp_path: Path) -> None:
    """An interrupt comes when it is done, also where one such stretch lies in another."""
    text = """
import signal
from rebalance.system import undisturbed
try:
    with undisturbed():
        with undisturbed(): signal.raise_signal(signal.SIGINT)
        print("done")
    print("never")
except KeyboardInterrupt: print("interrupted")
"""
    assert python("win32", text, made(tmp_path)) == Outcome(0, b"done\ninterrupted\n", "")


def test_a_closed_pipe_on_windows(tmp_path: Path) -> None:
    """Which is called an invalid argument there: 141, in silence, as elsewhere; for help, too."""
    folder = made(tmp_path)
    write_rows(folder / "rows.jsonl", rows_of({"a": 9000}))
    for words in ("balance rows.jsonl --cap 8000 -o -", "inspect rows.jsonl", "--help"):
        shell = f"({SCRIPT} {words}; echo $? >&2) | true"
        run = subprocess.run(
            ["bash", "-c", shell], cwd=folder, env=environment("win32"), capture_output=True,
            check=True,
        )  # fmt: skip
        assert run.stderr == b"141\n", words


def test_a_lock_on_windows(tmp_path: Path) -> None:
    """Of two runs with one folder, one waits; a lock goes with the process that had it."""
    folder = made(tmp_path)
    text = f"""
import os, time
from rebalance.system import lock
first = lock({str(folder / "out")!r})
print(lock({str(folder / "out")!r}), lock({str(folder)!r}) is None, flush=True)
time.sleep(60)
"""
    env = environment("win32", REBALANCE_LOCK_SECONDS="0.2", TMPDIR=str(folder))
    with subprocess.Popen(
        [sys.executable, "-c", f"__name__ = 'rebalance.tried'\n{text}"], env=env,
        stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline().split() == [b"None", b"False"]
        found = ended("balance rows.jsonl --cap 9 -o out/b.jsonl", folder, env)
        assert found.code == 4
        assert "another program has kept this folder locked for 0.2 seconds" in found.err
        other.kill()
    assert contents(folder / "out") == {}


@pytest.mark.parametrize("can", [True, False])
def test_macos_syncs_to_the_drive(can: bool, tmp_path: Path) -> None:
    """Each file and folder, past the cache of the drive, or where that cannot be, up to it."""
    folder = made(tmp_path)
    log = {"SIMULATED_LOG": str(folder / "log")} if can else {}
    words = "balance rows.jsonl --cap 9 -q -o out/b.jsonl --manifest out/m.json"
    assert ended(words, folder, environment("darwin", **log)) == Outcome(0, b"", "")
    assert sorted(contents(folder / "out")) == ["b.jsonl", "m.json"]
    if can:
        assert (folder / "log").read_text().split() == ["file", "file", "folder"]


def test_names_that_are_one_file(tmp_path: Path) -> None:
    """Two outputs whose names differ in case are one on Windows and macOS, before there is any."""
    folder = made(tmp_path)
    words = "balance rows.jsonl --cap 9 -q -o out/Ä.jsonl --dropped out/ä.jsonl"
    for system in ("win32", "darwin"):
        found = ended(words, folder, environment(system))
        said = "out/Ä.jsonl, also named as out/ä.jsonl, is the name of two outputs"
        assert (found.code, found.err) == (2, f"rebalance: error: {said}\n"), system
        assert contents(folder / "out") == {}
    assert ended(words, folder, os.environ).code == 0
    text = "from rebalance.system import one_name; print(one_name('e\\u0301') == one_name('É'))"
    assert python("darwin", text, folder).out == b"True\n"


def test_names_of_devices_on_windows(tmp_path: Path) -> None:
    """No output is lost to a device, whatever suffix its name has, nor to a stream of a file."""
    folder = made(tmp_path)
    for name in ("nul.jsonl", "COM1", "aux.gz", "a:b.jsonl", "a. ", "what?"):
        words = ["balance", "rows.jsonl", "--cap", "9", "-q", "-o", f"out/{name}"]
        found = ended(words, folder, environment("win32"))
        said = f"out/{name}: cannot be written: no file can have this name on this system"
        assert (found.code, found.err) == (4, f"rebalance: error: {said}\n")
    for name in ("con", "a\\\\b", "a|b"):
        words = ["split", "rows.jsonl", "--parts", f"{name}=0.5,rest=0.5", "-d", "out"]
        found = ended(words, folder, environment("win32"))
        assert found.code == 2
        assert "cannot be the name of a file" in found.err
    assert contents(folder / "out") == {}


@pytest.mark.parametrize("name", ["C:\\rows.jsonl", "c:/rows.jsonl", "\\\\host\\share\\a.jsonl"])
def test_drive_letters_are_no_stores(name: str) -> None:
    """Nor is a share of another machine."""
    assert not is_remote(name)


def test_a_copy_of_an_object_goes_with_the_run_on_windows(tmp_path: Path) -> None:
    """A file that is open cannot lose its name there, so it keeps it until it is closed."""
    folder = made(tmp_path)
    temporary = folder / "out"
    text = """
import fsspec, rebalance
store = fsspec.filesystem("memory")
store.pipe("/bucket/rows.jsonl", open("rows.jsonl", "rb").read())
print(rebalance.inspect("memory://bucket/rows.jsonl").rows)
"""
    env = environment("win32", TMPDIR=str(temporary))
    assert ended(["-c", text], folder, env, sys.executable) == Outcome(0, b"223\r\n", "")
    assert contents(temporary) == {}
