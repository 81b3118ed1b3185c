"""`rebalance evaluate`: items, predictions, and how the two are matched."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support import Row, Run, write_rows

BASE = ("--truth", "label", "--predicted", "pred")
GOLD: list[Row] = [
    {"id": 1, "label": "refund", "lang": "de"},
    {"id": 2, "label": "bill", "lang": "de"},
    {"id": 3, "label": "bill", "lang": "en"},
]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_rows(Path("g.jsonl"), GOLD)


def against(run: Run, rows: Sequence[Row], *options: object) -> Any:
    """How an evaluation of rows against the truth's own file ends."""
    write_rows(Path("p.jsonl"), rows)
    return run("evaluate", "p.jsonl", *BASE, "--truth-file", "g.jsonl", "--key", "id", *options)


TWO: list[Row] = [{"id": 2, "pred": "bill"}, {"id": 1, "pred": "refund"}]


def test_an_item_without_a_prediction_is_wrong(run: Run) -> None:
    """As a null prediction is: the same macro-F1, and the gate fails."""
    ended = against(run, TWO, "--min-f1", "0.99", "-f", "json")
    found = ended.report
    assert ended.code == 1
    assert "1 item without a prediction counts as wrong, the first at g.jsonl:3" in ended.err
    assert found["macro"]["f1"] == pytest.approx(0.8333, abs=1e-4)
    assert (found["rows"], found["rows_only_in_truth_file"], found["invalid"]) == (2, 1, 1)
    assert found["coverage"]["items"] == {"rows": 3, "looked_at": 3, "not_looked_at": []}
    assert found["coverage"]["predictions"]["looked_at"] == 2
    null = against(run, [*TWO, {"id": 3, "pred": None}], "-f", "json").report
    for name in ("macro", "micro", "weighted", "confusion", "accuracy", "mcc"):
        assert null[name] == found[name]


def test_items_without_a_prediction_can_be_left_out(run: Run) -> None:
    """Counted, and shown beside accuracy."""
    found = against(run, TWO, "--unmatched", "drop", "-f", "json").report
    assert (found["accuracy"], found["rows_only_in_truth_file"]) == (1, 1)
    assert found["coverage"]["items"] == {
        "rows": 3, "looked_at": 2, "not_looked_at": [
            {"reason": "they have no prediction", "rows": 1, "example": "g.jsonl:3"}],
    }  # fmt: skip
    shown = against(run, TWO, "--unmatched", "drop")
    assert "coverage           66.7 %  of 3 items; they have no prediction: 1" in shown.text
    assert "1 item without a prediction is left out" in shown.err
    write_rows(Path("alone.jsonl"), [{**row, "pred": "bill"} for row in GOLD])
    ended = run("evaluate", "alone.jsonl", *BASE, "--unmatched", "drop")
    assert (ended.code, "--unmatched: has no effect without --truth-file" in ended.err) == (2, True)


def test_predictions_without_an_item_are_named(run: Run) -> None:
    """The first five, by place."""
    foreign: list[Row] = [{"id": 100 + n, "pred": "bill"} for n in range(7)]
    ended = against(run, [*TWO, *foreign], "-f", "json")
    assert "left out 7 predictions without an item: p.jsonl:3, p.jsonl:4," in ended.err
    assert "p.jsonl:7 and 2 more" in ended.err
    found = ended.report
    assert found["rows_not_in_truth_file"] == 7
    assert found["not_in_truth_file"] == [f"p.jsonl:{n}" for n in range(3, 8)]
    assert found["coverage"]["predictions"]["not_looked_at"][0] == {
        "reason": "they have no item", "rows": 7, "example": "p.jsonl:3"}  # fmt: skip


def test_items_without_a_prediction_have_their_category(run: Run) -> None:
    """That of the truth's file, or else none; and both runs of two lack what they lack."""
    rows = [{**row, "lang": "de"} for row in TWO]
    found = against(run, rows, "--by", "lang", "-f", "json").report
    assert [(one["category"], one["accuracy"]) for one in found["categories"]] == [
        ("de", 1), ("en", 0)]  # fmt: skip
    write_rows(Path("g.jsonl"), [{"id": row["id"], "label": row["label"]} for row in GOLD])
    found = against(run, rows, "--by", "lang", "-f", "json").report
    assert [(one["category"], one["rows"]) for one in found["categories"]] == [("de", 2), (None, 1)]
    write_rows(Path("before.jsonl"), [{**row, "lang": "de"} for row in TWO[:1]])
    change = against(run, rows, "--by", "lang", "--baseline", "before.jsonl", "-f", "json").report[
        "change"]  # fmt: skip
    assert (change["rows"], change["rows_only_before"], change["rows_only_after"]) == (3, 0, 0)
    assert {one["class"]: (one["better"], one["worse"]) for one in change["classes"]} == {
        "bill": (0, 0), "refund": (1, 0)}  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_keys_are_numbers_by_value(run: Run, jobs: int) -> None:
    """1 and 1.0 are one key; integers that no float holds stay apart; strings are strings."""
    large = 2**64
    gold: list[Row] = [{"id": large + n, "label": "ab"[n % 2]} for n in range(40)]
    text = "".join(f'{{"id": {large + n}.0, "pred": "{"ab"[n % 2]}"}}\n' for n in range(40))
    write_rows(Path("g.jsonl"), [*gold, {"id": 1, "label": "a"}, {"id": [2, {"x": 1.0}],
               "label": "a"}])  # fmt: skip
    more = '{"id": 1e0, "pred": "a"}\n{"id": [2.0, {"x": 1}], "pred": "a"}\n'
    Path("p.jsonl").write_text(text + more)
    options = ("p.jsonl", *BASE, "--truth-file", "g.jsonl", "--key", "id", "-f", "json")
    ended = run("evaluate", *options, "-j", jobs, env={"REBALANCE_SPAN_BYTES": "100"})
    said = "42 keys in 'id' are numbers that are written in several ways, such as"
    assert (ended.code, said in ended.err) == (0, True)
    assert f"{large}.0 at p.jsonl:1 and {large} at g.jsonl:1" in ended.err
    assert (ended.report["rows"], ended.report["accuracy"]) == (42, 1)
    assert run("evaluate", *options, "--lookalikes", "error").code == 1


def test_keys_that_look_alike_are_named(run: Run) -> None:
    """Where they are of another type or spelling they are other keys, and a warning says so."""
    ended = against(run, [TWO[0], {"id": "1", "pred": "refund"}, {"id": " 3", "pred": "bill"}])
    assert ended.code == 0
    assert "2 keys in 'id' would match but for type, case, white space or Unicode form" in ended.err
    assert 'such as "1" at p.jsonl:2 and 1 at g.jsonl:1' in ended.err
    ended = against(run, [{"id": "2", "pred": "bill"}, {"id": "1", "pred": "refund"}])
    assert (ended.code, ended.out) == (3, b"")
    assert 'such as "2" at p.jsonl:1 and 2 at g.jsonl:2' in ended.err
    assert "write the keys alike in both files" in ended.err


def test_keys_may_be_nested_deeply(run: Run) -> None:
    """As deeply as rows may be."""
    nested = "[" * 900 + "1" + "]" * 900
    Path("g.jsonl").write_text(f'{{"id": {nested}, "label": "a"}}\n')
    Path("p.jsonl").write_text(f'{{"id": {nested.replace("1", "1.0")}, "pred": "a"}}\n')
    words = ("p.jsonl", *BASE, "--truth-file", "g.jsonl", "--key", "id", "-f", "json")
    assert run("evaluate", *words).report["accuracy"] == 1
