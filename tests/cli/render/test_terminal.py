"""Lines for a terminal: nothing is too wide, no number is cut, and what is left out is named."""

import json
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
from collections import Counter
from collections.abc import Callable, Sequence
from fcntl import ioctl
from pathlib import Path
from tempfile import TemporaryDirectory
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
from rebalance.cli.render.forms import layout
from rebalance.cli.render.forms.cells import Look, shortened, width_of, wrapped
from rebalance.cli.render.forms.shell import continued
from rebalance.cli.render.forms.terminal import lines, plain
from rebalance.cli.spelling import joined
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
        Note("rebalance split " + "folder/" * 30 + "data.jsonl -d parts/", "next"),
    ]
    text = shown(blocks, Look(width))
    assert all(cell_len(line) <= width for line in text.split("\n"))
    assert "110 : 1" in text


def test_what_is_left_out_is_named() -> None:
    """Columns that found no room, and rows between the largest and the smallest."""
    rows = [(f"category {n:03}", 1_000_000 - n, 0.5) for n in range(60)]
    table = table_of(rows)
    text = shown([table], Look(60, top=None))
    said = " ".join(text.split())
    assert "… 10 more between the 40 largest and the 10 smallest: --top 0 shows all" in said
    assert re.search(r"category 039.*\n…\ncategory 050", text)
    assert "no room for bars: a wider terminal or a pipe shows all" in said
    assert "category 039" in text
    assert "category 050" in text
    assert not re.search("category 04", text)
    wide = [Column("category", NAME), *(Column(f"number {n}", COUNT, priority=n) for n in range(9))]
    text = shown([Table("", wide, [["a", *range(9)]])], Look(60))
    said = "… no room for number 5, number 6, number 7, number 8: a wider terminal or a pipe shows"
    assert said in " ".join(text.split())
    text = shown([table_of([("a" * 90, 5, 0.5)])], Look(80))
    assert "no room for whole names: a wider terminal or a pipe shows all" in text


def test_names_stay_apart() -> None:
    """Where two would look the same when shortened, other columns go, or rows are stacked."""
    names = [f"a long name that ends alike {n} in every single category" for n in range(12)]
    for width in (60, 70, 80, 100):
        text = shown([table_of([(name, 5, 0.5) for name in names])], Look(width))
        found = [line.split("  ")[0] for line in text.split("\n") if line.startswith("a ")]
        assert len(set(found)) == len(found) == 12, width


def test_what_stands_above_columns_stands_above_them() -> None:
    """Long or wide names of parts, also where the column goes that they were widened by."""
    for over in ("training_set_for_the_model_v1", "训练训练训练训练训练", "é"):
        for look in (Look(60), Look(80), Look(), Look(120, "ascii")):
            columns = [
                Column("category", NAME), Column("rows", COUNT, over),
                Column("target", COUNT, over, 1), Column("rows", COUNT, "test"),
                Column("target", COUNT, "test", 1),
            ]  # fmt: skip
            found = shown([Table("", columns, [["a", 1, 2, 3, 4]])], look).splitlines()
            if found[0] == "a":  # stacked
                continue
            above, headers, row = found[:3]
            assert look.width is None or max(map(width_of, found)) <= look.width
            end = width_of(above)
            assert above.endswith("test")
            assert width_of(above[: above.index("test")]) >= width_of(row[: row.index("1") + 1])
            assert end <= width_of(headers)


@pytest.mark.parametrize("columns", [1, 2, 3, 20])
def test_a_terminal_that_is_too_narrow_shows_everything(columns: int) -> None:
    """And never hangs: lines are as wide as they must be."""
    blocks: list[Block] = [
        Title("数据 a title"), table_of([("名字", 5, 0.5)]), Note("rebalance split 'a b'", "next"),
    ]  # fmt: skip
    text = shown(blocks, Look(columns))
    assert "rows 5" in " ".join(text.split())


@given(st.lists(st.text(min_size=1, max_size=90), min_size=1, max_size=5), st.integers(20, 90))
def test_commands_of_several_lines_can_be_pasted(words: list[str], width: int) -> None:
    """A shell reads them as the words that they were made of."""
    words = [word for word in words if word.isprintable() and "'" not in word] or ["a"]
    found = list(continued(joined(words), width, "  "))
    assert all(width_of(line) <= max(width, 20) for line in found)
    assert all(line.count("'") % 2 == 0 for line in found)  # no line ends within quotes
    assert shlex.split("\n".join(found).replace("\\\n", "")) == words


