"""A saved report of `inspect`, read in place of a dataset."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NoReturn, Self

from rebalance.comparison.sides import Side
from rebalance.errors import LimitExceeded, RequestError
from rebalance.rows.category import MISSING, Category, Kind, LabelSet, categorise
from rebalance.rows.files.codecs import codec_errors
from rebalance.rows.files.lines import Read
from rebalance.rows.files.source import BLOCK, BOM, Source, cannot_read, reading_from
from rebalance.saved_json import Lacking, Malformed, Saved

SCHEMAS = ("rebalance.inspect/2", "rebalance.inspect/1")
_OURS = "rebalance."
_BEGINNING = re.compile(rb'\s*\{\s*"schema"\s*:\s*"rebalance\.')
_MOST_BYTES = 256 << 20  # as a report of a million categories has


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A saved report of `inspect`.

    Attributes:
        name: Its file, as the user typed it.
        by: The fields of the category.
        rows: Rows with a category.
        missing: Rows without one.
        counts: Rows of each category.
        multi: Whether rows have several labels.
    """

    name: str
    by: tuple[str, ...]
    rows: int
    missing: int
    counts: Mapping[Category, int]
    multi: bool

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """Read a file that is one JSON object with a schema of ours; None for any other.

        Raises:
            RequestError: It is not a complete report of `inspect`.
            AccessError: It cannot be read.
        """
        try:
            record = _record(source)
        except codec_errors() as error:
            raise cannot_read(source.name, error, source.stream) from error
        if record is None:
            return None
        if record["schema"] not in SCHEMAS:
            _refuse(source.name, f"it is a {record['schema']}", "save one with inspect -f json")
        try:
            return cls._read(source.name, Saved(record))
        except Malformed as error:
            lacks = isinstance(error, Lacking)
            _refuse(source.name, f"{'' if lacks else 'it is not what inspect writes: '}{error}")

    @classmethod
    def _read(cls, name: str, record: Saved) -> Self:
        by = tuple(field.text() for field in record["by"].items())
        if not by:
            raise Malformed("'by' names no field")
        entries, most = record["categories"].items(), record["metrics"]["categories"].whole_number()
        if len(entries) < most:
            _refuse(
                name, f"it lists {len(entries):,} of {most:,} categories", "save it without `top`"
            )
        counts = {_category(entry, len(by)): entry["rows"].whole_number() for entry in entries}
        labels = record.get("labels")
        rows, multi = record["rows"].whole_number(), bool(labels and labels.value)
        whole = sum(counts.values()) == rows or multi
        if len(counts) < len(entries) or max(counts.values(), default=0) > rows or not whole:
            _refuse(name, "its categories do not add up to its rows, or one is listed twice")
        lacking = record["missing"]
        missing = sum(lacking[kind].whole_number() for kind in ("absent", "null", "empty"))
        return cls(name, by, rows, missing, {c: n for c, n in counts.items() if n}, multi)

    def side(self, missing: str) -> Side:
        """Give what is compared; rows without a category are treated as those of a dataset.

        Raises:
            LimitExceeded: There are some, and missing is "error".
        """
        if not self.missing or missing == "drop":
            return Side(self.rows, self.counts, self.multi, None)
        if missing == "keep":
            counts = {**self.counts, MISSING: self.missing}
            return Side(self.rows + self.missing, counts, self.multi, None)
        raise LimitExceeded(
            self.name,
            f"{self.missing:,} of {self.rows + self.missing:,} rows of this report have no category"
            f" in {' × '.join(self.by)!r}",
            "leave them out with `missing=drop`, or keep them as a category with `missing=keep`",
        )


def _record(source: Source) -> dict[str, Any] | None:
    """Parse a file that is one JSON object with a schema of ours."""
    read = reading_from(source, source.start)
    head = _take(read, BLOCK).removeprefix(BOM)
    line, _, rest = head.strip().partition(b"\n")
    if line.strip() != b"{" and (rest or b'"' + _OURS.encode() not in line):
        return None  # a first row, and more
    try:
        content = head + _take(read, _MOST_BYTES)
        if len(content) > _MOST_BYTES and _BEGINNING.match(head):
            _refuse(source.name, f"it is larger than {_MOST_BYTES >> 20} MiB")
        text = content.decode()
        record = json.loads(text, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        if _BEGINNING.match(head):
            _refuse(source.name, "it is cut off, or not valid JSON")
        return None
    ours = isinstance(record, dict) and str(record.get("schema")).startswith(_OURS)
    return record if ours else None


def _take(read: Read, size: int) -> bytes:
    """Read so many bytes, or to the end."""
    pieces = []
    while size and (piece := read(min(size, BLOCK))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _category(entry: Saved, fields: int) -> Category:
    """Make the category of an entry from its JSON value, or values."""
    saved = entry["category"] if fields == 1 else entry.get("values")
    if saved is None:
        raise Lacking(f"it has no 'values' in {entry.place!r}")
    values = [saved.value] if fields == 1 else [one.value for one in saved.items()]
    if fields == 1 and values == [None]:
        return MISSING
    try:
        made = categorise(values)
    except (ValueError, TypeError) as error:
        raise Malformed(f"{saved.place!r} is not a category") from error
    if isinstance(made, Kind | LabelSet) or len(values) != fields:
        raise Malformed(f"{saved.place!r} is not a category")
    return made


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _refuse(name: str, why: str, hint: str = "save it again with inspect -f json") -> NoReturn:
    raise RequestError(f"{name}: this is not a complete report of inspect: {why}", hint)
