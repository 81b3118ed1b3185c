"""Lines for a terminal: nothing is too wide, no number is cut, and what is left out is named."""

import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections import Counter
from collections.abc import Callable, Sequence
from fcntl import ioctl
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rebalance.cli.render import Rendering
from rebalance.cli.render.blocks import (
    BAR,
    COUNT,
    MARK,
    NAME,
    SHARE,
    TEXT,
    Bar,
    Block,
    Column,
    Fact,
    Facts,
    Heat,
    Note,
    Table,
    Title,
)
from rebalance.cli.render.forms.cells import Look, shortened, width_of, wrapped
from rebalance.cli.render.forms.terminal import lines, plain
from rich.cells import cell_len

import rebalance
from tests.support import REAL_FIELDS, SHARED, golden, needs_shared, rows_of, write_rows

WIDTHS = (60, 80, 100, 140, None)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
NAMES = st.text(min_size=1, max_size=60)
ROWS = st.lists(st.tuples(NAMES, st.integers(0, 10**9), st.floats(0, 1)), min_size=1, max_size=8)


def shown(blocks: Sequence[Block], look: Look) -> str:
    """The text of blocks."""
    return str(plain(list(lines(blocks, look))))


def table_of(rows: Sequence[tuple[str, int, float]]) -> Table:
    """A table with a column of each kind, some of which may go."""
    columns = [
        Column("category", NAME), Column("rows", COUNT, "before"), Column("share", SHARE, "before"),
        Column("median bytes", COUNT, priority=2), Column("band", MARK, priority=1),
        Column("", BAR, priority=3),
    ]  # fmt: skip
    return Table(
        "Categories", columns,
        [(name, rows, share, rows // 2, "medium", Bar(rows)) for name, rows, share in rows],
        [("all", sum(rows for _, rows, _ in rows))], ranked=1,
    )  # fmt: skip


@given(ROWS, st.integers(40, 200))
def test_no_line_is_too_wide_and_no_number_is_cut(
    rows: list[tuple[str, int, float]], width: int
) -> None:
    """At any width, whatever the names; numbers of columns that stay are all there."""
    text = shown([table_of(rows)], Look(width))
    found = text.split("\n")
    assert all(cell_len(line) <= width and line == line.rstrip() for line in found)
    expected = Counter(
        number
        for _, count, share in rows
        for number in (f"{count:,}", NUMBER.findall(SHARE.show(share))[0])
    )
    assert expected <= Counter(NUMBER.findall(text))
    for header in ("rows", "share"):
        assert header in text


@given(st.text(max_size=200), st.integers(12, 60))
def test_names_are_shortened_in_the_middle(name: str, most: int) -> None:
    """To so many cells at most, with a beginning and an end of the name."""
    text = Look().text(name)
    short = shortened(text, most, Look())
    assert cell_len(short) <= most
    if short != text:
        assert any(
            text.startswith(short[: dots.start()]) and text.endswith(short[dots.end() :])
            for dots in re.finditer("…", short)
        )


@given(st.text(max_size=300), st.integers(40, 120))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """All that is not white space is there, in lines that fit."""
    safe = Look().text(text)
    found = list(wrapped(safe, width, "  "))
    assert all(cell_len(line) <= width for line in found)
    assert "".join("".join(found).split()) == "".join(safe.split())


@given(st.integers(40, 120), st.integers(1, 30))
def test_facts_notes_titles_and_matrices_fit(width: int, size: int) -> None:
    """All other blocks, too."""
    names = [f"class number {n}" for n in range(size)]
    counts = {(row, column): 10 * row + column for row in range(size) for column in range(size)}
    blocks: list[Block] = [
        Title("a title that is long " * 5, "and " * 30),
        Facts([Fact("imbalance ratio", "110 : 1", "largest / smallest category " * 4)]),
        Heat("Confusion", names, names, counts),
        Note("a note of one very_" + "long" * 60 + " word"),
        Note("Next: rebalance split " + "folder/" * 30 + "data.jsonl -d parts/", "next"),
    ]
    text = shown(blocks, Look(width))
    assert all(cell_len(line) <= width for line in text.split("\n"))
    assert "110 : 1" in text


def test_what_is_left_out_is_named() -> None:
    """Columns that found no room, and rows between the largest and the smallest."""
    rows = [(f"category {n:03}", 1_000_000 - n, 0.5) for n in range(60)]
    table = table_of(rows)
    text = shown([table], Look(60, top=None))
    assert "… 10 more: --top 0 shows all\n" in text
    assert "category 039" in text
    assert "category 050" in text
    assert not re.search("category 04", text)
    wide = [Column("category", NAME), *(Column(f"number {n}", COUNT, priority=n) for n in range(9))]
    text = shown([Table("", wide, [["a", *range(9)]])], Look(60))
    said = "… no room for number 5, number 6, number 7, number 8: a wider terminal or -f csv shows"
    assert said in " ".join(text.split())


def test_a_row_that_never_fits_is_stacked() -> None:
    """Where the columns that always stay are too wide; zeros of a matrix are left out."""
    columns = [Column("category", NAME), *(Column(f"long header {n}", COUNT) for n in range(9))]
    text = shown([Table("", columns, [["a", *range(9)]])], Look(80))
    assert text.startswith("a\n  long header 0 0, long header 1 1,")
    heat = Heat("", ["a", "b"], ["a", "b"], {(0, 0): 5, (1, 0): 2})
    assert shown([heat], Look(50)) == "1 a\n  1: 5\n2 b\n  1: 2\n"


def test_texts_go_on_in_further_lines() -> None:
    """In their column."""
    columns = [Column("rule", MARK), Column("what", TEXT)]
    text = shown([Table("", columns, [("copy", "word " * 30)])], Look(70))
    assert len({line.index("word") for line in text.splitlines()[1:]}) == 1


def test_where_there_are_no_block_characters() -> None:
    """Bars are of #, and signs of ours have a spelling."""
    text = shown([table_of([("café", 5, 0.5), ("b", 10, 0.5)])], Look(100, "ascii"))
    assert text.isascii()
    assert "#" * 20 in text
    assert "caf\\xe9" in text


def in_terminal(args: Sequence[object], columns: int, **env: str) -> str:
    """What a command shows on a terminal of so many columns."""
    leader, follower = pty.openpty()
    ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    script = Path(sys.executable).with_name("rebalance")
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    child = subprocess.Popen(
        [script, *map(str, args)], stdout=follower, stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL, env={**kept, "TERM": "xterm", **env},
    )  # fmt: skip
    os.close(follower)
    pieces = []
    try:
        while piece := os.read(leader, 1 << 16):
            pieces.append(piece)
    except OSError:  # the terminal is gone when its last user is
        pass
    os.close(leader)
    assert child.wait() == 0
    return b"".join(pieces).decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [40, 59, 60, 80, 200])
def test_a_real_terminal(tmp_path: Path, columns: int) -> None:
    """Its width holds; long tables show 40 and 10 rows, `--top 0` all; NO_COLOR holds."""
    counts = {f"a category with a rather long name, number {n:03}": 100 - n for n in range(70)}
    path = write_rows(tmp_path / "d.jsonl", rows_of(counts))
    text = in_terminal(["inspect", path], columns)
    assert "\x1b[" in text
    found = re.sub(r"\x1b\[[\d;]*m", "", text).split("\n")
    assert all(width_of(line) <= columns for line in found)
    assert len([line for line in found if line.startswith("a cat")]) == 50
    assert "… 20 more: --top 0 shows all" in found
    text = in_terminal(["inspect", path, "--top", 0], columns, NO_COLOR="1")
    assert "\x1b" not in text
    assert len([line for line in text.split("\n") if line.startswith("a cat")]) == 70
    one = in_terminal(["weights", path, "--top", 3], columns, NO_COLOR="1")
    assert len([line for line in one.split("\n") if line.startswith("a cat")]) == 3


FLAN = Path("data/real/flan_collection_info.jsonl")
BY = REAL_FIELDS[FLAN.name]
NAUGHTY = Path("data/bad/blns_categories.jsonl")
MT = Path("data/real/mt_bench_question.jsonl")


def collected() -> Any:
    """Two rows out of requests, and two requests that failed."""
    rebalance.gaps(FLAN, by=BY, floor=3, model="m", requests="ask.jsonl")
    asked = [json.loads(line) for line in Path("ask.jsonl").read_text("utf-8").splitlines()]
    content = json.dumps([{"Source": "new", "Dataset": "new", "Languages": "English"}])
    body = {"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}
    answers = [
        {"custom_id": one["custom_id"], "response": {"status_code": 200, "body": body}}
        if n < 2 else {"custom_id": one["custom_id"], "error": {"code": "expired"}}
        for n, one in enumerate(asked[:4])
    ]  # fmt: skip
    write_rows(Path("answers.jsonl"), answers)
    return rebalance.collect(
        "answers.jsonl", requests="ask.jsonl", against=FLAN, by=BY, output="c.jsonl"
    )


SHOWN: dict[str, Callable[[], Any]] = {
    "inspect": lambda: rebalance.inspect(FLAN, by=BY, floor=20),
    "balance": lambda: rebalance.balance(FLAN, by=BY, cap=100, floor=5, dry_run=True),
    "weights": lambda: rebalance.weights(FLAN, by=BY, scheme="sqrt"),
    "split": lambda: rebalance.split(FLAN, by=BY, out_dir="p"),
    "gaps": lambda: rebalance.gaps(FLAN, by=BY, floor=20),
    "check": lambda: rebalance.check(FLAN, by=BY, min_categories=500, max_ratio=20),
    "compare": lambda: rebalance.compare(FLAN, FLAN, by=BY),
    "audit": lambda: rebalance.audit([FLAN, FLAN]),
    "evaluate": lambda: rebalance.evaluate(FLAN, truth=BY, predicted="Specific Task Category"),
    "validate": lambda: rebalance.validate(MT, against=MT, by="category", dry_run=True),
    "collect": collected,
    "naughty": lambda: rebalance.inspect(NAUGHTY),
}


@needs_shared
@pytest.mark.parametrize("name", SHOWN)
def test_golden_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Each report at five widths, on real data with long names and on odd ones."""
    monkeypatch.chdir(tmp_path)
    Path("data").symlink_to(SHARED / "data")  # so that lines do not depend on where it lies
    blocks = Rendering(SHOWN[name](), {}).blocks()
    texts = []
    for width in WIDTHS:
        text = shown(blocks, Look(width, top=25))
        assert width is None or all(cell_len(line) <= width for line in text.split("\n"))
        texts.append(f"=== {width or 'pipe'} ===\n{text}\n")
    golden(f"terminal/{name}.txt", "".join(texts))
