"""Every shape of rows × every judgement: planted repeats are found, and nothing else."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import rebalance
from tests.support import write_rows

Row = dict[str, Any]
Maker = Callable[[str, str], Row]  # of a question and an answer
Turns = Callable[[str, str], list[Row]]


def turns(
    who: str, says: str, user: str, model: str, **more: str
) -> Callable[[str, str], list[Row]]:
    """Make the turns of a conversation."""

    def made(ask: str, answer: str) -> list[Row]:
        first = [{who: role, says: text} for role, text in more.items()]
        return [*first, {who: user, says: ask}, {who: model, says: answer}]

    return made


def under(name: str, made: Turns) -> Maker:
    """Put turns under a field."""
    return lambda ask, answer: {name: made(ask, answer)}


OPENAI = turns("role", "content", "user", "assistant", system="You are a helpful assistant.")
SHAREGPT = turns("from", "value", "human", "gpt")
SHAPES: Mapping[str, Maker] = {
    "alpaca": lambda q, a: {"instruction": q, "output": a},
    "alpaca-input": lambda q, a: {"instruction": "Answer the question.", "input": q, "output": a},
    "dolly": lambda q, a: {"instruction": q, "context": "", "response": a},
    "instruction-response": lambda q, a: {"Instruction": q, "Response": a},
    "question-answer": lambda q, a: {"question": q, "answer": a},
    "question-choices": lambda q, a: {"question": q, "choices": ["yes", "no"], "answer": a},
    "query-history": lambda q, a: {"query": q, "response": a, "history": [["Hello!", "Hi."]]},
    "prompt-completion": lambda q, a: {"prompt": q, "completion": a},
    "prompt-turns": lambda q, a: {"prompt": OPENAI(q, a)[:2], "completion": OPENAI(q, a)[2:]},
    "input-output": lambda q, a: {"input": q, "output": a},
    "inputs-targets": lambda q, a: {"inputs": q, "targets": a},
    "messages": under("messages", OPENAI),
    "messages-upper": under("Messages", turns("Role", "Content", "USER", "Assistant")),
    "conversations": under("conversations", SHAREGPT),
    "conversation-roles": under("conversation", OPENAI),
    "dialogue": under("dialogue", turns("speaker", "text", "Customer", "Agent")),
    "items": under("items", SHAREGPT),
    "turns": under("turns", turns("author", "content", "user", "bot")),
    "chat": under("chat", OPENAI),
    "bard": under("conversations", turns("from", "value", "user", "bard")),
    "gemini": lambda q, a: {
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "contents": [{"role": "user", "parts": [{"text": q}]},
                     {"role": "model", "parts": [{"text": a}]}]},
    "parts": lambda q, a: {"messages": [
        {"role": "user", "content": [{"type": "text", "text": q}]},
        {"role": "assistant", "content": [{"type": "thinking", "thinking": "Let me see."},
                                          {"type": "text", "text": a}]}]},
    "tools": lambda q, a: {"messages": [
        {"role": "user", "content": q},
        {"role": "assistant", "content": "", "tool_calls": [
            {"type": "function", "function": {"name": "look", "arguments": json.dumps({"q": a})}}]},
        {"role": "tool", "content": "found"}, {"role": "assistant", "content": a}]},
    "preference": lambda q, a: {"prompt": q, "chosen": a, "rejected": f"No: {a}"},
    "preference-turns": lambda q, a: {"chosen": OPENAI(q, a), "rejected": OPENAI(q, f"No: {a}")},
    "openai-preference": lambda q, a: {
        "input": {"messages": OPENAI(q, a)[:2]},
        "preferred_output": OPENAI(q, a)[2:], "non_preferred_output": OPENAI(q, f"No: {a}")[2:]},
    "better": lambda q, a: {"question": q, "better": a, "worse": f"No: {a}"},
    "kto": lambda q, a: {"prompt": q, "completion": a, "label": True},
    "ranked": lambda q, a: {"prompt": q, "responses": [a, f"No: {a}"], "rank": [0, 1]},
    "chatml": lambda q, a: {
        "text": f"<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n{q}<|im_end|>\n"
        f"<|im_start|>assistant\n{a}<|im_end|>"},
    "llama2": lambda q, a: {
        "text": f"<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\n{q} [/INST] {a} </s>"},
    "llama3": lambda q, a: {
        "text": f"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n{q}<|eot_id|>"
        f"<|start_header_id|>assistant<|end_header_id|>\n\n{a}<|eot_id|>"},
    "mistral": lambda q, a: {"text": f"<s>[INST] {q} [/INST] {a}</s>"},
    "gemma": lambda q, a: {
        "text": f"<start_of_turn>user\n{q}<end_of_turn>\n<start_of_turn>model\n{a}<end_of_turn>"},
    "vicuna": lambda q, a: {"text": f"USER: {q} ASSISTANT: {a}</s>"},
    "alpaca-template": lambda q, a: {
        "text": "Below is an instruction that describes a task.\n\n"
        f"### Instruction:\n{q}\n\n### Response:\n{a}"},
    "text": lambda q, _: {"text": q},
    "text-label": lambda q, _: {"text": q, "label": 1},
}  # fmt: skip
WORDS = [
    "kettle",
    "violin",
    "ladder",
    "anchor",
    "carpet",
    "rocket",
    "mirror",
    "basket",
    "camera",
    "candle",
    "hammer",
    "wallet",
    "harbour",
    "library",
    "stable",
    "attic",
    "repair",
    "paint",
    "carry",
    "sell",
    "clean",
    "measure",
    "photograph",
    "winter",
    "copper",
    "seldom",
    "gently",
    "eleven",
    "river",
    "market",
    "doctor",
    "letter",
    "yellow",
    "broken",
    "music",
    "island",
    "garden",
    "engine",
    "sugar",
    "cloud",
    "pocket",
    "window",
    "silver",
    "mountain",
    "teacher",
    "orange",
    "whisper",
    "bridge",
    "planet",
    "forest",
    "butter",
    "needle",
    "shadow",
    "thunder",
    "velvet",
    "marble",
    "cotton",
    "ginger",
    "lantern",
    "meadow",
]
AGAIN = 6  # questions that come again


def phrase(seed: str, number: int, words: int) -> str:
    """Words of its own for each number."""
    digest = sha256(f"{seed} {number}".encode()).digest()
    return " ".join(WORDS[byte % len(WORDS)] for byte in digest[:words])


def asked(number: int) -> str:
    """A question of its own."""
    return f"Why does {phrase('question', number, 12)} matter?"


def answered(number: int) -> str:
    """An answer of its own."""
    return f"Take {number}: {phrase('answer', number, 9)}."


def rows_of(shape: str, numbers: range, category: str = "x", later: int = 0) -> list[Row]:
    """Rows with ids and answers of their own; those that come later are spelt another way."""
    made, rows = SHAPES[shape], list[Row]()
    for number in numbers:
        ask = asked(number).upper() + "  " if later else asked(number)
        row = {"id": later + number, **made(ask, answered(later + number)), "category": category}
        rows.append(row)
    return rows


@pytest.fixture
def earlier(shape: str, tmp_path: Path) -> Path:
    """Twenty-four rows."""
    return write_rows(tmp_path / "earlier.jsonl", rows_of(shape, range(24)))


@pytest.fixture
def later(shape: str, tmp_path: Path) -> Path:
    """Six of their questions, with other answers, and six new ones."""
    again = rows_of(shape, range(AGAIN), later=1000)
    return write_rows(tmp_path / "later.jsonl", [*again, *rows_of(shape, range(30, 36))])


every_shape = pytest.mark.parametrize("shape", SHAPES)


@every_shape
def test_audit(earlier: Path, later: Path) -> None:
    """Finds them as prompts and as near-duplicates."""
    report = rebalance.audit([earlier, later])
    leaks = {one.kind: one.rows for one in report.leaks}
    assert (leaks["exact"], leaks["prompt"], leaks["near"]) == (0, AGAIN, AGAIN)
    assert all(report.coverage[kind].looked_at == 36 for kind in ("prompt", "near"))


@every_shape
def test_check_near_duplicates(earlier: Path, later: Path) -> None:
    """Counts them."""
    report = rebalance.check([earlier, later], max_near_duplicates=AGAIN - 1)
    assert [one.observed for one in report.findings] == [AGAIN]
    assert rebalance.check([earlier, later], max_near_duplicates=AGAIN).status == "passed"


@every_shape
def test_split_near_duplicates(earlier: Path, later: Path, tmp_path: Path) -> None:
    """Keeps each in the part of its question, whatever the seed."""
    for seed in range(3):
        out = tmp_path / f"parts{seed}"
        report = rebalance.split(
            [earlier, later], near_duplicates=0.7, out_dir=out, seed=seed,
            parts={"train": "0.5", "test": "0.5"},
        )  # fmt: skip
        assert report.near_duplicates is not None
        assert report.near_duplicates.pairs == AGAIN
        ids = [
            {json.loads(line)["id"] % 1000 for line in (out / name).read_text().splitlines()}
            for name in ("train.jsonl", "test.jsonl")
        ]
        assert not ids[0] & ids[1]


@every_shape
def test_validate_holdout(earlier: Path, later: Path, shape: str, tmp_path: Path) -> None:
    """Rejects candidates that ask what a held-out row asks."""
    dataset = write_rows(tmp_path / "dataset.jsonl", rows_of(shape, range(40, 64)))
    report = rebalance.validate(
        later, against=dataset, holdout=earlier, output=tmp_path / "out.jsonl",
        allow_debris=["control-token", "tag"],
    )  # fmt: skip
    assert dict(report.reasons) == {"leaked-copy": AGAIN}
    assert report.coverage["holdout"].looked_at == 24


@every_shape
def test_label_conflicts(earlier: Path, shape: str, tmp_path: Path) -> None:
    """Finds the questions that stand under another category, too."""
    again = [*rows_of(shape, range(AGAIN), "y", later=1000), *rows_of(shape, range(30, 36), "y")]
    later = write_rows(tmp_path / "later.jsonl", again)
    report = rebalance.check([earlier, later], by="category", max_label_conflicts=AGAIN - 1)
    assert [one.observed for one in report.findings] == [AGAIN]


@pytest.mark.parametrize("option", [{"prompt_field": "frage"}, {"text": "frage"}])
def test_a_shape_that_no_table_knows(option: dict[str, Any], tmp_path: Path) -> None:
    """Is unknown to all of them, until its fields are named: in the same way everywhere."""
    rows = [
        {"nr": n, "frage": asked(n), "antwort": answered(n), "category": "x"} for n in range(24)
    ]
    more = [{**one, "nr": 100 + n, "antwort": answered(500 + n)} for n, one in enumerate(rows[:6])]
    fresh = [{**rows[n % 24], "nr": 200 + n, "frage": asked(n)} for n in range(40, 64)]
    earlier, later, dataset = (
        write_rows(tmp_path / f"{name}.jsonl", one)
        for name, one in (("a", rows), ("b", more), ("c", fresh))
    )
    blind = rebalance.audit([earlier, later])
    assert blind.coverage["prompt"].looked_at == 0
    leaks = {one.kind: one.rows for one in rebalance.audit([earlier, later], **option).leaks}
    assert (leaks["prompt"], leaks["near"]) == (6, 6)
    checked = rebalance.check([earlier, later], max_near_duplicates=0, **option)
    assert [one.observed for one in checked.findings] == [6]
    made = rebalance.split(
        [earlier, later], near_duplicates=0.7, out_dir=tmp_path / "parts", **option
    )
    assert made.near_duplicates is not None
    assert made.near_duplicates.pairs == 6
    found = rebalance.validate(later, against=dataset, holdout=earlier, dry_run=True, **option)
    assert dict(found.reasons) == {"leaked-copy": 6}
    assert found.coverage["holdout"].looked_at == 24
