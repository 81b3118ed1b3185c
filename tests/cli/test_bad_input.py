"""Bad rows, files that are no JSONL, and limits: what is wrong is said, and nothing is lost."""

import base64
import bz2
import gzip
import json
import lzma
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from rebalance.engines.processes import processes
from rebalance.rows.category import Kind
from rebalance.rows.field import Field
from rebalance.rows.files.lines import blocks
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning import codes
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from tests.support import SHARED, Run, lines, needs_shared, rows_of, write_rows

BAD = SHARED / "data" / "bad"
GOOD = b'{"category": "a"}\n'

# A row -> its rule, the byte column, and words of its message.
FAULTS: dict[bytes, tuple[str, int, str]] = {
    b'{"category": "a", "x": NaN}': ("not-json", 24, "NaN is not a JSON value"),
    b'{"category": "a", "x": -Infinity}': ("not-json", 24, "-Infinity is not a JSON value"),
    b'{"category": "a", "x": None}': ("not-json", 24, "None is Python"),
    b'{"category": "a", "x": "\\ud800"}': ("not-json", 25, "half of a surrogate pair"),
    b'{"category": "a", "x": "\\udc00x"}': ("not-json", 25, "half of a surrogate pair"),
    b'{"category": "a", "x": "\x01"}': ("not-json", 25, r"a raw control character, which JSON"),
    b'{"category": "a"}\x00': ("not-json", 18, "a raw control character"),
    b'{"category": "a", "x": ' + b"[" * 1024 + b"]" * 1024 + b"}": (
        "not-json", 1048, "nested deeper than 1,024 levels",
    ),
    b'{"category": "a", "x": 1e400}': ("not-json", 24, "beyond the range of a double"),
    b'{"category": "a", "x": "\xff"}': ("not-utf8", 25, "not UTF-8: byte 0xff"),
    b'{"category": "a", "x": "\xed\xa0\x80"}': ("not-utf8", 25, "not UTF-8: byte 0xed"),
    '{"category": "a", "x": "类别很多"}'.encode("gb18030"): ("not-utf8", 25, "GB18030 or GBK"),
    b'{"category": "a"': ("not-json", 16, "it ends in the middle"),
    b'{"category": "a",}': ("not-json", 17, "a comma without anything after it"),
    b"{'category': 'a'}": ("not-json", 2, "single quotes"),
    b'{"category": "a"} {"category": "b"}': ("not-json", 19, "a second object on the same line"),
    b'{"category": "a"},': ("not-json", 18, "a comma after the object"),
    b'{"category": "a"}}': ("not-json", 18, "one closing bracket too many"),
    b'{"category": "a"} # note': ("not-json", 19, "more text after the object"),
    b'\xef\xbb\xbf{"category": "a"}': ("not-json", 1, "a byte-order mark inside the file"),
    b'[{"category": "a"}]': ("not-an-object", 1, "an array, not a JSON object"),
    b"  12": ("not-an-object", 3, "a number, not a JSON object"),
    b'{"category": {"a": 1}}': ("bad-category", 1, "the category is an object"),
    b'{"category": "a", "category": "a"}': ("duplicate-key", 19, "has the field 'category' twice"),
    b'{"category": "a", "\\u0063ategory": "b"}': ("duplicate-key", 19, "twice"),
    b'{"category": "' + b"x" * 300 + b'"}': ("too-long", 251, "longer than 250 bytes"),
}  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("bad", FAULTS)
def test_each_rule(run: Run, tmp_path: Path, bad: bytes, jobs: int) -> None:
    """A bad row is exit 3 with place, excerpt and plain words; rejects tell the same of it."""
    rule, column, words = FAULTS[bad]
    longest = 250 if rule == "too-long" else 5000
    path, rejects = tmp_path / "rows.jsonl", tmp_path / "rejects.jsonl"
    path.write_bytes(GOOD * 30 + b"\n" + bad + b"\n" + GOOD * 30 + b"worse\n")
    options = ["-f", "json", "--max-line-bytes", longest, "--jobs", jobs]
    env = {"REBALANCE_SPAN_BYTES": "200"}
    ended = run("inspect", path, *options, env=env)
    first, sample, *_ = ended.err.splitlines()
    assert (ended.code, ended.out) == (3, b"")
    assert first.startswith(f"rebalance: error: {path}:32:{column}: ")
    assert words in first
    assert sample.startswith("  | ")
    kept = run("inspect", path, *options, "--rejects", rejects, env=env)
    assert kept.code == 0
    assert (kept.report["rows"], kept.report["bad_rows"]) == (60, 2)
    assert f"left out 2 bad rows, the first at {path}:32:{column}: " in kept.err
    told = [json.loads(line) for line in lines(rejects)]
    assert [(t["line"], t["rule"]) for t in told] == [(32, rule), (63, "not-json")]
    assert (told[0]["column"], told[0]["byte_offset"]) == (column, 30 * len(GOOD) + 1)
    assert words in told[0]["message"]


