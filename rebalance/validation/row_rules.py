"""The rules that a candidate has to pass on its own: form, category, content, range."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from rebalance.rows.category import Kind, LabelSet, Value, labels
from rebalance.rows.rejects import Rejection
from rebalance.text.normal import words
from rebalance.text.shape_faults import ECHO, EMPTY, ROLES, fault_of
from rebalance.text.shapes import answer_of, shape_of
from rebalance.validation.candidates import Candidate
from rebalance.validation.phrases import Phrases
from rebalance.validation.profile import is_empty
from rebalance.validation.reference_scan import Texts
from rebalance.validation.reference_stats import Norms
from rebalance.validation.scripts import SCRIPTS, script_of

_FAULTS = {
    ROLES: "the roles do not alternate, or do not end with an answer",
    EMPTY: "the answer is empty, which it is in no row of the dataset",
    ECHO: "the answer is the prompt, which it is in no row of the dataset",
}
_MANY = 200  # names, beyond which looking for the one that was meant takes too long
_MISSING = {Kind.ABSENT: "absent", Kind.NULL: "null", Kind.EMPTY: "empty"}


@dataclass(frozen=True, slots=True)
class Admission:
    """What candidates are held against, on their own.

    Attributes:
        norms: What rows of the dataset are like.
        codes: The number of each category that is known.
        new: Whether other categories may come in.
        texts: Which texts of rows count.
        phrases: Those that no answer may have.
        fewest: Words that a compared text has to have; None for no limit.
        most: Words that it may have.
    """

    norms: Norms
    codes: Mapping[Value, int]
    new: bool
    texts: Texts
    phrases: Phrases
    fewest: int | None = None
    most: int | None = None

    def judge(self, candidate: Candidate) -> Rejection | None:
        """Find the first rule that a candidate breaks."""
        if candidate.fault is not None:
            return candidate.fault
        rules: Sequence[Callable[[Candidate], Rejection | None]] = (
            self._form, self._fields, self._category, self._sides, self._phrase, self._words,
            self._range,
        )  # fmt: skip
        return next(filter(None, (rule(candidate) for rule in rules)), None)

    def _form(self, candidate: Candidate) -> Rejection | None:
        """The shape that rows of the dataset have, with roles that alternate where theirs do."""
        shape, usual = shape_of(candidate.row), sorted(self.norms.shapes)
        if shape not in self.norms.shapes:
            message = f"the row has the shape {shape}; rows of the dataset have {', '.join(usual)}"
            return Rejection("shape", message, {"observed": shape, "expected": usual})
        fault = fault_of(candidate.row, shape)
        if fault == ROLES and (shape, ROLES) not in self.norms.faults:
            return Rejection("shape", _FAULTS[ROLES])
        return None

    def _fields(self, candidate: Candidate) -> Rejection | None:
        """The fields and types that rows of the dataset have."""
        row, profile = candidate.row, self.norms.profile
        for name in row:
            if not profile.times(name):
                fields = profile.fields
                meant = _meant(name, fields) if len(fields) <= _MANY else ""
                return Rejection(
                    "field-unknown", f"no row of the dataset has the field {name!r}{meant}",
                    {"field": name},
                )  # fmt: skip
        strange = profile.strange(row)
        if strange:
            place, found, known = strange
            return Rejection(
                "field-type",
                f"{place!r} is of the type {found}; in the dataset it is {' or '.join(known)}",
                {"field": place, "observed": found, "expected": list(known)},
            )
        return self._usual_fields(candidate) if shape_of(row) == "unknown" else None

    def _usual_fields(self, candidate: Candidate) -> Rejection | None:
        """Where no shape says what a row needs: the fields that all rows have, as full as there."""
        profile = self.norms.profile
        for name in profile.fields:
            if profile.times(name) < profile.rows:
                continue
            if name not in candidate.row:
                message = f"the row lacks the field {name!r}, which every row of the dataset has"
                return Rejection("field-missing", message, {"field": name})
            if is_empty(candidate.row[name]) and not profile.empty.get(name):
                message = f"{name!r} is empty, which it is in no row of the dataset"
                return Rejection("field-empty", message, {"field": name})
        return None

    def _category(self, candidate: Candidate) -> Rejection | None:
        """A category that rows of the dataset have."""
        value = candidate.value
        if isinstance(value, Kind):
            return Rejection("no-category", f"the row has no category: {_MISSING[value]}")
        if isinstance(value, LabelSet):
            return Rejection("no-category", "the category is a list; one label is needed")
        if self.new or value in self.codes:
            return None
        (label,) = labels([value])
        known = [one for one in self.codes if not isinstance(one, LabelSet)]
        meant = _meant(label, labels(known)) if len(known) <= _MANY else ""
        message = f"no row of the dataset has the category {label!r}{meant}"
        return Rejection("unknown-category", message, {"category": label})

    def _sides(self, candidate: Candidate) -> Rejection | None:
        """A text, and an answer of its own where all rows of the dataset have one."""
        row = candidate.row
        if not self.texts.compared.of(row).strip():
            return Rejection("empty-text", "the text that is compared is empty")
        shape = shape_of(row)
        fault = fault_of(row, shape)
        rule = {EMPTY: "empty-answer", ECHO: "echo"}.get(fault)
        if rule is None or (shape, fault) in self.norms.faults:
            return None
        return Rejection(rule, _FAULTS[fault])

    def _phrase(self, candidate: Candidate) -> Rejection | None:
        """No refusal, and nothing of a template that was left unfilled."""
        row = candidate.row
        found = self.phrases.find(answer_of(row) or self.texts.whole.of(row))
        if found is None:
            return None
        return Rejection("phrase", f"the answer has the phrase {found!r}", {"phrase": found})

    def _words(self, candidate: Candidate) -> Rejection | None:
        """As many words as were asked for."""
        number = len(words(self.texts.compared.of(candidate.row)))
        if self.fewest is not None and number < self.fewest:
            wrong, limit = "fewer than", self.fewest
        elif self.most is not None and number > self.most:
            wrong, limit = "more than", self.most
        else:
            return None
        message = f"the text has {number:,} words, {wrong} {limit:,}"
        return Rejection("words", message, {"observed": number, "expected": limit})

    def _range(self, candidate: Candidate) -> Rejection | None:
        """As long as rows of the category are, and in a script of theirs."""
        text = self.texts.whole.of(candidate.row)
        bounds = self.norms.bounds(self._code(candidate))
        if not bounds.shortest <= len(text) <= bounds.longest:
            limits = [bounds.shortest, bounds.longest]
            message = (
                f"the text has {len(text):,} characters; for its category"
                f" {bounds.shortest:,.0f} to {bounds.longest:,.0f} are usual"
            )
            return Rejection("length", message, {"observed": len(text), "expected": limits})
        script = SCRIPTS[script_of(text)]
        if script in bounds.scripts:
            return None
        usual = [name for name in bounds.scripts if name != "none"] or ["none"]
        message = f"the text is in {script}; rows of its category are in {', '.join(usual)}"
        return Rejection("script", message, {"observed": script, "expected": usual})

    def _code(self, candidate: Candidate) -> int:
        value = candidate.value
        return -1 if isinstance(value, Kind) else self.codes.get(value, -1)


def _meant(name: str, known: Sequence[str]) -> str:
    return _closest(name, tuple(known))


@lru_cache(maxsize=1024)  # since candidates share their slips
def _closest(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
