"""Train small models under each scheme and compare macro-F1 on ten seeds: `make evidence`.

    python benchmarks/evidence.py [--seeds N]

Three datasets: messages to a shop (templates, 21:1; a test part without near-duplicates of the
training part), and where ../shared/data/real is at hand TruthfulQA and Gorilla's list of models,
which nobody made for this. Two models: logistic regression on TF-IDF, with C chosen for each arm on
the validation part; and a transformer of one layer, after few and after many steps of AdamW. All
arms of a seed have the same split and the same steps. Prints the table of docs/training.md: the
mean F1 of training on the rows as they are, and differences to it, paired by seed, with their 95 %
intervals (Student's t).
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from generate import folder
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

import rebalance
from rebalance.training import WeightedSampler, class_weights, epoch
from rebalance.training.torch import logit_adjusted_cross_entropy, weighted_cross_entropy

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "data" / "real"
FEWEST = 10  # rows of a category
STEPS = (150, 600)
STUDENT = 2.262  # the 97.5 % quantile of t with nine degrees of freedom
WORDS, LENGTH, WIDTH = (
    4000,
    32,
    32,
)  # the transformer's vocabulary, and the words of a text that it reads
ARMS = ("none", "weights", "sqrt weights", "sampler", "balance", "both", "logit adjustment")


@dataclass(frozen=True)
class Rows:
    """Texts and the numbers of their classes."""

    texts: list[str]
    codes: NDArray[np.int64]


@dataclass(frozen=True)
class Arm:
    """What a model trains on, and how.

    Attributes:
        rows: The training rows, as they are or resampled.
        weight: float32[classes] of the loss.
        drawn: Weights by which a sampler draws rows; None for each once an epoch.
        log_priors: float32[classes] that logits are adjusted by.
    """

    rows: Rows
    weight: NDArray[np.float32]
    drawn: NDArray[np.float64] | None = None
    log_priors: NDArray[np.float32] | None = None


def datasets() -> Mapping[str, tuple[Path, str, str]]:
    """Name the files, their texts and labels."""
    shop = folder() / "evidence-shop.jsonl"
    with shop.open("wb") as out:
        made = [sys.executable, str(ROOT / "examples" / "stand_in_model.py"), "data"]
        subprocess.run(made, check=True, stdout=out)
    found = {"shop messages": (shop, "instruction", "category")}
    if REAL.is_dir():
        found["TruthfulQA"] = REAL / "truthfulqa.jsonl", "Question", "Category"
        found["Gorilla models"] = REAL / "gorilla_hf_api.jsonl", "description", "domain"
    return found


def frequent(path: Path, text: str, label: str) -> Path:
    """Keep the rows of categories that all parts can have some of."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    counts = Counter(row[label] for row in rows)
    kept = folder() / f"evidence-{path.stem}.kept.jsonl"
    with kept.open("w", encoding="utf-8") as out:
        for row in rows:
            if counts[row[label]] >= FEWEST and isinstance(row.get(text), str):
                out.write(json.dumps({"text": row[text], "category": row[label]}) + "\n")
    return kept


def read(path: Path, names: Sequence[str]) -> Rows:
    """Read texts and the numbers of their classes."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    codes = [names.index(row["category"]) for row in rows]
    return Rows([row["text"] for row in rows], np.array(codes))


def arms(train: Path, names: Sequence[str], seed: int) -> dict[str, Arm]:
    """Make what each scheme trains on, with the commands' own functions."""
    here, ones = read(train, names), np.ones(len(names), np.float32)
    npy, out = train.with_name("w.npy"), train.with_name("balanced.jsonl")
    half = train.with_name("half.jsonl")
    report = rebalance.weights(str(train), npy=str(npy), log_priors=True)
    balanced = class_weights(report, names)
    root = class_weights(rebalance.weights(str(train), scheme="sqrt"), names)
    rebalance.balance(str(train), equal="mean", output=str(out), seed=seed)
    rebalance.balance(str(train), alpha=0.5, output=str(half), seed=seed)
    rest = class_weights(rebalance.weights(str(half)), names)
    priors = {entry.label: entry.log_prior for entry in report.weights}
    adjusted = np.array([priors[name] for name in names], np.float32)
    return {
        "none": Arm(here, ones),
        "weights": Arm(here, balanced),
        "sqrt weights": Arm(here, root),
        "sampler": Arm(here, ones, np.load(npy).astype(np.float64)),
        "balance": Arm(read(out, names), ones),
        "both": Arm(read(half, names), rest),
        "logit adjustment": Arm(here, ones, log_priors=adjusted),
    }


def regression(arm: Arm, validation: Rows, test: Rows, seed: int) -> dict[str, float]:
    """Logistic regression on words and pairs of words, C by the validation part."""
    if arm.log_priors is not None:
        return {}
    rows = arm.rows
    if arm.drawn is not None:
        drawn = epoch(arm.drawn, seed=seed)
        rows = Rows([rows.texts[at] for at in drawn], rows.codes[drawn])
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    x, tried = vectors.fit_transform(rows.texts), list[tuple[float, float]]()
    for c in (1, 10, 100):
        model = LogisticRegression(C=c, max_iter=2000)
        model.fit(x, rows.codes, sample_weight=arm.weight[rows.codes])
        scores = [
            macro(part.codes, model.predict(vectors.transform(part.texts)))
            for part in (validation, test)
        ]
        tried.append((scores[0], scores[1]))
    return {"logistic regression": max(tried, key=lambda pair: pair[0])[1]}


