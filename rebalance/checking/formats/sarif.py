"""Findings as SARIF 2.1.0, which code scanning reads."""

import os
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import quote

from rebalance.checking.findings import Finding
from rebalance.checking.rule import Rule
from rebalance.rows.encoding import json_document
from rebalance.system import with_slashes

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_NO_BYTES = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # surrogates that are no byte of a name


def sarif(
    findings: Sequence[Finding], rules: Sequence[Rule], version: str, dataset: Sequence[str] = ()
) -> bytes:
    """Write a run: the rules, and one result a finding, which keeps its fingerprint.

    Args:
        findings: Each of one of the rules.
        rules: Those that were evaluated.
        version: Of this tool.
        dataset: The files that were checked. GitHub refuses a whole log for one result without a
            place: what is about no file is shown at the first of them.
    """
    number = {rule.id: place for place, rule in enumerate(rules)}
    driver = {
        "name": "rebalance",
        "version": version,
        "rules": [
            {
                "id": rule.id,
                "name": rule.name,
                "shortDescription": {"text": rule.description},
            }
            for rule in rules
        ],
    }
    whole = dataset[0] if dataset else None
    results = [_result(one, number[one.id], one.file or whole) for one in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_document(log).encode()


def _result(one: Finding, rule: int, file: str | None) -> dict[str, object]:
    about = "\0".join((one.id, one.category or "", one.file or ""))
    result: dict[str, object] = {
        "ruleId": one.id,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": _text(one.message)},
        "partialFingerprints": {
            "rebalance/v1": sha256(about.encode("utf-8", "surrogatepass")).hexdigest()
        },
    }
    if file:
        region = {"startLine": one.line or 1}  # readers want a line also where none is meant
        place = {"artifactLocation": {"uri": _uri(file)}, "region": region}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _text(message: str) -> str:
    """Escape what a reader would take for a link (§3.11.6) or for a placeholder (§3.11.5)."""
    text = message.encode("utf-8", "backslashreplace").decode()
    if "](" in text:
        text = re.sub(r"[\\\[\]]", r"\\\g<0>", text)
    if re.search(r"\{\d+\}", text):
        text = text.replace("{", "{{").replace("}", "}}")
    return text


def _uri(file: str) -> str:
    """Write a path as a reference: relative as typed, without dots that say nothing."""
    path = PurePosixPath(with_slashes(_NO_BYTES.sub("\ufffd", file)))
    uri = quote(str(path).encode("utf-8", "surrogateescape"))
    root = "" if uri.startswith("/") else "/"  # a path of Windows begins with its drive
    return f"file://{root}{uri}" if os.path.isabs(file) else uri
