"""Weights of rows, from an array, a `.npy` file, or JSONL whose rows have them."""

import os
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rebalance.errors import AccessError, RequestError
from rebalance.report import Report
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.columns import score
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.training.class_weights import Classes, ReportOrPath, class_weights
from rebalance.training.systematic import check_weights

RowWeights: TypeAlias = str | os.PathLike[str] | Sequence[float] | NDArray[np.floating[Any]]

_MAGIC = b"\x93NUMPY"
_BEGINNING = 100  # bytes of a report that say that it is one


def row_weights(weights: RowWeights, field: str = "weight") -> NDArray[np.float64]:
    """Get the weights of rows.

    Args:
        weights: An array; or the path of a `.npy` file, or of JSONL.
        field: The field of JSONL that holds them.

    Returns:
        float64[rows].

    Raises:
        RequestError: They are not one number for each row.
        DataError: A row of the JSONL is bad.
        AccessError: The file cannot be read.
    """
    if isinstance(weights, Report):
        raise _no_rows("a report")
    if isinstance(weights, str | os.PathLike):
        path = os.fspath(weights)
        return _numbers(_of_npy(path) if _is_npy(path) else _of_jsonl(path, field))
    return _numbers(weights)


def sample_weights(
    weights: RowWeights | ReportOrPath,
    labels: Sequence[object] | NDArray[np.integer] | None = None,
    classes: Classes | None = None,
    *,
    field: str = "weight",
) -> NDArray[np.float32]:
    """Get one weight for each row: `sample_weight` of Keras and scikit-learn, and for tf.data.

    Args:
        weights: Of the rows, as `WeightedSampler` takes them; or with labels, those of classes as
            `class_weights` takes them.
        labels: The class of each row: its name, or with `classes` its number.
        classes: The order of the classes that labels are numbers in.
        field: The field of JSONL that holds weights.

    Returns:
        float32[rows], in the order of the rows.

    Raises:
        RequestError: They are not one number for each row, or a class has none.
    """
    if labels is None:
        if classes is not None:
            raise RequestError("classes are of no use without labels")
        return _singles(row_weights(weights, field))  # type: ignore[arg-type]
    if classes is not None:
        of_each = class_weights(weights, classes)  # type: ignore[arg-type]
        numbers = np.asarray(labels)
        if len(numbers) and (numbers.dtype.kind not in "iu" or numbers.min() < 0):
            raise RequestError("labels are the numbers of their classes, from 0")
        if numbers.max(initial=0) >= len(of_each):
            raise RequestError(f"class {int(numbers.max())} is none of {len(of_each)} classes")
        chosen: NDArray[np.float32] = of_each[numbers.astype(np.int64)]
        return chosen
    names = {(type(label), label): label for label in labels}  # 1 and true are two
    number_of = {key: number for number, key in enumerate(names)}
    of_each = class_weights(weights, list(names.values()), partial=True)  # type: ignore[arg-type]
    return of_each[np.array([number_of[type(one), one] for one in labels], dtype=np.int64)]


def _singles(weights: NDArray[np.float64]) -> NDArray[np.float32]:
    """Refuse weights that are none, also as float32."""
    check_weights(weights)
    with np.errstate(over="ignore"):
        found = weights.astype(np.float32)
    check_weights(found)
    return found


def _is_npy(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error


def _of_npy(path: str) -> NDArray[np.generic]:
    try:
        found: NDArray[np.generic] = np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError as error:
        raise RequestError(f"{path}: this is no array of numbers: {error}") from error
    return found


def _of_jsonl(path: str, field: str) -> NDArray[np.float64]:
    column = score(Field.parse(field))
    if _is_report(path):
        raise _no_rows(path)
    with Dataset.open([path], passes=1) as dataset:
        index = scan(dataset, Reading(keys=False, columns=(column,)))
        found: NDArray[np.float64] = index.columns[column.name]
        lacking = np.flatnonzero(index.is_row & np.isnan(found))
        if len(lacking):
            place = place_of(dataset, index, int(lacking[0]))
            raise RequestError(f"{place}: the row has no number in the field {field!r}")
        return found[index.is_row]


def _numbers(weights: ArrayLike) -> NDArray[np.float64]:
    found = np.asarray(weights)
    if found.dtype.kind not in "fiu":
        raise RequestError(f"weights are numbers, and these are {found.dtype}")
    return found.astype(np.float64)


def _is_report(path: str) -> bool:
    """Tell whether a file is a JSON report: one object with a schema of ours."""
    with open(path, "rb") as file:
        return b'"schema": "rebalance.' in file.read(_BEGINNING)


def _no_rows(name: str) -> RequestError:
    return RequestError(
        f"{name}: these are weights of categories, and here each row needs its own",
        "write them with npy=FILE, and give that file",
    )
