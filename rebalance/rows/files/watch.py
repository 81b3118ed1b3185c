"""Files that change while they are read: looked for once more when a run has read all it needs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

from rebalance.errors import AccessError

Check: TypeAlias = Callable[[], None]  # raises ChangedInput

_watched: ContextVar[list[Check] | None] = ContextVar("watched", default=None)


def watch(check: Check) -> None:
    """Have files checked at the end of the block around."""
    if (checks := _watched.get()) is not None:
        checks.append(check)


@contextmanager
def unchanged() -> Iterator[None]:
    """Make sure that no file that is read in the block is changed until its end.

    Raises:
        ChangedInput: One is; then that is also what made other things fail.
    """
    checks = list[Check]()
    token = _watched.set(checks)
    try:
        yield
    except (OSError, AccessError):
        raise
    except Exception:
        _run(checks)
        raise
    finally:
        _watched.reset(token)
    _run(checks)


def _run(checks: list[Check]) -> None:
    for check in checks:
        check()
