"""Times: the forms that people write, and that several of them in one dataset are refused."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field
from rebalance.rows.scanning.times import FORMS, time
from tests.support import SHARED, Run, needs_shared, write_rows

FIELD = Field.parse("t")
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC).timestamp()
MIDNIGHT = NOON - 12 * 3600
DAYS = [
    "2024-05-01T12:00:00Z", "2024-05-01t12:00:00z", "2024-05-01 12:00:00 UTC",
    "2024-05-01 12:00:00", "2024-05-01T12:00:00+00:00", "2024-05-01T12:00:00+0000",
    "2024-05-01T14:00:00+02:00", "2024-05-01T12:00:00.000000000Z", "2024-05-01T12:00 GMT",
    "Wed, 01 May 2024 12:00:00 +0000", "1 May 2024 14:00:00 +0200", " 2024-05-01T12:00:00Z ",
]  # fmt: skip


def read(value: object) -> tuple[float, str]:
    """The time of a row in seconds, and its form."""
    ((seconds, form),) = time(FIELD).read([{"t": value}]).tolist()
    return seconds, FORMS[int(form)]


@pytest.mark.parametrize("text", DAYS)
def test_dates_with_hours(text: str) -> None:
    """With a zone, with UTC behind them, without (which is UTC), in small letters."""
    assert read(text) == (NOON, "a date")


@pytest.mark.parametrize(
    "text", ["2024-05-01", "20240501", "2024-05", "2024-W18-3", "2024-05-01 UTC"]
)
def test_dates_without_hours(text: str) -> None:
    """The beginning of a day, or of a month."""
    assert read(text) == (MIDNIGHT, "a date")


@pytest.mark.parametrize(
    ("value", "seconds", "form"),
    [
        (1714564800, NOON, "seconds since 1970"), ("1714564800", NOON, "seconds since 1970"),
        (1714564800.5, NOON + 0.5, "seconds since 1970"),
        ("1714564800.5", NOON + 0.5, "seconds since 1970"),
        (1714564800000, NOON, "milliseconds since 1970"),
        ("1714564800000", NOON, "milliseconds since 1970"),
        (1714564800000000, NOON, "microseconds since 1970"),
        (1714564800000000000, NOON, "nanoseconds since 1970"),
        (2024, 2024, "a number"), ("2024", 2024, "a number"), (-3, -3, "a number"),
        (0, 0, "a number"), ("7", 7, "a number"),
    ],
)  # fmt: skip
def test_numbers(value: object, seconds: float, form: str) -> None:
    """By their size, also in strings; small ones only have an order."""
    assert read(value) == (seconds, form)


@pytest.mark.parametrize(
    "value",
    [
        "01.05.2024", "05/01/2024", "soon", "", None, True, [], {"$date": "2024-05-01"}, 1e30,
        "2024-13", "2024-05-32", "/Date(1714501000000)/", "1_000", "٢٠٢٤-05-01T", "0000-00-00",
    ],
)  # fmt: skip
def test_what_is_no_time(value: object) -> None:
    """A bad row that says what a time is."""
    with pytest.raises(RowFault) as caught:
        read(value)
    assert caught.value.rule == "bad-time"


def test_why_it_is_none(run: Run, tmp_path: Path) -> None:
    """An object shows the path inside; a date that may be two, how to write it."""
    for value, words in (
        ({"$date": "2024-05-01"}, "inside of it is 't.$date'"),
        ("01.05.2024", "day and month of this one may be either"),
    ):
        path = write_rows(tmp_path / "rows.jsonl", [{"t": value, "x": n} for n in range(10)])
        ended = run("split", path, "-d", tmp_path / "parts", "--time", "t")
        assert (ended.code, words in ended.err) == (3, True)
    write_rows(path, [{"t": {"$date": f"2024-05-{n + 1:02}"}, "x": n} for n in range(10)])
    assert run("split", path, "-d", tmp_path / "parts", "--time", "t.$date").code == 0


MIXED: list[tuple[Any, Any]] = [
    (1714564800, 1714564800000), (1714564800, "2024-05-01"), ("1714564800000", 1714564800),
    (2024, 1714564800), (1714564800000, 1714564800000000), ("2024", "2024-05"),
]  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize(("one", "other"), MIXED)
def test_mixed_forms(run: Run, tmp_path: Path, one: object, other: object, jobs: int) -> None:
    """Exit 3 with both places, and nothing is written; bad rows and others do not count."""
    rows = [{"t": one, "x": n} for n in range(20)]
    path = write_rows(tmp_path / "rows.jsonl", [{"t": None}, *rows, {"t": other}, {"t": one}])
    ended = run(
        "split", path, "-d", tmp_path / "parts", "--time", "t", "--on-error", "skip", "-j", jobs,
        env={"REBALANCE_SPAN_BYTES": "100"},
    )  # fmt: skip
    assert ended.code == 3
    assert f"rebalance: error: {path}:22: the time is " in ended.err
    assert f" at {path}:2\n" in ended.err
    assert not (tmp_path / "parts" / "train.jsonl").exists()


FILES = {"compact", "iso_noncolon", "iso_z", "lower_t", "month", "ms", "nano", "numeric_str",
         "rfc2822", "space", "utc_suffix", "weekdate"}  # fmt: skip


@needs_shared
def test_cases(run: Run, tmp_path: Path) -> None:
    """What people have in their files; the latest rows are the test part."""
    for path in sorted((SHARED / "data" / "cases" / "time").iterdir()):
        out = tmp_path / path.stem
        ended = run("split", path, "-d", out, "--time", "t", "--parts", "train=0.8,test=0.2")
        assert ended.code == (0 if path.stem in FILES else 3), path.name
        if path.stem in FILES:
            rows = [json.loads(line) for line in (out / "test.jsonl").read_bytes().splitlines()]
            assert {row["x"] for row in rows} == {9, 10}, path.name
    assert (
        "mixed_ms_s.jsonl:2: the time is milliseconds"
        in run(
            "split", SHARED / "data/cases/time/mixed_ms_s.jsonl", "-d", tmp_path, "--time", "t"
        ).err
    )
