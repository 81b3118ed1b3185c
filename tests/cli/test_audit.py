"""`rebalance audit`: leaks between files."""

import json
from pathlib import Path

import pytest

import rebalance
from tests.support import Outcome, Run, write_rows

WORDS = [f"word{i}" for i in range(400)]


def text(start: int, count: int) -> str:
    """A run of words that no other start shares."""
    return " ".join(WORDS[start : start + count])


@pytest.fixture
def leaky(tmp_path: Path) -> tuple[Path, Path]:
    """A training and a test file with one leak of each kind."""
    train = [
        {"instruction": text(0, 30), "output": "a", "user": 1},
        {"instruction": "What is the capital of France?", "output": "b", "user": 2},
        {"instruction": text(50, 30), "output": text(100, 14) + " " + text(0, 9), "user": 3},
        {"instruction": text(120, 40), "output": "d", "user": 4},
    ]
    test = [
        {"instruction": text(0, 30), "output": "a", "user": 1},  # identical
        {"instruction": "what is  the capital of FRANCE", "output": "e", "user": 5},  # its prompt
        {"instruction": text(100, 14), "output": text(200, 30), "user": 6},  # within an answer
        {"instruction": text(120, 37) + " or so", "output": "f", "user": 7},  # nearly
        {"instruction": "clean and short", "output": "g", "user": 3},  # a group
    ]
    return write_rows(tmp_path / "train.jsonl", train), write_rows(tmp_path / "test.jsonl", test)


