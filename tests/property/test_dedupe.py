"""Promises about rows that repeat others, for any rows."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import rebalance
from rebalance.text.normal import words
from tests.support import lines, write_rows
from tests.text.by_definition import is_near

texts = st.lists(st.sampled_from("abcdefgh"), min_size=0, max_size=12).map(" ".join)
rows = st.lists(
    st.fixed_dictionaries({
        "instruction": st.one_of(texts, st.sampled_from(["Sing!", "sing", " SING"])),
        "score": st.sampled_from([1, 1.0, 2, None, "x"]),
    }),
    min_size=1, max_size=12,
)  # fmt: skip
KINDS: list[dict[str, Any]] = [
    {"exact": True}, {"equal": True}, {"prompt": True}, {"near": 0.5}, {"near": 0.8},
]  # fmt: skip


def repeats(kind: dict[str, Any], one: Any, other: Any) -> bool:
    """Whether two rows repeat each other, by the definition."""
    prompts = [words(row["instruction"]) for row in (one, other)]
    if "near" in kind:
        return is_near(prompts[0], prompts[1], kind["near"])
    if "prompt" in kind:
        return prompts[0] == prompts[1] != []
    return json.dumps(one) == json.dumps(other) if "exact" in kind else bool(one == other)


@settings(deadline=None, max_examples=25)
@given(rows, st.sampled_from(KINDS), st.sampled_from(["first", "longest", "score:score"]))
def test_dropped_rows_repeat_a_row_that_is_kept(
    drawn: list[dict[str, Any]], kind: dict[str, Any], keep: str
) -> None:
    """What is kept is a subsequence, what is not repeats one of it; a second run drops nothing."""
    if "exact" in kind:
        keep = "first"
    if not any(words(row["instruction"]) for row in drawn):
        drawn = [*drawn, {"instruction": "Sing!", "score": 1}]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_rows(folder / "d.jsonl", drawn)
        given: dict[str, Any] = {**kind, "keep": keep}
        report = rebalance.dedupe(path, **given, output=folder / "o", dropped=folder / "x")
        gone = {
            one["line"] - 1: one["kept"]["line"] - 1 for one in map(json.loads, lines(folder / "x"))
        }
        before, after = lines(path), lines(folder / "o")
        again = rebalance.dedupe(folder / "o", **given, dry_run=True)
    assert after == [line for at, line in enumerate(before) if at not in gone]
    assert (report.dropped, report.rows_after) == (len(gone), len(after))
    assert not set(gone.values()) & set(gone)
    assert all(repeats(kind, drawn[one], drawn[head]) for one, head in gone.items())
    assert again.dropped == 0
