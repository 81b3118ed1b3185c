"""Values -> TOML, for configurations."""

import re
from collections.abc import Mapping

from rebalance.log_commands import unobeyed_strings

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def key(name: str) -> str:
    """Write the name of a key or a table, in quotes only where it needs them."""
    return name if _BARE.fullmatch(name) else toml(name)


def toml(value: object) -> str:
    """Write a value as TOML; what is not printable is escaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml(str(k))} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return unobeyed_strings(f'"{"".join(map(_escaped, str(value)))}"')


def _escaped(sign: str) -> str:
    if sign.isprintable() and sign not in '"\\':
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
