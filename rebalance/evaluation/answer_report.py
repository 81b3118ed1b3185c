"""The part of the report of `evaluate` about answers that are not as the truth is written."""

from dataclasses import dataclass

from rebalance.choices import Normalization


@dataclass(frozen=True, slots=True)
class SpellingsMet:
    """Rows whose truth and prediction are equal in some form, though not as they are written.

    Attributes:
        normalize: Normalizations that make them equal; empty for numbers of equal value.
        applied: Whether they were applied, so that the rows are right; otherwise they are wrong.
        rows: Number of rows.
        truth: Truth of the example, at most 60 characters.
        predicted: Prediction of the example, at most 60 characters.
        example: Place of the example: `file:line`.
    """

    normalize: tuple[Normalization, ...]
    applied: bool
    rows: int
    truth: str
    predicted: str
    example: str


@dataclass(frozen=True, slots=True)
class InvalidAnswer:
    """A prediction that is not a class.

    Attributes:
        answer: What was predicted, at most 60 characters; in parentheses why there is nothing.
        rows: Number of rows.
        example: Place of the first: `file:line`.
    """

    answer: str
    rows: int
    example: str
