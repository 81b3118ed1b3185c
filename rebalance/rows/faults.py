"""Why a line is not a row, in plain words and with the byte at fault."""

import re

import orjson

WHITE_SPACE = b" \t\r\n"  # JSON's; bytes.strip() alone would also strip others

DEPTH = 1024  # levels that the parser allows
_EXCERPT = 60  # bytes shown of a bad row

# What the parser says -> what it means.
_MEANINGS: dict[str, str] = {
    "no low surrogate in string": "half of a surrogate pair, which is not a character",
    "invalid high surrogate in string": "half of a surrogate pair, which is not a character",
    "invalid low surrogate in string": "half of a surrogate pair, which is not a character",
    "depth limit exceeded": f"nested deeper than {DEPTH:,} levels",
    "number is infinity when parsed as double": "a number beyond the range of a double",
    "unexpected end of data": "it ends in the middle: cut off, or spread over several lines",
    "trailing comma is not allowed": "a comma without anything after it",
    "UTF-8 byte order mark (BOM) is not supported": "a byte-order mark inside the file",
    "unexpected character, expected a string key": "a field name in double quotes must be here",
}
# What stands at the fault -> what it is; the first that fits.
_FOUND: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("NaN|-?Infinity|-?inf|nan"), "{} is not a JSON value (null is)"),
    (re.compile("None|True|False"), "{} is Python, not JSON (null, true, false)"),
    (re.compile("undefined"), "{} is not a JSON value (null is)"),
    (re.compile("'"), "single quotes; JSON uses double quotes"),
    (re.compile("//|/\\*|#"), "a comment, which JSON does not have"),
)
_AFTER: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\{"), "a second object on the same line"),
    (re.compile(r","), "a comma after the object, as between the items of a JSON array"),
    (re.compile(r"[]}]"), "one closing bracket too many"),
)


class RowFault(ValueError):
    """Why a line is not a row.

    Args:
        rule: Stable name of the rule that it breaks.
        column: The byte in the line, counted from 1.
        reason: What is wrong, in plain words.
    """

    def __init__(self, rule: str, column: int, reason: str) -> None:
        super().__init__(rule, column, reason)
        self.rule, self.column, self.reason = rule, column, reason


def excerpt(line: bytes, column: int) -> str:
    """Show the bytes around the fault of a line, as text."""
    start = max(0, column - 1 - _EXCERPT // 2)
    shown = line[start : start + _EXCERPT].rstrip(b"\r").decode("utf-8", "backslashreplace")
    return f"{'…' if start else ''}{shown}{'…' if start + _EXCERPT < len(line) else ''}"


def too_long(longest: int) -> RowFault:
    """Say that a line is longer than is allowed."""
    return RowFault("too-long", longest + 1, f"the line is longer than {longest:,} bytes")


def not_an_object(line: bytes, value: object) -> RowFault:
    """Say what a line is that is JSON, but not an object."""
    names = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    kind = names.get(type(value), "a number")
    column = len(line) - len(line.lstrip(WHITE_SPACE)) + 1
    return RowFault("not-an-object", column, f"the line is {kind}, not a JSON object")


def not_json(line: bytes, error: orjson.JSONDecodeError) -> RowFault:
    """Say why the parser refuses a line."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as wrong:
        byte = f"byte {line[wrong.start]:#04x}"
        return RowFault(
            "not-utf8", wrong.start + 1, f"the line is not UTF-8: {byte}{_legacy(line)}"
        )
    position = min(error.pos, max(len(text) - 1, 0))
    if text[position - 1 : position] == "-":  # the parser points behind the sign
        position -= 1
    column = len(text[:position].encode("utf-8")) + 1
    return RowFault("not-json", column, f"not valid JSON: {_meaning(error.msg, text, position)}")


def _meaning(message: str, text: str, position: int) -> str:
    """Say in plain words what the parser stumbled over."""
    found = text[position : position + 1]
    if (found < " " and found not in ("", "\t", "\r")) or message.startswith("unexpected control"):
        return f"a raw control character, which JSON writes as \\u{ord(found):04x}"
    after = message == "unexpected content after document"
    for pattern, meaning in _AFTER if after else _FOUND:
        if match := pattern.match(text, position):
            return meaning.format(match[0])
    return "more text after the object" if after else _MEANINGS.get(message, message)


def _legacy(line: bytes) -> str:
    """Name the older encoding that a line seems to be in, with what to do about it."""
    high = len(re.findall(rb"[\x80-\xff]", line))
    pairs = len(re.findall(rb"[\x81-\xfe][\xa1-\xfe]", line))
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    if 2 * pairs < 0.8 * high:
        return ""
    return "; it reads as GB18030 or GBK: convert the file with iconv -f GB18030 -t UTF-8"
