"""Tasks on several processes of this machine."""

from collections.abc import Callable, Generator, Sequence
from functools import partial

from rebalance.rows.files.source import Dataset, Source
from rebalance.rows.tasks import Map, Result, Task, in_turn
from rebalance.system import FORKED, MOST_WORKERS, processors

_SMALL = 8 << 20  # bytes below which starting processes costs more than it saves


def processes(jobs: int | None) -> Map:
    """Make what does tasks on several processes.

    Args:
        jobs: How many; by default as many as there are processors, one for a small dataset.
    """
    return partial(_in_processes, jobs)


def _in_processes(
    jobs: int | None,
    dataset: Dataset,
    prepare: Callable[[Sequence[Source]], Callable[[Task], Result]],
    tasks: Sequence[Task],
) -> Generator[Result, None, None]:
    """Do tasks; WorkerLost where a worker is killed."""
    number = _worth(dataset, len(tasks), jobs)
    if number <= 1:
        yield from in_turn(dataset, prepare, tasks)
        return
    from rebalance.engines.workers import Workers  # which loads multiprocessing

    with Workers[Task, Result](number, partial(_prepared, prepare, dataset.sources)) as workers:
        yield from workers.map(tasks)


def _worth(dataset: Dataset, tasks: int, jobs: int | None) -> int:
    """Choose how many processes are worth it for so many tasks."""
    if any(source.path is None for source in dataset.sources) and not FORKED:
        return 1  # a spooled file lives in this process only
    if jobs is None:
        jobs = processors() if dataset.size >= _SMALL else 1
    return min(jobs, tasks, MOST_WORKERS)


def _prepared(
    prepare: Callable[[Sequence[Source]], Callable[[Task], Result]], sources: Sequence[Source]
) -> Callable[[Task], Result]:
    """Make ready a worker: files that it did not inherit are opened again."""
    return prepare(sources if FORKED else [source.reopened() for source in sources])
