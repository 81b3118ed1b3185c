"""The block of a dataset card: counts by category, between markers."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from rebalance.errors import OptionError
from rebalance.inspection.report import InspectReport
from rebalance.markdown import escape, head, row
from rebalance.wording import amount, percent, plural, unit_name, visible

_FENCES, _INDENTS = (b"```", b"~~~"), (b"    ", b"\t")  # of code
BEGIN, END = "<!-- rebalance: begin -->", "<!-- rebalance: end -->"


def card(report: InspectReport, command: str, page: bytes) -> bytes:
    """Write the block, or the page with the block in place of the one that it has.

    Args:
        report: Of `inspect`.
        command: What gives these numbers.
        page: The page that there is, such as a README; a block goes to its end if it has none.
            All else stays as it is, bytes that are no text included.

    Raises:
        OptionError: The page has more than one block, or half a block.
    """
    if page.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise OptionError("report", "the page of the card is UTF-16", "save it as UTF-8")
    bom = BOM_UTF8 if page.startswith(BOM_UTF8) else b""
    return bom + _with_block(report, command, page.removeprefix(bom))


def _with_block(report: InspectReport, command: str, page: bytes) -> bytes:
    newline = b"\r\n" if 2 * page.count(b"\r\n") > page.count(b"\n") else b"\n"
    text = f"{BEGIN}\n{_section(report, command)}{END}\n"
    block = text.encode("utf-8", "backslashreplace").replace(b"\n", newline)
    begins, ends = (list(_lines_of(page, marker)) for marker in (BEGIN, END))
    if not begins and not ends:
        gap = newline * (2 - min(2, _newlines_at_the_end(page))) if page else b""
        return page + gap + block
    if len(begins) != 1 or len(ends) != 1 or begins[0] > ends[0]:
        found = f"{plural(len(begins), 'line')} {BEGIN} and {plural(len(ends), 'line')} {END}"
        raise OptionError(
            "report",
            f"the page of the card has {found}",
            "leave one of each, in this order, or none: then the block goes to the end",
        )
    lines = page.splitlines(keepends=True)
    return b"".join([*lines[: begins[0]], block, *lines[ends[0] + 1 :]])


def _lines_of(page: bytes, marker: str) -> Iterator[int]:
    """Give the numbers of the lines that are a marker, from 0; in code it is none."""
    fence = b""
    for number, line in enumerate(page.splitlines()):
        text = line.strip()
        if text.startswith(fence or _FENCES):
            fence = b"" if fence else text[:3]
        elif text == marker.encode() and not fence and not line.startswith(_INDENTS):
            yield number


def _newlines_at_the_end(page: bytes) -> int:
    return page[-4:].count(b"\n") - page[-4:].rstrip(b"\r\n").count(b"\n")


def _section(report: InspectReport, command: str) -> str:
    counted = f"Counted with `{visible(command).replace('`', ' ')}`.\n"
    if not report.by:
        return f"## Rows\n\n{_facts(report)}\n{counted}"
    by = " × ".join(report.by)
    unit = unit_name(report.size_unit)
    table = head(
        ["Category", "Rows", "Share", f"Median {unit}"], ["Rows", "Share", f"Median {unit}"]
    )
    table += "".join(
        row([
            escape(visible(one.label)), amount(one.rows), percent(one.share or 0.0),
            amount(one.median_size or 0),
        ])
        for one in report.categories
    )  # fmt: skip
    left = report.metrics.categories - len(report.categories)
    more = f"\n… and {plural(left, 'more category')}.\n" if left else ""
    return (
        f"## Categories\n\n{_facts(report)}\n### Rows by {escape(visible(by))}\n\n{table}{more}\n"
        + counted
    )


def _facts(report: InspectReport) -> str:
    metrics, missing = report.metrics, report.missing
    ratio = metrics.imbalance_ratio
    facts = [
        f"{plural(report.rows, 'row')} in {plural(metrics.categories, 'category')}",
        "imbalance ratio " + ("undefined" if ratio is None else f"{amount(round(ratio, 1))} : 1"),
        f"{plural(missing.rows, 'row')} without a category",
    ]
    facts = facts if report.by else [plural(report.rows, "row")]
    facts += [
        plural(report.duplicates.rows, "exact duplicate"),
        plural(report.bad_rows, "bad row"),
    ]
    return "".join(f"- {fact}\n" for fact in facts)
