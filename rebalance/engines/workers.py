"""Processes that work on tasks: results in the order of the tasks, and never a hang.

The pools of the standard library start threads, which do not go well with forking, and in Python
3.11 they can hang when the system kills a worker. Here a worker that is gone closes its pipe, and
that is noticed at once. Signals are left to the main process, which kills its workers:
all they do is read. (A worker that a SIGTERM to all ended first would look like one that was lost.)
"""

from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Generic, cast

from rebalance.errors import WorkerLost
from rebalance.remote.filesystems import end_filesystems
from rebalance.rows.tasks import Result, Task
from rebalance.system import FORKED, Pipe, context, leave_to_parent, undisturbed


class Workers(Generic[Task, Result]):
    """A few processes that each wait for tasks; use it in a `with` statement.

    Args:
        processes: How many.
        prepare: Called once in each worker; returns the function that does a task.
    """

    def __init__(self, processes: int, prepare: Callable[[], Callable[[Task], Result]]) -> None:
        self._processes: list[BaseProcess] = []
        self._pipes: list[Pipe] = []
        end_filesystems()  # whose threads a fork would not take along
        try:
            for _ in range(processes):
                self._start(prepare)
        except BaseException:  # a signal, too, must not leave those that were started
            self.stop()
            raise

    def _start(self, prepare: Callable[[], Callable[[Task], Result]]) -> None:
        starting = context()
        ours, theirs = starting.Pipe()
        self._pipes.append(ours)
        inherited = self._pipes if FORKED else []  # a worker must not hold others' pipes open
        worker = starting.Process(target=_work, args=(theirs, inherited, prepare), daemon=True)
        with undisturbed():  # a signal in between would lose a worker's number
            worker.start()
            self._processes.append(worker)
        theirs.close()

    def stop(self) -> None:
        """Kill all workers, and wait until they are gone."""
        with undisturbed():
            for worker in self._processes:
                worker.kill()
            for worker in self._processes:
                worker.join()
            for pipe in self._pipes:
                pipe.close()

    def map(self, tasks: Sequence[Task]) -> Iterator[Result]:
        """Do all tasks and yield their results in order.

        Raises:
            WorkerLost: A worker ended before it had answered.
        """
        waiting = iter(enumerate(tasks))
        assigned: dict[Pipe, int] = {}
        done: dict[int, tuple[bool, Result]] = {}
        for pipe in self._pipes:
            _assign(pipe, waiting, assigned)
        for number in range(len(tasks)):
            while number not in done:
                ready = wait(list(assigned))
                for pipe in [pipe for pipe in assigned if pipe in ready]:
                    done[assigned.pop(pipe)] = _answer(pipe)
                    _assign(pipe, waiting, assigned)
            fine, answer = done.pop(number)
            if not fine:  # in its turn, so that of several errors the first is reported
                raise cast("Exception", answer)
            yield answer

    def __enter__(self) -> "Workers[Task, Result]":
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def _assign(pipe: Pipe, waiting: Iterator[tuple[int, Task]], assigned: dict[Pipe, int]) -> None:
    """Hand the next task, if there is one, to the worker at the other end."""
    number, task = next(waiting, (-1, None))
    if number >= 0:
        try:
            pipe.send(task)
        except OSError as error:
            raise WorkerLost from error
        assigned[pipe] = number


def _answer(pipe: Pipe) -> tuple[bool, Result]:
    """Get whether all went well, and the result or the error."""
    try:
        answer: tuple[bool, Result] = pipe.recv()
    except (EOFError, OSError) as error:
        raise WorkerLost from error
    return answer


def _work(
    pipe: Pipe,
    inherited: Sequence[Pipe],
    prepare: Callable[[], Callable[[Task], Result]],
) -> None:
    """Do tasks until the other end is closed."""
    leave_to_parent()
    for other in inherited:
        other.close()
    function = prepare()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[bool, object] = True, function(task)
        except Exception as error:
            answer = False, error
        try:
            pipe.send(answer)
        except OSError:  # nobody waits for it: the main process was killed
            return
