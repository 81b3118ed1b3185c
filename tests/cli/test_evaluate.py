"""`rebalance evaluate`."""

import csv
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import rebalance
from rebalance.errors import OptionError
from rebalance.evaluation.paired_tests import mcnemar
from tests.support import Row, Run, write_rows

CLASSES = ("billing", "refund", "shipping")


def run_of(wrong: Mapping[int, object], **fields: object) -> list[Row]:
    """Sixty rows of three classes and two languages; some predictions are others."""
    return [
        {"id": f"r{n}", "lang": ("de", "en")[n % 2], "label": CLASSES[n % 3],
         "guess": wrong.get(n, CLASSES[n % 3]), **fields}
        for n in range(60)
    ]  # fmt: skip


OLD = {0: "refund", 3: "refund", 6: "refund", 9: "refund", 12: "refund", 15: "refund", 18: "refund",
       1: "billing", 2: "else"}  # fmt: skip
NEW = {1: "billing", 4: "billing", 2: None}
BASE = ("--truth", "label", "--predicted", "guess")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Two runs on the same rows, in the current folder."""
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "old.jsonl", run_of(OLD))
    write_rows(tmp_path / "new.jsonl", run_of(NEW))
    return "new.jsonl"


def report(run: Run, *options: object) -> Any:
    """The report of an evaluation."""
    ended = run("evaluate", *options, "-f", "json")
    assert ended.code in (0, 1), ended.err
    return ended.report


def test_classes_and_averages(run: Run, data: str) -> None:
    """The keys that scripts rely on, and the numbers."""
    found = report(run, data, *BASE)
    assert found["schema"] == "rebalance.evaluate/2"
    assert [one["class"] for one in found["classes"]] == list(CLASSES)
    assert found["classes"][0] == {
        "class": "billing", "label": "billing", "precision": round(20 / 22, 12), "recall": 1.0,
        "f1": round(40 / 42, 12), "support": 20, "predicted": 22, "right": 20,
        "never_predicted": False,
        "precision_interval": [pytest.approx(0.7218, abs=1e-4), pytest.approx(0.9747, abs=1e-4)],
        "recall_interval": [pytest.approx(0.8389, abs=1e-4), 1.0],
        "f1_interval": [pytest.approx(0.8385, abs=1e-4), pytest.approx(0.9872, abs=1e-4)],
    }  # fmt: skip
    assert found["confusion"] == {
        "labels": list(CLASSES), "invalid_column": "<invalid>",
        "matrix": [[20, 0, 0, 0], [2, 18, 0, 0], [0, 0, 19, 1]], "cells": None,
    }  # fmt: skip
    assert (found["accuracy"], found["invalid"]) == (0.95, 1)
    assert found["macro"]["recall"] == found["balanced_accuracy"] == 0.95
    low, high = found["macro"]["f1_interval"]
    assert low < found["macro"]["f1"] < high


@pytest.mark.usefixtures("data")
def test_labels_are_those_of_truth_and_prediction(run: Run) -> None:
    """Unless they are named: others are then invalid, and a named one may have no rows."""
    found = report(run, "old.jsonl", *BASE)
    assert [one["class"] for one in found["classes"]] == [*CLASSES, "else"]
    assert found["classes"][3]["support"] == 0
    named = report(run, "old.jsonl", *BASE, "--labels", "shipping,refund,billing,new")
    assert [one["class"] for one in named["classes"]] == ["shipping", "refund", "billing"]
    assert (named["empty_classes"], named["invalid"]) == (["new"], 1)
    assert named["confusion"]["labels"] == ["shipping", "refund", "billing", "new"]
    assert named["macro"]["f1"] > found["macro"]["f1"]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    "guess", [None, "", ["billing"], {"label": "billing"}, "Billing", 7, "<invalid>"]
)
def test_what_is_no_class_is_invalid(run: Run, guess: object) -> None:
    """It counts against its true class, and for nobody."""
    write_rows(Path("odd.jsonl"), run_of({0: guess}))
    found = report(run, "odd.jsonl", *BASE, "--labels", ",".join(CLASSES))
    assert (found["invalid"], found["accuracy"]) == (1, round(59 / 60, 12))
    assert found["confusion"]["matrix"][0] == [19, 0, 0, 1]
    assert [one["predicted"] for one in found["classes"]] == [19, 20, 20]


def test_categories(run: Run, data: str) -> None:
    """The same measures for each, whose rows add up to all."""
    found = report(run, data, *BASE, "--by", "lang")
    assert [(one["category"], one["rows"]) for one in found["categories"]] == [
        ("de", 30),
        ("en", 30),
    ]
    sums = [[sum(cells) for cells in zip(*rows, strict=True)] for rows in zip(
        *(one["confusion"]["matrix"] for one in found["categories"]), strict=True)]  # fmt: skip
    assert sums == found["confusion"]["matrix"]
    right = [one["accuracy"] * one["rows"] for one in found["categories"]]
    assert right == pytest.approx([28, 29])


def test_scores(run: Run, tmp_path: Path) -> None:
    """Mean and interval of each category; what is no number is counted."""
    rows: list[Row] = [{"task": "a" if n < 4 else "b", "score": n} for n in range(8)]
    path = write_rows(tmp_path / "s.jsonl", [*rows, {"task": "a", "score": "high"}, {"task": "c"}])
    found = report(run, path, "--score", "score", "--by", "task")
    assert found["score"] == {
        "rows": 8, "without": 2, "mean": 3.5,
        "interval": [pytest.approx(1.4522, abs=1e-4), pytest.approx(5.5725, abs=1e-2)],
        "standard_error": pytest.approx(0.866025, abs=1e-6),
    }  # fmt: skip
    assert [(one["category"], one["score"]["mean"]) for one in found["categories"]] == [
        ("a", 1.5), ("b", 5.5), ("c", None),
    ]  # fmt: skip
    assert found["macro"] is None
    shown = run("evaluate", path, "--score", "score", "--by", "task").text
    assert "mean score" in shown
    assert "Classes" not in shown


@pytest.mark.usefixtures("data")
def test_the_truth_of_another_file(run: Run) -> None:
    """Joined by a key, in any order; rows without a partner are counted."""
    rows = run_of(NEW)
    gold = [*reversed(rows[5:]), {"id": "zz", "label": "x"}]
    write_rows(Path("gold.jsonl"), [{"id": row["id"], "label": row["label"]} for row in gold])
    write_rows(Path("bare.jsonl"), [{k: v for k, v in row.items() if k != "label"} for row in rows])
    found = report(run, "bare.jsonl", *BASE, "--truth-file", "gold.jsonl", "--key", "id")
    assert (found["rows"], found["rows_only_in_truth_file"], found["rows_not_in_truth_file"]) == (
        60, 1, 5,
    )  # fmt: skip
    assert sum(map(sum, found["confusion"]["matrix"])) == 56
    assert found["accuracy"] == round(55 / 56, 12)  # the item without a prediction is wrong
    shown = run("evaluate", "bare.jsonl", *BASE, "--truth-file", "gold.jsonl", "--key", "id").text
    assert re.search(r"not predicted +1  rows of the ground-truth file", shown)
    assert re.search(r"not in the truth +5  rows of the predictions", shown)


def test_keys_have_to_tell_rows_apart(run: Run, data: str) -> None:
    """Two rows of one key, a row without, and no key in common."""
    write_rows(Path("twice.jsonl"), [*run_of({}), run_of({})[3]])
    write_rows(Path("none.jsonl"), [*run_of({})[:3], {"label": "billing"}])
    write_rows(Path("other.jsonl"), [{"id": 1, "label": "billing"}])
    for name, words in (
        ("twice.jsonl", "twice.jsonl:61: an earlier row has the same 'id'"),
        ("none.jsonl", "none.jsonl:4: the row has no 'id'"),
        ("other.jsonl", "no row has a key that is in new.jsonl"),
    ):
        ended = run("evaluate", data, *BASE, "--truth-file", name, "--key", "id")
        assert ended.code == 3
        assert words in ended.err


def test_against_a_baseline(run: Run, data: str) -> None:
    """McNemar of each class and category, and the difference of macro-F1 with its interval."""
    found = report(run, data, *BASE, "--baseline", "old.jsonl", "--by", "lang")["change"]
    classes = {one["class"]: one for one in found["classes"]}
    assert classes["billing"] == {
        "class": "billing", "better": 7, "worse": 0, "p": 0.0078125, "p_adjusted": 0.0234375,
        "verdict": "better",
    }  # fmt: skip
    assert (classes["refund"]["better"], classes["refund"]["worse"]) == (0, 1)
    assert "else" not in classes  # which no row is, so that there is nothing to test
    assert [(one["category"], one["better"], one["worse"]) for one in found["categories"]] == [
        ("de", 4, 1), ("en", 3, 0),
    ]  # fmt: skip
    assert found["categories"][0]["p"] == mcnemar(1, 4)
    assert found["macro_f1_difference"] == pytest.approx(
        found["macro_f1_after"] - found["macro_f1_before"]
    )
    low, high = found["macro_f1_interval"]
    assert low < found["macro_f1_difference"] < high
    assert found["verdict"] == "better"


def test_what_is_noise_and_what_is_not(run: Run, data: str) -> None:
    """In words, in the table."""
    shown = run("evaluate", data, *BASE, "--baseline", "old.jsonl", "--labels", "billing,refund,"
                "shipping").text  # fmt: skip
    assert "billing           7          0  0.0078     0.023  better" in shown
    assert "refund            0          1     0.5         1  noise" in shown
    same = run("evaluate", data, *BASE, "--baseline", "new.jsonl").text
    assert "The difference may be noise: macro-F1" in same


def test_rows_are_matched_by_key_or_by_place(run: Run, data: str) -> None:
    """By key in any order, with those that only one has counted; by place only if all is equal."""
    write_rows(Path("turned.jsonl"), [*reversed(run_of(OLD)[2:]), {"id": "x", "label": "refund",
                                      "guess": "refund", "lang": "de"}])  # fmt: skip
    found = report(run, data, *BASE, "--baseline", "turned.jsonl", "--key", "id")["change"]
    assert (found["rows"], found["rows_only_before"], found["rows_only_after"]) == (58, 1, 2)
    straight = report(run, data, *BASE, "--baseline", "old.jsonl", "--key", "id")["change"]
    assert straight["classes"][0] == report(run, data, *BASE, "--baseline", "old.jsonl")["change"][
        "classes"][0]  # fmt: skip
    ended = run("evaluate", data, *BASE, "--baseline", "turned.jsonl")
    assert ended.code == 3
    assert "it has 59 rows, and new.jsonl has 60" in ended.err
    write_rows(Path("other.jsonl"), run_of(OLD)[:40] + run_of(OLD, extra=1)[40:])
    ended = run("evaluate", data, *BASE, "--baseline", "other.jsonl")
    assert ended.code == 3
    assert "other.jsonl:41: the row differs from new.jsonl:41 in 'extra'; only" in (ended.err)


@pytest.mark.usefixtures("data")
def test_verdicts_are_of_the_category_they_name(run: Run) -> None:
    """Also where the rows that both runs have put categories in another order, or lack one."""
    new: list[Row] = [
        {"id": n, "lang": "de" if n < 50 else "en", "label": "ab"[n % 2], "guess": "ab"[n % 2]}
        for n in range(80)
    ]
    old = [row if row["lang"] == "de" else {**row, "guess": "c"} for row in new]
    write_rows(Path("n.jsonl"), new)
    options = ("n.jsonl", *BASE, "--by", "lang", "--key", "id", "--baseline", "o.jsonl")
    for first, expected in ((40, [("de", 0), ("en", 30)]), (50, [("en", 30)])):
        write_rows(Path("o.jsonl"), old[first:])
        found = report(run, *options)["change"]["categories"]
        assert [(one["category"], one["better"]) for one in found] == expected
        assert re.search(r"en +30 +0 .* better", run("evaluate", *options).text)


def test_truths_that_differ_between_runs_are_told(run: Run, data: str) -> None:
    """The new run's counts for both; how many rows that concerns is said and reported."""
    write_rows(Path("was.jsonl"), [{**run_of(OLD)[0], "label": "shipping"}, *run_of(OLD)[1:]])
    options = (data, *BASE, "--key", "id", "--baseline", "was.jsonl")
    change = report(run, *options)["change"]
    assert change["rows_of_other_truth"] == 1
    straight = report(run, data, *BASE, "--key", "id", "--baseline", "old.jsonl")["change"]
    assert straight == {**change, "rows_of_other_truth": 0}
    assert "1 row had a different truth in the baseline" in run("evaluate", *options).err


