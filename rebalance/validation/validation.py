"""What is offered, on which terms, and what came of it: the types of `quality.judging`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from rebalance.rows.category import Category, labels
from rebalance.rows.field import Field, Row, parse_row
from rebalance.rows.index import RowIndex
from rebalance.rows.rejects import Rejection
from rebalance.rows.row_reader import Reading
from rebalance.rows.slices import content_of
from rebalance.rows.source import Dataset
from rebalance.validation.candidates import Candidate
from rebalance.validation.diversity import Variety
from rebalance.validation.label_conflicts import Conflicts
from rebalance.validation.phrases import Phrases
from rebalance.validation.topic_agreement import Agreement

ROUGE_L = 0.7  # above it a text is a near-duplicate (Wang et al. 2023, Self-Instruct)


@dataclass(frozen=True, slots=True)
class Opened:
    """The rows of some files.

    Attributes:
        dataset: The files.
        index: Of their lines.
        reading: How they were read.
    """

    dataset: Dataset
    index: RowIndex
    reading: Reading

    def place(self, position: int) -> str:
        """Say where a row is: `file:line`."""
        source, line = self.index.place(position)
        return f"{self.dataset.names[source]}:{line + 1}"

    def row(self, position: int) -> Row:
        """Read one row, wherever it is."""
        return parse_row(content_of(self.dataset, self.index, position))


@dataclass(frozen=True, slots=True)
class Terms:
    """What candidates have to be like.

    Attributes:
        text: Fields that are compared; none for the prompt side of the row.
        provenance: The field that says where a synthetic row comes from.
        phrases: Those that no answer may have.
        new: Whether categories that the dataset does not have may come in.
        rouge_l: Similarity above which a text is a near-duplicate.
        fewest: Words that a text has to have.
        most: Words that it may have.
        quotas: Rows that categories may take in, by `quality.baseline.identity`; those that are
            not named, any number.
        synthetic: The largest share of a category that may be synthetic.
        margin: How much likelier another category may be, in log-likelihood; None for any.
    """

    text: tuple[Field, ...]
    provenance: Field
    phrases: Phrases
    new: bool = False
    rouge_l: float = ROUGE_L
    fewest: int | None = None
    most: int | None = None
    quotas: Mapping[str, int] | None = None
    synthetic: Fraction | None = None
    margin: float | None = None


@dataclass(frozen=True)
class Validation:
    """Which candidates may come in.

    Attributes:
        candidates: All of them.
        rejections: Why each is not let in; None for those that are.
        codes: The category of each, below 0 for those without one.
        categories: What the codes stand for; those of the dataset come first.
        variety: By code, for the categories of the dataset that take in rows.
        agreement: Of the rows let in with the categories of the dataset.
        conflicts: Of candidates and rows of the dataset with the same normalised text.
        unchecked: Candidates that are too short to share a run of words with a held-out row.
    """

    candidates: tuple[Candidate, ...]
    rejections: tuple[Rejection | None, ...]
    codes: tuple[int, ...]
    categories: tuple[Category, ...]
    variety: Mapping[int, Variety]
    agreement: Agreement | None
    conflicts: Conflicts
    unchecked: int

    @cached_property
    def accepted(self) -> list[int]:
        """The candidates that are let in, in order."""
        return [number for number, why in enumerate(self.rejections) if why is None]

    @cached_property
    def labels(self) -> list[str]:
        """Text that shows each category."""
        return labels(self.categories)

    @cached_property
    def reasons(self) -> dict[str, int]:
        """Rows rejected by rule, the most frequent first."""
        return self.reasons_of(range(len(self.candidates)))

    def reasons_of(self, numbers: Iterable[int]) -> dict[str, int]:
        """Count some candidates by the rule that rejects them, the most frequent first."""
        found: dict[str, int] = defaultdict(int)
        for why in (self.rejections[number] for number in numbers):
            if why is not None:
                found[why.rule] += 1
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
