"""`inspect --engine`: the report of one process, byte for byte, and nothing is left over."""

import json
from pathlib import Path

import pytest

from tests.cli.test_collisions import collisions
from tests.sharding.test_shards import crossed
from tests.sharding.test_split_engines import CODECS, shards
from tests.support import REAL, Outcome, Run

ENGINE = ("--engine", "processes")
SKIP = ("--on-error", "skip")
OPTIONS: list[tuple[object, ...]] = [
    SKIP,
    (*SKIP, "--duplicates", "equal"),
    (*SKIP, "--duplicates", "equal", "--ignore", "n", "--ignore", "labels"),
    (*SKIP, "--sort", "name", "--top", 2, "--floor", 40),
    ("--max-errors", 100, "--where", "score > 2"),
    ("--by", "labels"),
    ("--by", "labels", "--duplicates", "equal", "--sort", "name"),
    ("--by", "score", "--by", "@file"),
    ("--by", "score@3,7"),
    ("--by", "@chars@20,40", "--duplicates", "equal"),
    ("--by", "mixed"),
]


def more_shards(folder: Path, number: int, ending: str = "") -> list[Path]:
    """The shards of a split, with a field that has lists and single values, and rows twice."""
    paths, at = shards(folder, number, ending), 0
    for path in paths:
        rows = CODECS[ending][1](path.read_bytes()).splitlines(keepends=True)
        for place, line in enumerate(rows):
            at += 1
            if at % 3 and line.startswith(b'{"'):
                mixed = b'["u", "v"]' if at % 7 == 0 else b'"u"'
                rows[place] = b'{"mixed": %s, "long": "%s", %s' % (
                    mixed,
                    b"x" * (at % 90),
                    line[1:],
                )
            if at % 10 == 0:
                rows[place] += rows[0].removeprefix(b"\xef\xbb\xbf").replace(b": ", b":  ", at % 20)
        path.write_bytes(CODECS[ending][0](b"".join(rows)))
    return paths


def stepped(run: Run, *command: object, jobs: int = 2) -> Outcome:
    """How it ends with an engine."""
    return run("inspect", *command, *ENGINE, "--jobs", jobs, "-f", "json")


def both(run: Run, *command: object, jobs: int = 2) -> tuple[Outcome, Outcome]:
    """How it ends without an engine, and with one."""
    return run("inspect", *command, "-f", "json"), stepped(run, *command, jobs=jobs)


@pytest.mark.parametrize(("options", "number", "jobs"), crossed(OPTIONS))
def test_reports_are_those_of_one_process(
    run: Run, tmp_path: Path, options: tuple[object, ...], number: int, jobs: int
) -> None:
    """With 1, 2 and 3 processes, and all that is said."""
    ending = [*CODECS][(number + OPTIONS.index(options)) % len(CODECS)]
    paths = more_shards(tmp_path / "in", number, ending)
    one, two = both(run, *paths, *options, jobs=jobs)
    assert one.code == 0, one.err
    assert (two.code, two.out, two.err) == (0, one.out, one.err)
    assert one.report["duplicates"]["rows"] > 0
    assert ("have a list of labels" in one.err) == ("mixed" in options)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("more", [(), ("--by", "category"), ("--top", 3), SKIP])
def test_rows_need_no_category(run: Run, tmp_path: Path, more: tuple[object, ...]) -> None:
    """Where nobody asked for one: then fields that could serve are shown."""
    paths = more_shards(tmp_path / "in", 5)
    for path in paths:
        path.write_bytes(path.read_bytes().replace(b'"category"', b'"kind"'))
    one, two = both(run, *paths, *more)
    assert (two.code, two.out, two.err) == (one.code, one.out, one.err)
    assert (one.code == 0) == (more in ((), SKIP))
    if one.code == 0:
        assert one.report["fields"]


BAD: list[tuple[tuple[object, ...], bytes]] = [
    ((), b'{"category": "a"\n'), (("--by", "categry"), b""), (("--where", "score > 1000"), b""),
    (("--ignore", "nn", "--duplicates", "equal", *SKIP), b""), (("--max-errors", 1), b"{\n"),
    ((*SKIP, "--lookalikes", "error"), b'{"category": "A"}\n'),
]  # fmt: skip


@pytest.mark.parametrize(("options", "more"), BAD, ids=lambda one: str(one)[:40])
def test_errors_are_those_of_one_process(
    run: Run, tmp_path: Path, options: tuple[object, ...], more: bytes
) -> None:
    """The same sentence, place and exit code."""
    paths = shards(tmp_path / "in", 3)
    with paths[0].open("ab") as file:
        file.write(more)
    one, two = both(run, *paths, *options)
    assert (two.code, two.out, two.err) == (one.code, one.out, one.err)
    assert one.code != 0


def test_no_row_has_its_category(run: Run, tmp_path: Path) -> None:
    """Null and empty values are no category; files without rows have nothing to tell."""
    paths = [tmp_path / name for name in ("a.jsonl", "b.jsonl")]
    for text in (b'{"category": null}\n{"category": ""}\n', b"", b"\n\n"):
        for path in paths:
            path.write_bytes(text)
        for more in ((), ("--by", "category"), ("--duplicates", "equal")):
            one, two = both(run, *paths, *more)
            assert (two.code, two.out, two.err) == (one.code, one.out, one.err)


