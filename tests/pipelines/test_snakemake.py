"""Snakemake: the bytes of one process, and a second run that has nothing to do."""

from pathlib import Path

import pytest

from tests.pipelines.dataset import EXAMPLES, OUTPUT, ROOT, expected, laid_out, ran, spoilt, state
from tests.sharding.test_shards import shards, together

pytest.importorskip("snakemake", reason="`make test-pipelines` has it")


def snakemake(folder: Path, file: Path, *more: str, code: int | None = 0) -> str:
    """Run all rules of a file in a folder; what it says."""
    words = ("snakemake", "--cores", "2", "--snakefile", file, "--directory", folder, *more)
    return ran(*words, cwd=folder, code=code, env={"XDG_CACHE_HOME": str(folder / ".cache")}).stderr


def test_a_dataset(tmp_path: Path) -> None:
    """What is up to date is not made again; a check that fails stops it, and has no output."""
    folder = laid_out(tmp_path / "one")
    assert "(100%) done" in snakemake(folder, EXAMPLES / "Snakefile")
    assert (folder / OUTPUT).read_bytes() == expected(tmp_path / "two")
    before = state(folder / "parts")
    assert "Nothing to be done" in snakemake(folder, EXAMPLES / "Snakefile")
    assert state(folder / "parts") == before
    spoilt(folder / "data.jsonl")
    said = snakemake(folder, EXAMPLES / "Snakefile", code=1)
    assert "the check failed" in said
    assert not (folder / "check.json").exists()
    assert state(folder / "parts") == before


def test_shards(tmp_path: Path) -> None:
    """The example for datasets in many files."""
    paths = shards(tmp_path / "in", 4)
    for said in ("(100%) done", "Nothing to be done"):
        file = ROOT / "examples" / "shards" / "Snakefile"
        assert said in snakemake(tmp_path, file, "--config", "target=--cap 12")
    ran("rebalance", "balance", *paths, "--cap", 12, "-d", tmp_path / "one", cwd=tmp_path)
    assert together(tmp_path / "out", paths, "") == together(tmp_path / "one", paths, "")
