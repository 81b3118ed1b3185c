"""Findings in the forms that other programs read."""

from .github import annotations, summary
from .junit import junit
from .markdown import markdown
from .sarif import sarif

__all__ = ["annotations", "junit", "markdown", "sarif", "summary"]
