"""Where the steps over shards run: each engine does tasks somewhere, and gives results in order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import Context
from functools import partial
from typing import Protocol, Self

from rebalance.remote.filesystems import storage_options, using
from rebalance.rows.files.copies import copies
from rebalance.rows.tasks import Result, Task
from rebalance.system import MOST_WORKERS, processors


class Engine(Protocol):
    """Does tasks; steps are functions of paths and small values, which can be pickled."""

    def map(
        self, step: Callable[[Task], Result], tasks: Sequence[Task], *, memory: int = 0
    ) -> Iterator[Result]:
        """Do all tasks and yield their results in order; of several errors the first is raised.

        Args:
            step: What is done.
            tasks: With what.
            memory: Bytes that a task may take, for engines that have to plan with them; 0 if that
                is little.
        """


class Processes:
    """Processes of this machine.

    Args:
        jobs: How many; by default as many as there are processors.
    """

    def __init__(self, jobs: int | None = None) -> None:
        self._jobs = min(jobs or processors(), MOST_WORKERS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing is open."""

    def map(
        self,
        step: Callable[[Task], Result],
        tasks: Sequence[Task],
        *,
        memory: int = 0,
    ) -> Iterator[Result]:
        """Do all tasks; WorkerLost where a worker is killed.

        One that may take much memory has a process of its own, too: it gives that back.
        """
        alone = partial(on_its_own, step, storage=storage_options())
        number = min(self._jobs, len(tasks))
        if number <= 1 and not (memory and self._jobs > 1 and tasks):
            yield from map(alone, tasks)
            return
        from rebalance.engines.workers import Workers  # which loads multiprocessing

        with Workers[Task, Result](number, partial(_given, alone)) as workers:
            yield from workers.map(tasks)


def on_its_own(
    step: Callable[[Task], Result], task: Task, storage: Mapping[str, object] | None = None
) -> Result:
    """Do a task as if no run were around it: its outputs get their names when it has ended.

    Args:
        step: What is done.
        task: With what.
        storage: How stores are reached; by default as they are here.
    """
    return Context().run(_done, step, task, storage_options() if storage is None else storage)


def _done(step: Callable[[Task], Result], task: Task, storage: Mapping[str, object]) -> Result:
    with using(storage), copies():
        return step(task)


def _given(step: Callable[[Task], Result]) -> Callable[[Task], Result]:
    return step
