"""Commands in several lines, which a shell still reads as one."""

import re
from collections.abc import Iterator

from .cells import first_of, width_of

_WORD = re.compile(r"(?:\$'(?:[^'\\]|\\.)*'|'[^']*'|[^\s'])+")  # as cli.spelling.joined writes them
_LEAST = 16  # cells of a line


def continued(command: str, width: int | None, indent: str) -> Iterator[str]:
    """Break a command between words, and a word that is wider than a line within it.

    Args:
        command: As `cli.spelling.joined` writes it.
        width: Cells of a line; None for one line.
        indent: What lines begin with, but for those that go on with a word.
    """
    if width is None:
        yield indent + command
        return
    room = max(width, _LEAST) - len(" \\")
    line = indent
    for word in _WORD.findall(command):
        longer = f"{line} {word}" if line.strip() else line + word
        if width_of(longer) <= room:
            line = longer
            continue
        if line.strip():
            yield line + " \\"
            line = indent
        rest = word
        while width_of(line + rest) > room:
            head, rest = _parted(rest, room - width_of(line))
            yield line + head + "\\"
            line = ""
        line += rest
    yield line


def _parted(word: str, room: int) -> tuple[str, str]:
    """Cut a word in two, which a shell joins again; quotes are closed and opened."""
    head = first_of(word, room - 1)
    rest = word[len(head) :]
    if not word.startswith(("$'", "'")):
        return head, rest
    return f"{head}'", word[: word.index("'") + 1] + rest
