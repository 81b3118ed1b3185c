"""What a category is read from: a field, a file's name, the bin of a number, what a row is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, NoReturn

from rebalance.errors import RequestError
from rebalance.numbers.bins import Bins, written
from rebalance.rows.category import ABSENT, Unusable
from rebalance.rows.field import Field, Row, characters, texts_in
from rebalance.rows.files.file_names import OF_FILES
from rebalance.text.scripts import SCRIPTS, script_of
from rebalance.text.sides import shape_of, sides_of, text_of
from rebalance.text.turns import OTHER, side_of
from rebalance.tokenizer_files import tokenizer_file

if TYPE_CHECKING:
    from rebalance.rows.sizes.tokenizer import Tokenizer

TOKENS = "@tokens"  # of the unit's tokenizer
_TOKENS_OF = "@tokens:"
_MOST_PARTS = 1000
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_CUT = re.compile(
    rf"(?P<of>[^/].*)@(?:q(?P<parts>\d+)|(?P<edges>{_NUMBER}(?:,{_NUMBER})*))", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Computed(Field):
    """A category that no field holds as it is.

    Attributes:
        name: The field, or `@chars` and the like, without the edges.
        value: Gets what it is computed from.
        bins: Where numbers are cut; None where each value is a category.
        parts: How many quantiles are asked for, whose edges are not known yet; 0 for none.
    """

    name: str
    value: Callable[[Row], object]
    bins: Bins | None = None
    parts: int = 0

    @property
    def holds_category(self) -> bool:
        """Whether the category stands in the row at the path: it does not."""
        return False

    @property
    def meaning(self) -> tuple[str, ...]:
        """What it reads, the same however it is written."""
        edges = self.bins.edges if self.bins else ()
        return (*(self.path or (self.name,)), "@", *map(written, edges))

    def read(self, row: Row) -> object:
        """Compute the category of a parsed row; of a list of numbers, one each."""
        value = self.value(row)
        if self.bins is None:
            return value
        return list(map(self._bin, value)) if isinstance(value, list) else self._bin(value)

    def _bin(self, value: object) -> object:
        if value is ABSENT or value is None or value == "":
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Unusable(f"the category is no number, as {self.text!r} needs")
        return self.bins.label_of(value) if self.bins else value

    def cut_at(self, edges: tuple[float, ...]) -> str:
        """Write the field with edges in place of quantiles."""
        return f"{self.name}@{','.join(map(written, edges))}"


def category_field(text: str) -> Field:
    """Read a field of the category.

    Args:
        text: A field as `Field.parse` reads it; `@file`, `@dir`, `@path`; `@turns`, `@shape`,
            `@script`; a field, `@chars` or `@turns` with edges, `score@0.5,0.8`, or with a
            number of quantiles, `score@q4`.

    Raises:
        RequestError: The text is none of these.
    """
    cut = _CUT.fullmatch(text)
    name = cut["of"] if cut else text
    if name in _WORDS and cut:
        raise RequestError(f"{text!r}: {name} is no number that could be cut", f"write {name}")
    if (name in _MANY or name.startswith(_TOKENS_OF)) and not cut:
        raise RequestError(
            f"{text!r} would be a category for each number",
            f"cut it: {name}@1000,4000 or {name}@q4",
        )
    of_row = _of_row(name)
    field = Field(name, ()) if of_row else _field(name)
    if not of_row and not cut:
        return field
    value, path = of_row or field.read, field.path
    if not cut or not cut["edges"]:
        return Computed(text, path, name, value, parts=_parts(text, cut["parts"]) if cut else 0)
    return Computed(text, path, name, value, Bins(_edges(text, cut["edges"])))


def _of_row(name: str) -> Callable[[Row], object] | None:
    """Find what computes a value from all of a row; None for a field."""
    if name.startswith(_TOKENS_OF):
        return partial(_tokens, tokenizer_file(name.removeprefix(_TOKENS_OF)))
    return ROW_VALUES.get(name)


def _field(name: str) -> Field:
    """Read a field, or what a file is called."""
    if name.startswith("@") and name not in OF_FILES:
        known = [*OF_FILES, *ROW_VALUES]
        listed = f"{', '.join(known[:-1])} or {known[-1]}"
        raise RequestError(f"{name!r} is not a field", f"it is {listed}, or /{name} for a name")
    return Field.parse(name)


def _parts(text: str, digits: str) -> int:
    parts = int(digits)
    if not 2 <= parts <= _MOST_PARTS:
        raise RequestError(f"{text!r}: from 2 to {_MOST_PARTS:,} quantiles can be asked for")
    return parts


def _edges(text: str, listed: str) -> tuple[float, ...]:
    edges = tuple(map(float, listed.split(",")))
    if not all(low < high for low, high in pairwise((-inf, *edges, inf))):
        raise RequestError(f"{text!r}: edges rise, from the lowest to the highest")
    return edges


def _turns(row: Row) -> int:
    """Count what the user and the model say; what no conversation asks and answers is two turns."""
    sides = sides_of(row)
    said = [turn for turn in sides.turns if side_of(turn.role) != OTHER]
    return len(said) if sides.turns else bool(sides.asked) + bool(sides.answer)


def _script(row: Row) -> str:
    return SCRIPTS[script_of(text_of(row))]


def _characters(row: Row) -> int:
    return characters(row, (), ())


def _tokens(path: str, row: Row) -> int:
    return int(_tokenizer(path).count([texts_in(row, (), ())])[0])


@lru_cache(maxsize=4)
def _tokenizer(path: str) -> "Tokenizer":
    from rebalance.rows.sizes.tokenizer import Tokenizer  # which few runs need

    return Tokenizer.read(path)


def _of_no_tokenizer(_row: Row) -> NoReturn:
    raise RequestError("tokens of which tokenizer?", "name it: @tokens:NAME@1000,4000")


ROW_VALUES: Mapping[str, Callable[[Row], object]] = {
    "@chars": _characters, TOKENS: _of_no_tokenizer, "@turns": _turns, "@shape": shape_of,
    "@script": _script,
}  # fmt: skip
_WORDS = ("@shape", "@script", *OF_FILES)  # which cannot be cut
_MANY = ("@chars", TOKENS)  # which have to be
