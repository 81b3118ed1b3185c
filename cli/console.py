"""Standard output, standard error and the progress bar. Only home of tqdm and of colour rules."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NoReturn, TextIO

from rebalance.log_commands import unobeyed
from rebalance.progress import UNITS
from rebalance.wording import safe

if TYPE_CHECKING:
    from rich.console import Console

    from .render.forms.cells import Look
    from .render.forms.layout import Line

_PLAIN = 1_000  # lines above which styles take longer than they are worth


def complain(sentence: str, place: str = "", excerpt: str = "", advice: str = "") -> None:
    """Write an error to standard error: where and what, an excerpt, how to go on."""
    where = f"{safe(place)}: " if place else ""
    text = _fitted(f"rebalance: error: {where}{safe(sentence)}")
    if excerpt:
        text += f"  | {safe(excerpt)}\n"
    text += "".join(_fitted(f"  {safe(line)}") for line in advice.splitlines())
    _write(sys.stderr, text)


def explain(text: str) -> None:
    """Write help to standard error."""
    _write(sys.stderr, f"{text}\n")


def _write(stream: TextIO, text: str) -> None:
    """Write lines for people, in any encoding that the stream may have; no log obeys them."""
    encoding = stream.encoding or "utf-8"
    with _writing(stream):
        stream.write(unobeyed(text).encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()


def _write_bytes(stream: TextIO, content: bytes) -> None:
    """Write what programs read as it is, whatever encoding the stream has."""
    with _writing(stream):
        stream.flush()
        stream.buffer.write(content)
        stream.buffer.flush()


@contextmanager
def _writing(stream: TextIO) -> Iterator[None]:
    """Go on where standard error is full or closed: no result depends on it."""
    try:
        yield
    except OSError:
        if stream is not sys.stderr:
            raise
        forget(stream)


def forget(stream: TextIO) -> None:
    """Drop what could not be written, which Python would try to write again at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class Screen:
    """Where a command shows its results.

    Args:
        quiet: Whether tables and notes are silenced.
        data_on_stdout: Whether standard output carries rows: reports then go to standard
            error.
    """

    def __init__(self, *, quiet: bool = False, data_on_stdout: bool = False) -> None:
        self.quiet = quiet
        self._stream = sys.stderr if data_on_stdout else sys.stdout

    def look(self, top: int | None) -> "Look":
        """Say what lines can be: as wide as the terminal, or as wide as they are in a pipe.

        Args:
            top: Rows of a long table that are shown; 0 for all; None for what suits the place.
        """
        from .render.forms.cells import Look

        encoding = self._stream.encoding or "utf-8"
        if self._stream.isatty():
            return Look(get_terminal_size().columns, encoding, top)
        return Look(None, encoding, top or 0)

    def show(self, lines: "Iterable[Line]") -> None:
        """Print lines, unless quiet; where there are many, or no colours, without styles."""
        if self.quiet:
            return
        from rich.console import Console

        from .render.forms.terminal import plain

        lines = iter(lines)
        console = Console(file=self._stream, width=80)  # any: lines have their width already
        with _writing(self._stream):
            first = list(islice(lines, _PLAIN + 1))
            if console.color_system is None or console.no_color or len(first) > _PLAIN:
                while first:
                    _write(self._stream, plain(first))
                    first = list(islice(lines, _PLAIN))
            else:
                _write(self._stream, _styled(first, console))

    def note(self, sentence: str) -> None:
        """Write a note to standard error, unless quiet."""
        if not self.quiet:
            _write(sys.stderr, _fitted(safe(sentence)))

    def emit(self, pieces: Iterable[str | bytes]) -> None:
        """Write what is meant for programs, quiet or not: in UTF-8, wherever that goes."""
        for one in pieces:
            _write_bytes(self._stream, one if isinstance(one, bytes) else _utf8(one))

    def warn(self, sentence: str) -> None:
        """Write a warning to standard error."""
        _write(sys.stderr, _fitted(f"rebalance: warning: {safe(sentence)}"))

    def command(self, lines: Sequence[str]) -> None:
        """Write commands for the runner that reads standard error, quiet or not."""
        _write_bytes(sys.stderr, _utf8("".join(f"{line}\n" for line in lines)))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")  # names of files may be no text


def _fitted(sentence: str) -> str:
    """Break a sentence into lines as wide as the terminal; a log gets one line."""
    if not sys.stderr.isatty():
        return f"{sentence}\n"
    from .render.forms.cells import wrapped

    return "".join(f"{line}\n" for line in wrapped(sentence, get_terminal_size().columns, "  "))


def _styled(lines: "Sequence[Line]", console: "Console") -> str:
    from rich.text import Text

    with console.capture() as captured:  # rich would end a closed pipe with exit 1
        for line in lines:
            console.print(Text.assemble(*line), soft_wrap=True)
    return captured.get()


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each step, on a terminal only and after half a second."""
    if not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread may start before a fork
    with ExitStack() as bars:
        shown: dict[str, tqdm[NoReturn]] = {}

        def advance(step: str, done: int, total: int) -> None:
            if step not in shown:
                bars.close()
                shown[step] = bars.enter_context(tqdm(
                    total=total, desc=step, unit=UNITS.get(step, "B"), unit_scale=True, delay=0.5,
                    leave=False, file=sys.stderr,
                ))  # fmt: skip
            shown[step].total = total  # which may have been estimated
            shown[step].update(done - shown[step].n)

        yield advance
