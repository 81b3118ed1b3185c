"""The options of `balance` that say which rows of a category are kept first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Keep
from rebalance.errors import RequestError
from rebalance.numbers.components import components
from rebalance.numbers.ranking import Ranking, in_rounds, ranking
from rebalance.rows.columns import CHARS, Column, Score, Size
from rebalance.rows.field import Field
from rebalance.rows.identity_columns import Identity, Sketch, Text, group_name
from rebalance.rows.index import RowIndex
from rebalance.rows.near_duplicates import near_families
from rebalance.rows.source import Dataset

from .advice import plural
from .common import Request
from .console import Screen
from .options import NEAR, check_near, parse_field, suggestion

_CHOICES = (
    "random", "first", "length", "score:FIELD", "weighted:FIELD", "diverse", "score:FIELD,diverse",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keeping:
    """Which rows of a category are kept first.

    Attributes:
        way: Order of the rows of a category.
        score: Field of the score or weight.
        diverse: Whether each family of near-duplicates gives one row before any gives two.
        near: Jaccard similarity of near-duplicates.
        within: Field over whose values the rows are spread.
        groups: Fields of which rows with a common value are kept or dropped together.
    """

    way: Keep
    score: str | None
    diverse: bool
    near: float
    within: str | None
    groups: tuple[str, ...]

    @classmethod
    def parse(
        cls, keep: str, near: float | None, within: str | None, groups: Sequence[str] | None
    ) -> "Keeping":
        """Read `random`, `score:quality`, `diverse`, `score:quality,diverse`, ...

        Raises:
            RequestError: The text is none of the choices.
        """
        first, comma, last = keep.rpartition(",")
        diverse = last == "diverse"
        base = (first if comma else "random") if diverse else keep
        way, colon, field = base.partition(":")
        scored = way in ("score", "weighted")
        if way not in get_args(Keep) or bool(field) is not scored or bool(colon) is not scored:
            raise RequestError(
                f"--keep {keep!r} is none of {', '.join(_CHOICES)}", suggestion(keep, _CHOICES)
            )
        if near is not None and not diverse:
            raise RequestError("--near-duplicates has no effect without --keep diverse")
        check_near(near)
        known: dict[str, Keep] = {name: name for name in get_args(Keep)}
        return cls(known[way], field or None, diverse, near or NEAR, within, tuple(groups or ()))

    def columns(self, request: Request) -> tuple[Column, ...]:
        """What is to be read of each row."""
        texts = tuple(map(Field.parse, request.text or ()))
        columns = list[Column]()
        for field in self.groups:
            columns.append(Identity(parse_field(field, "--group"), group_name(field)))
        if self.score:
            columns.append(Score(parse_field(self.score, "--keep")))
        if self.way == "length":
            columns.append(Size(CHARS, texts, request.fields, name="length"))
        if self.within:
            columns.append(Identity(parse_field(self.within, "--within"), "within"))
        if self.diverse:
            columns.append(Sketch(Text(texts), self.near))
        return tuple(columns)

    def rank(self, request: Request, dataset: Dataset, index: RowIndex) -> Ranking:
        """Make the ranking of the rows of a category."""
        values = index.columns.get("length" if self.way == "length" else "score")
        rank = ranking(self.way, index.keys, request.seed, values)
        if self.diverse:
            text = Text(tuple(map(Field.parse, request.text or ())))
            families = near_families(dataset, index, text, self.near, index.codes >= 0)
            rank = in_rounds(rank, families)
        return in_rounds(rank, index.columns["within"]) if self.within else rank

    def grouped(self, index: RowIndex, screen: Screen) -> tuple[RowIndex, NDArray[np.int64] | None]:
        """Find the groups that stay together: each has the category of its first row."""
        if not self.groups:
            return index, None
        counted = index.codes >= 0
        fields = [np.where(counted, index.columns[group_name(f)], 0) for f in self.groups]
        groups = components(fields, len(index.codes))
        codes = np.where(counted, index.codes[groups], index.codes)
        others = int((codes != index.codes).sum())
        if others:
            screen.warn(
                f"{plural(others, 'rows')} {'lies' if others == 1 else 'lie'} in a group that"
                " begins with a row of another category, which they count under: a group is"
                " kept or dropped whole"
            )
        return replace(index, codes=codes), groups

    def warn_of_missing(self, screen: Screen, index: RowIndex) -> None:
        """Warn of rows that have no score and so come last."""
        if index.scores is None:
            return
        without = int(np.isnan(index.scores[index.codes >= 0]).sum())
        if without:
            rows = f"{without:,} of {index.rows:,} rows"
            screen.warn(f"{rows} have no number in {self.score!r}: kept last")
