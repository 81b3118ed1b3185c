"""Rows of a dataset read once more: those like the candidates, and what all of them are like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import ABSENT
from rebalance.rows.field import Row, equal, without
from rebalance.rows.scanning.shape_column import FAULT_BITS, form_of
from rebalance.text.hashing import shingle_numbers
from rebalance.text.normal import words
from rebalance.text.scripts import script_of
from rebalance.validation.debris import DebrisFinder
from rebalance.validation.ids import Hashes, hashes_of, joined
from rebalance.validation.naive_bayes import Numbers, Tallies, Tally
from rebalance.validation.profile import Profile
from rebalance.validation.rouge import Pool
from rebalance.validation.scanned_files import Texts

FAULT_MASK = (1 << FAULT_BITS) - 1
_WIDTHS = (1, 2)  # words of the n-grams that rows are classified by
_READ = 100_000  # words of a text, the first, by which it is classified: a book's, and its topic


@dataclass(frozen=True, slots=True)
class Copy:
    """A row with the same text as a candidate.

    Attributes:
        candidate: Which candidate.
        position: The row in its dataset.
        exact: Whether all else is equal, too.
    """

    candidate: int
    position: int
    exact: bool


TRAITS = np.dtype([
    ("position", np.int64), ("length", np.int64), ("script", np.uint8), ("form", np.uint8),
    ("synthetic", np.bool_), ("debris", np.uint16),
    ("kind", np.uint8),
])  # fmt: skip
"""What is remembered of a row: its position in the dataset; characters of its text; an index of
`text.scripts.SCRIPTS`; its form, as `rows.scanning.shape_column.form_of` gives it; whether it has a
provenance; what debris it has, a bit for each of `debris.RULES`; the kind of the text that is
compared, as `rows.scanning.compared_text.Text.kind` gives it."""


@dataclass(frozen=True, slots=True)
class ReferenceScan:
    """What was found in some rows of a dataset.

    Attributes:
        rows: TRAITS[rows], in order.
        profile: Their fields.
        copies: Rows with the text of a candidate: of the first candidate with it each row, of the
            others the first row, and the first that is an exact copy.
        nearest: For candidates that are like a row: the highest similarity, and the first row
            that has it.
        tally: Features of the candidates by category.
        ids: Hashes of what may be ids, by field.
    """

    rows: NDArray[np.void]
    profile: Profile
    copies: list[Copy]
    nearest: dict[int, tuple[float, int]]
    tally: Tally
    ids: Mapping[str, Hashes] = field(default_factory=dict)

    @classmethod
    def joined(cls, pieces: Iterable["ReferenceScan"], categories: int) -> "ReferenceScan":
        """Join what was found in consecutive rows."""
        rows, copies, profile = [np.zeros(0, TRAITS)], list[Copy](), Profile()
        waiting, entries = list[Profile](), 0
        nearest: dict[int, tuple[float, int]] = {}
        tallies, ids = Tallies(categories), list[Mapping[str, Hashes]]()
        for piece in pieces:
            rows.append(piece.rows)
            copies += piece.copies
            ids.append(piece.ids)
            waiting.append(piece.profile)
            entries += len(piece.profile.types)
            if entries > len(profile.types):
                profile, waiting, entries = Profile.sum([profile, *waiting]), [], 0
            tallies.add(piece.tally)
            for candidate, found in piece.nearest.items():
                if found[0] > nearest.get(candidate, (0.0, 0))[0]:
                    nearest[candidate] = found
        profile = Profile.sum([profile, *waiting])
        total = tallies.total()
        return cls(np.concatenate(rows), profile, copies, nearest, total, joined(ids))


@dataclass(frozen=True, slots=True)
class RowScanner:
    """Scans rows of a dataset for what matters to candidates; see `rows.reread`.

    Attributes:
        texts: Which texts of rows count.
        candidates: Their rows without provenance.
        compared: Their compared texts.
        same: Candidates by their compared text, normalised.
        rouge_l: Similarity above which texts are near-duplicates.
        features: uint64[features], ascending: those that are counted.
        codes: int64[lines], the category of each line, below 0 for those that are not counted.
        categories: Number of categories.
        debris: Finds debris; None where neither it nor ids matter.
        no_ids: Fields that are no ids, whatever their names.
    """

    texts: Texts
    candidates: Sequence[Row]
    compared: Pool
    same: Mapping[str, Sequence[int]]
    rouge_l: float
    features: NDArray[np.uint64]
    codes: Numbers
    categories: int
    debris: DebrisFinder | None = None
    no_ids: Sequence[str] = ()

    def __call__(self, positions: Sequence[int], rows: Sequence[Row]) -> ReferenceScan:
        """Scan rows."""
        provenance = self.texts.provenance
        bare = [without(row, [provenance]) for row in rows]
        sides = list(map(self.texts.sides, bare))
        wholes = list(map(self.texts.whole.of, bare, sides))
        tokens = list(map(self.texts.compared.words, bare, sides))
        copies, nearest = self._matches(positions, bare, tokens)
        kinds = list(map(self.texts.compared.kind, tokens, sides))
        del tokens  # a long text's are larger than it is
        traits = np.zeros(len(rows), TRAITS)
        traits["position"] = positions
        traits["length"] = list(map(len, wholes))
        traits["script"] = list(map(script_of, wholes))
        traits["kind"] = kinds
        traits["form"] = list(map(form_of, bare, sides))
        traits["synthetic"] = [provenance.read(row) not in (ABSENT, None) for row in rows]
        ids = dict[str, Hashes]()
        if self.debris is not None:
            ids = hashes_of(bare, self.no_ids)
            faults = (traits["form"] & FAULT_MASK).tolist()
            found = zip(map(self.texts.uncategorised, bare), sides, wholes, faults, strict=True)
            traits["debris"] = [self.debris.mask(*one) for one in found]
        tally = self._tally(positions, wholes)
        return ReferenceScan(traits, Profile.of(bare), copies, nearest, tally, ids)

    def _matches(
        self, positions: Sequence[int], rows: Sequence[Row], texts: Sequence[Sequence[str]]
    ) -> tuple[list[Copy], dict[int, tuple[float, int]]]:
        """Find copies of candidates, and the row that is most like each."""
        copies, met, exact = list[Copy](), set[int](), set[int]()
        twins: dict[frozenset[tuple[str, str]], list[int]] = {}
        for number, row in enumerate(self.candidates):
            twins.setdefault(_strings(row), []).append(number)
        nearest: dict[int, tuple[float, int]] = {}
        best = np.full(len(self.candidates), self.rouge_l)
        for position, row, tokens in zip(positions, rows, texts, strict=True):
            same = self.same.get(" ".join(tokens), ())
            known = same[:1] if met.issuperset(same) else same
            for candidate in {*known, *(twins.get(_strings(row), ()) if same else ())} - exact:
                copy = Copy(candidate, position, equal(row, self.candidates[candidate]))
                if copy.exact or candidate in known:
                    copies.append(copy)
                if copy.exact and candidate != same[0]:
                    exact.add(candidate)
            met.update(same)
            for candidate, score in self.compared.alike(tokens, best):
                best[candidate] = score
                nearest[candidate] = score, position
        return copies, nearest

    def _tally(self, positions: Sequence[int], wholes: Sequence[str]) -> Tally:
        """Count the features of rows that have a category to learn from."""
        codes = self.codes[list(positions)]
        texts = [(tokens, code) for tokens, code in zip(map(words, wholes), codes.tolist(),
                 strict=True) if tokens and code >= 0]  # fmt: skip
        found, of = features_of([tokens for tokens, _ in texts])
        owners = np.array([code for _, code in texts], dtype=np.int64)[of]
        del texts
        return Tally.of(numbered(found, self.features), owners, self.categories)


def _strings(row: Row) -> frozenset[tuple[str, str]]:
    """What equal rows have in common, and few others; for looking equal ones up."""
    return frozenset((name, value) for name, value in row.items() if isinstance(value, str))


def features_of(texts: Sequence[Sequence[str]]) -> tuple[NDArray[np.uint64], Numbers]:
    """Hash the words and the pairs of words with which texts begin, none of which is empty.

    Returns:
        uint64[occurrences], and int64[occurrences], the text of each.
    """
    texts = [tokens[:_READ] for tokens in texts]
    numbers, owners = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for width in _WIDTHS if texts else ():
        found, begins = shingle_numbers(texts, width)
        numbers.append(found)
        owners.append(np.repeat(np.arange(len(texts)), np.diff(begins, append=len(found))))
    return np.concatenate(numbers), np.concatenate(owners)


def numbered(found: NDArray[np.uint64], features: NDArray[np.uint64]) -> Numbers:
    """Turn hashes into indices of sorted features: int64[hashes], -1 for those that are none."""
    if not len(features):
        return np.full(len(found), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(features, found), len(features) - 1)
    return np.where(features[place] == found, place, -1)
