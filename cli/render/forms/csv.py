"""Records as CSV (RFC 4180): for programs, in full precision."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rebalance.log_commands import unobeyed
from rebalance.wording import visible

from ..blocks import Block, Records

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
_EMOJI = "[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
_JOINED = re.compile(f"(?<={_EMOJI})\u200d(?={_EMOJI})")  # the joiner that makes one of several


def as_csv(blocks: Iterable[Block]) -> Iterator[str]:
    """Write the records of a report under a header, line by line.

    A text that a spreadsheet would take for a formula begins with an apostrophe; JSON has it as
    it is.
    """
    records = next((one.make() for one in blocks if isinstance(one, Records)), ())
    names = _names(records)
    yield _line(names)
    for record in records:
        yield _line(map(record.get, names))


def _line(values: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(_text, values))
    return out.getvalue()


def _names(records: Sequence[Mapping[str, object]]) -> list[str]:
    """Gather the names whose values fit a cell."""
    names: dict[str, None] = {}
    for record in records:
        names |= {n: None for n, value in record.items() if not isinstance(value, list | dict)}
    return list(names)


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    text = unobeyed("\u200d".join(map(visible, _JOINED.split(value))))
    return f"'{text}" if value.startswith(_FORMULA) else text
