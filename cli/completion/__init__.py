"""What a shell completes: commands, options, their values, and the fields of the dataset named.

It looks up `commands.json`, which is made of the options, and so loads neither Typer nor them.
"""

import os
from collections.abc import Sequence
from contextlib import suppress


def is_asked(arguments: Sequence[str]) -> bool:
    """Tell whether a script asks for what fits: `completion SHELL -- ...`."""
    return arguments[:1] == ["completion"] and arguments[2:3] == ["--"]


def answer(arguments: Sequence[str]) -> None:
    """Print what fits a command line, in the form that the script of a shell reads.

    Nothing that goes wrong is said: somebody is typing.
    """
    from .place import Place
    from .shells import SHELLS
    from .values import values_at

    with suppress(Exception):
        shell = SHELLS[arguments[1]]
        typed = shell.read(arguments[3:])
        text = shell.written(values_at(Place.after(typed.words, typed.last)), typed)
        os.write(1, text.encode("utf-8", "surrogateescape"))
