"""The classes of an evaluation: those of `labels`, or all in the truth and the predictions."""

from collections.abc import Iterator, Sequence

from rebalance.errors import OptionError
from rebalance.evaluation.forms import Spellings
from rebalance.evaluation.measurement import ordered
from rebalance.evaluation.predictions import Predictions
from rebalance.label_lists import read_labels
from rebalance.rows.category import Category, labels, lookalikes
from rebalance.wording import brief, named


def classes_of(
    given: str | Sequence[str] | None, runs: Sequence[Predictions], spellings: Spellings
) -> tuple[Category, ...]:
    """Find the classes.

    Args:
        given: Labels of the classes, a file of them, or None for all that there are.
        runs: The new run first.
        spellings: How labels are spelt.

    Raises:
        OptionError: A class is named twice, or one that rows have is not.
        AccessError: The file cannot be read.
    """
    first = runs[0].truth
    if first is None:
        return ()
    columns = [one for run in runs for one in (run.truth, run.predicted) if one is not None]
    found = ordered(*columns, first=first)
    if given is None:
        return found
    by_label = dict(zip(labels(found), found, strict=True))
    classes = tuple(
        by_label.get(name) or spellings.of_name(name) for name in read_labels(given, by_label)
    )
    if len(set(classes)) < len(classes):
        raise OptionError("labels", "a class is named twice")
    true = set(ordered(first=first))
    unnamed = [label for label, one in by_label.items() if one not in classes and one in true]
    if unnamed:
        raise OptionError(
            "labels", f"it does not name {named(unnamed)}, which rows have as `truth`",
            "name all classes, or leave such rows out of the file",
        )  # fmt: skip
    return classes


def refuse_indicators(classes: Sequence[Category]) -> None:
    """Refuse lists of nothing but 0 and 1, which say for each label whether a row has it.

    Raises:
        OptionError: No label is another number or a text.
    """
    if set(labels(classes)) <= {"0", "1"}:
        raise OptionError(
            "truth", "its lists hold nothing but 0 and 1: they are read as sets of labels",
            "write the labels that a row has, such as [\"billing\", \"refund\"] or [0, 2]",
        )  # fmt: skip


def lookalike_warnings(classes: Sequence[Category], found: Predictions) -> Iterator[str]:
    """Say which labels hardly differ, or are of different types: predictions that look right."""
    if found.truth is None or found.predicted is None:
        return
    true, guessed = (set(ordered(first=one)) for one in (found.truth, found.predicted))
    every = [*classes, *(one for one in guessed if one not in classes)]
    shown = labels(every)
    for group in lookalikes(every):
        there = [n for n in group if every[n] in true | guessed]
        if len(there) > 1 and any(every[n] in guessed for n in there):
            names = " and ".join(repr(brief(shown[n])) for n in there)
            yield (
                f"{names} differ only in type, case, white space or Unicode form, and are"
                " different classes"
            )
