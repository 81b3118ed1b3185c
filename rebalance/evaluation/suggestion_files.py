"""Metrics of categories -> a mix for balance and floors for gaps, as files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from rebalance.errors import OptionError
from rebalance.evaluation.known_parts import KnownPart
from rebalance.evaluation.measurement import Evaluation
from rebalance.evaluation.options import SUGGESTED
from rebalance.evaluation.suggestion import (
    SLACK,
    Reached,
    Suggestions,
    f1_of,
    of_class,
    of_part,
    suggested,
)
from rebalance.numbers.named_shares import DEFAULT, plain_name
from rebalance.rows.category import lacks_value
from rebalance.rows.files.output import Outputs


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is suggested.

    Attributes:
        found: The suggestions.
        metric: Name of the metric that they go by.
        parts: Which parts of a split the files are.
    """

    found: Suggestions
    metric: str
    parts: Sequence[KnownPart]


def suggestions(
    found: Evaluation, labels: Sequence[str], names: Sequence[str], rows: int, warnings: list[str]
) -> Suggestions:
    """Suggest more data for categories or, without categories, for classes.

    Args:
        found: What was measured.
        labels: Text that shows each class.
        names: Text that shows each category.
        rows: Floor of an average category.
        warnings: Where it is said that rows without a category have no part in it.

    Raises:
        OptionError: There is nothing to go by.
    """
    measured, offered = found.all.measured, dict[str, Reached | None]()
    if found.categories:
        named = zip(names, found.categories, found.parts, strict=True)
        offered = {name: of_part(part) for name, one, part in named if not lacks_value(one)}
        if any(map(lacks_value, found.categories)):
            warnings.append("rows without a category do not affect the suggestion")
    elif measured is not None:
        support = measured.counts.support
        offered = {
            label: of_class(measured, number)
            for number, label in enumerate(labels)
            if support[number]
        }
    else:
        raise OptionError("suggest", "it needs `by=FIELD` if there are only scores")
    reached = {label: one for label, one in offered.items() if one is not None}
    if not reached or any(one.metric < 0 for one in reached.values()):
        raise OptionError("suggest", "it needs metrics of at least 0, for at least one category")
    scored = found.all.scored if measured is None else None
    return suggested(
        list(reached), list(reached.values()), rows,
        deviation=None if scored is None else (scored.error or 0.0) * sqrt(scored.rows),
        are_shares=scored is None or scored.are_shares,
        metric_of=float if found.categories else f1_of,
    )  # fmt: skip


def write_suggestions(proposed: Suggestions, metric: str, prefix: str, rows: int) -> None:
    """Write the mix and the floors, each with how it was made.

    Args:
        proposed: What is suggested.
        metric: Name of the metric that it goes by.
        prefix: Beginning of the names of both files.
        rows: Floor of an average category.
    """
    explained = (
        f"# share = 1 - {metric} + {SLACK:g}, scaled to add up to 1. The {metric} counts as drawn\n"
        f"# towards the mean of all, {proposed.mean:.3f}, by as much as chance explains differences"
        f"{': all of it' if not proposed.deviation else ''}.\n"
    )
    mix = f"# A mix for rebalance balance --mix: more where the {metric} is low.\n{explained}"
    floors = (
        f"# Floors for rebalance gaps --floors: more where the {metric} is low.\n"
        f"# floor = {rows:,} rows x share / mean share\n{explained}"
    )
    for one in proposed.each:
        said = f"# {metric} {one.metric:.3f}"
        if one.interval is not None:
            said += f" ({one.interval[0]:.3f} to {one.interval[1]:.3f})"
        said += f", counted as {one.used:.3f}"
        mix += f"{_key(one.label)} = {one.share:.4g}  {said}\n"
        floors += f"{_key(one.label)} = {one.floor}  {said}\n"
    with Outputs() as outputs:
        for suffix, text in zip(SUGGESTED, (mix, floors), strict=True):
            outputs.create(prefix + suffix).write(text.encode("utf-8", "backslashreplace"))


def metric_of(found: Evaluation) -> str:
    """Name the metric that suggestions go by."""
    if not found.categories:
        return "F1"
    return "macro-F1" if found.all.measured is not None else "mean score"


def _key(label: str) -> str:
    """Write a label as a key of TOML; one that would say something else stands in quotes twice."""
    name = json.dumps(label) if label == DEFAULT or plain_name(label) != label else label
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
