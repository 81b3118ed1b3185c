"""Conversations under a field in any form: messages, exchanges, columns, texts in turn, JSON."""

import json
from collections.abc import Iterator, Mapping

from rebalance.text.templates import turns_of_text
from rebalance.text.turns import (
    CONTENTS,
    MODEL,
    ROLES,
    USER,
    Turn,
    folded,
    is_conversation,
    side_of,
    turns_in,
)

# Fields of an exchange, beside the names of roles: {"prompt": ..., "response": ...}.
_ASKS = ("prompt", "input", "query", "question", "instruction", "q")
_REPLIES = ("output", "completion", "reply", "answer", "response", "a")
_LOOSE = ("turns", "items", "contents")  # whose lists of texts and objects may be anything


def turns_under(name: str, value: object) -> list[Turn]:
    """List the turns of the conversation under a field; none where there is none."""
    if isinstance(value, str):
        return turns_of_text(value, lines=True) or turns_under(name, _parsed(value))
    if isinstance(value, dict):
        value = _rows_of(value) or [value]
    if not isinstance(value, list) or not value:
        return []
    if is_conversation(value):
        return turns_in(value)
    if name in _LOOSE:
        return []
    said = [one for one in value if isinstance(one, str)]
    if len(said) == len(value) > 1:
        return [Turn("", text, (USER, MODEL)[at % 2]) for at, text in enumerate(said)]
    return _exchanged(value)


def _exchanged(value: list[object]) -> list[Turn]:
    """List the turns of exchanges, objects with what is asked and what is replied."""
    found = [list(_exchange(folded(one))) if isinstance(one, dict) else [] for one in value]
    turns = [turn for one in found for turn in one]
    sides = {turn.side for turn in turns}
    return turns if all(found) and {USER, MODEL} <= sides else []


def _exchange(fields: Mapping[str, object]) -> Iterator[Turn]:
    for name, value in fields.items():
        side = USER if name in _ASKS else MODEL if name in _REPLIES else side_of(name)
        if side and isinstance(value, str):
            yield Turn(name, value, side)


def _rows_of(columns: Mapping[str, object]) -> list[dict[str, object]]:
    """Make messages of columns: {"from": [...], "value": [...]}."""
    lists = {name: one for name, one in columns.items() if isinstance(one, list)}
    names = {name.casefold() for name in lists}
    if len(lists) < len(columns) or names.isdisjoint(ROLES) or names.isdisjoint(CONTENTS):
        return []
    return [dict(zip(lists, one, strict=False)) for one in zip(*lists.values(), strict=False)]


def _parsed(text: str) -> object:
    """Read a list or an object of JSON; None for other texts."""
    if text[:1] not in ("[", "{"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list | dict) else None
