"""The script that most letters of a text are in."""

from collections import Counter
from functools import cache
from unicodedata import name

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
