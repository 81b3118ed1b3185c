"""`rebalance evaluate` where truth and prediction are lists of labels."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import Outcome, Row, Run, write_rows

BASE = ("--truth", "t", "--predicted", "p")
CASE: list[tuple[object, object]] = [(["a", "b"], ["a"]), (["b"], ["b", "c"]), ([], [])]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def evaluated(run: Run, pairs: Sequence[tuple[object, object]], *options: object) -> Outcome:
    """Evaluate rows of a truth and a prediction."""
    write_rows(Path("m.jsonl"), [{"t": truth, "p": predicted} for truth, predicted in pairs])
    ended: Outcome = run("evaluate", "m.jsonl", *BASE, "-f", "json", *options)
    return ended


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_lists_of_labels(run: Run, jobs: int) -> None:
    """Per label and on average, as scikit-learn has it; the gates are those of classes."""
    ended = evaluated(run, CASE, "--min-f1", "0.6,a=1", "-j", jobs)
    found = ended.report
    assert [(one["class"], one["precision"], one["recall"], one["f1"], one["support"])
            for one in found["classes"]] == [
        ("b", 1, 0.5, 0.666666666667, 2), ("a", 1, 1, 1, 1), ("c", 0, 0, 0, 0),
    ]  # fmt: skip
    samples = found["multilabel"]["samples"]
    assert [samples[name] for name in ("precision", "recall", "f1")] == [0.5, 0.5, 0.444444444444]
    assert found["multilabel"]["exact_match"] == found["accuracy"] == 0.333333333333
    assert found["multilabel"]["hamming_loss"] == 0.222222222222
    assert found["multilabel"]["rows_without_labels"] == 1
    assert [found[name]["f1"] for name in ("macro", "micro", "weighted")] == [
        0.555555555556, 0.666666666667, 0.777777777778]  # fmt: skip
    assert (found["confusion"], found["mcc"], found["kappa"], found["balanced_accuracy"]) == (
        None, None, None, None)  # fmt: skip
    assert (ended.code, found["failed"][0]["observed"]) == (1, 0.555555555556)


@pytest.mark.parametrize("nothing", [None, {"a": 1}, [["a"]], [None], ""])
def test_what_is_no_prediction_is_wrong(run: Run, nothing: object) -> None:
    """Also where no label is true, though an empty list would be right."""
    found = evaluated(run, [(["a"], nothing), ([], nothing), (["a"], ["a"]), ([], [])]).report
    assert (found["accuracy"], found["invalid"]) == (0.5, 2)
    assert found["multilabel"]["hamming_loss"] == 0.5
    assert found["classes"][0]["recall"] == 0.5


def test_an_unknown_label_is_wrong(run: Run) -> None:
    """Where the classes are named: the row is no match, and the answer is listed."""
    pairs: list[tuple[object, object]] = [(["a"], ["a", "zzz"]), (["b"], ["b"])]
    found = evaluated(run, pairs, "--labels", "a,b", "--wrong", "w.jsonl").report
    assert (found["accuracy"], found["invalid"]) == (0.5, 1)
    assert found["multilabel"]["hamming_loss"] == 0.25
    assert found["multilabel"]["samples"]["precision"] == 0.75
    assert found["invalid_answers"] == [{"answer": "'zzz'", "rows": 1, "example": "m.jsonl:1"}]
    assert Path("w.jsonl").read_bytes() == Path("m.jsonl").read_bytes().splitlines(True)[0]


def test_labels_outside_of_lists_and_twice_in_one(run: Run) -> None:
    """A label is a list of one; a label twice counts once; both are said."""
    pairs: list[tuple[object, object]] = [
        (["a", "b"], ["b", "a"]), ("a", ["a"]), (["a", "a"], "a"), (["b"], ["b", "b"]),
    ]  # fmt: skip
    ended = evaluated(run, pairs)
    assert ended.report["accuracy"] == 1
    assert [one["support"] for one in ended.report["classes"]] == [3, 2]
    for words in (
        "1 label outside of a list, such as at m.jsonl:2, in --truth: a label alone",
        "1 label outside of a list, such as at m.jsonl:3, in --predicted: a label alone",
        "1 list with a label twice, such as at m.jsonl:3, in --truth: such a label counts once",
        "1 list with a label twice, such as at m.jsonl:4, in --predicted: such a label counts once",
    ):
        assert words in ended.err


def test_empty_lists(run: Run) -> None:
    """Among lists they are rows without labels; among single labels, rows without a truth."""
    ended = evaluated(run, [("a", "a"), ([], "a")])
    assert (ended.code, "m.jsonl:2: 1 row of m.jsonl without a label" in ended.err) == (3, True)
    found = evaluated(run, [([], ["a"]), ([], [])]).report
    assert (found["accuracy"], found["macro"]["f1"]) == (0.5, 0)
    found = evaluated(run, [(["a"], []), (None, ["a"])], "--missing", "drop").report
    assert (found["accuracy"], found["rows_without_truth"]) == (0, 1)


def test_labels_in_lists_are_compared_as_others_are(run: Run) -> None:
    """Numbers by value, and normalised on request."""
    pairs: list[tuple[object, object]] = [([1, 2], [2.0, 1.0]), (["A", "b"], ["a ", "B"])]
    ended = evaluated(run, pairs)
    assert ended.report["accuracy"] == 0.5
    assert "1 prediction would be right with --normalize strip,casefold" in ended.err
    found = evaluated(run, pairs, "--normalize", "strip,casefold").report
    assert (found["accuracy"], len(found["classes"])) == (1, 4)


def test_items_without_a_prediction(run: Run) -> None:
    """They are wrong, whatever their labels are, and by category."""
    write_rows(Path("g.jsonl"), [{"id": n, "t": [[], ["a"]][n % 2], "c": "x"} for n in range(4)])
    write_rows(Path("p.jsonl"), [{"id": n, "p": [[], ["a"]][n % 2], "c": "x"} for n in range(2)])
    words = ("p.jsonl", *BASE, "--truth-file", "g.jsonl", "--key", "id", "--by", "c", "-f", "json")
    found = run("evaluate", *words).report
    assert (found["accuracy"], found["rows_only_in_truth_file"]) == (0.5, 2)
    assert found["categories"][0]["multilabel"]["exact_match"] == 0.5
    ended = run("evaluate", *words, "--baseline", "p.jsonl")
    assert (ended.code, "--baseline: runs whose truth is a list of labels" in ended.err) == (
        2,
        True,
    )


def test_the_table(run: Run) -> None:
    """Says what lists come to, in words."""
    write_rows(Path("m.jsonl"), [{"t": truth, "p": predicted} for truth, predicted in CASE])
    shown = run("evaluate", "m.jsonl", *BASE).text
    for words in ("samples", "exact match     0.333", "Hamming loss    0.222"):
        assert words in shown
    assert "Confusion" not in shown
    assert "hamming_loss" in run("evaluate", "m.jsonl", *BASE, "--by", "@file", "-f", "csv").text


def test_lists_of_indicators(run: Run, tmp_path: Path) -> None:
    """Of 0 and 1 say for each label whether a row has it: they are no sets, and refused."""
    pairs = (([1, 0, 1], [1, 0, 0]), ([0, 1, 0], [1, 1, 0]))
    path = write_rows(tmp_path / "p.jsonl", [{"truth": a, "pred": b} for a, b in pairs])
    ended = run("evaluate", path, "--truth", "truth", "--predicted", "pred", "--min-f1", 0.99)
    assert (ended.code, ended.out) == (2, b"")
    assert "--truth: its lists hold nothing but 0 and 1" in ended.err


def test_lists_of_one_label(run: Run, tmp_path: Path) -> None:
    """Are invalid where the truth is a label alone, which is said."""
    rows: list[Row] = [{"truth": "a", "pred": ["a"]}, {"truth": "b", "pred": "b"}]
    path = write_rows(tmp_path / "p.jsonl", rows)
    ended = run("evaluate", path, "--truth", "truth", "--predicted", "pred", "-f", "json")
    assert (ended.code, ended.report["accuracy"], ended.report["invalid"]) == (0, 0.5, 1)
    assert "1 list of one label, such as at" in ended.err
