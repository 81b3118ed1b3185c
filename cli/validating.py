"""validate: options -> files and terms; what is let in and what is not -> files."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rebalance.errors import RequestError
from rebalance.rows.category import json_identity
from rebalance.rows.columns import CHARS, Size
from rebalance.rows.field import Field
from rebalance.rows.output import Outputs
from rebalance.rows.rejects import write_rejections
from rebalance.rows.scan import scan
from rebalance.rows.writer import write_copies
from rebalance.validation.judging import validate
from rebalance.validation.phrases import Phrases
from rebalance.validation.validation import Opened, Terms, Validation

from .common import Request
from .console import Screen, bar
from .loading import opened, reading_of, scanned
from .options import parse_field, parse_number, read_text

_GAPS = "rebalance.gaps/1"


@dataclass(frozen=True)
class Result:
    """What came of a validation.

    Attributes:
        offered: The candidates.
        rows: Rows of the dataset by code.
        validation: Which candidates were let in.
        blank_lines: Lines of the candidates' files that hold nothing.
    """

    offered: Opened
    rows: Sequence[int]
    validation: Validation
    blank_lines: int

    @cached_property
    def order(self) -> list[int]:
        """Codes of the categories that candidates have: by candidates, then by name."""
        codes = [code for code in self.validation.codes if code >= 0]
        offered = np.bincount(codes, minlength=1).tolist()
        return sorted(set(codes), key=lambda code: (-offered[code], self.label(code)))

    def label(self, code: int) -> str:
        """Text that shows a category."""
        return self.validation.labels[code]

    def numbers(self, code: int) -> list[int]:
        """Candidates of a category; of -1, those without one."""
        return [number for number, own in enumerate(self.validation.codes) if own == code]

    def place(self, number: int) -> tuple[str, int]:
        """Say in which file and line a candidate is."""
        source, line = self.offered.index.place(self.validation.candidates[number].position)
        return self.offered.dataset.names[source], line + 1


@dataclass(frozen=True, slots=True)
class Validating:
    """A validation that was asked for.

    Attributes:
        request: The options that all commands have; its datasets are those to join.
        candidates: Files of new rows.
        holdout: Files of rows that must never be trained on.
        terms: What candidates have to be like.
        quota: File of the plan that says how many rows may come in.
    """

    request: Request
    candidates: Sequence[str]
    holdout: Sequence[str]
    terms: Terms
    quota: str | None

    @classmethod
    def parse(
        cls,
        request: Request,
        candidates: Sequence[str],
        against: Sequence[str],
        holdout: Sequence[str],
        *,
        text: Sequence[str],
        new: bool,
        rouge_l: str,
        words: tuple[int | None, int | None],
        phrases: str | None,
        quota: str | None,
        synthetic: str | None,
        provenance: str,
        margin: float | None,
    ) -> "Validating":
        """Read options.

        Raises:
            RequestError: One of them says nothing that can be done.
            AccessError: A file of phrases or quotas cannot be read.
        """
        if [*candidates, *against, *holdout].count("-") > 1:
            raise RequestError("standard input (-) is named more than once")
        threshold = parse_number(rouge_l, "--rouge-l")
        share = None if synthetic is None else parse_number(synthetic, "--max-synthetic")
        for name, number in (("--rouge-l", threshold), ("--max-synthetic", share)):
            if number is not None and number > 1:
                raise RequestError(f"{name} {float(number):g} is more than 1")
        if None not in words and (words[0] or 0) > (words[1] or 0):
            raise RequestError(f"--min-words {words[0]} is above --max-words {words[1]}")
        request = replace(request, datasets=list(against))
        terms = Terms(
            text=tuple(parse_field(one, "--text") for one in text),
            provenance=parse_field(provenance, "--provenance"),
            phrases=(
                Phrases.built_in() if phrases is None
                else Phrases.of(read_text(phrases, "--phrases").splitlines())
            ),
            new=new, rouge_l=float(threshold), fewest=words[0], most=words[1],
            quotas=None if quota is None else read_quotas(quota, request.fields),
            synthetic=share, margin=margin,
        )  # fmt: skip
        return cls(request, candidates, holdout, terms, quota)

    def run(self, screen: Screen, output: str | None, rejects: str | None) -> Result:
        """Judge all candidates, and write those let in, and the others.

        Args:
            screen: Where warnings go.
            output: File of the rows that are let in; None to write none.
            rejects: File of the others.
        """
        with ExitStack() as files:
            offered = self._offered(files)
            against = self._read(screen, self.request.datasets, files, held_out=False)
            held_out = (
                self._read(screen, self.holdout, files, held_out=True) if self.holdout else None
            )
            read = [one for one in (offered, against, held_out) if one is not None]
            total = against.dataset.size + (held_out.dataset.size if held_out else 0)
            with bar(total, "comparing") as advance:
                validation = validate(
                    offered, against, held_out, self.terms, seed=self.request.seed,
                    jobs=self.request.jobs, advance=advance,
                )  # fmt: skip
            inputs = frozenset().union(*(one.dataset.identities for one in read))
            with Outputs(inputs) as outputs:
                if output is not None:
                    _write_accepted(offered, validation, outputs, output)
                if rejects is not None:
                    _write_rejects(offered, validation, outputs, rejects)
            return Result(
                offered, against.index.rows_by_code.tolist(), validation,
                offered.index.blank_lines,
            )  # fmt: skip

    def _offered(self, files: ExitStack) -> Opened:
        """Read the candidates; what is wrong with them is for the rules to say."""
        asked = replace(self.request, on_error="skip", max_errors=None)
        reading = reading_of(asked)
        dataset = files.enter_context(opened(asked, self.candidates))
        lines = replace(reading, by=())
        return Opened(dataset, scan(dataset, lines, bad_rows_count=True), reading)

    def _read(
        self, screen: Screen, names: Sequence[str], files: ExitStack, *, held_out: bool
    ) -> Opened:
        """Read the dataset, or the rows held out, which need no category."""
        texts = self.terms.text
        measured = [Size(CHARS, texts)] if texts else []  # which says where no row has the field
        reading = reading_of(self.request, stratify=not held_out, columns=measured)
        dataset = files.enter_context(opened(self.request, names))
        return Opened(dataset, scanned(self.request, screen, dataset, reading), reading)


def read_quotas(path: str, by: Sequence[Field]) -> dict[str, int]:
    """Read what categories are to take in from a report of gaps, by their identity.

    Raises:
        AccessError: The file cannot be read.
        RequestError: It is no such report, or one of other fields.
    """
    try:
        report = json.loads(read_text(path, "--quota"))
        if report["schema"] != _GAPS:
            raise ValueError(report["schema"])
        fields = [str(name) for name in report["by"]]
        quotas = {
            json_identity(one.get("values", one["category"])): int(one["to_source"])
            for one in report["categories"]
        }
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise RequestError(
            f"--quota {path}: this is no report of gaps",
            "make one with rebalance gaps DATASET ... -f json > plan.json",
        ) from error
    if [Field.parse(name).path for name in fields] != [field.path for field in by]:
        there, here = " × ".join(fields), " × ".join(field.text for field in by)
        raise RequestError(f"--quota {path} is of the categories in {there!r}, not in {here!r}")
    return quotas


def _write_accepted(offered: Opened, validation: Validation, outputs: Outputs, output: str) -> None:
    """Write the rows that are let in, byte for byte, in their order."""
    marks = np.zeros(len(offered.index.codes), dtype=np.int8)
    marks[[validation.candidates[number].position for number in validation.accepted]] = 1
    write_copies(offered.dataset, offered.index, marks, outputs.create(output))


def _write_rejects(offered: Opened, validation: Validation, outputs: Outputs, rejects: str) -> None:
    """Write why each of the other candidates is rejected."""
    pairs = zip(validation.candidates, validation.rejections, strict=True)
    rejected = ((one.position, why) for one, why in pairs if why is not None)
    write_rejections(offered.dataset, offered.index, rejected, outputs.create(rejects))
