"""What a report is: frozen and typed, the same for Python, JSON and every table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from rebalance.errors import CheckFailed, RebalanceError, RequestError
from rebalance.numbers.distribution import Distribution
from rebalance.rows.category import Category, JsonScalar, json_value
from rebalance.rows.encoding import json_pieces, members
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.rows.scanning.counts import MISSING_KINDS, Counts

if TYPE_CHECKING:
    import pandas


Entry = TypeVar("Entry", covariant=True)
_PLAIN = frozenset({int, float, str, bool, type(None)})


@dataclass(frozen=True, repr=False)
class Report:
    """What a verb finds out; its fields are the keys of its JSON, in their order.

    Attributes:
        schema: Name and version of the JSON.
        table: The field that holds its table, one entry a row.
        dataset: The files that it is about, as the user typed them.
    """

    schema: ClassVar[str]
    table: ClassVar[str] = "categories"

    dataset: tuple[str, ...]

    @property
    def failure(self) -> str:
        """Why a check that was asked for failed; "" where none did."""
        return ""

    @property
    def entries(self) -> Sequence[Any]:
        """The rows of its table."""
        found: Sequence[Any] = getattr(self, self.table)
        return found

    @property
    def problem(self) -> RebalanceError | None:
        """What the command line ends with once the report is shown; None where all is well."""
        return CheckFailed(self.failure) if self.failure else None

    def to_dict(self) -> dict[str, Any]:
        """Give the report as JSON has it: what the command prints with `-f json`."""
        return {"schema": self.schema, **plain(self)}

    def to_json(self) -> str:
        """Write the report as the command does: indented, with a newline at the end."""
        return "".join(self.pieces())

    def document(self) -> dict[str, Any]:
        """Give the keys of the JSON with values as the report has them."""
        return {"schema": self.schema, **members(self)}

    def pieces(self) -> Iterator[str]:
        """Write the report as `to_json` does, piece by piece: a long table is never held whole."""
        return json_pieces(self.document())

    def to_pandas(self) -> "pandas.DataFrame":
        """Give the table as a pandas.DataFrame.

        Raises:
            RequestError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise RequestError(
                "to_pandas() needs pandas", "install it with: pip install pandas"
            ) from error
        return pandas.DataFrame(plain(self.entries))

    def _repr_html_(self) -> str:
        """Draw the report in a notebook."""
        render: Any = import_module("rebalance.cli.render")
        return str(render.fragment(self))

    def __repr__(self) -> str:
        shown = []
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, str | int | float):
                shown.append(f"{one.name}={value!r}")
            elif isinstance(value, tuple | list | Entries) and value:
                shown.append(f"{one.name}=<{len(value):,}>")
        return f"<{type(self).__name__} {', '.join(shown)}>"


Recast = TypeVar("Recast", bound=Report)


def recast(report: Report, kind: type[Recast], **changed: object) -> Recast:
    """Give a report of another kind that says the same, but for some fields."""
    said = {one.name: getattr(report, one.name) for one in fields(report)}
    return kind(**{**said, **changed})


class Entries(Sequence[Entry]):
    """Entries of a report's table, each made when it is looked at: a long table costs no memory.

    Args:
        make: Makes the entry with a number.
        number: How many there are.
    """

    __slots__ = ("_make", "_number")

    def __init__(self, make: Callable[[int], Entry], number: int) -> None:
        self._make, self._number = make, number

    @classmethod
    def each(cls, make: Callable[[Any], Entry], of: Sequence[Any]) -> "Entries[Entry]":
        """Make an entry of each of some others: a row of a table, say, of each category."""
        return cls(lambda at: make(of[at]), len(of))

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, at: int | slice) -> Entry | tuple[Entry, ...]:
        if isinstance(at, slice):
            return tuple(self._make(i) for i in range(self._number)[at])
        return self._make(range(self._number)[at])

    def __iter__(self) -> Iterator[Entry]:
        return map(self._make, range(self._number))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entries | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[tuple[Entry, ...]]]:
        """Pickle the entries as they are: what makes them may be no function of a module."""
        return tuple, (tuple(self),)


