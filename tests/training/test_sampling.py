"""Samplers: exact counts, ranks, epochs, and going on in the middle."""

import subprocess
import sys
import warnings
from math import ceil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import rebalance
from rebalance.errors import RequestError
from rebalance.training import WeightedSampler, epoch

WEIGHTS = st.lists(
    st.one_of(st.just(0.0), st.floats(1e-3, 1e3), st.sampled_from([1.0, 2.0, 0.5])),
    min_size=1, max_size=60,
).filter(any)  # fmt: skip


@given(WEIGHTS, st.integers(1, 300), st.integers(0, 5), st.integers(-3, 3))
def test_a_row_comes_floor_or_ceil_of_what_is_expected(
    weights: list[float], size: int, number: int, seed: int
) -> None:
    """And so do all rows of one weight together; rows of weight 0 never come."""
    drawn = epoch(weights, size, seed=seed, epoch=number)
    assert drawn.dtype == np.int64
    assert len(drawn) == size
    counts = np.bincount(drawn, minlength=len(weights))
    expected = np.array(weights) * size / sum(weights)
    assert (counts >= np.floor(expected + 1e-6) - (np.abs(expected % 1) < 1e-6)).all()
    assert (np.abs(counts - expected) < 1 + 1e-6).all()
    assert not counts[np.array(weights) == 0].any()
    for weight in set(weights):
        of_weight = np.array(weights) == weight
        assert abs(counts[of_weight].sum() - expected[of_weight].sum()) < 1 + 1e-6


@pytest.mark.parametrize("scale", [5e-324, 1e-310, 1e-300, 1.0, 1e300, 4e307])
def test_the_scale_of_weights_does_not_matter(scale: float) -> None:
    """Not even where sums would be infinite, or quotients 0."""
    weights = np.array([1.0, 3.0, 0.0, 4.0]) * scale
    assert np.bincount(epoch(weights, 16), minlength=4).tolist() == [2, 6, 0, 8]
    assert len(epoch(weights, 16, epoch=2**40)) == 16


@given(st.integers(1, 300), st.floats(1e-6, 1e6), st.integers(0, 9))
def test_equal_weights_are_a_permutation(rows: int, weight: float, number: int) -> None:
    """Of which each epoch has another."""
    drawn = epoch(np.full(rows, weight), epoch=number)
    assert sorted(drawn.tolist()) == list(range(rows))
    if rows > 20:
        assert drawn.tolist() != epoch(np.full(rows, weight), epoch=number + 1).tolist()
        assert drawn.tolist() != sorted(drawn.tolist())


def skewed() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """720 rows of six categories, and weights that balance them."""
    codes = np.repeat(np.arange(6), [360, 180, 90, 58, 21, 11])
    counts = np.bincount(codes)
    return codes, 720 / (6 * counts[codes])


def test_balanced_weights_give_each_category_the_same_rows_in_each_epoch() -> None:
    """Where independent draws give the rarest 120 ± 10; and four epochs have met all rows."""
    codes, weights = skewed()
    seen = set[int]()
    for number in range(5):
        drawn = epoch(weights, epoch=number)
        assert np.bincount(codes[drawn]).tolist() == [120] * 6
        seen |= set(drawn.tolist())
    assert len(seen) == 720
    chance = np.random.default_rng(0)  # noqa: TID251  # an independent draw to compare with
    independent = chance.choice(720, 720, p=weights / weights.sum())
    assert len(set(independent.tolist())) < len(set(epoch(weights).tolist()))


