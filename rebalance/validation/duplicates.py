"""Whether candidates are new: no copies, no near-duplicates, nothing of a held-out row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.field import equal
from rebalance.rows.rejects import Rejection
from rebalance.validation.candidates import Candidate
from rebalance.validation.reference_scan import Copy
from rebalance.validation.text_pool import Pool

NGRAM = 13  # words of a run that no candidate may share with a held-out row (Brown et al. 2020)

Place = Callable[[int], str]
"""`file:line` of a position."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of rows like the candidates, in one dataset.

    Attributes:
        held_out: Whether it is what must never be trained on.
        copies: For candidates with the text of a row: the first exact copy, else the first.
        nearest: For candidates that are like a row: similarity and position.
        place: Where a row is.
    """

    held_out: bool
    copies: Mapping[int, Copy]
    nearest: Mapping[int, tuple[float, int]]
    place: Place


def first_copies(copies: Sequence[Copy]) -> dict[int, Copy]:
    """Choose one copy for each candidate: an exact one, if there is any, else the first."""
    chosen: dict[int, Copy] = {}
    for copy in copies:
        if copy.candidate not in chosen or (copy.exact and not chosen[copy.candidate].exact):
            chosen[copy.candidate] = copy
    return chosen


@dataclass
class Novelty:
    """Judges candidates one after the other; those that pass count for the next ones.

    Attributes:
        candidates: All of them.
        pool: Their compared texts.
        threshold: ROUGE-L above which texts are near-duplicates.
        known: What is known of the dataset, and of what is held out.
        runs: For candidates that share a run of words with a held-out row, its position.
        place: Where a candidate is.
    """

    candidates: Sequence[Candidate]
    pool: Pool
    threshold: float
    known: Sequence[Known]
    runs: Mapping[int, str]
    place: Place
    _least: NDArray[np.float64] = field(init=False)  # above 1 for those that have not passed
    _first: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._least = np.full(len(self.candidates), 2.0)

    def judge(self, number: int) -> Rejection | None:
        """Find the first rule that a candidate breaks."""
        found = self._copied(number) or self._near(number) or self._leaked(number)
        if found is None:
            self._least[number] = self.threshold
            self._first.setdefault(" ".join(self.pool.texts[number]), number)
        return found

    def _copied(self, number: int) -> Rejection | None:
        """A row, a held-out row or an earlier candidate with the same text."""
        wordless = not self.pool.texts[number]
        for known in self.known:
            copy = known.copies.get(number)
            if copy is not None and (copy.exact or not wordless):
                return _copy(known.place(copy.position), exact=copy.exact, leaked=known.held_out)
        earlier = self._first.get(" ".join(self.pool.texts[number]))
        if earlier is None:
            return None
        exact = equal(self.candidates[earlier].row, self.candidates[number].row)
        place = self.place(self.candidates[earlier].position)
        return _copy(place, exact=exact, leaked=False) if exact or not wordless else None

    def _near(self, number: int) -> Rejection | None:
        """The row, held-out row or earlier candidate that is most like it."""
        found = [
            (score, known.place(position), known.held_out)
            for known in self.known
            if number in known.nearest
            for score, position in [known.nearest[number]]
        ]
        found += [
            (score, self.place(self.candidates[other].position), False)
            for other, score in self.pool.alike(self.pool.texts[number], self._least)
        ]
        if not found:
            return None
        score, place, leaked = max(found, key=lambda one: one[0])
        whose = "the held-out row" if leaked else "the row"
        return Rejection(
            "leaked-near-duplicate" if leaked else "near-duplicate",
            f"the text is like that of {whose} {place}: ROUGE-L {score:.3f},"
            f" above {self.threshold:g}",
            {"of": place, "rouge_l": round(score, 6), "threshold": self.threshold},
        )

    def _leaked(self, number: int) -> Rejection | None:
        place = self.runs.get(number)
        if place is None:
            return None
        message = f"{NGRAM} words in a row stand in the held-out row {place}, too"
        return Rejection("leaked-ngram", message, {"of": place, "words": NGRAM})


def _copy(place: str, *, exact: bool, leaked: bool) -> Rejection:
    rule = "leaked-copy" if leaked else "copy" if exact else "normalised-copy"
    what = "the row is the same as" if exact else "the text is the same as that of"
    whose = "the held-out row" if leaked else "the row"
    return Rejection(rule, f"{what} {whose} {place}", {"of": place, "exact": exact})
