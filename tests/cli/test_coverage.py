"""What judgements could not look at is said, counted, and never passes a gate."""

from pathlib import Path

import pytest

from tests.cli.test_shape_matrix import answered, asked
from tests.support import Row, Run, write_rows


def known(numbers: range) -> list[Row]:
    """Rows of a shape that is known."""
    return [
        {"instruction": asked(n), "output": answered(n), "category": "x"} for n in numbers
    ]  # fmt: skip


def unknown(numbers: range) -> list[Row]:
    """Rows of a shape that no table knows."""
    return [{"frage": asked(n), "antwort": answered(n), "category": "x"} for n in numbers]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset of 40 rows and 10 new ones, in the current folder."""
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "train.jsonl", known(range(40)))
    write_rows(tmp_path / "new.jsonl", known(range(100, 110)))
    return tmp_path


VALIDATE = ("validate", "new.jsonl", "--against", "train.jsonl", "--holdout", "test.jsonl")


def test_held_out_rows_of_which_none_can_be_compared(run: Run, folder: Path) -> None:
    """Are refused with the option that helps, and nothing is written; the report says all."""
    write_rows(folder / "test.jsonl", unknown(range(100, 105)))
    ended = run(*VALIDATE, "-o", "out.jsonl", "-f", "json")
    assert (ended.code, Path("out.jsonl").exists()) == (2, False)
    assert "--holdout: holdout: 5 of 5 rows could not be looked at (5 as their shape" in ended.err
    assert "is not known, and that of most candidates is, first test.jsonl:1" in ended.err
    assert "--prompt-field FIELD" in ended.err
    assert ended.report["coverage"]["holdout"] == {
        "rows": 5, "looked_at": 0, "not_looked_at": [{
            "reason": "their shape is not known, and that of most candidates is",
            "rows": 5, "example": "test.jsonl:1"}],
    }  # fmt: skip
    ended = run(*VALIDATE, "--prompt-field", "frage", "-o", "out.jsonl", "-f", "json")
    assert (ended.code, ended.report["reasons"]) == (0, {"leaked-copy": 5})


def test_held_out_rows_of_which_some_can_be_compared(run: Run, folder: Path) -> None:
    """Fail below the coverage that is asked for, and are warned of above it."""
    write_rows(folder / "test.jsonl", [*known(range(200, 219)), {**known(range(1))[0],
               "instruction": "??"}])  # fmt: skip
    ended = run(*VALIDATE, "-o", "out.jsonl")
    assert (ended.code, Path("out.jsonl").exists()) == (0, True)
    said = (
        "holdout: 1 of 20 rows could not be looked at"
        " (1 as they have no words, first test.jsonl:20)"
    )
    assert said in " ".join(ended.err.split())
    for option in (("--strict",), ("--min-coverage", "96%")):
        ended = run(*VALIDATE, "-o", "other.jsonl", "--rejects", "bad.jsonl", *option)
        assert (ended.code, Path("other.jsonl").exists()) == (1, False)
        assert f"min-coverage: {said}; nothing was written" in " ".join(ended.err.split())
    assert run(*VALIDATE, "-o", "other.jsonl", "--min-coverage", "95%").code == 0
    ended = run(*VALIDATE[:4], "-o", "other.jsonl", "--strict")
    assert (ended.code, "--strict: has no effect without --holdout" in ended.err) == (2, True)


def test_candidates_that_cannot_be_compared(run: Run, folder: Path) -> None:
    """Count as not looked at where they are accepted; runs of words have a coverage, too."""
    write_rows(folder / "train.jsonl", [*known(range(40)), *unknown(range(300, 340))])
    write_rows(folder / "new.jsonl", [*known(range(100, 110)), *unknown(range(500, 501))])
    write_rows(folder / "test.jsonl", known(range(200, 220)))
    ended = run(*VALIDATE, "-o", "out.jsonl", "-f", "json")
    covered = ended.report["coverage"]
    assert (ended.code, covered["candidates"]["looked_at"]) == (1, 10)
    assert (covered["dataset"]["rows"], covered["dataset"]["looked_at"]) == (80, 40)
    assert covered["ngram"] == {"rows": 11, "looked_at": 11, "not_looked_at": []}
    alone = run(*VALIDATE[:4], "-o", "out.jsonl", "-f", "json")
    assert (alone.code, "ngram" in alone.report["coverage"]) == (0, False)


def test_rows_without_words_have_no_near_duplicates(run: Run, folder: Path) -> None:
    """To keep them together, or apart, is refused where no row has words, else warned of."""
    write_rows(folder / "none.jsonl", [{"prompt": "?" * n, "category": "x"} for n in range(1, 9)])
    write_rows(folder / "some.jsonl", [*known(range(9)), {"prompt": "?!", "category": "x"}])
    split = ("--near-duplicates", "0.7", "-d", "parts", "--no-stratify")
    diverse = ("--cap", "5", "--keep", "diverse", "-o", "cut.jsonl")
    for command, options, said in (
        ("split", split, "--near-duplicates"), ("balance", diverse, "--keep"),
    ):  # fmt: skip
        ended = run(command, "none.jsonl", *options)
        assert ended.code == 2
        assert f"{said}: 8 of 8 rows could not be looked at (8 as they have no words" in ended.err
        assert "--text FIELD" in ended.err
        ended = run(command, "some.jsonl", *options)
        assert ended.code == 0
        assert "near: 1 of 10 rows could not be looked at (1 as they have no words" in ended.err
    assert not Path("cut.jsonl").exists() or Path("cut.jsonl").read_bytes()


def test_a_gate_on_predictions_of_which_many_are_left_out(run: Run, folder: Path) -> None:
    """Fails; without a gate the report says it."""
    rows: list[Row] = [{"id": n, "label": "a", "pred": "a"} for n in range(18)]
    write_rows(folder / "p.jsonl", [*rows, {"id": 18, "pred": "a"}, {"id": 19, "pred": "a"}])
    evaluate = ("evaluate", "p.jsonl", "--truth", "label", "--predicted", "pred", "--missing",
                "drop", "-f", "json")  # fmt: skip
    assert run(*evaluate).report["coverage"]["predictions"]["looked_at"] == 18
    ended = run(*evaluate, "--min-f1", "0.5")
    assert (ended.code, ended.report["status"]) == (1, "failed")
    assert ended.report["low_coverage"] == "predictions"
    said = (
        "min-coverage: predictions: 2 of 20 rows could not be looked at (2 as they have no truth,"
    )
    assert said in ended.err
    assert run(*evaluate, "--min-f1", "0.5", "--min-coverage", "90%").code == 0
    ended = run(*evaluate, "--min-coverage", "90%")
    assert "--min-coverage: has no effect without --min-f1 or --min-recall" in ended.err


def test_a_gate_on_items_of_which_many_are_left_out(run: Run, folder: Path) -> None:
    """Predictions that no item asks for do not count against it."""
    write_rows(folder / "g.jsonl", [{"id": n, "label": "ab"[n % 2]} for n in range(10)])
    write_rows(folder / "p.jsonl", [{"id": n, "pred": "ab"[n % 2]} for n in range(2, 40)])
    evaluate = ("evaluate", "p.jsonl", "--truth", "label", "--predicted", "pred", "--key", "id",
                "--truth-file", "g.jsonl", "--min-f1", "0.5", "-f", "json")  # fmt: skip
    ended = run(*evaluate)
    assert (ended.code, ended.report["coverage"]["items"]["looked_at"]) == (0, 10)
    assert ended.report["coverage"]["predictions"]["looked_at"] == 8
    ended = run(*evaluate, "--unmatched", "drop")
    assert (ended.code, ended.report["low_coverage"]) == (1, "items")


def test_responses_that_cannot_be_read(run: Run, folder: Path) -> None:
    """Have their share in the coverage."""
    write_rows(folder / "r.jsonl", [*known(range(2)), {"strange": {"layout": "of an answer"}}])
    with (folder / "r.jsonl").open("a") as file:
        file.write("nonsense\n\n")
    ended = run("collect", "r.jsonl", "--against", "train.jsonl", "-o", "c.jsonl", "-f", "json")
    assert (ended.code, ended.report["responses"]) == (0, 4)
    covered = ended.report["coverage"]["responses"]
    assert (covered["rows"], covered["looked_at"]) == (4, 2)
    assert covered["not_looked_at"] == [
        {"reason": "they are no JSON objects", "rows": 1, "example": "r.jsonl:4"},
        {"reason": "their layout is not known", "rows": 1, "example": "r.jsonl:3"},
    ]


@pytest.mark.usefixtures("folder")
def test_options_that_say_what_to_compare(run: Run) -> None:
    """Are refused where nothing is compared, and where fields of text already say it."""
    for command in (
        ("balance", "train.jsonl", "--cap", "5", "-n"),
        ("gaps", "train.jsonl", "--equal", "max"), ("check", "train.jsonl", "--max-ratio", "5"),
    ):  # fmt: skip
        for option in ("--prompt-field", "--response-field"):
            ended = run(*command, option, "output")
            assert (ended.code, f"{option}: has no effect without" in ended.err) == (2, True)
    ended = run("split", "train.jsonl", "-d", "p", "--allow-shared-prompts", "--prompt-field", "a")
    assert (ended.code, "cannot be combined with --prompt-field" in ended.err) == (2, True)
    both = ("--near-duplicates", "0.7", "--text", "output", "--prompt-field", "instruction")
    ended = run("split", "train.jsonl", "-d", "parts", *both)
    assert (ended.code, "cannot be combined with --prompt-field" in ended.err) == (2, True)
    ended = run(*VALIDATE[:4], "--prompt-field", "instruktion", "-n")
    assert ended.code == 2
    assert "--prompt-field: no row of train.jsonl has the field 'instruktion'" in ended.err
    assert "did you mean 'instruction'?" in ended.err
