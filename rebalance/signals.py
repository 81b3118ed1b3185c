"""Signals that end a process: stretches that they must not cut in two, and who handles them."""

from collections.abc import Iterator
from contextlib import contextmanager
from signal import (
    SIG_BLOCK,
    SIG_UNBLOCK,
    SIGALRM,
    SIGHUP,
    SIGINT,
    SIGTERM,
    getsignal,
    pthread_sigmask,
    signal,
)

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


@contextmanager
def same_handlers() -> Iterator[None]:
    """Have what handles signals after the block be what did before, whatever a library sets."""
    before = {number: getsignal(number) for number in TO_END}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal(number, handler)
