"""Errors and signals -> one message and one exit code. The only place of its kind."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import wraps
from types import FrameType
from typing import Any, NoReturn

from rebalance.declarations import Option
from rebalance.errors import (
    AccessError,
    CheckFailed,
    DataError,
    NothingCollected,
    RebalanceError,
    RequestError,
)
from rebalance.system import (
    CLOSED_PIPE,
    TO_END,
    end_by,
    is_closed_pipe,
    repeat,
    silence,
    write_plain_lines,
)

from .config import Config
from .console import complain, explain, forget
from .spelling import dashed, offered

FAILED, USAGE, DATA, ACCESS, BUG = 1, 2, 3, 4, 70

_CODES: tuple[tuple[type[RebalanceError], int], ...] = (
    (CheckFailed, FAILED),
    (RequestError, USAGE),
    (DataError, DATA),
    (AccessError, ACCESS),
)
MOVED = {  # (command, option) -> how it is written now
    ("split", "--audit"): "rebalance audit PART... [--fail-on KIND,...]",
    ("split", "--fail-on"): "rebalance audit PART... --fail-on KIND,...",
    ("gaps", "--collect"):
        "rebalance collect RESPONSES --requests FILE --against DATASET -o OUT",
}  # fmt: skip
_OF_THE_APP = {"--config": " FILE", "--isolated": "", "--show-config": ""}
_AGAIN = 0.1  # seconds
_received: list[int] = []  # signals that are to end us


class Interrupted(BaseException):
    """A signal arrived that is to end us; it passes through `except Exception`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def run(app: Callable[..., Any]) -> None:  # noqa: C901, PLR0912  # each way to end is a line
    """Run the app under the rules of this module."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no thread may start before a fork
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # until the end
    if sys.stdout is None:
        complain("standard output is closed", advice="to discard output, use > /dev/null")
        sys.exit(ACCESS)
    for stream in (sys.stdout, sys.stderr):
        write_plain_lines(stream)
    for number in TO_END:
        if signal.getsignal(number) != signal.SIG_IGN:  # as after nohup
            signal.signal(number, _interrupt)
    sys.unraisablehook = _not_ignored
    try:
        sys.exit(app(prog_name="rebalance", standalone_mode=False))
    except Interrupted as interrupted:  # before or after a command
        _end_by(interrupted.number)
    except SystemExit as ended:
        if is_closed_pipe(ended.__context__):  # help, which Typer ends with 1
            _end_by(CLOSED_PIPE)
        raise
    except (RebalanceError, OSError) as error:  # of the app itself
        if is_closed_pipe(error):
            _end_by(CLOSED_PIPE)
        _say(error, {}, "")
    except Exception as error:
        if _received:
            _end_by(_received[0])
        if not hasattr(error, "format_message"):  # which usage errors of Typer have
            raise
        _say_usage(error)
    finally:  # what is left of the process ends without a trace
        if signal.getsignal(signal.SIGINT) is _interrupt:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def guarded(
    callback: Callable[..., None], declared: Mapping[str, Option], memory: str
) -> Callable[..., None]:
    """Wrap a command, so that whatever ends it becomes one message and one exit code.

    Args:
        callback: What runs it; a `context` among what it is given knows the configuration.
        declared: Its options, which sentences may name.
        memory: What it needs.
    """

    @wraps(callback)
    def guard(**given: Any) -> None:
        try:
            callback(**given)
            sys.stdout.flush()
            if _received:  # and somebody swallowed it
                raise Interrupted(_received[0])
        except Interrupted as interrupted:
            _end_by(interrupted.number)
        except Exception as error:
            if is_closed_pipe(error):
                _end_by(CLOSED_PIPE)
            if _received:  # and Python wrapped it, as where a class was being made
                _end_by(_received[0])
            _say(error, declared, memory, given["context"].obj if "context" in given else None)

    return guard


def _say(
    error: Exception, declared: Mapping[str, Option], memory: str, config: Config | None = None
) -> NoReturn:
    """Write one message about an error, and end with its code."""
    if isinstance(error, RebalanceError):
        excerpt = "" if config and config.hides(error.place) else error.excerpt
        advice = dashed(offered(_what_to_do(error), declared), declared)
        complain(dashed(str(error), declared), error.place, excerpt, advice)
        if isinstance(error, AccessError):
            forget(sys.stdout)
        sys.exit(exit_code(error))
    if isinstance(error, OSError):
        complain(error.strerror or str(error), str(error.filename or "standard output"))
        forget(sys.stdout)
        sys.exit(ACCESS)
    if isinstance(error, MemoryError):
        complain("not enough memory", advice=f"it needs {memory}")
        sys.exit(BUG)
    if "REBALANCE_DEBUG" in os.environ:
        raise error
    complain(
        f"this is a bug in rebalance: {type(error).__name__}: {error}",
        advice="please report it; REBALANCE_DEBUG=1 shows where it happened",
    )
    sys.exit(BUG)


def _say_usage(error: Any) -> NoReturn:
    """Write what is wrong with a command line, in the style of all errors."""
    context = error.ctx
    path = context.command_path if context else "rebalance"
    name = getattr(error, "option_name", "")
    if type(error).__name__ == "NoArgsIsHelpError":
        explain(error.format_message())
    elif moved := MOVED.get((context.info_name if context else "", name)):
        complain(f"{path} {name} has moved", advice=f"write: {moved}")
    elif context and context.parent and name in _OF_THE_APP:
        command = f"rebalance {name}{_OF_THE_APP[name]} {path.partition(' ')[2]} ..."
        complain(f"{name} belongs before the command", advice=f"write: {command}")
    elif type(error).__name__ == "NoSuchOption":
        close = get_close_matches(name, error.possibilities or (), n=1)
        meant = f"did you mean {close[0]}?\n" if close else ""
        complain(f"there is no option {name}", advice=f"{meant}see {path} --help")
    else:
        said = error.format_message().rstrip(".")
        complain(said[:1].lower() + said[1:], advice=f"see {path} --help")
    sys.exit(USAGE)


def exit_code(error: RebalanceError) -> int:
    """Give the exit code of an error's branch."""
    return next((code for branch, code in _CODES if isinstance(error, branch)), BUG)


def _what_to_do(error: RebalanceError) -> str:
    stopped = isinstance(error, DataError) and not isinstance(error, NothingCollected)
    nothing = "nothing was written" if stopped else ""
    return "\n".join(part for part in (nothing, error.advice) if part)


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    """Have the commands clean up, which stretches that must not be cut in two wait for.

    Libraries may swallow an exception that comes out of nowhere, so it comes again and again.
    """
    _received.append(number)
    if len(_received) == 1:
        repeat(_interrupt_again, _AGAIN)
    _interrupt_again()


def _interrupt_again() -> NoReturn:
    raise Interrupted(_received[0])


def _not_ignored(unraisable: "sys.UnraisableHookArgs") -> None:
    """End also where Python cannot pass an exception on, as while it collects garbage."""
    if isinstance(unraisable.exc_value, Interrupted):
        _end_by(unraisable.exc_value.number)
    sys.__unraisablehook__(unraisable)


def _end_by(number: int) -> NoReturn:
    """Leave nothing behind, and end as the signal would have ended us."""
    silence()
    if processes := sys.modules.get("multiprocessing.process"):
        for worker in processes.active_children():  # of blocks that the exception did not leave
            worker.kill()
            worker.join()
    if commit := sys.modules.get("rebalance.rows.files.commit"):
        commit.remove_leftovers()
    end_by(number)
