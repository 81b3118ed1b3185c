"""Text from data is no command of a CI system that reads what is printed, wherever that is."""

import csv
import io
import json
import re
import subprocess
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support import Outcome, Run, write_rows

ORDERS = [
    "::error::x", " ::warning file=a,line=1::x", "\u3000::notice::x", "\t::add-mask::x",
    "a\n::error::x", "a\r::error::x", "a\r\n ::stop-commands::t", "##[group]x", "x ##[endgroup]",
    "##vso[task.setvariable variable=a]b", "##VSO[task.complete result=Failed]",
    "##teamcity[buildProblem description='x']", "###[error]x", "##[[x", "\x1b[1m::error::x",
    "section_start:1700000000:x\r\x1b[0Kx", "section_end:1700000000:x\r\x1b[0K",
    "--- x", "+++ x", "~~~ x", "^^^ +++",
]  # fmt: skip
OBEYED = re.compile(  # what GitHub, Azure, TeamCity, GitLab and Buildkite look for
    r"^(\s|\x1b\[[\d;]*m)*::|^(---|\+\+\+|~~~|\^\^\^) |##\w*\[|section_(start|end):\d", re.ASCII
)
FORMS = ["table", "json", "csv", "md", "html"]
FILE = "::error::##[group]x.jsonl"


def assert_no_order(ended: Outcome) -> None:
    """Neither stream holds a line that a runner would obey; a lone \\r ends a line for some."""
    for line in re.split(r"[\r\n]", f"{ended.text}\n{ended.err}"):
        assert not OBEYED.search(line), line


