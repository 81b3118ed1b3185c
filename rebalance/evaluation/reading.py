"""The files of an evaluation -> predictions, ground truth and an earlier run, each read once."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from rebalance.errors import EmptyDataset, Mismatch
from rebalance.evaluation.options import EvaluateOptions
from rebalance.evaluation.predictions import KEY, Predictions, Values, joined, refuse_lists
from rebalance.reader import Reader, fields_of
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Coded, Column, score
from rebalance.rows.scanning.identity_columns import identity, remainder
from rebalance.wording import plural


@dataclass(frozen=True)
class Fields:
    """The fields of an evaluation, those that were given."""

    truth: Field | None
    predicted: Field | None
    score: Field | None
    key: Field | None
    by: tuple[Field, ...]

    @classmethod
    def of(cls, options: EvaluateOptions) -> "Fields":
        """Make them of their names."""
        names = (options.truth, options.predicted, options.score, options.key)
        truth, predicted, scored, key = (name and Field.parse(name) for name in names)
        by = fields_of(options.by) if options.by else ()
        return cls(truth or None, predicted or None, scored or None, key or None, by)

    @property
    def that_differ(self) -> tuple[Field, ...]:
        """What may differ between two runs on the same rows."""
        return tuple(one for one in (self.predicted, self.score) if one is not None)


@dataclass(frozen=True)
class Runs:
    """What was read.

    Attributes:
        predictions: Rows that have a truth, if classes are predicted.
        before: The same of an earlier run.
        rows: Rows of the predictions.
        without_truth: Rows that were left out for want of one.
        only_truth: Rows of the truth's own file that have no prediction; None without one.
        only_predicted: Rows of the predictions that are not in that file.
    """

    predictions: Predictions
    before: Predictions | None
    rows: int
    without_truth: int
    only_truth: int | None
    only_predicted: int | None


@dataclass(frozen=True)
class RunReader:
    """Reads the files of an evaluation; they stay open as long as `files` does.

    Attributes:
        options: The options given.
        reader: Reads datasets, and gathers what was left out.
        files: Closes them.
        fields: What to read.
    """

    options: EvaluateOptions
    reader: Reader
    files: ExitStack
    fields: Fields

    def runs(self) -> Runs:
        """Read all files.

        Raises:
            Mismatch: A row has no truth or no key of its own, or no row is in both files.
            EmptyDataset: No row is left.
            OptionError: A field holds lists of labels.
        """
        options = self.options
        offered = self._predictions(options.dataset, "predictions")
        rows, gold = len(offered.lines), None
        only: tuple[int, int] | tuple[None, None] = (None, None)
        if options.truth_file is not None and self.fields.key is not None:
            gold = self._gold(options.truth_file, self.fields.key)
            offered, only = joined(offered, gold)
        predictions, missing = self._with_truth(offered)
        before = None
        if options.baseline is not None:
            before = self._predictions([options.baseline], "baseline")
            if gold is not None:
                before, _ = joined(before, gold)
            before, _ = self._with_truth(before)
        return Runs(predictions, before, rows, missing, *only)

    def _predictions(self, paths: Sequence[str], what: str) -> Predictions:
        """Read predictions."""
        fields = self.fields
        truth = fields.truth if self.options.truth_file is None else None
        coded = [
            Coded(name, (one,))
            for name, one in (("truth", truth), ("predicted", fields.predicted))
            if one is not None
        ]
        coded += [Coded("by", fields.by)] if fields.by else []
        columns = list[Column]()
        if fields.key is not None:
            columns.append(identity(fields.key, KEY))
        elif self.options.baseline is not None:
            columns.append(remainder(fields.that_differ))
        if fields.score is not None:
            columns.append(score(fields.score))
        found = self._read(paths, columns, coded, what)
        if not len(found.lines):
            raise EmptyDataset(found.dataset.names)
        return found

    def _gold(self, path: str, key: Field) -> Predictions:
        """Read what is true from a file of its own."""
        coded = [Coded("truth", (self.fields.truth,))] if self.fields.truth else []
        return self._read([path], [identity(key, KEY)], coded, "truth")

    def _read(
        self, paths: Sequence[str], columns: Sequence[Column], coded: Sequence[Coded], what: str
    ) -> Predictions:
        """Read all that is needed of a file in one pass."""
        dataset: Dataset = self.files.enter_context(self.reader.open(paths))
        reading = self.reader.reading(stratify=False, keys=False, columns=columns, coded=coded)
        index = self.reader.scan(dataset, reading, step=f"reading {what}")
        lines = np.flatnonzero(index.is_row)
        kept = {
            name: codes.with_missing_kept() if name == "by" else codes
            for name, codes in index.coded.items()
        }
        for name in ("truth", "by"):
            if name in kept:
                refuse_lists(kept[name].values, name)
        values = {name: Values.of(codes, lines) for name, codes in kept.items()}
        keys = index.columns.get(KEY)
        found = Predictions(
            dataset, index, lines, values.get("truth"), values.get("predicted"), values.get("by"),
            scores=None if index.scores is None else index.scores[lines],
            keys=None if keys is None else keys[lines],
        )  # fmt: skip
        if self.fields.key is not None:
            found.check_keys(self.fields.key.text)
        return found

    def _with_truth(self, found: Predictions) -> tuple[Predictions, int]:
        """Leave out rows without a truth, or refuse them, as `missing` says."""
        missing = np.flatnonzero(found.truth.codes < 0) if found.truth else np.zeros(0, np.int64)
        if found.truth is None or not len(missing):
            return found, 0
        file = self.options.truth_file
        lack = (
            f"{plural(len(missing), 'row')} of {', '.join(found.dataset.names)} without a label in"
            f" `truth`{f' of {file}' if file else ''}"
        )
        if self.options.missing == "error":
            raise Mismatch(
                found.place(int(missing[0])), f"{lack}: this is the first",
                "leave them out with `missing=drop`",
            )  # fmt: skip
        self.reader.warnings.append(f"left out {lack}")
        left = found.select(np.flatnonzero(found.truth.codes >= 0))
        if not len(left.lines):
            raise EmptyDataset(found.dataset.names, self.options.truth or "")
        return left, len(missing)
