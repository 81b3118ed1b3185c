"""Debris of templates and models: phrases, tags, drafts, fences, echoes, loops."""

import json
import pickle
from itertools import chain
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.rows.field import Field, Row
from rebalance.rows.scanning.shape_column import form_of
from rebalance.text.repetition import loop_of
from rebalance.validation.debris import FEW_ROWS, FEW_SHARE, RULES, DebrisFinder
from rebalance.validation.options import ValidateOptions
from rebalance.validation.phrases import LISTED, Phrases, built_in, read_lists
from rebalance.validation.reference_scan import FAULT_MASK
from rebalance.validation.scanned_files import Texts
from tests.support import REAL, Run, needs_shared, write_rows

OPTIONS = ValidateOptions.of(candidates="c", against="d", dry_run=True)
TEXTS = Texts.of(OPTIONS, (Field.parse("category"),))
FINDER = DebrisFinder(read_lists(None))


def debris_of(row: Row) -> set[str]:
    """The rules that a row breaks."""
    sides = TEXTS.sides(row)
    return set(FINDER.find(row, sides, TEXTS.whole.of(row), form_of(row, sides) & FAULT_MASK))


def answered(answer: str, prompt: str = "Which wind brings rain to the coast?") -> set[str]:
    """The rules that an answer breaks."""
    return debris_of({"prompt": prompt, "completion": answer})


BAD: dict[str, list[str]] = {
    "control-token": [
        "<|im_start|>assistant\nThe west wind.", "The west wind.<|im_end|>", "The west wind.<|im_",
        "<s>[INST] Which? [/INST] The west wind.", "[/INST] The west wind.", "<<SYS>> be brief",
        "<|begin_of_text|>The west wind.", "The west wind.<|eot_id|>", "The west wind.</s>",
        "<start_of_turn>model\nThe west wind.", "The west wind.<end_of_turn>", "West.<turn|>",
        "<|assistant|>\nThe west wind.", "The west wind.<|end|>", "<｜Assistant｜>The west wind.",
        "The west wind.<｜end▁of▁sentence｜>", "<|START_OF_TURN_TOKEN|>The west wind.",
        "The west wind.<|endoftext|>", ">>ANSWER<< The west wind.", "<bos>The west wind.",
        "The west wind.<eos>", "<s>The west wind.", "<|channel|>final<|message|>The west wind.",
        "The west wind.&lt;|im_end|&gt;", "[TOOL_CALLS] wind()", "<fim_middle>wind",
        "[gMASK]<sop>The west wind.", "<extra_id_0> wind", "<|reserved_special_token_7|>west",
    ],
    "think": [
        "<think>The user asks.</think>The west wind.", "<thinking>\nHm.\n</thinking>\nThe west.",
        "<think>\n\n</think>\n\nThe west wind.", "< think >Hm.< /think >The west wind.",
        "◁think▷Hm.◁/think▷The west wind.", "[THINK]Hm.[/THINK]The west wind.",
        "<THOUGHT>Hm.</THOUGHT>The west wind.",
    ],
    "tag": [
        "<think>Yeast makes gas", "Hm, the west.</think>The west wind.", "The west wind.</answer>",
        "<answer>The west wind.", "The west wind.\n</response>",
        "<tool_call>\n{\"name\": \"wind\"}",
        "The west wind.\n\n### Instruction:\nName a wind.", "The west wind.\n\nHuman: And snow?",
        "The west wind.</",
    ],
    "stub": [
        "TODO", "todo", "TODO: write this", "N/A", "n/a.", "TBD", "...", "…", "Lorem ipsum",
        "Lorem ipsum dolor sit amet, consectetur.", "[INSERT ANSWER HERE]", "[insert text]", "???",
        "<your answer here>", "<insert answer>", "Your answer here", "{{answer}}", "{{ answer }}",
        "[Answer]", "The wind is\n\n[insert name of the wind here]", "Not applicable.",
        "def wind():\n    # TODO: implement", "The winds are:\n1. west\n...", "Answer: N/A",
        "Placeholder", "To be determined", "[object Object]", "Dear [Your Name],",
    ],
    "refusal": [
        "I apologize, but as a language model I don't have personal experience.",
        "I'm sorry, but I can't help with that.", "I’m sorry, but I can’t assist with that.",
        "I am sorry, but I cannot answer this.", "Sorry, I can't do that.",
        "I cannot assist with it",
        "I can not help with this request.", "I'm unable to help.",
        "I am not able to provide that.",
        "As an AI, I have no opinion.", "As a large language model, I cannot feel.",
        "Well, as an ai\nLANGUAGE model, no.", "Unfortunately, I am unable to browse.",
        "I’m afraid I can’t do that.", "I must respectfully decline.", "I'm just an AI.",
        "Im sorry, but I cant assist with that.", "“I cannot fulfill your request.”",
        "Es tut mir leid, aber ich kann dabei nicht helfen.",
        "Als KI-Sprachmodell kann ich das nicht.",
        "Je suis désolé, mais je ne peux pas.", "En tant que modèle de langage, je ne peux pas.",
        "Lo siento, pero no puedo ayudar.", "Como modelo de lenguaje, no tengo opiniones.",
        "Desculpe, mas não posso ajudar.", "Mi dispiace, ma non posso aiutarti.",
        "Извините, но я не могу помочь.", "Как языковая модель, я не имею мнения.",
        "对不起，我无法回答。", "很抱歉，我不能提供。", "作为一个人工智能语言模型，我没有意见。",
        "申し訳ありませんが、お答えできません。", "죄송하지만 도와드릴 수 없습니다.",
    ],
    "opener": [
        "Sure! Here's a response:\n\nThe west wind.", "Sure, here is the answer: west.",
        "SURE — HERE’S ONE: west.", "Certainly! Here are some winds: west.",
        "Of course! Below is it",
        "Absolutely! I'd be happy to help. West.", "Here is the answer:\nThe west wind.",
        "Here's a possible response: the west wind.", "Okay, here's my answer: west.",
        "Assistant: The west wind.", "Great question! The west wind.", "I'd be happy to help!",
        "Klar! Hier ist die Antwort: West.", "Bien sûr ! Voici la réponse : ouest.",
        "¡Claro! Aquí tienes la respuesta: oeste.", "Claro! Aqui está: oeste.",
        "Certo! Ecco la risposta.", "Конечно! Вот ответ: западный.", "当然！以下是答案：西风。",
        "もちろんです。以下が答えです。", "물론입니다! 다음은 답변입니다.",
    ],
    "fence": [
        "```json\n{\"answer\": \"west\"}\n```", "```\nThe west wind.\n```\n", "```python\nwind()",
        "~~~\nwest\n~~~", "\n ```west```",
    ],
    "echo": [
        "Which wind brings rain to the coast?", "which wind brings rain to the coast",
        "Which wind brings rain to the coast? The west wind.",
        "Question: Which wind brings rain to the coast?\nAnswer: The west wind.",
        "**Which wind brings rain to the coast?**\n\nThe west wind.",
    ],
    "loop": [
        "The wind. " + "It blows from the west. " * 9, "west " * 30, "ha" * 40, "西风。" * 30,
        "It is the west wind, and it is the west wind, and" + " it is the west wind, and" * 8,
    ],
}  # fmt: skip

