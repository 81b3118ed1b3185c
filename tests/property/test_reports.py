"""Promises about reports, for any findings."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rebalance.checking.findings import Finding
from rebalance.choices import Severity
from tests.checking.test_formats import (
    HOSTILE,
    RULES,
    annotations,
    check_annotations,
    check_junit,
    check_markdown,
    check_sarif,
    finding,
    junit,
    markdown,
    rows_of,
    sarif,
    summary,
)

marks = st.lists(st.sampled_from([*HOSTILE[:-1], *"|\\`*_[]<>()!#~&$:/@.w%,={}01a \n\r"]))
texts = st.one_of(st.text(st.characters()), marks.map("".join))  # surrogates too
severities: st.SearchStrategy[Severity] = st.sampled_from(["error", "warning"])
observed = st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), texts)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """A finding of some rule, with any text wherever there is text."""
    rule = draw(st.sampled_from(RULES))
    file = draw(st.none() | texts)
    line = draw(st.none() | st.integers(1, 2**40)) if file else None
    return finding(
        rule.id, rule.name, draw(severities), draw(observed), draw(observed), draw(texts),
        draw(st.none() | texts), file, line,
    )  # fmt: skip


lists = st.lists(findings(), max_size=12)


@given(lists)
@settings(deadline=None)
def test_junit_gives_every_text_back(found: list[Finding]) -> None:
    """It parses, fits the schema, counts right, and says what was found."""
    check_junit(junit(found, RULES), found)


@given(lists)
@settings(deadline=None)
def test_sarif_gives_every_text_back(found: list[Finding]) -> None:
    """It is JSON, fits the schema, and no text is a link or a placeholder."""
    check_sarif(sarif(found, RULES, "1"), found)


@given(lists)
@settings(deadline=None)
def test_every_annotation_is_one_command(found: list[Finding]) -> None:
    """The runner reads it back; no text starts another."""
    check_annotations(annotations(found), found)


@given(lists)
@settings(deadline=None)
def test_every_finding_is_one_row_of_markdown(found: list[Finding]) -> None:
    """As wide as the header, with plain text in it: no HTML, no link."""
    check_markdown(markdown(found), found)


@given(st.lists(findings(), max_size=4), st.integers(1, 400))
@settings(deadline=None)
def test_summaries_keep_their_size(found: list[Finding], times: int) -> None:
    """Whole rows, the first ones, as many as fit."""
    text = summary(found * times)
    assert len(text.encode()) <= 64_000
    shown = max(len(rows_of(text)) - 2, 0)
    assert (shown == len(found) * times) is not ("more finding" in text.split("\n")[-3])
