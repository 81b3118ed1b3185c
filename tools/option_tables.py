"""Write the option tables of the commands' pages from the declarations: docs/NAME.md."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
END = "<!-- end of options -->\n"

loaded = import_module("rebalance.cli.commands")
commands = [loaded.command(name) for name in loaded.NAMES]
flags = import_module("rebalance.cli.flags")


def with_table(page: str, command: Any) -> str:
    """Put the table at its place in a page, or at its end."""
    begin = begin_of(command)
    if begin not in page:
        return f"{page.rstrip()}\n\n## All options\n\n{begin}{table(command)}{END}"
    head, _, rest = page.partition(begin)
    return head + begin + table(command) + END + rest.partition(END)[2]


def page_of(command: Any) -> Path:
    """Name the page of a command: one of a group is on the page of the group."""
    return DOCS / f"{command.name.partition(' ')[0]}.md"


def begin_of(command: Any) -> str:
    """Write the line before a table."""
    which = f" of {command.name}" if " " in command.name else ""
    return f"<!-- options{which}: make generate -->\n"


def table(command: Any) -> str:
    """Write one row an option, under a line for each group."""
    defaults, lines = command.options.defaults(), list[str]()
    groups: dict[str, list[str]] = {}
    for name, option in command.declared.items():
        if option.positional:
            continue
        long = flags.long_name(name)
        shown = f"`{option.short}`, `{long}" if option.short else f"`{long}"
        value = "" if option.is_flag else f" {option.metavar}".replace("|", "\\|")
        default = flags.shown_default(option, defaults.get(name))
        said = flags.dashed(option.help, command.declared).replace("|", "\\|")
        usual = f" Default: `{default}`." if default else ""
        groups.setdefault(option.group, []).append(f"| {shown}{value}` | {said}{usual} |\n")
    for group, rows in groups.items():
        lines += [f"\n| {group} | |\n| --- | --- |\n", *rows]
    return "".join(lines) + "\n"


if __name__ == "__main__":
    for one in commands:
        path = page_of(one)
        path.write_text(with_table(path.read_text("utf-8"), one), "utf-8")
    sys.stdout.write(f"wrote the option tables of {len(commands)} pages\n")
