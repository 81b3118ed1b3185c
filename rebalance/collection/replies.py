"""What a model wrote: texts, arguments of calls, refusals; and how its contents are read."""

from collections.abc import Iterator
from dataclasses import dataclass

from rebalance.rows.encoding import json_line

SHOWN = 400  # characters of what is quoted in rejects
# Types of parts that are thinking; a part that says so itself (`"thought": true`) is, too.
_THINKING = {
    "thinking", "redacted_thinking", "reasoning", "reasoning_text", "reasoning_content",
    "summary_text", "thought",
}  # fmt: skip
_TEXTS = (None, "text", "output_text")
# Where calls of tools have their arguments, from the outside in. A further form is a line here.
_ARGUMENTS = (
    ("function", "arguments"),  # OpenAI: calls of chat completions
    ("custom", "input"),
    ("arguments",),  # OpenAI: calls among the outputs of responses
    ("functionCall", "args"),  # Gemini
    ("function_call", "args"),
    ("toolUse", "input"),  # Bedrock
    ("input",),  # Anthropic
)
# Reasons to end, in any case: what they mean for the rows. A further one is a word here.
_TRUNCATED = {
    "length", "max_tokens", "max_output_tokens", "max_new_tokens", "max_length", "model_length",
    "token_limit", "model_context_window_exceeded",
}  # fmt: skip
_REFUSED = {
    "content_filter", "content_filtered", "refusal", "safety", "image_safety", "recitation",
    "blocklist", "prohibited_content", "spii", "guardrail_intervened",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a model to a request, without its thinking.

    Attributes:
        texts: What it wrote: its text, and the arguments of calls that are texts.
        values: Arguments of calls that are values already.
        stop: Why it ended, as the provider says.
        refusal: What it said when it refused; empty where it did not.
        unread: Types of parts that were not read.
    """

    texts: tuple[str, ...] = ()
    values: tuple[object, ...] = ()
    stop: str = ""
    refusal: str = ""
    unread: tuple[str, ...] = ()

    @property
    def truncated(self) -> bool:
        """Whether it was cut off at a limit."""
        return _reason(self.stop) in _TRUNCATED

    @property
    def refused(self) -> bool:
        """Whether the model, or a filter of its provider, refused."""
        return bool(self.refusal) or _reason(self.stop) in _REFUSED


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that failed.

    Attributes:
        reason: The provider's reason, in a word or a few: what failures are counted by.
        details: All that it said, cut.
    """

    reason: str
    details: str

    @classmethod
    def of(cls, error: object, status: object = None) -> "Failure":
        """Read an error in whatever form a provider gives it.

        Args:
            error: The error.
            status: The status of HTTP, if there is one.
        """
        inner = error
        while isinstance(inner, dict) and isinstance(inner.get("error"), dict | str):
            inner = inner["error"]
        return cls(_code(inner) or _word(inner) or _status(status) or _message(inner), short(error))


def reply(
    content: object, *, stop: object = None, refusal: object = None, calls: object = None
) -> Reply:
    """Read the content of a message.

    Args:
        content: A text, or a list of parts.
        stop: Why it ended.
        refusal: What the message says beside its content when the model refused.
        calls: Calls of tools beside the content.
    """
    texts, written, values = list[str](), list[str](), list[object]()
    refused, unread = [refusal] if refusal else [], list[str]()
    for part in [*_listed(content), *_listed(calls)]:
        for kind, value in _read(part):
            if kind == "text" and isinstance(value, str):
                texts.append(value)
            elif kind == "refusal":
                refused.append(value)
            elif kind == "unread":
                unread.append(str(value))
            elif isinstance(value, str):
                written.append(value)
            elif value is not None:
                values.append(value)
    joined = ["".join(texts)] if texts else []  # since parts may cut a row, or thinking, in two
    return Reply(
        (*joined, *written), tuple(values), stop if isinstance(stop, str) else "",
        "; ".join(map(quoted, refused)), tuple(dict.fromkeys(unread)),
    )  # fmt: skip


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _read(part: object) -> Iterator[tuple[str, object]]:
    """Say what a part is, and give what it holds; nothing of thinking."""
    if isinstance(part, str):
        yield "text", part
    elif isinstance(part, dict) and part.get("thought") is not True:
        kind = part.get("type")
        if kind in _THINKING:
            return
        if kind == "refusal" or isinstance(part.get("refusal"), str):
            yield "refusal", part.get("refusal")
        elif kind in _TEXTS and isinstance(part.get("text"), str):
            yield "text", part["text"]
        else:
            arguments = [found for path in _ARGUMENTS if (found := at(part, path)) is not None]
            yield ("arguments", arguments[0]) if arguments else ("unread", kind or ", ".join(part))


def at(value: object, path: tuple[str, ...]) -> object:
    """Follow names from the outside in; None where the way ends."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _reason(stop: str) -> str:
    """Give a reason to end without its case, and without the name of its type before it."""
    return stop.casefold().rpartition(".")[2]


def _code(error: object) -> str:
    if not isinstance(error, dict):
        return ""
    names = ("code", "type", "errorCode", "status", "reason")
    words = [error[name] for name in names if isinstance(error.get(name), str) and error[name]]
    numbers = [f"code {error[name]}" for name in names if type(error.get(name)) is int]
    return next(iter((*words, *numbers)), "")[:80]


def _word(error: object) -> str:
    return error if isinstance(error, str) and len(error) <= 40 else ""


def _status(status: object) -> str:
    return f"status {status}" if type(status) is int and status != 200 else ""


def _message(error: object) -> str:
    said = error
    if isinstance(error, dict):
        said = next((error[name] for name in ("message", "errorMessage", "detail")
                     if isinstance(error.get(name), str)), None)  # fmt: skip
    return said[:80] if isinstance(said, str) and said else "no reason was given"


def quoted(value: object) -> str:
    """Show a text as it is, and any other value as JSON, cut."""
    return value[:SHOWN] if isinstance(value, str) else short(value)


def short(value: object) -> str:
    """Show a value as JSON, cut."""
    if value is None:
        return "no reason was given"
    try:
        return json_line(value).decode()[:SHOWN]
    except RecursionError:
        return "a value that is nested too deeply"
