"""Requests for new rows, as lines of an OpenAI batch file; nothing is sent from here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from string import Template

from rebalance.choices import Mode
from rebalance.errors import OptionError
from rebalance.gap_analysis.options import parse_mode
from rebalance.request_ids import request_id
from rebalance.rows.category import Category, category_keys, json_value
from rebalance.rows.encoding import json_line, json_record

URL = "/v1/chat/completions"
MOST = 10_000_000  # requests: far more than any service takes
PLACES = ("category", "by", "count", "examples", "fields", "language")
_DIVIDER = "\n---\n"


@dataclass(frozen=True, slots=True)
class Wording:
    """The prompt that a model gets.

    Attributes:
        mode: What it is to do.
        language: What to translate into; empty for other modes.
        template: The text, with places to be filled; a line --- ends the system prompt.
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
            OptionError: There is no such mode, or the template has a place that nothing fills.
        """
        kind, language = parse_mode(mode)
        name, text = template or (f"{kind}.txt", _built_in(kind))
        return cls(kind, language, text, name)._checked()

    def _checked(self) -> "Wording":
        template = Template(self.template)
        if not template.is_valid():
            raise OptionError(
                "template", f"{self.name}: a $ without a name after it", "write $$ for a dollar",
            )  # fmt: skip
        strange = [place for place in template.get_identifiers() if place not in PLACES]
        if strange:
            raise OptionError(
                "template", f"{self.name}: unknown placeholder ${strange[0]}",
                f"there are {', '.join('$' + place for place in PLACES)}; write $$ for a dollar",
            )  # fmt: skip
        return self

    def messages(self, places: dict[str, str], added: str = "") -> list[dict[str, str]]:
        """Fill the places, and add something at the end of what the user says."""
        text = Template(self.template).substitute(places, language=self.language)
        system, divider, user = text.partition(_DIVIDER)
        if not divider:
            return [{"role": "user", "content": text.strip() + added}]
        return [
            {"role": "system", "content": system.strip()},
            {"role": "user", "content": user.strip() + added},
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
        added: What is said at the end, whatever the wording.
    """

    category: Category
    rows: int
    each: int
    examples: Iterator[Sequence[str]]
    fields: Sequence[str]
    added: str = ""

    @property
    def requests(self) -> int:
        """How many requests it takes."""
        return -(-self.rows // self.each)  # no float holds very many


def request_lines(demand: Demand, wording: Wording, by: str, model: str) -> Iterator[bytes]:
    """Write the requests of a category: as even as whole rows allow, the larger first.

    Args:
        demand: What is asked for.
        wording: The prompt.
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
            "custom_id": request_id(wording.mode, key, number + 1),
            "method": "POST",
            "url": URL,
            "body": {"model": model, "messages": wording.messages(places, demand.added)},
        }
        yield json_record(line)
