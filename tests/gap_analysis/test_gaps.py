"""What `gaps` is made of: formulas, examples, requests."""

import json
from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from math import ceil
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.errors import RequestError
from rebalance.gap_analysis.acceptance import Acceptance
from rebalance.gap_analysis.examples import examples
from rebalance.gap_analysis.gaps import (
    Floors,
    Ratio,
    Shares,
    exact_total,
    gaps,
    request_size,
    support_for_width,
)
from rebalance.gap_analysis.requests import Demand, Wording, request_lines
from rebalance.numbers.distribution import wilson
from rebalance.numbers.targets import Equal
from tests.support import Reference, referring

stats = Reference("scipy.stats")  # comes with scikit-learn
COUNTS = [1000, 300, 50, 4]
QUARTERS = (Fraction(1, 4),) * 4
SHARES = tuple(map(Fraction, ("2/5", "3/10", "1/5", "1/10")))


def test_gap_keep_everything() -> None:
    """The vectors gap.keep_everything_uniform and gap.keep_everything_target."""
    even, mixed = gaps(COUNTS, Shares(QUARTERS)), gaps(COUNTS, Shares(SHARES))
    assert (sum(even.targets), even.to_source) == (4000, (0, 700, 950, 996))
    assert (sum(mixed.targets), mixed.to_source) == (2500, (0, 450, 450, 246))


def test_gap_budget_with_repeats() -> None:
    """The vector of that name; and what copies cover of it."""
    found = gaps(COUNTS, Shares(QUARTERS), total=1200, max_repeat=4)
    assert (found.targets, found.to_source) == ((300,) * 4, (0, 0, 25, 71))
    assert found.covered == (0, 0, 150, 12)
    assert gaps(COUNTS, Equal("max"), total=1200, max_repeat=4) == found


def test_gap_max_ir() -> None:
    """The vector of that name."""
    found = gaps(COUNTS, Ratio(Fraction(10)))
    assert (min(found.targets), found.to_source) == (100, (0, 0, 50, 96))


def test_gap_max_exact_budget() -> None:
    """The vector of that name."""
    assert [exact_total(COUNTS, QUARTERS, repeat) for repeat in (1, 4)] == [16, 64]


@pytest.mark.parametrize(
    ("need", "acceptance", "confidence", "size"),
    [(96, 0.6, 0.95, 178), (96, 0.6, 0.5, 160), (10, 0.3, 0.95, 49), (1, 0.5, 0.95, 5),
     (0, 0.5, 0.95, 0), (7, 1.0, 0.99, 7), (10**6, 1e-3, 0.95, 1_001_644_599)],
)  # fmt: skip
def test_gap_request_size_for_acceptance(
    need: int, acceptance: float, confidence: float, size: int
) -> None:
    """The vector of that name, its borders, and a large one."""
    assert request_size(need, Acceptance(acceptance), confidence) == size


@referring
@given(st.integers(1, 3000), st.floats(0.002, 0.998), st.floats(0.01, 0.999))
def test_request_sizes_are_scipys(need: int, acceptance: float, confidence: float) -> None:
    """need + the quantile of the negative binomial; a hair beside a step may fall either way."""
    size = request_size(need, Acceptance(acceptance), confidence)
    expected = need + int(stats.nbinom.ppf(confidence, need, acceptance))
    if size != expected:
        beside = stats.nbinom.cdf(min(size, expected) - need, need, acceptance)
        assert beside == pytest.approx(confidence, abs=1e-9)


@pytest.mark.parametrize(
    ("need", "measured", "size"), [(50, "20/40", 139), (200, "60/100", 394), (20, "12/20", 51)]
)
def test_requests_at_an_estimated_acceptance(need: int, measured: str, size: int) -> None:
    """STATISTICS, M7: what is known of 40 rows is worth more requests than what is certain."""
    estimate = Acceptance.of(measured)
    assert request_size(need, estimate, 0.95) == size
    assert estimate.chance(need, size - 1) < 0.95 <= estimate.chance(need, size)


