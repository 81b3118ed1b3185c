"""The verb `mix`: mix datasets by a recipe."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.mixing.lock import Lock
from rebalance.mixing.options import MixOptions
from rebalance.mixing.planning import MixPlan, plan_mix
from rebalance.mixing.pool import Pool, read_pool
from rebalance.mixing.proposal import proposal
from rebalance.mixing.recipe import Recipe, as_keys, parse_keep
from rebalance.mixing.report import MixReport
from rebalance.mixing.reporting import report_of, rows_written
from rebalance.numbers.copies import draw, tally
from rebalance.numbers.positions import Positions
from rebalance.numbers.ranking import Ranking, ranking
from rebalance.progress import Progress
from rebalance.reader import Reader
from rebalance.report import Entries
from rebalance.row_edits import edits_of, find_edits
from rebalance.rows.files.identity import comes_once
from rebalance.rows.files.output import Outputs
from rebalance.rows.surgery.edits import Edits
from rebalance.rows.writing.rejects import write_rejects
from rebalance.rows.writing.writer import write_rows
from rebalance.verbs import verb
from rebalance.wording import plural


@verb(MixOptions)
def mix(options: MixOptions, progress: Progress) -> MixReport:
    """Mix datasets by a recipe.

    Rows come out byte for byte as they went in, but for fields that are to be cut or added, to
    `output`; what they came from goes to a lock file beside the recipe.

    Raises:
        RequestError: The recipe is none, or with `frozen`, something differs from the lock file.
        CheckFailed: Rows do not suffice, and the recipe wants all that it asks for.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    if options.init:
        return _proposed(options)
    recipe = options.plan
    _refuse_pipes(recipe)
    lock = Lock.of(recipe) if options.frozen or options.writes_lock else None
    if lock is not None and options.frozen:
        Lock.read(options.lock).refuse_other(lock, options.lock)
    reader = Reader(options, progress)
    edits = _edits(recipe)
    with (
        _keys_named(),
        reader.open(recipe.all_files) as dataset,
        Outputs(dataset.identities) as outputs,
    ):
        pool, reading = read_pool(recipe, reader, dataset, edits.columns if edits else ())
        changed = find_edits(
            edits, recipe.settings, reader.run, dataset, pool.index, pool.own, reader.warnings
        )
        if options.rejects and not options.is_dry:
            rejected = outputs.create(options.rejects)
            write_rejects(dataset, pool.index, reading, rejected, missing=False)
        planned = plan_mix(pool)
        index = replace(pool.index, codes=pool.cells)
        copies = draw(pool.cells, planned.cells, _rank(pool), index.sizes)
        drawn = tally(pool.cells, copies, len(pool.pairs), index.keys, index.sizes)
        changed.refuse_taken(dataset, pool.index, copies > 0)
        reader.warnings.extend(_warnings(pool, planned))
        report = report_of(options, pool, planned, drawn, changed.report, reader.warnings)
        if options.output and not options.dry_run:
            write_rows(
                dataset, index, copies, outputs.create(options.output),
                order=recipe.settings.order, seed=recipe.settings.seed, editing=changed.editing,
            )  # fmt: skip
            if lock is not None and options.writes_lock:
                text = lock.text(recipe, planned, drawn, rows_written(pool, drawn))
                outputs.create(options.lock).write(text.encode())
    return report


def _refuse_pipes(recipe: Recipe) -> None:
    """Refuse what cannot be read twice."""
    for path in filter(comes_once, recipe.all_files):
        raise RequestError(
            f"{path} comes once, and a mix reads its files twice", "save it to a file"
        )


@contextmanager
def _keys_named() -> Iterator[None]:
    """Have errors name keys of the recipe, and not options that the command does not have."""
    try:
        yield
    except RequestError as error:
        raise RequestError(as_keys(str(error)), as_keys(error.advice)) from error


def _edits(recipe: Recipe) -> Edits | None:
    """Find how rows are changed; their sources are called as the recipe calls them."""
    edits = edits_of(recipe.settings)
    names = tuple(name for name, files in recipe.files.items() for _ in files)
    return edits and replace(edits, source_names=("",) * len(recipe.against) + names)


def _rank(pool: Pool) -> Ranking:
    """Rank the rows of each cell as its source says."""
    index, seed = pool.index, pool.recipe.settings.seed
    keys: NDArray[np.uint64] = index.keys_of_rows
    ranks = [
        ranking(parse_keep(source.keep)[0], keys, seed, index.scores)
        for source in pool.recipe.sources.values()
    ]

    def ranked(rows: Positions) -> Positions:
        return ranks[int(pool.sources[rows[0]])](rows)

    return ranked


def _warnings(pool: Pool, planned: MixPlan) -> Iterator[str]:
    if planned.shortage:
        yield planned.shortage
    if repeats := int(pool.repeats.sum()):
        yield f"left out {plural(repeats, 'row')} that repeat others"


def _proposed(options: MixOptions) -> MixReport:
    """Report a starting recipe, and nothing else."""
    return MixReport(
        dataset=options.recipe, recipe=None, unit="rows", seed=0, if_short=None, total_asked=0,
        total=0, rows_after=0, sources=(), categories=Entries(().__getitem__, 0), repeats=(),
        bad_rows=0, options=options.to_dict(), edits=None, output=None, lock=None,
        configuration=proposal(options.recipe), warnings=(),
    )  # fmt: skip
