"""Rows of public files: the sides that somebody who looked at them named."""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from rebalance.text.sides import answer_of, media_beside, prompt_of, shape_of
from tests.support import SHARED, needs_shared

WILD = SHARED / "data" / "wild"
LINES = (WILD / "INDEX.tsv").read_text("utf-8").splitlines() if WILD.is_dir() else []
INDEX = list(csv.DictReader(LINES, delimiter="\t"))


def read(value: Any, path: str) -> Iterator[str]:
    """Follow a path such as `question[][].content`; what says nothing is left out."""
    if not path:
        if value not in (None, "", []):
            found = value if isinstance(value, list) else [value]
            yield from (str(one) for one in found)
        return
    step, rest = re.fullmatch(r"(\[\]|\.?[^.\[]+)(.*)", path).groups()  # type: ignore[union-attr]
    if step == "[]":
        for one in value if isinstance(value, list) else []:
            yield from read(one, rest)
    elif isinstance(value, dict):
        yield from read(value.get(step.lstrip(".")), rest)


def said(row: dict[str, Any], text: str) -> list[str]:
    """What an entry of the index says, in a row: fields, or the turns of a role."""
    name, space, role = text.partition(" ")
    if space:
        turns = row.get(name) or []
        return [
            "\n".join(part.get("text", part.get("value", "")) for part in content)
            if isinstance(content, list) else content
            for one in turns if one.get("role", one.get("from")) == role
            for content in [one.get("content", one.get("value"))]
        ]  # fmt: skip
    listed = text.replace("A..D", "A+B+C+D").replace("ans0..2", "ans0+ans1+ans2").split("+")
    return [found for path in listed for found in read(row, path)]


@needs_shared
@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: entry["file"])
def test_the_sides_are_as_the_index_says(entry: dict[str, str]) -> None:
    """The same texts, whatever their order; answers, too, where they are fields of the row."""
    for line in (WILD / entry["file"]).read_text("utf-8").splitlines():
        row = json.loads(line)
        assert shape_of(row) != "unknown"
        expected = said(row, entry["prompt"])
        found = [line for line in prompt_of(row).split("\n") if line]
        listed = "\n".join(expected).split("\n")
        found += [path for path in media_beside(row, []) if path in listed]
        assert sorted(found) == sorted(line for line in listed if line)
        answers = said(row, entry["response"]) if entry["response"].split(".")[0] in row else []
        if answers and " " not in entry["prompt"] and "{" not in "".join(answers):
            assert answer_of(row) == "\n".join(answers)
