"""Records: what CSV has of a report, one a category."""

from collections.abc import Collection, Mapping, Sequence


def by_category(
    entries: Sequence[Mapping[str, object]], left_out: Collection[str] = ()
) -> list[dict[str, object]]:
    """Make records of the categories of a report's JSON: labels stand for their values.

    Args:
        entries: Objects with the members "category", "label" and "values", and others.
        left_out: Further members that have no cell.
    """
    hidden = {"label", "values", *left_out}
    return [
        with_ends(
            {
                name: entry["label"] if name == "category" else value
                for name, value in entry.items()
                if name not in hidden
            }
        )
        for entry in entries
    ]


def with_ends(record: Mapping[str, object]) -> dict[str, object]:
    """Give each end of an interval a name of its own: `recall_low`, `recall_high`."""
    cells: dict[str, object] = {}
    for name, value in record.items():
        if name.endswith("_interval"):
            low, high = value if isinstance(value, list) else (None, None)
            stem = name.removesuffix("_interval")
            cells |= {f"{stem}_low": low, f"{stem}_high": high}
        else:
            cells[name] = value
    return cells
