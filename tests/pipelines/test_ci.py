"""Files for GitHub, GitLab and pre-commit: their shell runs, and they are as their schemas say."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_hooks import acted
from tests.pipelines.dataset import EXAMPLES, OUTPUT, ROOT, expected, laid_out, ran, spoilt

yaml = pytest.importorskip("yaml")


def read(path: Path) -> Any:
    """What a YAML file says."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def on_github(folder: Path) -> int:
    """Run the steps of the workflow as a runner does, up to one that fails; its exit code."""
    for step in read(EXAMPLES / "github.yml")["jobs"]["balance"]["steps"]:
        if step.get("uses", "").startswith("OWNER/rebalance@"):
            given = {name.upper(): value for name, value in step["with"].items()}
            if code := acted(folder, **given).returncode:
                return code
        elif "run" in step:
            summary = {"GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
            ran("bash", "-eo", "pipefail", "-c", step["run"], cwd=folder, env=summary)
    return 0


def test_the_workflow_for_github(tmp_path: Path) -> None:
    """The action of this repository checks; the table of the split becomes the summary."""
    folder = laid_out(tmp_path / "one")
    assert on_github(folder) == 0
    assert (folder / OUTPUT).read_bytes() == expected(tmp_path / "two")
    assert "| dialogue |" in (folder / "summary.md").read_text(encoding="utf-8")
    spoilt(folder / "data.jsonl")
    assert on_github(folder) == 1


def test_the_jobs_for_gitlab(tmp_path: Path) -> None:
    """The check fails its job with a report; the next stage makes the dataset."""
    folder, jobs = laid_out(tmp_path / "one"), read(EXAMPLES / "gitlab.yml")
    script = {name: "\n".join(jobs[name]["script"]) for name in ("check", "balance")}
    for lines in script.values():
        ran("bash", "-eo", "pipefail", "-c", lines, cwd=folder)
    assert (folder / OUTPUT).read_bytes() == expected(tmp_path / "two")
    assert all((folder / path).exists() for path in jobs["balance"]["artifacts"]["paths"])
    spoilt(folder / "data.jsonl")
    ran("bash", "-eo", "pipefail", "-c", script["check"], cwd=folder, code=1)
    assert "RB108" in (folder / "check.xml").read_text(encoding="utf-8")


def test_the_hooks(tmp_path: Path) -> None:
    """Those of this repository before a commit, the split before a push."""
    pytest.importorskip("pre_commit")
    folder = laid_out(tmp_path / "one")
    rules = '[check]\ndataset = ["data.jsonl"]\nby = "category"\nmax-duplicates = 0\n'
    (folder / "rebalance.toml").write_text(rules)
    config = read(EXAMPLES / "pre-commit.yaml")
    ours, local = config["repos"]
    hooks = {hook["id"]: hook for hook in read(ROOT / ".pre-commit-hooks.yaml")}
    named = [{**hooks[hook["id"]], "language": "system"} for hook in ours["hooks"]]
    config["repos"] = [{"repo": "local", "hooks": named}, local]
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    ran("git", "init", "-q", cwd=folder)
    ran("git", "add", ".", cwd=folder)
    run = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    ran(*run, cwd=folder, env=home)
    assert not (folder / OUTPUT).exists()
    ran(*run, "--hook-stage", "pre-push", cwd=folder, env=home)
    assert (folder / OUTPUT).read_bytes() == expected(tmp_path / "two")
    spoilt(folder / "data.jsonl")
    assert "RB108" in ran(*run, cwd=folder, code=1, env=home).stdout


SCHEMAS = {"github.yml": "github-workflows", "gitlab.yml": "gitlab-ci"}


@pytest.mark.parametrize("name", [*SCHEMAS, "action.yml"])
def test_schemas(name: str, tmp_path: Path) -> None:
    """Of check-jsonschema, which ships them; a key that is misspelt is found."""
    pytest.importorskip("check_jsonschema", reason="`make test-pipelines` has it")
    path = ROOT / name if name == "action.yml" else EXAMPLES / name
    words = (
        "check-jsonschema",
        "--builtin-schema",
        f"vendor.{SCHEMAS.get(name, 'github-actions')}",
    )
    more = ("--data-transform", "gitlab-ci") if name == "gitlab.yml" else ()
    ran(*words, *more, path, cwd=tmp_path)
    wrong, text = tmp_path / name, path.read_text(encoding="utf-8")
    wrong.write_text(text.replace("runs", "rums").replace("script:", "scrypt:"))
    ran(*words, *more, wrong, cwd=tmp_path, code=1)
