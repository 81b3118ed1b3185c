"""`evaluate --probabilities`: Brier score, calibration error, reliability."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rebalance.evaluation.calibration import reliability
from tests.support import Reference, Row, Run, referring, write_rows

sklearn = Reference("sklearn.metrics")
BASE = ("--truth", "label", "--predicted", "guess", "--probabilities", "p")
LABELS = ("x", "y", "z")


def rows_of(number: int = 300) -> list[dict[str, Any]]:
    """Rows whose most probable class is right in half of them, whatever its probability."""
    rows = list[dict[str, Any]]()
    for n in range(number):
        first, second, third = (LABELS[(n + shift) % 3] for shift in range(3))
        sure = (50 + n % 45) / 100
        shares = {first: sure, second: round(1 - sure, 2), third: 0}
        label = first if n % 2 else third
        rows.append({"id": n, "label": label, "guess": first, "p": shares, "user": n // 3})
    return rows


def report(run: Run, *options: object) -> Any:
    """The report of an evaluation."""
    ended = run("evaluate", *options, "-f", "json")
    assert ended.code == 0, ended.err
    return ended.report


@referring
def test_calibration_is_that_of_its_definition(run: Run, tmp_path: Path) -> None:
    """Brier scores as scikit-learn has them; the error as the sum over bins."""
    rows = rows_of()
    found = report(run, write_rows(tmp_path / "p.jsonl", rows), *BASE)["calibration"]
    truth = [LABELS.index(row["label"]) for row in rows]
    shares = np.array([[row["p"][label] for label in LABELS] for row in rows])
    brier = ((shares - np.eye(3)[truth]) ** 2).sum(axis=1).mean()
    assert found["brier"] == pytest.approx(brier)
    for one in found["classes"]:
        number = LABELS.index(one["class"])
        of_class = [true == number for true in truth]
        expected = sklearn.brier_score_loss(of_class, shares[:, number])
        assert one["brier"] == pytest.approx(expected)
        assert one["share"] == pytest.approx(np.mean(of_class))
        assert one["mean_probability"] == pytest.approx(shares[:, number].mean())
    gaps = [abs(one["accuracy"] - one["confidence"]) * one["rows"] for one in found["bins"]]
    assert found["error"] == pytest.approx(sum(gaps) / 300)
    assert sum(one["rows"] for one in found["bins"]) == found["rows"] == 300
    low, high = found["error_interval"]
    assert 0 < low < found["error"] < high
    assert found["error_by_chance"] < low


def test_labels_are_spelt_as_in_the_truth(run: Run, tmp_path: Path) -> None:
    """Numbers by their text, other spellings as `--normalize` says; what is no class is none."""
    rows: list[Row] = [
        {"label": n % 2, "guess": n % 2, "p": {str(n % 2): 0.8, "other": 0.2}} for n in range(20)
    ]
    found = report(run, write_rows(tmp_path / "n.jsonl", rows), *BASE)["calibration"]
    assert found["brier"] == pytest.approx(0.2**2 + 0.2**2)
    assert [one["class"] for one in found["classes"]] == [0, 1]
    rows = [{"label": "Yes", "guess": "yes", "p": {"yes": 0.5, "YES": 0.5}}] * 9
    path = write_rows(tmp_path / "y.jsonl", rows)
    assert report(run, path, *BASE, "--normalize", "casefold")["calibration"]["brier"] == 0


ODD = [None, {}, [0.5, 0.5], "x", {"x": "0.5"}, {"x": True}, {"x": -0.1}, {"x": 0.9, "y": 0.9},
       {"x": 0}]  # fmt: skip


def test_rows_without_probabilities_are_counted(run: Run, tmp_path: Path) -> None:
    """With the first of them; where no row has some, it is exit 2."""
    rows = rows_of()
    for row, odd in zip(rows, ODD, strict=False):
        row["p"] = odd
    path = write_rows(tmp_path / "p.jsonl", rows)
    ended = run("evaluate", path, *BASE, "-f", "json")
    found = ended.report["calibration"]
    assert (found["rows"], found["coverage"]["looked_at"]) == (300 - len(ODD), 300 - len(ODD))
    assert f"{len(ODD)} rows without probabilities in 'p'" in ended.err
    bare = write_rows(tmp_path / "q.jsonl", [{**row, "p": None} for row in rows])
    for field in ("p", "q"):
        ended = run("evaluate", bare, *BASE[:-1], field)
        assert ended.code == 2
        assert "no row has probabilities in" in ended.err
    assert run("evaluate", path, "--score", "id", "--probabilities", "p").code == 2


def test_predictions_that_are_not_the_most_probable(run: Run, tmp_path: Path) -> None:
    """A warning counts them."""
    rows = [{**row, "guess": "z"} for row in rows_of()]
    ended = run("evaluate", write_rows(tmp_path / "p.jsonl", rows), *BASE, "-f", "json")
    assert ended.report["calibration"]["not_predicted"] == 200
    assert "the prediction is not the most probable class in 200 rows" in ended.err


def test_the_table_and_the_picture(run: Run, tmp_path: Path) -> None:
    """Bins and classes as tables; in a page, probabilities beside accuracy."""
    path = write_rows(tmp_path / "p.jsonl", rows_of())
    shown = run("evaluate", path, *BASE).text
    for part in ("Reliability", "Calibration of classes", "calibration error", "Brier score"):
        assert part in shown
    page = run("evaluate", path, *BASE, "-f", "html").text
    assert "Confidence and accuracy" in page
    assert "mean probability" in page
    one, many = (run("evaluate", path, *BASE, "-f", "json", "-j", n).out for n in (1, 3))
    assert one == many


def test_groups_widen_the_interval(run: Run, tmp_path: Path) -> None:
    """Rows of a user that are right together say less of the error."""
    rows = [{**row, "label": row["guess"] if row["user"] % 2 else "y"} for row in rows_of()]
    path = write_rows(tmp_path / "p.jsonl", rows)
    alone, grouped = (
        report(run, path, *BASE, *more)["calibration"]["error_interval"]
        for more in ([], ["--group", "user"])
    )
    assert grouped[1] - grouped[0] > 1.2 * (alone[1] - alone[0])


def test_perfect_calibration_is_not_told_from_chance() -> None:
    """The interval begins at 0, and the error is about what chance makes of it."""
    probable = np.linspace(0.02, 0.98, 500)
    right = (np.arange(500) * 0.618034) % 1 < probable
    found = reliability(probable, right, None, 0)
    assert found.interval[0] == 0
    assert found.error < 2 * found.by_chance
