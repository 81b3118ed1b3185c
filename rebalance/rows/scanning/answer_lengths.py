"""A column: how long the answers of rows are."""

from dataclasses import replace
from functools import partial

from rebalance.rows.field import Field, Row, characters
from rebalance.rows.scanning.columns import Column, of_each
from rebalance.rows.scanning.compared_text import Text
from rebalance.text.answers import answer_length
from rebalance.text.payloads import length

ANSWER = "answer"  # the column, and the unit that stands for tokens where none is known


def answer(text: Text, by: tuple[Field, ...]) -> Column:
    """Measure the answer of rows in characters; float64[lines].

    Where no answer is known it is all text, as a number of at most 0.
    """
    column = of_each(ANSWER, "float64", partial(_answer, text, by), fields=text.responses)
    return replace(column, says_all=True)


def _answer(text: Text, by: tuple[Field, ...], row: Row) -> int:
    if text.responses:
        return sum(map(length, text.sides(row).answer)) or -characters(row, (), by)
    return answer_length(row) or -characters(row, (), by)
