"""The options of `balance`."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, get_args

import rebalance.values as values
from rebalance.choices import Keep, Multi, Order
from rebalance.declarations import (
    CATEGORIES,
    OUTPUT,
    ROWS,
    TARGET,
    choice,
    flag,
    number,
    row_field,
    row_fields,
    string,
    whole_number,
    writes,
)
from rebalance.engine_options import SteppedOptions
from rebalance.errors import OptionError, RequestError
from rebalance.sharding.names import MANIFEST, refuse_unfit_names, shard_paths
from rebalance.shared_options import (
    AllowEmpty,
    By,
    Dataset,
    GroupTypes,
    Lookalikes,
    MissingPolicy,
    OnlyFields,
    PromptFields,
    Rejects,
    ResponseFields,
    Seed,
    SourceField,
    Without,
    check_edits,
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
from rebalance.text.similarity import LEAST
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
from rebalance.wording import suggestion

_MOST_EPOCHS = 500  # as many files are open at the same time
_KEEPS = (
    "random", "first", "length", "score:FIELD", "weighted:FIELD", "diverse", "score:FIELD,diverse",
)  # fmt: skip


def _keep(value: object, option: str) -> str:
    """Take what orders the rows of a category."""
    parse_keep(values.text(value, option), option)
    return str(value)


def parse_keep(text: str, option: str = "keep") -> tuple[Keep, str | None, bool]:
    """Read `random`, `score:quality`, `diverse`, `score:quality,diverse`, ...

    Returns:
        The order, the field of its score, and whether near-duplicates come last.

    Raises:
        OptionError: The text is none of these.
    """
    first, comma, last = text.rpartition(",")
    diverse = last == "diverse"
    base = (first if comma else "random") if diverse else text
    name, colon, field = base.partition(":")
    scored = name in ("score", "weighted")
    known: dict[str, Keep] = {name: name for name in get_args(Keep)}
    if name not in known or bool(field) is not scored or bool(colon) is not scored:
        raise OptionError(
            option, f"{text!r} is not one of {', '.join(_KEEPS)}", suggestion(text, _KEEPS)
        )
    return known[name], values.field(field, option) if field else None, diverse


@dataclass(frozen=True, kw_only=True)
class BalanceOptions(TargetOptions, SteppedOptions):
    """What to resample to, which rows, and where to."""

    dataset: Dataset
    equal: EqualLevel = None
    cap: Cap = None
    floor: Floor = None
    alpha: Annotated[
        float | None,
        number("Shares in proportion to count^A: 1 keeps them, 0 makes them equal.", TARGET, "A",
               values.as_float(values.number_between(0, 100))),
    ] = None  # fmt: skip
    mix: MixShares = None
    total: Annotated[
        str | int | None, total_option("Total to write, with `alpha`, `mix` or `equal`.", "x1")
    ] = None
    if_short: Shortage = None
    rescale: Rescale = False
    by: By = None
    missing: MissingPolicy = "error"
    unit: Unit = "rows"
    text: Annotated[
        tuple[str, ...] | None,
        row_fields("Measure and compare only the text of these fields.", CATEGORIES),
    ] = None
    side: CountedSide = "all"
    chat_template: ChatTemplateFile = None
    special_tokens: SpecialTokens = False
    prompt_field: PromptFields = None
    response_field: ResponseFields = None
    multi: Annotated[
        Multi | None,
        choice("Rows with a list of labels: count under the rarest label, or under the whole set.",
               CATEGORIES, Multi),
    ] = None  # fmt: skip
    max_repeat: MaxRepeat = 4
    keep: Annotated[
        str,
        string(
            "Which rows of a category to keep first: random, first (in the file), score:FIELD"
            " (highest), weighted:FIELD (random, with these odds), length (lengths distributed as"
            " before), diverse (near-duplicates last), or score:FIELD,diverse.",
            ROWS, "HOW", parse=_keep, offers=_KEEPS,
        ),
    ] = "random"  # fmt: skip
    near_duplicates: Annotated[
        float | None,
        number("With diverse: minimum Jaccard similarity of near-duplicates.", ROWS, "T",
               values.as_float(values.number_between(LEAST, 1)), default="0.7"),
    ] = None  # fmt: skip
    within: Annotated[
        str | None, row_field("Spread the rows that are kept over the values of this field.", ROWS)
    ] = None
    group: Annotated[
        tuple[str, ...] | None,
        row_fields("Keep or drop rows together if they share a value of this field.", ROWS),
    ] = None
    order: Annotated[
        Order, choice("Order of the output; shuffle also spreads the copies of a row.", ROWS, Order)
    ] = "input"
    seed: Seed = 0
    force: Annotated[bool, flag("Balance even a validation or test part.", ROWS)] = False
    epoch: Annotated[
        int | None,
        whole_number(
            "Which draw: over draws 1, 2, ... all rows of a category come before any comes again.",
            ROWS, least=1, most=_MOST_EPOCHS, metavar="K", default="1",
        ),
    ] = None  # fmt: skip
    epochs: Annotated[
        int | None,
        whole_number("Write the draws 1 to N, each to a file of its own in `out_dir`.", OUTPUT,
                     least=1, most=_MOST_EPOCHS),
    ] = None  # fmt: skip
    out_dir: Annotated[
        str | None,
        writes("Folder for an output for each file of the dataset, named after it, and"
               " manifest.json last; with `epochs`, for epoch-1.jsonl and so on.", metavar="DIR",
               short="-d", parse=values.folder),
    ] = None  # fmt: skip
    output: Annotated[str | None, writes("Output file; - is stdout.", short="-o")] = None
    without: Without = None
    only_fields: OnlyFields = None
    source_field: SourceField = None
    dropped: Annotated[str | None, writes("Write the rows that are not kept to this file.")] = None
    manifest: Annotated[str | None, writes("Write options and counts to this file, as JSON.")] = (
        None
    )
    dry_run: Annotated[bool, flag("Show the table, but write nothing.", OUTPUT, "-n")] = False
    allow_empty: AllowEmpty = False
    strict: Annotated[bool, flag("Treat a shortfall as an error.", OUTPUT)] = False
    rejects: Rejects = None
    group_types: GroupTypes = "value"
    lookalikes: Lookalikes = "warn"
    no_cache: NoCache = False

    def check(self) -> None:
        """Refuse more than one target, or none, and what has no effect."""
        check_edits(self)
        self.refuse_without(("group_types",), "group")
        self.check_target()
        keep, _, diverse = parse_keep(self.keep)
        for name in ("near_duplicates", "prompt_field", "response_field"):
            if self.has(name) and not diverse:
                raise OptionError(name, "has no effect without `keep=diverse`")
        if not (
            counts_text(self.unit) or counts_text(self.total_unit) or keep == "length" or diverse
        ):
            self.refuse_without(("text",), *IN_TEXT, "keep=length", "keep=diverse")
        refuse_idle(self, self.total_unit)
        self.refuse_together("epochs", ("epoch", "output"))
        self._check_engine(keep)
        self.refuse_together("out_dir", ("output",))
        if self.by_shard:
            refuse_unfit_names(self.dataset, "out_dir")
            if self.order == "shuffle":
                raise OptionError(
                    "order", "rows of all files would be mixed, and each has an output of its own",
                    "write one `output`, or keep the order of the input",
                )  # fmt: skip
        if keep == "weighted" and (self.epoch or self.epochs):
            raise OptionError(
                "keep", "weights are odds, which mean nothing where each row has its turn",
                "draw with another `seed` for each epoch",
            )  # fmt: skip
        if self.epochs and self.out_dir is None and not self.dry_run:
            raise RequestError("nowhere to write", "give `out_dir=DIR` with `epochs`")
        if not (self.output or self.out_dir or self.dry_run):
            raise RequestError(
                "nowhere to write",
                "give `output=FILE`, or `dry_run` to see the table only; `out_dir=DIR` writes an"
                " output for each file",
            )

    def _check_engine(self, keep: Keep) -> None:
        """Refuse what takes all rows to be in one place."""
        self.check_engine(
            "group", "near_duplicates", "within", "epochs", "dropped", "manifest", "prompt_field",
            "response_field",
        )  # fmt: skip
        if self.engine is None:
            return
        self.refuse_whole(keep)
        if self.out_dir is None and not self.dry_run:
            raise RequestError("nowhere to write", "give `out_dir=DIR` with `engine`")

    def refuse_whole(self, keep: Keep) -> None:
        """Refuse an order in which all rows have to be compared."""
        if keep == "length" or "diverse" in self.keep:
            raise OptionError("keep", f"{self.keep} takes all rows to be in one place")

    @property
    def by_shard(self) -> bool:
        """Whether there is an output for each file of the dataset."""
        return self.out_dir is not None and not self.epochs

    @property
    def draws(self) -> Mapping[int, str | None]:
        """The epochs that are drawn, by their numbers, and the file of each; None for none.

        Shards are none: they are many.
        """
        if not self.epochs:
            return {self.epoch or 1: self.output}
        folder = self.out_dir
        return {
            epoch: folder and os.path.join(folder, f"epoch-{epoch}.jsonl")
            for epoch in range(1, self.epochs + 1)
        }

    def outputs(self) -> Iterator[str]:
        """List the files of all epochs, and what else is written."""
        yield from (path for name, path in self.files("writes") if name != "out_dir")
        if self.epochs:
            yield from filter(None, self.draws.values())
        elif self.out_dir is not None:
            yield from shard_paths(self.dataset, self.out_dir)
            yield os.path.join(self.out_dir, MANIFEST)
