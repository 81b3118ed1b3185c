"""Fixtures: the installed command and a tiny skewed dataset."""

import os
import signal
import sys
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no thread may start before a fork

import pytest
from hypothesis import settings

from .support import Outcome, Run, rows_of, write_rows

settings.register_profile("fuzz", max_examples=3000, deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    """`-m fuzz` runs the property tests with many more cases."""
    if config.option.markexpr == "fuzz":
        settings.load_profile("fuzz")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all property tests."""
    for item in items:
        if "property" in item.path.parts:
            item.add_marker("fuzz")


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the installed entry point in this process: `run("inspect", path, by=…)`."""
    (script,) = entry_points(group="console_scripts", name="rebalance")
    main = script.load()

    def call(*args: object, env: Mapping[str, str] | None = None) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["rebalance", *map(str, args)])
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        capfdbinary.readouterr()
        code: object = 0
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            main()
        except SystemExit as end:
            code = end.code
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        captured = capfdbinary.readouterr()
        assert isinstance(code, int | None)
        return Outcome(code or 0, captured.out, captured.err.decode())

    return call


@pytest.fixture
def skewed(tmp_path: Path) -> Path:
    """A file of 100 + 30 + 5 + 1 rows."""
    counts = {"large": 100, "middle": 30, "small": 5, "single": 1}
    return write_rows(tmp_path / "skewed.jsonl", rows_of(counts))
