"""`--without`, `--only-fields`, `--source-field`: rows that are changed on their way out."""

import gzip
import io
import json
from pathlib import Path

import numpy as np
import pytest

import rebalance
from rebalance.rows.field import parse_fields
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.surgery.cuts import Cut
from rebalance.rows.surgery.edits import Edits
from rebalance.rows.writing.edited_rows import Editing
from rebalance.rows.writing.external_shuffle import write_through_buckets
from rebalance.rows.writing.writer import shuffled, write_shuffled
from tests.support import Run, lines

WAYS: dict[str, list[str]] = {  # to write all rows
    "balance": ["--cap", "99", "-o"], "dedupe": ["--exact", "-o"], "weights": ["-o"],
    "split": ["--folds", "2", "-o"],
}  # fmt: skip
EDITS = ["--without", "id,meta.tokens", "--without", "/x,y", "--source-field", "source"]


def row(number: int, *, edited: str = "") -> bytes:
    """A row with spacing and numbers of its own, as it is or as EDITS leave it."""
    category, text = f"c{number % 3}", json.dumps(f'}}"{number}é\\')
    if edited:
        return (
            f'{{"category" :"{category}", "n":1.50e+0, "meta": {{"s": {text}}},'
            f' "messages":[{{"role":"user"}} , "id"] , "source": "{edited}"'
        ).encode()
    return (
        f'{{"i\\u0064": {number} , "category" :"{category}", "n":1.50e+0, "x,y":[{text}, {{}}],'
        f' "meta": {{"tokens":12, "s": {text}}}, "messages":[{{"role":"user"}} , "id"] }}'
    ).encode()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """One file with a mark, blank lines and no last line end; and one compressed."""
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl.gz"
    one.write_bytes(b"\xef\xbb\xbf" + b"\n \n".join(row(number) for number in range(20)))
    two.write_bytes(gzip.compress(b"".join(row(number) + b"\r\n" for number in range(20, 40))))
    return [one, two]


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("command", WAYS)
def test_only_what_was_asked_for_is_changed(
    run: Run, files: list[Path], command: str, jobs: int
) -> None:
    """All else comes out byte for byte, in the order of the dataset, whatever the processes."""
    out = files[0].with_name("out.jsonl")
    ended = run(command, *files, *WAYS[command], out, *EDITS, "-j", jobs, "-f", "json",
                env={"REBALANCE_SPAN_BYTES": "90"})  # fmt: skip
    assert ended.code == 0, ended.err
    expected = [row(n, edited="one" if n < 20 else "two") for n in range(40)]
    found = out.read_bytes().split(b"\n")
    assert found.pop() == b""
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(start)
        added = {"weights": "weight", "split": "fold"}.get(command)
        assert list(json.loads(line))[5:] == ([added] if added else [])
    assert ended.report["edits"] == {
        "without": [{"field": "id", "rows": 40}, {"field": "meta.tokens", "rows": 40},
                    {"field": "/x,y", "rows": 40}],
        "only_fields": [], "source_field": "source",
    }  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2])
def test_parts_are_cut_and_sum_up_to_what_is_written(
    run: Run, files: list[Path], jobs: int
) -> None:
    """Rows go to the parts that they would go to uncut; the manifest is of what is written."""
    whole, cut = files[0].with_name("whole"), files[0].with_name("cut")
    assert run("split", *files, "-d", whole, "--key", "id").code == 0
    edits = ["--without", "messages", "--key", "id", "-j", jobs]
    for more in ([], ["--previous", cut / "manifest.json"]):
        ended = run("split", *files, "-d", cut, *edits, *more, "-f", "json",
                    env={"REBALANCE_SPAN_BYTES": "90"})  # fmt: skip
        assert ended.code == 0, ended.err
    assert ended.report["moved"] == ended.report["gone"] == 0
    for part in ("train", "validation", "test"):
        pairs = zip(lines(whole / f"{part}.jsonl"), lines(cut / f"{part}.jsonl"), strict=True)
        for before, after in pairs:
            assert before.replace(b', "messages":[{"role":"user"} , "id"]', b"") == after
    ended = run("split", *files, "-d", cut, "--without", "id")
    assert ended.code == 0
    ended = run("split", *files, "-d", cut, "--previous", cut / "manifest.json", "--key", "id")
    assert (ended.code, "no row" in ended.err) == (2, True)  # what named them was cut


def test_a_shuffle_has_the_order_of_uncut_rows(run: Run, files: list[Path]) -> None:
    """And what is dropped or rejected is whole."""
    folder = files[0].parent
    with files[0].open("ab") as file:
        file.write(b'\n{"category": "c0", "id": }\n')
    options = ["balance", *files, "--floor", 20, "--cap", 20, "--order", "shuffle"]
    skip = ["--rejects", folder / "bad.jsonl", "--dropped", folder / "dropped.jsonl"]
    assert run(*options, *skip, "-o", folder / "whole.jsonl").code == 0
    before = (folder / "bad.jsonl").read_bytes(), (folder / "dropped.jsonl").read_bytes()
    cut = ["--only-fields", "category,messages.*.role", "-j", 2]
    assert run(*options, *skip, *cut, "-o", folder / "cut.jsonl").code == 0
    assert before == ((folder / "bad.jsonl").read_bytes(), (folder / "dropped.jsonl").read_bytes())
    wanted = Cut(parse_fields(["category", "messages.*.role"]), keep=True)
    assert list(map(wanted, lines(folder / "whole.jsonl"))) == lines(folder / "cut.jsonl")


