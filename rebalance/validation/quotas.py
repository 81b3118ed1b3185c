"""How many rows of each category may be accepted, and which ones."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import OptionError
from rebalance.named_files import read_text
from rebalance.numbers.positions import argsort, occurrences
from rebalance.reader import fields_of
from rebalance.rows.category import saved_identity
from rebalance.rows.field import Field
from rebalance.saved_json import Malformed, Saved

_GAPS = ("rebalance.gaps/1", "rebalance.gaps/2")


def read_quotas(path: str, by: Sequence[Field]) -> dict[str, int]:
    """Read the rows that a gaps report asks for, by `rows.category.json_identity` of categories.

    Args:
        path: The file of `quota`.
        by: The fields of the category.

    Raises:
        AccessError: The file cannot be read.
        OptionError: It is not a gaps report, or counts categories of other fields.
    """
    content = read_text(path, "quota")
    try:
        report = Saved.parse(content, _GAPS)
        fields = [name.text() for name in report["by"].items()]
        quotas = {_identity(one): _asked_for(one).whole_number()
                  for one in report["categories"].items()}  # fmt: skip
    except Malformed as error:
        raise OptionError(
            "quota", f"{path} is not a gaps report: {error}",
            "write one with rebalance gaps DATASET ... -f json > plan.json",
        ) from error  # fmt: skip
    if [one.meaning for one in fields_of(fields)] != [one.meaning for one in by]:
        there, here = " × ".join(fields), " × ".join(field.text for field in by)
        raise OptionError("quota", f"{path} counts categories of {there!r}, not of {here!r}")
    return quotas


def _identity(entry: Saved) -> str:
    return saved_identity(entry.get("values") or entry["category"])


def _asked_for(entry: Saved) -> Saved:
    return entry.get("rows_to_source") or entry["to_source"]


def synthetic_limit(rows: int, synthetic: int, share: Fraction) -> int | None:
    """Find the most synthetic rows that can be added to a category; None for no limit.

    The largest k with (synthetic + k) / (rows + k) <= share.

    Args:
        rows: Of the category.
        synthetic: The synthetic ones among them.
        share: The largest share of its rows that may be synthetic.
    """
    return None if share >= 1 else max(0, int((share * rows - synthetic) / (1 - share)))


def within(
    codes: Sequence[int], priorities: NDArray[np.uint64], limits: Mapping[int, int]
) -> NDArray[np.bool_]:
    """Choose no more rows of a category than its limit: those of the lowest priorities.

    Args:
        codes: The category of each row.
        priorities: uint64[rows], theirs; ties go to the earlier row.
        limits: Of each category that has one.

    Returns:
        bool[rows], whether each is chosen.
    """
    order = argsort(priorities)
    of = np.array(codes, dtype=np.int64)[order]
    most = np.array([limits.get(code, len(of)) for code in of.tolist()], dtype=np.int64)
    chosen = np.zeros(len(of), dtype=np.bool_)
    chosen[order] = occurrences(of) < most
    return chosen
