"""How long the answer of a row is: seen at a glance in plain forms, by its sides in others.

A glance says what the sides would say, at a tenth of the cost.
"""

from collections.abc import Callable, Mapping
from functools import partial

from rebalance.text.known_fields import known_fields, of_names
from rebalance.text.payloads import length
from rebalance.text.sides import sides_of
from rebalance.text.templates import turns_of_text
from rebalance.text.turns import CONVERSATIONS, MODEL, answered, folded, plain_message

Row = Mapping[str, object]
Glance = Callable[[Row], int | None]


def answer_length(row: Row) -> int:
    """Count the characters of the answer, those of payloads aside; 0 where none is known."""
    seen = _glance(row)(row)
    return sum(map(length, sides_of(row).answer)) if seen is None else seen


@of_names
def _glance(names: tuple[str, ...]) -> Glance:
    """Find where rows with these fields have the answer, if their values are plain."""
    row = dict.fromkeys(names)
    known = known_fields(row)
    if folded(row) is not row or known.prefers:
        return _nothing
    there = [name for name in CONVERSATIONS if name in names]
    if there:
        return partial(_of_messages, there[0])
    for shape in known.shapes[:1]:
        asks = shape.asks[0]
        for answers in [name for name in shape.answers if name != asks][:1]:
            return partial(_of_field, answers, asks, shape.beside[:1])
    return _nothing


def _nothing(_row: Row) -> int | None:
    return None


def _of_messages(name: str, row: Row) -> int | None:
    """Add up what the model says in a list of messages that have a role and a text alone."""
    messages, found, answers = row[name], 0, False
    for message in messages if isinstance(messages, list) else ():
        if (plain := plain_message(message)) is None:
            return None
        side, text = plain
        if side == MODEL:
            answers, found = True, found + length(text)
    return found if answers else None


def _of_field(answers: str, asks: str, beside: tuple[str, ...], row: Row) -> int | None:
    """Measure a text that answers, where what asks says something, too."""
    text = row[answers]
    if not isinstance(text, str) or not text or not row[asks]:
        return None
    if any(row[name] is None for name in beside):
        return None
    turns = turns_of_text(text)
    return sum(map(length, answered(turns))) if turns else length(text)
