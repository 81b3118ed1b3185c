"""A baseline: the categories of a dataset as they were, in a file that is committed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rebalance.errors import RequestError
from rebalance.rows.category import saved_identity
from rebalance.rows.encoding import json_document
from rebalance.saved_json import Malformed, Saved
from rebalance.wording import by_name

SCHEMA = "rebalance.baseline/1"


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many rows each category had.

    Attributes:
        by: The fields of the category.
        rows: Rows with a category.
        counts: Rows by identity, which is the JSON text of a category's value.
        labels: Labels by identity.
    """

    by: tuple[str, ...]
    rows: int
    counts: Mapping[str, int]
    labels: Mapping[str, str]

    @classmethod
    def read(cls, text: str, path: str) -> "Baseline":
        """Read what `written` wrote.

        Raises:
            RequestError: The text is not a baseline.
        """
        try:
            record = Saved.parse(text, [SCHEMA])
            entries = [
                (saved_identity(one["category"]), one["label"].text(), one["rows"].whole_number())
                for one in record["categories"].items()
            ]
            by = tuple(one.text() for one in record["by"].items())
        except Malformed as error:
            raise RequestError(
                f"{path}: this is not a baseline: {error}", "make one with `write_baseline=FILE`"
            ) from error
        counts = {name: rows for name, _, rows in entries}
        if len(counts) < len(entries):
            raise RequestError(f"{path}: a category is given twice")
        labels = {name: label for name, label, _ in entries}
        return cls(by, sum(counts.values()), counts, labels)


def written(
    by: Sequence[str], values: Sequence[object], labels: Sequence[str], rows: Sequence[int]
) -> bytes:
    """Write a baseline: the same bytes for the same categories and rows, sorted by label."""
    entries = sorted(zip(labels, values, rows, strict=True), key=lambda entry: by_name(entry[0]))
    record = {
        "schema": SCHEMA,
        "by": list(by),
        "rows": sum(rows),
        "categories": [
            {"category": value, "label": label, "rows": count} for label, value, count in entries
        ],
    }
    return json_document(record).encode("utf-8", "backslashreplace")
