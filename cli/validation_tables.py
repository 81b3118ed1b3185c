"""What came of a validation -> tables and sentences."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from rebalance.wording import safe

from . import tables
from .advice import named, plural

if TYPE_CHECKING:
    from rebalance.validation.diversity import Variety
    from rebalance.validation.topic_agreement import Agreement

    from .validating import Result

_SHOWN = 5  # rows named that look least like their category
_MEASURES = (("distinct pairs", "distinct_2"), ("nearest", "nearest"),
             ("compression", "compression_ratio"))  # fmt: skip


def validation_tables(result: "Result") -> Iterator[Table | str]:
    """Make what is shown: categories, reasons, diversity, and what is to be said of labels."""
    yield _categories(result)
    if result.validation.reasons:
        yield _reasons(result)
    if any(map(_is_measured, result.validation.variety.values())):
        yield _diversity(result)
    yield tables.facts(_facts(result))


def _categories(result: "Result") -> Table:
    table = tables.plain_table("Candidates", "category", "rows", "offered", "accepted", "rejected")
    table.add_column("because of", no_wrap=True, overflow="ellipsis")
    found = result.validation
    for code in result.order:
        numbers = result.numbers(code)
        reasons = found.reasons_of(numbers)
        rejected = sum(reasons.values())
        rows = tables.amount(result.rows[code]) if code < len(result.rows) else "new"
        table.add_row(
            Text(safe(result.label(code))), rows, tables.amount(len(numbers)),
            tables.amount(len(numbers) - rejected), tables.amount(rejected), _listed(reasons),
        )  # fmt: skip
    nameless = result.numbers(-1)
    if nameless:
        number = tables.amount(len(nameless))
        table.add_row(
            Text("(no category)", style="dim"), "", number, "0", number,
            _listed(found.reasons_of(nameless)),
        )  # fmt: skip
    table.add_section()
    everything, accepted = len(found.candidates), len(found.accepted)
    table.add_row(
        "all", "", tables.amount(everything), tables.amount(accepted),
        tables.amount(everything - accepted), "", style="bold",
    )  # fmt: skip
    return table


def _listed(reasons: dict[str, int]) -> str:
    return ", ".join(f"{rule} {rows:,}" for rule, rows in reasons.items())


def _reasons(result: "Result") -> Table:
    """Each rule that rejected rows, with the first of them in words."""
    table = tables.plain_table("Rejected", "rule", "rows")
    table.add_column("the first of them", overflow="fold")
    found = result.validation
    first = {why.rule: number for number, why in reversed(list(enumerate(found.rejections))) if why}
    for rule, rows in found.reasons.items():
        file, line = result.place(first[rule])
        why = found.rejections[first[rule]]
        message = why.message if why else ""
        table.add_row(rule, tables.amount(rows), Text(safe(f"{file}:{line}: {message}")))
    return table


def _diversity(result: "Result") -> Table:
    table = tables.plain_table("Diversity, before → accepted → after", "category", "texts",
                   *(header for header, _ in _MEASURES))  # fmt: skip
    table.add_column("", no_wrap=True)
    for code in result.order:
        variety = result.validation.variety.get(code)
        if variety is not None and _is_measured(variety):
            mark = Text("less varied" if variety.is_less else "", style="yellow")
            table.add_row(
                Text(safe(result.label(code))), tables.amount(variety.texts),
                *(_three(variety, name) for _, name in _MEASURES), mark,
            )  # fmt: skip
    return table


def _is_measured(variety: "Variety") -> bool:
    """Tell whether there was enough text to measure."""
    return variety.before.distinct_2 is not None or variety.before.nearest is not None


def _three(variety: "Variety", name: str) -> str:
    numbers = (getattr(one, name) for one in (variety.before, variety.accepted, variety.after))
    return " → ".join("–" if number is None else f"{number:.2f}" for number in numbers)


def _facts(result: "Result") -> list[tuple[str, str, str]]:
    found = result.validation
    facts = [
        ("accepted", f"{len(found.accepted):,}", f"of {plural(len(found.candidates), 'rows')}"),
        ("conflicts", f"{found.conflicts.conflicting:,}",
         f"texts that stand under more than one category (in {found.conflicts.rows:,} rows)"),
    ]  # fmt: skip
    if found.unchecked:
        meaning = "candidates too short to share 13 words in a row with a held-out row"
        facts.append(("not checked for runs", f"{found.unchecked:,}", meaning))
    if found.agreement:
        facts += _agreement(result, found.agreement)
    return facts


def _agreement(result: "Result", agreement: "Agreement") -> list[tuple[str, str, str]]:
    share = tables.percent(agreement.agreeing / agreement.rows)
    trust = (
        ""
        if not agreement.held_back
        else (
            f"; of {agreement.held_back:,} rows of the dataset that it did not learn from,"
            f" {tables.percent(agreement.held_back_agreeing / agreement.held_back)} do"
        )
    )
    facts = [("label agreement", share, f"of the accepted look like their category{trust}")]
    for one in agreement.odd[:_SHOWN]:
        number = result.validation.accepted[one.number]
        file, line = result.place(number)
        own = result.label(result.validation.codes[number])
        sentence = f"{own!r}, looks like {result.label(one.looks_like)!r}"
        facts.append(("", f"{file}:{line}", sentence))
    return facts


def validation_warnings(result: "Result") -> list[str]:
    """Say what is odd about what was let in."""
    found, warnings = result.validation, list[str]()
    less = [result.label(code) for code, variety in found.variety.items() if variety.is_less]
    if less:
        warnings.append(
            f"the accepted rows of {named(sorted(less))} are less varied than the rows there are"
        )
    new = [
        result.label(code)
        for code in result.order
        if code >= len(result.rows)
        and any(found.rejections[n] is None for n in result.numbers(code))
    ]
    if new:
        warnings.append(f"{named(new)}: no row of the dataset had the category before")
    if found.candidates and not found.accepted:
        warnings.append("no candidate was let in")
    return warnings
