"""Tells GitHub Actions what a check found: annotations, and a summary of the step."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rebalance.errors import AccessError

if TYPE_CHECKING:
    from rebalance.checking.report import CheckReport

    from .console import Screen

Annotations = Literal["auto", "github", "none"]
_SUMMARY = "GITHUB_STEP_SUMMARY"


def annotate(report: "CheckReport", screen: "Screen", own: Mapping[str, Any]) -> None:
    """Annotate on standard error, and append to the summary of the step, if GitHub runs us.

    Raises:
        AccessError: The summary cannot be written.
    """
    from rebalance.checking import formats

    mode, inside = own.get("annotations", "auto"), os.environ.get("GITHUB_ACTIONS") == "true"
    if report.configuration or not (mode == "github" or (mode == "auto" and inside)):
        return
    screen.command(formats.annotations(report.findings))
    if path := os.environ.get(_SUMMARY):
        try:
            with Path(path).open("a", encoding="utf-8") as out:
                out.write(formats.summary(report.findings))
        except OSError as error:
            raise AccessError(path, f"cannot be written: {error.strerror}") from error