def leaks(ended: Outcome) -> dict[str, int]:
    """Rows by kind."""
    return {leak["kind"]: leak["rows"] for leak in ended.report["leaks"]}


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_leaks_of_each_kind(
    run: Run, leaky: tuple[Path, Path], jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts and places, whatever the number of processes and the cuts."""
    monkeypatch.setenv("REBALANCE_SPAN_BYTES", "100")
    ended = run("audit", *leaky, "--group", "user", "-f", "json", "-j", jobs)
    assert ended.code == 0
    assert leaks(ended) == {"exact": 1, "prompt": 2, "group": 2, "near": 3, "ngram": 3}
    (exact, *_) = ended.report["leaks"]
    assert exact["examples"][0]["earlier"] == f"{leaky[0]}:1"
    assert exact["examples"][0]["later"] == f"{leaky[1]}:1"
    assert exact["between"] == [{"earlier": str(leaky[0]), "later": str(leaky[1]), "rows": 1}]
    assert ended.report["leaks"][-1]["unchecked"] == 2
    assert not list(leaky[0].parent.glob("*.json"))


@pytest.mark.parametrize("kind", ["exact", "prompt", "group", "near", "ngram"])
def test_leaks_that_are_an_error(run: Run, leaky: tuple[Path, Path], kind: str) -> None:
    """Exit 1 after the table, with the kind and its rows."""
    ended = run("audit", *leaky, "--group", "user", "--fail-on", kind)
    assert ended.code == 1
    assert f"leaks between the files: {kind} (" in ended.err
    assert f"{leaky[1]}:" in ended.text
    row = {"instruction": text(300, 20), "output": "z", "user": 9}
    clean = write_rows(leaky[0].parent / "clean.jsonl", [row])
    assert run("audit", leaky[0], clean, "--group", "user", "--fail-on", kind).code == 0


def test_a_split_leaks_nothing(run: Run, tmp_path: Path) -> None:
    """What --near-duplicates kept together, the audit does not find."""
    rows = [
        {"category": "a", "instruction": text(i - i % 3, 25 + i % 3), "output": str(i)}
        for i in range(0, 390, 2)
    ]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    files = [tmp_path / "p" / f"{name}.jsonl" for name in ("train", "validation", "test")]
    audit = ("audit", *files, "--fail-on", "exact,prompt,near", "--near-duplicates", 0.9)
    run("split", path, "-d", tmp_path / "p")
    assert run(*audit).code == 1
    run("split", path, "-d", tmp_path / "p", "--near-duplicates", 0.9)
    assert run(*audit).code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-d", "p"], "there is no option -d"),
        (["--stable"], "there is no option --stable"),
        (["--by", "category"], "there is no option --by"),
        (["--fail-on", "exakt"], "--fail-on: 'exakt' is not one of"),
        (["--fail-on", "exakt"], "did you mean 'exact'?"),
        (["--near-duplicates", "2"], "must be at least 0.3 and at most 1"),
        (["--near-duplicates", "0"], "must be at least 0.3 and at most 1"),
        (["--group", "nosuch"], "nosuch"),
        (["--no-stratify"], "there is no option --no-stratify"),
        (["--fail-on", "group"], "--fail-on: group needs --group FIELD"),
    ],
)
def test_options_that_make_no_sense(
    run: Run, leaky: tuple[Path, Path], options: list[str], said: str
) -> None:
    """Exit 2, and why."""
    ended = run("audit", *leaky, *options)
    assert (ended.code, said in ended.err) == (2, True)


@pytest.mark.parametrize("options", [["--audit"], ["--fail-on", "exact"]])
def test_the_option_that_it_was(run: Run, leaky: tuple[Path, Path], options: list[str]) -> None:
    """Exit 2, with the command that it is now."""
    ended = run("split", *leaky, *options)
    assert (ended.code, ended.out) == (2, b"")
    assert f"rebalance split {options[0]} has moved\n  write: rebalance audit PART..." in ended.err


def test_one_file_is_not_enough(run: Run, leaky: tuple[Path, Path]) -> None:
    """An audit compares files."""
    ended = run("audit", leaky[0])
    assert (ended.code, "an audit needs at least two files" in ended.err) == (2, True)
    assert run("audit").code == 2


def test_bad_rows_are_kept_apart(run: Run, leaky: tuple[Path, Path]) -> None:
    """They are counted in a warning, and written where the user says."""
    train, test = leaky
    test.write_bytes(test.read_bytes() + b"bad\n")
    assert run("audit", train, test).code == 3
    rejects = train.parent / "rejects.jsonl"
    ended = run("audit", train, test, "--rejects", rejects, "-f", "json")
    assert "warning: left out 1 bad row at " in ended.err
    assert [file["rows"] for file in ended.report["files"]] == [4, 5]
    assert json.loads(rejects.read_bytes())["raw"] == "bad"


def test_a_file_without_rows_is_named(run: Run, leaky: tuple[Path, Path]) -> None:
    """Nothing can leak from it or into it, which is no good news."""
    empty = write_rows(leaky[0].parent / "empty.jsonl", [])
    ended = run("audit", leaky[0], empty, "--fail-on", "exact")
    assert (ended.code, f"warning: {empty} has no rows" in ended.err) == (0, True)


def test_what_fails_is_in_the_report(leaky: tuple[Path, Path]) -> None:
    """The verb raises nothing: its report says which leaks fail."""
    report = rebalance.audit(leaky, fail_on=["exact", "prompt"])
    assert (report.status, report.failure) == (
        "failed", "leaks between the files: exact (1 row), prompt (2 rows)",
    )  # fmt: skip
    assert rebalance.audit(list(leaky)).failure == ""
    assert rebalance.audit(leaky, fail_on="exact").leaks[0].between[0].rows == 1


def test_boilerplate_does_not_count(run: Run, tmp_path: Path) -> None:
    """A run of words in more than ten training texts is no contamination."""
    same = text(0, 13)
    train = [{"instruction": f"{same} {text(20 + 20 * i, 15)}", "output": ""} for i in range(11)]
    test = write_rows(tmp_path / "test.jsonl", [{"instruction": f"{same} end", "output": ""}])
    args = ("audit", "-f", "json")
    path = write_rows(tmp_path / "train.jsonl", train)
    assert leaks(run(*args, path, test))["ngram"] == 0
    write_rows(path, train[:10])
    assert leaks(run(*args, path, test))["ngram"] == 1


def test_reports_are_for_programs_too(run: Run, leaky: tuple[Path, Path]) -> None:
    """CSV has one line a kind; JSON says whether it failed."""
    ended = run("audit", *leaky, "-f", "csv")
    assert ended.text.splitlines()[0] == "kind,field,rows,unchecked,words,letters"
    report = json.loads(run("audit", *leaky, "-f", "json", "--fail-on", "exact").out)
    assert (report["schema"], report["status"]) == ("rebalance.audit/2", "failed")


UNKNOWN: list[dict[str, object]] = [
    {"left": f"one two three four five {n}", "right": "x"} for n in range(4)
]


def test_what_could_not_be_looked_at_is_said(run: Run, tmp_path: Path) -> None:
    """In the report, by kind, with a place; and as a warning."""
    known = [{"instruction": text(20 * n, 20), "output": "a"} for n in range(4)]
    train = write_rows(tmp_path / "train.jsonl", known)
    silent = {"messages": [{"role": "assistant", "content": "hello"}]}
    test = write_rows(
        tmp_path / "test.jsonl", [UNKNOWN[0], silent, {"instruction": "?", "output": "b"}]
    )
    ended = run("audit", train, test, "-f", "json")
    assert ended.code == 0
    assert ended.report["coverage"]["exact"] == {"rows": 7, "looked_at": 7, "not_looked_at": []}
    assert ended.report["coverage"]["prompt"] == {
        "rows": 7, "looked_at": 4, "not_looked_at": [
            {"reason": "their shape is not known", "rows": 1, "example": f"{test}:1"},
            {"reason": "no turn of theirs is the user's", "rows": 1, "example": f"{test}:2"},
            {"reason": "their prompt has no words", "rows": 1, "example": f"{test}:3"},
        ],
    }  # fmt: skip
    assert ended.report["coverage"]["near"]["looked_at"] == 5
    assert ended.report["coverage"]["ngram"]["looked_at"] == 4
    assert "warning: prompt: 3 of 7 rows could not be looked at (1 as their shape" in ended.err


@pytest.mark.parametrize("kind", ["prompt", "group", "near", "ngram"])
def test_a_gate_that_sees_nothing_does_not_pass(run: Run, tmp_path: Path, kind: str) -> None:
    """Exit 2, also where another gate fails; what was found is still shown."""
    train = write_rows(
        tmp_path / "train.jsonl", [{"instruction": text(0, 20), "output": "a", "g": 1}]
    )
    rows: list[dict[str, object]] = [{"n": 1}] if kind == "near" else [*UNKNOWN]
    test = write_rows(tmp_path / "test.jsonl", rows)
    args = ("audit", train, test, test, "--group", "g", "--fail-on", f"exact,{kind}")
    ended = run(*args, "-f", "json")
    assert ended.code == 2
    assert ended.report["status"] == "failed"
    assert ended.report["leaks"][0]["rows"] == len(rows)  # exit 1 of its own
    assert f"--fail-on: {kind} could not look at any of the" in ended.err
    assert len(ended.err.splitlines()[-1]) > 20  # how to go on


def test_a_gate_that_sees_too_little_fails(run: Run, tmp_path: Path) -> None:
    """Each file counts on its own: 95 % of its rows, or what the options say."""
    known = [{"instruction": text(3 * n, 20), "output": str(n)} for n in range(100)]
    train = write_rows(tmp_path / "train.jsonl", known)
    others = [{"instruction": f"say {n} in words", "output": "a"} for n in range(19)]
    test = write_rows(tmp_path / "test.jsonl", [*others, UNKNOWN[0]])
    args = ("audit", train, test, "--fail-on", "prompt")
    assert run(*args).code == 0
    ended = run(*args, "--strict", "-f", "json")
    assert ended.code == 1
    assert ended.report["low_coverage"] == [
        {"kind": "prompt", "path": str(test), "rows": 20, "looked_at": 19}
    ]
    assert "min-coverage: prompt looked at 19 of 20 rows of" in ended.err
    assert run(*args, "--min-coverage", "96%").code == 1
    assert run(*args, "--min-coverage", "0.95").code == 0
    write_rows(test, [*others, *UNKNOWN[:2]])
    assert run(*args).code == 1
    assert run(*args, "--prompt-field", "left").code == 0  # the others have a shape
    assert run("audit", train, test, "--min-coverage", 1).code == 2


def test_fields_that_no_shape_knows(run: Run, tmp_path: Path) -> None:
    """`--prompt-field` and `--response-field` say what asks and what answers."""
    train = write_rows(tmp_path / "train.jsonl", [{"left": text(0, 20), "right": text(50, 20)}])
    others = [{"left": text(start, 20), "right": "other"} for start in (0, 50)]
    test = write_rows(tmp_path / "test.jsonl", others)
    named = ("--prompt-field", "left", "--response-field", "right")
    ended = run("audit", train, test, *named, "--fail-on", "prompt,ngram", "-f", "json")
    assert leaks(ended) == {"exact": 0, "prompt": 1, "near": 1, "ngram": 2}
    assert ended.code == 1
    assert run("audit", train, test, *named, "--text", "left").code == 2


def test_letters_make_longer_runs(run: Run, tmp_path: Path) -> None:
    """In scripts without spaces: 13 letters are a short phrase."""
    same = "今天天气很好我们一起去公园散步吧然后回家吃饭看电影睡觉起床上班"
    train = [{"instruction": "请回答" + same + "这是另一个问题的开头和结尾", "output": "好"}]
    test = [
        {"instruction": same, "output": "好"},
        {"instruction": same[:13] + "但是问题完全不同因为它问的是数学题", "output": "x"},
    ]
    files = [write_rows(tmp_path / f"{n}.jsonl", rows) for n, rows in enumerate((train, test))]
    ended = run("audit", *files, "-f", "json")
    assert leaks(ended)["ngram"] == 1
    assert (ended.report["leaks"][-1]["words"], ended.report["leaks"][-1]["letters"]) == (None, 30)


def test_the_training_part_comes_first(run: Run, tmp_path: Path) -> None:
    """A pattern such as `parts/*.jsonl` puts test.jsonl before it."""
    rows = [{"instruction": f"What is {n}?", "output": str(n), "category": "a"} for n in range(40)]
    run("split", write_rows(tmp_path / "rows.jsonl", rows), "-d", tmp_path / "parts", "-q")
    test, train = (tmp_path / "parts" / f"{name}.jsonl" for name in ("test", "train"))
    said = f"{test} is the part 'test' of a split: name the training part first"
    assert said in run("audit", test, train, "-q").err
    assert "name the training part first" not in run("audit", train, test, "-q").err
