"""Families and single rows of many shards get the parts that they get all in one place."""

import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast, get_args

import numpy as np
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.engines.engine import Processes
from rebalance.errors import RequestError
from rebalance.numbers.apportion import by_size, largest_remainder
from rebalance.numbers.priorities import mix, priorities
from rebalance.rows.category import Kind
from rebalance.rows.scanning.index import RowIndex
from rebalance.sharding.blocks import read_blocks, write_blocks
from rebalance.sharding.merged import Numbering
from rebalance.sharding.rows_by_key import BLOCKS, write_rows_by_key
from rebalance.splitting.methods.families import assign
from rebalance.splitting.methods.turns import to_the_most_room
from rebalance.splitting.steps.assigning import Assigned, assign_by_steps
from rebalance.splitting.steps.buckets import Bucket, Shards
from rebalance.splitting.steps.placing import Window

RARE = cast("tuple[Rare, ...]", get_args(Rare))


@dataclass(frozen=True)
class Rows:
    """Rows, cut into shards."""

    codes: NDArray[np.int32]
    keys: NDArray[np.uint64]
    asked: NDArray[np.bool_]
    cuts: list[int]
    categories: int


def hashed(numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Keys as those of rows are: of a hash."""
    keys = numbers.astype(np.uint64)
    mix(keys)
    return keys | np.uint64(8)


@st.composite
def many_rows(draw: st.DrawFn) -> Rows:
    """Rows with families within and across categories, large and small, and lines that are none."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))  # noqa: TID251  # a test
    number = draw(st.integers(1, 300))
    categories = draw(st.integers(1, 12))
    usual = 1 / np.arange(1, categories + 1) ** draw(st.sampled_from([0, 1, 3]))
    codes = chance.choice(categories, number, p=usual / usual.sum()).astype(np.int32)
    style, distinct = draw(st.integers(0, 3)), draw(st.integers(1, number))
    names = chance.integers(0, distinct, number)
    if style == 1:  # a few large families
        names = np.minimum(chance.geometric(draw(st.sampled_from([0.05, 0.3])), number), distinct)
    if style == 2:  # families within categories
        names = names * categories + codes
    if style == 3:  # mostly single rows
        names = np.where(chance.random(number) < 0.8, np.arange(number) + 10**6, names)
    keys = hashed(names)
    kinds = draw(st.sampled_from([0.0, 0.2]))
    codes[chance.random(number) < kinds] = Kind.BLANK
    codes[chance.random(number) < kinds] = Kind.NULL
    shards = draw(st.integers(1, 7))
    cuts = sorted(chance.integers(0, number + 1, shards - 1).tolist())
    asked = keys % np.uint64(3) > 0
    return Rows(codes, keys, asked, [0, *cuts, number], categories)


def written(rows: Rows, folder: Path, seed_: int, smallest: int) -> Shards:
    """The shards of some rows, each of which numbers its categories in its own way."""
    files, numberings = [], []
    for number, (start, stop) in enumerate(zip(rows.cuts, rows.cuts[1:], strict=False)):
        codes = rows.codes[start:stop]
        there = list(dict.fromkeys(codes[codes >= 0].tolist()))
        own = np.array([there.index(code) if code >= 0 else code for code in codes.tolist()])
        keys, asked = rows.keys[start:stop], rows.asked[start:stop]
        index = RowIndex(own.astype(np.int32), np.arange(stop - start), keys, (), (stop - start,))
        path = folder / f"{number}.rows"
        reasons = (~asked).astype(np.uint8)
        write_rows_by_key(str(path), f"of {number}", index, keys, reasons, {})
        files.append(str(path))
        numberings.append(Numbering(np.array(there, dtype=np.int32)))
    names = [f"of {number}" for number in range(len(files))]
    return Shards(files, names, numberings, seed_, smallest)


def buckets(folder: Path, number: int) -> list[Bucket]:
    """Keys in some buckets."""
    edges = [at * BLOCKS // number for at in range(number + 1)]
    return [
        Bucket(at, range(edges[at], edges[at + 1]),
               *(str(folder / f"{at}.{kind}") for kind in ("bucket", "parts", "told")))
        for at in range(number)
    ]  # fmt: skip


def parts_of(rows: Rows, found: Assigned) -> NDArray[np.int16]:
    """The parts of all rows, asked for shard by shard."""
    pieces = []
    for number, (start, stop) in enumerate(zip(rows.cuts, rows.cuts[1:], strict=False)):
        codes, keys = rows.codes[start:stop], rows.keys[start:stop]
        index = RowIndex(codes, np.arange(stop - start), keys, (), (stop - start,))
        pieces.append(found.told.parts(index, number))
    return np.concatenate(pieces)


SHARES = [
    [Fraction(8, 10), Fraction(1, 10), Fraction(1, 10)],
    [Fraction(1, 2), Fraction(1, 2)],
    [Fraction(1)],
    [Fraction(1, 7), Fraction(3, 7), Fraction(2, 7), Fraction(1, 7)],
    [Fraction(1, 9)] * 9,
    [Fraction(99, 100), Fraction(1, 100)],
    [Fraction(0), Fraction(2, 3), Fraction(1, 3)],
]


def check(
    rows: Rows, shares: list[Fraction], rare: Rare, seed_: int, number: int, limit: int
) -> str:
    """Assign rows in both ways; says what the case was of."""
    ties = [(7 * one) % 13 for one in range(rows.categories)]
    totals = largest_remainder(shares, int((rows.codes >= 0).sum()))
    smallest = totals[by_size(totals)[0]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shards = written(rows, folder, seed_, smallest)
        try:
            whole = assign(
                rows.codes, rows.keys, rows.categories, shares, seed=seed_, rare=rare, ties=ties
            )
        except RequestError as error:
            with pytest.raises(RequestError) as other:
                assign_by_steps(
                    shards, buckets(folder, number), "plan", Processes(1), rows.categories, shares,
                    rare=rare, ties=ties, limit=limit,
                )  # fmt: skip
            assert str(other.value) == str(error)  # noqa: PT017  # both raise, or none
            return "refused"
        found = assign_by_steps(
            shards, buckets(folder, number), "plan", Processes(1), rows.categories, shares,
            rare=rare, ties=ties, limit=limit,
        )  # fmt: skip
        part = parts_of(rows, found)
    assert part.tolist() == whole.part.tolist()
    assert found.table.tolist() == whole.by_category.tolist()
    assert (found.families, found.largest) == (whole.repeated, whole.largest)
    check_prompts(rows, found, smallest, seed_)
    return "families" if found.families else "single rows"


def check_prompts(rows: Rows, found: Assigned, smallest: int, seed_: int) -> None:
    """What is said of prompts is what all rows in one place say."""
    lines = np.flatnonzero((rows.codes >= 0) & rows.asked)
    keys, first, counts = np.unique(rows.keys[lines], return_index=True, return_counts=True)
    many = counts > 1
    shared, over = found.shared, many & (counts > smallest)
    assert (shared.families, shared.rows) == (int(many.sum()), int(counts[many].sum()))
    assert shared.largest == counts[many].max(initial=1)
    assert shared.over == int(over.sum())
    assert (shared.worst is None) == (not over.any())
    if shared.worst is not None:
        words = priorities(keys, seed_, "split")
        at = min(np.flatnonzero(over).tolist(), key=lambda one: (-counts[one], words[one]))
        assert shared.worst.rows == counts[at]
        assert rows.cuts[shared.worst.shard] + shared.worst.line == lines[first[at]]


def test_parts_are_those_of_one_place() -> None:
    """Whatever rows, shards, buckets, parts and policies, and however little is in memory."""
    kinds: list[str] = []

    @seed(1)
    @settings(max_examples=400, deadline=None, database=None)
    @given(
        rows=many_rows(), shares=st.sampled_from(SHARES), rare=st.sampled_from(RARE),
        seed_=st.integers(0, 2**64 - 1), number=st.integers(1, 9), limit=st.sampled_from(
            [1, 2, 5, 17, 1 << 20]),
    )  # fmt: skip
    def runs(
        rows: Rows, shares: list[Fraction], rare: Rare, seed_: int, number: int, limit: int
    ) -> None:
        kinds.append(check(rows, shares, rare, seed_, number, limit))

    runs()
    assert kinds.count("families") > 300
    assert kinds.count("refused") > 10


def test_many_families_of_few_categories() -> None:
    """Enough for windows of priorities with many families each, and for parts that are full."""
    chance = np.random.default_rng(3)  # noqa: TID251  # a test
    for alone in (0.0, 0.3, 0.9):
        names = np.where(
            chance.random(20_000) < alone, np.arange(20_000) + 10**6,
            chance.integers(0, 6_000, 20_000),
        )  # fmt: skip
        codes = chance.choice(3, 20_000, p=[0.7, 0.299, 0.001]).astype(np.int32)
        keys = hashed(names)
        rows = Rows(codes, keys, keys % np.uint64(2) > 0, [0, 5_000, 5_000, 20_000], 3)
        for shares in SHARES[:4]:
            assert check(rows, shares, "train", 9, 4, 500) == "families"


def most_room(
    sizes: list[int], rare: list[bool], rooms: list[int], sequence: list[int]
) -> list[int]:
    """The rule, word by word."""
    part = []
    for size, is_rare in zip(sizes, rare, strict=True):
        one = max(reversed(sequence), key=rooms.__getitem__)
        part.append(sequence[-1] if is_rare else one)
        rooms[part[-1]] -= size
    return part


@seed(2)
@settings(max_examples=200, deadline=None, database=None)
@given(st.data())
def test_the_rest_goes_where_room_is(data: st.DataObject) -> None:
    """One family after the other, whatever is done together."""
    chance = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))  # noqa: TID251  # a test
    number = data.draw(st.sampled_from([0, 1, 50, 9_000]))
    sizes = np.sort(chance.integers(2, 9, number))[::-1].astype(np.int64)
    rare = chance.random(number) < data.draw(st.sampled_from([0, 0.1]))
    rooms = chance.integers(-5, 8 * max(number, 1), data.draw(st.integers(1, 4))).tolist()
    sequence = by_size(rooms)
    expected = most_room(sizes.tolist(), rare.tolist(), [*rooms], sequence)
    assert to_the_most_room(sizes, rare, rooms, sequence).tolist() == expected


def test_windows_hold_each_priority_once() -> None:
    """From 0 to the highest."""
    words = np.array([0, 1, 2**63 - 1, 2**63, 2**64 - 2, 2**64 - 1], dtype=np.uint64)
    for families in (1, 2, 3, 7, 1000):
        windows = Window.cut(families, 1)
        assert np.sum([one.holds(words) for one in windows], axis=0).tolist() == [1] * 6
        cut = [words[one.of(words)] for one in windows]
        assert np.concatenate(cut).tolist() == words.tolist()


def test_blocks_that_were_changed(tmp_path: Path) -> None:
    """Nothing of a file is believed that was changed, cut off, or is of something else."""
    path, starts = tmp_path / "blocks", np.array([0, 3, 3, 5])
    arrays: list[NDArray[np.signedinteger]] = [np.arange(5), np.arange(5, dtype=np.int16)]
    write_blocks(str(path), "plan", arrays, starts)

    def read(name: str = "plan", first: int = 0, last: int = 3) -> list[list[int]]:
        found = read_blocks(str(path), name, ("<i8", "<i2"), 3, range(first, last))
        return [one.tolist() for one in found]

    assert read() == [[0, 1, 2, 3, 4]] * 2
    assert read(first=1, last=2) == [[], []]
    assert read(first=2) == [[3, 4]] * 2
    with pytest.raises(RequestError, match="changed or damaged"):
        read("another plan")
    content = path.read_bytes()
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(RequestError, match="changed or damaged"):
            read()
        path.write_bytes(content[:at])
        with pytest.raises(RequestError, match="changed or damaged"):
            read()
