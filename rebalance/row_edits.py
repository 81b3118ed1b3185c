"""Fields that are cut out of rows on their way out, or put in: what options ask for is found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import FieldTaken
from rebalance.options import Options
from rebalance.report import FieldRows, RowEdits
from rebalance.rows.field import parse_fields
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.field_advice import unknown_field
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.surgery.cuts import Cut
from rebalance.rows.surgery.edits import Edits, source_name
from rebalance.rows.tasks import Map
from rebalance.rows.writing.edited_rows import Editing
from rebalance.wording import plural


@dataclass(frozen=True)
class FoundEdits:
    """How rows are changed on their way out.

    Attributes:
        editing: What changes them; None where they stay as they are.
        report: What reports say of it.
    """

    editing: Editing | None = None
    report: RowEdits | None = None

    def refuse_taken(self, dataset: Dataset, index: RowIndex, written: NDArray[np.bool_]) -> None:
        """Refuse rows that have the field to be put in, where it is not cut out of them.

        Args:
            dataset: The files.
            index: Their rows.
            written: bool[lines], those that are written.

        Raises:
            FieldTaken: The first such row.
        """
        name = None if self.editing is None else self.editing.edits.source_field
        if self.editing is None or name is None:
            return
        taken = self.editing.edits.taken(index) & written
        if taken.any():
            place = place_of(dataset, index, int(taken.argmax()))
            raise FieldTaken(name, *place, "source_field")


def edits_of(options: Options) -> Edits | None:
    """Give the edits that options ask for; None for none."""
    without, only, source_field = (
        getattr(options, name, None) for name in ("without", "only_fields", "source_field")
    )
    cut = Cut(parse_fields(without or only), keep=only is not None) if without or only else None
    return None if cut is None and source_field is None else Edits(cut, source_field)


def find_edits(
    edits: Edits | None,
    options: Options,
    run: Map,
    dataset: Dataset,
    index: RowIndex,
    own: NDArray[np.bool_],
    warnings: list[str],
) -> FoundEdits:
    """Look in rows that pass 1 has read for the fields that options name.

    Args:
        edits: Those that options ask for; None for none.
        options: The options given.
        run: Does the work.
        dataset: The files.
        index: Their rows, with the column of the edits.
        own: bool[lines], rows of files that are not only read.
        warnings: Gathers what there is to warn of.

    Raises:
        UnknownField: No row has one of the fields.
    """
    if edits is None:
        return FoundEdits()
    rows = tuple(FieldRows(field.text, int((has & own).sum())) for field, has in edits.found(index))
    if lacking := [one.field for one in rows if not one.rows and own.any()]:
        unknown = unknown_field(dataset, parse_fields(lacking[:1]))
        raise unknown.of_option(*options.option_of(lacking[0]))
    warnings.extend(_warnings(edits, dataset, index, own))
    keeps = edits.cut is not None and edits.cut.keep
    without, only_fields = ((), rows) if keeps else (rows, ())
    return FoundEdits(
        Editing(edits, run),
        RowEdits(without, only_fields, edits.source_field),
    )


def _warnings(
    edits: Edits, dataset: Dataset, index: RowIndex, own: NDArray[np.bool_]
) -> Iterator[str]:
    """Warn of rows that keep no field, and of files that are called alike."""
    if edits.cut is not None and edits.cut.keep:
        left = own.copy()
        for _, has in edits.found(index):
            left &= ~has
        if bare := int(left.sum()):
            have = "has" if bare == 1 else "have"
            yield f"{plural(bare, 'row')} {have} none of the fields that are kept"
    if edits.source_field is not None and not edits.source_names:
        files = np.unique(index.sources[own]).tolist()
        yield from _called_alike([dataset.names[at] for at in files], edits.source_field)


def _called_alike(paths: Sequence[str], field: str) -> Iterator[str]:
    """Warn of files whose rows cannot be told apart by what their field says."""
    first = dict[str, str]()
    for path in dict.fromkeys(paths):
        other = first.setdefault(source_name(path), path)
        if other != path:
            yield f"rows of {other} and {path} have the same {field!r}: {source_name(path)!r}"
