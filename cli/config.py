"""One configuration for all commands: pyproject.toml, or rebalance.toml.

It fills in what the command line and the environment leave open. A file that was found, and not
named, is not trusted with outputs.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rebalance.declarations import Option
from rebalance.errors import AccessError, OptionError, RebalanceError, RequestError
from rebalance.named_files import is_file, read_text, why_unfit
from rebalance.remote.urls import is_remote
from rebalance.toml_text import toml
from rebalance.values import TOKENS
from rebalance.wording import safe, suggestion

FILES = ("rebalance.toml", "pyproject.toml")

Declared = Mapping[str, Mapping[str, Option]]  # the options of each command


@dataclass(frozen=True)
class Config:
    """Options from a file.

    Attributes:
        path: The file, relative to the working directory where it is below it; "" for none.
        named: Whether the user named it.
        tables: Values of each command by the names of options.
        show: Whether the options that hold are to be shown, and nothing done.
        left_aside: Which files that were found are not read, and why.
    """

    path: str = ""
    named: bool = False
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    show: bool = False
    left_aside: Sequence[str] = ()

    def note(self, names: Sequence[str]) -> str:
        """Say which options of a command come from the file; "" for none."""
        return f"options from {self.path}: {', '.join(map(_key, names))}" if names else ""

    def taken(self, command: str, names: Collection[str]) -> "Config":
        """Keep only what a run takes from the file."""
        table = self.tables.get(command, {})
        kept = {name: value for name, value in table.items() if name in names}
        return replace(self, tables={command: kept})

    def hides(self, place: str) -> bool:
        """Tell whether a place is in a dataset that the configuration took from outside."""
        listed = [name for table in self.tables.values() for name in _paths(table.values())]
        return any(place.startswith(f"{name}:") and self._is_outside(name) for name in listed)

    def _is_outside(self, name: str) -> bool:
        return not is_inside(name, Path(self.path).parent)

    def shown(self, command: str, given: Mapping[str, Any], others: Mapping[str, Any]) -> str:
        """Write the options that hold as TOML, those at their defaults as comments."""
        source = f"# {safe(self.path)}\n" if self.path else "# no configuration\n"
        lines = [f"{_key(name)} = {toml(value)}\n" for name, value in given.items()]
        lines += [f"# {_key(name)} = {toml(value)}\n" for name, value in others.items()]
        return f"{source}[{command.replace(' ', '.')}]\n" + "".join(lines)


def is_inside(name: str, folder: Path) -> bool:
    """Tell whether a path lies in a folder, links followed."""
    try:
        return os.path.realpath(name).startswith(os.path.realpath(folder) + os.sep)
    except (OSError, ValueError):
        return False


def read_config(path: str | None, declared: Declared, *, isolated: bool) -> Config:
    """Read the options of a file, and check them.

    Args:
        path: The file; None to look for the nearest one, from the working directory upwards.
        declared: The options that there are.
        isolated: Whether to look at no file at all.

    Raises:
        RequestError: The file is not TOML, or has a key or value that no command takes.
        AccessError: It cannot be read.
    """
    if isolated and path:
        raise RequestError("--isolated cannot be combined with --config")
    if isolated:
        return Config()
    if path == "":
        raise RequestError("--config: '' is not a path", "name a file")
    if path is not None:
        return _checked(path, _content(path) or {}, declared, named=True)
    left_aside = list[str]()
    for folder in (Path.cwd(), *Path.cwd().parents):
        for name in FILES:
            near = Path(name) if folder == Path.cwd() else folder / name
            why = why_unfit(near.stat()) if is_file(near) else None
            if why:
                left_aside.append(f"{near} is left aside: {why}")
            content = _content(os.fspath(near)) if why == "" else None
            if content is not None:
                found = _checked(os.fspath(near), content, declared, named=False)
                return replace(found, left_aside=tuple(left_aside))
    return Config(left_aside=tuple(left_aside))


def _content(path: str) -> Mapping[str, Any] | None:
    """Read the tables of a file that are for us; None where it has none."""
    import tomllib  # which takes a while to load

    try:
        content: Any = tomllib.loads(read_text(path, "config"))
    except OptionError as error:
        raise RequestError(error.sentence) from error
    except (ValueError, RecursionError) as error:
        where = "leave it aside with --isolated"
        raise RequestError(f"{path}: this is not TOML: {error}", where) from error
    if Path(path).name == "pyproject.toml":
        tool = content.get("tool")
        content = tool.get("rebalance") if isinstance(tool, dict) else None
    if content is not None and not isinstance(content, dict):
        raise RequestError(f"{path}: {_table(path)} must be a table")
    return content


def _table(path: str, command: str = "") -> str:
    """Name the table of a command in a file."""
    prefix = "tool.rebalance" if Path(path).name == "pyproject.toml" else ""
    return f"[{'.'.join(part for part in (prefix, *command.split()) if part)}]"


def _checked(path: str, content: Mapping[str, Any], declared: Declared, *, named: bool) -> Config:
    tables: dict[str, dict[str, Any]] = {}
    for command, table in _tables(path, content, declared):
        tables[command] = {}
        for key, given in table.items():
            name, value = _value(path, command, key, given, declared[command], named)
            if name in tables[command]:
                raise RequestError(f"{path}: {_table(path, command)} has {key!r} twice")
            tables[command][name] = value
    return Config(path, named, tables)


def _tables(
    path: str, content: Mapping[str, Any], declared: Declared, above: str = ""
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """List the tables of commands; those of a group of commands are in the table of the group."""
    for word, table in content.items():
        command = f"{above} {word}".lstrip()
        is_group = any(name.startswith(f"{command} ") for name in declared)
        if command not in declared and not is_group:
            meant = suggestion(command, list(declared))
            raise RequestError(f"{path}: there is no command {command!r} for a table", meant)
        if not isinstance(table, dict):
            raise RequestError(f"{path}: {_table(path, command)} must be a table")
        if is_group:
            yield from _tables(path, table, declared, command)
        else:
            yield command, table


def _value(
    path: str, command: str, key: str, value: Any, declared: Mapping[str, Option], named: bool
) -> tuple[str, Any]:
    """Check one key, and give the name of its option and its value, paths as they are from here."""
    place, name = f"{path}: {_table(path, command)}", key.replace("-", "_")
    if name not in declared:
        known = [_key(one) for one in declared]
        raise RequestError(f"{place} has an unknown key {key!r}", suggestion(_key(name), known))
    option = declared[name]
    if option.use == "writes" and not named:
        raise RequestError(
            f"{place}: {key!r} names an output, which only a file given with --config may do",
            f"give {path} with --config, or the output on the command line",
        )
    if option.several and not isinstance(value, list):
        value = [value]
    if not named and (name == "storage_options" or any(map(is_remote, _paths([value])))):
        raise RequestError(
            f"{place}: {key!r} has stores be asked, which only a file given with --config may do",
            f"give {path} with --config, or the option on the command line",
        )
    if option.use is not None:
        value = _from_here(Path(path).parent, option, value)
    if option.use == "reads" and not named:
        _refuse_devices(value if option.several else [value], place, key)
    reads_one = option.use == "reads" and not option.several
    file = str(value).partition(":")[2] if option.file_in else value
    if reads_one and not named and is_file(file) and not is_inside(file, Path(path).parent):
        raise RequestError(
            f"{place}: {key!r} names a file outside of its folder, and {path} was only found",
            f"give {path} with --config, or the option on the command line",
        )
    try:
        option.parse(value, name)
    except AccessError:
        raise
    except RebalanceError as error:
        said = error.sentence if isinstance(error, OptionError) else str(error)
        raise RequestError(f"{place}: {key!r}: {said}", error.advice) from error
    return name, value


def _refuse_devices(values: Iterable[Any], place: str, key: str) -> None:
    """Refuse pipes and devices, which may never end, in a file that was only found."""
    for one in values:
        if is_file(one) and not Path(one).is_file():
            raise RequestError(f"{place}: {key!r} names {one}, which is no regular file")


def _from_here(folder: Path, option: Option, value: Any) -> Any:
    """Make paths that are relative to the configuration relative to the working directory."""
    if isinstance(value, list):  # of an option that takes one file, it holds values
        return [_from_here(folder, option, one) for one in value] if option.several else value
    if isinstance(value, Mapping) and option.use == "writes":
        return {name: _from_here(folder, option, one) for name, one in value.items()}
    if not isinstance(value, str):
        return value
    if option.file_in is not None:
        kind, colon, path = value.partition(":")
        there = kind.endswith(TOKENS) and bool(path) and (folder / path).exists()
        return f"{kind}{colon}{folder / path}" if there else value
    kind, equals, path = "", "", value
    if "=FILE" in option.metavar and "=" in value:
        kind, equals, path = value.partition("=")
    pure = "|" not in option.metavar  # others may hold values, too
    if path != "-" and not is_remote(path) and (pure or is_file(folder / path)):
        path = os.fspath(folder / path)
    return f"{kind}{equals}{path}"


def _key(name: str) -> str:
    return name.replace("_", "-")


def _paths(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        several = value if isinstance(value, list) else [value]
        yield from (one for one in several if isinstance(one, str))
