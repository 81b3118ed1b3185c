"""What holds for every command: streams, exit codes, messages, hostile names, processes."""

import gzip
import hashlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import rebalance
from rebalance.rows.field import Field
from rebalance.rows.files.output import Outputs
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.writing.writer import write_copies
from tests.support import Run, command, is_running, lines, rows_of, workers_of, write_rows

SCRIPT = Path(sys.executable).with_name("rebalance")


def test_version_and_help(run: Run) -> None:
    """--version names the version; -h and --help are there for every command."""
    assert run("--version").text == f"rebalance {rebalance.__version__}\n"
    for name in ((), ("inspect",), ("balance",), ("weights",), ("split",), ("audit",), ("check",)):
        for flag in ("-h", "--help"):
            ended = run(*name, flag)
            assert ended.code == 0
            assert "Usage: rebalance" in ended.text


def test_help_is_light() -> None:
    """Help imports none of numpy, orjson, tqdm, nor does importing the library."""
    code = (
        "import sys, rebalance.cli, rebalance\n"
        "sys.argv = ['rebalance', 'balance', '--help']\n"
        "try: rebalance.cli.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'orjson', 'tqdm'} & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stderr.strip() == "[]"


def test_module_runs_too(skewed: Path) -> None:
    """`python -m rebalance.cli` is the same command."""
    ended = subprocess.run(
        [sys.executable, "-m", "rebalance.cli", "inspect", skewed, "-f", "csv"],
        capture_output=True, check=True,
    )  # fmt: skip
    assert ended.stdout == command("inspect", skewed, "-f", "csv").out


@pytest.mark.parametrize(
    ("by", "advice"),
    [
        (["--by", "Category"], "did you mean 'category'?"),
        (["--by", "meta.langs"], "did you mean 'meta.lang'?"),
        (["--by", "xyz"], "possible fields, with their numbers of distinct values: category (2), "),
    ],
)
def test_a_field_that_no_row_has(run: Run, tmp_path: Path, by: list[str], advice: str) -> None:
    """Exit 2 with a likely name, or the fields that could serve."""
    rows = [{"category": "ab"[i % 2], "meta": {"lang": f"l{i % 4}"}, "id": i} for i in range(12)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    ended = run("inspect", path, *by)
    assert (ended.code, ended.out) == (2, b"")
    assert f"rebalance: error: --by: no row of {path} has the field {by[1]!r}" in ended.err
    assert advice in ended.err
    assert "id (" not in ended.err


def test_without_by_the_field_is_category(run: Run, tmp_path: Path, skewed: Path) -> None:
    """Or exit 2 with the fields that could serve."""
    assert run("inspect", skewed).code == 0
    path = write_rows(tmp_path / "other.jsonl", [{"kind": "ab"[i % 2]} for i in range(8)])
    ended = run("weights", path)
    assert ended.code == 2
    assert "possible fields, with their numbers of distinct values: kind (2)" in ended.err
    assert "choose one with --by FIELD" in ended.err


BAD = {
    b"not json": (1, "not valid JSON"),
    b'{"category": "a",}': (17, "not valid JSON"),
    b'{"category": "\xff"}': (15, "the line is not UTF-8"),
    b'  ["a"]': (3, "the line is an array, not a JSON object"),
    b'"a"': (1, "the line is a string, not a JSON object"),
    b'{"category": {"a": 1}}': (1, "the category is an object"),
    b'{"category": ["a", null]}': (1, "a list of labels with null"),
    b'{"category": NaN}': (14, "not valid JSON"),
}


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("bad", BAD)
def test_the_first_bad_row_is_reported(
    run: Run, skewed: Path, tmp_path: Path, bad: bytes, jobs: int
) -> None:
    """Exit 3 with file, true line, byte column, an excerpt and what to do; nothing is written."""
    path, out = tmp_path / "bad.jsonl", tmp_path / "out.jsonl"
    good = lines(skewed)
    path.write_bytes(b"".join([*good[:40], '{"category":"\u2028"}\n'.encode(), b"\n", bad, b"\n",
                               *good[40:], b"also bad\n"]))  # fmt: skip
    ended = run("balance", path, "--cap", 5, "-o", out, "--jobs", jobs,
                env={"REBALANCE_SPAN_BYTES": "300"})  # fmt: skip
    column, reason = BAD[bad]
    first = ended.err.splitlines()
    assert ended.code == 3
    assert first[0].startswith(f"rebalance: error: {path}:43:{column}: ")
    assert reason in first[0]
    assert first[1].startswith("  | ")
    assert "nothing was written" in ended.err
    assert "--on-error skip" in ended.err
    assert not out.exists()


@pytest.mark.parametrize("jobs", [1, 3])
def test_rejects(run: Run, skewed: Path, tmp_path: Path, jobs: int) -> None:
    """Bad rows are written with place, reason and bytes, and counted; an empty file if none."""
    path, rejects = tmp_path / "bad.jsonl", tmp_path / "rejects.jsonl"
    good = lines(skewed)
    path.write_bytes(b"".join([*good[:9], b"oops\r\n", *good[9:], b'{"category":"\xff"}']))
    ended = run("inspect", path, "--rejects", rejects, "-f", "json", "--jobs", jobs,
                env={"REBALANCE_SPAN_BYTES": "300"})  # fmt: skip
    assert ended.code == 0
    assert ended.report["bad_rows"] == 2
    written = [json.loads(line) for line in lines(rejects)]
    offset = sum(map(len, good[:9]))
    assert written[0] == {
        "file": str(path), "line": 10, "byte_offset": offset, "column": 1, "rule": "not-json",
        "message": written[0]["message"], "raw": "oops\r",
    }  # fmt: skip
    assert (written[1]["line"], written[1]["rule"]) == (138, "not-utf8")
    assert written[1]["raw_base64"] == "eyJjYXRlZ29yeSI6Iv8ifQ=="
    run("inspect", skewed, "--rejects", rejects, "-q")
    assert rejects.read_bytes() == b""


HOSTILE = ["[red]x[/]", "[/]", ":smile:", "\x1b[31mred", "a\nb", "\u202egnp", "\u200bz", "a|b",
           "::error::x", "##[group]", "=1+1", "x" * 300, "\x9b0m", "a,b", 'q"q', "<b>"]  # fmt: skip


def test_hostile_names(run: Run, tmp_path: Path) -> None:
    """No crash, no raw control, one line a category, nothing cut in a pipe, exact in JSON."""
    rows = [{"category": name, "i": i} for i, name in enumerate(HOSTILE) for _ in range(2)]
    path = write_rows(tmp_path / "hostile[red].jsonl", rows)
    report = run("inspect", path, "-f", "json").report
    assert sorted(e["category"] for e in report["categories"]) == sorted(HOSTILE)
    for form in ("table", "csv", "md"):
        text = run("inspect", path, "-f", form, env={"GITHUB_ACTIONS": "true"}).text
        assert not [c for c in text if c not in "\r\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]
        assert not {"\u202e", "\u200b"} & set(text)
        assert "x" * 300 in text
        assert "##[" not in text
        assert not [line for line in text.splitlines() if line.strip(" |").startswith("::")]
    table = run("inspect", path).text
    for shown in ("[red]x[/]", "[/]", ":smile:", r"\x1b[31mred", r"a\nb", r"\u202egnp"):
        assert f"\n{shown} " in table
    for args in (["balance", path, "--equal", 1, "-n"], ["weights", path],
                 ["split", path, "--rare", "spread", "-d", tmp_path / "p"]):  # fmt: skip
        assert run(*args).code == 0
    markdown = run("inspect", path, "-f", "md").text
    cells = [line for line in markdown.splitlines() if line.startswith("|")][: len(HOSTILE) + 2]
    assert all(line.count("|") - line.count("\\|") == 6 for line in cells)


def test_streams(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Reports on standard output; when that carries rows they go to standard error."""
    out = tmp_path / "out.jsonl"
    shown = run("balance", skewed, "--cap", 5, "-o", out)
    assert "skewed.jsonl by category, at most 5 rows\n" in shown.text
    assert shown.err == ""
    rows = run("balance", skewed, "--cap", 5, "-o", "-", "-f", "json")
    assert rows.out == out.read_bytes()
    assert json.loads(rows.err)["rows_after"] == 16
    quiet = run("balance", skewed, "--cap", 5, "-o", out, "-q")
    assert (quiet.out, quiet.err) == (b"", "")
    assert run("balance", skewed, "--cap", 5, "-o", out, "-q", "-f", "json").report
    assert run("balance", skewed, "--floor", 50, "-n", "-q").err.startswith("rebalance: warning: ")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["inspect", "absent.jsonl"], 4),
        (["inspect", "."], 4),
        (["inspect", "-", "-"], 2),
        (["inspect", "ok.jsonl", "--by", "@line"], 2),
        (["inspect", "ok.jsonl", "--by", "a..b"], 2),
        (["balance", "ok.jsonl", "--cap", "1", "-o", "no/such/folder.jsonl"], 4),
        (["balance", "ok.jsonl", "--cap", "1", "-o", "."], 4),
        (["balance", "ok.jsonl", "--cap", "1", "-o", "x.jsonl", "--dropped", "x.jsonl"], 2),
        (["split", "ok.jsonl", "-d", "ok.jsonl"], 4),
        (["split", "ok.jsonl"], 2),
        (["balance", "ok.jsonl", "--cap", "1", "-o", "absent/"], 4),
        (["balance", "ok.jsonl", "-n", "--mix", "binary.json"], 2),
        (["balance", "ok.jsonl", "-n", "--mix", "deep.json"], 2),
        (["balance", "ok.jsonl", "-n", "--mix", "twice.json"], 2),
        (["weights", "ok.jsonl", "--labels", "deep.json"], 2),
        (["weights", "ok.jsonl", "--labels", "twice.json"], 2),
        (["split", "ok.jsonl", "-d", "p", "--parts", "a\nb=1"], 2),
        (["split", "ok.jsonl", "-d", "p", "--parts", "A=0.5,a=0.5"], 2),
        (["frobnicate"], 2),
        (["inspect", "ok.jsonl", "--floor", "-1"], 2),
        (["inspect", "broken.jsonl.gz"], 4),
        (["weights", "broken.jsonl.gz"], 4),
        (["weights", "ok.jsonl", "broken.jsonl.gz", "-j", "2"], 4),
    ],
)
def test_exit_codes(
    run: Run, skewed: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], code: int
) -> None:
    """2 for usage, 4 for files, always with a message and no traceback."""
    monkeypatch.chdir(skewed.parent)
    skewed.rename("ok.jsonl")
    Path("broken.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00 not a gzip file")
    Path("binary.json").write_bytes(b"\xff")
    Path("deep.json").write_text("[" * 100_000)
    Path("twice.json").write_text('{"large": 1, "large": 0, "middle": 2}')
    ended = run(*args)
    assert ended.code == code
    assert ended.out == b""
    assert "Traceback" not in ended.err
    assert ended.err
    assert not [path for path in Path().iterdir() if path.suffix == ".tmp"]


def test_a_table_into_a_closed_pipe(skewed: Path) -> None:
    """141, too, and not the 1 of a failed check."""
    script = f"{SCRIPT} inspect {skewed} | true; echo ${{PIPESTATUS[0]}}"
    for _ in range(3):
        ended = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
        assert (ended.stdout.strip(), ended.stderr) in {(b"141", b""), (b"0", b"")}


def test_a_cut_off_archive_is_exit_4(run: Run, tmp_path: Path) -> None:
    """In each codec, read once or spooled; never a shorter dataset."""
    plain = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 3000, "b": 20}))
    for suffix in (".gz", ".bz2", ".xz", ".zst"):
        packed = tmp_path / f"rows.jsonl{suffix}"
        assert run("balance", plain, "--cap", 9999, "-o", packed, "-q").code == 0
        packed.write_bytes(packed.read_bytes()[: packed.stat().st_size * 2 // 3])
        for args in (["weights", packed], ["inspect", packed]):
            ended = run(*args)
            assert (ended.code, ended.out) == (4, b""), suffix
            assert f"{packed}: cannot be read: " in ended.err


def test_frames_of_zstd_are_one_file(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Files that were packed one by one and joined hold all their rows."""
    packed = tmp_path / "rows.jsonl.zst"
    run("balance", skewed, "--cap", 9999, "-o", packed, "-q")
    packed.write_bytes(packed.read_bytes() * 2)
    assert run("weights", packed, "-f", "json").report["rows"] == 272


def test_a_closed_pipe_ends_as_cat_would(tmp_path: Path) -> None:
    """`| head -1` sees one row, and no traceback."""
    rows = [{"category": "a", "text": "x" * 500, "i": i} for i in range(4000)]
    path = write_rows(tmp_path / "long.jsonl", rows)
    script = f"{SCRIPT} balance {path} --cap 9999 -o - | head -1; echo ${{PIPESTATUS[0]}} >&2"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    assert ended.stdout == lines(path)[0]
    assert ended.stderr.splitlines()[-1] == b"141"
    assert b"Traceback" not in ended.stderr


def test_an_empty_stream_has_no_lines(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Read once, an empty compressed file adds nothing; a mark at the start is skipped."""
    empty, marked = tmp_path / "empty.jsonl.gz", tmp_path / "marked.jsonl.gz"
    empty.write_bytes(gzip.compress(b""))
    marked.write_bytes(gzip.compress(b"\xef\xbb\xbf" + skewed.read_bytes()))
    report = run("weights", empty, marked, "-f", "json").report
    assert report["rows"] == 136
    with Dataset.open([empty, marked, skewed], passes=1) as dataset:
        index = scan(dataset, Reading((Field.parse("category"),)))
    assert index.lines == (0, 136, 136)


def test_a_changed_input_is_noticed(skewed: Path, tmp_path: Path) -> None:
    """A file that changes between the passes is exit 3, and nothing is written."""
    with Dataset.open([skewed]) as dataset:
        index = scan(dataset, Reading((Field.parse("category"),)))
        skewed.write_bytes(skewed.read_bytes() + b"{}\n")
        outputs, changed = Outputs(dataset.identities), "changed while it was being read"
        with pytest.raises(rebalance.RebalanceError, match=changed), outputs:
            write_copies(dataset, index, index.codes * 0 + 1, outputs.create(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_bytes_are_the_same_on_any_machine(run: Run, tmp_path: Path) -> None:
    """Digests of outputs for a fixed dataset and seed, whatever processes and spans."""
    path = write_rows(tmp_path / "fixed.jsonl", rows_of({"a": 500, "b": 60, "c": 7, "d": 1}))
    for jobs, span in ((1, 1 << 24), (2, 997), (3, 64)):
        env, made = {"REBALANCE_SPAN_BYTES": str(span)}, hashlib.sha256()
        out, parts = tmp_path / "out.jsonl", tmp_path / "parts"
        for options in (["--equal", "median"], ["--alpha", 0.3, "--order", "shuffle"]):
            run("balance", path, *options, "-o", out, "-j", jobs, "--seed", 5, env=env)
            made.update(out.read_bytes())
        run("weights", path, "--scheme", "effective", "-o", out, "-j", jobs, env=env)
        made.update(out.read_bytes())
        run("split", path, "-d", parts, "-j", jobs, env=env)
        for part in sorted(parts.glob("*.jsonl")):
            made.update(part.read_bytes())
        assert made.hexdigest() == DIGEST


def test_spawned_workers_give_the_same_bytes(skewed: Path) -> None:
    """Where processes cannot be forked, they open the files again."""
    outputs = []
    for method in ("fork", "spawn"):
        env = {"REBALANCE_START_METHOD": method, "REBALANCE_SPAN_BYTES": "700"}
        for source, stdin in ((skewed, b""), ("-", skewed.read_bytes())):
            args = ("balance", source, "--equal", "mean", "--order", "shuffle", "-j", 2, "-o", "-")
            ended = command(*args, env=env, stdin=stdin)
            assert ended.code == 0, ended.err
            outputs.append(ended.out)
    assert len(set(outputs)) == 1


DIGEST = "1edfcbd19ea6ed1744e1370e549fa660e30d2184d054a8b8057ccb6e8b00cb38"


def test_progress_is_for_terminals(tmp_path: Path) -> None:
    """On a terminal the table fits it and the bar goes to standard error; in a pipe neither."""
    rows = [{"category": "name " * 30, "i": i} for i in range(3)]
    path = write_rows(tmp_path / "wide.jsonl", rows)
    main, side = pty.openpty()
    with open(side, "wb") as terminal:
        subprocess.run([SCRIPT, "inspect", path], stdout=terminal, stderr=terminal, check=True,
                       env={**os.environ, "COLUMNS": "60", "TERM": "xterm"})  # fmt: skip
    shown = os.read(main, 65536).decode()
    os.close(main)
    assert "…" in shown
    assert "name " * 30 not in shown
    assert ("name " * 30).strip() in command("inspect", path).text


def test_a_killed_worker_is_exit_70(tmp_path: Path) -> None:
    """With a sentence, never a hang."""
    rows = [{"category": "a", "text": "x" * 2000, "i": i} for i in range(20_000)]
    path = write_rows(tmp_path / "long.jsonl", rows)
    child = subprocess.Popen(
        [SCRIPT, "weights", path, "--jobs", "2"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        env={**os.environ, "REBALANCE_SPAN_BYTES": "2000"},
    )  # fmt: skip
    os.kill(workers_of(child, 1)[0], signal.SIGKILL)
    _, message = child.communicate(timeout=30)
    assert child.returncode == 70
    assert b"a worker process was killed" in message


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_a_command(tmp_path: Path, number: signal.Signals) -> None:
    """As they would end cat: by the signal itself, without a trace, output or worker left."""
    rows = [{"category": "a", "text": "x" * 2000, "i": i} for i in range(20_000)]
    path = write_rows(tmp_path / "long.jsonl", rows)
    child = subprocess.Popen(
        [SCRIPT, "split", path, "-d", tmp_path / "parts", "--jobs", "2"], stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, env={**os.environ, "REBALANCE_SPAN_BYTES": "2000"},
    )  # fmt: skip
    workers = workers_of(child, 2)
    child.send_signal(number)
    _, message = child.communicate(timeout=30)
    assert (child.returncode, message) == (-number, b"")
    assert not (tmp_path / "parts").exists()
    patience = time.monotonic() + 1
    while any(map(is_running, workers)):
        assert time.monotonic() < patience
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("inspect", "rows.jsonl"), 0),
        (("inspect", "rows.jsonl", "--by", "none"), 2),
        (("check", "rows.jsonl", "--min-rows", "9"), 1),
        (("inspect", "absent.jsonl"), 4),
        (("balance", "rows.jsonl", "--cap", "1", "-o", "-"), 0),
        (("balance", "rows.jsonl", "--cap", "1", "-o", "/dev/stdout"), 0),
    ],
)
@pytest.mark.parametrize("closed", ["2>/dev/full", "2>&-"])
def test_a_lost_standard_error_changes_no_exit_code(
    tmp_path: Path, words: tuple[str, ...], code: int, closed: str
) -> None:
    """What a command found out does not depend on who listens; rows are rows alone."""
    write_rows(tmp_path / "rows.jsonl", rows_of({"a": 2, "b": 1}))
    line = f"{SCRIPT} {' '.join(words)} {closed}"
    ended = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, check=False)
    assert ended.returncode == code
    if words[0] == "balance":
        assert all("category" in json.loads(row) for row in ended.stdout.splitlines())
        assert ended.stdout.count(b"\n") == 2
