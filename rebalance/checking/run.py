"""The verb `check`: check a dataset against rules."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rebalance.checking.baseline import Baseline, written
from rebalance.checking.drift_rules import too_few_rows
from rebalance.checking.facts import Facts
from rebalance.checking.findings import Finding
from rebalance.checking.measurement import Needs, columns, gather
from rebalance.checking.options import CheckOptions
from rebalance.checking.proposal import NEEDS, proposal
from rebalance.checking.report import CheckReport, EvaluatedRule, FindingCounts, MeasuredDrift
from rebalance.checking.row_facts import alike_values
from rebalance.coverage import sentences
from rebalance.errors import EmptyDataset, RequestError
from rebalance.first_pass import FirstPass, first_pass
from rebalance.named_files import read_text
from rebalance.progress import Progress
from rebalance.reader import names_of
from rebalance.report import MissingRows
from rebalance.rows.category import json_value
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.writing.rejects import Rejection, write_rejections, write_rejects
from rebalance.verbs import verb

_SEVERITIES = ("error", "warning")


@verb(CheckOptions)
def check(options: CheckOptions, progress: Progress) -> CheckReport:
    """Check a dataset against rules.

    A rule's value is a threshold, or `{"warn": A, "error": B}`. Reports and a baseline are written
    also if the check fails; the report's `failure` says why.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: There is no rule, or the baseline is of other categories.
        DataError: A row is bad, and neither the options nor a rule say what to do with it.
        AccessError: A file cannot be read or written.
    """
    baseline = _baseline(options)
    needs = _needs(options)
    required = "categories" in needs
    scanned = first_pass(
        _reading(options, required=required), options.dataset, progress,
        columns=tuple(columns(options, needs)),
        digests="near_duplicates" in needs,
        keys=bool({"duplicates", "near_duplicates"} & set(needs)),
        warn_of_missing=options.max_missing is None and not options.init and required,
        stratify=required or ("conflicts" in needs and options.response_field is None),
        optional=not required,
    )  # fmt: skip
    with scanned as found:
        if options.init and not found.index.rows:
            raise EmptyDataset(found.dataset.names, found.reading.field)
        rejects = None
        if options.rejects is not None:
            missing = options.max_missing is None and not options.init
            rejects = found.outputs.create(options.rejects)
            write_rejects(found.dataset, found.index, found.reading, rejects, missing=missing)
        facts = gather(found.dataset, found.index, options, needs, baseline)
        found.warnings.extend(alike_values(found.dataset, found.index, options.unique or ()))
        found.warnings.extend(too_few_rows(facts, options.max_drift))
        findings = [one for rule in options.rules for one in rule.evaluate(facts, options)]
        findings.sort(key=lambda one: _SEVERITIES.index(one.severity))
        if rejects is not None:
            rejected = _rejected(found.index, findings)
            write_rejections(found.dataset, found.index, rejected, rejects)
        configuration = proposal(options, facts) if options.init else None
        report = _report(found, findings, configuration, facts, options)
        if options.write_baseline:
            content = _as_baseline(found.index, names_of(options.by))
            found.outputs.create(options.write_baseline).write(content)
    return report


def _baseline(options: CheckOptions) -> Baseline | None:
    """Read the baseline, if there is one and it is not written anew."""
    path = options.baseline
    if path is None or options.write_baseline:
        return None
    found = Baseline.read(read_text(path, "baseline"), path)
    by = names_of(options.by)
    if found.by != by:
        raise RequestError(
            f"{path} has the categories of {', '.join(found.by)}, not of {', '.join(by)}"
        )
    return found


def _needs(options: CheckOptions) -> Needs:
    """Gather what the rules need; categories too where the user names their field."""
    if options.init:
        return NEEDS
    needs = {need for rule in options.rules for need in rule.needs}
    if options.by is not None or options.write_baseline is not None:
        needs.add("categories")
    return needs


def _reading(options: CheckOptions, *, required: bool) -> CheckOptions:
    """Read on if a rule counts what is bad or missing; rejects are written here."""
    counted: dict[str, Any] = {"rejects": None}
    if options.max_bad_rows is not None or options.init or options.rejects is not None:
        counted["on_error"] = "skip"
    if options.max_missing is not None or options.init or not required:
        counted["missing"] = "drop"
    return replace(options, **counted)


def _rejected(index: RowIndex, findings: Sequence[Finding]) -> Iterator[tuple[int, Rejection]]:
    """List the rows that findings are about, by their lines, with why."""
    lines = np.flatnonzero(index.is_row)
    for one in findings:
        why = Rejection(one.rule, f"the row {one.reason}")
        for position in one.positions:
            yield int(lines[position]), why


def _report(
    found: FirstPass,
    findings: Sequence[Finding],
    configuration: str | None,
    facts: Facts,
    options: CheckOptions,
) -> CheckReport:
    index = found.index
    errors = sum(one.severity == "error" for one in findings)
    return CheckReport(
        dataset=options.dataset,
        status="failed" if errors or (options.strict and findings) else "passed",
        by=names_of(options.by) if found.reading.by else (),
        rows=index.rows,
        bad_rows=index.bad_rows,
        blank_lines=index.blank_lines,
        missing=MissingRows.of(index) if found.reading.by else None,
        rules=tuple(EvaluatedRule(rule.id, rule.name) for rule in options.rules),
        counts=FindingCounts(errors, len(findings) - errors),
        findings=tuple(findings),
        unit=options.unit,
        tokenizer_sha256=found.tokenizer,
        coverage=facts.coverage,
        drift=None if facts.drift is None else MeasuredDrift.of(facts.drift),
        configuration=configuration,
        warnings=(*found.warnings, *sentences(facts.coverage)),
        forgiven=options.exit_zero or options.write_baseline is not None,
    )


def _as_baseline(index: RowIndex, by: Sequence[str]) -> bytes:
    table = index.table
    values = [json_value(category) for category in table.categories]
    return written(by, values, table.labels, table.rows.tolist())
