"""Whether a row has the form of its shape: a prompt and an answer, roles that alternate."""

from collections.abc import Mapping

from rebalance.text.normal import normalised, words
from rebalance.text.sides import Sides
from rebalance.text.turns import OTHERS, Turn

_BEGINNING = 60  # characters
_TOOLS = OTHERS - {"system", "developer", "context"}
FINE, OTHER, ROLES, EMPTY, ECHO = range(5)
FAULTS = (
    "are fine",
    "have another shape",
    "have roles that do not alternate, or do not end with an answer",
    "have an empty answer",
    "have an answer that is the prompt",
)


def fault_of(row: Mapping[str, object], sides: Sides) -> int:
    """Find the first fault of a row, given its sides: an index of `FAULTS`, 0 for none."""
    if sides.turns and not (alternates(sides.turns) and last_speaker(sides.turns) == "model"):
        return ROLES
    return answer_fault(row, sides)


def answer_fault(row: Mapping[str, object], sides: Sides) -> int:
    """Find out whether the answer of a row is empty, or the prompt again."""
    answer, prompt = "\n".join(sides.answer).strip(), "\n".join(sides.prompt).strip()
    if sides.shape == "text":
        return FINE if prompt else EMPTY
    if sides.shape in ("unknown", "prompt") and not sides.answers:
        return FINE
    if not answer:
        return FINE if _calls_tools(row) else EMPTY
    return ECHO if _same(prompt, answer) else FINE


def _same(prompt: str, answer: str) -> bool:
    """Tell whether two texts are equal but for case, white space and punctuation."""
    beginnings = words(prompt[:_BEGINNING]), words(answer[:_BEGINNING])
    if min(map(len, beginnings)) > 1 and beginnings[0][0] != beginnings[1][0]:
        return False  # their first words are whole, and differ: most texts need no second look
    folded = normalised(answer)
    return folded == normalised(prompt) if folded else answer == prompt


def alternates(turns: list[Turn]) -> bool:
    """Tell whether user and model speak in turn, the user first.

    What systems say may stand anywhere; after a tool has answered, the model speaks again.
    """
    last, tool = "", False
    for turn in turns:
        if turn.asks or turn.answers:
            again = turn.answers and last == "model" and tool
            if not again and last != ("user" if turn.answers else "model" if last else ""):
                return False
            last, tool = "model" if turn.answers else "user", False
        else:
            tool = tool or turn.role.strip().casefold() in _TOOLS
    return True


def last_speaker(turns: list[Turn]) -> str:
    """Tell who of `user` and `model` speaks last; "" for neither."""
    speakers = ["model" if turn.answers else "user" for turn in turns if turn.asks or turn.answers]
    return speakers[-1] if speakers else ""


def _calls_tools(row: Mapping[str, object]) -> bool:
    """Tell whether a message asks for a tool, which is an answer without words."""
    messages = row.get("messages")
    return isinstance(messages, list) and any(
        isinstance(one, dict) and (one.get("tool_calls") or one.get("function_call"))
        for one in messages
    )
