"""Errors and signals -> one message and one exit code. The only place of its kind."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from types import FrameType
from typing import NoReturn, ParamSpec

from rebalance.errors import AccessError, CheckFailed, DataError, RebalanceError, RequestError

from .console import complain

FAILED, USAGE, DATA, ACCESS, BUG = 1, 2, 3, 4, 70

_CODES: tuple[tuple[type[RebalanceError], int], ...] = (
    (CheckFailed, FAILED),
    (RequestError, USAGE),
    (DataError, DATA),
    (AccessError, ACCESS),
)
_AGAIN = 0.1  # seconds
_received: list[signal.Signals] = []  # signals that are to end us
_Arguments = ParamSpec("_Arguments")


class Interrupted(BaseException):
    """A signal arrived that is to end us; it passes through `except Exception`."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__(number)
        self.number = number


def run(app: Callable[..., object]) -> None:
    """Run the app under the rules of this room."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no thread may start before a fork
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # until the end
    if sys.stdout is None:
        complain("standard output is closed", advice="to be silent, use > /dev/null")
        sys.exit(ACCESS)
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:  # as after nohup
            signal.signal(number, _interrupt)
    sys.unraisablehook = _not_ignored
    try:
        app(prog_name="rebalance")
    except Interrupted as interrupted:  # before or after a command
        _end_by(interrupted.number)
    finally:  # what is left of the process ends without a trace
        if signal.getsignal(signal.SIGINT) is _interrupt:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def guarded(command: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """Wrap a command, so that whatever ends it becomes one message and one exit code."""

    @wraps(command)
    def guard(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
            if _received:  # and somebody swallowed it
                raise Interrupted(_received[0])
        except RebalanceError as error:
            complain(str(error), error.place, error.excerpt, _what_to_do(error))
            if isinstance(error, AccessError):
                _forget_standard_output()
            sys.exit(exit_code(error))
        except Interrupted as interrupted:
            _end_by(interrupted.number)
        except BrokenPipeError:
            _end_by(signal.SIGPIPE)
        except OSError as error:
            complain(error.strerror or str(error), str(error.filename or "standard output"))
            _forget_standard_output()
            sys.exit(ACCESS)
        except MemoryError:
            complain("there is not enough memory", advice="it needs about 50 bytes a row")
            sys.exit(BUG)
        except Exception as error:
            if "REBALANCE_DEBUG" in os.environ:
                raise
            complain(
                f"this is a bug in rebalance: {type(error).__name__}: {error}",
                advice="please report it; REBALANCE_DEBUG=1 shows where it happened",
            )
            sys.exit(BUG)

    return guard


def exit_code(error: RebalanceError) -> int:
    """Give the exit code of an error's branch."""
    return next((code for branch, code in _CODES if isinstance(error, branch)), BUG)


def _what_to_do(error: RebalanceError) -> str:
    nothing = "nothing was written" if isinstance(error, DataError) else ""
    return "\n".join(part for part in (nothing, error.advice) if part)


def _forget_standard_output() -> None:
    """Drop what could not be written, which Python would try to write again at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    """Have the commands clean up, which stretches that must not be cut in two wait for.

    Libraries may swallow an exception that comes out of nowhere, so it comes again and again.
    """
    if number == signal.SIGALRM:
        raise Interrupted(_received[0])
    _received.append(signal.Signals(number))
    signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, _AGAIN, _AGAIN)
    raise Interrupted(_received[0])


def _not_ignored(unraisable: "sys.UnraisableHookArgs") -> None:
    """End also where Python cannot pass an exception on, as while it collects garbage."""
    if isinstance(unraisable.exc_value, Interrupted):
        _end_by(unraisable.exc_value.number)
    sys.__unraisablehook__(unraisable)


def _end_by(number: signal.Signals) -> NoReturn:
    """End as the signal would have ended us, so that a surrounding shell loop sees it."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(other, signal.SIG_IGN)
    if output := sys.modules.get("rebalance.rows.output"):
        output.remove_leftovers()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)  # where the signal is blocked
