"""Blocks: what a report looks like, whatever its form.

The module of a command makes blocks of its report; terminal.py, markdown.py, csv.py, html.py and
svg.py make text of blocks, and know no command.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from rebalance.report import Entries
from rebalance.wording import amount, percent

Style = Literal["", "good", "bad", "warn", "soft"]
NONE = "–"


@dataclass(frozen=True, slots=True)
class Kind:
    """How the values of a column are shown.

    Attributes:
        show: Makes the text of a value that is there.
        is_number: Whether they are flush right, and never cut.
        is_name: Whether they are names from data, which may be cut in the middle.
    """

    show: Callable[[Any], str]
    is_number: bool = True
    is_name: bool = False


def _signed(show: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: (
        "=" if not value else f"+{show(value)}" if value > 0 else f"−{show(-value)}"
    )


def _named(name: str) -> str:
    """Quote a name that could not be seen, or not all of it."""
    return name if name == name.strip() else f"'{name}'"


def _three_digits(number: float) -> str:
    """Show a score; one that is not 0 never reads as 0, and none has digits without end."""
    small = 0 < abs(number) < 0.0005
    return f"{number:.3g}" if small or abs(number) >= 1e6 else f"{number:.3f}"


def _interval(ends: Sequence[float | None]) -> str:
    return "–".join("?" if end is None else _three_digits(end) for end in ends)


def _points(size: float) -> str:
    return "<0.1" if size < 0.05 else f"{size:.1f}"


def _ratio(number: float) -> str:
    return f"{amount(round(number, 1))} : 1"


NAME = Kind(_named, is_number=False, is_name=True)
TEXT = Kind(str, is_number=False)  # which may go on in further lines
MARK = Kind(str, is_number=False)  # a word or two, never cut
COUNT = Kind(amount)
SHARE = Kind(percent)
SCORE = Kind(_three_digits)
RATIO = Kind(_ratio)
WEIGHT = Kind(lambda number: f"{number:.6g}")
SMALL = Kind(lambda number: f"{number:.2g}")
ONE_DIGIT = Kind(lambda number: f"{number:,.1f}")
CHANGE = Kind(_signed(amount))
POINTS = Kind(_signed(_points))
INTERVAL = Kind(_interval)
SHOWN = Kind(str)  # numbers that are text already
CELL = Kind(lambda count: amount(count) if count else "·")  # of a matrix


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: how much there is, how much there was, how much is missing from a target."""

    value: float
    before: float | None = None
    missing: float = 0


BAR = Kind(lambda _: "", is_number=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        header: What stands above it, with the unit if there is one.
        kind: How its values are shown.
        over: What stands above it and its neighbours together, such as "before".
        priority: On a narrow terminal, columns of the highest go first; those of 0 stay.
    """

    header: str
    kind: Kind
    over: str = ""
    priority: int = 0

    def show(self, value: object) -> str:
        """Make the text of a value: a dash if it is undefined, nothing where there is no cell."""
        if value is None or value == "":
            return NONE if value is None else ""
        return self.kind.show(value)


@dataclass(frozen=True, slots=True)
class Styled:
    """A value that stands out."""

    value: Any
    style: Style


Value = str | float | Fraction | Sequence[float | None] | Bar | Styled | None


def bare(value: Any) -> Any:
    """Take the style off a value."""
    return value.value if isinstance(value, Styled) else value


@dataclass(frozen=True, slots=True)
class Title:
    """What was looked at, and how.

    Attributes:
        text: The heading.
        under: A line under it.
    """

    text: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with its name and its meaning.

    Attributes:
        name: What it is.
        value: The number as it is shown.
        meaning: What it means, in a few words.
    """

    name: str
    value: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers with their names and meanings."""

    facts: Sequence[Fact]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one row a category, class, rule or the like.

    Attributes:
        title: What it shows.
        columns: The first one names the rows.
        rows: The values of each row, in the order of every form; a row may end early. Of a long
            table they are `Entries`, each made when it is looked at.
        totals: Rows under a line, such as the sums.
        ranked: The column by which rows are the largest and the smallest, where a terminal shows
            only those; None if all rows are shown always.
        left_out: Rows that the report itself does not have.
        about: What the reader has to know about it, in a sentence.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    totals: Sequence[Sequence[Value]] = ()
    ranked: int | None = None
    left_out: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        """Fill rows that end early with empty cells, so that no form has to."""
        filled = partial(_filled, len(self.columns))
        for name in ("rows", "totals"):
            object.__setattr__(self, name, Entries.each(filled, getattr(self, name)))


def _filled(size: int, row: Sequence[Value]) -> Sequence[Value]:
    lacking = size - len(row)
    return [*row, *[""] * lacking] if lacking else row


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one colour: a number for each label."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Bars:
    """The main picture of a report of categories; its numbers stand in a table beside it.

    Attributes:
        title: What it shows.
        labels: Names of the categories.
        series: One, or before and after.
        missing: What the target of each category lacks; empty for nothing.
        kind: How the numbers are shown.
        unit: What the numbers are.
        log: Whether the lengths are logarithmic, which the caption says.
    """

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    missing: Sequence[float] = ()
    kind: Kind = COUNT
    unit: str = "rows"
    log: bool = False


@dataclass(frozen=True, slots=True)
class Heat:
    """A matrix of counts, such as a confusion: rows are true classes, columns predicted ones.

    Attributes:
        title: What it shows.
        rows: Names of the rows.
        columns: Names of the columns.
        counts: Count at (row, column), where it is not 0.
        diagonal: Whether counts at the same row and column are right, and all others wrong.
        about: What the reader has to know about it, in a sentence.
        row_header: What rows are.
        column_header: What columns are.
        is_beside_table: Whether a table of the report has its numbers, so that it is only drawn.
    """

    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    counts: Mapping[tuple[int, int], int]
    diagonal: bool = True
    about: str = ""
    row_header: str = "true"
    column_header: str = "predicted"
    is_beside_table: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence.

    Attributes:
        text: What it says; options in it are flags already.
        level: A warning stands out; a next step is a command to try.
    """

    text: str
    level: Literal["note", "warning", "next"] = "note"


@dataclass(frozen=True, slots=True)
class Records:
    """The table for programs, for CSV alone.

    Attributes:
        make: Makes records in full precision, one a category; other forms never ask.
    """

    make: Callable[[], Sequence[Mapping[str, object]]]


Block = Title | Facts | Table | Bars | Heat | Note | Records
