"""Write the man pages from the command line: man/rebalance.1, man/rebalance-balance.1 and so on.

Plain man(7), which every formatter knows; nothing in a page depends on the day or the machine.
"""

import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import rebalance

sys.path.insert(0, str(Path(__file__).parent))  # also where a test runs it
from command_line import Described, Page, pages

MAN = Path(__file__).parents[1] / "man"
in_order = import_module("rebalance.cli.grouped_help").in_order

CODES = {
    0: "Done.",
    1: "A check that was asked for failed.",
    2: "Wrong usage, a wrong configuration, or an impossible request.",
    3: "The data is bad; nothing was written.",
    4: "A file cannot be read or written.",
    70: "A bug in rebalance.",
}
FILES = {
    "rebalance.toml, pyproject.toml": "Options, in the nearest of these files from the working"
    " directory upwards: a table for each command, such as [balance], in pyproject.toml"
    " [tool.rebalance.balance].",
    "~/.cache/rebalance": "How many tokens rows have that were counted before; with"
    " XDG_CACHE_HOME, rebalance in that folder.",
}
ENVIRONMENT = {
    "REBALANCE_COMMAND_OPTION": "An option that the command line does not have:"
    " REBALANCE_BALANCE_MAX_REPEAT=2 is --max-repeat 2 of balance. Several values stand on a line"
    " each; flags are 1 or 0.",
    "REBALANCE_DEBUG": "Set to anything, it shows where a bug happened.",
    "REBALANCE_LOCK_SECONDS": "How long to wait for a folder that another program has locked; 30"
    " by default.",
    "REBALANCE_PARSER": "What reads rows: auto, simdjson or orjson. Rows are the same.",
    "REBALANCE_SPAN_BYTES": "Bytes of a dataset that one process reads at a time. Outputs are the"
    " same.",
    "REBALANCE_START_METHOD": "spawn starts processes anew on Linux, too, as elsewhere.",
    "NO_COLOR": "Set to anything, it turns colours off.",
    "XDG_CACHE_HOME": "Where caches lie; ~/.cache by default.",
}
_WIDTH = 58  # of lines in the source, which escapes and signs of several bytes make longer
_ROFF = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "~": "\\(ti", "^": "\\(ha"}


def written() -> dict[str, str]:
    """Write all pages, by the names of their files."""
    every = list(pages())
    return {f"{_title(page)}.1": "".join(f"{line}\n" for line in _page(page, every))
            for page in every}  # fmt: skip


def _page(page: Page, every: list[Page]) -> Iterator[str]:
    name, version = _title(page), f"rebalance {rebalance.__version__}"
    yield '.\\" Written by `make generate`, from the options of the command line.'
    yield f'.TH {_roff(name.upper())} 1 "" "{version}" "User Commands"\n.nh\n.ad l'
    yield f".SH NAME\n{_roff(name)} \\-\n{_filled(_as_part(page.title))}"
    yield f".SH SYNOPSIS\n{_synopsis(page)}"
    yield f".SH DESCRIPTION\n{_filled(page.title)}"
    for paragraph in page.details:
        yield f".PP\n{_filled(paragraph)}"
    yield from _inner(page)
    yield from _options(page)
    yield from _list("EXIT STATUS", {str(code): said for code, said in CODES.items()})
    yield from _list("FILES", FILES)
    yield from _list("ENVIRONMENT", ENVIRONMENT)
    if page.examples:
        lines = "\n".join(map(_roff, page.examples))
        yield f".SH EXAMPLES\n.nf\n{lines}\n.fi"
    yield from _see_also(page, every)


def _title(page: Page) -> str:
    return "-".join(("rebalance", *page.name.split()))


def _as_part(sentence: str) -> str:
    """Write what a command does as a list of pages has it, which apropos searches."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _synopsis(page: Page) -> str:
    arguments = [f"\\fI{_roff(one.value)}\\fR" for one in page.options if not one.names]
    more = ["\\fICOMMAND\\fR", "..."] if page.inner else []
    options = "[\\fIOPTIONS\\fR]"
    name = f"\\fB{_roff(_title(page).replace('-', ' '))}\\fR"
    return " ".join((name, *arguments, options, *more) if not more else (name, options, *more))


def _inner(page: Page) -> Iterator[str]:
    """List the commands of the app, or of a group, by what they are for."""
    if page.inner:
        yield ".SH COMMANDS"
    for section in dict.fromkeys(section for section, _, _ in page.inner):
        yield f".SS {_roff(section)}"
        for _, word, said in (one for one in page.inner if one[0] == section):
            yield f".TP\n\\fB{_roff(_title(page))}\\-{_roff(word)}\\fR(1)\n{_filled(said)}"


def _options(page: Page) -> Iterator[str]:
    yield ".SH OPTIONS"
    groups = {one.group for one in page.options}
    first = [one.group for one in page.options]
    for group in in_order(sorted(groups, key=first.index)):
        if len(groups) > 1:
            yield f".SS {_roff(group)}"
        yield from (_option(one) for one in page.options if one.group == group)


def _option(one: Described) -> str:
    names = ", ".join(f"\\fB{_roff(name)}\\fR" for name in one.names)
    choices = _roff(one.value).replace("|", "|\\:")  # where a line may break
    value = f"\\fI{choices}\\fR" if one.value else ""
    default = f" Default: {one.default}." if one.default else ""
    return f".TP\n{f'{names} {value}'.strip()}\n{_filled(one.said + default)}"


def _list(heading: str, items: Mapping[str, str]) -> Iterator[str]:
    yield f".SH {heading}"
    for name, said in items.items():
        yield f".TP\n\\fB{_roff(name)}\\fR\n{_filled(said)}"


def _see_also(page: Page, every: list[Page]) -> Iterator[str]:
    """Name the app, the group above, and the commands beside it or below."""
    own = page.name.split()
    near = list[Page]()
    for one in every:
        words = one.name.split()
        if one is not page and (words in ([], own[:-1]) or words[:-1] in (own[:-1], own)):
            near.append(one)
    yield ".SH SEE ALSO"
    yield ",\n".join(f"\\fB{_roff(_title(one))}\\fR(1)" for one in near)


def _filled(text: str) -> str:
    """Write a paragraph, which a formatter fills again."""
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(_roff, lines))


def _roff(text: str) -> str:
    """Write text so that it is shown as it is."""
    shown = re.sub("[\\\\\\-'`~^]", lambda found: _ROFF[found[0]], text)
    return f"\\&{shown}" if shown.startswith(".") else shown


if __name__ == "__main__":
    MAN.mkdir(exist_ok=True)
    made = written()
    for path in set(MAN.glob("*.1")) - {MAN / name for name in made}:
        path.unlink()
    for name, text in made.items():
        (MAN / name).write_text(text, "utf-8")
    sys.stdout.write(f"wrote {len(made)} man pages\n")
