"""How paths of fields are written: text -> steps, and steps -> text."""

import re
from collections.abc import Sequence
from contextlib import suppress

from rebalance.errors import RequestError

EVERY = "*"  # the step that goes on with every item

_MOST_STEPS = 100

_STEP = re.compile(
    r"""(?:^|\.)(?P<name>[^.\[\]'"]+)|\[(?P<item>-?\d+|\*)\]"""
    r"""|\[(?P<quote>['"])(?P<quoted>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)\]"""
)
_ITEM = re.compile("-?[0-9]+")
_ROOT = re.compile(r"\$(?=[.\[])")
_JSON_PATH = "a path of names and items is read, as in $.a.b, $['a'] or $.a[*].b"


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def is_item(step: str) -> bool:
    """Tell whether a step may be the place of an item in a list, counted from 0 or from the end."""
    return _ITEM.fullmatch(step) is not None


def steps_of(text: str) -> tuple[str, ...]:
    """Read `name`, `outer.inner`, `a.*.b`, `a[0].b`, `$.a.b` or a JSON Pointer `/outer/inner`.

    Args:
        text: As the user typed it. JSON Pointers are RFC 6901, paths with `$` the part of
            RFC 9535 that names single values and wildcards.

    Raises:
        RequestError: It is none of these.
    """
    if text.startswith("/"):
        pointer = text[1:].split("/")
        return _bounded(tuple(_unescaped(step) for step in pointer), text)
    rooted = _ROOT.match(text)
    steps = _read(text[1:].removeprefix(".") if rooted else text)
    if steps is None and rooted:
        raise RequestError(f"{text!r} is not a field", _JSON_PATH)
    found = tuple(text.split(".")) if steps is None else steps  # brackets may be part of a name
    if not all(found):
        raise RequestError(
            f"{text!r} is not a field",
            "write name, outer.inner, or /outer/inner if a name contains a dot",
        )
    return _bounded(found, text)


def _bounded(steps: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Refuse a path that no dataset needs, and whose steps would fill the stack."""
    if len(steps) > _MOST_STEPS:
        shown = f"{text[:40]!r}…"
        raise RequestError(f"{shown} has {len(steps):,} steps; a path has at most {_MOST_STEPS}")
    return steps


def _read(text: str) -> tuple[str, ...] | None:
    """Read names between dots and items in brackets; None where something else is left."""
    steps, place = list[str](), 0
    if text.startswith("."):
        return None
    while place < len(text):
        match = _STEP.match(text, place)
        if match is None or (match["name"] and place and text[place] != "."):
            return None
        quoted = match["quoted"]
        steps.append(match["name"] or match["item"] or re.sub(r"\\(.)", r"\1", quoted or ""))
        place = match.end()
    return tuple(steps) or None


def text_of(steps: Sequence[str]) -> str:
    """Write steps: with dots if that is read as the same steps, else as a JSON Pointer."""
    dotted = ".".join(steps)
    with suppress(RequestError):
        if not dotted.startswith("@") and steps_of(dotted) == tuple(steps):
            return dotted
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
