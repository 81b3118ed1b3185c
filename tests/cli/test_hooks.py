"""What other repositories use: hooks for pre-commit, and the composite action."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import rows_of, write_rows

ROOT = Path(__file__).parents[2]
yaml = pytest.importorskip("yaml")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a dataset and a configuration."""
    folder = tmp_path / "repository"
    folder.mkdir()
    write_rows(folder / "data.jsonl", rows_of({"a": 9, "b": 3}))
    (folder / "rebalance.toml").write_text('[check]\ndataset = ["data.jsonl"]\nmax-ratio = 4\n')
    head = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "HEAD"], check=False, text=True, capture_output=True
    )
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {ROOT}\n  rev: {head.stdout.strip()}\n"
        "  hooks:\n  - id: rebalance-check\n  - id: rebalance-lint\n"
    )
    subprocess.run(["git", "init", "-q", folder], check=True)
    subprocess.run(["git", "-C", folder, "add", "."], check=True)
    return folder


def tried(repository: Path, hook: str, home: Path) -> "subprocess.CompletedProcess[str]":
    """Run a hook of this checkout's last commit as pre-commit does."""
    python = Path(sys.executable)
    return subprocess.run(
        [python, "-m", "pre_commit", "run", hook, "--all-files"],
        cwd=repository, text=True, capture_output=True, check=False,
        env={**os.environ, "PRE_COMMIT_HOME": str(home),
             "PATH": f"{python.parent}:{os.environ['PATH']}"},
    )  # fmt: skip


def test_hooks_run_from_a_checkout(repository: Path, tmp_path: Path) -> None:
    """Both pass on a sound dataset; each finds what it is for."""
    pytest.importorskip("pre_commit")
    if not (ROOT / ".git").exists():
        pytest.skip("pre-commit installs from a git repository, which this copy is not")
    home = tmp_path / "home"
    for hook in ("rebalance-check", "rebalance-lint"):
        ended = tried(repository, hook, home)
        assert ended.returncode == 0, ended.stdout + ended.stderr
    write_rows(repository / "data.jsonl", rows_of({"a": 9, "b": 2}))
    ended = tried(repository, "rebalance-check", home)
    assert (ended.returncode, "RB101 max-ratio" in ended.stdout) == (1, True)
    (repository / "data.jsonl").write_text(
        '{"text": "a"}\n{"prompt": "b", "completion": "c"}\nbad\n'
    )
    ended = tried(repository, "rebalance-lint", home)
    assert ended.returncode == 1
    assert "RB107 max-bad-rows" in ended.stdout
    assert "RB115 shape" in ended.stdout


def step(name: str) -> Any:
    """A step of the action."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (found,) = [one for one in action["runs"]["steps"] if one["id"] == name]
    return found


@pytest.mark.parametrize(
    ("arguments", "config", "code"),
    [("", "", 0), ("--max-ratio 2", "", 1), ("--nothing", "", 2), ("", "other place/my.toml", 1)],
)
def test_the_action_checks(repository: Path, arguments: str, config: str, code: int) -> None:
    """Its script, as a runner calls it: the report is there, and the exit code is the check's."""
    output, other = repository / "output", repository / "other place"
    other.mkdir()
    (other / "my.toml").write_text('[check]\ndataset = ["../data.jsonl"]\nmin-rows = 4\n')
    scripts = Path(sys.executable).parent
    ended = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step("check")["run"]],
        cwd=repository, check=False, text=True, capture_output=True,
        env={**os.environ, "ARGUMENTS": arguments, "CONFIG": config, "REPORT": "report.json",
             "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(output),
             "PATH": f"{scripts}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert ended.returncode == code
    assert output.read_text() == "report=report.json\n"
    assert (repository / "report.json").exists() is (code < 2)
    assert ("::error" in ended.stderr) is (code == 1)


def test_the_action_is_whole() -> None:
    """Every input that a step reads is declared, and every step says which shell runs it."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    for one in action["runs"]["steps"]:
        assert one["shell"] == "bash"
        for value in one["env"].values():
            name = value.removeprefix("${{ ").removesuffix(" }}")
            assert name == "github.action_path" or name.removeprefix("inputs.") in action["inputs"]
    assert action["outputs"]["report"]["value"] == "${{ steps.check.outputs.report }}"
