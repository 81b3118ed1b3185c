"""Markdown tables: text that came from data stays text."""

import re
from collections.abc import Collection, Iterable, Sequence

_MARKS = re.compile(r"[\\`*_\[\]<>|#~!&$]|:(?=//|[\w+-]+:)|(?<=www)\.", re.IGNORECASE)


def escape(text: str) -> str:
    """Escape what Markdown, or GitHub on top of it, would interpret."""
    marked = _MARKS.sub(r"\\\g<0>", text)
    return marked.replace("@", "@&#8203;")  # no mention, no address: both see through backslashes


def row(cells: Iterable[str]) -> str:
    """Write a row of cells, which are escaped already."""
    return f"| {' | '.join(cells)} |\n"


def head(names: Sequence[str], numeric: Collection[str]) -> str:
    """Write the head of a table, whose numeric columns are flush right."""
    return row(names) + row("---:" if name in numeric else "---" for name in names)
