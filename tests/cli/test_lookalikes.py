"""Values that differ only in type, case, white space or Unicode form: said, and gated."""

from pathlib import Path

import pytest

from tests.support import Run, write_rows

THREADS = [0, 0.0, 1, 1.0, "1", 2, "Ab", "ab ", 12345678901234567890123, 12345678901234567890123.0]


@pytest.fixture
def threads(tmp_path: Path) -> Path:
    """Ten threads of two messages each, in several spellings."""
    rows = [
        {"text": f"message {i} of {n}", "thread": thread, "category": "a"}
        for n, thread in enumerate(THREADS)
        for i in range(2)
    ]
    path = write_rows(tmp_path / "threads.jsonl", rows)
    path.write_text(path.read_text().replace("1.2345678901234568e+22", "12345678901234567890123.0"))
    return path


def parts_of(folder: Path) -> dict[str, set[str]]:
    """The parts in which each thread lies, as it is written."""
    found: dict[str, set[str]] = {}
    for path in folder.glob("*.jsonl"):
        for line in path.read_text().splitlines():
            thread = line.split('"thread": ')[1].split(', "category"')[0]
            found.setdefault(thread, set()).add(path.stem)
    return found


def test_categories_of_predictions(run: Run, tmp_path: Path) -> None:
    """Are told apart and named, or fail."""
    rows = [{"truth": "a", "pred": "a", "lang": lang} for lang in ("de", "De", "en", "de ")]
    path = write_rows(tmp_path / "p.jsonl", rows)
    args = ("evaluate", path, "--truth", "truth", "--predicted", "pred", "--by", "lang")
    ended = run(*args)
    said = "'De' (1) and 'de' (1) and 'de ' (1) differ only in type, case, white space or Unicode"
    assert (ended.code, said in " ".join(ended.err.split())) == (0, True)
    assert run(*args, "--lookalikes", "error").code == 1


def test_groups_of_those_who_have_none(run: Run, tmp_path: Path) -> None:
    """Words that stand for nobody tie rows together, which is said."""
    words = ["unknown", "Anonymous", "N/A", "[deleted]", " none "]
    rows = [{"text": f"row {n}", "user": f"u{n // 2}", "category": "x"} for n in range(30)]
    rows += [{"text": f"more {n}", "user": words[n % 5], "category": "x"} for n in range(10)]
    path = write_rows(tmp_path / "d.jsonl", rows)
    for command in (("split", path, "-d", tmp_path / "parts"), ("balance", path, "--cap", 9, "-n")):
        ended = run(*command, "--group", "user")
        said = " ".join(ended.err.split())
        assert ended.code == 0
        assert f'in 10 rows look like none, such as "unknown" at {path}:31: rows with' in said
    assert "look like none" not in run(*command, "--group", "text").err


@pytest.mark.parametrize("jobs", [1, 2])
def test_groups_compare_numbers_by_value(
    run: Run, threads: Path, tmp_path: Path, jobs: int
) -> None:
    """Also beyond 64 bits; texts stay apart, and are warned of."""
    for seed in range(5):
        out = tmp_path / f"parts{seed}"
        ended = run("split", threads, "--group", "thread", "-d", out, "--seed", seed, "-j", jobs)
        found = parts_of(out)
        assert found["0"] == found["0.0"]
        assert found["1"] == found["1.0"]
        assert found["12345678901234567890123"] == found["12345678901234567890123.0"]
        assert all(len(parts) == 1 for parts in found.values())
    said = " ".join(ended.err.split())
    assert "in 12 rows are numbers that are written in several ways, and are taken for one" in said
    assert f"such as 0 at {threads}:1 and 0.0 at {threads}:3" in said
    assert "in 10 rows differ only in type, case, white space or Unicode form" in said
    assert f'such as 1 at {threads}:5 and "1" at {threads}:9' in said


def test_groups_may_be_told_apart_by_type(run: Run, threads: Path, tmp_path: Path) -> None:
    """Then 1 and 1.0 are two groups, which is said."""
    args = ("split", threads, "--group", "thread", "--group-types", "exact")
    ended = run(*args, "-d", tmp_path / "parts")
    assert ended.code == 0
    assert f"are told apart, such as 0 at {threads}:1 and 0.0" in " ".join(ended.err.split())
    alone = run("split", threads, "--group-types", "exact", "-d", tmp_path / "x")
    assert alone.code == 2
    assert "--group-types: has no effect without --group" in alone.err


def test_groups_in_an_audit(run: Run, tmp_path: Path) -> None:
    """1 in one file and 1.0 in the other is a leak by value, and none by type."""
    one = write_rows(tmp_path / "one.jsonl", [{"text": "a b c", "thread": 1}])
    other = write_rows(tmp_path / "other.jsonl", [{"text": "d e f", "thread": 1.0}])
    args = ("audit", one, other, "--group", "thread", "--fail-on", "group")
    assert run(*args).code == 1
    assert run(*args, "--group-types", "exact").code == 0


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("split", ["-d", "OUT"]),
        ("balance", ["--equal", "max", "-o", "OUT"]),
        ("weights", ["-o", "OUT"]),
        ("inspect", []),
    ],
)
@pytest.mark.parametrize("names", [(1, 1.0), (1, "1"), ("Ab", " ab"), ("e\u0301", "\u00e9")])
def test_categories(
    run: Run, tmp_path: Path, command: str, options: list[str], names: tuple[object, object]
) -> None:
    """Every command that counts categories says so, and fails where it is asked to."""
    path = write_rows(tmp_path / "d.jsonl", [{"t": i, "category": names[i % 2]} for i in range(40)])
    out = tmp_path / "out"
    given = [out if one == "OUT" else one for one in options]
    said = "differ only in type, case, white space or Unicode form, and are counted separately"
    failed = run(command, path, *given, "--lookalikes", "error")
    assert (failed.code, out.exists()) == (1, False)
    assert said in failed.err
    ended = run(command, path, *given)
    assert ended.code == 0
    assert said in " ".join(ended.err.split())


def test_texts_that_spell_numbers_are_no_numbers(run: Run, tmp_path: Path) -> None:
    """Versions 1.1 and 1.10 are two, and look it."""
    rows = [{"t": i, "category": ("1.1", "1.10")[i % 2]} for i in range(4)]
    ended = run("inspect", write_rows(tmp_path / "d.jsonl", rows), "--lookalikes", "error")
    assert ended.code == 0


@pytest.mark.parametrize(("truth", "predicted"), [(1, 1.0), ("refund", " Refund"), (1, "1")])
def test_evaluations(run: Run, tmp_path: Path, truth: object, predicted: object) -> None:
    """Truth and prediction that only look alike fail where they are asked to."""
    path = write_rows(tmp_path / "p.jsonl", [{"truth": truth, "predicted": predicted}] * 3)
    args = ("evaluate", path, "--truth", "truth", "--predicted", "predicted")
    assert run(*args).code == 0
    assert run(*args, "--lookalikes", "error").code == 1
