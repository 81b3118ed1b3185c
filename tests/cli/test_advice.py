"""Advice that works: the command of every message is run, and what comes of it is read."""

import bz2
import gzip
import io
import json
import lzma
import re
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.support import SHARED, Outcome, Row, Run, needs_shared, write_rows

ROWS = [{"id": n, "category": "ab"[n % 2], "t": "é, “x”; it's" if n else "q"} for n in range(4)]
PLAIN = [{**row, "t": f"text {row['id']}"} for row in ROWS]
JSONL = b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in ROWS)
NAMES = ["data.jsonl", "my data's.json"]
ADVICE = re.compile(r"(?:convert it with|unpack it with|pipe it through|ends in \.\w+): (.*)")


def tar(content: bytes, form: int = tarfile.GNU_FORMAT) -> bytes:
    """An archive with one file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        entry = tarfile.TarInfo("rows.jsonl")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def old_tar(content: bytes) -> bytes:
    """An archive as of 1979: without the magic word."""
    whole = bytearray(tar(content))
    whole[257:265] = bytes(8)
    whole[148:156] = b"        "
    whole[148:156] = b"%06o\x00 " % sum(whole[:512])
    return bytes(whole)


def zipped(content: bytes) -> bytes:
    """A ZIP archive with one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("rows.jsonl", content)
    return out.getvalue()


def table(sign: str) -> bytes:
    """Rows as a table whose cells have line ends, signs and quotes in them."""
    cells = [["id", "category", "t"]] + [[str(r["id"]), str(r["category"]), "é"] for r in ROWS]
    cells[2][2] = f'"two{sign}\nlines and ""quotes"""'
    return "".join(sign.join(row) + "\n" for row in cells).encode()


def lines_of(rows: Sequence[Row], each: Callable[[str], str]) -> bytes:
    """Each row as JSON, changed."""
    return "".join(each(json.dumps(row)) + "\n" for row in rows).encode()


BY_NAME = {f"name {row['id']}": row for row in ROWS}
SPLITS = {"train": ROWS[:3], "my test": ROWS[3:]}
HOLDER = {"canary": "x", "meta": {"a": 1}, "examples": ROWS}
COLUMNS = {name: [row[name] for row in ROWS] for name in ROWS[0]}
INDEXED = {name: {str(row["id"]): row[name] for row in ROWS} for name in ROWS[0]}

# Content -> what it is said to be, how many rows its advice gives.
FILES: dict[str, tuple[bytes, str, int]] = {
    "gzip": (gzip.compress(JSONL), "compressed with gzip", 4),
    "bzip2": (bz2.compress(JSONL), "compressed with bzip2", 4),
    "xz": (lzma.compress(JSONL), "compressed with xz", 4),
    "tar": (tar(JSONL), "a tar archive", 4),
    "tar-pax": (tar(JSONL, tarfile.PAX_FORMAT), "a tar archive", 4),
    "tar-old": (old_tar(JSONL), "a tar archive", 4),
    "zip": (zipped(JSONL), "a ZIP archive", 4),
    "utf-16": (JSONL.decode().encode("utf-16"), "UTF-16", 4),
    "utf-16-be": (JSONL.decode().encode("utf-16-be"), "UTF-16", 4),
    "utf-32": (JSONL.decode().encode("utf-32"), "UTF-32", 4),
    "array": (json.dumps(ROWS).encode(), "one JSON array", 4),
    "array-pretty": (json.dumps(ROWS, indent=1).encode(), "one JSON array", 4),
    "pretty": (b"\n".join(json.dumps(r, indent=2).encode() for r in ROWS), "JSON with objects", 4),
    "csv": (table(","), "CSV", 4),
    "csv-mark": (b"\xef\xbb\xbf" + table(","), "CSV", 4),
    "csv-quoted": (b'"id","category"\n"1","x"\n"2","y"\n', "CSV", 2),
    "csv-windows": (table(",").replace(b"\n", b"\r\n"), "CSV", 4),
    "csv-semicolons": (table(";"), "CSV with semicolons", 4),
    "tsv": (table("\t"), "TSV", 4),
    "csv-long": (table(",") + b"9,a,xxxxxxxxxxxxxxxxxxxx\n" * 400, "CSV", 404),
    "commas": (lines_of(ROWS, lambda row: f"{row},"), "rows with commas between them", 4),
    "commas-last": (
        lines_of(ROWS, lambda row: f"{row} , ")[:-4] + b"\n", "rows with commas between them", 4,
    ),
    "quotes": (
        lines_of(PLAIN, lambda row: re.sub('"(.*?)"', "“\\1”", row)), "JSON with typographic", 4,
    ),
    "quotes-german": (
        lines_of(PLAIN[:1], lambda row: re.sub('"(.*?)"', "„\\1“", row)), "JSON with typo", 1,
    ),
    "dicts": ("".join(f"{row}\n" for row in ROWS).encode(), "Python dicts", 4),
    "strings": (lines_of(ROWS, json.dumps), "JSON inside of JSON strings", 4),
    "by-name": (json.dumps(BY_NAME).encode(), "one object of 4 rows by name", 4),
    "by-name-pretty": (json.dumps(BY_NAME, indent=2).encode(), "one object of 4 rows by name", 4),
    "splits": (json.dumps(SPLITS).encode(), "one object of splits (train, my test)", 3),
    "splits-pretty": (json.dumps(SPLITS, indent=2).encode(), "one object of splits", 3),
    "one-split": (json.dumps({"data": ROWS}).encode(), "one object that holds 4 rows in 'data'", 4),
    "examples": (json.dumps(HOLDER).encode(), "one object that holds 4 rows in 'examples'", 4),
    "examples-pretty": (json.dumps(HOLDER, indent=2).encode(), "one object that holds 4 rows", 4),
    "columns": (json.dumps(COLUMNS, indent=2).encode(), "one object of 3 columns", 4),
    "columns-by-number": (json.dumps(INDEXED, indent=2).encode(), "one object of 3 columns", 4),
}  # fmt: skip


