"""Fixtures: the installed command and a tiny skewed dataset."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no thread may start before a fork
os.environ["XDG_CACHE_HOME"] = mkdtemp(prefix="rebalance-tests-")  # never that of the user
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or commands that tests start compile all anew

import pytest
from hypothesis import settings

from tests.support import Outcome, Run, call, piped, rows_of, trained_tokenizer, write_rows

settings.register_profile(
    "untimed", max_examples=50, deadline=None
)  # machines differ, and are busy
settings.register_profile(
    "fuzz", max_examples=int(os.environ.get("REBALANCE_EXAMPLES", "3000")), deadline=None
)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """`-m fuzz` runs the property tests and the fuzzer's with many more cases."""
    if config.option.markexpr == "fuzz":
        settings.load_profile("fuzz")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests that draw what they try."""
    for item in items:
        if {"property", "fuzz"} & {*item.path.parts}:
            item.add_marker("fuzz")


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the installed entry point in this process: `run("inspect", path, stdin=…)`."""

    def called(
        *args: object, env: Mapping[str, str] | None = None, stdin: bytes | None = None
    ) -> Outcome:
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        capfdbinary.readouterr()
        with monkeypatch.context() as patch:
            if stdin is not None:
                patch.setattr("sys.stdin", piped(stdin))
            code = call(*args)
        captured = capfdbinary.readouterr()
        return Outcome(code, captured.out, captured.err.decode())

    return called


@pytest.fixture(scope="session")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tokenizer.json, with tokens that begin and end a sequence."""
    return trained_tokenizer(tmp_path_factory.mktemp("tokenizer") / "tokenizer.json")


@pytest.fixture
def skewed(tmp_path: Path) -> Path:
    """A file of 100 + 30 + 5 + 1 rows."""
    counts = {"large": 100, "middle": 30, "small": 5, "single": 1}
    return write_rows(tmp_path / "skewed.jsonl", rows_of(counts))
