"""Progress: how runs say how far they are."""

from collections.abc import Mapping
from typing import Protocol

UNITS: Mapping[str, str] = {"scanning": "rows", "applying": "rows", "checking": "files"}
"""What is counted in a step, where it is not bytes."""


class Progress(Protocol):
    """A function that a verb calls to say how far it is."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take note that so many of the total bytes of a step, or of its `UNITS`, are done."""


def silent(step: str, done: int, total: int) -> None:
    """Take no note."""
