"""Show, repair, weight and split the categories of JSONL instruction datasets.

The verbs below are the library. They take the options of the commands as keyword arguments, do all
that the commands do and return a typed report. They are resolved when they are first used, so that
importing `rebalance` loads neither numpy nor orjson:

    report = rebalance.inspect("data.jsonl", by="category")
    print(report.metrics.imbalance_ratio)
"""

from importlib import import_module
from typing import Any

from rebalance.version import VERSION

__version__ = VERSION

VERBS = {  # name -> the folder of its capability
    "inspect": "inspection",
    "balance": "balancing",
    "weights": "weighting",
    "split": "splitting",
    "audit": "auditing",
    "check": "checking",
    "compare": "comparison",
    "gaps": "gap_analysis",
    "collect": "collection",
    "validate": "validation",
    "evaluate": "evaluation",
}
_HOMES = {
    "errors": ("RebalanceError",),
    "rows.field": ("Field",),
    "rows.index": ("RowIndex",),
    "rows.output": ("Outputs",),
    "rows.scan": ("scan",),
    "rows.source": ("Dataset",),
    "rows.row_reader": ("Reading",),
    "rows.writer": ("write", "write_parts", "write_rows", "write_spliced"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    home = f"{VERBS[name]}.run" if name in VERBS else _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'rebalance' has no attribute {name!r}")
    return getattr(import_module(f"rebalance.{home}"), name)


def __dir__() -> list[str]:
    return sorted([*VERBS, *_HOME_OF, "__version__"])


__all__ = sorted([*VERBS, *_HOME_OF])  # the same names, written once