@pytest.mark.parametrize(
    ("gates", "words"),
    [
        (["--min-f1", "0.97"], "macro F1 is 0.958, below 0.97"),
        (["--min-f1", "refund=0.95,billing=0.9"], "F1 of 'refund' is 0.9474, below 0.95"),
        (["--min-recall", "each=95%"], "recall of 'refund' is 0.9, below 0.95"),
        (["--min-recall", "0.96", "--min-f1", "each=0.9"], "macro recall is 0.95, below 0.96"),
        (["--min-f1", "0.9", "--min-f1", "each=0.9,refund=0.94", "--min-recall", "0.95"], ""),
        (["--min-f1", "0.9,each=0.95"], "F1 of 'refund' is 0.9474, below 0.95"),
        (["--min-f1", '0.97 , "refund"=0.9'], "macro F1 is 0.958, below 0.97"),
    ],
)
def test_gates(run: Run, data: str, gates: list[str], words: str) -> None:
    """Exit 1 where a metric is below its limit, and all is shown before."""
    ended = run("evaluate", data, *BASE, *gates)
    assert ended.code == (1 if words else 0)
    assert words in ended.err
    assert "Confusion" in ended.text
    found = run("evaluate", data, *BASE, *gates, "-f", "json").report
    assert found["status"] == ("failed" if words else "passed")
    assert bool(found["failed"]) is bool(words)


