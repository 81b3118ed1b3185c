"""The layouts of responses: where a line has what a model wrote, whoever answered.

A line is looked at alone, so that files of several providers may be read together. Two tables say
all: where the body of an answer may be, here, and which bodies there are, in `bodies`. A further
layout is a line in one of them, and an example among the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rebalance.collection.bodies import BODIES, model_of, stop_of
from rebalance.collection.replies import Failure, Reply, at, reply
from rebalance.rows.field import Row

# Where the name of the request may be: of OpenAI and Anthropic, Gemini, Bedrock; and elsewhere.
_NAMES = ("custom_id", "key", "recordId", "record_id", "request_id", "id")
# Where what the model answered may be, from the outside in.
_PATHS: tuple[tuple[str, ...], ...] = (
    ("response", "body"),  # OpenAI, Mistral, vLLM
    ("result", "message"),  # Anthropic
    ("response",),  # Gemini
    ("modelOutput",),  # Bedrock
    ("raw_response",),
    ("result",),
    ("body",),
)
_PLAIN = (  # fields that hold what a model wrote as a text
    "text", "content", "completion", "response", "output", "output_text", "generated_text",
    "generation", "outputText", "answer",
)  # fmt: skip
FAILED, ROW, TEXT = "failure", "row", "text"  # layouts that have no body
_ENDED = ("errored", "canceled", "cancelled", "expired", "failed")  # as Anthropic has them
_KEYS = 8  # that are named of an unknown layout


@dataclass(frozen=True, slots=True)
class Answer:
    """What a line says of one request.

    Attributes:
        name: The name of the request; empty where the line has none.
        layout: Of the line.
        content: What the model wrote, or why the request failed.
        model: Which one.
    """

    name: str
    layout: str
    content: tuple[Reply, ...] | Failure
    model: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line of a layout that is not known.

    Attributes:
        name: The name of the request, as far as it is known.
        keys: What it has instead, for people: `id, data: value, score`.
    """

    name: str
    keys: str


@dataclass(frozen=True, slots=True)
class Layouts:
    """Reads lines of responses.

    Attributes:
        is_row: Whether an object is a row of the dataset.
        is_ours: Whether a text is the name of a request that rebalance wrote.
        holds_rows: Whether there are rows in a text that a model wrote.
    """

    is_row: Callable[[Row], bool]
    is_ours: Callable[[str], bool]
    holds_rows: Callable[[str], bool]

    def read(self, line: Row) -> Answer | Unknown:
        """Read a line; one that is a row has the layout `ROW`."""
        name = self._name(line)
        if failure := self._failure(line, name):
            return Answer(name, FAILED, failure)
        for path in _PATHS:
            if found := _answer(name, at(line, path)):
                return found
        if self.is_row(line) and not self._is_text_of_rows(line, name):
            return Answer(name, ROW, ())
        if found := _answer(name, line):
            return found
        for body in (line, *(at(line, path) for path in _PATHS)):
            texts = _texts(body)
            if texts and (self.is_ours(name) or self.holds_rows(texts[0])):
                stop, model = stop_of(line) or stop_of(body), model_of(line) or model_of(body)
                return Answer(name, TEXT, (reply(texts[0], stop=stop),), model)
        return Unknown(name, _keys(line))

    def _name(self, line: Row) -> str:
        """Find the name of the request: ours, wherever it is; else what should be one."""
        texts: dict[str, str] = {
            name: line[name] for name in _NAMES if isinstance(line.get(name), str)
        }
        ours = (text for text in texts.values() if self.is_ours(text))
        return next(ours, texts.get("custom_id", texts.get("recordId", "")))

    def _failure(self, line: Row, name: str) -> Failure | None:
        """Tell why a request failed, if the line says that it did."""
        response, result, error = line.get("response"), line.get("result"), line.get("error")
        if isinstance(result, dict) and result.get("type") in _ENDED:
            return Failure.of(result.get("error") or {"type": result["type"]})
        status = response.get("status_code", 200) if isinstance(response, dict) else 200
        body = at(line, ("response", "body"))
        if error and (name or "response" in line) and not self.is_row(line):
            return Failure.of(error, status)
        if status != 200 or (response is None and {"response", "error"} <= line.keys()):
            return Failure.of(body, status)
        inner = (at(line, path) for path in _PATHS)
        if errors := [one["error"] for one in inner if isinstance(one, dict) and one.get("error")]:
            return Failure.of(errors[0])
        said = line.get("status")  # of Vertex AI, beside the request
        if isinstance(said, str) and said and "request" in line and not response:
            return Failure.of(said)
        return None

    def _is_text_of_rows(self, line: Row, name: str) -> bool:
        """Tell whether a text that answers a request stands in a field that rows have, too."""
        return self.is_ours(name) and any(map(self.holds_rows, _texts(line)))


def _texts(body: object) -> list[str]:
    """List the texts of a body that may be what a model wrote, the likeliest first."""
    if not isinstance(body, dict):
        return []
    return [body[one] for one in _PLAIN if isinstance(body.get(one), str)]


def _answer(name: str, body: object) -> Answer | None:
    """Read a body in the first form that it has."""
    for form in BODIES:
        if isinstance(body, dict) and form.fits(body):
            return Answer(name, form.layout, tuple(form.read(body)), model_of(body))
    return None


def _keys(line: Row) -> str:
    """Name the keys of a line, and those of the objects in it."""
    named = []
    for name, value in list(line.items())[:_KEYS]:
        inner = ", ".join(list(value)[:_KEYS]) if isinstance(value, dict) else ""
        named.append(f"{name} ({inner})" if inner else name)
    return ", ".join(named) + (", ..." if len(line) > _KEYS else "") if line else "none"