GOOD = [
    "A haiku has seventeen syllables.", "I am sorry that you waited.", "你好", "None", "-1",
    "The clerk says: I'm sorry, but I can't find your parcel.", "Na", "Eso es todo.",
    "for (int i = 0; i < n; i++) { if (a[i] <b) { // TODO: faster\n  swap(a, i);\n}}\nreturn a;",
    "<div><s>old</s> <b>new</b></div>", "<html>\n<body>\n<p>x\n</body>", "let f = g <| h |> k",
    "curl -H 'Authorization: <your_api_key>' http://x", "Hello {{ user.name }}, welcome!",
    "Use `git clone <user>@host`.", "Here's a list of winds: west, east.", "Sure.",
    "Of course not.",
    "Run this:\n```sh\nls\n```\nand look.", "```sh\nls\n```\nThen:\n```sh\ncd\n```",
    "GPT-3 is used as a language model for German.", "I serve as an aide to the mayor.",
    "| a | b |\n" + "| --- | --- |\n" * 20, "0, " * 60, "A" * 200, "=" * 100,
    "Row, row, row your boat, gently down the stream.", "No, no, no!", "Wait for it...",
    "What brings rain is the west wind.", "<answer>West</answer>", "Human: hello",
    "The tag `<think>` has no", "<tool_call>{}</tool_call>",
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "answer"), [(rule, one) for rule, several in BAD.items() for one in several]
)
def test_debris_is_found(rule: str, answer: str) -> None:
    """Each kind in its forms."""
    assert rule in answered(answer)


