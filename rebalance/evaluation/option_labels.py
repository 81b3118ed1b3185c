"""An option's index or letter -> its text: answers to questions with several options."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from string import ascii_uppercase

import numpy as np

from rebalance.evaluation.forms import Steps, form_of
from rebalance.evaluation.label_values import scalars_of
from rebalance.evaluation.predictions import Predictions, Values
from rebalance.rows.category import (
    Joint,
    Kind,
    LabelSet,
    NonString,
    Scalar,
    UnusableValue,
    Value,
    categorise,
)
from rebalance.rows.exact_numbers import number_in
from rebalance.rows.field import Field, Row
from rebalance.rows.scanning.columns import Coded

OPTIONS = "options"
_LETTER = re.compile(r"\(?\s*([^\W_]+)\s*[).:]?")  # B, (B), B., b)
_KINDS = len(Kind) + 1

Option = tuple[str, Scalar]  # its letter and its text


def options_column(field: Field, *, optional: bool) -> Coded:
    """Number lists of options: a list of texts, an object letter -> text, or as ARC has them."""
    return Coded(OPTIONS, (field,), partial(_read, field), optional)


def _read(field: Field, row: Row) -> Value | Kind:
    value = field.read(row)
    if not isinstance(value, list | dict) or not value:
        return Kind.ABSENT
    try:
        pairs = [Joint((letter, text)) for letter, text in _pairs(value)]
    except (UnusableValue, KeyError, TypeError, ValueError):
        return Kind.BAD
    return LabelSet(tuple(pairs))  # in their order


def _pairs(value: "list[object] | dict[str, object]") -> Iterator[Option]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            if isinstance(one, dict):  # {"label": "A", "text": ...}
                yield str(one["label"]), _scalar(one["text"])
            else:
                letter = ascii_uppercase[number] if number < len(ascii_uppercase) else ""
                yield letter, _scalar(one)
        return
    texts, letters = value.get("text"), value.get("label")
    if isinstance(texts, list) and isinstance(letters, list):  # as ARC has them
        for letter, text in zip(letters, texts, strict=True):
            yield str(letter), _scalar(text)
    else:
        for letter, text in value.items():
            yield letter, _scalar(text)


def _scalar(value: object) -> Scalar:
    found = categorise([value])
    if not isinstance(found, str | NonString):
        raise UnusableValue
    return found


def resolved(run: Predictions, steps: Steps, named: Sequence[str] = ()) -> Predictions:
    """Give truths and predictions that are an index or a letter the text of their option.

    Args:
        run: Rows, with their options where they have some.
        steps: How labels are normalised, beside that.
        named: The options of all rows, where rows have none of their own; known by index alone.
    """
    everywhere = tuple(("", name) for name in named)

    def of(column: Values | None) -> Values | None:
        return column and _resolved(column, run.options, everywhere, steps)

    return replace(run, truth=of(run.truth), predicted=of(run.predicted))


def _resolved(
    column: Values, options: Values | None, everywhere: Sequence[Option], steps: Steps
) -> Values:
    """Work on each pair of a value and a list of options once."""
    own = np.full_like(column.codes, Kind.ABSENT) if options is None else options.codes
    width = len(column.values) + _KINDS
    pairs, inverse = np.unique((own + _KINDS) * width + column.codes + _KINDS, return_inverse=True)
    lists = () if options is None else tuple(map(_options_of, options.values))
    found: dict[Value, int] = {}
    codes = []
    for pair in pairs.tolist():
        which, code = pair // width - _KINDS, pair % width - _KINDS
        if code < 0:
            codes.append(code)
            continue
        value = _text(column.values[code], lists[which] if which >= 0 else everywhere, steps)
        codes.append(found.setdefault(value, len(found)))
    return Values(tuple(found), np.array(codes, dtype=np.int64)[inverse])


def _options_of(value: Value) -> Sequence[Option]:
    joints = value.labels if isinstance(value, LabelSet) else ()
    return [(str(one.values[0]), one.values[1]) for one in joints if isinstance(one, Joint)]


def _text(value: Value, options: Sequence[Option], steps: Steps) -> Value:
    texts = tuple(_option(one, options, steps) for one in scalars_of(value))
    return LabelSet(texts) if isinstance(value, LabelSet) else texts[0]


def _option(label: Scalar, options: Sequence[Option], steps: Steps) -> Scalar:
    """Find the option that a label means: by its text first, then by letter, then by index."""
    form = form_of(label, steps)
    for _, text in options:
        if form_of(text, steps) == form:
            return text
    shown = label if isinstance(label, str) else label.text
    letter = _LETTER.fullmatch(shown.strip())
    by_letter = {letter.casefold(): text for letter, text in options if letter}
    if letter and letter[1].casefold() in by_letter:
        return by_letter[letter[1].casefold()]
    index: Mapping[str | None, Scalar] = {str(n): text for n, (_, text) in enumerate(options)}
    return index.get(number_in(shown), label)
