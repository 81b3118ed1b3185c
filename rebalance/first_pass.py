"""What most verbs do first: open the dataset, read it once, and write what was rejected."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import EmptyDataset
from rebalance.progress import Progress
from rebalance.reader import Reader
from rebalance.row_edits import FoundEdits, edits_of, find_edits
from rebalance.rows.files.output import Outputs
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Coded, Column
from rebalance.rows.scanning.groups import Groups
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.writing.rejects import write_rejects
from rebalance.shared_options import ReadingOptions


@dataclass(frozen=True)
class FirstPass:
    """A dataset that was read once.

    Attributes:
        dataset: Its files, open.
        index: Its rows.
        reading: What was read of each row.
        outputs: Where all files of the run are created: they get their names together, at the end.
        tokenizer: SHA-256 of the tokenizer.json by which rows are measured, if one is.
        warnings: What was left out; what else there is to warn of can be added.
        edits: How rows are changed on their way out.
    """

    dataset: Dataset
    index: RowIndex
    reading: Reading
    outputs: Outputs
    tokenizer: str | None = None
    warnings: list[str] = field(default_factory=list)
    edits: FoundEdits = field(default_factory=FoundEdits)


@contextmanager
def first_pass(
    options: ReadingOptions,
    paths: Sequence[str],
    progress: Progress,
    *,
    passes: int = 2,
    reserved: str | None = None,
    stratify: bool = True,
    optional: bool = False,
    warn_of_missing: bool = True,
    keys: bool = True,
    digests: bool = False,
    columns: Sequence[Column] = (),
    coded: Sequence[Coded] = (),
    whole: int = 0,
) -> Iterator[FirstPass]:
    """Open and read a dataset; write its bad rows where the options name a file for them.

    Args:
        options: The options given.
        paths: The files; those of the options' dataset come last.
        progress: Called with a step, its bytes that are done, and all of them.
        passes: How often the rows are read.
        reserved: Name of a field that is to be spliced in, unless it is cut before.
        stratify: Whether to read a category.
        optional: Whether rows without any category are fine: then none is read.
        warn_of_missing: Whether to warn of rows that are left out for want of a category, and to
            refuse a dataset of which all are.
        keys: Whether rows have to be distinguished by their content, for draws.
        digests: Whether also where they are said to be equal.
        columns: What else to read of each row.
        coded: Values of rows that are numbered, too.
        whole: Number of the first files, to which the option `where` does not apply.

    Yields:
        What was read; the outputs get their names when the block ends without an error.

    Raises:
        EmptyDataset: No row has a category.
        DataError: A row is bad, and the options do not say what to do with it.
        UnknownField: No row has a field that is to be read.
        AccessError: A file cannot be read or written.
    """
    reader = Reader(options, progress)
    rejects, sizes = reader.option("rejects", None), reader.sizes
    groups = Groups(reader.option("group", None) or (), reader.option("group_types", "value"))
    edits = edits_of(options)
    reading = reader.reading(
        reserved=None if edits and edits.cuts(reserved) else reserved,
        stratify=stratify, keys=keys, digests=digests, coded=coded, filtered=True,
        columns=(*chain.from_iterable(one.columns for one in sizes), *groups.columns, *columns,
                 *(edits.columns if edits else ())),
    )  # fmt: skip
    if whole:
        others, own = (replace(reading, where=None),) * whole, (reading,) * (len(paths) - whole)
        reading = replace(reading, of_file=others + own)
    with reader.open(paths, passes=2 if rejects else passes) as dataset:
        index = reader.scan(dataset, reading, optional=optional, warn_of_missing=warn_of_missing)
        for one in sizes:
            index = one.settled(dataset, index, reader.warnings)
        index, alike, odd = groups.read(dataset, index)
        reader.say_alike(alike)
        reader.warnings.extend(odd)
        reading = reading if index.by_category else replace(reading, by=())
        if warn_of_missing and not index.rows:
            raise EmptyDataset(dataset.names, reading.field)
        changed = find_edits(
            edits, options, reader.run, dataset, index, _own(options, index), reader.warnings
        )
        with Outputs(dataset.identities) as outputs:
            if rejects and not options.is_dry:
                out = outputs.create(rejects)
                write_rejects(dataset, index, reading, out, missing=warn_of_missing)
            tokenizer = next((one.tokenizer.digest for one in sizes if one.tokenizer), None)
            yield FirstPass(dataset, index, reading, outputs, tokenizer, reader.warnings, changed)


def _own(options: ReadingOptions, index: RowIndex) -> NDArray[np.bool_]:
    """Tell which lines are rows of the dataset itself, not of files that are only read."""
    files: int = len(getattr(options, "dataset", ()))
    own: NDArray[np.bool_] = index.is_row & (index.sources >= len(index.lines) - files)
    return own
