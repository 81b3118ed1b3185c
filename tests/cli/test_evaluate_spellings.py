"""`rebalance evaluate`: labels that differ in type or spelling, and how they can be normalised."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support import Outcome, Row, Run, write_rows

BASE = ("--truth", "label", "--predicted", "pred")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def evaluated(run: Run, pairs: Sequence[tuple[object, object]], *options: object) -> Outcome:
    """Evaluate rows of a truth and a prediction."""
    write_rows(Path("p.jsonl"), [{"label": label, "pred": pred} for label, pred in pairs])
    ended: Outcome = run("evaluate", "p.jsonl", *BASE, *options, "-f", "json")
    return ended


def test_numbers_are_compared_by_value(run: Run) -> None:
    """1 and 1.0 are one class, and the report says so with an example."""
    ended = evaluated(run, [(1, 1.0), (0, 0.0), (1, 1.0)])
    found = ended.report
    assert (found["accuracy"], found["invalid"]) == (1, 0)
    assert [one["class"] for one in found["classes"]] == [1, 0]
    assert found["spellings"] == [{
        "normalize": [], "applied": True, "rows": 3, "truth": "1", "predicted": "1.0",
        "example": "p.jsonl:1",
    }]  # fmt: skip
    assert (
        "3 predictions are right as numbers are compared by value, such as 1.0 for 1 at p.jsonl:1"
    ) in ended.err
    ended = evaluated(run, [(1, 1), (1.0, 1.0), (2.0, 2.0), (2, 2), (1, 1)])
    assert ended.report["accuracy"] == 1
    assert [one["support"] for one in ended.report["classes"]] == [3, 2]
    assert "1 and 1.0 in --truth are one class" in ended.err


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_numbers_beyond_64_bits(run: Run, jobs: int) -> None:
    """Two integers that one float stands for are two classes; one in two spellings is one."""
    large = 2**70
    Path("p.jsonl").write_text(
        f'{{"label": {large}, "pred": {large + 1}}}\n'
        f'{{"label": {large}, "pred": {large}.0}}\n'
        f'{{"label": {large + 1}, "pred": {large + 1}.00}}\n'
        '{"label": 9007199254740993, "pred": 9007199254740993.0}\n'
        '{"label": 1e300, "pred": 1.0E+300}\n'
    )
    ended = run("evaluate", "p.jsonl", *BASE, "-f", "json", "-j", jobs,
                env={"REBALANCE_SPAN_BYTES": "60"})  # fmt: skip
    found = ended.report
    assert found["accuracy"] == 0.8
    assert [one["class"] for one in found["classes"]][:2] == [large, 9007199254740993]


def test_text_is_no_number(run: Run) -> None:
    """Unless it is taken as one; how many would be right is said, with an example."""
    pairs = [(1, "1"), (0, "0"), (True, "true"), (107, "107.0")]
    ended = evaluated(run, pairs)
    assert ended.report["accuracy"] == 0
    assert ended.report["spellings"] == [{
        "normalize": ["number"], "applied": False, "rows": 4, "truth": "1", "predicted": "'1'",
        "example": "p.jsonl:1",
    }]  # fmt: skip
    assert (
        "4 predictions would be right with --normalize number, such as '1' for 1 at p.jsonl:1"
    ) in ended.err
    ended = evaluated(run, pairs, "--normalize", "number")
    assert ended.report["accuracy"] == 1
    assert "would be right" not in ended.err
    assert ended.report["spellings"][0]["applied"]


@pytest.mark.parametrize(
    ("label", "pred", "steps"),
    [
        ("refund", " refund", "strip"), ("refund", "refund\n", "strip"),
        ("refund", "Refund", "casefold"), ("straße", "STRASSE", "casefold"),
        ("e\u0301", "\u00e9", "casefold"), ("Refund", "refund ", "strip,casefold"),
        (107, "107", "number"), (1000, "1,000", "number"), ("107", 107, "number"),
        (0.5, ".50", "number"), (False, "False", "number"),
    ],
)  # fmt: skip
def test_normalizing(run: Run, label: object, pred: object, steps: str) -> None:
    """Each step makes right what it is there for, and the advice without it names it."""
    ended = evaluated(run, [(label, pred)])
    assert ended.report["accuracy"] == 0
    assert f"1 prediction would be right with --normalize {steps}" in ended.err
    assert evaluated(run, [(label, pred)], "--normalize", steps).report["accuracy"] == 1


@pytest.mark.parametrize("pred", ["Refund.", "The answer is 107", "1.2.3", "", "1,00", "e5"])
def test_what_no_normalizing_makes_right(run: Run, pred: str) -> None:
    """Answers that hold more than the label stay wrong."""
    pairs = [("refund", pred), (107, pred), (100, pred), (2, pred)]
    found = evaluated(run, pairs, "--normalize", "strip,casefold,number").report
    assert (found["accuracy"], found["spellings"]) == (0, [])


def test_classes_that_become_one_are_told(run: Run) -> None:
    """The most frequent spelling names the class, in gates and in labels, too."""
    pairs = [("Billing", "billing "), ("Billing", "x"), ("billing", "BILLING")]
    ended = evaluated(run, pairs, "--normalize", "strip,casefold", "--labels", "billing",
                      "--min-f1", "Billing=0.8")  # fmt: skip
    assert ended.report["confusion"]["labels"] == ["Billing"]
    assert (ended.code, ended.report["invalid"]) == (0, 1)
    assert "'Billing' and 'billing' in --truth are one class, as normalised" in ended.err


BY_OPTIONS = ("--normalize", "label", "--options", "o")
OPTIONS: list[object] = [
    ["cat", "dog", "hen"],
    {"A": "cat", "B": "dog", "C": "hen"},
    {"text": ["cat", "dog", "hen"], "label": ["A", "B", "C"]},
    [{"label": "A", "text": "cat"}, {"label": "B", "text": "dog"}, {"label": "C", "text": "hen"}],
]


@pytest.mark.parametrize("options", OPTIONS)
def test_an_index_or_letter_is_its_option(run: Run, options: object) -> None:
    """In the prediction and in the truth, whatever the options look like."""
    dog: list[object] = ["dog", "B", "b", "(B)", "B.", "B)", 1, "1", 1.0]
    rows: list[Row] = [{"label": t, "pred": p, "o": options} for t in dog for p in dog]
    write_rows(Path("o.jsonl"), [*rows, {"label": "dog", "pred": "C", "o": options}])
    ended = run(
        "evaluate", "o.jsonl", *BASE, "--normalize", "label", "--options", "o", "-f", "json"
    )
    found: Any = ended.report
    assert ended.code == 0
    assert [one["class"] for one in found["classes"]] == ["dog", "hen"]
    assert found["accuracy"] == round(81 / 82, 12)
    assert all(one["applied"] for one in found["spellings"])


def test_an_option_is_its_text_before_it_is_an_index(run: Run) -> None:
    """Each row has its own options; a text that is one of them is that one."""
    rows: list[Row] = [
        {"label": "2", "pred": "2", "o": ["2", "4", "1"]},
        {"label": "1", "pred": 2, "o": ["2", "4", "1"]},
        {"label": "B", "pred": "A", "o": ["B", "A"]},
        {"label": "no", "pred": "B", "o": ["yes", "no"]},
        {"label": "no", "pred": "B"},
    ]
    write_rows(Path("o.jsonl"), rows)
    ended = run(
        "evaluate", "o.jsonl", *BASE, "--normalize", "label", "--options", "o", "-f", "json"
    )
    assert ended.report["accuracy"] == 0.6
    assert "1 row without a list of options in --options" in ended.err


def test_options_may_stand_with_the_truth(run: Run) -> None:
    """In the truth's own file, or in the predictions."""
    write_rows(Path("g.jsonl"), [{"id": n, "label": n % 2, "o": ["yes", "no"]} for n in range(4)])
    write_rows(Path("p.jsonl"), [{"id": n, "pred": "AB"[n % 2]} for n in range(3)])
    words = ("p.jsonl", *BASE, "--truth-file", "g.jsonl", "--key", "id", "--normalize", "label")
    found = run("evaluate", *words, "--options", "o", "-f", "json").report
    assert (found["accuracy"], [one["class"] for one in found["classes"]]) == (0.75, ["no", "yes"])
    ended = run("evaluate", *words, "--options", "x")
    assert (ended.code, "no row has the field 'x'" in ended.err) == (2, True)


