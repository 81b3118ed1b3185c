"""The step `select`: what each index answers when the plan looks for thresholds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Keep
from rebalance.engines.engine import Engine
from rebalance.errors import RequestError
from rebalance.numbers.order_words import Words, order_words
from rebalance.numbers.positions import argsort, run_starts
from rebalance.numbers.thresholds import Ask, Bound, Seen, Target, answer, bounds
from rebalance.rows.category import Kind
from rebalance.rows.scanning.index import RowIndex
from rebalance.sharding.index_file import IndexFile, read_index
from rebalance.sharding.merged import Merged, Numbering


@dataclass(frozen=True, slots=True)
class RowOrder:
    """In which order rows of a category are taken: the options `keep` and `seed`."""

    keep: Keep
    seed: int

    @property
    def stages(self) -> int:
        """By how many words rows are compared."""
        return {"first": 0, "random": 1}.get(self.keep, 2)


class Rows:
    """The rows of one shard by category, with what they are compared by.

    Args:
        index: Its rows; codes are those of the whole.
        order: How rows are compared.
    """

    def __init__(self, index: RowIndex, order: RowOrder) -> None:
        self._lines = argsort(index.codes)
        self._sorted = index.codes[self._lines]
        scores = None if index.scores is None else index.scores[self._lines]
        self._words = order_words(order.keep, index.keys[self._lines], order.seed, scores)

    def of(self, code: int) -> tuple[Words, int]:
        """Give the words and the number of the rows of a category, in their order."""
        here = self._slice(code)
        return tuple(word[here] for word in self._words), here.stop - here.start

    def lines(self, code: int) -> NDArray[np.signedinteger]:
        """Give their lines: int[rows]."""
        return self._lines[self._slice(code)]

    def present(self) -> list[int]:
        """List the categories that it has rows of."""
        codes = self._sorted[self._sorted >= 0]
        found: list[int] = codes[run_starts(codes)].tolist()
        return found

    def _slice(self, code: int) -> slice:
        start, stop = np.searchsorted(self._sorted, np.array([code, code + 1], dtype=np.int32))
        return slice(int(start), int(stop))


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to one index."""

    index: str
    numbering: Numbering
    order: RowOrder
    asks: Sequence[Ask]


def probe(task: Probe) -> list[Seen]:
    """Answer it."""
    rows = Rows(rows_of(read_index(task.index, header_only=True), task.numbering), task.order)
    return answer(task.asks, rows.of)


def rows_of(file: IndexFile, numbering: Numbering) -> RowIndex:
    """Load the rows of a shard; their keys are those of `RowIndex.keys_of_rows`.

    Raises:
        RequestError: They are none of a shard.
    """
    arrays = file.arrays()
    _refuse_unfit(file.path, arrays, len(numbering.lookup))
    codes = numbering.renumbered(arrays.pop("codes"))
    return RowIndex(
        codes=codes, ends=arrays.pop("ends"), keys=arrays.pop("keys"), values=(),
        lines=(len(codes),), columns=arrays,
    )  # fmt: skip


def _refuse_unfit(path: str, arrays: Mapping[str, NDArray[Any]], values: int) -> None:
    """Refuse arrays that no scan has written: others would cut rows, or take those of others."""
    codes, ends = (arrays.get(name, np.zeros(0)) for name in ("codes", "ends"))
    lengths = {len(codes), len(ends), *filter(None, map(len, arrays.values()))}
    fits = codes.dtype.str == "<i4" and ends.dtype.str == "<i8" and len(lengths) == 1
    if fits and len(codes):
        fits = min(Kind) <= int(codes.min()) and int(codes.max()) < values
        fits = fits and int(ends[0]) >= 0 and not (ends[1:] < ends[:-1]).any()
    if not fits:
        raise RequestError(f"{path}: this is not the index of a shard: its arrays are of none")


def select(
    merged: Merged,
    indices: Sequence[str],
    order: RowOrder,
    targets: Sequence[Target],
    engine: Engine,
) -> list[Bound]:
    """Find where the first rows of categories end.

    Args:
        merged: All shards together.
        indices: The file of the index of each.
        order: How rows are compared.
        targets: How many rows of which categories.
        engine: What looks at the indices.
    """

    def ask(asks: Sequence[Ask]) -> Iterator[list[Seen]]:
        tasks = [
            Probe(index, numbering, order, asks)
            for index, numbering in zip(indices, merged.numberings, strict=True)
        ]
        return engine.map(probe, tasks)

    return bounds(targets, order.stages, ask)
