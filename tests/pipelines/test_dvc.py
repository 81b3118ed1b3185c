"""DVC: stages that are up to date are not run again, and `dvc metrics diff` shows the data."""

import json
import re
from pathlib import Path

import pytest

from tests.pipelines.dataset import OUTPUT, ROOT, expected, laid_out, ran, spoilt, state

pytest.importorskip("dvc", reason="`make test-pipelines` has it")

ALONE = {  # no settings of this machine, and no word to anybody
    "DVC_NO_ANALYTICS": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
}  # fmt: skip


def test_dvc(tmp_path: Path) -> None:
    """The same rows as command by command; the changes that the page tells; a gate stops it."""
    folder = laid_out(tmp_path / "one", "dvc.yaml")
    for line in ("git init -q", "dvc init -q", "dvc repro"):
        ran(*line.split(), cwd=folder, env=ALONE)
    assert (folder / OUTPUT).read_bytes() == expected(tmp_path / "two")
    before = state(folder / "parts")
    again = ran("dvc", "repro", cwd=folder, env=ALONE)
    assert "Data and pipelines are up to date." in again.stdout + again.stderr
    assert state(folder / "parts") == before
    for line in ("git add .", "git commit -qm before"):
        ran(*line.split(), cwd=folder, env=ALONE)
    with (folder / "data.jsonl").open("a") as data:
        for number in range(1, 41):
            row = {"category": "dialogue", "instruction": f"Say {number}.", "output": str(number)}
            data.write(json.dumps(row) + "\n")
    ran("dvc", "repro", cwd=folder, env=ALONE)
    shown = ran("dvc", "metrics", "diff", cwd=folder, env=ALONE).stdout
    page = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"```text\n(Path .*?)```", page, re.DOTALL)
    assert {*told.splitlines()} <= {line.rstrip() for line in shown.splitlines()}
    made = (folder / OUTPUT).read_bytes()
    spoilt(folder / "data.jsonl")
    ended = ran("dvc", "repro", cwd=folder, code=None, env=ALONE)
    assert "the check failed" in ended.stderr
    assert (folder / OUTPUT).read_bytes() == made
