"""Some runs of the fuzzer; `make fuzz` makes many more, and others."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.commands import ALONE
from tests.fuzz.oracles import judge
from tests.fuzz.trial import trial

RUNS = (settings.default or settings()).max_examples // 4  # of many more with make properties
ENDED_WELL, ROUNDS = RUNS // 3, 4


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # of large worlds
@pytest.mark.parametrize("name", ALONE)
def test_what_every_command_promises(name: str) -> None:
    """And enough of the runs end well, else there was nothing to judge.

    Which are drawn depends on the modules that happen to be loaded: a round of bad luck is followed
    by another.
    """
    codes = Counter[int]()
    for number in range(ROUNDS):

        @seed(number)
        @settings(
            max_examples=RUNS, database=None, deadline=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(st.data())
        def runs(data: st.DataObject) -> None:
            run = trial(name, data)
            codes[run.ended.code] += 1
            judge(run)

        runs()
        if codes[0] + codes[1] >= ENDED_WELL:
            return
    raise AssertionError(codes)
