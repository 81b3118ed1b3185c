"""The rules against duplicates: no copies, no near-duplicates, no runs of held-out words."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.field import equal
from rebalance.rows.places import Place
from rebalance.rows.writing.rejects import Rejection
from rebalance.validation.candidates import Candidates
from rebalance.validation.ids import Ids
from rebalance.validation.reference_scan import Copy, ReferenceScan
from rebalance.validation.scanned_files import ScannedFiles

NGRAM = 13  # words in a row that no candidate may share with a held-out row (Brown et al. 2020)


@dataclass(frozen=True, slots=True)
class ReferenceMatches:
    """Rows of one dataset that candidates are like.

    Attributes:
        held_out: Whether it must never be trained on.
        copies: For candidates with the text of a row: the first exact copy, else the first.
        nearest: For candidates that are like a row: similarity and position.
        place: Where the row at a position is.
    """

    held_out: bool
    copies: Mapping[int, Copy]
    nearest: Mapping[int, tuple[float, int]]
    place: Callable[[int], Place]

    @classmethod
    def of(cls, files: ScannedFiles, scan: ReferenceScan, *, held_out: bool) -> "ReferenceMatches":
        """Choose what matters of a scan."""
        return cls(held_out, first_copies(scan.copies), scan.nearest, files.place)


def first_copies(copies: Sequence[Copy]) -> dict[int, Copy]:
    """Choose one copy for each candidate: an exact one, if there is any, else the first."""
    chosen: dict[int, Copy] = {}
    for copy in copies:
        if copy.candidate not in chosen or (copy.exact and not chosen[copy.candidate].exact):
            chosen[copy.candidate] = copy
    return chosen


@dataclass
class DuplicateRules:
    """Checks candidates one after the other; those that pass count for the next ones.

    Attributes:
        candidates: All of them.
        rouge_l: Similarity above which texts are near-duplicates.
        references: What is like them in the dataset, and in the held-out rows.
        shared_runs: For candidates that share a run of words with a held-out row, its place.
        ids: Those that are taken.
    """

    candidates: Candidates
    rouge_l: float
    references: Sequence[ReferenceMatches]
    shared_runs: Mapping[int, str]
    ids: Ids
    _least: NDArray[np.float64] = field(init=False)  # above 1 for those that have not passed
    _first: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._least = np.full(len(self.candidates.rows), 2.0)

    def check(self, number: int) -> Rejection | None:
        """Find the first rule that a candidate breaks."""
        found = self._copied(number) or self._near(number) or self._leaked(number)
        found = found or self._id_exists(number)
        if found is None:
            self._least[number] = self.rouge_l
            self._first.setdefault(self._text(number), number)
        return found

    def _copied(self, number: int) -> Rejection | None:
        """Find a row, a held-out row or an earlier candidate with the same text."""
        wordless = not self._text(number)
        for one in self.references:
            copy = one.copies.get(number)
            if copy is not None and (copy.exact or not wordless):
                return _copy(one.place(copy.position), exact=copy.exact, held_out=one.held_out)
        earlier = self._first.get(self._text(number))
        if earlier is None:
            return None
        rows = self.candidates.rows
        exact = equal(rows[earlier].row, rows[number].row)
        place = self.candidates.place(earlier)
        return _copy(place, exact=exact, held_out=False) if exact or not wordless else None

    def _near(self, number: int) -> Rejection | None:
        """Find the row, held-out row or earlier candidate that is most like it."""
        found = [
            (score, one.place(position), one.held_out)
            for one in self.references
            if number in one.nearest
            for score, position in [one.nearest[number]]
        ]
        tokens = self.candidates.compared[number]
        found += [
            (score, self.candidates.place(other), False)
            for other, score in self.candidates.pool.alike(tokens, self._least)
        ]
        if not found:
            return None
        score, place, held_out = max(found, key=lambda match: match[0])
        return Rejection(
            "leaked-near-duplicate" if held_out else "near-duplicate",
            f"the text is similar to that of {_whose(held_out=held_out)} {place}: ROUGE-L"
            f" {score:.3f}, above {self.rouge_l:g}",
            {"of": str(place), "rouge_l": round(score, 6), "threshold": self.rouge_l},
        )

    def _leaked(self, number: int) -> Rejection | None:
        """Find a held-out row with the same run of words."""
        place = self.shared_runs.get(number)
        if place is None:
            return None
        message = f"it shares {NGRAM} words in a row with the held-out row {place}"
        return Rejection("leaked-ngram", message, {"of": place, "words": NGRAM})

    def _id_exists(self, number: int) -> Rejection | None:
        """Find an id that is taken."""
        found = self.ids.taken(self.candidates.rows[number].row)
        if found is None:
            return None
        name, owner = found
        return Rejection("id-exists", f"{owner} has the same value of {name!r}", {"field": name})

    def _text(self, number: int) -> str:
        return self.candidates.compared.joined[number]


def _copy(place: Place, *, exact: bool, held_out: bool) -> Rejection:
    rule = "leaked-copy" if held_out else "copy" if exact else "normalised-copy"
    what = "the row is the same as" if exact else "the text is the same as that of"
    message = f"{what} {_whose(held_out=held_out)} {place}"
    return Rejection(rule, message, {"of": str(place), "exact": exact})


def _whose(*, held_out: bool) -> str:
    return "the held-out row" if held_out else "the row"


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Texts of some rows that stand under more than one category.

    Attributes:
        texts: Distinct texts.
        repeated: Rows that repeat the text and the category of an earlier one.
        conflicting: Texts with more than one category.
        rows: Rows with such a text.
    """

    texts: int
    repeated: int
    conflicting: int
    rows: int


def conflicts(rows: Iterable[tuple[str, Hashable]]) -> Conflicts:
    """Count (text, category) pairs; texts are compared as they are, so normalise them before."""
    groups: dict[str, Counter[Hashable]] = defaultdict(Counter)
    for text, category in rows:
        groups[text][category] += 1
    several = [group for group in groups.values() if len(group) > 1]
    return Conflicts(
        texts=len(groups),
        repeated=sum(group.total() - len(group) for group in groups.values()),
        conflicting=len(several),
        rows=sum(group.total() for group in several),
    )