def test_gates_of_the_library(data: str) -> None:
    """A number, a text, a list or a mapping; the report says what failed, and raises nothing."""
    fields: dict[str, Any] = {"truth": "label", "predicted": "guess"}
    every: list[Any] = ["0.97,refund=0.95", [0.97, "refund=0.95"], {"": 0.97, "refund": 0.95}]
    for limits in every:
        found = rebalance.evaluate(data, **fields, min_f1=limits)
        assert [(one.metric, one.class_) for one in found.failed] == [
            ("f1", None),
            ("f1", "refund"),
        ]
        assert (
            found.failure == "macro F1 is 0.958, below 0.97; F1 of 'refund' is 0.9474, below 0.95"
        )
        assert found.to_dict()["failed"][1]["class"] == "refund"
    assert rebalance.evaluate(data, **fields, min_recall=0.95).failure == ""
    with pytest.raises(OptionError, match=r"`min_f1`: 1\.5 is more than 1"):
        rebalance.evaluate(data, **fields, min_f1=1.5)
    with pytest.raises(OptionError, match="`suggest_rows`: has no effect without `suggest`"):
        rebalance.evaluate(data, **fields, suggest_rows=5)


def test_a_field_that_stands_twice_is_a_bad_row(run: Run, data: str) -> None:
    """Parsers differ in which one counts, and so does what a prediction is worth."""
    with Path(data).open("a") as file:
        file.write('{"id": "x", "label": "refund", "guess": "refund", "guess": "billing"}\n')
    ended = run("evaluate", data, *BASE)
    assert (ended.code, ended.out) == (3, b"")
    assert "new.jsonl:61:" in ended.err
    assert "the row has the field 'guess' twice" in ended.err
    assert report(run, data, *BASE, "--on-error", "skip")["rows"] == 60


