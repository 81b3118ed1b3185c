"""`rebalance check`: rules, thresholds, configurations, baselines, exit codes."""

import json
import re
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import rebalance
from rebalance.checking.options import CheckOptions
from rebalance.checking.rules import BY_OPTION
from rebalance.checking.rules import RULES as EVERY_RULE
from rebalance.errors import RequestError
from tests.support import REAL, REAL_FIELDS, Outcome, Row, Run, needs_shared, rows_of, write_rows

ROOT = Path(__file__).parents[2]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Rows of three categories, 60, 30 and 10."""
    return write_rows(tmp_path / "data.jsonl", rows_of({"a": 60, "b": 30, "c": 10}))


def found(ended: Outcome) -> list[tuple[str, str, str | None]]:
    """Rule, severity and category of each finding."""
    return [(f["rule"], f["severity"], f["category"]) for f in ended.report["findings"]]


RULES: list[tuple[Sequence[object], Sequence[object], list[str | None]]] = [
    (["--max-ratio", 6], ["--max-ratio", 5.9], [None]),
    (["--min-rows", 10], ["--min-rows", 31], ["b", "c"]),
    (["--min-share", "10%"], ["--min-share", 0.11], ["c"]),
    (["--max-share", 0.6], ["--max-share", "59%"], ["a"]),
    (["--min-evenness", 0.8], ["--min-evenness", 0.9], [None]),
    (["--min-categories", 3], ["--min-categories", 4], [None]),
    (["--max-categories", 3], ["--max-categories", 2], [None]),
    (["--max-duplicates", 0], ["--min-chars", 7], [None]),
    (["--min-chars", 6], ["--max-chars", 6], [None]),
    (["--max-chars", 7], ["--shape", "alpaca"], [None]),
    (["--shape", "text"], ["--shape", "messages"], [None]),
    (["--allow", "a,b,c"], ["--allow", "a,B"], ["b", "c"]),
    (["--require", "a,c"], ["--require", "c,d,a,e"], ["d", "e"]),
    (["--mix", "a=6,b=3,c=1"], ["--mix", "a=5,b=3,c=2"], ["a", "c"]),
    (["--mix", "a=5,b=3,c=2", "--mix-tolerance", "10%"],
     ["--mix", "a=6,b=3,c=1", "--require", "z"], ["z"]),
    (["--lookalikes", "error"], ["--min-rows", 61], ["a", "b", "c"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fine", "wrong", "categories"), RULES, ids=lambda v: " ".join(map(str, v))
)
@pytest.mark.parametrize("jobs", [1, 3])
def test_rules(
    run: Run, data: Path, jobs: int, fine: Sequence[object], wrong: Sequence[object],
    categories: list[str | None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Each rule passes at its threshold and fails beyond, with the categories that it is about."""
    monkeypatch.setenv("REBALANCE_SPAN_BYTES", "700")
    assert run("check", data, *fine, "-j", jobs).code == 0
    ended = run("check", data, *wrong, "-j", jobs, "-f", "json")
    assert (ended.code, ended.report["status"]) == (1, "failed")
    assert [category for _, _, category in found(ended)] == categories
    assert "the check failed" in ended.err


def test_thresholds_warn_or_fail(run: Run, data: Path) -> None:
    """A warning changes nothing but with --strict; the worst threshold counts."""
    rule = ("--min-rows", "warn=40,error=20", "-f", "json")
    ended = run("check", data, *rule)
    assert ended.code == 1
    assert found(ended) == [("min-rows", "error", "c"), ("min-rows", "warning", "b")]
    warned = ("check", data, "--min-rows", "warn=40")
    assert run(*warned).code == 0
    assert run(*warned, "--strict").code == 1
    assert run(*warned, "--strict", "--exit-zero").code == 0
    assert run("check", data, "--lookalikes", "warn").code == 0


