"""The files of an evaluation -> predictions, ground truth and an earlier run, each read once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

import numpy as np

from rebalance.coverage import Coverage, NotLookedAt
from rebalance.errors import EmptyDataset, Mismatch, OptionError
from rebalance.evaluation.joining import Joined, joined
from rebalance.evaluation.label_values import exact_codes, label_column
from rebalance.evaluation.multilabel import converted, has_lists, lists_of_one, oddities
from rebalance.evaluation.option_labels import OPTIONS, options_column
from rebalance.evaluation.options import EvaluateOptions
from rebalance.evaluation.predictions import Predictions, Values
from rebalance.evaluation.together import Together
from rebalance.evaluation.unmeasured import ITEMS, PREDICTIONS, partners, unmeasured
from rebalance.reader import Reader, fields_of
from rebalance.rows.category import LabelSet
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.saved_manifests import SavedManifest
from rebalance.rows.scanning.codes import Codes
from rebalance.rows.scanning.columns import Coded, Column, score
from rebalance.rows.scanning.identity_columns import remainder
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.value_keys import exact_keys, value_key
from rebalance.wording import plural

KEY = "key"


@dataclass(frozen=True)
class Fields:
    """The fields of an evaluation, those that were given."""

    truth: Field | None
    predicted: Field | None
    score: Field | None
    key: Field | None
    options: Field | None
    by: tuple[Field, ...]
    together: Together

    @classmethod
    def of(cls, options: EvaluateOptions, split: SavedManifest | None = None) -> "Fields":
        """Make them of their names; rows belong together as the options or else the split say."""
        names = (options.truth, options.predicted, options.score, options.key, options.options)
        truth, predicted, scored, key, listed = (name and Field.parse(name) for name in names)
        by = fields_of(options.by) if options.by else ()
        together = Together(options.group or (() if split is None else split.group))
        return cls(
            truth or None, predicted or None, scored or None, key or None, listed or None, by,
            together,
        )  # fmt: skip

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
        joined: What came of the truth's own file; None without one.
        bad: Bad rows of the predictions that were left out.
        unmeasured: What is not measured, and why: of the predictions, and of the items of a truth
            in a file of its own.
    """

    predictions: Predictions
    before: Predictions | None
    rows: int
    without_truth: int
    joined: Joined | None
    unmeasured: Mapping[str, tuple[NotLookedAt, ...]]

    def coverage(self, measured: int) -> dict[str, Coverage]:
        """Say how many rows were measured, given how many items were."""
        own = measured if self.joined is None else self.rows - self.joined.foreign
        looked_at = {PREDICTIONS: own, ITEMS: measured}
        return {
            name: Coverage(looked_at[name] + sum(one.rows for one in why), looked_at[name], why)
            for name, why in self.unmeasured.items()
        }


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
            OptionError: The category is a list of labels, or two runs with such lists are given.
        """
        options = self.options
        read = offered = self._predictions(options.dataset, "predictions")
        gold, found = None, None
        if options.truth_file is not None and self.fields.key is not None:
            gold = self._gold(options.truth_file, self.fields.key)
            found = self._joined(read, gold)
            offered = found.predictions
            self.reader.warnings.extend(partners(found, options.unmatched == "wrong"))
            self.reader.say_alike(found.alike)
        lists = has_lists(offered)
        self.reader.warnings.extend(oddities(offered) if lists else lists_of_one(offered))
        predictions, left_out = self._with_truth(converted(offered, lists=lists))
        before = None
        if options.baseline is not None and lists:
            raise OptionError(
                "baseline", "runs whose truth is a list of labels cannot be compared",
                "evaluate each run alone, and compare their reports",
            )  # fmt: skip
        if options.baseline is not None:
            before = self._predictions([options.baseline], "baseline")
            if gold is not None:
                before = self._joined(before, gold).predictions
            before, _ = self._with_truth(converted(before, lists=lists))
        self.fields.together.refuse_unknown(predictions)
        return Runs(
            predictions, before, len(read.lines), sum(one.rows for one in left_out), found,
            unmeasured(read, left_out, found, counted=options.unmatched == "wrong"),
        )  # fmt: skip

    def _joined(self, predictions: Predictions, gold: Predictions) -> Joined:
        if self.fields.key is None:
            raise ValueError("rows of two files are matched by a key")
        unmatched = self.options.unmatched == "wrong"
        return joined(predictions, gold, self.fields.key, unmatched=unmatched)

    def _predictions(self, paths: Sequence[str], what: str) -> Predictions:
        """Read predictions."""
        fields = self.fields
        truth = fields.truth if self.options.truth_file is None else None
        coded = [
            label_column(name, one)
            for name, one in (("truth", truth), ("predicted", fields.predicted))
            if one is not None
        ]
        coded += [Coded("by", fields.by)] if fields.by else []
        coded += self._options(optional=self.options.truth_file is not None)
        columns = list[Column]()
        if fields.key is not None:
            columns.append(value_key(fields.key, KEY))
        elif self.options.baseline is not None:
            columns.append(remainder(fields.that_differ))
        if fields.score is not None:
            columns.append(score(fields.score))
        if what != "baseline":
            columns += fields.together.columns(optional=self.options.truth_file is not None)
        reserved = None if what == "baseline" else self.options.field
        found = self._read(paths, columns, coded, what, reserved)
        if not len(found.lines):
            raise EmptyDataset(found.dataset.names)
        return found

    def _options(self, *, optional: bool) -> list[Coded]:
        field = self.fields.options
        return [] if field is None else [options_column(field, optional=optional)]

    def _gold(self, path: str, field: Field) -> Predictions:
        """Read what is true from a file of its own, with its categories where it has them."""
        fields = self.fields
        coded = [label_column("truth", fields.truth)] if fields.truth else []
        coded += [Coded("by", fields.by, optional=True)] if fields.by else []
        coded += self._options(optional=True)
        columns = [value_key(field, KEY), *fields.together.columns(optional=True)]
        return self._read([path], columns, coded, "truth", self.options.field)

    def _read(
        self,
        paths: Sequence[str],
        columns: Sequence[Column],
        coded: Sequence[Coded],
        what: str,
        reserved: str | None,
    ) -> Predictions:
        """Read all that is needed of a file in one pass."""
        dataset: Dataset = self.files.enter_context(self.reader.open(paths))
        is_summed = self.options.suggest is not None  # to know which part of a split it is
        reading = self.reader.reading(
            reserved=reserved, stratify=False, keys=is_summed, digests=is_summed, columns=columns,
            coded=coded, filtered=what != "truth",
        )  # fmt: skip
        index = self.reader.scan(dataset, reading, step=f"reading {what}")
        lines = np.flatnonzero(index.is_row)
        values = {name: Values.of(codes, lines) for name, codes in self._coded(dataset, index)}
        field = self.fields.key
        groups = self.fields.together.read(dataset, index, self.reader)
        found = Predictions(
            dataset, index, lines, values.get("truth"), values.get("predicted"), values.get("by"),
            values.get(OPTIONS),
            scores=None if index.scores is None else index.scores[lines], keys=None,
            groups=None if groups is None else groups[lines],
        )  # fmt: skip
        if field is not None:
            keys = exact_keys(dataset, index, field, KEY)
            found = replace(found, keys=keys if len(keys) == len(lines) else keys[lines])
            found.check_keys(field.text)
            index.forget(KEY)  # which takes most of the memory
        return found

    def _coded(self, dataset: Dataset, index: RowIndex) -> Iterator[tuple[str, Codes]]:
        """Give what rows have as truth, prediction and category."""
        labels = {"truth": self.fields.truth, "predicted": self.fields.predicted}
        for name, codes in index.coded.items():
            field = labels.get(name)
            if field is not None:
                yield name, exact_codes(dataset, index, codes, field)
            else:
                yield name, codes if name == OPTIONS else codes.with_missing_kept()
            if name == "by" and any(isinstance(one, LabelSet) for one in codes.values):
                raise OptionError(
                    name, "it holds lists of labels, and a row can be counted under only one",
                    "evaluate each label separately, with a field that says whether the row has it",
                )  # fmt: skip

    def _with_truth(self, found: Predictions) -> tuple[Predictions, list[NotLookedAt]]:
        """Leave out rows without a truth, or refuse them, as `missing` says."""
        missing = np.flatnonzero(found.truth.codes < 0) if found.truth else np.zeros(0, np.int64)
        if found.truth is None or not len(missing):
            return found, []
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
        return left, [NotLookedAt("they have no truth", len(missing), found.place(int(missing[0])))]
