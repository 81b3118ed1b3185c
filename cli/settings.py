"""The options of `check` that hold: those of the command line, then those of a configuration."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import typer

from rebalance.errors import RequestError

from .check_config import Config, read_config
from .common import Request
from .options import suggestion
from .rule_options import RULES
from .ruling import Ruling, as_toml

_NOT_IN_FILES = ("datasets",)
_KINDS: Mapping[str, type] = {
    "baseline": str, "near_duplicates": float, "report": list, "annotations": str, "strict": bool,
    "exit_zero": bool,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """What a check is to do.

    Attributes:
        request: The options that commands have in common.
        options: The others, by their names in Python.
        config: Where some of them come from.
    """

    request: Request
    options: Mapping[str, Any]
    config: Config

    @classmethod
    def gather(
        cls,
        context: typer.Context,
        request: Request,
        options: Mapping[str, Any],
        path: str | None,
        *,
        isolated: bool,
    ) -> "Settings":
        """Fill in from a configuration what the command line leaves open.

        Raises:
            RequestError: The configuration cannot be used, or no dataset is given.
            AccessError: It cannot be read.
        """
        shared = [one.name for one in fields(Request) if one.name not in _NOT_IN_FILES]
        known = [name.replace("_", "-") for name in (*shared, *options)]
        config = read_config(path, known, isolated=isolated)
        own, common = dict(options), dict[str, Any]()
        for key, value in config.values.items():
            name = key.replace("-", "_")
            if key == "dataset" or _typed(context, name):
                continue
            if name in shared:
                common[name] = _as_request(config.path, key, value)
            else:
                own[name] = value if key in RULES else _as_own(config.path, key, value)
        datasets = request.datasets or config.datasets
        if not datasets:
            raise RequestError(
                "no dataset given", "name files, or give dataset = [...] in the configuration"
            )
        return cls(replace(request, datasets=datasets, **common), own, config)

    def ruling(self) -> Ruling:
        """Read the rules."""
        return Ruling.parse({name: self.options[name.replace("-", "_")] for name in RULES})

    def shown(self) -> str:
        """Write all options that hold as TOML."""
        values: dict[str, Any] = {"dataset": list(self.request.datasets)}
        usual = Request(self.request.datasets)
        for one in fields(Request):
            value = getattr(self.request, one.name)
            if one.name != "datasets" and value != getattr(usual, one.name):
                values[one.name.replace("_", "-")] = value
        for name, value in self.options.items():
            if value not in (None, False, "auto"):
                values[name.replace("_", "-")] = value
        source = f"# {self.config.path}\n" if self.config.path else "# no configuration\n"
        return source + as_toml(values)


def _typed(context: typer.Context, name: str) -> bool:
    """Tell whether an option stands on the command line."""
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def _as_own(path: str, key: str, value: object) -> object:
    kind = _KINDS[key.replace("-", "_")]
    if kind is list and isinstance(value, str):
        return [value]
    if kind is float and type(value) is int:
        return float(value)
    if not isinstance(value, kind):
        raise RequestError(f"{path}: {key} = {value!r} has to be {_said(kind)}")
    folder = Path(path).parent  # which the files of a configuration are relative to
    if key == "baseline":
        return os.fspath(folder / str(value))
    if isinstance(value, list):
        pairs = (str(one).partition("=") for one in value)
        return [f"{kind_of}={folder / file}" if file else kind_of for kind_of, _, file in pairs]
    return value


def _as_request(path: str, key: str, value: object) -> object:
    """Check the value of an option that commands have in common by its type."""
    hint = get_type_hints(Request)[key.replace("-", "_")]
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not NoneType]
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            choices = list(map(str, get_args(hint)))
            raise RequestError(
                f"{path}: {key} = {value!r} is none of {', '.join(choices)}",
                suggestion(str(value), choices),
            )
        return value
    kind = get_origin(kinds[0]) or kinds[0]
    if get_origin(hint) is list or kind is list:
        value = [value] if isinstance(value, str) else value
        kind = list
    elif kind is str and type(value) in (int, float):
        value = str(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise RequestError(f"{path}: {key} = {value!r} has to be {_said(kind)}")
    return value


def _said(kind: type) -> str:
    return {str: "a text", float: "a number", int: "a whole number", bool: "true or false"}.get(
        kind, "a list of texts"
    )
