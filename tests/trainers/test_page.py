"""docs/training.md: its code runs as it stands, with a tiny model, after its commands."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="make test-trainers installs it")
pytest.importorskip("trl", reason="make test-trainers installs it")

from tests.trainers import small

ROOT = Path(__file__).parents[2]


def test_the_code_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Block after block, in one folder."""
    page = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
    assert page.count("max_steps=2)") == 1
    page = page.replace("max_steps=2)", "max_steps=2, bf16=False, use_cpu=True, report_to=[])")
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    monkeypatch.chdir(tmp_path)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    shared: dict[str, Any] = {"model": small.model(), "tokenizer": small.tokenizer()}
    for kind, block in re.findall(r"```(console|python)\n(.*?)```", page, re.DOTALL):
        if kind == "console":
            for command in re.findall(r"^\$ (rebalance .*)$", block, re.MULTILINE):
                subprocess.run(command, shell=True, check=True, env={**os.environ, "PATH": path})
        else:
            exec(compile(block, "docs/training.md", "exec"), shared)
    assert shared["trainer"].state.global_step == 2
    assert shared["weight"].shape == (3,)
    assert len(shared["sampler"]) == 400
