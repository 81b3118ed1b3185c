"""Which names of a module of the standard library a system has, as typeshed says."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

OLDEST = (3, 11)  # the Python that has the fewest names
POSIX = ("fcntl", "grp", "posix", "pwd", "resource", "termios")  # modules that Windows lacks


@cache
def names(module: str, platform: str) -> frozenset[str]:
    """The public names of a module, on `linux`, `darwin` or `win32`."""
    mypy = find_spec("mypy")
    assert mypy is not None
    assert mypy.origin is not None
    stubs = Path(mypy.origin).parent / "typeshed" / "stdlib"
    file = stubs / f"{module}.pyi"
    text = (file if file.exists() else stubs / module / "__init__.pyi").read_text("utf-8")
    seen = SimpleNamespace(platform=platform, version_info=OLDEST)
    return frozenset(_names(ast.parse(text).body, {"sys": seen}))


def _names(body: list[ast.stmt], known: dict[str, object]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.If):
            holds = eval(ast.unparse(node.test), dict(known))  # noqa: S307  # of mypy's own stubs
            yield from _names(node.body if holds else node.orelse, known)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Assign):
            yield from (one.id for one in node.targets if isinstance(one, ast.Name))
        elif isinstance(node, ast.ImportFrom):
            yield from (one.asname or one.name for one in node.names)


def missing(module: str, platform: str) -> frozenset[str]:
    """The names that Linux has and the other system has not."""
    return names(module, "linux") - names(module, platform)


def differing(module: str) -> frozenset[str]:
    """The names that some system lacks."""
    found = [names(module, platform) for platform in ("linux", "darwin", "win32")]
    return frozenset.union(*found) - frozenset.intersection(*found)
