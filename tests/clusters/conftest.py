"""A Ray cluster of this machine, with its own home and folder of temporary files."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

PORT = 26379
ADDRESS = f"127.0.0.1:{PORT}"
ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled", "RAY_DISABLE_IMPORT_WARNING": "1",
}  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def cluster() -> Iterator[str]:
    """Two processors; everything of it goes with it."""
    home = Path(mkdtemp(prefix="rb-", dir="/tmp"))  # Ray's sockets need short paths
    os.environ.update(ENVIRONMENT, HOME=str(home))
    ray = Path(sys.executable).with_name("ray")
    head = subprocess.Popen(
        [ray, "start", "--head", "--block", "--num-cpus=2", f"--port={PORT}",
         "--include-dashboard=false", f"--temp-dir={home / 'ray'}", "--disable-usage-stats"],
        stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        _wait()
        yield ADDRESS
    finally:
        head.terminate()
        head.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def _wait() -> None:
    import ray

    for attempt in range(60):
        try:
            ray.init(address=ADDRESS, log_to_driver=False, logging_level="ERROR")
        except Exception:
            if attempt == 59:
                raise
            continue
        ray.shutdown()
        return
