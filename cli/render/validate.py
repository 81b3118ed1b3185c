"""Render a validation."""

from collections.abc import Iterator, Mapping, Sequence

from rebalance.validation.report import LabelAgreement, ValidatedCategory, ValidateReport
from rebalance.wording import amount, percent, plural

from . import words
from .blocks import (
    COUNT,
    MARK,
    NAME,
    SHOWN,
    TEXT,
    Bars,
    Block,
    Column,
    Fact,
    Facts,
    Records,
    Series,
    Styled,
    Table,
    Title,
    Value,
)
from .records import by_category

_SHOWN = 5  # rows named that look least like their category
_MEASURES = (("distinct pairs", "distinct_2"), ("nearest", "nearest"),
             ("compression", "compression_ratio"))  # fmt: skip


def blocks(report: ValidateReport) -> Iterator[Block]:
    """Make what is shown: categories, reasons, diversity, and a summary."""
    yield Title(
        f"Candidates of {words.by(report, report.by)}",
        f"{report.accepted:,} of {plural(report.offered, 'row')} accepted",
    )
    yield _categories(report)
    yield Bars(
        "Offered and accepted", words.each("label", report.categories),
        [Series("offered", words.each("offered", report.categories)),
         Series("accepted", words.each("accepted", report.categories))],
    )  # fmt: skip
    if report.first_rejected:
        yield _rejected(report)
    if measured := [one for one in report.categories if _is_measured(one)]:
        yield _diversity(measured)
    yield Facts(list(_facts(report)))
    yield Records(lambda: by_category(report.categories, ["reasons", "diversity"]))


def _categories(report: ValidateReport) -> Table:
    columns = [
        Column("category", NAME), Column("rows", SHOWN), Column("offered", COUNT),
        Column("accepted", COUNT), Column("rejected", COUNT), Column("reasons", TEXT, priority=1),
    ]  # fmt: skip
    rows = [
        (one.label, amount(one.rows) if one.rows else "new", one.offered, one.accepted,
         one.rejected, _listed(one.reasons))
        for one in report.categories
    ]  # fmt: skip
    nameless = report.without_category
    totals = [("all", "", report.offered, report.accepted, report.rejected)]
    if nameless.offered:
        reasons = _listed(nameless.reasons)
        rows.append(("(no category)", "", nameless.offered, 0, nameless.offered, reasons))
    return Table("", columns, rows, totals, ranked=2)


def _listed(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{rule} {amount(rows)}" for rule, rows in reasons.items())


def _rejected(report: ValidateReport) -> Table:
    """Each rule that rejected rows, and the first of them."""
    columns = [Column("rule", MARK), Column("rows", COUNT), Column("the first of them", TEXT)]
    return Table("Rejected", columns, [
        (one.rule, report.reasons[one.rule], f"{one.file}:{one.line}: {one.message}")
        for one in report.first_rejected
    ])  # fmt: skip


def _diversity(categories: Sequence[ValidatedCategory]) -> Table:
    columns = [
        Column("category", NAME), Column("texts", COUNT),
        *(Column(header, SHOWN) for header, _ in _MEASURES), Column("", MARK),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [one.label, one.diversity.texts, *(_three(one, name) for _, name in _MEASURES),
         Styled("less varied" if one.diversity.less_varied else "", "warn")]
        for one in categories if one.diversity is not None
    ]  # fmt: skip
    return Table("Diversity", columns, rows, about="before → accepted → after", ranked=1)


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


def _facts(report: ValidateReport) -> Iterator[Fact]:
    conflicts = report.label_conflicts
    yield Fact("accepted", amount(report.accepted), f"of {plural(report.offered, 'row')}")
    yield Fact(
        "conflicts", amount(conflicts.texts),
        f"texts under more than one category (in {plural(conflicts.rows, 'row')})",
    )  # fmt: skip
    for one in report.debris:
        if one.state == "dataset" and one.share is not None:
            meaning = f"{plural(one.rows, 'row')} of the dataset ({percent(one.share)}) have it"
            yield Fact("debris accepted", one.rule, meaning)
    if report.too_short_for_runs:
        meaning = "candidates too short to share 13 words in a row with a held-out row"
        yield Fact("not checked for runs", amount(report.too_short_for_runs), meaning)
    if report.max_margin is not None:
        meaning = "log-likelihood by which another category may be more likely"
        calibrated = report.options["max_margin"] == "auto"
        meaning += ", as of 95 % of the rows held back" if calibrated else ""
        yield Fact("max margin", f"{report.max_margin:.4g}", meaning)
    if report.label_agreement:
        yield from _agreement(report.label_agreement)


def _agreement(agreement: LabelAgreement) -> Iterator[Fact]:
    meaning = "of the accepted rows look like their category"
    if agreement.held_back:
        meaning += (
            f"; of {plural(agreement.held_back, 'row')} of the dataset held back from training,"
            f" {percent(agreement.held_back_agreeing / agreement.held_back)} do"
        )
    yield Fact("label agreement", percent(agreement.agreeing / agreement.rows), meaning)
    for one in agreement.least_likely[:_SHOWN]:
        looks = f"{one.category!r}, looks like {one.looks_like!r}"
        yield Fact("least likely", f"{one.file}:{one.line}", looks)
