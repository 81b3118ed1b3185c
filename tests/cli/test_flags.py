"""Options in sentences of the engine, as a command line has them."""

from importlib import import_module

import pytest

from rebalance.balancing.options import BalanceOptions

commands = import_module("rebalance.cli.commands")
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


@pytest.mark.parametrize("name", commands.NAMES)
def test_help_names_options_that_the_command_has(name: str) -> None:
    """What stays in backticks is an option of another command."""
    declared = commands.command(name).declared
    assert not [one for one in declared.values() if "`" in dashed(one.help, declared)]
