"""Values that are valid JSON or look like numbers, and that few expect: no exit 70 on any."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

import rebalance
from rebalance.errors import RebalanceError
from tests.support import Run, write_rows

DEEP = b"[" * 900 + b"]" * 900
OBJECTS = b'{"a":' * 900 + b"1" + b"}" * 900
COMMANDS = [
    "inspect ROWS --shapes", "inspect ROWS --duplicates equal --ignore id",
    "inspect ROWS --by deep",
    "balance ROWS --equal 3 --group deep -o OUT", "balance ROWS --equal 3 --within deep -o OUT",
    "balance ROWS --equal 3 --keep diverse -o OUT", "weights ROWS --unit chars -o OUT",
    "split ROWS -d OUT --group deep --allow-empty", "split ROWS -d OUT --key deep --allow-empty",
    "split ROWS -d OUT --near-duplicates 0.7 --allow-empty",
    "split ROWS -d OUT --time deep --allow-empty --on-error skip",
    "audit ROWS ROWS --group deep --ignore id --samples 2",
    "check ROWS --unique deep --same-fields --shape same", "check ROWS --max-near-duplicates 0",
    "check ROWS --max-duplicates 0",
    "check ROWS --max-label-conflicts 1 --min-chars 1", "check ROWS --init", "compare ROWS ROWS",
    "gaps ROWS --equal 9 --requests OUT --model m", "gaps ROWS --equal 9 --brief -f md",
    "collect ROWS --against ROWS -o OUT", "validate ROWS --against ROWS --holdout ROWS -o OUT",
    "evaluate ROWS --truth category --predicted deep",
    "evaluate ROWS --truth deep --predicted category --missing drop",
    "evaluate ROWS --truth category --predicted category --key deep --truth-file ROWS",
]  # fmt: skip


@pytest.mark.parametrize("value", [DEEP, OBJECTS], ids=["lists", "objects"])
@pytest.mark.parametrize("line", COMMANDS)
def test_rows_nested_900_levels(run: Run, tmp_path: Path, line: str, value: bytes) -> None:
    """They are rows, in every field and for every judgement; at worst a value cannot be used."""
    path = tmp_path / "rows.jsonl"
    row = b'{"id": %d, "category": "%s", "deep": @, "messages": @, "text": "x"}\n'
    path.write_bytes(b"".join(row % one for one in [(1, b"a"), (2, b"b"), (3, b"a")])
                     .replace(b"@", value))  # fmt: skip
    names = {"ROWS": path, "OUT": tmp_path / "out"}
    ended = run(*(names.get(word, word) for word in line.split()))
    assert ended.code in (0, 1, 2, 3), ended.err
    assert "bug" not in ended.err


def test_deep_rows_are_compared_by_what_they_say(run: Run, tmp_path: Path) -> None:
    """In another order of fields too, and a different leaf is another row."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join([
        b'{"category": "a", "x": %s}' % OBJECTS, b'{"x": %s, "category": "a"}' % OBJECTS,
        b'{"category": "a", "x": %s}' % OBJECTS.replace(b"1", b"2"),
    ]))  # fmt: skip
    report = run("inspect", path, "--duplicates", "equal", "-f", "json").report
    assert report["duplicates"]["rows"] == 1


NUMBERS = ("inf", "-inf", "nan", "Infinity", "NaN", "1e999", "-1e999")
FORMS = ("{}", "{}%", "x{}", "tv={}", "each={}", "a={}", "warn={}", "warn=1,error={}")


@pytest.mark.parametrize("name", rebalance.VERBS)
def test_no_option_takes_what_is_not_finite(name: str) -> None:
    """Whatever takes a number, in any of its forms, refuses infinity and NaN, from Python too."""
    tried = 0
    for option, declared in getattr(rebalance, name).options.declared().items():
        for form in FORMS:
            if _takes(declared, option, form.format(1)) and not _takes(
                declared, option, form.format("q")
            ):
                tried += 1
                for number in NUMBERS:
                    assert not _takes(declared, option, form.format(number)), (option, form, number)
        if _takes(declared, option, 1) and not declared.several:
            for value in (float("inf"), float("nan"), Decimal("inf"), Decimal("nan")):
                assert not _takes(declared, option, value), (option, value)
    assert tried or name == "shards_apply"  # which takes no number


