"""The reference vectors, each against the function that a command uses.

`vectors.json` holds the vectors of seven families; every one of them is tested here or named in
`LEFT_OUT`, and every key that one expects is asserted or named in `KEYS_LEFT_OUT`.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from rebalance.numbers import measures
from rebalance.numbers.apportion import largest_remainder, proportional, water_fill
from rebalance.numbers.category_weights import effective_number, weigh
from rebalance.numbers.components import joined
from rebalance.numbers.copies import draw, tally
from rebalance.numbers.distribution import Distribution, bands, wilson
from rebalance.numbers.plan import plan
from rebalance.numbers.ranking import exponential_keys, in_rounds, length_bins, ranking
from rebalance.numbers.targets import Equal, Mix, Tempered, level_of, tempered
from rebalance.splitting.methods.families import assign
from rebalance.splitting.methods.multilabel import iterative
from rebalance.splitting.methods.stratification import allocate
from rebalance.splitting.methods.time_order import temporal_parts
from tests.splitting.test_splitting import (
    label_distribution,
    round_robin,
    sets_of,
    split_groups,
    unevenness,
    uniform,
)
from tests.support import named, weighed

NOT_A_SCHEME = "not among the schemes of `weights`"
NOT_A_METRIC = "not among the six metrics of a report, and no command needs it"
LEFT_OUT = {
    "dist.imbalance_degree.tv": NOT_A_METRIC,
    "dist.imbalance_degree.euclid": NOT_A_METRIC,
    "dist.imbalance_degree.hellinger": NOT_A_METRIC,
    "dist.imbalance_degree.base": NOT_A_METRIC,
    "dist.good_turing": "the categories that one names oneself are all there are",
    "dist.adjusted_count": "shares are counted, and not measured by a classifier",
    "target.muennighoff": "an estimate of what repeats are worth; only its 4 passes are used",
    "target.ipf_two_fields": "two fields make one joint category; there is no raking",
    "oversample.bootstrap_expected_unique": "rows are never drawn with replacement",
    "oversample.imblearn_example": "rows are never drawn with replacement",
    "weight.enet_1.02": NOT_A_SCHEME,
    "weight.enet_bounds": NOT_A_SCHEME,
    "weight.log_smooth_mu0.15_min1": NOT_A_SCHEME,
    "weight.median_freq_rows": "balanced under another name",
    "weight.inverse_smoothed_add100": NOT_A_SCHEME,
    "weight.logit_adjustment": "acts on the logits of a classifier",
    "weight.focal": "acts on the logits of a classifier",
    "weight.sampler": "rows are never drawn with replacement",
    "weight.pos_weight": "for classification heads",
    "weight.torch_ce_mean": "the loss of a trainer, not of this project",
    "split.sklearn_singleton": "errors of scikit-learn; here --rare decides",
    "split.hash": "keys are hashed otherwise here",
    "split.hash_empty_risk": "a probability, which no command shows",
    "select.hash_keys": "keys are hashed otherwise here",
    "select.append_stability": "keys are hashed otherwise here; a property test shows it",
    "select.k_center": "needs vectors; near-duplicates are spread out instead",
    "select.facility_location": "needs vectors; near-duplicates are spread out instead",
    "select.instag": "needs tags",
    "split.timeseries": "parts by time follow each other; there are no growing ones",
}
KEYS_LEFT_OUT = {
    "entropy_bits": "entropy is in nats",
    "hill_q0": NOT_A_METRIC,
    "hill_q2": NOT_A_METRIC,
    "hill_inf": NOT_A_METRIC,
    "gini_simpson": NOT_A_METRIC,
    "gini_simpson_unbiased": NOT_A_METRIC,
    "gini_simpson_normalised": NOT_A_METRIC,
    "js_distance_base2_to_uniform": NOT_A_METRIC,
    "js_divergence_bits_to_uniform": NOT_A_METRIC,
    "kl_to_uniform_nats": NOT_A_METRIC,
    "hellinger_to_uniform": NOT_A_METRIC,
    "chi2_uniform": NOT_A_METRIC,
    "lrid": NOT_A_METRIC,
    "lrid_over_2n": NOT_A_METRIC,
    "imbalance_degree_tv": NOT_A_METRIC,
    "goodman_simultaneous": "intervals are of one share at a time",
    "normalised_lrid_per_row_over_lnK": "is 1 - evenness",
    "kl_uniform_to_p": "infinite as soon as one category is empty; the other direction never is",
    "tokens_per_row": "inspect shows the median size of a category's rows instead",
    "token_over_row": "inspect shows both shares side by side",
    "tv_rows_tokens": "distances between two distributions come with compare",
    "mean_ir": "the imbalance of each label is enough",
    "cvir_sample_sd": "the imbalance of each label is enough",
    "es_keys": "the same order as exp_keys",
    "priority": "an estimate of totals, which are known here",
    "priority_top2": "an estimate of totals, which are known here",
    "threshold_tau": "an estimate of totals, which are known here",
    "estimated_total": "an estimate of totals, which are known here",
    "cosine_2_4": "similarities of vectors come from elsewhere",
    "label_cardinality": "the imbalance of each label is enough",
}


@dataclass(frozen=True, slots=True)
class Vector:
    """One reference vector; a tolerance of 0 asks for equality."""

    id: str
    input: dict[str, Any]
    expected: dict[str, Any]
    tol: float

    def agrees_with(self, found: Mapping[str, object]) -> None:
        """Assert that every expected key was found, with its value."""
        assert set(found) == set(self.expected) - set(KEYS_LEFT_OUT)
        for key, value in found.items():
            assert value == self._about(self.expected[key]), key

    def _about(self, value: Any) -> Any:
        """The value with its tolerance, in a list or a dict too."""
        if isinstance(value, list):
            return [self._about(item) for item in value]
        if isinstance(value, dict):
            return {key: self._about(item) for key, item in value.items()}
        if isinstance(value, int | float) and self.tol:
            return pytest.approx(value, rel=self.tol, abs=self.tol)
        return value


VECTORS = [
    Vector(entry["id"], entry["input"], entry["expected"], entry["tol"])
    for entry in json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))["vectors"]
]
tested: list[str] = []  # ids, as the tests below take them


def vectors(*beginnings: str) -> pytest.MarkDecorator:
    """Parametrise a test by the vectors whose ids begin so and are not left out."""
    taken = [v for v in VECTORS if v.id.startswith(beginnings) and v.id not in LEFT_OUT]
    tested.extend(vector.id for vector in taken)
    return pytest.mark.parametrize("vector", [pytest.param(v, id=v.id) for v in taken])


def distribution_of(counts: Sequence[int] | Mapping[str, int]) -> Distribution:
    """The distribution of counts, whether they have names or not."""
    values = counts.values() if isinstance(counts, Mapping) else counts
    return Distribution(np.array(list(values), dtype=np.int64))


def decimals(values: Iterable[float]) -> list[Fraction]:
    """Fractions as the command line reads them: 0.1 is a tenth."""
    return [Fraction(str(value)) for value in values]


def observed(distribution: Distribution) -> Distribution:
    """The same without the categories that have no rows."""
    return Distribution(distribution.counts[distribution.counts > 0])


MEASURES: dict[str, Callable[[Distribution], float | None]] = {
    "n": lambda d: d.total,
    "classes": lambda d: d.categories,
    "max_share": lambda d: float(d.shares.max()),
    "imbalance_ratio": lambda d: d.imbalance_ratio,
    "ir_declared": lambda d: d.imbalance_ratio,
    "ir_observed": lambda d: observed(d).imbalance_ratio,
    "entropy_nats": lambda d: d.entropy,
    "evenness": lambda d: d.evenness,
    "evenness_declared": lambda d: d.evenness,
    "evenness_observed": lambda d: observed(d).evenness,
    "hill_q1": lambda d: d.effective_categories,
    "gini_coefficient": lambda d: d.gini,
    "tv_to_uniform": lambda d: d.tv_to_uniform,
}


@vectors("dist.base", "dist.uniform", "dist.single", "dist.with_zero", "dist.two", "dist.all_ones")
def test_measures(vector: Vector) -> None:
    """Every measure of a distribution has its value; what is undefined is None."""
    distribution = distribution_of(vector.input["counts"])
    asked = vector.expected.keys() - KEYS_LEFT_OUT.keys()
    vector.agrees_with({key: MEASURES[key](distribution) for key in asked})


@vectors("dist.rows_vs_tokens")
def test_rows_and_tokens(vector: Vector) -> None:
    """Rows and tokens are two distributions over the same categories."""
    names = list(vector.input["rows"])
    rows, tokens = (distribution_of(vector.input[unit]) for unit in ("rows", "tokens"))
    vector.agrees_with({
        "row_share": named(names, rows.shares),
        "token_share": named(names, tokens.shares),
        "evenness_rows": rows.evenness,
        "evenness_tokens": tokens.evenness,
    })  # fmt: skip


@vectors("dist.longtail_bands")
def test_bands(vector: Vector) -> None:
    """Bands are cut by the rows covered, or by absolute counts."""
    names, counts = zip(*vector.input["counts"].items(), strict=True)
    limits = [vector.input[name] for name in ("many_gt", "few_lt")]
    assert (limits, vector.input["coverage"]) == ([100, 20], [0.5, 0.9])  # what ours are made for
    vector.agrees_with({
        "absolute": named(names, measures.frequency_bands(counts)),
        "coverage": named(names, bands(counts)),
    })  # fmt: skip


@vectors("dist.share_ci")
def test_intervals_of_shares(vector: Vector) -> None:
    """Wilson's interval of each share."""
    counts = vector.input["counts"]
    assert vector.input["alpha"] == 0.05
    vector.agrees_with({"wilson": [list(wilson(count, sum(counts))) for count in counts]})


