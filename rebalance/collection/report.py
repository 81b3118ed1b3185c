"""What `collect` made of responses."""

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
    """Candidate rows, and what yielded none.

    Attributes:
        by: The fields of the category.
        requested: Requests that were made; null if their file was not given.
        answered: Requests that have a response.
        failed: Requests that failed, and that no other response answers.
        refused: Requests that the model refused.
        unanswered: Requests without any response; null if their file was not given.
        responses: Lines of the responses that are not blank.
        rows: Rows that were collected.
        failures: Responses, and parts of them, that yielded no row.
        reasons: Those by rule, the most frequent first.
        other_category: Rows with another category than was requested.
        without_category: Rows without a category, of a request whose category is not known.
        categories: The categories of the requests, by rows, descending, then by name.
        output: Where the rows went.
        warnings: What was left out, and what is missing, in sentences.
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
