"""How varied texts are: distinct n-grams, compression, likeness to the nearest other text."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rebalance.validation.text_pool import Pool

_LEAST = 20  # tokens below which shares of n-grams say nothing


@dataclass(frozen=True, slots=True)
class Diversity:
    """How varied some texts of one category are.

    Attributes:
        tokens: How many tokens it was measured on.
        distinct_1: Distinct words / words.
        distinct_2: Distinct pairs of neighbouring words / all of them.
        compression_ratio: Bytes / bytes when compressed; higher is more repetitive.
        nearest: Mean ROUGE-L of each text and the one most like it.
    """

    tokens: int
    distinct_1: float | None
    distinct_2: float | None
    compression_ratio: float | None
    nearest: float | None


def distinct_n(texts: Sequence[Sequence[str]], n: int) -> float | None:
    """Distinct n-grams / all n-grams (Li et al. 2016, who divide by tokens); none cross texts.

    It falls as texts get more: compare at equal numbers of tokens.
    """
    grams = [gram for tokens in texts for gram in zip(*(tokens[at:] for at in range(n)))]  # noqa: B905  # the last starts are too short by design
    return len(set(grams)) / len(grams) if grams else None


def compression_ratio(text: str) -> float | None:
    """Bytes / bytes when compressed by DEFLATE (Shaib et al. 2024); None for nothing.

    It grows with length, and its last digits are those of the zlib at hand.
    """
    raw = text.encode("utf-8", "surrogatepass")
    return len(raw) / len(zlib.compress(raw, 9)) if raw else None


def diversity(texts: Sequence[Sequence[str]], budget: int) -> Diversity:
    """Measure texts, given as their tokens, on so many tokens of them.

    Args:
        texts: In an order by chance; those beyond the budget count for the nearest only.
        budget: Tokens, so that sets of texts of several sizes can be compared.
    """
    taken = list(_within(texts, budget))
    tokens = sum(map(len, taken))
    if tokens < _LEAST:
        return Diversity(tokens, None, None, None, _mean(Pool(texts).nearest()))
    return Diversity(
        tokens,
        distinct_n(taken, 1),
        distinct_n(taken, 2),
        compression_ratio("\n".join(map(" ".join, taken))),
        _mean(Pool(texts).nearest()),
    )


def _within(texts: Sequence[Sequence[str]], budget: int) -> Iterator[Sequence[str]]:
    """Give texts until the budget is used up, the last one cut."""
    for tokens in texts:
        if budget <= 0:
            return
        yield tokens[:budget]
        budget -= len(tokens)


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if len(numbers) > 1 else None
