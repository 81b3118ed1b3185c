"""`rebalance weights`: shares of losses, effective sample sizes, log priors."""

import json
from math import log
from pathlib import Path

import pytest

from tests.support import Run, lines, rows_of, write_rows

SAMPLES = Path(__file__).parents[2] / "sample_data"
ROW, TOKEN = ("row_loss_before", "row_loss_after"), ("token_loss_before", "token_loss_after")


def shares(report: dict[str, list[dict[str, object]]], names: tuple[str, ...]) -> dict[str, object]:
    """Shares of a loss before and after, by label."""
    return {str(one["label"]): tuple(one[name] for name in names) for one in report["weights"]}


@pytest.fixture
def lengths(tmp_path: Path) -> Path:
    """Three short answers of A and a long one of B."""
    rows = [{"category": "A", "instruction": f"q{i}", "output": "x" * 10, "n": 10} for i in "abc"]
    rows.append({"category": "B", "instruction": "q", "output": "y" * 70, "n": 70})
    return write_rows(tmp_path / "lengths.jsonl", rows)


def test_losses_over_rows_and_over_tokens(run: Run, lengths: Path) -> None:
    """Weights from rows even out a row-averaged loss, and skew a token-averaged one further."""
    report = run("weights", lengths, "-f", "json").report
    assert shares(report, ROW) == {"A": (0.75, 0.5), "B": (0.25, 0.5)}
    assert shares(report, TOKEN) == {"A": (0.3, 0.125), "B": (0.7, 0.875)}
    assert (report["token_unit"], report["rows_without_answer"]) == ("answer", 0)
    assert "Characters of the answer stand for tokens; `unit=tokens:NAME`" in report["losses_note"]
    assert "stand for tokens; --unit tokens:NAME counts" in run("weights", lengths).text
    assert run("weights", lengths, "-f", "csv").text.splitlines()[1:] == [
        "A,3,0.6666666666666666,0.75,0.5,0.3,0.125", "B,1,2.0,0.25,0.5,0.7,0.875",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", [("field:n",), ("chars", "--text", "output")])
def test_in_a_unit_the_token_averaged_loss_is_even(
    run: Run, lengths: Path, unit: tuple[str, ...]
) -> None:
    """The unit stands for tokens: shares are unit × weight."""
    report = run("weights", lengths, "--unit", *unit, "-f", "json").report
    assert shares(report, TOKEN) == {"A": (0.3, 0.5), "B": (0.7, 0.5)}
    assert report["weights"][0]["row_loss_after"] == pytest.approx(5 / (5 + 5 / 7))
    assert report["token_unit"] == unit[0]
    assert "Characters of the answer" not in report["losses_note"]


def test_rows_without_a_known_answer_are_counted(run: Run, tmp_path: Path) -> None:
    """All their text stands for tokens, and is said to; --response-field names the answer."""
    rows = [{"category": "A", "odd": "x" * 30, "q": "12345"}] * 2
    rows.append({"category": "B", "instruction": "q", "output": "y" * 35})
    path = write_rows(tmp_path / "odd.jsonl", rows)
    report = run("weights", path, "-f", "json").report
    assert shares(report, TOKEN)["A"] == (pytest.approx(2 / 3), 0.5)
    assert report["rows_without_answer"] == 2
    assert "(of all text in 2 rows of which no answer is known)" in report["losses_note"]
    named = run("weights", path, "--response-field", "odd", "-f", "json").report
    assert named["rows_without_answer"] == 0
    assert shares(named, TOKEN)["A"] == (pytest.approx(60 / 95), pytest.approx(30 / 65))
    ended = run("weights", path, "--response-field", "odd", "--unit", "chars")
    assert (ended.code, ended.out) == (2, b"")


def test_without_any_text_a_loss_has_no_shares(run: Run, tmp_path: Path) -> None:
    """Undefined is null, and a dash in the table."""
    path = write_rows(tmp_path / "bare.jsonl", [{"category": "A"}, {"category": "B"}])
    report = run("weights", path, "-f", "json").report
    assert shares(report, TOKEN) == {"A": (None, None), "B": (None, None)}
    assert "–" in run("weights", path).text


def test_lists_count_with_the_weights_that_are_written(run: Run, tmp_path: Path) -> None:
    """A row counts under each of its labels, with its own weight, the mean of theirs."""
    rows = [{"t": ["a"], "text": "1234"}] * 2 + [{"t": ["a", "b"], "text": "12345678"}] * 2
    path, out = write_rows(tmp_path / "tags.jsonl", rows), tmp_path / "out.jsonl"
    report = run("weights", path, "-b", "t", "-o", out, "-f", "json").report
    written = [json.loads(line)["weight"] for line in lines(out)]
    mass, tokens = sum(written), sum(w * n for w, n in zip(written, (4, 4, 8, 8), strict=True))
    assert shares(report, ROW) == {
        "a": (1.0, 1.0), "b": (0.5, pytest.approx(sum(written[2:]) / mass)),
    }  # fmt: skip
    assert shares(report, TOKEN)["b"] == pytest.approx((16 / 24, 8 * sum(written[2:]) / tokens))
    assert "so that shares add up to more than 100 %" in report["losses_note"]


def test_figures_of_the_sample_data(run: Run) -> None:
    """Balanced by rows, answers of 0.3 to 34.9 % of all text have 0.8 to 34.6 % of their loss."""
    tasks, tags = SAMPLES / "alpaca_tasks.jsonl", SAMPLES / "tagged_instructions.jsonl"
    after = shares(run("weights", tasks, "-f", "json").report, TOKEN[1:])
    least, most = min(after.values()), max(after.values())  # type: ignore[type-var]  # of floats
    assert (least, most) == (after["classification"], after["creative writing"])
    assert (least, most) == ((pytest.approx(0.008, abs=5e-4),), (pytest.approx(0.346, abs=5e-4),))
    labels = shares(run("weights", tags, "-b", "tags", "-f", "json").report, ROW[1:])
    assert labels["sql"] == (pytest.approx(0.083, abs=5e-4),)
    assert labels["code"] == (pytest.approx(0.292, abs=5e-4),)


def test_the_effective_sample_size_is_one_of_the_unit(run: Run, lengths: Path) -> None:
    """(Σwt)² / Σ(wt)² beside (Σt)² / Σt²: rows of unlike sizes are worth less than their number."""
    report = run("weights", lengths, "--unit", "field:n", "-f", "json").report
    assert report["effective_sample_size_unweighted"] == pytest.approx(100**2 / (300 + 4900))
    masses = [50 / 3] * 3 + [50]
    size = sum(masses) ** 2 / sum(mass * mass for mass in masses)
    assert report["effective_sample_size"] == pytest.approx(size)
    assert (
        "Effective sample size 3.0 of 1.9 that 4 rows have"
        in run("weights", lengths, "--unit", "field:n").text
    )
    rows = run("weights", lengths, "-f", "json").report
    assert rows["effective_sample_size_unweighted"] == 4
    tasks = SAMPLES / "alpaca_tasks.jsonl"
    chars = run("weights", tasks, "--unit", "chars", "--text", "output", "-f", "json").report
    sizes = chars["effective_sample_size"], chars["effective_sample_size_unweighted"]
    assert sizes == (pytest.approx(152, abs=0.5), pytest.approx(455, abs=0.5))


@pytest.mark.parametrize("options", [(), ("--unit", "chars"), ("-b", "id", "-b", "category")])
def test_a_limit_is_recommended_below_half(run: Run, tmp_path: Path, options: list[str]) -> None:
    """With the limit that the note names, at least half is left, and nothing is recommended."""
    rows = [{"category": name, "id": i % 2, "text": "x" * (1 + i % 9 * 30)}
            for name, count in (("a", 400), ("b", 40), ("c", 2)) for i in range(count)]  # fmt: skip
    path = write_rows(tmp_path / "rows.jsonl", rows)
    report = run("weights", path, *options, "-f", "json").report
    ratio = report["recommended_max_ratio"]
    assert f"`max_ratio={ratio:g}` would leave" in report["effective_sample_size_note"]
    assert f"--max-ratio {ratio:g} would leave" in run("weights", path, *options).text
    clipped = run("weights", path, *options, "--max-ratio", ratio, "-f", "json").report
    half = report["effective_sample_size_unweighted"] / 2
    assert report["effective_sample_size"] < half <= clipped["effective_sample_size"]
    assert clipped["recommended_max_ratio"] is None
    assert "would leave" not in clipped["effective_sample_size_note"]


def test_log_priors(run: Run, skewed: Path) -> None:
    """τ·ln π for logit adjustment (Menon et al. 2021); null for a category without rows."""
    counts = {"large": 100, "middle": 30, "small": 5, "single": 1}
    given = ("weights", skewed, "--log-priors")
    for options, tau in (((), 1.0), (("--tau", "0.5"), 0.5)):
        report = run(*given, *options, "-f", "json").report
        found = {one["label"]: one["log_prior"] for one in report["weights"]}
        expected = {name: tau * log(count / 136) for name, count in counts.items()}
        assert report["tau"] == tau
        assert found == pytest.approx(expected)
    assert "log prior" in run(*given).text
    assert run(*given, "-f", "csv").text.splitlines()[0].endswith(",log_prior")
    assert "log" not in run("weights", skewed, "-f", "csv").text
    plain = run("weights", skewed, "-f", "json").report
    assert (plain["tau"], plain["weights"][0]["log_prior"]) == (None, None)
    more = run(*given, "--labels", "large,middle,small,single,none", "--zero-weight", 0, "-f",
               "json").report  # fmt: skip
    assert more["weights"][-1]["log_prior"] is None
    assert "no effect without --log-priors" in run("weights", skewed, "--tau", 2).err


def test_processes_and_spans_change_nothing(run: Run, lengths: Path, tmp_path: Path) -> None:
    """The same report and the same rows, however the file is cut."""
    found = set()
    for jobs in (1, 2, 3):
        out = tmp_path / f"out{jobs}.jsonl"
        ended = run("weights", lengths, "-o", out, "-f", "json", "-j", jobs,
                    env={"REBALANCE_SPAN_BYTES": "40"})  # fmt: skip
        found.add((ended.out, out.read_bytes()))
    assert len(found) == 1


def test_an_answer_that_no_row_has_is_refused(run: Run, tmp_path: Path) -> None:
    """All text of rows would stand for it; with an engine, the sentence is the same."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 3, "b": 1}))
    ended = [
        run("weights", path, "--response-field", "none", *more)
        for more in ((), ("-d", tmp_path / "out", "--engine", "processes"))
    ]
    assert {one.code for one in ended} == {2}
    assert ended[0].err == ended[1].err
    assert "no row of" in ended[0].err
