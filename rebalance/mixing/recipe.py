"""Recipes: a TOML file -> what a mix is made of."""

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from glob import escape, glob, has_magic
from typing import Annotated, Any, TypeVar, cast, get_args

import rebalance.values as values
from rebalance.choices import IfShort, Keep, Order, Repeats
from rebalance.declarations import (
    CATEGORIES,
    READING,
    ROWS,
    TARGET,
    Option,
    choice,
    flag,
    number,
    row_fields,
    string,
    whole_number,
)
from rebalance.errors import OptionError, RequestError
from rebalance.named_files import read_text
from rebalance.numbers.plan import DEFAULT_MAX_REPEAT
from rebalance.options import Options
from rebalance.remote.places import matching
from rebalance.remote.urls import is_pattern, is_remote
from rebalance.shared_options import By, OnlyFields, Seed, SourceField, Without, check_edits
from rebalance.target_options import copies, total_option, unit_of_total
from rebalance.text.similarity import LEAST
from rebalance.unit_options import (
    IN_TEXT,
    CountedSide,
    NoCache,
    SpecialTokens,
    Unit,
    counts_text,
    refuse_idle,
)
from rebalance.wording import suggestion

_Table = TypeVar("_Table", bound=Options)
_REPEATS = ("exact", "equal", "prompt", "near=0.7")
_KEEPS = ("random", "first", "score:FIELD")


def parse_dedupe(text: str, option: str = "dedupe") -> tuple[Repeats, float | None]:
    """Read what makes a row repeat another: the kind, and the similarity of `near=0.7`."""
    kind, equals, similarity = text.partition("=")
    known: dict[str, Repeats] = {name: name for name in get_args(Repeats)}
    if kind not in known or bool(equals) is not (kind == "near"):
        raise OptionError(
            option, f"{text!r} is not one of {', '.join(_REPEATS)}", suggestion(kind, _REPEATS)
        )
    near = values.number_between(LEAST, 1)(similarity, option) if equals else None
    return known[kind], None if near is None else float(near)


def parse_keep(text: str, option: str = "keep") -> tuple[Keep, str | None]:
    """Read which rows of a source come first, and the field of `score:FIELD`."""
    kind, colon, field = text.partition(":")
    known: dict[str, Keep] = {"random": "random", "first": "first", "score": "score"}
    if kind not in known or bool(field) is not (kind == "score"):
        raise OptionError(
            option, f"{text!r} is not one of {', '.join(_KEEPS)}", suggestion(kind, _KEEPS)
        )
    return known[kind], values.field(field, option) if colon else None


def _parsed_by(read: Callable[[str, str], object]) -> Callable[[object, str], str]:
    """Take a text that a function can read."""

    def parse(value: object, option: str) -> str:
        read(values.text(value, option), option)
        return str(value)

    return parse


def _paths(said: str) -> Option:
    several = values.several(values.text)
    return Option(said, READING, several, "PATH", accepts="str | Sequence[str]", several=True)


@dataclass(frozen=True, kw_only=True)
class Source(Options):
    """A table of a recipe: where rows come from, how many, and which."""

    path: Annotated[tuple[str, ...], _paths("Files, or patterns such as maths/*.jsonl.")]
    where: Annotated[
        str | None, string("A condition on its rows.", READING, "EXPR", parse=values.where)
    ] = None
    share: Annotated[
        Fraction | None,
        number("Its share of the result.", TARGET, "S", values.number_between(0, 1, above=True)),
    ] = None
    amount: Annotated[int | None, whole_number("How much of it, in the unit.", TARGET)] = None
    rows: Annotated[int | None, whole_number("How many rows of it.", TARGET)] = None
    tokens: Annotated[int | None, whole_number("How many tokens of it.", TARGET)] = None
    all: Annotated[bool, flag("All of it, once.", TARGET)] = False
    max_repeat: Annotated[
        int | None, Option("Maximum copies of a row.", ROWS, copies, "R|none")
    ] = DEFAULT_MAX_REPEAT
    by: By = None
    keep: Annotated[
        str, string("Which rows come first.", ROWS, "HOW", parse=_parsed_by(parse_keep))
    ] = "random"

    def check(self) -> None:
        """Refuse a source of which nothing, or too much, says how much there is to be."""
        given = [name for name in ("share", "amount", "rows", "tokens", "all") if self.has(name)]
        if len(given) != 1:
            said = f"{' and '.join(given)} are given" if given else "it is not said how much of it"
            raise RequestError(
                said, "give one: share = 0.5, rows = 5000, tokens = 2e6, or all = true"
            )
        if self.all and self.has("max_repeat"):
            raise OptionError("max_repeat", "has no effect with all = true")

    @property
    def fixed(self) -> int | None:
        """The amount that is asked for, in the unit; None for a share, and for all."""
        return next((one for one in (self.amount, self.rows, self.tokens) if one is not None), None)

    @property
    def score(self) -> str | None:
        """The field whose highest numbers come first."""
        return parse_keep(self.keep)[1]


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """The keys of a recipe above its sources."""

    total: Annotated[str | int | None, total_option("Total to write.")] = None
    unit: Unit = "rows"
    text: Annotated[
        tuple[str, ...] | None, row_fields("Measure only the text of these fields.", CATEGORIES)
    ] = None
    side: CountedSide = "all"
    special_tokens: SpecialTokens = False
    no_cache: NoCache = False
    if_short: Annotated[
        IfShort | None, choice("Where rows do not suffice for the shares.", TARGET, IfShort)
    ] = None
    rescale: Annotated[bool, flag("Scale shares that do not add up to 1.", TARGET)] = False
    seed: Seed = 0
    order: Annotated[Order, choice("Order of the output.", ROWS, Order)] = "shuffle"
    dedupe: Annotated[
        str | None,
        string("Drop rows that repeat one of their own or an earlier source.", ROWS,
               "exact|equal|prompt|near=T", parse=_parsed_by(parse_dedupe)),
    ] = None  # fmt: skip
    against: Annotated[
        tuple[str, ...] | None, _paths("Files whose rows are not to be repeated.")
    ] = None
    source_field: SourceField = None
    without: Without = None
    only_fields: OnlyFields = None

    def check(self) -> None:
        """Refuse what has no effect, and edits that contradict each other."""
        check_edits(self)
        if not (counts_text(self.unit) or counts_text(self.total_unit)):
            self.refuse_without(("text",), *IN_TEXT)
        refuse_idle(self, self.total_unit)
        self.refuse_without(("against",), "dedupe")

    @property
    def total_unit(self) -> str:
        """The unit of the total where it is another than that of shares; else ""."""
        return unit_of_total(self.total, self.unit)

    @property
    def chat_template(self) -> None:
        """A recipe has none."""
        return


