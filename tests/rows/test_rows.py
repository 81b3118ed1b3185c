"""Small rooms of the engine on their own: fields, categories, lots, outputs, splicing."""

import io
import os
import pickle
import stat
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from rebalance.errors import AccessError, BadRow, MissingCategory, RebalanceError, RequestError
from rebalance.numbers.apportion import exact
from rebalance.numbers.priorities import priorities
from rebalance.rows.category import (
    ABSENT,
    MISSING,
    Joint,
    Kind,
    LabelSet,
    NonString,
    UnusableValue,
    categorise,
    labels,
    lookalikes,
)
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, characters, parse_row
from rebalance.rows.files.output import Outputs
from rebalance.rows.files.source import Dataset
from rebalance.rows.surgery.splicing import splice

ROW = {"a": {"b": [10, {"c": "x"}]}, "a.b": 1, "m/n": {"~": 2}, "": 3}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", ROW["a"]), ("a.b.0", 10), ("a.b.1.c", "x"), ("/a.b", 1), ("/m~1n/~0", 2),
        ("a.b.7", ABSENT), ("a.b.x", ABSENT), ("a.b.0.c", ABSENT), ("zzz", ABSENT), ("/", 3),
    ],
)  # fmt: skip
def test_fields_are_paths(text: str, value: object) -> None:
    """Dotted paths, list indices and JSON Pointers."""
    assert Field.parse(text).read(ROW) == value


@pytest.mark.parametrize("text", ["", ".", "a.", "a..b", "@turns"])
def test_texts_that_are_no_fields(text: str) -> None:
    """Refused with a sentence."""
    with pytest.raises(RequestError, match="is not a field"):
        Field.parse(text)


@pytest.mark.parametrize(
    ("values", "category"),
    [
        (["x"], "x"), ([" x "], " x "), ([1], NonString("1", 1)), ([1.0], NonString("1.0", 1.0)),
        ([True], NonString("true", True)), ([False], NonString("false", False)),
        ([0], NonString("0", 0)), ([ABSENT], Kind.ABSENT), ([None], Kind.NULL), ([""], Kind.EMPTY),
        ([[]], Kind.EMPTY), ([["b", "a", "b"]], LabelSet(("a", "b"))),
        (["x", 2], Joint(("x", NonString("2", 2)))), (["x", None], Kind.NULL),
        ([["p", "q"], "x"], LabelSet((Joint(("p", "x")), Joint(("q", "x"))))),
    ],
)  # fmt: skip
def test_values_become_categories(values: list[object], category: object) -> None:
    """Strings are themselves, others stay apart by type, lists are sets of labels."""
    assert categorise(values) == category


@pytest.mark.parametrize("value", [{}, {"a": 1}, [["a"]], ["a", None], ["a", ""], [{"a": 1}]])
def test_values_that_cannot_be_categories(value: object) -> None:
    """Objects, and lists of anything but labels."""
    with pytest.raises(UnusableValue, match="it must be a string, number or boolean"):
        categorise([value])


def test_labels_get_quotes_only_where_they_collide() -> None:
    """A string that reads like a number beside that number, a string like a crossing beside it."""
    one, joint = NonString("1", 1), Joint(("a", "b"))
    assert labels(["1", "2"]) == ["1", "2"]
    assert labels(["1", one, MISSING, "x"]) == ['"1"', "1", "(missing)", "x"]
    assert labels([joint, "a × b"]) == ['"a" × "b"', '"a × b"']


def test_lookalikes_meet_under_case_space_and_form() -> None:
    """Groups of names, in order of first appearance."""
    assert lookalikes(["A", "b", "a ", "ﬁ", "B", "fi", "c"]) == [[0, 2], [1, 4], [3, 5]]


def test_lots_are_the_same_on_any_machine() -> None:
    """Known values: SplitMix64 mixing, a stream for each purpose."""
    keys = np.array([0, 1, 2**64 - 1], dtype=np.uint64)
    drawn = {p: priorities(keys, 0, p).tolist() for p in ("select", "split", "shuffle", "tie")}
    assert drawn["select"] == SELECT
    assert len({lot for of in drawn.values() for lot in of}) == 12
    assert priorities(keys, 2**64, "select").tolist() == SELECT
    assert priorities(keys, 1, "select").tolist() != SELECT
    spread = priorities(np.arange(100_000, dtype=np.uint64), 3, "split") >> np.uint64(60)
    counted = np.bincount(spread.astype(np.int64), minlength=16)
    assert abs(counted - 6250).max() < 400


SELECT = [3318355851266781339, 10516879340066013712, 8848180672941405698]


