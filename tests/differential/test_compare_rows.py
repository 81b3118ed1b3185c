"""Rows joined by key against a plain dict, over random files."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rebalance

Row = dict[str, Any]
Equal = Callable[[bytes, bytes], bool]


def written(row: Row, chance: Any) -> bytes:
    """One row as JSON, in one of several spellings."""
    items = list(row.items())
    if chance.random() < 0.2:
        chance.shuffle(items)
    separators = (",", ":") if chance.random() < 0.2 else None
    return json.dumps(dict(items), separators=separators).encode()


def changed(row: Row, chance: Any) -> Row:
    """The row, or one that differs in a field."""
    field, value = chance.choice(["category", "n"]), chance.choice(["a", "b", 1])
    return {**row, field: value} if chance.random() < 0.3 else row


def files(chance: Any) -> tuple[list[bytes], list[bytes]]:
    """Rows with few keys, so that some are shared, and the same rows with some changes."""
    rows = [{"id": chance.randrange(60), "category": chance.choice("abc"), "n": chance.randrange(3)}
            for _ in range(chance.randrange(1, 60))]  # fmt: skip
    other = [changed(row, chance) for row in rows if chance.random() < 0.8]
    new = chance.randrange(9)
    other += [{"id": chance.randrange(99), "category": "d", "n": 0} for _ in range(new)]
    chance.shuffle(other)
    lacking: list[Row] = [{"category": "a"}] if chance.random() < 0.3 else []
    first, second = ([written(row, chance) for row in [*side, *lacking]]
                     for side in (rows, other or rows))  # fmt: skip
    return first, second


def same_bytes(one: bytes, other: bytes) -> bool:
    """Whether two rows are written alike."""
    return one == other


def same_content(one: bytes, other: bytes) -> bool:
    """Whether two rows say the same."""
    return bool(json.loads(one) == json.loads(other))


def by_dict(before: Sequence[bytes], after: Sequence[bytes]) -> dict[str, int]:
    """Count what there is, one key after the other, with dicts and lists."""
    counts = Counter[str]()
    sides = [defaultdict[Any, list[bytes]](list) for _ in range(2)]
    for lines, side in zip((before, after), sides, strict=True):
        for line in lines:
            side[json.loads(line).get("id")].append(line)
    for key in {key for side in sides for key in side} - {None}:
        one, other = ([*side[key]] for side in sides)
        ways: list[tuple[Equal, str]] = [(same_bytes, "same"), (same_content, "respelt")]
        for equal, name in ways:
            for line in [*one]:
                partner = next((at for at in other if equal(line, at)), None)
                if partner is not None:
                    one.remove(line)
                    other.remove(partner)
                    counts[name] += 1
        counts["changed"] += min(len(one), len(other))
        counts["gone"] += max(0, len(one) - len(other))
        counts["added"] += max(0, len(other) - len(one))
    return counts


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(chance=st.randoms(use_true_random=False))
def test_rows_are_those_of_a_dict(tmp_path: Path, chance: Any) -> None:
    """All counts, however keys repeat and rows are spelt."""
    before, after = files(chance)
    paths = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    for path, lines in zip(paths, (before, after), strict=True):
        path.write_bytes(b"\n".join(lines))
    found = rebalance.compare(*map(str, paths), key="id").by_key
    expected = by_dict(before, after)
    assert found is not None
    assert found.unchanged == expected["same"] + expected["respelt"]
    assert found.respelt == expected["respelt"]
    assert found.changed.rows == expected["changed"]
    assert (found.added.rows, found.gone.rows) == (expected["added"], expected["gone"])
    assert found.joined == found.unchanged + found.changed.rows
    assert sum(move.rows for move in found.moves) == found.moved.rows <= found.changed.rows
