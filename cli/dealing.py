"""The options of `split` -> which row goes to which part, and what there is to say about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.errors import RequestError
from rebalance.numbers.components import components
from rebalance.numbers.priorities import priorities
from rebalance.rows.category import category_keys
from rebalance.rows.columns import Column, Time
from rebalance.rows.identity_columns import Identity, Sketch, Text, group_name
from rebalance.rows.index import RowIndex
from rebalance.rows.near_duplicates import near_duplicates
from rebalance.rows.preview import shapes
from rebalance.rows.source import Dataset
from rebalance.splitting.groups import deal_groups
from rebalance.splitting.previous import pinned_parts
from rebalance.splitting.stable import stable_parts
from rebalance.splitting.stratification import Deal, deal, summed
from rebalance.splitting.time_order import temporal_parts

from .options import check_near, parse_field
from .previous import Previous


@dataclass(frozen=True, slots=True)
class Way:
    """How rows are dealt.

    Attributes:
        groups: Fields of which rows with a common value stay together.
        near: Jaccard similarity from which rows stay together.
        texts: Fields whose text is compared; none for the side of a row that asks.
        stable: Whether each row's part depends on nothing but its content.
        previous: Manifest of the split whose rows keep their parts.
        folds: Number of parts that are alike.
        time: Field that says when a row was made.
        rare: What to do with categories that have fewer rows than there are parts.
    """

    groups: tuple[str, ...] = ()
    near: float | None = None
    texts: tuple[str, ...] = ()
    stable: bool = False
    previous: str | None = None
    folds: int | None = None
    time: str | None = None
    rare: Rare | None = None

    def check(self, *, stratify: bool, by: Sequence[str] | None) -> None:
        """Raise RequestError where options exclude one another, or one has no effect."""
        if not stratify and (by or self.rare):
            raise RequestError(f"--no-stratify does not go with {'--by' if by else '--rare'}")
        others = {
            "--group": self.groups, "--near-duplicates": self.near, "--previous": self.previous,
            "--folds": self.folds, "--rare": self.rare, "--stable": self.stable,
            "--time": self.time,
        }  # fmt: skip
        given = [option for option, value in others.items() if value]
        self._refuse("--stable", given, allowed=("--group",))
        self._refuse("--time", given, allowed=())
        self._refuse("--folds", given, allowed=("--group", "--near-duplicates", "--previous"))
        if self.stable and len(self.groups) > 1:
            raise RequestError("--stable goes with one --group only")
        if self.texts and self.near is None:
            raise RequestError("--text has no effect without --near-duplicates")
        check_near(self.near)

    def _refuse(self, option: str, given: Sequence[str], allowed: Sequence[str]) -> None:
        excluded = [other for other in given if other != option and other not in allowed]
        if option in given and excluded:
            raise RequestError(f"{option} does not go with {' and '.join(excluded)}")

    @property
    def has_rare(self) -> bool:
        """Whether categories with few rows are treated in their own way."""
        return not (self.stable or self.time or self.folds)

    def options(self) -> dict[str, object]:
        """List the options for the record."""
        return {
            "group": list(self.groups), "near_duplicates": self.near, "text": list(self.texts),
            "stable": self.stable, "previous": self.previous, "folds": self.folds,
            "time": self.time,
        }  # fmt: skip

    @property
    def text(self) -> Text:
        """The text that is compared."""
        return Text(tuple(parse_field(text, "--text") for text in self.texts))

    def columns(self) -> tuple[Column, ...]:
        """What is to be read of each row."""
        columns: list[Column] = [
            Identity(parse_field(field, "--group"), group_name(field)) for field in self.groups
        ]
        if self.near is not None:
            columns.append(Sketch(self.text, self.near))
        if self.time:
            columns.append(Time(parse_field(self.time, "--time")))
        return tuple(columns)


@dataclass(frozen=True, slots=True)
class Dealt:
    """A deal, and what there is to say about it.

    Attributes:
        deal: Which row goes where.
        groups: int64[lines], first line of each line's group; None where rows are on their own.
        ungrouped: Rows without a value in any field of `--group`.
        pairs: Verified near-duplicates that connect rows; None where none were looked for.
        leaks_prevented: Rows (or pairs of near-duplicates) that would lie in another part than
            their group's first row if groups were ignored; None where there are no groups.
        moved: Rows of the earlier split that change their part; None without one.
        thin: Categories with rows for every part, in fewer groups than there are parts.
        gone: Rows of the earlier split that are not in the dataset any more.
        shapeless: Whether all text was compared, since rows have no shape that is known.
    """

    deal: Deal
    groups: NDArray[np.int64] | None = None
    ungrouped: int = 0
    pairs: tuple[tuple[int, int], ...] | None = None
    leaks_prevented: int | None = None
    moved: int | None = None
    thin: tuple[int, ...] = ()
    gone: int = 0
    shapeless: bool = False


@dataclass(frozen=True, slots=True)
class Dealer:
    """Deals the rows of a dataset.

    Attributes:
        dataset: The files.
        index: Their rows.
        shares: Share of each part.
        seed: Seed of the lots.
        previous: The rows of an earlier split.
    """

    dataset: Dataset
    index: RowIndex
    shares: tuple[Fraction, ...]
    seed: int
    previous: Previous | None = None

    def deal(self, way: Way) -> Dealt:
        """Deal rows as the options say."""
        if way.stable:
            return Dealt(self._summed(self._stable(way)))
        if way.time:
            times = self.index.columns["time"]
            part = temporal_parts(self.index.codes, times, self.shares)
            return Dealt(self._summed(part))
        plain = not (way.groups or way.near or way.folds or self.previous or self.index.table.multi)
        if plain:
            return Dealt(self._plain(way.rare))
        return self._grouped(way)

    def _plain(self, rare: Rare | None) -> Deal:
        index = self.index
        return deal(
            index.codes, index.keys, len(index.values), self.shares,
            seed=self.seed, rare=rare or "train", ties=self._ties(),
        )  # fmt: skip

    def _stable(self, way: Way) -> NDArray[np.int16]:
        keys = self.index.keys
        for field in way.groups:
            group = self.index.columns[group_name(field)]
            keys = np.where(group == 0, keys, group)
        part = stable_parts(keys, self.shares, self.seed)
        return np.where(self.index.codes < 0, np.int16(-1), part)

    def _grouped(self, way: Way) -> Dealt:
        index, counted = self.index, self.index.codes >= 0
        fields = [np.where(counted, index.columns[group_name(field)], 0) for field in way.groups]
        identical = np.where(counted, index.keys, 0)
        pairs = None
        if way.near is not None:
            pairs = near_duplicates(self.dataset, index, way.text, way.near, counted)
        groups = components([identical, *fields], len(index.codes), pairs or ())
        pinned = self._pinned()
        part = self._parts(way, groups, pinned)
        together = bool(way.groups or way.near)
        return Dealt(
            self._summed(part, groups),
            groups=groups if together else None,
            ungrouped=int((counted & ~np.any(fields, axis=0)).sum()) if fields else 0,
            pairs=None if pairs is None else tuple(pairs),
            leaks_prevented=self._prevented(way, groups, pinned, pairs) if together else None,
            moved=None if pinned is None else int(((pinned >= 0) & (pinned != part)).sum()),
            gone=self._gone(),
            thin=self._thin(groups) if together else (),
            shapeless=way.near is not None and not way.texts and self._shapeless(),
        )

    def _parts(
        self, way: Way, groups: NDArray[np.int64], pinned: NDArray[np.int16] | None
    ) -> NDArray[np.int16]:
        index, table = self.index, self.index.table
        return deal_groups(
            index.codes, table.members, len(table.categories), groups, index.keys, self.shares,
            seed=self.seed, rare=way.rare or "train", ties=self._ties(),
            pinned=pinned, even=way.folds is not None,
        )  # fmt: skip

    def _prevented(
        self,
        way: Way,
        groups: NDArray[np.int64],
        pinned: NDArray[np.int16] | None,
        pairs: Sequence[tuple[int, int]] | None,
    ) -> int:
        """Count what the same split would tear apart if it only kept identical rows together."""
        identical = np.where(self.index.codes >= 0, self.index.keys, 0)
        part = self._parts(way, components([identical], len(groups)), pinned)
        if pairs is not None and not way.groups:
            return sum(int(part[one] != part[other]) for one, other in pairs)
        return int(((part != part[groups]) & (self.index.codes >= 0)).sum())

    def _shapeless(self) -> bool:
        return any("unknown" in found for found in shapes(self.dataset))

    def _thin(self, groups: NDArray[np.int64]) -> tuple[int, ...]:
        """Find categories that live in too few groups to reach every part."""
        index, table = self.index, self.index.table
        counted = index.codes >= 0
        pairs = np.unique(index.codes[counted].astype(np.int64) * len(groups) + groups[counted])
        by_code = np.bincount(pairs // len(groups), minlength=len(index.values))
        of_each = table.gather(by_code.astype(np.float64))
        parts = len(self.shares)
        return tuple(np.flatnonzero((table.rows >= parts) & (of_each < parts)).tolist())

    def _pinned(self) -> NDArray[np.int16] | None:
        if self.previous is None:
            return None
        found = pinned_parts(self.index.keys, self.previous.keys, self.previous.parts)
        return np.where(self.index.codes < 0, np.int16(-1), found)

    def _gone(self) -> int:
        if self.previous is None:
            return 0
        return int((~np.isin(self.previous.keys, self.index.keys)).sum())

    def _summed(self, part: NDArray[np.int16], groups: NDArray[np.int64] | None = None) -> Deal:
        table = self.index.table
        return summed(
            part, self.index.codes, table.members, len(table.categories), self.shares, groups
        )

    def _ties(self) -> list[int]:
        ties: list[int] = priorities(
            category_keys(self.index.table.categories), self.seed, "tie"
        ).tolist()
        return ties
