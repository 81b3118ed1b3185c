"""Every error that the engine raises on purpose.

    RebalanceError
    ├── CheckFailed             a check that the user asked for failed           exit 1
    ├── RequestError            what was asked cannot be done                    exit 2
    │   ├── OptionError         an option has a value that it cannot take
    │   ├── UnknownField        no row has the field
    │   ├── UnknownCategory     a category was named that no row has
    │   ├── TooManyCategories   the field looks like an id
    │   └── FieldTaken          the field to splice in stands in a row already
    ├── DataError               the rows are not what they should be             exit 3
    │   ├── BadRow              a line is not one JSON object with a usable category
    │   ├── MissingCategory     rows without a category, and nobody said what to do
    │   ├── EmptyDataset        there is no row at all
    │   ├── NothingCollected    no response holds a row
    │   ├── NotJsonl            a file has another format
    │   ├── PlacedError         something is wrong at a place
    │   │   ├── LimitExceeded   more bad rows or bytes than were allowed
    │   │   └── Mismatch        rows that should be the same are not
    │   └── ChangedInput        a file changed between the passes
    ├── AccessError             a file cannot be read or written                 exit 4
    └── WorkerLost              a worker process was killed                      exit 70

Each error takes its fields by position and passes them all to `Exception.__init__`, so that it
crosses a process pool; `str(error)` is the sentence, `place` says where, `excerpt` shows the
bytes, `advice` says how to go on. Options stand in backticks under the name that the library and
the configuration know (`max_repeat`, `missing=drop`); the command line writes `--max-repeat` and
`--missing drop` for them, and maps the branches to exit codes.
"""

from collections.abc import Sequence

_CANDIDATES = 20  # fields that could serve, in a message
_LABELLED = ("", "by", "group", "truth", "predicted")  # options whose fields hold few values


class RebalanceError(Exception):
    """Base of all errors that are raised on purpose."""

    @property
    def place(self) -> str:
        """`file:line:column` of the fault, or the empty string."""
        return ""

    @property
    def excerpt(self) -> str:
        """The bytes at fault as text, or the empty string."""
        return ""

    @property
    def advice(self) -> str:
        """What the user can do about it, or the empty string."""
        return ""


