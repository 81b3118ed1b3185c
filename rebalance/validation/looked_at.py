"""What a validation could look at: a text is compared with texts of its kind."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.coverage import WORDLESS, Coverage, coverage
from rebalance.rows.scanning.compared_text import ALL, ASKED, NOTHING
from rebalance.validation.candidates import Candidates
from rebalance.validation.duplicates import NGRAM
from rebalance.validation.reference_scan import ReferenceScan
from rebalance.validation.scanned_files import ScannedFiles, Texts

DATASET, HOLDOUT, CANDIDATES, RUNS = "dataset", "holdout", "candidates", "ngram"
References = Mapping[str, tuple[ScannedFiles, ReferenceScan]]
_Kinds = NDArray[np.uint8]  # of texts, as `compared_text.Text.kind` gives them
_REASONS = (
    "", WORDLESS, "their shape is not known, and that of most candidates is",
    "their shape is known, and that of most candidates is not",
)  # fmt: skip


def looked_at(
    candidates: Candidates, accepted: Sequence[int], texts: Texts, references: References
) -> dict[str, Coverage]:
    """Count the rows that were compared: of the dataset, the held-out rows, the candidates.

    Args:
        candidates: All of them.
        accepted: Those that are accepted; of the others it does not matter what they lack.
        texts: Which texts of rows count.
        references: The dataset, and the held-out rows if there are any.
    """
    kinds = _kinds(candidates, texts)
    usual = ALL if (kinds == ALL).sum() > (kinds == ASKED).sum() else ASKED
    found = dict[str, Coverage]()
    for name, (files, scan) in references.items():
        reasons = np.zeros(len(files.index.codes), dtype=np.uint8)
        reasons[scan.rows["position"]] = _reasons(scan.rows["kind"], usual)
        found[name] = coverage(reasons, _REASONS, files.index.is_row, files.place)
    everyone, passed = np.ones(len(kinds), np.bool_), np.zeros(len(kinds), np.uint8)
    passed[accepted] = 1
    reasons = passed * _reasons(kinds, usual)
    found[CANDIDATES] = coverage(reasons, _REASONS, everyone, candidates.place)
    if HOLDOUT in references:
        words = np.array([len(text) for text in candidates.wholes], dtype=np.int64)
        names = ("", f"they have fewer than {NGRAM} words")
        short = passed * (words < NGRAM)
        found[RUNS] = coverage(short, names, everyone, candidates.place)
    return found


def too_low(covered: Mapping[str, Coverage], least: Fraction) -> tuple[str, ...]:
    """List what the gate on held-out rows could look at too few rows of."""
    return tuple(
        name for name in (HOLDOUT, CANDIDATES)
        if HOLDOUT in covered and not covered[name].reaches(least)
    )  # fmt: skip


def _kinds(candidates: Candidates, texts: Texts) -> _Kinds:
    pairs = zip(candidates.compared.joined, candidates.rows, strict=True)
    kinds = [texts.compared.kind(words, one.sides) for words, one in pairs]
    return np.array(kinds, dtype=np.uint8)


def _reasons(kinds: _Kinds, usual: int) -> NDArray[np.uint8]:
    """Give an index of `_REASONS` for each text."""
    other = 2 if usual == ASKED else 3
    return np.select([kinds == NOTHING, kinds != usual], [1, other], 0).astype(np.uint8)