def test_a_name_twice_elsewhere_is_data(run: Run, tmp_path: Path) -> None:
    """Only the path to the category must be unique; all other names are the user's."""
    rows = [
        b'{"category": "a", "x": 1, "x": 2}', b'{"x": {"category": 1}, "category": "a"}',
        b'{"category": "a", "x": "\\"category\\": "}', b'{"x": [{"category": 1, "category": 2}],'
        b' "category": "a"}', b'{"category": "a", "x": "\\u00633\\u0063"}',
        b'{"category": "category"}',
    ]  # fmt: skip
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(rows) + b"\n")
    assert run("inspect", path, "-f", "json").report["rows"] == 6
    out = tmp_path / "out.jsonl"
    assert run("balance", path, "--cap", 9, "-o", out).code == 0
    assert out.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("row", "by", "column"),
    [
        (b'{"a": {"b": "x"}, "a": {"b": "y"}}', "a.b", 19),
        (b'{"a": {"b": "x", "b": "y"}}', "a.b", 18),
        (b'{"a": [{"b": "x"}, {"b": "y", "b": "z"}]}', "a.1.b", 31),
        (b'{"0": {"0": "x"}, "1": 2, "0": {"0": 1}}', "0.0", 27),
        ('{"é": 1, "\\u00e9": 1}'.encode(), "é", 11),
        (b'{"a/b": 1, "a\\/b": 1}', "/a~1b", 12),
    ],
)
def test_a_name_twice_on_the_path(
    run: Run, tmp_path: Path, row: bytes, by: str, column: int
) -> None:
    """In objects around the category, inside of lists, and however the name is written."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(row + b"\n")
    ended = run("inspect", path, "--by", by)
    assert ended.code == 3
    assert f"{path}:1:{column}: the row has the field" in ended.err


def test_missing_rows_are_rejects_where_they_are_dropped(run: Run, tmp_path: Path) -> None:
    """With --missing drop, what is left out is written with its rule."""
    path, rejects = tmp_path / "rows.jsonl", tmp_path / "rejects.jsonl"
    path.write_bytes(GOOD * 2 + b'{"x": 1}\n{"category": null}\n{"category": ""}\noops\n')
    out = tmp_path / "out.jsonl"
    run("balance", path, "--cap", 9, "-o", out, "--missing", "drop", "--rejects", rejects)
    told = [json.loads(line) for line in lines(rejects)]
    assert [t["rule"] for t in told] == ["missing-category"] * 3 + ["not-json"]
    assert "absent" in told[0]["message"]
    run("inspect", path, "--rejects", rejects)
    assert len(lines(rejects)) == 1


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_a_flood_of_bad_rows_is_stopped(run: Run, tmp_path: Path, jobs: int) -> None:
    """--max-errors N names the first row beyond it, P% is a share of all rows."""
    path, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    path.write_bytes((GOOD * 3 + b"bad\n") * 50)
    args = ["balance", path, "--cap", 99, "-o", out, "-j", jobs, "--max-errors"]
    env = {"REBALANCE_SPAN_BYTES": "150"}
    for limit in ("49", "24.9%", "0"):
        ended = run(*args, limit, env=env)
        assert ended.code == 3
        line = 200 if limit == "49" else 4
        assert f"rebalance: error: {path}:{line}: " in ended.err
        assert "nothing was written" in ended.err
        assert not out.exists()
    for limit in ("50", "25%"):
        assert run(*args, limit, env=env).code == 0
        assert len(lines(out)) == 99
    assert run(*args, "many").code == 2


def test_a_flood_costs_no_memory(tmp_path: Path) -> None:
    """Pass 1 remembers one bad row of a million, and writes them all to rejects."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(GOOD + b"bad\n" * 100_000)
    with Dataset.open([path]) as dataset:
        index = scan(dataset, Reading(fail=False))
    assert len(index.rejects) == 1
    assert index.bad_rows == 100_000


