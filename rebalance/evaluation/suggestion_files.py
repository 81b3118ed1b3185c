"""Metrics of categories -> a mix for balance and floors for gaps, as files."""

import json
from collections.abc import Sequence

from rebalance.errors import OptionError
from rebalance.evaluation.measurement import Evaluation
from rebalance.evaluation.options import SUGGESTED
from rebalance.evaluation.suggestion import SLACK, Reached, Suggestion, of_class, of_part, suggested
from rebalance.numbers.named_shares import DEFAULT, plain_name
from rebalance.rows.category import lacks_value
from rebalance.rows.files.output import Outputs


def suggestions(
    found: Evaluation, labels: Sequence[str], names: Sequence[str], rows: int, warnings: list[str]
) -> list[Suggestion]:
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
        offered = {
            name: of_part(part, found.all) for name, one, part in named if not lacks_value(one)
        }
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
    return suggested(list(reached), list(reached.values()), rows)


def write_suggestions(proposed: Sequence[Suggestion], metric: str, prefix: str, rows: int) -> None:
    """Write the mix and the floors, each with how it was made.

    Args:
        proposed: What is suggested.
        metric: Name of the metric that it goes by.
        prefix: Beginning of the names of both files.
        rows: Floor of an average category.
    """
    explained = (
        f"# share = 1 - {metric} + {SLACK:g}, scaled to add up to 1. A category whose 95 %\n"
        "# interval holds the average over rows counts as average: its difference may be chance.\n"
    )
    mix = f"# A mix for rebalance balance --mix: more where the {metric} is low.\n{explained}"
    floors = (
        f"# Floors for rebalance gaps --floors: more where the {metric} is low.\n"
        f"# floor = {rows:,} rows x share / mean share\n{explained}"
    )
    for one in proposed:
        low, high = one.interval
        said = f"# {metric} {one.metric:.3f} ({low:.3f} to {high:.3f})"
        said += ", counted as average" if one.used != one.metric else ""
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
