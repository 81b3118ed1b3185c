"""The block of a dataset card: counts by category, between markers."""

from rebalance.inspection.report import InspectReport
from rebalance.markdown import escape, head, row
from rebalance.wording import amount, percent, plural, safe

BEGIN, END = "<!-- rebalance: begin -->", "<!-- rebalance: end -->"


def card(report: InspectReport, command: str, page: str) -> str:
    """Write the block, or the page with the block in place of the one that it has.

    Args:
        report: Of `inspect`.
        command: What gives these numbers.
        page: The page that there is, such as a README; a block goes to its end if it has none.
    """
    block = f"{BEGIN}\n{_section(report, command)}{END}\n"
    before, begin, rest = page.partition(BEGIN)
    if not begin:
        gap = "\n" * (2 - min(2, len(page) - len(page.rstrip("\n")))) if page else ""
        return page + gap + block
    _, end, after = rest.partition(END)
    return before + block + (after.removeprefix("\n") if end else rest)


def _section(report: InspectReport, command: str) -> str:
    by = " × ".join(report.by)
    unit = report.size_unit.removeprefix("field:")
    table = head(
        ["Category", "Rows", "Share", f"Median {unit}"], ["Rows", "Share", f"Median {unit}"]
    )
    table += "".join(
        row([
            escape(safe(one.label)), amount(one.rows), percent(one.share or 0.0),
            amount(one.median_size or 0),
        ])
        for one in report.categories
    )  # fmt: skip
    left = report.metrics.categories - len(report.categories)
    more = f"\n… and {plural(left, 'more category')}.\n" if left else ""
    return (
        f"## Categories\n\n{_facts(report)}\n### Rows by {escape(safe(by))}\n\n{table}{more}\n"
        + (f"Counted with `{safe(command).replace('`', ' ')}`.\n")
    )


def _facts(report: InspectReport) -> str:
    metrics, missing = report.metrics, report.missing
    ratio = metrics.imbalance_ratio
    facts = [
        f"{plural(report.rows, 'row')} in {plural(metrics.categories, 'category')}",
        "imbalance ratio " + ("undefined" if ratio is None else f"{amount(round(ratio, 1))} : 1"),
        f"{plural(missing.rows, 'row')} without a category",
        plural(report.duplicates.rows, "exact duplicate"),
        plural(report.bad_rows, "bad row"),
    ]
    return "".join(f"- {fact}\n" for fact in facts)
