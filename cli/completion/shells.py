"""How the script of each shell says what is typed, and how it takes what may come.

No shell evaluates what it gets. zsh and fish quote words themselves; bash and PowerShell insert
them as they are, so these are quoted here.
"""

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .values import Value, Values

_PLAIN = re.compile(r"[\w./:=,+@%-]+")  # needs no quotes in bash; \w are letters of any language
_PLAIN_IN_POWERSHELL = re.compile(r"[\w./:=+-]+")
_SINGLE = "'‘’‚‛"  # which PowerShell takes for one and the same
_NOT_IN = {"'": "'", '"': '"\\$`!'}  # quote -> what cannot stand in it as it is


@dataclass(frozen=True)
class Typed:
    """What is typed.

    Attributes:
        words: The words after the name of the program, but for the last.
        last: The last word up to the cursor, without quotes.
        kept: What of it stays in the line, as the shell replaces only what comes after.
        quote: The quote that it stands in; "" for none.
    """

    words: Sequence[str]
    last: str
    kept: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Shell:
    """A shell.

    Attributes:
        read: Makes what is typed of what its script says.
        line: Writes one value; None for what cannot be typed where the cursor is.
    """

    read: Callable[[Sequence[str]], Typed]
    line: Callable[[Value, Typed], str | None]

    def written(self, values: Values, typed: Typed) -> str:
        """Write a line on what else may come, then one for each value."""
        lines = [line for one in values.known if (line := self.line(one, typed)) is not None]
        nospace = bool(values.known) and all(one.goes_on for one in values.known)
        how = [values.files or "none", "nospace" if nospace else "space", values.before_files]
        return "".join(f"{line}\n" for line in (" ".join(how).rstrip(), *lines))


def words_in(line: str) -> tuple[list[str], str]:
    """Split a line as bash does, and give the quote that is still open at its end."""
    lexer = shlex.shlex(line + ".", posix=True)  # so that there is a last word, if an empty one
    lexer.whitespace_split, lexer.commenters = True, ""
    words, quote = list[str](), ""
    try:
        words += lexer
    except ValueError:
        words.append(lexer.token)
        quote = lexer.state or ""  # type: ignore[attr-defined]  # typeshed leaves it out
    return [*words[:-1], words[-1][:-1]], quote


def _of_bash(said: Sequence[str]) -> Typed:
    """Read the line up to the cursor, and what of it bash replaces."""
    line, replaced = said
    words, _ = words_in(line)
    before, quote = words_in(line[: len(line) - len(replaced)])
    return Typed(words[1:-1], words[-1], before[-1], quote)


def _in_bash(value: Value, typed: Typed) -> str | None:
    text = value.text[len(typed.kept) :]
    if not value.text.startswith(typed.kept):
        return None
    if typed.quote:
        return None if set(text) & set(_NOT_IN[typed.quote]) else text
    return "".join(one if _PLAIN.fullmatch(one) else f"\\{one}" for one in text)


def _of_zsh(said: Sequence[str]) -> Typed:
    return Typed(said[:-1], said[-1])


def _in_zsh(value: Value, _typed: Typed) -> str:
    name = re.sub(r"([\\:])", r"\\\1", value.text)
    return f"{name}:{value.said}" if value.said else name


def _of_fish(said: Sequence[str]) -> Typed:
    """Read words, of which the last one still has its quotes."""
    return Typed(said[:-1], words_in(said[-1])[0][-1])


def _in_fish(value: Value, _typed: Typed) -> str | None:
    """Write a value and what is said of it; fish would make a path of one that begins with ~."""
    if value.text.startswith("~"):
        return None
    return f"{value.text}\t{value.said}" if value.said else value.text


def _of_powershell(said: Sequence[str]) -> Typed:
    """Read words, of which the last one ends with a dot, since an empty one would be lost."""
    last = said[-1][:-1]
    return Typed(said[:-1], last.strip(_SINGLE + '"'))


def _in_powershell(value: Value, _typed: Typed) -> str:
    quoted = re.sub(f"([{_SINGLE}])", r"\1\1", value.text)
    text = value.text if _PLAIN_IN_POWERSHELL.fullmatch(value.text) else f"'{quoted}'"
    return f"{text}\t{value.text}\t{value.said or value.text}"


SHELLS = {
    "bash": Shell(_of_bash, _in_bash),
    "zsh": Shell(_of_zsh, _in_zsh),
    "fish": Shell(_of_fish, _in_fish),
    "powershell": Shell(_of_powershell, _in_powershell),
}
