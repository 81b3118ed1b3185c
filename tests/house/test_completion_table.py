"""What shells complete beside data is made of the options."""

import runpy
from pathlib import Path

from rebalance.cli.commands import NAMES
from rebalance.cli.commands import command as command_of
from rebalance.cli.completion.place import commands

from rebalance.rows.category_field import category_field

ROOT = Path(__file__).parents[2]


def test_the_table_is_what_options_declare() -> None:
    """`make generate` writes it again."""
    written = runpy.run_path(str(ROOT / "tools" / "make_completions.py"))["table"]()
    assert (ROOT / "cli" / "completion" / "commands.json").read_text("utf-8") == written


def test_what_is_offered_is_taken() -> None:
    """Every word that a shell completes is one that its option takes."""
    words = 0
    for name in NAMES:
        declared = command_of(name).declared
        for option in commands()[name]["options"]:
            key = option["names"][-1].removeprefix("--").replace("-", "_")
            for word in option["takes"]:
                if word == word.lower() and word.startswith("@"):
                    category_field(word)
                elif word == word.lower():
                    declared[key].parse(word, key)
                    words += 1
    assert words > 300
