"""Columns of pass 1: codes of several fields at once, and columns in other processes."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from rebalance.engines.processes import processes
from rebalance.errors import BadRow, TooManyCategories, UnknownField
from rebalance.rows.category import MISSING, Kind, LabelSet
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Coded, Column, score, size
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.identity_columns import identity, prompt, remainder, sketch
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.scanning.shape_column import form
from rebalance.rows.scanning.times import time
from tests.support import write_rows

FIELD = Field.parse("x")
COLUMNS = (
    size("chars", (FIELD,)), size(FIELD), score(FIELD), time(FIELD), identity(FIELD, "same"),
    remainder((FIELD,)), prompt(Text((FIELD,))), sketch(Text((FIELD,)), 0.7), form(),
)  # fmt: skip
NAMES = ("a", "b", "c.d")


def indexed(path: Path, *, by: str | None = None, jobs: int = 1) -> RowIndex:
    """Scan a file with the codes of three fields beside a category, if there is one."""
    coded = tuple(Coded(name, (Field.parse(name),)) for name in NAMES)
    fields = () if by is None else (Field.parse(by),)
    with Dataset.open([path]) as dataset:
        reading = Reading(fields, coded=coded, fail=False)
        return scan(dataset, reading, missing="drop", run=processes(jobs))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Rows whose values are of many kinds, a blank line and a bad row among them."""
    values = ["x", "y", 1, 1.0, True, None, "", {"o": 1}, ["x", "y"], "z", "x"]
    rows = [{"a": values[n % 11], "c": {"d": values[n % 7]}} for n in range(60)]
    rows = [{**row, "b": str(n)} if n % 3 else row for n, row in enumerate(rows)]
    file = write_rows(tmp_path / "rows.jsonl", rows)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:20], b"\n", b"no\n", *lines[20:]]))
    return file


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_those_of_a_category(path: Path, name: str) -> None:
    """Each field has the codes that it would have as the category."""
    with Dataset.open([path]) as dataset:
        reading = Reading((Field.parse(name),), fail=False)
        alone = scan(dataset, reading, missing="drop")
    found = indexed(path).coded[name]
    assert found.values == alone.values
    assert found.codes.tolist() == alone.codes.tolist()
    assert found.codes.dtype == np.int32


@pytest.mark.parametrize("by", [None, "a", "b"])
def test_codes_do_not_depend_on_cuts(
    path: Path, by: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor on processes."""
    whole = indexed(path, by=by)
    for span in ("40", "97", "1000"):
        monkeypatch.setenv("REBALANCE_SPAN_BYTES", span)
        for jobs in (1, 2, 3):
            cut = indexed(path, by=by, jobs=jobs)
            for name in NAMES:
                assert cut.coded[name].values == whole.coded[name].values
                assert cut.coded[name].codes.tolist() == whole.coded[name].codes.tolist()


def test_missing_values_can_be_kept(path: Path) -> None:
    """As one value, last in the order; sets of labels and bad values stay what they are."""
    found = indexed(path).coded["a"]
    kept = found.with_missing_kept()
    assert kept.values == (*found.values, MISSING)
    assert any(isinstance(value, LabelSet) for value in kept.values)
    assert set(kept.codes[found.codes <= Kind.ABSENT].tolist()) == {len(found.values)}
    assert (kept.codes[found.codes == Kind.BAD] == Kind.BAD).all()
    assert kept.with_missing_kept() is kept


def test_a_field_that_is_coded_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A field that no row has, one that a row has twice, one that is an id."""
    path = write_rows(tmp_path / "rows.jsonl", [{"a": str(n), "b": n} for n in range(5)])
    with Dataset.open([path]) as dataset:
        with pytest.raises(UnknownField, match="'bb'"):
            scan(dataset, Reading(coded=(Coded("other", (Field.parse("bb"),)),)))
        monkeypatch.setattr("rebalance.rows.scanning.span_reader.MOST_CATEGORIES", 4)
        with pytest.raises(TooManyCategories, match="'a'"):
            scan(dataset, Reading(coded=(Coded("other", (Field.parse("a"),)),)))
    path.write_text('{"a": 1, "b": 2, "a": 3}\n')
    with Dataset.open([path]) as dataset, pytest.raises(BadRow, match="'a' twice"):
        scan(dataset, Reading(coded=(Coded("other", (Field.parse("a"),)),)))


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: str(column.name))
def test_columns_cross_a_process(column: Column) -> None:
    """They are pickled; lines that are not rows have a value of the same type and shape."""
    again = pickle.loads(pickle.dumps(column))
    rows = [{"x": 7.0}] if column.strict or column.name == "score" else [{"x": "some words"}]
    read = again.read(rows)
    assert read.tolist() == column.read(rows).tolist()
    assert (column.blank(1).dtype, column.blank(1).shape) == (read.dtype, read.shape)
    column.check(rows[0])
