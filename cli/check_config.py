"""The configuration of `check`: the nearest pyproject.toml or rebalance.toml that has one."""

import os
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rebalance.errors import RequestError

from .options import read_text, suggestion

_DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class Config:
    """Options from a file.

    Attributes:
        path: The file, relative to the working directory where it is below it; "" for none.
        values: Values by long option, without its dashes.
    """

    path: str
    values: Mapping[str, Any]

    @property
    def datasets(self) -> list[str]:
        """The files of the dataset, which are relative to the configuration."""
        found = self.values.get(_DATASET, [])
        names = [found] if isinstance(found, str) else found
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise RequestError(f"{self.path}: dataset has to be a list of paths")
        folder = Path(self.path).parent
        return [os.fspath(folder / name) for name in names]


def read_config(path: str | None, options: Collection[str], *, isolated: bool) -> Config:
    """Read the options of a file.

    Args:
        path: The file; None to look for the nearest one, from the working directory upwards.
        options: The long options that there are, without dashes.
        isolated: Whether to look at no file at all.

    Raises:
        RequestError: The file is no TOML, has no table for the check, or an unknown key.
        AccessError: It cannot be read.
    """
    if isolated and path:
        raise RequestError("--isolated does not go with --config")
    if isolated:
        return Config("", {})
    if path is not None:
        found = _table(path)
        if found is None:
            raise RequestError(f"{path} has no table {_names(path)}")
        return _checked(Config(path, found), options)
    for folder in (Path.cwd(), *Path.cwd().parents):
        for name in ("rebalance.toml", "pyproject.toml"):
            if (folder / name).is_file():
                near = os.path.relpath(folder / name) if folder == Path.cwd() else folder / name
                found = _table(os.fspath(near))
                if found is not None:
                    return _checked(Config(os.fspath(near), found), options)
    return Config("", {})


def _names(path: str) -> str:
    return "[tool.rebalance.check]" if Path(path).name == "pyproject.toml" else "[check]"


def _table(path: str) -> Mapping[str, Any] | None:
    """Read the table of a file that is for the check; None where it has none."""
    try:
        content: Any = tomllib.loads(read_text(path, "--config"))
    except tomllib.TOMLDecodeError as error:
        raise RequestError(f"{path}: {error}") from error
    for name in _names(path).strip("[]").split("."):
        content = content.get(name) if isinstance(content, dict) else None
    if content is not None and not isinstance(content, dict):
        raise RequestError(f"{path}: {_names(path)} has to be a table")
    return content


def _checked(config: Config, options: Collection[str]) -> Config:
    for key in config.values:
        if key not in options and key != _DATASET:
            known = [*options, _DATASET]
            raise RequestError(f"{config.path}: unknown key {key!r}", suggestion(key, known))
    return config
