"""A report in any form: the module of its command makes blocks, one module a form makes text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import rebalance
from rebalance.errors import RequestError
from rebalance.log_commands import as_entities, as_marks, unobeyed
from rebalance.report import Report
from rebalance.report_metrics import metric_pieces

from ..spelling import dashed, spelled
from .blocks import Block, Note, Title


@dataclass(frozen=True, slots=True)
class Rendering:
    """A report that is to be written in some form.

    Attributes:
        report: The report.
        given: The options as they were given; empty in a notebook.
        old: What is in the file now, for a form that replaces a part of it.
    """

    report: Any
    given: Mapping[str, object]
    old: bytes = b""

    @property
    def name(self) -> str:
        """The command."""
        return str(self.report.schema).removeprefix("rebalance.").partition("/")[0]

    @property
    def module(self) -> Any:
        """The module of the command."""
        return import_module(f".{self.name}", __package__)

    @property
    def command(self) -> str:
        """The command that makes the report, as it can be pasted; "" if it is not known."""
        declared = getattr(rebalance, self.name).options.declared()
        given = {name: one for name, one in self.given.items() if name != "storage_options"}
        return spelled(self.name.replace("_", " "), given, declared) if given else ""

    def blocks(self) -> list[Block]:
        """Make the blocks of the report, as a terminal shows them."""
        return list(self.module.blocks(self.report))

    def page_blocks(self) -> list[Block]:
        """Put the warnings under the title: who reads a page does not see standard error."""
        found = self.blocks()
        declared = getattr(rebalance, self.name).options.declared()
        warnings = [Note(dashed(one, declared), "warning") for one in self.report.warnings]
        after = 1 if found and isinstance(found[0], Title) else 0
        return [*found[:after], *warnings, *found[after:]]

    def picture(self) -> str:
        """Draw the main picture.

        Raises:
            RequestError: The report has none.
        """
        from .forms.svg import picture

        drawn = picture(self.blocks())
        if drawn is None:
            raise RequestError("this report has no picture", "take another form, such as html")
        return drawn


Form = Callable[[Rendering], str | bytes | Iterator[str]]  # in pieces, where it may be long


def _csv(one: Rendering) -> Iterator[str]:
    from .forms.csv import as_csv

    return as_csv(one.blocks())


def _md(one: Rendering) -> Iterator[str]:
    from .forms.markdown import as_markdown

    return as_markdown(one.page_blocks())


def _html(one: Rendering) -> Iterator[str]:
    from .forms.html import page

    return page(one.page_blocks(), one.command)


FORMS: dict[str, Form] = {  # each of which loads what draws it
    "json": lambda one: one.report.pieces(),
    "metrics": lambda one: metric_pieces(one.report),
    "csv": _csv,
    "md": _md,
    "html": _html,
    "svg": Rendering.picture,
}
_PIECE = 1 << 16  # characters that are given away at a time
_SPELLINGS = {"md": as_marks, "html": as_entities, "svg": as_entities}  # JSON and CSV see to it


def rendered(
    report: Report, form: str, given: Mapping[str, object] | None = None, old: bytes = b""
) -> Iterator[bytes]:
    """Write a report, piece by piece.

    Args:
        report: Of any verb.
        form: One of FORMS, or of those that its command has beside them.
        given: The options as they were given.
        old: What is in the file now.
    """
    rendering = Rendering(report, given or {}, old)
    own: dict[str, Form] = getattr(rendering.module, "FORMS", {})
    written = (own[form] if form in own else FORMS[form])(rendering)
    if isinstance(written, bytes):
        yield written
        return
    for text in _in_lines([written] if isinstance(written, str) else written):
        spelled = unobeyed(text, _SPELLINGS[form]) if form in _SPELLINGS else text
        yield spelled.encode("utf-8", "backslashreplace")  # names of files may be no text


def _in_lines(pieces: Iterable[str]) -> Iterator[str]:
    """Join pieces to longer ones that end with a line: no log finds a command across two."""
    held, size = list[str](), 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE and "\n" in piece:
            lines, end, rest = "".join(held).rpartition("\n")
            yield lines + end
            held, size = [rest], len(rest)
    yield "".join(held)


def fragment(report: Report) -> str:
    """Draw a report for a notebook: facts, picture and tables, without a page around them."""
    from .forms.html import fragment as notebook_fragment

    return notebook_fragment(Rendering(report, {}).page_blocks())
