"""The options of `audit`."""

from dataclasses import dataclass
from typing import Annotated, get_args

import rebalance.values as values
from rebalance.choices import LeakKind
from rebalance.declarations import (
    JUDGEMENT,
    READING,
    REPORT,
    ROWS,
    Option,
    reads_several,
    row_fields,
    whole_number,
)
from rebalance.errors import OptionError, RequestError
from rebalance.shared_options import (
    PLAIN,
    GatedOptions,
    GroupTypes,
    Ignore,
    Lookalikes,
    NearDuplicates,
    PromptFields,
    Rejects,
    ReportFiles,
    ResponseFields,
    report_files,
)
from rebalance.text.similarity import NEAR


@dataclass(frozen=True, kw_only=True)
class AuditOptions(GatedOptions):
    """Which files to compare, by what, and which leaks fail."""

    gates = ("fail_on",)

    parts: Annotated[
        tuple[str, ...],
        reads_several(
            "JSONL files to compare, the training part first; - is standard input;"
            " .gz .bz2 .xz .zst are decompressed.",
            READING, "PART...", positional=True,
        ),
    ]  # fmt: skip
    group: Annotated[
        tuple[str, ...] | None,
        row_fields("Also report values of this field that occur in several files.", ROWS),
    ] = None
    near_duplicates: NearDuplicates = NEAR
    text: Annotated[
        tuple[str, ...] | None,
        row_fields("Compare only the text of these fields.", ROWS, default="the prompt"),
    ] = None
    prompt_field: PromptFields = None
    response_field: ResponseFields = None
    fail_on: Annotated[
        tuple[LeakKind, ...],
        Option(
            "Exit 1 on leaks of these kinds: exact, prompt, group, near, ngram.",
            JUDGEMENT, values.choices(LeakKind), "KIND,...", accepts="str | Sequence[str]",
            offers=get_args(LeakKind),
        ),
    ] = ()  # fmt: skip
    ignore: Ignore = None
    samples: Annotated[
        int, whole_number("Show the beginning of N leaked rows of each kind.", REPORT)
    ] = 0
    report: Annotated[ReportFiles, report_files(*PLAIN)] = None
    rejects: Rejects = None
    group_types: GroupTypes = "value"
    lookalikes: Lookalikes = "warn"

    def check(self) -> None:
        """Refuse a single file, and a gate on groups that no field names."""
        super().check()
        self.refuse_without(("group_types",), "group")
        if len(self.parts) < 2:
            raise RequestError("an audit needs at least two files", "the training part comes first")
        if "group" in self.fail_on and not self.group:
            raise OptionError("fail_on", "group needs `group=FIELD`")
        self.refuse_together("text", ("prompt_field", "response_field"))
