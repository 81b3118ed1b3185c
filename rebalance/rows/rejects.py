"""Bad rows as JSONL: each with its place, its reason and its bytes."""

import os
from base64 import b64encode
from typing import IO

from rebalance.rows.encoding import json_line
from rebalance.rows.index import RowIndex
from rebalance.rows.source import Dataset


def write_rejects(dataset: Dataset, index: RowIndex, out: IO[bytes]) -> None:
    """Write `{file, line, byte_offset, column, rule, message, raw}` for each bad row.

    `raw` is the line without its line end; `raw_base64` stands in its place where the line is
    not UTF-8. Line and column count from 1, the offset from 0.
    """
    for reject in index.rejects:
        source = dataset.sources[reject.source]
        stop = int(index.ends[index.first_lines[reject.source] + reject.line])
        raw = os.pread(source.descriptor, stop - reject.offset, reject.offset)
        raw = raw.removesuffix(b"\n")
        try:
            shown: dict[str, str | int] = {"raw": raw.decode("utf-8")}
        except UnicodeDecodeError:
            shown = {"raw_base64": b64encode(raw).decode("ascii")}
        record: dict[str, str | int] = {
            "file": source.name,
            "line": reject.line + 1,
            "byte_offset": reject.offset,
            "column": reject.column,
            "rule": reject.rule,
            "message": reject.reason,
        }
        out.write(json_line(record | shown) + b"\n")
