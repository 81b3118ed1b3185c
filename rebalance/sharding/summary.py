"""Summary: what is known of one shard, small enough to travel."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rebalance.errors import RequestError
from rebalance.rows.category import MISSING, Joint, Kind, LabelSet, NonString, Value
from rebalance.rows.scanning.counts import MISSING_KINDS
from rebalance.rows.scanning.field_advice import Spellings
from rebalance.saved_json import Malformed, Saved


@dataclass(frozen=True, slots=True)
class FirstReject:
    """The first bad row of a shard: its line and column, from 1, and what is wrong."""

    line: int
    column: int
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of a shard.

    Attributes:
        name: Its file, as the user typed it.
        bytes: Its size, as it lies there.
        size: Its size before compression.
        sha256: Of its bytes, as they lie there.
        lines: Its lines.
        values: What each of its codes stands for, in order of first appearance.
        rows: Rows of each code.
        kinds: Lines of each kind.
        reject: The first bad row.
        first_missing: The line, from 1, of the first row without a category; 0 for none.
        first_values: Those of the first row with a single value, and of the first with a list.
        spelled: What rows without a category have that is spelled nearly as each of its fields.
        lacks: Fields that no row of it has.
        sums: What rows of each code have of columns; last what rows without a category have.
        not_asked: Rows without a prompt by why, as `reasons_of` counts them.
        versions: Of what wrote it.
    """

    name: str
    bytes: int
    size: int
    sha256: str
    lines: int
    values: tuple[Value, ...]
    rows: tuple[int, ...]
    kinds: Mapping[Kind, int]
    reject: FirstReject | None = None
    first_missing: int = 0
    first_values: tuple[int, ...] = (0, 0)
    spelled: tuple[Spellings, ...] = ()
    lacks: tuple[str, ...] = ()
    sums: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    not_asked: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing_rows(self) -> int:
        """Rows without a category."""
        return sum(self.kinds.get(kind, 0) for kind in MISSING_KINDS)

    @property
    def all_rows(self) -> int:
        """Rows with a category, and without one."""
        return sum(self.rows) + self.missing_rows

    def to_json(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        reject = self.reject
        return {
            "name": self.name, "bytes": self.bytes, "size": self.size, "sha256": self.sha256,
            "lines": self.lines,
            "values": [*map(value_to_json, self.values)], "rows": [*self.rows],
            "kinds": {kind.name.lower(): lines for kind, lines in self.kinds.items()},
            "reject": reject and [reject.line, reject.column, reject.reason],
            "first_missing": self.first_missing, "first_values": [*self.first_values],
            "spelled": [[one.rows, one.looked_at, dict(one.names)] for one in self.spelled],
            "lacks": [*self.lacks], "sums": {name: [*of] for name, of in self.sums.items()},
            "not_asked": {name: [*of] for name, of in self.not_asked.items()},
            "versions": dict(self.versions),
        }  # fmt: skip

    @classmethod
    def of_json(cls, saved: Saved) -> "Summary":
        """Read it again.

        Raises:
            Malformed: It is none.
        """

        def numbers(of: Saved) -> tuple[int, ...]:
            return tuple(one.whole_number() for one in of.items())

        return cls(
            name=str(saved["name"].value), bytes=saved["bytes"].whole_number(),
            size=saved["size"].whole_number(),
            sha256=saved["sha256"].text(), lines=saved["lines"].whole_number(),
            values=tuple(map(value_of_json, saved["values"].items())), rows=numbers(saved["rows"]),
            kinds={kind: saved["kinds"][kind.name.lower()].whole_number() for kind in Kind},
            reject=_reject_of(saved.get("reject")),
            first_missing=saved["first_missing"].whole_number(),
            first_values=numbers(saved["first_values"]),
            spelled=tuple(map(_spellings_of, saved["spelled"].items())),
            lacks=tuple(one.text() for one in saved["lacks"].items()),
            sums={name: numbers(of) for name, of in saved["sums"].members()},
            not_asked={name: numbers(of) for name, of in saved["not_asked"].members()},
            versions={name: of.text() for name, of in saved["versions"].members()},
        )  # fmt: skip


def _spellings_of(saved: Saved) -> Spellings:
    rows, looked_at, names = saved.items()
    counted = {name: of.whole_number() for name, of in names.members()}
    return Spellings(rows.whole_number(), looked_at.whole_number(), counted)


def summary_of(path: str, header: Saved) -> Summary:
    """Read the summary that an index has.

    Raises:
        RequestError: It has none.
    """
    try:
        return Summary.of_json(header["summary"])
    except Malformed as error:
        raise RequestError(f"{path}: this is not the index of a shard: {error}") from error


def _reject_of(saved: Saved | None) -> FirstReject | None:
    if saved is None:
        return None
    line, column, reason = saved.items()
    return FirstReject(line.whole_number(), column.whole_number(), reason.text())


def value_to_json(value: Value) -> object:
    """Write a value: a text as it is, others so that they can be told from it."""
    if isinstance(value, LabelSet):
        return {"labels": [*map(value_to_json, value.labels)]}
    if isinstance(value, Joint):
        return {"values": [*map(value_to_json, value.values)]}
    return {"json": value.text} if isinstance(value, NonString) else value


def value_of_json(saved: Saved) -> Value:
    """Read a value again."""
    if isinstance(saved.value, str):
        return saved.text()
    for name in ("labels", "values"):
        if (inside := saved.get(name)) is not None:
            found: Any = tuple(map(value_of_json, inside.items()))
            return LabelSet(found) if name == "labels" else Joint(found)
    text = saved["json"].text()
    try:
        return MISSING if text == MISSING.text else NonString(text, json.loads(text))
    except ValueError as error:
        raise Malformed(f"{saved.place!r} is not a value") from error
