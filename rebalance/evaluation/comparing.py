"""What was read -> what is compared: options as their texts, each label in one spelling."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rebalance.errors import UnknownField
from rebalance.evaluation.forms import Spellings, Steps
from rebalance.evaluation.meetings import Meeting, meetings
from rebalance.evaluation.option_labels import resolved
from rebalance.evaluation.options import EvaluateOptions
from rebalance.evaluation.predictions import Predictions, Values
from rebalance.evaluation.reading import Runs
from rebalance.label_lists import read_labels
from rebalance.rows.category import LabelSet, NonString, Value
from rebalance.wording import NAMED, brief, plural


@dataclass(frozen=True)
class Compared:
    """Two runs, or one, whose labels are equal where they mean the same.

    Attributes:
        after: The run.
        before: An earlier one.
        spellings: How labels are spelt.
        meetings: Rows whose truth and prediction are spelt differently, but are equal in some form.
        without_options: Rows that have no options to choose from.
    """

    after: Predictions
    before: Predictions | None
    spellings: Spellings
    meetings: Sequence[Meeting]
    without_options: int

    def alike(self) -> Iterator[str]:
        """Say what is equal by value, and what would be equal as normalised."""
        for one in self.meetings:
            example = f"such as {shown(one.predicted)} for {shown(one.truth)} at {one.place}"
            what = plural(one.rows, "prediction")
            if not one.normalize:
                verb = "is" if one.rows == 1 else "are"
                yield f"{what} {verb} right as numbers are compared by value, {example}"
            elif not one.applied:
                how = ",".join(one.normalize)
                yield f"{what} would be right with `normalize={how}`, {example}"

    def warnings(self) -> Iterator[str]:
        """Say what became one, and where there was nothing to resolve."""
        if merged := self.spellings.merged:
            how = "as normalised" if self.spellings.steps else "as numbers are compared by value"
            more = f"; so are {len(merged) - 1:,} more groups" if len(merged) > 1 else ""
            spelt = " and ".join(shown(one) for one in merged[0][:NAMED])
            yield f"{spelt} in `truth` are one class, {how}{more}"
        if self.without_options:
            yield (
                f"{plural(self.without_options, 'row')} without a list of options in `options`:"
                " their labels are compared as they are"
            )


def compared(options: EvaluateOptions, runs: Runs) -> Compared:
    """Resolve options, and give labels that are equal one spelling in all runs.

    Raises:
        UnknownField: No row has options.
    """
    steps = options.normalize
    read = [runs.predictions, *([runs.before] if runs.before else [])]
    texts, lacking = _texts(options, read), 0
    listed = texts[0].options
    if options.options is not None and listed is not None:
        lacking = int((listed.codes < 0).sum())
        if not listed.values:
            raise UnknownField(options.options, (), (), "options")
    truths, others = (_columns(texts, name) for name in ("truth", "predicted"))
    spellings = Spellings.of(steps, truths, others)
    spelt = [_spelt(one, spellings) for one in texts]
    right = np.zeros(0, dtype=np.bool_)
    if spelt[0].truth is not None and spelt[0].predicted is not None:
        right = spelt[0].truth.is_equal(spelt[0].predicted)
    met = tuple(meetings(read[0], texts[0], right, steps))
    return Compared(spelt[0], spelt[1] if len(spelt) > 1 else None, spellings, met, lacking)


def _texts(options: EvaluateOptions, read: Sequence[Predictions]) -> list[Predictions]:
    """Resolve an option's index or letter."""
    steps: Steps = options.normalize
    if "label" not in steps:
        return list(read)
    listed = [] if options.options or not options.labels else read_labels(options.labels, ())
    return [resolved(one, steps, listed) for one in read]


def _columns(runs: Sequence[Predictions], name: str) -> list[Values]:
    found = (getattr(one, name) for one in runs)
    return [one for one in found if isinstance(one, Values)]


def _spelt(run: Predictions, spellings: Spellings) -> Predictions:
    return replace(
        run,
        truth=run.truth and spellings.apply(run.truth),
        predicted=run.predicted and spellings.apply(run.predicted),
    )


def shown(value: Value) -> str:
    """Write a value as it stands in the data, so that types show, cut where it is long."""
    if isinstance(value, LabelSet):
        text = f"[{', '.join(shown(one) for one in value.labels)}]"
    else:
        text = value.text if isinstance(value, NonString) else repr(value)
    return brief(text)
