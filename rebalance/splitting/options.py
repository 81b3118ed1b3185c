"""The options of `split`."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

import rebalance.values as values
from rebalance.choices import Rare
from rebalance.declarations import (
    OUTPUT,
    PARTS,
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
from rebalance.engine_options import SteppedOptions
from rebalance.errors import OptionError, RequestError
from rebalance.sharding.names import MANIFEST, refuse_unfit_names, shard_paths
from rebalance.shared_options import (
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
from rebalance.splitting.card import CARD
from rebalance.splitting.sizes import Size, parse_sizes
from rebalance.text.similarity import AUTO, LEAST, NEAR

DEFAULT_PARTS: Mapping[str, Size] = {
    "train": Fraction(8, 10), "validation": Fraction(1, 10), "test": Fraction(1, 10),
}  # fmt: skip
_MOST_FOLDS = 1000


def _similarity(value: object, option: str) -> float | str:
    """Take a similarity, or `auto`."""
    if value == AUTO:
        return AUTO
    return values.as_float(values.number_between(LEAST, 1))(value, option)


@dataclass(frozen=True, kw_only=True)
class SplitOptions(SteppedOptions):
    """Which parts, which rows stay together, and where the parts go."""

    dataset: Dataset
    out_dir: Annotated[
        str | None,
        writes("Folder for the parts: NAME.jsonl for each, and manifest.json.", metavar="DIR",
               short="-d", parse=values.folder),
    ] = None  # fmt: skip
    parts: Annotated[
        dict[str, Size] | None,
        Option("Parts and their sizes: shares (0.1, 10%), rows (500), or rest, what remains.",
               PARTS, parse_sizes, "NAME=SIZE,...", default="train=0.8,validation=0.1,test=0.1",
               accepts="Mapping[str, float | Fraction | str] | str"),
    ] = None  # fmt: skip
    folds: Annotated[
        int | None,
        whole_number("Make K folds of equal size instead.", PARTS, least=2, most=_MOST_FOLDS,
                     metavar="K"),
    ] = None  # fmt: skip
    stable: Annotated[
        bool,
        flag("Keep each row in its part when other rows come or go; shares vary by chance.", PARTS),
    ] = False
    previous: Annotated[
        str | None,
        reads("Keep the rows of this earlier split in their parts.", PARTS, "MANIFEST"),
    ] = None
    key: Annotated[
        str | None,
        row_field(
            "Match rows with those of an earlier split by the value of this field; the manifest"
            " keeps it for the next time.", PARTS,
        ),
    ] = None  # fmt: skip
    per_shard: Annotated[
        bool,
        flag("Write a file for each file of the dataset into each part: DIR/PART/FILE.", OUTPUT),
    ] = False
    clean: Annotated[
        bool,
        flag("Remove the parts of an earlier split that this one does not write.", OUTPUT),
    ] = False
    card: Annotated[
        bool,
        flag(
            "Say in DIR/README.md which file is which split, so that load_dataset(DIR) of Hugging"
            " Face reads exactly the parts.", OUTPUT,
        ),
    ] = False  # fmt: skip
    time: Annotated[
        str | None, row_field("Assign rows by time: the last part has the latest.", PARTS)
    ] = None
    rare: Annotated[
        Rare | None,
        choice(
            "Categories with fewer rows than there are parts: assign all rows to the largest part,"
            " spread one row to each part, stratify them as one category, or stop.",
            PARTS, Rare, default="train",
        ),
    ] = None  # fmt: skip
    no_stratify: Annotated[bool, flag("Ignore categories; rows need not have one.", PARTS)] = False
    allow_empty: Annotated[bool, flag("Allow empty parts.", PARTS)] = False
    by: By = None
    missing: MissingPolicy = "error"
    group: Annotated[
        tuple[str, ...] | None,
        row_fields("Keep rows in one part if they share a value of this field.", ROWS),
    ] = None
    near_duplicates: Annotated[
        float | str | None,
        Option(
            "Keep rows in one part if their texts reach this Jaccard similarity (try 0.7); auto is"
            " 0.7, and higher within groups that would be larger than the smallest part.",
            ROWS, _similarity, "T|auto", accepts="float | Fraction | str",
        ),
    ] = None  # fmt: skip
    allow_shared_prompts: Annotated[
        bool,
        flag("Let rows with one prompt go to different parts; equal rows stay together.", ROWS),
    ] = False
    text: Annotated[
        tuple[str, ...] | None,
        row_fields("Text field to compare for near-duplicates.", ROWS, default="the prompt"),
    ] = None
    prompt_field: PromptFields = None
    response_field: ResponseFields = None
    seed: Seed = 0
    output: Annotated[
        str | None,
        writes("With `folds`: one file instead, with the fold of each row as a field.", short="-o"),
    ] = None
    field: Annotated[str, string("Name of the field to add.", OUTPUT, "NAME")] = "fold"
    without: Without = None
    only_fields: OnlyFields = None
    source_field: SourceField = None
    rejects: Rejects = None
    group_types: GroupTypes = "value"
    lookalikes: Lookalikes = "warn"

    def check(self) -> None:
        """Refuse what contradicts itself, and what has no effect."""
        check_edits(self)
        self.refuse_together("text", ("prompt_field", "response_field"))
        self.refuse_without(("group_types",), "group")
        self.refuse_together("no_stratify", ("by", "rare"))
        self.refuse_together(
            "stable", ("near_duplicates", "previous", "key", "folds", "time", "rare")
        )  # it looks at nothing but the row, or its group
        self.refuse_together(
            "time", ("group", "near_duplicates", "previous", "key", "folds", "rare")
        )
        self.refuse_together("output", ("clean", "card", "per_shard"))
        self.check_engine("group", "near_duplicates", "folds", "previous", "key", "time")
        if self.by_shard:
            refuse_unfit_names(self.dataset, "per_shard" if self.per_shard else "engine")
        self.refuse_together("folds", ("parts", "rare"))
        self.refuse_together("out_dir", ("output",))
        if self.stable and len(self.group or ()) > 1:
            raise OptionError("stable", "can only be combined with one `group`")
        self.refuse_without(("text",), "near_duplicates")
        if self.allow_shared_prompts and self.near_duplicates is None:
            self.refuse_together("allow_shared_prompts", ("prompt_field", "response_field"))
        self.refuse_without(("output",), "folds", why="parts go to a folder: `out_dir=DIR`")
        self.refuse_without(("field",), "output")
        if not self.field:
            raise OptionError("field", "it needs a name")
        if self.out_dir is None and self.output is None:
            one = ", or `output=FILE` for one file with the fold of each row" if self.folds else ""
            raise RequestError("nowhere to write", f"give `out_dir=DIR`{one}")

    @property
    def updated(self) -> Collection[str]:
        """An earlier manifest in `out_dir` is replaced by the new one."""
        earlier = os.path.realpath(os.path.dirname(self.previous or ""))
        rolls = self.previous is not None and earlier == os.path.realpath(self.out_dir or "")
        return ("previous",) if rolls and self.output is None else ()

    @property
    def sizes(self) -> Mapping[str, Size]:
        """The parts by their names, and how large each is to be."""
        if self.folds:
            return {f"fold-{number}": Fraction(1, self.folds) for number in range(self.folds)}
        return self.parts or DEFAULT_PARTS

    def outputs(self) -> Iterator[str]:
        """List the parts, and what else is written."""
        for name, path in self.files("writes"):
            if name != "out_dir":
                yield path
                continue
            for part in self.sizes:
                folder = os.path.join(path, part)
                yield from (
                    shard_paths(self.dataset, folder) if self.by_shard else [f"{folder}.jsonl"]
                )
            yield os.path.join(path, MANIFEST)
            if self.card:
                yield os.path.join(path, CARD)

    @property
    def by_shard(self) -> bool:
        """Whether there is a file for each file of the dataset in each part."""
        return self.per_shard or self.engine is not None

    @property
    def similarity(self) -> float | None:
        """The similarity of near-duplicates; None if they need not stay together."""
        return NEAR if isinstance(self.near_duplicates, str) else self.near_duplicates

    @property
    def policy(self) -> Rare | None:
        """What happens to rare categories; None if they are assigned as any other."""
        return None if self.stable or self.time or self.folds else self.rare or "train"

    def to_dict(self) -> dict[str, object]:
        """List what was asked for and the defaults that apply, but for where the parts go."""
        listed = super().to_dict()
        parts = None if self.folds else self.sizes
        shown = None if parts is None else {
            name: float(size) if isinstance(size, Fraction) else size
            for name, size in parts.items()
        }  # fmt: skip
        del listed["out_dir"], listed["output"]
        more = {"parts": shown, "rare": self.policy, "per_shard": self.by_shard}
        return {**listed, **more}