FOREIGN: dict[str, tuple[bytes, str, str]] = {
    "utf16": ('{"category": "a"}\n'.encode("utf-16"), "UTF-16", "iconv -f UTF-16"),
    "utf16be": ('{"category": "a"}\n'.encode("utf-16-be"), "UTF-16", "iconv -f UTF-16BE"),
    "utf32": ('{"category": "a"}\n'.encode("utf-32"), "UTF-32", "iconv -f UTF-32"),
    "gzip": (gzip.compress(GOOD), "compressed with gzip", "ends in .gz"),
    "bzip2": (bz2.compress(GOOD), "compressed with bzip2", "ends in .bz2"),
    "xz": (lzma.compress(GOOD), "compressed with xz", "ends in .xz"),
    "array": (b'[{"category": "a"}, {"category": "b"}]', "one JSON array", "jq -c '.[]'"),
    "array-lines": (
        b'[\n{"category": "a"},\n{"category": "b"}\n]\n',
        "one JSON array",
        "jq -c '.[",
    ),
    "array-loose": (b'[{"category": "a"},\n{"category": "b"}]\n', "one JSON array", "jq -c '.[]'"),
    "array-pretty": (b'[\n  {\n    "category": "a"\n  }\n]\n', "one JSON array", "jq -c '.[]'"),
    "array-long": (b'[{"category": "' + b"a" * 9999 + b'"}]', "one JSON array", "jq -c '.[]'"),
    "pretty": (
        b'{\n  "category": "a"\n}\n{\n}\n',
        "JSON with objects over several lines",
        "jq -c .",
    ),
    "parquet": (b"PAR1\x15\x00\n", "a Parquet file", "FORMAT json"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid\n", "a Git LFS pointer", "lfs pull"),
    "page": (b"<!DOCTYPE html>\n<html>", "a web page or XML", "what was downloaded"),
    "zeros": (bytes(300), "zero bytes only", "make it again"),
}


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("policy", ["fail", "skip"])
def test_files_that_are_no_jsonl(run: Run, tmp_path: Path, name: str, policy: str) -> None:
    """Exit 3 that says what it is and how to go on, even where bad rows are skipped."""
    content, what, advice = FOREIGN[name]
    path = tmp_path / "data.jsonl"
    packed = tmp_path / "data.jsonl.gz"
    path.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    for args in (["inspect", path], ["weights", packed]):
        ended = run(*args, "--on-error", policy, env={"REBALANCE_SPAN_BYTES": "7"})
        assert ended.code == 3
        assert f"{args[1]}:1: this is {what}" in ended.err
        assert advice in ended.err or f"gunzip -c {packed} | " in ended.err
    assert what in run("inspect", "-", stdin=content).err


@pytest.mark.parametrize(
    "content",
    [
        b'["a"]\n{"category": "a"}\n', b"{\n", b'[{"category": 1}]\n[{"category": 2}]\n',
        b'{"category": "a",\n{"category": "a"}\n', b"\x00\x00\n", b"version 2\n",
    ],
)  # fmt: skip
def test_other_first_rows_are_bad_rows(run: Run, tmp_path: Path, content: bytes) -> None:
    """What merely looks a little like another format is reported as what it is."""
    path = tmp_path / "data.jsonl"
    path.write_bytes(content + GOOD)
    assert f"{path}:1:1: " in run("inspect", path).err or b"{" in content[:1]
    assert run("inspect", path, "--on-error", "skip").code == 0


@needs_shared
def test_real_files_in_other_encodings(run: Run) -> None:
    """The same rows with a mark are read; as UTF-16 and GB18030 they are explained."""
    found = {path.name: path for path in sorted((BAD / "encoding").iterdir())}
    for name, path in found.items():
        if not path.suffix.startswith(".json"):
            continue
        ended = run("inspect", path, "--by", "@file")
        if "16" in name:
            assert (ended.code, "this is UTF-16" in ended.err) == (3, True), name
        elif "18030" in name:
            assert (ended.code, "reads as GB18030" in ended.err) == (3, True), name
        else:
            assert ended.code == 0, name
    for path in sorted((BAD / "lfs_pointers").rglob("*.jsonl")):
        ended = run("inspect", path, "--by", "@file")
        assert (ended.code, f"{path}:1: this is a Git LFS pointer" in ended.err) == (3, True)


@needs_shared
def test_json_test_suite(run: Run, tmp_path: Path) -> None:
    """y_ rows are accepted, n_ rows refused, with a category wrapped around them."""
    suite = {
        path.name: path.read_bytes()
        for path in sorted((BAD / "JSONTestSuite" / "test_parsing").glob("[yn]_*.json"))
    }
    suite = {name: value for name, value in suite.items() if b"\n" not in value}  # several rows
    rows, rejects = tmp_path / "rows.jsonl", tmp_path / "rejects.jsonl"
    rows.write_bytes(
        GOOD + b"".join(b'{"category": "a", "value": ' + value + b"}\n" for value in suite.values())
    )
    assert run("inspect", rows, "--rejects", rejects).code == 0
    lost = {json.loads(line)["line"] - 2 for line in rejects.read_bytes().splitlines()}
    verdicts = {name: number not in lost for number, name in enumerate(suite)}
    unclosed = {name for name, value in suite.items() if value.strip()[-1:] in (b"", b",")}
    accepted = [fine for name, fine in verdicts.items() if name.startswith("y_")]
    refused = [not fine for name, fine in verdicts.items()
               if name.startswith("n_") and name not in unclosed]  # fmt: skip
    assert all(accepted)
    assert all(refused)
    assert (len(accepted), len(refused)) >= (90, 170)


@needs_shared
def test_cases_of_another_library(run: Run, tmp_path: Path) -> None:
    """Lines that wbolster/jsonlines refuses are bad rows here; its scalars are no objects."""
    cases = json.loads((BAD / "jsonlines_lib_cases.json").read_text(encoding="utf-8"))["cases"]
    for case in cases:
        path = tmp_path / f"{case['name']}.jsonl"
        path.write_bytes(GOOD + base64.b64decode(case["b64"]))
        ended = run("inspect", path)
        refused = "Invalid" in str(case["jsonlines_result"])
        assert ended.code == 3 or not refused, case["name"]
        assert ended.code in (0, 3), case["name"]


def test_lines_are_never_held_whole(tmp_path: Path) -> None:
    """A line of 300 MB costs no more memory than its limit allows, whatever the cuts."""
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(GOOD + b'{"category": "')
        for _ in range(300):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + GOOD)
    code = (
        "import resource, sys\n"
        "from rebalance.rows.scanning.row_reader import Reading\n"
        "from rebalance.rows.field import Field\n"
        "from rebalance.rows.scanning.scan import scan\n"
        "from rebalance.rows.files.source import Dataset\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with Dataset.open(sys.argv[1:]) as dataset:\n"
        "    reading = Reading(by=(Field.parse('category'),), fail=False, longest=8 << 20)\n"
        "    index = scan(dataset, reading)\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(index.rows, index.bad_rows, index.rejects[0].rule, (after - before) // 1024)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=True)
    rows, bad, rule, megabytes = ended.stdout.split()
    assert (rows, bad, rule) == (b"2", b"1", b"too-long")
    assert int(megabytes) < 60
    assert int(index_of(path).ends[-1]) == path.stat().st_size


def index_of(path: Path) -> RowIndex:
    """Read a file in small spans."""
    with Dataset.open([path]) as dataset:
        return scan(dataset, Reading(fail=False, longest=1 << 20), run=processes(2))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 1000])