@vectors("dist.multilabel")
def test_labels(vector: Vector) -> None:
    """Imbalance of each label, and how much rare and frequent ones share rows."""
    rows = [(1, [label for label, has in enumerate(row) if has]) for row in vector.input["Y"]]
    counts = [sum(column) for column in zip(*vector.input["Y"], strict=True)]
    found = {"irlbl": measures.label_imbalance(counts), "scumble": measures.scumble(rows, counts)}
    vector.agrees_with(found)


@vectors("apportion")
def test_apportionment(vector: Vector) -> None:
    """Whole rows by largest remainder; of equal remainders the lower index wins."""
    weights = vector.input["weights" if "weights" in vector.input else "counts"]
    total = vector.input["total" if "total" in vector.input else "draws"]
    vector.agrees_with({"alloc": largest_remainder(weights, total)})


@vectors("target.min_max")
def test_levels(vector: Vector) -> None:
    """Every category comes to one level; a fractional one is rounded so that the sum holds."""
    counts = vector.input["counts"]
    vector.agrees_with({
        "min": list(plan(counts, Equal("min")).reached),
        "max": list(plan(counts, Equal("max"), max_repeat=None).reached),
        "mean": level_of(counts, "mean"),
        "median": level_of(counts, "median"),
    })  # fmt: skip
    assert plan(counts, Equal("mean")).targets == (339, 339, 338, 338)
    assert plan(counts, Equal("median")).targets == (175, 175, 175, 175)


