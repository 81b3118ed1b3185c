"""Losses under weights that do not change with the size of the batch.

None divides by the weights of its batch, as PyTorch's `CrossEntropyLoss(weight=...)` does by
default: in a batch of one row they would cancel. All are the sum over rows or tokens, each times
its weight, over their plain number; of the whole accumulated batch where that is given.
"""

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from rebalance.errors import RequestError

IGNORED = -100  # label of tokens that are no target, as in transformers


def weighted_causal_lm_loss(
    logits: Tensor,
    labels: Tensor,
    weights: Tensor,
    num_items_in_batch: Tensor | int | None = None,
    *,
    average: Literal["tokens", "rows"] = "tokens",
    segments: Tensor | None = None,
) -> Tensor:
    """Weigh the loss of a causal language model by rows: a scalar.

    Averaged over tokens it is sum_i w_i sum_t l_it / T, with T the targets of the whole
    accumulated batch on all ranks (Horvitz and Thompson 1952, of a sum over rows); averaged over
    rows it is sum_i w_i (sum_t l_it / n_i) / N, with n_i the targets of row i and N the rows.
    Where gradients are then averaged over ranks, as DDP does, multiply by their number.

    The first token of a packed row follows on the row before it and is no target: with `segments`
    it is left out, else its label has to be -100.

    Args:
        logits: float[batch, tokens, vocabulary].
        labels: int64[batch, tokens], not shifted; -100 for tokens that are no target.
        weights: float[batch] of rows; or float[batch, tokens], where several rows are packed into
            one: of each token, that of its row.
        num_items_in_batch: Targets, or with `average="rows"` rows, of the whole accumulated batch
            on all ranks; by default those of this one.
        average: What all count alike without weights.
        segments: int64[batch, tokens], which packed row each token is of.

    Raises:
        RequestError: The shapes do not fit, or the average is none of the two.
    """
    if average not in ("tokens", "rows"):
        raise RequestError(f"average={average!r}: it is over tokens or rows")
    row = _rows(labels, segments)
    if segments is not None:
        begins = torch.zeros_like(labels, dtype=torch.bool)
        begins[:, 1:] = segments[:, 1:] != segments[:, :-1]
        labels = labels.masked_fill(begins, IGNORED)
    targets, losses = labels[:, 1:], _token_losses(logits, labels)
    weighed = losses * _of_tokens(weights, labels, losses.dtype)
    if average == "tokens":
        number = (targets != IGNORED).sum() if num_items_in_batch is None else num_items_in_batch
        return weighed.sum() / _at_least_one(number, weighed)
    row, there = row[:, 1:], targets != IGNORED
    rows = int(row.max()) + 1 if row.numel() else 0
    lengths = torch.zeros(rows, dtype=losses.dtype, device=losses.device)
    lengths.index_add_(0, row[there], torch.ones_like(losses[there]))
    number = (lengths > 0).sum() if num_items_in_batch is None else num_items_in_batch
    means = weighed / lengths.clamp(min=1)[row]
    return means.sum() / _at_least_one(number, weighed)


def weighted_cross_entropy(
    logits: Tensor,
    labels: Tensor,
    weight: Tensor,
    num_items_in_batch: Tensor | int | None = None,
) -> Tensor:
    """Weigh the loss of a classifier by classes: sum_i w_yi l_i / rows, a scalar.

    Args:
        logits: float[rows, classes].
        labels: int64[rows]; -100 for rows that do not count.
        weight: float[classes], such as `torch.from_numpy(class_weights(report, classes))`.
        num_items_in_batch: Rows of the whole accumulated batch; by default those of this one.
    """
    losses = _row_losses(logits, labels) * _of_rows(weight, logits, labels)
    return losses.sum() / _rows_in(labels, num_items_in_batch, losses)


def logit_adjusted_cross_entropy(
    logits: Tensor,
    labels: Tensor,
    log_priors: Tensor,
    num_items_in_batch: Tensor | int | None = None,
) -> Tensor:
    """Cross-entropy of z + tau log(prior), for training; predict by the bare z (Menon et al. 2021).

    With tau = 1 it is the balanced softmax (Ren et al. 2020).

    Args:
        logits: float[rows, classes].
        labels: int64[rows].
        log_priors: float[classes], tau * log(share of the class): `log_prior` in the report of
            `weights` with `log_priors` and `tau`.
        num_items_in_batch: As in `weighted_cross_entropy`.
    """
    losses = _row_losses(logits + log_priors.to(logits), labels)
    return losses.sum() / _rows_in(labels, num_items_in_batch, losses)