@pytest.mark.usefixtures("data")
def test_suggestions(run: Run) -> None:
    """A mix for balance and floors for gaps, that say how they were made, whatever the names."""
    names = ['a "quoted" one', "default", "\x7f\n é", '"x"', "[red]"]
    rows = [
        {"task": name, "label": "yes", "guess": "yes" if n < 4 + 9 * k else "no", "id": [name, n]}
        for k, name in enumerate(names) for n in range(40)
    ]  # fmt: skip
    write_rows(Path("t.jsonl"), rows)
    ended = run("evaluate", "t.jsonl", *BASE, "--labels", "yes,no", "--by", "task", "--suggest",
                "more", "--suggest-rows", "50", "-f", "json")  # fmt: skip
    floors = tomllib.loads(Path("more.floors.toml").read_text("utf-8"))
    mix = tomllib.loads(Path("more.mix.toml").read_text("utf-8"))
    shares = {one["category"]: one["share"] for one in ended.report["suggestions"]}
    assert sum(shares.values()) == pytest.approx(1)
    assert shares[names[0]] > shares[names[4]]
    assert list(mix.values()) == pytest.approx([shares[name] for name in shares], abs=1e-4)
    assert sum(floors.values()) == pytest.approx(250, abs=3)
    text = Path("more.mix.toml").read_text("utf-8")
    assert "# share = 1 - macro-F1 + 0.1" in text
    for command, option, name in (("balance", "--mix", "mix"), ("gaps", "--floors", "floors")):
        used = run(command, "t.jsonl", "--by", "task", option, f"more.{name}.toml", "-f", "json",
                   *(["-n"] if command == "balance" else []))  # fmt: skip
        assert (used.code, used.err) == (0, "")
    wanted = {one["category"]: one["target"] for one in used.report["categories"]}
    asked = {one["category"]: one["floor"] for one in ended.report["suggestions"]}
    assert wanted == {name: max(40, floor) for name, floor in asked.items()}


