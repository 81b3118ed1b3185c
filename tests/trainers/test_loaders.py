"""The sampler in a DataLoader and in Trainer, and class weights in Keras."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import yaml

os.environ["KERAS_BACKEND"] = "torch"
torch = pytest.importorskip("torch", reason="make test-trainers installs it")
transformers = pytest.importorskip("transformers", reason="make test-trainers installs it")
trl = pytest.importorskip("trl", reason="make test-trainers installs it")
keras = pytest.importorskip("keras", reason="make test-trainers installs it")

import datasets  # noqa: E402
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler  # noqa: E402

import rebalance  # noqa: E402
from rebalance.choices import TrainerName  # noqa: E402
from rebalance.training import (  # noqa: E402
    WeightedSampler,
    class_weight_dict,
    class_weights,
    epoch,
    sample_weights,
)
from tests.trainers import small, test_trainers  # noqa: E402

COUNTS = [600, 300, 60, 40]
CODES = np.repeat(np.arange(4), COUNTS)
WEIGHTS = len(CODES) / 4 / np.array(COUNTS)[CODES]


def test_a_loader_gives_each_category_as_many_rows() -> None:
    """Exactly, in each epoch; independent draws miss more rows, and not by the same number."""
    rows = TensorDataset(torch.arange(1000), torch.from_numpy(CODES))
    sampler = WeightedSampler(WEIGHTS)
    loader = DataLoader(rows, batch_size=32, sampler=sampler)
    assert len(loader) == 32
    ours, theirs = set[int](), set[int]()
    chance = torch.Generator().manual_seed(0)
    other = DataLoader(rows, 32, sampler=WeightedRandomSampler(WEIGHTS, 1000, generator=chance))
    for number in range(3):
        sampler.set_epoch(number)
        drawn = [pair for batch in loader for pair in zip(*map(torch.Tensor.tolist, batch))]  # noqa: B905
        assert np.bincount([code for _, code in drawn]).tolist() == [250] * 4
        ours |= {row for row, _ in drawn}
        theirs |= {row for batch in other for row in batch[0].tolist()}
    assert len(theirs) < len(ours) == 1000


def test_a_run_is_resumed_in_the_middle_of_an_epoch() -> None:
    """By the steps that were trained, since workers ask for rows ahead."""
    rows = TensorDataset(torch.arange(1000))
    whole = [batch[0].tolist() for batch in DataLoader(rows, 10, sampler=WeightedSampler(WEIGHTS))]
    sampler = WeightedSampler(WEIGHTS)
    loader = iter(DataLoader(rows, 10, sampler=sampler, num_workers=2))
    trained = [next(loader)[0].tolist() for _ in range(17)]
    state = sampler.state_dict(consumed=17 * 10)
    resumed = WeightedSampler(WEIGHTS)
    resumed.load_state_dict(state)
    left = [batch[0].tolist() for batch in DataLoader(rows, 10, sampler=resumed)]
    assert trained + left == whole


def test_trainer_takes_the_sampler(tmp_path: Path) -> None:
    """As the page shows it, one epoch after the other."""
    seen: list[int] = []

    class Sampled(transformers.Trainer):
        def _get_train_sampler(self, *_: Any) -> WeightedSampler:
            return WeightedSampler([1, 2, 1, 0, 0, 0, 0, 0], seed=self.args.seed)

    made = test_trainers.trainer(tmp_path, 2, 1, Sampled, num_train_epochs=2)
    collate = made.data_collator
    made.args.max_steps = -1
    rows = small.tokenized(small.written(tmp_path))

    def noting(features: list[dict[str, Any]]) -> Any:
        seen.extend(next(at for at, row in enumerate(rows) if row["labels"] == one["labels"])
                    for one in features)  # fmt: skip
        return collate(features)

    made.data_collator = noting
    made.train()
    expected = [epoch([1, 2, 1, 0, 0, 0, 0, 0], seed=42, epoch=one) for one in (0, 1)]
    assert seen == np.concatenate(expected).tolist()


def test_keras_takes_class_and_row_weights(tmp_path: Path) -> None:
    """Both give the loss that is written down."""
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f'{{"category": "c{code}", "n": {at}}}\n'
                            for at, code in enumerate(CODES.tolist())))  # fmt: skip
    report = rebalance.weights(str(path), npy=str(tmp_path / "w.npy"))
    names = ["c0", "c1", "c2", "c3"]
    x = np.random.default_rng(0).normal(size=(1000, 5)).astype("float32")  # noqa: TID251
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.Input((5,)), keras.layers.Dense(4, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    p = model.predict(x, verbose=0)[np.arange(1000), CODES]
    expected = float((class_weights(report, names)[CODES] * -np.log(p)).mean())
    start = model.get_weights()
    for given in (
        {"class_weight": class_weight_dict(report, names)},
        {"sample_weight": sample_weights(tmp_path / "w.npy")},
    ):
        model.set_weights(start)
        model.optimizer.learning_rate = 0.0
        found = model.fit(x, CODES, batch_size=100, epochs=1, verbose=0, **given)
        assert found.history["loss"][0] == pytest.approx(expected, rel=1e-5)


def test_load_dataset_gives_exactly_the_parts(tmp_path: Path) -> None:
    """By the card; without one, parts of other names are lost, or nothing can be read."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(f'{{"category": "{"ab"[at % 2]}", "n": {at}}}\n' for at in range(100)))
    for number, options in enumerate(
        ({"parts": {"train": 0.8, "holdout": 0.2}}, {"parts": {"a": 0.8, "b": 0.2}}, {"folds": 5})
    ):
        parts = tmp_path / str(number)
        rebalance.split(str(rows), out_dir=str(parts), **options)
        try:
            without = datasets.load_dataset(str(parts)).num_rows
        except datasets.exceptions.DatasetGenerationError:
            without = {}
        rebalance.split(str(rows), out_dir=str(parts), card=True, **options)
        expected = {
            part.stem.replace("-", "_"): sum(1 for _ in part.open())
            for part in parts.glob("*.jsonl")
        }
        assert sum(without.values()) < 100
        assert datasets.load_dataset(str(parts)).num_rows == expected
        assert sum(expected.values()) == 100


