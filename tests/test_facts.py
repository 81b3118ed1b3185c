"""Figures from papers and from other libraries' tests, reproduced.

What the files hold beyond this is not computed by the project: weights given by hand and weights
of two outputs that multiply (scikit-learn), the mixtures of FLAN 2022, counts of whole papers,
ROUGE of stemmed words and of texts in sentences (rougeLsum).
"""

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from rebalance.numbers.apportion import exact, proportional, water_fill
from rebalance.numbers.category_weights import effective_number
from rebalance.numbers.distribution import Distribution
from rebalance.numbers.plan import plan
from rebalance.numbers.targets import Equal, Limits, Mix, tempered
from rebalance.text.normal import words
from rebalance.validation.rouge import Pool
from tests.support import SHARED, named, rouge_l, weighed

FACTS = SHARED / "data" / "facts"
if not FACTS.is_dir():
    pytest.skip(
        "the figures beside the checkout (../shared/data/facts) are absent", allow_module_level=True
    )


def facts(name: str) -> dict[str, Any]:
    """Read one file of figures."""
    read: dict[str, Any] = json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))
    return read


SKLEARN = facts("sklearn_class_weight")
IMBLEARN = facts("imblearn_resample_counts")
CUI = facts("cui2019_class_balanced")
SEQIO = facts("seqio_mixing_rate_cases")
T5 = facts("t5_glue_example_counts")
FLAN = facts("flan_mixture_caps")
UNIMAX = facts("unimax_cases")


def counted(labels: Sequence[Hashable], classes: Sequence[Hashable]) -> list[int]:
    """Rows of each class, in the order of the classes."""
    counts = Counter(labels)
    return [counts[name] for name in classes]


@pytest.mark.parametrize("case", [c for c in SKLEARN["class_weight"] if "classes" in c])
def test_class_weights(case: dict[str, Any]) -> None:
    """Balanced weights are scikit-learn's to the last bit, in the order of the classes."""
    counts = counted(case["y"], case["classes"])
    weights = weighed(counts, normalize="none").by_category
    if "expect" in case:
        assert list(weights) == case["expect"]
    else:
        assert np.dot(weights, counts) == pytest.approx(len(case["y"]))
        assert list(weights) == sorted(set(weights))


@pytest.mark.parametrize(
    "case", [c for c in SKLEARN["sample_weight"] if not isinstance(c["y"][0], list)]
)
def test_sample_weights(case: dict[str, Any]) -> None:
    """Each row has its category's weight, also when weights come from some of the rows."""
    labels = case["y"]
    classes = sorted(set(labels))
    rows = [labels[index] for index in case.get("indices", range(len(labels)))]
    weights = weighed(counted(rows, classes), zero_weight=0.0).by_code
    tolerance = 10.0 ** -case.get("decimal", 12)
    found = [float(weights[classes.index(label)]) for label in labels]
    assert found == pytest.approx(case["expect"], abs=tolerance)


def test_random_resampling() -> None:
    """Every category comes down to the smallest or up to the largest, as in imbalanced-learn."""
    counts = list(IMBLEARN["start"].values())
    down, up = plan(counts, Equal("min")), plan(counts, Equal("max"), max_repeat=None)
    assert list(down.reached) == list(IMBLEARN["random_under_sampler"].values())
    assert list(up.reached) == list(IMBLEARN["random_over_sampler"].values())
    limited = plan(counts, Equal("max"))
    assert limited.reached == (4 * 64, 4 * 262, 4674)
    assert limited.shortfall == (4674 - 4 * 64, 4674 - 4 * 262, 0)


@pytest.mark.parametrize("case", IMBLEARN["make_imbalance"])
def test_made_imbalance(case: dict[str, Any]) -> None:
    """A mix in rows, with the total that it adds up to, is met exactly."""
    start = IMBLEARN["make_imbalance"][0]["from_"]
    wanted = {**start, **case["strategy"]}
    mix = Mix(tuple(map(Fraction, wanted.values())))
    planned = plan(list(start.values()), mix, total=sum(wanted.values()))
    assert named(start, planned.reached) == case["result"]


@pytest.mark.parametrize("name", CUI["cifar10_lt_counts"])
def test_long_tailed_counts(name: str) -> None:
    """The imbalance factor of the paper is the imbalance ratio."""
    distribution = Distribution(np.array(CUI["cifar10_lt_counts"][name]))
    assert distribution.imbalance_ratio == float(name.removeprefix("if"))
    assert distribution.total == CUI["cifar10_lt_totals"].get(name, distribution.total)


@pytest.mark.parametrize(
    ("name", "beta"),
    [(n, b) for n, by_beta in CUI["effective_number_E_n"].items() for b in by_beta],
)
def test_effective_numbers(name: str, beta: str) -> None:
    """Effective numbers of samples of long-tailed CIFAR-10, given to six decimals."""
    numbers = [effective_number(n, float(beta)) for n in CUI["cifar10_lt_counts"][name]]
    expected = CUI["effective_number_E_n"][name][beta]
    assert list(map(float, numbers)) == pytest.approx(expected, rel=0, abs=6e-7)


@pytest.mark.parametrize(
    ("name", "beta"), [(n, b) for n, by_beta in CUI["weights"].items() for b in by_beta]
)
def test_class_balanced_weights(name: str, beta: str) -> None:
    """Class-balanced weights add up to the number of classes; given to ten decimals."""
    options = {"scheme": "effective", "beta": float(beta), "normalize": "categories"}
    weights = weighed(CUI["cifar10_lt_counts"][name], **options).by_category
    assert list(weights) == pytest.approx(CUI["weights"][name][beta], rel=0, abs=6e-11)


