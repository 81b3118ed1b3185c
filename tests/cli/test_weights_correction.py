"""`rebalance weights --correct-for`: weights that undo a run of balance."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rebalance
from tests.support import Outcome, Run, lines, rows_of, write_rows

COUNTS = {"large": 100, "middle": 30, "small": 5, "single": 1}
Balanced = Callable[..., tuple[Path, Path]]


@pytest.fixture
def balanced(run: Run, skewed: Path, tmp_path: Path) -> Balanced:
    """Balance the skewed rows; the output and its manifest."""

    def make(*options: object) -> tuple[Path, Path]:
        out, manifest = tmp_path / "balanced.jsonl", tmp_path / "balanced.manifest.json"
        assert run("balance", skewed, *options, "-o", out, "--manifest", manifest).code == 0
        return out, manifest

    return make


def test_weights_give_categories_their_shares_again(
    run: Run, balanced: Balanced, skewed: Path, tmp_path: Path
) -> None:
    """Rows before / rows after, mean 1; by the manifest, or by the report as JSON."""
    out, manifest = balanced("--cap", 20, "--floor", 4)
    weighted, saved = tmp_path / "weighted.jsonl", tmp_path / "saved.json"
    report = run("weights", out, "--correct-for", manifest, "-o", weighted, "-f", "json").report
    after = {"large": 20, "middle": 20, "small": 5, "single": 4}
    assert {one["label"]: one["weight"] for one in report["weights"]} == pytest.approx(
        {name: (COUNTS[name] / 136) / (after[name] / 49) for name in COUNTS}
    )
    assert {one["label"]: one["row_loss_after"] for one in report["weights"]} == pytest.approx(
        {name: count / 136 for name, count in COUNTS.items()}
    )
    written = [json.loads(line)["weight"] for line in lines(weighted)]
    assert sum(written) == pytest.approx(49)
    assert (report["scheme"], report["left_out"], report["warnings"]) == (
        "horvitz-thompson",
        [],
        [],
    )
    saved.write_bytes(run("balance", skewed, "--cap", 20, "--floor", 4, "-n", "-f", "json").out)
    again = run("weights", out, "--correct-for", saved, "-f", "json").report
    assert again["weights"] == report["weights"]
    assert (
        "weights that undo balanced.manifest.json, mean 1 over rows"
        in run("weights", out, "--correct-for", manifest).text
    )
    found = rebalance.weights(out, correct_for=manifest)
    assert found.to_dict()["weights"] == report["weights"]


def test_what_was_left_out_entirely_is_named(run: Run, balanced: Balanced) -> None:
    """No weight makes up for a category without a row."""
    out, manifest = balanced("--mix", "large=0.5,middle=0.5,default=0")
    ended = run("weights", out, "--correct-for", manifest, "-f", "json")
    gone = [(one["label"], one["rows"]) for one in ended.report["left_out"]]
    assert gone == [("small", 5), ("single", 1)]
    assert (
        "no row is left of 2 categories ('small', 'single'), which had 6 rows (4.4 %)" in ended.err
    )


def test_rows_without_a_category_are_counted(run: Run, skewed: Path, balanced: Balanced) -> None:
    """Those that balance dropped are no category's, and said."""
    skewed.write_bytes(skewed.read_bytes() + b"{}\n" * 4)
    out, manifest = balanced("--cap", 20, "--missing", "drop")
    ended = run("weights", out, "--correct-for", manifest)
    assert "the run left out 4 rows without a category (2.9 %)" in ended.err
    out, manifest = balanced("--cap", 20, "--missing", "keep")
    ended = run("weights", out, "--missing", "keep", "--correct-for", manifest, "-f", "json")
    assert ended.err == ""
    assert {one["label"]: one["row_loss_after"] for one in ended.report["weights"]} == (
        pytest.approx({name: n / 140 for name, n in {**COUNTS, "(missing)": 4}.items()})
    )


def test_crossed_fields_and_types(run: Run, tmp_path: Path) -> None:
    """Categories are told apart by their values: 1, "1" and true; and field by field."""
    rows = [{"a": a, "b": b, "id": i} for a in (1, "1", True) for b in ("x", "y") for i in range(9)]
    path = write_rows(tmp_path / "rows.jsonl", rows[:-6])
    by = ("--by", "a", "--by", "b")
    saved, out = tmp_path / "manifest.json", tmp_path / "out.jsonl"
    run("balance", path, *by, "--cap", 5, "-o", out, "--manifest", saved)
    report = run("weights", out, *by, "--correct-for", saved, "-f", "json").report
    assert sorted(one["row_loss_after"] for one in report["weights"]) == pytest.approx(
        [3 / 48, *[9 / 48] * 5]
    )


