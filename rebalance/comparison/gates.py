"""Which measures of a comparison are above their limits."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from rebalance.comparison import drift
from rebalance.comparison.options import Limits
from rebalance.comparison.report import Excess
from rebalance.comparison.sides import Sides
from rebalance.report import rounded
from rebalance.wording import named, plural

Observed = tuple[Fraction | float | None, str]  # and what it is, in words


def excesses(sides: Sides, limits: Limits) -> tuple[Excess, ...]:
    """Find the measures that are strictly above their limits; undefined ones are not.

    Args:
        sides: What is compared.
        limits: By the names of measures; None where there may be nothing at all.
    """
    found = []
    for name, limit in limits.items():
        observed, words = OBSERVED[name](sides)
        if observed is not None and observed > (limit or 0):
            above = "" if limit is None else f", above {float(limit):g}"
            found.append(Excess(name, rounded(observed), float(limit or 0), words + above))
    return tuple(found)


def _measured(number: Fraction | float | None, what: str) -> Observed:
    return number, what + ("" if number is None else f" is {float(number):.6g}")


def _most_points(sides: Sides) -> Observed:
    index = sides.most_changed
    points, label = sides.points(index), sides.labels[index]
    return abs(points), f"{label!r} changed by {float(points):+.6g} points"


def _listed(sides: Sides, indices: Sequence[int], what: str) -> Observed:
    labels = [sides.labels[index] for index in indices]
    return Fraction(len(indices)), f"{plural(len(indices), f'{what} category')}: {named(labels)}"


OBSERVED: dict[str, Callable[[Sides], Observed]] = {
    "tv": lambda s: _measured(drift.total_variation(*s.counts), "total variation"),
    "js": lambda s: _measured(drift.js_distance(*s.counts), "Jensen-Shannon distance"),
    "le-cam": lambda s: _measured(drift.le_cam(*s.counts), "Le Cam distance"),
    "points": _most_points,
    "new": lambda s: _listed(s, s.new, "new"),
    "vanished": lambda s: _listed(s, s.vanished, "vanished"),
}
