"""Render a split: the table of parts, and sentences on rare categories, groups and totals."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from rebalance.report import Entries
from rebalance.splitting.report import Groups, NearDuplicates, SplitReport
from rebalance.wording import NAMED, named, percent, plural

from . import words
from .blocks import (
    COUNT,
    MARK,
    NAME,
    ONE_DIGIT,
    Block,
    Column,
    Heat,
    Note,
    Records,
    Styled,
    Table,
    Title,
    Value,
)
from .records import Record


def blocks(report: SplitReport, ending: str = "") -> Iterator[Block]:
    """Make what is shown: the parts, and what there is to say about them; last what was written.

    Args:
        report: The split.
        ending: The last sentence, where nothing was.
    """
    shares = ", ".join(
        f"{part.name} {percent(part.rows / max(1, report.rows))}" for part in report.parts
    )
    yield Title(words.by(report, report.by), f"{plural(report.rows, 'row')}: {shares}")
    yield _parts(report)
    yield _heat(report)
    notes = (_rare_note, _missed_note, _prompts_note, _group_notes, _moved_note)
    for note in notes:
        yield from map(Note, note(report))
    yield from words.edited(report.edits)
    yield Note(ending or _written(report))
    yield Records(lambda: _records(report))


def _records(report: SplitReport) -> Sequence[Record]:
    """One record a category, with its rows in each part."""
    names = _columns([part.name for part in report.parts])
    if not report.categories:
        everything: Record = {"category": "all", "rows": report.rows}
        have = zip(names, ((part.rows, part.target) for part in report.parts), strict=True)
        return [everything | _cells(have)]

    def record(i: int) -> Record:
        one = report.categories[i]
        there = (part.categories[i] for part in report.parts)
        have = ((name, (one.rows, one.target)) for name, one in zip(names, there, strict=True))
        return {"category": one.label, "rows": one.rows} | _cells(have)

    return Entries(record, len(report.categories))


def _columns(parts: Sequence[str]) -> list[tuple[str, str]]:
    """Name the columns of each part: its rows and its target, no two of them alike."""
    plain = [(snake, f"{snake}_target") for snake in map(words.snake_case, parts)]
    every = ["category", "rows", *(name for pair in plain for name in pair)]
    if len(set(every)) == len(every) and all(every):
        return plain
    return [(f"rows_in_{part}", f"target_of_{part}") for part in parts]


def _cells(found: Iterable[tuple[tuple[str, str], tuple[int, float]]]) -> Record:
    """Put the rows of all parts first, then the targets."""
    pairs = list(found)
    return {name[k]: cells[k] for k in (0, 1) for name, cells in pairs}


def _parts(report: SplitReport) -> Table:
    """Rows of each category per part, each with its target."""
    columns = [Column("category", NAME), Column("rows", COUNT)]
    for part in report.parts:
        columns += [Column("rows", COUNT, part.name), Column("target", ONE_DIGIT, part.name, 1)]
    rare = any(one.is_rare for one in report.categories) and report.options["rare"]
    if rare:
        columns.append(Column("", MARK))

    def row(i: int) -> list[Value]:
        one = report.categories[i]
        cells: list[Value] = [one.label, one.rows]
        for entry in (part.categories[i] for part in report.parts):
            cells += [entry.rows, Styled(entry.target, "soft")]
        return [*cells, *([Styled("rare" if one.is_rare else "", "warn")] if rare else [])]

    rows = Entries(row, len(report.categories))
    return Table("", columns, rows, [_total(report)], ranked=1)


def _total(report: SplitReport) -> list[Value]:
    total: list[Value] = ["all", report.rows]
    for part in report.parts:
        total += [part.rows, part.target]
    return total


class _CountsByColumn(Mapping[tuple[int, int], int]):
    """The counts of a matrix, column by column; no other copy of a long one is made.

    Args:
        columns: The counts of each column, row by row; at least one.
    """

    def __init__(self, columns: Sequence[Sequence[int]]) -> None:
        self._columns = columns

    def __getitem__(self, place: tuple[int, int]) -> int:
        return self._columns[place[1]][place[0]]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return product(range(len(self._columns[0])), range(len(self._columns)))

    def __len__(self) -> int:
        return len(self._columns[0]) * len(self._columns)


def _heat(report: SplitReport) -> Heat:
    """Draw how the rows of each category are shared out."""
    return Heat(
        "Parts by category",
        words.each("label", report.categories),
        [part.name for part in report.parts],
        _CountsByColumn([words.each("rows", part.categories) for part in report.parts]),
        diagonal=False,
        row_header="category",
        column_header="part",
        is_beside_table=True,
    )


def _rare_note(report: SplitReport) -> Iterator[str]:
    rare, policy = [one.label for one in report.categories if one.is_rare], report.options["rare"]
    if not rare or not policy:
        return
    largest = max(report.parts, key=lambda part: part.target)
    became = {
        "train": f"all rows to {largest.name!r}",
        "spread": "one row per part, the smallest part first",
        "pool": "stratified together",
    }[policy]
    rows = sum(one.rows for one in report.categories if one.is_rare)
    yield (
        f"Categories with fewer rows than there are parts ({len(rare)}, with"
        f" {plural(rows, 'row')}): {became}: {named(rare)}."
    )


def _missed_note(report: SplitReport) -> Iterator[str]:
    """Name categories that have enough rows for every part, and miss one by chance or time."""
    stable = report.options["stable"]
    if not (stable or report.options["time"]):
        return
    missed = []
    for i, one in enumerate(report.categories):
        without = [part.name for part in report.parts if not part.categories[i].rows]
        if without and one.rows >= len(report.parts):
            missed.append(f"{one.label!r} ({', '.join(without)})")
    if missed:
        why = "by chance, since --stable does not fix shares" if stable else "by their times"
        more = f" and {len(missed) - NAMED} more" if len(missed) > NAMED else ""
        yield f"Categories missing from a part, {why}: {', '.join(missed[:NAMED])}{more}."


def _prompts_note(report: SplitReport) -> Iterator[str]:
    """Say how many prompts stayed together and what that cost, or how many did not."""
    found = report.prompts
    if found is None or not found.families:
        return
    shared = f"{plural(found.families, 'prompt')} of two or more rows ({plural(found.rows, 'row')}"
    shared += f", the largest has {found.largest:,})"
    if not found.across:
        yield f"Kept together: {shared}; {_off(report)}."
        return
    asked = report.options
    why = ("groups decide alone" if asked["group"] else "times decide" if asked["time"]
           else "rows keep the part of the earlier split")  # fmt: skip
    rows = plural(found.across, "row")
    yield f"Of {shared}, {rows} have theirs in another part, too: {why}."


def _group_notes(report: SplitReport) -> Iterator[str]:
    """Say what stayed together, and how far totals are off their targets."""
    if report.groups is not None:
        yield from _notes_on(report.groups, report)
    elif report.prompts and report.prompts.families:
        return  # said already
    elif report.identical_rows and report.identical_rows.families:
        same = report.identical_rows
        yield (
            f"Families of identical rows that stay together: {same.families:,} (the largest has"
            f" {plural(same.largest, 'row')}); {_off(report)}."
        )
    elif report.options["stable"] or report.options["time"]:
        yield f"Parts and their targets: {_off(report)}."


def _notes_on(groups: Groups, report: SplitReport) -> Iterator[str]:
    if groups.count:
        yield from _notes_on_large(groups, report)
    else:
        yield "There are no groups of two or more rows."
    if report.near_duplicates:
        yield from _notes_on_near(report.near_duplicates)
    if report.near_duplicates and report.near_duplicates.whole_text:
        yield "Rows without a known shape were compared by all of their text; see --text."
    if groups.without_value:
        fields = ", ".join(map(repr, report.options["group"]))
        yield (
            f"{plural(groups.without_value, 'row')} of {report.rows:,} without a value in"
            f" {fields}: each on its own."
        )


def _notes_on_near(near: NearDuplicates) -> Iterator[str]:
    said = words.measured(near.threshold, near.measure, near.templated)
    yield f"Near-duplicates: {said}."
    for one in near.raised:
        yield (
            f"{plural(one.rows, 'row')} had to reach {one.threshold:g}: more were connected than"
            " the smallest part is to hold."
        )


def _notes_on_large(groups: Groups, report: SplitReport) -> Iterator[str]:
    yield (
        f"Groups of two or more rows that stay together: {groups.count:,} (the largest has"
        f" {plural(groups.largest, 'row')}); {_off(report)}."
    )
    near = report.near_duplicates
    what = "pair of near-duplicates" if near and not report.options["group"] else "row"
    yield (
        f"Leaks prevented: {plural(report.leaks_prevented or 0, what)} that a random draw of each"
        " row on its own would put into different parts."
    )
    few = [one.label for one in report.categories if one.too_few_groups]
    if few:
        yield f"Categories in too few groups to reach every part ({len(few)}): {named(few)}."
    smallest = min(report.parts, key=lambda part: part.target)
    if groups.largest > smallest.target:
        yield (
            f"The largest group has more rows than the target of the part {smallest.name!r}."
            + (
                " --near-duplicates auto lets the similarity rise within it."
                if near and report.options["near_duplicates"] != "auto"
                else ""
            )
        )


def _off(report: SplitReport) -> str:
    """Say how far the parts are from their targets."""
    off = max(abs(part.rows - part.target) for part in report.parts)
    return f"totals are off by up to {plural(off, 'row')}" if off else "totals are exact"


def _moved_note(report: SplitReport) -> Iterator[str]:
    if report.moved is not None:
        before, gone = report.options["previous"], ""
        if report.gone:
            verb = "is" if report.gone == 1 else "are"
            gone = f"; {plural(report.gone, 'row')} of that split {verb} gone"
        yield f"{plural(report.moved, 'row')} changed parts since {before}{gone}."
    if report.changed:
        has = "has" if report.changed == 1 else "have"
        yield f"{plural(report.changed, 'row')} {has} other content than under the same key then."


def _written(report: SplitReport) -> str:
    if report.manifest is None:
        return f"Wrote {report.parts[0].path}"
    files = plural(len(report.dataset), "file") if report.options["per_shard"] else ""
    written = ", ".join(part.path for part in report.parts)
    return f"Wrote {written}{files and f' ({files} each)'} and {report.manifest}"
