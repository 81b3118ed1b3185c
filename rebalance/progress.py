"""Progress: how runs say how far they are."""

from typing import Protocol


class Progress(Protocol):
    """A function that a verb calls to say how far it is."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take note that so many of the total bytes of a step are done."""


def silent(step: str, done: int, total: int) -> None:
    """Take no note."""
