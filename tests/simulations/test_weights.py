"""What `weights` promises of its numbers, by simulation."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng  # noqa: TID251  # simulations are no part of the tool
from numpy.typing import NDArray

import rebalance
from rebalance.choices import Scheme
from tests.simulations.repeats import repetitions
from tests.support import Row, lines, write_rows

pytestmark = pytest.mark.simulation

REPETITIONS = repetitions(300)
DRAWS = repetitions(100_000)
SIGMAS = 4  # one check in 16,000 fails by chance, were seeds not fixed
COUNTS = {"large": 200, "middle": 60, "small": 12}
SIZES = {"large": 30, "middle": 400, "small": 90}


@pytest.fixture(scope="module")
def natural(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, float]]:
    """Rows of skewed categories whose values differ between them; the values by id."""
    draw, rows, values = default_rng(17), list[Row](), dict[int, float]()
    for level, (name, count) in enumerate(COUNTS.items()):
        for _ in range(count):
            values[len(rows)] = float(draw.normal(10 * level, 3))
            rows.append({"id": len(rows), "category": name})
    return write_rows(tmp_path_factory.mktemp("natural") / "rows.jsonl", rows), values


@pytest.mark.parametrize("target", [{"cap": 40}, {"cap": 40, "floor": 30}, {"equal": "max"}])
def test_correction_weights_estimate_the_natural_mean(
    natural: tuple[Path, dict[int, float]], tmp_path: Path, target: dict[str, Any]
) -> None:
    """Over seeds, the weighted mean of balanced rows is that of all rows; the bare one is not."""
    path, values = natural
    out, manifest, array = tmp_path / "out.jsonl", tmp_path / "manifest.json", tmp_path / "w.npy"
    weighted, bare = [], []
    for seed in range(REPETITIONS):
        rebalance.balance(path, output=out, manifest=manifest, seed=seed, max_repeat=20, **target)
        rebalance.weights(out, correct_for=manifest, npy=array)
        found = np.array([values[int(line.split(b":")[1].split(b",")[0])] for line in lines(out)])
        weights = np.load(array).astype(np.float64)
        assert weights.mean() == pytest.approx(1, abs=1e-6)
        weighted.append(float((weights * found).mean()))
        bare.append(float(found.mean()))
    truth = float(np.mean(list(values.values())))
    error = float(np.std(weighted, ddof=1)) / np.sqrt(REPETITIONS)
    assert abs(np.mean(weighted) - truth) <= SIGMAS * error + 1e-6  # float32 weights
    assert abs(np.mean(bare) - truth) > 2


@pytest.mark.parametrize("unit", ["rows", "field:size"])
@pytest.mark.parametrize("scheme", ["balanced", "sqrt", "effective"])
def test_averages_are_as_noisy_as_the_effective_sample_size_says(
    tmp_path: Path, unit: str, scheme: Scheme
) -> None:
    """The variance of a weighted average is that of one over so many equally weighted rows."""
    draw = default_rng(18)
    rows = [
        {"category": name, "size": int(draw.integers(1, 2 * SIZES[name])), "id": i}
        for name, count in COUNTS.items()
        for i in range(count)
    ]
    path, array = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "w.npy"
    report = rebalance.weights(path, unit=unit, scheme=scheme, npy=array)
    sizes = np.array([row["size"] if unit != "rows" else 1 for row in rows], dtype=np.float64)
    tolerance = SIGMAS * np.sqrt(2 / DRAWS)
    for weights, size in (
        (np.load(array).astype(np.float64), report.effective_sample_size),
        (np.ones(len(rows)), report.effective_sample_size_unweighted),
    ):
        mass = weights * sizes / (weights * sizes).sum()
        noise = np.array(
            [draw.standard_normal((1000, len(rows))) @ mass for _ in range(DRAWS // 1000)]
        )
        assert noise.var() * size == pytest.approx(1, abs=tolerance)


def test_log_priors_make_a_balanced_classifier_calibrated(
    natural: tuple[Path, dict[int, float]],
) -> None:
    """Added to its logits, predicted probabilities average to the shares there are."""
    report = rebalance.weights(natural[0], log_priors=True)
    priors = {one.label: one.log_prior for one in report.weights}
    shares = np.array([count / sum(COUNTS.values()) for count in COUNTS.values()])
    draw, centres = default_rng(19), np.array([0.0, 1.5, 3.0])
    seen = draw.normal(centres[draw.choice(3, DRAWS, p=shares)], 1)
    logits = np.outer(seen, centres) - centres**2 / 2  # Bayes' rule where classes are equal
    adjusted = _softmax(logits + np.array([priors[name] for name in COUNTS])).mean(axis=0)
    tolerance = SIGMAS * np.sqrt(shares * (1 - shares) / DRAWS)
    assert (np.abs(adjusted - shares) <= tolerance).all()
    assert np.abs(_softmax(logits).mean(axis=0) - shares).max() > 0.1


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