@pytest.mark.parametrize("bucket", [1, 400, 10**6])
def test_a_shuffle_through_temporary_files(files: list[Path], bucket: int) -> None:
    """Rows that are cut come out of buckets as they do from memory."""
    editing = Editing(Edits(Cut(parse_fields(["meta", "messages"])), "a much longer name"))
    with Dataset.open(files) as dataset:
        index = scan(dataset, Reading())
        copies = index.is_row.astype(np.int32) * np.int32(2)
        straight, through = io.BytesIO(), io.BytesIO()
        write_shuffled(dataset, index, copies, 0, straight, editing)
        order = shuffled(index.keys_of_rows, copies, 0)
        write_through_buckets(dataset, index, order, through, bucket, editing)
    assert through.getvalue() == straight.getvalue()
    assert through.getvalue().count(b'{}] , "a much longer name": "two"}\r\n') == 40


def test_fields_that_no_row_has(run: Run, files: list[Path]) -> None:
    """They are refused with what may be meant, also where only files to compare with have them."""
    (files[0].with_name("other.jsonl")).write_bytes(b'{"category": "c0", "elsewhere": 1}\n')
    for option in ("--without", "--only-fields"):
        ended = run("balance", files[0], "--cap", 2, "-n", option, "category,messages.role")
        assert ended.code == 2
        assert f"{option}: no row" in ended.err
        assert "did you mean 'messages.*.role' or" in ended.err
    ended = run("dedupe", files[0], "--exact", "-n", "--against", files[0].with_name("other.jsonl"),
                "--without", "elsewhere")  # fmt: skip
    assert (ended.code, "'elsewhere'" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("balance --cap 2 -n --without a --only-fields b", "cannot be combined"),
        ("balance --cap 2 -n --source-field=", "it needs a name"),
        ("balance --cap 2 -n --without @file", "can only be a category"),
        ("balance --cap 2 -n --without a,,b", "is not a field"),
        ("weights --without id", "has no effect without --output"),
        ("weights -o x --field f --source-field f", "added already, by --field"),
        ("split --folds 2 -o x --source-field fold", "added already, by --field"),
    ],
)
def test_options_that_contradict(run: Run, files: list[Path], options: str, said: str) -> None:
    """Each says what is wrong with it."""
    ended = run(*options.split(), files[0])
    assert (ended.code, said in ended.err) == (2, True), ended.err


def test_a_source_field_that_rows_have(run: Run, tmp_path: Path) -> None:
    """It is refused where a row that is written has it, unless it is cut before."""
    path, out, other = (tmp_path / name for name in ("my.data.jsonl", "out.jsonl", "other.jsonl"))
    path.write_bytes(b'{"category": "a"}\n{"category": "b", "s": 1}\n{"x": 2, "s": 3}\n{"s": 4}\n')
    other.write_bytes(b'{"category": "a", "s": 1}\n')
    options = ["--missing", "drop", "--source-field", "s"]
    ended = run("weights", path, "-o", out, *options)
    assert (ended.code, f"{path}:2: the row already has a field 's'" in ended.err) == (2, True)
    assert "--source-field NAME, or cut the field with --without" in ended.err
    assert run("dedupe", path, "--exact", "-n", *options[2:]).code == 2
    ended = run("dedupe", path, "--exact", "--against", other, "--by", "category", "-o", out,
                "--source-field", "t", "--without", "s")  # fmt: skip
    assert ended.code == 0
    assert run("balance", path, "--mix", "a=1,b=0", "-o", out, *options).code == 0
    assert set(lines(out)) == {b'{"category": "a", "s": "my.data"}\n'}  # others are not written
    for more in (["--without", "s"], ["--only-fields", "category"]):
        assert run("balance", path, "--cap", 9, "-o", out, *options, *more).code == 0
        assert lines(out)[1] == b'{"category": "b", "s": "my.data"}\n'
    assert run("balance", path, "--cap", 9, "-n", *options, "--only-fields", "s").code == 2


def test_a_field_that_is_cut_can_be_added_again(run: Run, skewed: Path) -> None:
    """Weights, for one."""
    one, two = skewed.with_name("one.jsonl"), skewed.with_name("two.jsonl")
    assert run("weights", skewed, "-o", one).code == 0
    assert run("weights", one, "-o", two).code == 2
    assert run("weights", one, "-o", two, "--without", "weight").code == 0
    assert one.read_bytes() == two.read_bytes()


def test_what_is_said(run: Run, tmp_path: Path) -> None:
    """The table says what was cut; rows that keep nothing and files called alike are warned of."""
    paths = [tmp_path / name / "train.jsonl" for name in "ab"]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        path.write_bytes(b'{"category": "c", "id": %d}\n{"category": "d"}\n' % number)
    ended = run("dedupe", *paths, "--exact", "-n", "--only-fields", "id", "--source-field", "from")
    assert "Kept, and all else cut: id (in 2 rows)" in ended.text
    assert "Added 'from': what the file of each row is called" in ended.text
    assert "2 rows have none of the fields that are kept" in ended.err
    assert f"rows of {paths[0]} and {paths[1]} have the same 'from': 'train'" in ended.err
    ended = run("balance", *paths, "--cap", 1, "-n", "--without", "id")
    assert "Cut: id (in 2 rows)" in ended.text
    assert run("balance", *paths, "--cap", 1, "-n", "-f", "json").report["edits"] is None


def test_the_library_does_the_same(run: Run, files: list[Path]) -> None:
    """The same bytes and the same report."""
    outs = [files[0].with_name(name) for name in ("one.out", "two.out")]
    ended = run("balance", *files, "--cap", 4, "-o", outs[0], *EDITS, "-f", "json")
    report = rebalance.balance(
        files, cap=4, output=outs[1], without=["id", "meta.tokens", "/x,y"], source_field="source"
    ).to_dict()
    assert outs[0].read_bytes() == outs[1].read_bytes()
    for name in ("edits", "categories", "warnings"):
        assert ended.report[name] == report[name]
