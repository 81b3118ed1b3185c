"""Which text of a row is measured: all of it, fields of it, or one of its sides."""

from dataclasses import dataclass

from rebalance.choices import Side
from rebalance.rows.field import Field, Row, texts_in, without
from rebalance.rows.sizes.chat_template import ChatTemplate
from rebalance.text.payloads import readable
from rebalance.text.sides import Sides, sides_of


@dataclass(frozen=True, slots=True)
class MeasuredText:
    """Which text of a row is measured; payloads of media are none.

    Attributes:
        fields: The fields that it is; none for what `side` says.
        side: Which side of the row it is; `all` are all its strings but for the category.
        by: The fields of the category.
        template: Makes it of the messages of a row, as the model sees them.
    """

    fields: tuple[Field, ...] = ()
    side: Side = "all"
    by: tuple[Field, ...] = ()
    template: ChatTemplate | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is known of each row."""
        return self.template is None and (bool(self.fields) or self.side == "all")

    @property
    def lacks(self) -> str:
        """What a row lacks whose text is not known."""
        return f"a known {self.side}" if self.template is None else "messages for the template"

    @property
    def option(self) -> str:
        """The option that chose it."""
        return "side" if self.template is None else "chat_template"

    def of(self, row: Row) -> list[str] | None:
        """List the texts of a row; None where its shape does not say which they are."""
        if self.is_plain:
            return texts_in(row, self.fields, self.by)
        if self.template is not None:
            text = self.template.of(row)
            return None if text is None else [text]
        sides = sides_of(without(row, self.by))
        return (
            list(map(readable, _prompt(sides) if self.side == "prompt" else sides.answer)) or None
        )


def _prompt(sides: Sides) -> list[str]:
    """List what the model is given: of a conversation also what neither side says."""
    if not sides.turns:
        return sides.prompt
    return [*(turn.text for turn in sides.turns if not turn.answers), *sides.context]
