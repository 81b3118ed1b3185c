"""How much of each source and category a mix takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from rebalance.choices import IfShort
from rebalance.errors import CheckFailed, RequestError
from rebalance.mixing.pool import Pool
from rebalance.mixing.recipe import Recipe, as_keys
from rebalance.numbers.apportion import Number, largest_remainder, proportional
from rebalance.numbers.named_shares import check_sum
from rebalance.numbers.plan import Plan, plan
from rebalance.numbers.targets import Mix
from rebalance.shortage import shortage
from rebalance.target_options import at_mean_sizes, total_of
from rebalance.wording import named, plural


@dataclass(frozen=True)
class MixPlan:
    """What a mix takes.

    Attributes:
        sources: What it takes of each source.
        cells: What it takes of each cell of the pool.
        if_short: What happens where rows do not suffice.
        shortage: What is lacking, in words; "" for nothing.
    """

    sources: Plan
    cells: Sequence[Number]
    if_short: IfShort
    shortage: str


def plan_mix(pool: Pool) -> MixPlan:
    """Find what each source gives, and of that each of its categories, in proportion.

    Raises:
        RequestError: The shares contradict each other, or a source that is asked for has no rows.
        CheckFailed: Rows do not suffice, and the recipe wants all that it asks for.
    """
    recipe = pool.recipe
    counts = pool.by_source(pool.amounts)
    _refuse_empty(recipe, counts)
    shares, total = _shares(recipe, counts)
    if recipe.settings.total_unit and total is not None:
        of_total = pool.by_source(pool.total_amounts)
        total = at_mean_sizes(int(total), shares, counts, of_total)
    if_short = _if_short(recipe)
    repeats = [1 if one.all else one.max_repeat for one in recipe.sources.values()]
    found = plan(
        counts, Mix(tuple(shares)), total=total, max_repeat=repeats,
        shrink=if_short != "fill" and not recipe.anchored,
    )  # fmt: skip
    if recipe.anchored:  # amounts stay as they are: nothing else fills up what is lacking
        found = found.unfilled
    lacking = as_keys(shortage(found, list(recipe.sources), recipe.settings.unit, "source"))
    if lacking and if_short == "fail":
        raise CheckFailed(f"nothing was written, as the mix does not hold: {lacking}")
    return MixPlan(found, _of_cells(pool, found.reached), if_short, lacking)


def _refuse_empty(recipe: Recipe, counts: Sequence[Number]) -> None:
    empty = [name for name, count in zip(recipe.sources, counts, strict=True) if not count]
    if empty:
        which = plural(len(empty), "source")
        raise RequestError(
            f"{recipe.path}: {which} {'has' if len(empty) == 1 else 'have'} nothing to take:"
            f" {named(empty)}",
            "look at where and dedupe, or take the table out",
        )


def _shares(recipe: Recipe, counts: Sequence[Number]) -> tuple[Sequence[Fraction], Number | None]:
    """Give the share of each source, and the total.

    Amounts that are fixed anchor the total: with shares r of the others, it is their sum / (1 - r).
    """
    sources, settings = list(recipe.sources.values()), recipe.settings
    fixed = [count if one.all else one.fixed for one, count in zip(sources, counts, strict=True)]
    asked = [one.share or Fraction(0) for one in sources]
    if all(amount is None for amount in fixed):
        if not settings.rescale:
            _check_sum(recipe, asked)
        return proportional(asked, 1), total_of(settings.total, list(counts))  # type: ignore[arg-type]
    if settings.total is not None:
        raise RequestError(
            f"{recipe.path}: total goes with shares of all sources, and some have fixed amounts",
            "take out total, or give each source a share",
        )
    anchor, left = sum(Fraction(one) for one in fixed if one is not None), 1 - sum(asked)
    if left <= 0 or not anchor:
        raise RequestError(
            f"{recipe.path}: the shares leave nothing for the sources with fixed amounts",
            "their shares have to add up to less than 1",
        )
    whole = all(isinstance(count, int) for count in counts)
    everything = Fraction(round(anchor / left)) if whole else anchor / left
    rest = (1 - anchor / everything) / (sum(asked) or 1)  # for each unit of share
    shares = [
        rest * share if one is None else Fraction(one) / everything
        for one, share in zip(fixed, asked, strict=True)
    ]
    return shares, int(everything) if whole else everything


def _check_sum(recipe: Recipe, asked: Sequence[Fraction]) -> None:
    shares = dict(zip(recipe.sources, asked, strict=True))
    try:
        check_sum(shares, asked)
    except RequestError as error:
        said = str(error).partition(": ")[2]
        raise RequestError(
            f"{recipe.path}: the shares of the sources: {said}",
            as_keys(error.advice.replace("scale them with `rescale`", "set rescale = true")),
        ) from error


def _if_short(recipe: Recipe) -> IfShort:
    """Say what gives way: who names amounts, or a total, wants them."""
    settings = recipe.settings
    if settings.if_short == "shrink" and recipe.anchored:
        raise RequestError(
            f"{recipe.path}: if_short: amounts that are fixed cannot shrink",
            'write if_short = "fill" to take what there is',
        )
    wanted = recipe.anchored or settings.total is not None
    return settings.if_short or ("fail" if wanted else "shrink")


def _of_cells(pool: Pool, reached: Sequence[Number]) -> list[Number]:
    """Share out what each source gives among its categories, in proportion to what they have."""
    given = list[Number]()
    borders = np.searchsorted(pool.pairs[:, 0], np.arange(len(reached) + 1)).tolist()
    for amount, (first, end) in zip(reached, pairwise(borders), strict=True):
        weights = pool.amounts[first:end]  # cells stand by their sources
        if isinstance(amount, int):
            given += largest_remainder(weights, amount)
        else:
            given += proportional(weights, amount)
    return given
