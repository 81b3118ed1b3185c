"""Tasks that read a dataset, and what does them: here one after the other, in this process."""

from collections.abc import Callable, Generator, Sequence
from typing import Protocol, TypeVar

from rebalance.rows.files.source import Dataset, Source

Task = TypeVar("Task")
Result = TypeVar("Result")


class Map(Protocol):
    """Does tasks and gives their results in order; `rebalance.engines` has others."""

    def __call__(
        self,
        dataset: Dataset,
        prepare: Callable[[Sequence[Source]], Callable[[Task], Result]],
        tasks: Sequence[Task],
    ) -> Generator[Result, None, None]:
        """Do all tasks.

        Args:
            dataset: What they read.
            prepare: Makes the function that does a task, given the files as they are open where
                it runs; it is pickled into processes.
            tasks: What is to be done.
        """


def in_turn(
    dataset: Dataset,
    prepare: Callable[[Sequence[Source]], Callable[[Task], Result]],
    tasks: Sequence[Task],
) -> Generator[Result, None, None]:
    """Do tasks one after the other, in this process."""
    yield from map(prepare(dataset.sources), tasks)
