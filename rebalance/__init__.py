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
    from rebalance.balancing.copies import draw
    from rebalance.balancing.plan import Plan, plan
    from rebalance.errors import RebalanceError
    from rebalance.evaluation.metrics import Confusion
    from rebalance.gap_analysis.gaps import Gaps, gaps
    from rebalance.inspection.inspection import Inspection, inspect
    from rebalance.numbers.distribution import Distribution
    from rebalance.numbers.ranking import ranking
    from rebalance.numbers.targets import Equal, Limits, Mix, Tempered
    from rebalance.rows.field import Field
    from rebalance.rows.index import RowIndex
    from rebalance.rows.output import Outputs
    from rebalance.rows.row_reader import Reading
    from rebalance.rows.scan import scan
    from rebalance.rows.source import Dataset
    from rebalance.rows.writer import write, write_parts, write_rows, write_spliced
    from rebalance.splitting.stratification import Deal, deal
    from rebalance.validation.judging import validate
    from rebalance.validation.validation import Opened, Terms, Validation
    from rebalance.weighting.weights import Weights, weigh
else:
    _HOMES = {
        "errors": ("RebalanceError",),
        "evaluation.metrics": ("Confusion",),
        "numbers.distribution": ("Distribution",),
        "balancing.copies": ("draw",),
        "gap_analysis.gaps": ("Gaps", "gaps"),
        "balancing.plan": ("Plan", "plan"),
        "numbers.ranking": ("ranking",),
        "splitting.stratification": ("Deal", "deal"),
        "numbers.targets": ("Equal", "Limits", "Mix", "Tempered"),
        "weighting.weights": ("Weights", "weigh"),
        "inspection.inspection": ("Inspection", "inspect"),
        "validation.judging": ("validate",),
        "validation.validation": ("Opened", "Terms", "Validation"),
        "rows.field": ("Field",),
        "rows.index": ("RowIndex",),
        "rows.output": ("Outputs",),
        "rows.scan": ("scan",),
        "rows.source": ("Dataset",),
        "rows.row_reader": ("Reading",),
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
