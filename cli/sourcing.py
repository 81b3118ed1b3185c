"""gaps: options -> what each category lacks, and requests for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import IO

import numpy as np

from rebalance.errors import RequestError
from rebalance.gap_analysis import gaps as formulas
from rebalance.gap_analysis.gaps import Gaps
from rebalance.gap_analysis.requests import Demand, Wording, request_lines
from rebalance.numbers.named_shares import by_label, plain_name
from rebalance.rows.category import Category, labels
from rebalance.rows.columns import CHARS, Column, Size
from rebalance.rows.field import Field
from rebalance.rows.identity_columns import Identity, Prompt, Text
from rebalance.rows.index import RowIndex

from .aims import parse_total
from .common import Request
from .console import Screen
from .loading import loaded, opened, reading_of, scanned
from .options import parse_number, read_text, suggestion
from .showing import PROVENANCE, ShownRows
from .wishes import Aims

_LEAST = 1e-6  # of chances and widths: below it floats no longer tell rows apart


@dataclass(frozen=True)
class Plan:
    """What each category lacks; categories in the order that they are shown in.

    Attributes:
        request: The options that all commands have.
        options: The options of `gaps`.
        categories: The categories.
        labels: Their labels.
        gaps: What they have, are to have, and lack.
        characters: Of the rows of each.
        eval_rows: Rows of each that are held out, where that is known.
        rows: Rows of the dataset, with a category or without.
        exact_total: The most rows that have the shares of a mix without new ones.
        shown: Examples for the brief, as texts.
        requests: How many requests were written; None where none were asked for.
    """

    request: Request
    options: "Sourcing"
    categories: tuple[Category, ...]
    labels: list[str]
    gaps: Gaps
    characters: tuple[int, ...]
    eval_rows: tuple[int, ...] | None
    rows: RowIndex
    exact_total: int | None = None
    shown: dict[int, list[str]] = field(default_factory=dict)
    requests: int | None = None

    @cached_property
    def to_request(self) -> list[int] | None:
        """Rows to request of each, so that enough are let in."""
        options = self.options
        if options.acceptance is None:
            return None
        return [
            formulas.request_size(need, options.acceptance, options.confidence)
            for need in self.gaps.to_source
        ]

    @property
    def ordered(self) -> list[int]:
        """Rows that requests ask for, of each."""
        return self.to_request or list(self.gaps.to_source)

    def characters_to_source(self, number: int) -> int | None:
        """What the missing rows come to at the category's mean length; None without rows."""
        rows = self.gaps.counts[number]
        if not rows:
            return None
        return round(Fraction(self.characters[number] * self.gaps.to_source[number], rows))

    @cached_property
    def support(self) -> int | None:
        """Test rows that each category needs."""
        width = self.options.width
        return None if width is None else formulas.support_for_width(width)


