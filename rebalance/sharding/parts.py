"""Which part each row of a shard goes to: what `split` decides."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.priorities import priorities
from rebalance.numbers.stable_parts import stable_parts
from rebalance.rows.scanning.index import RowIndex
from rebalance.saved_json import Malformed, Saved
from rebalance.sharding.blocks import read_blocks
from rebalance.sharding.names import folder_of_plan


@dataclass(frozen=True, slots=True)
class Borders:
    """Which part a single row gets, by its category and its priority.

    Attributes:
        label_of: int32[codes], the label of each code.
        sequence: Parts in the order in which they take rows, the lowest priorities first.
        words: uint64[labels, parts - 1], the highest priority of each part but the last.
        begins: int16[labels], how many parts take nothing before the first that takes a row.
    """

    label_of: NDArray[np.int32]
    sequence: NDArray[np.int16]
    words: NDArray[np.uint64]
    begins: NDArray[np.int16]

    def parts(self, codes: NDArray[np.int32], words: NDArray[np.uint64]) -> NDArray[np.int16]:
        """Give rows, int32[rows] codes and uint64[rows] priorities, their parts: int16[rows]."""
        labels = self.label_of[codes]
        place = self.begins[labels]
        for number in range(self.words.shape[1]):
            above = words > self.words[labels, number]
            place = np.maximum(place, np.where(above, np.int16(number + 1), np.int16(0)))
        return self.sequence[place]

    def to_json(self) -> Mapping[str, object]:
        """Give it as JSON has it."""
        return {
            "label_of": self.label_of.tolist(), "sequence": self.sequence.tolist(),
            "words": self.words.tolist(), "begins": self.begins.tolist(),
        }  # fmt: skip

    @classmethod
    def of_json(cls, saved: Saved) -> Self:
        """Read it again."""
        label_of, sequence, begins = (
            [one.whole_number() for one in saved[name].items()]
            for name in ("label_of", "sequence", "begins")
        )
        words = [[one.word() for one in own.items()] for own in saved["words"].items()]
        shape = len(begins), len(sequence) - 1
        return cls(
            np.array(label_of, np.int32), np.array(sequence, np.int16),
            np.array(words, np.uint64).reshape(shape), np.array(begins, np.int16),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ByKey:
    """A stable split: the key of each row decides alone."""

    shares: Sequence[Fraction]
    seed: int

    def parts(self, index: RowIndex, shard: int) -> NDArray[np.int16]:  # noqa: ARG002  # as others
        """Give the lines of a shard their parts: int16[lines]; -1 for those that go to none."""
        drawn = stable_parts(index.keys, self.shares, self.seed)
        return np.where(index.codes < 0, np.int16(-1), drawn)

    def to_json(self) -> Mapping[str, object]:
        """Give it as JSON has it."""
        return {"shares": [*map(str, self.shares)], "seed": self.seed}

    @classmethod
    def of_json(cls, saved: Saved) -> Self:
        """Read it again."""
        shares = [Fraction(one.text()) for one in saved["shares"].items()]
        return cls(shares, saved["seed"].word())

    def beside(self, folder: str) -> Self:  # noqa: ARG002  # as the other
        """Look for files in a folder: there are none."""
        return self


@dataclass(frozen=True, slots=True)
class ByFamily:
    """Rows of a family go to its part; files have these. The borders say where others go.

    Attributes:
        plan: What the files are of: they are sums over that, too.
        files: Rows in families and their parts, shard after shard.
        borders: Which parts single rows have.
        seed: Random seed.
        shards: How many there are.
    """

    plan: str
    files: Sequence[str]
    borders: Borders
    seed: int
    shards: int

    def parts(self, index: RowIndex, shard: int) -> NDArray[np.int16]:
        """Give the lines of a shard their parts: int16[lines]; -1 for those that go to none."""
        part = np.full(len(index.codes), -1, dtype=np.int16)
        rows = np.flatnonzero(index.codes >= 0)
        words = priorities(index.keys[rows], self.seed, "split")
        part[rows] = self.borders.parts(index.codes[rows], words)
        for file in self.files:
            lines, own = read_blocks(
                file, self.plan, ("<i8", "<i2"), self.shards, range(shard, shard + 1)
            )
            part[lines] = own
        return part

    def to_json(self) -> Mapping[str, object]:
        """Give it as JSON has it: files by their names, wherever they lie."""
        return {
            "of": self.plan, "files": [*map(os.path.basename, self.files)],
            "borders": self.borders.to_json(), "seed": self.seed, "shards": self.shards,
        }  # fmt: skip

    @classmethod
    def of_json(cls, saved: Saved) -> Self:
        """Read it again."""
        files = [one.text() for one in saved["files"].items()]
        return cls(
            saved["of"].text(), files, Borders.of_json(saved["borders"]), saved["seed"].word(),
            saved["shards"].whole_number(),
        )  # fmt: skip

    def beside(self, folder: str) -> Self:
        """Look for files in a folder."""
        return replace(self, files=[os.path.join(folder, file) for file in self.files])


@dataclass(frozen=True, slots=True)
class ToParts:
    """Which rows go to which part: what `split` decides.

    Attributes:
        names: The parts, each of which is a folder.
        chosen: Which part each row has.
    """

    names: Sequence[str]
    chosen: ByKey | ByFamily

    def to_json(self) -> Mapping[str, object]:
        """Give it as JSON has it."""
        kind = "by_key" if isinstance(self.chosen, ByKey) else "by_family"
        return {"kind": "parts", "names": [*self.names], kind: self.chosen.to_json()}

    @classmethod
    def of_json(cls, saved: Saved) -> Self:
        """Read it again."""
        names = [one.text() for one in saved["names"].items()]
        if any(one in {"", ".", ".."} or os.path.basename(one) != one for one in names):
            raise Malformed("its 'names' are no names of parts")
        found = saved.get("by_key")
        return cls(
            names,
            ByFamily.of_json(saved["by_family"]) if found is None else ByKey.of_json(found),
        )

    def beside(self, plan: str) -> Self:
        """Look for files beside the file of a plan."""
        return replace(self, chosen=self.chosen.beside(folder_of_plan(plan)))

    def folders(self, output: str) -> list[str]:
        """Name the folder of each part in that of all of them."""
        return [os.path.join(output, name) for name in self.names]
