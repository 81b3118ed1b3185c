"""Weights in Trainer and SFTTrainer: the gradient that is computed, and what is refused."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="make test-trainers installs it")
transformers = pytest.importorskip("transformers", reason="make test-trainers installs it")
trl = pytest.importorskip("trl", reason="make test-trainers installs it")

import datasets  # noqa: E402

from rebalance.errors import RequestError  # noqa: E402
from rebalance.training.torch import CarryWeight, RowWeighted  # noqa: E402
from tests.trainers import small  # noqa: E402

RATE = 1.0


class WeightedTrainer(RowWeighted, transformers.Trainer):
    """For rows of tokens."""


class WeightedSFTTrainer(RowWeighted, trl.SFTTrainer):
    """For chats."""


def arguments(kind: Any, folder: Path, batch: int, steps: int, **more: Any) -> Any:
    """One step of SGD, which moves parameters by the gradient itself."""
    return kind(
        output_dir=str(folder / "out"), per_device_train_batch_size=batch,
        gradient_accumulation_steps=steps, max_steps=1, learning_rate=RATE, optim="sgd",
        lr_scheduler_type="constant", max_grad_norm=0.0, use_cpu=True, report_to=[],
        save_strategy="no", disable_tqdm=True, logging_strategy="no", **more,
    )  # fmt: skip


def gradient_of(trainer: Any) -> dict[str, Any]:
    """Train one step; what it moved."""
    before = {name: one.detach().clone() for name, one in trainer.model.named_parameters()}
    trainer.train()
    after = dict(trainer.model.named_parameters())
    return {name: (before[name] - after[name].detach()) / RATE for name in before}


def trainer(folder: Path, batch: int, steps: int, kind: Any = WeightedTrainer, **more: Any) -> Any:
    """Trainer on rows of tokens."""
    rows = datasets.Dataset.from_list(small.tokenized(small.written(folder)))
    collate = transformers.DataCollatorForSeq2Seq(small.tokenizer())
    args = arguments(transformers.TrainingArguments, folder, batch, steps, **more)
    return kind(small.model(), args, train_dataset=rows, eval_dataset=rows, data_collator=collate)


def sft(folder: Path, batch: int, steps: int, kind: Any = WeightedSFTTrainer, **more: Any) -> Any:
    """SFTTrainer on chats of which the answers are targets."""
    path = small.written(folder)
    rows = datasets.load_dataset("json", data_files=str(path), split="train")
    args = arguments(
        trl.SFTConfig, folder, batch, steps, assistant_only_loss=True, bf16=False, **more
    )
    return kind(small.model(), args=args, train_dataset=rows, processing_class=small.tokenizer())


@pytest.mark.parametrize("make", [trainer, sft])
@pytest.mark.parametrize(("batch", "steps"), [(8, 1), (2, 4), (1, 8)])
def test_the_gradient_is_the_one_computed_by_hand(
    make: Any, batch: int, steps: int, tmp_path: Path
) -> None:
    """Under any accumulation; and it is not that without weights."""
    rows = small.tokenized(small.written(tmp_path))
    found = gradient_of(make(tmp_path, batch, steps))
    assert small.furthest(found, small.gradient_by_hand(rows)) < 1e-4
    unweighted = small.gradient_by_hand([{**row, "weight": 1.0} for row in rows])
    assert small.furthest(found, unweighted) > 0.05


@pytest.mark.parametrize(("make", "kind"), [(trainer, transformers.Trainer), (sft, trl.SFTTrainer)])
def test_without_the_mixin_weights_are_dropped_in_silence(
    make: Any, kind: Any, tmp_path: Path
) -> None:
    """What the page says of both; if it changes, the page has to."""
    rows = small.tokenized(small.written(tmp_path))
    found = gradient_of(make(tmp_path, 2, 4, kind))
    unweighted = small.gradient_by_hand([{**row, "weight": 1.0} for row in rows])
    assert small.furthest(found, unweighted) < 1e-4


@pytest.mark.parametrize("make", ["trainer", "sft"])
def test_two_ranks_have_the_gradient_of_one(make: str, tmp_path: Path) -> None:
    """With gloo: each rank has half of the rows, and DDP averages their gradients."""
    small.written(tmp_path)
    command = [
        sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2",
        str(Path(__file__).with_name("two_ranks.py")), make, str(tmp_path),
    ]  # fmt: skip
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = torch.load(tmp_path / "gradient.pt")
    rows = small.tokenized(small.written(tmp_path))
    assert small.furthest(found, small.gradient_by_hand(rows)) < 1e-4


def test_evaluation_stays_unweighted(tmp_path: Path) -> None:
    """As without the mixin."""
    weighted = trainer(tmp_path, 8, 1).evaluate()["eval_loss"]
    plain = trainer(tmp_path, 8, 1, transformers.Trainer).evaluate()["eval_loss"]
    assert weighted == pytest.approx(plain, rel=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"packing": True}, "packing=True does not go with weights"),
        ({"padding_free": True, "max_length": None}, "padding_free=True does not go with weights"),
        ({"loss_type": "dft"}, "loss_type='dft' does not go with weights"),
        ({"label_smoothing_factor": 0.1}, "label_smoothing_factor=0.1 does not go with weights"),
    ],
)
def test_what_leaves_no_row_to_weigh_is_refused(
    options: dict[str, Any], message: str, tmp_path: Path
) -> None:
    """Before a step is trained."""
    with pytest.raises(RequestError, match=message):
        sft(tmp_path, 2, 1, **options)


def test_the_wrong_order_and_rows_without_a_weight_are_refused(tmp_path: Path) -> None:
    """Either would train without weights."""

    for after in (transformers.Trainer, trl.SFTTrainer):
        with pytest.raises(RequestError, match="RowWeighted comes after the trainer"):
            type("Wrong", (after, RowWeighted), {})
    found = trainer(tmp_path, 2, 1)
    found.train_dataset = found.train_dataset.remove_columns("weight")
    with pytest.raises(RequestError, match="the rows have no field 'weight'"):
        found.train()


def test_a_loss_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """It would never be asked; of a class before the mixin, it is."""

    class Tripled(transformers.Trainer):
        """With a loss of its own."""

        def compute_loss(self, *args: Any, **kwargs: Any) -> Any:
            return 3 * super().compute_loss(*args, **kwargs)

    with pytest.raises(RequestError, match=r"computes a loss is .*Tripled, and not Trainer"):
        trainer(tmp_path, 2, 1, type("Weighted", (RowWeighted, Tripled), {}))

    class Before(RowWeighted, transformers.Trainer):
        """Which weighs, and then multiplies."""

        def compute_loss(self, *args: Any, **kwargs: Any) -> Any:
            return 3 * super().compute_loss(*args, **kwargs)

    found = gradient_of(trainer(tmp_path, 8, 1, Before))
    expected = small.gradient_by_hand(small.tokenized(small.written(tmp_path)))
    assert small.furthest(found, {name: 3 * one for name, one in expected.items()}) < 1e-4


def test_models_with_another_loss_are_refused(tmp_path: Path) -> None:
    """Their targets are not the next tokens."""
    config = transformers.BertConfig(
        vocab_size=45, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32,
    )  # fmt: skip
    rows = datasets.Dataset.from_list(small.tokenized(small.written(tmp_path)))
    args = arguments(transformers.TrainingArguments, tmp_path, 2, 1)
    collate = transformers.DataCollatorForSeq2Seq(small.tokenizer())
    with pytest.raises(RequestError, match="BertForMaskedLM has not the loss of a causal"):
        WeightedTrainer(
            transformers.BertForMaskedLM(config), args, train_dataset=rows, data_collator=collate
        )


def test_a_collator_wants_all_weights_or_none() -> None:
    """A row without one would count as much as another's weight says."""
    carry = CarryWeight(lambda rows: {"rows": rows})
    assert carry([{"a": 1}]) == {"rows": [{"a": 1}]}
    found = carry([{"a": 1, "weight": 2}, {"a": 2, "weight": 0.5}])
    assert found["weight"].tolist() == [2.0, 0.5]
    assert found["rows"] == [{"a": 1}, {"a": 2}]
    for number in (torch.tensor(2.0), np.float32(2), np.int64(2)):
        assert carry([{"weight": number}])["weight"].tolist() == [2.0]
    for wrong in ("1", None, float("nan"), -1.0, True, [1.0, 2.0]):
        with pytest.raises(RequestError, match="not every row of a batch has a finite number"):
            carry([{"weight": wrong}])
    for rows in ([{"weight": 1}, {}],):
        with pytest.raises(RequestError, match="not every row of a batch has a finite number"):
            carry(rows)
