"""What of predictions, and of items of a truth in its own file, is not measured, and why."""

from collections.abc import Iterator, Sequence

from rebalance.coverage import NotLookedAt
from rebalance.evaluation.joining import Joined
from rebalance.evaluation.predictions import Predictions
from rebalance.rows.places import Place
from rebalance.wording import plural

PREDICTIONS, ITEMS = "predictions", "items"


def _bad(read: Predictions) -> Iterator[NotLookedAt]:
    """Say how many rows were bad."""
    if read.index.bad_rows:
        first = read.index.rejects[0]
        place = str(Place(read.dataset.names[first.source], first.line + 1))
        yield NotLookedAt("they are bad rows", read.index.bad_rows, place)


def unmeasured(
    read: Predictions, truthless: Sequence[NotLookedAt], found: Joined | None, *, counted: bool
) -> dict[str, tuple[NotLookedAt, ...]]:
    """Say what is not measured of which file, and why.

    Args:
        read: The predictions.
        truthless: Rows without a truth.
        found: What came of the truth's own file; None without one.
        counted: Whether items without a prediction are measured: as wrong.
    """
    bad = tuple(_bad(read))
    if found is None:
        return {PREDICTIONS: (*bad, *truthless)}
    foreign, lacking = list[NotLookedAt](), list[NotLookedAt]()
    if found.foreign:
        place = found.foreign_places[0]
        foreign.append(NotLookedAt("they have no item", found.foreign, place))
    if found.lacking and not counted:
        place = found.lacking_example
        lacking.append(NotLookedAt("they have no prediction", found.lacking, place))
    return {PREDICTIONS: (*bad, *foreign), ITEMS: (*truthless, *lacking)}


def partners(found: Joined, counted: bool) -> Iterator[str]:
    """Warn of items without a prediction, and of predictions without an item."""
    if found.lacking:
        said = "count as wrong" if counted else "are left out"
        one = "counts as wrong" if counted else "is left out"
        yield (
            f"{plural(found.lacking, 'item')} without a prediction"
            f" {one if found.lacking == 1 else said}, the first at {found.lacking_example}"
        )
    if found.foreign:
        more = found.foreign - len(found.foreign_places)
        places = ", ".join(found.foreign_places) + (f" and {more:,} more" if more else "")
        yield f"left out {plural(found.foreign, 'prediction')} without an item: {places}"