@vectors("target.mix")
def test_mixing_with_a_cap(vector: Vector) -> None:
    """The cap comes before the power, and shares become rows that add up."""
    counts = vector.input["counts"]
    capped = [min(count, vector.input["cap"]) for count in counts]
    shares = tempered(capped, 1 / vector.input["temperature"])
    planned = plan(counts, Mix(tuple(shares)), total=1000, max_repeat=None)
    vector.agrees_with({"p": proportional(shares, 1), "rows_of_1000": list(planned.reached)})
    if vector.input["cap"] >= max(counts):  # no cap: what --alpha does
        aim = Tempered(1 / vector.input["temperature"])
        assert plan(counts, aim, total=1000, max_repeat=None) == planned


@vectors("target.alpha")
def test_alpha(vector: Vector) -> None:
    """Shares go with count**alpha, and an empty category gets none, even with alpha 0."""
    counts, aim = vector.input["counts"], Tempered(vector.input["alpha"])
    shares = proportional(tempered(counts, aim.alpha), 1)
    amounts = [share * sum(counts) for share in shares]
    found = {"p": shares}
    if "size_ratio" in vector.expected:
        found["size_ratio"] = [amount / n for amount, n in zip(amounts, counts, strict=True)]
    vector.agrees_with(found)
    in_units = plan([Fraction(n) for n in counts], aim, max_repeat=None)
    assert list(in_units.reached) == amounts
    in_rows = plan(counts, aim, max_repeat=None)
    assert list(in_rows.reached) == largest_remainder(shares, sum(counts))


