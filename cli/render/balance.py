"""Render a resampling."""

from collections.abc import Iterator

from rebalance.balancing.report import BalancedCategory, BalanceReport
from rebalance.report import Entries
from rebalance.wording import counted, plural, unit_name

from . import words
from .blocks import (
    BAR,
    CHANGE,
    COUNT,
    NAME,
    SHARE,
    Bar,
    Bars,
    Block,
    Column,
    Facts,
    Note,
    Records,
    Series,
    Styled,
    Table,
    Title,
    Value,
)
from .records import by_category


def blocks(report: BalanceReport) -> Iterator[Block]:
    """Make what is shown: the categories, and the measures before and after."""
    dry = "; a dry run: nothing is written" if report.options["dry_run"] else ""
    yield Title(
        f"{words.by(report, report.by)}, {_target(report)}",
        f"seed {report.seed}{_epochs(report)}{dry}",
    )
    yield _categories(report)
    yield _bars(report)
    rows, unit = (report.rows_before, report.rows_after), report.options["unit"]
    metrics = (report.metrics_before, report.metrics_after)
    if report.amount_metrics_before and report.amount_metrics_after:
        metrics = (report.amount_metrics_before, report.amount_metrics_after)
    yield Facts(list(words.before_after(rows, metrics, unit=unit)))
    yield from words.edited(report.edits)
    if total := report.total_in_unit:
        asked, reached = (counted(one, total.unit) for one in (total.asked, total.reached))
        yield Note(f"{reached} in all, of {asked} asked for, which are at mean sizes as shown.")
    if report.output not in (None, "-"):
        where = str(report.output)
        if report.options["out_dir"] is not None:
            where = f"{plural(len(report.dataset), 'file')} in {where}, and manifest.json"
        yield Note(f"Wrote {plural(report.rows_after, 'row')} to {where}")
    if report.epochs and not dry:
        last = report.epochs[-1]
        yield Note(f"Wrote {', '.join(one.path or '' for one in report.epochs)}")
        yield Note(
            f"{last.rows_seen:,} of {plural(report.rows_before, 'row')} are in at least one of"
            f" {plural(last.epoch, 'epoch')}."
        )
    left_out = ("rows_before", "rows_after") if report.options["unit"] == "rows" else ()
    yield Records(lambda: by_category(report.categories, left_out))


def _epochs(report: BalanceReport) -> str:
    if report.epochs:
        return f", epochs 1 to {len(report.epochs)}; the counts are those of the first"
    return f", epoch {report.epoch}" if report.epoch > 1 else ""


def _target(report: BalanceReport) -> str:
    """Say what it was resampled to."""
    options, unit = report.options, unit_name(report.options["unit"])
    targets = {
        "equal": "equal at {}", "cap": "at most {:,} {unit}", "floor": "at least {:,} {unit}",
        "alpha": "alpha {}", "mix": "as a mix",
        "total": "{} in all" if report.total_in_unit else "{} {unit} in all",
    }  # fmt: skip
    given = {name: text for name, text in targets.items() if options.get(name) is not None}
    return ", ".join(text.format(options[name], unit=unit) for name, text in given.items())


def _categories(report: BalanceReport) -> Table:
    """Before and after, by category."""
    unit = unit_name(report.options["unit"])
    lacking = any(one.shortfall for one in report.categories)
    mixed = report.options["mix"] is not None and report.shares is not None
    columns = [
        Column("category", NAME),
        Column(unit, COUNT, "before"), Column("share", SHARE, "before"),
        Column(unit, COUNT, "after"), Column("share", SHARE, "after"),
        *([Column("asked", SHARE, "after", priority=3)] if mixed else []),
        Column("change", CHANGE, priority=3), Column("target", COUNT, priority=2),
        Column("copies", COUNT, priority=1),
        *([Column("short", COUNT)] if lacking else []),
        Column("", BAR, priority=4),
    ]  # fmt: skip
    before = sum(one.before for one in report.categories)
    after = sum(one.after for one in report.categories)
    asked = report.shares if mixed else None

    def row(at: int) -> list[Value]:
        one = report.categories[at]
        share = asked[at].asked if asked else None
        return list(_row(one, before, after, lacking=lacking, asked=share))

    rows = Entries(row, len(report.categories))
    total: list[Value] = [
        "all", before, "", after, "", *([""] if mixed else []), after - before,
        sum(one.target for one in report.categories),
        max((one.max_copies for one in report.categories), default=0),
    ]  # fmt: skip
    short = [sum(one.shortfall for one in report.categories)] if lacking else []
    return Table("", columns, rows, [[*total, *short]], ranked=1)


def _row(
    one: BalancedCategory, before: float, after: float, *, lacking: bool, asked: float | None
) -> Iterator[Value]:
    yield from (one.label, one.before, one.before / before if before else 0.0)
    yield from (one.after, one.after / after if after else 0.0)
    if asked is not None:
        yield asked
    change = one.after - one.before
    yield Styled(change, "good" if change > 0 else "warn" if change else "soft")
    yield from (one.target, one.max_copies if one.max_copies != 1 else None)
    if lacking:
        yield Styled(one.shortfall, "bad") if one.shortfall else None
    yield Bar(one.after, one.before, one.shortfall)


def _bars(report: BalanceReport) -> Bars:
    entries = report.categories
    return Bars(
        "Before and after", words.each("label", entries),
        [Series("before", words.each("before", entries)),
         Series("after", words.each("after", entries))],
        missing=words.each("shortfall", entries), unit=unit_name(report.options["unit"]),
    )  # fmt: skip
