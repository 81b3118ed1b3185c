"""Requests for new rows, as lines of an OpenAI batch file; nothing is sent from here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import ceil
from string import Template
from typing import get_args

from rebalance.choices import Mode
from rebalance.errors import RequestError
from rebalance.rows.category import Category, category_keys, json_value
from rebalance.rows.encoding import json_line

URL = "/v1/chat/completions"
PLACES = ("category", "by", "count", "examples", "fields", "language")
_DIVIDER = "\n---\n"
_ID = "rebalance-{mode}-{key:016x}-{number:05d}"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a model is told.

    Attributes:
        mode: What it is to do.
        language: What to translate into; empty for other modes.
        template: The text, with places to be filled; a line --- ends what the system says.
        name: Where the template is from, for errors.
    """

    mode: Mode
    language: str
    template: str
    name: str

    @classmethod
    def of(cls, mode: str, template: tuple[str, str] | None = None) -> "Wording":
        """Read `generate`, `paraphrase` or `translate:LANG`.

        Args:
            mode: What is to be done.
            template: Name and text of a template in place of the one that comes along.

        Raises:
            RequestError: There is no such mode, or the template has a place that nobody fills.
        """
        kind, _, language = mode.partition(":")
        found = next((one for one in get_args(Mode) if one == kind), None)
        if found is None or bool(language) is not (found == "translate"):
            modes = "generate, paraphrase, translate:LANG"
            raise RequestError(f"--mode {mode!r} is none of {modes}")
        name, text = template or (f"{found}.txt", _built_in(found))
        return cls(found, language, text, name)._checked()

    def _checked(self) -> "Wording":
        template = Template(self.template)
        if not template.is_valid():
            raise RequestError(
                f"--template {self.name}: a $ without a name after it", "write $$ for a dollar"
            )
        strange = [place for place in template.get_identifiers() if place not in PLACES]
        if strange:
            raise RequestError(
                f"--template {self.name}: nothing fills ${strange[0]}",
                f"places are {', '.join('$' + place for place in PLACES)}; write $$ for a dollar",
            )
        return self

    def messages(self, places: dict[str, str]) -> list[dict[str, str]]:
        """Fill the places."""
        text = Template(self.template).substitute(places, language=self.language)
        system, divider, user = text.partition(_DIVIDER)
        if not divider:
            return [{"role": "user", "content": text.strip()}]
        return [
            {"role": "system", "content": system.strip()},
            {"role": "user", "content": user.strip()},
        ]


def _built_in(mode: str) -> str:
    return (files("rebalance") / "gap_analysis" / f"{mode}.txt").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked for of one category.

    Attributes:
        category: The category.
        rows: How many rows.
        each: Rows of a request at most.
        examples: Gives the texts of rows, other ones each time.
        fields: Names of the fields that rows have.
    """

    category: Category
    rows: int
    each: int
    examples: Iterator[Sequence[str]]
    fields: Sequence[str]

    @property
    def requests(self) -> int:
        """How many requests it takes."""
        return ceil(self.rows / self.each)


def request_lines(demand: Demand, wording: Wording, by: str, model: str) -> Iterator[bytes]:
    """Write the requests of a category: as even as whole rows allow, the larger first.

    Args:
        demand: What is asked for.
        wording: What the model is told.
        by: The field of the category, as the user typed it.
        model: Its name, which is copied.
    """
    (key,) = category_keys([demand.category]).tolist()
    least, more = divmod(demand.rows, demand.requests or 1)
    for number in range(demand.requests):
        places = {
            "category": json_line(json_value(demand.category)).decode(), "by": by,
            "count": str(least + (number < more)), "examples": "\n".join(next(demand.examples)),
            "fields": ", ".join(json_line(name).decode() for name in demand.fields),
        }  # fmt: skip
        line = {
            "custom_id": _ID.format(mode=wording.mode, key=key, number=number + 1),
            "method": "POST",
            "url": URL,
            "body": {"model": model, "messages": wording.messages(places)},
        }
        yield json_line(line) + b"\n"
