"""What `check` looks at: rules -> what is read of the rows -> facts -> findings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rebalance.checking.baseline import Baseline
from rebalance.checking.category_rules import (
    ALLOW,
    CHANGE,
    DRIFT,
    MIX,
    NEW,
    REQUIRE,
    VANISHED,
    against,
    allow,
    mix,
    require,
)
from rebalance.checking.count_rules import Facts, Place
from rebalance.checking.findings import Finding, Rule
from rebalance.checking.rules import CHECKS
from rebalance.rows.category import Kind, json_identity, json_value, lookalikes
from rebalance.rows.columns import CHARS, Column, Size
from rebalance.rows.duplicates import duplicate_rows
from rebalance.rows.field import Field
from rebalance.rows.index import RowIndex
from rebalance.rows.source import Dataset

from .common import Request
from .options import NEAR
from .ruling import SAME, Ruling

_ORDER = ("error", "warning")
_OF_ROWS = {
    "max-bad-rows", "max-duplicates", "max-near-duplicates", "min-chars", "max-chars", "shape",
}  # rules that need no categories  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checking:
    """A check.

    Attributes:
        request: The options that all commands have.
        ruling: The rules.
        baseline: What there was.
        near: Jaccard similarity of near-duplicates.
    """

    request: Request
    ruling: Ruling
    baseline: Baseline | None = None
    near: float = NEAR

    @property
    def rules(self) -> list[Rule]:
        """The rules that are evaluated, in order."""
        ruling = self.ruling
        named = [(ruling.allow, ALLOW), (ruling.require, REQUIRE), (ruling.mix, MIX)]
        compared = [VANISHED, NEW, DRIFT, CHANGE] if self.baseline else []
        return [
            *(rule for name, (rule, _) in CHECKS.items() if name in ruling.limits),
            *(rule for given, rule in named if given is not None),
            *compared,
        ]

    def asked(self) -> Request:
        """Read on where a rule is to count what is bad or missing."""
        request = self.request
        if "max-bad-rows" in self.ruling.limits:
            request = replace(request, on_error="skip")
        if "max-missing" in self.ruling.limits:
            request = replace(request, missing="drop")
        return request

    def columns(self) -> tuple[Column, ...]:
        """What is to be read of each row beside its category."""
        limits, request = self.ruling.limits, self.request
        columns = list[Column]()
        texts = tuple(map(Field.parse, request.text or ()))
        if "min-chars" in limits or "max-chars" in limits:
            columns.append(Size(CHARS, texts, request.fields, name="chars"))
        if self.ruling.shape is not None:
            from rebalance.rows.shape_column import Form

            columns.append(Form())
        if "max-near-duplicates" in limits:
            from rebalance.rows.identity_columns import Sketch, Text

            columns.append(Sketch(Text(texts), self.near))
        return tuple(columns)

    @property
    def needs_categories(self) -> bool:
        """Whether some rule is about categories."""
        compared = (self.ruling.allow, self.ruling.require, self.ruling.mix, self.baseline)
        asked = any(one is not None for one in (*compared, self.request.by))
        return asked or not set(self.ruling.limits) <= _OF_ROWS

    @property
    def needs_keys(self) -> bool:
        """Whether rows have to be told apart by their content."""
        return bool({"max-duplicates", "max-near-duplicates"} & set(self.ruling.limits))

    def findings(self, dataset: Dataset, index: RowIndex) -> list[Finding]:
        """Evaluate all rules: errors first, then in the order of the rules."""
        facts, ruling = self._facts(dataset, index), self.ruling
        found = [
            finding
            for name, limit in ruling.limits.items()
            for rule, check in [CHECKS[name]]
            for finding in check(rule, limit, facts)
        ]
        if ruling.allow is not None:
            found += allow(ruling.allow, facts)
        if ruling.require is not None:
            found += require(ruling.require, facts)
        if ruling.mix is not None:
            found += mix(ruling.mix, ruling.tolerance, facts)
        if self.baseline is not None:
            table = index.table
            names = [json_identity(json_value(table.categories[i])) for i in table.in_order()]
            found += against(
                self.baseline, facts, names, ruling.drift, ruling.change, ruling.relative
            )
        place = {rule.id: number for number, rule in enumerate(self.rules)}
        return sorted(found, key=lambda one: (_ORDER.index(one.severity), place[one.id]))

    def _facts(self, dataset: Dataset, index: RowIndex) -> Facts:
        """Gather what the rules need to know, and no more."""
        table, limits = index.table, self.ruling.limits
        order = table.in_order()
        rows, columns = np.flatnonzero(index.is_row), index.columns
        alike = lookalikes(table.categories) if "lookalikes" in limits else []

        def place(row: int) -> Place:
            return _place(dataset.names, index, int(rows[row]))

        return Facts(
            labels=tuple(table.labels[i] for i in order),
            rows=tuple(int(table.rows[i]) for i in order),
            total=index.rows,
            missing=sum(index.missing.values()),
            bad=index.bad_rows,
            duplicates=duplicate_rows(dataset, index) if "max-duplicates" in limits else None,
            near_duplicates=(
                self._near_duplicates(dataset, index) if "max-near-duplicates" in limits else None
            ),
            lookalikes=tuple(tuple(table.labels[i] for i in group) for group in alike),
            lengths=columns["chars"][rows] if "chars" in columns else None,
            forms=self._faults(index, rows) if "form" in columns else None,
            place=place,
            first={
                kind: _place(dataset.names, index, int(lines[0]))
                for kind, lines in (
                    ("bad", np.flatnonzero(index.codes == Kind.BAD)),
                    ("missing", np.flatnonzero(index.codes <= Kind.ABSENT)),
                )
                if len(lines)
            },
        )

    def _faults(self, index: RowIndex, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Find what is wrong with the shape of rows."""
        from rebalance.rows.shape_column import faults

        forms = index.columns["form"][rows]
        if self.ruling.shape not in (None, SAME):
            return faults(forms, self.ruling.shape)
        heads = np.searchsorted(rows, index.first_lines[:-1])  # the first row of each file
        files = np.repeat(np.arange(len(heads)), np.diff(np.append(heads, len(rows))))
        return faults(forms, forms[heads[files]])

    def _near_duplicates(self, dataset: Dataset, index: RowIndex) -> int:
        """Count the rows that near-duplicates connect to an earlier row."""
        from rebalance.rows.identity_columns import Text
        from rebalance.rows.near_duplicates import near_families

        text = Text(tuple(map(Field.parse, self.request.text or ())))
        first = near_families(dataset, index, text, self.near, index.is_row)
        return int((first != np.arange(len(first))).sum())


def _place(names: Sequence[str], index: RowIndex, position: int) -> Place:
    source, line = index.place(position)
    return names[source], line + 1
