"""Which share of a loss each category has: averaged over rows, or over tokens."""

from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.scanning.answer_lengths import ANSWER
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.rows.scanning.counts import Counts
from rebalance.rows.scanning.index import RowIndex
from rebalance.wording import plural


@dataclass(frozen=True, slots=True)
class Losses:
    """Shares of the loss in rows of each category; NaN where there is no loss at all.

    Rows with several labels count under each of them, with the weight that they get.

    Attributes:
        rows_before: float64[categories] of the table, of a loss averaged over rows.
        rows_after: The same under weights.
        tokens_before: Of a loss averaged over tokens.
        tokens_after: The same under weights.
        token_unit: What stands for tokens.
        unanswered: Rows of which no answer is known, so that all their text stands for tokens.
    """

    rows_before: NDArray[np.float64]
    rows_after: NDArray[np.float64]
    tokens_before: NDArray[np.float64]
    tokens_after: NDArray[np.float64]
    token_unit: str
    unanswered: int

    @classmethod
    def of(
        cls, counts: Counts, answers: "Answers", weights: NDArray[np.float64], unit: str
    ) -> "Losses":
        """Find the shares under float64[codes] weights; tokens are the unit, if not rows."""
        rows, alike = counts.rows_by_code.astype(np.float64), np.ones(len(weights))
        table, tokens = counts.table, answers.tokens
        return cls(
            _shares(table, rows, alike), _shares(table, rows, weights),
            _shares(table, tokens, alike), _shares(table, tokens, weights),
            ANSWER if unit == "rows" else unit, answers.unknown,
        )  # fmt: skip

    def meaning(self, *, of_labels: bool) -> str:
        """Say which losses they are of, and what stands for tokens."""
        said = (
            "Shares of the loss: in a row-averaged one every row counts alike, however long; in a"
            " token-averaged one, the default of most trainers, every token does."
        )
        if self.token_unit == ANSWER:
            said += " Characters of the answer stand for tokens"
            said += f" ({self._of_all_text})" if self.unanswered else ""
            said += "; `unit=tokens:NAME` counts them, `unit=field:PATH` names their number."
        if of_labels:
            said += (
                " Rows count under each of their labels, so that shares add up to more than 100 %."
            )
        return said

    @property
    def _of_all_text(self) -> str:
        return f"of all text in {plural(self.unanswered, 'row')} of which no answer is known"


@dataclass(frozen=True, slots=True)
class Answers:
    """What stands for the tokens of rows.

    Attributes:
        tokens: float64[codes], their sum.
        unknown: Rows of which no answer is known, so that all their text counts.
    """

    tokens: NDArray[np.float64]
    unknown: int = 0

    @classmethod
    def of(cls, index: RowIndex) -> "Answers":
        """Sum the column of answers, or what rows have in the unit."""
        if ANSWER not in index.columns:
            return cls(index.amounts_by_code)
        sizes = index.columns[ANSWER]
        unknown = int(((sizes <= 0) & (index.codes >= 0)).sum())
        return cls(index.sums_by_code(sizes, np.abs), unknown)


def _shares(
    table: CategoryTable, amounts: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    mass = amounts * weights
    total = fsum(mass.tolist())
    return table.gather(mass) / total if total else np.full(len(table.categories), np.nan)
