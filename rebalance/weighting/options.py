"""The options of `weights`."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import rebalance.values as values
from rebalance.choices import Normalize, NpyRows
from rebalance.declarations import (
    CATEGORIES,
    Option,
    choice,
    flag,
    number,
    reads,
    row_fields,
    string,
    writes,
)
from rebalance.engine_options import SteppedOptions
from rebalance.errors import OptionError
from rebalance.scheme_options import WEIGHTS, Beta, MaxRatio, Scheme
from rebalance.sharding.names import MANIFEST, refuse_unfit_names, shard_paths
from rebalance.shared_options import (
    By,
    Dataset,
    Lookalikes,
    MissingPolicy,
    OnlyFields,
    Rejects,
    ResponseFields,
    SourceField,
    Without,
    check_edits,
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


def _labels(value: object, option: str) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else values.several(values.text)(value, option)


@dataclass(frozen=True, kw_only=True)
class WeightsOptions(SteppedOptions):
    """Which weights, and where they go."""

    dataset: Dataset
    by: By = None
    missing: MissingPolicy = "error"
    unit: Unit = "rows"
    text: Annotated[
        tuple[str, ...] | None, row_fields("Measure only the text of these fields.", CATEGORIES)
    ] = None
    side: CountedSide = "all"
    chat_template: ChatTemplateFile = None
    special_tokens: SpecialTokens = False
    response_field: ResponseFields = None
    labels: Annotated[
        str | tuple[str, ...] | None,
        Option(
            "Categories, in order: a list, a file with one per line, or JSON: a list, id2label,"
            " label2id or a config.json.",
            CATEGORIES, _labels, "a,b,c|FILE", accepts="Sequence[str]", use="reads",
        ),
    ] = None  # fmt: skip
    scheme: Scheme = "balanced"
    beta: Beta = 0.999
    alpha: Annotated[
        float,
        number("A of the scheme alpha: 1 weights all rows alike, 0 is balanced.", WEIGHTS, "A",
               values.as_float(values.number_between(0, 100))),
    ] = 0.5  # fmt: skip
    max_ratio: MaxRatio = None
    normalize: Annotated[
        Normalize,
        choice("Scale weights to mean 1 over rows or categories; none leaves the bare formula.",
               WEIGHTS, Normalize),
    ] = "rows"  # fmt: skip
    zero_weight: Annotated[
        float | None,
        number("Weight of a declared category without rows.", WEIGHTS, "X",
               values.as_float(values.exact_number)),
    ] = None  # fmt: skip
    correct_for: Annotated[
        str | None,
        reads(
            "Horvitz-Thompson weights that undo a run of balance: its manifest or JSON report.",
            WEIGHTS,
        ),
    ] = None
    log_priors: Annotated[
        bool, flag("Show T * ln(share of rows) of each category, to adjust logits by.", WEIGHTS)
    ] = False
    tau: Annotated[
        float,
        number(
            "T of the log priors.", WEIGHTS, "T", values.as_float(values.number_between(0, 100))
        ),
    ] = 1.0
    output: Annotated[
        str | None, writes("Write every row with its weight as a field; - is stdout.", short="-o")
    ] = None
    out_dir: Annotated[
        str | None,
        writes("The same, but an output for each file of the dataset, named after it, in this"
               " folder, and manifest.json last.", metavar="DIR", short="-d", parse=values.folder),
    ] = None  # fmt: skip
    field: Annotated[str, string("Name of the field to add.", "Output", "NAME")] = "weight"
    without: Without = None
    only_fields: OnlyFields = None
    source_field: SourceField = None
    npy: Annotated[str | None, writes("Write float32 weights, one per row in file order.")] = None
    npy_rows: Annotated[
        NpyRows,
        choice(
            "Rows of the array: all of them, or it is refused; or those that are kept, with their"
            " numbers (from 0) in NAME.rows.npy.",
            "Output", NpyRows,
        ),
    ] = "all"  # fmt: skip
    rejects: Rejects = None
    lookalikes: Lookalikes = "warn"
    no_cache: NoCache = False

    def check(self) -> None:
        """Refuse a field without a name, and what has no effect."""
        check_edits(self)
        if self.adds_field and not self.field:
            raise OptionError("field", "it needs a name")
        self.refuse_together("out_dir", ("output",))
        if self.out_dir is not None:
            refuse_unfit_names(self.dataset, "out_dir")
        self.refuse_without(["beta"], "scheme=effective")
        self.refuse_without(["alpha"], "scheme=alpha")
        self.refuse_without(["zero_weight"], "labels")
        self.refuse_without(["npy_rows"], "npy")
        if self.npy_rows == "kept" and self.npy in (None, "-"):
            raise OptionError("npy_rows", "kept needs the name of a file", "write `npy=FILE`")
        edits = ("field", "without", "only_fields", "source_field")
        self.refuse_without(edits, "output", "out_dir")
        if not counts_text(self.unit):
            self.refuse_without(("text",), *IN_TEXT)
        refuse_idle(self)
        self.refuse_without(("response_field",), "unit=rows", why="the unit is what is averaged")
        self.refuse_without(("tau",), "log_priors")
        self.refuse_together("correct_for", ("scheme", "labels"))
        self.check_engine("npy")

    @property
    def adds_field(self) -> bool:
        """Whether rows are written, with their weights."""
        return self.output is not None or self.out_dir is not None

    @property
    def numbers_file(self) -> str | None:
        """Where the numbers of rows go that are in the array; None where all are."""
        if self.npy is None or self.npy_rows == "all":
            return None
        return f"{self.npy.removesuffix('.npy')}.rows.npy"

    def outputs(self) -> Iterator[str]:
        """List what is written, the numbers of rows in the array, too."""
        yield from (path for name, path in self.files("writes") if name != "out_dir")
        if self.out_dir is not None:
            yield from shard_paths(self.dataset, self.out_dir)
            yield os.path.join(self.out_dir, MANIFEST)
        if self.numbers_file is not None:
            yield self.numbers_file