def test_rows_that_are_bad_missing_or_repeated(run: Run, tmp_path: Path) -> None:
    """Counts and shares, each with its first place; without such a rule bad rows are exit 3."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"category": "a"}\n{"category": "a"}\n\nbad\n{"x": 1}\n{"category": "b"}\n')
    assert run("check", path, "--max-ratio", 9).code == 3
    more = ("--max-missing", "warn=0,error=1", "--max-duplicates", "0.3")
    ended = run("check", path, "--max-bad-rows", 0, *more, "-f", "json")
    assert ended.code == 1
    assert found(ended) == [("max-bad-rows", "error", None), ("max-missing", "warning", None)]
    bad, missing = ended.report["findings"]
    assert (bad["observed"], bad["line"], missing["line"]) == (1, 4, 5)
    fine = ("--max-missing", "25%", "--max-bad-rows", "20%", "--max-duplicates", "0.25")
    assert run("check", path, *fine).code == 0
    less = ("--max-missing", "25%", "--max-bad-rows", "20%", "--max-duplicates", "0.24")
    assert run("check", path, *less).code == 1


def test_near_duplicates(run: Run, tmp_path: Path) -> None:
    """Rows whose text nearly repeats an earlier one, or repeats it, at the similarity asked for."""
    words = " ".join(f"w{i}" for i in range(40))
    texts = [words, f"{words} more", words, "something else"]
    path = write_rows(tmp_path / "rows.jsonl", [{"category": "a", "text": t} for t in texts])
    args = ("check", path, "--max-near-duplicates")
    assert run(*args, 2).code == 0
    assert run(*args, "49%").code == 1
    assert run(*args, "49%", "--near-duplicates", 1).code == 0
    assert run(*args, 1, "--text", "category").code == 1


def test_a_rule_that_cannot_be_evaluated_fails(run: Run, tmp_path: Path) -> None:
    """Evenness of one category is undefined: that is no pass."""
    path = write_rows(tmp_path / "one.jsonl", rows_of({"a": 5}))
    ended = run("check", path, "--min-evenness", 0.1, "-f", "json")
    assert (ended.code, ended.report["findings"][0]["observed"]) == (1, None)


def test_look_alikes(run: Run, tmp_path: Path) -> None:
    """Names that differ only in case are named together."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"Code": 5, "code": 4, "x": 3}))
    ended = run("check", path, "--lookalikes", "error")
    assert (ended.code, "'Code' and 'code' differ only in type, case" in ended.text) == (1, True)
    meant = run("check", path, "--allow", "Code,x", "-f", "json").report["findings"][0]
    assert "did you mean 'Code'?" in meant["message"]


def messages(*turns: tuple[str, str]) -> Row:
    """A conversation."""
    return {"messages": [{"role": role, "content": said} for role, said in turns]}


def test_faults_of_a_shape(run: Run, tmp_path: Path) -> None:
    """Another shape, roles that do not alternate, empty answers and echoes, each with its line."""
    rows = [
        messages(("system", "s"), ("user", "u"), ("assistant", "a")),
        messages(("user", "u"), ("user", "u"), ("assistant", "a")),
        messages(("user", "u"), ("assistant", " ")),
        {"instruction": "i", "output": "o"},
        messages(("user", "The same."), ("assistant", "the same")),
        messages(("assistant", "a"), ("user", "u")),
    ]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    report = run("check", path, "--shape", "messages", "-f", "json").report
    found = [(f["message"].split(":")[0], f["rule"], f["line"]) for f in report["findings"]]
    assert found == [
        ("1 row has another shape", "shape", 4),
        ("2 rows have roles that do not alternate", "roles", 2),
        ("1 row does not end with an answer", "no-answer", 6),
        ("1 row has an empty answer", "empty-answer", 3),
        ("1 row has an answer that is the prompt", "echo", 5),
    ]
    assert report["findings"][1]["places"] == [f"{path}:2", f"{path}:6"]
    other = write_rows(tmp_path / "other.jsonl", rows[3:4])
    report = run("check", path, other, "--shape", "same", "-f", "json").report
    assert [(f["file"], f["line"]) for f in report["findings"]] == [(str(path), 4)]


def test_tools_may_answer_in_between(run: Run, tmp_path: Path) -> None:
    """The model calls a tool and speaks again; a call alone is an answer, too."""
    call: dict[str, object] = {"role": "assistant", "tool_calls": [{"id": "1"}], "content": None}
    asked = {"role": "user", "content": "u"}
    said = {"role": "assistant", "content": "a"}
    tool = {"role": "tool", "content": "t"}
    fine = [[asked, call, tool, said], [asked, call], [asked, call, tool, said, asked, said]]
    path = write_rows(tmp_path / "fine.jsonl", [{"messages": turns} for turns in fine])
    assert run("check", path, "--shape", "messages").code == 0
    for turns in ([asked, said, said], [asked, call, tool], [tool, said], [said, asked, said]):
        path = write_rows(tmp_path / "wrong.jsonl", [{"messages": turns}])
        assert run("check", path, "--shape", "messages").code == (0 if turns[-1] is tool else 1)


