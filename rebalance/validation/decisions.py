"""Decides which candidates to accept: the rules in their order, and what is found besides."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

import numpy as np

from rebalance.coverage import Coverage
from rebalance.numbers.priorities import priorities
from rebalance.rows.category import json_identity, json_value
from rebalance.rows.writing.rejects import Rejection
from rebalance.text.contamination import Contamination
from rebalance.validation.candidates import Candidates
from rebalance.validation.debris import DebrisFinder
from rebalance.validation.diversity import DiversityChange, diversity_change
from rebalance.validation.duplicates import (
    NGRAM,
    Conflicts,
    DuplicateRules,
    ReferenceMatches,
    conflicts,
)
from rebalance.validation.ids import Ids
from rebalance.validation.looked_at import DATASET, HOLDOUT, looked_at
from rebalance.validation.naive_bayes import Numbers
from rebalance.validation.options import AUTO, ValidateOptions
from rebalance.validation.quotas import synthetic_limit, within
from rebalance.validation.reference_scan import ReferenceScan, RowScanner
from rebalance.validation.reference_stats import ReferenceStats
from rebalance.validation.row_rules import RowRules
from rebalance.validation.scanned_files import ScannedFiles, Texts
from rebalance.validation.topic_agreement import (
    Agreement,
    CategoryScorer,
    calibrated_margin,
    held_back,
    measure_agreement,
    off_topic,
)
from rebalance.wording import plural

_LISTED = 10  # rows that look least like their category

Scan = Callable[[ScannedFiles, RowScanner], Iterator[ReferenceScan]]
"""Reads rows once more."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Which candidates are accepted.

    Attributes:
        candidates: All of them.
        rejections: Why each is rejected; None for those that are accepted.
        diversity: By code, for the categories of the dataset with accepted rows.
        agreement: Of the accepted rows with the categories of the dataset.
        max_margin: The margin beyond which rows are off topic, if there is one.
        conflicts: Of candidates and rows of the dataset with the same normalised text.
        too_short: Candidates that are too short to share a run of words with a held-out row.
        coverage: How many rows could be compared.
        reference: What rows of the dataset are like.
    """

    candidates: Candidates
    rejections: Sequence[Rejection | None]
    diversity: Mapping[int, DiversityChange]
    agreement: Agreement | None
    max_margin: float | None
    conflicts: Conflicts
    too_short: int
    coverage: Mapping[str, Coverage]
    reference: ReferenceStats

    @property
    def accepted(self) -> list[int]:
        """The candidates that are accepted, in order."""
        return _passing(self.rejections)


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides which candidates to accept.

    Attributes:
        options: The options given.
        candidates: All of them.
        against: The dataset.
        held_out: Rows that must never be trained on.
        texts: Which texts of rows count.
        debris: Finds debris.
        quotas: Most rows of a category, by `rows.category.json_identity`.
        scan: Reads rows once more.
    """

    options: ValidateOptions
    candidates: Candidates
    against: ScannedFiles
    held_out: ScannedFiles | None
    texts: Texts
    debris: DebrisFinder
    quotas: Mapping[str, int]
    scan: Scan

    def decide(self) -> Decisions:
        """Check all candidates."""
        back = held_back(self.against.index, self.options.seed)
        unlearnt = (self.against.words(at, self.texts.whole) for at in back.tolist())
        scorer = CategoryScorer(chain(self.candidates.wholes, unlearnt))
        scanner = self._scanner(scorer, back)
        scan = ReferenceScan.joined(self.scan(self.against, scanner), scanner.categories)
        references: dict[str, tuple[ScannedFiles, ReferenceScan]]
        references = {DATASET: (self.against, scan)}
        if self.held_out is not None:
            references[HOLDOUT] = self.held_out, self._scan_of_held_out(self.held_out, scanner)
        runs, too_short = self._shared_runs()
        scores, codes = scorer.scores(scan.tally), self.candidates.codes
        rules = self._row_rules(scan)
        duplicates = DuplicateRules(
            self.candidates, self.options.rouge_l,
            [ReferenceMatches.of(files, found, held_out=name == HOLDOUT)
             for name, (files, found) in references.items()], runs,
            Ids.of(scan.ids, len(scan.rows), self.options.by or ()),
        )  # fmt: skip
        rejections = [
            rules.check(one) or duplicates.check(number)
            for number, one in enumerate(self.candidates.rows)
        ]
        behind = self.against.index.codes[back].tolist()
        held = list(zip(scores[len(codes) :], behind, strict=True))
        margin = self.options.max_margin
        margin = calibrated_margin(held) if margin == AUTO else margin
        if margin is not None:
            for number in _passing(rejections):
                rejections[number] = off_topic(
                    scores[number], codes[number], margin, self.candidates.labels
                )
        self._limit(rejections, scan)
        accepted = _passing(rejections)
        return Decisions(
            candidates=self.candidates,
            rejections=rejections,
            diversity=self._diversity(accepted),
            agreement=measure_agreement(
                [scores[number] for number in accepted], [codes[number] for number in accepted],
                held, _LISTED,
            ),
            max_margin=margin,
            conflicts=self._conflicts(scan),
            too_short=too_short,
            coverage=looked_at(self.candidates, accepted, self.texts, references),
            reference=rules.stats,
        )  # fmt: skip

    def _scanner(self, scorer: CategoryScorer, back: Numbers) -> RowScanner:
        """Say what to look for in the dataset; the classifier learns nothing of rows held back."""
        same: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self.candidates.compared.joined):
            same[text].append(number)
        codes = self.against.index.codes.astype(np.int64)
        codes[back] = -1
        return RowScanner(
            self.texts, [one.row for one in self.candidates.rows], self.candidates.pool,
            dict(same), self.options.rouge_l, scorer.features, codes,
            len(self.against.index.values), self.debris, self.options.by or (),
        )  # fmt: skip

    def _scan_of_held_out(self, files: ScannedFiles, scanner: RowScanner) -> ReferenceScan:
        """Look for held-out rows like candidates, of which the classifier learns nothing."""
        nothing = np.full(len(files.index.codes), -1, dtype=np.int64)
        pieces = self.scan(files, replace(scanner, codes=nothing, categories=0, debris=None))
        return ReferenceScan.joined(pieces, 0)

    def _shared_runs(self) -> tuple[dict[int, str], int]:
        """Find candidates that share a run of words with a held-out row.

        Returns:
            The row's place by candidate, and how many candidates are too short to share a run.
        """
        if self.held_out is None:
            return {}, 0
        search = Contamination(NGRAM)
        for number, tokens in enumerate(self.candidates.wholes):
            if self.candidates.rows[number].fault is None:
                search.hold_out(number, tokens)
        for position in np.flatnonzero(self.held_out.index.is_row).tolist():
            search.train(position, self.held_out.words(position, self.texts.whole))
        found = {number: str(self.held_out.place(position)) for position, number in search.dirty()}
        return found, search.unchecked

    def _row_rules(self, scan: ReferenceScan) -> RowRules:
        index = self.against.index
        return RowRules(
            ReferenceStats.of(scan, index.codes.astype(np.int64)),
            {value: code for code, value in enumerate(index.values)},
            self.texts, self.debris, self.options,
        )  # fmt: skip

    def _limit(self, rejections: list[Rejection | None], scan: ReferenceScan) -> None:
        """Reject what is beyond quotas, then what is beyond the share of synthetic rows."""
        names = [json_identity(json_value(one)) for one in self.candidates.categories]
        quotas = {code: self.quotas[one] for code, one in enumerate(names) if one in self.quotas}
        self._cut(
            rejections,
            quotas,
            "quota",
            "the quota of its category is {}, and other rows were drawn",
        )
        if self.options.max_synthetic is not None:
            limits = self._synthetic_limits(scan, self.options.max_synthetic)
            why = "with more than {} accepted rows, too much of its category would be synthetic"
            self._cut(rejections, limits, "synthetic-share", why)

    def _cut(
        self, rejections: list[Rejection | None], limits: Mapping[int, int], rule: str, why: str
    ) -> None:
        """Keep no more candidates of each category than its limit, drawn at random."""
        left = _passing(rejections)
        codes = [self.candidates.codes[number] for number in left]
        drawn = priorities(self.candidates.keys(left), self.options.seed, "accept")
        chosen = within(codes, drawn, limits)
        for number, code, fits in zip(left, codes, chosen.tolist(), strict=True):
            if not fits:
                most = limits[code]
                message = why.format(plural(most, "row"))
                rejections[number] = Rejection(rule, message, {"limit": most})

    def _synthetic_limits(self, scan: ReferenceScan, share: Fraction) -> dict[int, int]:
        """Find how many rows can be added to each category, new ones too."""
        index = self.against.index
        new = [0] * (len(self.candidates.categories) - len(index.values))
        made = index.codes[scan.rows["position"][scan.rows["synthetic"]]]
        synthetic = np.bincount(made[made >= 0], minlength=len(index.values)).tolist()
        rows = zip([*index.rows_by_code.tolist(), *new], [*synthetic, *new], strict=True)
        limits = (synthetic_limit(there, made_there, share) for there, made_there in rows)
        return {code: limit for code, limit in enumerate(limits) if limit is not None}

    def _diversity(self, accepted: Sequence[int]) -> dict[int, DiversityChange]:
        """Compare the accepted rows of each category with those that it has."""
        index, by_code = self.against.index, defaultdict[int, list[int]](list)
        for number in accepted:
            by_code[self.candidates.codes[number]].append(number)
        found: dict[int, DiversityChange] = {}
        for code in sorted(code for code in by_code if code < len(index.values)):
            rows, numbers = np.flatnonzero(index.codes == code), by_code[code]
            found[code] = diversity_change(
                rows, index.keys[rows],
                lambda at: self.against.words(at, self.texts.compared),
                [self.candidates.compared[number] for number in numbers],
                self.candidates.keys(numbers), self.options.seed,
            )  # fmt: skip
        return found

    def _conflicts(self, scan: ReferenceScan) -> Conflicts:
        """Look at the candidates with a category, and at rows of the dataset with their text."""
        codes, texts = self.against.index.codes, self.candidates.compared.joined
        rows = {copy.position: (texts[copy.candidate], codes[copy.position])
                for copy in scan.copies}  # fmt: skip
        both = [*rows.values(), *zip(texts, self.candidates.codes, strict=True)]
        return conflicts((text, int(code)) for text, code in both if text and code >= 0)


def _passing(rejections: Sequence[Rejection | None]) -> list[int]:
    return [number for number, why in enumerate(rejections) if why is None]
