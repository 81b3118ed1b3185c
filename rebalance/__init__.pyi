"""The verbs, as their options declare them; written by `make generate`."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from os import PathLike
from typing import Literal

from rebalance.auditing.report import AuditReport
from rebalance.balancing.report import BalanceReport
from rebalance.checking.report import CheckReport
from rebalance.collection.report import CollectReport
from rebalance.comparison.report import CompareReport
from rebalance.errors import RebalanceError as RebalanceError
from rebalance.evaluation.report import EvaluateReport
from rebalance.gap_analysis.report import GapsReport
from rebalance.inspection.report import InspectReport
from rebalance.splitting.report import SplitReport
from rebalance.validation.report import ValidateReport
from rebalance.verbs import Progress
from rebalance.weighting.report import WeightsReport

Path = str | PathLike[str]
VERBS: dict[str, str]
__version__: str
__all__: list[str]

def inspect(
    dataset: Path | Sequence[Path],
    *,
    by: str | Sequence[str] | None = None,
    unit: str = "rows",
    text: str | Sequence[str] | None = None,
    top: int | str | None = None,
    sort: Literal["rows", "name"] = "rows",
    floor: int | str | None = None,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> InspectReport:
    """Show the category distribution and data problems."""

def balance(
    dataset: Path | Sequence[Path],
    *,
    equal: str | int | None = None,
    cap: int | str | None = None,
    floor: int | str | None = None,
    alpha: float | Fraction | str | None = None,
    mix: Mapping[str, float | Fraction | str] | str | Path | None = None,
    total: str | int | None = None,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    unit: str = "rows",
    text: str | Sequence[str] | None = None,
    multi: Literal["rarest", "joint"] | None = None,
    max_repeat: int | None = 4,
    keep: str = "random",
    near_duplicates: float | Fraction | str | None = None,
    within: str | None = None,
    group: str | Sequence[str] | None = None,
    order: Literal["input", "shuffle"] = "input",
    seed: int | str = 0,
    force: bool = False,
    output: Path | None = None,
    dropped: Path | None = None,
    manifest: Path | None = None,
    dry_run: bool = False,
    strict: bool = False,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> BalanceReport:
    """Resample rows to a target distribution."""

def weights(
    dataset: Path | Sequence[Path],
    *,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    unit: str = "rows",
    text: str | Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    scheme: Literal["balanced", "sqrt", "effective", "alpha"] = "balanced",
    beta: float | Fraction | str = 0.999,
    alpha: float | Fraction | str = 0.5,
    max_ratio: float | Fraction | str | None = None,
    normalize: Literal["rows", "categories", "none"] = "rows",
    zero_weight: float | Fraction | str | None = None,
    output: Path | None = None,
    field: str = "weight",
    npy: Path | None = None,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> WeightsReport:
    """Compute a weight of each category, or of each row."""

def split(
    dataset: Path | Sequence[Path],
    *,
    out_dir: Path | None = None,
    parts: Mapping[str, float | Fraction | str] | str | None = None,
    folds: int | str | None = None,
    stable: bool = False,
    previous: Path | None = None,
    time: str | None = None,
    rare: Literal["train", "spread", "pool", "error"] | None = None,
    no_stratify: bool = False,
    allow_empty: bool = False,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    group: str | Sequence[str] | None = None,
    near_duplicates: float | Fraction | str | None = None,
    text: str | Sequence[str] | None = None,
    seed: int | str = 0,
    output: Path | None = None,
    field: str = "fold",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> SplitReport:
    """Split rows into stratified parts that do not leak."""

def audit(
    parts: Path | Sequence[Path],
    *,
    group: str | Sequence[str] | None = None,
    near_duplicates: float | Fraction | str = 0.7,
    text: str | Sequence[str] | None = None,
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    fail_on: str | Sequence[str] = ...,
    min_coverage: float | Fraction | str = ...,
    strict: bool = False,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    samples: int | str = 0,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> AuditReport:
    """Report leaks between files, the first of which is the training part."""

def check(
    dataset: Path | Sequence[Path],
    *,
    max_ratio: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    min_rows: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    min_share: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    max_share: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    min_evenness: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    max_missing: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    max_bad_rows: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    max_duplicates: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    max_near_duplicates: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    min_categories: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    max_categories: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    lookalikes: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    min_chars: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    max_chars: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    shape: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    allow: str | Sequence[str] | None = None,
    require: str | Sequence[str] | None = None,
    mix: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    mix_tolerance: float | Fraction | str | Mapping[str, float | Fraction | str] = ...,
    baseline: Path | None = None,
    max_drift: float | Fraction | str | Mapping[str, float | Fraction | str] = ...,
    max_change: float | Fraction | str | Mapping[str, float | Fraction | str] = ...,
    max_relative_change: float | Fraction | str | Mapping[str, float | Fraction | str] = ...,
    write_baseline: Path | None = None,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    near_duplicates: float | Fraction | str = 0.7,
    text: str | Sequence[str] | None = None,
    strict: bool = False,
    exit_zero: bool = False,
    init: bool = False,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Check a dataset against rules."""

