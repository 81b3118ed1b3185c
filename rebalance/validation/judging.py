"""Candidates, a dataset and held-out rows -> which candidates may come in, and why others not."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.engines.processes import processes
from rebalance.errors import RequestError
from rebalance.numbers.priorities import priorities
from rebalance.rows.category import (
    Category,
    Kind,
    LabelSet,
    Value,
    json_identity,
    json_value,
    labels,
)
from rebalance.rows.rejects import Rejection
from rebalance.rows.reread import reread
from rebalance.rows.scan import Advance
from rebalance.text.contamination import Contamination
from rebalance.text.normal import words
from rebalance.validation.candidates import Candidate, read_candidates
from rebalance.validation.diversity import Variety, variety
from rebalance.validation.duplicates import NGRAM, Known, Novelty, first_copies
from rebalance.validation.label_conflicts import Conflicts, conflicts
from rebalance.validation.naive_bayes import Numbers
from rebalance.validation.quotas import synthetic_room, within
from rebalance.validation.reference_scan import Look, Sightings, Texts
from rebalance.validation.reference_stats import Norms
from rebalance.validation.row_rules import Admission
from rebalance.validation.text_pool import Pool
from rebalance.validation.topic_agreement import Judge, agreement, held_back
from rebalance.validation.validation import Opened, Terms, Validation

_QUOTA = "its category may take in {:,} rows: others were drawn"
_SYNTHETIC = "with more than {:,} new rows too much of its category would be synthetic"
_ODD = 10  # rows listed that look least like their category

Reread = Callable[[Opened, Look], Iterator[Sightings]]


def validate(
    offered: Opened,
    against: Opened,
    held_out: Opened | None,
    terms: Terms,
    *,
    seed: int = 0,
    jobs: int | None = None,
    advance: Advance = lambda _done: None,
) -> Validation:
    """Judge candidates.

    All candidates are held in memory; the dataset and the held-out rows are read as streams.

    Args:
        offered: The candidates.
        against: The dataset that they are to be added to.
        held_out: Rows that must never be trained on.
        terms: What candidates have to be like.
        seed: Of all chance: which rows a quota lets in, and which are measured.
        jobs: Processes; the result does not depend on it.
        advance: Called with the bytes that were read.

    Raises:
        RequestError: A category of the dataset is a list of labels.
        ChangedInput: A file is not what it was in pass 1.
    """
    if any(isinstance(value, LabelSet) for value in against.index.values):
        raise RequestError(
            "the field of the category holds lists of labels, and a candidate needs one category",
            "choose another field with --by",
        )

    def look_at(opened: Opened, look: Look) -> Iterator[Sightings]:
        run, is_row = processes(jobs), opened.index.is_row
        return reread(opened.dataset, opened.index, is_row, look, run=run, advance=advance)

    return _Judging.prepare(offered, against, terms, seed).judged(held_out, look_at)


@dataclass(frozen=True, slots=True)
class _Judging:
    """Candidates and the dataset, with the words of their texts.

    Attributes:
        offered: The candidates' files.
        against: The dataset.
        terms: What candidates have to be like.
        texts: Which texts of rows count.
        candidates: The candidates.
        codes: Numbers of the categories, of the dataset and of candidates.
        pool: Words of the candidates' compared texts.
        wholes: Words of their whole texts.
    """

    offered: Opened
    against: Opened
    terms: Terms
    seed: int
    texts: Texts
    candidates: Sequence[Candidate]
    codes: Mapping[Value, int]
    pool: Pool
    wholes: Sequence[Sequence[str]]

    @classmethod
    def prepare(cls, offered: Opened, against: Opened, terms: Terms, seed: int) -> "_Judging":
        """Read all candidates."""
        texts = Texts.of(terms.text, against.reading.by, terms.provenance)
        candidates = read_candidates(
            offered.dataset, offered.index, offered.reading, terms.provenance
        )
        codes: dict[Value, int] = {value: n for n, value in enumerate(against.index.values)}
        for one in candidates:
            if not isinstance(one.value, Kind | LabelSet):
                codes.setdefault(one.value, len(codes))
        return cls(
            offered, against, terms, seed, texts, candidates, codes,
            Pool([words(texts.compared.of(one.row)) for one in candidates]),
            [words(texts.whole.of(one.row)) for one in candidates],
        )  # fmt: skip

    def judged(self, held_out: Opened | None, reread: Reread) -> Validation:
        """Look at all rows, and judge."""
        back = held_back(self.against.index, self.seed)
        spare = [words(self.texts.whole.of(self.against.row(int(at)))) for at in back]
        judge = Judge([*self.wholes, *spare])
        look = self._look(judge, back)
        seen = Sightings.joined(reread(self.against, look), look.categories)
        copies = first_copies(seen.copies)
        known, unchecked = [Known(False, copies, seen.nearest, self.against.place)], 0
        runs: dict[int, str] = {}
        if held_out is not None:
            nothing = np.full(len(held_out.index.codes), -1, dtype=np.int64)
            unlearnt = replace(look, codes=nothing, categories=0)
            hidden = Sightings.joined(reread(held_out, unlearnt), 0)
            copies = first_copies(hidden.copies)
            known.append(Known(True, copies, hidden.nearest, held_out.place))
            runs, unchecked = self._runs(held_out)
        rejections = self._rejections(seen, Novelty(
            self.candidates, self.pool, self.terms.rouge_l, known, runs, self.offered.place,
        ))  # fmt: skip
        scores, own = judge.scores(seen.tally), [self._code(one) for one in self.candidates]
        self._off_topic(rejections, scores)
        self._limit(rejections, seen)
        accepted = [number for number, why in enumerate(rejections) if why is None]
        behind = self.against.index.codes[back].tolist()
        return Validation(
            candidates=tuple(self.candidates),
            rejections=tuple(rejections),
            codes=tuple(own),
            categories=tuple(self._categories()),
            variety=self._variety(accepted),
            agreement=agreement(
                [scores[number] for number in accepted], [own[number] for number in accepted],
                list(zip(scores[len(own) :], behind, strict=True)), _ODD,
            ),
            conflicts=self._conflicts(seen),
            unchecked=unchecked,
        )  # fmt: skip

    def _look(self, judge: Judge, back: Numbers) -> Look:
        """Say what to look for in the dataset; rows held back teach nothing."""
        same: dict[str, list[int]] = defaultdict(list)
        for number, tokens in enumerate(self.pool.texts):
            same[" ".join(tokens)].append(number)
        codes = self.against.index.codes.astype(np.int64)
        codes[back] = -1
        return Look(
            self.texts, [one.row for one in self.candidates], self.pool, dict(same),
            self.terms.rouge_l, judge.features, codes, len(self.against.index.values),
        )  # fmt: skip

    def _runs(self, held_out: Opened) -> tuple[dict[int, str], int]:
        """Find candidates that share a run of words with a held-out row, and where it is.

        Returns:
            The place by candidate, and how many candidates are too short to share one.
        """
        search = Contamination(NGRAM)
        for number, tokens in enumerate(self.wholes):
            if self.candidates[number].fault is None:
                search.hold_out(number, tokens)
        for position in np.flatnonzero(held_out.index.is_row).tolist():
            search.train(position, words(self.texts.whole.of(held_out.row(position))))
        found = {number: held_out.place(position) for position, number in search.dirty()}
        return found, search.unchecked

    def _rejections(self, seen: Sightings, novelty: Novelty) -> list[Rejection | None]:
        """Judge candidates one after the other, first each on its own."""
        index, terms = self.against.index, self.terms
        admission = Admission(
            Norms.of(seen, index.codes.astype(np.int64)),
            {value: code for code, value in enumerate(index.values)},
            terms.new, self.texts, terms.phrases, terms.fewest, terms.most,
        )  # fmt: skip
        return [
            admission.judge(one) or novelty.judge(number)
            for number, one in enumerate(self.candidates)
        ]

    def _off_topic(
        self, rejections: list[Rejection | None], scores: Sequence[NDArray[np.float64]]
    ) -> None:
        """Reject what looks too much like another category."""
        most, shown = self.terms.margin, labels(self._categories())
        for number, why in enumerate(rejections):
            code, likely = self._code(self.candidates[number]), scores[number]
            if most is None or why is not None or code >= len(likely):
                continue
            margin, other = float(likely.max() - likely[code]), shown[int(likely.argmax())]
            if margin > most:
                message = f"it looks like {other!r} by {margin:.1f}, above {most:g}"
                numbers = {"looks_like": other, "margin": round(margin, 6), "most": most}
                rejections[number] = Rejection("off-topic", message, numbers)

    def _limit(self, rejections: list[Rejection | None], seen: Sightings) -> None:
        """Reject what is beyond quotas, then what is beyond the share of synthetic rows."""
        if self.terms.quotas is not None:
            limits = {
                code: self.terms.quotas[name]
                for code, one in enumerate(self._categories())
                if (name := json_identity(json_value(one))) in self.terms.quotas
            }
            text = "its category may take in {:,} rows: others were drawn"
            self._cut(rejections, limits, "quota", text)
        if self.terms.synthetic is not None:
            self._cut(rejections, self._synthetic_room(seen), "synthetic-share", _SYNTHETIC)

    def _cut(
        self, rejections: list[Rejection | None], limits: Mapping[int, int], rule: str, why: str
    ) -> None:
        """Keep no more candidates of each category than its limit: those of the lowest lots."""
        left = [number for number, why in enumerate(rejections) if why is None]
        codes = [self._code(self.candidates[number]) for number in left]
        chosen = within(codes, priorities(self._keys(left), self.seed, "accept"), limits)
        for number, code, fits in zip(left, codes, chosen.tolist(), strict=True):
            if not fits:
                most = limits[code]
                rejections[number] = Rejection(rule, why.format(most), {"limit": most})

    def _synthetic_room(self, seen: Sightings) -> dict[int, int]:
        """Find how many rows each category may take in, new categories too."""
        index, new = self.against.index, len(self.codes) - len(self.against.index.values)
        made = index.codes[seen.rows["position"][seen.rows["synthetic"]]]
        synthetic = np.bincount(made[made >= 0], minlength=len(index.values)).tolist()
        rows = zip(
            [*index.rows_by_code.tolist(), *[0] * new], [*synthetic, *[0] * new], strict=True
        )
        share = self.terms.synthetic or Fraction(0)
        rooms = (synthetic_room(there, made_there, share) for there, made_there in rows)
        return {code: room for code, room in enumerate(rooms) if room is not None}

    def _variety(self, accepted: Sequence[int]) -> dict[int, Variety]:
        """Compare the new rows of each category with those that it has."""
        index, by_code = self.against.index, defaultdict[int, list[int]](list)
        for number in accepted:
            by_code[self._code(self.candidates[number])].append(number)
        found: dict[int, Variety] = {}
        for code in sorted(code for code in by_code if code < len(index.values)):
            rows, numbers = np.flatnonzero(index.codes == code), by_code[code]
            found[code] = variety(
                rows, index.keys[rows],
                lambda at: words(self.texts.compared.of(self.against.row(at))),
                [self.pool.texts[number] for number in numbers], self._keys(numbers), self.seed,
            )  # fmt: skip
        return found

    def _conflicts(self, seen: Sightings) -> Conflicts:
        """Look at the candidates with a category, and at rows of the dataset with their text."""
        values = self.against.index.values
        rows = {
            copy.position: (" ".join(self.pool.texts[copy.candidate]), code)
            for copy in seen.copies
            if 0 <= (code := int(self.against.index.codes[copy.position])) < len(values)
        }
        own = [
            (" ".join(tokens), self._code(one))
            for one, tokens in zip(self.candidates, self.pool.texts, strict=True)
        ]
        return conflicts(pair for pair in [*rows.values(), *own] if pair[0] and pair[1] >= 0)

    def _code(self, candidate: Candidate) -> int:
        """Give the number of a candidate's category; -1 where it has none."""
        value = candidate.value
        return -1 if isinstance(value, Kind | LabelSet) else self.codes[value]

    def _categories(self) -> list[Category]:
        return [value for value in self.codes if not isinstance(value, LabelSet)]

    def _keys(self, numbers: Sequence[int]) -> NDArray[np.uint64]:
        positions = np.array([self.candidates[n].position for n in numbers], dtype=np.int64)
        return self.offered.index.keys[positions]
