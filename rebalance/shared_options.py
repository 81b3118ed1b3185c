"""The options that several capabilities have; each lists those that it takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, cast

import rebalance.choices as choices
import rebalance.values as values
from rebalance.choices import Missing, OnError
from rebalance.declarations import (
    CATEGORIES,
    JUDGEMENT,
    OUTPUT,
    READING,
    REPORT,
    REQUESTS,
    ROWS,
    Option,
    choice,
    flag,
    number,
    reads_several,
    row_fields,
    string,
    whole_number,
    writes,
)
from rebalance.errors import OptionError
from rebalance.options import Options
from rebalance.remote.urls import is_remote
from rebalance.rows.files.lines import LONGEST
from rebalance.storage_option import storage
from rebalance.text.similarity import LEAST

Dataset = Annotated[
    tuple[str, ...],
    reads_several(
        "JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are"
        " decompressed.",
        READING, "DATASET...", positional=True,
    ),
]  # fmt: skip
By = Annotated[
    tuple[str, ...] | None,
    row_fields(
        "Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path;"
        " numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape,"
        " @script; repeat it to cross several.",
        CATEGORIES, parse=values.category_field, short="-b", default="category",
        offers=("FIELD", "@file", "@dir", "@path", "@turns", "@shape", "@script"),
    ),
]  # fmt: skip
MissingPolicy = Annotated[
    Missing,
    choice("Rows without a category: refuse, drop, or keep as one category.", CATEGORIES, Missing),
]
NearDuplicates = Annotated[
    float,
    number("Minimum Jaccard similarity of near-duplicates.", ROWS, "T",
           values.as_float(values.number_between(LEAST, 1))),
]  # fmt: skip


def _copied(value: object, option: str) -> dict[str, object]:
    """Take values by field: a mapping, `F=VALUE`, or a list of these."""
    if isinstance(value, Mapping):
        return {values.text(name, option): one for name, one in value.items()}
    alone = isinstance(value, str) or not isinstance(value, Iterable)
    found: dict[str, object] = {}
    for one in [value] if alone else cast("Iterable[object]", value):
        name, equals, text = values.text(one, option).partition("=")
        if not (name and equals):
            raise OptionError(option, f"{one!r} is not F=VALUE")
        if name in found:
            raise OptionError(option, f"{name!r} is given twice")
        found[name] = text
    return found


CopyField = Annotated[
    dict[str, object] | None,
    Option("Value of a field in all new rows, which no model is asked for.", REQUESTS, _copied,
           "F=VALUE", accepts="Mapping[str, object] | str | Sequence[str]", several=True),
]  # fmt: skip
PromptFields = Annotated[
    tuple[str, ...] | None,
    row_fields(
        "Fields that ask, in rows that have them; repeat it for several.", ROWS,
        default="by the row's shape",
    ),
]  # fmt: skip
ResponseFields = Annotated[
    tuple[str, ...] | None,
    row_fields(
        "Fields that answer, in rows that have them; repeat it for several.", ROWS,
        default="by the row's shape",
    ),
]  # fmt: skip


def _fields(value: object, option: str) -> tuple[str, ...]:
    """Take fields: one, a list, or several in a text with commas; a JSON Pointer is one."""
    found = list[str]()
    for one in values.several(values.text)(value, option):
        found += [one] if one.startswith("/") else one.split(",")
    return tuple(values.field(one, option) for one in found)


Ignore = Annotated[
    tuple[str, ...] | None,
    Option("Field in which equal rows may differ; a,b or repeat it for several.", ROWS, _fields,
           "FIELD", accepts="str | Sequence[str]", several=True),
]  # fmt: skip
GroupTypes = Annotated[
    choices.GroupTypes,
    choice("Groups of numbers: by value (1 is 1.0), or exact (as they are written).", ROWS,
           choices.GroupTypes),
]  # fmt: skip
Lookalikes = Annotated[
    choices.Lookalikes,
    choice(
        "Values that differ only in type, case, white space or Unicode form: warn, or fail.",
        JUDGEMENT, choices.Lookalikes,
    ),
]  # fmt: skip
Without = Annotated[
    tuple[str, ...] | None,
    Option("Cut this field out of the rows that are written; a,b or repeat it for several.", OUTPUT,
           _fields, "FIELD", accepts="str | Sequence[str]", several=True),
]  # fmt: skip
OnlyFields = Annotated[
    tuple[str, ...] | None,
    Option("Cut all but this field out of the rows that are written; a,b or repeat it for several.",
           OUTPUT, _fields, "FIELD", accepts="str | Sequence[str]", several=True),
]  # fmt: skip


def _name(value: object, option: str) -> str:
    """Take the name of a field to add."""
    if not values.text(value, option):
        raise OptionError(option, "it needs a name")
    return str(value)


SourceField = Annotated[
    str | None,
    string("Add a field of this name with the name of each row's file, as @file gives it.", OUTPUT,
           "NAME", parse=_name),
]  # fmt: skip


def check_edits(options: Options) -> None:
    """Refuse edits of rows that contradict each other."""
    options.refuse_together("without", ("only_fields",))
    added, name = getattr(options, "field", None), getattr(options, "source_field", None)
    if name is not None and name == added and getattr(options, "output", None) is not None:
        raise OptionError("source_field", f"{name!r} is added already, by `field`")


Seed = Annotated[int, whole_number("Random seed.", ROWS, most=2**64 - 1)]
AllowEmpty = Annotated[bool, flag("Write a dataset even if it has no rows.", OUTPUT)]
Rejects = Annotated[
    str | None,
    writes("Skip bad rows, and write them here, with place and reason.", READING),
]


def report_files(*kinds: str) -> Option:
    """Declare the option that names files for the report, by the forms that it has."""

    def parse(value: object, option: str) -> dict[str, str]:
        """Take files by kind: `{"md": "a.md"}`, or `md=a.md`, or a list of these."""
        found: dict[str, str] = {}
        alone = isinstance(value, str | Mapping) or not isinstance(value, Iterable)
        for one in [value] if alone else cast("Iterable[object]", value):
            for name, path in _kind_and_file(one, option):
                kind = values.choice(Literal[kinds])(name, option)
                if kind in found:
                    raise OptionError(option, f"{kind} is given twice")
                found[kind] = values.path(path, option)
        return found

    listed = f"{', '.join(kinds[:-1])} or {kinds[-1]}"
    return Option(
        f"Also write the report to a file: {listed}.", REPORT, parse, "KIND=FILE",
        accepts="Mapping[str, Path] | str | Sequence[str]", use="writes", several=True,
        offers=[f"{kind}=FILE" for kind in kinds],
    )  # fmt: skip


def _kind_and_file(one: object, option: str) -> list[tuple[object, object]]:
    if isinstance(one, Mapping):
        return list(one.items())
    kind, equals, file = values.text(one, option).partition("=")
    if not (equals and file):
        raise OptionError(option, f"{one!r} is not KIND=FILE")
    return [(kind, file)]


PLAIN = ("json", "csv", "md", "html", "metrics")
DRAWN = (*PLAIN, "svg")  # forms of a report that has a picture
ReportFiles = dict[str, str] | None


@dataclass(frozen=True, kw_only=True)
class StoreOptions(Options):
    """The options of everything whose files may be objects of a store."""

    storage_options: Annotated[
        dict[str, object] | None,
        Option(
            "How stores of paths with :// are reached, such as their endpoint_url; secrets come"
            " from the environment.", READING, storage, "JSON|@FILE",
            accepts="Mapping[str, object] | str",
        ),
    ] = None  # fmt: skip

    def __post_init__(self) -> None:
        """Refuse what has no effect."""
        super().__post_init__()
        named = (path for use in ("reads", "writes") for _, path in self.files(use))
        work_dir: str | None = getattr(self, "work_dir", None)
        if self.has("storage_options") and not any(map(is_remote, (*named, work_dir))):
            raise OptionError("storage_options", "has no effect: no path is that of a store")


@dataclass(frozen=True, kw_only=True)
class ReadingOptions(StoreOptions):
    """The options of everything that reads a dataset, and reports on it."""

    report: Annotated[ReportFiles, report_files(*DRAWN)] = None

    where: Annotated[
        str | None,
        string('Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].',
               READING, "EXPR", parse=values.where),
    ] = None  # fmt: skip
    on_error: Annotated[
        OnError,
        choice("Bad rows: stop at the first, or skip and count them.", READING, OnError),
    ] = "fail"
    max_errors: Annotated[
        int | Fraction | None,
        number(
            "Skip bad rows, and stop if there are more than this.", READING, "N|P%",
            values.limit_of_errors,
        ),
    ] = None  # fmt: skip
    max_line_bytes: Annotated[
        int,
        Option("Maximum length of a row; longer ones are bad rows.", READING, values.size, "SIZE",
               default="8MiB", accepts="int | str"),
    ] = LONGEST  # fmt: skip
    max_bytes: Annotated[
        int | None,
        Option("Maximum size of a decompressed file or of standard input.", READING, values.size,
               "SIZE", accepts="int | str",
               default="100 times a compressed file, but at least 1GiB"),
    ] = None  # fmt: skip
    jobs: Annotated[
        int | None,
        whole_number(
            "Number of processes; it does not change the result.", READING, least=1, short="-j"
        ),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what contradicts itself, such as to stop at the first bad row and to skip some."""
        super().__post_init__()
        if self.has("on_error") and self.on_error == "fail":
            self.refuse_together("on_error", ["max_errors", "rejects"])


@dataclass(frozen=True, kw_only=True)
class GatedOptions(ReadingOptions):
    """The options of what judges, and fails where it could not look at enough rows."""

    gates: ClassVar[tuple[str, ...]]  # the options of which one has to be given

    min_coverage: Annotated[
        Fraction,
        number(
            "Fail if a gate could look at less than this share of the rows.", JUDGEMENT, "P%",
            values.number_between(0, 1), default="95%",
        ),
    ] = Fraction(95, 100)  # fmt: skip
    strict: Annotated[bool, flag("Fail if a gate could not look at every row.", JUDGEMENT)] = False

    def check(self) -> None:
        """Refuse what has no effect."""
        super().check()
        self.refuse_together("strict", ("min_coverage",))
        self.refuse_without(("min_coverage", "strict"), *self.gates)

    @property
    def least_coverage(self) -> Fraction:
        """The share of rows that a gate has to look at."""
        return Fraction(1) if self.strict else self.min_coverage
