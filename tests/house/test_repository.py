"""What the forge reads names what there is: targets, versions, folders."""

import re
from pathlib import Path
from typing import Any

import pytest

from rebalance.version import VERSION

ROOT = Path(__file__).parents[2]
yaml = pytest.importorskip("yaml")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(path: Path) -> Any:
    """A file in YAML."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(workflow: Path) -> list[Any]:
    """All steps of all jobs of a workflow."""
    return [step for job in read(workflow)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / ".pre-commit-config.yaml"],
                         ids=lambda path: path.name)  # fmt: skip
def test_targets_that_are_run_are_there(path: Path) -> None:
    """Workflows and hooks run targets of the Makefile, or a script of ours."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    makes = re.findall(r"(?:run|entry): (?:sudo )?make ([a-z -]+)", text)
    called = [words.split() for words in makes]
    assert called
    assert {target for words in called for target in words} <= targets


def test_ci_runs_what_everybody_runs() -> None:
    """The first job of CI is .ci/run, whole."""
    assert ".ci/run" in [step.get("run") for step in steps(ROOT / ".github/workflows/ci.yml")]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_what_is_built_is_what_is_published() -> None:
    """The job that publishes builds nothing, and checks nothing out: it takes what was tried."""
    jobs = read(ROOT / ".github/workflows/release.yml")["jobs"]
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    used = [step["uses"].partition("@")[0] for step in jobs["publish"]["steps"]]
    assert used == ["actions/download-artifact", "pypa/gh-action-pypi-publish"]


def test_only_jobs_that_publish_may_write() -> None:
    """No workflow has rights of its own, and each job reads at most."""
    for path in WORKFLOWS:
        workflow = read(path)
        assert workflow["permissions"] == {}, path.name
        for name, job in workflow["jobs"].items():
            rights = {"id-token": "write", **({"pages": "write"} if name == "deploy" else {})}
            allowed = rights if name in ("publish", "deploy") else {"contents": "read"}
            assert job["permissions"] == allowed, (path.name, name)


def test_the_citation_names_this_version() -> None:
    """A release changes both."""
    assert read(ROOT / "CITATION.cff")["version"] == VERSION


def test_requirements_are_kept_up_to_date() -> None:
    """Every folder that names requirements is looked at by Dependabot."""
    updates = {
        one["package-ecosystem"]: one for one in read(ROOT / ".github/dependabot.yml")["updates"]
    }
    folders = {
        f"/{path.parent.relative_to(ROOT)}" for path in ROOT.glob("tests/*/requirements.txt")
    }
    assert set(updates["pip"]["directories"]) == {"/", *folders}
