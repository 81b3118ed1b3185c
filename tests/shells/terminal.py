"""A shell in a terminal of its own, into which keys are typed."""

import fcntl
import os
import pty
import select
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_PATIENCE = 60  # seconds, after which a test fails; no test measures time


class Terminal:
    """A shell that runs until the block is left."""

    def __init__(self, command: Sequence[str], folder: Path, env: Mapping[str, str]) -> None:
        self._child, self._screen = pty.fork()
        if self._child == 0:
            os.chdir(folder)
            os.execvpe(command[0], [*command], {**os.environ, **env})  # noqa: S606  # a shell itself
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self.shown = b""

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._screen)
        os.kill(self._child, 9)
        os.waitpid(self._child, 0)

    def type(self, keys: str) -> None:
        """Press keys; `\\t` asks for a completion, `\\r` enters the line."""
        os.write(self._screen, keys.encode())

    def wait_for(self, file: Path) -> bytes:
        """Read what is shown until a file is there; give its content, and remove it."""
        until = time.monotonic() + _PATIENCE
        while not file.exists():
            assert time.monotonic() < until, self.shown.decode(errors="replace")
            if select.select([self._screen], [], [], 0.02)[0]:
                self.shown += os.read(self._screen, 1 << 16)
        content = file.read_bytes()
        file.unlink()
        return content
