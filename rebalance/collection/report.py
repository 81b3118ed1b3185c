"""The report of `collect`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rebalance.coverage import Coverage
from rebalance.errors import NothingCollected
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
        failed_by_reason: The same by the provider's reason, the most frequent first.
        refused: Requests that the model refused.
        truncated: Requests of which an answer was cut off at its maximum length.
        unanswered: Requests without any response; null if their file was not given.
        responses: Lines of the responses that are not blank.
        coverage: How many responses could be read.
        unnamed: Responses, and rows on their own, that name no request.
        layouts: Responses by layout, the most frequent first.
        unknown_layouts: Responses of layouts that are not known, by their keys.
        rows: Rows that were collected.
        failures: Responses, and parts of them, that yielded no row.
        reasons: Failures by rule, the most frequent first.
        other_category: Rows with a category other than the requested one.
        without_category: Rows without a category, for a request whose category is unknown.
        missing_fields: Rows that have null in a field of the dataset that they lacked, by field.
        extra_fields: Rows that had a field that the dataset does not have, by field; it was left
            out.
        categories: The categories of the requests, by rows (descending), then by name.
        output: The file with the rows; it stays as it was if there are none.
        warnings: Warnings, such as requests without a response.
    """

    schema: ClassVar[str] = "rebalance.collect/2"

    by: tuple[str, ...]
    requested: int | None
    answered: int
    failed: int
    failed_by_reason: Mapping[str, int]
    refused: int
    truncated: int
    unanswered: int | None
    responses: int
    coverage: Mapping[str, Coverage]
    unnamed: int
    layouts: Mapping[str, int]
    unknown_layouts: Mapping[str, int]
    rows: int
    failures: int
    reasons: Mapping[str, int]
    other_category: int
    without_category: int
    missing_fields: Mapping[str, int]
    extra_fields: Mapping[str, int]
    categories: tuple[CollectedCategory, ...]
    output: str
    warnings: tuple[str, ...]

    @property
    def problem(self) -> NothingCollected | None:
        """Say that there is no row, and what the responses are instead."""
        if self.rows:
            return None
        found = [f"{what} {number:,}" for what, number in self.reasons.items()]
        sentence = ", ".join(found)
        hint = "`rejects=FILE` keeps the reason of each"
        if "unknown-layout" in self.reasons:
            hint = 'write each line as {"custom_id": ..., "text": ...}, or as a row'
        return NothingCollected(self.dataset, sentence, hint)
