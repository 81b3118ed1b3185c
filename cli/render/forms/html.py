"""A report as HTML: one page that holds all it needs, or a fragment for notebooks.

Neither has a script or asks for anything from anywhere; the page forbids both, by a policy that
allows its one style sheet alone.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import count

from ..blocks import Bars, Block, Facts, Heat, Note, Table, Title
from . import html_table, style, svg
from .markup import escaped

_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]{,30}[a-z]")


def page(blocks: Iterable[Block], command: str = "") -> Iterator[str]:
    """Make a page of a report, piece by piece.

    Args:
        blocks: What the report looks like.
        command: The command that makes the page, for its last line.

    Returns:
        The pieces of the page, which are the same whenever the blocks are.
    """
    blocks = list(blocks)
    title = next((block.text for block in blocks if isinstance(block, Title)), "rebalance")
    sheet = style.page_style()
    made_by = f"<footer>Made by <code>{escaped(command)}</code></footer>\n" if command else ""
    yield f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(sheet)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escaped(title)}</title>
<style>{sheet}</style>
</head>
<body class="rebalance">
<main>
"""
    yield from _Sections(blocks, level=1).all()
    yield f"{made_by}</main>\n</body>\n</html>\n"


def fragment(blocks: Iterable[Block]) -> str:
    """Make a fragment of a report for a notebook: what stands out, the main picture and table."""
    blocks = list(blocks)
    plain = "".join(_Sections(blocks, level=3).main())
    mark = sha256(plain.encode()).hexdigest()[:8]  # so that ids differ from those of other outputs
    main = "".join(_Sections(blocks, level=3, mark=mark).main())
    return f'<div class="rebalance">\n<style>{style.fragment_style()}</style>\n{main}</div>\n'


def _policy(sheet: str) -> str:
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'"


class _Sections:
    """Writes blocks as sections, and numbers what needs an id."""

    def __init__(self, blocks: Sequence[Block], *, level: int, mark: str = "") -> None:
        self.blocks = blocks
        self.top, self.under = f"h{level}", f"h{level + 1}"
        self.numbers = (f"{mark}-{number}" for number in count(1))

    def all(self) -> Iterator[str]:
        """Write everything."""
        return self._written(self.blocks)

    def main(self) -> Iterator[str]:
        """Write what a notebook shows: what a page begins with, one picture and one table."""
        found: dict[type, Block] = {}
        for block in self.blocks:
            kind = Bars if isinstance(block, Heat) else type(block)
            if isinstance(block, Title | Table | Bars | Heat):
                found.setdefault(kind, block)
        warnings = [one for one in self.blocks if isinstance(one, Note) and one.level == "warning"]
        facts = [block for block in self.blocks if isinstance(block, Facts)]
        return self._written([*found.values(), *facts, *warnings])

    def _written(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Write what is most important first, and the rest in its order."""
        ordered = sorted(blocks, key=_rank)
        warnings = [block for block in ordered if _rank(block) == _WARNING]
        before = [block for block in ordered if _rank(block) < _WARNING]
        after = [block for block in ordered if _rank(block) > _WARNING]
        for block in before:
            yield from self._section(block)
        yield self._warnings(warnings)
        for block in after:
            yield from self._section(block)

    def _section(self, block: Block) -> Iterator[str]:
        match block:
            case Title():
                yield self._title(block)
            case Facts():
                yield self._facts(block)
            case Note():
                yield _note(block)
            case Table():
                yield from self._table(block)
            case Bars() | Heat():
                yield self._figure(block)
            case _:
                return  # records are for programs

    def _title(self, block: Title) -> str:
        """Write what the page is about, or a part of it."""
        first = next(one for one in self.blocks if isinstance(one, Title))
        tag = self.top if block is first else self.under
        lead = f'<p class="lead">{escaped(block.under)}</p>\n' if block.under else ""
        return f"<{tag}>{escaped(block.text)}</{tag}>\n{lead}"

    def _heading(self, text: str, identity: str = "") -> str:
        return f"<{self.under}{identity}>{escaped(text)}</{self.under}>\n" if text else ""

    def _facts(self, block: Facts) -> str:
        tiles = "".join(
            f"<div><dt>{escaped(fact.name)}</dt><dd>{escaped(fact.value)}"
            + (f"<small>{escaped(fact.meaning)}</small>" if fact.meaning else "")
            + "</dd></div>\n"
            for fact in block.facts
        )
        return f'{self._heading(block.title)}<dl class="facts">\n{tiles}</dl>\n' if tiles else ""

    def _warnings(self, blocks: Sequence[Block]) -> str:
        items = "".join(
            f"<li>{_prose(block.text)}</li>\n" for block in blocks if isinstance(block, Note)
        )
        heading = self._heading("What stands out")
        return f'{heading}<ul class="warnings">\n{items}</ul>\n' if items else ""

    def _figure(self, block: Bars | Heat) -> str:
        """Show a picture; one that is wide in a frame of its own, which scrolls."""
        number = next(self.numbers)
        drawn, about = svg.embedded(block, number)
        if isinstance(block, Heat):
            label = f'role="region" aria-label="{escaped(block.title or "Matrix")}"'
            drawn = f'<div class="scroll pad" tabindex="0" {label}>\n{drawn}\n</div>'
        caption = escaped(" ".join(about.caption))
        return (
            f"{self._heading(block.title)}<figure>\n{drawn}\n"
            f"<figcaption>{caption}</figcaption>\n</figure>\n"
        )

    def _table(self, block: Table) -> Iterator[str]:
        """Show a table in a frame, which scrolls if it is wide."""
        number = next(self.numbers)
        name = f'aria-labelledby="heading{number}"' if block.title else 'aria-label="Table"'
        bars = html_table.TableBars.of(block)
        about = " ".join(filter(None, [block.about, bars.legend]))
        described = f' aria-describedby="about{number}"' if about else ""
        frame = "scroll fits" if html_table.fits(block) else "scroll"
        yield self._heading(block.title, f' id="heading{number}"')
        if about:
            yield f'<p class="about" id="about{number}">{_prose(about)}</p>\n'
        yield f'<div class="{frame}" tabindex="0" role="region" {name}>\n'
        yield from html_table.table(block, bars, name + described)
        yield "\n</div>\n"
        if block.left_out:
            yield f'<p class="more">{_prose(block.left_out)}</p>\n'


_WARNING = 2


def _rank(block: Block) -> int:
    """Tell what comes first: title, facts, warnings, pictures, the rest."""
    match block:
        case Title():
            return 0
        case Facts():
            return 1
        case Note(level="warning"):
            return _WARNING
        case Bars() | Heat():
            return 3
        case _:
            return 4


def _note(block: Note) -> str:
    """Write a sentence; a command to try is set apart from what is said of it."""
    if block.level != "next":
        return f"<p>{_prose(block.text)}</p>\n"
    return f'<p class="next">Next: <code>{escaped(block.text)}</code></p>\n'


def _prose(text: str) -> str:
    """Write a sentence, in which flags are code."""
    return _FLAG.sub(r'<code class="flag">\g<0></code>', escaped(text))
