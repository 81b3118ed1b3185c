"""Promises about bytes, for any rows and any cuts."""

import io
import json
import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalance.choices import Order
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.path_syntax import steps_of, text_of
from rebalance.rows.scanning.index import merge
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.scanning.span import Span
from rebalance.rows.scanning.span_reader import read_span
from rebalance.rows.surgery.splicing import splice
from rebalance.rows.writing.external_shuffle import write_through_buckets
from rebalance.rows.writing.writer import shuffled, write_rows, write_shuffled

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=4)
values = st.one_of(
    names, st.integers(-3, 3), st.booleans(), st.just(1.0), st.none(), st.just(""),
    st.lists(names, min_size=1, max_size=3),
)  # fmt: skip
objects = st.fixed_dictionaries({"id": st.integers()}, optional={"category": values, "t": names})
ends = st.sampled_from([b"\n", b"\r\n", b" \n", b"\n\n", b"\n \t\n"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A JSONL file with odd spacing, blank lines, maybe a mark at the start and no last end."""
    content = b"\xef\xbb\xbf" if draw(st.booleans()) else b""
    for row in draw(st.lists(objects, min_size=1, max_size=12)):
        spaced = draw(st.sampled_from([None, (",", ":"), (" , ", " : ")]))
        ascii_only = draw(st.booleans())
        text = json.dumps(row, separators=spaced, ensure_ascii=ascii_only)
        content += text.encode() + draw(ends)
    return content if draw(st.booleans()) else content.rstrip(b"\r\n \t")


@given(files(), st.lists(st.integers(0, 600), max_size=6))
@settings(deadline=None)
def test_any_cuts_give_the_same_index(content: bytes, cuts: list[int]) -> None:
    """Merging the indices of any spans equals one scan."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_bytes(content)
        with Dataset.open([path]) as dataset:
            (source,) = dataset.sources
            inside = sorted({cut for cut in cuts if source.start < cut < source.size})
            borders = [source.start, *inside, source.size]
            spans = [Span(0, a, b) for a, b in pairwise(borders)]
            reading = Reading((Field.parse("category"),))
            pieces = (read_span(source, span, reading) for span in spans)
            cut_up = merge(pieces, 1)
            whole = merge([read_span(source, Span(0, source.start, source.size), reading)], 1)
    assert cut_up.values == whole.values
    assert cut_up.lines == whole.lines
    for name in ("codes", "ends", "keys"):
        assert np.array_equal(getattr(cut_up, name), getattr(whole, name)), name


@given(files(), st.integers(0, 3), st.integers(0, 2**32))
@settings(deadline=None)
def test_rows_come_out_byte_for_byte(content: bytes, times: int, seed: int) -> None:
    """What is written are the input's rows, in either order, each as often as it should be."""
    wanted = Counter(
        line.removeprefix(b"\xef\xbb\xbf") for line in content.split(b"\n") if line.strip()
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_bytes(content)
        with Dataset.open([path]) as dataset:
            index = scan(dataset, Reading())
            copies = index.is_row.astype(np.int32) * np.int32(times)
            for order in get_args(Order):
                out = io.BytesIO()
                write_rows(dataset, index, copies, out, order=order, seed=seed)
                written = out.getvalue()
                assert written.endswith(b"\n") or not written
                got = Counter(line for line in written.split(b"\n") if line.strip())
                assert got == Counter({row: n * times for row, n in wanted.items() if times})


@given(files(), st.integers(0, 3), st.integers(0, 99), st.integers(1, 300))
@settings(deadline=None)
def test_buckets_give_the_same_order(content: bytes, times: int, seed: int, size: int) -> None:
    """Through buckets of any size, what is shuffled comes out as it does from memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_bytes(content)
        with Dataset.open([path, path]) as dataset:
            index = scan(dataset, Reading())
            copies = index.is_row.astype(np.int32) * np.int32(times)
            straight, through = io.BytesIO(), io.BytesIO()
            write_shuffled(dataset, index, copies, seed, straight)
            order = shuffled(index.keys_of_rows, copies, seed)
            write_through_buckets(dataset, index, order, through, size)
    assert through.getvalue() == straight.getvalue()


@given(st.lists(st.integers(0, 2**63), min_size=1, max_size=40, unique=True),
       st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(0, 99))  # fmt: skip
def test_copies_lie_apart_when_shuffled(keys: list[int], times: list[int], seed: int) -> None:
    """Every copy is there, and copy j of c lies in the j-th of c stretches of the output."""
    n = min(len(keys), len(times))
    copies = np.array(times[:n], dtype=np.int32)
    order = shuffled(np.array(keys[:n], dtype=np.uint64), copies, seed)
    assert np.bincount(order, minlength=n).tolist() == copies.tolist()
    if len(set(copies.tolist())) == 1 and copies[0] > 1:  # then each stretch holds every row once
        for stretch in np.split(order, copies[0]):
            assert sorted(stretch.tolist()) == list(range(n))


@given(objects, names, st.floats(allow_nan=False, allow_infinity=False),
       st.sampled_from([b"", b"\n", b" \r\n", b"\t"]))  # fmt: skip
def test_splicing_changes_nothing_else(
    row: dict[str, object], name: str, number: float, end: bytes
) -> None:
    """Take the spliced member away, and the row's bytes are what they were."""
    row.pop(name, None)
    before = json.dumps(row).encode() + end
    member = b", " + json.dumps(name).encode() + b": " + json.dumps(number).encode()
    after = splice(before * 2, [len(before), 2 * len(before)], [member, member])
    once = after[: len(after) // 2]
    assert after == once * 2
    assert json.loads(once) == {**row, name: number}
    assert once.replace(member if row else member[2:], b"", 1) == before


steps = st.lists(
    st.text(st.sampled_from("ab.$*@/~[]'\"\\ 0-,"), max_size=6), min_size=1, max_size=4
)


@given(steps)
def test_steps_are_written_so_that_they_are_read_again(path: list[str]) -> None:
    """Whatever signs names have, the text that names a path means that path."""
    assert steps_of(text_of(path)) == tuple(path)
