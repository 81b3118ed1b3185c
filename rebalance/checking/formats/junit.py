"""Findings as JUnit XML, which Jenkins and GitLab show as tests: one test a rule."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rebalance.checking.findings import Finding
from rebalance.checking.formats.markdown import place
from rebalance.checking.rule import Rule
from rebalance.log_commands import as_entities, unobeyed
from rebalance.wording import visible

_NAME = "rebalance check"


def junit(findings: Sequence[Finding], rules: Sequence[Rule]) -> bytes:
    """Write a suite: a rule with errors is a failure, its warnings are what the test printed."""
    failed = {one.id for one in findings if one.severity == "error"}
    counts = {"tests": str(len(rules)), "failures": str(len(failed)), "errors": "0"}
    suites = Element("testsuites", {"name": _NAME, **counts})
    suite = SubElement(suites, "testsuite", {"name": _NAME, **counts, "skipped": "0"})
    for rule in rules:
        name = f"{rule.id} {rule.name}"
        case = SubElement(suite, "testcase", {"name": name, "classname": "rebalance.check"})
        own = [one for one in findings if one.id == rule.id]
        errors = [_line(one) for one in own if one.severity == "error"]
        warnings = [_line(one) for one in own if one.severity == "warning"]
        if errors:
            what = errors[0] + (f" (and {len(errors) - 1:,} more)" if len(errors) > 1 else "")
            failure = SubElement(case, "failure", {"message": what, "type": rule.id})
            failure.text = "\n".join(errors)
        if warnings:
            SubElement(case, "system-out").text = "\n".join(warnings)
    indent(suites)
    text = unobeyed(tostring(suites, "unicode"), as_entities)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _line(one: Finding) -> str:
    """Say where and what, in characters that XML has."""
    where = f"{place(one)}: " if one.file else ""
    text = visible(where + one.message)
    return "".join(f"\\u{ord(sign):04x}" if sign in "\ufffe\uffff" else sign for sign in text)
