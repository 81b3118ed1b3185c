"""A text that a model wrote -> the JSON objects in it, and none from inside its thinking.

The text is read from left to right. What stands between objects (sentences, fences, numbers,
commas, brackets of arrays) is skipped, tags inside the strings of an object are text, and tags
outside of objects say what is thinking: all of a pair, all before a tag that closes what nothing
opened, and all after one that is never closed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rebalance.rows.faults import RowFault
from rebalance.rows.field import parse_json

_WORDS = "think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis"
# What opens thinking, and what closes it. A further kind is a line here, and one in the tests.
THINKING: tuple[tuple[str, str], ...] = (
    (rf"<(?:{_WORDS})(?:\s[^<>]*)?>", rf"</(?:{_WORDS})\s*>"),
    (r"\[THINK\]", r"\[/THINK\]"),  # Magistral
    (r"◁think▷", r"◁/think▷"),  # Kimi
    (r"<\|begin_of_thought\|>", r"<\|end_of_thought\|>"),
    (r"<\|channel\|>(?:analysis|commentary)", r"<\|channel\|>final"),  # gpt-oss
)
_CLOSING = tuple(re.compile(closing, re.IGNORECASE) for _, closing in THINKING)
_NEXT = re.compile(
    "|".join(
        f"(?P<open{kind}>{opening})|(?P<close{kind}>{closing})"
        for kind, (opening, closing) in enumerate(THINKING)
    ) + r"|(?P<object>\{\s*[\"'}])",
    re.IGNORECASE,
)  # fmt: skip
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)'  # one that does not end goes on to the end
_BRACKET = re.compile(rf"{_STRING}|[{{}}\[\]]", re.DOTALL)
_REPAIRED = re.compile(rf"{_STRING}|,(?=\s*[}}\]])", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]")
_LINE_START = re.compile(r"^([ \t]*)(?:[-*•,]|\d+[.):])?[ \t]*\{", re.MULTILINE)
_SHOWN = 100_000  # characters of what is broken, in which the fault is looked for
_PATIENCE = 500  # broken objects, behind which the rest is one: a model that repeats itself
_FIRST_NAME = re.compile(r'\{\s*"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that begins like an object and is none.

    Attributes:
        fault: Why.
        text: It, up to where the next may begin.
    """

    fault: RowFault
    text: str


@dataclass
class Written:
    """What a text holds.

    Attributes:
        found: Objects and what is none, in order.
        unclosed: Whether the end of the text is thinking that is never closed.
    """

    found: list[dict[str, object] | Broken] = field(default_factory=list)
    unclosed: bool = False


def written(text: str, encloses: Callable[[str], bool]) -> Written:
    """Find the objects of a text.

    Args:
        text: What a model wrote.
        encloses: Whether an object whose first field has this name encloses rows, rather than
            being one: inside of such a one that is broken, whole rows are looked for.
    """
    result, position, resumed, patience = Written(), 0, 0, _PATIENCE
    text = _unquoted(text)
    while match := _NEXT.search(text, position):
        kind, position = match.lastgroup or "", match.end()
        if kind.startswith("open"):
            closing = _CLOSING[int(kind[4:])].search(text, position)
            if closing is None:
                result.unclosed = True
                break
            position = closing.end()
        elif kind.startswith("close"):
            result.found.clear()  # which was thinking, as is what was broken
            resumed = position
        elif match.start() >= resumed:
            start = match.start()
            end = _end(text, start)
            found = _parsed(text[start:end]) if end else None
            if isinstance(found, dict):
                result.found.append(found)
                position = resumed = end
                continue
            position, patience = start + 1, patience - 1  # since tags count in what is broken
            if patience < 0:
                resumed = len(text)
            elif not _encloses(text, start, encloses):
                resumed = _next_row(text, start, end or len(text))
            if resumed > start:
                result.found.append(_broken(text[start:resumed], found))
    return result


def _unquoted(text: str) -> str:
    """Take a text out of the JSON string that it was put into as a whole."""
    if text.lstrip().startswith('"'):
        try:
            value = parse_json(text)
        except RowFault:
            return text
        return value if isinstance(value, str) else text
    return text


def _end(text: str, start: int) -> int:
    """Find where an object ends, by its brackets; 0 where it does not."""
    depth = 0
    for match in _BRACKET.finditer(text, start):
        if match[0] in ("{", "["):
            depth += 1
        elif match[0] in ("}", "]"):
            depth -= 1
            if not depth:
                return match.end()
    return 0


def _parsed(piece: str) -> dict[str, object] | RowFault:
    """Parse an object, without trailing commas and with raw control characters if need be."""
    try:
        value = parse_json(piece)
    except RowFault as fault:
        try:
            value = parse_json(_REPAIRED.sub(_repair, piece))
        except RowFault:
            return fault
    return value if isinstance(value, dict) else RowFault("not-json", 1, "not a JSON object")


def _repair(match: re.Match[str]) -> str:
    text = match[0]
    return "" if text == "," else _CONTROL.sub(lambda one: f"\\u{ord(one[0]):04x}", text)


def _broken(text: str, fault: RowFault | None) -> Broken:
    """Name what is no object, without the comma behind it, by the first fault within it."""
    piece = text.strip().removesuffix(",")
    found = _parsed(piece[:_SHOWN])
    cut = RowFault("not-json", len(piece), "not valid JSON: it does not end")
    return Broken(found if isinstance(found, RowFault) else fault or cut, piece)


def _encloses(text: str, start: int, encloses: Callable[[str], bool]) -> bool:
    name = _FIRST_NAME.match(text, start)
    return name is not None and encloses(name[1])


def _next_row(text: str, start: int, end: int) -> int:
    """Find where the next row may begin behind one that is broken.

    That is a line that begins with an object and is indented no further, or the broken one's end.
    """
    line = text[text.rfind("\n", 0, start) + 1 : start]
    own = len(line) - len(line.lstrip(" \t"))
    for match in _lines(text, start + 1, end):
        if len(match[1]) <= own:
            return match.end() - 1
    return end


def _lines(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Find the lines that begin with an object, behind the one at `start`."""
    first = text.find("\n", start, end) + 1
    return _LINE_START.finditer(text, first, end) if first else iter(())
