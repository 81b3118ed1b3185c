"""Which rows of a category are kept first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rebalance.balancing.options import BalanceOptions, parse_keep
from rebalance.choices import Keep
from rebalance.coverage import NEAR_HINT, near_coverage, refuse_blind, sentences
from rebalance.numbers.components import components
from rebalance.numbers.ranking import Ranking, in_rounds, ranking
from rebalance.rows.duplicates import near_families
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import CHARS, Column, score, size
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.groups import group_name
from rebalance.rows.scanning.identity_columns import identity, sketch
from rebalance.rows.scanning.index import RowIndex
from rebalance.text.similarity import NEAR
from rebalance.wording import plural


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of a category are kept first.

    Attributes:
        keep: What orders the rows of a category.
        score: Field of the score or weight.
        diverse: Whether each family of near-duplicates gives one row before any gives two.
        near: Jaccard similarity of near-duplicates.
        within: Field over whose values the rows are spread.
        groups: Fields of which rows with a common value are kept or dropped together.
    """

    keep: Keep
    score: str | None
    diverse: bool
    near: float
    within: str | None
    groups: tuple[str, ...]

    @classmethod
    def of(cls, options: BalanceOptions) -> "Selection":
        """Take what options say of it."""
        keep, score, diverse = parse_keep(options.keep)
        near = options.near_duplicates or NEAR
        return cls(keep, score, diverse, near, options.within, options.group or ())

    def columns(self, text: Text, by: tuple[Field, ...]) -> tuple[Column, ...]:
        """What is to be read of each row beside its groups, given its text and its category."""
        columns = list[Column]()
        if self.score:
            columns.append(score(Field.parse(self.score)))
        if self.keep == "length":
            columns.append(size(CHARS, text.fields, by, name="length"))
        if self.within:
            columns.append(identity(Field.parse(self.within), "within"))
        if self.diverse:
            columns.append(sketch(text, self.near))
        return tuple(columns)

    def rank(
        self, dataset: Dataset, index: RowIndex, text: Text, seed: int, warnings: list[str]
    ) -> Ranking:
        """Make the ranking of the rows of a category, and warn of what was not compared."""
        values = index.columns.get("length" if self.keep == "length" else "score")
        rank = ranking(self.keep, index.keys_of_rows, seed, values)
        if self.diverse:
            counted = index.codes >= 0
            families, crowded = near_families(dataset, index, text, self.near, counted)
            near = near_coverage(dataset, index, counted, crowded)
            warnings.extend(sentences({"near": near}))
            rank = in_rounds(rank, families)
        return in_rounds(rank, index.columns["within"]) if self.within else rank

    def grouped(
        self, index: RowIndex, warnings: list[str]
    ) -> tuple[RowIndex, NDArray[np.int64] | None]:
        """Find the groups that stay together: each has the category of its first row.

        Returns:
            The index with these categories, and int64[lines], the first line of each one's group;
            None without groups.
        """
        if not self.groups:
            return index, None
        counted = index.codes >= 0
        fields = [np.where(counted, index.columns[group_name(f)], 0) for f in self.groups]
        groups = components(fields, len(index.codes))
        codes = np.where(counted, index.codes[groups], index.codes)
        others = int((codes != index.codes).sum())
        if others:
            warnings.append(
                f"{plural(others, 'row')} {'counts' if others == 1 else 'count'} under another"
                " category, that of the first row of the group: a group is kept or dropped whole"
            )
        return replace(index, codes=codes), groups

    def unlooked(self, dataset: Dataset, index: RowIndex) -> Iterator[str]:
        """Warn of rows that have no score and come last.

        Raises:
            OptionError: No row has words.
        """
        counted = index.codes >= 0
        if index.scores is not None and (without := int(np.isnan(index.scores[counted]).sum())):
            rows = f"{without:,} of {index.rows:,} rows"
            yield f"{rows} have no number in {self.score!r}: kept last"
        if self.diverse:
            refuse_blind(near_coverage(dataset, index, counted), "keep", NEAR_HINT)
