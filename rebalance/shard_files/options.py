"""The options of `shards scan`, `shards apply` and `shards commit`."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from stat import S_ISDIR, S_ISREG
from typing import Annotated, ClassVar

import rebalance.values as values
from rebalance.choices import PlannedCommand
from rebalance.declarations import (
    OUTPUT,
    READING,
    ROWS,
    choice,
    flag,
    reads,
    row_field,
    string,
    whole_number,
    writes,
)
from rebalance.engine_options import refuse_computed
from rebalance.errors import OptionError
from rebalance.rows.files.identity import status_of_output
from rebalance.sharding.names import MANIFEST, rows_file
from rebalance.shared_options import (
    PLAIN,
    By,
    PromptFields,
    ReadingOptions,
    ReportFiles,
    ResponseFields,
    StoreOptions,
    report_files,
)
from rebalance.values import STANDARD

Shard = Annotated[str, reads("A JSONL file of the dataset.", READING, "SHARD", positional=True)]


@dataclass(frozen=True, kw_only=True)
class ShardsScanOptions(ReadingOptions):
    """Which shard to scan, and for what."""

    only: ClassVar[frozenset[str]] = frozenset({
        "shard", "by", "command", "score", "field", "no_stratify", "allow_shared_prompts",
        "prompt_field", "response_field", "output", "report", "where", "on_error",
        "max_line_bytes", "max_bytes", "storage_options",
    })  # fmt: skip

    shard: Shard
    by: By = None
    command: Annotated[
        PlannedCommand,
        choice("What will be planned with the index.", ROWS, PlannedCommand),
    ] = "balance"
    score: Annotated[
        str | None,
        row_field("For balance: the field of score:FIELD or weighted:FIELD in the plan.", ROWS),
    ] = None
    no_stratify: Annotated[bool, flag("For split: ignore categories.", ROWS)] = False
    allow_shared_prompts: Annotated[
        bool, flag("For split: let rows with one prompt go to different parts.", ROWS)
    ] = False
    prompt_field: PromptFields = None
    response_field: ResponseFields = None
    field: Annotated[
        str, string("For weights: name of the field that will be added.", OUTPUT, "NAME")
    ] = "weight"
    output: Annotated[str, writes("File for the index.", metavar="INDEX", short="-o")]

    def check(self) -> None:
        """Refuse what has no effect, and categories that depend on all rows."""
        super().check()
        refuse_computed(self.by or ())
        self.refuse_without(("score",), "command=balance")
        self.refuse_without(("field",), "command=weights")
        self.refuse_without(("response_field",), "command=weights", "command=split")
        own = ("no_stratify", "allow_shared_prompts", "prompt_field")
        self.refuse_without(own, "command=split")
        self.refuse_together("no_stratify", ("by",))
        self.refuse_together("allow_shared_prompts", ("prompt_field", "response_field"))
        if not self.field:
            raise OptionError("field", "it needs a name")
        for name, path in (("shard", self.shard), ("output", self.output)):
            if path == STANDARD:
                raise OptionError(name, "a stream is no file", "name a file")

    def scanned(self) -> dict[str, object]:
        """List the options that a plan has to know, by name; None where they were not given."""
        names = ("command", "by", "score", "no_stratify", "allow_shared_prompts", "prompt_field",
                 "response_field", "field", "where", "on_error", "max_line_bytes",
                 "max_bytes")  # fmt: skip
        listed = self.to_dict()
        return {name: listed[name] if self.has(name) else None for name in names}

    def outputs(self) -> Iterator[str]:
        """List what is written."""
        yield from super().outputs()
        if self.command == "split":
            yield rows_file(self.output)


@dataclass(frozen=True, kw_only=True)
class ShardsApplyOptions(StoreOptions):
    """Which plan to apply to which shard."""

    plan: Annotated[str, reads("The plan.", READING, "PLAN", positional=True)]
    shard: Shard
    index: Annotated[str, reads("The index of the shard.", READING, "INDEX")]
    output: Annotated[
        str,
        writes("Output file; of a split the folder of all parts, where it goes to PART/SHARD. What"
               " says that it is written goes to .rebalance in the folder.", short="-o"),
    ]  # fmt: skip
    report: Annotated[ReportFiles, report_files(*PLAIN)] = None

    def check(self) -> None:
        """Refuse streams."""
        for name in ("plan", "shard", "index", "output"):
            if getattr(self, name) == STANDARD:
                raise OptionError(name, "a stream is no file", "name a file")
        status = status_of_output(self.output)
        if status is not None and not (S_ISREG(status.st_mode) or S_ISDIR(status.st_mode)):
            raise OptionError("output", f"{self.output} is no regular file", "name another one")
        if os.path.basename(self.output) == MANIFEST:
            raise OptionError("output", f"{MANIFEST} is what `shards commit` writes")


@dataclass(frozen=True, kw_only=True)
class ShardsCommitOptions(StoreOptions):
    """Which folder is complete."""

    folder: Annotated[
        str,
        writes("Folder of all outputs.", OUTPUT, "DIR", parse=values.folder, positional=True),
    ]  # fmt: skip
    jobs: Annotated[
        int | None,
        whole_number("Number of processes that look at the outputs.", READING, least=1, short="-j"),
    ] = None
    report: Annotated[ReportFiles, report_files(*PLAIN)] = None

    def outputs(self) -> Iterator[str]:
        """List what is written."""
        yield from (path for name, path in self.files("writes") if name != "folder")
        yield os.path.join(self.folder, MANIFEST)
