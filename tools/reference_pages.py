"""The pages of the reference: commands as the app has them, and where docstrings are put."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import command_line
import option_tables
from command_line import Page

import rebalance

DOCS = Path(__file__).parents[1] / "docs"
COMMANDS, LIBRARY = "reference/commands", "reference/library"
MODULES = {  # page -> its title, what it is about, the modules whose docstrings it has
    "errors": ("Errors", ("rebalance.errors",)),
    "reports": ("What all reports have", ("rebalance.report",)),
    "training": (
        "rebalance.training",
        (
            "rebalance.training",
            "rebalance.training.class_weights.class_weights",  # hidden there by its module
            "rebalance.training.torch",
        ),
    ),
}


def pages() -> dict[str, str]:
    """Write all pages, by their places in the site."""
    app, *found = command_line.pages()
    commands = [one for one in found if not one.inner]
    written = {f"{COMMANDS}/README.md": _overview(app, commands)}
    written |= {place(one.name): _command(one) for one in commands}
    verbs = groupby(sorted(rebalance.VERBS, key=place_of_verb), place_of_verb)
    written |= {page: _verbs(list(of)) for page, of in verbs}
    return written | {f"{LIBRARY}/{name}.md": _module(*of) for name, of in MODULES.items()}


def place(name: str) -> str:
    """Name the page of a command in the reference."""
    return f"{COMMANDS}/{name.replace(' ', '-')}.md"


def _overview(app: Page, commands: Sequence[Page]) -> str:
    listed = "".join(
        f"| [{one.name}]({Path(place(one.name)).name}) | {one.title} |\n" for one in commands
    )
    options = "".join(f"| `{', '.join(one.names)}` | {one.said} |\n" for one in app.options)
    return (
        f"# rebalance: all commands\n\n{app.title}\n\n"
        "[What they share](../../docs/common.md): files, categories, bad rows, configuration,"
        " [exit codes](../../docs/common.md#exit-codes).\n\n"
        f"| command | |\n| --- | --- |\n{listed}\n"
        f"## Options before a command\n\n| option | |\n| --- | --- |\n{options}\n"
    )


def _command(one: Page) -> str:
    """Write the page of a command: what `--help` says, in its order."""
    taken = [option for option in one.options if not option.names]
    usage = " ".join(("rebalance", one.name, *(option.value for option in taken), "[OPTIONS]"))
    arguments = "".join(f"| `{option.value}` | {option.said} |\n" for option in taken)
    options = option_tables.table(one).strip()
    parts = [f"# rebalance {one.name} --help", one.title, *one.details]
    parts += [f"```text\n{usage}\n```", *_more(one.name)]
    parts += ["## Examples", "```sh\n" + "\n".join(one.examples) + "\n```"]
    parts += [f"## Arguments\n\n| argument | |\n| --- | --- |\n{arguments}"]
    return "\n\n".join((*parts, f"## Options\n\n{options}" if options else ""))


def _more(name: str) -> Iterator[str]:
    """Name the other pages about a command."""
    page, verb = f"{name.partition(' ')[0]}.md", name.replace(" ", "_")
    links = [f"[what it does, with examples](../../docs/{page})"] if (DOCS / page).exists() else []
    if verb in rebalance.VERBS:
        links += [f"[`rebalance.{verb}`](../../{place_of_verb(verb)}#rebalance.{verb})"]
    if links:
        yield f"See {' and '.join(links)}."


def place_of_verb(verb: str) -> str:
    """Name the page of a verb: those whose reports are in one module are on one page."""
    folder = rebalance.VERBS[verb]
    first = next(one for one, other in rebalance.VERBS.items() if other == folder)
    return f"{LIBRARY}/{first}.md"


def _verbs(verbs: Sequence[str]) -> str:
    """Write a page of verbs: their signatures, their options, and their reports."""
    names = ", ".join(f"rebalance.{verb}" for verb in verbs)
    links = ", ".join(
        f"[{name}](../../{place(name)})" for name in (verb.replace("_", " ") for verb in verbs)
    )
    module = f"rebalance.{rebalance.VERBS[verbs[0]]}.report"
    signatures = "".join(f"::: rebalance.{verb}\n\n" for verb in verbs)
    return (
        f"# {names}\n\nOn the command line: {links}.\n\n{signatures}"
        f"## What is returned\n\n{_docstrings(module)}"
    )


def _module(title: str, names: tuple[str, ...]) -> str:
    """Write a page of docstrings, each under its name where there are several."""
    shown = "".join(f"::: {name}\n\n" if names[1:] else _docstrings(name) for name in names)
    return f"# {title}\n\n{shown}"


def _docstrings(module: str) -> str:
    """Have what is in a module here, under a heading of the page."""
    return (
        f"::: {module}\n    options:\n"
        "      show_root_heading: false\n      show_root_toc_entry: false\n\n"
    )
