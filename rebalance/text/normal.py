"""Text -> the form in which texts are compared: words, shingles, Jaccard similarity."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from unicodedata import category, normalize

# Scripts that put no spaces between words: there, every letter with its marks is a word.
_SPACELESS = (
    "\u0e00-\u0eff\u1780-\u17ff"  # Thai, Lao, Khmer
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u3040-\u30ff\u31f0-\u31ff"  # Kana
    "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Han
)
# Soft hyphens, joiners and variation selectors: they part no words and change no meaning.
_INVISIBLE = re.compile("[\u00ad\u034f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_SPACELESS_LETTER = re.compile(f"[{_SPACELESS}]")
_ASCII = "".join(sign if sign.isalnum() else " " for sign in map(chr, range(128))).lower()
LONG = 5  # words of a shingle
SHORT_TEXT = 33  # words below which a text is short: one changed word changes too many shingles


def normalised(text: str) -> str:
    """Bring texts that differ in case, white space, punctuation or Unicode form together."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """List the words of a text in any script, folded; letters where there are no spaces."""
    if text.isascii():
        return text.translate(_ASCII).split()
    folded = normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    return _word().findall(normalize("NFKC", folded))  # folding takes some letters apart


class JoinedTexts:
    """The words of texts, each text held as one string: a list takes eight times as much.

    Args:
        texts: The words of each.

    Attributes:
        joined: The words of each, with spaces between them.
    """

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self.joined = [" ".join(tokens) for tokens in texts]

    def __len__(self) -> int:
        return len(self.joined)

    def __iter__(self) -> Iterator[list[str]]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, number: int) -> list[str]:
        return self.joined[number].split(" ") if self.joined[number] else []


def are_letters(tokens: Sequence[str]) -> bool:
    """Tell whether most words are single letters of a script without spaces."""
    letters = sum(_SPACELESS_LETTER.match(token) is not None for token in tokens)
    return 2 * letters > len(tokens)


@cache
def _word() -> re.Pattern[str]:
    r"""Compile what a word is in any script: letters, digits, and their marks, which \w lacks."""
    near, far = _marks(0x300, 0x10000), _marks(0x10000, 0x1F000)
    mark = rf"(?:[{near}]|(?=[\U00010000-\U0001ffff])[{far}])"  # far ones are slow to look up
    letter = rf"[^\W_{_SPACELESS}]"
    return re.compile(rf"{letter}++(?:{mark}++{letter}*+)*+|(?=[{_SPACELESS}])\w{mark}*+")


def _marks(start: int, stop: int) -> str:
    """Gather combining marks: letters of Indic scripts, points of Hebrew, accents on their own."""
    return "".join(sign for sign in map(chr, range(start, stop)) if category(sign) in ("Mn", "Mc"))


def shingles(tokens: Sequence[str], width: int = LONG) -> frozenset[tuple[str, ...]]:
    """Gather the runs of neighbouring words of a text.

    Args:
        tokens: Its words.
        width: Words of a run.

    Returns:
        All runs; the whole text as one where it is shorter than a run, none of an empty one.
    """
    if len(tokens) <= width:
        return frozenset([tuple(tokens)] if tokens else [])
    return frozenset(zip(*(tokens[at:] for at in range(width)), strict=False))


def jaccard(one: Set[object], other: Set[object]) -> float:
    """Measure the share of what two sets have in common; 1 for two empty ones."""
    common = len(one & other)  # and no union, which would be as large as both
    together = len(one) + len(other) - common
    return common / together if together else 1.0
