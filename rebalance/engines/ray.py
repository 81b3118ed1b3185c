"""Tasks on a Ray cluster that is there already: paths and small values travel, rows never do."""

import logging
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from socket import create_connection
from time import monotonic
from typing import Any, Self

from rebalance.engines.engine import on_its_own
from rebalance.errors import OptionError, RebalanceError, RequestError, WorkerLost
from rebalance.remote.filesystems import storage_options
from rebalance.rows.tasks import Result, Task
from rebalance.system import same_handlers
from rebalance.versions import VERSIONS
from rebalance.wording import foreign

_RETRIES = 3  # of tasks whose worker or machine was lost; errors of ours are final
_AHEAD = 2  # tasks in flight for each processor
_KNOCK = 10.0  # seconds that a cluster has to answer
_PATIENCE = 60.0  # seconds without an ended task after which that is said
_QUIET = {  # set before Ray is loaded
    "RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}  # fmt: skip
_PARTITIONED = (
    "rebalance: no task ended for %.0f seconds; where a machine is cut off, Ray waits for minutes:"
    " RAY_grpc_client_keepalive_time_ms and RAY_health_check_period_ms shorten that"
)


class Ray:
    """A Ray cluster; use it in a `with` statement.

    Args:
        address: HOST:PORT or `auto`; by default what RAY_ADDRESS says.

    Raises:
        RequestError: Ray is not installed, or no cluster is there: none is ever started.
    """

    def __init__(self, address: str | None) -> None:
        self._address = address or os.environ.get("RAY_ADDRESS")
        if find_spec("ray") is None:
            raise RequestError(
                "the engine ray needs the extra ray",
                "install it here and on the workers with: pip install 'rebalance-jsonl[ray]'",
            )
        if not self._address:
            raise RequestError(
                "no Ray cluster is named, and none is started",
                "give `address=HOST:PORT`, or `address=auto` for one of this machine, or set"
                " RAY_ADDRESS",
            )
        if self._address.startswith("ray://"):
            raise OptionError(
                "address", "a run goes on inside the cluster, not through its client",
                "start it there: ray job submit -- rebalance ..., with `address=auto`",
            )  # fmt: skip
        _refuse_silent(self._address)
        self._stdout = -1

    def __enter__(self) -> Self:
        for name, value in _QUIET.items():
            os.environ.setdefault(name, value)
        self._hide_stdout()
        import ray

        try:
            with same_handlers():  # Ray would end us as it likes
                ray.init(address=self._address, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:
            self._show_stdout()
            raise _no_cluster(str(self._address), foreign(error).splitlines()[0]) from error
        return self

    def __exit__(self, *_error: object) -> None:
        import ray

        with suppress(Exception):
            ray.shutdown()
        self._show_stdout()

    def _hide_stdout(self) -> None:
        """Send what Ray prints on standard output to standard error: reports and rows go there."""
        sys.stdout.flush()
        with suppress(OSError):
            self._stdout = os.dup(1)
            os.dup2(2, 1)

    def _show_stdout(self) -> None:
        if self._stdout >= 0:
            os.dup2(self._stdout, 1)
            os.close(self._stdout)
            self._stdout = -1

    def map(
        self, step: Callable[[Task], Result], tasks: Sequence[Task], *, memory: int = 0
    ) -> Iterator[Result]:
        """Do all tasks; WorkerLost where one ends the worker again and again."""
        import ray

        wanted: dict[str, Any] = {"num_cpus": 1, "max_retries": _RETRIES}
        if memory:
            wanted["memory"] = memory
        remote = ray.remote(_done).options(retry_exceptions=False, **wanted)
        shared = ray.put((step, dict(VERSIONS), os.getcwd(), dict(storage_options())))
        waiting, flying = iter(tasks), deque[Any]()
        most = _AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
        while True:  # where this is given up, leaving the cluster ends the tasks in flight
            while len(flying) < most and (task := next(waiting, None)) is not None:
                flying.append(remote.remote(shared, task))
            if not flying:
                return
            yield _taken(ray, flying)


def _refuse_silent(address: str) -> None:
    """Look whether anything listens: Ray itself would try for minutes."""
    host, colon, port = address.rpartition(":")
    if not (colon and port.isdecimal()):
        return  # `auto`, which is found or not at once
    try:
        create_connection((host.strip("[]"), int(port)), _KNOCK).close()
    except (OSError, OverflowError) as error:
        raise _no_cluster(address, str(error)) from error


def _no_cluster(address: str, why: str) -> RequestError:
    return RequestError(
        f"no Ray cluster answers at {address}: {why}", "see whether it runs with: ray status"
    )


def _taken(ray: Any, flying: "deque[Any]") -> Any:
    """Wait for the first task, and take its result."""
    begun, ended, is_said = monotonic(), 0, False
    while not ray.wait([flying[0]], timeout=1.0)[0]:
        before, ended = ended, len(ray.wait([*flying], num_returns=len(flying), timeout=0)[0])
        if ended > before:
            begun = monotonic()
        if monotonic() - begun > _PATIENCE and not is_said:
            is_said = True
            logging.getLogger("rebalance").warning(_PARTITIONED, _PATIENCE)
    try:
        error, result = ray.get(flying.popleft())
    except ray.exceptions.RayError as lost:
        raise WorkerLost from lost
    if error is not None:
        raise error
    return result


def _done(shared: Any, task: Any) -> tuple[Exception | None, Any]:
    """Do a task on a worker: what goes wrong travels as it is."""
    step, versions, folder, storage = shared
    if (wrong := _other_versions(versions)) is not None:
        return wrong, None
    try:
        os.chdir(folder)  # where relative paths begin
        return None, on_its_own(step, task, storage)
    except Exception as error:  # it would arrive wrapped in a trace of Ray
        return error, None


def _other_versions(versions: Mapping[str, str]) -> RebalanceError | None:
    """Refuse a worker on which rows might be drawn or written in another way."""
    for name, version in versions.items():
        if VERSIONS[name] != version:
            return RequestError(
                f"a worker has {name} {VERSIONS[name]}, and this machine {version}",
                "install the same versions on all machines",
            )
    return None
