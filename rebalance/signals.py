"""Short stretches that signals that end a process must not cut in two."""

from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIG_BLOCK, SIG_UNBLOCK, SIGALRM, SIGHUP, SIGINT, SIGTERM, pthread_sigmask

TO_END = (SIGINT, SIGTERM, SIGHUP)  # what a person, a system or a closed terminal sends
ENDING = frozenset({*TO_END, SIGALRM})


@contextmanager
def undisturbed() -> Iterator[None]:
    """Have signals that end a process wait until the block is done."""
    before = pthread_sigmask(SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        pthread_sigmask(SIG_UNBLOCK, ENDING - before)
