"""evaluate: options -> predictions of one file or two, classes, what they are worth."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from rebalance.engines.processes import processes
from rebalance.errors import EmptyDataset, Mismatch, RequestError, UnknownField
from rebalance.evaluation.evaluation import Change, Evaluation, compared, evaluate, ordered
from rebalance.evaluation.metrics import Counts
from rebalance.evaluation.predictions import (
    KEY,
    Predictions,
    Values,
    in_step,
    joined,
    matched,
    refuse_lists,
)
from rebalance.label_lists import read_labels
from rebalance.rows.category import Category, labels
from rebalance.rows.columns import Column, Score
from rebalance.rows.field import Field
from rebalance.rows.identity_columns import Identity, Remainder
from rebalance.rows.scan import scan
from rebalance.rows.source import Dataset

from .advice import baseline_notes, lookalike_notes, named, plural
from .common import Request
from .console import Screen
from .loading import opened, reading_of, scanned
from .options import parse_field


@dataclass(frozen=True)
class Result:
    """What came of an evaluation.

    Attributes:
        evaluation: The numbers.
        rows: Rows of the predictions.
        without_truth: Rows left out for want of one.
        only_truth: Rows of the truth's own file that have no prediction; None without one.
        only_predicted: Rows of the predictions that are not in the truth's file.
        inputs: Identities of all files that were read, which no output may be.
        notes: What is to be said beside the numbers.
    """

    evaluation: Evaluation
    rows: int
    without_truth: int
    only_truth: int | None
    only_predicted: int | None
    inputs: frozenset[tuple[int, int]]
    notes: list[str] = field(default_factory=list)

    @cached_property
    def labels(self) -> list[str]:
        """Labels of the classes."""
        return labels(self.evaluation.classes)

    @cached_property
    def category_labels(self) -> list[str]:
        """Labels of the categories."""
        return labels(self.evaluation.categories)


@dataclass(frozen=True)
class Evaluating:
    """An evaluation that was asked for.

    Attributes:
        request: The options that all commands have; its datasets are the predictions.
        truth: Field of what is true.
        predicted: Field of what was predicted.
        score: Field of a numeric score.
        truth_file: File of what is true, where it is another.
        key: Field by which rows are matched.
        named: Classes, or a file of them, where they are named.
        baseline: File of an earlier run.
    """

    request: Request
    truth: Field | None
    predicted: Field | None
    score: Field | None
    truth_file: str | None
    key: Field | None
    named: str | None
    baseline: str | None

    @classmethod
    def parse(
        cls,
        request: Request,
        *,
        truth: str | None,
        predicted: str | None,
        score: str | None,
        truth_file: str | None,
        key: str | None,
        names: str | None,
        baseline: str | None,
        gated: bool,
    ) -> "Evaluating":
        """Read options.

        Raises:
            RequestError: They do not say what is to be measured.
        """
        if (truth is None) is not (predicted is None) or (truth is None and score is None):
            raise RequestError(
                "nothing to measure",
                "give --truth FIELD and --predicted FIELD, or --score FIELD, or all three",
            )
        if truth is None and (truth_file or names or baseline or gated):
            raise RequestError(
                "--truth-file, --labels, --baseline, --min-f1 and --min-recall go with --truth and"
                " --predicted"
            )
        if truth_file is not None and key is None:
            raise RequestError("--truth-file needs --key FIELD", "the field that both files have")
        if request.missing == "keep":
            raise RequestError(
                "--missing keep: a row without a truth cannot be measured",
                "leave such rows out with --missing drop",
            )
        fields = [
            None if text is None else parse_field(text, option)
            for text, option in ((truth, "--truth"), (predicted, "--predicted"),
                                 (score, "--score"), (key, "--key"))
        ]  # fmt: skip
        return cls(request, fields[0], fields[1], fields[2], truth_file, fields[3], names, baseline)

    def run(self, screen: Screen) -> Result:
        """Read all files, and measure.

        Raises:
            UnknownField: No row has one of the fields; with the option that it stands in.
        """
        try:
            return self._run(screen)
        except UnknownField as error:
            fields = {"truth": self.truth, "predicted": self.predicted, "score": self.score,
                      "key": self.key}  # fmt: skip
            options = [name for name, one in fields.items() if one and one.text == error.field]
            raise UnknownField(error.field, error.close, error.candidates, *options[:1]) from None

    def _run(self, screen: Screen) -> Result:
        with ExitStack() as files:
            offered = self._predictions(screen, files, self.request.datasets)
            rows, gold, only = len(offered.lines), None, None
            if self.truth_file is not None and self.key is not None:
                gold = self._gold(screen, files, self.truth_file, self.key)
                offered, only = joined(offered, gold)
            predictions, missing = self._with_truth(screen, offered)
            before = self._before(screen, files, gold)
            classes = self._classes(predictions, *([before] if before else []))
            found = evaluate(predictions, classes, seed=self.request.seed)
            notes = lookalike_notes(classes, predictions)
            if before is not None:
                found = replace(found, change=self._change(before, predictions, found))
                notes += baseline_notes(found.change)
            inputs = [one.dataset.identities for one in (offered, gold, before) if one is not None]
            unmatched, read = only or (None, None), frozenset[tuple[int, int]]().union(*inputs)
            return Result(found, rows, missing, unmatched[0], unmatched[1], read, notes)

    def _before(
        self, screen: Screen, files: ExitStack, gold: Predictions | None
    ) -> Predictions | None:
        """Read the earlier run, if there is one, as the new one is read."""
        if self.baseline is None:
            return None
        found = self._predictions(screen, files, [self.baseline])
        if gold is not None:
            found, _ = joined(found, gold)
        return self._with_truth(screen, found)[0]

    def _predictions(self, screen: Screen, files: ExitStack, names: Sequence[str]) -> Predictions:
        """Read predictions: each field on its own, so that each is read as a category is."""
        dataset = files.enter_context(opened(self.request, names))
        columns = list[Column]()
        if self.key is not None:
            columns.append(Identity(self.key, KEY))
        elif self.baseline is not None:
            aside = [one for one in (self.predicted, self.score) if one is not None]
            columns.append(Remainder(tuple(aside)))
        if self.score is not None:
            columns.append(Score(self.score))
        asked = reading_of(self.request, stratify=False, keys=False, columns=columns)
        index = scanned(self.request, screen, dataset, asked)
        if not index.rows:
            raise EmptyDataset(dataset.names)
        lines = np.flatnonzero(index.is_row)
        own = self.truth if self.truth_file is None else None
        found = Predictions(
            dataset, index, lines,
            truth=self._values(dataset, lines, own, "--truth"),
            predicted=self._values(dataset, lines, self.predicted, "--predicted"),
            category=self._category(dataset, lines),
            scores=None if index.scores is None else index.scores[lines],
            keys=index.columns[KEY][lines] if self.key is not None else None,
        )  # fmt: skip
        if self.key is not None:
            found.check_keys(self.key.text)
        return found

    def _values(
        self, dataset: Dataset, lines: Counts, one: Field | None, option: str
    ) -> Values | None:
        """Read a field of rows; what is no label is none."""
        if one is None:
            return None
        reading = replace(reading_of(self.request, keys=False), by=(one,), fail=False)
        index = scan(dataset, reading, missing="drop", run=processes(self.request.jobs))
        if option == "--truth":
            refuse_lists(index.values, option)
        return Values.of(index, lines)

    def _category(self, dataset: Dataset, lines: Counts) -> Values | None:
        """Read the category of rows; those without one are a category, too."""
        if self.request.by is None:
            return None
        reading = replace(reading_of(self.request, keys=False), fail=False)
        index = scan(dataset, reading, missing="keep", run=processes(self.request.jobs))
        refuse_lists(index.values, "--by")
        return Values.of(index, lines)

    def _gold(self, screen: Screen, files: ExitStack, name: str, key: Field) -> Predictions:
        """Read what is true from a file of its own."""
        dataset = files.enter_context(opened(self.request, [name]))
        reading = reading_of(self.request, stratify=False, keys=False, columns=[Identity(key, KEY)])
        index = scanned(self.request, screen, dataset, reading)
        lines = np.flatnonzero(index.is_row)
        truth = self._values(dataset, lines, self.truth, "--truth")
        found = Predictions(
            dataset, index, lines, truth, None, None, None, index.columns[KEY][lines]
        )
        found.check_keys(key.text)
        return found

    def _with_truth(self, screen: Screen, found: Predictions) -> tuple[Predictions, int]:
        """Leave out rows without a truth, or refuse them, as --missing says."""
        if found.truth is None:
            return found, 0
        missing = np.flatnonzero(found.truth.codes < 0)
        if not len(missing):
            return found, 0
        rows = f"{plural(len(missing), 'rows')} of {', '.join(found.dataset.names)}"
        lack = "without a label in --truth" + (f" of {self.truth_file}" if self.truth_file else "")
        if self.request.missing == "error":
            raise Mismatch(
                found.place(int(missing[0])), f"{rows} {lack}: this is the first",
                "leave them out with --missing drop",
            )  # fmt: skip
        screen.warn(f"left out {rows} {lack}")
        left = found.taken(np.flatnonzero(found.truth.codes >= 0))
        if not len(left.lines):
            raise EmptyDataset(found.dataset.names, self.truth.text if self.truth else "")
        return left, len(missing)

    def _classes(self, *runs: Predictions) -> tuple[Category, ...]:
        """Find the classes: those named, else all that are true or were predicted."""
        first = runs[0].truth
        if first is None:
            return ()
        columns = [one for run in runs for one in (run.truth, run.predicted) if one is not None]
        found = ordered(*columns, first=first)
        if self.named is None:
            return found
        by_label = dict(zip(labels(found), found, strict=True))
        asked = read_labels(self.named, by_label)
        classes = tuple(by_label.get(name, name) for name in asked)
        if len(set(classes)) < len(classes):
            raise RequestError("--labels names a class twice")
        other = [label for label, one in by_label.items() if one not in classes]
        true = set(ordered(first=first))
        unnamed = [label for label in other if by_label[label] in true]
        if unnamed:
            raise RequestError(
                f"--labels does not name {named(unnamed)}, which rows have in --truth",
                "name all classes, or leave such rows out of the file",
            )
        return classes

    def _change(self, before: Predictions, after: Predictions, found: Evaluation) -> Change:
        """Match an earlier run with this one, and compare them."""
        only = (0, 0)
        if self.key is None:
            in_step(after, before, [one for one in (self.predicted, self.score) if one])
        else:
            first, second = matched(before, after)
            only = (len(before.lines) - len(first), len(after.lines) - len(second))
            before, after = before.taken(first), after.taken(second)
        return compared(
            before, after, found.classes, found.categories, only=only, seed=self.request.seed
        )
