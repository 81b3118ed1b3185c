"""The forms in which truths and predictions are compared: numbers by value, text as normalised."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

import numpy as np

from rebalance.choices import Normalization
from rebalance.evaluation.label_values import scalars_of
from rebalance.evaluation.predictions import Values
from rebalance.rows.category import LabelSet, NonString, Scalar, Value
from rebalance.rows.exact_numbers import folded, number_in, number_text

Form = tuple[str, str]  # kind and text: equal forms are equal labels
Steps = Collection[Normalization]

_TRUTH_VALUES = ("true", "false")


def form_of(value: Scalar, steps: Steps) -> Form:
    """Give the form of a label.

    Args:
        value: The label.
        steps: How it is normalised: `strip` takes white space from its ends, `casefold` folds case
            and Unicode form, `number` takes a text that is a number, true or false as that.
    """
    if isinstance(value, NonString):
        boolean = isinstance(value.value, bool)
        return ("boolean", value.text) if boolean else ("number", _number(value))
    text = value.strip() if "strip" in steps else value
    text = folded(text) if "casefold" in steps else text
    if "number" in steps:
        if text.strip().lower() in _TRUTH_VALUES:
            return "boolean", text.strip().lower()
        if (number := number_in(text)) is not None:
            return "number", number
    return "string", text


def _number(value: NonString) -> str:
    return number_text(Decimal(value.text))


def forms_of(value: Value, steps: Steps) -> frozenset[Form]:
    """Give the forms of the labels of a value."""
    return frozenset(form_of(one, steps) for one in scalars_of(value))


@dataclass(frozen=True)
class Spellings:
    """One spelling of each label, by its form: that of the truth, or else of the prediction.

    Attributes:
        steps: How labels are normalised.
        by_form: The spellings.
        merged: Labels of the truth whose forms are equal, the most frequent first.
    """

    steps: Steps
    by_form: Mapping[Form, Scalar]
    merged: Sequence[Sequence[Scalar]]

    @classmethod
    def of(cls, steps: Steps, truth: Sequence[Values], others: Sequence[Values]) -> "Spellings":
        """Choose spellings: the most frequent of the truth, then the first of other columns."""
        groups: dict[Form, list[Scalar]] = {}
        for label in _by_rows(truth):
            groups.setdefault(form_of(label, steps), []).append(label)
        found = {form: group[0] for form, group in groups.items()}
        for value in chain.from_iterable(column.values for column in others):
            for label in scalars_of(value):
                found.setdefault(form_of(label, steps), label)
        return cls(steps, found, [group for group in groups.values() if len(group) > 1])

    def of_name(self, name: str) -> Scalar:
        """Find the label that an option names: in the same form, or else a number of that text."""
        as_value: Steps = {*self.steps, "number"}
        for steps in (self.steps, as_value):
            if (found := self.by_form.get(form_of(name, steps))) is not None:
                return found
        return name

    def apply(self, column: Values) -> Values:
        """Spell all labels of a column alike."""
        return column.renamed(list(map(self._spelt, column.values)))

    def _spelt(self, value: Value) -> Value:
        labels = scalars_of(value)  # one that no row has any more keeps its spelling
        names = [self.by_form.get(form_of(one, self.steps), one) for one in labels]
        if isinstance(value, LabelSet):
            return LabelSet(tuple(sorted(set(names), key=repr)))
        return names[0]


def _by_rows(columns: Sequence[Values]) -> list[Scalar]:
    """List labels by the rows that have them, descending, then by name."""
    rows: Counter[Scalar] = Counter()
    for column in columns:
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
        for value, count in zip(column.values, counts.tolist(), strict=True):
            for label in set(scalars_of(value)) if count else ():
                rows[label] += count
    return sorted(rows, key=lambda label: (-rows[label], repr(label)))
