"""What came of a validation -> dict for JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rebalance.rows.category import json_value
from rebalance.validation.diversity import Variety
from rebalance.validation.text_diversity import Diversity
from rebalance.validation.topic_agreement import Agreement

from .documents import by_of
from .formats import Document
from .metrics import rounded

if TYPE_CHECKING:
    from .validating import Result, Validating

_DIGITS = 6  # of measures that depend on texts in many small ways


def validation_document(
    validating: "Validating", result: "Result", warnings: Sequence[str]
) -> Document:
    """Describe which candidates were let in, and why others were not."""
    found, request, terms = result.validation, validating.request, validating.terms
    nameless = result.numbers(-1)
    return {
        "schema": "rebalance.validate/1",
        "by": by_of(request),
        "seed": request.seed,
        "options": {
            "candidates": list(validating.candidates), "against": request.datasets,
            "holdout": list(validating.holdout), "text": [field.text for field in terms.text],
            "new_category": "allow" if terms.new else "reject", "rouge_l": terms.rouge_l,
            "min_words": terms.fewest, "max_words": terms.most,
            "quota": validating.quota, "max_synthetic": rounded(terms.synthetic),
            "provenance": terms.provenance.text, "max_margin": rounded(terms.margin),
        },
        "offered": len(found.candidates),
        "accepted": len(found.accepted),
        "rejected": len(found.candidates) - len(found.accepted),
        "blank_lines": result.blank_lines,
        "reasons": found.reasons,
        "categories": [_category(result, code) for code in result.order],
        "without_category": {"offered": len(nameless), "reasons": found.reasons_of(nameless)},
        "label_agreement": found.agreement and _agreement(result, found.agreement),
        "label_conflicts": {"texts": found.conflicts.conflicting, "rows": found.conflicts.rows},
        "too_short_for_runs": found.unchecked,
        "warnings": list(warnings),
    }  # fmt: skip


def _category(result: "Result", code: int) -> Document:
    found, numbers = result.validation, result.numbers(code)
    value = json_value(found.categories[code])
    name: dict[str, object] = {"category": value}
    if isinstance(value, list):
        name = {"category": result.label(code), "values": value}
    reasons, variety = found.reasons_of(numbers), found.variety.get(code)
    return name | {
        "rows": result.rows[code] if code < len(result.rows) else 0,
        "offered": len(numbers),
        "accepted": len(numbers) - sum(reasons.values()),
        "rejected": sum(reasons.values()),
        "reasons": reasons,
        "diversity": variety and _variety(variety),
    }


def _variety(variety: Variety) -> Document:
    return {
        "texts": variety.texts,
        "before": _diversity(variety.before),
        "accepted": _diversity(variety.accepted),
        "after": _diversity(variety.after),
        "less_varied": variety.is_less,
    }


def _diversity(measured: Diversity) -> Document:
    return {name: rounded(value, _DIGITS) for name, value in asdict(measured).items()}


def _agreement(result: "Result", agreement: Agreement) -> Document:
    accepted = result.validation.accepted
    odd = []
    for one in agreement.odd:
        number = accepted[one.number]
        file, line = result.place(number)
        odd.append({
            "file": file, "line": line, "category": result.label(result.validation.codes[number]),
            "looks_like": result.label(one.looks_like), "margin": rounded(one.margin, _DIGITS),
        })  # fmt: skip
    return {
        "rows": agreement.rows,
        "agreeing": agreement.agreeing,
        "held_back": agreement.held_back,
        "held_back_agreeing": agreement.held_back_agreeing,
        "least_likely": odd,
    }
