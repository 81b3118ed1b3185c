"""Paths with s3://, through the installed command, against a server of S3 on this machine."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server
from time import monotonic, sleep
from typing import Any

import pytest

import rebalance
from rebalance.remote.filesystems import end_filesystems
from tests.remote.test_memory import ENDINGS
from tests.remote.three_files import three_files

s3fs = pytest.importorskip("s3fs", reason="make test-remote installs it")
pytest.importorskip("moto", reason="make test-remote installs it")
pytestmark = [
    pytest.mark.xdist_group("s3"),
    pytest.mark.filterwarnings("ignore"),  # of s3fs and its libraries
    pytest.mark.usefixtures("shards"),
]

SCRIPT = Path(sys.executable).with_name("rebalance")
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIDKNOWN", "AWS_SECRET_ACCESS_KEY": "hush-hush",
    "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true",
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    child = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address, before = f"127.0.0.1:{port}", dict(os.environ)
    os.environ.update(CREDENTIALS, FSSPEC_S3_ENDPOINT_URL=f"http://{address}")
    os.environ["AWS_ENDPOINT_URL"] = f"http://{address}"
    try:
        until = monotonic() + 60
        while not answers(address):
            assert monotonic() < until, "the server does not start"
            sleep(0.1)
        yield address
    finally:
        end_filesystems()
        os.environ.clear()
        os.environ.update(before)
        child.terminate()
        child.wait(30)


def answers(address: str) -> bool:
    try:
        ask(address, "GET", "/moto-api/")
    except OSError:
        return False
    return True


def ask(address: str, method: str, path: str, body: str = "") -> int:
    """Ask the server for what only it knows."""
    connection = HTTPConnection(address, timeout=10)
    try:
        connection.request(method, path, body)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def store(server: str) -> Any:
    """The server's objects, in the empty bucket `bucket`."""
    ask(server, "POST", "/moto-api/reset")
    found = s3fs.S3FileSystem(
        endpoint_url=f"http://{server}", use_listings_cache=False, skip_instance_cache=True
    )
    found.mkdir("bucket")
    return found


@pytest.fixture
def shards(tmp_path: Path, store: Any) -> list[Path]:
    """Three files, which are objects at s3://bucket/in/, too."""
    return three_files(tmp_path / "in", store, "bucket/in")


def run(*args: object, **env: str) -> "subprocess.CompletedProcess[str]":
    """Start the command; no run takes longer than a minute."""
    return subprocess.run(
        [*map(str, (SCRIPT, *args))], capture_output=True, timeout=60, check=False, text=True,
        env={**os.environ, **env},
    )  # fmt: skip


def names(store: Any, folder: str) -> list[str]:
    """The objects below a folder."""
    store.invalidate_cache()
    return [path.removeprefix(f"bucket/{folder}/") for path in store.find(f"bucket/{folder}")]


