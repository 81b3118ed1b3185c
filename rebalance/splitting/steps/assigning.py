"""All steps between scan and apply: rows of shards by key -> the part of each, by counts alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.engines.engine import Engine
from rebalance.numbers.apportion import by_size
from rebalance.rows.scanning.category_table import EachAlone
from rebalance.sharding.parts import ByFamily
from rebalance.splitting.methods.fill import fill_table
from rebalance.splitting.methods.strata import Strata
from rebalance.splitting.steps.borders import borders_of
from rebalance.splitting.steps.buckets import (
    FAMILIES,
    FAMILY_ROWS,
    SINGLES,
    Bucket,
    Shards,
    Shared,
    gather,
)
from rebalance.splitting.steps.placing import LIMIT, Place, place
from rebalance.splitting.steps.telling import tell


@dataclass(frozen=True, slots=True)
class Assigned:
    """Which row goes to which part.

    Attributes:
        table: int64[categories, parts], rows of each category in each part.
        told: How shards know the parts of their rows.
        families: Families of two or more rows.
        largest: Rows of the largest; 1 if there are none.
        shared: The prompts that rows share.
    """

    table: NDArray[np.int64]
    told: ByFamily
    families: int
    largest: int
    shared: Shared


def assign_by_steps(
    shards: Shards,
    buckets: Sequence[Bucket],
    plan: str,
    engine: Engine,
    categories: int,
    fractions: Sequence[Fraction],
    *,
    rare: Rare,
    ties: Sequence[int],
    memory: int = 0,
    limit: int = LIMIT,
) -> Assigned:
    """Assign rows as `methods.families.assign_families` does with all of them.

    Args:
        shards: Their rows by key.
        buckets: How keys are cut, and where what is known of each goes.
        plan: Name of what is decided.
        engine: What does the steps.
        categories: Number of categories.
        fractions: Share of each part; they add up to 1.
        rare: What to do with categories that have fewer rows than there are parts.
        ties: Rank of each category if remainders are equal.
        memory: Bytes that the task of a bucket may take.
        limit: Families that one task holds in memory.

    Raises:
        RequestError: The policy for rare categories cannot be kept.
    """
    tally, largest, shared = np.zeros((categories, 5), dtype=np.int64), 1, Shared()
    for one in engine.map(partial(gather, shards=shards), buckets, memory=memory):
        one.tally.add_to(tally)
        shared, largest = shared + one.shared, max(largest, one.largest)
    by_code = (tally[:, SINGLES] + tally[:, FAMILY_ROWS]).tolist()
    strata = Strata.of_counts(
        by_code, EachAlone(categories), categories, fractions, rare, ties, even=False
    )
    label_of, sequence = strata.label_of, by_size(strata.totals)
    singles = np.bincount(label_of, tally[:, SINGLES], categories).astype(np.int64).tolist()
    (held,) = engine.map(place, [Place(buckets, strata, singles, limit)], memory=memory)
    filled = fill_table(strata, singles, held, held.sum(axis=0).tolist())
    borders = borders_of(filled, sequence, label_of, buckets, engine)
    table = np.zeros((categories, len(fractions)), dtype=np.int64)
    step = partial(tell, plan=plan, borders=borders)
    for counted in engine.map(step, buckets, memory=memory):
        counted.add_to(table)
    files = [one.told for one in buckets]
    told = ByFamily(plan, files, borders, shards.seed, len(shards.files))
    return Assigned(table, told, int(tally[:, FAMILIES].sum()), largest, shared)