@vectors("target.unimax.")
def test_unimax(vector: Vector) -> None:
    """Equal amounts up to so many passes; a budget out of reach leaves a shortfall."""
    counts, budget, epochs = (vector.input[key] for key in ("counts", "budget", "epochs"))
    filled = water_fill([1] * len(counts), budget, [n * epochs for n in counts])
    vector.agrees_with({"alloc": filled, "sum": sum(filled), "p": proportional(filled, 1)})
    amounts = [Fraction(n) for n in counts]  # fractions are not rounded, as in other units
    planned = plan(amounts, Equal("mean"), total=budget, max_repeat=epochs)
    assert list(planned.reached) == filled
    assert sum(planned.targets) == budget
    level = Fraction(budget, len(counts))
    assert list(planned.shortfall) == [max(Fraction(0), level - amount) for amount in filled]


@vectors("target.unimax_int")
def test_unimax_in_rows(vector: Vector) -> None:
    """The same in whole rows, which add up to the budget."""
    counts, budget, epochs = (vector.input[key] for key in ("counts", "budget", "epochs"))
    planned = plan(counts, Equal("mean"), total=budget, max_repeat=epochs)
    vector.agrees_with({
        "real": water_fill([1] * len(counts), budget, [n * epochs for n in counts]),
        "rows": list(planned.reached),
    })  # fmt: skip


@vectors("target.waterfill_target")
def test_water_filling(vector: Vector) -> None:
    """Shares that were asked for hold among the categories below their limit."""
    counts, total, repeat = (vector.input[key] for key in ("counts", "budget", "max_repeat"))
    shares = tuple(decimals(vector.input["target"]))
    limits = [n * repeat for n in counts]
    vector.agrees_with({"alloc": water_fill(shares, total, limits)})
    planned = plan(counts, Mix(shares), total=total, max_repeat=repeat)
    vector.agrees_with({"alloc": list(planned.reached)})


@vectors("oversample.passes")
def test_passes(vector: Vector) -> None:
    """Whole passes over the rows, and some rows once more."""
    found = {}
    for case in vector.expected:
        rows, wanted = map(int, case.split("->"))
        codes = np.zeros(rows, dtype=np.int32)
        keys = np.arange(rows, dtype=np.uint64)
        copies = draw(codes, [wanted], ranking("random", keys, 0))
        drawn = tally(codes, copies, 1, keys)
        assert drawn.amounts == (wanted,)
        found[case] = {
            "every_row": int(copies.min()),
            "rows_with_one_more": int((copies - copies.min()).sum()),
            "max_repeat": int(drawn.most[0]),
            "unique": int((copies > 0).sum()),
        }
    vector.agrees_with(found)


