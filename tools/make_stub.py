"""Write the signatures of the verbs out for people and type checkers: rebalance/__init__.pyi."""

import sys
from collections import defaultdict
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from textwrap import indent
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import rebalance

FILE = Path(__file__).parents[1] / "rebalance" / "__init__.pyi"
INDENT = "    "
PROGRESS = "Called with the step, the bytes done and the total bytes of the step, again and again."
HEAD = '''"""The verbs, as their options declare them; written by `make generate`."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from os import PathLike
from typing import Literal

{imports}

Path = str | PathLike[str]
VERBS: dict[str, str]
__version__: str
__all__: list[str]
'''


def stub() -> str:
    """Write the whole file."""
    found = {name: verb for name in rebalance.VERBS if (verb := _verb(name)) is not None}
    reports = defaultdict[str, list[str]](list)
    for verb in found.values():
        report = verb.__signature__.return_annotation
        reports[report.__module__].append(report.__name__)
    lines = [f"from {name} import {', '.join(sorted(of))}" for name, of in reports.items()]
    lines += [
        "from rebalance.errors import RebalanceError as RebalanceError",
        "from rebalance.progress import Progress",
    ]
    return HEAD.format(imports="\n".join(sorted(lines))) + "".join(
        map(_written, found, found.values())
    )


def _verb(name: str) -> Any:
    try:
        return getattr(import_module(f"rebalance.{rebalance.VERBS[name]}.run"), name)
    except ModuleNotFoundError:
        return None


def _written(name: str, verb: Any) -> str:
    options, defaults = verb.options, verb.options.defaults()
    hints = get_type_hints(options)
    files, others = list[str](), list[str]()
    for one, option in options.declared().items():
        shown = option.accepts or _shown(hints[one])
        if one in defaults:
            optional = (
                " | None" if NoneType in get_args(hints[one]) and not shown.endswith("None") else ""
            )
            others.append(f"{one}: {shown}{optional} = {_literal(defaults[one])}")
        elif option.positional:
            files.append(f"{one}: {shown}")
        else:
            others.append(f"{one}: {shown}")
    parameters = [*files, "*", *others, "progress: Progress | None = None"]
    lines = "".join(f"    {one},\n" for one in parameters)
    returned = verb.__signature__.return_annotation.__name__
    return f"\ndef {name}(\n{lines}) -> {returned}:\n{indent(_docstring(verb), INDENT)}"


def _docstring(verb: Any) -> str:
    """Write what a verb says of itself, with the help of each option, as editors show it."""
    head, raises, errors = cleandoc(verb.__doc__ or "").partition("Raises:\n")
    declared = verb.options.declared()
    files_first = sorted(declared, key=lambda name: not declared[name].positional)
    said = {**{name: declared[name].help for name in files_first}, "progress": PROGRESS}
    options = "".join(f"{INDENT}{name}: {text}\n" for name, text in said.items())
    end = f"\n{raises}{errors.rstrip()}\n" if raises else ""
    return f'"""{head.rstrip()}\n\nArgs:\n{options}{end}"""\n'


def _literal(value: object) -> str:
    plain = value is None or isinstance(value, str | int | float)
    return repr(value).replace("'", '"') if plain else "..."


def _shown(hint: Any) -> str:
    """Write a type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " | ".join(map(_shown, arguments))
    if origin is Literal:
        return f"Literal[{', '.join(_literal(one) for one in arguments)}]"
    if origin is tuple:
        return f"Sequence[{_shown(arguments[0])}]"
    if hint is NoneType:
        return "None"
    if origin is not None:
        return f"{_shown(origin)}[{', '.join(map(_shown, arguments))}]"
    return str(getattr(hint, "__name__", hint))


if __name__ == "__main__":
    FILE.write_text(stub(), "utf-8")
    sys.stdout.write(f"wrote {FILE.name}\n")
