"""Show, repair, weight and split the categories of JSONL instruction datasets.

The names below are the library. They are resolved when they are first used, so that importing
`rebalance` loads neither numpy nor orjson:

    with rebalance.Dataset.open(["data.jsonl"]) as dataset:
        index = rebalance.scan(dataset, rebalance.Reading.of("category"))
        print(index.distribution.imbalance_ratio)
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from rebalance.errors import RebalanceError
    from rebalance.planning.confusion import Confusion
    from rebalance.planning.distribution import Distribution
    from rebalance.planning.draw import draw
    from rebalance.planning.gaps import Gaps, gaps
    from rebalance.planning.plan import Plan, plan
    from rebalance.planning.ranking import ranking
    from rebalance.planning.split import Deal, deal
    from rebalance.planning.targets import Equal, Limits, Mix, Tempered
    from rebalance.planning.weights import Weights, weigh
    from rebalance.quality.inspection import Inspection, inspect
    from rebalance.quality.judging import validate
    from rebalance.quality.validation import Opened, Terms, Validation
    from rebalance.rows.field import Field
    from rebalance.rows.index import RowIndex
    from rebalance.rows.output import Outputs
    from rebalance.rows.reader import scan
    from rebalance.rows.row import Reading
    from rebalance.rows.source import Dataset
    from rebalance.rows.writer import write, write_parts, write_rows, write_spliced
else:
    _HOMES = {
        "errors": ("RebalanceError",),
        "planning.confusion": ("Confusion",),
        "planning.distribution": ("Distribution",),
        "planning.draw": ("draw",),
        "planning.gaps": ("Gaps", "gaps"),
        "planning.plan": ("Plan", "plan"),
        "planning.ranking": ("ranking",),
        "planning.split": ("Deal", "deal"),
        "planning.targets": ("Equal", "Limits", "Mix", "Tempered"),
        "planning.weights": ("Weights", "weigh"),
        "quality.inspection": ("Inspection", "inspect"),
        "quality.judging": ("validate",),
        "quality.validation": ("Opened", "Terms", "Validation"),
        "rows.field": ("Field",),
        "rows.index": ("RowIndex",),
        "rows.output": ("Outputs",),
        "rows.reader": ("scan",),
        "rows.source": ("Dataset",),
        "rows.row": ("Reading",),
        "rows.writer": ("write", "write_parts", "write_rows", "write_spliced"),
    }
    _HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

    def __getattr__(name):
        if name not in _HOME_OF:
            raise AttributeError(f"module 'rebalance' has no attribute {name!r}")
        return getattr(import_module(f"rebalance.{_HOME_OF[name]}"), name)


__all__ = [
    "Confusion",
    "Dataset",
    "Deal",
    "Distribution",
    "Equal",
    "Field",
    "Gaps",
    "Inspection",
    "Limits",
    "Mix",
    "Opened",
    "Outputs",
    "Plan",
    "Reading",
    "RebalanceError",
    "RowIndex",
    "Tempered",
    "Terms",
    "Validation",
    "Weights",
    "deal",
    "draw",
    "gaps",
    "inspect",
    "plan",
    "ranking",
    "scan",
    "validate",
    "weigh",
    "write",
    "write_parts",
    "write_rows",
    "write_spliced",
]
