"""Short stretches that Ctrl-C and SIGTERM must not cut in two."""

from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIG_BLOCK, SIG_UNBLOCK, SIGALRM, SIGINT, SIGTERM, pthread_sigmask

ENDING = frozenset({SIGINT, SIGTERM, SIGALRM})


@contextmanager
def undisturbed() -> Iterator[None]:
    """Have signals that end a process wait until the block is done."""
    before = pthread_sigmask(SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        pthread_sigmask(SIG_UNBLOCK, ENDING - before)
