"""Which of the known fields a row has, found once for all rows with the same fields."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from rebalance.text.shapes import (
    ASKS,
    BETTER,
    CHOICE,
    CHOICES,
    CONTEXTS,
    RANKED,
    SHAPES_OF_FIELDS,
    WORSE,
    FieldShape,
)

Found = TypeVar("Found")
_MOST = 64  # names of a row that are remembered


def of_names(
    find: Callable[[tuple[str, ...]], Found],
) -> Callable[[Mapping[str, object]], Found]:
    """Remember what is found of the names of a row's fields, unless there are very many."""
    remembered = lru_cache(maxsize=1024)(find)

    def of(row: Mapping[str, object]) -> Found:
        names = tuple(row)
        return (remembered if len(names) <= _MOST else find)(names)

    return of


@dataclass(frozen=True, slots=True)
class KnownFields:
    """The known fields that a row has, by what they are; names in lower case.

    Attributes:
        asks: Fields that ask.
        better: Fields of better answers.
        worse: Fields of worse answers.
        ranked: Lists of fields of ranked answers, all of which it has.
        contexts: Fields that a question is about.
        choices: Fields of a question's options; letters are options where there are two.
        shapes: The shapes whose fields it has, with those.
    """

    asks: tuple[str, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    ranked: tuple[tuple[str, ...], ...]
    contexts: tuple[str, ...]
    choices: tuple[str, ...]
    shapes: tuple[FieldShape, ...]

    @property
    def prefers(self) -> bool:
        """Whether a row may have better and worse answers, or ranked ones."""
        return bool(self.ranked or (self.better and self.worse))


@of_names
def known_fields(names: tuple[str, ...]) -> KnownFields:
    """Find the known fields among those of a row, in lower case."""
    there = frozenset(names)

    def of(known: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in known if name in there)

    lettered = {"a", "b"} <= there and "q" not in there
    choices = [name for name in of(CHOICES) if len(name) > 1 or lettered]
    choices += sorted(name for name in there if CHOICE.fullmatch(name))
    shapes = (
        replace(one, asks=of(one.asks), answers=of(one.answers), beside=of(one.beside))
        for one in SHAPES_OF_FIELDS
        if of(one.asks)
        and (of(one.answers) or not one.answers)
        and (of(one.beside) or not one.beside)
    )
    return KnownFields(
        of(ASKS), of(BETTER), of(WORSE), tuple(one for one in RANKED if there.issuperset(one)),
        of(CONTEXTS), tuple(choices), tuple(shapes),
    )  # fmt: skip