def focal_loss(
    logits: Tensor,
    labels: Tensor,
    gamma: float = 2.0,
    weight: Tensor | None = None,
    num_items_in_batch: Tensor | int | None = None,
) -> Tensor:
    """Focal loss: (1 - p_y)^gamma (-log p_y), averaged over rows (Lin et al. 2017).

    Args:
        logits: float[rows, classes].
        labels: int64[rows].
        gamma: At least 0; with 0 it is cross-entropy.
        weight: float[classes], the paper's alpha; none by default.
        num_items_in_batch: As in `weighted_cross_entropy`.
    """
    losses = _row_losses(logits, labels)
    missed = -torch.expm1(-losses)  # 1 - p_y, also where p_y is nearly 1
    losses = missed.clamp(min=torch.finfo(losses.dtype).tiny) ** gamma * losses
    if weight is not None:
        losses = losses * _of_rows(weight, logits, labels)
    return losses.sum() / _rows_in(labels, num_items_in_batch, losses)


def _row_losses(logits: Tensor, labels: Tensor) -> Tensor:
    """Give the loss of each row: float[rows], 0 for one that does not count."""
    if logits.ndim != 2 or labels.shape != logits.shape[:1] or labels.is_floating_point():
        raise RequestError(
            f"logits of shape {tuple(logits.shape)} and labels of {tuple(labels.shape)}: they are"
            " [rows, classes], and the numbers of classes [rows]"
        )
    return functional.cross_entropy(_wide(logits), labels, ignore_index=IGNORED, reduction="none")


def _of_rows(weight: Tensor, logits: Tensor, labels: Tensor) -> Tensor:
    """Give the weight of the class of each row: float[rows]."""
    if weight.shape != logits.shape[-1:]:
        raise RequestError(f"{len(weight)} weights for {logits.shape[-1]} classes")
    return weight.to(labels.device, _wide(logits).dtype)[labels.clamp(min=0)]


def _wide(logits: Tensor) -> Tensor:
    """Compute in float32 at least: sums of halves overflow."""
    return logits if logits.dtype == torch.float64 else logits.float()


def _token_losses(logits: Tensor, labels: Tensor) -> Tensor:
    """Give the loss of each token but the first: float[batch, tokens - 1], 0 for no target."""
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise RequestError(
            f"logits of shape {tuple(logits.shape)} and labels of {tuple(labels.shape)}: they are"
            " [batch, tokens, vocabulary] and [batch, tokens]"
        )
    targets = labels[:, 1:]
    losses = functional.cross_entropy(
        _wide(logits[:, :-1]).flatten(0, 1), targets.flatten(), ignore_index=IGNORED,
        reduction="none",
    )  # fmt: skip
    return losses.view(targets.shape)


def _of_tokens(weights: Tensor, labels: Tensor, dtype: torch.dtype) -> Tensor:
    """Give weights of targets: [batch, 1] of rows, or [batch, tokens - 1]."""
    if weights.shape == labels.shape[:1]:
        return weights.to(labels.device, dtype)[:, None]
    if weights.shape == labels.shape:
        return weights.to(labels.device, dtype)[:, 1:]
    raise RequestError(
        f"weights of shape {tuple(weights.shape)} for labels of {tuple(labels.shape)}: one for"
        " each row of the batch, or one for each token"
    )


def _rows(labels: Tensor, segments: Tensor | None) -> Tensor:
    """Number the rows of a batch, also of several packed into one: int64[batch, tokens]."""
    batch = torch.arange(len(labels), device=labels.device)[:, None].expand_as(labels)
    if segments is None:
        return batch
    if segments.shape != labels.shape:
        raise RequestError("segments have the shape of the labels: [batch, tokens]")
    return batch * (int(segments.max()) + 1 if segments.numel() else 1) + segments


def _rows_in(labels: Tensor, given: Tensor | int | None, like: Tensor) -> Tensor:
    return _at_least_one((labels != IGNORED).sum() if given is None else given, like)


def _at_least_one(number: Tensor | int, like: Tensor) -> Tensor:
    """Divide by 1 where a batch has no target: the loss is 0 then, and not no number."""
    return torch.as_tensor(number, device=like.device).clamp(min=1)
