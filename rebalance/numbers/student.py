"""Student's t: how far the mean of a few numbers may be off, where their spread is estimated."""

from functools import lru_cache
from math import atan, cos, pi, sin, sqrt

_MANY = 1000  # degrees of freedom from which a series in 1 / freedom is exact to six digits
NORMAL = 1.959963984540054  # the 97.5 % quantile of the normal distribution


@lru_cache(maxsize=4096)
def t_quantile(freedom: int) -> float:
    """Find the 97.5 % quantile of t (Student 1908).

    Args:
        freedom: Degrees of freedom, at least 1.
    """
    if freedom >= _MANY:
        cubic, fifth = NORMAL**3 + NORMAL, 5 * NORMAL**5 + 16 * NORMAL**3 + 3 * NORMAL
        return NORMAL + cubic / (4 * freedom) + fifth / (96 * freedom**2)
    low, high = 1.0, 13.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < 0.95 else (low, middle)
    return (low + high) / 2


def _inside(t: float, freedom: int) -> float:
    """P[|T| <= t] for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = atan(t / sqrt(freedom))
    odd, term, total = freedom % 2, 1.0, 0.0
    for k in range(freedom // 2):
        if k:
            term *= (2 * k - 1 + odd) / (2 * k + odd)
        total += term * cos(angle) ** (2 * k)
    if not odd:
        return sin(angle) * total
    return 2 / pi * (angle + sin(angle) * cos(angle) * total)
