r"""Lists of phrases: a small language of forms, and what finds them in a text.

One phrase a line; blank lines and those that begin with # do not count. A line `@RULE` says which
rule the phrases after it belong to. In a phrase:

    ^ in front      only at the beginning of a text, signs before it aside
    $ behind        only at its end, signs after it aside
    ! in front      as written; else case, width, apostrophes and the signs between words are alike
    {a|b|}          one of these; braces without a bar are braces
    *               a name, as in <|*|>;  ** is anything up to the end of the line
    \n              the beginning of a line
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import accumulate, groupby
from typing import Literal
from unicodedata import normalize

from rebalance.choices import Debris
from rebalance.errors import OptionError
from rebalance.named_files import read_text
from rebalance.wording import suggestion

OWN = "phrase"  # the rule of phrases that users name no rule for
LISTED: tuple[Debris, ...] = ("control-token", "tag", "stub", "refusal", "opener")

_Place = Literal["beginning", "anywhere", "end"]
_GAP, _LEAD = 8, 40  # signs between words, and before a phrase; bounds keep the search linear
_SHARED, _NESTED = 40, 20  # letters of a common beginning; braces within braces
_SHOWN = 4  # words of a phrase that goes on
_TAIL = 160  # characters in which a phrase at the end must lie
_NAME, _LINE = r"[\w.:/▁-]{1,60}", r"[^\n]{0,80}?"
_CASED = "0-9a-zA-Zµ-ɏͰ-Ͽа-џЀ-ԯ"  # letters whose words are set apart by spaces
_EDGE = f"(?:(?<![{_CASED}])|(?![{_CASED}]))"
_PLAIN = "<>&"  # signs that mean themselves in patterns
_APOSTROPHES = ("’", "‘", "`", "´", "ʼ")
_BEGINS_WORD = re.compile(f"[{_CASED}]")
_TOKENS = re.compile(r"\*\*|\*|\\n|\s+|.", re.DOTALL)


def fold(text: str) -> str:
    """Bring spellings together: case, width, apostrophes."""
    if not text.isascii():
        text = normalize("NFKC", text)
    for sign in _APOSTROPHES:
        text = text.replace(sign, "'")
    return text.casefold()


@dataclass(frozen=True)
class Phrase:
    """One line of a list.

    Attributes:
        source: As it is written.
        exact: Whether it is looked for as written.
        place: Where it counts.
        forms: Patterns of its forms, without what is around them; most begin with a letter, by
            which the search for them is fast.
        after: The pattern of what must follow.
    """

    source: str
    exact: bool
    place: _Place
    forms: tuple[str, ...]
    after: str

    @classmethod
    def parse(cls, line: str) -> "Phrase":
        """Read a line that is neither blank nor a comment."""
        exact = line.startswith("!")
        text = line[1:] if exact else fold(line)
        first, last = text.startswith("^"), text.endswith("$") and len(text) > 1
        text = text[first : len(text) - last]
        rest = "" if not last else r"\s*\Z" if exact else r"[\W_]*\Z"
        place: _Place = "beginning" if first else "end" if last else "anywhere"
        return cls(line, exact, place, tuple(_forms(text, exact=exact)), _EDGE + rest)

    @property
    def loose(self) -> list[str]:
        """Patterns that find the phrase, and perhaps a part of a longer word."""
        return [form + self.after for form in self.forms]

    @cached_property
    def strict(self) -> re.Pattern[str]:
        """A pattern that finds whole words only."""
        said = f"({'|'.join(self.forms)})"  # without what stands around it
        return _compiled(self.place, f"{_EDGE}{said}{self.after}", exact=self.exact)


def _forms(text: str, *, exact: bool) -> Iterator[str]:
    """Make patterns of a phrase; those that begin with alternatives are taken apart."""
    if not text.startswith("{") or (parts := _alternatives(text)) is None:
        if text:
            yield _pattern(text, exact=exact)
        return
    choices, length = parts
    for one in choices:
        yield from _forms(one + text[length:], exact=exact)


def _pattern(text: str, *, exact: bool) -> str:
    """Make a pattern of a phrase, or of a part of one."""
    made, at = list[str](), 0
    while at < len(text):
        parts = _alternatives(text[at:]) if text[at] == "{" else None
        if parts is not None:
            choices, length = parts
            made.append(f"(?:{'|'.join(_pattern(one, exact=exact) for one in choices)})")
            at += length
            continue
        found = _TOKENS.match(text, at)
        token = found.group() if found else ""
        around = text[max(at - 1, 0) : at] + text[at + len(token) : at + len(token) + 1]
        made.append(_of_token(token, around, exact=exact))
        at += len(token)
    return "".join(made)


def _of_token(token: str, around: str, *, exact: bool) -> str:
    if token.isspace() and not exact:
        between_words = all(sign.isalnum() or sign == "'" for sign in around)
        return rf"\W{{{int(between_words)},{_GAP}}}"
    special = {"**": _LINE, "*": _NAME, "\\n": "\n", "'": "'?" if not exact else "'"}
    return special.get(token) or re.escape(token)


def _alternatives(text: str) -> tuple[list[str], int] | None:
    """Read `{a|b}` at the beginning of a text: what it holds, and its length."""
    depth, begins, choices = 0, 1, list[str]()
    for at, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return ([*choices, text[begins:at]], at + 1) if choices else None
        if depth == 1 and sign == "|":
            choices.append(text[begins:at])
            begins = at + 1
    return None


@dataclass(frozen=True)
class Phrases:
    """The phrases of a rule.

    Attributes:
        phrases: In the order of their list.
    """

    phrases: tuple[Phrase, ...]

    @classmethod
    def of(cls, lines: Sequence[str]) -> "Phrases":
        """Read the lines of one list."""
        return cls(tuple(Phrase.parse(line) for line in lines if line.strip("^!$ ")))

    def find(self, text: str, folded: str | None = None) -> str | None:
        """Find a phrase that a text has.

        Args:
            text: Any text.
            folded: The same, folded, if it is at hand.

        Returns:
            How the text says it, its first words where the phrase goes on; None for none.
        """
        exact, alike = "\n" + text, "\n" + (fold(text) if folded is None else folded)
        for place, is_exact, pattern in self._patterns:
            subject = exact if is_exact else alike
            if _search(pattern, subject, place):
                found = self._confirmed(subject, place, exact=is_exact)
                if found is not None:
                    return found
        return None

    @cached_property
    def _patterns(self) -> list[tuple[_Place, bool, re.Pattern[str]]]:
        """Join phrases that are searched for alike: one pattern for each place, or two.

        Forms that begin a word are looked for after what is no letter, where few signs are.
        """
        made = list[tuple[_Place, bool, re.Pattern[str]]]()
        for (place, exact), phrases in groupby(sorted(self.phrases, key=_kind), key=_kind):
            forms = [form for phrase in phrases for form in phrase.loose]
            words = [] if place == "beginning" else list(filter(_BEGINS_WORD.match, forms))
            others = [form for form in forms if form not in set(words)]
            patterns = [f"[^{_CASED}](?:{_joined(words)})"] if words else []
            patterns += [_joined(others)] if others else []
            made += [(place, exact, _compiled(place, one, exact=exact)) for one in patterns]
        return made

    def _confirmed(self, subject: str, place: _Place, *, exact: bool) -> str | None:
        """Find the first phrase that is there in whole words."""
        for phrase in self.phrases:
            if _kind(phrase) == (place, exact):
                found = _search(phrase.strict, subject, place)
                if found:
                    said = found.group(1).split()
                    shown = said[:_SHOWN] if "**" in phrase.source else said
                    return " ".join(shown) + ("…" if len(shown) < len(said) else "")
        return None


def _joined(patterns: Iterable[str], letters: int = _SHARED) -> str:
    """Join patterns into one that tries what several begin with only once.

    Args:
        patterns: What is sought.
        letters: How many letters of a common beginning are tried once; each is a level of nesting.
    """
    if not letters:
        return "|".join(patterns)
    by_letter = dict[str, list[str]]()
    for pattern in dict.fromkeys(patterns):
        letter = pattern[:1] if pattern[:1].isalnum() or pattern[:1] in _PLAIN else ""
        by_letter.setdefault(letter, []).append(pattern[len(letter) :])
    return "|".join(
        letter
        + (f"(?:{_joined(rest, letters - 1)})" if letter and len(rest) > 1 else "|".join(rest))
        for letter, rest in by_letter.items()
    )


def _kind(phrase: Phrase) -> tuple[_Place, bool]:
    return phrase.place, phrase.exact


def _compiled(place: _Place, pattern: str, *, exact: bool) -> re.Pattern[str]:
    lead = (
        (rf"[\s\"'*“>]{{0,{_LEAD}}}" if exact else rf"[\W_]{{0,{_LEAD}}}")
        if place == "beginning"
        else ""
    )
    return re.compile(f"{lead}(?:{pattern})")


def _search(pattern: re.Pattern[str], subject: str, place: _Place) -> re.Match[str] | None:
    if place == "beginning":
        return pattern.match(subject)
    return pattern.search(subject, max(0, len(subject) - _TAIL) if place == "end" else 0)


def built_in() -> dict[str, list[str]]:
    """Read the lists that come with the project: lines by rule."""
    folder = files("rebalance") / "validation" / "phrase_lists"
    return {rule: _said((folder / f"{rule}.txt").read_text("utf-8")) for rule in LISTED}


def read_lists(path: str | None) -> Mapping[str, Phrases]:
    """Read the built-in lists, and the file of `phrases` that extends them.

    Returns:
        Phrases by rule; those without a rule stand under `OWN`.

    Raises:
        AccessError: The file cannot be read.
        OptionError: It is not UTF-8, or names a rule that has no list.
    """
    lists: dict[str, list[str]] = {**built_in(), OWN: []}
    rule = OWN
    for line in _said(read_text(path, "phrases")) if path is not None else ():
        if not re.fullmatch(r"@[\w-]+", line):
            _refuse_depth(line, path)
            lists[rule].append(line)
        elif (rule := line[1:]) not in lists:
            known = ", ".join(f"@{one}" for one in lists)
            message = f"{path}: {line!r} is not one of {known}"
            raise OptionError("phrases", message, suggestion(line, known.split(", ")))
    return {rule: Phrases.of(lines) for rule, lines in lists.items()}


def _refuse_depth(line: str, path: str | None) -> None:
    """Refuse alternatives within alternatives that nobody can read, nor the stack hold."""
    if max(accumulate((sign == "{") - (sign == "}") for sign in line)) > _NESTED:
        message = f"{path}: a phrase has braces that are more than {_NESTED} deep"
        raise OptionError("phrases", message)


def _said(text: str) -> list[str]:
    """List the lines that say something."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