@pytest.mark.parametrize(
    ("line", "rule", "column"),
    [
        (b"{", "not-json", 1), (b'{"a":}', "not-json", 6), (b"[1]", "not-an-object", 1),
        (b" 1", "not-an-object", 2), (b"null", "not-an-object", 1),
        (b'{"a":"\xe9"}', "not-utf8", 7), ('{"é":}'.encode(), "not-json", 7),
    ],
)  # fmt: skip
def test_faults_have_a_rule_and_a_byte_column(line: bytes, rule: str, column: int) -> None:
    """Columns count bytes from 1."""
    with pytest.raises(RowFault) as caught:
        parse_row(line)
    assert (caught.value.rule, caught.value.column) == (rule, column)


def test_characters_are_code_points_of_all_strings() -> None:
    """Names of fields and the category's own value do not count."""
    row = {"category": "code", "t": "añ😀", "deep": [{"x": "ab"}, 3, None]}
    by = [Field.parse("category")]
    assert characters(row, [], by) == 5
    assert characters(row, [Field.parse("t")], by) == 3
    assert characters(row, [], []) == 9


@pytest.mark.parametrize(
    ("row", "spliced"),
    [
        (b'{"a":1}\n', b'{"a":1, "w": 1.0}\n'), (b"{}", b'{"w": 1.0}'),
        (b"{ } \r\n", b'{ "w": 1.0} \r\n'),
        (b'{"a":"}"}', b'{"a":"}", "w": 1.0}'), (b'{"a":{} }', b'{"a":{} , "w": 1.0}'),
    ],
)  # fmt: skip
def test_splice(row: bytes, spliced: bytes) -> None:
    """Before the last brace, with a comma unless the object is empty."""
    assert splice(row, [len(row)], [b', "w": 1.0']) == spliced


def test_amounts_are_exact() -> None:
    """Whole amounts are integers, others fractions."""
    assert exact([3.0, 4]) == [3, 4]
    assert sum(exact([0.5, 0.25])) == 0.75


def test_errors_cross_processes() -> None:
    """An error that was pickled says the same."""
    for error in (
        BadRow("f", 3, 4, "not-json", "why", "text"),
        MissingCategory("c", 1, 2, 3, 9, "f", 7),
        AccessError("f", "s", "h"),
        RequestError("s", "h"),
    ):
        again: RebalanceError = pickle.loads(pickle.dumps(error))
        assert (str(again), again.place, again.advice) == (str(error), error.place, error.advice)


def test_outputs_get_their_names_together(tmp_path: Path) -> None:
    """Nothing has its name before all is well, and nothing temporary stays."""
    old = tmp_path / "a"
    old.write_text("old")
    old.chmod(0o640)
    with suppress(KeyboardInterrupt), Outputs() as outputs:
        outputs.create(old).write(b"new")
        outputs.create(tmp_path / "b").write(b"new")
        raise KeyboardInterrupt
    assert old.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    with Outputs() as outputs:
        outputs.create(old).write(b"new")
        outputs.create(tmp_path / "b").write(b"new")
        assert old.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert old.read_text() == "new"
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o666 & ~mask


def test_outputs_follow_links(tmp_path: Path) -> None:
    """A symbolic link stays one; its target is written."""
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with Outputs() as outputs:
        outputs.create(tmp_path / "link").write(b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"x"


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    """An AccessError that names the file."""
    with pytest.raises(AccessError) as caught, Outputs() as outputs:
        outputs.create(tmp_path / "no" / "file")
    assert caught.value.place == str(tmp_path / "no" / "file")
    with pytest.raises(AccessError, match="No space left") as caught, Outputs() as outputs:
        outputs.create("/dev/full").write(b"x" * 10)
    assert caught.value.place == "/dev/full"


def test_zst_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, reading and writing say how to install it."""
    monkeypatch.setattr("rebalance.rows.files.codecs.find_spec", lambda _name: None)
    for use in (lambda: Dataset.open(["a.jsonl.zst"]), lambda: Outputs().create("a.zst")):
        with pytest.raises(RequestError, match="needs the extra zstd") as caught:
            use()
        assert "pip install 'rebalance-jsonl[zstd]'" in caught.value.advice


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def test_progress_bar_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes on standard error of a terminal, after half a second; nothing in a pipe."""
    progress = import_module("rebalance.cli.console").progress
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr("sys.stderr", stream)
        with progress() as advance:
            advance("reading", 1_000_000, 4_000_000)
            assert stream.getvalue() == ""
            time.sleep(0.6)
            advance("reading", 3_000_000, 4_000_000)
            assert ("reading:  75%" in stream.getvalue()) is shown
            assert ("3.00M/4.00M" in stream.getvalue()) is shown
