"""Write what a shell completes beside data, from the options: cli/completion/commands.json."""

import json
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import rebalance

sys.path.insert(0, str(Path(__file__).parent))  # also where a test runs it
from command_line import Described, Page, pages

FILE = Path(__file__).parents[1] / "cli" / "completion" / "commands.json"
OF_COMMANDS = {  # arguments of commands that call no verb
    "schema": sorted({verb.partition("_")[0] for verb in rebalance.VERBS}),
    "completion": [*import_module("rebalance.cli.completion.shells").SHELLS],
}


def table() -> str:
    """Write all commands, an option a line."""
    written = (f"{_json(page.name)}: {_command(page)}" for page in pages())
    return "{\n" + ",\n".join(written) + "\n}\n"


def _command(page: Page) -> str:
    arguments = [_takes(one) for one in page.options if not one.names]
    options = [_option(one) for one in page.options if one.names]
    known = [OF_COMMANDS[page.name]] if page.name in OF_COMMANDS else arguments
    return (
        f'{{"title": {_json(page.title)},\n "arguments": {_json(known)},\n'
        ' "options": [\n  ' + ",\n  ".join(options) + "\n ]}"
    )


def _option(one: Described) -> str:
    commas = "," in one.value and bool(one.value)
    return _json({
        "names": one.names, "help": one.said.partition(". ")[0].rstrip("."),
        "takes": _takes(one), "commas": commas, "several": one.several,
    })  # fmt: skip


def _takes(one: Described) -> Sequence[str]:
    """List what a value may be: words, and in capitals what is to be filled in."""
    if one.declared and one.declared.offers:
        return one.declared.offers
    if one.declared and one.declared.use and not re.search(r"FILE|DIR|\|", one.value):
        return ["FILE"]  # whatever it is called, as DATASET...
    takes = list[str]()
    for word in one.value.split("|"):
        if re.fullmatch(r"a=\d.*", word):
            takes.append("CATEGORY=")
        elif re.fullmatch(r"a,b(,c)?", word):
            takes.append("CATEGORY")
        elif re.fullmatch(r"[a-z,]+", word):
            takes += word.split(",")
        elif word and not re.search(r"\d", word):  # x1.5 is an example
            takes.append(word)
    return takes


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(table(), "utf-8")
    sys.stdout.write(f"wrote {FILE.name}\n")
