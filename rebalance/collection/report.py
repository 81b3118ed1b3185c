"""The report of `collect`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rebalance.report import CategoryEntry, Report


@dataclass(frozen=True)
class CollectedCategory(CategoryEntry):
    """A category that rows were requested for; null if the dataset does not have it.

    Attributes:
        rows: Rows that were collected.
    """

    rows: int


@dataclass(frozen=True, repr=False)
class CollectReport(Report):
    """Candidate rows, and the responses that yielded none.

    Attributes:
        by: The fields of the category.
        requested: Number of requests; null if their file was not given.
        answered: Requests that have a response.
        failed: Requests that failed and were not answered by another response.
        refused: Requests that the model refused.
        unanswered: Requests without any response; null if their file was not given.
        responses: Lines of the responses that are not blank.
        rows: Rows that were collected.
        failures: Responses, and parts of them, that yielded no row.
        reasons: Failures by rule, the most frequent first.
        other_category: Rows with a category other than the requested one.
        without_category: Rows without a category, for a request whose category is unknown.
        categories: The categories of the requests, by rows (descending), then by name.
        output: The file with the rows.
        warnings: Warnings, such as requests without a response.
    """

    schema: ClassVar[str] = "rebalance.collect/2"

    by: tuple[str, ...]
    requested: int | None
    answered: int
    failed: int
    refused: int
    unanswered: int | None
    responses: int
    rows: int
    failures: int
    reasons: Mapping[str, int]
    other_category: int
    without_category: int
    categories: tuple[CollectedCategory, ...]
    output: str
    warnings: tuple[str, ...]
