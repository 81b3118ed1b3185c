"""Files that were scanned, whose rows can be read again; and which of their texts count."""

from dataclasses import dataclass, replace

from rebalance.rows.field import Field, Row, parse_row, without
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import Place, place_of
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.slices import content_of
from rebalance.text.sides import Sides
from rebalance.validation.options import ValidateOptions


@dataclass(frozen=True, slots=True)
class Texts:
    """Which texts of rows count for what.

    Attributes:
        compared: What is compared with other rows.
        whole: What is measured and classified.
        provenance: The field that says where a row comes from, which is no part of it.
    """

    compared: Text
    whole: Text
    provenance: Field

    @classmethod
    def of(cls, options: ValidateOptions, by: tuple[Field, ...]) -> "Texts":
        """Choose texts: what is compared is the fields, if there are any, else the prompt."""
        provenance = Field.parse(options.provenance)
        compared = Text.of_options(options, (*by, provenance))
        return cls(compared, replace(compared, fields=(), whole=True), provenance)

    def uncategorised(self, row: Row) -> Row:
        """Leave out the category and the provenance."""
        return without(row, self.whole.left_out)

    def sides(self, row: Row) -> Sides:
        """Take a row apart, its category aside."""
        return self.whole.sides(row)


@dataclass(frozen=True, slots=True)
class ScannedFiles:
    """Files that were read once.

    Attributes:
        dataset: The files.
        index: Their lines.
        reading: How they were read.
    """

    dataset: Dataset
    index: RowIndex
    reading: Reading

    def place(self, position: int) -> Place:
        """Find the file and the line of a row."""
        return place_of(self.dataset, self.index, position)

    def row(self, position: int) -> Row:
        """Read one row."""
        return parse_row(content_of(self.dataset, self.index, position))

    def words(self, position: int, text: Text) -> list[str]:
        """Read the words of a text of one row."""
        return text.words(self.row(position))
