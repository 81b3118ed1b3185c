"""`audit`: leaks between files, as a report and an exit code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast, get_args

from rebalance.auditing.leaks import Leak, audit
from rebalance.choices import LeakKind
from rebalance.errors import CheckFailed, RequestError
from rebalance.rows.columns import Column
from rebalance.rows.identity_columns import Identity, Prompt, Sketch, Text, group_name
from rebalance.rows.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.rows.source import Dataset

from . import formats
from .advice import plural
from .common import Request
from .console import Screen
from .finding_tables import audit_table
from .formats import Document
from .loading import loaded
from .options import NEAR, check_near, parse_field, suggestion

_SHOWN = 100  # characters of a row that an example shows
_MEANINGS: dict[LeakKind, str] = {
    "exact": "rows identical to a row of an earlier file",
    "prompt": "rows whose normalised prompt is in an earlier file",
    "group": "rows whose group is in an earlier file",
    "near": "rows whose text is nearly that of a row in an earlier file",
    "ngram": "rows with a run of {words} words from the first file",
}


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit, as the user asked for it.

    Attributes:
        request: The options that all commands have.
        groups: Fields of which rows with a common value are alike.
        near: Jaccard similarity of near-duplicates.
        text: The text that is compared.
        fail_on: Kinds of leaks that are an error.
    """

    request: Request
    groups: tuple[str, ...]
    near: float
    text: Text
    fail_on: tuple[LeakKind, ...]

    @classmethod
    def of(
        cls,
        request: Request,
        groups: Sequence[str],
        near: float | None,
        texts: Sequence[str],
        fail_on: str | None,
    ) -> "Audit":
        """Read the options.

        Raises:
            RequestError: One of them is none of the choices, or there is one file only.
        """
        check_near(near)
        if len(request.datasets) < 2:
            raise RequestError("an audit needs two files or more", "the training part comes first")
        kinds = tuple(kind.strip() for kind in (fail_on or "").split(",") if kind.strip())
        for kind in kinds:
            if kind not in get_args(LeakKind):
                choices = list(get_args(LeakKind))
                raise RequestError(
                    f"--fail-on: {kind!r} is none of {', '.join(choices)}",
                    suggestion(kind, choices),
                )
        if "group" in kinds and not groups:
            raise RequestError("--fail-on group needs --group FIELD")
        text = Text(tuple(parse_field(one, "--text") for one in texts))
        known = cast("tuple[LeakKind, ...]", kinds)
        return cls(request, tuple(groups), NEAR if near is None else near, text, known)

    def run(self, screen: Screen) -> None:
        """Find leaks and show them.

        Raises:
            CheckFailed: There are leaks of a kind that is an error.
        """
        near = self.near
        columns: list[Column] = [Prompt(self.text), Sketch(self.text, near)]
        named = {field: parse_field(field, "--group") for field in self.groups}
        columns += [Identity(field, group_name(name)) for name, field in named.items()]
        with loaded(self.request, screen, stratify=False, columns=columns) as scanned:
            dataset, index, _ = scanned
            leaks = audit(dataset, index, self.groups, self.text, near)
            documents = [self._document(leak, dataset, index) for leak in leaks]
        failed = [leak for leak in leaks if leak.rows and leak.kind in self.fail_on]
        self._show(screen, index, leaks, documents, near, failed=bool(failed))
        if failed:
            kinds = ", ".join(f"{leak.kind} ({plural(leak.rows, 'rows')})" for leak in failed)
            raise CheckFailed(f"leaks between the files: {kinds}")

    def _show(
        self,
        screen: Screen,
        index: RowIndex,
        leaks: Sequence[Leak],
        found: Sequence[Document],
        near: float,
        *,
        failed: bool,
    ) -> None:
        document = {
            "schema": "rebalance.audit/1",
            "status": "failed" if failed else "passed",
            "files": [
                {"path": path, "rows": rows}
                for path, rows in zip(self.request.datasets, index.rows_by_source(), strict=True)
            ],
            "near_duplicates": near,
            "leaks": list(found),
        }
        if self.request.format != "table":
            rows = [{k: v for k, v in one.items() if k not in ("between", "examples")}
                    for one in found]  # fmt: skip
            screen.emit(formats.report(document, rows, self.request.format))
        elif not self.request.quiet:
            later = sum(index.rows_by_source()[1:])
            meant = [
                _MEANINGS[leak.kind].format(words=leak.words)
                + (f" by {leak.field!r}" if leak.field else "")
                + (f"; {leak.unchecked:,} are too short to tell" if leak.unchecked else "")
                for leak in leaks
            ]  # fmt: skip
            screen.show(audit_table(leaks, meant, later), *self._examples(found))

    def _document(self, leak: Leak, dataset: Dataset, index: RowIndex) -> Document:
        names = dataset.names
        return {
            "kind": leak.kind,
            "field": leak.field or None,
            "rows": leak.rows,
            "unchecked": leak.unchecked,
            "words": leak.words or None,
            "between": [
                {"earlier": names[one], "later": names[other], "rows": rows}
                for one, other, rows in leak.between
            ],
            "examples": [
                {"earlier": _place(index, names, one), "later": _place(index, names, other),
                 "text": _excerpt(content_of(dataset, index, other))}
                for one, other in leak.examples
            ],
        }  # fmt: skip

    def _examples(self, found: Sequence[Document]) -> list[str]:
        """Say where the first leaks are."""
        lines = []
        for leak in found:
            for example in cast("Sequence[Document]", leak["examples"]):
                lines.append(f"{leak['kind']}: {example['earlier']} and {example['later']}")
                lines.append(f"  {example['text']}")
        return lines


def _place(index: RowIndex, names: Sequence[str], position: int) -> str:
    source, line = index.place(position)
    return f"{names[source]}:{line + 1}"


def _excerpt(row: bytes) -> str:
    text = row.decode("utf-8", "replace")
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
