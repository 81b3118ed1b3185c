"""evaluate --suggest: metrics of categories -> a mix for balance and floors for gaps."""

import json

from rebalance.errors import RequestError
from rebalance.quality.evaluation import Part
from rebalance.quality.suggestion import SLACK, Suggestion, suggested
from rebalance.rows.output import Outputs

from .evaluating import Result
from .mix import DEFAULT, plain_name

_MIX, _FLOORS = ".mix.toml", ".floors.toml"


def suggestions(result: Result, rows: int) -> list[Suggestion]:
    """Suggest more data for categories, or for classes where there are no categories.

    Raises:
        RequestError: There is nothing to go by.
    """
    found = result.evaluation
    if found.categories:
        measured = [
            (label, *metric)
            for label, part in zip(result.category_labels, found.parts, strict=True)
            if (metric := _of_part(part)) is not None
        ]
    elif found.all.measured is not None:
        confusion, intervals = found.all.measured.confusion, found.all.measured.f1
        measured = [
            (label, float(f1), interval)
            for label, f1, interval, rows_of in zip(
                result.labels, confusion.f1, intervals, confusion.support, strict=True)
            if interval is not None and rows_of
        ]  # fmt: skip
    else:
        raise RequestError("--suggest needs --by FIELD where there are scores only")
    largest = max((metric for _, metric, _ in measured), default=1.0)
    scale = max(1.0, largest)  # scores may be of any size
    if not measured or any(metric < 0 for _, metric, _ in measured):
        raise RequestError("--suggest needs metrics of at least 0, for one category or more")
    return suggested(
        [label for label, _, _ in measured],
        [metric / scale for _, metric, _ in measured],
        [(low / scale, high / scale) for _, _, (low, high) in measured],
        rows,
    )


def _of_part(part: Part) -> tuple[float, tuple[float, float]] | None:
    """Take the macro-F1 of a category, or its mean score."""
    if part.measured is not None:
        f1, interval = part.measured.confusion.macro.f1, part.measured.averages["macro_f1"]
        return None if f1 is None or interval is None else (f1, interval)
    scored = part.scored
    if scored is None or scored.mean is None:
        return None
    return scored.mean, scored.interval or (scored.mean, scored.mean)


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
        "# interval holds the average of all counts as average: its difference may be chance.\n"
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
        mix += f"{_key(one.label)} = {one.share:.4f}  {said}\n"
        floors += f"{_key(one.label)} = {one.floor}  {said}\n"
    with Outputs() as outputs:
        for suffix, text in ((_MIX, mix), (_FLOORS, floors)):
            outputs.create(prefix + suffix).write(text.encode("utf-8", "backslashreplace"))


def _key(label: str) -> str:
    """Write a label as a key of TOML; one that would say something else stands in quotes twice."""
    name = json.dumps(label) if label == DEFAULT or plain_name(label) != label else label
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
