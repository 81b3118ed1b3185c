"""Checks of a text alone: the script of its letters, and phrases that give away a refusal."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import name, normalize

from rebalance.named_files import read_text

SCRIPTS = (
    "none", "other", "Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Devanagari", "Bengali",
    "Tamil", "Telugu", "Gujarati", "Kannada", "Malayalam", "Gurmukhi", "Sinhala", "Thai", "Lao",
    "Khmer", "Myanmar", "Tibetan", "Georgian", "Armenian", "Ethiopic", "Hangul", "Han", "Kana",
)  # fmt: skip
_NUMBERS = {script.upper(): number for number, script in enumerate(SCRIPTS)} | {
    "CJK": SCRIPTS.index("Han"), "HIRAGANA": SCRIPTS.index("Kana"),
    "KATAKANA": SCRIPTS.index("Kana"), "FULLWIDTH": SCRIPTS.index("Latin"),
}  # fmt: skip
_LATIN, _HAN, _KANA = (SCRIPTS.index(script) for script in ("Latin", "Han", "Kana"))
_JAPANESE = 0.1  # share of Kana in Kana and Han from which a text is Japanese

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})
COMMENT, BEGINNING = "#", "^"


def script_of(text: str) -> int:
    """Find the script of most letters of a text: an index of `SCRIPTS`, 0 for no letters.

    Japanese counts as Kana, though most of its letters may be Han.
    """
    if text.isascii():
        return _LATIN if any(map(str.isalpha, text)) else 0
    counts: Counter[int] = Counter()
    for sign, times in Counter(text).items():
        if sign.isalpha():
            counts[_script(sign)] += times
    if counts[_KANA] and counts[_KANA] >= _JAPANESE * (counts[_KANA] + counts[_HAN]):
        counts[_KANA] += counts.pop(_HAN, 0)
    return min(counts, key=lambda script: (-counts[script], script), default=0)


@cache
def _script(letter: str) -> int:
    """Find the script of a letter by the first word of its Unicode name."""
    return _NUMBERS.get(name(letter, "OTHER").partition(" ")[0], SCRIPTS.index("other"))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases to look for, folded.

    Attributes:
        anywhere: Those that may stand anywhere in a text.
        beginning: Those that count at its beginning only.
    """

    anywhere: tuple[str, ...]
    beginning: tuple[str, ...]

    @classmethod
    def of(cls, lines: Sequence[str]) -> "Phrases":
        """Read phrases: blank lines and those that begin with # do not count.

        A phrase with a ^ in front counts at the beginning of a text only.
        """
        said = [line.strip() for line in lines if not line.lstrip().startswith(COMMENT)]
        beginning = [line[1:] for line in said if line.startswith(BEGINNING)]
        anywhere = [line for line in said if not line.startswith(BEGINNING)]
        return cls(
            tuple(filter(None, map(_folded, anywhere))),
            tuple(filter(None, map(_folded, beginning))),
        )

    @classmethod
    def read(cls, path: str | None) -> "Phrases":
        """Read the file of `phrases`; without one, the built-in list.

        Raises:
            AccessError: The file cannot be read.
            OptionError: It is not UTF-8.
        """
        return cls.built_in() if path is None else cls.of(read_text(path, "phrases").splitlines())

    @classmethod
    def built_in(cls) -> "Phrases":
        """Read the list that comes with the project."""
        text = (files("rebalance") / "validation" / "phrases.txt").read_text("utf-8")
        return cls.of(text.splitlines())

    def find(self, text: str) -> str | None:
        """Find the first phrase that a text has; case, white space, apostrophes do not count."""
        folded = _folded(text)
        opening = next((p for p in self.beginning if folded.startswith(p)), None)
        return opening or next((p for p in self.anywhere if p in folded), None)


def _folded(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().translate(_APOSTROPHES).split())
