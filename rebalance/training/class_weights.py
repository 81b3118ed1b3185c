"""Weights of classes, in the order in which a model numbers them."""

import os
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.named_files import read_text
from rebalance.report import Report
from rebalance.rows.category import entry_identity, json_identity
from rebalance.rows.saved_manifests import LARGEST
from rebalance.saved_json import Malformed, Saved
from rebalance.wording import named

ReportOrPath: TypeAlias = Report | Mapping[str, Any] | str | os.PathLike[str]
Classes: TypeAlias = Sequence[object] | Mapping[Any, Any]

_SCHEMA = "rebalance.weights/2"
_MOST = float(np.finfo(np.float32).max)


def class_weights(
    report: ReportOrPath, classes: Classes, *, partial: bool = False
) -> NDArray[np.float32]:
    """Get the weights of classes, in their order: `weight` of PyTorch's CrossEntropyLoss.

    That loss then divides by the weights in the *batch*, so that they cancel in small ones: take
    `reduction="sum"`, and divide by the rows of the batch.

    Args:
        report: What `weights` returned, or the path of its JSON.
        classes: The names in the order of their numbers; or a dict from numbers to names
            (`id2label`) or from names to numbers (`label2id`).
        partial: Whether a weight without a class is fine.

    Returns:
        float32[classes].

    Raises:
        RequestError: A class has no weight, a weight no class, or the file is no such report.
        AccessError: The file cannot be read.
    """
    names, weights = ordered(classes), _weights(report)
    by_label = {label: one for one, (label, _) in reversed(weights.items())}  # the first of several
    taken = [_known(name, weights, by_label) for name in names]
    lacking = [str(name) for name, one in zip(names, taken, strict=True) if one not in weights]
    if lacking:
        raise RequestError(
            f"these classes have no weight: {named(lacking)}",
            f"the weights are those of {named([label for label, _ in weights.values()])}",
        )
    there = set(taken)
    if len(there) < len(taken):
        raise RequestError(f"two classes are one category: {named([str(name) for name in names])}")
    left = [label for one, (label, _) in weights.items() if one not in there]
    if left and not partial:
        raise RequestError(
            f"these weights have no class: {named(left)}",
            "name all classes, or weigh the rows without those categories",
        )
    return np.array([weights[one][1] for one in taken], dtype=np.float32)


def class_weight_dict(report: ReportOrPath, classes: Classes) -> dict[int, float]:
    """Get the weights of classes by their numbers: `class_weight` of Keras and scikit-learn.

    Keras takes a weight of 1, and says nothing, where a number is missing or is a text; a dict
    that was read from JSON has texts. Arguments and errors as in `class_weights`.
    """
    return dict(enumerate(class_weights(report, classes).tolist()))


def ordered(classes: Classes) -> list[object]:
    """List the names of classes in the order of their numbers.

    Raises:
        RequestError: They have no order; a dict has no numbers from 0 on either side, or on both;
            or a name comes twice.
    """
    if isinstance(classes, str | Set) or not isinstance(classes, Iterable):
        raise RequestError("classes are a list in the order of their numbers, or a dict")
    names = _by_number(classes) if isinstance(classes, Mapping) else list(classes)
    if len({_identity(name) for name in names}) < len(names):
        raise RequestError("a class is named twice")
    return names


def _by_number(classes: Mapping[Any, Any]) -> list[object]:
    """Order names by their numbers: of keys, as text, too, since those of JSON are; or of values.

    Where both could be numbers and that matters, nobody can tell which they are.
    """
    readings = list[list[object]]()
    if all(_is_number(key) for key in classes):
        readings.append(_sorted((int(key), value) for key, value in classes.items()))
    if all(isinstance(value, int) and _is_number(value) for value in classes.values()):
        readings.append(_sorted((value, key) for key, value in classes.items()))
    readings = [names for names in readings if names or not classes]
    if not readings:
        raise RequestError("the classes are not numbered from 0 without a gap")
    if [*map(str, readings[0])] != [*map(str, readings[-1])]:
        raise RequestError(
            "the classes are numbers on both sides, which could be either", "give a list of names"
        )
    return readings[-1]


def _sorted(pairs: Iterable[tuple[int, object]]) -> list[object]:
    """Sort names by number; none where these are not 0, 1, 2, ...."""
    found = sorted(pairs, key=lambda pair: pair[0])
    numbers = [number for number, _ in found]
    return [name for _, name in found] if numbers == list(range(len(found))) else []


def _is_number(value: object) -> bool:
    """Tell whether it is a whole number, also as text."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, str) and value.isdecimal()
    )


def _weights(report: ReportOrPath) -> dict[str, tuple[str, float]]:
    """Read weights by the identity of their category: its label and the weight."""
    where = "report"
    try:
        if isinstance(report, str | os.PathLike):
            where = os.fspath(report)
            saved = Saved.parse(read_text(where, "report", LARGEST), [_SCHEMA])
        else:
            saved = Saved(report.to_dict() if isinstance(report, Report) else report)
            if saved["schema"].value != _SCHEMA:
                raise Malformed(f"its schema is not {_SCHEMA}")
        return dict(map(_weight, saved["weights"].items()))
    except Malformed as error:
        raise RequestError(
            f"{where}: this is not the report of weights: {error}",
            "give what weights(...) returned, or the file of its JSON report",
        ) from error


def _weight(saved: Saved) -> tuple[str, tuple[str, float]]:
    weight = saved["weight"]
    value = weight.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST:
        raise Malformed(f"{weight.place!r} is not a number of at least 0")
    return entry_identity(saved), (saved["label"].text(), float(value))


def _identity(name: object) -> str:
    return json_identity(name.item() if isinstance(name, np.generic) else name)


def _known(name: object, weights: Mapping[str, object], by_label: Mapping[str, str]) -> str:
    """Find the category that a class names: by its value, or else by its label."""
    own = _identity(name)
    return by_label.get(name, own) if own not in weights and isinstance(name, str) else own