def commands_in(ended: Outcome) -> list[str]:
    """The commands that a message advises."""
    found = (ADVICE.search(line) for line in ended.err.splitlines())
    return [match[1].split(" (and ")[0] for match in found if match]


def shell(line: str, folder: Path, stdin: bytes = b"") -> bytes:
    """Run a line as a user would paste it; what it prints."""
    program = re.match(r"\w+", line)
    if program and shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed here")
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=folder, input=stdin, capture_output=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b""), line
    return done.stdout


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("file", NAMES)
@pytest.mark.parametrize("name", FILES)
def test_what_a_file_is(run: Run, tmp_path: Path, name: str, file: str, packed: bool) -> None:
    """The file is named for what it is; after the command of the message its rows are read."""
    content, what, rows = FILES[name]
    path = tmp_path / (f"{file}.gz" if packed else file)
    path.write_bytes(gzip.compress(content) if packed else content)
    before = set(tmp_path.iterdir())
    for policy in ("fail", "skip"):
        ended = run("inspect", path, "--on-error", policy)
        assert (ended.code, ended.out) == (3, b"")
        assert f"{path}:1: this is {what}" in ended.err
    (line,) = commands_in(ended)
    shell(line, tmp_path)
    (made,) = set(tmp_path.iterdir()) - before
    assert run("inspect", made, "--by", "category", "-f", "json").report["rows"] == rows
    if name != "csv-quoted" and made.suffix in (".json", ".jsonl"):
        first = json.loads(made.read_bytes().splitlines()[0])
        assert (first["category"], first.get("key")) == (
            "a", "name 0" if name.startswith("by-name") else None,
        )  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_comes_through_a_pipe(run: Run, tmp_path: Path, name: str) -> None:
    """The same on standard input, where the advice is what to pipe it through."""
    content, what, rows = FILES[name]
    ended = run("inspect", "-", stdin=content)
    assert (ended.code, f"this is {what}" in ended.err) == (3, True)
    (line,) = commands_in(ended)
    assert "pipe it through: " in ended.err
    made = tmp_path / "made.jsonl"
    made.write_bytes(shell(line, tmp_path, stdin=content))
    assert run("inspect", made, "--by", "category", "-f", "json").report["rows"] == rows


@pytest.mark.parametrize(
    ("suffix", "mode"), [(".tar.gz", "w:gz"), (".tgz", "w:gz"), (".tar.xz", "w:xz")]
)
def test_archives_by_their_names(run: Run, tmp_path: Path, suffix: str, mode: str) -> None:
    """d.tar.gz is a tar archive, and no UTF-16."""
    write_rows(tmp_path / "rows.jsonl", ROWS)
    path = tmp_path / f"d{suffix}"
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        archive.add(tmp_path / "rows.jsonl", "rows.jsonl")
    before = set(tmp_path.iterdir())
    ended = run("inspect", path)
    assert (ended.code, "this is a tar archive" in ended.err) == (3, True)
    (line,) = commands_in(ended)
    shell(line, tmp_path)
    (made,) = set(tmp_path.iterdir()) - before
    assert run("inspect", made, "-f", "json").report["rows"] == 4


