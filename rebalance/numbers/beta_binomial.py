"""The beta-binomial distribution: how likely successes are at a chance that is estimated."""

from collections.abc import Callable, Iterable
from math import fsum

_LEAST = 1e-18  # of the largest term: smaller ones make no difference to a sum of floats


def at_least_by_estimate(need: int, trials: int, successes: int, tried: int) -> float:
    """P[X >= need] of so many trials, after so many successes of those tried before.

    The chance of a success has a uniform prior: X is beta-binomial with successes + 1 and
    tried - successes + 1 (Laplace 1774; Skellam 1948). As it is the successes + 1st smallest of
    tried + 1 uniform numbers, there are enough if at most `successes` of these are among the
    need + successes smallest of all tried + 1 + trials, which is hypergeometric: a short sum.

    Args:
        need: Successes, at least 1.
        trials: At least as many.
        successes: Of those tried.
        tried: At least as many, and at least 1.
    """
    marked, drawn = tried + 1, need + successes
    least, most = max(0, drawn - trials), min(marked, drawn)
    peak = min(max((drawn + 1) * (marked + 1) // (trials + tried + 3), least), most)

    def odds(h: int) -> float:
        """P[H = h + 1] / P[H = h], for H of the marked ones among those drawn."""
        return (marked - h) * (drawn - h) / ((h + 1) * (trials - drawn + h + 1))

    up = _terms(range(peak, most), odds)
    down = _terms(range(peak - 1, least - 1, -1), lambda h: 1 / odds(h))
    terms = [(peak, 1.0), *enumerate(up, peak + 1)]
    terms += [(peak - nth, term) for nth, term in enumerate(down, 1)]
    enough = fsum(term for h, term in terms if h <= successes)
    return enough / fsum(term for _, term in terms)


def _terms(places: Iterable[int], ratio: Callable[[int], float]) -> list[float]:
    """Multiply ratios from 1 on, until they make no difference."""
    term, found = 1.0, list[float]()
    for place in places:
        term *= ratio(place)
        found.append(term)
        if term < _LEAST:
            break
    return found
