"""What is stable from 1.0 on, one line each, in docs/stable_surface.txt: it may only grow.

Commands with their arguments, options, choices and defaults; the keys of reports and their types;
verbs, errors and exit codes; what `rebalance.training` offers; the rules of `check`.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import rebalance
from rebalance import errors
from rebalance.checking.rules import RULES

ROOT = Path(__file__).parents[1]
RECORDED = ROOT / "docs" / "stable_surface.txt"
SCHEMAS = ROOT / "rebalance" / "schemas"
TRAINING = ("rebalance.training", "rebalance.training.torch")
_HEAD = (
    "# What is stable; see stability.md. Lines are added by `make generate`, and none is removed.\n"
)

boundary, flags = import_module("rebalance.cli.boundary"), import_module("rebalance.cli.flags")
loaded = import_module("rebalance.cli.commands")


def surface() -> set[str]:
    """List all that is stable as it is now."""
    lines = {"command schema", "command completion", *(f"verb {name}" for name in rebalance.VERBS)}
    for name in loaded.NAMES:
        lines |= {f"command {name}", *_options(loaded.command(name))}
    for path in SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_bytes())
        lines |= set(_keys(schema, f"report {schema['title']}", schema["$defs"], ()))
    lines |= {f"rule {rule.id} {rule.name}" for rule in RULES}
    lines |= {f"function {name}.{one}" for name in TRAINING for one in _public(name)}
    return lines | {*_errors(errors.RebalanceError, "")}


def recorded() -> set[str]:
    """Read what was written down."""
    return {line for line in RECORDED.read_text("utf-8").splitlines() if line[:1] not in "#"}


def _options(command: Any) -> Iterator[str]:
    defaults = command.options.defaults()
    for name, option in command.declared.items():
        if option.positional:
            yield f"argument {command.name} {name}"
            continue
        line = f"option {command.name} {flags.long_name(name)}"
        default = flags.shown_default(option, defaults[name]) if name in defaults else ""
        yield f"{line}{'' if option.is_flag else ' VALUE'}{f' = {default}' if default else ''}"
        if option.short:
            yield f"{line} is {option.short}"
        yield from (f"{line} takes {word}" for word in _choices(option.metavar))


def _choices(metavar: str) -> list[str]:
    """List the words that an option takes: those in small letters, as in `min|median|N`."""
    return [word for word in metavar.split("|") if re.fullmatch(r"[a-z][a-z-]*", word)]


def _keys(
    schema: Mapping[str, Any], at: str, definitions: Mapping[str, Any], seen: tuple[str, ...]
) -> Iterator[str]:
    """List the types of a value, and what is below it; a type within itself only once."""
    types, below = set[str](), list[tuple[Mapping[str, Any], str, tuple[str, ...]]]()
    for kind in schema.get("anyOf", [schema]):
        name = kind.get("$ref", "").rpartition("/")[2]
        if name in seen:
            continue
        made = definitions[name] if name else kind
        types.add("text" if "enum" in made or "const" in made else made.get("type", "any"))
        inner = (*seen, name) if name else seen
        below += [(one, f"{at}.{key}", inner) for key, one in made.get("properties", {}).items()]
        below += [(made[part], f"{at}[]", inner) for part in ("items", "additionalProperties")
                  if made.get(part)]  # fmt: skip
        yield from (f"{at} = {json.dumps(value)}" for value in made.get("enum", ()))
    yield f"{at}: {'|'.join(sorted(types))}"
    for one, place, inner in below:
        yield from _keys(one, place, definitions, inner)


def _public(module: str) -> list[str]:
    """Read the public names of a package, which may need what is not installed."""
    text = ROOT.joinpath(*module.split("."), "__init__.py").read_text("utf-8")
    found = re.search(r"^__all__ = (\[.*?\])", text, re.MULTILINE | re.DOTALL)
    return list(ast.literal_eval(found[1])) if found else []


def _errors(error: type[errors.RebalanceError], above: str) -> Iterator[str]:
    path = f"{above}.{error.__name__}".removeprefix(".")
    yield f"error {path} exit {boundary.exit_code(error.__new__(error))}"  # whatever it is made of
    for below in error.__subclasses__():
        yield from _errors(below, path)


def main() -> int:
    """Write down what is new, and fail where something is gone."""
    now, before = surface(), recorded() if RECORDED.exists() else set[str]()
    if gone := sorted(before - now):
        sys.stderr.write("stable, and gone:\n" + "".join(f"  {line}\n" for line in gone))
        return 1
    RECORDED.write_text(_HEAD + "".join(f"{line}\n" for line in sorted(now)), "utf-8")
    sys.stdout.write(
        f"wrote {len(now):,} lines of what is stable, {len(now - before)} of them new\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
