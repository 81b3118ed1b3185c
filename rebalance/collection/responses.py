"""A response of an OpenAI batch -> candidate rows, each with where it comes from."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from rebalance.request_ids import parse_request_id
from rebalance.rows.category import ABSENT, Category, Joint, json_value
from rebalance.rows.encoding import json_line
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, Row, parse_json, with_value
from rebalance.text.shapes import shape_of

# A fence ends at the edge of a line: those within strings of rows are text.
_FENCE = re.compile(
    r"```[\w-]*[ \t]*\r?\n(.*?)(?:^[ \t]*```|```\s*?$|\Z)", re.DOTALL | re.MULTILINE
)
SHOWN = 400  # characters of a piece that could not be read


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something yields no row.

    Attributes:
        rule: Stable name of the rule.
        message: A sentence.
    """

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a response that yields no row.

    Attributes:
        why: The rule, and a sentence.
        custom_id: Of the request, as far as it is known.
        text: The part, its beginning if it is long.
    """

    why: Reason
    custom_id: str
    text: str


@dataclass
class Collector:
    """Reads responses one after the other.

    Attributes:
        by: The fields of the category.
        category: Finds the category of a request by its key; None for an unknown one.
        provenance: The field that rows get.
        requested: The `custom_id` of each request; None if they are not known.
        rows: Rows collected, by category as far as it is known.
        other: Rows with another category than was requested.
        without: Rows without a category, whose request is of none that is known.
        answered: Requests that a response was read of.
        failed: Requests that failed, and were not answered before or later.
        refused: Requests that the model refused, or some choice of it.
    """

    by: Sequence[Field]
    category: Callable[[int], Category | None]
    provenance: str
    requested: Collection[str] | None = None
    rows: dict[Category | None, int] = field(default_factory=dict)
    other: int = 0
    without: int = 0
    answered: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def read(self, response: Row) -> Iterator[bytes | Piece]:
        """Give the candidate rows of a response, and what yields none."""
        custom_id = response.get("custom_id")
        name = custom_id if isinstance(custom_id, str) else ""
        request = parse_request_id(name)
        if request is None:
            message = f"rebalance did not write a request with the custom_id {name!r}"
            yield Piece(Reason("unknown-request", message), name, "")
            return
        if why := self._not_expected(name):
            yield Piece(why, name, "")
            return
        body = _body(response)
        if isinstance(body, Reason):
            self.failed.add(name)  # it may be made again
            yield Piece(body, name, "")
            return
        self.answered.add(name)
        self.failed.discard(name)
        source = {"custom_id": name, "mode": request.mode, "model": _text(body.get("model"))}
        requested, number = self.category(request.key), 0
        for content in _contents(body):
            if isinstance(content, Reason) and content.rule == "refusal":
                self.refused.add(name)
            for item in [content] if isinstance(content, Reason) else _items(content):
                if isinstance(item, tuple | Reason):
                    why, text = item if isinstance(item, tuple) else (item, "")
                    yield Piece(why, name, text[:SHOWN])
                    continue
                number += 1
                yield self._row(item, requested, {**source, "row": number})

    def _not_expected(self, name: str) -> Reason | None:
        """Say why there should be no response of this name, if so."""
        if self.requested is not None and name not in self.requested:
            message = f"the requests have no custom_id {name!r}"
            return Reason("unknown-request", message)
        if name in self.answered:
            message = f"a response to the request {name} was already read"
            return Reason("repeated-request", message)
        return None

    def _row(self, row: Row, requested: Category | None, source: Row) -> bytes | Piece:
        """Give a row its category, if it lacks it, and its provenance."""
        name = source["custom_id"]
        if self.provenance in row:
            message = f"the row has a field {self.provenance!r}"
            return Piece(Reason("field-taken", message), name, "")
        found = [one.read(row) for one in self.by]
        if requested is not None:
            values = [json_value(one) for one in (
                requested.values if isinstance(requested, Joint) else [requested])]  # fmt: skip
            for one, value, there in zip(self.by, values, found, strict=True):
                row = with_value(row, one, value) if there is ABSENT else row
            wrong = any(there is not ABSENT and there != value
                        for value, there in zip(values, found, strict=True))  # fmt: skip
        else:
            wrong = False
        try:
            line = json_line({**row, self.provenance: source}) + b"\n"
        except RecursionError:
            message = "the row is nested too deeply to be written"
            return Piece(Reason("too-deep", message), name, "")
        self.other += wrong
        self.without += requested is None and ABSENT in found
        self.rows[requested] = self.rows.get(requested, 0) + 1
        return line


def _body(response: Row) -> Row | Reason:
    """Get what the model answered; why there is nothing, else."""
    answer = response.get("response")
    if response.get("error") or not isinstance(answer, dict):
        return Reason("response-error", f"the request failed: {_short(response.get('error'))}")
    body = answer.get("body")
    if answer.get("status_code", 200) != 200 or not isinstance(body, dict):
        return Reason("response-error", f"the request failed: {_short(body)}")
    return body


def _contents(body: Row) -> Iterator[str | Reason]:
    """Give the text of each choice; and why there is none, or only a part of it."""
    choices = body.get("choices")
    for choice in choices if isinstance(choices, list) and choices else [None]:
        message = choice.get("message") if isinstance(choice, dict) else None
        content = message.get("content") if isinstance(message, dict) else None
        if isinstance(message, dict) and message.get("refusal"):
            yield Reason("refusal", f"the model refused: {_short(message['refusal'])}")
        elif not isinstance(content, str) or not content.strip():
            yield Reason("no-content", "the response has no text")
        else:
            if isinstance(choice, dict) and choice.get("finish_reason") == "length":
                yield Reason("cut-off", "the response was cut off at its maximum length")
            yield content


def _items(content: str) -> Iterator[Row | tuple[Reason, str]]:
    """Find the objects in a text, or in the fenced pieces of it."""
    found = [item for text in _FENCE.findall(content) or [content] for item in _values(text)]
    if not found:
        yield Reason("no-content", "the text contains no row"), content
    for value, piece in found:
        if isinstance(value, dict):
            yield value
        elif isinstance(value, Reason):
            yield value, piece
        else:
            yield Reason("not-an-object", "the text is JSON, but not an object"), piece


def _values(text: str) -> Iterator[tuple[object, str]]:
    """Read one JSON value, the items of an array, or one value a line; each with its text."""
    try:
        for value in _unwrapped(parse_json(text)):
            yield value, text
    except RowFault:
        for line in text.split("\n"):
            piece = line.strip().removesuffix(",")
            if piece in ("", "[", "]"):
                continue
            try:
                yield parse_json(piece), piece
            except RowFault as fault:
                yield Reason(fault.rule, fault.reason), piece


def _unwrapped(value: object) -> list[object]:
    """Take rows out of an array, and out of an object that is no row but holds an array of them."""
    if isinstance(value, dict) and len(value) == 1 and shape_of(value) == "unknown":
        (inner,) = value.values()
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            return inner
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _short(value: object) -> str:
    if value is None:
        return "no reason was given"
    try:
        return json_line(value).decode()[:SHOWN]
    except RecursionError:
        return "a reason that is nested too deeply"