def compare(
    before: Path,
    after: Path,
    *,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    fail_on: str | Sequence[str] | Mapping[str, float | None] | None = None,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> CompareReport:
    """Show how the categories differ between two datasets."""

def gaps(
    dataset: Path | Sequence[Path],
    *,
    equal: str | int | None = None,
    floor: int | str | None = None,
    floors: Mapping[str, float] | str | Path | None = None,
    mix: Mapping[str, float | Fraction | str] | str | Path | None = None,
    max_ratio: float | Fraction | str | None = None,
    total: str | int | None = None,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    text: str | Sequence[str] | None = None,
    unit: str = "rows",
    max_repeat: int | str = 1,
    eval_width: float | Fraction | str | None = None,
    holdout: Path | Sequence[Path] | None = None,
    seed: int | str = 0,
    acceptance: float | Fraction | str | None = None,
    confidence: float | Fraction | str = 0.95,
    requests: Path | None = None,
    model: str | None = None,
    mode: str = "generate",
    template: Path | None = None,
    fields: str | Sequence[str] | None = None,
    copy_field: Mapping[str, object] | str | Sequence[str] | None = None,
    examples: int | str = 3,
    per_request: int | str = 5,
    brief: bool = False,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> GapsReport:
    """Show how many rows each category is missing, and write requests for them."""

def collect(
    responses: Path | Sequence[Path],
    *,
    requests: Path | Sequence[Path] | None = None,
    against: Path | Sequence[Path],
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    copy_field: Mapping[str, object] | str | Sequence[str] | None = None,
    provenance: str = "provenance",
    output: Path | None = None,
    rejects: Path | None = None,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> CollectReport:
    """Make candidate rows of the responses to requests."""

def validate(
    candidates: Path | Sequence[Path],
    *,
    against: Path | Sequence[Path],
    holdout: Path | Sequence[Path] | None = None,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    text: str | Sequence[str] | None = None,
    new_category: Literal["reject", "allow"] = "reject",
    rouge_l: float | Fraction | str = 0.7,
    min_words: int | str | None = None,
    max_words: int | str | None = None,
    phrases: Path | None = None,
    quota: Path | None = None,
    max_synthetic: float | Fraction | str | None = None,
    max_margin: float | Fraction | str | None = None,
    provenance: str = "provenance",
    seed: int | str = 0,
    output: Path | None = None,
    rejects: Path | None = None,
    dry_run: bool = False,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> ValidateReport:
    """Accept new rows that fit the dataset; reject the rest with a reason."""

def evaluate(
    dataset: Path | Sequence[Path],
    *,
    truth: str | None = None,
    predicted: str | None = None,
    score: str | None = None,
    truth_file: Path | None = None,
    key: str | None = None,
    unmatched: Literal["wrong", "drop"] = "wrong",
    normalize: str | Sequence[str] = ...,
    options: str | None = None,
    labels: Sequence[str] | None = None,
    baseline: Path | None = None,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    seed: int | str = 0,
    min_f1: float | str | Sequence[float | str] | Mapping[str, float] | None = None,
    min_recall: float | str | Sequence[float | str] | Mapping[str, float] | None = None,
    wrong: Path | None = None,
    field: str | None = None,
    suggest: Path | None = None,
    suggest_rows: int | str = 100,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 67108864,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> EvaluateReport:
    """Measure predictions for each class and each category."""
