"""Cases that people reported: one folder for each kind of trouble, with its right values."""

from pathlib import Path

import pytest

from tests.support import SHARED, Run, needs_shared

CASES = SHARED / "data" / "cases"


def found(run: Run, *args: object) -> tuple[dict[str, int], int]:
    """The rows that leak by kind, and the exit code."""
    ended = run("audit", *args, "-f", "json")
    return {one["kind"]: one["rows"] for one in ended.report["leaks"]}, ended.code


def pairs(folder: str) -> list[Path]:
    """The training files of a folder."""
    return sorted((CASES / folder).glob("*.train.jsonl"))


@needs_shared
@pytest.mark.parametrize("train", pairs("shapes"), ids=lambda path: path.name)
def test_the_same_questions_in_every_shape(run: Run, train: Path) -> None:
    """Four questions stand in both files."""
    test = train.with_name(train.name.replace("train", "test"))
    leaks, code = found(run, train, test, "--fail-on", "exact,prompt,near")
    assert (leaks["prompt"], leaks["near"], code) == (4, 4, 1)


@needs_shared
@pytest.mark.parametrize("train", pairs("roles"), ids=lambda path: path.name)
def test_users_under_any_name(run: Run, train: Path) -> None:
    """The one question of both files is found in every way but byte for byte."""
    test = train.with_name(train.name.replace("train", "test"))
    assert found(run, train, test)[0] == {"exact": 0, "prompt": 1, "near": 1, "ngram": 1}


@needs_shared
@pytest.mark.parametrize("train", pairs("pictures"), ids=lambda path: path.name)
def test_different_pictures_are_different_prompts(run: Run, train: Path) -> None:
    """No leak, no near-duplicate; payloads count as no characters, and are never shown."""
    test = train.with_name(train.name.replace("train", "test"))
    args = (train, test, "--fail-on", "exact,prompt,near,ngram")
    leaks, _ = found(run, train, test)
    assert not any(leaks.values())
    whole = train.with_name(train.name.replace(".train", ""))
    assert run("check", whole, "--max-near-duplicates", "10%").code == 0
    report = run("inspect", whole, "--unit", "chars", "-f", "json").report
    assert sum(one["amount"] for one in report["categories"]) < 1500
    assert ";base64," not in run("audit", *args[:2], "--samples", 5).text


@needs_shared
def test_a_conversation_that_goes_on_is_near(run: Run) -> None:
    """One that is the beginning of another."""
    leaks, _ = found(run, CASES / "prefixes" / "train.jsonl", CASES / "prefixes" / "test.jsonl")
    assert (leaks["prompt"], leaks["near"]) == (0, 1)
