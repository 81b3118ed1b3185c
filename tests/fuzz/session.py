"""Many runs of all commands, one after the other: what came of them, and how to repeat failures."""

import itertools
import os
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no thread may start before a fork

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

from tests.fuzz.commands import ALONE
from tests.fuzz.oracles import Run, Wrong, judge
from tests.fuzz.trial import trial

ROUND = 50  # runs of a command, one after the other
SLOW = 20.0  # seconds of processor time


@dataclass
class Tally:
    """What came of many runs.

    Attributes:
        codes: Runs by command and exit code.
        seconds: The longest run of each command, in processor time.
        failures: How to repeat each distinct failure, by command and promise.
    """

    codes: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Take in what another process counted."""
        self.codes += other.codes
        for name, seconds in other.seconds.items():
            self.took(name, seconds)
        self.failures = {**other.failures, **self.failures}

    def took(self, name: str, seconds: float) -> None:
        """Take note of how long a run took."""
        self.seconds[name] = max(self.seconds.get(name, 0.0), seconds)

    def runs(self, name: str) -> tuple[int, int]:
        """Count the runs of a command, and those that ended in exit 0 or 1."""
        codes = {code: runs for (command, code), runs in self.codes.items() if command == name}
        return sum(codes.values()), codes.get(0, 0) + codes.get(1, 0)

    def shown(self) -> str:
        """Write a line a command, and how to repeat what failed."""
        lines = ["command      runs  exit 0/1  share  longest  failures"]
        for name in ALONE:
            runs, good = self.runs(name)
            failed = sum(command == name for command, _ in self.failures)
            lines.append(f"{name:<10}{runs:>7}{good:>10}{good / max(runs, 1):>7.0%}"
                         f"{self.seconds.get(name, 0):>8.1f}s{failed:>10}")  # fmt: skip
        for (name, promise), how in sorted(self.failures.items()):
            lines.append(f"\n{name}: {promise}\n{how}")
        return "\n".join(lines)

    @property
    def problems(self) -> list[str]:
        """Why this is no success: failures, and commands of which too little was seen."""
        of_each = {name: self.runs(name) for name in ALONE}
        few = [
            f"{name}: {good} of {runs} runs ended in exit 0 or 1: too few for the oracles"
            for name, (runs, good) in of_each.items()
            if not runs or 2 * good < runs
        ]
        return [*few, *(f"{name}: {promise}" for name, promise in self.failures)]


def fuzz(number: int, until: float, start: int) -> Tally:
    """Run one command after the other until a moment; a failure of a kind is told once.

    Args:
        number: Which process this is.
        until: When the last round begins, in seconds since the epoch.
        start: The seed; the same one makes the same runs, as far as the time goes.
    """
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", HypothesisWarning)  # that the examples are long, for one
    tally, first = Tally(), 5 * number % len(ALONE)
    for turn, name in enumerate(itertools.cycle(ALONE[first:] + ALONE[:first])):
        if time.time() > until:
            return tally
        try:
            _round(name, hash((start, number, turn)), tally)
        except Exception as error:  # such as one of the fuzzer itself
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} in {place.name}"
            tally.failures.setdefault((name, kind), _told(error))
    return tally


def _told(error: BaseException) -> str:
    """Write out an exception, or those that a group holds, without their long examples."""
    held = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
    texts = ["".join(traceback.format_exception(one)) for one in held]
    return "\n".join(f"{text[:1500]} ... {text[-1500:]}" for text in texts)


def _round(name: str, start: int, tally: Tally) -> None:
    last: list[tuple[str, str]] = []

    @seed(start)
    @settings(
        max_examples=ROUND, database=None, deadline=None, report_multiple_bugs=False,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def runs(data: st.DataObject) -> None:
        begun = _processor_time()
        run = trial(name, data)
        taken = _processor_time() - begun
        tally.codes[name, run.ended.code] += 1
        tally.took(name, taken)
        try:
            judge(run)
            if taken > SLOW:
                raise Wrong(f"no more than {SLOW:g} seconds", taken)
        except Wrong as wrong:
            if (name, wrong.promise) not in tally.failures:
                last.append((wrong.promise, _repeated(run, wrong)))
                raise

    try:
        runs()
    except Exception:  # also one of hypothesis, where it was not so again
        if not last:
            raise
        promise, how = last[-1]
        tally.failures[name, promise] = how


def _processor_time() -> float:
    """Sum up the seconds of this process and of its own: the load of a machine is no fault."""
    return sum(os.times()[:4])


def _repeated(run: Run, wrong: Wrong) -> str:
    """Say how to see a failure again."""
    names = {*run.call.positional, *(word.partition("=")[2] for word in run.call.words)}
    files = [f"  {name}: {content[:1500]!r}" for name, content in run.before.items()
             if name in names]  # fmt: skip
    return "\n".join([f"  {run.call.words} {dict(run.call.env)}", *files, f"  {wrong.args[1]}"])
