"""Phrases that give away a refusal or an unfilled template, one a line in a text file."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from unicodedata import normalize

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})
COMMENT, BEGINNING = "#", "^"


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
        """Read phrases: blank lines and those that begin with # say nothing.

        A ^ in front has a phrase count at the beginning of a text only.
        """
        said = [line.strip() for line in lines if not line.lstrip().startswith(COMMENT)]
        beginning = [line[1:] for line in said if line.startswith(BEGINNING)]
        anywhere = [line for line in said if not line.startswith(BEGINNING)]
        return cls(
            tuple(filter(None, map(_folded, anywhere))),
            tuple(filter(None, map(_folded, beginning))),
        )

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
