"""What categories lack -> table, JSON, and a brief for people who write rows."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import starmap
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from rebalance.rows.category import json_value
from rebalance.wording import safe

from . import tables
from .advice import plural
from .documents import by_of
from .formats import Document, escape
from .metrics import rounded

if TYPE_CHECKING:
    from .sourcing import Plan

_LONGEST = 600  # characters of a string shown in a brief


def gaps_document(plan: "Plan") -> Document:
    """Describe what categories have, are to have, and lack."""
    options, gaps = plan.options, plan.gaps
    aims = options.aims
    return {
        "schema": "rebalance.gaps/1",
        "by": by_of(plan.request),
        "seed": plan.request.seed,
        "options": {
            "equal": aims.equal, "floor": aims.floor, "floors": aims.floors, "mix": aims.mix,
            "max_ratio": aims.max_ratio, "total": aims.total, "max_repeat": options.max_repeat,
            "acceptance": options.acceptance, "confidence": options.confidence,
            "eval_width": options.width, "holdout": list(options.holdout),
            "missing": plan.request.missing,
        },
        "rows": sum(gaps.counts),
        "wanted": sum(gaps.wanted),
        "covered_by_repeats": sum(gaps.covered),
        "to_source": sum(gaps.to_source),
        "to_request": None if plan.to_request is None else sum(plan.to_request),
        "exact_total": plan.exact_total,
        "requests": plan.requests,
        "categories": [_category(plan, place) for place in range(len(plan.categories))],
    }  # fmt: skip


def _category(plan: "Plan", place: int) -> Document:
    gaps, value = plan.gaps, json_value(plan.categories[place])
    name: dict[str, object] = {"category": value}
    if isinstance(value, list):
        name = {"category": plan.labels[place], "values": value}
    needed = plan.support
    there = None if plan.eval_rows is None else plan.eval_rows[place]
    wanted = gaps.wanted[place]
    return name | {
        "rows": gaps.counts[place],
        "wanted": wanted,
        "fill": rounded(gaps.counts[place] / wanted) if wanted else None,
        "covered_by_repeats": gaps.covered[place],
        "to_source": gaps.to_source[place],
        "to_request": None if plan.to_request is None else plan.to_request[place],
        "characters": plan.characters[place],
        "characters_to_source": plan.characters_to_source(place),
        "eval_rows": there,
        "eval_rows_needed": needed,
        "eval_rows_missing": None if needed is None or there is None else max(0, needed - there),
    }


def gaps_tables(plan: "Plan") -> Iterator[Table | str]:
    """Make what is shown: the categories, and what it comes to in words."""
    yield _table(plan)
    yield from _sentences(plan)


def _table(plan: "Plan") -> Table:
    gaps = plan.gaps
    columns: list[tuple[str, Sequence[int | None]]] = [
        ("rows", gaps.counts), ("wanted", gaps.wanted), ("by repeats", gaps.covered),
        ("to source", gaps.to_source),
    ]  # fmt: skip
    if plan.to_request is not None:
        columns.append(("to request", plan.to_request))
    every = range(len(plan.categories))
    columns.append(("characters to source", [plan.characters_to_source(place) for place in every]))
    if plan.eval_rows is not None:
        columns.append(("test rows", plan.eval_rows))
    if plan.support is not None:
        columns.append(("test rows needed", [plan.support] * len(plan.categories)))
    table = tables.plain_table("Gaps", "category", *(header for header, _ in columns))
    for place in every:
        table.add_row(
            Text(safe(plan.labels[place])),
            *(_number(name, numbers[place]) for name, numbers in columns),
        )
    table.add_section()
    sums = [sum(number or 0 for number in numbers) for _, numbers in columns]
    table.add_row("all", *map(tables.amount, sums), style="bold")
    return table


def _number(name: str, number: int | None) -> Text:
    if not number and name not in ("rows", "wanted", "test rows", "test rows needed"):
        return Text("–", style="dim")
    style = "bold red" if name == "to source" else ""
    return Text(tables.amount(number or 0), style=style)


def _sentences(plan: "Plan") -> Iterator[str]:
    """Say what there is to do."""
    gaps, options = plan.gaps, plan.options
    lacking = sum(need > 0 for need in gaps.to_source)
    if not lacking:
        yield "No category lacks rows."
    else:
        needs = plural(sum(gaps.to_source), "rows")
        where = "1 category" if lacking == 1 else f"{lacking:,} categories"
        sentence = f"Source {needs} for {where}"
        if plan.to_request is not None:
            sentence += (
                f"; request {sum(plan.to_request):,}, so that each has enough with a chance of"
                f" {100 * options.confidence:g} % where {100 * (options.acceptance or 0):g} % are"
                " let in"
            )
        yield sentence + "."
    if lacking and plan.exact_total is not None:
        yield f"Without new rows {plural(plan.exact_total, 'rows')} at most have these shares."
    if options.max_repeat > 1 and lacking:
        yield f"The new rows are repeated up to {options.max_repeat} times, too."
    if plan.support is not None:
        yield (
            f"A recall of one half is known within ± {options.width:g} from {plan.support:,} test"
            " rows of the category on (Wilson, 95 %)."
        )
    if plan.requests is not None:
        yield f"Wrote {plural(plan.requests, 'requests')} to {options.path}"


def brief(plan: "Plan") -> str:
    """Write a section for each category that lacks rows, the largest gap first."""
    gaps = plan.gaps
    order = sorted(range(len(plan.categories)), key=lambda p: (-gaps.to_source[p], plan.labels[p]))
    lacking = [place for place in order if gaps.to_source[place]]
    head = (
        f"# Rows to write\n\n{plural(sum(gaps.to_source), 'rows')} are missing in"
        f" {len(lacking):,} of {len(plan.categories):,} categories"
        f" ({escape(' × '.join(by_of(plan.request)))}).\n"
    )
    return head + "".join(_section(plan, place) for place in lacking)


def _section(plan: "Plan", place: int) -> str:
    gaps = plan.gaps
    mean = f"{plan.characters[place] / gaps.counts[place]:,.0f}" if gaps.counts[place] else None
    facts = [
        ("rows to write", f"{gaps.to_source[place]:,}"),
        ("rows there are", f"{gaps.counts[place]:,}"),
        ("rows wanted", f"{gaps.wanted[place]:,}"),
        ("covered by repeats", f"{gaps.covered[place]:,}"),
        ("rows to hand in", None if plan.to_request is None else f"{plan.to_request[place]:,}"),
        ("characters of a row on average", mean),
    ]
    listed = "".join(f"- {name}: {value}\n" for name, value in facts if value is not None)
    shown = plan.shown.get(place)
    rows = "".join(map(_fenced, shown)) if shown else "\nThere is no row of it to show.\n"
    return f"\n## {escape(safe(plan.labels[place]))}\n\n{listed}{rows}"


def _fenced(text: str) -> str:
    """Show a row as indented JSON, long strings cut, in a fence longer than any inside."""
    try:
        row = json.dumps(_cut(json.loads(text)), ensure_ascii=False, indent=2)
    except RecursionError:  # which is nested too deep for anybody to read it
        row = text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
    lines = "\n".join(map(safe, row.split("\n")))
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", lines)), default=0))
    return f"\n{fence}json\n{lines}\n{fence}\n"


def _cut(value: object) -> object:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else value[:_LONGEST] + " …"
    if isinstance(value, list):
        return list(map(_cut, value))
    if isinstance(value, dict):
        return dict(starmap(lambda name, inner: (name, _cut(inner)), value.items()))
    return value