class CheckFailed(RebalanceError):
    """A check that the user asked for failed; what it found was shown already.

    Args:
        sentence: What failed.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class RequestError(RebalanceError):
    """What was asked for cannot be done.

    Args:
        sentence: What is wrong.
        hint: What to do about it.
    """

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, hint)
        self.sentence, self.hint = sentence, hint

    def __str__(self) -> str:
        return self.sentence

    @property
    def advice(self) -> str:
        """The hint that it was raised with."""
        return self.hint


class OptionError(RequestError):
    """An option has a value that it cannot take, or does not go with others.

    Args:
        option: Its name.
        sentence: What is wrong.
        hint: What to do about it.
    """

    def __init__(self, option: str, sentence: str, hint: str = "") -> None:
        Exception.__init__(self, option, sentence, hint)
        self.option, self.sentence, self.hint = option, sentence, hint

    def __str__(self) -> str:
        return f"`{self.option}`: {self.sentence}"


class UnknownField(RequestError):
    """No row has the field.

    Args:
        field: The field as the user typed it.
        close: Names that the rows do have and that may be meant, best first.
        candidates: Fields that could serve, each with its number of distinct values
            among the first rows.
        option: The option that it was given with; empty for a default.
        form: How that option takes a field, such as `score:FIELD`.
        files: The files as the user typed them.
        hints: What else there is to say of it.
    """

    def __init__(
        self, field: str, close: Sequence[str], candidates: Sequence[tuple[str, int]],
        option: str = "", form: str = "FIELD", files: Sequence[str] = (),
        hints: Sequence[str] = (),
    ) -> None:  # fmt: skip
        Exception.__init__(self, field, close, candidates, option, form, files, hints)
        self.field, self.close, self.candidates, self.option = field, close, candidates, option
        self.form, self.files, self.hints = form, files, hints

    def of_option(self, option: str, form: str = "FIELD") -> "UnknownField":
        """Say which option it was given with, and how that takes another field."""
        more = (option, form, self.files, self.hints)
        return UnknownField(self.field, self.close, self.candidates, *more)

    def __str__(self) -> str:
        given = f"`{self.option}`: " if self.option else ""
        more = f" and {len(self.files) - 1} more" if len(self.files) > 2 else ""
        files = " and ".join(self.files[:1] if more else self.files)
        return f"{given}no row{f' of {files}{more}' if files else ''} has the field {self.field!r}"

    @property
    def advice(self) -> str:
        """A likely spelling, or the fields that could serve."""
        lines = [f"did you mean {' or '.join(map(repr, self.close))}?"] if self.close else []
        lines += self.hints
        if self.option == "where":
            lines.append(f'if {self.field} is a text, put it into double quotes: "{self.field}"')
        if self.candidates and self.option in _LABELLED:
            shown = [f"{name} ({values})" for name, values in self.candidates[:_CANDIDATES]]
            left = len(self.candidates) - len(shown)
            fields = ", ".join(shown) + (f" and {left} more" if left else "")
            lines.append(f"possible fields, with their numbers of distinct values: {fields}")
        option = self.option or "by"
        by_file = "; `by=@file` counts rows by file" if option == "by" else ""
        if option != "where":
            lines.append(f"choose one with `{option}={self.form}`{by_file}")
        return "\n".join(lines)


class UnknownCategory(RequestError):
    """A category was named that no row has.

    Args:
        names: The names that no row has.
        close: For the first of them, categories that look alike, best first.
    """

    def __init__(self, names: Sequence[str], close: Sequence[str]) -> None:
        Exception.__init__(self, names, close)
        self.names, self.close = names, close

    def __str__(self) -> str:
        which = ", ".join(map(repr, self.names))
        return f"no row has the {'category' if len(self.names) == 1 else 'categories'} {which}"

    @property
    def advice(self) -> str:
        """A likely spelling."""
        return f"did you mean {' or '.join(map(repr, self.close))}?" if self.close else ""


class TooManyCategories(RequestError):
    """The field of the category has more values than a category ever has.

    Args:
        field: The field as the user typed it.
        most: The most categories that there may be.
    """

    def __init__(self, field: str, most: int) -> None:
        Exception.__init__(self, field, most)
        self.field, self.most = field, most

    def __str__(self) -> str:
        return f"more than {self.most:,} categories in {self.field!r}: this field looks like an id"

    @property
    def advice(self) -> str:
        """Another field."""
        return "choose another one with `by=FIELD`"


class FieldTaken(RequestError):
    """The field that was to be spliced in stands in a row already.

    Args:
        field: Its name.
        file: The file as the user typed it.
        line: The line, counted from 1.
        option: The option that names it.
    """

    def __init__(self, field: str, file: str, line: int, option: str = "field") -> None:
        Exception.__init__(self, field, file, line, option)
        self.field, self.file, self.line, self.option = field, file, line, option

    def __str__(self) -> str:
        return f"the row already has a field {self.field!r}"

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"

    @property
    def advice(self) -> str:
        """Another name, or none in the rows."""
        cut = ", or cut the field with `without`" if self.option == "source_field" else ""
        return f"choose another name with `{self.option}=NAME`{cut}"


class DataError(RebalanceError):
    """The rows are not what they should be."""


class BadRow(DataError):
    """A line that is not one JSON object with a usable category.

    Args:
        file: The file as the user typed it.
        line: The line, counted from 1; lines end at byte 10 only.
        column: The byte in the line, counted from 1.
        rule: Stable name of the rule that it breaks, such as `not-json`.
        reason: What is wrong, in plain words.
        sample: The bytes around the fault, as text.
    """

    def __init__(
        self, file: str, line: int, column: int, rule: str, reason: str, sample: str
    ) -> None:
        super().__init__(file, line, column, rule, reason, sample)
        self.file, self.line, self.column = file, line, column
        self.rule, self.reason, self.sample = rule, reason, sample

    def __str__(self) -> str:
        return self.reason

    @property
    def place(self) -> str:
        """File, line and byte column."""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def excerpt(self) -> str:
        """The bytes around the fault, as text."""
        return self.sample

    @property
    def advice(self) -> str:
        """How to leave bad rows out."""
        inside = self.rule == "bad-category"
        mend = "choose a field inside with `by=FIELD`" if inside else "fix the line"
        return (
            f"{mend}, or leave bad rows out with `on_error=skip`"
            " (`rejects=FILE` keeps them with their reasons)"
        )


class MissingCategory(DataError):
    """Rows without a category, and nobody said what to do with them.

    Args:
        field: The field as the user typed it.
        absent: Rows that do not have it.
        null: Rows where it is null.
        empty: Rows where it is an empty string or an empty list.
        rows: Rows in all.
        file: File of the first of them.
        line: Line of the first of them, counted from 1.
        spellings: Which fields rows without it have that are spelled nearly like it, in words.
    """

    def __init__(
        self, field: str, absent: int, null: int, empty: int, rows: int, file: str, line: int,
        spellings: str = "",
    ) -> None:  # fmt: skip
        super().__init__(field, absent, null, empty, rows, file, line, spellings)
        self.field, self.rows, self.file, self.line = field, rows, file, line
        self.spellings = spellings
        self.absent, self.null, self.empty = absent, null, empty

    def __str__(self) -> str:
        missing = self.absent + self.null + self.empty
        return (
            f"{missing:,} of {self.rows:,} rows have no category in {self.field!r}"
            f" (absent {self.absent:,}, null {self.null:,}, empty {self.empty:,});"
            " this is the first of them"
        )

    @property
    def place(self) -> str:
        """File and line of the first such row."""
        return f"{self.file}:{self.line}"

    @property
    def advice(self) -> str:
        """Where the category may be, and the two other policies."""
        others = (
            "leave them out with `missing=drop`, or keep them as a category with `missing=keep`"
        )
        return f"{self.spellings}\n{others}" if self.spellings else others


class PlacedError(DataError):
    """Something wrong with the data at a place.

    Args:
        where: File, or file and line, as the user typed it.
        sentence: What is wrong.
        hint: What to do about it.
    """

    def __init__(self, where: str, sentence: str, hint: str) -> None:
        super().__init__(where, sentence, hint)
        self.where, self.sentence, self.hint = where, sentence, hint

    def __str__(self) -> str:
        return self.sentence

    @property
    def place(self) -> str:
        """Where it is."""
        return self.where

    @property
    def advice(self) -> str:
        """The hint that it was raised with."""
        return self.hint


class Mismatch(PlacedError):
    """Rows that should be the same, of two files, are not; the place is the first of them."""


class EmptyDataset(DataError):
    """There is no row at all, or none with a category.

    Args:
        files: The files as the user typed them.
        field: The field that no row has a category in; empty where there is no row.
    """

    def __init__(self, files: Sequence[str], field: str = "") -> None:
        super().__init__(files, field)
        self.files, self.field = files, field

    def __str__(self) -> str:
        files = ", ".join(self.files)
        if self.field:
            return f"no row of {files} has a category in {self.field!r}"
        return f"no rows in {files}"


class NothingCollected(DataError):
    """No response holds a row.

    Args:
        files: The responses as the user typed them.
        sentence: What they are instead.
        hint: What to do about it.
    """

    def __init__(self, files: Sequence[str], sentence: str, hint: str) -> None:
        super().__init__(files, sentence, hint)
        self.files, self.sentence, self.hint = files, sentence, hint

    def __str__(self) -> str:
        return f"no row was collected, and the output was not written: {self.sentence}"

    @property
    def place(self) -> str:
        """The files."""
        return ", ".join(self.files)

    @property
    def advice(self) -> str:
        """The hint that it was raised with."""
        return self.hint


class NotJsonl(DataError):
    """A file that has another format than JSONL.

    Args:
        file: The file as the user typed it.
        what: What it is.
        hint: What to do about it.
    """

    def __init__(self, file: str, what: str, hint: str) -> None:
        super().__init__(file, what, hint)
        self.file, self.what, self.hint = file, what, hint

    def __str__(self) -> str:
        return f"this is {self.what}, not JSONL"

    @property
    def place(self) -> str:
        """The file's first line."""
        return f"{self.file}:1"

    @property
    def advice(self) -> str:
        """How to get JSONL."""
        return self.hint


