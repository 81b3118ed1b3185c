"""`rebalance weights`."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.support import Run, categories, golden, lines, rows_of, write_rows


def by_category(report: dict[str, list[dict[str, object]]]) -> dict[object, object]:
    """Weights by category."""
    return {entry["category"]: entry["weight"] for entry in report["weights"]}


def test_table(run: Run, skewed: Path) -> None:
    """Rows, share, weight and share of the loss, and what the effective sample size means."""
    golden("weights.txt", run("weights", skewed).text)


def test_balanced_is_exact(run: Run, skewed: Path) -> None:
    """N / (C·N_c), to the last bit; Kish's size beside it."""
    report = run("weights", skewed, "-f", "json").report
    counts = {"large": 100, "middle": 30, "small": 5, "single": 1}
    assert by_category(report) == {name: 136 / (4 * n) for name, n in counts.items()}
    assert (report["schema"], report["scheme"]) == ("rebalance.weights/2", "balanced")
    mass = sum(n * (136 / (4 * n)) ** 2 for n in counts.values())
    assert report["effective_sample_size"] == pytest.approx(136**2 / mass)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--scheme", "sqrt", "--normalize", "none"], {"a": 1 / 3, "b": 1.0}),
        (["--scheme", "alpha", "--alpha", "1"], {"a": 1.0, "b": 1.0}),
        (["--scheme", "alpha", "--alpha", "0"], {"a": 10 / 18, "b": 5.0}),
        (["--scheme", "effective", "--beta", "0"], {"a": 1.0, "b": 1.0}),
        (["--normalize", "none"], {"a": 10 / 18, "b": 5.0}),
        (["--normalize", "categories"], {"a": 0.2, "b": 1.8}),
        (["--max-ratio", "3"], {"a": 10 / 12, "b": 2.5}),
        (["--max-ratio", "3", "--normalize", "none"], {"a": 10 / 18, "b": 30 / 18}),
    ],
)
def test_schemes(run: Run, tmp_path: Path, options: list[str], expected: dict[str, float]) -> None:
    """Formulas, clipping before normalising, and both normalisations."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 9, "b": 1}))
    report = run("weights", path, *options, "-f", "json").report
    assert by_category(report) == pytest.approx(expected)


def test_rows_get_their_weight(run: Run, skewed: Path, tmp_path: Path) -> None:
    """A float on every row, before the last brace; nothing else changes."""
    out = tmp_path / "weighted.jsonl"
    report = run("weights", skewed, "-o", out, "-f", "json").report
    weights = by_category(report)
    for before, after, name in zip(lines(skewed), lines(out), categories(skewed), strict=True):
        member = f', "weight": {weights[name]!r}'.encode()
        assert after == before[:-2] + member + before[-2:]
    run("weights", skewed, "--scheme", "alpha", "--alpha", 1, "-o", out, "--field", "w")
    assert {line[-12:] for line in lines(out)} == {b', "w": 1.0}\n'}


def test_a_taken_field_is_refused(run: Run, skewed: Path, tmp_path: Path) -> None:
    """A row that has the field already is named; nothing is written."""
    path, out = tmp_path / "taken.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(skewed.read_bytes() + b'{"category":"large","weight":1}\n')
    ended = run("weights", path, "-o", out)
    assert ended.code == 2
    assert f"{path}:137: the row already has a field 'weight'" in ended.err
    assert "choose another name with --field" in ended.err
    assert not out.exists()
    assert run("weights", path, "-o", out, "--field", "w").code == 0


def test_npy(run: Run, skewed: Path, tmp_path: Path) -> None:
    """float32, one a row in file order."""
    array = tmp_path / "w.npy"
    report = run("weights", skewed, "--npy", array, "-f", "json").report
    weights = by_category(report)
    loaded = np.load(array)
    assert loaded.dtype == np.float32
    assert loaded.tolist() == [np.float32(weights[name]) for name in categories(skewed)]  # type: ignore[arg-type]  # a float


def test_an_array_without_some_rows_is_refused_or_says_which(
    run: Run, skewed: Path, tmp_path: Path
) -> None:
    """It would give weights to the wrong rows, and no sampler notices."""
    more, array, numbers = (tmp_path / name for name in ("m.jsonl", "w.npy", "w.rows.npy"))
    bad = b"\n" + b'{"category": "x"'
    more.write_bytes(b"{}\n\n" + skewed.read_bytes() + b'{"category": null}' + bad)
    dropped = ("weights", more, "--missing", "drop", "--on-error", "skip", "--npy", array)
    ended = run(*dropped)
    assert ended.code == 2
    assert f"{array}: 3 rows of 139 would have no weight" in ended.err
    assert "--npy-rows kept" in ended.err
    assert not array.exists()
    assert run(*dropped, "--npy-rows", "kept").code == 0
    assert np.load(numbers).tolist() == list(range(1, 137))
    alone = tmp_path / "alone.npy"
    run("weights", skewed, "--npy", alone)
    assert np.load(array).tolist() == np.load(alone).tolist()
    chosen = ("weights", skewed, "--where", 'category == "large"', "--npy", array)
    assert run(*chosen).code == 2
    assert run("weights", skewed, "--npy", "-", "--npy-rows", "kept").code == 2
    assert run("weights", skewed, "--npy-rows", "kept").code == 2
    assert run("weights", skewed, "--npy", array, "--npy-rows", "kept", "-o", numbers).code == 2


def test_labels_fix_the_order(run: Run, skewed: Path, tmp_path: Path) -> None:
    """A list, a text file, a JSON list and a label2id object give the order and what there is."""
    order = ["single", "large", "small", "middle"]
    text, listed, ids = tmp_path / "l.txt", tmp_path / "l.json", tmp_path / "ids.json"
    text.write_text("\n".join(order) + "\n")
    listed.write_text(json.dumps(order))
    ids.write_text(json.dumps({name: order.index(name) for name in sorted(order)}))
    for labels in (",".join(order), text, listed, ids):
        report = run("weights", skewed, "--labels", labels, "-f", "json").report
        assert [entry["category"] for entry in report["weights"]] == order


def test_declared_categories_without_rows(run: Run, skewed: Path) -> None:
    """An error that names them, unless they get a weight; they count in C."""
    labels = "large,middle,small,single,none"
    ended = run("weights", skewed, "--labels", labels)
    assert ended.code == 2
    assert "--labels: these categories have no rows: 'none'" in ended.err
    assert "--zero-weight X" in ended.err
    report = run("weights", skewed, "--labels", labels, "--zero-weight", 0, "--normalize", "none",
                 "-f", "json").report  # fmt: skip
    assert by_category(report) == {
        "large": 136 / 500, "middle": 136 / 150, "small": 136 / 25, "single": 136 / 5, "none": 0,
    }  # fmt: skip


def test_undeclared_categories(run: Run, skewed: Path) -> None:
    """A category that rows have but --labels does not name is an error with a likely spelling."""
    ended = run("weights", skewed, "--labels", "large,midle,small,single")
    assert ended.code == 2
    assert "rows have categories that are not named: 'middle'" in ended.err
    assert "did you mean 'middle' instead of 'midle'?" in ended.err


def test_a_row_with_several_labels_has_their_mean(run: Run, tmp_path: Path) -> None:
    """The weight of a row is the mean of its labels' weights."""
    rows = [{"t": ["a"]}, {"t": ["a"]}, {"t": ["a", "b"]}, {"t": ["a", "b", "b"]}]
    path, out = write_rows(tmp_path / "tags.jsonl", rows), tmp_path / "out.jsonl"
    report = run("weights", path, "-b", "t", "--normalize", "none", "-o", out, "-f", "json").report
    assert by_category(report) == {"a": 6 / (2 * 4), "b": 6 / (2 * 2)}
    got = [json.loads(line)["weight"] for line in lines(out)]
    assert got == [0.75, 0.75, 1.125, 1.125]
    run("weights", path, "-b", "t", "-o", out)
    assert sum(json.loads(line)["weight"] for line in lines(out)) == pytest.approx(4)


