"""Bodies: the forms of what a model answered, one for each kind of API.

A further form is a line in `BODIES`, a function that tells whether a body has it, one that reads
it, and an example among the tests.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rebalance.collection.replies import Reply, reply
from rebalance.rows.field import Row


@dataclass(frozen=True, slots=True)
class Body:
    """A form of what a model answered.

    Attributes:
        layout: What it is called.
        fits: Whether a body has this form.
        read: Gives the answers of the model, of which there may be several.
    """

    layout: str
    fits: Callable[[Row], bool]
    read: Callable[[Row], Iterator[Reply]]


def model_of(body: object) -> str:
    """Name the model, under any of the names that it has; empty where it is not said."""
    names = ("model", "modelVersion", "model_version")
    found = (body.get(name) for name in names) if isinstance(body, dict) else iter(())
    return next((one for one in found if isinstance(one, str)), "")


def stop_of(body: object) -> object:
    """Find why a model ended, under any of the names that it has."""
    names = (
        "finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason",
        "completionReason",
    )  # fmt: skip
    found = (body.get(name) for name in names) if isinstance(body, dict) else iter(())
    return next(filter(None, found), None)


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _is_chat(body: Row) -> bool:
    choices = body.get("choices")
    known = ("message", "text", "finish_reason")
    return isinstance(choices, list) and all(
        one is None or (isinstance(one, dict) and any(name in one for name in known))
        for one in choices
    )


def _chat(body: Row) -> Iterator[Reply]:
    """OpenAI's chat completions, and the older completions, whose choices have a text."""
    for choice in _objects(body["choices"]) or [{}]:
        yield _message(choice.get("message", choice.get("text")), stop_of(choice))


def _message(message: object, stop: object) -> Reply:
    """A message with content, refusal and calls; its `reasoning_content` and the like stay away."""
    if not isinstance(message, dict):
        return reply(message, stop=stop)
    calls = [*_objects(message.get("tool_calls")), *filter(None, [message.get("function_call")])]
    return reply(message.get("content"), stop=stop, refusal=message.get("refusal"), calls=calls)


def _is_response(body: Row) -> bool:
    outputs = body.get("output")
    return isinstance(outputs, list) and (
        body.get("object") == "response" or any("type" in one for one in _objects(outputs))
    )


def _response(body: Row) -> Iterator[Reply]:
    """OpenAI's responses: items of output are messages with parts, calls, and reasoning."""
    details = body.get("incomplete_details")
    stop = details.get("reason") if isinstance(details, dict) else None
    parts = list[object]()
    for item in _objects(body["output"]):
        if item.get("type") == "message" or ("content" in item and "role" in item):
            content = item.get("content")
            parts += content if isinstance(content, list) else [content or ""]
        else:
            parts.append(item)
    yield reply(parts, stop=stop)


def _is_message(body: Row) -> bool:
    return isinstance(body.get("content"), list | str) and (
        body.get("type") == "message" or body.get("role") in ("assistant", "model")
        or "stop_reason" in body
    )  # fmt: skip


def _is_gemini(body: Row) -> bool:
    return any(isinstance(body.get(name), kind) for name, kind in (
        ("candidates", list), ("promptFeedback", dict), ("prompt_feedback", dict)))  # fmt: skip


def _gemini(body: Row) -> Iterator[Reply]:
    """Gemini: candidates whose content has parts; none where the prompt was blocked."""
    feedback = body.get("promptFeedback", body.get("prompt_feedback"))
    for candidate in _objects(body.get("candidates")):
        content = candidate.get("content")
        parts = content.get("parts") if isinstance(content, dict) else None
        yield reply(parts, stop=stop_of(candidate))
    if not body.get("candidates"):
        blocked = feedback.get("blockReason", feedback.get("block_reason")) if isinstance(
            feedback, dict) else None  # fmt: skip
        yield reply(None, refusal=blocked)


def _is_wrapped(body: Row) -> bool:
    output = body.get("output")
    inner = output if isinstance(output, dict) else body
    message = inner.get("message")
    return isinstance(message, dict) and "content" in message


def _wrapped(body: Row) -> Iterator[Reply]:
    """A message in an object: Bedrock's Converse has it under `output`; Ollama, Cohere."""
    output = body.get("output")
    inner = output if isinstance(output, dict) else body
    yield _message(inner["message"], stop_of(body))


BODIES: tuple[Body, ...] = (
    Body("OpenAI chat completion", _is_chat, _chat),
    Body("OpenAI response", _is_response, _response),
    Body("Gemini", _is_gemini, _gemini),
    Body("Anthropic message", _is_message, lambda body: iter([_message(body, stop_of(body))])),
    Body("message", _is_wrapped, _wrapped),
)
