"""What other repositories use: hooks for pre-commit, and the composite action."""

import json
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


OPTIONS = ["--report=json=x", "-o", "--rejects=y", "-ox.jsonl", "--help", "--top", "1 --strict"]


@pytest.fixture
def hostile(repository: Path) -> Path:
    """A repository that tracks sound datasets whose names are options, and one that is not."""
    for name in OPTIONS:
        write_rows(repository / name, rows_of({"a": 9, "b": 3}))
    subprocess.run(["git", "-C", repository, "add", "--", "."], check=True)
    return repository


def test_file_names_are_never_options(hostile: Path, tmp_path: Path) -> None:
    """The entries of our hooks, as pre-commit calls them, read every file and write none."""
    pytest.importorskip("pre_commit")
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    local = [
        {**hook, "language": "system", "pass_filenames": True, "require_serial": True,
         "verbose": True, "files": "", "exclude": r"\.(yaml|toml)$"} for hook in hooks
    ]  # fmt: skip
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]})
    (hostile / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    subprocess.run(["git", "-C", hostile, "add", "--", "."], check=True)
    for hook in hooks:
        assert hook["entry"].endswith(" --")
        ended = tried(hostile, hook["id"], tmp_path / "home")
        assert ended.returncode == 0, ended.stdout + ended.stderr
    for name in OPTIONS:
        (hostile / name).write_text("bad\n" + (hostile / name).read_text())
    ended = tried(hostile, "rebalance-lint", tmp_path / "home")
    assert (ended.returncode, f"{len(OPTIONS)} of " in ended.stdout) == (1, True), ended.stdout
    tracked = {*OPTIONS, "data.jsonl", "rebalance.toml", ".pre-commit-config.yaml", ".git"}
    assert {path.name for path in hostile.iterdir()} == tracked


def test_the_action_takes_no_file_for_an_option(hostile: Path) -> None:
    """Files are named by line."""
    ended = acted(hostile, DATASET="\n".join(OPTIONS))
    assert ended.returncode == 0, ended.stderr
    assert not {"x", "y", "x.jsonl"} & {path.name for path in hostile.iterdir()}
    report = json.loads((hostile / "report.json").read_text(encoding="utf-8"))
    assert report["dataset"] == OPTIONS


def step(name: str) -> Any:
    """A step of the action."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (found,) = [one for one in action["runs"]["steps"] if one["id"] == name]
    return found


def acted(repository: Path, **inputs: str) -> "subprocess.CompletedProcess[str]":
    """Run the script of the action's check as a runner does."""
    scripts = Path(sys.executable).parent
    given = {"ARGUMENTS": "", "DATASET": "", "CONFIG": "", "REPORT": "report.json", **inputs}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step("check")["run"]],
        cwd=repository, check=False, text=True, capture_output=True,
        env={**os.environ, **given, "GITHUB_ACTIONS": "true",
             "GITHUB_OUTPUT": str(repository / "output"),
             "PATH": f"{scripts}:{os.environ['PATH']}"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "config", "code"),
    [("", "", 0), ("--max-ratio 2", "", 1), ("--nothing", "", 2), ("", "other place/my.toml", 1)],
)
def test_the_action_checks(repository: Path, arguments: str, config: str, code: int) -> None:
    """Its script, as a runner calls it: the report is there, and the exit code is the check's."""
    other = repository / "other place"
    other.mkdir()
    (other / "my.toml").write_text('[check]\ndataset = ["../data.jsonl"]\nmin-rows = 4\n')
    ended = acted(repository, ARGUMENTS=arguments, CONFIG=config)
    assert ended.returncode == code
    assert (repository / "output").read_text() == "report=report.json\n"
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