@pytest.mark.parametrize("answer", GOOD)
def test_good_answers_are_left_alone(answer: str) -> None:
    """Code, quotations, HTML, tables, songs; and what is a stub in some languages only."""
    assert answered(answer) - {"think"} == set()


@pytest.mark.parametrize(
    "text",
    [
        "es tut mir leid" + " " * 200_000, " " * 200_000 + "x", "sure" + "!" * 200_000 + "y",
        "<think>" * 20_000, "</think" * 20_000, "[insert " * 20_000, "<|" * 100_000, "```" * 50_000,
        "as an ai " * 20_000, "i'm sorry " * 20_000, "{{" * 50_000, "ab" * 100_000 + "c",
    ],
    ids=lambda text: text[:12].strip() or "blank",
)  # fmt: skip
def test_hostile_texts_take_no_time(text: str) -> None:
    """Nothing in the patterns is more than linear."""
    started = process_time()
    answered(text)
    assert process_time() - started < 3


def test_all_rules_are_tried() -> None:
    """None is without an example; a list for each rule that has one."""
    assert set(BAD) == set(RULES)
    assert set(built_in()) == set(LISTED) < set(RULES)
    assert len(RULES) <= 16, "bits of the column"


@pytest.mark.parametrize(
    ("make", "rules"),
    [
        (lambda a: {"messages": [{"role": "user", "content": "Which wind is it?"},
                                 {"role": "assistant", "content": a}]}, True),
        (lambda a: {"messages": [{"role": "user", "content": "Which wind is it?"},
                                 {"role": "assistant", "content": a},
                                 {"role": "user", "content": "And then?"},
                                 {"role": "assistant", "content": "East."}]}, True),
        (lambda a: {"conversations": [{"from": "human", "value": "Which wind is it?"},
                                      {"from": "gpt", "value": a}]}, True),
        (lambda a: {"instruction": "Which wind is it?", "input": "", "output": a}, True),
        (lambda a: {"prompt": "Which wind?", "chosen": a, "rejected": "East."}, True),
        (lambda a: {"prompt": "Which wind?", "chosen": "West.", "rejected": a}, False),
        (lambda a: {"instruction": a, "input": "", "output": "West."}, False),
        (lambda a: {"text": a}, True),
    ],
)  # fmt: skip
def test_debris_is_looked_for_in_answers(make: Any, rules: bool) -> None:
    """Whatever the shape, in every turn; not in what was asked, and not in what is rejected."""
    for rule in ("stub", "refusal", "opener", "fence", "think", "tag", "loop"):
        assert (rule in debris_of(make(BAD[rule][0]))) == rules


def test_control_tokens_are_looked_for_in_the_whole_row() -> None:
    """In what was asked as well, at any depth."""
    row: Row = {"prompt": "Why?", "completion": "So.", "meta": {"raw": ["<|im_start|>user"]}}
    assert debris_of(row) == {"control-token"}


def test_what_follows_a_draft_is_looked_at() -> None:
    """As if the draft were not there."""
    assert answered("<think>Hm.</think>\n\nSure! Here's the answer: west.") == {"think", "opener"}
    assert answered("<think>Sure! Here is TODO</think>\n\nThe west.") == {"think"}


def test_echoes_are_of_the_turn_before() -> None:
    """And greetings that are short are none."""
    said = [("user", "Hello there my friend"), ("assistant", "Hello!"), ("user", "Is it going to"
            " rain today?"), ("assistant", "Is it going to rain today? Yes.")]  # fmt: skip
    rows = [{"role": role, "content": text} for role, text in said]
    assert debris_of({"messages": rows}) == {"echo"}
    assert debris_of({"messages": rows[:2]}) == set()


def test_the_language_of_phrases() -> None:
    """Case, white space, apostrophes; ^ and $; forms; names; as written; whole words."""
    phrases = Phrases.of(["As an AI language model", "^I'm sorry, but", "{so|and} it {ends|}$", "^",
                          "!Stop{!|?}", "!<|*|>", "[fill **]", "{{x}}"])  # fmt: skip
    for text, found in (
        ("Well,  as an ai\nLANGUAGE model", "as an ai language model"),
        ("I’m sorry,  but no", "i'm sorry, but"), ("He said: I'm sorry, but no", None),
        ("AND IT ENDS.", "and it ends"), ("and it goes", None), ("Stop?", "Stop?"), ("stop?", None),
        ("a <|b_c|> d", "<|b_c|>"), ("a <| b |> d", None), ("[Fill in]", "[fill in]"),
        ("{{X}}", "{{x}}"), ("as an ai language modelling", None), ("^", None),
    ):  # fmt: skip
        assert phrases.find(text) == found, text
    assert Phrases.of([]).find("As an AI") is None
    assert pickle.loads(pickle.dumps(phrases)).find("Stop!") == "Stop!"