def plain(value: object) -> Any:
    """Turn a report, or a part of one, into what JSON has."""
    if type(value) in _PLAIN:
        return value
    found = members(value)
    if isinstance(found, Mapping):
        return {str(name): plain(one) for name, one in found.items()}
    if isinstance(found, tuple | list | frozenset | Entries):
        if _PLAIN.issuperset(map(type, found)):  # as in a confusion matrix of many numbers
            return list(found)
        return [plain(one) for one in found]
    return found


def rounded(number: float | Fraction | None, digits: int = 12) -> float | None:
    """Round to significant digits; undefined stays None, and -0.0 becomes 0.0.

    Measured numbers are rounded to 12, so that two machines whose logarithms differ in the last
    bit write the same bytes; whole numbers are exact.
    """
    if number is None:
        return None
    value = float(number)
    exact = value.is_integer() and abs(value) < 2**53
    return (value if exact else float(f"{value:.{digits}g}")) + 0.0


def whole(number: float | Fraction) -> int | float:
    """Give an amount as an integer where it is whole."""
    return int(number) if number == int(number) else float(number)


@dataclass(frozen=True)
class CategoryEntry:
    """What identifies a category in a report; entries of reports begin with it.

    Attributes:
        category: JSON value of the category; its label if it is a joint one.
        label: Text for the category, unique in the report.
        values: The values of a joint category, field by field.
    """

    category: JsonScalar
    label: str
    values: tuple[JsonScalar, ...] | None


def name_of(category: Category, label: str) -> dict[str, Any]:
    """Give what `CategoryEntry` holds of a category."""
    value = category if isinstance(category, str) else json_value(category)
    if isinstance(value, list):
        return {"category": label, "label": label, "values": tuple(value)}
    return {"category": value, "label": label, "values": None}


def named_category(table: CategoryTable, index: int) -> dict[str, Any]:
    """Give what `CategoryEntry` holds of a category of a table."""
    return name_of(table.categories[index], table.labels[index])


@dataclass(frozen=True, slots=True)
class Metrics:
    """How even a distribution is; all but the number of categories are null if it is empty.

    Attributes:
        categories: Number of categories, including those without rows.
        imbalance_ratio: Largest count / smallest count; null if one is 0.
        evenness: Entropy / its maximum (Pielou 1966); 1 is perfectly even.
        effective_categories: e to the power of the entropy (Hill 1973).
        tv_to_uniform: Share of rows that would have to change category to make all equal; of
            label occurrences where rows have lists of labels.
        gini: Gini coefficient of the counts; 0 is perfectly even.
    """

    categories: int
    imbalance_ratio: float | None
    evenness: float | None
    effective_categories: float | None
    tv_to_uniform: float | None
    gini: float | None

    @classmethod
    def of(cls, distribution: Distribution) -> "Metrics":
        """Measure a distribution."""
        if not distribution.total:  # nothing is said of nothing
            return cls(distribution.categories, None, None, None, None, None)
        return cls(
            distribution.categories,
            rounded(distribution.imbalance_ratio),
            rounded(distribution.evenness),
            rounded(distribution.effective_categories),
            rounded(distribution.tv_to_uniform),
            rounded(distribution.gini),
        )


NO_METRICS = Metrics(0, None, None, None, None, None)  # where rows have no category


@dataclass(frozen=True, slots=True)
class MissingRows:
    """Rows without a category, by what they have instead."""

    absent: int
    null: int
    empty: int

    @classmethod
    def of(cls, counts: Counts) -> "MissingRows":
        """Count those of a dataset, kept as a category or not."""
        return cls(*(counts.missing_of(kind) for kind in MISSING_KINDS))

    @property
    def rows(self) -> int:
        """All of them."""
        return self.absent + self.null + self.empty


@dataclass(frozen=True, slots=True)
class FieldRows:
    """A field, and how many rows have it.

    Attributes:
        field: The field, as the user typed it.
        rows: Rows of the dataset that have it.
    """

    field: str
    rows: int


@dataclass(frozen=True, slots=True)
class RowEdits:
    """How rows were changed on their way out.

    Attributes:
        without: The fields that are cut out of rows.
        only_fields: The fields that are all that stays; none where that was not asked for.
        source_field: The field with what the row's file is called; null for none.
    """

    without: tuple[FieldRows, ...]
    only_fields: tuple[FieldRows, ...]
    source_field: str | None
