"""Samplers for training: rows in proportion to their weights, exactly, and the same everywhere."""

import warnings
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.training.row_weights import RowWeights, row_weights
from rebalance.training.systematic import Plan

_BLOCK = 1 << 16  # rows that are made Python numbers at a time


def epoch(
    weights: RowWeights, num_samples: int | None = None, *, seed: int = 0, epoch: int = 0
) -> NDArray[np.int64]:
    """Draw the rows of an epoch in proportion to their weights, in random order.

    Systematic sampling: a row comes floor or ceil of its expected number of times, and so do all
    rows of one weight together, such as those of a category. Equal weights are a permutation.

    Args:
        weights: Of the rows, as `WeightedSampler` takes them.
        num_samples: Draws; by default as many as there are rows.
        seed: Any integer.
        epoch: Each has other draws; over epochs all rows of a weight come equally often.

    Returns:
        int64[num_samples], numbers of rows from 0.

    Raises:
        RequestError: The weights are not one finite number of at least 0 for each row.
    """
    return _plan(row_weights(weights), num_samples, seed).draws(_number("epoch", epoch, 0))


class WeightedSampler:
    """Draws rows in proportion to their weights, as `epoch` does: a sampler of a DataLoader.

    Ranks of a distributed run share the draws of an epoch: rank r takes those at r, r + R, ....
    Each yields ceil(N / R), so that none waits for ever; draws from the start of the epoch fill
    up, whose number is `padding`, and a warning says so. Where a trainer shards batches over
    ranks itself (accelerate, transformers, Lightning), leave num_replicas and rank out.

    An epoch that was drawn to its end is followed by the next, unless `set_epoch` says which; one
    that was broken off begins anew.

    Args:
        weights: One for each row: an array, the path of a `.npy` file that `weights` wrote, or of
            JSONL whose rows have them in the field `weight`.
        num_samples: Draws of an epoch; by default as many as there are rows.
        num_replicas: Ranks that share an epoch; by default this process is alone.
        rank: Which of them this is, from 0.
        seed: Any integer, the same for all ranks.
        rows: Rows of the dataset, such as `len(dataset)`: another number of weights is refused.

    Attributes:
        epoch: The epoch that is drawn next.
        padding: Draws of an epoch that come once more, on all ranks together.

    Raises:
        RequestError: The weights are not one finite number of at least 0 for each row, or the
            other arguments do not fit each other.
    """

    def __init__(
        self,
        weights: RowWeights,
        *,
        num_samples: int | None = None,
        num_replicas: int | None = None,
        rank: int | None = None,
        seed: int = 0,
        rows: int | None = None,
    ) -> None:
        if (num_replicas is None) != (rank is None):
            raise RequestError("num_replicas and rank belong together: give both, or neither")
        self._replicas = 1 if num_replicas is None else _number("num_replicas", num_replicas, 1)
        self._rank = 0 if rank is None else _number("rank", rank, 0)
        if self._rank >= self._replicas:
            raise RequestError(f"rank {self._rank} of {self._replicas}: ranks count from 0")
        loaded = row_weights(weights)
        if rows is not None and rows != len(loaded):
            raise RequestError(f"{len(loaded):,} weights for {rows:,} rows: each needs one")
        self._plan, self._digest = _plan(loaded, num_samples, seed), _digest(loaded)
        self.epoch, self._resumed = 0, 0  # the epoch, and the rows of it that are left out
        self._running: _Running | None = None
        self.padding = -self._plan.size % self._replicas
        if self.padding and not self._rank:
            warnings.warn(
                f"{self._plan.size:,} draws are shared by {self._replicas} ranks: the first"
                f" {self.padding} of each epoch come once more, so that all have {len(self):,}",
                stacklevel=2,
            )

    def __len__(self) -> int:
        """Draws of an epoch on this rank."""
        return (self._plan.size + self._replicas - 1) // self._replicas

    def __iter__(self) -> Iterator[int]:
        """Yield the rows of this rank's share of the epoch."""
        running = _Running(self.epoch, self._resumed)
        self._running, self._resumed = running, 0
        return self._rows(running)

    def _rows(self, running: "_Running") -> Iterator[int]:
        drawn = self._plan.draws(running.epoch)
        own = np.resize(drawn, len(drawn) + self.padding)[self._rank :: self._replicas]
        for begin in range(running.position, len(own), _BLOCK):
            for row in own[begin : begin + _BLOCK].tolist():
                running.position += 1
                yield row
        if self._running is running:
            self.epoch = running.epoch + 1

    def set_epoch(self, epoch: int) -> None:
        """Say which epoch is drawn next: the same on all ranks.

        It begins at its start, or where a state that was loaded says, if it is that one's epoch.
        """
        if epoch != self.epoch:
            self._resumed = 0
        self.epoch, self._running = _number("epoch", epoch, 0), None

    def state_dict(self, consumed: int | None = None) -> dict[str, Any]:
        """Say how far it is, for `load_state_dict` of a sampler made alike, on any rank.

        Args:
            consumed: Rows of the epoch that was begun last that this rank trained on; by default
                those that were yielded. Workers of a DataLoader ask for rows ahead, so that it has
                to be given with them: steps in this epoch * rows of a batch.
        """
        running = self._running or _Running(self.epoch, self._resumed)
        position = running.position if consumed is None else _number("consumed", consumed, 0)
        if position > len(self):
            raise RequestError(f"consumed={position:,}, and an epoch has {len(self):,} rows")
        done = position == len(self)
        return {
            "epoch": running.epoch + done, "position": 0 if done else position, **self._identity
        }  # fmt: skip

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where another sampler was.

        Raises:
            RequestError: It had other weights or arguments, so that the rows would be others.
        """
        wrong = [name for name, value in self._identity.items() if state.get(name) != value]
        if wrong:
            raise RequestError(
                f"the state is that of another sampler: {', '.join(wrong)} differ",
                "make it with the weights and the arguments of the run that is resumed",
            )
        self.set_epoch(_number("epoch", state.get("epoch"), 0))
        self._resumed = _number("position", state.get("position"), 0)

    @property
    def _identity(self) -> dict[str, int | str]:
        """What has to be the same for the draws to be."""
        return {
            "num_samples": self._plan.size, "num_replicas": self._replicas,
            "seed": self._plan.seed, "weights": self._digest,
        }  # fmt: skip

    def __repr__(self) -> str:
        return (
            f"WeightedSampler({len(self._plan.order):,} rows, num_samples={self._plan.size:,},"
            f" num_replicas={self._replicas}, rank={self._rank}, seed={self._plan.seed},"
            f" padding={self.padding})"
        )


class _Running:
    """An epoch that is being drawn, and how far it is.

    Args:
        epoch: Which.
        position: Rows of it that were yielded, or left out.
    """

    def __init__(self, epoch: int, position: int) -> None:
        self.epoch, self.position = epoch, position


def _plan(weights: NDArray[np.float64], size: int | None, seed: int) -> Plan:
    draws = len(weights) if size is None else _number("num_samples", size, 1)
    return Plan.of(weights, draws, _number("seed", seed))


def _number(name: str, value: object, least: int | None = None) -> int:
    """Take a whole number, also one of numpy."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise RequestError(f"{name}={value!r} is not a whole number")
    if least is not None and value < least:
        raise RequestError(f"{name}={value} is below {least}")
    return int(value)


def _digest(weights: NDArray[np.float64]) -> str:
    return blake2b(np.ascontiguousarray(weights).data, digest_size=8).hexdigest()
