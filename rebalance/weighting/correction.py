"""Weights that undo a run of `balance`, by what it recorded of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rebalance.errors import RequestError
from rebalance.named_files import read_text
from rebalance.report import plain
from rebalance.rows.category import JsonScalar, entry_identity, json_identity
from rebalance.rows.saved_manifests import LARGEST
from rebalance.rows.writing.manifests import BALANCES, SCHEMA
from rebalance.saved_json import Malformed, Saved
from rebalance.weighting.labels import Declared
from rebalance.wording import named, percent, plural

OPTION = "correct_for"


@dataclass(frozen=True, slots=True)
class Balanced:
    """A category in a run of `balance`.

    Attributes:
        name: What a report names it by: `category`, `label` and `values`.
        before: Rows before.
        after: Rows after.
    """

    name: Mapping[str, Any]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class BalanceRun:
    """What a manifest or a saved report says of a run of `balance`.

    Attributes:
        path: The file.
        by: The fields of the category.
        categories: By identity, which is the JSON text of a category's value.
        unlisted: Rows that it left out for want of a category.
        keep: Which rows it kept first.
        several: How it counted rows with several labels; "" where there are none.
    """

    path: str
    by: tuple[str, ...]
    categories: Mapping[str, Balanced]
    unlisted: int
    keep: str
    several: str

    @classmethod
    def read(cls, path: str) -> "BalanceRun":
        """Read a manifest, or a report as JSON.

        Raises:
            RequestError: It is neither, or not whole.
            AccessError: It cannot be read.
        """
        text = read_text(path, OPTION, LARGEST)
        try:
            record = Saved.parse(text, [SCHEMA, *BALANCES])
            return cls._of(path, record)
        except Malformed as error:
            raise RequestError(
                f"{path}: this is not the manifest or the JSON report of a balance run: {error}",
                "give the manifest that balance wrote, or its report as JSON",
            ) from error

    @classmethod
    def _of(cls, path: str, record: Saved) -> "BalanceRun":
        report = record.get("report")
        if report is not None and report.value not in BALANCES:
            raise Malformed("it is one of another command")
        entries = [(entry_identity(one), _balanced(one)) for one in record["categories"].items()]
        if len(dict(entries)) < len(entries):
            raise Malformed("a category is listed twice")
        options, missing = record["options"], record["missing"]
        kinds = ("absent", "null", "empty") if options["missing"].value == "drop" else ()
        several = options.get("multi")
        return cls(
            path,
            tuple(one.text() for one in record["by"].items()),
            dict(entries),
            sum(missing[kind].whole_number() for kind in kinds),
            options["keep"].text(),
            "" if several is None else several.text(),
        )

    def check(self, by: Sequence[str], rows: Mapping[str, int], labels: Mapping[str, str]) -> None:
        """Refuse a dataset that the run cannot have written.

        Args:
            by: The fields of the category.
            rows: Rows of each category in the dataset, by identity.
            labels: Text that shows each of them.

        Raises:
            RequestError: It did not.
        """
        if self.several:
            raise RequestError(
                f"{self.path}: the run counted each row with several labels under one category"
                f" ({self.several}), and weights count it under all its labels"
            )
        if tuple(by) != self.by:
            wanted = " ".join(f"`by={field}`" for field in self.by)
            raise RequestError(
                f"{self.path}: the run was by {' × '.join(self.by)!r}, not {' × '.join(by)!r}",
                f"give {wanted}",
            )
        before = {name: one.before for name, one in self.categories.items() if one.before}
        after = {name: one.after for name, one in self.categories.items()}
        if rows == before and any(after[name] != count for name, count in before.items()):
            raise RequestError(
                f"{self.path}: these are the rows that the run read, not those that it wrote",
                "give the dataset that it wrote",
            )
        more = [labels[name] for name, count in rows.items() if count > after.get(name, 0)]
        if more:
            raise RequestError(
                f"{self.path}: there are more rows than the run wrote: {named(more)}",
                "give the dataset that it wrote, or a part of it",
            )

    def weights(self, identities: Sequence[str]) -> list[Fraction]:
        """Weigh rows by rows before / rows after (Horvitz and Thompson 1952)."""
        found = [self.categories[name] for name in identities]
        return [Fraction(one.before, one.after) for one in found]

    def left_out(self, rows: Mapping[str, int]) -> list[Balanced]:
        """List the categories that had rows, and have none in the dataset."""
        return [one for name, one in self.categories.items() if one.before and not rows.get(name)]

    def warnings(self, rows: Mapping[str, int]) -> list[str]:
        """Say what weights cannot undo."""
        said = list[str]()
        before = sum(one.before for one in self.categories.values()) + self.unlisted
        after = sum(one.after for one in self.categories.values())
        if gone := self.left_out(rows):
            lost = sum(one.before for one in gone)
            said.append(
                f"no row is left of {plural(len(gone), 'category')}"
                f" ({named([one.name['label'] for one in gone])}), which had"
                f" {plural(lost, 'row')} ({percent(lost / before)}): no weight makes up for them"
            )
        if self.unlisted:
            said.append(
                f"the run left out {plural(self.unlisted, 'row')} without a category"
                f" ({percent(self.unlisted / before)}): no weight makes up for them"
            )
        if (there := sum(rows.values())) < after:
            said.append(
                f"these are {there:,} of the {plural(after, 'row')} that the run wrote: weights are"
                " those of all of them"
            )
        if self.keep != "random":
            said.append(
                f"the run kept rows by {self.keep!r}, not at random: weights give categories their"
                " shares again, but within them the rows that were preferred stand for the others"
            )
        return said


def identities(chosen: Declared) -> list[str]:
    """Identify categories as a saved report does."""
    return [
        json_identity(plain(one["category"] if one["values"] is None else one["values"]))
        for one in chosen.names
    ]


def _balanced(saved: Saved) -> Balanced:
    values = saved.get("values")
    name = {
        "category": _scalar(saved["category"]),
        "label": saved["label"].text(),
        "values": None if values is None else tuple(map(_scalar, values.items())),
    }
    before, after = saved["rows_before"].whole_number(), saved["rows_after"].whole_number()
    if after and not before:
        raise Malformed(f"{saved.place!r} has rows after, but none before")
    return Balanced(name, before, after)


def _scalar(saved: Saved) -> JsonScalar:
    if isinstance(saved.value, str | int | float | None):
        return saved.value
    raise Malformed(f"{saved.place!r} is not the value of a category")