@dataclass(frozen=True)
class Recipe:
    """What a mix is made of.

    Attributes:
        path: The file.
        settings: What holds for all sources.
        sources: The sources by name, in their order.
        against: Files whose rows are not to be repeated.
        files: The files of each source.
    """

    path: str
    settings: Settings
    sources: Mapping[str, Source]
    against: tuple[str, ...]
    files: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, path: str) -> "Recipe":
        """Read a recipe, and find its files, which lie beside it unless their paths say otherwise.

        Raises:
            AccessError: The file cannot be read.
            RequestError: It is no recipe; the message names the file and the key.
        """
        try:
            table = tomllib.loads(read_text(path, "recipe"))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise RequestError(f"{path}: the file is not TOML: {error}") from error
        tables = table.pop("source", None)
        if not isinstance(tables, dict) or not tables:
            raise RequestError(
                f"{path}: there is no source", "write a table for each: [source.NAME]"
            )
        settings = _of_table(Settings, table, path)
        sources = dict(_sources(path, tables, settings))
        folder = os.path.dirname(path)
        against = _found(path, "against", folder, settings.against or ())
        files = {
            name: _found(path, f"[source.{name}] path", folder, source.path)
            for name, source in sources.items()
        }
        return cls(path, settings, sources, against, files)

    @property
    def anchored(self) -> bool:
        """Whether some sources have amounts, which the shares of others go by."""
        return any(one.share is None for one in self.sources.values())

    @property
    def all_files(self) -> tuple[str, ...]:
        """All files that are read, those that are not to be repeated first."""
        return (*self.against, *(path for paths in self.files.values() for path in paths))


def _sources(
    path: str, tables: Mapping[str, object], settings: Settings
) -> Iterator[tuple[str, Source]]:
    kind = settings.unit.partition(":")[0]
    for name, table in tables.items():
        where = f"{path}: [source.{name}]"
        if not isinstance(table, dict):
            raise RequestError(f"{where} is not a table")
        source = _of_table(Source, table, where)
        for unit in ("rows", "tokens"):
            if source.has(unit) and unit != kind:
                raise RequestError(
                    f"{where}: {unit} are asked for, and the unit is {settings.unit}",
                    f'set unit = "{unit if unit == "rows" else "tokens:NAME"}" above the sources',
                )
        yield name, source


def _of_table(kind: type[_Table], table: Mapping[str, object], where: str) -> _Table:
    """Make options of a table, with errors that name it."""
    keys = {name.replace("-", "_"): value for name, value in table.items()}
    try:
        return kind.of(**cast("dict[str, Any]", keys))
    except OptionError as error:
        said = as_keys(f"{where}: {error.option}: {error.sentence}")
        raise RequestError(said, as_keys(error.advice)) from error
    except TypeError as error:
        said = str(error).replace("there is no option", "there is no key")
        raise RequestError(f"{where}: {said}") from error
    except RequestError as error:
        raise RequestError(as_keys(f"{where}: {error}"), as_keys(error.advice)) from error


def as_keys(text: str) -> str:
    """Write options that a sentence names as a recipe has them: `max_repeat=4`, max_repeat = 4."""
    known = (set(Settings.declared()) | set(Source.declared())) - {"where"}

    def written(one: re.Match[str]) -> str:
        return " = ".join(filter(None, one.groups())) if one[1] in known else one[0]

    return re.sub(r"`(\w+)(?:=([^`]*))?`", written, text)


def _found(path: str, key: str, folder: str, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Find files by their names or patterns; those of a pattern in the order of their names."""
    found = list[str]()
    for pattern in patterns:
        if is_remote(pattern):
            found += matching(pattern) if is_pattern(pattern) else [pattern]
            continue
        name = os.path.join(folder, pattern)
        matches = sorted(glob(os.path.join(escape(folder), pattern), recursive=True))
        files = [one for one in matches if not os.path.isdir(one)]
        if has_magic(pattern) and not files and not os.path.exists(name):
            raise RequestError(f"{path}: {key}: no file is called {pattern!r}")
        found += files or [name]
    return tuple(found)
