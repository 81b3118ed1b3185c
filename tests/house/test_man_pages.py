"""The man pages are made of the command line, and say what the code does."""

import re
import runpy
from pathlib import Path

from rebalance.cli import boundary

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "make_man_pages.py"))
FOR_OTHERS = {"REBALANCE_SIMULATIONS"}  # of tests


def test_man_pages_are_what_options_declare() -> None:
    """`make generate` writes them again; there is one for each command and group."""
    pages = {path.name: path.read_text("utf-8") for path in (ROOT / "man").glob("*.1")}
    assert pages == TOOL["written"]()


def test_exit_codes_are_those_of_the_command_line() -> None:
    """Every code that errors end with, and none else."""
    codes = (boundary.FAILED, boundary.USAGE, boundary.DATA, boundary.ACCESS, boundary.BUG)
    assert set(TOOL["CODES"]) == {0, *codes}


def test_variables_of_the_environment_are_all_there() -> None:
    """Every one that the code looks at by name, besides those of options."""
    code = "".join(
        path.read_text("utf-8")
        for part in ("rebalance", "cli")
        for path in (ROOT / part).rglob("*.py")
    )
    named = set(re.findall(r'"(REBALANCE_[A-Z_]*[A-Z])"', code)) - FOR_OTHERS
    assert named | {"REBALANCE_COMMAND_OPTION"} == {
        name for name in TOOL["ENVIRONMENT"] if name.startswith("REBALANCE_")
    }