def rows(repeats: int = 2) -> list[dict[str, object]]:
    """Rows of each name, with the same names for other fields."""
    return [
        {"category": name, "##[guess]": name if i else ORDERS[0], "prompt": f"{n} {i} {name}",
         "response": f"{name} {n * 7 + i} is what it says", "group": name}
        for n, name in enumerate(ORDERS) for i in range(repeats)
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    write_rows(Path(FILE), rows())
    write_rows(Path("more.jsonl"), rows(3)[::-1])
    Path("bad.jsonl").write_text(json.dumps(rows()[0]) + '\n{"category": ::error::x ##[y]\n')
    mixed = [
        f"[source.{json.dumps(name)}]\npath = {json.dumps(FILE)}\nby = 'category'\nrows = {n}\n"
        for n, name in enumerate(ORDERS)
    ]
    Path("recipe.toml").write_text("\n".join(mixed))
    responses = [
        {
            "custom_id": f"::{name}",
            "response": {
                "status_code": 500 + n,
                "body": {"error": {"message": name, "type": name}},
            },
        }
        for n, name in enumerate(ORDERS)
    ]
    write_rows(Path("responses.jsonl"), [*responses, *rows()])


COMMANDS: dict[str, list[object]] = {
    "inspect": [FILE, "more.jsonl", "--floor", 3],
    "balance": [FILE, "--floor", 3, "-n"],
    "weights": [FILE],
    "split": [FILE, "-d", "parts", "--rare", "spread", "--group", "group"],
    "dedupe": ["more.jsonl", "--equal", "--against", FILE, "-n"],
    "mix": ["recipe.toml", "-n"],
    "export": ["more.jsonl", "--trainer", "trl", "--cap", 3, "-d", "export"],
    "audit": [FILE, "more.jsonl", "--samples", 9, "--group", "group"],
    "check": ["more.jsonl", "--min-rows", 5, "--allow", "a", "--max-duplicates", 0],
    "compare": [FILE, "more.jsonl"],
    "gaps": [FILE, "--floor", 5, "--brief"],
    "collect": ["responses.jsonl", "--against", FILE, "-o", "new.jsonl"],
    "validate": ["more.jsonl", "--against", FILE, "-n"],
    "evaluate": ["more.jsonl", "--truth", "category", "--predicted", "/##[guess]", "--by", "group"],
    "shards scan": [FILE, "-o", "again.index"],
    "shards plan balance": ["a.index", "--cap", 2, "-o", "again.json"],
    "shards plan weights": ["w.index", "-o", "again.json"],
    "shards plan split": ["s.index", "--rare", "spread", "-o", "again.json"],
    "shards apply": ["plan.json", FILE, "--index", "a.index", "-o", "out/::error.jsonl"],
    "shards commit": ["##[group]out"],
}


def steps(run: Run) -> None:
    """What the steps over shards read."""
    written = Path("##[group]out", "::error.jsonl")
    for folder in ("out", written.parent):
        Path(folder).mkdir()
    for words in (
        ("scan", FILE, "-o", "a.index"), ("scan", FILE, "--command", "weights", "-o", "w.index"),
        ("scan", FILE, "--command", "split", "-o", "s.index"),
        ("plan", "balance", "a.index", "--cap", 2, "-o", "plan.json"),
        ("apply", "plan.json", FILE, "--index", "a.index", "-o", written),
    ):  # fmt: skip
        ended = run("shards", *words)
        assert ended.code == 0, ended.err


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("form", FORMS)
def test_reports(run: Run, name: str, form: str) -> None:
    """In any form, on standard output and standard error; JSON parses to the true names."""
    if name.startswith("shards"):
        steps(run)
    given = [one for one in COMMANDS[name] if form in ("md", "json") or one != "--brief"]
    for isolated in (["-f", form], ["--report", f"{form}=-", "-q"])[: 1 + (form != "table")]:
        ended = run(*name.split(), *given, *isolated)
        assert ended.code in (0, 1), ended.err
        assert_no_order(ended)
        if form == "json":
            names = set(re.findall(r"::\w+|##\w*\[", json.dumps(ended.report, ensure_ascii=False)))
            assert {"::error", "##["} <= names
        if form == "csv":
            list(csv.reader(io.StringIO(ended.text, newline=""), strict=True))


class Cells(HTMLParser):
    """The texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts = set[str]()
        self.feed(page)

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.texts.add(data)


def test_pages_show_true_names(run: Run) -> None:
    """Where a form can spell signs another way, its reader sees them as they are."""
    texts = Cells(run("inspect", FILE, "-f", "html").text).texts
    assert {"::error::x", "##[group]x", "--- x"} <= texts
    assert r"| \#\#\[group\]x |" in run("inspect", FILE, "-f", "md").text


def test_errors_and_notes(run: Run) -> None:
    """Names, excerpts, and what the user typed."""
    for args, code in (
        (["inspect", "bad.jsonl"], 3), (["inspect", "##[group]x"], 4), (["inspect", "::x"], 4),
        (["inspect", FILE, "-b", "##[group]"], 2), (["weights", FILE, "--labels", "::x"], 2),
        (["balance", FILE, "--mix", "##vso[x]=1", "-n"], 2), (["inspect", "##vso[x.gz"], 4),
        (["schema", "##[x]"], 2), (["##[x]"], 2), (["inspect", FILE, "--##[x]"], 2),
        (["inspect", "bad.jsonl", "--on-error", "skip", "--rejects", "-"], 0),
        (["inspect", FILE, "--top", "::x"], 2), (["--show-config", "inspect", FILE], 0),
    ):  # fmt: skip
        ended = run(*args)
        assert ended.code == code, ended.err
        assert_no_order(ended)


def test_configurations(run: Run) -> None:
    """What is proposed is TOML with true names."""
    proposed = run("check", FILE, "--init")
    assert_no_order(proposed)
    table = tomllib.loads(proposed.text)["check"]
    assert (sorted(table["allow"]), table["dataset"]) == (sorted(ORDERS), [FILE])


def test_annotations_are_the_only_commands(run: Run) -> None:
    """One a line, of ours; what is in them is no other one."""
    ended = run("check", "more.jsonl", "--min-rows", 5, "--annotations", "github", "-q")
    found = [line for line in ended.err.splitlines() if OBEYED.search(line)]
    assert len(found) == 10
    for line in found:
        assert re.match(r"::(error|notice) [^:]*::", line)
        assert not OBEYED.search(line.removeprefix("::"))


def test_the_next_command_is_what_to_paste(run: Run) -> None:
    """A shell reads the true names in what a log does not obey."""
    ended = run("inspect", FILE, "-f", "html", "--by", "category")
    assert_no_order(ended)
    (shown,) = [text for text in Cells(ended.text).texts if text.startswith("rebalance inspect")]
    echo = f"rebalance() {{ printf '%s\\n' \"$2\"; }}; {shown}"
    said = subprocess.run(["bash", "-c", echo], check=True, capture_output=True, text=True)
    assert said.stdout == f"{FILE}\n"


def test_rows_are_rows(run: Run) -> None:
    """Rows on standard output are the user's bytes, and stay as they are."""
    ended = run("balance", FILE, "--cap", 9, "-o", "-", "-q")
    assert ended.out == Path(FILE).read_bytes()