@dataclass(frozen=True)
class Sourcing:
    """What `gaps` is asked for.

    Attributes:
        request: The options that all commands have.
        aims: The aim.
        max_repeat: The most copies of one row.
        acceptance: Share of new rows that are let in.
        confidence: Chance that enough are.
        width: Half of the interval of a recall.
        holdout: Files of rows that are never shown.
        path: Where requests go.
        model: Which model they name.
        wording: What it is told.
        examples: Rows shown at a time.
        each: Rows asked for at a time.
    """

    request: Request
    aims: Aims
    max_repeat: int
    acceptance: float | None
    confidence: float
    width: float | None
    holdout: Sequence[str]
    path: str | None
    model: str
    wording: Wording
    examples: int
    each: int

    @classmethod
    def parse(
        cls,
        request: Request,
        aims: Aims,
        *,
        max_repeat: int,
        acceptance: str | None,
        confidence: str,
        width: str | None,
        holdout: Sequence[str],
        requests: str | None,
        model: str | None,
        mode: str,
        template: str | None,
        examples: int,
        each: int,
    ) -> "Sourcing":
        """Read options.

        Raises:
            RequestError: One of them says nothing that can be done.
            AccessError: The template cannot be read.
        """
        aims.check()
        if requests is not None and model is None:
            raise RequestError("--requests needs --model NAME", "the model that is to be asked")
        told = None if template is None else (template, read_text(template, "--template"))
        return cls(
            request, aims, max_repeat,
            None if acceptance is None else _between(acceptance, "--acceptance", 1, top=True),
            _between(confidence, "--confidence", 1),
            None if width is None else _between(width, "--eval-width", 0.5),
            holdout, requests, model or "", Wording.of(mode, told), examples, each,
        )  # fmt: skip

    def run(self, screen: Screen) -> Plan:
        """Read the dataset, find the gaps, and write requests."""
        numbers, shows = self.aims.wanted(), self.path is not None or self.request.format == "md"
        columns = [
            Size(CHARS, self.texts, self.request.fields, name="chars"),
            *(self._seen() if shows else ()),
        ]
        with loaded(self.request, screen, columns=columns) as found:
            dataset, index, outputs = found
            held = self._held_out(screen) if self.holdout else None
            plan = self._plan(screen, index, numbers, held)
            if shows:
                rows = ShownRows(dataset, index, plan.categories, held, self.request)
                if self.request.format == "md":
                    plan = replace(plan, shown=rows.of_each(self.examples))
                if self.path is not None:
                    out = outputs.create(self.path)
                    plan = replace(plan, requests=self._write(plan, rows, out))
        return plan

    @property
    def texts(self) -> tuple[Field, ...]:
        """The fields that are a row's text."""
        return tuple(map(Field.parse, self.request.text or ()))

    def _seen(self) -> tuple[Column, ...]:
        """Read what says which rows may be shown."""
        prompt = Prompt(Text(self.texts, left_out=self.request.fields))
        return prompt, Identity(Field.parse(PROVENANCE), PROVENANCE, optional=True)

    def _held_out(self, screen: Screen) -> RowIndex:
        """Read the rows that are never shown."""
        asked = replace(self.request, missing="drop")
        reading = reading_of(asked, columns=self._seen()[:1])
        with opened(asked, self.holdout, passes=1) as dataset:
            return scanned(asked, screen, dataset, reading)

    def _plan(
        self, screen: Screen, index: RowIndex, numbers: dict[str, Fraction], held: RowIndex | None
    ) -> Plan:
        """Find the gaps, of categories that are only wished for, too."""
        table = index.table
        order = table.in_order()
        _, unknown = by_label(numbers, table.labels)
        for name in unknown:
            meant = suggestion(name, table.labels)
            screen.warn(
                f"no row has the category {plain_name(name)!r} yet" + (meant and f"; {meant}")
            )
        categories = [*(table.categories[i] for i in order), *map(plain_name, unknown)]
        counts = [*(int(table.rows[i]) for i in order), *(0 for _ in unknown)]
        shown = labels(categories)
        wish = self.aims.wish(numbers, shown)
        total = parse_total(self.aims.total, counts, wish)
        chars = _characters(index)
        there = {} if held is None else dict(
            zip(held.table.categories, held.table.rows.tolist(), strict=True))  # fmt: skip
        return Plan(
            self.request, self, tuple(categories), shown,
            formulas.gaps(counts, wish, total=total, max_repeat=self.max_repeat),
            (*(chars[i] for i in order), *(0 for _ in unknown)),
            None if held is None else tuple(there.get(one, 0) for one in categories), index,
            formulas.exact_total(counts, wish.shares, self.max_repeat)
            if isinstance(wish, formulas.Shares) else None,
        )  # fmt: skip

    def _write(self, plan: Plan, rows: ShownRows, out: IO[bytes]) -> int:
        """Write requests for all that is to be asked for."""
        number = self.examples if self.wording.mode == "generate" else self.each
        by, written = " × ".join(field.text for field in self.request.fields), 0
        for place, wanted in enumerate(plan.ordered):
            demand = Demand(
                plan.categories[place], wanted, self.each, rows.texts(place, number),
                rows.fields(place),
            )  # fmt: skip
            if wanted:
                out.writelines(request_lines(demand, self.wording, by, self.model))
                written += demand.requests
        return written


def _characters(index: RowIndex) -> list[int]:
    """Sum the characters of the rows of each category."""
    counted = index.codes >= 0
    sums = np.bincount(
        index.codes[counted], weights=index.columns["chars"][counted], minlength=len(index.values)
    )
    return [int(one) for one in index.table.gather(sums.astype(np.float64))]


def _between(text: str, option: str, most: float, *, top: bool = False) -> float:
    """Read a number above 0 and below a limit, or up to it."""
    number = float(parse_number(text, option))
    if 0 < number < _LEAST:
        raise RequestError(
            f"{option} {text} is below {_LEAST:g}, the least that can be counted with"
        )
    if not (0 < number < most or (top and number == most)):
        raise RequestError(
            f"{option} {text} is not above 0 and {'up to' if top else 'below'} {most}"
        )
    return number
