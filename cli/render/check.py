"""Render a check."""

from collections.abc import Iterator, Sequence

from rebalance.checking import formats
from rebalance.checking.findings import Finding
from rebalance.checking.report import CheckReport, MeasuredDrift
from rebalance.checking.rule import Rule
from rebalance.checking.rules import RULES
from rebalance.version import VERSION
from rebalance.wording import percent, plural

from . import words
from .blocks import (
    MARK,
    TEXT,
    Block,
    Column,
    Fact,
    Facts,
    Note,
    Records,
    Style,
    Styled,
    Table,
    Title,
)

_STYLES: dict[str, Style] = {"error": "bad", "warning": "warn"}


def blocks(report: CheckReport) -> Iterator[Block]:
    """Make what is shown: the findings, and how many there are."""
    rules = plural(len(report.rules), "rule")
    yield Title(f"Check of {words.files(report.dataset)}: {report.status}")
    if report.findings:
        yield _findings(report.findings)
    if report.drift is not None:
        yield Facts(list(_drift(report.drift)))
    yield Note(f"{report.counts}, by {rules}." if report.findings else f"Passed {rules}.")
    yield Records(lambda: report.to_dict()["findings"])


def _drift(drift: MeasuredDrift) -> Iterator[Fact]:
    """Say how far the categories are from the baseline, and what of that is chance."""
    meaning = "of the rows would have to change category to be as in the baseline"
    for name, share, meant in (
        ("total variation", drift.total_variation, meaning),
        ("by sampling alone", drift.expected, "what two samples of one population have on average"),
        ("95th percentile", drift.percentile_95, "what 95 % of such samples do not exceed"),
        ("excess", drift.excess, "beyond the average"),
    ):
        yield Fact(name, words.shown(percent, share).replace("-", "−"), meant)


def _findings(findings: Sequence[Finding]) -> Table:
    """One row a finding: how bad it is, the rule, the place, and the sentence."""
    columns = [Column(header, MARK) for header in ("severity", "rule")]
    columns += [Column("place", TEXT, priority=1), Column("what", TEXT)]
    return Table("", columns, [
        (Styled(one.severity, _STYLES[one.severity]), f"{one.id} {one.rule}",
         f"{one.file}:{one.line}" if one.file else one.category or "",
         one.message.replace(f"{one.file}:", "line ") if one.file else one.message)
        for one in findings
    ])  # fmt: skip


def _rules(report: CheckReport) -> list[Rule]:
    ids = {one.id for one in report.rules}
    return [rule for rule in RULES if rule.id in ids]


def _sarif(report: CheckReport) -> bytes:
    return formats.sarif(report.findings, _rules(report), VERSION, report.dataset)


def _github(report: CheckReport) -> str:
    return "".join(f"{line}\n" for line in formats.annotations(report.findings))


FORMS = {
    "md": lambda one: formats.markdown(one.report.findings),
    "junit": lambda one: formats.junit(one.report.findings, _rules(one.report)),
    "sarif": lambda one: _sarif(one.report),
    "github": lambda one: _github(one.report),
}