def test_blocks_of_any_size(size: int) -> None:
    """However few bytes a read gives, lines and their ends are the same."""
    content = b"ab\n\nc\r\n" + b"d" * 20 + b"\ne\xe2\x80\xa8f\nlast"
    whole = content.split(b"\n")
    ends = [sum(map(len, whole[: i + 1])) + i + 1 for i in range(len(whole))]
    ends[-1] -= 1
    for stop in (None, *range(1, len(content) + 1)):
        position = 0

        def read(wish: int) -> bytes:
            nonlocal position
            data = content[position : position + min(wish, size)]
            position += len(data)
            return data

        found = list(blocks(read, 0, stop, 6))
        wanted = sum(end_before < (stop or 99) for end_before in [0, *ends[:-1]])
        lengths = [length for block in found for length in block.lengths]
        assert [sum(lengths[: i + 1]) for i in range(len(lengths))] == ends[:wanted]
        shown = [line.removesuffix(b"\n") for block in found for line in block.lines]
        assert [line[:7] for line in shown] == [line[:7] for line in whole[:wanted]]
        assert all(len(line) < 7 + size + (1 << 18) for line in shown)


def test_compressed_files_are_bounded(run: Run, tmp_path: Path) -> None:
    """--max-bytes stops a bomb, read once or spooled, and standard input; exit 3."""
    bomb = tmp_path / "bomb.jsonl.gz"
    bomb.write_bytes(gzip.compress(GOOD * 200_000))
    for args in (["weights", bomb], ["inspect", bomb]):
        ended = run(*args, "--max-bytes", "1MB")
        assert ended.code == 3
        assert f"{bomb}: it is larger than 1,000,000 bytes" in ended.err
        assert run(*args, "--max-bytes", "1GiB", "-q").code == 0
    assert run("inspect", "-", "--max-bytes", 20, stdin=GOOD * 2).code == 3
    for size in ("", "0", "-1", "1XB", "1e3"):
        assert run("inspect", bomb, "--max-line-bytes", size or "x").code == 2