def test_suggestions_by_class_and_by_score(run: Run, data: str) -> None:
    """Without categories by the F1 of classes; with scores by their means, scaled."""
    assert run("evaluate", data, *BASE, "--suggest", "c").code == 0
    assert set(tomllib.loads(Path("c.mix.toml").read_text("utf-8"))) == set(CLASSES)
    rows: list[Row] = [{"task": "ab"[n % 2], "score": 10 * (n % 2) + n % 3} for n in range(60)]
    write_rows(Path("s.jsonl"), rows)
    assert (
        run("evaluate", "s.jsonl", "--score", "score", "--by", "task", "--suggest", "s").code == 0
    )
    shares = tomllib.loads(Path("s.mix.toml").read_text("utf-8"))
    assert shares["a"] > 5 * shares["b"]
    assert run("evaluate", "s.jsonl", "--score", "score", "--suggest", "s").code == 2


@pytest.mark.usefixtures("data")
def test_rows_without_a_truth(run: Run) -> None:
    """Refused, or left out and counted."""
    rows = run_of(NEW)
    write_rows(Path("gaps.jsonl"), [{**rows[0], "label": None}, *rows[1:]])
    ended = run("evaluate", "gaps.jsonl", *BASE)
    assert ended.code == 3
    assert "gaps.jsonl:1: 1 row of gaps.jsonl without a label in --truth" in ended.err
    found = report(run, "gaps.jsonl", *BASE, "--missing", "drop")
    assert (found["rows"], found["rows_without_truth"]) == (60, 1)
    assert sum(map(sum, found["confusion"]["matrix"])) == 59


@pytest.mark.usefixtures("data")
def test_labels_that_hardly_differ_are_told(run: Run) -> None:
    """They are other classes, with a warning."""
    write_rows(Path("odd.jsonl"), run_of({0: "Billing ", 3: "Billing "}))
    ended = run("evaluate", "odd.jsonl", *BASE)
    assert ended.code == 0
    assert "'billing' and 'Billing ' differ only in type, case" in ended.err
    write_rows(Path("typed.jsonl"), [{"label": n % 2, "guess": str(n % 2)} for n in range(9)])
    ended = run("evaluate", "typed.jsonl", *BASE)
    assert "differ only in" in ended.err


def test_many_classes_in_a_table(run: Run, tmp_path: Path) -> None:
    """The largest sixty, and the rest together, in a pipe and in Markdown; it says so."""
    rows: list[Row] = [{"label": f"c{n % 75}", "guess": f"c{n * n % 75}"} for n in range(900)]
    path = write_rows(tmp_path / "many.jsonl", rows)
    shown = run("evaluate", path, *BASE).text
    assert "is predicted as" in shown
    for text in (shown, run("evaluate", path, *BASE, "-f", "md").text):
        assert "… 15 more" in text
        assert "… 15 of 75 stand together: -f json has all" in text


def test_very_many_classes_are_cells(run: Run, tmp_path: Path) -> None:
    """In JSON, so that a report does not hold a square of zeros."""
    rows: list[Row] = [{"label": f"c{n}", "guess": f"c{n // 2}"} for n in range(201)]
    found = report(run, write_rows(tmp_path / "many.jsonl", rows), *BASE)["confusion"]
    assert found["matrix"] is None
    assert len(found["cells"]) == 201
    assert sum(cell[2] for cell in found["cells"]) == 201


def test_csv_and_markdown(run: Run, data: str) -> None:
    """Classes, or categories where there are some."""
    rows = run("evaluate", data, *BASE, "-f", "csv").text.splitlines()
    assert rows[0].startswith("class,precision,recall,f1,support")
    assert len(rows) == 4
    rows = run("evaluate", data, *BASE, "--by", "lang", "-f", "csv").text.splitlines()
    assert rows[0].startswith("category,rows,accuracy")
    assert len(rows) == 3
    assert (
        run("evaluate", data, *BASE, "-f", "md").text.count(
            "| class | rows | predicted | precision |"
        )
        == 1
    )


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_processes_do_not_matter(run: Run, data: str, jobs: int) -> None:
    """The same report."""
    options = (data, *BASE, "--by", "lang", "--baseline", "old.jsonl", "-j")
    env = {"REBALANCE_SPAN_BYTES": "300"}
    one = run("evaluate", *options, 1, "-f", "json").out
    assert run("evaluate", *options, jobs, "-f", "json", env=env).out == one