WHOLE: list[tuple[tuple[object, ...], str]] = [
    (("--unit", "chars"), "unit"), (("--unit", "chars", "--max-length", 9), "max-length"),
    (("--shapes",), "shapes"), (("--rejects", "x"), "rejects"), (("--by", "score@q4"), "by"),
    (("--unit", "chars", "--text", "n"), "text"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "said"), WHOLE, ids=lambda one: str(one)[:30])
def test_what_takes_all_rows_is_refused(
    run: Run, tmp_path: Path, more: tuple[object, ...], said: str
) -> None:
    """Before any shard is read: they are not there."""
    ended = run("inspect", tmp_path / "none.jsonl", *ENGINE, *more)
    assert (ended.code, said in ended.err) == (2, True), ended.err
    for options in (("-", *ENGINE), ("x", "--work-dir", tmp_path / "w"), ("x", "--address", "a")):
        assert run("inspect", *options).code == 2
    for name in ("inspect", "weights"):
        ended = run(name, "x", "--engine", "ray", "--address", "127.0.0.1:1")
        assert (ended.code, "give --work-dir DIR" in ended.err) == (2, True), ended.err


def test_files_of_one_name(run: Run, tmp_path: Path) -> None:
    """In several folders, one of them twice: each has an index of its own."""
    for at, name in enumerate(("a", "b", "c")):
        (tmp_path / name).mkdir()
        text = b'{"category": "%s", "long": "%s"}\n' % (name.encode(), b"x" * 10 * at)
        (tmp_path / name / "rows.jsonl").write_bytes(text * (at + 1))
    paths = [tmp_path / name / "rows.jsonl" for name in ("a", "b", "c", "b")]
    one, again = both(run, *paths)
    two = stepped(run, *paths, "--work-dir", tmp_path / "work")
    assert again == two
    assert (two.code, two.out, two.err) == (0, one.out, one.err)
    assert "is given twice" in two.err
    assert two.report["duplicates"]["rows"] == 5
    assert len([*(tmp_path / "work").glob("*.index")]) == 4


def test_equal_keys_are_not_yet_equal_rows(run: Run, tmp_path: Path) -> None:
    """Neither of bytes, nor of what rows say; white space at the end does not count."""
    one, other = collisions(2)
    numbers = [b'{"category": "b", "w": 1.0, "t": "[%s]"}' % digit for digit in (b"1", b"1.0")]
    rows = [one, other, *numbers]
    paths = [tmp_path / f"{at}.jsonl" for at in range(6)]
    for at, path in enumerate(paths):
        path.write_bytes(rows[at % 4] + b" \t"[: at % 3] + (b"" if at == 5 else b"\n"))
    for kind in ("exact", "equal"):
        alone, parts = both(run, *paths, "--duplicates", kind)
        assert (parts.code, parts.out, parts.err) == (0, alone.out, alone.err)
        assert parts.report["duplicates"]["rows"] == 2


def test_a_shard_that_changes_is_noticed(run: Run, tmp_path: Path) -> None:
    """Indices that are kept serve other questions, and none about other rows."""
    paths, work = more_shards(tmp_path / "in", 3), tmp_path / "work"
    command = (*paths, *SKIP, "--work-dir", work)
    scanned = dict[Path, int]()
    for more in ((), ("--top", 1), ("--sort", "name")):
        one = run("inspect", *paths, *SKIP, *more, "-f", "json")
        two = stepped(run, *command, *more)
        assert (two.code, two.out, two.err) == (0, one.out, one.err)
        times = {path: path.stat().st_mtime_ns for path in work.glob("*.index")}
        assert scanned in ({}, times)
        scanned = times
    names = {path.name for path in work.iterdir()}
    assert {name.rpartition(".")[2] for name in names} == {"index", "rows"}
    with paths[0].open("ab") as file:
        file.write(b'{"category": "new"}\n' * 2)
    one, two = run("inspect", *paths, *SKIP, "-f", "json"), stepped(run, *command)
    assert (two.code, two.out, two.err) == (0, one.out, one.err)


def test_damage_is_noticed(run: Run, tmp_path: Path) -> None:
    """What is kept is made again where it was changed, or the run says what is there."""
    paths, work = more_shards(tmp_path / "in", 2), tmp_path / "work"
    whole = run("inspect", *paths, *SKIP, "-f", "json").out
    command = (*paths, *SKIP, "--work-dir", work)
    assert stepped(run, *command).out == whole
    for file in (work / f"{paths[0].name}.index", work / f"{paths[0].name}.rows"):
        content = file.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 9)):
            file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            ended = stepped(run, *command, jobs=1)
            if ended.code:
                assert "is there, and it" in ended.err
                file.unlink()
                ended = stepped(run, *command, jobs=1)
            assert (ended.code, ended.out) == (0, whole), ended.err


@pytest.mark.skipif(not REAL.is_dir(), reason="no real files are there")
def test_real_files(run: Run, tmp_path: Path) -> None:
    """Rows of real datasets, cut into four shards."""
    for number, path in enumerate(sorted(REAL.glob("*.jsonl"))[:12]):
        with path.open("rb") as file:
            lines = [line for line, _ in zip(file, range(3000), strict=False)]
        paths = [tmp_path / f"{number}-{at}.jsonl" for at in range(4)]
        for at, shard in enumerate(paths):
            shard.write_bytes(b"".join(lines[at::4]))
        one, two = both(run, *paths, *SKIP, "--duplicates", ("exact", "equal")[number % 2])
        assert (two.code, two.out, two.err) == (one.code, one.out, one.err), path
        assert one.code != 0 or json.loads(one.out)["rows"]
