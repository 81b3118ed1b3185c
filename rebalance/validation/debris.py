"""Debris: what templates and models leave in answers that are none."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from rebalance.choices import Debris
from rebalance.rows.field import Row, strings
from rebalance.text.normal import words
from rebalance.text.repetition import loop_of
from rebalance.text.shape_faults import ECHO
from rebalance.text.sides import Sides
from rebalance.validation.phrases import OWN, Phrases, fold

RULES: tuple[Debris, ...] = get_args(Debris)
FEW_ROWS, FEW_SHARE = 3, 0.01  # of the dataset, from which on debris is there on purpose

_DRAFT = "think|thinking|thoughts?|reasoning|reflection|scratchpad|inner_monologue|seed:think"
_THINK = re.compile(
    rf"</?\s?(?:{_DRAFT})\b[^<>\n]*>|&lt;/?think|◁/?think▷|\[/?THINK\]", re.IGNORECASE
)
# Tags of templates and of answers in parts; HTML and XML of code are none of them.
_TAG = re.compile(
    rf"<(/?)\s?({_DRAFT}|answer|final_answer|response|solution|tool_calls?|tool_response|tool_result"
    r"|function_calls?|function_results?|function_response|assistant|user|human|instructions?"
    r"|question|system_prompt|system|documents?|artifact|s)\b[^<>\n]*>", re.IGNORECASE,
)  # fmt: skip
_CUT = re.compile(rf"<(?:/[a-z_]*|{_DRAFT})\Z", re.IGNORECASE)
_LABEL = re.compile(r"\A\W*(?:question|q|prompt|user|human|instruction|input)\W*:", re.IGNORECASE)
_FENCES = ("```", "~~~")
_SHORT = (3, 10)  # words and letters of a prompt that may begin an answer by chance

MESSAGES: Mapping[str, str] = {
    "control-token": "the row has the control token {!r}",
    "think": "the answer has the draft tag {!r}",
    "tag": "the answer has {!r}, without its other end or out of place",
    OWN: "the answer has the phrase {!r}",
    "stub": "the answer has the stub {!r}",
    "refusal": "the answer is a refusal: {!r}",
    "opener": "the answer begins with talk to the user: {!r}",
    "fence": "the whole answer stands in a code fence",
    "echo": "the answer repeats the prompt",
    "loop": "the answer repeats the same words to its end",
}  # fmt: skip


@dataclass(frozen=True)
class DebrisFinder:
    """Finds debris in rows.

    Attributes:
        lists: Phrases by rule.
    """

    lists: Mapping[str, Phrases]

    def find(self, row: Row, sides: Sides, whole: str, fault: int) -> dict[str, str]:
        """Find all debris of a row.

        Args:
            row: A row without its provenance and its category.
            sides: The row taken apart.
            whole: All of its text, which is its answer where it has no sides.
            fault: What is wrong with it, an index of `text.shape_faults.FAULTS`.

        Returns:
            What was found, by rule; of rules that have no words for it, an empty string.
        """
        found = dict[str, str]()
        tokens = self.lists["control-token"]
        for text in strings(row):
            if token := tokens.find(text, ""):
                found["control-token"] = token
                break
        for prompt, answer in _answers(row, sides, whole):
            for rule, said in self._of_answer(answer):
                found.setdefault(rule, said)
            if _begins_with(answer, prompt):
                found["echo"] = ""
        if fault == ECHO:
            found["echo"] = ""
        return found

    def mask(self, row: Row, sides: Sides, whole: str, fault: int) -> int:
        """Find the rules that a row breaks: a bit for each of `RULES`."""
        found = self.find(row, sides, whole, fault)
        return sum(1 << bit for bit, rule in enumerate(RULES) if rule in found)

    def _of_answer(self, answer: str) -> Iterator[tuple[str, str]]:
        if tag := _stray_tag(answer):
            yield "tag", tag
        if draft := _THINK.search(answer):
            yield "think", draft.group()
            answer = _without_drafts(answer)
        answer = answer.strip()
        folded = fold(answer)
        for rule in ("tag", "stub", "refusal", "opener", OWN):
            if said := self.lists[rule].find(answer, folded):
                yield rule, said
        if _is_fenced(answer):
            yield "fence", ""
        if loop_of(answer):
            yield "loop", ""


def _answers(row: Row, sides: Sides, whole: str) -> Iterator[tuple[str, str]]:
    """Pair each answer of a row with what was asked before it; no answer is empty.

    Where a row asks, but no field is known to answer, the text of any other may be the answer.
    """
    if sides.turns:
        asked = ""
        for turn in sides.turns:
            if turn.answers and turn.text.strip():
                yield asked, turn.text
            asked = turn.text if turn.asks else asked
    elif sides.shape == "text" or (sides.shape == "unknown" and not sides.answers):
        yield "", whole
    elif sides.shape == "prompt":
        said = frozenset(sides.prompt)
        for one in row.values():
            if isinstance(one, str) and one not in said and one.strip():
                yield "\n".join(sides.prompt), one
    elif answer := "\n".join(sides.answer).strip():
        yield "\n".join(sides.prompt), answer


def _without_drafts(answer: str) -> str:
    """Leave out what stands between tags of drafts; one that is not closed stays."""
    kept, begin, opened = list[str](), 0, -1
    for tag in _THINK.finditer(answer):
        closes = "/" in tag.group()
        if not closes and opened < 0:
            opened = tag.start()
            kept.append(answer[begin:opened])
        elif closes and opened >= 0:
            begin, opened = tag.end(), -1
    return "".join(kept) + answer[begin if opened < 0 else opened :]


def _stray_tag(answer: str) -> str | None:
    """Find a tag that lacks its other end; one that opens counts at the beginning of a line."""
    if "<" not in answer:
        return None
    level, opened = Counter[str](), dict[str, str]()
    for tag in _TAG.finditer(answer):
        name = tag[2].lower()
        level[name] += -1 if tag[1] else 1
        if level[name] < 0:
            return tag.group()
        before = answer[answer.rfind("\n", 0, tag.start()) + 1 : tag.start()]
        if not tag[1] and not before.strip():
            opened.setdefault(name, tag.group())
    cut = _CUT.search(answer.rstrip())
    return next((opened[name] for name in opened if level[name]), cut and cut.group())


def _is_fenced(answer: str) -> bool:
    """Tell whether a text is one block of code, closed or not, and nothing else."""
    mark = answer[:3]
    if mark not in _FENCES:
        return False
    times = answer.count(mark)
    return times == 1 or (times == 2 and answer.endswith(mark))


def _begins_with(answer: str, prompt: str) -> bool:
    """Tell whether an answer says the prompt again first, case and punctuation aside."""
    label = _LABEL.match(answer)
    answer = answer[label.end() :] if label else answer
    first, other = words(prompt[:60])[:2], words(answer[:60])[:2]
    if len(first) < 2 or first[:1] != other[:1]:
        return False  # most texts need no second look
    asked = words(prompt)
    if len(asked) < _SHORT[0] or sum(map(len, asked)) < _SHORT[1]:
        return False
    return words(answer[: 2 * len(prompt) + 60])[: len(asked)] == asked
