"""Which measures of a comparison are above their limits."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from rebalance.comparison import drift
from rebalance.comparison.key_report import ByKey
from rebalance.comparison.options import OF_ROWS, Limits
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
        if name in OF_ROWS:
            continue
        observed, words = OBSERVED[name](sides)
        if observed is not None and observed > (limit or 0):
            above = "" if limit is None else f", above {float(limit):g}"
            found.append(Excess(name, rounded(observed), float(limit or 0), words + above))
    return tuple(found)


def row_excesses(joined: ByKey, limits: Limits, least_coverage: Fraction) -> tuple[Excess, ...]:
    """Find the shares of rows that are above their limits, and sides with too few keys to tell.

    Args:
        joined: Rows of both sides, joined.
        limits: By the names of measures; None where there may be no such row.
        least_coverage: Share of the rows of each side that have to have a key.
    """
    asked, found = [name for name in OF_ROWS if name in limits], list[Excess]()
    for side, one in joined.coverage.items() if asked else ():
        if not one.reaches(least_coverage):
            share = Fraction(one.looked_at, one.rows)
            words = f"{one.looked_at:,} of {plural(one.rows, 'row')} {side} have a key"
            found.append(Excess("coverage", rounded(share), float(least_coverage),
                                f"{words}, below {float(least_coverage):.4g}"))  # fmt: skip
    for name in asked:
        rows, of = _rows(joined)[name]
        limit = limits[name]
        share = Fraction(rows, max(of, 1))
        if share > (limit or 0):
            above = "" if limit is None else f", {float(share):.6g}, above {float(limit):g}"
            said = f"{name}: {rows:,} of {plural(of, 'row')}{above}"
            found.append(Excess(name, rounded(share), float(limit or 0), said))
    return tuple(found)


def _rows(joined: ByKey) -> dict[str, tuple[int, int]]:
    """Rows of each measure, and of how many they are."""
    before, after = (one.looked_at for one in joined.coverage.values())
    return {
        "added": (joined.added.rows, after),
        "gone": (joined.gone.rows, before),
        "changed": (joined.changed.rows, joined.joined),
        "moved": (joined.moved.rows, joined.joined),
    }


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
