"""The options of `evaluate`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, cast

import rebalance.values as values
from rebalance.choices import Normalization, Unmatched
from rebalance.declarations import (
    CATEGORIES,
    JUDGEMENT,
    OUTPUT,
    ROWS,
    Option,
    choice,
    flag,
    reads,
    row_field,
    row_fields,
    string,
    whole_number,
    writes,
)
from rebalance.errors import OptionError, RequestError
from rebalance.shared_options import Dataset, GatedOptions, Lookalikes, MissingPolicy, Seed
from rebalance.shares import parse_shares
from rebalance.values import STANDARD

PREDICTIONS = "Predictions"
SUGGESTED = (".mix.toml", ".floors.toml")  # the ends of the names of what `suggest` writes
OVERALL, EACH = "", "each"

Limits = Mapping[str, Fraction]  # by class; also of the average, and of each class


def _labels(value: object, option: str) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else values.several(values.text)(value, option)


def _normalizations(value: object, option: str) -> tuple[str, ...]:
    """Take `strip,casefold`, or a list of these."""
    listed = value.split(",") if isinstance(value, str) else value
    named = [one.strip() if isinstance(one, str) else one for one in cast("Any", listed)]
    return tuple(dict.fromkeys(values.several(values.choice(Normalization))(named, option)))


def _limits(value: object, option: str) -> Limits:
    """Take `0.6`, `each=0.3` and `billing=0.5`, several of them or with commas between.

    `each` is every class; one of that name stands in double quotes. The limit of the average comes
    first, and in a mapping its name is "".
    """
    limits = dict[str, Fraction]()
    for name, limit in _pairs(value, option):
        if limit > 1:
            raise OptionError(
                option, f"{float(limit):g} is more than 1", values.as_percentage(limit)
            )
        if name in limits:
            raise OptionError(option, f"{name or 'the overall limit'} is given twice")
        limits[name] = limit
    return limits


def _pairs(value: object, option: str) -> Iterator[tuple[str, Fraction]]:
    if isinstance(value, Mapping):
        yield from parse_shares(value, option).items()
        return
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, str):
            yield from _from_text(one, option)
        else:
            yield OVERALL, values.exact_number(one, option)


def _from_text(text: str, option: str) -> Iterator[tuple[str, Fraction]]:
    first, comma, others = text.partition(",")
    bare = "=" not in first and not first.lstrip().startswith('"')
    if bare:
        yield OVERALL, values.exact_number(first, option)
    if comma or not bare:
        yield from parse_shares(others if bare else text, option).items()


_GATES = "float | str | Sequence[float | str] | Mapping[str, float]"


@dataclass(frozen=True, kw_only=True)
class EvaluateOptions(GatedOptions):
    """What is true, what was predicted, and how good it has to be."""

    gates = ("min_f1", "min_recall")

    dataset: Dataset
    truth: Annotated[str | None, row_field("Ground-truth field.", PREDICTIONS)] = None
    predicted: Annotated[str | None, row_field("Prediction field.", PREDICTIONS)] = None
    score: Annotated[
        str | None,
        row_field("Field with a numeric score, e.g. of free-text answers.", PREDICTIONS),
    ] = None
    probabilities: Annotated[
        str | None,
        row_field("Field with an object: label -> probability, to measure its calibration.",
                  PREDICTIONS),
    ] = None  # fmt: skip
    truth_file: Annotated[
        str | None, reads("Ground-truth file, if the truth is not in DATASET.", PREDICTIONS)
    ] = None
    key: Annotated[
        str | None, row_field("Field to match the rows of two files by.", PREDICTIONS)
    ] = None
    unmatched: Annotated[
        Unmatched,
        choice("Items of the ground-truth file without a prediction: count as wrong, or leave out.",
               PREDICTIONS, Unmatched),
    ] = "wrong"  # fmt: skip
    normalize: Annotated[
        tuple[Normalization, ...],
        Option(
            "How labels are compared: without white space at their ends; without case; a text that"
            " is a number as that; an option's index or letter as its text.",
            PREDICTIONS, _normalizations, "strip,casefold,number,label", default="none",
            accepts="str | Sequence[str]",
        ),
    ] = ()  # fmt: skip
    options: Annotated[
        str | None,
        row_field(
            "With `normalize=label`: field with the row's options, a list or an object letter ->"
            " text.",
            PREDICTIONS,
        ),
    ] = None
    labels: Annotated[
        str | tuple[str, ...] | None,
        Option(
            "Classes: a list, a file with one per line, or JSON: a list, id2label, label2id or a"
            " config.json; other predictions are invalid.",
            PREDICTIONS, _labels, "a,b,c|FILE", default="all", accepts="Sequence[str]",
            use="reads",
        ),
    ] = None  # fmt: skip
    baseline: Annotated[
        str | None, reads("Predictions of an earlier run, to compare with.", PREDICTIONS)
    ] = None
    by: Annotated[
        tuple[str, ...] | None,
        row_fields(
            "Category field, to measure each category; repeat it to cross several.",
            CATEGORIES, parse=values.category_field, short="-b",
        ),
    ] = None  # fmt: skip
    missing: MissingPolicy = "error"
    group: Annotated[
        tuple[str, ...] | None,
        row_fields(
            "Rows that share a value of this field belong together: intervals and tests draw them"
            " together.", ROWS, default="the field of `split_manifest`",
        ),
    ] = None  # fmt: skip
    split_manifest: Annotated[
        str | None,
        reads("Manifest of the split: says what kept rows together, and which part a file is.",
              ROWS, "MANIFEST"),
    ] = None  # fmt: skip
    seed: Seed = 0
    min_f1: Annotated[
        Limits | None,
        Option("Exit 1 if F1 is below this: macro-F1, or F1 of each class or one class.", JUDGEMENT,
               _limits, "F|each=F|CLASS=F", accepts=_GATES, several=True),
    ] = None  # fmt: skip
    min_recall: Annotated[
        Limits | None,
        Option("Exit 1 if recall is below this: macro recall, or that of each class or one class.",
               JUDGEMENT, _limits, "R|each=R|CLASS=R", accepts=_GATES, several=True),
    ] = None  # fmt: skip
    wrong: Annotated[
        str | None,
        writes("Write the rows whose prediction is wrong or invalid; - is stdout."),
    ] = None
    field: Annotated[
        str | None,
        string("With `wrong`: name of a field to add, with the prediction as compared.", OUTPUT,
               "NAME"),
    ] = None  # fmt: skip
    suggest: Annotated[
        str | None,
        writes(
            "Write PREFIX.mix.toml and PREFIX.floors.toml, to give weak categories more data.",
            metavar="PREFIX",
        ),
    ] = None
    suggest_rows: Annotated[
        int, whole_number("With `suggest`: rows for an average category.", ROWS, least=1)
    ] = 100
    use_test: Annotated[
        bool, flag("With `suggest`: go by the test part, which then proves nothing.", JUDGEMENT)
    ] = False
    lookalikes: Lookalikes = "warn"

    def outputs(self) -> Iterator[str]:
        """List the files that the run writes, the two of `suggest` too."""
        for name, path in self.files("writes"):
            yield from (path + end for end in SUGGESTED) if name == "suggest" else (path,)

    def check(self) -> None:
        """Refuse what does not say what is to be measured."""
        super().check()
        alone = self.truth is None
        if alone is not (self.predicted is None) or (alone and self.score is None):
            raise RequestError(
                "nothing to measure",
                "give `truth=FIELD` and `predicted=FIELD`, or `score=FIELD`, or all three",
            )
        of_classes = (
            "truth_file",
            "labels",
            "baseline",
            "normalize",
            "min_f1",
            "min_recall",
            "wrong",
            "probabilities",
        )
        if alone and any(getattr(self, name) not in (None, ()) for name in of_classes):
            names = [f"`{name}`" for name in of_classes]
            raise RequestError(
                f"{', '.join(names[:-1])} and {names[-1]} need `truth` and `predicted`"
            )
        if self.truth_file is not None and self.key is None:
            raise RequestError("`truth_file` needs `key=FIELD`", "a field that both files have")
        if self.missing == "keep":
            raise RequestError(
                "`missing=keep`: a row without a truth cannot be measured",
                "leave such rows out with `missing=drop`",
            )
        if self.suggest == STANDARD:
            raise OptionError("suggest", "two files cannot go to standard output")
        self.refuse_without(["suggest_rows", "use_test"], "suggest")
        self.refuse_without(["field"], "wrong")
        if self.field == "":
            raise OptionError("field", "it needs a name")
        self.refuse_without(["unmatched"], "truth_file")
        if "label" in self.normalize and self.options is None and self.labels is None:
            raise OptionError(
                "normalize", "the step 'label' needs the options of a row",
                "name the field that holds them with `options=FIELD`, or list them with `labels`",
            )  # fmt: skip
        if self.options is not None and "label" not in self.normalize:
            raise OptionError("options", "has no effect without `normalize=label`")
