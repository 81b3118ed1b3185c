"""The wing of texts: shapes of rows, words, shingles, sketches, likeness, contamination."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from math import ceil, log, log1p
from typing import get_args
from unicodedata import category, name, normalize

import numpy as np
import pytest
from numpy.typing import NDArray

import rebalance.text.similarity
from rebalance.text import contamination, hashing, minhash, near, rare_shingles
from rebalance.text.contamination import Contamination, ngram_size
from rebalance.text.hashing import shingle_numbers
from rebalance.text.minhash import bands_for, candidates, found, sketches
from rebalance.text.near import near_pairs
from rebalance.text.normal import jaccard, normalised, shingles, words
from rebalance.text.shapes import Shape
from rebalance.text.sides import answer_of, prompt_of, shape_of, text_of, turns_of
from rebalance.text.similarity import alike, similarity
from rebalance.text.turns import Turn
from tests.support import crowded_texts
from tests.text.by_definition import connected, is_near, likeness, runs

Row = Mapping[str, object]
Words = list[str]


def numbered(count: int, start: int = 0) -> Words:
    """Words that all differ: w0 w1 w2 ..."""
    return [f"w{at}" for at in range(start, start + count)]


SPACELESS = ("THAI ", "LAO ", "KHMER ", "MYANMAR ", "HIRAGANA ", "KATAKANA", "IDEOGRAPHIC ", "CJK ")
UNSEEN = "\u00ad\u034f\u200c\u200d"


def sign_by_sign(text: str) -> Words:
    """The words of a text, once more by the definition: by categories and names of signs."""
    seen = [sign for sign in text if not name(sign, "").startswith("VARIATION SELECTOR-")]
    folded = normalize("NFKC", "".join(sign for sign in seen if sign not in UNSEEN)).casefold()
    found: Words = []
    inside = alone = False
    for sign in normalize("NFKC", folded):
        if category(sign) in ("Mn", "Mc"):
            found[-1:] = [found[-1] + sign] if inside else found[-1:]
        elif sign.isalnum():
            before, alone = alone, name(sign, "").startswith(SPACELESS)
            if inside and not before and not alone:
                found[-1] += sign
            else:
                found.append(sign)
            inside = True
        else:
            inside = False
    return found


def pairs_of(texts: Sequence[Words], threshold: float) -> list[tuple[int, int]]:
    """The near-duplicates that sketches find."""
    return near_pairs(sketches(texts, threshold), lambda at: texts[at], threshold).links


# Shapes

IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
TOOL_TURNS = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Weather in Rome?"},
    {"role": "assistant", "tool_calls": [{"function": {"name": "weather", "arguments": "{}"}}]},
    {"role": "tool", "content": "21 degrees"},
    {"role": "assistant", "content": "Mild."},
    {"role": "user", "content": "And Oslo?"},
    {"role": "assistant", "content": None, "tool_calls": []},
]
PROMPT_TURNS = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"}]
ANSWER_TURNS = [{"role": "assistant", "content": "Hi."}]

SHAPES: dict[str, tuple[Row, Shape, str, str]] = {
    "alpaca": (
        {"instruction": "Translate.", "input": "Hund", "output": "dog"},
        "alpaca", "Translate.\nHund", "dog",
    ),
    "alpaca without input": (
        {"instruction": "Name a fruit.", "output": "fig"}, "alpaca", "Name a fruit.", "fig",
    ),
    "alpaca with an empty input and history": (
        {"instruction": "Go on.", "input": "", "output": "x", "system": "s", "history": [["a"]]},
        "alpaca", "a\nGo on.", "x",
    ),
    "alpaca with an empty output": (
        {"instruction": "Say nothing.", "input": None, "output": ""}, "alpaca", "Say nothing.", "",
    ),
    "messages": (
        {"messages": [
            {"role": "user", "content": "1?"}, {"role": "assistant", "content": "one"},
            {"role": "user", "content": "2?"}, {"role": "assistant", "content": "two"},
        ]},
        "messages", "1?\n2?", "one\ntwo",
    ),
    "messages with tools": (
        {"messages": TOOL_TURNS, "tools": [{"type": "function"}]},
        "messages", "Weather in Rome?\nAnd Oslo?", "\nMild.\n",
    ),
    "messages of parts": (
        {"messages": [
            {"role": "user", "content": [
                {"type": "text", "text": "What is"}, IMAGE, {"type": "text", "text": "this?"},
            ]},
            {"role": "assistant", "content": [{"type": "text", "text": "A cat.", "train": 1}]},
        ]},
        "messages", "What is\nthis?", "A cat.",
    ),
    "messages with Gemma's role": (
        {"messages": [{"role": "user", "content": "a"}, {"role": "model", "content": "b"}]},
        "messages", "a", "b",
    ),
    "sharegpt": (
        {"conversations": [
            {"from": "system", "value": "s"}, {"from": "human", "value": "a"},
            {"from": "gpt", "value": "b"},
        ], "system": "t"},
        "sharegpt", "a", "b",
    ),
    "prompt and completion": (
        {"prompt": "The sky is", "completion": " blue."},
        "prompt-completion", "The sky is", " blue.",
    ),
    "prompt and completion as messages": (
        {"prompt": PROMPT_TURNS, "completion": ANSWER_TURNS}, "prompt-completion", "Hello?", "Hi.",
    ),
    "completion with a tool": (
        {"prompt": TOOL_TURNS[:2], "completion": TOOL_TURNS[2:5]},
        "prompt-completion", "Weather in Rome?", "\nMild.",
    ),
    "function call": (
        {"messages": [PROMPT_TURNS[1], {"role": "assistant", "function_call": {"name": "x"}}]},
        "messages", "Hello?", "",
    ),
    "prompt as messages of no user": (
        {"prompt": PROMPT_TURNS[:1], "completion": "Hi."}, "prompt-completion", "Be brief.", "Hi.",
    ),
    "unpaired preference": (
        {"prompt": "a", "completion": "b", "label": True}, "prompt-completion", "a", "b",
    ),
    "preference": (
        {"prompt": "a", "chosen": "b", "rejected": "c"}, "preference", "a", "b",
    ),
    "preference as messages": (
        {"prompt": PROMPT_TURNS, "chosen": ANSWER_TURNS, "rejected": []},
        "preference", "Hello?", "Hi.",
    ),
    "preference with the prompt inside": (
        {"chosen": PROMPT_TURNS + ANSWER_TURNS, "rejected": PROMPT_TURNS},
        "preference", "Hello?", "Hi.",
    ),
    "preference as in ShareGPT": (
        {"conversations": [{"from": "human", "value": "a"}],
         "chosen": {"from": "gpt", "value": "b"}, "rejected": {"from": "gpt", "value": "c"}},
        "preference", "a", "b",
    ),
    "preference without a prompt": (
        {"chosen": "b", "rejected": "c"}, "preference", "", "b",
    ),
    "text": ({"text": "Once upon a time."}, "text", "Once upon a time.", ""),
    "text that is empty": ({"text": ""}, "text", "", ""),
    "instruction without output": (
        {"instruction": "a", "category": "c", "n": 3}, "prompt", "a", "",
    ),
    "stepwise": (
        {"prompt": "p", "completions": ["q", "r"], "labels": [True, False]},
        "prompt-completion", "p", "q\nr",
    ),
    "dolly": (
        {"instruction": "Why?", "context": "Tides.", "response": "The moon.", "category": "qa"},
        "dolly", "Why?\nTides.", "The moon.",
    ),
    "instruction and response": (
        {"Instruction": "Why?", "input": "Tides.", "Response": "The moon."},
        "instruction-response", "Why?\nTides.", "The moon.",
    ),
    "question and answer": (
        {"QUESTION": "Why?", "CONTEXTS": ["a", "b"], "LONG_ANSWER": "So."},
        "question-answer", "Why?\na\nb", "So.",
    ),
    "question with options": (
        {"question": "Why?", "A": "x", "B": "y", "answer": "A"},
        "question-answer", "Why?\nx\ny", "A",
    ),
    "question and a number": ({"question": "2 + 2?", "label": 4}, "question-answer", "2 + 2?", "4"),
    "a letter that is no option": (
        {"question": "Why?", "a": "x", "answer": "y"}, "question-answer", "Why?", "y",
    ),
    "query with history": (
        {"query": "And now?", "response": "Yes.", "history": [["First?", "No."]], "system": "s"},
        "query-response", "First?\nAnd now?", "Yes.",
    ),
    "input and output": ({"input": "a", "target": "b"}, "input-output", "a", "b"),
    "instances": (
        {"instruction": "Add.", "instances": [{"input": "1 1", "output": "2"}]},
        "instances", "Add.\n1 1", "2",
    ),
    "prompt with a reward": (
        {"prompt": PROMPT_TURNS, "reward_model": {"ground_truth": "72", "style": "rule"}},
        "prompt-completion", "Hello?", "72",
    ),
    "ranked": (
        {"instruction": "Why?", "output_1": "a", "output_2": "b", "preference": 1},
        "ranked", "Why?", "a\nb",
    ),
    "preferred output": (
        {"input": {"messages": PROMPT_TURNS}, "preferred_output": ANSWER_TURNS,
         "non_preferred_output": ANSWER_TURNS},
        "preference", "Hello?", "Hi.",
    ),
    "preference in transcripts": (
        {"chosen": "\n\nHuman: Why?\n\nAssistant: So.",
         "rejected": "\n\nHuman: Why?\n\nAssistant: No."},
        "preference", "Why?", "So.",
    ),
    "Gemini": (
        {"systemInstruction": {"parts": [{"text": "s"}]},
         "contents": [{"role": "user", "parts": [{"text": "a"}]},
                      {"role": "model", "parts": [{"text": "b"}]}]},
        "gemini", "a", "b",
    ),
    "MT-Bench": ({"question_id": 81, "turns": ["a", "b"]}, "prompt", "a\nb", ""),
    "Arena-Hard": ({"turns": [{"content": "a"}], "cluster": "c"}, "prompt", "a", ""),
    "DailyDialog": ({"dialog": ["a", "b"], "act": [1, 2]}, "messages", "a", "b"),
    "no turns": ({"items": ["a", "b"], "turns": [1, 2]}, "unknown", "a\nb", ""),
    "roles in any case": (
        {"dialogue": [{"Speaker": "Customer", "Text": "a"}, {"Speaker": "AGENT", "Text": "b"}]},
        "messages", "a", "b",
    ),
    "authors with roles": (
        {"conversation": [{"author": {"role": "user"}, "content": {"parts": ["a"]}},
                          {"author": {"role": "assistant"}, "content": {"parts": ["b"]}}]},
        "messages", "a", "b",
    ),
    "ChatML": (
        {"text": "<|im_start|>system\ns<|im_end|>\n<|im_start|>user\na<|im_end|>\n"
                 "<|im_start|>assistant\nb<|im_end|>"},
        "template", "a", "b",
    ),
    "Llama 3": (
        {"text": "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\na<|eot_id|>"
                 "<|start_header_id|>assistant<|end_header_id|>\n\nb<|eot_id|>"},
        "template", "a", "b",
    ),
    "Llama 2": (
        {"text": "<s>[INST] <<SYS>>\ns\n<</SYS>>\n\na [/INST] b </s><s>[INST] c [/INST] d </s>"},
        "template", "a\nc", "b\nd",
    ),
    "Gemma": (
        {"text": "<start_of_turn>user\na<end_of_turn>\n<start_of_turn>model\nb<end_of_turn>"},
        "template", "a", "b",
    ),
    "Zephyr": ({"text": "<|user|>\na</s>\n<|assistant|>\nb</s>"}, "template", "a", "b"),
    "Alpaca in one string": (
        {"text": "Below is.\n\n### Instruction:\na\n\n### Input:\nc\n\n### Response:\nb"},
        "template", "a\nc", "b",
    ),
    "Vicuna": ({"text": "A chat. USER: a ASSISTANT: b</s>USER: c ASSISTANT: d"},
               "template", "a\nc", "b\nd"),
    "text with a headline": (
        {"text": "Body.", "headline": "Head.", "label": 1}, "text", "Body.\nHead.", "1",
    ),
    "tokens": ({"input_ids": [1, 2], "labels": [1, 2]}, "unknown", "", ""),
    "segments": (
        {"segments": [{"label": True, "text": "a"}, {"label": False, "text": "b"}]},
        "unknown", "a\nb", "",
    ),
    "nested": ({"data": {"type": "qa", "q": "a", "more": ["b", {"r": "c"}]}}, "unknown",
               "qa\na\nb\nc", ""),
    "nothing": ({}, "unknown", "", ""),
    "messages that are none": ({"messages": ["a", {"role": "user"}]}, "unknown", "a\nuser", ""),
    "no messages": ({"messages": []}, "unknown", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", SHAPES.values(), ids=SHAPES)
def test_shapes_and_their_sides(case: tuple[Row, Shape, str, str]) -> None:
    """Each format is recognised; the side that asks and the side that answers are exactly these."""
    row, shape, prompt, answer = case
    known = shape != "unknown"  # what has no shape has text, but no sides
    found = [shape_of(row), prompt_of(row) if known else text_of(row), answer_of(row)]
    assert found == [shape, prompt, answer]
    assert known or not prompt_of(row)


def test_every_shape_is_shown() -> None:
    """The table above has each shape that there is."""
    assert {shape for _, shape, _, _ in SHAPES.values()} == set(get_args(Shape))


def test_turns_of_a_conversation() -> None:
    """One for each message, with its role and its text; what calls a tool says nothing."""
    turns = turns_of({"messages": TOOL_TURNS})
    assert turns == [
        Turn("system", "Be brief."), Turn("user", "Weather in Rome?"), Turn("assistant", ""),
        Turn("tool", "21 degrees"), Turn("assistant", "Mild."), Turn("user", "And Oslo?"),
        Turn("assistant", ""),
    ]  # fmt: skip
    assert [turn.asks for turn in turns] == [False, True, False, False, False, True, False]
    assert [turn.answers for turn in turns] == [False, False, True, False, True, False, True]


def test_only_conversations_have_turns() -> None:
    """ShareGPT has its own names for roles; other shapes have no turns."""
    row = SHAPES["sharegpt"][0]
    assert turns_of(row) == [Turn("system", "s"), Turn("human", "a"), Turn("gpt", "b")]
    assert [turn.asks for turn in turns_of(row)] == [False, True, False]
    for row, shape, _, _ in SHAPES.values():
        assert bool(turns_of(row)) == (shape in ("messages", "sharegpt", "gemini", "template"))


def test_the_first_shape_that_fits_counts() -> None:
    """Of the shapes that a row has, it is always the same one."""
    row = {
        "chosen": 1, "rejected": 2, "messages": ANSWER_TURNS,
        "conversations": [{"from": "gpt", "value": "b"}],
        "instruction": "i", "output": "o", "prompt": "p", "completion": "c", "text": "t",
    }  # fmt: skip
    seen = []
    for field in ("chosen", "messages", "conversations", "output", "completion", "text"):
        seen.append(shape_of(row))
        row.pop(field)
    order = [
        "preference", "messages", "sharegpt", "alpaca", "instruction-response", "prompt",
    ]  # fmt: skip
    assert seen == order
    assert shape_of(row) == "prompt"


def deep(levels: int) -> object:
    """A list in a list in a list."""
    nested: object = "inside"
    for _ in range(levels):
        nested = [nested]
    return nested


WRONG = [None, True, 0, 1.5, "", "x", [], [None], ["x", 1], {}, {"role": 1}, [{}], deep(1020)]


@pytest.mark.parametrize("value", WRONG, ids=range(len(WRONG)))
def test_wrong_types_never_raise(value: object) -> None:
    """Whatever stands under the names of formats, a row has a shape and two sides."""
    names = ["messages", "conversations", "instruction", "input", "output", "prompt", "completion",
             "chosen", "rejected", "text"]  # fmt: skip
    rows: list[dict[str, object]] = [{name: value} for name in names]
    rows += [{one: value, other: value} for one, other in combinations(names, 2)]
    rows += [{"messages": [{"role": value, "content": value}, {"role": "user", "content": value}]}]
    rows += [{"conversations": [{"from": value, "value": value}]}]
    rows += [{"chosen": [value, {"role": value, "content": value}], "rejected": value}]
    for row in rows:
        assert shape_of(row) in get_args(Shape)
        assert isinstance(prompt_of(row), str)
        assert isinstance(answer_of(row), str)
        assert all(isinstance(turn.role, str) for turn in turns_of(row))


# Words

WORDS = {
    "Hello,  WORLD!\n": ["hello", "world"],
    "snake_case __init__ a-b e.g.": ["snake", "case", "init", "a", "b", "e", "g"],
    "3.14 + 2e10 x2": ["3", "14", "2e10", "x2"],
    "don't": ["don", "t"],
    "Straße STRASSE": ["strasse", "strasse"],
    "ﬁne ①② Ｆｕｌｌ": ["fine", "12", "full"],
    "Съешь ЕЩЁ": ["съешь", "ещё"],
    "Ελλάς ΕΛΛΆΣ": ["ελλάσ", "ελλάσ"],
    "한국어 문장": ["한국어", "문장"],
    "हिन्दी में": ["हिन्दी", "में"],
    "বাংলা ভাষা": ["বাংলা", "ভাষা"],
    "தமிழ் மொழி": ["தமிழ்", "மொழி"],
    "كَتَبَ الولد،": ["كَتَبَ", "الولد"],
    "שָׁלוֹם עוֹלָם": ["שָׁלוֹם", "עוֹלָם"],
    "𞤀𞤁𞥄𞤂 𑄌𑄋𑄴": ["𞤢𞤣𞥄𞤤", "𑄌𑄋𑄴"],  # Adlam and Chakma, whose marks are beyond the first 65536
    "我能，吞下玻璃。": list("我能吞下玻璃"),
    "𠮷野家 豈": ["𠮷", "野", "家", "豈"],
    "ひらがなカタカナｶﾞ・": list("ひらがなカタカナガ"),
    "GPT4で書く": ["gpt4", "で", "書", "く"],
    "ที่นี่๏": ["ที่", "นี่"],
    "ພາສາລາວ": list("ພາສາລາວ"),
    "ខ្មែរ។": ["ខ្", "មែ", "រ"],
    "မြန်မာ။": ["မြ", "န်", "မာ"],
    "": [],
    " \t\r\n—…!?": [],
    "❤️ 1️⃣": ["1"],
    "\u0301a \u0301": ["a"],  # marks of nothing
    "\ud800 lone": ["lone"],
}


@pytest.mark.parametrize(("text", "expected"), WORDS.items(), ids=range(len(WORDS)))
def test_words_in_any_script(text: str, expected: Words) -> None:
    """Marks stay with their letters; a letter is a word where a script puts no spaces."""
    assert words(text) == [normalised(word) for word in expected]
    assert len(words(text)) == len(expected)
    assert "".join(words(text)).casefold() == "".join(words(text))


def test_words_of_every_sign() -> None:
    """Of the first 65536, alone, with a mark and after letters; as the standard names them."""
    signs = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    for at in range(0, len(signs), 64):
        text = " ".join(f"{sign} a{sign}\u0323{sign}b ท{sign}" for sign in signs[at : at + 64])
        assert words(text) == sign_by_sign(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("é", "e\u0301"), ("Ångström", "A\u030angstro\u0308m"), ("が", "か\u3099"),
        ("각", "\u1100\u1161\u11a8"), ("ΐ", "Ϊ\u0301"), ("SS", "ß"),
        ("½", "1⁄2"), ("co\u00adoperate", "cooperate"), ("می\u200cخواهم", "میخواهم"),
        ("葛\U000e0100", "葛"), ("ශ්\u200dරී", "ශ්රී"), ("A  b", "a,B!"), ("x_y", "x y"),
        ("İ", "i\u0307"),
    ],
)  # fmt: skip
def test_texts_that_only_look_different(one: str, other: str) -> None:
    """Case, composition, width, hyphens that are not seen, punctuation: the same words."""
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("हिन्दी", "हन्द"), ("में", "म"), ("é", "e"), ("ที่", "ที"), ("3", "4"), ("ab", "a b"), ("が", "か")],
)
def test_texts_that_are_different(one: str, other: str) -> None:
    """Marks, digits and spaces count."""
    assert normalised(one) != normalised(other)


def test_normalised_joins_the_words() -> None:
    """With one space, and none at the ends."""
    assert normalised("  The CAT, sat; 2 ½ times.\n") == "the cat sat 2 1 2 times"


def test_a_shingle_is_a_run_of_words() -> None:
    """Of five words, unless a width is asked for."""
    text = numbered(20)
    assert shingles(text) == runs(text, 5)
    assert len(shingles(text)) == 16
    assert shingles(text, 3) == runs(text, 3)
    assert shingles(["a", "b", "a", "b", "a"], 2) == {("a", "b"), ("b", "a")}


def test_short_texts_are_one_shingle() -> None:
    """As a whole; an empty text has none."""
    assert shingles([]) == shingles([], 5) == frozenset()
    assert shingles(["a"]) == {("a",)}
    assert shingles(["a", "b"]) == {("a", "b")}
    assert shingles(numbered(4), 5) == {tuple(numbered(4))}
    assert shingles(numbered(5), 5) == {tuple(numbered(5))}


def test_jaccard() -> None:
    """The vector text.jaccard; 0 without anything in common, 1 for equal and for empty sets."""
    one, other = words("the cat sat on the mat"), words("the cat sat on the rug")
    assert jaccard(shingles(one, 2), shingles(other, 2)) == pytest.approx(0.6666666666666666)
    assert jaccard({1}, {2}) == jaccard(set[int](), {1}) == 0
    assert jaccard({1}, {1}) == jaccard(set[int](), set[int]()) == 1


# Hashing


def test_equal_runs_have_equal_numbers_and_others_do_not() -> None:
    """Also across texts, and where a text is shorter than a run."""
    texts = [numbered(30), numbered(30, 10), ["w1", "w0", "w2", "w3"], ["w1"], ["w1", "w0"]]
    for width in (1, 3, 5):
        numbers, begins = shingle_numbers(texts, width)
        expected = [tuple(t[at : at + width]) for t in texts for at in range(len(runs(t, width)))]
        assert (
            begins.tolist() == np.cumsum([0] + [len(runs(t, width)) for t in texts])[:-1].tolist()
        )
        assert len(numbers) == len(expected)
        assert len(set(zip(numbers.tolist(), expected, strict=True))) == len(set(expected))
        assert len(set(numbers.tolist())) == len(set(expected))


def test_many_words_have_different_numbers() -> None:
    """64 bits are enough for all that there are."""
    numbers, _ = shingle_numbers([numbered(50_000)], 1)
    assert len(set(numbers.tolist())) == len(set((numbers >> np.uint64(20)).tolist())) == 50_000


def test_words_that_were_forgotten_keep_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of words is bounded; half surrogate pairs are words, too."""
    texts = [[*numbered(50), "\ud800"]]
    before = shingle_numbers(texts, 3)[0].tolist()
    monkeypatch.setattr(hashing, "_KNOWN", 7)
    monkeypatch.setattr(hashing, "_numbers", hashing._Numbers())
    assert shingle_numbers(texts, 3)[0].tolist() == before
    assert len(hashing._numbers) <= 7


