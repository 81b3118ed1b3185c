"""Conversations: who says what, under any of the usual names of lists, roles and contents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from rebalance.text.known_fields import of_names
from rebalance.text.media import is_media_part
from rebalance.text.payloads import is_payload

CONVERSATIONS = (
    "messages", "conversations", "conversation", "dialog", "dialogue", "items", "turns", "chat",
    "contents", "utterances", "trajectory",
)  # fmt: skip
ROLES = ("role", "from", "speaker", "author", "sender")
NAMES = ("type", "name", "participant")  # which are roles where they name somebody known
CONTENTS = ("content", "value", "text", "parts", "message", "utterance")
CALLS = ("tool_calls", "function_call")  # what calls a tool may say nothing
USERS = frozenset({
    "user", "human", "customer", "client", "prompter", "student", "patient", "caller", "visitor",
})  # fmt: skip
ASSISTANTS = frozenset({
    "assistant", "gpt", "chatgpt", "model", "bard", "bot", "chatbot", "ai", "agent", "tutor",
    "teacher", "doctor", "operator", "support",
})  # fmt: skip
OTHERS = frozenset({
    "system", "developer", "context", "tool", "tools", "function", "function_call", "observation",
    "function_response", "ipython", "environment",
})  # fmt: skip

_PLAIN = (("role", "content"), ("from", "value"))  # fields of a plain message
_UNSAID = frozenset({  # types of parts of Anthropic and OpenAI
    "thinking", "redacted_thinking", "reasoning", "tool_use", "tool_result", "function_call",
    "function_call_output", "server_tool_use", "web_search_tool_result",
})  # fmt: skip


_MODELS = ("gpt-", "claude", "llama", "gemini", "mistral", "qwen", "deepseek", "chatgpt")
USER, MODEL, OTHER = "user", "model", "other"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation.

    Attributes:
        role: Who speaks, as the row says: `user`, `human`, `assistant`, `gpt`, `system`, ...
        text: What is said.
        side: Whose side that is, where the role does not say.
    """

    role: str
    text: str
    side: str = ""

    @property
    def asks(self) -> bool:
        """Whether the user speaks."""
        return (self.side or side_of(self.role)) == USER

    @property
    def answers(self) -> bool:
        """Whether the model speaks."""
        return (self.side or side_of(self.role)) == MODEL


@lru_cache(maxsize=1024)
def side_of(role: str) -> str:
    """Tell whose side a role is on: `user`, `model`, `other`; "" for one that is not known."""
    plain = role.strip().casefold().strip("<|｜>[]:").removeprefix("role_")
    if plain in USERS:
        return USER
    if plain in ASSISTANTS or plain.startswith(_MODELS):
        return MODEL
    return OTHER if plain in OTHERS else ""


def is_answer(message: Mapping[str, object]) -> bool:
    """Tell whether an object is a message of the model."""
    role = next((message[name] for name in ROLES if name in message), None)
    return isinstance(role, str) and side_of(role) == MODEL


def plain_message(message: object) -> tuple[str, str] | None:
    """Get the side and the text of a message that has a role and a text alone; None for others.

    The side is "" where the role is not known.
    """
    if type(message) is not dict or len(message) != 2:
        return None
    by, says = _PLAIN["from" in message]
    role, text = message.get(by), message.get(says)
    return (side_of(role), text) if type(role) is str and type(text) is str else None


def is_conversation(value: object) -> bool:
    """Tell whether a value is a list of messages, each with a role and with content."""
    return isinstance(value, list) and bool(value) and all(map(_is_message, value))


def are_said(value: object) -> bool:
    """Tell whether a value is a list of what is said, in texts or contents without a role."""
    return isinstance(value, list) and bool(value) and all(map(_is_said, value))


def _is_said(value: object) -> bool:
    if isinstance(value, dict):
        return any(isinstance(value.get(name), str | list) for name in CONTENTS)
    return isinstance(value, str)


