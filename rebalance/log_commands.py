"""Commands that CI systems look for in logs, and how text is written so that it holds none.

A runner reads what a job prints: GitHub obeys `::name` at the beginning of a line, behind white
space, too, and `##[name]` anywhere; Azure `##vso[`, TeamCity `##teamcity[`, GitLab
`section_start:`; Buildkite folds a log at `--- `, `+++ ` and `~~~ `. Where a text will be printed
is not known here, so that none is written as a command, wherever we run.
"""

import re
from collections.abc import Callable

_ANYWHERE = r"##(?=\w*\[)|(section_(?:start|end)):(?=\d)"
_IN_LINES = re.compile(
    rf"{_ANYWHERE}|((?:^|\r)(?:[^\S\n]|\x1b\[[\d;]*m)*)"  # a line begins behind colours, too
    r"(?:::|(?:---|\+\+\+|~~~|\^\^\^)(?= ))",
    re.MULTILINE,
)
_IN_STRINGS = re.compile(rf'{_ANYWHERE}|((?:"|\\[nrt])(?:[^\S\n]|\\[nrt])*)::')


def broken(signs: str) -> str:
    """Break the first signs of a command with a backslash, where no other spelling is known."""
    return f"{signs}\\" if signs == "##" else f"\\{signs}"


def as_marks(signs: str) -> str:
    """Spell signs as Markdown reads them."""
    return "".join(rf"\{sign}" for sign in signs)


def as_entities(signs: str) -> str:
    """Spell signs as HTML and XML read them."""
    return "".join(f"&#{ord(sign)};" for sign in signs)


def unobeyed(text: str, spell: Callable[[str], str] = broken) -> str:
    """Spell what begins a command in some lines another way.

    Args:
        text: Any number of lines.
        spell: The first signs of a command -> what stands for them.
    """
    return _spelled(_IN_LINES, spell, text)


def unobeyed_strings(text: str) -> str:
    """Spell what begins a command in strings of JSON or TOML with escapes: their values stay."""
    return _spelled(_IN_STRINGS, _as_escapes, text)


def _as_escapes(signs: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in signs)


def _spelled(pattern: "re.Pattern[str]", spell: Callable[[str], str], text: str) -> str:
    def one(found: "re.Match[str]") -> str:
        before = found[found.lastindex] if found.lastindex else ""
        return before + spell(found[0][len(before) :])

    return pattern.sub(one, text) if _may_command(text) else text


def _may_command(text: str) -> bool:
    """Tell texts that hold no command, the most, from others, faster than a pattern does."""
    begins = "##" in text or "::" in text or "section_" in text
    return begins or "--- " in text or "+++ " in text or "~~~ " in text or "^^^ " in text