def test_numbers_of_no_texts() -> None:
    """Are none."""
    numbers, begins = shingle_numbers([], 3)
    assert len(numbers) == len(begins) == 0


# Sketches

LSH_CURVE = {  # text.lsh_curve: (bands, rows) -> probabilities at 0.5, 0.6, 0.7, 0.8, 0.9
    (450, 20): [0.00042906157376454424, 0.016318402191840442, 0.301771263875125,
                0.9945833962871293, 1.0],
    (20, 450): [0.0, 0.0, 0.0, 0.0, 0.0],
    (9, 13): [0.0010980965234641538, 0.011693401971021422, 0.08389591843064481,
              0.39884387824016365, 0.928604353856396],
    (16, 8): [0.06070190410618359, 0.23739955038556326, 0.6132677123375208,
              0.9470487961682148, 0.9998774538341496],
    (32, 4): [0.8732112136229997, 0.9882238254216146, 0.9998471708406208,
              0.9999999525011427, 0.9999999999999986],
}  # fmt: skip


@pytest.mark.parametrize(("bands", "rows"), LSH_CURVE)
def test_probability_of_being_found(bands: int, rows: int) -> None:
    """The vector text.lsh_curve."""
    curve = [found(similarity, bands, rows) for similarity in (0.5, 0.6, 0.7, 0.8, 0.9)]
    assert curve == pytest.approx(LSH_CURVE[bands, rows], rel=1e-9, abs=1e-9)
    assert (found(0, bands, rows), found(1, bands, rows)) == (0, 1)


