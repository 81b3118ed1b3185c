"""A command that is killed at a chosen line of the rooms that write, for test_cli_crashes."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import rebalance
from tests.support import call

ENGINE = Path(rebalance.__file__).parent
WATCHED = {
    str((ENGINE / name).resolve(strict=True))  # a room that moves is found missing
    for name in ("system/posix.py", "rows/files/output.py", "rows/files/commit.py",
                 "rows/writing/writer.py", "rows/writing/manifests.py", "rows/encoding.py",
                 "splitting/parts.py")
}  # fmt: skip


def in_child(action: Callable[[], None]) -> int:
    """Run something in a forked process; return its wait status."""
    child = os.fork()
    if not child:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            action()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def traced(args: Sequence[str], kill_at: int, count_to: Path | None = None) -> Callable[[], None]:
    """Make an action that runs a command and, at a line that it counts, kills its own process.

    Args:
        args: The command.
        kill_at: The number of the line, counted over all watched rooms; 0 for never.
        count_to: Where to write the number of lines.
    """

    def action() -> None:
        lines = 0

        def trace(frame: FrameType, event: str, _argument: object) -> Any:
            nonlocal lines
            if frame.f_code.co_filename not in WATCHED:
                return None
            if event == "line":
                lines += 1
                if lines == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        try:
            call(*args)
        finally:
            sys.settrace(None)
            if count_to is not None:
                count_to.write_text(str(lines))

    return action
