"""Records: what CSV has of a report, one a category."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from rebalance.report import CategoryEntry, Entries, plain

Record: TypeAlias = dict[str, object]


def by_category(
    entries: Sequence[CategoryEntry], left_out: Collection[str] = ()
) -> Sequence[Record]:
    """Make records of the categories of a report, as its JSON has them: labels are their values.

    Args:
        entries: The categories.
        left_out: Further members that have no cell.
    """
    hidden = {"label", "values", *left_out}

    def record(entry: CategoryEntry) -> Record:
        members = {name: one for name, one in plain(entry).items() if name not in hidden}
        return with_ends(members | {"category": entry.label})

    return Entries.each(record, entries)


def with_ends(record: Mapping[str, object]) -> Record:
    """Give each end of an interval a name of its own: `recall_low`, `recall_high`."""
    cells: Record = {}
    for name, value in record.items():
        if name.endswith("_interval"):
            low, high = value if isinstance(value, list) else (None, None)
            stem = name.removesuffix("_interval")
            cells |= {f"{stem}_low": low, f"{stem}_high": high}
        else:
            cells[name] = value
    return cells
