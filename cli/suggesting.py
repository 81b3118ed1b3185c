"""evaluate --suggest: metrics of categories -> a mix for balance and floors for gaps."""

import json

from rebalance.errors import RequestError
from rebalance.evaluation.suggestion import SLACK, Reached, Suggestion, of_class, of_part, suggested
from rebalance.numbers.named_shares import DEFAULT, plain_name
from rebalance.rows.category import lacks_value
from rebalance.rows.output import Outputs

from .evaluating import Result

_MIX, _FLOORS = ".mix.toml", ".floors.toml"


def suggestions(result: Result, rows: int) -> list[Suggestion]:
    """Suggest more data for categories, or for classes where there are no categories.

    Raises:
        RequestError: There is nothing to go by.
    """
    found, measured = result.evaluation, result.evaluation.all.measured
    offered: dict[str, Reached | None]
    if found.categories:
        named = zip(result.category_labels, found.categories, found.parts, strict=True)
        offered = {
            label: of_part(part, found.all) for label, one, part in named if not lacks_value(one)
        }
        if any(map(lacks_value, found.categories)):
            result.notes.append("rows without a category have no part in what is suggested")
    elif measured is not None:
        support = measured.confusion.support
        offered = {
            label: of_class(measured, number)
            for number, label in enumerate(result.labels)
            if support[number]
        }
    else:
        raise RequestError("--suggest needs --by FIELD where there are scores only")
    reached = {label: one for label, one in offered.items() if one is not None}
    if not reached or any(one.metric < 0 for one in reached.values()):
        raise RequestError("--suggest needs metrics of at least 0, for one category or more")
    return suggested(list(reached), list(reached.values()), rows)


def metric_of(result: Result) -> str:
    """Name the metric that suggestions go by."""
    if not result.evaluation.categories:
        return "F1"
    return "macro-F1" if result.evaluation.all.measured is not None else "mean score"


def write_suggestions(proposed: list[Suggestion], result: Result, prefix: str, rows: int) -> None:
    """Write the mix and the floors, each with how it was made."""
    metric = metric_of(result)
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
    with Outputs(result.inputs) as outputs:
        for suffix, text in ((_MIX, mix), (_FLOORS, floors)):
            outputs.create(prefix + suffix).write(text.encode("utf-8", "backslashreplace"))


def _key(label: str) -> str:
    """Write a label as a key of TOML; one that would say something else stands in quotes twice."""
    name = json.dumps(label) if label == DEFAULT or plain_name(label) != label else label
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