def test_hostile_labels(run: Run, tmp_path: Path) -> None:
    """Markup is text, controls are escaped."""
    rows: list[Row] = [
        {"label": "[/]", "guess": "\x1b[31m:smile:"},
        {"label": "[red]", "guess": "[/]"},
    ]
    shown = run("evaluate", write_rows(tmp_path / "h.jsonl", rows), *BASE).text
    for words in ("[/]", "[red]", r"\x1b[31m:smile:"):
        assert words in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ((), 2, "nothing to measure"),
        (("--truth", "label"), 2, "nothing to measure"),
        (("--score", "x", "--labels", "a"), 2, "need --truth and --predicted"),
        (("--truth", "lable", "--predicted", "guess"), 2, "did you mean 'label'?"),
        (("--truth", "label", "--predicted", "gess"), 2, "did you mean 'guess'?"),
        ((*BASE, "--score", "scor"), 2, "--score: no row of new.jsonl has the field 'scor'"),
        ((*BASE, "--by", "lan"), 2, "did you mean 'lang'?"),
        (("--truth", "lable", "--predicted", "guess"), 2, "choose one with --truth FIELD"),
        ((*BASE, "--key", "ids"), 2, "choose one with --key FIELD"),
        ((*BASE, "--by", "lan"), 2, "choose one with --by FIELD"),
        ((*BASE, "--missing", "keep"), 2, "leave such rows out with --missing drop"),
        ((*BASE, "--min-f1", "0.5,0.6"), 2, "--min-f1: '0.6' is not of the form"),
        ((*BASE, "--truth-file", "old.jsonl"), 2, "--truth-file needs --key"),
        ((*BASE, "--labels", "billing,refund"), 2, "does not name 'shipping'"),
        ((*BASE, "--labels", "billing,billing,refund,shipping"), 2, "a class is named twice"),
        ((*BASE, "--min-f1", "biling=0.5"), 2, "did you mean 'billing'?"),
        ((*BASE, "--min-f1", "1.5"), 2, "1.5 is more than 1"),
        ((*BASE, "--min-recall", "a=x"), 2, "--min-recall: 'x' is not a number"),
        ((*BASE, "--baseline", "nowhere.jsonl"), 4, "nowhere.jsonl"),
        (("--truth", "@file", "--predicted", "guess"), 2, "@file can only be a category"),
    ],
)
def test_wrong_options(
    run: Run, data: str, options: tuple[str, ...], code: int, words: str
) -> None:
    """One sentence, and the exit code of its kind."""
    ended = run("evaluate", data, *options)
    assert (ended.code, ended.out) == (code, b"")
    assert words in ended.err


def test_a_list_of_labels_is_no_category(run: Run, tmp_path: Path) -> None:
    """Each row is counted under one."""
    path = write_rows(tmp_path / "l.jsonl", [{"label": "a", "guess": "a", "lang": ["de"]}])
    ended = run("evaluate", path, *BASE, "--by", "lang")
    assert ended.code == 2
    assert "lists of labels" in ended.err


@pytest.mark.usefixtures("data")
def test_the_report_is_json(run: Run) -> None:
    """Also where nothing can be said: null, never NaN."""
    write_rows(Path("one.jsonl"), [{"label": "a", "guess": "a"}])
    found = json.loads(run("evaluate", "one.jsonl", *BASE, "-f", "json").out)
    assert (found["kappa"], found["mcc"]) == (None, 0.0)


def test_nothing_that_was_predicted_is_a_class(run: Run, tmp_path: Path) -> None:
    """Micro precision is then undefined, and so is its interval; warnings are errors here."""
    path = write_rows(tmp_path / "none.jsonl", [{"label": "a", "guess": None}] * 3)
    micro = report(run, path, *BASE)["micro"]
    assert (micro["precision"], micro["precision_interval"]) == (None, None)
    assert micro["recall"] == 0
    ended = run("evaluate", path, *BASE)
    assert (ended.code, ended.err) == (0, "")
    assert "nan" not in ended.text


def test_scores_of_any_size(run: Run, tmp_path: Path) -> None:
    """Sums that no float holds have a mean nevertheless; an interval beyond floats is none."""
    rows: list[Row] = [{"score": 1e308}, {"score": 1.5e308}] * 2
    found = report(run, write_rows(tmp_path / "s.jsonl", rows), "--score", "score")["score"]
    assert found["mean"] == 1.25e308
    assert found["interval"] == [
        pytest.approx(7.9e307, rel=0.01),
        pytest.approx(1.71e308, rel=0.01),
    ]
    apart: list[Row] = [{"score": -1.7e308}, {"score": 1.7e308}]
    found = report(run, write_rows(tmp_path / "s.jsonl", apart), "--score", "score")["score"]
    assert (found["mean"], found["interval"]) == (0, None)


def suggested_shares(run: Run, rows: list[Row], *options: str) -> dict[str, float]:
    """The mix that is suggested by category."""
    write_rows(Path("rows.jsonl"), rows)
    ended = run("evaluate", "rows.jsonl", *options, "--by", "task", "--suggest", "s")
    assert ended.code == 0
    return tomllib.loads(Path("s.mix.toml").read_text("utf-8"))


