"""Cases that people reported: one folder for each kind of trouble, with its right values."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import SHARED, Run, needs_shared, write_rows

CASES = SHARED / "data" / "cases"
ASKED = (
    "Why is the sky blue on a clear day at noon?", "Name three rivers that flow through Vienna.",
    "How do I bake bread without any yeast at home?", "List the planets by their distance.",
)  # fmt: skip


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


SHAPES: dict[str, Callable[[str], dict[str, object]]] = {
    "dolly": lambda ask: {"instruction": ask, "context": "", "response": "r"},
    "question": lambda ask: {"question": ask, "answer": "r"},
    "query": lambda ask: {"query": ask, "response": "r", "history": []},
    "upper": lambda ask: {"Messages": [{"Role": "USER", "Content": ask}]},
    "speaker": lambda ask: {"dialogue": [{"speaker": "Customer", "text": ask},
                            {"speaker": "Agent", "text": "r"}]},
    "gemini": lambda ask: {"contents": [{"role": "user", "parts": [{"text": ask}]}]},
    "chatml": lambda ask: {"text": f"<|im_start|>user\n{ask}<|im_end|>\n<|im_start|>assistant\nr"},
    "kto": lambda ask: {"prompt": ask, "completion": "r", "label": True},
    "preference": lambda ask: {"prompt": ask, "chosen": "r", "rejected": "s"},
    "parts": lambda ask: {"messages": [{"role": "user", "content": [{"type": "text", "text": ask}]},
                          {"role": "assistant", "content": "r"}]},
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_planted_repeats_are_found(run: Run, tmp_path: Path, shape: str) -> None:
    """And none that was not planted: ids and answers differ, one question is another one."""
    made = SHAPES[shape]
    rows = [{"id": n, **json.loads(json.dumps(made(ask)))} for n, ask in enumerate(ASKED)]
    others = [{"id": 100 + n, **made(f"{ask} ")} for n, ask in enumerate(ASKED[:3])]
    others.append({"id": 200, **made("What is the tallest mountain of Peru called?")})
    files = [write_rows(tmp_path / f"{n}.jsonl", one) for n, one in enumerate((rows, others))]
    leaks, code = found(run, *files, "--fail-on", "prompt,near")
    assert ({"prompt": 3, "near": 3}.items() <= leaks.items(), code) == (True, 1)
    together = write_rows(tmp_path / "both.jsonl", [*rows, *others])
    shown = run("check", together, "--max-near-duplicates", 2, "-f", "json").report["findings"]
    assert [one["observed"] for one in shown] == [3]
