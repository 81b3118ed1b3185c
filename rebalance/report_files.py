"""Files that a report is written to, in any of its forms, whatever the verb."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from rebalance.errors import OptionError
from rebalance.named_files import page_there
from rebalance.options import Options
from rebalance.report import Report
from rebalance.rows.files.codecs import codec_of
from rebalance.rows.files.output import STDOUT, Outputs


def report_files(
    options: Options, given: Mapping[str, object], outputs: Outputs
) -> Callable[[Report], None]:
    """Open the files of `report`, so that one that cannot be written is known before the work.

    Args:
        options: Of the run.
        given: The options as they were given, from which a page says how it was made.
        outputs: Where all files of the run are created.

    Returns:
        A function that writes the report to all of them.
    """
    paths: Mapping[str, str] = getattr(options, "report", None) or {}
    streams = {kind: outputs.create(path) for kind, path in paths.items()}

    def write(report: Report) -> None:
        for kind, stream in streams.items():
            stream.writelines(_content(report, kind, paths[kind], given))

    return write


def _content(report: Report, kind: str, path: str, given: Mapping[str, object]) -> Iterator[bytes]:
    # The one place where the engine asks the command line for something: how reports look.
    render: Any = import_module("rebalance.cli.render")
    found: Iterator[bytes] = render.rendered(report, kind, given, _old(kind, path))
    return found


def _old(kind: str, path: str) -> bytes:
    """Read the page that a card goes into, if there is one."""
    if kind != "card" or path == STDOUT:
        return b""
    if codec_of(path):
        raise OptionError("report", f"a card cannot go into {path}, which is compressed")
    return page_there(path) or b""