@vectors("weight.balanced")
def test_balanced_weights(vector: Vector) -> None:
    """Balanced weights have mean 1 over rows as they are."""
    counts = vector.input["counts"]
    found = weighed(counts, normalize="none")
    by_category, size = found.by_category, cast(float, found.effective_sample_size)
    vector.agrees_with({
        "w": list(by_category),
        "mean_over_samples": sum(map(prod, zip(counts, by_category, strict=True))) / sum(counts),
        "mean_over_classes": sum(by_category) / len(counts),
        "kish_ess": size,
        "kish_ess_share": size / found.rows,
    })  # fmt: skip
    assert weighed(counts).by_category == by_category


SCHEMES: dict[str, dict[str, Any]] = {
    "weight.inverse": {"scheme": "alpha", "alpha": 0.0},
    "weight.inverse_clip10": {"scheme": "alpha", "alpha": 0.0, "max_ratio": 10.0},
    "weight.sqrt_inverse": {"scheme": "sqrt"},
    "weight.alpha0.5_ips": {"scheme": "alpha", "alpha": 0.5},
    "weight.effective_0": {"scheme": "effective", "beta": 0.0},
    "weight.effective_0.9": {"scheme": "effective", "beta": 0.9},
    "weight.effective_0.99": {"scheme": "effective", "beta": 0.99},
    "weight.effective_0.999": {"scheme": "effective", "beta": 0.999},
    "weight.effective_0.9999": {"scheme": "effective", "beta": 0.9999},
}


@vectors(*SCHEMES)
def test_schemes(vector: Vector) -> None:
    """The bare formula, mean 1 over categories, mean 1 over rows, and Kish's size."""
    counts, options = vector.input["counts"], SCHEMES[vector.id]
    bare = weighed(counts, normalize="none", **options)
    over_categories = weighed(counts, normalize="categories", **options)
    over_rows = weighed(counts, normalize="rows", **options)
    vector.agrees_with({
        "raw": list(bare.by_category),
        "mean1_over_classes": list(over_categories.by_category),
        "mean1_over_samples": list(over_rows.by_category),
        "kish_ess": over_rows.effective_sample_size,
    })  # fmt: skip


@vectors("weight.effective_number")
def test_effective_numbers(vector: Vector) -> None:
    """E_n = (1 - β^n) / (1 - β), also where β^n is next to nothing."""
    sizes, betas = vector.input["n"], vector.input["beta"]
    vector.agrees_with({str(b): [effective_number(n, b) for n in sizes] for b in betas})


@vectors("weight.per_token")
def test_weights_from_tokens(vector: Vector) -> None:
    """Weights from tokens give each category the same mass of tokens; weights from rows do not."""
    rows, sizes = vector.input["rows"], vector.input["target_tokens"]
    counts, tokens = list(rows.values()), [sum(of) for of in sizes.values()]
    by_tokens = weigh(tokens, [(0,), (1,)], counts, masses=tokens).by_category
    vector.agrees_with({
        "token_mean_mass": named(rows, distribution_of(tokens).shares),
        "row_mean_mass": named(rows, distribution_of(counts).shares),
        "token_weight_equal_class_mass": named(rows, by_tokens),
        "row_weight_equal_class_mass_token_mean": named(rows, by_tokens),
        "balanced_by_rows": named(rows, weighed(counts).by_category),
    })  # fmt: skip
    assert by_tokens[0] * tokens[0] == pytest.approx(by_tokens[1] * tokens[1])


def assigned(counts: Sequence[int], fractions: Sequence[Fraction]) -> list[list[int]]:
    """Rows of each category in each part, when distinct rows are assigned."""
    codes = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    keys = np.arange(len(codes), dtype=np.uint64)
    table: list[list[int]] = assign(codes, keys, len(counts), fractions).by_category.tolist()
    return table


