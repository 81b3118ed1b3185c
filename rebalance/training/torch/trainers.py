"""Carrying a weight of each row through Trainer of transformers and SFTTrainer of TRL.

Both drop the column, or let the model swallow it, and say nothing. Tried with transformers 5.24 and
TRL 1.16; see docs/training.md.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import nan
from typing import Any

import torch
from torch import Tensor, nn

from rebalance.errors import RequestError
from rebalance.training.torch.losses import weighted_causal_lm_loss

Batch = dict[str, Any]
Collate = Callable[[list[dict[str, Any]]], Any]

_TRIED = "it was tried with transformers 5.24 and trl 1.16"


class CarryWeight:
    """A collator that puts the weights of rows into the batch that another makes.

    Args:
        collate: The other, which never sees the field.
        field: The field of rows, and of the batch: float32[rows].
    """

    def __init__(self, collate: Collate, field: str = "weight") -> None:
        self.collate, self.field = collate, field

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> Batch:
        """Make a batch.

        Raises:
            RequestError: Some rows have the field, and others not.
        """
        weights = [_number(row[self.field]) for row in rows if self.field in row]
        bare = [{name: row[name] for name in row if name != self.field} for row in rows]
        batch: Batch = self.collate(bare)
        if weights:
            made = torch.tensor(weights, dtype=torch.float32)
            if len(weights) < len(rows) or not (torch.isfinite(made) & (made >= 0)).all():
                raise RequestError(
                    f"not every row of a batch has a finite number of at least 0 in {self.field!r}"
                )
            batch[self.field] = made
        return batch


def _number(value: object) -> float:
    """Take a number, also of numpy or torch; NaN for anything else."""
    if isinstance(value, bool | str | bytes | None):
        return nan
    try:
        return float(value)  # type: ignore[arg-type]  # a list, say, raises
    except (TypeError, ValueError, RuntimeError):
        return nan


class RowWeighted:
    """A mixin before Trainer or SFTTrainer: the loss of each row times its field `weight`.

        class WeightedSFTTrainer(RowWeighted, SFTTrainer): ...

    The loss is averaged over the target tokens of the whole accumulated batch on all ranks, as
    without weights; weights of mean 1 over tokens leave the learning rate as it is. Evaluation
    stays unweighted.

    Attributes:
        weight_field: The field of the rows.

    Raises:
        RequestError: What is asked of the trainer leaves no row to weigh, or another loss.
    """

    weight_field = "weight"
    loss_is_scaled_for_ga = True  # the trainer does not divide by its steps once more

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse another order: the trainer's own loss would be used, without weights."""
        super().__init_subclass__(**kwargs)
        order = cls.__mro__
        if any("_set_signature_columns_if_needed" in vars(one)
               for one in order[1 : order.index(RowWeighted)]
               if not issubclass(one, RowWeighted)):  # fmt: skip
            raise RequestError(
                f"{cls.__name__}: RowWeighted comes after the trainer, where nothing asks it",
                "write class NAME(RowWeighted, SFTTrainer), in this order",
            )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trainer: Any = self
        _check(trainer)
        trainer.data_collator = CarryWeight(trainer.data_collator, self.weight_field)

    def _set_signature_columns_if_needed(self) -> None:
        """Keep the column."""
        trainer: Any = super()
        trainer._set_signature_columns_if_needed()
        columns: list[str] = self._signature_columns  # type: ignore[attr-defined]
        if self.weight_field not in columns:
            columns.append(self.weight_field)

    def compute_loss(
        self,
        model: nn.Module,
        inputs: Batch,
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """Compute the loss of a batch; weighted where the model trains."""
        trainer: Any = self
        base: Any = super()
        weights = inputs.pop(self.weight_field, None)
        if not model.training:
            return base.compute_loss(model, inputs, return_outputs, num_items_in_batch)
        if weights is None:
            raise RequestError(
                f"the rows have no field {self.weight_field!r}",
                "train on the rows that weights(..., output=FILE) writes",
            )
        if _is_sft(trainer):
            with _weighing_log_probs(trainer.model, weights):
                return base.compute_loss(model, inputs, return_outputs, num_items_in_batch)
        if "labels" not in inputs:
            raise RequestError("the batch has no labels", "give a collator that makes them")
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        loss = weighted_causal_lm_loss(outputs["logits"], labels, weights, num_items_in_batch)
        if trainer.args.average_tokens_across_devices and num_items_in_batch is not None:
            loss = loss * trainer.accelerator.num_processes
        return (loss, outputs) if return_outputs else loss


def _is_sft(trainer: object) -> bool:
    return any(
        one.__name__ == "SFTTrainer" and one.__module__.startswith("trl.")
        for one in type(trainer).__mro__
    )


def _check(trainer: Any) -> None:
    """Refuse what leaves no rows in the batch, or computes another loss."""
    order = type(trainer).__mro__
    after = order[order.index(RowWeighted) + 1 :]
    base: Any = next((one for one in after if "compute_loss" in vars(one)), None)
    known = {"Trainer": "transformers.", "SFTTrainer": "trl."}
    if base is None or not base.__module__.startswith(known.get(base.__name__, "-")):
        raise RequestError(
            f"{type(trainer).__name__}: the next class after RowWeighted that computes a loss is"
            f" {'none' if base is None else base.__qualname__}, and not Trainer or SFTTrainer",
            "override compute_loss in a class before RowWeighted, and call super() there",
        )
    if "num_items_in_batch" not in inspect.signature(base.compute_loss).parameters:
        raise RequestError(f"compute_loss takes no num_items_in_batch; {_TRIED}")
    if not _is_sft(trainer):
        _check_model(trainer)
    args = trainer.args
    refused = {
        "packing": "rows are packed into one, and their weights are lost",
        "padding_free": "rows are joined to one, and their weights are lost",
        "label_smoothing_factor": "the trainer computes another loss",
        "use_liger_kernel": "the model computes the loss, and there are no logits",
    }
    for name, why in refused.items():
        if getattr(args, name, None):
            raise RequestError(f"{name}={getattr(args, name)!r} does not go with weights: {why}")
    if getattr(args, "loss_type", None) not in (None, "nll"):
        raise RequestError(f"loss_type={args.loss_type!r} does not go with weights: only nll does")
    if trainer.compute_loss_func is not None:
        raise RequestError("compute_loss_func does not go with weights: it never sees them")


def _check_model(trainer: Any) -> None:
    """Refuse models whose loss is not that of the next token, and nothing else."""
    config = getattr(trainer.model, "config", None)
    if not getattr(trainer, "_loss_shifts_labels", False):
        raise RequestError(
            f"{type(trainer.model).__name__} has not the loss of a causal language model, or this"
            f" version of transformers does not say so; {_TRIED}",
            "compute the loss in your own compute_loss, as for a classifier",
        )
    if getattr(config, "output_router_logits", False):
        raise RequestError(
            "output_router_logits: the loss of the router would be left out",
            "train with SFTTrainer, which adds it",
        )
    trainer.model_accepts_loss_kwargs = True  # so that targets are counted


@contextmanager
def _weighing_log_probs(model: nn.Module, weights: Tensor) -> Iterator[None]:
    """Weigh the log-probabilities that TRL's fused head gives, of which it makes the loss."""
    met = list[bool]()

    def weigh(_model: nn.Module, _args: object, outputs: Any) -> None:
        if getattr(outputs, "log_probs", None) is not None:
            met.append(True)
            outputs.log_probs = outputs.log_probs * weights.to(outputs.log_probs)[:, None]

    hook = model.register_forward_hook(weigh)
    try:
        yield
        if not met:
            raise RequestError(
                f"the trainer made its loss of no log-probabilities, so that no weight reached it;"
                f" {_TRIED}",
                "install those versions, or weigh with weighted_causal_lm_loss in your own"
                " compute_loss",
            )
    finally:
        hook.remove()
