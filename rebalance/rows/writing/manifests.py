"""Manifests: the record of what was made of what, written last."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from rebalance.rows.encoding import json_pieces, members
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.index import RowIndex
from rebalance.version import VERSION

SCHEMA = "rebalance.manifest/1"
SPLITS = ("rebalance.split/1", "rebalance.split/2")
BALANCES = ("rebalance.balance/1", "rebalance.balance/2")

Document = Mapping[str, object]


def inputs_of(dataset: Dataset, index: RowIndex) -> list[Document]:
    """Name the files that were read, with their rows and their bytes before compression."""
    return [
        {"name": source.name, "rows": rows, "bytes": source.size}
        for source, rows in zip(dataset.sources, index.rows_by_source(), strict=True)
    ]


def manifest(
    document: Document,
    inputs: Sequence[Document],
    written: Sequence[Document] = (),
    shards: Sequence[object] = (),
) -> Iterator[bytes]:
    """Record what was made of what: a report with its inputs, paths relative to itself.

    Args:
        document: The report of the command, by its keys.
        inputs: The files that were read.
        written: Of each part that was written, its size and the digest of its rows; and its path,
            where that is not NAME.jsonl.
        shards: What was written for each file, if there is an output for each.

    Yields:
        Its JSON, piece by piece.
    """
    record = {
        "schema": SCHEMA,
        "version": VERSION,
        "report": document["schema"],
        **{name: value for name, value in document.items() if name != "schema"},
        "inputs": inputs,
    }
    if written:
        parts = [members(part) for part in cast("Sequence[object]", document["parts"])]
        record["parts"] = [
            {**part, "path": f"{part['name']}.jsonl", **file}
            for part, file in zip(parts, written, strict=True)
        ]
    if shards:
        record["shards"] = shards
    for piece in json_pieces(record):
        yield piece.encode("utf-8", "backslashreplace")
