"""The part of the report of `evaluate` about which categories should have more data."""

from dataclasses import dataclass

from rebalance.evaluation.change_report import Ends


@dataclass(frozen=True, slots=True)
class SuggestedCategory:
    """The amount of data that a category, or class, should have.

    Attributes:
        category: Label of the category.
        metric: Value of its metric, in [0, 1].
        counted_as: The metric after partial pooling: drawn towards the mean of all by as much as
            chance explains differences.
        share: Suggested share of all data.
        floor: Suggested minimum rows.
        interval: 95 % interval of the metric.
        is_low: Whether the pooled metric is below the mean by more than chance.
    """

    category: str
    metric: float | None
    counted_as: float | None
    share: float | None
    floor: int
    interval: Ends | None
    is_low: bool


@dataclass(frozen=True, slots=True)
class FilePart:
    """Which part of a split a file is.

    Attributes:
        file: The file.
        part: Name of the part; null if nothing says so.
    """

    file: str
    part: str | None


@dataclass(frozen=True, slots=True)
class SuggestionBasis:
    """What the suggestions go by.

    Attributes:
        parts: Which part of a split each file is, by the digest of its rows, else by its name.
        metric: Name of the metric.
        mean: Mean of the pooled metrics, weighted by how precisely each is known.
        deviation: Standard deviation of true differences (of classes: of right / rows that concern
            the class); 0 if chance explains all differences.
        lowest: The category with the lowest metric.
        lowest_metric: Its metric.
        lowest_expected: Its metric expected on fresh rows, without any change.
        expected_rise: How much of its distance to the others is expected to vanish by chance.
    """

    parts: tuple[FilePart, ...]
    metric: str
    mean: float | None
    deviation: float | None
    lowest: str
    lowest_metric: float | None
    lowest_expected: float | None
    expected_rise: float | None
