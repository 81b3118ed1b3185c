"""Losses under weights, against plain double loops."""

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="make test-trainers installs it")

from rebalance.errors import RequestError  # noqa: E402
from rebalance.training.torch import (  # noqa: E402
    focal_loss,
    logit_adjusted_cross_entropy,
    weighted_causal_lm_loss,
    weighted_cross_entropy,
)

LENGTHS = [9, 4, 6, 2, 7, 3]
VOCABULARY = 11


def batch() -> Any:
    """Rows of several lengths, filled up to ten tokens; the first tokens are no targets."""
    chance = torch.Generator().manual_seed(3)
    logits = torch.randn(len(LENGTHS), 10, VOCABULARY, generator=chance, dtype=torch.float64)
    labels = torch.randint(0, VOCABULARY, (len(LENGTHS), 10), generator=chance)
    for row, length in enumerate(LENGTHS):
        labels[row, length:] = -100
        labels[row, : row % 3] = -100
    weights = torch.tensor([0.5, 2.0, 1.0, 3.0, 0.0, 1.5], dtype=torch.float64)
    return logits.requires_grad_(), labels, weights


def by_loops(logits: Any, labels: Any, weights: Any, average: str) -> Any:
    """The formulas of METHODS, as slowly as they are written."""
    total, tokens, rows = 0.0, 0, 0
    for row in range(len(labels)):
        losses = [
            -torch.log_softmax(logits[row, at], -1)[labels[row, at + 1]]
            for at in range(labels.shape[1] - 1) if labels[row, at + 1] != -100
        ]  # fmt: skip
        tokens, rows = tokens + len(losses), rows + bool(losses)
        if losses:
            divisor = len(losses) if average == "rows" else 1
            total = total + weights[row] * sum(losses) / divisor
    return total / (rows if average == "rows" else tokens)


