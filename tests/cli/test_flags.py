"""Options in sentences of the engine, as a command line has them."""

from importlib import import_module

import pytest

from rebalance.balancing.options import BalanceOptions

dashed = import_module("rebalance.cli.flags").dashed
DECLARED = BalanceOptions.declared()


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("give `max_repeat=none`", "give --max-repeat none"),
        ("`cap` and `floor`", "--cap and --floor"),
        ("name a `dataset`", "name a DATASET"),
        ("`other` stays", "`other` stays"),
        ("the category '`cap`' is not in the data", "the category '`cap`' is not in the data"),
        ('"it\'s `cap`" with `cap`', '"it\'s `cap`" with --cap'),
        ("the rows' own `cap` doesn't", "the rows' own --cap doesn't"),
    ],
)
def test_names_from_data_stay(sentence: str, shown: str) -> None:
    """They stand in quotes."""
    assert dashed(sentence, DECLARED) == shown
