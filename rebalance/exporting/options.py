"""The options of `export`."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import rebalance.values as values
from rebalance.choices import ExportForm, TrainerName
from rebalance.declarations import (
    CATEGORIES,
    OUTPUT,
    TARGET,
    choice,
    number,
    row_fields,
    writes,
)
from rebalance.errors import OptionError, RequestError
from rebalance.scheme_options import Beta, MaxRatio, Scheme
from rebalance.shared_options import (
    By,
    Dataset,
    Lookalikes,
    MissingPolicy,
    ReadingOptions,
    Rejects,
    Seed,
)
from rebalance.target_options import (
    Cap,
    EqualLevel,
    Floor,
    MaxRepeat,
    MixShares,
    Rescale,
    Shortage,
    TargetOptions,
    total_option,
)
from rebalance.unit_options import (
    IN_TEXT,
    ChatTemplateFile,
    CountedSide,
    NoCache,
    SpecialTokens,
    Unit,
    counts_text,
    refuse_idle,
)

README, ALL = "README.md", "train.jsonl"
_TARGETS = ("equal", "cap", "floor", "mix", "total", "if_short", "rescale", "max_repeat")
_SCHEMES = ("scheme", "beta", "max_ratio", "unit")


@dataclass(frozen=True, kw_only=True)
class ExportOptions(TargetOptions, ReadingOptions):
    """For which trainer, in which form, and where to."""

    dataset: Dataset
    by: By = None
    missing: MissingPolicy = "error"
    trainer: Annotated[
        TrainerName | None, choice("Who reads what is written.", OUTPUT, TrainerName)
    ] = None
    form: Annotated[
        ExportForm,
        choice(
            "One resampled file; a file for each category and how to mix them; one file with"
            " weights where the trainer reads them; or with copies of rows in their place.",
            OUTPUT, ExportForm,
        ),
    ] = "balanced"  # fmt: skip
    equal: EqualLevel = None
    cap: Cap = None
    floor: Floor = None
    alpha: Annotated[
        float | None,
        number("Shares, or weights, as if counts were count^A: 1 keeps them, 0 makes them equal.",
               TARGET, "A", values.as_float(values.number_between(0, 100))),
    ] = None  # fmt: skip
    mix: MixShares = None
    total: Annotated[
        str | int | None, total_option("Total to write, with `alpha`, `mix` or `equal`.", "x1")
    ] = None
    if_short: Shortage = None
    rescale: Rescale = False
    max_repeat: MaxRepeat = 4
    scheme: Scheme = "balanced"
    beta: Beta = 0.999
    max_ratio: MaxRatio = None
    unit: Unit = "rows"
    text: Annotated[
        tuple[str, ...] | None, row_fields("Measure only the text of these fields.", CATEGORIES)
    ] = None
    side: CountedSide = "all"
    chat_template: ChatTemplateFile = None
    special_tokens: SpecialTokens = False
    seed: Seed = 0
    out_dir: Annotated[
        str | None,
        writes("Folder for the rows, the settings of the trainer and a README.md that says what to"
               " run.", metavar="DIR", short="-d", parse=values.folder),
    ] = None  # fmt: skip
    rejects: Rejects = None
    lookalikes: Lookalikes = "warn"
    no_cache: NoCache = False

    def check(self) -> None:
        """Refuse what the form has no use for."""
        if self.trainer is None:
            raise RequestError("for which trainer?", "name it: `trainer=NAME`")
        if self.out_dir is None:
            raise RequestError("nowhere to write", "give `out_dir=DIR`")
        if not (counts_text(self.unit) or counts_text(self.total_unit)):
            self.refuse_without(("text",), *IN_TEXT)
        refuse_idle(self, self.total_unit)
        if self.form in ("weights", "copies"):
            for name in _TARGETS:
                if self.has(name):
                    raise OptionError(name, f"has no effect with `form={self.form}`")
            self.refuse_without(["beta"], "scheme=effective")
            self.refuse_without(["alpha"], "scheme=alpha")
            return
        for name in _SCHEMES:
            if self.has(name):
                raise OptionError(name, "has no effect without `form=weights` or `form=copies`")
        self.check_target()

    def outputs(self) -> Iterator[str]:
        """List what is known before the categories are: the rows, and the page."""
        yield from (path for name, path in self.files("writes") if name != "out_dir")
        if self.out_dir is not None:
            yield os.path.join(self.out_dir, ALL)
            yield os.path.join(self.out_dir, README)
