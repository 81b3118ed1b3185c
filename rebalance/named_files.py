"""Small files that options name, such as a mix or a list of labels."""

import os
from collections.abc import Sequence
from pathlib import Path

from rebalance.errors import AccessError, OptionError


def is_file(name: object) -> bool:
    """Tell whether a text, which may be anything, names a file that there is."""
    try:
        return isinstance(name, str | os.PathLike) and Path(name).is_file()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        return False


def is_same_file(one: object, other: str) -> bool:
    """Tell whether a text names the same file as another."""
    return is_file(one) and os.path.samefile(str(one), other)


def read_text(name: str, option: str) -> str:
    """Read a file that an option names.

    Raises:
        AccessError: It cannot be read.
        OptionError: It is not UTF-8.
    """
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise AccessError(name, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OptionError(option, f"{name}: the file is not UTF-8") from error


def distinct(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Make a dict of a JSON object's members; ValueError where a name comes twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is given twice")
    return made