@vectors("split.sklearn_stratified")
def test_two_parts(vector: Vector) -> None:
    """Two parts come out as scikit-learn's stratified ones."""
    counts, (test,) = vector.input["counts"], decimals([vector.input["test"]])
    shares = allocate(counts, largest_remainder([1 - test, test], sum(counts))).tolist()
    vector.agrees_with(named(("train", "test"), map(list, zip(*shares, strict=True))))
    assert assigned(counts, [1 - test, test]) == shares


@vectors("split.two_level_alloc")
def test_three_parts(vector: Vector) -> None:
    """Totals come first, then the smallest part over the rows that categories still have."""
    counts, fractions = vector.input["counts"], decimals(vector.input["fractions"])
    totals = largest_remainder(fractions, sum(counts))
    shares = allocate(counts, totals).tolist()
    vector.agrees_with({"alloc": shares, "split_totals": totals})
    assert assigned(counts, fractions) == shares


@vectors("split.many_small_classes")
def test_small_parts_are_not_starved(vector: Vector) -> None:
    """Rounding each category alone would leave the small parts empty; assignment does not."""
    classes, size = vector.input["classes"], vector.input["size"]
    fractions = decimals(vector.input["fractions"])
    totals = largest_remainder(fractions, classes * size)
    shares = allocate([size] * classes, totals).tolist()
    vector.agrees_with({
        "independent_per_class_rounding": [
            rows * classes for rows in largest_remainder(fractions, size)
        ],
        "two_level": [sum(part) for part in zip(*shares, strict=True)],
    })  # fmt: skip
    table = assigned([size] * classes, fractions)
    assert [sum(part) for part in zip(*table, strict=True)] == totals


@vectors("split.stratified_kfold")
def test_folds(vector: Vector) -> None:
    """Folds are those of scikit-learn, row by row."""
    codes, folds = np.array(vector.input["y"], dtype=np.int32), vector.input["k"]
    fold = round_robin(codes, np.arange(len(codes)), folds)
    table = [np.bincount(codes[fold == f]).tolist() for f in range(folds)]
    vector.agrees_with({"fold_of_row": fold.tolist(), "alloc_per_fold": table})


@vectors("split.group_kfold")
def test_sizes_of_folds_of_groups(vector: Vector) -> None:
    """Folds of whole groups have scikit-learn's sizes; which groups go together may differ."""
    groups, folds = vector.input["groups"], vector.input["k"]
    fold = split_groups([0] * len(groups), groups, [Fraction(1, folds)] * folds, even=True)
    assert sorted(np.bincount(fold).tolist(), reverse=True) == vector.expected["sizes"]


@vectors("split.stratified_group_kfold")
def test_stratified_folds_of_groups(vector: Vector) -> None:
    """Class shares are at least as even over folds as scikit-learn's, and groups are whole."""
    codes = np.unique(vector.input["y"], return_inverse=True)[1].astype(np.int32)
    groups, folds = vector.input["groups"], vector.input["k"]
    fold = split_groups(codes, groups, [Fraction(1, folds)] * folds, even=True)
    assert len(set(zip(groups, fold.tolist(), strict=True))) == len(set(groups))
    theirs = np.array(vector.expected["fold_of_row"], dtype=np.int16)
    assert unevenness(codes, fold, folds) <= unevenness(codes, theirs, folds)


@vectors("split.iterative_stratification")
def test_rows_with_several_labels(vector: Vector) -> None:
    """Sechidis' algorithm, ties as the vector says; swaps find nothing to improve."""
    has = np.array(vector.input["Y"], dtype=np.bool_)
    totals = largest_remainder(decimals(vector.input["ratios"]), len(has))
    part = iterative(sets_of(has), totals, has.shape[1], range(len(has)))
    vector.agrees_with({
        "fold": part.tolist(),
        "fold_sizes": np.bincount(part).tolist(),
        "label_counts": [has[part == p].sum(axis=0).tolist() for p in range(len(totals))],
        "label_distribution": label_distribution(has, part, len(totals)),
    })  # fmt: skip