class LimitExceeded(PlacedError):
    """More bad rows or bytes than were allowed; the place is where it became too much."""


class ChangedInput(DataError):
    """A file changed between the passes.

    Args:
        file: The file as the user typed it.
    """

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file

    def __str__(self) -> str:
        return "the file changed while it was being read"

    @property
    def place(self) -> str:
        """The file."""
        return self.file

    @property
    def advice(self) -> str:
        """Run again."""
        return "run again when nothing is writing to it"


class AccessError(RebalanceError):
    """A file cannot be read or written.

    Args:
        file: The file as the user typed it.
        sentence: What is wrong.
        hint: What to do about it.
    """

    def __init__(self, file: str, sentence: str, hint: str = "") -> None:
        super().__init__(file, sentence, hint)
        self.file, self.sentence, self.hint = file, sentence, hint

    def __str__(self) -> str:
        return self.sentence

    @property
    def place(self) -> str:
        """The file."""
        return self.file

    @property
    def advice(self) -> str:
        """The hint that it was raised with."""
        return self.hint


class WorkerLost(RebalanceError):
    """A worker process ended before it had answered."""

    def __str__(self) -> str:
        return "a worker process was killed, perhaps for lack of memory"

    @property
    def advice(self) -> str:
        """Fewer processes."""
        return "run again with `jobs=1`"