def test_trl_reads_what_export_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its own reader of mixes, in the folder: the rows of each category that the table shows."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(
        json.dumps({"category": "abbccccc"[at % 8], **small.chat(at)}) + "\n" for at in range(400)
    ))  # fmt: skip
    report = rebalance.export(
        str(rows), trainer="trl", form="mix", equal=40, out_dir=str(tmp_path / "out")
    )
    monkeypatch.chdir(tmp_path / "out")
    from trl.scripts.utils import DatasetConfig, DatasetMixtureConfig, get_dataset

    config = yaml.safe_load(Path("train.yaml").read_text())
    entries = [DatasetConfig(**one) for one in config["datasets"]]
    found = Counter(get_dataset(DatasetMixtureConfig(datasets=entries))["train"]["category"])
    assert found == {one.label: one.rows_after for one in report.categories}


def test_every_exported_file_loads(tmp_path: Path) -> None:
    """As rows of one schema, weights too."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(
        json.dumps({"category": "ab"[at % 3 == 0], **small.chat(at)}) + "\n" for at in range(60)
    ))  # fmt: skip
    for trainer in get_args(TrainerName):
        for form in ("balanced", "weights", "copies"):
            out, target = tmp_path / f"{trainer}-{form}", {"cap": 15} if form == "balanced" else {}
            try:
                report = rebalance.export(
                    str(rows), trainer=trainer, form=form, out_dir=str(out), **target
                )
            except rebalance.RebalanceError:
                assert form == "weights"
                continue
            loaded = datasets.load_dataset("json", data_files=str(out / "train.jsonl"))["train"]
            assert len(loaded) == report.rows_after
