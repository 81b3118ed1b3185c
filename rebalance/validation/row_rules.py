"""The rules for a candidate alone: its shape, fields, category, texts, length and script."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from rebalance.rows.category import Kind, LabelSet, Value, labels
from rebalance.rows.writing.rejects import Rejection
from rebalance.text.scripts import SCRIPTS, script_of
from rebalance.text.shape_faults import EMPTY, ROLES, fault_of
from rebalance.validation.candidates import Candidate
from rebalance.validation.debris import MESSAGES, DebrisFinder
from rebalance.validation.options import ValidateOptions
from rebalance.validation.profile import is_empty
from rebalance.validation.reference_stats import ReferenceStats
from rebalance.validation.scanned_files import Texts
from rebalance.wording import plural

_FAULTS = {
    ROLES: "the roles do not alternate, or do not end with an answer",
    EMPTY: "the answer is empty; no row of the dataset has an empty answer",
}
_MANY = 200  # names, beyond which looking for a similar one takes too long
_MISSING = {Kind.ABSENT: "absent", Kind.NULL: "null", Kind.EMPTY: "empty"}


@dataclass(frozen=True, slots=True)
class RowRules:
    """Checks candidates one by one.

    Attributes:
        stats: What rows of the dataset are like.
        codes: The code of each category of the dataset.
        texts: Which texts of rows count.
        debris: Finds debris.
        options: The options given.
    """

    stats: ReferenceStats
    codes: Mapping[Value, int]
    texts: Texts
    debris: DebrisFinder
    options: ValidateOptions

    def check(self, candidate: Candidate) -> Rejection | None:
        """Find the first rule that a candidate breaks."""
        if candidate.fault is not None:
            return candidate.fault
        rules: Sequence[Callable[[Candidate], Rejection | None]] = (
            self._form, self._fields, self._category, self._sides, self._debris, self._words,
            self._range,
        )  # fmt: skip
        return next(filter(None, (rule(candidate) for rule in rules)), None)

    def _form(self, candidate: Candidate) -> Rejection | None:
        """The shape that rows of the dataset have, with roles that alternate if theirs do."""
        sides, usual = candidate.sides, sorted(self.stats.shapes)
        shape = sides.shape
        if shape not in self.stats.shapes:
            message = f"the row has the shape {shape}; rows of the dataset have {', '.join(usual)}"
            return Rejection("shape", message, {"observed": shape, "expected": usual})
        fault = fault_of(candidate.row, sides)
        if fault == ROLES and (shape, ROLES) not in self.stats.faults:
            return Rejection("shape", _FAULTS[ROLES])
        return None

    def _fields(self, candidate: Candidate) -> Rejection | None:
        """The fields and types that rows of the dataset have."""
        row, profile = candidate.row, self.stats.profile
        for name in row:
            if not profile.times(name):
                fields = profile.fields
                meant = _meant(name, fields) if len(fields) <= _MANY else ""
                return Rejection(
                    "field-unknown", f"no row of the dataset has the field {name!r}{meant}",
                    {"field": name},
                )  # fmt: skip
        there = {name: value for name, value in row.items() if value is not None}
        strange = profile.strange(there)  # null in a field is as good as no field
        if strange:
            place, found, known = strange
            return Rejection(
                "field-type",
                f"{place!r} is of the type {found}; in the dataset it is {' or '.join(known)}",
                {"field": place, "observed": found, "expected": list(known)},
            )
        return self._usual_fields(candidate) if candidate.sides.shape == "unknown" else None

    def _usual_fields(self, candidate: Candidate) -> Rejection | None:
        """For rows of no known shape: the fields that all rows have, not empty if never empty."""
        profile = self.stats.profile
        for name in profile.fields:
            if profile.times(name) < profile.rows:
                continue
            if name not in candidate.row:
                message = f"the row lacks the field {name!r}, which every row of the dataset has"
                return Rejection("field-missing", message, {"field": name})
            if is_empty(candidate.row[name]) and not profile.empty.get(name):
                message = f"{name!r} is empty; it is never empty in the dataset"
                return Rejection("field-empty", message, {"field": name})
        return None

    def _category(self, candidate: Candidate) -> Rejection | None:
        """A category that rows of the dataset have."""
        value = candidate.value
        if isinstance(value, Kind):
            return Rejection("no-category", f"the row has no category: {_MISSING[value]}")
        if isinstance(value, LabelSet):
            return Rejection("no-category", "the category is a list; one label is needed")
        if self.options.new_category == "allow" or value in self.codes:
            return None
        (label,) = labels([value])
        known = [one for one in self.codes if not isinstance(one, LabelSet)]
        meant = _meant(label, labels(known)) if len(known) <= _MANY else ""
        message = f"no row of the dataset has the category {label!r}{meant}"
        return Rejection("unknown-category", message, {"category": label})

    def _sides(self, candidate: Candidate) -> Rejection | None:
        """A text, and an answer of its own if all rows of the dataset have one."""
        row = candidate.row
        if not self.texts.compared.of(row, candidate.sides).strip():
            return Rejection("empty-text", "the text that is compared is empty")
        sides = candidate.sides
        fault = fault_of(row, sides)
        if fault != EMPTY or (sides.shape, fault) in self.stats.faults:
            return None
        return Rejection("empty-answer", _FAULTS[fault])

    def _debris(self, candidate: Candidate) -> Rejection | None:
        """Nothing that templates and models leave, unless the dataset has it or it is allowed."""
        row, whole = candidate.row, self.texts.whole.of(candidate.row, candidate.sides)
        allowed = self.stats.usual_debris.union(self.options.allow_debris)
        sides = candidate.sides
        fault = fault_of(row, sides)
        bare = self.texts.uncategorised(row)
        for rule, said in self.debris.find(bare, sides, whole, fault).items():
            if rule not in allowed:
                return Rejection(
                    rule, MESSAGES[rule].format(said), {"phrase": said} if said else {}
                )
        return None

    def _words(self, candidate: Candidate) -> Rejection | None:
        """As many words as were asked for."""
        number = len(self.texts.compared.words(candidate.row, candidate.sides))
        least, most = self.options.min_words, self.options.max_words
        if least is not None and number < least:
            wrong, limit = "fewer than", least
        elif most is not None and number > most:
            wrong, limit = "more than", most
        else:
            return None
        message = f"the text has {plural(number, 'word')}, {wrong} {limit:,}"
        return Rejection("words", message, {"observed": number, "expected": limit})

    def _range(self, candidate: Candidate) -> Rejection | None:
        """A length and a script that are usual in the category."""
        text = self.texts.whole.of(candidate.row, candidate.sides)
        bounds = self.stats.bounds(self._code(candidate))
        if not bounds.shortest <= len(text) <= bounds.longest:
            limits = [bounds.shortest, bounds.longest]
            message = (
                f"the text has {plural(len(text), 'character')}; for its category"
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


@lru_cache(maxsize=1024)  # since candidates share their mistakes
def _closest(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