@pytest.mark.parametrize("hundredths", range(4, 101))
def test_alike_texts_are_hardly_ever_missed(hundredths: int) -> None:
    """In 128 hashes at most, below 1e-5 at 0.05 above the threshold; more rows would not do."""
    threshold = hundredths / 100
    similarity = min(1.0, threshold + 0.05)
    bands, rows = bands_for(threshold)
    assert bands * rows <= 128
    assert (1 - similarity**rows) ** bands < 1e-5
    assert bands % 8 == 0 or (bands // 8 + 1) * 8 * rows > 128
    for more in range(rows + 1, 129):
        assert more * ceil(log(1e-5) / log1p(-(similarity**more))) > 128


def test_bands_of_the_default_threshold() -> None:
    """As promised: a pair at 0.7 is found but for 2 of 10,000."""
    assert bands_for(0.7) == (32, 4)
    assert bands_for(1) == (1, 128)


def entries(texts: Sequence[Words], threshold: float) -> list[tuple[bool, bool]]:
    """Whether texts have entries for short texts, and for long ones; all bands or none."""
    sketched = sketches(texts, threshold)
    assert sketched.shape == (len(texts), 2, bands_for(threshold)[0])
    assert sketched.dtype == np.uint32
    has = sketched > 0
    assert (has.all(axis=2) == has.any(axis=2)).all()
    return [(bool(short.any()), bool(long.any())) for short, long in has]


def test_each_half_has_the_texts_that_it_is_for() -> None:
    """Short ones, long ones, both for those as long as what is like a short one; else 0."""
    texts = [[], ["a"], numbered(32), numbered(33), numbered(46), numbered(200), ["a", "b"] * 500]
    expected = [
        (False, False), (True, False), (True, False), (True, True), (True, True), (False, True),
        (False, True),
    ]  # fmt: skip
    assert entries(texts, 0.7) == expected
    assert entries(texts[::-1], 0.7) == expected[::-1]


@pytest.mark.parametrize("hundredths", range(30, 101))
def test_whatever_is_like_a_short_text_is_among_the_short(hundredths: int) -> None:
    """The longest text that is just as much like the longest short one has its entries, too."""
    threshold = hundredths / 100
    short = numbered(32)
    long = next(t for t in map(numbered, range(120, 31, -1)) if likeness(short, t) >= threshold)
    assert entries([short, long], threshold)[1][0]
    far = numbered(2 * len(long) + 3)
    assert not entries([far], threshold)[0][0]


def test_texts_on_both_sides_of_the_limit_meet() -> None:
    """One of 32 words and one of 33 are compared by words."""
    texts = [numbered(33), numbered(300, 50), numbered(32)]
    assert likeness(texts[0], texts[2]) == 32 / 33
    meeting = [run.tolist() for run in candidates(sketches(texts, 0.7))]
    assert meeting
    assert all(run == [0, 2] for run in meeting)
    assert pairs_of(texts, 0.7) == [(0, 2)]
    by_five = runs(texts[0], 5), runs(texts[2], 5)  # in texts as short, a changed word is much
    assert jaccard(*by_five) < likeness(texts[0], texts[2])


def test_a_sketch_is_of_its_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever texts stand beside it, and however many are sketched at a time."""
    texts = [numbered(count, 7 * count) for count in range(0, 60, 3)]
    together = sketches(texts, 0.7)
    for at, text in enumerate(texts):
        assert (sketches([text], 0.7)[0] == together[at]).all()
    monkeypatch.setattr(minhash, "_BLOCK", 40)
    assert (sketches(texts, 0.7) == together).all()


def test_a_sketch_is_of_the_set_of_shingles() -> None:
    """How often a shingle comes does not count, its words and their order do."""
    one, again, other = ["a", "b", "c"] * 16, ["a", "b", "c"] * 17, ["c", "b", "a"] * 16
    assert shingles(one) == shingles(again) != shingles(other)
    sketched = sketches([one, again, other], 0.7)[:, 1]
    assert (sketched[0] == sketched[1]).all()
    assert not (sketched[0] == sketched[2]).any()


def test_a_sketch_of_a_short_text_counts_words_that_come_again() -> None:
    """In whichever order: a list of them, and no set."""
    one, turned, again = ["a", "b", "a"], ["b", "a", "a"], ["a", "b"]
    sketched = sketches([one, turned, again], 0.7)[:, 0]
    assert (sketched[0] == sketched[1]).all()
    assert not (sketched[0] == sketched[2]).all()


def test_bands_differ() -> None:
    """No two bands of a text have the same number: each has hash functions of its own."""
    for threshold in (0.3, 0.7, 0.9):
        sketched = sketches([numbered(10), numbered(40)], threshold)
        for numbers in (sketched[0, 0], sketched[1, 1]):
            assert len(set(numbers.tolist())) == len(numbers)


def test_numbers_use_all_of_32_bits() -> None:
    """Also those of long texts, whose minima are small: unlike texts hardly ever meet."""
    sketched = sketches([numbered(500, 500 * at) for at in range(40)], 0.7)[:, 1]
    shares = (sketched[..., None] >> np.arange(32, dtype=np.uint32) & 1).mean(axis=(0, 1))
    assert abs(shares - 0.5).max() < 0.06  # four standard deviations of 1280 bits
    assert len(set(sketched.ravel().tolist())) == sketched.size


def test_candidates_share_a_number_in_one_place() -> None:
    """Not in different ones, and 0 is no number."""
    column: list[list[int]] = [[7, 1, 0], [8, 7, 0], [7, 2, 0], [9, 1, 7], [7, 3, 0]]
    sketched = np.array(column, dtype=np.uint32).reshape(5, 1, 3)
    assert [run.tolist() for run in candidates(sketched)] == [[0, 2, 4], [0, 3]]
    largest = np.full((2, 1, 1), np.iinfo(np.uint32).max, dtype=np.uint32)
    assert [run.tolist() for run in candidates(largest)] == [[0, 1]]


@pytest.mark.parametrize("texts", [[], [[]], [[], []], [["a"]]])
def test_few_texts_have_no_candidates(texts: list[Words]) -> None:
    """None, one, or empty ones."""
    assert list(candidates(sketches(texts, 0.7))) == []
    assert pairs_of(texts, 0.7) == []


# Near-duplicates


class Calls:
    """Counts how often texts are read, pairs compared, and likenesses measured exactly."""

    def __init__(self, texts: Sequence[Words], monkeypatch: pytest.MonkeyPatch) -> None:
        self.read = Counter[int]()
        self.compared = self.measured = 0
        self._texts = texts
        self._near = near._Forest._near
        compare = lambda *sides: self.compare(*sides)  # noqa: E731, PLW0108  # it is bound to forests
        monkeypatch.setattr(near._Forest, "_near", compare)
        monkeypatch.setattr(near, "alike", self.measure)

    def words_of(self, at: int) -> Words:
        """Read a text."""
        self.read[at] += 1
        return self._texts[at]

    def compare(
        self, forest: near._Forest, one: int, others: Sequence[int], width: int
    ) -> AbstractSet[int]:
        """Compare a text with others by numbers, those left out with which it was before."""
        fresh = len(set(others) - forest._rejected.get(one, set()))
        self.compared += min(fresh, max(0, near.MOST_COMPARED - forest._tried[one]))
        return self._near(forest, one, others, width)

    def measure(self, one: Words, other: Words, threshold: float) -> bool:
        """Measure a likeness."""
        self.measured += 1
        return alike(one, other, threshold)


def all_together(texts: Sequence[Words], places: int = 1) -> NDArray[np.uint32]:
    """Sketches by which all texts are candidates; short ones among the short alone."""
    sketched = np.ones((len(texts), 2, places), dtype=np.uint32)
    for at, text in enumerate(texts):
        sketched[at, 0] = bool(text)
        sketched[at, 1] = len(text) >= 33
    return sketched


def together_of(texts: Sequence[Words], threshold: float) -> set[frozenset[int]]:
    """What near_pairs connects where all texts are candidates."""
    pairs = near_pairs(all_together(texts), lambda at: texts[at], threshold).links
    return connected(pairs, len(texts))


def test_pairs_name_the_earlier_text_first() -> None:
    """Two alike ones among others."""
    texts = [numbered(30, 100), numbered(30), numbered(30, 200), numbered(31), ["a"], ["b"]]
    assert pairs_of(texts, 0.7) == [(1, 3)]


def test_texts_without_words_are_never_alike() -> None:
    """Neither each other nor anything else."""
    assert pairs_of([[], ["a"], [], ["a"], []], 0.7) == [(1, 3)]


def test_a_chain_connects_its_ends() -> None:
    """a is like b and b like c: both pairs, though a is not like c."""
    texts = [numbered(30), numbered(30, 3), numbered(30, 6)]
    assert likeness(texts[0], texts[1]) >= 0.7 > likeness(texts[0], texts[2])
    assert pairs_of(texts, 0.7) == [(0, 1), (1, 2)]
    assert pairs_of([texts[0], texts[2], texts[1]], 0.7) == [(0, 2), (1, 2)]


def test_a_late_text_connects_trees() -> None:
    """Two pairs that are unlike, and one text that is like both."""
    middle = numbered(30)
    left, right = numbered(30, -3), numbered(30, 3)
    texts = [left, left, right, right, middle]
    pairs = near_pairs(all_together(texts), lambda at: texts[at], 0.7).links
    assert len(pairs) == 4
    assert connected(pairs, 5) == {frozenset(range(5))}


def test_texts_that_are_connected_are_not_connected_again() -> None:
    """Also where, in between, one of them was connected to a tree with an earlier text."""
    texts = [numbered(30, -3), numbered(30, 3), numbered(30)]
    sketched = np.array([[[0, 0], [1, 9]], [[0, 0], [2, 9]], [[0, 0], [2, 9]]], dtype=np.uint32)
    assert near_pairs(sketched, lambda at: texts[at], 0.7).links == [(0, 2), (1, 2)]


@pytest.mark.parametrize("count", range(7, 60))
def test_one_changed_word_leaves_a_near_duplicate(count: int) -> None:
    """Whichever it is, in a text of 7 words or more."""
    text = numbered(count)
    for at in range(count):
        edited = [*text[:at], "another", *text[at + 1 :]]
        assert pairs_of([text, edited], 0.7) == [(0, 1)]


@pytest.mark.parametrize(
    ("count", "changed"), [(5, 0), (8, 1), (16, 2), (20, 2), (32, 4), (100, 3)]
)
def test_what_the_usual_threshold_means(count: int, changed: int) -> None:
    """As the documentation says: so many words may be others, far from each other, and no more."""
    text = numbered(count)
    for number in (changed, changed + 1):
        places = {round((at + 1) * count / (number + 1)) for at in range(number)}
        edited = [f"x{at}" if at in places else word for at, word in enumerate(text)]
        assert (pairs_of([text, edited], 0.7) == [(0, 1)]) == (number == changed)


def test_short_texts_have_to_be_more_alike() -> None:
    """A sixth closer to 1: one of five words may be missing or added, none may be another."""
    five = numbered(5)
    assert pairs_of([five, numbered(4)], 0.7) == [(0, 1)]
    assert pairs_of([five, numbered(6)], 0.7) == [(0, 1)]
    assert pairs_of([five, [*numbered(4), "another"]], 0.7) == []
    assert pairs_of([five, [*numbered(4), "another"]], 0.5) == [(0, 1)]
    assert pairs_of([five, list(five)], 1) == [(0, 1)]


def test_another_number_is_another_question() -> None:
    """In a short text, where it counts as three more words; one more is a word like others."""
    question = words("Another question number 1 that is only in this part of the data")
    other = words("Another question number 2 that is only in this part of the data")
    none = words("Another question number one that is only in this part of the data")
    assert pairs_of([question, other], 0.7) == []
    assert pairs_of([question, none], 0.7) == [(0, 1)]
    assert similarity(question, other) == 12 / (14 + 3)
    assert similarity(question, none) == 12 / 14
    long = numbered(40)
    assert pairs_of([[*long, "1"], [*long, "2"]], 0.7) == [(0, 1)]


def test_pairs_are_a_forest() -> None:
    """No more than it takes to connect, however many bands bring the same texts together."""
    texts = [numbered(30, start % 3 * 100) for start in range(12)]
    pairs = pairs_of(texts, 0.7)
    assert len(pairs) == 12 - 3
    assert connected(pairs, 12) == {frozenset(range(start, 12, 3)) for start in range(3)}
    assert pairs == sorted(pairs)
    assert all(one < other for one, other in pairs)


def test_texts_all_alike_take_one_comparison_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one for each pair: a thousand equal prompts are no trouble."""
    texts = [numbered(30)] * 1000
    calls = Calls(texts, monkeypatch)
    assert len(near_pairs(sketches(texts, 0.7), calls.words_of, 0.7).links) == 999
    assert calls.compared == calls.measured == 999
    assert calls.read.total() <= 3 * 1000  # for its numbers, and both sides of each comparison


@pytest.mark.parametrize("count", [2, 8, 9, 300])
def test_unlike_texts_that_share_a_band_are_not_connected(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few or many, in one place or several; each is read once."""
    texts = [numbered(40, 100 * at) for at in range(count)]
    calls = Calls(texts, monkeypatch)
    assert near_pairs(all_together(texts, places=5), calls.words_of, 0.7).links == []
    assert calls.read == Counter(range(count))


def test_pairs_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many bands they share, with whichever others."""
    texts = [numbered(40, 100 * at) for at in range(6)]
    sketched = np.zeros((6, 2, 7), dtype=np.uint32)
    for place in range(7):
        sketched[:, 1, place] = np.arange(6) != place  # all but one meet
    calls = Calls(texts, monkeypatch)
    assert near_pairs(sketched, calls.words_of, 0.7).links == []
    assert calls.compared == 6 * 5 // 2


def test_a_template_connects_no_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand texts that begin alike, but not enough so, are no trouble either."""
    texts = [numbered(14) + numbered(10, 1000 * at) for at in range(1, 2001)]
    assert 0.3 < likeness(texts[0], texts[1]) < 0.7
    texts[1500] = [*texts[700], "more"]
    calls = Calls(texts, monkeypatch)
    assert near_pairs(all_together(texts), calls.words_of, 0.7).links == [(700, 1500)]
    assert calls.compared == calls.measured == 1
    assert calls.read.total() <= 2 * 2000 + 2


def test_texts_nearly_alike_are_compared_with_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text takes so many comparisons in vain, however many others are nearly like it."""
    monkeypatch.setattr(near, "MOST_COMPARED", 20)
    texts = crowded_texts(200)
    calls = Calls(texts, monkeypatch)
    found = near_pairs(all_together(texts, places=3), calls.words_of, 0.7)
    assert calls.compared <= 20 * len(texts)
    assert len(found.crowded) > 50
    few = near_pairs(all_together(texts[:20], places=3), calls.words_of, 0.7)
    assert not few.crowded


@pytest.mark.parametrize(
    ("few", "memory"), [(0, 1), (0, 1 << 20), (8, 1), (8, 1 << 20), (1000, 1 << 20)]
)
def test_pairs_do_not_depend_on_the_way_they_are_found(
    few: int, memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pair by pair or by rare shingles; with texts and rejected pairs forgotten or not."""
    texts = [numbered(12 + at % 13, 7 * (at // 2 % 20) + 200 * (at % 3)) for at in range(90)]
    monkeypatch.setattr(near, "_FEW", few)
    monkeypatch.setattr(rare_shingles, "_NUMBERS", memory)
    monkeypatch.setattr(near, "_WORDS", memory)
    monkeypatch.setattr(near, "_REJECTED", memory)
    pairs = [*combinations(range(90), 2)]
    for threshold in (0.5, 0.7, 1.0):
        alike = [(a, b) for a, b in pairs if is_near(texts[a], texts[b], threshold)]
        expected = connected(alike, len(texts))
        assert 3 < len(expected) < len(texts)
        assert together_of(texts, threshold) == expected


@pytest.mark.parametrize(
    ("part", "whole", "threshold"),
    [(8, 25, 0.32), (14, 25, 0.56), (14, 50, 0.28), (28, 50, 0.56), (42, 75, 0.56)],
)
@pytest.mark.parametrize("few", [0, 8])
def test_texts_just_as_alike_as_the_threshold_are_pairs(
    part: int, whole: int, threshold: float, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that equals the threshold is enough, whatever its product rounds to."""
    monkeypatch.setattr(near, "_FEW", few)
    width = 1 if part < 33 else 5
    texts = [numbered(part + width - 1), numbered(whole + width - 1)]
    assert likeness(*texts) == part / whole == threshold
    if width == 1:
        threshold = (6 * threshold - 1) / 5  # of which short texts have to be a sixth closer to 1
    assert near_pairs(all_together(texts), lambda at: texts[at], threshold).links == [(0, 1)]
    texts[1].append("more")
    assert near_pairs(all_together(texts), lambda at: texts[at], threshold).links == []


@pytest.mark.parametrize("few", [0, 8])
def test_a_long_text_may_have_fewer_shingles_than_a_short_one(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it says the same over and over."""
    long, short = [*numbered(20), *numbered(18)], [*numbered(20), *numbered(14, 50)]
    assert len(runs(long, 5)) < len(runs(short, 5))
    assert likeness(long, short) == 16 / 34
    monkeypatch.setattr(near, "_FEW", few)
    for texts in ([long, short], [short, long]):
        assert near_pairs(all_together(texts), texts.__getitem__, 0.47).links == [(0, 1)]
        assert near_pairs(all_together(texts), texts.__getitem__, 0.48).links == []


# Contamination


def dirty(
    held_out: Sequence[Words], training: Sequence[Words], size: int
) -> tuple[list[tuple[int, int]], int]:
    """Pairs of (training text, held-out text), numbered one after the other; the unchecked."""
    search = Contamination(size)
    for row, text in enumerate(held_out):
        search.hold_out(row, text)
    for row, text in enumerate(training):
        search.train(len(held_out) + row, text)
    pairs = search.dirty()
    assert search.dirty() == pairs
    return pairs, search.unchecked


def test_contamination_as_in_gpt3() -> None:
    """The vector text.ngram_contamination: a text shorter than a run is unchecked."""
    training = ["X One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen "
                "Fourteen!"]  # fmt: skip
    test = [
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
        "three four five six seven eight nine ten eleven twelve thirteen fourteen",
        "Zero, one two three four five six seven eight nine ten eleven twelve thirteen fourteen.",
    ]
    pairs, unchecked = dirty([words(t) for t in test], [words(t) for t in training], 13)
    assert pairs == [(3, 0), (3, 2)]
    assert unchecked == 1
    found_dirty = {row for _, row in pairs}
    assert [row in found_dirty for row in range(3)] == [True, False, True]
    assert ngram_size([3, 5, 9, 30, 40] * 20) == 8


def test_words_of_a_run() -> None:
    """The 5th percentile of lengths, from 8 to 13; a part of a word is none."""
    assert ngram_size([]) == 13
    assert [ngram_size([length]) for length in (0, 8, 9, 13, 14, 1000)] == [8, 8, 9, 13, 13, 13]
    assert ngram_size([10] * 6 + [100] * 94) == 10
    assert ngram_size([10, 11]) == 10


def test_a_run_must_be_shared_whole() -> None:
    """In its order; one word less is no match."""
    held_out = [numbered(10)]
    assert dirty(held_out, [numbered(8)], 8)[0] == [(1, 0)]
    assert dirty(held_out, [["x", *numbered(8, 2), "y"]], 8)[0] == [(1, 0)]
    assert dirty(held_out, [numbered(7), [*numbered(7), "x", *numbered(3, 7)]], 8)[0] == []
    assert dirty(held_out, [numbered(10)[::-1]], 8)[0] == []


def test_the_first_training_text_is_named() -> None:
    """Of any of the runs, for each held-out text in order."""
    held_out = [numbered(10), numbered(9, 100), numbered(9, 200)]
    training = [numbered(8, 200), numbered(8, 2), numbered(8), numbered(9, 200)]
    assert dirty(held_out, training, 8)[0] == [(4, 0), (3, 2)]


@pytest.mark.parametrize(("texts", "expected"), [(1, [(1, 0)]), (10, [(1, 0)]), (11, [])])
def test_boilerplate_says_nothing(texts: int, expected: list[tuple[int, int]]) -> None:
    """A run in more than 10 training texts does not count; often in one text is once."""
    assert dirty([numbered(8)], [numbered(8) * 3] * texts, 8)[0] == expected


def test_boilerplate_hides_no_other_run() -> None:
    """A text with one run that counts is dirty, by the training text that has that run."""
    training = [numbered(8)] * 11 + [numbered(8, 5)]
    assert dirty([numbered(13)], training, 8)[0] == [(12, 0)]


def test_held_out_texts_may_be_equal() -> None:
    """Each of them is dirty, and they make no boilerplate."""
    assert dirty([numbered(9)] * 12, [numbered(9)], 9)[0] == [(12, row) for row in range(12)]


def test_short_texts_are_unchecked() -> None:
    """As many as have fewer words than a run; short training texts match nothing."""
    assert dirty([numbered(7), [], numbered(8)], [numbered(7), []], 8) == ([], 2)
    assert dirty([], [numbered(9)], 8) == ([], 0)
    assert dirty([numbered(9)], [], 8) == ([], 0)
    assert dirty([], [], 8) == ([], 0)


def test_texts_without_spaces_are_checked_by_letters() -> None:
    """Thirteen letters that are shared, in Han, Kana or Thai."""
    for text in (
        "我能吞下玻璃而不伤身体所以我吃",
        "いろはにほへとちりぬるをわか",
        "กขคงจฉชซฌญฎฏฐฑ",
    ):
        assert dirty([words(text)], [words(f"「{text[:13]}」")], 13)[0] == [(1, 0)]
        assert dirty([words(text)], [words(text[:12])], 13)[0] == []


def test_pairs_stand_in_the_order_of_held_out_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever order they came."""
    monkeypatch.setattr(contamination, "_BLOCK", 1)
    search = Contamination(8)
    for row in (5, 2, 9):
        search.hold_out(row, numbered(8, 10 * row))
    for row in (9, 5, 2):
        search.train(10 + row, numbered(8, 10 * row))
    assert search.dirty() == [(12, 2), (15, 5), (19, 9)]


@pytest.mark.parametrize("block", [1, 9, 40])
def test_contamination_does_not_depend_on_blocks(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts wait until there are enough of them, and no longer: the same texts are dirty."""
    held_out = [numbered(8 + at % 5, 9 * at) for at in range(30)]
    training = [numbered(12, 20 * at) for at in range(12)] + [numbered(8, 45)] * 11
    expected = dirty(held_out, training, 8)
    assert 5 < len(expected[0]) < 30
    assert 5 not in {row for _, row in expected[0]}  # boilerplate
    together: list[int] = []

    def counted(texts: Sequence[Words], width: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        together.append(sum(map(len, texts)))
        return shingle_numbers(texts, width)

    monkeypatch.setattr(contamination, "_BLOCK", block)
    monkeypatch.setattr(contamination, "shingle_numbers", counted)
    assert dirty(held_out, training, 8) == expected
    assert max(together) < block + 12


def test_long_texts_are_alike_by_the_same_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers of their shingles stand for these."""
    one = [f"w{at % 700}" for at in range(900)]
    other = [*one[:400], "another", *one[405:], "end"]
    by_shingles = similarity(one, other)
    monkeypatch.setattr(rebalance.text.similarity, "_MANY", 100)
    assert similarity(one, other) == by_shingles < 1
    assert similarity(one, list(one)) == 1
