"""Three hosts, each a network namespace: one is killed in scan, one in apply, one is cut off."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, sleep

import pytest

pytest.importorskip("ray", reason="make test-clusters installs it")

from tests.sharding.test_engines import BALANCE, grow
from tests.sharding.test_shards import shards, together

SCRIPTS = Path(sys.executable).parent
HEAD, PORT = "10.77.31.1", 6379
SHORT = {  # so that a host that is cut off is missed within seconds; docs/clusters.md
    "RAY_grpc_client_keepalive_time_ms": "5000", "RAY_grpc_client_keepalive_timeout_ms": "5000",
    "RAY_health_check_period_ms": "1000", "RAY_health_check_timeout_ms": "3000",
    "RAY_health_check_failure_threshold": "3",
}  # fmt: skip
DEADLINE = 150  # seconds for a run that loses a host


def _ip(*words: object) -> None:
    subprocess.run(["ip", *map(str, words)], check=True, capture_output=True)


class Hosts:
    """A bridge, and hosts on it: 0 is the head, which does no tasks; 1 and 2 are workers."""

    def __init__(self, home: Path) -> None:
        self.home, self.mark = home, f"rb{os.getpid() % 10000}"
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.environment = {**os.environ, **SHORT, "HOME": str(home)}

    def name(self, number: int) -> str:
        """The namespace of a host."""
        return f"{self.mark}n{number}"

    def build(self) -> None:
        """Connect all hosts."""
        _ip("link", "add", f"{self.mark}b", "type", "bridge")
        _ip("link", "set", f"{self.mark}b", "up")
        for number in range(3):
            ours, theirs = f"{self.mark}o{number}", f"{self.mark}t{number}"
            _ip("netns", "add", self.name(number))
            _ip("link", "add", ours, "type", "veth", "peer", "name", theirs)
            _ip("link", "set", theirs, "netns", self.name(number))
            _ip("link", "set", ours, "master", f"{self.mark}b", "up")
            for words in (
                ("addr", "add", f"10.77.31.{number + 1}/24", "dev", theirs),
                ("link", "set", theirs, "up"),
                ("link", "set", "lo", "up"),
            ):
                _ip("-n", self.name(number), *words)

    def inside(self, number: int, *words: object) -> list[str]:
        """A command on a host."""
        return ["ip", "netns", "exec", self.name(number), *map(str, words)]

    def start(self, number: int) -> None:
        """Start Ray on a host."""
        own = ["--head", f"--port={PORT}", "--num-cpus=0", "--include-dashboard=false",
               f"--temp-dir={self.home / 'ray'}"] if not number else [
               f"--address={HEAD}:{PORT}", "--num-cpus=1"]  # fmt: skip
        self.running[number] = subprocess.Popen(
            self.inside(
                number, SCRIPTS / "ray", "start", "--block", "--disable-usage-stats",
                f"--node-ip-address=10.77.31.{number + 1}", *own,
            ),
            env=self.environment, stdout=(self.home / f"{number}.log").open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip

    def join(self, number: int, workers: int) -> None:
        """Start a host, one after the other, until as many processors are there as workers.

        On a busy machine Ray gives up now and then before its own processes have started.
        """
        for _ in range(3):
            self.start(number)
            if self.ready(workers, self.running[number]):
                return
            self.kill(number)
        logs = "\n".join(path.read_text()[-2000:] for path in self.home.glob("*.log"))
        raise TimeoutError(f"no {workers} processors: {logs}")

    def ready(self, workers: int, started: "subprocess.Popen[bytes]") -> bool:
        """Wait until so many processors are there, or what was started gives up."""
        script = (
            "import ray, sys; ray.init(address=sys.argv[1], log_to_driver=False,"
            " logging_level='ERROR'); print('CPUs', int(ray.cluster_resources().get('CPU', 0)))"
        )
        command = self.inside(0, sys.executable, "-c", script, f"{HEAD}:{PORT}")
        ends = monotonic() + 60
        while monotonic() < ends and started.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                said = subprocess.run(
                    command, env=self.environment, capture_output=True, timeout=30, check=False
                ).stdout
                if f"CPUs {workers}".encode() in said:
                    return True
            sleep(0.5)
        return False

    def processes(self, number: int) -> list[int]:
        """The processes of a host."""
        listed = subprocess.run(
            ["ip", "netns", "pids", self.name(number)], capture_output=True, text=True, check=False
        )
        return [*map(int, listed.stdout.split())]

    def kill(self, number: int) -> None:
        """End all processes of a host at once."""
        for process in self.processes(number):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def works(self, number: int) -> bool:
        """Whether a task of ours runs on a host."""
        for process in self.processes(number):
            with suppress(OSError):
                if Path(f"/proc/{process}/cmdline").read_bytes().startswith(b"ray::_done"):
                    return True
        return False

    def clean(self) -> None:
        """Take all down again."""
        for number in range(3):
            self.kill(number)
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "del", self.name(number))
        with suppress(subprocess.CalledProcessError):
            _ip("link", "del", f"{self.mark}b")
        for one in self.running.values():
            one.wait(30)


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    """All three, up."""
    made = Hosts(Path(mkdtemp(prefix="rb-", dir="/tmp")))
    try:
        try:
            made.build()
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"network namespaces cannot be made here: {error}")
        for number in range(3):
            made.join(number, number)
        yield made
    finally:
        made.clean()
        shutil.rmtree(made.home, ignore_errors=True)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], bytes]:
    """Shards that take seconds to read, and what one process makes of them."""
    folder = tmp_path_factory.mktemp("hosts")
    paths = shards(folder / "in", 17)
    grow(paths, 20_000)
    whole = folder / "whole"
    command = [*map(str, (SCRIPTS / "rebalance", *BALANCE, *paths, "-o", whole))]
    subprocess.run(command, check=True, capture_output=True)
    return paths, whole.read_bytes()


def balance(hosts: Hosts, paths: list[Path], out: Path) -> "subprocess.Popen[bytes]":
    """Start a run on the head."""
    command = (SCRIPTS / "rebalance", *BALANCE, *paths, "-d", out, "-q", "--engine", "ray",
               "--address", f"{HEAD}:{PORT}")  # fmt: skip
    return subprocess.Popen(
        hosts.inside(0, *command), env=hosts.environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("step", ["scan", "apply", "partition"])
def test_a_lost_host_is_made_good(
    hosts: Hosts, dataset: tuple[list[Path], bytes], tmp_path: Path, step: str
) -> None:
    """Its tasks are done again, the bytes are the same, and nothing is left over."""
    paths, whole = dataset
    out, lost = tmp_path / "out", 2 if step == "partition" else 1
    child, ends = balance(hosts, paths, out), monotonic() + DEADLINE
    while not (hosts.works(lost) and (step != "apply" or [*out.glob("shard-*.jsonl")])):
        assert child.poll() is None, child.communicate()
        assert monotonic() < ends
        sleep(0.002)
    if step == "partition":
        _ip("link", "set", f"{hosts.mark}o{lost}", "down")
    else:
        hosts.kill(lost)
    stdout, stderr = child.communicate(timeout=DEADLINE)
    assert (child.returncode, stdout) == (0, b""), stderr
    assert together(out, paths, "") == whole
    assert {path.name for path in out.iterdir()} == {
        *(path.name for path in paths), "manifest.json",
    }  # fmt: skip
    if step != "partition":
        hosts.running.pop(lost).wait(30)
        hosts.join(lost, 2)
