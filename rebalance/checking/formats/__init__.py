"""Findings in the forms that other programs read."""

from rebalance.checking.formats.github import annotations, summary
from rebalance.checking.formats.junit import junit
from rebalance.checking.formats.markdown import markdown
from rebalance.checking.formats.sarif import sarif

__all__ = ["annotations", "junit", "markdown", "sarif", "summary"]
