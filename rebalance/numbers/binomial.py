"""The binomial distribution: how likely so many successes are."""

from math import ceil, exp, fsum, lgamma, log, log1p

_BEYOND = 40.0  # standard deviations, and more, that no quantile in use is away


def at_least(need: int, trials: int, chance: float) -> float:
    """P[Bin(trials, chance) >= need], summed over the shorter of the two tails.

    Args:
        need: Successes, at least 1.
        trials: At least as many.
        chance: Of a success, above 0 and below 1.
    """
    middle = trials * chance
    reach = _BEYOND * (middle * (1 - chance)) ** 0.5 + _BEYOND
    if need <= middle:
        below = range(max(0, ceil(middle - reach)), need)
        return 1 - fsum(_chances(below, trials, chance))
    return fsum(_chances(range(need, min(trials, int(middle + reach)) + 1), trials, chance))


def _chances(successes: range, trials: int, chance: float) -> list[float]:
    """P[Bin = k] for each k: the largest by logarithms, the others by their ratios to it."""
    if not successes:
        return []
    peak = min(max(int((trials + 1) * chance), successes[0]), successes[-1])
    odds = chance / (1 - chance)
    start = exp(
        lgamma(trials + 1) - lgamma(peak + 1) - lgamma(trials - peak + 1)
        + peak * log(chance) + (trials - peak) * log1p(-chance)
    )  # fmt: skip
    up, down, rising, falling = start, start, list[float](), list[float]()
    for k in range(peak, successes[-1]):
        up *= (trials - k) / (k + 1) * odds
        rising.append(up)
        if not up:
            break
    for k in range(peak, successes[0], -1):
        down *= k / (trials - k + 1) / odds
        falling.append(down)
        if not down:
            break
    return [start, *rising, *falling]
