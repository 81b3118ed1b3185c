"""simdjson in place of orjson: the same index, the same errors; `[fast]`."""

import json
import random  # noqa: TID251  # of what is tried
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning import fast_parser
from rebalance.rows.scanning.fast_parser import VARIABLE, field_reader, is_fast
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.tasks import in_turn

from ..fuzz.parsers import check, random_line
from ..support import Run

needs_simdjson = pytest.mark.skipif(not is_fast(), reason="simdjson is not installed")
ODD = [
    b'{"category": "a", "category": "b"}', b'{"category": 1e999}', b'{"category": "a", "n": 1e999}',
    b'{"category": "\xff"}', b'{"category": 12345678901234567890123}', b'{"category": ["a", "b"]}',
    b'{"category": {"a": 1}}', b'{"category": null}', b'{"category": ""}', b'["category"]', b"{}",
    b'{"category": "a"} {"category": "b"}', b'{"c\\u0061tegory": "a"}', b'{"category": "a",}', b"",
    b'{"category": true}', b'{"category": 1}', b'{"category": 1.0}', b'{"category": "\\ud800"}',
    b"\xa0", b'\xef\xbb\xbf{"category": "a"}', b'{"category": "\xef\xbb\xbf"}',
]  # fmt: skip


def index_of(path: Path) -> RowIndex:
    """Scan a file, bad rows aside."""
    with Dataset.open([str(path)]) as dataset:
        return scan(
            dataset, Reading((Field.parse("category"),), fail=False), missing="keep", run=in_turn
        )


def facts(index: RowIndex) -> list[Any]:
    """What an index says."""
    return [
        index.codes.tolist(), index.ends.tolist(), index.keys.tolist(), index.values, index.lines,
        index.rejects,
    ]  # fmt: skip


@needs_simdjson
@pytest.mark.parametrize("seed", range(4))
def test_what_it_reads_is_what_orjson_reads(seed: int) -> None:
    """Of random lines, some of them broken; `make fuzz-parsers` tries a million."""
    read, chance = field_reader("meta"), random.Random(seed)
    assert sum(check(random_line(chance), read) for _ in range(3000)) > 300


@needs_simdjson
@pytest.mark.parametrize("odd", [b"", *ODD])
def test_the_index_is_the_same(odd: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file with an odd row in the middle of many."""
    rows = [
        json.dumps({"category": "abc"[at % 3], "text": "é" * 300}).encode() for at in range(3000)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join([*rows[:2000], odd, *rows[2000:]]) + b"\n")
    found = []
    for parser in ("orjson", "simdjson"):
        monkeypatch.setenv(VARIABLE, parser)
        found.append(facts(index_of(path)))
    assert found[0] == found[1]


@needs_simdjson
def test_it_reads_most_blocks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Or nothing would be faster."""
    rows = [json.dumps({"category": "ab"[at % 2], "n": at}) for at in range(30_000)]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(rows))
    read = list[int]()

    def counting(name: str) -> Any:
        reader = field_reader(name)

        def read_lines(lines: Sequence[bytes]) -> list[str] | None:
            read.append(len(lines))
            return reader(lines)

        return read_lines

    monkeypatch.setattr("rebalance.rows.scanning.span_reader.field_reader", counting)
    monkeypatch.setattr("rebalance.rows.scanning.span_reader.values_of", None)
    index = index_of(path)
    assert np.bincount(index.codes).tolist() == [15_000, 15_000]
    assert sum(read) == 30_000


def test_a_parser_that_is_not_there_is_refused(
    run: Run, skewed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to install; `auto` does without."""
    monkeypatch.setattr(fast_parser, "find_spec", lambda _name: None)
    assert run("inspect", skewed, "-q").code == 0
    monkeypatch.setenv(VARIABLE, "simdjson")
    ended = run("inspect", skewed, "-q")
    assert (ended.code, "pip install 'rebalance-jsonl[fast]'" in ended.err) == (2, True)
    monkeypatch.setenv(VARIABLE, "msgspec")
    ended = run("inspect", skewed, "-q")
    assert (ended.code, "is not one of auto, simdjson, orjson" in ended.err) == (2, True)