@pytest.mark.parametrize("case", SEQIO["cases"])
def test_mixing_rates(case: dict[str, Any]) -> None:
    """Rates are min(n·scale, maximum)^(1/T), as seqio tests them."""
    count = case.get("examples", case.get("characters")) * case.get("scale", 1)
    capped = min(count, case.get("maximum") or count)
    (rate,) = tempered([capped], 1 / case.get("temperature", 1))
    assert float(rate) == pytest.approx(case["expect"], abs=10.0 ** -case.get("places", 12))


@pytest.mark.parametrize(
    ("mapping", "setting"),
    [(m, s) for m, by_setting in T5["computed_shares"].items() for s in by_setting],
)
def test_examples_proportional_mixing(mapping: str, setting: str) -> None:
    """Shares of the GLUE tasks under T5's cap K and temperature T; tasks without rows get none."""
    counts = T5["counts"][mapping]
    cap, temperature = (text.partition("=")[2] for text in setting.split())
    capped = [n if cap == "None" else min(n, int(cap)) for n in counts.values()]
    shares = proportional(tempered(exact(capped), 1 / float(temperature)), 1)
    found = {task: float(share) for task, share in zip(counts, shares, strict=True) if share}
    assert found == pytest.approx(T5["computed_shares"][mapping][setting], rel=0, abs=6e-11)
    assert found.keys() == {task for task, count in counts.items() if count}


def test_caps_of_flan() -> None:
    """30,000 examples of each task at most, and no more weight than 3,000 examples give."""
    counts = list(FLAN["task_zero_shot_cases"].values())
    examples, rate = (
        FLAN["flan2021"][k] for k in ("examples_cap_per_dataset", "mixing_rate_maximum")
    )
    assert len(counts) == FLAN["n_tasks"]
    assert sum(plan(counts, Limits(cap=examples)).reached) == FLAN["rate_cap30000_total"]
    for cap, over in ((examples, FLAN["n_over_30000"]), (rate, FLAN["n_over_3000"])):
        capped = plan(counts, Limits(cap=cap))
        assert sum(r < n for r, n in zip(capped.reached, counts, strict=True)) == over
        assert list(capped.reached) == [min(n, cap) for n in counts]
        assert not any(capped.shortfall)


COMPUTED = UNIMAX["computed"]
ALLOCATIONS = [
    *(
        [case[key] for key in ("sizes", "budget", "max_epochs", "alloc")]
        for case in UNIMAX["cases"]
    ),
    [COMPUTED[key] for key in ("sizes", "budget", "max_epochs", "alloc")],
    [COMPUTED["sizes"], COMPUTED["budget"], 1, COMPUTED["alloc_max_epochs_1"]],
]


@pytest.mark.parametrize(("sizes", "budget", "epochs", "alloc"), ALLOCATIONS)
def test_unimax(sizes: dict[str, int], budget: int, epochs: int, alloc: dict[str, float]) -> None:
    """Equal amounts under a cap of passes; where the source lifts it, here a shortfall is told."""
    counts = list(sizes.values())
    limits = [size * epochs for size in counts]
    filled = water_fill([1] * len(counts), budget, limits)
    planned = plan([Fraction(n) for n in counts], Equal("mean"), total=budget, max_repeat=epochs)
    assert list(planned.reached) == filled
    if budget > sum(limits):
        assert filled == limits
        assert sum(planned.shortfall) == budget - sum(limits)
        assert named(sizes, planned.targets) == alloc
    else:
        assert named(sizes, map(float, filled)) == pytest.approx(alloc)


ROUGE = facts("rouge_cases")
ROUGE_TEXTS = FACTS / "rouge_testdata"


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """ROUGE-1: the bound by which a pool leaves out texts."""
    return float(Pool([one]).bounds(other)[0])


def rouge_lines() -> list[tuple[str, str]]:
    """Pairs of lines (target, prediction) of the two large files."""
    names = ("target_large.txt", "prediction_large.txt")
    files = [(ROUGE_TEXTS / name).read_text("utf-8").splitlines() for name in names]
    return list(zip(*files, strict=True))


@pytest.mark.parametrize("name", ["rouge1", "rouge2", "rougeL"])
def test_rouge(name: str) -> None:
    """F1 of every pair: words or pairs of words in common, or the longest common subsequence."""
    lines = rouge_lines()
    for case in ROUGE[name]:
        pair = lines[case["file_line"]] if "file_line" in case else (
            case["target"], case["prediction"])  # fmt: skip
        one, other = map(words, pair)
        if name == "rouge2":
            measured = overlap(
                *([" ".join(pair) for pair in pairwise(text)] for text in (one, other))
            )
        else:
            measured = {"rouge1": overlap, "rougeL": rouge_l}[name](one, other)
        assert measured == pytest.approx(case["f"], abs=0.5 * 10 ** -case.get("places", 12))


def test_rouge_of_a_thousand_pairs() -> None:
    """The mean F1 of words in common; the other means there are of stemmed words."""
    case = ROUGE["aggregate_1000_line_pairs_of_large_files"]["rouge1_no_stem"]
    scores = [overlap(words(one), words(other)) for one, other in rouge_lines()]
    assert np.mean(scores) == pytest.approx(case["F"][1], abs=case["delta"])
