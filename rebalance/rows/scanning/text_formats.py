"""Text that is nearly JSONL, or a table: CSV, other quotes, commas between rows."""

import csv
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from rebalance.rows.faults import WHITE_SPACE, RowFault
from rebalance.rows.field import parse_json, parse_row

_NAME = re.compile(r"(?!\s*[-+.\d]+\s*$)[^{}\[\]:]{1,80}")  # of a column: words, no numbers
_SEPARATED = {",": "CSV", "\t": "TSV", ";": "CSV with semicolons", "|": "a table with bars"}
_DICT = re.compile(r"\{\s*'")
_CURLY = re.compile("\\{\\s*[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]")

_FROM_DICTS = (
    "import ast, json, sys;"
    " [print(json.dumps(ast.literal_eval(line))) for line in sys.stdin if line.strip()]"
)
_STRAIGHT = "; ".join(f's/{sign}/"/g' for sign in "\u201c\u201d\u201e")


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format that is not JSONL.

    Attributes:
        what: What it is.
        program: A program that makes JSONL of it, from standard input to standard output.
    """

    what: str
    program: str


def text_format(name: str, head: bytes, *, cut: bool) -> TextFormat | None:
    """Recognise a format by the first lines of a file; None where they may be rows.

    Args:
        name: The file as the user typed it.
        head: Its first bytes.
        cut: Whether there are more.
    """
    lines = [line for line in head.decode("utf-8", "replace").split("\n") if line.strip()]
    whole = lines[:-1] if cut else lines
    first = lines[0].strip() if lines else ""
    if _is_row(first) or not first:
        return None
    if first.startswith("{"):
        return _nearly_json(lines[:2], whole, cut)
    if any(map(_is_row, whole[1:])):
        return None  # rows begin later: a remark before them
    if whole and all(map(_holds_json, whole[:2])):
        return TextFormat("JSON inside of JSON strings", "jq -c fromjson")
    return _table(name, whole, cut)


def _nearly_json(lines: Sequence[str], whole: Sequence[str], cut: bool) -> TextFormat | None:
    """Recognise objects that are not JSON for one reason only."""
    if all(map(_DICT.match, lines)):
        return TextFormat("Python dicts", f"python3 -c {shlex.quote(_FROM_DICTS)}")
    if all(map(_CURLY.match, lines)):
        return TextFormat("JSON with typographic quotes", f"sed {shlex.quote(_STRAIGHT)}")
    stripped = [line.rstrip() for line in whole]
    between = stripped if cut else stripped[:-1]  # after the last row there may be none
    ended = bool(between) and all(line.endswith(",") for line in between)
    if ended and all(_is_row(line.removesuffix(",")) for line in stripped[:2]):
        return TextFormat("rows with commas between them", "sed 's/,[[:space:]]*$//'")
    return None


def _table(name: str, lines: Sequence[str], cut: bool) -> TextFormat | None:
    """Recognise a table by its header, and by rows that have as many cells."""
    for sign, what in _SEPARATED.items():
        try:
            rows = [row for row in csv.reader(lines, delimiter=sign) if row]
        except csv.Error:
            continue
        rows = rows[:-1] if cut and len(rows) > 2 else rows  # a cell may go on
        header = rows[0] if rows else []
        named = len(header) == len(set(header)) > 1 and all(map(_NAME.fullmatch, header))
        told = len(rows) > 1 or name.lower().endswith((".csv", ".tsv"))
        if named and told and {len(row) for row in rows} == {len(header)}:
            return TextFormat(what, f"python3 -c {shlex.quote(_from_table(sign))}")
    return None


def _from_table(sign: str) -> str:
    """Write the program that makes rows of a table."""
    how = "" if sign == "," else f', delimiter="{sign}"'.replace("\t", "\\t")
    table = f'csv.DictReader(open(0, encoding="utf-8-sig", newline=""){how})'
    return f"import csv, json; [print(json.dumps(row)) for row in {table}]"


def _is_row(line: str) -> bool:
    try:
        parse_row(line.strip().encode("utf-8", "surrogatepass"))
    except RowFault:
        return False
    return True


def _holds_json(line: str) -> bool:
    """Tell whether a line is a JSON string that holds a row."""
    try:
        value = parse_json(line.strip(WHITE_SPACE.decode()))
    except RowFault:
        return False
    return isinstance(value, str) and _is_row(value)
