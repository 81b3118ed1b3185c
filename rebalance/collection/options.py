"""The options of `collect`."""

from dataclasses import dataclass
from typing import Annotated

from rebalance.declarations import (
    CATEGORIES,
    OUTPUT,
    READING,
    REQUESTS,
    reads_several,
    string,
    writes,
)
from rebalance.errors import OptionError, RequestError
from rebalance.shared_options import By, CopyField, MissingPolicy, ReadingOptions


@dataclass(frozen=True, kw_only=True)
class CollectOptions(ReadingOptions):
    """Which responses, to which requests, for which dataset."""

    responses: Annotated[
        tuple[str, ...],
        reads_several(
            "Responses to requests written by gaps, of batches of OpenAI, Anthropic, Gemini or"
            " Bedrock, or plain rows; - is standard input.",
            READING, "RESPONSES...", positional=True,
        ),
    ]  # fmt: skip
    requests: Annotated[
        tuple[str, ...] | None,
        reads_several("The requests: count the unanswered; reject responses to others.", REQUESTS),
    ] = None
    against: Annotated[
        tuple[str, ...],
        reads_several("Dataset that the rows are for; it defines the categories.", CATEGORIES,
                      "DATASET"),
    ]  # fmt: skip
    by: By = None
    missing: MissingPolicy = "error"
    copy_field: CopyField = None
    provenance: Annotated[
        str,
        string("Name of the field to add, which records where a row comes from.", OUTPUT, "NAME"),
    ] = "provenance"
    output: Annotated[
        str | None, writes("Write the candidate rows to this file; - is stdout.", short="-o")
    ] = None
    rejects: Annotated[
        str | None, writes("Write what yields no row to this file, with place and reason.")
    ] = None

    def check(self) -> None:
        """Refuse to write nowhere, and a field without a name."""
        if self.output is None:
            raise RequestError("nowhere to write", "give `output=FILE`")
        if not self.provenance:
            raise OptionError("provenance", "it needs a name")