def test_a_zstd_bomb_is_streamed(tmp_path: Path) -> None:
    """Few bytes that hold very many are read bit by bit."""
    zstandard = pytest.importorskip("zstandard")
    bomb = tmp_path / "bomb.jsonl.zst"
    with bomb.open("wb") as raw, zstandard.ZstdCompressor().stream_writer(raw) as out:
        for _ in range(2000):
            out.write(bytes(1_000_000))

    script = Path(sys.executable).with_name("rebalance")
    shell = f"ulimit -v 1500000; {script} weights {bomb} --max-bytes 1.9GB --on-error skip"
    ended = subprocess.run(["bash", "-c", shell], capture_output=True, check=False)
    assert ended.returncode == 3
    assert b"zero bytes only" in ended.stderr or b"it is larger than" in ended.stderr


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_a_corrupt_archive_is_exit_4(run: Run, tmp_path: Path, suffix: str) -> None:
    """A flipped byte, a cut-off end, or another format: never a shorter dataset."""
    plain = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 3000, "b": 20}))
    packed = tmp_path / f"rows.jsonl{suffix}"
    run("balance", plain, "--cap", 9999, "-o", packed, "-q")
    whole = packed.read_bytes()
    middle = len(whole) // 2
    damaged = {
        "cut": whole[:-1], "half": whole[:middle], "other": plain.read_bytes(),
        "flipped": whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :],
    }  # fmt: skip
    for name, content in damaged.items():
        packed.write_bytes(content)
        for args in (["weights", packed], ["inspect", packed]):
            ended = run(*args)
            assert (ended.code, ended.out) == (4, b""), name
            assert f"{packed}: cannot be read: " in ended.err
            assert "is not a valid" in ended.err


def test_many_categories(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than 100,000 are a warning; more than 1,000,000 are an id (here with less)."""
    loading = import_module("rebalance.left_out")
    assert (loading._MANY, codes.MOST_CATEGORIES) == (100_000, 1_000_000)
    monkeypatch.setattr("rebalance.left_out._MANY", 1_000)
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"".join(b'{"category": "%d"}\n' % i for i in range(1_002)))
    ended = run("weights", path, "-f", "csv")
    assert ended.code == 0
    assert "1,002 categories: is 'category' an id?" in ended.err
    monkeypatch.setattr("rebalance.rows.scanning.codes.MOST_CATEGORIES", 1_001)
    for jobs in (1, 2):
        ended = run("weights", path, "--jobs", jobs)
        assert ended.code == 2
        assert "more than 1,001 categories in 'category': this field looks like an id" in ended.err
    monkeypatch.setattr("rebalance.rows.scanning.span_reader.MOST_CATEGORIES", 1_001)
    packed = tmp_path / "rows.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert "looks like an id" in run("weights", packed).err


def test_deep_rows_are_measured(run: Run, tmp_path: Path) -> None:
    """What the parser allows is walked without running out of stack."""
    path = tmp_path / "rows.jsonl"
    deep = b"[" * 1000 + b'"text"' + b"]" * 1000
    path.write_bytes(b'{"category": "a", "x": ' + deep + b"}\n")
    report = run("inspect", path, "--unit", "chars", "-f", "json").report
    assert report["categories"][0]["amount"] == 4
    assert run("inspect", path, "--by", "nothing").code == 2


def test_codes_of_lines_that_are_no_rows(tmp_path: Path) -> None:
    """Every line has a code, so that counts add up to the lines."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(GOOD + b"\n \r\nbad\n" + b'{"category": null}\n{}\n{"category": []}\n')
    with Dataset.open([path]) as dataset:
        index = scan(dataset, Reading(by=(Field.parse("category"),), fail=False), missing="drop")
    assert index.codes.tolist() == [
        0, Kind.BLANK, Kind.BLANK, Kind.BAD, Kind.NULL, Kind.ABSENT, Kind.EMPTY,
    ]  # fmt: skip
