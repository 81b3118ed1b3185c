"""The image of the Containerfile, run as people should: a read-only root, no network, not as root.

`make test-container` builds the image first.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import command

STORE = os.environ.get("REBALANCE_CONTAINERS", "")
pytestmark = pytest.mark.skipif(not STORE, reason="make test-container builds the image")
SAMPLE = Path(__file__).parents[2] / "sample_data" / "alpaca_tasks.jsonl"
PODMAN = [
    "--root", f"{STORE}/images", "--runroot", f"{STORE}/run", "--storage-driver", "overlay",
    "--cgroup-manager", "cgroupfs", "--runtime", "/usr/sbin/runc",
]  # fmt: skip
BALANCE = ("balance", "train.jsonl", "--cap", "40", "-q", "-o")
Container = Callable[..., "subprocess.CompletedProcess[bytes]"]


def podman(*args: str) -> "subprocess.CompletedProcess[bytes]":
    """Call podman on the images that the target has built."""
    return subprocess.run(["podman", *PODMAN, *args], capture_output=True, check=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a dataset, that belongs to user 1000 and that others may read."""
    tmp_path.chmod(0o755)
    shutil.copy(SAMPLE, tmp_path / "train.jsonl")
    for path in (tmp_path, tmp_path / "train.jsonl"):
        os.chown(path, 1000, 1000)
    return tmp_path


@pytest.fixture
def container(data: Path) -> Container:
    """Run the image on the folder; `flags` go to podman."""

    def run(*args: str, flags: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[bytes]":
        limits = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024")
        shut = ("--read-only", "--tmpfs", "/tmp", "--network", "none")  # noqa: S108  that of the image
        mount = ("--volume", f"{data}:/data")
        return podman("run", "--rm", *shut, *limits, *mount, *flags, "rebalance", *args)

    return run


def test_what_the_image_says_of_itself() -> None:
    """It is nobody's by default, its command is ours, and it has the labels of its kind."""
    (image,) = json.loads(podman("image", "inspect", "rebalance").stdout)
    config = image["Config"]
    assert (config["User"], config["Entrypoint"], config["WorkingDir"]) == (
        "65532:65532", ["rebalance"], "/data",
    )  # fmt: skip
    labels = {name.rpartition(".")[2] for name in config["Labels"] if "opencontainers" in name}
    assert labels == {"title", "description", "licenses"}


def test_it_writes_what_the_command_writes(container: Container, data: Path) -> None:
    """As the user who owns the folder: the same bytes, which are theirs."""
    ended = container(*BALANCE, "out.jsonl", flags=("--user", "1000:1000"))
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert command(*BALANCE, data / "here.jsonl", cwd=data).code == 0
    assert (data / "out.jsonl").read_bytes() == (data / "here.jsonl").read_bytes()
    assert (data / "out.jsonl").stat().st_uid == 1000


def test_it_reads_a_folder_that_nobody_may_write(container: Container, data: Path) -> None:
    """Without --user it reads and prints, and what it cannot write it says in one line."""
    ended = container(*BALANCE, "-", "--jobs", "2")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout == command(*BALANCE, "-", cwd=data).out
    ended = container(*BALANCE, "out.jsonl")
    assert (ended.returncode, ended.stderr.count(b"\n") < 4) == (4, True), ended.stderr
    assert b"Traceback" not in ended.stderr
    assert not (data / "out.jsonl").exists()


def test_its_root_is_read_only(container: Container) -> None:
    """Not even the folder of the mount can be written beside it."""
    flags = ("--user", "0:0", "--entrypoint", "touch")
    ended = container("/opt/rebalance/x", flags=flags)
    assert (ended.returncode, b"Read-only file system" in ended.stderr) == (1, True)


def test_it_has_its_extras(container: Container, data: Path) -> None:
    """Archives of zstd, and what parses fast."""
    flags = ("--user", "1000:1000")
    assert container(*BALANCE, "out.jsonl.zst", flags=flags).returncode == 0
    ended = container("inspect", "out.jsonl.zst", "-f", "json", flags=flags)
    assert json.loads(ended.stdout)["rows"] == command(*BALANCE, "-", cwd=data).out.count(b"\n")
    check = (*flags, "--entrypoint", "python")
    assert container("-c", "import simdjson, tokenizers", flags=check).returncode == 0


def test_what_the_page_says(data: Path) -> None:
    """Its commands, with podman for docker: one writes a file, one reads standard input."""
    page = (Path(__file__).parents[2] / "docs" / "install.md").read_text(encoding="utf-8")
    blocks = [
        block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if " run " in block
    ]
    limits = "--ulimit nofile=1024:1024 --ulimit nproc=1024:1024"
    stand_in = f'docker() {{ shift; podman {" ".join(PODMAN)} run {limits} "$@"; }}\nset -e\n'
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", stand_in + "".join(blocks)],
        cwd=data, capture_output=True, check=False,
    )  # fmt: skip
    assert (len(blocks), ended.returncode) == (2, 0), ended.stderr
    assert (data / "balanced.jsonl").read_bytes().count(b"\n") == SAMPLE.read_bytes().count(b"\n")
    assert ended.stdout.count(b"question answering") == 2
