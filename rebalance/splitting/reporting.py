"""A split -> its report."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np

from rebalance.coverage import Coverage, sentences
from rebalance.first_pass import FirstPass
from rebalance.numbers.apportion import by_size, proportional
from rebalance.report import Entries, MissingRows, named_category, rounded
from rebalance.rows.scanning.counts import Counts
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.preview import shapes
from rebalance.splitting.grouping import Grouping, is_grouped
from rebalance.splitting.methods.assignment import Assignment
from rebalance.splitting.notes import unstratified
from rebalance.splitting.options import SplitOptions
from rebalance.splitting.parts import Parts
from rebalance.splitting.previous import Matched
from rebalance.splitting.prompts import Prompts
from rebalance.splitting.report import (
    Groups,
    IdenticalRows,
    NearDuplicates,
    Part,
    PartCategory,
    RaisedThreshold,
    SharedPrompts,
    SplitCategory,
    SplitReport,
)
from rebalance.splitting.sizes import written
from rebalance.text.near import NearPairs
from rebalance.text.similarity import MEASURE, NEAR
from rebalance.wording import named, plural, sorted_by_name


def report_of(
    found: FirstPass,
    options: SplitOptions,
    parts: Parts,
    assignment: Assignment,
    grouping: Grouping | None,
    matched: Matched | None,
    prompts: Prompts | None,
) -> SplitReport:
    """Describe a split.

    Args:
        found: The dataset, read once.
        options: What was asked for.
        parts: Names, shares and paths of the parts.
        assignment: Where rows went.
        grouping: Which rows stayed together, if the options say that some do.
        matched: What became of the rows of an earlier split, if one was named.
        prompts: The prompts of rows, if they may not be shared.
    """
    index, together, near = found.index, None, None
    if grouping is not None and is_grouped(grouping):
        together = grouping
        if grouping.alike is not None:
            near = _near(grouping.alike, options, found)
    moved, covered = None, dict[str, Coverage]()
    if matched is not None:
        pinned, covered["previous"] = matched.pinned, matched.coverage
        moved = int(((pinned >= 0) & (pinned != assignment.part)).sum())
    if prompts is not None:
        covered["prompt"] = prompts.coverage
    if grouping is not None and grouping.near is not None:
        covered["near"] = grouping.near
    by = tuple(field.text for field in found.reading.by)
    shared = _shared(prompts, assignment) if prompts else None
    report = described(
        index, by, found.warnings, options, parts, assignment, shared, covered, together
    )
    report = replace(
        report, near_duplicates=near, moved=moved, gone=matched.gone if matched else None,
        changed=matched.changed if matched else None, edits=found.edits.report,
    )  # fmt: skip
    if together is None:
        return report
    repeated, largest = assignment.repeated, assignment.largest
    limited = not (options.stable or options.time or options.folds)
    too_large = _too_large(index, together, parts, assignment) if limited else ()
    return replace(
        report, identical_rows=None, groups=Groups(repeated, largest, together.without_value),
        leaks_prevented=together.leaks_prevented(index, parts.shares, options.seed),
        warnings=(*report.warnings, *too_large),
    )  # fmt: skip


def described(
    counts: Counts,
    by: tuple[str, ...],
    warnings: Sequence[str],
    options: SplitOptions,
    parts: Parts,
    assignment: Assignment,
    prompts: SharedPrompts | None,
    covered: Mapping[str, Coverage],
    together: Grouping | None = None,
) -> SplitReport:
    """Describe a split by counts alone, as if only identical rows and prompts stayed together.

    Args:
        counts: Rows and lines of the dataset.
        by: The fields of the category.
        warnings: What there is to warn of already.
        options: What was asked for.
        parts: Names, shares and paths of the parts.
        assignment: Where rows went.
        prompts: The prompts that rows share, if they may not be shared.
        covered: What could be looked at.
        together: What else stayed together.
    """
    order = _shown(counts, options)
    return SplitReport(
        dataset=options.dataset,
        by=by,
        seed=options.seed,
        options=options.to_dict(),
        rows=counts.rows,
        bad_rows=counts.bad_rows,
        blank_lines=counts.blank_lines,
        missing=MissingRows.of(counts),
        identical_rows=IdenticalRows(assignment.repeated, assignment.largest),
        prompts=prompts,
        groups=None,
        near_duplicates=None,
        leaks_prevented=None,
        moved=None,
        gone=None,
        changed=None,
        coverage=covered,
        rare=tuple(named_category(counts.table, code)["category"] for code in assignment.rare),
        categories=_categories(counts, order, assignment, together, len(parts.names)),
        parts=_parts(counts, order, parts, assignment),
        manifest=parts.manifest,
        edits=None,
        warnings=(
            *warnings,
            *unstratified(options, by),
            *sentences(covered),
            *_missed(options, parts, assignment),
            *_lacking(counts, order, options, parts, assignment),
        ),
    )


def _shared(prompts: Prompts, assignment: Assignment) -> SharedPrompts:
    _, rows = prompts.shared
    largest, across = int(rows.max(initial=1)), prompts.across(assignment.part)
    return SharedPrompts(len(rows), int(rows.sum()), largest, across)


def _near(alike: NearPairs, options: SplitOptions, found: FirstPass) -> NearDuplicates:
    return NearDuplicates(
        pairs=len(alike.links),
        whole_text=not options.text and _shapeless(found),
        measure=MEASURE,
        threshold=options.similarity or NEAR,
        templated=len(alike.templated),
        raised=tuple(RaisedThreshold(*one) for one in sorted(alike.raised.items())),
    )


def _too_large(
    index: RowIndex, grouping: Grouping, parts: Parts, assignment: Assignment
) -> Iterator[str]:
    """Warn of groups with more rows than the smallest part is to hold: none can be in it."""
    sizes = np.bincount(grouping.groups[index.codes >= 0])
    smallest = by_size(assignment.targets)[0]
    hold = assignment.targets[smallest]
    large = sizes[sizes > max(hold, 1)]
    if len(large) and hold:
        verb = "is" if len(large) == 1 else "are"
        yield (
            f"{plural(len(large), 'group')}, of up to {plural(int(large.max()), 'row')}, {verb}"
            f" larger than {parts.names[smallest]!r} is to be ({plural(hold, 'row')}), and can"
            " never be in it"
        )


def _missed(options: SplitOptions, parts: Parts, assignment: Assignment) -> Iterator[str]:
    """Warn of sizes in rows, and rests, that are not reached, and of borders that will move."""
    if not parts.are_sized:
        return
    found = zip(parts.names, parts.sizes, assignment.rows, assignment.targets, strict=True)
    off = [
        f"{name!r} has {plural(rows, 'row')}, not the {target:,} of {written(size)!r}"
        for name, size, rows, target in found if rows != target
    ]  # fmt: skip
    if off:
        yield f"{'; '.join(off)}: {_why_missed(options)}"
    if options.stable and any(isinstance(size, int) for size in parts.sizes):
        shares = ",".join(map("=".join, zip(parts.names, map(str, parts.shares), strict=True)))
        yield (
            "sizes in rows set other borders for `stable` when rows come or go; to keep rows in"
            f" their parts, give these shares from now on: `parts={shares}`"
        )


def _why_missed(options: SplitOptions) -> str:
    """Say what comes before sizes."""
    if options.stable:
        return "`stable` assigns each row by its own priority, so that sizes vary by chance"
    if options.time:
        return "rows of one time stay together"
    if options.previous:
        return "rows keep the parts of the earlier split, and groups stay whole"
    if options.group or options.near_duplicates:
        return "groups stay whole"
    return "rows with one prompt stay together, and equal rows do"


def _lacking(
    counts: Counts,
    order: Sequence[int],
    options: SplitOptions,
    parts: Parts,
    assignment: Assignment,
) -> Iterator[str]:
    """Warn of categories of which the largest part has no rows; of folds, others have them."""
    largest = max(range(len(parts.shares)), key=lambda part: parts.shares[part])
    lost = [i for i in order if not assignment.by_category[i, largest]]
    if lost and options.folds is None:
        names = named(sorted_by_name([counts.table.labels[i] for i in lost]))
        has = "has" if len(lost) == 1 else "have"
        of = plural(len(counts.table.labels), "category")
        yield f"{len(lost)} of {of} {has} no rows in {parts.names[largest]!r}: {names}"


def _shown(counts: Counts, options: SplitOptions) -> Sequence[int]:
    """List the categories in their order, but for the only one of a split that ignores them."""
    ignored = options.no_stratify or not counts.by_category
    return [] if ignored else counts.table.in_order()


def _categories(
    counts: Counts,
    order: Sequence[int],
    assignment: Assignment,
    together: Grouping | None,
    parts: int,
) -> Entries[SplitCategory]:
    few = frozenset[int]()
    if together and isinstance(counts, RowIndex):
        few = together.too_few(counts, parts)
    rare, table = frozenset(assignment.rare), counts.table
    return Entries(
        lambda at: SplitCategory(
            **named_category(table, order[at]),
            rows=int(table.rows[order[at]]),
            is_rare=order[at] in rare,
            too_few_groups=order[at] in few,
        ),
        len(order),
    )


def _parts(
    counts: Counts, order: Sequence[int], parts: Parts, assignment: Assignment
) -> tuple[Part, ...]:
    shares, table = proportional(parts.shares, 1), counts.table

    def target(part: int) -> Callable[[int], float]:
        return cache(lambda rows: rounded(shares[part] * rows) or 0.0)  # few counts differ

    def categories(part: int) -> Entries[PartCategory]:
        counted, targeted = assignment.by_category[:, part], target(part)

        def category(at: int) -> PartCategory:
            i = order[at]
            share = targeted(table.rows.item(i))
            return PartCategory(**named_category(table, i), rows=counted.item(i), target=share)

        return Entries(category, len(order))

    every = max(1, sum(assignment.rows))
    return tuple(
        Part(
            name=name,
            rows=rows,
            target=assignment.targets[part],
            asked=written(parts.sizes[part]),
            reached=rounded(Fraction(rows, every)) or 0.0,
            path=parts.paths[part],
            categories=categories(part),
        )
        for part, (name, rows) in enumerate(zip(parts.names, assignment.rows, strict=True))
    )


def _shapeless(found: FirstPass) -> bool:
    """Tell whether some row has a shape that is not known."""
    return any("unknown" in shape for shape in shapes(found.dataset))
