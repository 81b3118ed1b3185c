"""The step `gather`: of all shards the rows whose keys fall into a bucket -> families, single rows.

Only a bucket is in memory, never all rows.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import argsort, index_dtype, run_starts
from rebalance.numbers.priorities import priorities
from rebalance.numbers.stable_parts import parts_of
from rebalance.sharding.buckets import cut_keys, read_bucket
from rebalance.sharding.index_file import write_index
from rebalance.sharding.merged import Numbering
from rebalance.sharding.rows_by_key import RowsByKey
from rebalance.splitting.steps.tables import Tally

SINGLES, FAMILIES, FAMILY_ROWS, FITTING, FITTING_ROWS = range(5)  # columns of a tally


@dataclass(frozen=True, slots=True)
class Shards:
    """The rows of all shards by key.

    Attributes:
        files: Of each shard.
        names: What each has to be of.
        numberings: How the codes of each are numbered in the whole.
        seed: Random seed.
        smallest: Rows that the smallest part should have.
    """

    files: Sequence[str]
    names: Sequence[str]
    numberings: Sequence[Numbering]
    seed: int
    smallest: int

    def read(self, blocks: range) -> RowsByKey:
        """Read a bucket, sorted by key."""
        return read_bucket(self.files, self.names, self.numberings, blocks)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of keys.

    Attributes:
        number: Which one.
        blocks: The blocks of the rows of each shard that make it.
        file: Where its families and single rows go, or lie.
        parts: Where the parts of its families go.
        told: Where the parts of their rows go, by shard.
    """

    number: int
    blocks: range
    file: str
    parts: str
    told: str


def cut(folder: str, plan: str, rows: int) -> list[Bucket]:
    """Cut all keys into buckets that fit into the memory of a process.

    Args:
        folder: Where their files go.
        plan: What these are of.
        rows: All rows.
    """
    found = list[Bucket]()
    for at, blocks in enumerate(cut_keys(rows)):
        path = os.path.join(folder, f"{plan}.{at}")
        found.append(Bucket(at, blocks, f"{path}.bucket", f"{path}.parts", f"{path}.told"))
    return found


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest prompt that the smallest part cannot hold.

    Attributes:
        rows: Its rows.
        word: Its priority.
        shard: The shard of its first row.
        line: The line of that, from 0.
        bucket: Its bucket.
        family: Its place among the families of the bucket.
    """

    rows: int
    word: int
    shard: int
    line: int
    bucket: int
    family: int


@dataclass(frozen=True, slots=True)
class Shared:
    """Prompts of two or more rows.

    Attributes:
        families: How many.
        rows: Their rows.
        largest: Rows of the largest; 1 if there are none.
        over: How many have more rows than the smallest part should.
        worst: The largest of these, of equal ones that of the lowest priority.
    """

    families: int = 0
    rows: int = 0
    largest: int = 1
    over: int = 0
    worst: Largest | None = None

    def __add__(self, other: "Shared") -> "Shared":
        """Count those of two buckets together."""
        there = [one for one in (self.worst, other.worst) if one is not None]
        return Shared(
            self.families + other.families, self.rows + other.rows,
            max(self.largest, other.largest), self.over + other.over,
            min(there, key=lambda one: (-one.rows, one.word), default=None),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of a bucket.

    Attributes:
        tally: By category single rows, families of it, their rows; those that fit into the smallest
            part, and their rows. Of a stable split, rows in each part.
        shared: Its prompts.
        largest: Rows of its largest family.
    """

    tally: Tally
    shared: Shared
    largest: int = 1


def gather(bucket: Bucket, shards: Shards) -> Gathered:
    """Gather the families of two or more rows, and single rows, and write both to a file."""
    rows = shards.read(bucket.blocks)
    starts = run_starts(rows.keys)
    sizes = np.diff(starts, append=len(rows.keys))
    words, heads = priorities(rows.keys[starts], shards.seed, "split"), rows.codes[starts]
    alone = sizes == 1
    many = np.flatnonzero(~alone)
    many = many[np.lexsort((words[many], heads[many]))]
    place = np.full(len(starts), -1, dtype=index_dtype(len(starts)))
    place[many] = np.arange(len(many))
    family = np.repeat(place, sizes)
    chosen = np.flatnonzero(family >= 0)
    chosen = chosen[argsort(rows.shards[chosen])]
    singles = np.flatnonzero(alone)
    singles = singles[np.lexsort((words[singles], heads[singles]))]
    of_shards = np.bincount(rows.shards[chosen], minlength=len(shards.files))
    narrow = index_dtype(int(sizes.max(initial=0)))
    write_index(
        bucket.file, {},
        {
            "words": words[many], "sizes": sizes[many].astype(narrow), "codes": heads[many],
            "of_shards": of_shards, "lines": rows.lines[chosen], "families": family[chosen],
            "row_codes": rows.codes[chosen],
            "single_words": words[singles], "single_codes": heads[singles],
        },
    )  # fmt: skip
    fits = (sizes <= shards.smallest) & ~alone
    columns = [alone, ~alone, np.where(alone, 0, sizes), fits, np.where(fits, sizes, 0)]
    shared = _shared(rows, starts, words, place, bucket.number, shards.smallest)
    return Gathered(Tally.of(heads, columns), shared, int(sizes.max(initial=1)))


def gather_stable(bucket: Bucket, shards: Shards, shares: Sequence[Fraction]) -> Gathered:
    """Count the rows of a bucket by category and the part that their own priority gives them."""
    rows = shards.read(bucket.blocks)
    starts = run_starts(rows.keys)
    words = priorities(rows.keys, shards.seed, "split")
    part = parts_of(words, shares)
    tally = Tally.of(rows.codes, [part == number for number in range(len(shares))])
    return Gathered(tally, _shared(rows, starts, words[starts], None, bucket.number, 0))


def _shared(
    rows: RowsByKey,
    starts: NDArray[np.int64],
    words: NDArray[np.uint64],
    place: NDArray[np.signedinteger] | None,
    bucket: int,
    smallest: int,
) -> Shared:
    """Count prompts of several rows; `place` says which family each key is, words its priority."""
    if not len(starts):
        return Shared()
    asked = np.add.reduceat(rows.asked, starts, dtype=np.int64)
    several = asked[asked > 1]
    over = np.flatnonzero((asked > 1) & (asked > smallest))
    worst = None
    if len(over) and place is not None:
        at = over[np.lexsort((words[over], -asked[over]))[0]]
        stop = starts[at + 1] if at + 1 < len(starts) else len(rows.keys)
        head = starts[at] + int(rows.asked[starts[at] : stop].argmax())
        worst = Largest(
            int(asked[at]), int(words[at]), int(rows.shards[head]), int(rows.lines[head]), bucket,
            int(place[at]),
        )  # fmt: skip
    return Shared(len(several), int(several.sum()), int(several.max(initial=1)), len(over), worst)
