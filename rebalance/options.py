"""The options of a capability: declared once, for every door.

A capability's options are a frozen dataclass whose fields are annotated with an `Option`. The
signature of the verb, the command line, the keys of the configuration, the tables of the
documentation and the files that a run reads and writes all come from there.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from shlex import quote
from typing import Any, ClassVar, Self, cast, get_type_hints

from rebalance.declarations import READING, REPORT, Option, Use
from rebalance.errors import AccessError, OptionError, RequestError
from rebalance.named_files import is_file
from rebalance.remote.places import matching
from rebalance.remote.urls import check_writable, is_pattern, is_remote
from rebalance.rows.files.identity import Inputs, identity_of, permissions_of, status_of_input
from rebalance.values import STANDARD


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of a capability; subclasses declare them.

    Attributes:
        only: Which options of its bases a subclass has; all where that is none.
        given: Names of the options that were given, whatever their values are.
        sources: Files that values were read from, by the names of their options.
    """

    only: ClassVar[frozenset[str]] = frozenset()

    given: frozenset[str] = field(default=frozenset(), repr=False)
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, **given: object) -> Self:
        """Make options of what was given; None leaves one at its default where that is None.

        Raises:
            TypeError: There is no such option.
            OptionError: A value is none that the option can take, or one is missing.
            RequestError: Options contradict each other.
        """
        declared, defaults = cls.declared(), cls.defaults()
        for name in given:
            if name not in declared:
                close = get_close_matches(name, declared, n=1)
                raise TypeError(
                    f"there is no option {name!r}"
                    + (f"; did you mean {close[0]!r}?" if close else "")
                )
        there = {
            name: value
            for name, value in given.items()
            if value is not None or defaults.get(name, MISSING) not in (None, MISSING)
        }
        for name, option in sorted(declared.items(), key=lambda one: not one[1].positional):
            if name not in defaults and name not in there:
                what = option.metavar.lower().rstrip(".")
                advice = f"give `{name}={option.metavar}`"
                if option.positional:
                    folder = option.metavar == "DIR"
                    advice = "name one" if folder else "name a file, or - for standard input"
                raise RequestError(f"no {what} given", advice)
        parsed = {name: declared[name].parse(value, name) for name, value in there.items()}
        sources = {
            name: os.fspath(cast("str", value))
            for name, value in there.items()
            if declared[name].use == "reads" and is_file(value)
        }
        return cls(**parsed, given=frozenset(there), sources=sources)

    @classmethod
    def declared(cls) -> Mapping[str, Option]:
        """List the options by name, in the order of their declarations."""
        return _declared(cast("Any", cls))

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """List the defaults by name; an option that has none is missing."""
        return {
            one.name: one.default
            for one in fields(cls)
            if one.name in cls.declared() and one.default is not MISSING
        }

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if [path for _, path in self.files("reads")].count(STANDARD) > 1:
            raise RequestError("standard input (-) is named more than once")
        for name, path in self.files("writes"):
            if is_remote(path):
                check_writable(path, name)
        self.check()

    def expanded(self) -> Self:
        """Name the objects that patterns of remote datasets stand for, sorted; shells know none.

        Raises:
            AccessError: A pattern stands for none, or its store cannot be asked.
        """
        found = {
            name: tuple(chain.from_iterable(map(_objects, getattr(self, name))))
            for name, option in self.declared().items()
            if option.use == "reads" and option.several and getattr(self, name)
            and any(map(is_pattern, getattr(self, name)))
        }  # fmt: skip
        return replace(self, **cast("Any", found)) if found else self

    def refuse_missing_folders(self) -> None:
        """Refuse outputs that have no folder to go to, before anything is read.

        Raises:
            AccessError: A folder is named that is a file, or the folder of a file is missing.
        """
        for name, path in () if self.is_dry else self.files("writes"):
            folder = os.path.dirname(path)
            if is_remote(path):
                continue  # stores have no folders
            if self.declared()[name].metavar == "DIR":
                if os.path.exists(path) and not os.path.isdir(path):
                    raise AccessError(path, f"it is a file, and `{name}` names a folder")
            elif path != STANDARD and folder and not os.path.isdir(folder):
                said = f"cannot be written: there is no folder {folder}"
                raise AccessError(path, said, f"make it first: mkdir -p {quote(folder)}")

    @property
    def is_dry(self) -> bool:
        """Whether the run writes nothing."""
        return bool(getattr(self, "dry_run", False))

    def check(self) -> None:
        """Refuse what a capability's own options contradict; subclasses say what."""

    def files(self, use: Use) -> Iterator[tuple[str, str]]:
        """List (option, path) of the files that the run reads or writes."""
        for name, option in self.declared().items():
            found = getattr(self, name)
            if option.use == use:
                several = found if isinstance(found, tuple) and option.several else (found,)
                if option.file_in is not None:
                    several = tuple(filter(None, map(option.file_in, several)))
                if isinstance(found, Mapping):  # outputs by kind, or what was read from a file
                    several = tuple(found.values()) if use == "writes" else ()
                if use == "reads" and name in self.sources and self.sources[name] not in several:
                    several = (*several, self.sources[name])
                paths = several
                yield from ((name, path) for path in paths if isinstance(path, str))

    @property
    def updated(self) -> Collection[str]:
        """Names of the options whose files this very run is to replace."""
        return ()

    def inputs(self) -> Inputs:
        """List the files that options read, which no output may be."""
        read = (path for name, path in self.files("reads") if name not in self.updated)
        found = filter(None, map(status_of_input, read))  # what is not there is said elsewhere
        return {identity_of(status): permissions_of(status) for status in found}

    def outputs(self) -> Iterator[str]:
        """List the files that the run writes; subclasses say which ones go to a folder."""
        return (path for _, path in self.files("writes"))

    def has(self, name: str) -> bool:
        """Tell whether an option was given, a flag as true."""
        value = getattr(self, name) if name in self.given else None
        return value is not None and value is not False

    def option_of(self, field: str) -> tuple[str, str]:
        """Name the option that a field of rows was given with, and the form it takes one in."""
        for name, option in self.declared().items():
            found = getattr(self, name)
            for text in found if isinstance(found, tuple) else (found,):
                before, found_in, after = str(text).partition(field)
                alone = option.metavar == "FIELD" and not before and after[:1] in ("", "@")
                if (
                    name in self.given
                    and found_in
                    and (alone or (before[-1:] == ":" and not after))
                ):
                    return name, f"{before}FIELD{after}"
        return "", "FIELD"

    def refuse_together(self, name: str, others: Sequence[str]) -> None:
        """Raise OptionError where an option is given with one that it cannot be combined with."""
        excluded = [f"`{other}`" for other in others if self.has(other)]
        if self.has(name) and excluded:
            raise OptionError(name, f"cannot be combined with {' and '.join(excluded)}")

    def refuse_without(self, names: Sequence[str], *needed: str, why: str = "") -> None:
        """Raise OptionError where an option is given whose effect needs another one.

        Args:
            names: The options.
            needed: Options, or `NAME=VALUE`, of which one is enough.
            why: What to do.
        """
        given = [name for name in names if self.has(name)]
        if given and not any(map(self._is_so, needed)):
            needs = " or ".join(f"`{one}`" for one in needed)
            raise OptionError(given[0], f"has no effect without {needs}", why)

    def _is_so(self, need: str) -> bool:
        name, equals, value = need.partition("=")
        return bool(getattr(self, name) == value if equals else getattr(self, name))

    def to_dict(self) -> dict[str, object]:
        """List the options that shape the result by name, as JSON has them."""
        left_out = {
            *("jobs", "no_cache", "engine", "address", "work_dir", "report", "storage_options"),
            *(name for name, one in self.declared().items() if one.positional),
        }
        return {
            name: _plain(getattr(self, name)) for name in self.declared() if name not in left_out
        }


@lru_cache
def _declared(options: Any) -> Mapping[str, Option]:
    hints = get_type_hints(options, include_extras=True)
    found = {}
    for one in fields(options):
        if options.only and one.name not in options.only:
            continue
        for extra in getattr(hints[one.name], "__metadata__", ()):
            if isinstance(extra, Option):
                found[one.name] = extra
    last = [
        name for group in (REPORT, READING) for name, one in found.items() if one.group == group
    ]
    return {name: found[name] for name in (*(n for n in found if n not in last), *last)}


def _objects(name: str) -> Sequence[str]:
    """List what a name stands for: objects, if it is a pattern of a store; else itself."""
    return matching(name) if is_pattern(name) else [name]


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return list(map(_plain, value)) if isinstance(value, tuple) else value
