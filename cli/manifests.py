"""The record of what was made of what, written last."""

from collections.abc import Sequence
from typing import cast

import rebalance
from rebalance.rows.encoding import json_document
from rebalance.rows.index import RowIndex
from rebalance.rows.source import Dataset

from .formats import Document


def manifest(
    document: Document, dataset: Dataset, index: RowIndex, part_bytes: Sequence[int] = ()
) -> bytes:
    """Record what was made of what: a report with its inputs, paths relative to itself.

    Args:
        document: The report of the command.
        dataset: The files that were read.
        index: Their rows.
        part_bytes: Size of each part that was written.
    """
    record = {
        "schema": "rebalance.manifest/1",
        "version": rebalance.__version__,
        "report": document["schema"],
        **{name: value for name, value in document.items() if name != "schema"},
        "inputs": [
            {"name": source.name, "rows": rows, "bytes": source.size}
            for source, rows in zip(dataset.sources, index.rows_by_source(), strict=True)
        ],
    }
    if part_bytes:
        parts = [dict(part) for part in cast("Sequence[Document]", document["parts"])]
        record["parts"] = [
            part | {"path": f"{part['name']}.jsonl", "bytes": size}
            for part, size in zip(parts, part_bytes, strict=True)
        ]
    return json_document(record).encode("utf-8", "backslashreplace")
