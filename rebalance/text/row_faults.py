"""All faults of a row of a known shape, each by a name of its own."""

from collections.abc import Iterable, Iterator, Mapping

from rebalance.text.shape_faults import ECHO, EMPTY, alternates, answer_fault, last_speaker
from rebalance.text.shapes import BETTER, WORSE
from rebalance.text.sides import Sides, media_beside
from rebalance.text.turns import (
    ASSISTANTS,
    CALLS,
    CONTENTS,
    CONVERSATIONS,
    OTHERS,
    USERS,
    Turn,
    answered,
    folded,
    is_conversation,
    texts,
    turns_in,
)

Row = Mapping[str, object]
NO_ANSWER = "no-answer"
ROW_FAULTS: Mapping[str, str] = {
    "roles": "have roles that do not alternate",
    NO_ANSWER: "do not end with an answer",
    "unknown-role": "have a role that is not known",
    "empty-turn": "have an empty turn",
    "late-system": "have a system message after another turn",
    "odd-weight": "have a weight that is neither 0 nor 1",
    "empty-prompt": "have an empty prompt",
    "empty-answer": "have an empty answer",
    "echo": "have an answer that is the prompt",
    "equal-pair": "have a better answer that is also the worse one",
}
_SYSTEM = ("system", "developer")
_KNOWN = USERS | ASSISTANTS | OTHERS
_BESIDE = ("prompt", "completion", *BETTER, *WORSE)  # may be conversations of their own


def row_faults(row: Row, sides: Sides) -> int:
    """Find what is wrong with a row: a bit for each of `ROW_FAULTS`."""
    found = set(_of_answer(row, sides))
    if sides.turns:
        messages = next(_conversations(row, CONVERSATIONS), [])
        found.update(_of_turns(sides.turns, messages, "empty-answer" in found))
    elif sides.shape not in ("unknown", "text") and not any(map(str.strip, sides.prompt)):
        found.update(() if media_beside(row, []) else ["empty-prompt"])
    for messages in _conversations(row, _BESIDE):
        found.update(_of_messages(turns_in(messages), messages, answerless=True))
    if sides.shape == "preference":
        found.update(_of_pair(row))
    return sum(1 << bit for bit, name in enumerate(ROW_FAULTS) if name in found)


def _of_answer(row: Row, sides: Sides) -> Iterator[str]:
    name = {EMPTY: "empty-answer", ECHO: "echo"}.get(answer_fault(row, sides))
    if name and not (sides.turns and last_speaker(sides.turns) == "user"):
        yield name  # else the answer is not there yet


def _of_turns(turns: list[Turn], messages: list[Row], answerless: bool) -> Iterator[str]:
    """Find what is wrong with a conversation; those of templates have no messages."""
    known = all(turn.role.casefold() in _KNOWN for turn in turns if turn.role)
    if known and not alternates(turns):
        yield "roles"
    last = next((turn for turn in reversed(turns) if turn.role.casefold() not in _SYSTEM), None)
    if last is not None and (last.asks or last.role.casefold() in OTHERS):
        yield NO_ANSWER
    yield from _of_messages(turns, messages, answerless)


def _of_messages(turns: list[Turn], messages: list[Row], answerless: bool) -> Iterator[str]:
    """Find what is wrong with messages, whoever speaks last."""
    roles = [turn.role.casefold() for turn in turns]
    if any(role not in _KNOWN for role in roles if role):
        yield "unknown-role"
    if any(role in _SYSTEM and set(roles[:at]) - set(_SYSTEM) for at, role in enumerate(roles)):
        yield "late-system"
    for turn, message in zip(turns, messages, strict=False):
        if _is_empty(turn, message) and (turn.asks or (turn.answers and not answerless)):
            yield "empty-turn"
        weight = message.get("weight")
        if weight is not None and (isinstance(weight, bool) or weight not in (0, 1)):
            yield "odd-weight"


def _conversations(row: Row, names: Iterable[str]) -> Iterator[list[Row]]:
    """List the messages of the conversations under some fields."""
    fields = folded(row)
    for name in names:
        value = fields.get(name)
        if is_conversation(value) and isinstance(value, list):
            yield [folded(one) for one in value]


def _is_empty(turn: Turn, message: Row) -> bool:
    """Tell whether a message has nothing: no text, no part such as an image, no call of a tool."""
    if turn.text.strip() or any(message.get(name) for name in CALLS):
        return False
    contents = [message.get(name) for name in CONTENTS]
    return not any(one.strip() if isinstance(one, str) else one for one in contents)


def _of_pair(row: Row) -> Iterator[str]:
    """Compare the better answer with the worse one, as they are read."""
    fields = folded(row)
    found = [
        next((fields[name] for name in names if fields.get(name) is not None), None)
        for names in (BETTER, WORSE)
    ]
    better, worse = ("\n".join(answered(turns_in(one)) or texts(one)).strip() for one in found)
    if better == worse:
        yield "equal-pair"
    if not worse:
        yield "empty-answer"
