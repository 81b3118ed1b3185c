"""The page of an export: what is in the folder, and what to run."""

from collections.abc import Iterator

from rebalance.exporting.report import ExportReport
from rebalance.exporting.trainers import Trainer
from rebalance.markdown import escape, head, row
from rebalance.wording import plural

FIRST_LINE = "<!-- written by rebalance export -->\n"


def page_of(report: ExportReport, settings: str, trainer: Trainer) -> str:
    """Write the page, as Markdown.

    Args:
        report: What was written.
        settings: The text of the file of settings; "" where there is none.
        trainer: Who reads it.
    """
    return "".join(_pieces(report, settings, trainer))


def _pieces(report: ExportReport, settings: str, trainer: Trainer) -> Iterator[str]:
    yield FIRST_LINE
    yield f"# Rows for {trainer.title}\n\n"
    files = ", ".join(escape(name) for name in report.dataset)
    yield f"{plural(report.rows_after, 'row')} an epoch, of {files} ({report.form}).\n\n"
    if report.form == "weights" and trainer.weighting and report.trainer == "trl":
        yield "Train with the mixin, as SFTTrainer drops the field and says nothing:\n\n"
        yield "```python\nfrom rebalance.training.torch import RowWeighted\n\n\n"
        yield "class WeightedSFTTrainer(RowWeighted, SFTTrainer): ...\n```\n\n"
    else:
        yield "Run in this folder:\n\n"
        yield f"```\n{report.command}\n```\n\n"
    if settings:
        yield f"`{report.settings}`:\n\n```\n{settings}```\n\n"
    if report.meaning:
        yield f"{report.meaning}\n\n"
    if report.kept_fields:
        yield f"Of each row these fields were kept: {', '.join(report.kept_fields)}.\n\n"
    yield from _table(report)


def _table(report: ExportReport) -> Iterator[str]:
    weighted = report.form == "weights"
    columns = ["category", "rows", "weight"] if weighted else ["category", "rows", "an epoch"]
    yield head(columns, columns[1:])
    for one in report.categories:
        last = f"{one.weight:.6g}" if weighted else f"{one.rows_after:,}"
        yield row([escape(one.label), f"{one.rows_before:,}", last])
