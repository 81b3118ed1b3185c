"""Findings as SARIF 2.1.0, which code scanning reads."""

from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import quote

from rebalance.quality.findings import Finding, Rule
from rebalance.rows.encoding import json_document

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Sequence[Finding], rules: Sequence[Rule], version: str) -> bytes:
    """Write a run: the rules, and one result a finding, which keeps its fingerprint."""
    number = {rule.id: place for place, rule in enumerate(rules)}
    driver = {
        "name": "rebalance",
        "semanticVersion": version,
        "rules": [
            {
                "id": rule.id,
                "name": rule.name,
                "shortDescription": {"text": rule.description},
            }
            for rule in rules
        ],
    }
    results = [_result(one, number[one.id]) for one in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_document(log).encode("utf-8", "backslashreplace")


def _result(one: Finding, rule: int) -> dict[str, object]:
    about = "\0".join((one.id, one.category or "", one.file or ""))
    result: dict[str, object] = {
        "ruleId": one.id,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": one.message.encode("utf-8", "backslashreplace").decode()},
        "partialFingerprints": {
            "rebalance/v1": sha256(about.encode("utf-8", "surrogatepass")).hexdigest()
        },
    }
    if one.file:
        uri = quote(one.file.encode("utf-8", "surrogateescape"))
        place = {"artifactLocation": {"uri": uri}, "region": {"startLine": one.line or 1}}
        result["locations"] = [{"physicalLocation": place}]
    return result
