"""The shapes of instruction rows: which there are, and which side of a row is the prompt.

Formats as their users write them: Alpaca (Taori et al. 2023), OpenAI and TRL messages, ShareGPT,
prompt/completion, preference pairs, plain text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Shape = Literal[
    "preference", "messages", "sharegpt", "alpaca", "prompt-completion", "text", "unknown"
]
_USERS = ("user", "human")
_ASSISTANTS = ("assistant", "gpt", "model")
_CONTENTS = ("content", "tool_calls", "function_call")  # what calls a tool may say nothing


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation.

    Attributes:
        role: Who speaks, as the row says: `user`, `human`, `assistant`, `gpt`, `system`, ...
        text: What is said.
    """

    role: str
    text: str

    @property
    def asks(self) -> bool:
        """Whether the user speaks."""
        return self.role in _USERS

    @property
    def answers(self) -> bool:
        """Whether the model speaks."""
        return self.role in _ASSISTANTS


def shape_of(row: Mapping[str, object]) -> Shape:
    """Recognise the shape of a row; `unknown` where it has none of them."""
    if "chosen" in row and "rejected" in row:
        return "preference"
    if _are_messages(row.get("messages"), "role", *_CONTENTS):
        return "messages"
    if _are_messages(row.get("conversations"), "from", "value"):
        return "sharegpt"
    if isinstance(row.get("instruction"), str) and isinstance(row.get("output"), str):
        return "alpaca"
    if _is_text(row.get("prompt")) and _is_text(row.get("completion")):
        return "prompt-completion"
    if isinstance(row.get("text"), str):
        return "text"
    return "unknown"


def prompt_of(row: Mapping[str, object]) -> str:
    """Get the side of a row that asks; all of its text where it has no sides.

    Of a conversation, it is what the user says; of a row of no known shape, all its strings.
    """
    shape = shape_of(row)
    if shape in ("messages", "sharegpt"):
        return "\n".join(turn.text for turn in turns_of(row) if turn.asks)
    if shape == "alpaca":
        return "\n".join(_texts(row.get("instruction")) + _texts(row.get("input")))
    if shape == "prompt-completion":
        return "\n".join(_asked(row.get("prompt")) or _texts(row.get("prompt")))
    if shape == "preference":
        prompt = row.get("prompt")
        return "\n".join(_asked(prompt) or _texts(prompt) or _asked(row.get("chosen")))
    return str(row["text"]) if shape == "text" else "\n".join(_texts(list(row.values())))


def answer_of(row: Mapping[str, object]) -> str:
    """Get the side of a row that answers; empty where it has no sides."""
    shape = shape_of(row)
    if shape in ("messages", "sharegpt"):
        return "\n".join(turn.text for turn in turns_of(row) if turn.answers)
    if shape == "preference":
        return "\n".join(_answered(row.get("chosen")) or _texts(row.get("chosen")))
    if shape == "prompt-completion":
        return "\n".join(_answered(row.get("completion")) or _texts(row.get("completion")))
    return "\n".join(_texts(row.get("output"))) if shape == "alpaca" else ""


def turns_of(row: Mapping[str, object]) -> list[Turn]:
    """List the turns of a conversation; none where the row is no conversation."""
    shape = shape_of(row)
    if shape == "messages":
        return _turns(row.get("messages"))
    return _turns(row.get("conversations")) if shape == "sharegpt" else []


def _asked(value: object) -> list[str]:
    return [turn.text for turn in _turns(value) if turn.asks]


def _answered(value: object) -> list[str]:
    return [turn.text for turn in _turns(value) if turn.answers]


def _turns(value: object) -> list[Turn]:
    if not isinstance(value, list):
        return []
    turns = []
    for message in value:
        if isinstance(message, dict):
            role = message.get("role", message.get("from", ""))
            content = message.get("content", message.get("value"))
            text = "\n".join(_texts(content, of_message=True))
            turns.append(Turn(role if isinstance(role, str) else "", text))
    return turns


def _are_messages(value: object, role: str, *contents: str) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(one, dict) and role in one and any(name in one for name in contents)
            for one in value
        )
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) or _are_messages(value, "role", *_CONTENTS)


def _texts(value: object, *, of_message: bool = False) -> list[str]:
    """List the strings of a value: itself, the contents of messages, the texts of their parts.

    Parts of a message that have no text, such as images, are left out.
    """
    found: list[str] = []
    left = [(value, of_message)]
    while left:
        inner, inside = left.pop()
        if isinstance(inner, str):
            found += [inner] if inner else []
        elif isinstance(inner, list):
            left += [(one, inside) for one in reversed(inner)]
        elif isinstance(inner, dict):
            known = [inner[name] for name in ("content", "value", "text") if name in inner]
            inside = inside or bool(known)
            values = known or ([] if inside else list(inner.values()))
            left += [(one, inside) for one in reversed(values)]
    return found
