"""Rounds measured numbers, for reports of commands that have no typed one yet."""

from fractions import Fraction


def rounded(number: float | Fraction | None, digits: int = 12) -> float | None:
    """Round to significant digits; undefined stays None, and -0.0 becomes 0.0."""
    return None if number is None else float(f"{float(number):.{digits}g}") + 0.0
