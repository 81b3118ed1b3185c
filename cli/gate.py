"""What `check` does with findings: reports in files, a table, annotations, an exit code."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import rebalance
from rebalance.checking import formats as reports
from rebalance.checking.baseline import Baseline, written
from rebalance.checking.findings import Finding, Rule
from rebalance.choices import ReportKind
from rebalance.errors import AccessError, RequestError
from rebalance.rows.category import json_value
from rebalance.rows.index import RowIndex

from . import documents, formats
from .advice import plural
from .checking import Checking
from .console import Screen
from .finding_tables import findings_table
from .formats import Document
from .loading import loaded
from .options import NEAR, check_near, read_text, suggestion
from .settings import Settings

_SUMMARY = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True, slots=True)
class Gate:
    """How findings are told.

    Attributes:
        settings: The options that hold.
        reports: Files of reports by their kind.
        near: Jaccard similarity of near-duplicates.
    """

    settings: Settings
    reports: Mapping[str, str]
    near: float

    @classmethod
    def of(cls, settings: Settings) -> "Gate":
        """Read the options.

        Raises:
            RequestError: A report is of no kind that there is, or one comes twice.
        """
        files: dict[str, str] = {}
        for text in settings.options["report"] or ():
            kind, _, file = text.partition("=")
            choices = list(get_args(ReportKind))
            if kind not in choices or not file:
                raise RequestError(
                    f"--report {text!r} is not KIND=FILE with one of {', '.join(choices)}",
                    suggestion(kind, choices),
                )
            if kind in files:
                raise RequestError(f"--report {kind} is given twice")
            files[kind] = file
        near = settings.options["near_duplicates"]
        check_near(near)
        return cls(settings, files, near or NEAR)

    def baseline(self) -> Baseline | None:
        """Read the baseline, if there is one.

        Raises:
            RequestError: It is none, or its categories are of other fields.
            AccessError: It cannot be read.
        """
        path = self.settings.options["baseline"]
        if path is None:
            return None
        found = Baseline.read(read_text(path, "--baseline"), path)
        by = tuple(documents.by_of(self.settings.request))
        if found.by != by:
            raise RequestError(
                f"{path} is of the categories in {', '.join(found.by)}, not in {', '.join(by)}"
            )
        return found

    def run(self, checking: Checking, screen: Screen, write_baseline: str | None) -> str:
        """Check, write reports and a baseline, and show what was found.

        Returns:
            Why the check failed; "" where it passed.
        """
        limits, request = checking.ruling.limits, checking.asked()
        scanned = loaded(
            request, screen, columns=checking.columns(), keys=checking.needs_keys,
            tell_missing="max-missing" not in limits,
            stratify=checking.needs_categories or write_baseline is not None,
        )  # fmt: skip
        with scanned as (dataset, index, outputs):
            found = checking.findings(dataset, index)
            failing = self._failing(found)
            document = self._document(checking, index, found, failed=bool(failing))
            for kind, file in self.reports.items():
                outputs.create(file).write(
                    _report(kind, found, checking.rules, document, dataset.names)
                )
            if write_baseline:
                outputs.create(write_baseline).write(_baseline_of(checking, index))
        self._show(screen, document, found, checking.rules)
        self._tell_github(screen, found)
        if write_baseline or self.settings.options["exit_zero"] or not failing:
            return ""
        return f"the check failed: {_counted(found)}"

    def _failing(self, found: Sequence[Finding]) -> list[Finding]:
        strict = self.settings.options["strict"]
        return [one for one in found if strict or one.severity == "error"]

    def _document(
        self, checking: Checking, index: RowIndex, found: Sequence[Finding], *, failed: bool
    ) -> Document:
        return {
            "schema": "rebalance.check/1",
            "status": "failed" if failed else "passed",
            "by": documents.by_of(checking.request),
            **documents.rows_of(index),
            "rules": [{"id": rule.id, "rule": rule.name} for rule in checking.rules],
            "errors": sum(one.severity == "error" for one in found),
            "warnings": sum(one.severity == "warning" for one in found),
            "findings": [
                {
                    "id": one.id, "rule": one.rule, "severity": one.severity,
                    "category": one.category, "observed": one.observed, "expected": one.expected,
                    "file": one.file, "line": one.line, "message": one.message,
                }
                for one in found
            ],
        }  # fmt: skip

    def _show(
        self, screen: Screen, document: Document, found: Sequence[Finding], rules: Sequence[Rule]
    ) -> None:
        request = self.settings.request
        if request.format != "table":
            screen.emit(formats.report(document, "findings", request.format))
            return
        if found:
            screen.show(findings_table(found))
        count = f"{len(rules)} rule{'s' if len(rules) != 1 else ''}"
        screen.show(f"{_counted(found)}, by {count}." if found else f"Passed {count}.")

    def _tell_github(self, screen: Screen, found: Sequence[Finding]) -> None:
        """Annotate, and append to the summary of the step, where GitHub runs us."""
        asked, inside = self.settings.options["annotations"], os.environ.get("GITHUB_ACTIONS")
        if asked == "github" or (asked == "auto" and inside == "true"):
            screen.command(reports.annotations(found))
            path = os.environ.get(_SUMMARY)
            if path:
                try:
                    with open(path, "a", encoding="utf-8") as out:
                        out.write(reports.summary(found))
                except OSError as error:
                    raise AccessError(path, f"cannot be written: {error.strerror}") from error


def _counted(found: Sequence[Finding]) -> str:
    errors = sum(one.severity == "error" for one in found)
    return f"{plural(errors, 'errors')}, {plural(len(found) - errors, 'warnings')}"


def _baseline_of(checking: Checking, index: RowIndex) -> bytes:
    table = index.table
    values = [json_value(category) for category in table.categories]
    by = documents.by_of(checking.request)
    return written(by, values, table.labels, [int(rows) for rows in table.rows])


def _report(
    kind: str,
    found: Sequence[Finding],
    rules: Sequence[Rule],
    document: Document,
    names: Sequence[str],
) -> bytes:
    """Write findings in one of the forms that there are."""
    if kind == "junit":
        return reports.junit(found, rules)
    if kind == "sarif":
        return reports.sarif(found, rules, rebalance.__version__, names)
    texts: Mapping[str, Callable[[], str]] = {
        "json": lambda: formats.as_json(document),
        "md": lambda: reports.markdown(found),
        "github": lambda: "".join(f"{line}\n" for line in reports.annotations(found)),
    }
    return texts[kind]().encode("utf-8", "backslashreplace")