@pytest.mark.parametrize("average", ["tokens", "rows"])
def test_the_loss_is_that_of_a_double_loop(average: Any) -> None:
    """And so is its gradient."""
    logits, labels, weights = batch()
    found = weighted_causal_lm_loss(logits, labels, weights, average=average)
    expected = by_loops(logits, labels, weights, average)
    assert torch.allclose(found, expected, rtol=1e-12)
    (one,), (other,) = (torch.autograd.grad(loss, logits) for loss in (found, expected))
    assert torch.allclose(one, other, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("average", ["tokens", "rows"])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_accumulated_batches_add_up(average: Any, size: int) -> None:
    """Whatever their size: nothing is divided by what a batch happens to hold."""
    logits, labels, weights = batch()
    number = (labels[:, 1:] != -100).sum() if average == "tokens" else len(labels)
    parts = sum(
        weighted_causal_lm_loss(
            logits[at : at + size], labels[at : at + size], weights[at : at + size], number,
            average=average,
        )
        for at in range(0, len(labels), size)
    )  # fmt: skip
    assert torch.allclose(parts, by_loops(logits, labels, weights, average), rtol=1e-12)


@pytest.mark.parametrize("average", ["tokens", "rows"])
def test_packed_rows_keep_their_weights(average: Any) -> None:
    """Three rows in each of two: a row's first token is no target of the row before it."""
    logits, labels, weights = batch()
    packed = weighted_causal_lm_loss(
        logits.view(2, 30, VOCABULARY), labels.view(2, 30),
        weights.repeat_interleave(10).view(2, 30), average=average,
        segments=torch.arange(3).repeat_interleave(10).repeat(2).view(2, 30),
    )  # fmt: skip
    assert torch.allclose(packed, by_loops(logits, labels, weights, average), rtol=1e-12)


def test_packed_rows_without_segments_need_labels_that_say_where_they_begin() -> None:
    """The first token of a row follows on the one before it."""
    logits, labels, weights = batch()
    expected = by_loops(logits, labels, weights, "tokens")
    labels[:, 0] = -100
    packed = weighted_causal_lm_loss(
        logits.view(2, 30, VOCABULARY), labels.view(2, 30),
        weights.repeat_interleave(10).view(2, 30),
    )  # fmt: skip
    assert torch.allclose(packed, expected, rtol=1e-12)


def test_without_weights_it_is_the_usual_loss() -> None:
    """Weights of 1."""
    logits, labels, _ = batch()
    usual = torch.nn.functional.cross_entropy(
        logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100
    )
    assert torch.allclose(weighted_causal_lm_loss(logits, labels, torch.ones(6)), usual)


def test_a_batch_without_targets_has_no_loss() -> None:
    """And is no division of 0 by 0."""
    logits, labels, weights = batch()
    for average in ("tokens", "rows"):
        found = weighted_causal_lm_loss(logits, labels * 0 - 100, weights, average=average)
        assert found.item() == 0.0


def test_shapes_that_do_not_fit() -> None:
    """Broadcasting would take some of them, and compute something else."""
    logits, labels, weights = batch()
    for wrong in (weights[:3], weights[:, None], torch.ones(10), torch.tensor(1.0)):
        with pytest.raises(RequestError, match="one for each row of the batch, or one for each"):
            weighted_causal_lm_loss(logits, labels, wrong)
    with pytest.raises(RequestError, match="batch, tokens, vocabulary"):
        weighted_causal_lm_loss(logits[:, 1:], labels, weights)
    with pytest.raises(RequestError, match="it is over tokens or rows"):
        weighted_causal_lm_loss(logits, labels, weights, average="token")
    with pytest.raises(RequestError, match="segments have the shape"):
        weighted_causal_lm_loss(logits, labels, weights, average="rows", segments=labels[0])


def test_losses_of_classifiers() -> None:
    """Each by its formula; the batch's weights never cancel."""
    chance = torch.Generator().manual_seed(1)
    logits = torch.randn(12, 4, generator=chance, dtype=torch.float64)
    labels = torch.randint(0, 4, (12,), generator=chance)
    weight = torch.tensor([0.2, 1.0, 3.0, 2.0], dtype=torch.float64)
    p = torch.softmax(logits, -1)[torch.arange(12), labels]
    weighted = weighted_cross_entropy(logits, labels, weight)
    assert torch.allclose(weighted, (weight[labels] * -p.log()).mean())
    parts = [weighted_cross_entropy(logits[i : i + 1], labels[i : i + 1], weight, 12)
             for i in range(12)]  # fmt: skip
    assert torch.allclose(sum(parts), weighted)
    assert torch.allclose(focal_loss(logits, labels, 2.0), ((1 - p) ** 2 * -p.log()).mean())
    with_alpha = focal_loss(logits, labels, 0.0, weight)
    assert torch.allclose(with_alpha, weighted)
    priors = torch.tensor([0.7, 0.2, 0.05, 0.05], dtype=torch.float64)
    balanced_softmax = -(p_of(logits, priors)[torch.arange(12), labels]).log().mean()
    found = logit_adjusted_cross_entropy(logits, labels, priors.log())
    assert torch.allclose(found, balanced_softmax)


def test_rows_that_do_not_count_and_shapes_of_classifiers() -> None:
    """A label of -100 is no row; and nothing is broadcast."""
    logits = torch.tensor([[2.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    labels, weight = torch.tensor([0, -100, 1]), torch.tensor([0.5, 2.0])
    kept = (logits[[0, 2]], labels[[0, 2]])
    for loss, more in (
        (weighted_cross_entropy, (weight,)), (logit_adjusted_cross_entropy, (weight.log(),)),
        (focal_loss, (2.0, weight)), (focal_loss, (0.5,)),
    ):  # fmt: skip
        assert torch.allclose(loss(logits, labels, *more), loss(*kept, *more))
        with pytest.raises(RequestError, match="numbers of classes"):
            loss(logits, torch.eye(3)[:, :2], *more)
    with pytest.raises(RequestError, match="3 weights for 2 classes"):
        focal_loss(logits, labels, 2.0, torch.ones(3))
    sure = torch.tensor([[40.0, -2.0]], requires_grad=True)
    focal_loss(sure, torch.tensor([0]), 0.5).backward()
    assert torch.isfinite(sure.grad).all()
    many = torch.full((70_000, 2), 0.0, dtype=torch.float16)
    found = weighted_cross_entropy(many, torch.zeros(70_000, dtype=torch.int64), torch.ones(2))
    assert found.item() == pytest.approx(0.6931, rel=1e-3)


def p_of(logits: Any, priors: Any) -> Any:
    """Balanced softmax: probabilities in proportion to prior * exp(logit)."""
    mass = priors * logits.exp()
    return mass / mass.sum(-1, keepdim=True)
