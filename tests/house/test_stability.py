"""What users rely on only grows: commands, options, exit codes, keys of reports, verbs."""

import runpy
from pathlib import Path

import pytest

import rebalance
from rebalance.version import VERSION

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "stable_surface.py"))
surface, recorded, keys = TOOL["surface"], TOOL["recorded"], TOOL["_keys"]


def test_nothing_that_is_stable_is_gone() -> None:
    """A line that is missing breaks a script or a program of somebody."""
    assert sorted(recorded() - surface()) == []


def test_all_that_is_stable_is_written_down() -> None:
    """What is new becomes stable with the commit that adds it: `make generate`."""
    assert sorted(surface() - recorded()) == []


def test_the_list_is_whole() -> None:
    """It knows the commands, options, keys, errors and functions that pages tell of."""
    assert {
        "command shards plan balance", "verb shards_plan_balance", "command schema",
        "argument split dataset", "option balance --max-repeat VALUE = 4",
        "option split --out-dir is -d", "option balance --dry-run is -n",
        "option inspect --format takes html",
        "report rebalance.inspect/2.metrics.imbalance_ratio: null|number",
        "report rebalance.check/2.status = \"failed\"", "rule RB101 max-ratio",
        "error RebalanceError.DataError.ChangedInput exit 3",
        "function rebalance.training.torch.RowWeighted",
    } <= surface()  # fmt: skip
    assert {f"verb {name}" for name in rebalance.VERBS} <= surface()


def test_a_key_that_may_become_null_is_another_key() -> None:
    """Whoever reads a number there would fail at null."""
    number = {"type": "object", "properties": {"f1": {"type": "number"}}}
    maybe = {
        "type": "object",
        "properties": {"f1": {"anyOf": [{"type": "number"}, {"type": "null"}]}},
    }
    assert {*keys(number, "x", {}, ())} == {"x: object", "x.f1: number"}
    assert {*keys(maybe, "x", {}, ())} == {"x: object", "x.f1: null|number"}


def test_a_type_may_hold_itself() -> None:
    """It is gone through once."""
    tree = {
        "type": "object",
        "properties": {"below": {"type": "array", "items": {"$ref": "#/$defs/T"}}},
    }
    found = {*keys({"$ref": "#/$defs/T"}, "x", {"T": tree}, ())}
    assert {"x: object", "x.below: array"} <= found


def test_making_the_list_again_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It fails, and leaves the file as it was."""
    path = tmp_path / "surface.txt"
    path.write_text("# of before\ncommand gone\n", "utf-8")
    main = TOOL["main"]
    monkeypatch.setitem(main.__globals__, "RECORDED", path)
    assert main() == 1
    assert capsys.readouterr().err == "stable, and gone:\n  command gone\n"
    assert path.read_text("utf-8") == "# of before\ncommand gone\n"


def test_the_version_is_one_that_promises_that() -> None:
    """From 1.0 on, candidates for it included."""
    assert int(VERSION.partition(".")[0]) >= 1