def _is_message(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return _are_of_message(value) or bool(_named(folded(value)))


@of_names
def _are_of_message(names: tuple[str, ...]) -> bool:
    lower = {name.casefold() for name in names}
    return not lower.isdisjoint(ROLES) and not lower.isdisjoint((*CONTENTS, *CALLS))


def _named(message: Mapping[str, object]) -> str:
    """Find the role of a message under a name that is seldom one; "" for none."""
    if not any(name in message for name in CONTENTS):
        return ""
    values = (message[name] for name in NAMES if name in message)
    return next((one for one in values if isinstance(one, str) and side_of(one)), "")


def turns_in(value: object) -> list[Turn]:
    """List the turns of a conversation, or of one message; none where it is neither.

    Of two speakers nobody knows, the first asks.
    """
    messages = value if isinstance(value, list) else [value]
    found = [_turn(folded(one)) for one in messages if isinstance(one, dict) and _is_message(one)]
    roles = list(dict.fromkeys(one.role for one in found if side_of(one.role) != OTHER))
    if len(roles) != 2 or any(map(side_of, roles)):
        return found
    sides = dict(zip(roles, (USER, MODEL), strict=True))
    return [replace(one, side=sides.get(one.role, "")) for one in found]


def _turn(message: Mapping[str, object]) -> Turn:
    role = next((message[name] for name in ROLES if name in message), None) or _named(message)
    if isinstance(role, dict):  # as in exports: {"author": {"role": "user"}}
        role = role.get("role", role.get("name", ""))
    content = next((message[name] for name in CONTENTS if message.get(name) is not None), None)
    parts = content if isinstance(content, list) else [content]
    said = [one for one in parts if not (isinstance(one, dict) and _is_unsaid(one))]
    return Turn(role if isinstance(role, str) else "", "\n".join(texts(said, of_message=True)))


def _is_unsaid(part: Mapping[str, object]) -> bool:
    """Tell whether a part of a message is neither asked nor answered: drafts, tools, media."""
    kind = part.get("type")
    unsaid = isinstance(kind, str) and kind in _UNSAID
    return unsaid or part.get("thought") is True or is_media_part(part)


def asked(turns: list[Turn]) -> list[str]:
    """Get what the user says; else what somebody unknown says, alone or beside a model."""
    if found := [turn.text for turn in turns if turn.asks]:
        return found
    unknown = [turn for turn in turns if turn.role and not (turn.side or side_of(turn.role))]
    is_one = len({turn.role for turn in unknown}) == 1
    return [one.text for one in unknown] if is_one or answered(turns) else []


def answered(turns: list[Turn]) -> list[str]:
    """Get what the model says."""
    return [turn.text for turn in turns if turn.answers]


def folded(row: Mapping[str, object]) -> Mapping[str, object]:
    """Give the fields by their names in lower case; of two that become equal, the first."""
    names = _folded(row)
    if names is None:
        return row
    found: dict[str, object] = {}
    for name, value in zip(names, row.values(), strict=True):
        found.setdefault(name, value)
    return found


@of_names
def _folded(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Fold names; None where they are in lower case already."""
    lower = tuple(name.strip().casefold() for name in names)
    return None if lower == names else lower


def texts(value: object, *, of_message: bool = False, numbers: bool = False) -> list[str]:
    """List the strings of a value: itself, the contents of messages, the texts of their parts.

    Args:
        value: Any JSON value.
        of_message: Whether parts without text, such as images, are left out.
        numbers: Whether numbers count, too, as in the options of a question.
    """
    found, left = list[str](), [(iter([value]), of_message)]  # and no copies of long lists
    while left:
        items, inside = left.pop()
        for inner in items:
            if isinstance(inner, str):
                if inner and not is_payload(inner):
                    found.append(inner)
            elif isinstance(inner, list | dict):
                left.append((items, inside))
                left.append(_parts(inner, inside))
                break
            elif numbers and isinstance(inner, int | float) and not isinstance(inner, bool):
                found.append(str(inner))
    return found


def _parts(value: list[object] | dict[str, object], inside: bool) -> tuple[Iterator[object], bool]:
    """Give the parts of a value that may have text, and whether they are those of a message."""
    if isinstance(value, list):
        return iter(value), inside
    known = [value[name] for name in ("content", "value", "text", "parts") if name in value]
    inside = inside or bool(known)
    return iter(known if inside else value.values()), inside
