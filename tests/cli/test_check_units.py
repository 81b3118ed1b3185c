"""`check --unit`: ratios, shares, evenness and mixes in what rows measure."""

import json
from pathlib import Path

import pytest

from tests.support import Run, write_rows


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """As many rows of both, but nine times the characters, and half of a number."""
    made = [{"category": "a", "t": "x" * 90, "n": 0.5}, {"category": "b", "t": "y" * 10, "n": 1}]
    return write_rows(tmp_path / "rows.jsonl", made * 10)


def test_rules_in_a_unit(run: Run, rows: Path) -> None:
    """Each says which, and rows alone pass."""
    rules = ("--max-ratio", 5, "--max-share", "80%", "--min-share", "20%", "--min-evenness", 0.6,
             "--mix", "a=0.5,b=0.5", "--min-rows", 10)  # fmt: skip
    assert run("check", rows, *rules).code == 0
    ended = run("check", rows, *rules, "--unit", "chars", "-f", "json")
    found = {(one["rule"], one["category"]): one for one in ended.report["findings"]}
    assert (ended.code, ended.report["unit"]) == (1, "chars")
    assert set(found) == {
        ("max-ratio", None), ("max-share", "a"), ("min-share", "b"), ("min-evenness", None),
        ("mix", "a"), ("mix", "b"),
    }  # fmt: skip
    ratio = found["max-ratio", None]
    assert (ratio["observed"], ratio["message"]) == (
        9.0, "'a' has 900 chars and 'b' 100, a ratio of 9 : 1; source rows of 'b', or balance the"
        " training part",
    )  # fmt: skip
    assert found["max-share", "a"]["message"].startswith("'a' has 90.0 % of the chars")
    assert found["mix", "b"]["message"] == "'b' has 10.0 % of the chars, not 50.0 %"
    assert found["min-evenness", None]["message"].startswith("evenness in chars is 0.469")


def test_amounts_that_are_not_whole(run: Run, rows: Path) -> None:
    """They are compared exactly."""
    ask = ("check", rows, "--unit", "field:n", "--max-ratio")
    assert run(*ask, 2).code == 0
    ended = run(*ask, "1.99")
    assert (ended.code, "'b' has 10 n and 'a' 5, a ratio of 2 : 1" in ended.text) == (1, True)


@pytest.mark.parametrize("jobs", [1, 3])
def test_tokens(run: Run, rows: Path, tokenizer: Path, jobs: int) -> None:
    """As `inspect` counts them, with the digest of the tokenizer."""
    unit = ("--unit", f"tokens:{tokenizer}", "-j", jobs, "-f", "json")
    counted = run("inspect", rows, *unit).report
    ratio = counted["amount_metrics"]["imbalance_ratio"]
    ended = run("check", rows, "--max-ratio", 1, *unit)
    assert ended.report["findings"][0]["observed"] == pytest.approx(ratio)
    assert ended.report["tokenizer_sha256"] == counted["tokenizer_sha256"]
    assert "tokens and" in ended.report["findings"][0]["message"]


def test_nothing_to_compare_is_no_pass(run: Run, tmp_path: Path) -> None:
    """Rows that measure nothing have no share."""
    path = write_rows(tmp_path / "rows.jsonl", [{"category": "a"}, {"category": "b"}])
    for rule in (("--max-ratio", 9), ("--max-share", "90%"), ("--min-evenness", 0.1)):
        ended = run("check", path, *rule, "--unit", "chars")
        assert ended.code == 1, rule
        if "evenness" not in rule[0]:
            assert "have 0 chars" in ended.text


def test_a_proposal_in_a_unit_holds(run: Run, rows: Path, tmp_path: Path) -> None:
    """It names the unit, and the dataset keeps it."""
    made = run("check", rows, "--init", "--unit", "chars", "--side", "all").text
    assert 'unit = "chars"\n' in made
    assert "max-ratio = 9\n" in made
    config = tmp_path / "rebalance.toml"
    config.write_text(made)
    assert run("--config", config, "check").code == 0


def test_without_an_effect(run: Run, rows: Path) -> None:
    """A unit is of shares; the baseline has rows."""
    ended = run("check", rows, "--min-rows", 1, "--unit", "chars")
    assert (ended.code, "--unit: has no effect without --max-ratio" in ended.err) == (2, True)
    ended = run("check", rows, "--max-ratio", 99, "--side", "prompt")
    assert (ended.code, "--side: has no effect without --unit chars" in ended.err) == (2, True)
    assert json.loads(run("check", rows, "--max-ratio", 99, "-f", "json").out)["unit"] == "rows"
