"""The options of `check`; those that are rules come from the table of the rules."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from rebalance.checking.rule import Rule
from rebalance.checking.rules import BY_OPTION, RULES
from rebalance.checking.thresholds import SHAPES, Limit, ShapeLimit, limits, share_limits
from rebalance.declarations import OUTPUT, ROWS, Option, flag, reads, row_fields, writes
from rebalance.errors import OptionError, RequestError
from rebalance.named_files import is_same_file
from rebalance.shared_options import (
    PLAIN,
    By,
    Dataset,
    Ignore,
    MissingPolicy,
    NearDuplicates,
    PromptFields,
    ReadingOptions,
    Rejects,
    ReportFiles,
    ResponseFields,
    report_files,
)
from rebalance.text.similarity import NEAR
from rebalance.unit_options import (
    ChatTemplateFile,
    CountedSide,
    NoCache,
    SpecialTokens,
    Unit,
    refuse_idle,
)

RULE, BASELINE = "Rules", "Baseline"
_THRESHOLD = "float | Fraction | str"
_ACCEPTS = f"{_THRESHOLD} | Mapping[str, {_THRESHOLD}]"
_LISTS = "str | Sequence[str]"  # of categories
_OF_BASELINE = ("max_drift", "max_change", "max_relative_change")
_COVERAGE = Limit(error=Fraction(95, 100))
_COVERED = ("max_label_conflicts", "max_near_duplicates", "shape", "unique")
_IN_UNIT = ("max_ratio", "min_share", "max_share", "min_evenness", "mix")
_TOLERANCE = Limit(error=Fraction(5, 100))
_DRIFT = Limit(Fraction(5, 100), Fraction(10, 100))
_CHANGE = Limit(Fraction(2, 100), Fraction(5, 100))
_RELATIVE_CHANGE = Limit(Fraction(25, 100), Fraction(50, 100))

Labels = str | tuple[str, ...]


def _rule(name: str) -> Option:
    """Declare the option of a rule, as the table of the rules describes it."""
    rule = BY_OPTION[name]
    lists = rule.metavar == "FIELD" or rule.metavar.startswith("a,b")
    return Option(
        rule.description, BASELINE if rule.of_baseline else RULE, rule.parse, rule.metavar,
        default=rule.default, accepts="" if rule.is_flag else _LISTS if lists else _ACCEPTS,
        use="reads" if "FILE" in rule.metavar else None, several=rule.metavar == "FIELD",
        offers=SHAPES if rule.metavar == "SHAPE" else (),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CheckOptions(ReadingOptions):
    """Which rules a dataset has to keep, and what to write about it."""

    dataset: Dataset
    max_ratio: Annotated[Limit | None, _rule("max_ratio")] = None
    min_rows: Annotated[Limit | None, _rule("min_rows")] = None
    min_share: Annotated[Limit | None, _rule("min_share")] = None
    max_share: Annotated[Limit | None, _rule("max_share")] = None
    min_evenness: Annotated[Limit | None, _rule("min_evenness")] = None
    max_missing: Annotated[Limit | None, _rule("max_missing")] = None
    max_bad_rows: Annotated[Limit | None, _rule("max_bad_rows")] = None
    max_duplicates: Annotated[Limit | None, _rule("max_duplicates")] = None
    max_near_duplicates: Annotated[Limit | None, _rule("max_near_duplicates")] = None
    min_categories: Annotated[Limit | None, _rule("min_categories")] = None
    max_categories: Annotated[Limit | None, _rule("max_categories")] = None
    lookalikes: Annotated[Limit | None, _rule("lookalikes")] = None
    min_chars: Annotated[Limit | None, _rule("min_chars")] = None
    max_chars: Annotated[Limit | None, _rule("max_chars")] = None
    shape: Annotated[ShapeLimit | None, _rule("shape")] = None
    allow: Annotated[Labels | None, _rule("allow")] = None
    require: Annotated[Labels | None, _rule("require")] = None
    mix: Annotated[dict[str, Fraction] | None, _rule("mix")] = None
    mix_tolerance: Annotated[
        Limit,
        Option("Maximum distance of a share from the mix.", RULE, share_limits, "P%", default="5%",
               accepts=_ACCEPTS),
    ] = _TOLERANCE  # fmt: skip
    unique: Annotated[tuple[str, ...] | None, _rule("unique")] = None
    max_label_conflicts: Annotated[Limit | None, _rule("max_label_conflicts")] = None
    same_fields: Annotated[bool, _rule("same_fields")] = False
    min_coverage: Annotated[Limit, _rule("min_coverage")] = _COVERAGE
    baseline: Annotated[
        str | None, reads("Compare with the categories in this baseline file.", BASELINE)
    ] = None
    max_drift: Annotated[Limit, _rule("max_drift")] = _DRIFT
    max_change: Annotated[Limit, _rule("max_change")] = _CHANGE
    max_relative_change: Annotated[
        Limit,
        Option("Relative limit: change divided by the share in the baseline.", BASELINE, limits,
               "P%", default="warn=25%,error=50%", accepts=_ACCEPTS),
    ] = _RELATIVE_CHANGE  # fmt: skip
    write_baseline: Annotated[
        str | None,
        writes("Write the current category counts as a baseline, and exit 0.", BASELINE),
    ] = None
    by: By = None
    missing: MissingPolicy = "error"
    near_duplicates: NearDuplicates = NEAR
    text: Annotated[
        tuple[str, ...] | None,
        row_fields("Measure and compare only the text of these fields.", ROWS),
    ] = None
    unit: Unit = "rows"
    side: CountedSide = "all"
    chat_template: ChatTemplateFile = None
    special_tokens: SpecialTokens = False
    no_cache: NoCache = False
    prompt_field: PromptFields = None
    response_field: ResponseFields = None
    ignore: Ignore = None
    report: Annotated[ReportFiles, report_files(*PLAIN, "junit", "sarif", "github")] = None
    strict: Annotated[bool, flag("Treat warnings as errors.", OUTPUT)] = False
    exit_zero: Annotated[bool, flag("Exit 0 whatever is found.", OUTPUT)] = False
    init: Annotated[
        bool,
        flag("Print a configuration with the thresholds that the dataset meets now.", OUTPUT),
    ] = False
    rejects: Rejects = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules to evaluate, in the order of their table."""
        compares = self.baseline is not None and not self.write_baseline
        return tuple(
            rule for rule in RULES
            if (compares if rule.of_baseline else self._asks_for(rule))
        )  # fmt: skip

    def _asks_for(self, rule: Rule) -> bool:
        if rule.name == "min-coverage":
            return any(getattr(self, name) is not None for name in _COVERED)
        return getattr(self, rule.options[0]) not in (None, False)

    @property
    def updated(self) -> Collection[str]:
        """A baseline that is written anew over itself is not read."""
        path = self.write_baseline
        return ("baseline",) if path and is_same_file(self.baseline, path) else ()

    def check(self) -> None:
        """Refuse a check of nothing, and what has no effect."""
        self.refuse_without(["mix_tolerance"], "mix")
        self.refuse_without(["unit"], *_IN_UNIT, "init")
        refuse_idle(self)
        self.refuse_without(["ignore"], "max_duplicates")
        self.refuse_without(
            ["prompt_field", "response_field"], "max_label_conflicts", "max_near_duplicates"
        )
        if self.has("min_coverage") and not any(getattr(self, name) for name in _COVERED):
            raise OptionError("min_coverage", "has no effect without a rule on prompts or shapes")
        if not self.write_baseline:
            self.refuse_without(_OF_BASELINE, "baseline")
        if self.init:
            unused = [*BY_OPTION, "baseline", "write_baseline", "report", "strict", "exit_zero"]
            self.refuse_together("init", unused)
            if "-" in self.dataset:
                raise OptionError("init", "a configuration names files, not standard input")
        elif not (self.rules or self.write_baseline):
            raise RequestError(
                "there are no rules to check",
                "give some, such as `max_ratio=20`, here or in a configuration; `init` proposes"
                " some",
            )