def test_rows_that_were_chosen_are_warned_of(run: Run, balanced: Balanced) -> None:
    """Weights are of draws: what `keep` preferred stays preferred."""
    out, manifest = balanced("--cap", 20, "--keep", "first")
    assert (
        "the run kept rows by 'first', not at random"
        in run("weights", out, "--correct-for", manifest).err
    )


def test_a_part_of_the_output_has_the_weights_of_all_of_it(run: Run, balanced: Balanced) -> None:
    """As after a split; that it is a part is said."""
    out, manifest = balanced("--cap", 20)
    out.write_bytes(b"".join(lines(out)[:30]))
    ended = run("weights", out, "--correct-for", manifest, "--normalize", "none", "-f", "json")
    weights = {one["label"]: one["weight"] for one in ended.report["weights"]}
    assert weights["large"] == 5
    assert "these are 30 of the 46 rows that the run wrote" in ended.err


def refused(ended: Outcome, sentence: str) -> None:
    """A command ended with exit 2 and this sentence, and wrote nothing."""
    assert (ended.code, ended.out) == (2, b"")
    assert sentence in ended.err


def test_another_dataset_is_refused(
    run: Run, balanced: Balanced, skewed: Path, tmp_path: Path
) -> None:
    """The rows that balance read, other categories, more rows, another field."""
    out, manifest = balanced("--cap", 20)
    given = ("--correct-for", manifest)
    refused(run("weights", skewed, *given), "these are the rows that the run read")
    other = write_rows(tmp_path / "other.jsonl", rows_of({"large": 3, "new": 1}))
    refused(run("weights", other, *given), "there are more rows than the run wrote: 'new'")
    more = write_rows(tmp_path / "more.jsonl", rows_of({"large": 21}))
    refused(run("weights", more, *given), "there are more rows than the run wrote: 'large'")
    ended = run("weights", out, "--by", "text", *given)
    refused(ended, "the run was by 'category', not 'text'")
    assert "give --by category" in ended.err


def test_lists_of_labels_are_refused(run: Run, tmp_path: Path) -> None:
    """Balance counted a row under one label, weights count it under all."""
    path = write_rows(tmp_path / "tags.jsonl", [{"t": ["a", "b"], "i": i} for i in range(9)])
    out, saved = tmp_path / "out.jsonl", tmp_path / "manifest.json"
    options = ("--multi", "joint", "--cap", 3)
    assert run("balance", path, "-b", "t", *options, "-o", out, "--manifest", saved).code == 0
    refused(
        run("weights", out, "-b", "t", "--correct-for", saved),
        "counted each row with several labels under one category (joint)",
    )


def test_files_that_are_no_such_record(run: Run, balanced: Balanced, tmp_path: Path) -> None:
    """Exit 2 with the place, whatever they hold; a missing one is exit 4."""
    out, manifest = balanced("--cap", 20)
    given: dict[str, Any] = json.loads(manifest.read_text())
    broken = tmp_path / "broken.json"

    def ends(change: dict[str, Any] | bytes) -> Outcome:
        content = change if isinstance(change, bytes) else json.dumps({**given, **change}).encode()
        broken.write_bytes(content)
        return run("weights", out, "--correct-for", broken)

    first = given["categories"][0]
    for change, sentence in (
        (b"[]", "it is not an object"),
        (b"{", "it is not JSON"),
        ({"schema": "rebalance.inspect/2"}, "its 'schema' is not"),
        ({"report": "rebalance.split/2"}, "it is one of another command"),
        (
            {"categories": [{**first, "rows_after": -1}]},
            "'categories[0].rows_after' is not a whole",
        ),
        ({"categories": [{**first, "category": {}}]}, "is not the value of a category"),
        ({"categories": [{**first, "rows_before": 0}]}, "'categories[0]' has rows after, but none"),
        ({"categories": [first, first]}, "a category is listed twice"),
        ({"options": {}}, "it has no 'missing' in 'options'"),
        ({"by": "category"}, "'by' is not an array"),
    ):
        refused(ends(change), sentence)
    assert run("weights", out, "--correct-for", tmp_path / "none.json").code == 4
    refused(
        run("weights", out, "--correct-for", manifest, "--scheme", "sqrt"), "cannot be combined"
    )


def test_nothing_of_the_unit_is_refused(run: Run, tmp_path: Path) -> None:
    """Weights have no mean over a unit of which no row has anything."""
    path = write_rows(tmp_path / "rows.jsonl", [{"category": "a", "n": 0, "i": i} for i in "xy"])
    out, saved = tmp_path / "out.jsonl", tmp_path / "manifest.json"
    assert run("balance", path, "--cap", 1, "-o", out, "--manifest", saved).code == 0
    ended = run("weights", out, "--correct-for", saved, "--unit", "field:n")
    refused(ended, "no row has anything of the unit to weight")
