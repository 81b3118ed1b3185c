"""The options of plans that are made of the indices of shards."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Annotated, TypeVar

from rebalance.declarations import READING, reads_several, writes
from rebalance.options import Options
from rebalance.shared_options import ReadingOptions

Indices = Annotated[
    tuple[str, ...],
    reads_several("Indices of all shards, in the order of the rows.", READING, "INDEX...",
                  positional=True),
]  # fmt: skip
PlanOutput = Annotated[str, writes("File for the plan, as JSON.", metavar="PLAN", short="-o")]

Given = TypeVar("Given", bound=ReadingOptions)


def of_shards(
    plan: Options,
    kind: type[Given],
    shards: Sequence[str],
    read: Mapping[str, object],
    **own: object,
) -> Given:
    """Make the options of a run over shards of those of a plan.

    Args:
        plan: Its options, which are some of those of the run.
        kind: The options of the run.
        shards: The shards.
        read: Options with which they were scanned.
        own: Options of the run that the plan has otherwise, or not at all.
    """
    declared = kind.declared()
    scanned = {
        name: declared[name].parse(value, name)
        for name, value in read.items()
        if name in declared and value is not None
    }
    values = {one.name: getattr(plan, one.name) for one in fields(kind)}
    given = frozenset({*plan.given, *scanned} - {"storage_options"})
    return kind(**{**values, **scanned, **own, "dataset": tuple(shards), "given": given})