@pytest.mark.usefixtures("data")
def test_few_rows_move_nothing(run: Run) -> None:
    """One wrong row is noise, thirty are not; the same of scores."""
    good: list[Row] = [
        {"task": "good", "label": "ab"[n % 2], "guess": "ab"[(n % 2) ^ (n % 9 == 0)]}
        for n in range(99)
    ]
    bad: Row = {"task": "bad", "label": "a", "guess": "b"}
    shares = suggested_shares(run, [*good, bad], *BASE)
    assert shares["bad"] < 1.1 * shares["good"]
    assert suggested_shares(run, [*good, *[bad] * 30], *BASE)["bad"] > 0.8
    classes = [{"task": "-", "label": "rare", "guess": "a"}]
    write_rows(Path("c.jsonl"), [*good, *classes])
    assert run("evaluate", "c.jsonl", *BASE, "--suggest", "c").code == 0
    assert "0.885), counted as 0.880" in Path("c.mix.toml").read_text("utf-8").split('"rare"')[1]
    scores: list[Row] = [{"task": "good", "score": 0.7 + n % 4 / 10} for n in range(100)]
    scores += [{"task": "other", "score": 0.5 + n % 4 / 10} for n in range(100)]
    one: Row = {"task": "bad", "score": 0.55}
    for times, low in ((1, False), (40, True)):
        mix = suggested_shares(run, [*scores, *[one] * times], "--score", "score")
        assert (mix["bad"] > 1.1 * mix["other"]) is low


@pytest.mark.usefixtures("data")
def test_suggestions_are_of_named_categories(run: Run) -> None:
    """Rows without a category are measured, and get no share that balance could not use."""
    rows: list[Row] = [
        {"task": [None, "de", "en"][n % 3], "label": "ab"[n % 2], "guess": "a"} for n in range(60)
    ]
    assert set(suggested_shares(run, rows, *BASE)) == {"de", "en"}
    suggested = run("evaluate", "rows.jsonl", *BASE, "--by", "task", "--suggest", "s")
    assert "do not affect the suggestion" in suggested.err
    used = run("balance", "rows.jsonl", "--by", "task", "--missing", "drop", "--mix", "s.mix.toml",
               "-n")  # fmt: skip
    assert used.code == 0


@pytest.mark.usefixtures("data")
def test_small_shares_keep_their_digits(run: Run) -> None:
    """With very many categories, too: four digits of each."""
    rows: list[Row] = [{"task": f"t{n % 400}", "score": n % 400 / 400} for n in range(800)]
    shares = suggested_shares(run, rows, "--score", "score")
    assert sum(shares.values()) == pytest.approx(1, abs=1e-3)
    assert min(shares.values()) > 0
    found = run("evaluate", "rows.jsonl", "--score", "score", "--by", "task", "--suggest", "s",
                "-f", "json").report["suggestions"]  # fmt: skip
    assert [one["share"] for one in found] == pytest.approx(list(shares.values()), rel=1e-3)


def test_each_is_every_class(run: Run, tmp_path: Path) -> None:
    """Also where a class has that name, which a limit names in quotes."""
    rows: list[Row] = [{"label": "each", "guess": "each"}, {"label": "x", "guess": "y"}]
    path = write_rows(tmp_path / "e.jsonl", rows)
    assert "F1 of 'x' is 0" in run("evaluate", path, *BASE, "--min-f1", "each=0.5").err
    assert run("evaluate", path, *BASE, "--min-f1", '"each"=0.5').code == 0


