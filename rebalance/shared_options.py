"""The options that several capabilities have; each lists those that it takes."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

import rebalance.values as values
from rebalance.choices import Missing, OnError
from rebalance.declarations import (
    CATEGORIES,
    READING,
    ROWS,
    Option,
    choice,
    number,
    reads_several,
    row_fields,
    string,
    whole_number,
    writes,
)
from rebalance.options import Options
from rebalance.text.similarity import LEAST

Dataset = Annotated[
    tuple[str, ...],
    reads_several(
        "JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst by suffix.",
        READING, "DATASET...", positional=True,
    ),
]  # fmt: skip
By = Annotated[
    tuple[str, ...] | None,
    row_fields(
        "Field of the category: name, outer.inner, /a/json/pointer, or @file; several are crossed.",
        CATEGORIES, parse=values.category_field, short="-b", default="category",
    ),
]  # fmt: skip
MissingPolicy = Annotated[
    Missing,
    choice("Rows without a category: refuse, leave out, or keep as one.", CATEGORIES, Missing),
]
Unit = Annotated[
    str,
    string(
        "What to measure categories in; field:PATH is a number that each row carries.",
        CATEGORIES, "rows|chars|field:PATH", parse=values.unit,
    ),
]  # fmt: skip
NearDuplicates = Annotated[
    float,
    number("Jaccard similarity of near-duplicates.", ROWS, "T",
           values.as_float(values.number_between(LEAST, 1))),
]  # fmt: skip
Seed = Annotated[int, whole_number("Random seed.", ROWS, most=2**64 - 1)]
Rejects = Annotated[
    str | None,
    writes("Write bad rows with place and reason; implies `on_error=skip`.", READING),
]


@dataclass(frozen=True, kw_only=True)
class ReadingOptions(Options):
    """The options of everything that reads a dataset."""

    on_error: Annotated[
        OnError,
        choice("Bad rows: stop at the first, or leave them out and count.", READING, OnError),
    ] = "fail"
    max_errors: Annotated[
        int | Fraction | None,
        number(
            "Stop at more bad rows than this; implies `on_error=skip`.", READING, "N|P%",
            values.limit_of_errors,
        ),
    ] = None  # fmt: skip
    max_line_bytes: Annotated[
        int,
        Option("A longer line is a bad row: 64MiB, 1GB, 5000.", READING, values.size, "SIZE",
               default="64MiB", accepts="int | str"),
    ] = 64 << 20  # fmt: skip
    max_bytes: Annotated[
        int | None,
        Option("Maximum bytes in a compressed file or standard input.", READING, values.size,
               "SIZE", accepts="int | str"),
    ] = None  # fmt: skip
    jobs: Annotated[
        int | None,
        whole_number("Processes; the result does not depend on it.", READING, least=1, short="-j"),
    ] = None
