"""Render an audit."""

from collections.abc import Iterator

from rebalance.auditing.report import AuditReport, LeakEntry
from rebalance.choices import LeakKind
from rebalance.wording import plural

from . import words
from .blocks import COUNT, MARK, SHARE, TEXT, Block, Column, Note, Records, Styled, Table, Title

_MEANINGS: dict[LeakKind, str] = {
    "exact": "rows equal to a row of an earlier file",
    "prompt": "rows whose normalised prompt is in an earlier file",
    "group": "rows whose group is in an earlier file",
    "near": "rows whose text nearly repeats a row of an earlier file",
    "ngram": "rows of whose prompt most words lie in runs of {runs} that the first file has",
}


def blocks(report: AuditReport) -> Iterator[Block]:
    """Make what is shown: rows that leak, by kind, and where the first of them are."""
    later = sum(file.rows for file in report.files[1:])
    rows = f"{plural(later, 'row')} of later files"
    yield Title(f"Leaks between {words.files(report.dataset)}", rows)
    columns = [
        Column("kind", MARK), Column("rows", COUNT), Column("share", SHARE),
        Column("of later files", TEXT),
    ]  # fmt: skip
    yield Table("", columns, [
        (leak.kind, Styled(leak.rows, "bad" if leak.rows else ""),
         leak.rows / later if later else 0.0, _meaning(leak))
        for leak in report.leaks
    ])  # fmt: skip
    yield Note(f"near: {words.measured(report.near_duplicates, report.measure, report.templated)}")
    examples = [(leak.kind, one) for leak in report.leaks for one in leak.examples]
    for kind, one in examples:
        yield Note(f"{kind}: {one.earlier} and {one.later}")
        if one.text is not None:
            yield Note(one.text)
    if examples and all(one.text is None for _, one in examples):
        yield Note("--samples 3 shows the beginning of such rows")
    yield Records(lambda: [
        {name: one for name, one in leak.items() if name not in ("between", "examples")}
        for leak in report.to_dict()["leaks"]
    ])  # fmt: skip


def _meaning(leak: LeakEntry) -> str:
    by = f" by {leak.field!r}" if leak.field else ""
    short = f"; of {leak.unchecked:,} it cannot be told" if leak.unchecked else ""
    sizes = [f"{leak.words} words"] if leak.words else []
    sizes += [f"{leak.letters} letters"] if leak.letters else []
    return _MEANINGS[leak.kind].format(runs=" or ".join(sizes) or "words") + by + short