def test_cells_have_what_json_nests(run: Run, data: str, tmp_path: Path) -> None:
    """Ends of intervals, macro averages and mean scores; labels tell types apart."""
    assert run("evaluate", data, *BASE, "-f", "csv").text.splitlines()[0].endswith(
        "precision_low,precision_high,recall_low,recall_high,f1_low,f1_high"
    )  # fmt: skip
    header, first, _ = csv.reader(
        run("evaluate", data, *BASE, "--by", "lang", "-f", "csv").text.splitlines()
    )
    row, found = dict(zip(header, first, strict=True)), report(run, data, *BASE, "--by", "lang")
    macro = found["categories"][0]["macro"]
    assert [float(row[name]) for name in ("macro_recall", "macro_f1", "macro_f1_low")] == [
        macro["recall"], macro["f1"], macro["f1_interval"][0],
    ]  # fmt: skip
    scores: list[Row] = [{"task": "ab"[n % 2], "score": n % 4} for n in range(8)]
    path = write_rows(tmp_path / "s.jsonl", [*scores, {"task": "a"}])
    lines = run("evaluate", path, "--score", "score", "--by", "task", "-f", "csv").text.splitlines()
    assert lines[0] == (
        "category,rows,scores,without_score,mean_score,mean_score_low,mean_score_high"
    )
    assert [line[:10] for line in lines[1:]] == ["a,5,4,1,1.", "b,4,4,0,2."]
    lines = run("evaluate", path, "--score", "score", "-f", "csv").text.splitlines()
    assert (lines[0][:4], lines[1][:10]) == ("rows", "9,8,1,1.5,")
    typed: list[Row] = [{"label": 1, "guess": 1}, {"label": "1", "guess": "1"}]
    lines = run(
        "evaluate", write_rows(tmp_path / "t.jsonl", typed), *BASE, "-f", "csv"
    ).text.splitlines()
    assert [row[0] for row in csv.reader(lines)] == ["class", "1", '"1"']


def test_a_class_called_invalid(run: Run, tmp_path: Path) -> None:
    """Has its own column, and what is no class another name."""
    rows: list[Row] = [{"label": "<invalid>", "guess": guess} for guess in ("<invalid>", None)]
    path = write_rows(tmp_path / "i.jsonl", rows)
    assert re.search(r"predicted +1 +\(no class\)", run("evaluate", path, *BASE).text)
    assert report(run, path, *BASE)["confusion"]["matrix"] == [[1, 1]]


def test_free_texts_are_no_classes(run: Run, tmp_path: Path) -> None:
    """A square of them would fill the memory; with the classes named they are invalid."""
    rows: list[Row] = [{"label": "a", "guess": f"text {n}"} for n in range(12_000)]
    path = write_rows(tmp_path / "free.jsonl", rows)
    ended = run("evaluate", path, *BASE)
    assert ended.code == 2
    assert "12,001 classes are too many: are they ids, or free texts?" in ended.err
    assert report(run, path, *BASE, "--labels", "a")["invalid"] == 12_000


@pytest.mark.usefixtures("data")
def test_heat_is_decoration(run: Run) -> None:
    """Where there is colour the right and the wrong have one of their own; digits are there."""
    write_rows(Path("bad.jsonl"), run_of(dict.fromkeys(range(0, 48, 3), "refund")))
    plain = run("evaluate", "bad.jsonl", *BASE, env={"FORCE_COLOR": ""}).text
    shown = run("evaluate", "bad.jsonl", *BASE, env={"FORCE_COLOR": "1", "NO_COLOR": ""}).text
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", shown) == plain
    heat = {count: style for style, count in re.findall(r"\x1b\[([\d;]+)m *(\d+) *\x1b", shown)}
    assert {"16", "20"} <= set(heat)  # wrong and right, of 20 rows
    assert heat["16"] != heat["20"]


def test_the_worst_confusions_in_words(run: Run, data: str) -> None:
    """The most frequent first, with their share of the rows of the class."""
    words = [
        line for line in run("evaluate", data, *BASE).text.splitlines() if "is predicted as" in line
    ]
    assert words == [
        "'refund' is predicted as 'billing' in 2 of 20 rows (10.0 %).",
        "'shipping' is predicted as an unknown label in 1 of 20 rows (5.0 %).",
    ]


def test_a_truth_that_its_file_lacks(run: Run, data: str) -> None:
    """Is told of the file that lacks it."""
    write_rows(Path("gold.jsonl"), [{**row, "label": row["label"] if n else None}
                                    for n, row in enumerate(run_of({}))])  # fmt: skip
    options = (data, *BASE, "--truth-file", "gold.jsonl", "--key", "id")
    words = "1 row of new.jsonl without a label in --truth of gold.jsonl"
    assert f"new.jsonl:1: {words}" in run("evaluate", *options).err
    assert f"left out {words}" in run("evaluate", *options, "--missing", "drop").err


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("option", ["--baseline", "--truth-file", None])
def test_suggestions_never_replace_what_was_read(run: Run, option: str | None) -> None:
    """Output that is an input is refused, whichever of the files it is."""
    read = write_rows(Path("more.mix.toml"), run_of(OLD))
    before = read.read_bytes()
    others = () if option is None else (option, read, "--key", "id")
    ended = run("evaluate", read if option is None else "new.jsonl", *BASE, *others,
                "--suggest", "more")  # fmt: skip
    assert ended.code == 2
    assert "more.mix.toml" in ended.err
    assert read.read_bytes() == before
    assert not Path("more.floors.toml").exists()