@given(WEIGHTS, st.integers(1, 60), st.integers(1, 7), st.integers(0, 3))
def test_ranks_share_one_epoch(weights: list[float], size: int, ranks: int, number: int) -> None:
    """All have as many, and together what one would have, with the padding at the end."""
    shares = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for rank in range(ranks):
            sampler = WeightedSampler(weights, num_samples=size, num_replicas=ranks, rank=rank)
            sampler.set_epoch(number)
            share = list(sampler)
            assert len(share) == len(sampler) == ceil(size / ranks)
            shares.append(share)
    together = [shares[at % ranks][at // ranks] for at in range(ranks * len(shares[0]))]
    assert sampler.padding == len(together) - size
    drawn = epoch(weights, size, epoch=number).tolist()
    assert together[:size] == drawn
    assert together[size:] == [drawn[at % size] for at in range(sampler.padding)]


def test_the_padding_is_said_once() -> None:
    """By the first rank."""
    with pytest.warns(UserWarning, match="the first 2 of each epoch come once more, .* have 4"):
        sampler = WeightedSampler(np.ones(10), num_replicas=3, rank=0)
    assert "padding=2" in repr(sampler)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        WeightedSampler(np.ones(10), num_replicas=3, rank=1)
        WeightedSampler(np.ones(9), num_replicas=3, rank=0)


def test_an_epoch_follows_the_other() -> None:
    """Unless it is said which is next, or the first was not drawn to its end."""
    sampler = WeightedSampler(skewed()[1], seed=3)
    first, second = list(sampler), list(sampler)
    assert first == epoch(skewed()[1], seed=3).tolist()
    assert second == epoch(skewed()[1], seed=3, epoch=1).tolist()
    sampler.set_epoch(0)
    assert list(sampler) == first


@pytest.mark.parametrize("stop", [0, 1, 99, 719, 720])
def test_it_goes_on_in_the_middle(stop: int) -> None:
    """With the rows that were left, and then the next epochs."""
    whole = WeightedSampler(skewed()[1], seed=5)
    expected = [row for _ in range(3) for row in whole]
    stopped = WeightedSampler(skewed()[1], seed=5)
    running, before = iter(stopped), list[int]()
    for _ in range(stop):
        before.append(next(running))
    resumed = WeightedSampler(skewed()[1], seed=5)
    resumed.load_state_dict(stopped.state_dict())
    after = [row for _ in range(3) for row in resumed]
    assert [*before, *after][: len(expected)] == expected
    by_steps = WeightedSampler(skewed()[1], seed=5)
    by_steps.load_state_dict(WeightedSampler(skewed()[1], seed=5).state_dict(consumed=stop))
    assert list(by_steps) == (expected[stop:720] or expected[720:1440])


def test_an_epoch_that_was_broken_off_begins_anew() -> None:
    """After a look at the first row, say, as Keras takes; and each iterator is on its own."""
    sampler = WeightedSampler(skewed()[1], seed=5)
    next(iter(sampler))
    whole = list(sampler)
    assert len(whole) == 720
    assert sampler.epoch == 1
    old = iter(sampler)
    assert [one for one, other in zip(sampler, sampler, strict=True) if one != other] == []
    sampler.set_epoch(7)
    list(old)
    assert sampler.epoch == 7


def test_a_loaded_position_stays_where_the_epoch_is_said_again() -> None:
    """As the loop of every page does; another epoch begins at its start."""
    weights = skewed()[1]
    sampler = WeightedSampler(weights)
    sampler.load_state_dict({**sampler.state_dict(consumed=30), "epoch": 3})
    sampler.set_epoch(3)
    assert list(sampler) == epoch(weights, epoch=3).tolist()[30:]
    assert len(list(sampler)) == 720
    sampler.load_state_dict({**sampler.state_dict(consumed=30), "epoch": 3})
    sampler.set_epoch(4)
    assert len(list(sampler)) == 720


def test_workers_ask_ahead_of_what_is_trained() -> None:
    """An iterator that is used up still is the epoch that is being trained on."""
    sampler = WeightedSampler(np.ones(100))
    list(sampler)
    assert sampler.epoch == 1
    identity = sampler.state_dict()
    assert (identity["epoch"], identity["position"]) == (1, 0)
    assert sampler.state_dict(consumed=80) == {**identity, "epoch": 0, "position": 80}
    assert sampler.state_dict(consumed=100) == identity
    with pytest.raises(RequestError, match="an epoch has 100 rows"):
        sampler.state_dict(consumed=101)


def test_a_state_is_that_of_all_ranks() -> None:
    """A checkpoint is written by one."""
    first, second = (WeightedSampler(np.ones(10), num_replicas=2, rank=rank) for rank in (0, 1))
    second.load_state_dict(first.state_dict(consumed=3))
    assert list(second) == epoch(np.ones(10)).tolist()[1::2][3:]
    with pytest.raises(RequestError, match="position=None is not a whole number"):
        second.load_state_dict({**first.state_dict(), "position": None})


def test_a_state_of_another_sampler_is_refused() -> None:
    """Its rows would be others."""
    state = WeightedSampler([1, 2, 3]).state_dict()
    with pytest.raises(RequestError, match="another sampler: num_samples, weights differ"):
        WeightedSampler([1, 2, 3, 4]).load_state_dict(state)
    with pytest.raises(RequestError, match="seed differ"):
        WeightedSampler([1, 2, 3], seed=1).load_state_dict(state)


@pytest.mark.parametrize(
    ("weights", "options", "message"),
    [
        ([], {}, "at least one row"),
        ([[1.0]], {}, "one number for each row"),
        ([1, -1], {}, r"row 1 \(from 0\) is -1.0"),
        ([1, float("nan")], {}, "is nan"),
        ([float("inf")], {}, "is inf"),
        ([0, 0], {}, "all weights are 0"),
        (["a"], {}, "weights are numbers"),
        ([1], {"num_samples": 0}, "num_samples=0 is below 1"),
        ([1], {"num_samples": 2**33}, "it has 1 to 4,294,967,296"),
        ([1, 2], {"rows": 3}, "2 weights for 3 rows"),
        ([1], {"num_samples": 1.5}, "is not a whole number"),
        ([1], {"rank": 0}, "belong together"),
        ([1], {"num_replicas": 2, "rank": 2}, "ranks count from 0"),
    ],
)
def test_what_cannot_be_drawn(weights: list[float], options: dict[str, int], message: str) -> None:
    """Before the first epoch, not in the middle of a run."""
    with pytest.raises(RequestError, match=message):
        WeightedSampler(weights, **options)


def test_weights_come_from_what_the_command_writes(tmp_path: Path) -> None:
    """The array and the rows give the same draws; rows without a weight have a place."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(f'{{"category":"{"aab"[at % 3]}","n":{at}}}\n' for at in range(30)))
    npy, out = tmp_path / "w.npy", tmp_path / "w.jsonl"
    report = rebalance.weights(str(rows), npy=str(npy), output=str(out))
    assert epoch(npy).tolist() == epoch(out).tolist() == epoch(np.load(npy)).tolist()
    with pytest.raises(RequestError, match="a report: these are weights of categories"):
        epoch(report)  # type: ignore[arg-type]
    out.write_text('{"weight": 1}\n{"weight": "2"}\n')
    with pytest.raises(RequestError, match=r"w\.jsonl:2: the row has no number in .*'weight'"):
        epoch(out)
    out.write_text(report.to_json())
    with pytest.raises(RequestError, match=r"w\.jsonl: these are weights of categories"):
        epoch(out)
    out.write_bytes(b"\x93NUMPY but not")
    with pytest.raises(RequestError, match="no array of numbers"):
        epoch(out)


def test_numpy_is_enough() -> None:
    """Neither torch nor a trainer is imported."""
    code = (
        "import sys, rebalance.training as t; t.epoch([1.0, 2.0]);"
        "loaded = {'torch', 'tensorflow', 'keras', 'transformers', 'typer'} & {*sys.modules};"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
