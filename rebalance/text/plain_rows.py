"""Rows that are plain texts under known names, or plain messages: what they ask, found fast.

Most rows of most datasets are of these kinds. What is found is what `text.sides` finds, which tests
hold it against; a row that may need a closer look is left to that.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from rebalance.text.known_fields import KnownFields, known_fields, of_names
from rebalance.text.media import has_media_fields, may_refer, media_of, names_file
from rebalance.text.payloads import is_payload
from rebalance.text.shapes import PASSAGES
from rebalance.text.templates import has_marks
from rebalance.text.turns import CONVERSATIONS, MODEL, ROLES, USER, folded, is_answer, plain_message

Row: TypeAlias = Mapping[str, object]
Said: TypeAlias = tuple[str, str]  # what asks with what it is about, and what others say, in lines
_OTHERS = frozenset({*CONVERSATIONS, *ROLES, *PASSAGES, "history", "instances"})


def plain_prompt(row: Row) -> Said | None:
    """Get the prompt of a row, and what neither user nor model says; None for a closer look."""
    find = _finder(row)
    said = None if find is None else find(row=row)
    if said is None or may_refer(said[0]):
        return None
    return said


@of_names
def _finder(names: tuple[str, ...]) -> Callable[..., Said | None] | None:
    """Find out how rows with some names are read; None where others could be meant by them."""
    row = dict.fromkeys(names, "")
    known = known_fields(row)
    if known.choices or known.prefers or has_media_fields(row) or folded(row) is not row:
        return None
    others = [name for name in names if name in _OTHERS]
    if len(others) == 1 and others[0] in CONVERSATIONS and not known.contexts:
        return partial(_of_messages, others[0])
    plan = None if others else _fields(known)
    return None if plan is None else partial(_of_fields, *plan)


def _fields(known: KnownFields) -> tuple[str, ...] | None:
    """List the field that answers, the one that asks, and those with what it is about."""
    shape = known.shapes[0] if known.shapes else None
    if shape is None or len(shape.asks) != 1 or shape.beside:
        return None
    answers = [name for name in dict.fromkeys(shape.answers) if name not in shape.asks]
    if len(answers) != 1:
        return None
    about = (name for name in known.contexts if name not in (*shape.asks, *answers))
    return (*answers, *shape.asks, *about)


def _of_fields(answers: str, *fields: str, row: Row) -> Said | None:
    said = [text for text in map(row.__getitem__, fields) if type(text) is str]
    if len(said) < len(fields) or has_marks(said[0]) or any(map(is_payload, said)):
        return None
    if row[answers] is None or any(map(_is_media, row.values())):
        return None
    return "\n".join(filter(None, said)), ""


def _of_messages(name: str, row: Row) -> Said | None:
    messages, asked, others = row[name], list[str](), list[str]()
    for message in messages if isinstance(messages, list) else ():
        if (plain := plain_message(message)) is None:
            return None
        side, text = plain
        if side != MODEL:
            if not side or is_payload(text) or _is_media(text):
                return None
            (asked if side == USER else others).append(text)
    if not asked or any(_is_media(value) for key, value in row.items() if key != name):
        return None
    return "\n".join(asked), "\n".join(others)


def _is_media(value: object) -> bool:
    if type(value) is str:
        return names_file(value)
    return isinstance(value, dict | list) and bool(media_of(value, is_answer))
