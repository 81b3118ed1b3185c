"""Rows of one text that asks, one that answers and texts between: their prompt, found fast.

Most rows of most datasets are of this kind. What is found is what `text.sides` finds, which tests
hold it against; a row that may need a closer look is left to that.
"""

from collections.abc import Mapping

from rebalance.text.known_fields import known_fields, of_names
from rebalance.text.media import has_media_fields, may_refer, media_of, names_file
from rebalance.text.payloads import is_payload
from rebalance.text.templates import has_marks
from rebalance.text.turns import CONVERSATIONS, ROLES, is_answer

# Of other shapes, or of shapes that have them beside what asks.
_OTHERS = frozenset({*CONVERSATIONS, *ROLES, "text", "content", "history", "instances"})


def plain_prompt(row: Mapping[str, object]) -> str | None:
    """Get what asks and what it is about, in lines; None where the row needs a closer look."""
    plan = _plan(row)
    if plan is None:
        return None
    answers, *names = plan
    said = [text for text in map(row.__getitem__, names) if type(text) is str]
    if len(said) < len(names) or has_marks(said[0]) or any(map(is_payload, said)):
        return None
    text = "\n".join(filter(None, said))
    if may_refer(text) or row[answers] is None:
        return None
    for value in row.values():
        if type(value) is str:
            if " " not in value and names_file(value):
                return None
        elif isinstance(value, dict | list) and media_of(value, is_answer):
            return None
    return text


@of_names
def _plan(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Find the field that answers, the one that asks, and those that it is about.

    None where other names could mean another shape, or where several fields could be meant.
    """
    row = dict.fromkeys(names, "")
    known = known_fields(row)
    if not known.shapes or known.choices or known.ranked or (known.better and known.worse):
        return None
    if not _OTHERS.isdisjoint(names) or has_media_fields(row):
        return None
    shape, folded = known.shapes[0], [name.strip().casefold() for name in names]
    if len(shape.asks) != 1 or not shape.answers or shape.beside or folded != list(names):
        return None
    answers = tuple(name for name in dict.fromkeys(shape.answers) if name not in shape.asks)
    if len(answers) != 1:
        return None
    about = (name for name in known.contexts if name not in (*shape.asks, *answers))
    return (*answers, *shape.asks, *about)
