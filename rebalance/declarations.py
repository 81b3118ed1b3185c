"""How an option is declared: what it takes, and what help and documentation say of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import rebalance.values as values
from rebalance.values import Parse

# Groups of the help, in its order.
TARGET, CATEGORIES, ROWS, PARTS, JUDGEMENT, REQUESTS, OUTPUT, REPORT, READING = (
    "Target", "Categories", "Rows", "Parts", "Judgement", "Requests", "Output", "Report", "Reading",
)  # fmt: skip

Use = Literal["reads", "writes"]


@dataclass(frozen=True, slots=True)
class Option:
    """How an option is given.

    Attributes:
        help: What it says, in one sentence.
        group: Where it stands in the help.
        parse: Makes what the engine takes of what was given.
        metavar: What stands for its value in the help.
        short: A short flag such as `-o`.
        default: What the help shows as its default, where the default itself would not do.
        accepts: What Python callers may give, where it is more than the field's own type.
        use: Whether its value names files that the run reads or writes.
        file_in: Gets the file that its value names, where that is only a part of it; "" for none.
        offers: Values that a shell offers where the metavar does not list them, with what is to be
            filled in in capitals, as `score:FIELD`.
        several: Whether it may be given several times.
        positional: Whether it is an argument, in the order of the declarations.
    """

    help: str
    group: str
    parse: Parse
    metavar: str = ""
    short: str = ""
    default: str = ""
    accepts: str = ""
    use: Use | None = None
    file_in: Callable[[str], str] | None = None
    offers: Sequence[str] = ()
    several: bool = False
    positional: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it takes no value."""
        return self.parse is values.flag


def string(said: str, group: str, metavar: str, **more: Any) -> Option:
    """Declare an option that takes a text."""
    return Option(said, group, more.pop("parse", values.text), metavar, **more)


def flag(said: str, group: str, short: str = "") -> Option:
    """Declare an option that is there or not."""
    return Option(said, group, values.flag, short=short)


def choice(said: str, group: str, kind: object, **more: Any) -> Option:
    """Declare an option that takes one of the values of a Literal."""
    metavar = "|".join(map(str, get_args(kind)))
    return Option(said, group, values.choice(kind), metavar, **more)


def whole_number(
    said: str, group: str, *, least: int = 0, most: int = values.LARGEST, **more: Any
) -> Option:
    """Declare an option that takes a whole number."""
    metavar = more.pop("metavar", "N")
    parse = values.whole_number(least=least, most=most)
    return Option(said, group, parse, metavar, accepts="int | str", **more)


def number(said: str, group: str, metavar: str, parse: Parse, **more: Any) -> Option:
    """Declare an option that takes a number that need not be whole."""
    return Option(said, group, parse, metavar, accepts="float | Fraction | str", **more)


def row_field(said: str, group: str, **more: Any) -> Option:
    """Declare an option that takes a field of rows."""
    return Option(said, group, values.field, more.pop("metavar", "FIELD"), **more)


def row_fields(said: str, group: str, **more: Any) -> Option:
    """Declare an option that takes one field of rows or several."""
    parse = values.several(more.pop("parse", values.field))
    return Option(
        said, group, parse, more.pop("metavar", "FIELD"), accepts="str | Sequence[str]",
        several=True, **more,
    )  # fmt: skip


def reads(said: str, group: str, metavar: str = "FILE", **more: Any) -> Option:
    """Declare an option that names a file to be read."""
    more = {"parse": values.path, "accepts": "Path", **more}
    return Option(said, group, metavar=metavar, use="reads", **more)


def reads_several(said: str, group: str, metavar: str = "FILE", **more: Any) -> Option:
    """Declare an option that names files to be read."""
    parse = values.several(values.path)
    return Option(
        said, group, parse, metavar, accepts="Path | Sequence[Path]", use="reads", several=True,
        **more,
    )  # fmt: skip


def writes(said: str, group: str = OUTPUT, metavar: str = "FILE", **more: Any) -> Option:
    """Declare an option that names a file to be written."""
    more = {"parse": values.path, "accepts": "Path", **more}
    return Option(said, group, metavar=metavar, use="writes", **more)