def test_commands_show_what_cannot_be_seen(tmp_path: Path) -> None:
    """Names of files with odd characters are read back by bash, however narrow the terminal."""
    words = ["a\nb\x1b[31m.jsonl", "it's", "tab\t", "\u202e", "back\\slash\n", "é' \n"]
    for width in (None, 24, 40):
        script = "printf '%s\\0'\\\n" + "\n".join(continued(joined(words), width, "  "))
        (tmp_path / "script").write_text(script, "utf-8")
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        bash = ["bash", "script"]
        ended = subprocess.run(bash, capture_output=True, cwd=tmp_path, env=env, check=True)
        assert ended.stdout.decode().split("\0")[:-1] == words, width


def test_a_long_table_is_searched_for_its_gap_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once a row: what all rows cost must not grow with their square."""
    calls, real = list[int](), layout._gap

    def counted(kept: Sequence[int]) -> int:
        calls.append(len(kept))
        return int(real(kept))

    monkeypatch.setattr(layout, "_gap", counted)
    text = shown([table_of([(f"category {n}", 2_000 - n, 0.5) for n in range(2_000)])], Look())
    assert calls == [2_000]
    assert "category 1999" in text


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
    more = "… 20 more between the 40 largest and the 10 smallest: --top 0 shows all"
    assert more in " ".join(" ".join(found).split())
    text = in_terminal(["inspect", path, "--top", 0], columns, NO_COLOR="1")
    assert "\x1b" not in text
    assert len([line for line in text.split("\n") if line.startswith("a cat")]) == 70
    one = in_terminal(["weights", path, "--top", 3], columns, NO_COLOR="1")
    assert len([line for line in one.split("\n") if line.startswith("a cat")]) == 3


FLAN = Path("data/real/flan_collection_info.jsonl")
BY = REAL_FIELDS[FLAN.name]
NAUGHTY = Path("data/bad/blns_categories.jsonl")
MT = Path("data/real/mt_bench_question.jsonl")
CHATS = Path(__file__).parents[3] / "sample_data" / "chat_messages.jsonl"


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


def mixed() -> Any:
    """Three real files, as a recipe beside them says."""
    with TemporaryDirectory() as name:
        path = Path(name) / "recipe.toml"
        path.write_text(
            'dedupe = "exact"\n'
            f'[source.flan]\npath = "{Path(FLAN).resolve()}"\nby = "{BY}"\nshare = 0.6\n'
            f'[source.mt-bench]\npath = "{Path(MT).resolve()}"\nby = "category"\n'
            "share = 0.4\nmax_repeat = 2\n"
        )
        return rebalance.mix(path, dry_run=True)


def stepped() -> Any:
    """What applying a plan to a shard gives."""
    rebalance.shards_scan(FLAN, by=BY, output="a.index")
    rebalance.shards_plan_balance("a.index", cap=20, output="plan.json")
    return rebalance.shards_apply("plan.json", FLAN, index="a.index", output="out.jsonl")


SHOWN: dict[str, Callable[[], Any]] = {
    "inspect": lambda: rebalance.inspect(FLAN, by=BY, floor=20),
    "balance": lambda: rebalance.balance(FLAN, by=BY, cap=100, floor=5, dry_run=True),
    "weights": lambda: rebalance.weights(FLAN, by=BY, scheme="sqrt"),
    "split": lambda: rebalance.split(FLAN, by=BY, out_dir="p"),
    "dedupe": lambda: rebalance.dedupe(FLAN, by=BY, equal=True, ignore="Dataset", dry_run=True),
    "mix": mixed,
    "export": lambda: rebalance.export(
        CHATS, by="meta.task", trainer="ms-swift", equal=5, form="mix", out_dir="e"
    ),
    "gaps": lambda: rebalance.gaps(FLAN, by=BY, floor=20),
    "check": lambda: rebalance.check(FLAN, by=BY, min_categories=500, max_ratio=20),
    "compare": lambda: rebalance.compare(FLAN, FLAN, by=BY),
    "audit": lambda: rebalance.audit([FLAN, FLAN]),
    "evaluate": lambda: rebalance.evaluate(FLAN, truth=BY, predicted="Specific Task Category"),
    "validate": lambda: rebalance.validate(MT, against=MT, by="category", dry_run=True),
    "collect": collected,
    "shards_scan": lambda: rebalance.shards_scan(FLAN, by=BY, output="a.index"),
    "shards_apply": stepped,
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
