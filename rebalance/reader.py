"""How every verb reads datasets: as its options say, with warnings of what was left out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Missing
from rebalance.engines.processes import processes
from rebalance.errors import CheckFailed, UnknownField
from rebalance.left_out import left_out, same_file
from rebalance.options import Options
from rebalance.progress import Progress
from rebalance.rows.category import Category, lookalikes
from rebalance.rows.category_field import category_field
from rebalance.rows.field import Field, parse_fields
from rebalance.rows.files.identity import Identity
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Coded, Column
from rebalance.rows.scanning.counts import Counts
from rebalance.rows.scanning.index import TOTAL, RowIndex
from rebalance.rows.scanning.odd_categories import mixed_lists
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan, spelled_nearly, spellings_of_category
from rebalance.rows.sizes.chat_template import ChatTemplate
from rebalance.rows.sizes.measured_text import MeasuredText
from rebalance.rows.sizes.row_sizes import RowSizes
from rebalance.rows.sizes.token_cache import TokenCache
from rebalance.rows.sizes.tokenizer import Tokenizer
from rebalance.rows.tasks import Map
from rebalance.shared_options import ReadingOptions
from rebalance.target_options import unit_of_total
from rebalance.unit_options import counts_text
from rebalance.values import file_of_unit
from rebalance.wording import NAMED, plural

DEFAULT_FIELD = "category"


@dataclass(frozen=True)
class Reader:
    """How a run reads datasets, as its options say.

    Attributes:
        options: What was asked for.
        progress: Called with a step, its bytes that are done, and all of them.
        warnings: Gathers what was left out.
    """

    options: ReadingOptions
    progress: Progress
    warnings: list[str] = field(default_factory=list)

    def option(self, name: str, default: Any) -> Any:
        """Get an option that not every capability has."""
        return getattr(self.options, name, default)

    @property
    def by(self) -> tuple[Field, ...]:
        """The fields of the category."""
        return fields_of(self.option("by", None))

    @property
    def sizes(self) -> list[RowSizes]:
        """How rows are measured: in the unit, and in that of a total if it is another one."""
        return sizes_of(self.options, self.by)

    @property
    def run(self) -> Map:
        """What does the work."""
        return processes(self.options.jobs)

    def open(self, paths: Sequence[str], *, passes: int = 2) -> Dataset:
        """Open files, which may hold as much as the options allow; warn of one that comes twice."""
        dataset = Dataset.open(paths, passes=passes, max_bytes=self.options.max_bytes)
        self.say_same_files(dataset.names, [source.identity for source in dataset.sources])
        return dataset

    def say_same_files(self, names: Sequence[str], identities: Sequence[Identity]) -> None:
        """Warn of files that come twice."""
        first = dict[Identity, str]()
        for name, identity in zip(names, identities, strict=True):
            if identity in first:
                self.warnings.append(same_file(first[identity], name))
            first.setdefault(identity, name)

    def reading(
        self,
        *,
        reserved: str | None = None,
        stratify: bool = True,
        keys: bool = True,
        digests: bool = False,
        columns: Sequence[Column] = (),
        coded: Sequence[Coded] = (),
        filtered: bool = False,
    ) -> Reading:
        """Say what to read of each row.

        Args:
            filtered: Whether the option `where` applies: to what a command is about, and not to
                what it is held against.
            reserved: Name of a field that is to be spliced in.
            stratify: Whether a category is needed.
            keys: Whether rows have to be distinguished by their content, for draws.
            digests: Whether also where they are said to be equal.
            columns: What else to read of each row.
            coded: Fields whose values are numbered, too.
        """
        options = self.options
        skips = self.option("rejects", None) is not None or options.max_errors is not None
        return Reading(
            by=self.by if stratify else (),
            reserved=reserved,
            where=options.where if filtered else None,
            fail=options.on_error == "fail" and not skips,
            longest=options.max_line_bytes,
            keys=keys,
            digests=digests,
            columns=tuple(columns),
            coded=tuple(coded),
        )

    def scan(
        self,
        dataset: Dataset,
        reading: Reading,
        *,
        missing: Missing | None = None,
        optional: bool = False,
        warn_of_missing: bool = True,
        step: str = "reading",
    ) -> RowIndex:
        """Read every row once, and remember what was left out.

        Args:
            dataset: Open files.
            reading: What to read of each row.
            missing: What to do with rows without a category, where it is not what options say.
            optional: Whether to count all rows together where none has the field of the category.
            warn_of_missing: Whether to warn of rows that are left out for want of a category.
            step: Name of this step, for `progress`.
        """
        policy: Missing = missing or self.option("missing", "drop")
        try:
            index = scan(
                dataset, reading, missing=policy, optional=optional,
                max_errors=self.options.max_errors, run=self.run,
                advance=self.counting(step, dataset.size),
            )  # fmt: skip
        except UnknownField as error:
            if error.option:
                raise
            raise error.of_option(*self.options.option_of(error.field)) from None
        dropped = policy == "drop" and warn_of_missing
        first = ""
        if index.rejects:
            reject = index.rejects[0]
            place = f"{dataset.names[reject.source]}:{reject.line + 1}:{reject.column}"
            first = f"{place}: {reject.reason}"
        spelled = spelled_nearly([spellings_of_category(dataset, index, reading.by)])
        self.say_counts(
            dataset.names, reading, index, first_bad=first, dropped=dropped,
            odd=mixed_lists(dataset, index), spelled=spelled,
        )  # fmt: skip
        return index

    def say_counts(
        self,
        names: Sequence[str],
        reading: Reading,
        counts: Counts,
        *,
        first_bad: str,
        dropped: bool,
        odd: str,
        spelled: str,
    ) -> None:
        """Warn of what was left out, of fields that are spelled alike, and of odd categories.

        Args:
            names: The files.
            reading: What was read.
            counts: Their rows.
            first_bad: Place and fault of the first bad row; "" for none.
            dropped: Whether to warn of rows without a category, as they are left out.
            odd: What there is to say of lists among single values.
            spelled: What there is to say of names nearly like the field's.
        """
        if spelled:
            self.warnings.append(f"{spelled}, and not {reading.field!r}")
        self.say_unwanted(names, counts)
        if counts.by_category:
            table = counts.table
            self.say_alike(alike_categories(table.categories, table.labels, table.rows))
        self.warnings.extend(left_out(names, reading, counts, first_bad, odd, dropped=dropped))

    def say_unwanted(self, names: Sequence[str], counts: Counts) -> None:
        """Warn of rows that a condition leaves out."""
        if unwanted := counts.unwanted_rows:
            rows = f"{plural(unwanted, 'row')} of {', '.join(names)}"
            verb = "does" if unwanted == 1 else "do"
            self.warnings.append(f"left out {rows} that {verb} not fulfil `where`")

    def say_alike(self, sentences: Iterable[str]) -> None:
        """Warn of values that hardly differ, or fail, as the options say.

        Raises:
            CheckFailed: There is one, and the option `lookalikes` says to fail.
        """
        how = self.option("lookalikes", "warn")  # of `check`, it is a limit: a rule says it there
        for sentence in sentences if isinstance(how, str) else ():
            if how == "error":
                raise CheckFailed(f"{sentence}; nothing was written")
            self.warnings.append(sentence)

    def counting(self, step: str, total: int) -> "Callable[[int], None]":
        """Make a function that adds up what is done, and calls `progress`."""
        done = 0

        def advance(more: int) -> None:
            nonlocal done
            done += more
            self.progress(step, done, total)

        return advance


def sizes_of(options: Options, by: Sequence[Field]) -> list[RowSizes]:
    """Say how rows are measured: in the unit, and in that of a total if it is another one.

    Args:
        options: Those that have a unit, and more that says what of a row counts.
        by: The fields of the category, which is no text.
    """
    unit = getattr(options, "unit", "rows")
    of_total = unit_of_total(getattr(options, "total", None), unit)
    units = [(unit, "size"), *([(of_total, TOTAL)] if of_total else [])]
    return [_sizes(options, tuple(by), one, name) for one, name in units]


def _sizes(options: Options, by: tuple[Field, ...], unit: str, name: str) -> RowSizes:
    """Say how rows are measured in a unit."""
    path, template = getattr(options, "chat_template", None), None
    if path is not None and counts_text(unit):
        template = ChatTemplate.read(path, file_of_unit(unit))
    texts = parse_fields(getattr(options, "text", None))
    text = MeasuredText(texts, getattr(options, "side", "all"), by, template)
    if not unit.startswith("tokens:"):
        return RowSizes(unit, text, name=name)
    special = getattr(options, "special_tokens", False)
    tokenizer = Tokenizer.read(file_of_unit(unit), special=special)
    caches = not getattr(options, "no_cache", False)
    cache = TokenCache.of_identity(tokenizer.identity) if caches else None
    return RowSizes(unit, text, tokenizer, cache, name)


def fields_of(names: Sequence[str] | None) -> tuple[Field, ...]:
    """Make fields of the category of their names; of none, the default one."""
    return tuple(map(category_field, names or (DEFAULT_FIELD,)))


def names_of(by: Sequence[str] | None) -> tuple[str, ...]:
    """List the fields of the category, as the user typed them."""
    return tuple(by or (DEFAULT_FIELD,))


def alike_categories(
    categories: Sequence[Category], shown: Sequence[str], rows: Sequence[int] | NDArray[np.int64]
) -> Iterator[str]:
    """Say which categories hardly differ, the largest groups of them first.

    Args:
        categories: All of them.
        shown: Their labels.
        rows: How many rows have each.
    """
    found = lookalikes(categories)
    for group in found[:NAMED]:
        names = [f"{shown[i]!r} ({int(rows[i]):,})" for i in group]
        yield (
            f"{' and '.join(names)} differ only in type, case, white space or Unicode form, and are"
            " counted separately"
        )
    if len(found) > NAMED:
        yield f"{len(found) - NAMED:,} more groups of categories hardly differ"