def test_what_a_known_acceptance_would_promise() -> None:
    """Of 50 rows at one half, 117 requests are enough with 95 %; at 20 of 40 with 80 %."""
    assert request_size(50, Acceptance(0.5), 0.95) == 117
    assert Acceptance.of("20/40").chance(50, 117) == pytest.approx(0.803, abs=5e-4)


@referring
@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 60), st.integers(1, 60))
def test_chances_are_scipys(need: int, more: int, accepted: int, refused: int) -> None:
    """The beta-binomial with a uniform prior, at both ends of its range, too."""
    found = Acceptance.of(f"{accepted}/{accepted + refused}").chance(need, need + more)
    expected = stats.betabinom.sf(need - 1, need + more, accepted + 1, refused + 1)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_estimates_from_very_many_rows_are_known_rates() -> None:
    """And they end."""
    sizes = [request_size(1000, Acceptance.of(f"{6 * n}/{10 * n}"), 0.95) for n in (10, 10**7)]
    assert sizes[0] > sizes[1] == request_size(1000, Acceptance(0.6), 0.95)
    assert request_size(50, Acceptance.of("0/10"), 0.95) > 10_000


def test_gap_eval_support_for_halfwidth() -> None:
    """The vector of that name, and that no smaller number does."""
    widths = (0.05, 0.1, 0.2)
    assert [support_for_width(width) for width in widths] == [381, 93, 21]
    for width in widths:
        rows = support_for_width(width) - 1
        low, high = wilson(rows / 2, rows)
        assert (high - low) / 2 > width


COUNT_LISTS = st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(any)


@given(COUNT_LISTS, st.data(), st.integers(1, 4))
def test_adding_what_is_needed_leaves_no_gap(
    counts: list[int], data: st.DataObject, repeat: int
) -> None:
    """For shares with a total, floors and ratios; and one row less leaves one."""
    share = st.integers(1, 9).map(Fraction)
    shares = Shares(tuple(data.draw(share) for _ in counts))
    floors = Floors(tuple(Fraction(data.draw(st.integers(0, 80))) for _ in counts))
    for target, total in ((shares, data.draw(st.integers(0, 300))), (floors, None)):
        found = gaps(counts, target, total=total, max_repeat=repeat)
        filled = [n + need for n, need in zip(counts, found.to_source, strict=True)]
        again = gaps(filled, target, total=total, max_repeat=repeat)
        assert not any(
            need for need, was in zip(again.to_source, found.to_source, strict=True) if was
        )
        for n, need, goal, covered in zip(
            filled, found.to_source, found.targets, found.covered, strict=True
        ):
            assert n * repeat >= goal
            assert not need or (n - 1) * repeat < goal
            assert 0 <= covered <= max(0, goal - (n - need))


@given(COUNT_LISTS, st.data())
def test_every_row_stays_in_a_mix_without_a_total(counts: list[int], data: st.DataObject) -> None:
    """The least total at which none has to go: targets are the rows there are, at least."""
    shares = tuple(data.draw(st.integers(1, 9).map(Fraction)) for _ in counts)
    found = gaps(counts, Shares(shares))
    assert all(goal >= n for n, goal in zip(counts, found.targets, strict=True))
    scale = max(Fraction(n) / share for n, share in zip(counts, shares, strict=True))
    assert found.targets == tuple(ceil(scale * share) for share in shares)
    assert 0 in found.to_source


def test_targets_that_cannot_be() -> None:
    """A total beside a target that has none, shares of nothing, a ratio below 1."""
    for target, total in (
        (Floors((Fraction(1),)), 5), (Shares((Fraction(0),)), 5), (Shares((Fraction(0),)), None),
        (Ratio(Fraction(1, 2)), None),
    ):  # fmt: skip
        with pytest.raises(RequestError):
            gaps([3], target, total=total)
    with pytest.raises(RequestError, match="only be met with a total"):
        gaps([3, 4], Shares((Fraction(0), Fraction(1))))


