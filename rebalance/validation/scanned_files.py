"""Files that were scanned, whose rows can be read again; and which of their texts count."""

from collections.abc import Sequence
from dataclasses import dataclass

from rebalance.rows.field import Field, Row, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import Place, place_of
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.slices import content_of


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
    def of(cls, fields: Sequence[Field], by: Sequence[Field], provenance: Field) -> "Texts":
        """Choose texts: what is compared is the fields, if there are any, else the prompt."""
        left_out = (*by, provenance)
        compared = Text(tuple(fields), left_out=left_out)
        return cls(compared, Text(whole=True, left_out=left_out), provenance)


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