def test_an_index_is_a_named_label(run: Run) -> None:
    """Where the classes are listed in the order of their numbers."""
    Path("l2i.json").write_text('{"neg": 0, "pos": 1}')
    found = evaluated(run, [(0, "neg"), (1, 0), ("pos", 1)], "--normalize", "label", "--labels",
                      "l2i.json").report  # fmt: skip
    assert (found["accuracy"], found["confusion"]["labels"]) == (round(2 / 3, 12), ["neg", "pos"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--normalize", "lower"), "'lower' is not one of strip, casefold, number, label"),
        (("--normalize", "label"), "--normalize: the step 'label' needs the options of a row"),
        (("--options", "o"), "--options: has no effect without --normalize label"),
        (
            ("--normalize", "label", "--options", "o"),
            "--options: no row of p.jsonl has the field 'o'",
        ),
    ],
)
def test_wrong_options(run: Run, options: tuple[str, ...], words: str) -> None:
    """One sentence and exit 2."""
    ended = evaluated(run, [("a", "a")], *options)
    assert (ended.code, ended.out) == (2, b"")
    assert words in ended.err


def test_integer_classes_sort_as_numbers(run: Run) -> None:
    """Among those of as many rows."""
    labels = (11, 2, 0, 10, 1)
    found = evaluated(run, [(label, label) for label in labels]).report
    assert found["confusion"]["labels"] == ["0", "1", "2", "10", "11"]


def test_a_number_beyond_floats_is_no_text(run: Run) -> None:
    """Until it is normalised; tiny and negative zeros are numbers, too."""
    Path("p.jsonl").write_text(
        '{"label": 18446744073709551617, "pred": "18446744073709551617"}\n'
        '{"label": 1e-5, "pred": 0.00001}\n{"label": -0.0, "pred": 0}\n'
        '{"label": 0.30000000000000004, "pred": 0.3}\n'
    )
    for options, accuracy in (((), 0.5), (("--normalize", "number"), 0.75)):
        ended = run("evaluate", "p.jsonl", *BASE, *options, "-f", "json")
        assert ended.report["accuracy"] == accuracy
