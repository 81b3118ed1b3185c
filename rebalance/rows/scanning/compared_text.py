"""Which text of a row is compared with others: its sides, or what options name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

from rebalance.rows.field import Field, Row, parse_fields, strings, without
from rebalance.text.normal import normalised, words
from rebalance.text.plain_rows import plain_prompt
from rebalance.text.sides import Sides, media_beside, sides_of, text_of

REASONS = (
    "", "their shape is not known", "no turn of theirs is the user's", "their prompt has no words",
    "they have no text in the fields named",
)  # fmt: skip
"""Why rows have no prompt to compare, by number; 0 for those that have one."""
NOTHING, ASKED, ALL = range(3)
"""Kinds of text: without words; what a row asks, or fields that are named; all strings of a row."""

DOCUMENT = 100
"""Words from which what a system turn says is a document that the question is about."""
COMPARED, SHAPELESS, USERLESS, WORDLESS, FIELDLESS = range(len(REASONS))


class NamesText(Protocol):
    """Options that name fields of text."""

    @property
    def text(self) -> Sequence[str] | None:
        """The fields whose strings are compared."""

    @property
    def prompt_field(self) -> Sequence[str] | None:
        """The fields that ask."""

    @property
    def response_field(self) -> Sequence[str] | None:
        """The fields that answer."""


@dataclass(frozen=True, slots=True)
class Text:
    """Which text of a row is compared.

    Attributes:
        fields: The fields whose strings it is; none for the side of the row that asks.
        prompts: The fields that ask, in rows that have them.
        responses: The fields that answer, likewise.
        whole: Whether it is both sides, where there are no fields.
        left_out: Fields that are no text, such as the category.
    """

    fields: tuple[Field, ...] = ()
    prompts: tuple[Field, ...] = ()
    responses: tuple[Field, ...] = ()
    whole: bool = False
    left_out: tuple[Field, ...] = ()

    @classmethod
    def of_options(cls, options: NamesText, left_out: tuple[Field, ...] = ()) -> "Text":
        """Choose the text that options name."""
        return cls(
            parse_fields(options.text), parse_fields(options.prompt_field),
            parse_fields(options.response_field), left_out=left_out,
        )  # fmt: skip

    @property
    def named(self) -> tuple[Field, ...]:
        """The fields that options name."""
        return (*self.fields, *self.prompts, *self.responses)

    def sides(self, row: Row) -> Sides:
        """Take a row apart, as the options say; rows without the fields named, by their shape."""
        row = without(row, self.left_out)
        if self.fields:
            return Sides("unknown", _strings(row, self.fields))
        sides = sides_of(row)
        if answer := _strings(row, self.responses):
            sides = replace(sides, answer=answer, answers=_names(self.responses), turns=[])
        if asked := _strings(row, self.prompts):
            sides = replace(sides, asked=asked, context=[], asks=_names(self.prompts), turns=[])
        return sides

    def of(self, row: Row, sides: Sides | None = None) -> str:
        """Get the text that is compared; of a row without sides, all of it.

        Args:
            row: The row.
            sides: It taken apart, where that was done already; only where no fields are named.
        """
        if sides is None or self.fields:
            sides = self.sides(row)
        if self.fields or sides.shape != "unknown":
            return "\n".join([*sides.prompt, *sides.answer] if self.whole else sides.prompt)
        if self.whole or not self.prompts:
            return text_of(without(row, self.left_out if self.whole else self._no_prompt))
        return "\n".join(sides.prompt)

    def kind(self, words: Sequence[str] | str, sides: Sides) -> int:
        """Tell what the text of a row is: `NOTHING`, `ASKED` or `ALL`."""
        if not words:
            return NOTHING
        return ALL if sides.shape == "unknown" and not (self.fields or self.prompts) else ASKED

    def words(self, row: Row, sides: Sides | None = None) -> list[str]:
        """List the words of the text, as `of` gives it; with different media all differ."""
        text = self.of(row, sides)
        return _beside(words(text), self._media(row, text))

    def question(self, row: Row) -> tuple[str, int]:
        """Normalise the prompt and a document that stands in the system turn.

        Returns:
            Their words, with spaces between them, and why there are none: an index of `REASONS`.
        """
        plain = None if self.named else plain_prompt(without(row, self.left_out))
        if plain and (said := normalised(plain[0])):
            return said + _document(plain[1]), COMPARED
        sides = self.sides(row)
        if not (said := " ".join(self._prompt(row, sides))):
            return "", self._reason(sides)
        others = (one.text for one in sides.turns if not (one.asks or one.answers))
        return said + _document("\n".join(others)), COMPARED

    def _prompt(self, row: Row, sides: Sides) -> list[str]:
        if sides.shape == "unknown" and not sides.prompt:
            return []
        said = "\n".join(sides.prompt)
        media = self._media(row, said)
        return _beside(words(said), media) or media

    def parts(self, row: Row) -> tuple[list[str], list[str]]:
        """List the words of what asks and of what it is about, which are compared apart."""
        sides = self.sides(row)
        return words("\n".join(sides.asked)), words("\n".join(sides.context))

    def _reason(self, sides: Sides) -> int:
        """Tell why a row has no prompt to compare."""
        if self.fields or (self.prompts and sides.shape == "unknown"):
            return FIELDLESS
        if sides.shape == "unknown":
            return SHAPELESS
        return USERLESS if sides.turns and not sides.asked else WORDLESS

    def _media(self, row: Row, text: str) -> list[str]:
        return media_beside(without(row, self._no_prompt), [text])

    @property
    def _no_prompt(self) -> tuple[Field, ...]:
        return (*self.left_out, *self.responses)


def _names(fields: tuple[Field, ...]) -> str:
    return ", ".join(field.text for field in fields)


def _document(text: str) -> str:
    """Normalise what is neither asked nor answered, where it is too long to instruct."""
    said = words(text)
    return " ".join([" \0", *said]) if len(said) >= DOCUMENT else ""


def _strings(row: Row, fields: tuple[Field, ...]) -> list[str]:
    return [text for field in fields for text in strings(field.read(row))]


def _beside(tokens: list[str], media: list[str]) -> list[str]:
    """Mark the words of a row with its media, so that they are equal only beside equal media."""
    if not media:
        return tokens
    mark = sha256("\0".join(media).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return [f"{token}\0{mark}" for token in tokens]
