"""Which fields of rows a request asks for and shows, which it leaves out, and which it fixes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rebalance.copied_fields import said
from rebalance.dataset_fields import DatasetField, copied_values, refuse_unknown
from rebalance.errors import OptionError
from rebalance.gap_analysis.options import GapsOptions
from rebalance.gap_analysis.report import LeftOutField
from rebalance.reader import fields_of
from rebalance.rows.field import Row

_NOT_NAMED = "not named"


@dataclass(frozen=True)
class AskedFields:
    """The fields of a dataset, as requests have them.

    Attributes:
        names: Fields that a model is asked for, in the order in which rows have them.
        left_out: The others that it is not asked for, and why.
        copied: Values of fields that rows get later.
    """

    names: tuple[str, ...]
    left_out: tuple[LeftOutField, ...]
    copied: Mapping[str, object]

    @classmethod
    def of(cls, fields: Sequence[DatasetField], options: GapsOptions) -> "AskedFields":
        """Choose the fields: those named by `fields`, else those that models can write.

        Raises:
            OptionError: An option names a field that rows do not have, or nothing is left to ask.
        """
        by = fields_of(options.by)
        categories = {one.path[0] for one in by if one.holds_category}
        copied = copied_values(options.copy_field or {}, fields, by)
        refuse_unknown("fields", options.fields or (), [one.name for one in fields])
        reasons = {one.name: _reason(one, options.fields, categories) for one in fields}
        rest = {name: why for name, why in reasons.items() if name not in copied}
        asked = tuple(name for name, why in rest.items() if not why)
        if not set(asked) - {one.own_name for one in by}:
            raise OptionError(
                "requests", "beside the category, rows have no field to ask a model for",
                "name fields to ask for with `fields=A,B`",
            )  # fmt: skip
        left_out = tuple(LeftOutField(name, why) for name, why in rest.items() if why)
        return cls(asked, left_out, copied)

    def shown(self, row: Row) -> Row:
        """Give a row only what is asked for."""
        return {name: value for name, value in row.items() if name in self.names}

    @property
    def instruction(self) -> str:
        """What a request says of the fields that it fixes; empty if there are none."""
        return f"\n\n{said(self.copied)}" if self.copied else ""


def _reason(one: DatasetField, named: Sequence[str] | None, categories: set[str]) -> str:
    if named is None or one.name in categories:
        return one.reason
    return "" if one.name in named else _NOT_NAMED
