"""What must not grow, counted rather than timed: parses, reads, opened files, memory a row."""

import os
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from rebalance.rows.field import Field
from rebalance.rows.files.source import BLOCK, Dataset
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.writing.writer import write_copies
from tests.support import Run, rows_of, write_rows

ROWS = {"a": 12_000, "b": 7_000, "c": 1_000}
TOTAL = sum(ROWS.values())
NEW = 300 * len(ROWS)  # rows of a block that are parsed again where a category is new
SURVEYED = 1_000  # first rows of a file, whose shapes inspect shows


@pytest.fixture(autouse=True)
def orjson_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse by orjson, whose calls can be counted; simdjson parses the same rows as often."""
    monkeypatch.setenv("REBALANCE_PARSER", "orjson")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 20,000 rows."""
    rows = [{**row, "text": "x" * 500} for row in rows_of(ROWS)]
    return write_rows(tmp_path_factory.mktemp("costs") / "rows.jsonl", rows)


def counted(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Counter[object]:
    """Count the calls of a function by their first argument, a number of them by None."""
    calls, real = Counter[object](), getattr(owner, name)

    def replaced(*args: object, **options: object) -> object:
        calls[None] += 1
        calls[args[0] if isinstance(args[0], str | os.PathLike) else "other"] += 1
        return real(*args, **options)

    monkeypatch.setattr(owner, name, replaced)
    return calls


def commands(path: Path, out: Path) -> dict[str, list[object]]:
    """Each command with outputs."""
    return {
        "inspect": ["inspect", path],
        "balance": ["balance", path, "--cap", 6000, "-o", out / "a"],
        "shuffled": ["balance", path, "--equal", "max", "--order", "shuffle", "-o", out / "b"],
        "weights": ["weights", path, "-o", out / "c"],
        "split": ["split", path, "-d", out / "parts", "--allow-shared-prompts"],
        "gaps": ["gaps", path, "--equal", "max"],
        "check": ["check", path, "--min-rows", 1],
        "evaluate": ["evaluate", path, *EVALUATED],
    }


EVALUATED = ("--truth", "category", "--predicted", "category", "--by", "category", "--score", "id")


@pytest.mark.parametrize(
    "name",
    ["inspect", "balance", "shuffled", "weights", "split", "gaps", "check", "evaluate"],
)
def test_each_row_is_parsed_once(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """In pass 1; pass 2 moves bytes and parses nothing. The file is opened once.

    Of the first rows inspect looks at the shapes, too.
    """
    parses, opened = counted(monkeypatch, orjson, "loads"), counted(monkeypatch, os, "open")
    assert run(*commands(path, tmp_path)[name], "--jobs", 1).code == 0
    once = TOTAL + (SURVEYED if name == "inspect" else 0)
    assert once <= parses[None] <= once + NEW
    assert opened[str(path)] == 1


@pytest.mark.parametrize(
    "words",
    [
        ["compare", "ONE", "OTHER"],
        ["evaluate", "ONE", *EVALUATED, "--baseline", "OTHER"],
        ["evaluate", "ONE", *EVALUATED, "--key", "id", "--truth-file", "OTHER"],
    ],
    ids=lambda words: f"{words[0]}{len(words)}",
)  # fmt: skip
def test_each_row_of_two_files_is_parsed_once(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Whatever is read of it."""
    other = tmp_path / "other.jsonl"
    other.write_bytes(path.read_bytes())
    files = {"ONE": path, "OTHER": other}
    parses = counted(monkeypatch, orjson, "loads")
    assert run(*[files.get(word, word) for word in words], "--jobs", 1).code == 0
    assert 2 * TOTAL <= parses[None] <= 2 * (TOTAL + NEW)


def test_what_reads_rows_twice(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of words, and likeness to candidates, depend on all rows, so that rows are read again.

    `validate` compares a sample of at most 1,000 accepted rows with as many that were there.
    """
    texts = [{**row, "instruction": f"{row['id']} " * 20, "output": "x"} for row in rows_of(ROWS)]
    path = write_rows(tmp_path / "rows.jsonl", texts[:5000])
    new = write_rows(tmp_path / "new.jsonl", texts[5000:8000])
    parses = counted(monkeypatch, orjson, "loads")
    assert run("audit", path, new, "--jobs", 1).code == 0
    assert parses[None] <= 2 * 8000 + 100
    parses.clear()
    assert run("validate", new, "--against", path, "-n", "--jobs", 1).code == 0
    assert 2 * 8000 <= parses[None] <= 2 * 8000 + 2000 + NEW


def test_pass_two_reads_blocks_not_rows(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neighbouring rows are one slice, and a block is read once."""
    with Dataset.open([path]) as dataset:
        index = scan(dataset, Reading((Field.parse("category"),)))
        copies = index.codes * 0 + 1
        copies[::7] = 0
        reads = counted(monkeypatch, os, "pread")
        with (tmp_path / "out.jsonl").open("wb") as out:
            write_copies(dataset, index, copies, out)
    assert reads[None] <= path.stat().st_size / BLOCK + 3


def peak(action: Callable[[], object]) -> tuple[object, int, int]:
    """What an action returns, the bytes that it keeps, and the most that it had."""
    tracemalloc.start()
    try:
        result = action()
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return result, kept, most


def test_no_object_is_kept_for_a_row(path: Path) -> None:
    """An index is 20 bytes a row, and reading it needs no more than 40 and a few blocks."""
    with Dataset.open([path]) as dataset:
        reading = Reading((Field.parse("category"),))
        scan(dataset, reading)  # modules are loaded
        index, kept, most = peak(lambda: scan(dataset, reading))
    assert isinstance(index, RowIndex)
    assert index.codes.nbytes + index.ends.nbytes + index.keys.nbytes == 20 * TOTAL
    assert kept < 25 * TOTAL + 50_000
    assert most < 60 * TOTAL + 3_000_000


def test_many_small_files_cost_what_they_hold(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their folder is listed once, and of all of them 10,000 rows are looked at for shapes."""
    row = '{"category": "a", "instruction": "Say it.", "output": "It."}\n'
    for number in range(40):
        (tmp_path / f"{number:02}.jsonl").write_text(row * 400)
    files = sorted(tmp_path.glob("*.jsonl"))
    listed, parses = counted(monkeypatch, os, "listdir"), counted(monkeypatch, orjson, "loads")
    assert run("balance", *files, "--cap", 100, "-o", tmp_path / "out", "-j", 1).code == 0
    assert 1 <= listed[None] <= 4
    parses.clear()
    shapes = run("inspect", *files, "-f", "json", "-j", 1).report["shapes"]
    assert [one["rows"] for one in shapes] == [{"alpaca": 250}] * 40
    assert parses[None] <= 40 * 400 + 40 * 250 + 40 * 400  # a block of each may be parsed twice
