"""Manifests: the record of what was made of what, written last; and what those beside files say."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from rebalance.errors import RequestError
from rebalance.rows.encoding import json_document
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.index import RowIndex
from rebalance.version import VERSION

SPLITS = ("rebalance.split/1", "rebalance.split/2")
BALANCES = ("rebalance.balance/1", "rebalance.balance/2")
_TRAINING = "train"

Document = Mapping[str, object]


def manifest(
    document: Document, dataset: Dataset, index: RowIndex, written: Sequence[Document] = ()
) -> bytes:
    """Record what was made of what: a report with its inputs, paths relative to itself.

    Args:
        document: The report of the command.
        dataset: The files that were read.
        index: Their rows.
        written: Of each part that was written, its size and the digest of its rows.
    """
    record = {
        "schema": "rebalance.manifest/1",
        "version": VERSION,
        "report": document["schema"],
        **{name: value for name, value in document.items() if name != "schema"},
        "inputs": [
            {"name": source.name, "rows": rows, "bytes": source.size}
            for source, rows in zip(dataset.sources, index.rows_by_source(), strict=True)
        ],
    }
    if written:
        parts = [dict(part) for part in cast("Sequence[Document]", document["parts"])]
        record["parts"] = [
            {**part, "path": f"{part['name']}.jsonl", **file}
            for part, file in zip(parts, written, strict=True)
        ]
    return json_document(record).encode("utf-8", "backslashreplace")


def refuse_held_out(paths: Sequence[str]) -> None:
    """Raise RequestError where a file is a part that split made for validation or test."""
    for path in paths:
        if part := _held_out_part(path):
            raise RequestError(
                f"{path} is the part {part!r} of a split: a balanced one measures nothing real",
                "balance the training part; `force` balances this one all the same",
            )


def _held_out_part(path: str) -> str | None:
    """Name the part that a file is, where split wrote it and it is not for training."""
    for record in _beside(path):
        parts = record["parts"] if record["report"] in SPLITS else []
        name = next((part["name"] for part in parts if part["path"] == Path(path).name), None)
        folds = record.get("options", {}).get("folds")
        if name is not None and not folds:  # of folds, each is for training, too
            largest = max(parts, key=lambda part: part["rows"])["name"]
            training = {p["name"] for p in parts if str(p["name"]).startswith(_TRAINING)}
            return None if name in (training or {largest}) else str(name)
    return None


def was_repeated(path: str) -> bool:
    """Tell whether balance wrote some row of a file more than once."""
    return any(
        record["report"] in BALANCES
        and Path(str(record.get("output"))).name == Path(path).name
        and any(category["max_copies"] > 1 for category in record["categories"])
        for record in _beside(path)
    )


def _beside(path: str) -> list[dict[str, Any]]:
    """Read the manifests in a file's folder; what is none, or cannot be read, does not count."""
    found = []
    for candidate in sorted(Path(path).parent.glob("*manifest*.json")) if path != "-" else ():
        try:
            record = parse_manifest(candidate.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            continue
        if record is not None:
            found.append(record)
    return found


def parse_manifest(text: str) -> dict[str, Any] | None:
    """Read a manifest; None where a text is none, or not whole."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.get("schema") != "rebalance.manifest/1":
        return None
    needed = {
        **dict.fromkeys(SPLITS, ("parts", ("name", "path", "rows"))),
        **dict.fromkeys(BALANCES, ("categories", ("max_copies",))),
    }
    name, members = needed.get(str(record.get("report")), ("inputs", ()))
    items = record.get(name)
    whole = isinstance(items, list) and all(
        isinstance(item, dict) and all(member in item for member in members) for item in items
    )
    return record if whole else None
