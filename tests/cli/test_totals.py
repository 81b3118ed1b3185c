"""`--total` in a unit of its own: the shares in rows, all of it in tokens."""

from pathlib import Path

import pytest

from tests.support import Run, write_rows


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """200 rows of 10 characters, 100 of 40."""
    made = [{"category": "ab"[at % 3 == 0], "t": ("x" * (40 if at % 3 == 0 else 10))}
            for at in range(300)]  # fmt: skip
    return write_rows(tmp_path / "rows.jsonl", made)


def amounts(report: dict[str, list[dict[str, object]]], name: str) -> dict[object, object]:
    return {one["label"]: one[name] for one in report["categories"]}


def test_total_in_another_unit(run: Run, rows: Path) -> None:
    """Half of the rows each, and as many as come to 2,000 characters."""
    ask = ("balance", rows, "-n", "--mix", "a=0.5,b=0.5")
    report = run(*ask, "--total", "2kchars", "-f", "json").report
    assert amounts(report, "after") == {"a": 40, "b": 40}
    assert report["total_in_unit"] == {"unit": "chars", "asked": 2000, "reached": 2000}
    assert report["total_asked"] == 80
    shown = run(*ask, "--total", "2kchars").text
    assert "as a mix, 2kchars in all" in shown
    assert "2,000 chars in all, of 2,000 chars asked for" in shown
    # the other way round: half of the characters each, and 50 rows in all
    report = run(*ask, "--unit", "chars", "--total", "50rows", "-f", "json").report
    assert amounts(report, "after") == {"a": 400, "b": 400}
    assert amounts(report, "rows_after") == {"a": 40, "b": 10}
    assert report["total_in_unit"] == {"unit": "rows", "asked": 50, "reached": 50}


@pytest.mark.parametrize(
    ("unit", "total"), [("rows", "60rows"), ("rows", "60"), ("chars", "1_200chars"),
                        ("chars", "1,200")],
)  # fmt: skip
def test_total_in_the_unit_of_shares(run: Run, rows: Path, unit: str, total: str) -> None:
    """Is the number itself."""
    ask = ("balance", rows, "-n", "--equal", "max", "--unit", unit, "--total", total)
    report = run(*ask, "-f", "json").report
    half = {"rows": 30, "chars": 600}[unit]
    assert amounts(report, "after") == {"a": half, "b": half}
    assert report["total_in_unit"] is None


def test_tokens(run: Run, rows: Path, tokenizer: Path, tmp_path: Path) -> None:
    """Of the unit's tokenizer, or of one that the total names."""
    out = tmp_path / "out.jsonl"
    ask = ("balance", rows, "--mix", "a=0.5,b=0.5", "-f", "json", "-o", out, "--total")
    counted = ("inspect", out, "--unit", f"tokens:{tokenizer}", "-f", "json")
    report = run(*ask, f"1ktokens:{tokenizer}").report
    assert report["total_in_unit"]["reached"] == run(*counted).report["sizes"]["total"]
    assert abs(report["total_in_unit"]["reached"] - 1000) < 20
    assert report["tokenizer_sha256"] == run(*counted).report["tokenizer_sha256"]
    in_tokens = run(*ask, "1ktokens", "--unit", f"tokens:{tokenizer}").report
    assert in_tokens["total_in_unit"] is None
    assert sum(one["after"] for one in in_tokens["categories"]) == pytest.approx(1000, abs=20)


def test_gaps(run: Run, rows: Path) -> None:
    """Targets of a total in characters, also of a category that has no rows yet."""
    ask = ("gaps", rows, "--mix", "a=0.5,b=0.25,c=0.25", "--total", "4kchars", "-f", "json")
    targets = amounts(run(*ask).report, "target")
    # sizes 10, 40 and the mean of all, 20: half of 200 rows come to 1,000 of 4,000 characters
    assert targets == {"a": 100, "b": 50, "c": 50}


def test_what_no_total_is(run: Run, rows: Path) -> None:
    """Exit 2 with what to write."""
    ask = ("balance", rows, "-n", "--mix", "a=0.5,b=0.5", "--total")
    for total, said in (
        ("2Mtokens", "name it: --total 2Mtokens:NAME"),
        ("2Mwords", "is not a whole number"),
        ("rows", "is not a whole number"),
        ("-3rows", "-3 is below 0"),
        ("3tokens:no/such", "there is no tokenizer 'no/such'"),
    ):
        ended = run(*ask, total)
        assert (ended.code, said in ended.err) == (2, True), ended.err
    ended = run("balance", rows, "-n", "--cap", 3, "--total", "9chars")
    assert "--total cannot be combined with --cap or --floor" in ended.err
    assert run(*ask, "1grows", "--max-repeat", "none").code in (0, 1, 2)  # G is read