def _takes(option: object, name: str, value: object) -> bool:
    try:
        option.parse(value, name)  # type: ignore[attr-defined]
    except (RebalanceError, TypeError):
        return False
    return True


def test_a_path_of_many_steps_is_refused(run: Run, tmp_path: Path) -> None:
    """Rows have no such fields."""
    path = write_rows(tmp_path / "rows.jsonl", [{"category": "a"}])
    for by in (".".join("a" * 3000), "/a" * 3000, "a" + "[0]" * 3000):
        ended = run("inspect", path, "--by", by)
        assert ended.code == 2
        assert "3,000 steps" in ended.err or "3,001 steps" in ended.err


ONE = {"category": "a", "prompt": "p", "completion": "c"}


@pytest.mark.parametrize("line", ["{a|" * 1500 + "b" + "}" * 1500, "x{a|" * 30 + "}" * 30])
def test_phrases_that_are_nested_too_deep(run: Run, tmp_path: Path, line: str) -> None:
    """Exit 2, and the file is named, not quoted."""
    rows = write_rows(tmp_path / "rows.jsonl", [ONE])
    phrases = tmp_path / "phrases.txt"
    phrases.write_text(line)
    ended = run("validate", rows, "--against", rows, "--phrases", phrases, "-n")
    assert ended.code == 2
    assert "phrases.txt: a phrase has braces that are more than 20 deep" in ended.err


def test_long_phrases_that_begin_alike(run: Run, tmp_path: Path) -> None:
    """Are found, however many letters they share."""
    long = "a" * 3000
    rows = write_rows(tmp_path / "rows.jsonl", [
        {"category": "a", "prompt": f"ask {n}", "completion": f"well {text}"}
        for n, text in enumerate(["yes", f"{long}b", f"{long}d"])
    ])  # fmt: skip
    phrases = tmp_path / "phrases.txt"
    phrases.write_text(f"{long}b\n{long}c\n")
    against = write_rows(tmp_path / "base.jsonl", [ONE])
    ended = run("validate", rows, "--against", against, "--phrases", phrases, "-n", "-f", "json")
    assert ended.report["reasons"].get("phrase") == 1, ended.err


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scores", [
    (1.7e308, 1.7e308, 1.6e308), (-1.7e308, 1.7e308), (-1.7e308, -1.7e308, -1.6e308), (5e-324, 1),
    (1e-320, 1e-310),
], ids=str)  # fmt: skip
def test_numbers_at_the_ends_of_their_range(
    run: Run, tmp_path: Path, scores: tuple[float, ...]
) -> None:
    """Sums of them have no limit: no number of a report is infinite, none lets a command fail."""
    path = write_rows(tmp_path / "rows.jsonl", [
        {"category": "abc"[n % 3], "score": scores[n % len(scores)], "truth": "ab"[n % 2],
         "predicted": "a"} for n in range(14)
    ])  # fmt: skip
    by_score = ("--score", "score", "--by", "category", "-f", "json")
    ended = run("evaluate", path, *by_score, "--suggest", tmp_path / "more")
    if min(scores) < 0:
        assert ended.code == 2  # there is no share of that
    else:
        assert ended.code == 0, ended.err
        assert sum(one["share"] for one in ended.report["suggestions"]) == pytest.approx(1)
    both = run("evaluate", path, "--truth", "truth", "--predicted", "predicted", *by_score,
               "--baseline", path)  # fmt: skip
    assert both.code == 0, both.err
    for keep in ("score:score", "weighted:score"):
        ended = run("balance", path, "--equal", "2", "--keep", keep, "-o", tmp_path / "out.jsonl")
        assert ended.code == 0, ended.err


def test_a_tiny_weight_comes_before_none(run: Run, tmp_path: Path) -> None:
    """Its key is too large for a float, and still smaller than that of a row that has none."""
    rows = [{"category": "a", "w": w} for w in (0, 5e-324, 0, 1e-323)]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    run("balance", path, "--cap", "2", "--keep", "weighted:w", "-o", out)
    assert [json.loads(line)["w"] for line in out.read_bytes().splitlines()] == [5e-324, 1e-323]