def chosen(rows: int, number: int, words: Any = None) -> list[list[int]]:
    """The first eight choices of so many rows."""
    keys = np.arange(100, 100 + rows, dtype=np.uint64)
    get = words or (lambda at: [str(at)])
    return list(islice(examples(np.arange(rows), keys, 0, number, get), 8))


@pytest.mark.parametrize(("rows", "number"), [(20, 3), (7, 3), (3, 3), (2, 3), (1, 1), (9, 4)])
def test_examples_go_round(rows: int, number: int) -> None:
    """No row comes twice in a choice, and none again before all came."""
    choices = chosen(rows, number)
    assert all(len(set(one)) == len(one) == min(number, rows) for one in choices)
    times = np.zeros(rows, dtype=int)
    for one in choices:
        times[one] += 1
        assert times.max() - times.min() <= 1


def test_examples_are_varied() -> None:
    """Of rows with the same words only one is in a choice, as long as there are others."""
    kinds = [["red", "car"], ["blue", "sky"], ["old", "tree"]]
    for one in chosen(9, 3, lambda at: kinds[at % 3])[:2]:
        assert {at % 3 for at in one} == {0, 1, 2}


def lines_of(demand: Demand, wording: Wording) -> list[dict[str, Any]]:
    """Requests, parsed."""
    return [json.loads(line) for line in request_lines(demand, wording, "task", "m-1")]


def demand(rows: int, category: str = "a") -> Demand:
    """Rows of a category, four at a time."""
    texts: list[Sequence[str]] = [[f'{{"n": {n}}}'] for n in range(99)]
    return Demand(category, rows, 4, iter(texts), ["n", "task"])


def test_requests_share_the_rows_out() -> None:
    """In the format of OpenAI batches, as even as can be, each with other examples."""
    found = lines_of(demand(10), Wording.of("generate"))
    assert [list(one) for one in found] == [["custom_id", "method", "url", "body"]] * 3
    assert {(one["method"], one["url"], one["body"]["model"]) for one in found} == {
        ("POST", "/v1/chat/completions", "m-1")
    }
    assert len({one["custom_id"] for one in found}) == 3
    assert all(len(one["custom_id"]) <= 64 for one in found)
    users = [one["body"]["messages"][1] for one in found]
    for number, (user, count) in enumerate(zip(users, (4, 3, 3), strict=True)):
        assert user["role"] == "user"
        for words in (f"Write {count} new rows", f'{{"n": {number}}}', '"n", "task"', '"a"'):
            assert words in user["content"]
    assert lines_of(demand(0), Wording.of("generate")) == []


@pytest.mark.parametrize(
    ("mode", "words"),
    [("paraphrase", "in other words"), ("translate:Norwegian Bokmål", "into Norwegian Bokmål")],
)
def test_modes_have_words_of_their_own(mode: str, words: str) -> None:
    """And the identity of the request names the mode."""
    (one,) = lines_of(demand(2), Wording.of(mode))
    assert words in one["body"]["messages"][1]["content"]
    assert one["custom_id"].split("-")[1] == mode.partition(":")[0]


def test_own_templates() -> None:
    """Without a divider all is said by the user; $$ is a dollar."""
    wording = Wording.of("generate", ("t.txt", "$count of $category for 5 $$\n"))
    (one,) = lines_of(demand(2), wording)
    assert one["body"]["messages"] == [{"role": "user", "content": '2 of "a" for 5 $'}]


@pytest.mark.parametrize(
    ("mode", "template", "words"),
    [
        ("invent", None, "is not one of"), ("translate", None, "is not one of"),
        ("generate:x", None, "is not one of"), ("generate", "costs $5", r"a \$ without a name"),
        ("generate", "$nothing", r"unknown placeholder \$nothing"),
    ],
)  # fmt: skip
def test_wordings_that_cannot_be(mode: str, template: str | None, words: str) -> None:
    """Unknown modes, and places that nobody fills."""
    with pytest.raises(RequestError, match=words):
        Wording.of(mode, None if template is None else ("t.txt", template))
