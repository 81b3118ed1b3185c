"""What is said of a split whatever its rows are."""

from collections.abc import Iterator, Sequence

from rebalance.rows.saved_manifests import with_copies
from rebalance.splitting.card import lost_parts
from rebalance.splitting.options import SplitOptions


def notes(options: SplitOptions, warnings: list[str]) -> Iterator[str]:
    """Warn of files with repeated rows, and of names that loaders do not find.

    Args:
        options: What was asked for.
        warnings: Gathers why a manifest beside a file cannot be read.
    """
    for path in with_copies(options.dataset, warnings):
        yield f"{path}: it was balanced, with repeated rows; the copies of a row stay together"
    if options.output is None:
        yield from lost_parts([*options.sizes], card=options.card)


def unstratified(options: SplitOptions, by: Sequence[str]) -> Iterator[str]:
    """Warn where rows turned out to have no category, and nobody said that none is meant."""
    if not by and not options.no_stratify:
        yield (
            "no row has the field 'category', so parts are not stratified: `by` names another"
            " field, `no_stratify` says that none is meant"
        )
