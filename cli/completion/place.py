"""Where somebody types: which command it is, what it was given, and what comes next."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

COMMANDS = Path(__file__).with_name("commands.json")
Declared = Mapping[str, Any]  # an option, an argument or a command, as commands.json has it


@cache
def commands() -> Declared:
    """Read what there is: commands by name, groups of them, and "" for the app itself."""
    found: Declared = json.loads(COMMANDS.read_text("utf-8"))
    return found


@dataclass
class Place:
    """Where somebody types.

    Attributes:
        command: The command so far, or the group; "" for none.
        value_of: The option whose value comes next; None for none.
        before: What of the last word stands before that value, as `--by=`.
        last: The rest of the last word, as far as it is typed.
        given: Values of options by their long names.
        arguments: What stands there beside options.
        options_over: Whether `--` stands before, after which no option comes.
    """

    command: str = ""
    value_of: Declared | None = None
    before: str = ""
    last: str = ""
    given: dict[str, list[str]] = field(default_factory=dict)
    arguments: list[str] = field(default_factory=list)
    options_over: bool = False

    @classmethod
    def after(cls, words: Sequence[str], last: str) -> "Place":
        """Go through the words of a command line, and stop in the last one."""
        place = cls()
        for word in words:
            place._pass(word)
        place.last = last
        name, equals, value = last.partition("=")
        of = place.option(name) if equals and place.takes_option(name) else None
        if place.value_of is None and of is not None:
            place.value_of, place.before, place.last = of, name + equals, value
        return place

    @property
    def declared(self) -> Declared:
        """The options and arguments of the command."""
        found: Declared = commands()[self.command]
        return found

    @property
    def next_words(self) -> Mapping[str, str]:
        """The commands that may follow, and what they do."""
        above = len(self.command.split())
        names = (name.split() for name in commands() if name)
        return {
            name[above]: commands()[" ".join(name)]["title"]
            for name in names
            if len(name) == above + 1 and " ".join(name[:above]) == self.command
        }

    def takes_option(self, word: str) -> bool:
        """Tell whether a word is an option, or would become one."""
        return word.startswith("-") and word != "-" and not self.options_over

    def option(self, name: str) -> Declared | None:
        """Look an option up by any of its names; None where it takes no value, too."""
        options = self.declared["options"]
        return next((one for one in options if name in one["names"] and one["takes"]), None)

    def _pass(self, word: str) -> None:
        if self.value_of is not None:
            self.given.setdefault(self.value_of["names"][-1], []).append(word)
            self.value_of = None
        elif word == "--" and not self.options_over:
            self.options_over = True
        elif self.takes_option(word):
            name, equals, value = word.partition("=")
            self.value_of = self.option(name)
            self.given.setdefault(name, [])
            if equals and self.value_of is not None:
                self._pass(value)
        elif word in self.next_words:
            self.command = f"{self.command} {word}".lstrip()
        else:
            self.arguments.append(word)
