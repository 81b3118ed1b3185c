"""What is decided of shards, and how a shard is written by it: the same wherever that is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, cast, get_args

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Keep
from rebalance.numbers.order_words import Words
from rebalance.numbers.thresholds import NONE, Bound
from rebalance.rows.writing.writer import write_copies, write_spliced
from rebalance.saved_json import Malformed, Saved
from rebalance.sharding.parts import ToParts
from rebalance.sharding.pieces import Piece
from rebalance.sharding.probing import RowOrder, Rows


@dataclass(frozen=True, slots=True)
class CategoryDraw:
    """Which rows of a category are written, and how often.

    Attributes:
        passes: How often each is, at least.
        first: Where those begin, in their order, that are once more.
        last: Where they end.
        turns: Whether they go on from the end of the order to its beginning.
    """

    passes: int
    first: Bound = NONE
    last: Bound = NONE
    turns: bool = False

    def copies(self, words: Words, rows: int, place: int) -> NDArray[np.int32]:
        """Count how often each row of a shard is written: int32[rows]."""
        before, within = (one.holds(words, rows, place) for one in (self.first, self.last))
        more = ~before | within if self.turns else within & ~before
        return more.astype(np.int32) + np.int32(self.passes)


@dataclass(frozen=True, slots=True)
class Draws:
    """Which rows are written, and how often: what `balance` decides.

    Attributes:
        order: In which order rows are taken.
        of_codes: What is written of each category.
    """

    order: RowOrder
    of_codes: Sequence[CategoryDraw]

    def to_json(self) -> Mapping[str, object]:
        """Give it as JSON has it."""
        draws = [
            [one.passes, _bound_to_json(one.first), _bound_to_json(one.last), one.turns]
            for one in self.of_codes
        ]
        return {"kind": "draws", "keep": self.order.keep, "seed": self.order.seed, "draws": draws}

    @classmethod
    def of_json(cls, saved: Saved) -> "Draws":
        """Read it again."""
        keep = saved["keep"].text()
        if keep not in get_args(Keep):
            raise Malformed("its 'keep' is no order of rows")
        draws = []
        for one in saved["draws"].items():
            passes, first, last, turns = one.items()
            draws.append(
                CategoryDraw(
                    passes.whole_number(), _bound_of_json(first), _bound_of_json(last),
                    turns=turns.value is True,
                )
            )  # fmt: skip
        return cls(RowOrder(cast("Keep", keep), saved["seed"].word()), draws)

    def write(self, piece: Piece, place: int, out: IO[bytes]) -> int:
        """Write the rows of a shard as often as they were drawn, and count them.

        Args:
            piece: The shard; codes are those of the whole.
            place: Which shard it is.
            out: Where to.
        """
        rows = Rows(piece.index, self.order)
        copies = np.zeros(len(piece.index.codes), dtype=np.int32)
        for code in rows.present():
            words, number = rows.of(code)
            copies[rows.lines(code)] = self.of_codes[code].copies(words, number, place)
        write_copies(piece.dataset, piece.index, copies, out)
        return int(copies.sum())


@dataclass(frozen=True, slots=True)
class Splices:
    """Which field is added, and its value for each category: what `weights` decides."""

    field: str
    texts: Sequence[bytes]

    def to_json(self) -> Mapping[str, object]:
        """Give it as JSON has it."""
        texts = [one.decode() for one in self.texts]
        return {"kind": "splices", "field": self.field, "texts": texts}

    @classmethod
    def of_json(cls, saved: Saved) -> "Splices":
        """Read it again."""
        texts = [one.text().encode() for one in saved["texts"].items()]
        return cls(saved["field"].text(), texts)

    def write(self, piece: Piece, place: int, out: IO[bytes]) -> int:  # noqa: ARG002  # as others
        """Write the rows of a shard with the value of their category, and count them."""
        write_spliced(piece.dataset, piece.index, self.field, self.texts, out)
        return int((piece.index.codes >= 0).sum())


OneOutput = Draws | Splices
"""What is decided of all shards, by counts alone, where each has one output."""

Decision = OneOutput | ToParts

_KINDS: Mapping[str, Callable[[Saved], Decision]] = {
    "draws": Draws.of_json,
    "splices": Splices.of_json,
    "parts": ToParts.of_json,
}


def decision_of(saved: Saved) -> Decision:
    """Read a decision again.

    Raises:
        Malformed: It is none.
    """
    kind = saved["kind"].text()
    if kind not in _KINDS:
        raise Malformed(f"its decision is none of {', '.join(_KINDS)}")
    return _KINDS[kind](saved)


def _bound_to_json(bound: Bound) -> object:
    quotas = None if bound.quotas is None else sorted(bound.quotas.items())
    return [list(bound.words), quotas]


def _bound_of_json(saved: Saved) -> Bound:
    words, quotas = saved.items()
    if quotas.value is None:
        return Bound(tuple(one.word() for one in words.items()))
    pairs = [one.items() for one in quotas.items()]
    shared = {place.whole_number(): rows.whole_number() for place, rows in pairs}
    return Bound(tuple(one.word() for one in words.items()), shared)
