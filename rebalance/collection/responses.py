"""Responses -> candidate rows, each with where it comes from, and what yields no row."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rebalance.collection.fitting import Fitting
from rebalance.collection.layouts import ROW, Answer, Layouts, Unknown
from rebalance.collection.replies import SHOWN, Failure, Reply, short
from rebalance.collection.written_objects import Broken, written
from rebalance.request_ids import RequestId, parse_request_id
from rebalance.rows.category import (
    ABSENT,
    Category,
    Joint,
    Kind,
    LabelSet,
    UnusableValue,
    categorise,
    category_keys,
    json_value,
)
from rebalance.rows.encoding import json_line
from rebalance.rows.field import Field, Row, with_value

_NO_CATEGORY = (ABSENT, None, "")

UNKNOWN = "unknown-layout"  # the rule of responses of such


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
        fitting: Knows the fields of the dataset.
        requested: What each request fixes, by its `custom_id`; None if they are not known.
        copied: Values that all rows get.
        rows: Rows collected, by category as far as it is known.
        other: Rows with another category than was requested.
        without: Rows without a category, whose request is of none that is known.
        answered: Requests that a response was read of.
        failed: Why requests failed that were not answered before or later.
        refused: Requests that the model refused, or some choice of it.
        truncated: Requests of which an answer was cut off.
        unnamed: Responses, and rows, that name no request.
        layouts: Responses by layout.
        unknown: Responses of layouts that are not known, by their keys.
    """

    by: Sequence[Field]
    category: Callable[[int], Category | None]
    provenance: str
    fitting: Fitting
    requested: Mapping[str, Mapping[str, object]] | None = None
    copied: Mapping[str, object] = field(default_factory=dict)
    rows: dict[Category | None, int] = field(default_factory=dict)
    other: int = 0
    without: int = 0
    answered: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    truncated: set[str] = field(default_factory=set)
    unnamed: int = 0
    layouts: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def read(self, response: Row) -> Iterator[bytes | Piece]:
        """Give the candidate rows of a response, and what yields none."""
        answer = self._layouts.read(response)
        name = answer.name
        if isinstance(answer, Unknown):
            self.unknown[answer.keys] += 1
            message = f"the layout of this response is not known; its keys: {answer.keys}"
            yield Piece(Reason(UNKNOWN, message), name, "")
            return
        if why := self._not_expected(answer):
            yield Piece(why, name, "")
            return
        self.layouts[answer.layout] += 1
        self.unnamed += not name
        outcome = name or f"response {self.unnamed}"
        if isinstance(answer.content, Failure):
            self.failed[outcome] = answer.content.reason  # it may be made again
            message = f"the request failed: {answer.content.details}"
            yield Piece(Reason("response-error", message), name, "")
            return
        if name or answer.layout != ROW:
            self.answered.add(outcome)
            self.failed.pop(outcome, None)
        number = 0
        for item in self._items(response, answer, outcome):
            if isinstance(item, Piece):
                yield item
            else:
                number += 1
                yield self._row(item, answer, number)

    @property
    def _layouts(self) -> Layouts:
        return Layouts(self.fitting.is_row, lambda name: parse_request_id(name) is not None,
                       self._holds_rows)  # fmt: skip

    def _holds_rows(self, text: str) -> bool:
        found = written(text, self.fitting.encloses).found
        return any(True for one in found for _ in self.fitting.rows_in(one))

    def _not_expected(self, answer: Answer) -> Reason | None:
        """Say why there should be no response of this name, if so."""
        name = answer.name
        if not name:
            return None
        if parse_request_id(name) is None:
            message = f"rebalance did not write a request with the custom_id {name!r}"
            return Reason("unknown-request", message)
        if self.requested is not None and name not in self.requested:
            return Reason("unknown-request", f"the requests have no custom_id {name!r}")
        if name in self.answered and answer.layout != ROW:
            message = f"a response to the request {name} was already read"
            return Reason("repeated-request", message)
        return None

    def _items(self, response: Row, answer: Answer, outcome: str) -> Iterator[Row | Piece]:
        """Find the rows of an answer, and what yields none."""
        if answer.layout == ROW:
            yield {
                name: value
                for name, value in response.items()
                if not (answer.name and value == answer.name and self.fitting.encloses(name))
            }
            return
        replies = answer.content if isinstance(answer.content, tuple) else ()
        for one in replies or (Reply(),):
            if one.refused:
                self.refused.add(outcome)
                said = one.refusal or one.stop
                yield Piece(Reason("refusal", f"the model refused: {said}"), answer.name, "")
                continue
            if one.truncated:
                self.truncated.add(outcome)
                message = "the response was cut off at its maximum length"
                yield Piece(Reason("cut-off", message), answer.name, "")
            for item in self._in_reply(one):
                yield item if isinstance(item, dict) else Piece(item[0], answer.name, item[1])

    def _in_reply(self, one: Reply) -> Iterator[Row | tuple[Reason, str]]:
        """Find the objects that a model wrote, or say what there is instead."""
        texts = [written(text, self.fitting.encloses) for text in one.texts]
        values = [*one.values, *(found for text in texts for found in text.found)]
        for value in values:
            if isinstance(value, Broken):
                reason = Reason(value.fault.rule, value.fault.reason)
                yield reason, value.text[:SHOWN]
                continue
            rows = list(self.fitting.rows_in(value))
            yield from rows
            if not rows:
                keys = ", ".join(value) if isinstance(value, dict) else "none"
                message = f"an object without fields of the dataset; it has: {keys[:SHOWN]}"
                yield Reason("other-fields", message), short(value)
        if not values:
            yield (
                Reason("no-content", _nothing(one, any(text.unclosed for text in texts))),
                ("".join(one.texts)[:SHOWN]),
            )

    def _row(self, row: Row, answer: Answer, number: int) -> bytes | Piece:
        """Give a row the fields of the dataset, its category if it lacks it, and provenance."""
        name = answer.name
        if self.provenance in row:
            message = f"the row has a field {self.provenance!r}"
            return Piece(Reason("field-taken", message), name, "")
        request = parse_request_id(name)
        requested = self.category(request.key) if request else self._own(row)
        lacks = [one.read(row) in _NO_CATEGORY for one in self.by]
        fixed = {**(self.requested or {}).get(name, {}), **self.copied}
        source = _source(answer, request, number)
        try:
            categorised, wrong = self._categorised(row, requested, lacks)
            fitted = self.fitting.fitted(categorised, fixed)
            line = json_line({**fitted, self.provenance: source}) + b"\n"
        except RecursionError:
            message = "the row is nested too deeply to be written"
            return Piece(Reason("too-deep", message), name, "")
        self.other += wrong
        self.without += requested is None and any(lacks)
        self.rows[requested] = self.rows.get(requested, 0) + 1
        return line

    def _own(self, row: Row) -> Category | None:
        """Find the category that a row itself has, if the dataset has it."""
        try:
            found = categorise([one.read(row) for one in self.by])
        except UnusableValue:
            return None
        if isinstance(found, Kind | LabelSet):
            return None
        (key,) = category_keys([found]).tolist()
        return self.category(key)

    def _categorised(
        self, row: Row, requested: Category | None, lacks: Sequence[bool]
    ) -> tuple[Row, bool]:
        """Give a row the requested category where it has none; tell whether it has another."""
        if requested is None:
            return row, False
        values = [json_value(one) for one in (
            requested.values if isinstance(requested, Joint) else [requested])]  # fmt: skip
        pairs = zip(self.by, values, strict=True)
        found = [value if one.by_file else one.read(row) for one, value in pairs]
        triples = list(zip(values, found, lacks, strict=True))
        for one, (value, _, lacking) in zip(self.by, triples, strict=True):
            row = with_value(row, one, value) if lacking and one.holds_category else row
        return row, any(there != value and not lacking for value, there, lacking in triples)


def _source(answer: Answer, request: RequestId | None, number: int) -> Row:
    return {
        "custom_id": answer.name or None, "mode": request.mode if request else None,
        "model": answer.model, "row": number,
    }  # fmt: skip


def _nothing(one: Reply, unclosed: bool) -> str:
    """Say what a reply has instead of rows."""
    if unclosed:
        return "the text is thinking that does not end"
    if any(text.strip() for text in one.texts):
        return "the text contains no row"
    return "the response has no text" + (
        f"; it has parts of the type {', '.join(one.unread)}" if one.unread else ""
    )