def test_units(run: Run, tmp_path: Path) -> None:
    """In another unit the mass is equalised: w_c = T / (C·t_c)."""
    rows = [{"category": "A", "n": 10}] * 3 + [{"category": "B", "n": 70}]
    path = write_rows(tmp_path / "tokens.jsonl", [{"id": i, **r} for i, r in enumerate(rows)])
    report = run("weights", path, "--unit", "field:n", "-f", "json").report
    assert by_category(report) == pytest.approx({"A": 100 / 60, "B": 100 / 140})


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--beta", "1", "--scheme", "effective"], "--beta: 1 must be at least 0 and below 1"),
        (["--scheme", "alpha", "--alpha", "-1"], "--alpha: -1 is below 0"),
        (["--max-ratio", "0.5"], "--max-ratio: 0.5 must be at least 1"),
        (["--beta", "nan", "--scheme", "effective"], "--beta: 'nan' is not a number of at least 0"),
        (["--max-ratio", "inf"], "--max-ratio: 'inf' is not a number of at least 0"),
        (["--max-ratio", "nan"], "--max-ratio: 'nan' is not a number of at least 0"),
        (["--zero-weight", "inf"], "--zero-weight: 'inf' is not a number of at least 0"),
        (["--alpha", "inf", "--scheme", "alpha"], "--alpha: 'inf' is not a number of at least 0"),
        (["--labels", ""], "--labels: no labels are named"),
        (["-o", "-", "--field", ""], "--field: it needs a name"),
        (["--labels", "large,large"], "--labels: 'large' is named twice"),
        (["-o", "-", "--npy", "-"], "cannot both go to standard output"),
    ],
)
def test_impossible_requests(run: Run, skewed: Path, options: list[str], sentence: str) -> None:
    """Each is exit 2 and says what is wrong."""
    ended = run("weights", skewed, *options)
    assert (ended.code, ended.out) == (2, b"")
    assert sentence in ended.err
