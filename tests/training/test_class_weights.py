"""Weights of classes in the order of a model, and of rows by their class."""

import json
from pathlib import Path

import numpy as np
import pytest

import rebalance
from rebalance.errors import RequestError
from rebalance.training import class_weight_dict, class_weights, sample_weights
from rebalance.weighting.report import WeightsReport


@pytest.fixture
def report(tmp_path: Path) -> WeightsReport:
    """Six rows of a, two of b and one of 3, which is a number."""
    path = tmp_path / "rows.jsonl"
    values = ['"a"'] * 6 + ['"b"'] * 2 + ["3"]
    path.write_text("".join(f'{{"c": {value}, "n": {at}}}\n' for at, value in enumerate(values)))
    return rebalance.weights(str(path), by="c")


EXPECTED = [9 / 2 / 3, 9 / 3, 9 / 6 / 3]  # of b, 3, a: N / (C * N_c)


def test_weights_stand_in_the_order_of_the_classes(report: WeightsReport, tmp_path: Path) -> None:
    """From the report, its dict or its file; names in a list, or numbered in a dict."""
    path = tmp_path / "weights.json"
    path.write_text(report.to_json())
    for source in (report, report.to_dict(), json.loads(report.to_json()), path, str(path)):
        for classes in (
            ["b", 3, "a"], ("b", "3", "a"), {0: "b", 2: "a", 1: 3}, {"b": 0, "a": 2, "3": 1},
            {"0": "b", "1": "3", "2": "a"},
        ):  # fmt: skip
            found = class_weights(source, classes)
            assert found.dtype == np.float32
            assert found == pytest.approx(EXPECTED)
    assert class_weight_dict(report, ["b", 3, "a"]) == pytest.approx(dict(enumerate(EXPECTED)))
    assert all(type(number) is int for number in class_weight_dict(path, ["b", "3", "a"]))


def test_a_class_without_a_weight_and_a_weight_without_a_class(report: WeightsReport) -> None:
    """Either would train another model than was meant, in silence."""
    with pytest.raises(RequestError, match="classes have no weight: 'c'") as caught:
        class_weights(report, ["a", "b", "c"])
    assert "'a'" in caught.value.advice
    with pytest.raises(RequestError, match="weights have no class: 'b'"):
        class_weights(report, ["a", 3])
    with pytest.raises(RequestError, match="named twice"):
        class_weights(report, ["a", "a", "b", 3])
    with pytest.raises(RequestError, match="not numbered from 0"):
        class_weights(report, {0: "a", 2: "b", 3: "3"})


def test_names_that_are_numbers(tmp_path: Path) -> None:
    """id2label of JSON has texts for keys; a dict that could be read both ways is refused."""
    path = tmp_path / "stars.jsonl"
    path.write_text("".join(f'{{"c": "{value}"}}\n' for value in "0112222"))
    report = rebalance.weights(str(path), by="c")
    expected = pytest.approx([7 / 6, 7 / 12, 7 / 3])  # of 1, 2, 0
    for classes in (["1", "2", "0"], {0: "1", 1: "2", 2: "0"}, {"0": "1", "1": "2", "2": "0"},
                    {"1": 0, "2": 1, "0": 2}):  # fmt: skip
        if classes != {"1": 0, "2": 1, "0": 2}:
            assert class_weights(report, classes) == expected
    with pytest.raises(RequestError, match="numbers on both sides"):
        class_weights(report, {"1": 0, "2": 1, "0": 2})
    for unordered in ({"0", "1", "2"}, "012", 3):
        with pytest.raises(RequestError, match="a list in the order of their numbers"):
            class_weights(report, unordered)  # type: ignore[arg-type]


def test_other_files_are_refused(report: WeightsReport, tmp_path: Path) -> None:
    """With what was wrong, and never their content."""
    for text in ("{", '{"schema": "rebalance.inspect/1"}', '{"schema": "rebalance.weights/2"}'):
        path = tmp_path / "other.json"
        path.write_text(text)
        with pytest.raises(RequestError, match=r"other\.json: this is not the report of weights"):
            class_weights(path, ["a"])
    broken = {**report.to_dict(), "weights": [{"category": "a", "label": "a", "weight": "1"}]}
    with pytest.raises(RequestError, match=r"'weights\[0\]\.weight' is not a number of at"):
        class_weights(broken, ["a"])


def test_sample_weights_are_those_of_rows_or_of_their_classes(
    report: WeightsReport, tmp_path: Path
) -> None:
    """For Keras, scikit-learn and tf.data."""
    assert sample_weights(np.array([1, 2])).tolist() == [1, 2]
    by_name = sample_weights(report, ["a", "b", "a"])
    by_number = sample_weights(report, np.array([2, 0, 2]), ["b", 3, "a"])
    assert by_name.dtype == by_number.dtype == np.float32
    assert by_name == pytest.approx([0.5, 1.5, 0.5])
    assert by_number == pytest.approx([0.5, 1.5, 0.5])
    with pytest.raises(RequestError, match="class 3 is none of 3"):
        sample_weights(report, np.array([3]), ["b", 3, "a"])
    for wrong in ([1.0, -1.0], [np.nan], [1e300], [[1.0]]):
        with pytest.raises(RequestError, match=r"weights are|one number for each row"):
            sample_weights(np.array(wrong))
    with pytest.raises(RequestError, match="of no use without labels"):
        sample_weights(np.ones(2), classes=["a"])
    assert len(sample_weights(report, [], ["b", 3, "a"])) == 0
    with pytest.raises(RequestError, match="two classes are one category"):
        class_weights(report, ["b", 3, "3", "a"])
    with pytest.raises(RequestError, match="numbers of their classes"):
        sample_weights(report, np.array([-1]), ["b", 3, "a"])
    with pytest.raises(RequestError, match="have no weight: 'x'"):
        sample_weights(report, ["a", "x"])
    out = tmp_path / "out.jsonl"
    rebalance.weights(report.dataset[0], by="c", output=str(out), field="w")
    assert sample_weights(out, field="w") == pytest.approx([0.5] * 6 + [1.5] * 2 + [3.0])
