"""What was mixed -> the report."""

from collections.abc import Iterator

import numpy as np

from rebalance.mixing.options import MixOptions
from rebalance.mixing.planning import MixPlan
from rebalance.mixing.pool import Pool
from rebalance.mixing.report import MixedCategory, MixedSource, MixReport, RepeatedSource
from rebalance.numbers.copies import Tally
from rebalance.report import Entries, RowEdits, name_of, whole


def report_of(
    options: MixOptions,
    pool: Pool,
    planned: MixPlan,
    drawn: Tally,
    edits: RowEdits | None,
    warnings: list[str],
) -> MixReport:
    """Make the report."""
    settings, plan = pool.recipe.settings, planned.sources
    return MixReport(
        dataset=pool.recipe.all_files,
        recipe=pool.recipe.path,
        unit=settings.unit,
        seed=settings.seed,
        if_short=planned.if_short,
        total_asked=whole(sum(plan.asked)),
        total=whole(sum(drawn.amounts)),
        rows_after=int(drawn.rows.sum()),
        sources=tuple(_sources(pool, planned, drawn)),
        categories=_categories(pool, planned, drawn),
        repeats=tuple(_repeats(pool)),
        bad_rows=pool.index.bad_rows,
        options={**options.to_dict(), "recipe": settings.to_dict()},
        edits=edits,
        output=None if options.dry_run else options.output,
        lock=None if options.dry_run else options.lock,
        configuration=None,
        warnings=tuple(warnings),
    )


def rows_written(pool: Pool, drawn: Tally) -> list[int]:
    """Count the rows that are written of each source."""
    found = np.bincount(pool.pairs[:, 0], weights=drawn.rows, minlength=len(pool.recipe.sources))
    rows: list[int] = found.astype(np.int64).tolist()
    return rows


def _sources(pool: Pool, planned: MixPlan, drawn: Tally) -> Iterator[MixedSource]:
    rows, repeats = pool.rows_of(pool.own), pool.rows_of(pool.repeats)
    written, everything = rows_written(pool, drawn), sum(drawn.amounts)
    plan, numbers = planned.sources, pool.pairs[:, 0]
    for number, (name, source) in enumerate(pool.recipe.sources.items()):
        own = np.flatnonzero(numbers == number).tolist()
        reached = sum(drawn.amounts[cell] for cell in own)
        yield MixedSource(
            name, pool.recipe.files[name], rows[number], repeats[number],
            before=whole(plan.counts[number]),
            asked_share=None if source.share is None else float(source.share),
            asked=whole(plan.asked[number]),
            reached=whole(reached),
            share=float(reached / everything) if everything else None,
            rows_after=written[number],
            max_copies=max((int(drawn.most[cell]) for cell in own), default=0),
            to_source=plan.to_source[number],
        )  # fmt: skip


def _categories(pool: Pool, planned: MixPlan, drawn: Tally) -> Entries[MixedCategory]:
    """List the categories of sources that have some."""
    names, table = list(pool.recipe.sources), pool.index.table
    rows = np.bincount(pool.cells[pool.cells >= 0], minlength=len(pool.pairs))
    by = [bool(source.by) for source in pool.recipe.sources.values()]
    order = [
        cell for cell in np.lexsort((-rows, pool.pairs[:, 0])).tolist()
        if by[int(pool.pairs[cell, 0])]
    ]  # fmt: skip

    def category(at: int) -> MixedCategory:
        cell = order[at]
        source, code = pool.pairs[cell].tolist()
        return MixedCategory(
            **name_of(table.categories[code], table.labels[code]),
            source=names[source],
            before=whole(pool.amounts[cell]),
            asked=whole(planned.cells[cell]),
            after=whole(drawn.amounts[cell]),
            rows_before=int(rows[cell]),
            rows_after=int(drawn.rows[cell]),
        )

    return Entries(category, len(order))


def _repeats(pool: Pool) -> Iterator[RepeatedSource]:
    """Count rows that repeat others, by both sources."""
    if pool.found is None:
        return
    lines = np.flatnonzero(pool.repeats)
    heads = pool.found.kept[lines]
    of = np.where(pool.sources[heads] < 0, -1 - pool.index.sources[heads], pool.sources[heads])
    pairs, rows = np.unique(
        np.stack([pool.sources[lines], of]), axis=1, return_counts=True
    )  # in the order of sources, files that are only read first
    names = list(pool.recipe.sources)
    for (source, other), number in zip(pairs.T.tolist(), rows.tolist(), strict=True):
        called = names[other] if other >= 0 else pool.recipe.against[-1 - other]
        yield RepeatedSource(names[source], called, number)
