"""Reports in every form, of every command: on standard output, in files, in notebooks."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import rebalance
from rebalance.report import Report
from tests.support import Row, Run, command, rows_of, validator, write_rows

ARGS: Mapping[str, list[str]] = {
    "inspect": ["data.jsonl", "--floor", "5"],
    "balance": ["data.jsonl", "--cap", "30", "--floor", "20", "-n"],
    "weights": ["data.jsonl"],
    "split": ["data.jsonl", "-d", "parts"],
    "dedupe": ["data.jsonl", "--near", "0.5", "-n"],
    "mix": ["recipe.toml", "-n"],
    "export": ["data.jsonl", "--trainer", "axolotl", "--cap", "30", "-d", "export"],
    "audit": ["data.jsonl", "other.jsonl"],
    "check": ["data.jsonl", "--max-ratio", "2", "--exit-zero"],
    "compare": ["data.jsonl", "other.jsonl"],
    "gaps": ["data.jsonl", "--floor", "30"],
    "validate": ["other.jsonl", "--against", "data.jsonl", "-n"],
    "evaluate": ["data.jsonl", "--truth", "category", "--predicted", "guess"],
    "collect": [
        "answers.jsonl", "--requests", "ask.jsonl", "--against", "data.jsonl", "-o", "c.jsonl",
    ],
    "shards scan": ["data.jsonl", "-o", "again.index"],
    "shards plan balance": ["a.index", "--cap", "30", "-o", "again.json"],
    "shards plan weights": ["w.index", "-o", "again.json"],
    "shards plan split": ["s.index", "-o", "again.json"],
    "shards apply": ["plan.json", "data.jsonl", "--index", "a.index", "-o", "out/data.jsonl"],
    "shards commit": ["out"],
}  # fmt: skip
DRAWN = {name: name not in ("audit", "check", "shards apply", "shards commit") for name in ARGS}
CONTAINS = "text of a row"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """Two datasets, requests and a response; the current folder."""
    monkeypatch.chdir(tmp_path)
    rows = rows_of({"a b": 40, "=1+1": 9, "👩\u200d👧": 4, "<i>": 1})
    full: list[Row] = [
        {**row, "guess": "a b", "instruction": f"{CONTAINS} {n}", "output": "yes"}
        for n, row in enumerate(rows)
    ]
    write_rows(tmp_path / "data.jsonl", full)
    write_rows(tmp_path / "other.jsonl", full[30:48])
    source = '[source.one]\npath = "data.jsonl"\nby = "category"\nshare = 1\n'
    (tmp_path / "recipe.toml").write_text(source, encoding="utf-8")
    asked = run("gaps", "data.jsonl", "--floor", "41", "--model", "m", "--requests", "ask.jsonl")
    assert asked.code == 0, asked.err
    one = json.loads((tmp_path / "ask.jsonl").read_text("utf-8").splitlines()[0])
    content = json.dumps([{"instruction": "new", "output": "text"}])
    body = {"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}
    answer = {"custom_id": one["custom_id"], "response": {"status_code": 200, "body": body}}
    write_rows(tmp_path / "answers.jsonl", [answer])
    rebalance.shards_scan("data.jsonl", output="a.index")
    rebalance.shards_scan("data.jsonl", command="weights", output="w.index")
    rebalance.shards_scan("data.jsonl", command="split", output="s.index")
    rebalance.shards_plan_balance("a.index", cap=30, output="plan.json")
    Path("out").mkdir()
    rebalance.shards_apply("plan.json", "data.jsonl", index="a.index", output="out/data.jsonl")
    return tmp_path


@pytest.mark.parametrize("name", ARGS)
def test_files_have_what_standard_output_has(run: Run, name: str) -> None:
    """Every form of every command, written beside the table, all of them at once."""
    kinds = ["json", "csv", "md", "html", *(["svg"] if DRAWN[name] else [])]
    wanted = [word for kind in kinds for word in ("--report", f"{kind}=r.{kind}")]
    table = run(*name.split(), *ARGS[name], *wanted)
    assert table.code == 0, table.err
    assert table.text
    for kind in kinds:
        written = Path(f"r.{kind}").read_bytes()
        assert written
        assert CONTAINS.encode() not in written
        if kind != "svg":
            shown = run(*name.split(), *ARGS[name], "-f", kind).out
            assert shown.partition(b"<footer>")[0] == written.partition(b"<footer>")[0]
    validator(f"rebalance.{name.replace(' ', '_')}/2").validate(
        json.loads(Path("r.json").read_bytes())
    )
    page = Path("r.html").read_text("utf-8")
    assert f"rebalance {name} {ARGS[name][0]}" in page
    assert "--report html=r.html" in page
    if DRAWN[name]:
        ElementTree.parse("r.svg")
    cells = list(csv.reader(io.StringIO(Path("r.csv").read_text("utf-8"), newline="")))
    assert {len(row) for row in cells} == {len(cells[0])}


@pytest.mark.parametrize("name", ARGS)
def test_metrics_are_numbers_by_their_paths(run: Run, name: str) -> None:
    """All of the report but options and lists without names; the same as JSON has."""
    run(*name.split(), *ARGS[name], "-q", "--report", "json=r.json", "--report", "metrics=m.json")
    report = json.loads(Path("r.json").read_bytes())
    found = json.loads(Path("m.json").read_bytes())
    assert found
    for path, number in found.items():
        assert type(number) in (int, float)
        assert not path.startswith("options.")
        at, left = report, path
        while left:  # names may hold dots
            if isinstance(at, list):
                one = next(one for one in at if left.startswith(f"{named(one)}."))
                at, left = one, left.removeprefix(f"{named(one)}.")
            else:
                key = next(key for key in at if left == key or left.startswith(f"{key}."))
                at, left = at[key], left.removeprefix(key).removeprefix(".")
        assert at == number


def named(entry: Any) -> str:
    """What an entry of a list is called."""
    return str(next(entry[key] for key in ("label", "name", "field") if key in entry))


def test_metrics_of_an_inspection(run: Run) -> None:
    """They are the ones of the page."""
    run("inspect", "data.jsonl", "-q", "--report", "metrics=m.json")
    found = json.loads(Path("m.json").read_bytes())
    assert list(found)[:6] == [
        "rows", "bad_rows", "blank_lines", "missing.absent", "missing.null", "missing.empty",
    ]  # fmt: skip
    assert (found["rows"], found["categories.<i>.rows"], found["metrics.categories"]) == (54, 1, 4)
    assert not [path for path in found if "interval" in path]


def test_csv_is_for_programs(run: Run) -> None:
    """Emoji survive, formulas do not run, numbers are whole, headers have units."""
    text = run("inspect", "data.jsonl", "-f", "csv").text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["category"] for row in rows] == ["a b", "'=1+1", "👩\u200d👧", "<i>"]
    assert [row["rows"] for row in rows] == ["40", "9", "4", "1"]
    assert float(rows[0]["share"]) == pytest.approx(40 / 54, abs=1e-12)
    assert "median_bytes" in rows[0]
    for form in ("json", "md", "html"):
        assert "'=1+1" not in run("inspect", "data.jsonl", "-f", form).text


def test_markdown_drops_nothing(run: Run) -> None:
    """The comparison with a baseline, the confusion, warnings, the cells of the table."""
    args = ["evaluate", *ARGS["evaluate"]]
    shown = run(*args, "--baseline", "data.jsonl", "-f", "md").text
    for words in ("## Evaluation of", "### Classes", "### Averages", "### Confusion",
                  "### Against the baseline", "The difference may be noise"):  # fmt: skip
        assert words in shown
    balanced = run("balance", *ARGS["balance"], "-f", "md")
    assert "> **Warning:** " in balanced.text
    assert "--max-repeat" in balanced.text


@pytest.mark.parametrize(
    ("name", "options", "code", "words"),
    [
        ("inspect", ["--report", "xml=a"], 2, "is not one of json, csv, md, html, metrics, svg"),
        ("audit", ["--report", "svg=a"], 2, "'svg' is not one of json, csv, md, html, metrics"),
        ("balance", ["--report", "card=a"], 2, "'card' is not one of"),
        ("inspect", ["--report", "html"], 2, "'html' is not KIND=FILE"),
        ("inspect", ["--report", "md=a", "--report", "md=b"], 2, "md is given twice"),
        ("inspect", ["--report", "md=a", "--report", "csv=a"], 2, "the name of two outputs"),
        ("inspect", ["--report", "md=a", "--report", "csv=./a"], 2, "the name of two outputs"),
        ("inspect", ["--report", "md=data.jsonl"], 2, "is an input as well as an output"),
        ("inspect", ["--report", "md=./link.jsonl"], 2, "is an input as well as an output"),
        ("inspect", ["--report", "md=-", "--report", "csv=-"], 2, "two outputs cannot both go"),
        ("split", ["--report", "md=absent/a.md"], 4, "absent/a.md: cannot be written"),
        ("weights", ["-o", "x", "--report", "md=x"], 2, "the name of two outputs"),
        ("balance", ["--top", "3", "-f", "md"], 2, "--top: has no effect with --format md"),
    ],
)  # fmt: skip
def test_refusals(run: Run, name: str, options: list[str], code: int, words: str) -> None:
    """Before the work: nothing is written, nothing is changed."""
    Path("link.jsonl").symlink_to("data.jsonl")
    before = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    ended = run(*name.split(), *ARGS[name], *options)
    assert (ended.code, words in ended.err) == (code, True), ended.err
    assert {path: path.read_bytes() for path in Path().iterdir() if path.is_file()} == before
    assert not Path("parts").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("split data.jsonl -d new --report html=new/train.jsonl", "the name of two outputs"),
        ("split data.jsonl -d new --report json=new/manifest.json", "the name of two outputs"),
        ("split data.jsonl -d new --folds 2 --report json=new/fold-1.jsonl", "two outputs"),
        ("split data.jsonl -d new --previous old/manifest.json --report json=old/manifest.json",
         "is an input as well as an output"),
        ("split data.jsonl -d new --previous old/manifest.json --report md=old/test.jsonl",
         "is an input as well as an output"),
        ("evaluate data.jsonl --truth category --predicted category --suggest s"
         " --report json=s.mix.toml", "the name of two outputs"),
        ("balance data.jsonl --cap 2 -o new.jsonl --report html=/dev/full", "No space left"),
        ("split data.jsonl -d new --report html=/dev/full", "No space left"),
        ("check data.jsonl --write-baseline new.json --report html=/dev/full", "No space left"),
        ("inspect data.jsonl --rejects new.jsonl --report card=half.md", "leave one of each"),
        ("inspect data.jsonl --report card=wide.md", "UTF-16"),
        ("inspect data.jsonl --report card=new.md.gz", "which is compressed"),
    ],
)  # fmt: skip
def test_all_files_of_a_run_come_together_or_none_does(run: Run, words: str, said: str) -> None:
    """Where a report cannot be written, neither is the data; nothing else is written over."""
    rows = [{"instruction": f"do {n}", "category": "ab"[n % 2]} for n in range(40)]
    write_rows(Path("data.jsonl"), rows)
    run("split", "data.jsonl", "-d", "old", "-q")
    Path("new").mkdir()  # reports are opened before the work, which would make it
    Path("half.md").write_text("<!-- rebalance: begin -->\n")
    Path("wide.md").write_text("a page\n", "utf-16")
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    ended = run(*words.split(), *(["--allow-empty"] if words.startswith("split") else []))
    assert ended.code in (2, 4)
    assert said in ended.err
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_a_report_may_not_replace_what_standard_input_reads(tmp_path: Path) -> None:
    """Nor may one be the file behind `-`."""
    path = write_rows(tmp_path / "data.jsonl", rows_of({"a": 3}))
    before = path.read_bytes()
    script = Path(sys.executable).with_name("rebalance")
    with path.open("rb") as stream:
        args = [str(script), "inspect", "-", "--report", f"json={path}"]
        ended = subprocess.run(args, stdin=stream, capture_output=True, check=False)
    assert ended.returncode == 2
    assert b"is an input as well as an output" in ended.stderr
    assert path.read_bytes() == before


def test_pages_are_the_same_with_any_number_of_processes(run: Run) -> None:
    """The command in the footer names no option that has no effect on the result."""
    pages = [run("inspect", "data.jsonl", "-f", "html", "-j", jobs).out for jobs in (1, 2)]
    assert pages[0] == pages[1]
    assert b"rebalance inspect data.jsonl" in pages[0]


def test_columns_of_parts_are_told_apart(run: Run) -> None:
    """In CSV, whatever the parts are called."""
    for names in ("rows=0.5,category=0.5", "x=0.5,x_target=0.5", "a-b=0.5,a_b=0.5"):
        args = ("--parts", names, "-d", "p", "--clean", "--allow-empty", "-f", "csv")
        rows = list(csv.reader(io.StringIO(run("split", "data.jsonl", *args).text, newline="")))
        assert len(set(rows[0])) == len(rows[0]) == 6
        assert rows[1][:2] == ["a b", "40"]
    text = run("split", "data.jsonl", "--folds", 2, "-d", "f", "-f", "csv").text
    assert text.startswith("category,rows,fold_0,fold_1,fold_0_target,fold_1_target\r\n")


def test_a_report_on_standard_output(run: Run) -> None:
    """`KIND=-` where no data goes there; the table then goes to standard error."""
    ended = run("inspect", "data.jsonl", "--report", "csv=-")
    assert ended.out == run("inspect", "data.jsonl", "-f", "csv").out
    assert "data.jsonl by category" in ended.err
    ended = command("balance", "data.jsonl", "--cap", "2", "-o", "-", "--report", "md=-")
    assert ended.code == 2
    assert "two outputs cannot both go to standard output" in ended.err


def test_reports_are_written_when_a_check_fails(run: Run) -> None:
    """Exit 1, and the files are there; a found configuration cannot name any."""
    ended = run("check", "data.jsonl", "--max-ratio", "2", "--report", "html=a.html")
    assert ended.code == 1
    assert "ratio" in Path("a.html").read_text("utf-8")
    Path("rebalance.toml").write_text('[inspect]\nreport = "html=b.html"\n', "utf-8")
    ended = run("inspect", "data.jsonl")
    assert (ended.code, "report" in ended.err) == (2, True)
    assert not Path("b.html").exists()


def test_a_card_replaces_its_block_alone(run: Run) -> None:
    """At the end of a page without one; the rest stays as it was, byte for byte."""
    page = Path("CARD.md")
    intro = "# Ünïcode\r\n\r\nIntro ".encode() + b"\xff\xfe.\r\n"
    page.write_bytes(intro)
    assert run("inspect", "data.jsonl", "-q", "--report", "card=CARD.md").code == 0
    first = page.read_bytes()
    assert first.startswith(intro + b"\r\n<!-- rebalance: begin -->\r\n")
    assert first.count(b"\n") == first.count(b"\r\n")  # as the page has them
    after = b"\r\nUse `<!-- rebalance: begin -->` for a block.\xff"
    page.write_bytes(first + after)
    assert run("inspect", "other.jsonl", "-q", "--report", "card=CARD.md").code == 0
    second = page.read_bytes()
    assert second.startswith(intro + b"\r\n<!-- rebalance: begin -->\r\n")
    assert second.endswith(b"<!-- rebalance: end -->\r\n" + after)
    assert second.count(b"\n<!-- rebalance: begin") == 1
    assert b"| a b | 18 |" in second
    assert b"`rebalance inspect other.jsonl --quiet" not in second  # quiet is no part of it
    assert b"`rebalance inspect other.jsonl --report card=CARD.md`" in second
    shown = run("inspect", "other.jsonl", "-f", "card").text
    assert shown.startswith("<!-- rebalance: begin -->\n")
    Path("-").write_text("a page\n")
    assert run("inspect", "other.jsonl", "-q", "--report", "card=-").text.startswith("<!--")
    block = "<!-- rebalance: begin -->\nold\n<!-- rebalance: end -->\n"
    indented = "".join(f"    {line}\n" for line in block.splitlines())
    code = f"\ufeff{block}# How\n```html\n{block}```\n{indented}"
    page.write_text(code, "utf-8")
    assert run("inspect", "other.jsonl", "-q", "--report", "card=CARD.md").code == 0
    assert page.read_text("utf-8") == f"\ufeff{shown}{code.partition(block)[2]}".replace(
        "-f card", "--report card=CARD.md"
    ).replace("inspect other.jsonl`", "inspect other.jsonl --report card=CARD.md`")


@pytest.mark.parametrize("page", ["BEGIN", "END", "END BEGIN", "BEGIN END BEGIN END"])
def test_a_card_without_a_whole_block_is_refused(run: Run, page: str) -> None:
    """Nothing is guessed of where the old block ended."""
    old = "".join(f"<!-- rebalance: {one.lower()} -->\ntext\n" for one in page.split())
    Path("CARD.md").write_text(old)
    ended = run("inspect", "data.jsonl", "-q", "--report", "card=CARD.md")
    assert (ended.code, "leave one of each" in ended.err) == (2, True)
    assert Path("CARD.md").read_text() == old


def test_rows_are_named_by_place(run: Run) -> None:
    """Their text is in a report only where samples are asked for, and then shortened."""
    for form in ("table", "json", "csv", "md", "html"):
        assert CONTAINS not in run("audit", *ARGS["audit"], "-f", form).text
    assert "--samples 3 shows" in run("audit", *ARGS["audit"]).text
    shown = run("audit", *ARGS["audit"], "--samples", "1")
    leaks = run("audit", *ARGS["audit"], "-f", "json").report["leaks"]
    assert shown.text.count(CONTAINS) == sum(bool(leak["examples"]) for leak in leaks) > 0
    texts = [
        one["text"]
        for leak in run("audit", *ARGS["audit"], "--samples", "5", "-f", "json").report["leaks"]
        for one in leak["examples"]
    ]
    assert texts
    assert all(len(text) <= 101 for text in texts)


def test_reports_in_a_notebook() -> None:
    """The table and the bars, scoped styles, no page."""
    reports: list[Report] = [
        rebalance.inspect("data.jsonl"), rebalance.check("data.jsonl", max_ratio=2),
        rebalance.evaluate("data.jsonl", truth="category", predicted="guess"),
    ]  # fmt: skip
    for report in reports:
        drawn = report._repr_html_()
        assert drawn.startswith('<div class="rebalance"')
        assert "<html" not in drawn
        assert "<table" in drawn


def test_files_from_the_library() -> None:
    """The same bytes as the command writes, but for the command that made them."""
    rebalance.inspect("data.jsonl", report={"svg": Path("a.svg"), "csv": "a.csv"})
    assert command("inspect", "data.jsonl", "-q", "--report", "svg=b.svg", "--report",
                   "csv=b.csv").code == 0  # fmt: skip
    for kind in ("svg", "csv"):
        assert Path(f"a.{kind}").read_bytes() == Path(f"b.{kind}").read_bytes()
