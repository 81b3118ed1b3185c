"""Draw the code map of CONTRIBUTING.md from the docstrings: one line a folder, one a module."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
BEGIN, END = "<!-- code map: make generate -->\n```\n", "```\n<!-- end of the code map -->\n"
FLOORS = ("numbers", "text", "rows", "engines")  # from below; capabilities stand above them


def code_map() -> str:
    """Draw all folders with code, each with its modules."""
    return "".join(
        f"{line}\n" for folder in ("rebalance", "cli") for line in _folder(ROOT / folder)
    )


def _folder(folder: Path, depth: int = 0) -> Iterator[str]:
    yield _line(depth, f"{folder.name}/", _said(folder / "__init__.py"))
    for path in sorted(folder.glob("*.py")):
        if not path.stem.startswith("__"):
            yield _line(depth + 1, path.name, _said(path))
    for inner in sorted(folder.iterdir(), key=_place):
        if (inner / "__init__.py").exists():
            yield from _folder(inner, depth + 1)


def _place(folder: Path) -> tuple[int, str]:
    floor = FLOORS.index(folder.name) if folder.name in FLOORS else len(FLOORS)
    return floor, folder.name


def _line(depth: int, name: str, said: str) -> str:
    return f"{'  ' * depth + name:<28}{said}".rstrip()


def _said(path: Path) -> str:
    """Give the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def drawn(page: str) -> str:
    """Put the map into the page."""
    head, _, rest = page.partition(BEGIN)
    return head + BEGIN + code_map() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text("utf-8")), "utf-8")
    sys.stdout.write(f"drew the code map in {PAGE.name}\n")
