"""A command in this process, with the stack that it would have in one of its own."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.support import Outcome, invoke

_LIMIT = 1000  # Python's own; hypothesis raises it, which would hide what is nested too deep


@contextmanager
def stack(more: int) -> Iterator[None]:
    """Allow so many more frames."""
    depth, frame, before = 0, sys._getframe(), sys.getrecursionlimit()
    while above := frame.f_back:
        depth, frame = depth + 1, above
    sys.setrecursionlimit(depth + more)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def process(*words: object, env: Mapping[str, str] | None = None) -> Outcome:
    """Run a command as in a process of its own."""
    env = env or {}
    os.environ.update(env)
    try:
        with stack(_LIMIT):
            return invoke(*words)
    finally:
        for name in env:
            del os.environ[name]


def quietly(*words: object) -> None:
    """Run a command for the files that it makes, if it makes any."""
    process(*words)
