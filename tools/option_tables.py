"""Write the option tables of the commands' pages from the declarations: docs/NAME.md."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # also where a test runs it
from command_line import Page, pages

DOCS = Path(__file__).parents[1] / "docs"
END = "<!-- end of options -->\n"

commands = [one for one in pages() if any(option.declared for option in one.options)]


def with_table(page: str, command: Page) -> str:
    """Put the table at its place in a page, or at its end."""
    begin = begin_of(command)
    if begin not in page:
        return f"{page.rstrip()}\n\n## All options\n\n{begin}{table(command)}{END}"
    head, _, rest = page.partition(begin)
    return head + begin + table(command) + END + rest.partition(END)[2]


def page_of(command: Page) -> Path:
    """Name the page of a command: one of a group is on the page of the group."""
    return DOCS / f"{command.name.partition(' ')[0]}.md"


def begin_of(command: Page) -> str:
    """Write the line before a table."""
    which = f" of {command.name}" if " " in command.name else ""
    return f"<!-- options{which}: make generate -->\n"


def table(command: Page) -> str:
    """Write one row an option, under a line for each group."""
    lines = list[str]()
    groups: dict[str, list[str]] = {}
    for option in command.options:
        if option.declared is None or not option.names:
            continue
        shown = "`, `".join(option.names)
        value = f" {option.value}".rstrip().replace("|", "\\|")
        said = option.said.replace("|", "\\|")
        usual = f" Default: `{option.default}`." if option.default else ""
        groups.setdefault(option.group, []).append(f"| `{shown}{value}` | {said}{usual} |\n")
    for group, rows in groups.items():
        lines += [f"\n| {group} | |\n| --- | --- |\n", *rows]
    return "".join(lines) + "\n"


if __name__ == "__main__":
    for one in commands:
        path = page_of(one)
        path.write_text(with_table(path.read_text("utf-8"), one), "utf-8")
    sys.stdout.write(f"wrote the option tables of {len(commands)} pages\n")
