"""Write the JSON Schemas of all reports from their types: rebalance/schemas/*.json."""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import rebalance
from rebalance.report import Entries
from rebalance.rows.encoding import json_name

FOLDER = Path(__file__).parents[1] / "rebalance" / "schemas"
_SCALARS: dict[type, dict[str, object]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    NoneType: {"type": "null"},
}


def schema_of(report: type) -> dict[str, object]:
    """Describe the JSON of a report (draft 2020-12)."""
    definitions: dict[str, object] = {}
    body = _object(report, definitions)
    members = {"schema": {"const": vars(report)["schema"]}, **body["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": vars(report)["schema"],
        **body,
        "properties": members,
        "required": list(members),
        "$defs": dict(sorted(definitions.items())),
    }


def _object(kind: type, definitions: dict[str, object]) -> dict[str, Any]:
    hints, said = get_type_hints(kind), _attributes(kind)
    members = {
        name: _type(hints[one.name], definitions) | _described(said.get(one.name))
        for one in fields(kind)
        if (name := json_name(one))
    }
    first = cleandoc(kind.__doc__ or "").partition("\n")[0]
    return {
        "description": first,
        "type": "object",
        "properties": members,
        "required": list(members),
    }


def _described(text: str | None) -> dict[str, str]:
    return {"description": text} if text else {}


def _attributes(kind: type) -> dict[str, str]:
    """Read what the docstring, and those of its bases, say of attributes."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        text = cleandoc(base.__doc__ or "").partition("Attributes:\n")[2]
        for name, said in re.findall(r"^    (\w+): (.*(?:\n {8,}.*)*)", text, re.MULTILINE):
            found[name] = " ".join(said.split())
    return found


def _type(hint: Any, definitions: dict[str, object]) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return dict(_SCALARS[hint])
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}  # before it is made: it may hold itself
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin in (Union, UnionType):
        return {"anyOf": [_type(one, definitions) for one in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
        items = [_type(one, definitions) for one in arguments]
        size = len(items)
        return {"type": "array", "prefixItems": items, "minItems": size, "maxItems": size}
    if origin in (tuple, list, Entries):
        return {"type": "array", "items": _type(arguments[0], definitions)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _type(arguments[1], definitions)}
    if hint in (Any, object):
        return {}
    raise TypeError(f"no JSON for {hint!r}")


def written(name: str) -> str:
    """Write the schema of a verb's report."""
    run = import_module(f"rebalance.{rebalance.VERBS[name]}.run")
    returned = getattr(run, name).__signature__.return_annotation
    return json.dumps(schema_of(returned), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for verb in sys.argv[1:] or rebalance.VERBS:
        (FOLDER / f"{verb}.json").write_text(written(verb), "utf-8")
    sys.stdout.write(f"wrote {len(rebalance.VERBS)} schemas\n")
