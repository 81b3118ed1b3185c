"""Show, repair, weight and split the categories of JSONL instruction datasets.

The verbs below are the library. They take the options of the commands as keyword arguments, do all
that the commands do and return a typed report. They are resolved when they are first used, so that
importing `rebalance` loads neither numpy nor orjson:

    report = rebalance.inspect("data.jsonl", by="category")
    print(report.metrics.imbalance_ratio)
"""

from importlib import import_module
from typing import Any

from rebalance.errors import RebalanceError as RebalanceError
from rebalance.version import VERSION

__version__ = VERSION

VERBS = {  # name -> the folder of its capability
    "inspect": "inspection",
    "balance": "balancing",
    "mix": "mixing",
    "export": "exporting",
    "weights": "weighting",
    "split": "splitting",
    "dedupe": "deduplication",
    "audit": "auditing",
    "check": "checking",
    "compare": "comparison",
    "gaps": "gap_analysis",
    "collect": "collection",
    "validate": "validation",
    "evaluate": "evaluation",
    "shards_scan": "shard_files",
    "shards_plan_balance": "balancing.planning",
    "shards_plan_weights": "weighting.planning",
    "shards_plan_split": "splitting.planning",
    "shards_apply": "shard_files",
    "shards_commit": "shard_files",
}


def __getattr__(name: str) -> Any:
    if name not in VERBS:
        raise AttributeError(f"module 'rebalance' has no attribute {name!r}")
    return getattr(import_module(f"rebalance.{VERBS[name]}.run"), name)


def __dir__() -> list[str]:
    return sorted([*VERBS, "RebalanceError", "__version__"])


__all__ = sorted(["RebalanceError", *VERBS])  # noqa: PLE0605  # the same names, written once
