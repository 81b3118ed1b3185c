"""The categories that weights are for: those that rows have, or those that `--labels` declares."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from rebalance.errors import RequestError
from rebalance.rows.index import RowIndex

from .advice import named
from .documents import name_of
from .options import distinct, read_text


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
    asked = table.in_order_labels if labels is None else read_labels(labels, known)
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
    twice = sorted(label for label, times in Counter(asked).items() if times > 1)
    if twice:
        raise RequestError(f"--labels names {named(twice)} twice")
    declared = set(asked)
    undeclared = [label for label in known if label not in declared]
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


def read_labels(text: str, known: Collection[str]) -> list[str]:
    """Read `a,b,c`, a file with one label a line, or a JSON list or label2id object.

    Args:
        text: The labels, or the path of the file.
        known: Labels of the categories that rows have.

    Raises:
        AccessError: The file cannot be read.
        RequestError: It holds no labels.
    """
    if Path(text).is_file() or text.endswith((".txt", ".json")):
        content = read_text(text, "--labels")
        if text.endswith(".json"):
            labels = _from_json(text, content, known)
        else:
            labels = [line for line in content.splitlines() if line.strip()]
    else:
        labels = [label.strip() for label in text.split(",") if label.strip()]
    if not labels:
        raise RequestError("--labels names no label")
    return labels


def _from_json(path: str, content: str, known: Collection[str]) -> list[str]:
    try:
        parsed = json.loads(content, object_pairs_hook=distinct)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"--labels {path}: {error}") from error
    if isinstance(parsed, dict):
        ids = [number for number in parsed.values() if type(number) is int]
        if sorted(ids) != list(range(len(parsed))):
            raise RequestError(f"--labels {path}: the ids are not the numbers from 0 on, each once")
        parsed = sorted(parsed, key=lambda label: int(parsed[label]))
    if not isinstance(parsed, list):
        raise RequestError(f"--labels {path}: neither a list of labels nor an object label -> id")
    return [_label(item, known) for item in parsed]


def _label(item: object, known: Collection[str]) -> str:
    """The label of a JSON value: a string has quotes only where it collides with another type."""
    text = json.dumps(item, ensure_ascii=False)
    return item if isinstance(item, str) and text not in known else text