class Small(torch.nn.Module):
    """A transformer of one layer whose outputs are averaged."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.words = torch.nn.Embedding(WORDS, WIDTH, padding_idx=0)
        self.places = torch.nn.Parameter(torch.randn(LENGTH, WIDTH) * 0.02)
        self.layer = torch.nn.TransformerEncoderLayer(WIDTH, 4, 2 * WIDTH, batch_first=True)
        self.out = torch.nn.Linear(WIDTH, classes)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """float[batch, classes] of int64[batch, words]."""
        there = (tokens > 0)[..., None]
        read = self.layer(self.words(tokens) + self.places, src_key_padding_mask=~there[..., 0])
        return self.out((read * there).sum(1) / there.sum(1).clamp(min=1))


def transformer(arm: Arm, test: Rows, seed: int) -> dict[str, float]:
    """Train by AdamW; F1 after few and after many steps, by the logits as they are."""
    known = Counter(word for text in arm.rows.texts for word in set(text.lower().split()))
    number = {word: at + 2 for at, (word, _) in enumerate(known.most_common(WORDS - 2))}

    def tokens(texts: Sequence[str]) -> torch.Tensor:
        made = torch.zeros((len(texts), LENGTH), dtype=torch.int64)
        for row, text in enumerate(texts):
            read = [number.get(word, 1) for word in text.lower().split()[:LENGTH]]
            made[row, : len(read)] = torch.tensor(read or [1])
        return made

    torch.manual_seed(seed)
    x, y = tokens(arm.rows.texts), torch.from_numpy(arm.rows.codes)
    model, weight = Small(len(arm.weight)), torch.from_numpy(arm.weight)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    drawn = np.ones(len(x)) if arm.drawn is None else arm.drawn
    sampler, found = WeightedSampler(drawn, seed=seed), dict[str, float]()
    order = list[int]()
    for step in range(1, max(STEPS) + 1):
        while len(order) < 32:
            order += list(sampler)
        batch, order = order[:32], order[32:]
        logits = model(x[batch])
        if arm.log_priors is None:
            loss = weighted_cross_entropy(logits, y[batch], weight)
        else:
            priors = torch.from_numpy(arm.log_priors)
            loss = logit_adjusted_cross_entropy(logits, y[batch], priors)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step in STEPS:
            model.eval()
            with torch.no_grad():
                predicted = model(tokens(test.texts)).argmax(1).numpy()
            model.train()
            found[f"transformer, {step:,} steps"] = macro(test.codes, predicted)
    return found


def macro(codes: NDArray[np.int64], predicted: NDArray[np.int64]) -> float:
    """Macro-F1 over the classes of the test part."""
    there = np.unique(codes)
    return float(f1_score(codes, predicted, average="macro", labels=there, zero_division=0))


def trained(path: Path, seed: int) -> dict[str, dict[str, float]]:
    """Split, make all arms, train all models: F1 by model and arm."""
    torch.set_num_threads(1)
    parts = folder() / f"evidence-{path.stem}-{seed}"
    near = {"near_duplicates": 0.7} if "shop" in path.name else {}
    rebalance.split(
        str(path), out_dir=str(parts), parts="train=0.6,validation=0.2,test=0.2", seed=seed,
        prompt_field="text", **near,
    )  # fmt: skip
    names = sorted({json.loads(line)["category"] for line in path.read_text("utf-8").splitlines()})
    validation, test = (read(parts / f"{name}.jsonl", names) for name in ("validation", "test"))
    found = dict[str, dict[str, float]]()
    for name, arm in arms(parts / "train.jsonl", names, seed).items():
        scores = regression(arm, validation, test, seed) | transformer(arm, test, seed)
        for model, score in scores.items():
            found.setdefault(model, {})[name] = score
    return found


def difference(scores: Sequence[Mapping[str, float]], arm: str) -> str:
    """Show the mean difference to training on the rows as they are, with its interval."""
    if arm not in scores[0]:
        return "–"
    if arm == "none":
        return f"{np.mean([one[arm] for one in scores]):.3f}"
    gaps = np.array([one[arm] - one["none"] for one in scores])
    spread = STUDENT * gaps.std(ddof=1) / np.sqrt(len(gaps))
    return f"{gaps.mean():+.3f} ± {spread:.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and print a table that docs/training.md shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    given = parser.parse_args(arguments)
    show: Callable[..., None] = lambda *cells: print("|", " | ".join(cells), "|", flush=True)  # noqa: E731
    show("data", "model", *ARMS)
    show(*["---"] * (2 + len(ARMS)))
    for name, (path, text, label) in datasets().items():
        kept = frequent(path, text, label)
        with get_context("spawn").Pool(2) as pool:
            runs = pool.starmap(trained, [(kept, seed) for seed in range(given.seeds)], 1)
        for model in runs[0]:
            scores = [run[model] for run in runs]
            show(name, model, *(difference(scores, arm) for arm in ARMS))


if __name__ == "__main__":
    main()
