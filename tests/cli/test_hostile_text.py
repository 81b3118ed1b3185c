"""Text that came from data: never raw on a terminal or in a log, exact in JSON."""

import csv
import io
import json
import re
import unicodedata
from itertools import groupby
from pathlib import Path

import pytest

from tests.support import SHARED, Run, command, needs_shared, write_rows

HOSTILE = [
    "[red]x[/]", "[/]", "[link=https://x]y", ":smile:", "\x1b[31mred", "\x1b]8;;http://x\x07y",
    "\x1b]0;title\x07", "a\nb", "a\rb", "\u202egnp", "\u2066x\u2069", "\u200bz", "\ufeffz", "a|b",
    "::error::x", " ::error file=x::y", "##[group]", "=1+1", "+1", "-1", "@SUM(A1)", "x" * 10_000,
    "\x9b0m", "a,b", 'q"q', "<b>", "`x`", "| --- |", "\x00", "\x7f", "\u2028", "\u0085", "%", "{}",
    "\\", "'", "$(x)", "e\u0301", "\U000e0001", "  ", "\t", "日本語", "💩", "ﷺ", "a" * 300,
]  # fmt: skip
RAW = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)

EMOJI = re.compile(
    "(?<=[\U0001f000-\U0001faff\ufe0f])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])"
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Two rows of each name, in a file with a hostile name."""
    rows = [{"category": name, "i": i} for i, name in enumerate(HOSTILE) for _ in range(2)]
    return write_rows(tmp_path / "::error::[red]\x1b[31m\u202e\n.jsonl", rows)


def cells(text: str) -> list[str]:
    """What has to be fit for a terminal and a log, line by line."""
    text = EMOJI.sub("", text)
    assert not RAW.search(text), RAW.findall(text)
    assert not [line for line in text.splitlines() if re.match(r"\s*::", line)]
    assert "##[" not in text
    return text.splitlines()


@pytest.mark.parametrize("form", ["table", "csv", "md", "json"])
def test_reports(run: Run, hostile: Path, tmp_path: Path, form: str) -> None:
    """No crash, no raw control, nothing cut in a pipe, one line a category, exact JSON."""
    folder = tmp_path / "parts"
    commands = [
        ["inspect", hostile], ["weights", hostile], ["balance", hostile, "--floor", 9, "-n"],
        ["split", hostile, "--rare", "spread", "-d", folder],
    ]  # fmt: skip
    for args in commands:
        ended = run(*args, "-f", form)
        assert ended.code == 0, args
        cells(ended.err)
        if form == "json":
            report = ended.report
            found = (
                report.get("categories")
                or report.get("weights")
                or report["parts"][0]["categories"]
            )
            assert sorted(entry["category"] for entry in found) == sorted(HOSTILE)
        elif form == "table":
            text = cells(ended.text)
            assert "x" * 10_000 in ended.text
            assert len([line for line in text if "x" * 10_000 in line]) == 1
            assert any("[red]x[/]" in line for line in text)
            assert any(":smile:" in line for line in text)
        elif form == "csv":
            assert ended.text.endswith("\r\n")
            rows = list(csv.reader(io.StringIO(ended.text, newline=""), strict=True))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert "a,b" in {cell for row in rows for cell in row}
            assert "'=1+1" in {cell for row in rows for cell in row}
            cells(ended.text)
        else:
            text = cells(ended.text)
            for begins, lines in groupby(text, key=lambda line: line[:1]):
                if begins == "|":
                    assert len({line.count("|") - line.count("\\|") for line in lines}) == 1
            assert not re.search(r"(?<!\\)[<`]", ended.text.replace("\n```\n", "\n"))


def test_a_terminal_gets_one_line_a_category(hostile: Path) -> None:
    """Names that are too long are cut there, and colours are rich's own."""
    ended = command("inspect", hostile, env={"TTY_COMPATIBLE": "1", "COLUMNS": "80"})
    assert ended.code == 0
    shown = re.sub(r"\x1b\[[0-9;]*m", "", ended.text)
    assert not RAW.search(shown)


def test_errors(run: Run, hostile: Path, tmp_path: Path) -> None:
    """Names of fields, files and categories, excerpts of rows, and what the user typed."""
    bad = tmp_path / "\x1b[2J##[x]\n::y.jsonl"
    bad.write_bytes('{"category": "\u202e\u200b::x\x1b]0;t\x07'.encode() + b"\n")
    typed = "\x1b[31m::error::\u202e"
    mix = tmp_path / "mix.json"
    mix.write_text(json.dumps(dict.fromkeys([*HOSTILE, typed], 1)))
    odd = write_rows(tmp_path / "odd.jsonl", [{typed: 1, "\u202e[/]": i % 2} for i in range(9)])
    for args, code in (
        (["inspect", bad], 3), (["inspect", odd, "--by", typed + "x"], 2),
        (["inspect", odd, "--by", "category"], 2), (["inspect", typed], 4),
        (["balance", hostile, "--mix", mix, "-n"], 2), (["weights", hostile, "--labels", typed], 2),
        (["balance", hostile, "--mix", f"{typed}=1", "-n"], 2),
        (["split", hostile, "-d", "x", "--parts", f"{typed}=1"], 2),
        (["balance", hostile, "--cap", 1, "-o", tmp_path / typed / "x"], 4),
        (["inspect", hostile, bad, "--on-error", "skip"], 0),
    ):  # fmt: skip
        ended = run(*args)
        assert ended.code == code, ended.err
        lines = cells(ended.err)
        assert lines[0].startswith("rebalance: ")


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    """File names are bytes; a report can be made of any."""
    path = tmp_path / b"caf\xe9.jsonl".decode("utf-8", "surrogateescape")
    path.write_bytes(b'{"category": "a"}\n' * 2)
    by_file: list[object] = ["inspect", path, "--by", "@file"]
    commands: list[list[object]] = [
        ["inspect", path], ["inspect", path, "-f", "json"], by_file, [*by_file, "-f", "json"],
        ["balance", path, "--cap", 1, "-o", f"{path}.out", "--manifest", f"{path}.m"],
        ["inspect", f"{path}x"],
    ]  # fmt: skip
    for args in commands:
        ended = command(*args, env={"LC_ALL": "C.UTF-8"})
        assert ended.code == (4 if str(args[-1]).endswith("x") else 0), ended.err
        assert "Traceback" not in ended.err


def test_narrow_encodings(hostile: Path) -> None:
    """A stream that has no such letters gets escapes, not a crash."""
    for encoding in ("ascii", "latin-1", "cp1252"):
        ended = command("inspect", hostile, env={"PYTHONIOENCODING": encoding})
        assert ended.code == 0
        assert b"\\u65e5" in ended.out


@needs_shared
def test_the_big_list_of_naughty_strings(run: Run, tmp_path: Path) -> None:
    """511 names stay apart and come back exactly; what looks alike is told."""
    path = SHARED / "data" / "bad" / "blns_categories.jsonl"
    rows = [json.loads(line) for line in path.read_bytes().split(b"\n") if line.strip()]
    wanted = {row["category"] for row in rows if row["category"]}
    ended = run("inspect", path, "-f", "json")
    assert ended.code == 0
    assert {entry["category"] for entry in ended.report["categories"]} == wanted
    for form in ("table", "csv", "md"):
        cells(run("inspect", path, "-f", form).text)
    options = ["--missing", "keep", "-q"]
    assert run("balance", path, "--cap", 9, "-o", tmp_path / "out.jsonl", *options).code == 0
    assert (tmp_path / "out.jsonl").read_bytes() == path.read_bytes()
    assert run("weights", path, "-o", tmp_path / "weights.jsonl", *options).code == 0
    assert run("split", path, "-d", tmp_path / "p", "--rare", "pool", *options).code == 0
    folded = {" ".join(unicodedata.normalize("NFKC", name).casefold().split()) for name in wanted}
    assert len(folded) < len(wanted)
    assert "differ only in type, case, white space or Unicode form" in run("inspect", path).err


def test_numbers_and_spacing_come_out_unchanged(run: Run, tmp_path: Path) -> None:
    """Whatever a parser would rewrite: nothing but the spliced field is new."""
    rows = [
        b'{"category": "a", "x": 1.10, "y": -0, "z": 1E5, "n": 123456789012345678901234567890}',
        b'{"category":"a","k":1,"k":2,"path":"a\\/b","e":"\\u00e9\\u0041"}\r',
        b'  {  "category"  :  "a" , "x" : [ 1 , 2 ] }  ', b'{"x": 1e-400, "category": "b"}\t',
        '{"category": "b", "t": "\u2028\u0085 日本"}'.encode(), b'{"category": "b", "": {}}',
        b'{"category": "c", "f": 0.1000000000000000055511151231257827021181583404541015625}',
    ]  # fmt: skip
    path, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(b"\n".join(rows))
    for jobs in (1, 2, 3):
        env = {"REBALANCE_SPAN_BYTES": "64"}
        assert run("balance", path, "--cap", 9, "-o", out, "-j", jobs, env=env).code == 0
        assert out.read_bytes() == path.read_bytes() + b"\n"
        parts = tmp_path / f"parts{jobs}"
        run("split", path, "-d", parts, "--parts", "one=1", "-j", jobs, env=env)
        assert (parts / "one.jsonl").read_bytes() == path.read_bytes() + b"\n"
        run("weights", path, "-o", out, "-j", jobs, env=env)
        unspliced = re.sub(rb'(, )?"weight": [0-9.]+', b"", out.read_bytes())
        assert unspliced == path.read_bytes() + b"\n"
