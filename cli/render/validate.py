"""Render a validation."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from rebalance.validation.report import LabelAgreement, ValidatedCategory, ValidateReport
from rebalance.wording import amount, percent, plural, safe

from ..formats import by_category
from . import cells as shown

_SHOWN = 5  # rows named that look least like their category
_MEASURES = (("distinct pairs", "distinct_2"), ("nearest", "nearest"),
             ("compression", "compression_ratio"))  # fmt: skip


def tables(report: ValidateReport) -> Iterator[Table | str]:
    """Make what is shown: categories, reasons, diversity, and a summary."""
    yield _categories(report)
    if report.first_rejected:
        yield _rejected(report)
    if measured := [one for one in report.categories if _is_measured(one)]:
        yield _diversity(measured)
    yield shown.facts(_facts(report))


def rows(report: ValidateReport) -> Sequence[Mapping[str, object]]:
    """Make the rows of CSV and Markdown."""
    return by_category(report.to_dict()["categories"], ["reasons", "diversity"])


def _categories(report: ValidateReport) -> Table:
    table = shown.plain_table("Candidates", "category", "rows", "offered", "accepted", "rejected")
    table.add_column("reasons", no_wrap=True, overflow="ellipsis")
    for one in report.categories:
        table.add_row(
            shown.name(one.label), amount(one.rows) if one.rows else "new", amount(one.offered),
            amount(one.accepted), amount(one.rejected), _listed(one.reasons),
        )  # fmt: skip
    nameless = report.without_category
    if nameless.offered:
        number = amount(nameless.offered)
        name = Text("(no category)", style="dim")
        table.add_row(name, "", number, "0", number, _listed(nameless.reasons))
    table.add_section()
    table.add_row(
        "all", "", amount(report.offered), amount(report.accepted), amount(report.rejected), "",
        style="bold",
    )  # fmt: skip
    return table


def _listed(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{rule} {amount(rows)}" for rule, rows in reasons.items())


def _rejected(report: ValidateReport) -> Table:
    """Each rule that rejected rows, and the first of them."""
    table = shown.plain_table("Rejected", "rule", "rows")
    table.add_column("the first of them", overflow="fold")
    for one in report.first_rejected:
        sentence = f"{one.file}:{one.line}: {one.message}"
        table.add_row(one.rule, amount(report.reasons[one.rule]), Text(safe(sentence)))
    return table


def _diversity(categories: Sequence[ValidatedCategory]) -> Table:
    headers = [header for header, _ in _MEASURES]
    title = "Diversity, before → accepted → after"
    table = shown.plain_table(title, "category", "texts", *headers)
    table.add_column("", no_wrap=True)
    for one in categories:
        if one.diversity is not None:
            mark = Text("less varied" if one.diversity.less_varied else "", style="yellow")
            measures = (_three(one, name) for _, name in _MEASURES)
            table.add_row(shown.name(one.label), amount(one.diversity.texts), *measures, mark)
    return table


def _is_measured(category: ValidatedCategory) -> bool:
    """Tell whether there was enough text to measure."""
    change = category.diversity
    return change is not None and (
        change.before.distinct_2 is not None or change.before.nearest is not None
    )


def _three(category: ValidatedCategory, name: str) -> str:
    change = category.diversity
    kinds = (change.before, change.accepted, change.after) if change else ()
    numbers = (getattr(kind, name) for kind in kinds)
    return " → ".join("–" if number is None else f"{number:.2f}" for number in numbers)


def _facts(report: ValidateReport) -> list[tuple[str, str, str]]:
    conflicts = report.label_conflicts
    facts = [
        ("accepted", amount(report.accepted), f"of {plural(report.offered, 'row')}"),
        ("conflicts", amount(conflicts.texts),
         f"texts under more than one category (in {plural(conflicts.rows, 'row')})"),
    ]  # fmt: skip
    if report.too_short_for_runs:
        meaning = "candidates too short to share 13 words in a row with a held-out row"
        facts.append(("not checked for runs", amount(report.too_short_for_runs), meaning))
    if report.label_agreement:
        facts += _agreement(report.label_agreement)
    return facts


def _agreement(agreement: LabelAgreement) -> Iterator[tuple[str, str, str]]:
    meaning = "of the accepted rows look like their category"
    if agreement.held_back:
        meaning += (
            f"; of {plural(agreement.held_back, 'row')} of the dataset held back from training,"
            f" {percent(agreement.held_back_agreeing / agreement.held_back)} do"
        )
    yield "label agreement", percent(agreement.agreeing / agreement.rows), meaning
    for one in agreement.least_likely[:_SHOWN]:
        yield "", f"{one.file}:{one.line}", f"{one.category!r}, looks like {one.looks_like!r}"