def config(folder: Path, table: str, name: str = "rebalance.toml") -> Path:
    """Write a configuration."""
    path = folder / name
    path.write_text(table, encoding="utf-8")
    return path


def test_a_bare_check_reads_the_nearest_configuration(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upwards from the working directory; paths are relative to the file; nothing is merged."""
    inner = data.parent / "inner" / "deep"
    inner.mkdir(parents=True)
    config(data.parent, '[tool.rebalance.check]\ndataset = ["data.jsonl"]\nmax-ratio = 5\n',
           "pyproject.toml")  # fmt: skip
    config(data.parent / "inner", "[tool.other]\nx = 1\n", "pyproject.toml")
    monkeypatch.chdir(inner)
    assert run("check").code == 1
    rule = "min-rows = { warn = 20, error = 5 }"
    config(data.parent / "inner", f'[check]\ndataset = ["../data.jsonl"]\n{rule}\n')
    ended = run("check", "-f", "json")
    assert (ended.code, found(ended)) == (0, [("min-rows", "warning", "c")])
    assert run("check", "--min-rows", 11).code == 1  # the command line comes first
    assert run("--isolated", "check").code == 2
    assert run("--config", "../../pyproject.toml", "check").code == 1
    shown = run("--show-config", "check", "--max-ratio", 3).text
    assert "min-rows = {" in shown
    assert 'max-ratio = "3"' in shown
    assert f"# {data.parent / 'inner' / 'rebalance.toml'}" in shown


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("max-ration = 3", "did you mean 'max-ratio'?"),
        ("max-ratio = true", "is not a number"),
        ('max-ratio = "many"', "is not a number"),
        ("max-ratio = { eror = 3 }", "did you mean 'error'?"),
        ("max-share = 50", "50 is above 1"),
        ('shape = { warn = "text", error = "alpaca" }', "are different shapes"),
        ('lookalikes = "eror"', "did you mean 'error'?"),
        ("max-drift = 0.1", "has no effect without --baseline"),
        ('report = ["json=r.json"]', "'report' names an output"),
        ('write-baseline = "b.json"', "'write-baseline' names an output"),
        ("strict = 1", "1 is neither true nor false"),
        ('missing = "dropp"', "did you mean 'drop'?"),
        ("jobs = true", "True is not a whole number"),
        ("allow = 3", "3 is not a list of categories"),
        ('shape = "alpacca"', "did you mean 'alpaca'?"),
        ('mix = "a"', "is not of the form"),
        ("mix-tolerance = 0.1", "has no effect without --mix"),
        ("dataset = 3\nmax-ratio = 2", "3 is not a path"),
        ("= 3", "rebalance.toml"),
    ],
)
def test_configurations_that_are_wrong(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, table: str, said: str
) -> None:
    """Exit 2, with what is wrong."""
    monkeypatch.chdir(data.parent)
    config(data.parent, f"[check]\n{table}\n")
    args = [] if table.startswith("dataset") else [data]
    ended = run("check", *args)
    assert (ended.code, said in ended.err) == (2, True), ended.err


def test_every_option_may_stand_in_a_configuration(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules of every kind, options of all commands, lists and tables."""
    monkeypatch.chdir(data.parent)
    config(
        data.parent,
        """[check]
dataset = "data.jsonl"
by = "category"
missing = "drop"
jobs = 1
max-ratio = 10
max-duplicates = "1%"
lookalikes = true
allow = ["a", "b", "c"]
require = ["a"]
mix = { a = 0.6, b = 0.3, c = 0.1 }
shape = "text"
strict = true
near-duplicates = 0.8
report = ["json=report.json"]
annotations = "none"
""",
    )
    assert run("--config", "rebalance.toml", "check").code == 0
    report = json.loads((data.parent / "report.json").read_bytes())
    names = [rule["rule"] for rule in report["rules"]]
    assert names == [
        "max-ratio",
        "max-duplicates",
        "lookalikes",
        "shape",
        "allow",
        "require",
        "mix",
        "min-coverage",
    ]


def test_no_rule_and_no_dataset(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are exit 2: nothing was checked."""
    monkeypatch.chdir(data.parent)
    assert "there are no rules to check" in run("--isolated", "check", data).err
    assert "no dataset given" in run("--isolated", "check", "--max-ratio", 3).err


def baseline(run: Run, data: Path) -> Path:
    """Write a baseline."""
    path = data.parent / "baseline.json"
    assert run("check", data, "--write-baseline", path).code == 0
    return path


def test_a_baseline_is_byte_stable(run: Run, data: Path) -> None:
    """The same bytes for rows in another order, whatever the number of processes."""
    path = baseline(run, data)
    first = path.read_bytes()
    data.write_bytes(b"".join(reversed(data.read_bytes().splitlines(keepends=True))))
    run("check", data, "--write-baseline", path, "-j", 2)
    assert path.read_bytes() == first
    assert json.loads(first)["rows"] == 100


def changed(data: Path, counts: Mapping[str, int]) -> Path:
    """Write other counts of categories."""
    return write_rows(data, rows_of(counts))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 600, "b": 300, "c": 100}, []),
        ({"a": 60, "b": 30, "c": 13}, [("max-change", "warning", "c")]),
        ({"a": 60, "b": 30}, [("vanished", "error", "c")]),  # a drift of 10 %, as by chance
        ({"a": 60, "b": 30, "c": 10, "d": 1}, [("new", "warning", "d")]),
        ({"a": 30, "b": 60, "c": 10},
         [("max-drift", "error", None), ("max-change", "error", "b"),
          ("max-change", "warning", "a")]),
    ],
)  # fmt: skip
def test_drift_from_a_baseline(
    run: Run, data: Path, counts: Mapping[str, int], expected: list[Any]
) -> None:
    """Shares decide, not counts: a dataset that only grows is fine."""
    path = baseline(run, data)
    changed(data, counts)
    ended = run("check", data, "--baseline", path, "-f", "json")
    assert found(ended) == expected
    assert ended.code == (1 if "error" in {severity for _, severity, _ in expected} else 0)


def test_thresholds_of_drift(run: Run, data: Path) -> None:
    """They can be set; absolute and relative change have to be exceeded both."""
    path = baseline(run, changed(data, {"a": 6000, "b": 3000, "c": 1000}))
    changed(data, {"a": 5000, "b": 4000, "c": 1000})
    args = ("check", data, "--baseline", path)
    assert run(*args, "--max-drift", "10%").code == 0
    assert run(*args, "--max-drift", "9%").code == 1
    both = ("--max-drift", "1", "--max-change", "9%", "--max-relative-change", "30%")
    assert run(*args, *both).code == 1
    assert run(*args, *both[:4], "--max-relative-change", "34%").code == 0


def test_drift_is_judged_beside_chance(run: Run, data: Path) -> None:
    """Total variation, its expectation, percentile and excess are said, if it fails or not."""
    path = baseline(run, data)
    changed(data, {"a": 50, "b": 40, "c": 10})
    args = ("check", data, "--baseline", path, "--max-drift", "0", "--max-change", "1")
    ended = run(*args, "-f", "json")
    drift = ended.report["drift"]
    assert (ended.code, found(ended)) == (0, [])  # 10 %, and chance gives up to 13 %
    assert drift["total_variation"] == 0.1
    assert drift["expected"] == pytest.approx(0.0719, abs=1e-4)
    assert drift["excess"] == pytest.approx(0.1 - drift["expected"])
    assert 0.1 <= drift["percentile_95"] <= 0.15
    changed(data, {"a": 400, "b": 500, "c": 100})
    ended = run(*args, "-f", "json")
    [finding] = ended.report["findings"]
    assert (ended.code, finding["rule"]) == (1, "max-drift")
    assert finding["observed"] == pytest.approx(ended.report["drift"]["excess"])
    assert "95th percentile" in run(*args).text


def test_equal_shares_never_drift(run: Run, data: Path) -> None:
    """Whatever the number of rows, and the number of labels of each."""
    for rows in ({"a": 1}, {"a": 1, "b": 1}, {"a": 1000, "b": 10}):
        path = baseline(run, changed(data, rows))
        ended = run("check", data, "--baseline", path, "--max-drift", "0", "-f", "json")
        assert (ended.code, ended.report["drift"]["total_variation"]) == (0, 0)
    write_rows(data, [{"category": ["a", "b"] if i % 2 else ["a"]} for i in range(100)])
    path = baseline(run, data)
    assert run("check", data, "--baseline", path).code == 0


def test_few_rows_cannot_show_a_drift(run: Run, data: Path) -> None:
    """It is said that they are too few, and they do not fail by chance."""
    path = baseline(run, changed(data, {"a": 6, "b": 6}))
    changed(data, {"a": 8, "b": 4})
    ended = run("check", data, "--baseline", path, "-f", "json")
    assert ended.code == 0
    assert "12 rows in the baseline and 12 now are too few" in " ".join(ended.report["warnings"])


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"schema": "rebalance.baseline/1"}', "\xff"])
def test_files_that_are_no_baseline(run: Run, data: Path, content: str) -> None:
    """Exit 2, and how to make one."""
    path = data.parent / "b.json"
    path.write_text(content, encoding="utf-8")
    ended = run("check", data, "--baseline", path)
    assert (ended.code, "this is not a baseline" in ended.err) == (2, True)


@pytest.mark.parametrize("number", ["1e999", "-1", "1.5", "NaN", '"3"', "true", "null"])
def test_a_baseline_with_impossible_rows_is_refused(run: Run, data: Path, number: str) -> None:
    """A number of rows is a whole number that is not negative."""
    path = baseline(run, data)
    text = path.read_text("utf-8")
    path.write_text(re.sub(r'"rows": ?\d+', f'"rows": {number}', text), "utf-8")
    assert path.read_text("utf-8") != text
    ended = run("check", data, "--baseline", path)
    assert (ended.code, "this is not a baseline" in ended.err) == (2, True), ended.err


def test_a_baseline_of_other_fields_is_refused(run: Run, data: Path) -> None:
    """Categories of one field are not those of another."""
    path = baseline(run, data)
    ended = run("check", data, "--by", "id", "--baseline", path)
    assert (ended.code, "has the categories of category" in ended.err) == (2, True)


def test_reports_are_written_before_the_exit(run: Run, data: Path) -> None:
    """All of them, also where the check fails; a kind that there is not is exit 2."""
    kinds = ("json", "md", "junit", "sarif", "github")
    files = [option for kind in kinds for option in ("--report", f"{kind}={data.parent / kind}")]
    assert run("check", data, "--min-rows", 20, *files).code == 1
    assert all((data.parent / kind).stat().st_size for kind in kinds)
    assert run("check", data, "--min-rows", 2, "--report", "xml=x").code == 2
    assert "did you mean 'junit'?" in run("check", data, "--min-rows", 2, "--report", "juni=x").err
    twice = ("--report", "md=a", "--report", "md=b")
    assert run("check", data, "--min-rows", 2, *twice).code == 2


def test_annotations_in_github_actions(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, with a summary; not elsewhere, and not where nobody wants them."""
    summary = data.parent / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    args = ("check", data, "--min-rows", 20)
    assert "::error" not in run(*args).err
    assert "::error" in run(*args, "--annotations", "github").err
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert "::error" in run(*args, "-q").err
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert "min-rows" in text
    assert "::error" not in run(*args, "--annotations", "none").err


def test_row_rules_need_no_category(run: Run, tmp_path: Path) -> None:
    """Rows without one are fine where no rule is about categories."""
    path = write_rows(tmp_path / "rows.jsonl", [{"text": "abc"}, {"text": "abcd"}])
    args = ("--isolated", "check", path, "--max-bad-rows", 0, "--shape", "same", "--min-chars", 3)
    assert run(*args).code == 0
    assert run("check", path, "--max-ratio", 3).code == 2


@pytest.mark.parametrize(
    ("option", "now"),
    [
        (["--config", "x.toml"], "rebalance --config FILE check ..."),
        (["--isolated"], "rebalance --isolated check ..."),
        (["--show-config"], "rebalance --show-config check ..."),
    ],
)
def test_options_that_moved(run: Run, data: Path, option: list[str], now: str) -> None:
    """Exit 2, with how they are written now."""
    ended = run("check", data, *option)
    assert (ended.code, ended.out) == (2, b"")
    assert f"{option[0]} belongs before the command\n  write: {now}\n" in ended.err


def test_the_options_are_the_table_of_the_rules() -> None:
    """Each rule has its option, with its metavar and its description; the page lists them all."""
    declared = CheckOptions.declared()
    for name, rule in BY_OPTION.items():
        option = declared[name]
        assert (option.help, option.metavar, option.parse) == (
            rule.description, rule.metavar, rule.parse,
        )  # fmt: skip
        assert set(rule.options) <= set(declared)
    listed = [name for name, one in declared.items() if one.group in ("Rules", "Baseline")]
    beside = {"baseline", "write_baseline", *(name for rule in EVERY_RULE for name in rule.more)}
    beside -= BY_OPTION.keys()  # `allow` names categories, and faults of a shape
    assert [name for name in listed if name not in beside] == list(BY_OPTION)
    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    for rule in EVERY_RULE:
        metavar = rule.metavar.replace("|", "\\|")
        name = f"`--{rule.name} {metavar}`" if metavar else rule.name
        assert f"| {rule.id} | {name} | {rule.description} |" in page


def test_reports_by_mapping_and_thresholds_by_number(run: Run, data: Path) -> None:
    """The verb takes what Python has; it raises nothing where a rule fails."""
    files = {"junit": data.parent / "a.xml", "json": data.parent / "a.json"}
    report = rebalance.check(
        data, max_ratio={"warn": 5}, min_share=Fraction(1, 9), allow=["a", "b"], report=files
    )
    assert report.failure == "the check failed: 2 errors, 1 warning"
    assert [one.rule for one in report.findings] == ["min-share", "allow", "max-ratio"]
    assert files["json"].read_text("utf-8") == report.to_json()
    options = ("--max-ratio", "warn=5", "--min-share", "1/9", "--allow", "a,b")
    assert run("check", data, *options, "--report", f"junit={data.parent / 'b.xml'}").code == 1
    assert (data.parent / "b.xml").read_bytes() == files["junit"].read_bytes()
    assert rebalance.check(data, max_ratio=5, exit_zero=True).failure == ""
    with pytest.raises(RequestError, match="'xml' is not one of json, csv, md"):
        rebalance.check(data, max_ratio=5, report="xml=x")


def test_a_report_on_standard_output(run: Run, data: Path) -> None:
    """The table goes to standard error then; two on it are refused."""
    ended = run("check", data, "--min-rows", 20, "--report", "json=-")
    assert ended.report["status"] == "failed"
    assert "Check of data.jsonl: failed" in ended.err
    both = ("--report", "json=-", "--report", "md=-")
    assert run("check", data, "--min-rows", 20, *both).code == 2


def test_a_baseline_can_be_written_anew(run: Run, data: Path) -> None:
    """Over the one that the configuration names, which is not read; thresholds do not matter."""
    path = baseline(run, data)
    changed(data, {"a": 1, "b": 30})
    args = ("check", data, "--baseline", path, "--max-drift", "1%")
    assert run(*args).code == 1
    assert run(*args, "--write-baseline", path).code == 0
    assert run(*args).code == 0
    assert run("check", data, "--max-ratio", 99, "--write-baseline", data).code == 2


def test_lists_in_files_are_relative_to_the_configuration(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As are reports; the names of categories are not taken for files."""
    inner = data.parent / "inner"
    inner.mkdir()
    (inner / "a").write_text("a file, and a category\n")
    (inner / "names.txt").write_text("a\nb\nc\n")
    config(
        inner,
        '[check]\ndataset = "../data.jsonl"\nallow = ["a", "b", "c"]\nrequire = "names.txt"\n'
        'report = ["json=r=1.json", "md=r.md"]\n',
    )
    monkeypatch.chdir(data.parent)
    ended = run("--config", "inner/rebalance.toml", "check")
    assert ended.code == 0, ended.err
    assert (inner / "r.md").exists()
    assert json.loads((inner / "r=1.json").read_bytes())["status"] == "passed"


def passes_its_own_proposal(run: Run, path: Path, *options: object) -> str:
    """Propose a configuration, save it, and check with nothing else."""
    proposed = run("check", path, "--init", *options)
    assert (proposed.code, proposed.err) == (0, "")
    config(Path.cwd(), proposed.text)
    strict = ["--strict"] if 'lookalikes = "error"' in proposed.text else []
    ended = run("check", "-q", *strict)
    assert ended.code == 0, ended.text + ended.err
    assert ended.out == b""
    return proposed.text


SAMPLES = {
    "alpaca_tasks.jsonl": "category",
    "chat_messages.jsonl": "meta.task",
    "medical_questions.jsonl": "condition",
    "prompt_completion.jsonl": "category",
    "sharegpt_conversations.jsonl": "topic",
    "tagged_instructions.jsonl": "tags",
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_starting_configuration(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Of the sample data: its rules hold, and it is noticed when the smallest category goes."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "data.jsonl"
    shutil.copy(ROOT / "sample_data" / name, path)
    text = passes_its_own_proposal(run, Path("data.jsonl"), "--by", SAMPLES[name])
    assert 'dataset = ["data.jsonl"]\n' in text
    assert "min-rows = " in text
    counts = run("inspect", path, "--by", SAMPLES[name], "-f", "json").report["categories"]
    rare, field = counts[-1]["category"], SAMPLES[name].split(".")

    def is_rare(line: bytes) -> bool:
        value = json.loads(line)
        for part in field:
            value = value.get(part)
        return rare in value if isinstance(value, list) else bool(value == rare)

    rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(row for row in rows if not is_rare(row)))
    assert run("check").code == 1


@needs_shared
@pytest.mark.parametrize("name", sorted(REAL_FIELDS))
def test_a_starting_configuration_of_real_files(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """With odd names, lists of labels, rows of several shapes; names that look alike warn only."""
    monkeypatch.chdir(tmp_path)
    proposed = run("check", REAL / name, "--init", "--by", REAL_FIELDS[name])
    assert (proposed.code, proposed.err) == (0, ""), proposed.err
    config(tmp_path, proposed.text)
    ended = run("check", "-f", "json")
    assert ended.code == 0, ended.text + ended.err
    assert {one["rule"] for one in ended.report["findings"]} <= {"lookalikes"}
    assert len(ended.report["rules"]) > 8


def test_a_starting_configuration_of_rows_that_are_not_all_fine(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad, missing, repeated and odd rows: what there is may be, and no more."""
    monkeypatch.chdir(tmp_path)
    odd = 'a "b"\\\n\u202e\x85\x7f\U0001f600##[x'
    rows = [*rows_of({odd: 3, "Code": 2, "code": 1}), {"x": 1}, {"category": odd}]
    path = write_rows(tmp_path / "data.jsonl", [*rows, *rows[:2]])
    path.write_bytes(path.read_bytes() + b"bad\n")
    proposed = run("check", "data.jsonl", "--init")
    assert proposed.code == 0
    assert "left out 1 bad row" in proposed.err
    assert proposed.text.isascii() is False
    assert all(sign.isprintable() for line in proposed.text.splitlines() for sign in line)
    config(tmp_path, proposed.text)
    ended = run("check", "-f", "json")
    assert ended.code == 0, ended.err
    assert found(ended) == [("lookalikes", "warning", "code")]
    path.write_bytes(path.read_bytes() + b"bad\n")
    assert run("check").code == 1
    shown = run("check", "data.jsonl", "--init", "-f", "json", env={"COLUMNS": "20"})
    assert shown.code == 2  # the configuration that was just saved has rules
    shown = run("--isolated", "check", "data.jsonl", "--init", "-f", "json")
    assert tomllib.loads(shown.report["configuration"])["check"]["allow"][0] == odd


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--max-ratio", "3"], "--init: cannot be combined with --max-ratio"),
        (["--strict"], "--init: cannot be combined with --strict"),
        (["--by", "nothing"], "has the field 'nothing'"),
    ],
)
def test_what_a_proposal_does_not_go_with(
    run: Run, data: Path, options: list[str], said: str
) -> None:
    """Exit 2, and why; standard input cannot be named in a configuration."""
    ended = run("--isolated", "check", data, "--init", *options)
    assert (ended.code, said in ended.err) == (2, True)
    assert "not standard input" in run("--isolated", "check", "-", "--init").err
    data.write_bytes(b"\n")
    assert run("--isolated", "check", data, "--init").code == 3