OTHERS = {
    "parquet": (b"PAR1\x15\x00", "a Parquet file", "duckdb -c "),
    "arrow": (b"ARROW1\x00\x00", "an Arrow file", "pandas.read_feather"),
    "stream": (b"\xff\xff\xff\xff\x10", "an Arrow stream", "datasets.Dataset.from_file"),
    "excel": (zipped(b"x").replace(b"rows.jsonl", b"xl/rows.xm"), "", "unzip"),
    "sqlite": (b"SQLite format 3\x00", "an SQLite database", "the tool that made it"),
    "numpy": (b"\x93NUMPY\x01", "a NumPy array", "the tool that made it"),
    "pdf": (b"%PDF-1.7\n", "a PDF", "the tool that made it"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_needs_another_tool(run: Run, tmp_path: Path, name: str) -> None:
    """Named for what it is, with what converts it."""
    content, what, advice = OTHERS[name]
    path = tmp_path / "data.bin"
    path.write_bytes(content)
    ended = run("inspect", path)
    assert ended.code == 3
    assert f"this is {what}" in ended.err
    assert advice in ended.err
    assert run("inspect", "-", stdin=content).code == 3


@pytest.mark.parametrize("inner", ["a.jsonl", "b.json", "deep/er/a.jsonl", "a.jsonl.gz"])
def test_a_folder(run: Run, tmp_path: Path, inner: str) -> None:
    """The advice names the files in it, also deeper ones."""
    path = tmp_path / "my data" / inner
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(JSONL) if inner.endswith(".gz") else JSONL)
    ended = run("inspect", tmp_path / "my data")
    assert (ended.code, "is a directory" in ended.err) == (4, True)
    files = ended.err.split("name the files in it: ")[1].splitlines()[0]
    if " $(" not in f" {files}" or " " not in str(path):
        shell(f"ls {files}", tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "there are none in it" in run("inspect", empty).err


ROWS_THAT_ARE_ROWS = [
    {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]},
    {"prompt": [{"role": "user", "content": "a"}], "completion": [{"role": "x", "content": "b"}]},
    {
        "instruction": "Do",
        "instances": [{"input": "a", "output": "b"}] * 2,
    },
    {"question": {"text": "a"}, "answer": {"text": "b"}},
    {"question": "a", "choices": [{"label": "A", "text": "x"}, {"label": "B", "text": "y"}]},
    {"text": "a", "spans": [{"start": 0, "end": 1}, {"start": 2, "end": 3}]},
    {"a": [1, 2], "b": [3, 4]},
    {"data": {"text": "a"}, "annotations": [{"result": []}, {"result": []}]},
]


@pytest.mark.parametrize("row", ROWS_THAT_ARE_ROWS)
def test_a_file_of_one_row_is_one(run: Run, tmp_path: Path, row: dict[str, object]) -> None:
    """A single row with lists in it is not taken for a file in another format."""
    path = write_rows(tmp_path / "rows.jsonl", [row])
    assert run("inspect", path, "-f", "json").report["rows"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "worse, or not\n", "a,b\n1,2,3\n", "Total: 1 row, 2 columns\n", "// a, remark\n",
        '{"category": "a"},\n', "{'category': 'a'}\n", "{“category”: “a”}\n", "1,2\n3,4\n",
    ],
)  # fmt: skip
def test_other_first_lines_are_bad_rows(run: Run, tmp_path: Path, text: str) -> None:
    """One odd line before good rows does not make a file of another format."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(text.encode() + JSONL)
    ended = run("inspect", path, "--on-error", "skip", "-f", "json")
    assert (ended.code, ended.report["rows"]) == (0, 4)
    assert run("inspect", path).code == 3


READERS = [
    ["inspect", "FILE"], ["balance", "FILE", "--cap", "1", "-n"], ["weights", "FILE"],
    ["split", "FILE", "-d", "parts"], ["check", "FILE", "--min-rows", "1"], ["audit", "FILE", "OK"],
    ["compare", "FILE", "OK"], ["gaps", "FILE", "--equal", "max"],
    ["validate", "FILE", "--against", "OK", "-n"], ["validate", "OK", "--against", "FILE", "-n"],
    ["evaluate", "FILE", "--truth", "category", "--predicted", "t"],
]  # fmt: skip
TROUBLES = [b"bad\n", b'{"t": "y"}\n', b'{"category": {"a": 1}, "t": "y"}\n']


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("given", READERS)
def test_only_options_that_a_command_has(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], trouble: bytes
) -> None:
    """No message names an option in the words of the engine: the command does not have it."""
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "ok.jsonl", ROWS)
    (tmp_path / "rows.jsonl").write_bytes(JSONL + trouble)
    ended = run(*({"FILE": "rows.jsonl", "OK": "ok.jsonl"}.get(one, one) for one in given))
    assert "`" not in ended.err
    text = run(given[0], "--help").text
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", ended.err):
        assert option in text, option


@needs_shared
def test_cases(run: Run) -> None:
    """What people reported is named; what was right stays."""
    cases = SHARED / "data" / "cases" / "malformed"
    said = {"data.csv": "CSV", "commas.jsonl": "rows with commas", "pydict.jsonl": "Python dicts",
            "smart.jsonl": "JSON with typographic quotes", "array.jsonl": "one JSON array",
            "wrapped.jsonl": "one object that holds 2 rows", "pretty.jsonl": "JSON with objects",
            "doubleenc.jsonl": "JSON inside of JSON strings"}  # fmt: skip
    for path in sorted(cases.iterdir()):
        ended = run("inspect", path)
        expected = 0 if path.name in ("p1.jsonl", "p2.jsonl") else 3
        assert ended.code == expected, path.name
        if path.name in said:
            assert f":1: this is {said[path.name]}" in ended.err
        elif expected:
            assert "this is" not in ended.err, path.name
    assert "a second object on the same line" in run("inspect", cases / "glued.jsonl").err
