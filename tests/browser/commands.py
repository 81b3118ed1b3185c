"""A page of each command, on sample data and on made-up predictions."""

import json
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rebalance
from rebalance.report import Report

SAMPLES = Path(__file__).parents[2] / "sample_data"
TASKS, CHATS = SAMPLES / "alpaca_tasks.jsonl", SAMPLES / "chat_messages.jsonl"
render: Any = import_module("rebalance.cli.render")


def predictions(path: Path, wrong: int) -> Path:
    """Rows of twelve classes, of which every so many is mistaken for its neighbour."""
    rows = [
        {
            "truth": f"class {n % 12}",
            "guess": f"class {(n + (n % wrong == 0)) % 12}",
            "lang": "ab"[n % 2],
        }
        for n in range(480)
    ]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def mixed(folder: Path) -> Report:
    """Two sources by shares."""
    path = folder / "recipe.toml"
    path.write_text(
        f'[source.tasks]\npath = "{TASKS}"\nby = "category"\nshare = 0.7\n'
        f'[source.chats]\npath = "{CHATS}"\nshare = 0.3\n'
    )
    report: Report = rebalance.mix(path, dry_run=True)
    return report


@cache
def reports() -> dict[str, Report]:
    """A report of each verb that takes no answers of a model."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        new, old = predictions(folder / "new.jsonl", 7), predictions(folder / "old.jsonl", 5)
        split = rebalance.split(TASKS, out_dir=folder / "parts")
        train, test = (folder / "parts" / f"{part}.jsonl" for part in ("train", "test"))
        medical = SAMPLES / "medical_questions.jsonl"
        return {
            "inspect": rebalance.inspect(medical, by="condition", floor=10),
            "balance": rebalance.balance(TASKS, cap=100, floor=20, dry_run=True),
            "weights": rebalance.weights(CHATS, by="meta.task"),
            "split": split,
            "dedupe": rebalance.dedupe(TASKS, near=0.7, dry_run=True),
            "mix": mixed(folder),
            "export": rebalance.export(
                TASKS, trainer="llama-factory", form="mix", equal=40, out_dir=folder / "export"
            ),
            "audit": rebalance.audit([train, test], samples=1),
            "check": rebalance.check(TASKS, max_ratio=20, min_rows=50),
            "compare": rebalance.compare(TASKS, train),
            "gaps": rebalance.gaps(TASKS, floor=50),
            "validate": rebalance.validate(test, against=train, dry_run=True),
            "evaluate": rebalance.evaluate(
                new, truth="truth", predicted="guess", by="lang", baseline=old
            ),
        }  # fmt: skip


def _drawn(name: str) -> str:
    report = reports()[name]
    pieces = render.rendered(report, "html", {"dataset": report.dataset, "jobs": 2})
    return b"".join(pieces).decode()


def _maker(name: str) -> Callable[[], str]:
    return lambda: _drawn(name)


COMMANDS = ("inspect", "balance", "weights", "split", "dedupe", "mix", "export", "audit",
            "check", "compare", "gaps", "validate", "evaluate")  # fmt: skip
DRAWN = {f"command-{name}": _maker(name) for name in COMMANDS}
