"""The categories that weights are for: those that rows have, or those that `--labels` declares."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from rebalance.errors import AccessError, RequestError
from rebalance.rows.index import RowIndex

from .advice import named
from .documents import name_of


@dataclass(frozen=True, slots=True)
class Declared:
    """Categories in the order that was asked for.

    Attributes:
        labels: Text that shows each.
        names: Each as a part of a JSON report.
        rows: Rows of each; 0 for one that no row has.
        amounts: What each has in the unit of the index.
        members: For each code of a row, indices of its categories in this order.
    """

    labels: tuple[str, ...]
    names: tuple[dict[str, object], ...]
    rows: tuple[int, ...]
    amounts: tuple[float, ...]
    members: tuple[tuple[int, ...], ...]


def declare(labels: str | None, index: RowIndex, zero_weight: float | None) -> Declared:
    """Bring the categories of an index into order: by rows, or as `--labels` says.

    Raises:
        RequestError: A declared category has no rows and zero_weight is None, or rows have a
            category that is not declared.
    """
    table, amounts = index.table, index.amounts_by_category.tolist()
    known = {label: i for i, label in enumerate(table.labels)}
    asked = (
        read_labels(labels) if labels is not None else [table.labels[i] for i in table.in_order()]
    )
    _check(asked, known, zero_weight)
    place = {known[label]: position for position, label in enumerate(asked) if label in known}
    return Declared(
        labels=tuple(asked),
        names=tuple(
            name_of(table, known[label]) if label in known else {"category": label}
            for label in asked
        ),
        rows=tuple(int(table.rows[known[a]]) if a in known else 0 for a in asked),
        amounts=tuple(amounts[known[label]] if label in known else 0.0 for label in asked),
        members=tuple(tuple(place[i] for i in labels_of) for labels_of in table.members),
    )


def _check(asked: Sequence[str], known: dict[str, int], zero_weight: float | None) -> None:
    twice = sorted({label for label in asked if asked.count(label) > 1}) if asked else []
    if twice:
        raise RequestError(f"--labels names {named(twice)} twice")
    undeclared = [label for label in known if label not in set(asked)]
    if undeclared:
        close = get_close_matches(undeclared[0], asked, n=1)
        raise RequestError(
            f"rows have categories that --labels does not name: {named(undeclared)}",
            f"did you mean {undeclared[0]!r} where it says {close[0]!r}?" if close else "",
        )
    without = [label for label in asked if label not in known]
    if without and zero_weight is None:
        raise RequestError(
            f"--labels names categories without rows: {named(without)}",
            "a weight for them cannot be computed; give it by --zero-weight X",
        )


def read_labels(text: str) -> list[str]:
    """Read `a,b,c`, a file with one label a line, or a JSON list or label2id object.

    Raises:
        AccessError: The file cannot be read.
        RequestError: The JSON is neither.
    """
    if not Path(text).is_file():
        if text.endswith((".txt", ".json")):
            raise AccessError(text, "cannot be read: no such file")
        return [label.strip() for label in text.split(",")]
    content = Path(text).read_text(encoding="utf-8")
    if not text.endswith(".json"):
        return [line for line in content.split("\n") if line.strip()]
    try:
        parsed = json.loads(content)
    except ValueError as error:
        raise RequestError(f"--labels {text}: {error}") from error
    if isinstance(parsed, dict) and all(isinstance(number, int) for number in parsed.values()):
        return sorted(parsed, key=lambda label: (parsed[label], label))
    if isinstance(parsed, list):
        return [item if isinstance(item, str) else json.dumps(item) for item in parsed]
    raise RequestError(f"--labels {text}: neither a list of labels nor an object label -> id")
