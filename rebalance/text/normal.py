"""Text -> the form in which texts are compared: words, shingles, Jaccard similarity."""

import re
from collections.abc import Sequence, Set
from unicodedata import normalize

# Scripts that put no spaces between words: there, every character is a word.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Kana, Han
)
_WORD = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}]+")
LONG, SHORT = 5, 3  # words of a shingle, and of one of a short text
SHORT_TEXT = 20  # words below which a text is short


def normalised(text: str) -> str:
    """Bring texts that differ in case, white space, punctuation or Unicode form together."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """List the words of a text in any script, folded; characters where there are no spaces."""
    folded = text if text.isascii() else normalize("NFKC", text)
    return _WORD.findall(folded.casefold())


def shingles(tokens: Sequence[str], size: int | None = None) -> frozenset[tuple[str, ...]]:
    """Gather the runs of neighbouring words of a text.

    Args:
        tokens: Its words.
        size: Words of a run; by default 5, or 3 in a short text.

    Returns:
        All runs; the whole text as one where it is shorter than a run, none of an empty one.
    """
    width = size or (LONG if len(tokens) >= SHORT_TEXT else SHORT)
    if len(tokens) <= width:
        return frozenset([tuple(tokens)] if tokens else [])
    return frozenset(zip(*(tokens[at:] for at in range(width)), strict=False))


def jaccard(one: Set[object], other: Set[object]) -> float:
    """Measure the share of what two sets have in common; 1 for two empty ones."""
    together = len(one | other)
    return len(one & other) / together if together else 1.0
