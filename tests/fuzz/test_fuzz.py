"""Some runs of the fuzzer, always the same ones; `make fuzz` makes many more, and others."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rebalance.cli.commands import NAMES

from tests.fuzz.oracles import judge
from tests.fuzz.trial import trial

RUNS = 40  # fewer vary too much: what is drawn depends on which modules are loaded


@pytest.mark.parametrize("name", NAMES)
def test_what_every_command_promises(name: str) -> None:
    """And enough of the runs end well, else there was nothing to judge."""
    codes = Counter[int]()

    @settings(
        max_examples=RUNS, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def runs(data: st.DataObject) -> None:
        run = trial(name, data)
        codes[run.ended.code] += 1
        judge(run)

    runs()
    assert 3 * (codes[0] + codes[1]) >= codes.total(), codes
