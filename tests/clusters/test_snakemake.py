"""The example for Snakemake: the bytes of one process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sharding.test_shards import shards, together
from tests.support import command

pytest.importorskip("snakemake", reason="`make test-clusters` has it")

ROOT = Path(__file__).parents[2]


def test_the_snakefile(tmp_path: Path) -> None:
    """A second run has nothing to do."""
    paths, own = shards(tmp_path / "in", 4), Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{own}:{os.environ['PATH']}"}
    words: list[object] = [
        own / "snakemake", "--cores", "2", "--snakefile", ROOT / "examples/shards/Snakefile",
        "--config", "target=--cap 12", "--directory", tmp_path,
    ]  # fmt: skip
    for said in ("(100%) done", "Nothing to be done"):
        ended = subprocess.run(
            [*map(str, words)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert (ended.returncode, said in ended.stderr) == (0, True), ended.stderr
    assert command("balance", *paths, "--cap", 12, "-d", tmp_path / "one").code == 0
    assert together(tmp_path / "out", paths, "") == together(tmp_path / "one", paths, "")
