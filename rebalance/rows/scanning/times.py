"""When rows were made: a column of pass 1 for the forms in which people write times."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import Mismatch
from rebalance.rows.category import ABSENT
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, Row
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.columns import TIME_RULE, Column
from rebalance.rows.scanning.index import RowIndex

# The forms, as the column numbers them: from which size on a number is one, and how many a second.
_NUMBERS = (
    ("a number", 0, 1), ("seconds since 1970", 10**8, 1),
    ("milliseconds since 1970", 10**11, 10**3),
    ("microseconds since 1970", 10**14, 10**6), ("nanoseconds since 1970", 10**17, 10**9),
)  # fmt: skip
_BEYOND = 10**20
_DATE = len(_NUMBERS)
FORMS = (*(name for name, _, _ in _NUMBERS), "a date")

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?")
_DAY = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_ZONE = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_FINER = re.compile(r"(\.\d{6})\d+")
_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} ")
_SLASHES = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}")


def time(field: Field) -> Column:
    """Read when a row was made; float64[lines, 2]: seconds, or a number; and its form of `FORMS`.

    Dates are ISO 8601, also without a day, with a space, with `UTC` at the end, or as in mail
    (RFC 5322); without a zone they are UTC. Numbers, also in strings, are times since 1970 by
    their size: seconds from 1973 on, thousandths, and so on; smaller ones only have an order.
    """
    read = partial(_times, field)
    return Column("time", "float64", read, (field,), nan, shape=(2,), strict=True)


def _times(field: Field, rows: Sequence[Row]) -> NDArray[np.float64]:
    return np.array([_time(field, row) for row in rows], dtype=np.float64).reshape(-1, 2)


def _time(field: Field, row: Row) -> tuple[float, int]:
    value = field.read(row)
    found = _of_text(value.strip()) if isinstance(value, str) else _of_number(value)
    if found is not None:
        return found
    reason = f"the row's time {field.text!r} must be a number or an ISO 8601 date"
    if value is ABSENT:
        reason = f"the row has no field {field.text!r}, which should hold its time"
    elif isinstance(value, dict) and value:
        reason += f"; inside of it is {field.text + '.' + next(iter(value))!r}"
    elif isinstance(value, str) and _SLASHES.match(value):
        reason += ": day and month of this one may be either; write 2024-12-31"
    raise RowFault(TIME_RULE, 1, reason)


def _of_number(value: object) -> tuple[float, int] | None:
    """Take a number for the unit that its size speaks for."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    if abs(value) >= _BEYOND:
        return None
    form = max(n for n, (_, least, _) in enumerate(_NUMBERS) if abs(value) >= least)
    return value / _NUMBERS[form][2], form


def _of_text(text: str) -> tuple[float, int] | None:
    """Read a date, or a number in a string."""
    if _NUMBER.fullmatch(text) and not _DAY.fullmatch(text):
        return _of_number(float(text) if "." in text else int(text))
    try:
        moment = _moment(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp(), _DATE
    except (ValueError, OverflowError, TypeError):
        return None


def _moment(text: str) -> datetime:
    """Read a date in one of its forms; ValueError if it is in none."""
    if _MONTH.fullmatch(text):
        return datetime.fromisoformat(f"{text}-01")
    if _MAIL.match(text):
        from email.utils import parsedate_to_datetime  # which takes its time to load

        return parsedate_to_datetime(text)
    zone = _ZONE.search(text)
    bare = _FINER.sub(r"\1", text[: zone.start()] if zone else text)
    return datetime.fromisoformat(
        f"{bare.upper()}+00:00" if zone and len(bare) > 10 else bare.upper()
    )


def refuse_mixed_forms(dataset: Dataset, index: RowIndex) -> None:
    """Refuse times in several forms, which have no order among each other.

    Raises:
        Mismatch: Two rows have times in different forms.
    """
    forms = np.where(index.codes >= 0, index.columns["time"][:, 1], nan)
    known = np.flatnonzero(~np.isnan(forms))
    other = known[forms[known] != forms[known[0]]] if len(known) else known
    if len(other):
        first, second = (place_of(dataset, index, int(at)) for at in (known[0], other[0]))
        is_, are = (FORMS[int(forms[at])] for at in (known[0], other[0]))
        raise Mismatch(
            str(second), f"the time is {are}, but {is_} at {first}",
            "write all times in one form, such as 2024-12-31T23:59:59Z",
        )  # fmt: skip
