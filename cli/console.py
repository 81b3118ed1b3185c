"""Standard output, standard error and the progress bar. Only home of tqdm and of colour rules."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn, TextIO

from rebalance.wording import safe

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_PIPE_WIDTH = 80


def complain(sentence: str, place: str = "", excerpt: str = "", advice: str = "") -> None:
    """Write an error to standard error: where and what, an excerpt, how to go on."""
    where = f"{safe(place)}: " if place else ""
    lines = [f"rebalance: error: {where}{safe(sentence)}"]
    if excerpt:
        lines.append(f"  | {safe(excerpt)}")
    lines += [f"  {safe(line)}" for line in advice.splitlines()]
    _write(sys.stderr, "\n".join(lines) + "\n")


def _write(stream: TextIO, text: str) -> None:
    """Write text in any encoding that the stream may have."""
    encoding = stream.encoding or "utf-8"
    with _writing(stream):
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()


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
        self._quiet = quiet
        self._stream = sys.stderr if data_on_stdout else sys.stdout

    def show(self, *parts: "RenderableType") -> None:
        """Print tables and notes, unless quiet; notes are text, never markup."""
        from rich.text import Text

        for part in () if self._quiet else parts:
            note = isinstance(part, str)
            shown = Text(safe(part)) if isinstance(part, str) else part
            console = self._console(shown)
            with _writing(self._stream):
                with console.capture() as captured:  # rich would end a closed pipe with exit 1
                    console.print(shown, soft_wrap=note)
                _write(self._stream, captured.get())

    def note(self, sentence: str) -> None:
        """Write a note to standard error, unless quiet."""
        if not self._quiet:
            _write(sys.stderr, safe(sentence) + "\n")

    def emit(self, text: str) -> None:
        """Write a report that is meant for programs, quiet or not."""
        _write(self._stream, text)

    def warn(self, sentence: str) -> None:
        """Write a warning to standard error."""
        _write(sys.stderr, f"rebalance: warning: {safe(sentence)}\n")

    def command(self, lines: Sequence[str]) -> None:
        """Write commands for the runner that reads standard error, quiet or not."""
        _write(sys.stderr, "".join(f"{line}\n" for line in lines))

    def _console(self, renderable: "RenderableType") -> "Console":
        """Make a console that is as wide as the terminal or, in a pipe, as the table."""
        from rich.console import Console
        from rich.measure import Measurement

        console = Console(file=self._stream)
        if self._stream.isatty():
            return console
        wide = Console(file=self._stream, width=1_000_000, height=50)
        width = Measurement.get(wide, wide.options, renderable).maximum
        return Console(file=self._stream, width=max(width, _PIPE_WIDTH), height=50)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar of bytes for each step, on a terminal only and after half a second."""
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
                    total=total, desc=step, unit="B", unit_scale=True, delay=0.5, leave=False,
                    file=sys.stderr,
                ))  # fmt: skip
            shown[step].update(done - shown[step].n)

        yield advance
