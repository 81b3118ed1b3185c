"""How options are spelled on a command line: `max_repeat` is --max-repeat."""

import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping

from rebalance.declarations import Option
from rebalance.log_commands import unobeyed

_NO_EFFECT = ("jobs",)  # on the result: pages are the same whatever it is
_QUOTED_OR_OPTION = re.compile(  # names from data stand in quotes, and stay as they are
    r"""(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|(?<!\w)"(?:[^"\\]|\\.)*"(?!\w)"""
    r"""|`([a-z][a-z0-9_]*(?:=[^`\s]+)?)`"""
)

_ASIDE = re.compile(r" \(`([a-z][a-z0-9_]*)[^`]*`[^()]*\)")


def long_name(name: str) -> str:
    """Write an option as a command line has it."""
    return f"--{name.replace('_', '-')}"


def dashed(text: str, declared: Mapping[str, Option]) -> str:
    """Write options as a command line has them: `missing=drop` becomes --missing drop.

    Args:
        text: A sentence of the engine.
        declared: The options that there are; other words in backticks stay.
    """

    def one(found: "re.Match[str]") -> str:
        name, _, value = (found[1] or "").partition("=")
        if name not in declared:
            return found[0]
        option = declared[name]
        shown = option.metavar.rstrip(".") if option.positional else long_name(name)
        return f"{shown} {value}" if value else shown

    return re.sub(_QUOTED_OR_OPTION, one, text)


def offered(advice: str, declared: Mapping[str, Option]) -> str:
    """Leave out what stands in brackets about an option that a command does not have."""

    def one(found: "re.Match[str]") -> str:
        return found[0] if found[1] in declared else ""

    return re.sub(_ASIDE, one, advice)


def spelled(command: str, given: Mapping[str, object], declared: Mapping[str, Option]) -> str:
    """Write the command that does what was asked for, as it can be pasted.

    Args:
        command: Its name.
        given: Options by name, as they were given to either door.
        declared: The options that there are.
    """
    words = ["rebalance", *command.split()]
    files = [name for name in given if name in declared and declared[name].positional]
    for name in files:
        words += map(as_argument, _values(given[name], several=True))
    for name, value in given.items():
        option = declared.get(name)
        unset = value is None or value is False
        if option is None or option.positional or unset or name in _NO_EFFECT:
            continue
        if option.is_flag:
            words.append(long_name(name))
            continue
        for text in _values(value, several=option.several):
            words += [long_name(name), text]
    return joined(words)


def as_argument(path: str) -> str:
    """Write a path so that it is no option, where it stands among options."""
    return f"./{path}" if path.startswith("-") and path != "-" else path


def joined(words: Iterable[str]) -> str:
    """Write words as a shell takes them; quotes and what cannot be shown become escapes."""
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """Quote a word if need be; with the escapes that bash and zsh know if that does not do."""
    if word.isprintable() and "'" not in word and unobeyed(word) == word:
        return shlex.quote(word)
    return "$'" + unobeyed("".join(map(_escape, word)), _as_bytes) + "'"


def _as_bytes(signs: str) -> str:
    return "".join(f"\\x{ord(sign):02x}" for sign in signs)


def _escape(sign: str) -> str:
    number = ord(sign)
    if sign in "'\\":
        return f"\\{sign}"
    if sign.isprintable():
        return sign
    if 0xDC80 <= number <= 0xDCFF:  # a byte of a file's name that is not UTF-8
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x80:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _values(value: object, *, several: bool) -> Iterator[str]:
    """Write a value as a command line takes it: `a=1,b=2`, or one after the other."""
    if isinstance(value, Mapping):
        pairs = [f"{name}={one}" for name, one in value.items()]
    elif isinstance(value, list | tuple):
        pairs = [str(one) for one in value]
    else:
        yield os.fspath(value) if isinstance(value, os.PathLike) else str(value)
        return
    yield from pairs if several else [",".join(pairs)]