COMMANDS = {
    "balance": "balance IN --cap 6 -o OUT/a.jsonl --dropped OUT/d.jsonl",
    "shards": "balance IN --cap 6 -d OUT",
    "processes": "balance IN --cap 6 -d OUT --engine processes",
    "weights": "weights IN -o OUT/w.jsonl",
    "weights by shard": "weights IN -d OUT --engine processes -j 2",
    "split": "split IN --by category -d OUT",
    "dedupe": "dedupe IN --exact -o OUT/d.jsonl",
    "export": "export IN --cap 6 --trainer trl -d OUT",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_write_what_they_write_to_files(
    store: Any, shards: list[Path], tmp_path: Path, name: str
) -> None:
    """Byte for byte; the pattern is expanded by us, as no shell does."""
    (tmp_path / "out").mkdir()
    words = COMMANDS[name].split()
    here_and_there = (
        ([*map(str, shards)], str(tmp_path / "out")),
        (["s3://bucket/in/*.jsonl"], "s3://bucket/out"),
    )
    for source, out in here_and_there:
        command = [one.replace("OUT", out) for one in words]
        at = command.index("IN")
        ended = run(*command[:at], *source, *command[at + 1 :], "-q")
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
    here = [str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*")]
    assert names(store, "out") == sorted(here)
    for file in here:
        if file not in ("manifest.json", "README.md"):
            assert store.cat(f"bucket/out/{file}") == (tmp_path / "out" / file).read_bytes()


@pytest.mark.parametrize("command", ["inspect IN", "check IN --max-ratio 99", "audit IN IN",
                                     "compare IN IN", "gaps IN --floor 30"])  # fmt: skip
def test_commands_that_only_report(shards: list[Path], command: str) -> None:
    """They say of objects what they say of files."""
    here, there = (
        run(*command.replace("IN", name).split(), "-f", "json")
        for name in (str(shards[0]), "s3://bucket/in/p0.jsonl")
    )
    assert here.returncode == there.returncode
    assert here.stdout.replace(str(shards[0]), "s3://bucket/in/p0.jsonl") == there.stdout


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_codec(store: Any, shards: list[Path], tmp_path: Path, ending: str) -> None:
    """In and out; with an engine, too."""
    pack, unpack = ENDINGS[ending]
    for path in shards:
        store.pipe(f"bucket/packed/{path.name}{ending}", pack(path.read_bytes()))
    run("balance", *shards, "--cap", 6, "-q", "-o", tmp_path / "here.jsonl")
    for out, *engine in ["one"], ["two", "--engine", "processes", "-j", "2"]:
        ended = run("balance", f"s3://bucket/packed/*{ending}", "--cap", 6, "-q", "-d",
                    f"s3://bucket/{out}", *engine)  # fmt: skip
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
        found = (unpack(store.cat(f"bucket/{out}/{path.name}{ending}")) for path in shards)
        assert b"".join(found) == (tmp_path / "here.jsonl").read_bytes()


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_processes(store: Any, shards: list[Path], tmp_path: Path, jobs: int) -> None:
    """Any number of them; nothing but the outputs is left."""
    run("balance", *shards, "--cap", 6, "-q", "-d", tmp_path / "here", "--engine", "processes")
    ended = run("balance", "s3://bucket/in/*", "--cap", 6, "-q", "-d", "s3://bucket/out",
                "--engine", "processes", "-j", jobs)  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
    assert names(store, "out") == ["manifest.json", "p0.jsonl", "p1.jsonl", "p2.jsonl"]
    for path in shards:
        assert store.cat(f"bucket/out/{path.name}") == (tmp_path / "here" / path.name).read_bytes()
    record = json.loads(store.cat("bucket/out/manifest.json"))
    listed = [one["name"] for one in record["inputs"]]
    assert listed == [f"s3://bucket/in/p{n}.jsonl" for n in range(3)]


def test_a_work_folder_may_be_remote(store: Any) -> None:
    """It keeps indices for the next run, which reads no row again."""
    for out in ("one", "two"):
        ended = run("balance", "s3://bucket/in/*", "--cap", 6, "-q", "-d", f"s3://bucket/{out}",
                    "--engine", "processes", "-j", 2, "--work-dir", "s3://bucket/work")  # fmt: skip
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
    assert {f"p{n}.jsonl.index" for n in range(3)} <= {*names(store, "work")}
    assert store.cat("bucket/one/p1.jsonl") == store.cat("bucket/two/p1.jsonl")


def test_nothing_of_a_file_system_lives_where_a_process_forks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its thread would be missing in the fork, where the library would wait for it for ever."""
    alive, real = list[list[str]](), os.fork

    def fork() -> int:
        alive.append([one.name for one in threading.enumerate() if one.name == "remote"])
        return real()

    used = list[int]()
    monkeypatch.setattr("multiprocessing.popen_fork.os.fork", fork)
    rebalance.inspect("s3://bucket/in/*.jsonl")
    used.append(sum(one.name == "remote" for one in threading.enumerate()))
    rebalance.balance(
        "s3://bucket/in/*.jsonl", cap=6, out_dir="s3://bucket/out", engine="processes", jobs=2
    )
    assert used == [1], "it lived before"
    assert len(alive) >= 4
    assert not any(alive)


ERRORS = {
    "inspect s3://bucket/in/none.jsonl": (4, "there is no such object"),
    "inspect s3://no-bucket/x.jsonl": (4, "no such object, or bucket"),
    "inspect s3://bucket/none/*.jsonl": (4, "no object has such a name"),
    "inspect s3://bucket/in": (4, "is a directory"),
    "balance s3://bucket/in/p0.jsonl --cap 6 -o s3://no-bucket/x.jsonl": (4, "cannot be written"),
    "balance s3://bucket/in/p0.jsonl --cap 6 -o s3a://bucket/in/p0.jsonl": (2, "is an input"),
    "balance s3://bucket/in/*.jsonl --cap 6 --engine processes -d s3://bucket/in": (2, "input"),
}


@pytest.mark.parametrize("command", ERRORS)
def test_errors_have_one_line(store: Any, command: str) -> None:
    """And the exit codes that they have with files."""
    code, said = ERRORS[command]
    before = names(store, "in")
    ended = run(*command.split(), "-q")
    assert (ended.returncode, said in ended.stderr) == (code, True), ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) <= 2
    assert names(store, "in") == before


def test_who_may_not_is_told(server: str, shards: list[Path]) -> None:
    """By a sentence that has no credentials in it."""
    ask(server, "POST", "/moto-api/reset-auth", "0")
    try:
        for command in ("inspect s3://bucket/in/p0.jsonl", "inspect s3://bucket/in/*.jsonl",
                        f"balance {shards[0]} --cap 6 -o s3://bucket/x.jsonl"):  # fmt: skip
            ended = run(*command.split(), "-q")
            assert ended.returncode == 4, ended.stderr
            assert "hush" not in ended.stderr
            assert "AKID" not in ended.stderr
            assert "Traceback" not in ended.stderr
            assert len(ended.stderr.splitlines()) == 1
    finally:
        ask(server, "POST", "/moto-api/reset-auth", "1000000")
    ended = run(
        "inspect", "s3://bucket/in/p0.jsonl", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY=""
    )
    assert (ended.returncode, "credentials" in ended.stderr) == (4, True), ended.stderr


class Paused:
    """A run that has read objects, and waits for a pipe that is an input, too."""

    def __init__(
        self, tmp_path: Path, *words: object, env: Mapping[str, str] | None = None
    ) -> None:
        self.pipe, self.tmp = tmp_path / "pipe.jsonl", tmp_path / "tmp"
        os.mkfifo(self.pipe)
        self.tmp.mkdir()
        self.child = subprocess.Popen(
            [*map(str, (SCRIPT, "balance", "s3://bucket/in/*.jsonl", self.pipe, *words))],
            stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(self.tmp), **(env or {})},
        )  # fmt: skip
        self.descriptor = os.open(self.pipe, os.O_WRONLY)  # waits until it has all before it

    def go_on(self) -> tuple[int, str]:
        """Give it the rest, and wait until it ends."""
        os.write(self.descriptor, b'{"category": "a"}\n')
        os.close(self.descriptor)
        _, said = self.child.communicate(timeout=60)
        return self.child.returncode, said.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_nothing(store: Any, tmp_path: Path, number: signal.Signals) -> None:
    """No object, no temporary file, and the end that the signal has everywhere."""
    paused = Paused(tmp_path, "--cap", 6, "-o", "s3://bucket/out/x.jsonl")
    paused.child.send_signal(number)
    assert paused.child.wait(30) == -number
    assert not names(store, "out")
    assert not [*paused.tmp.iterdir()]


def test_an_object_that_changes_is_refused(store: Any, tmp_path: Path) -> None:
    """By its ETag: with exit code 3, and nothing put."""
    paused = Paused(tmp_path, "--cap", 6, "-o", "s3://bucket/out/x.jsonl")
    store.pipe("bucket/in/p1.jsonl", (store.cat("bucket/in/p1.jsonl"))[::-1].strip() + b"\n")
    code, said = paused.go_on()
    assert (code, "s3://bucket/in/p1.jsonl: the file changed" in said) == (3, True), said
    assert not names(store, "out")
    assert not [*paused.tmp.iterdir()]


def test_a_run_that_is_not_disturbed_ends_well(store: Any, tmp_path: Path) -> None:
    """What the two tests above would otherwise say nothing of."""
    paused = Paused(tmp_path, "--cap", 6, "-q", "-o", "s3://bucket/out/x.jsonl")
    assert paused.go_on() == (0, "")
    assert names(store, "out") == ["x.jsonl"]
    assert not [*paused.tmp.iterdir()]


def test_bad_rows_put_nothing(store: Any) -> None:
    """With an engine, too."""
    store.pipe("bucket/in/p9.jsonl", b"{")
    for more in ["-o", "s3://bucket/out/x"], ["-d", "s3://bucket/out", "--engine", "processes"]:
        ended = run("balance", "s3://bucket/in/*", "--cap", 6, *more)
        assert ended.returncode == 3
        assert "s3://bucket/in/p9.jsonl:1" in ended.stderr
        assert [one for one in names(store, "out") if not one.startswith(".rebalance/")] == []


def test_a_run_that_was_killed_goes_on(store: Any, shards: list[Path], tmp_path: Path) -> None:
    """After kill -9 no object is cut off, and there is no manifest; the next run ends it."""
    command = ["balance", "s3://bucket/in/*", "--cap", "6", "-q", "-d", "s3://bucket/out",
               "--engine", "processes", "-j", "2"]  # fmt: skip
    child = subprocess.Popen([SCRIPT, *command], stderr=subprocess.DEVNULL)
    until = monotonic() + 30
    while not any(name.endswith(".index") for name in names(store, "out")):
        assert monotonic() < until
    child.kill()
    child.wait()
    sleep(1)  # its workers end by themselves
    assert "manifest.json" not in names(store, "out")
    assert run(*command).returncode == 0
    run("balance", *shards, "--cap", 6, "-q", "-d", tmp_path / "here")
    assert names(store, "out") == ["manifest.json", "p0.jsonl", "p1.jsonl", "p2.jsonl"]
    for path in shards:
        assert store.cat(f"bucket/out/{path.name}") == (tmp_path / "here" / path.name).read_bytes()


def test_options_name_the_server(server: str, store: Any, tmp_path: Path) -> None:
    """Where the environment does not; they stand in no report and no manifest."""
    (tmp_path / "options.json").write_text(json.dumps({"endpoint_url": f"http://{server}"}))
    none = {"FSSPEC_S3_ENDPOINT_URL": "", "AWS_ENDPOINT_URL": ""}
    env = {name: one for name, one in os.environ.items() if name not in none}
    ended = subprocess.run(
        [SCRIPT, "balance", "s3://bucket/in/*", "--cap", "6", "-f", "html", "-d", "s3://bucket/out",
         "--storage-options", f"@{tmp_path}/options.json", "--report", "json=s3://bucket/r.json"],
        env=env, capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    page = ended.stdout.partition(b"</style>")[2]
    for shown in (page, store.cat("bucket/r.json"), store.cat("bucket/out/manifest.json")):
        assert not re.search(rb"options\.json|storage|endpoint", shown)