@vectors("split.iterative_quality")
def test_quality_with_several_labels(vector: Vector) -> None:
    """As even as the reference on labels like its own, and far more than chance is."""
    (rows, labels), folds = vector.input["shape"], vector.input["k"]
    found, by_chance = [], []
    for seed in range(10):
        has = uniform(rows * labels, seed).reshape(rows, labels) < 0.2
        part = iterative(sets_of(has), [rows // folds] * folds, labels, range(rows))
        found.append(label_distribution(has, part, folds))
        drawn = np.floor(folds * uniform(rows, 100 + seed)).astype(np.int64)
        by_chance.append(label_distribution(has, drawn, folds))
    assert np.mean(found) <= vector.expected["LD_ref"] == vector.expected["LD_iterstrat"]
    assert np.mean(found) < np.mean(by_chance) / 6
    assert np.mean(by_chance) <= vector.expected["LD_random"]  # the labels are no harder


@vectors("split.components")
def test_near_duplicates_are_joined(vector: Vector) -> None:
    """Single linkage: what two pairs share joins them."""
    pairs, lines = vector.input["near_duplicate_pairs"], vector.input["n"]
    vector.agrees_with({"group": joined(pairs, lines).tolist()})


@vectors("split.temporal")
def test_parts_by_time(vector: Vector) -> None:
    """The test part begins at a time that no row of the training part has."""
    times = np.array(vector.input["t"], dtype=np.float64)
    (train,) = decimals([vector.input["train"]])
    part = temporal_parts(np.zeros(len(times), dtype=np.int32), times, [train, 1 - train])
    sizes = np.bincount(part).tolist()
    cutoff = times[part == 1].min()
    vector.agrees_with({"cutoff": cutoff, "train_rows": sizes[0], "test_rows": sizes[1]})
    assert times[part == 0].max() < cutoff


def test_no_vector_is_silently_untested() -> None:
    """Each vector is tested once or left out with a reason, and no reason is idle."""
    assert sorted([*tested, *LEFT_OUT]) == sorted(vector.id for vector in VECTORS)
    keys = {key for vector in VECTORS if vector.id in tested for key in vector.expected}
    assert set(KEYS_LEFT_OUT) <= keys


@vectors("select.weighted_keys")
def test_weights_as_odds(vector: Vector) -> None:
    """The smallest keys come first."""
    keys = exponential_keys(np.array(vector.input["u"]), np.array(vector.input["w"], dtype=float))
    first = np.argsort(keys, kind="stable")[: vector.input["k"]]
    vector.agrees_with({"exp_keys": keys.tolist(), "es_top2": first.tolist()})


@vectors("select.length_bins")
def test_lengths_by_quartile(vector: Vector) -> None:
    """Rows that are kept are spread over the quartiles as all are."""
    lengths = np.array(vector.input["lengths"], dtype=np.float64)
    bins = length_bins(lengths)
    rank = ranking("length", np.arange(len(lengths), dtype=np.uint64), 0, lengths)
    kept = rank(np.arange(len(lengths)))[: vector.input["k"]]
    vector.agrees_with(
        {
            "edges": np.quantile(lengths, vector.input["q"]).tolist(),
            "bin": bins.tolist(),
            "bin_counts": np.bincount(bins).tolist(),
            "alloc": np.bincount(bins[kept]).tolist(),
        }
    )


@vectors("select.deita_repr_filter")
def test_the_first_of_those_alike(vector: Vector) -> None:
    """By score, rows like one that is kept come after all others."""
    found = np.array(vector.input["X"])
    length = np.linalg.norm(found, axis=1)
    cosine = found @ found.T / np.outer(length, length)
    alike = np.argwhere(np.triu(cosine > vector.input["tau"], 1)).tolist()
    labels = joined([(one, other) for one, other in alike], len(found))
    order = np.array(vector.input["order_by_score"])
    ranked = in_rounds(lambda rows: rows, labels)(order)
    vector.agrees_with({"selected": sorted(ranked[: len(set(labels.tolist()))].tolist())})