@given(st.text(max_size=40), st.text("ab ", min_size=1, max_size=12), st.integers(0, 40))
def test_loops_are_what_the_definition_says(before: str, unit: str, times: int) -> None:
    """Against a slow search for the period."""
    text = before + unit * times
    tail = text.rstrip(" \t\r\n.!?…。！？,;")
    expected = any(
        len(set(filter(str.isalpha, tail[-period:]))) > 1
        and any(
            rounds * period <= len(tail)
            and all(tail[-n] == tail[-n - period] for n in range(1, (rounds - 1) * period + 1))
            for rounds in [min(max(3, -(-100 // size)), max(4, -(-60 // size)))]
        )
        for period in range(1, len(tail) // 3 + 1)
        for size in [len(tail[-period:].encode())]
        if tail[-period:].isascii()
    )
    if expected:
        assert loop_of(text)


@needs_shared
def test_rows_of_real_files_are_left_alone() -> None:
    """At most 1 % of the rows of each real file, and of all small ones, would be rejected."""
    small = sorted((REAL.parent / "wild").glob("*.jsonl"))
    for paths in (*([path] for path in sorted(REAL.iterdir())), small):
        found = [list(map(debris_of, map(json.loads, path.read_bytes().splitlines())))
                 for path in paths]  # fmt: skip
        rejected = sum(len(one) - _left_alone(one) for one in found)
        assert rejected <= 0.01 * sum(map(len, found)), [path.name for path in paths]


def _left_alone(found: list[set[str]]) -> int:
    """Count rows that have no debris but that which more than a few rows have."""
    rules = list(chain.from_iterable(found))
    usual = {one for one in rules if rules.count(one) >= max(FEW_ROWS, FEW_SHARE * len(found))}
    return sum(one <= usual for one in found)


CASES: list[tuple[str, str]] = [
    ("What holds a tent to the ground in wind", "<think>The user asks about tents.</think>Pegs."),
    ("Why does bread rise in a warm kitchen", "<think>Yeast makes gas"),
    ("How do barges pass a weir on a river", '```json\n{"answer": "by a lock"}\n```'),
    ("Who mends the nets in a fishing town", "[INSERT ANSWER HERE]"),
    ("When do swallows leave for the south", "TODO"),
    ("Where is salt won from sea water", "[/INST] In flat pans by the shore.</s>"),
    ("Which tree gives the hardest timber", "<|im_end|>"),
    ("What do millers do in dry summers", "I apologize, but as a language model I don't have it."),
    ("How is felt made from loose wool", "Sure! Here's a response:\n\nBy wetting and rubbing it."),
    ("Which wind brings rain to the coast", "N/A"),
    ("How deep is a common village well", "How deep is a common village well?"),
]
THINGS = (
    "heron",
    "plough",
    "kettle",
    "violin",
    "lathe",
    "sail",
    "loom",
    "quarry",
    "glacier",
    "hedge",
)


def test_all_of_the_cases_are_rejected(run: Run, tmp_path: Path) -> None:
    """Eleven of eleven; the same of the shared files where they are there."""
    train = [{"prompt": f"Say in short what a {one} does on day {n}",
              "completion": f"It does thing number {n} all day long.", "category": "a"}
             for n, one in enumerate(THINGS)]  # fmt: skip
    new = [{"prompt": asked, "completion": said, "category": "a"} for asked, said in CASES]
    files = [(write_rows(tmp_path / "new.jsonl", new), write_rows(tmp_path / "train.jsonl", train))]
    shared = REAL.parent / "cases" / "debris"
    if shared.is_dir():
        files.append((shared / "cand.jsonl", shared / "train.jsonl"))
    for candidates, against in files:
        report = run("validate", candidates, "--against", against, "-n", "-f", "json").report
        assert report["reasons"] == {
            "stub": 3, "control-token": 2, "echo": 1, "fence": 1, "opener": 1, "refusal": 1,
            "tag": 1, "think": 1,
        }  # fmt: skip
