"""The verbs, as their options declare them; written by `make generate`."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from os import PathLike
from typing import Literal

from rebalance.auditing.report import AuditReport
from rebalance.balancing.planning.report import ShardsPlanBalanceReport
from rebalance.balancing.report import BalanceReport
from rebalance.checking.report import CheckReport
from rebalance.collection.report import CollectReport
from rebalance.comparison.report import CompareReport
from rebalance.deduplication.report import DedupeReport
from rebalance.errors import RebalanceError as RebalanceError
from rebalance.evaluation.report import EvaluateReport
from rebalance.exporting.report import ExportReport
from rebalance.gap_analysis.report import GapsReport
from rebalance.inspection.report import InspectReport
from rebalance.mixing.report import MixReport
from rebalance.progress import Progress
from rebalance.shard_files.report import ShardsApplyReport, ShardsCommitReport, ShardsScanReport
from rebalance.splitting.planning.report import ShardsPlanSplitReport
from rebalance.splitting.report import SplitReport
from rebalance.validation.report import ValidateReport
from rebalance.weighting.planning.report import ShardsPlanWeightsReport
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
    side: Literal["prompt", "response", "all"] = "all",
    chat_template: Path | None = None,
    special_tokens: bool = False,
    top: int | str | None = None,
    sort: Literal["rows", "name"] = "rows",
    floor: int | str | None = None,
    max_length: int | str | None = None,
    packing: Literal["none", "bfd", "bfd_split", "wrapped"] = "none",
    batch_size: int | str | None = None,
    grad_accumulation: int | str = 1,
    duplicates: Literal["exact", "equal"] = "exact",
    ignore: str | Sequence[str] | None = None,
    shapes: bool = False,
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    engine: Literal["processes", "ray"] | None = None,
    address: str | None = None,
    work_dir: str | None = None,
    rejects: Path | None = None,
    no_cache: bool = False,
    progress: Progress | None = None,
) -> InspectReport:
    """Show the category distribution and data problems.

    Rows without a category are counted apart. Nothing is written but rejects.

    Args:
        dataset: JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are decompressed.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        unit: Unit to measure categories in: field:PATH is a number in each row, tokens:NAME counts with a tokenizer.json, a folder that has one, or a model in the cache of Hugging Face.
        text: Measure only the text of these fields.
        side: Text that counts in chars or tokens: what the model is given, what it answers, or all strings of a row.
        chat_template: Template in Jinja that makes of messages what the model sees, which is what counts.
        special_tokens: Count also the tokens that the tokenizer adds to each row, such as its beginning.
        top: Show only the first N categories; 0 shows all.
        sort: Order of the categories.
        floor: Mark categories with fewer than N rows as scarce.
        max_length: Show how long rows are, and what is over N tokens or characters.
        packing: How rows share sequences of N, as TRL names it: bfd cuts off what is over, bfd_split and wrapped do not.
        batch_size: Sequences of a batch, for the steps an epoch.
        grad_accumulation: Batches of a step.
        duplicates: Duplicates to count: the same bytes, or the same values however spelt.
        ignore: Field in which equal rows may differ; a,b or repeat it for several.
        shapes: Count the shapes of all rows, with the fields taken for prompt and response.
        prompt_field: Fields that ask, in rows that have them; repeat it for several.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics, svg or card.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        engine: Go shard by shard, and hold no rows in memory: on processes of this machine, or on a Ray cluster that is there.
        address: Where the Ray cluster is: HOST:PORT, or auto.
        work_dir: With `engine`: keep what is known of shards in this folder, for later runs.
        rejects: Skip bad rows, and write them here, with place and reason.
        no_cache: Neither use counts of tokens of earlier runs, nor keep those of this one.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        UnknownField: No row has the field of the category.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

def balance(
    dataset: Path | Sequence[Path],
    *,
    equal: str | int | None = None,
    cap: int | str | None = None,
    floor: int | str | None = None,
    alpha: float | Fraction | str | None = None,
    mix: Mapping[str, float | Fraction | str] | str | Path | None = None,
    total: str | int | None = None,
    if_short: Literal["shrink", "fill", "fail"] | None = None,
    rescale: bool = False,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    unit: str = "rows",
    text: str | Sequence[str] | None = None,
    side: Literal["prompt", "response", "all"] = "all",
    chat_template: Path | None = None,
    special_tokens: bool = False,
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    multi: Literal["rarest", "joint"] | None = None,
    max_repeat: int | None = 4,
    keep: str = "random",
    near_duplicates: float | Fraction | str | None = None,
    within: str | None = None,
    group: str | Sequence[str] | None = None,
    order: Literal["input", "shuffle"] = "input",
    seed: int | str = 0,
    force: bool = False,
    epoch: int | str | None = None,
    epochs: int | str | None = None,
    out_dir: Path | None = None,
    output: Path | None = None,
    without: str | Sequence[str] | None = None,
    only_fields: str | Sequence[str] | None = None,
    source_field: str | None = None,
    dropped: Path | None = None,
    manifest: Path | None = None,
    dry_run: bool = False,
    allow_empty: bool = False,
    strict: bool = False,
    group_types: Literal["value", "exact"] = "value",
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    engine: Literal["processes", "ray"] | None = None,
    address: str | None = None,
    work_dir: str | None = None,
    rejects: Path | None = None,
    no_cache: bool = False,
    progress: Progress | None = None,
) -> BalanceReport:
    """Resample rows to a target distribution.

    Rows come out byte for byte as they went in, but for fields that are to be cut or added, to
    `output`.

    Args:
        dataset: JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are decompressed.
        equal: Bring every category to this level.
        cap: Cut categories above N down to N.
        floor: Lift categories below N up to N.
        alpha: Shares in proportion to count^A: 1 keeps them, 0 makes them equal.
        mix: Target shares; default=S is the share of each category not named.
        total: Total to write, with `alpha`, `mix` or `equal`. N is in the unit; 50_000rows, 9Mchars, 2Mtokens and 2Mtokens:NAME are in theirs.
        if_short: Where rows do not suffice for shares of a total: shrink it until all shares hold, let others fill it up, or fail.
        rescale: Scale the shares of a mix that do not add up to 1.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        unit: Unit to measure categories in: field:PATH is a number in each row, tokens:NAME counts with a tokenizer.json, a folder that has one, or a model in the cache of Hugging Face.
        text: Measure and compare only the text of these fields.
        side: Text that counts in chars or tokens: what the model is given, what it answers, or all strings of a row.
        chat_template: Template in Jinja that makes of messages what the model sees, which is what counts.
        special_tokens: Count also the tokens that the tokenizer adds to each row, such as its beginning.
        prompt_field: Fields that ask, in rows that have them; repeat it for several.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        multi: Rows with a list of labels: count under the rarest label, or under the whole set.
        max_repeat: Maximum copies of a row (1: no oversampling).
        keep: Which rows of a category to keep first: random, first (in the file), score:FIELD (highest), weighted:FIELD (random, with these odds), length (lengths distributed as before), diverse (near-duplicates last), or score:FIELD,diverse.
        near_duplicates: With diverse: minimum Jaccard similarity of near-duplicates.
        within: Spread the rows that are kept over the values of this field.
        group: Keep or drop rows together if they share a value of this field.
        order: Order of the output; shuffle also spreads the copies of a row.
        seed: Random seed.
        force: Balance even a validation or test part.
        epoch: Which draw: over draws 1, 2, ... all rows of a category come before any comes again.
        epochs: Write the draws 1 to N, each to a file of its own in `out_dir`.
        out_dir: Folder for an output for each file of the dataset, named after it, and manifest.json last; with `epochs`, for epoch-1.jsonl and so on.
        output: Output file; - is stdout.
        without: Cut this field out of the rows that are written; a,b or repeat it for several.
        only_fields: Cut all but this field out of the rows that are written; a,b or repeat it for several.
        source_field: Add a field of this name with the name of each row's file, as @file gives it.
        dropped: Write the rows that are not kept to this file.
        manifest: Write options and counts to this file, as JSON.
        dry_run: Show the table, but write nothing.
        allow_empty: Write a dataset even if it has no rows.
        strict: Treat a shortfall as an error.
        group_types: Groups of numbers: by value (1 is 1.0), or exact (as they are written).
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        engine: Go shard by shard, and hold no rows in memory: on processes of this machine, or on a Ray cluster that is there.
        address: Where the Ray cluster is: HOST:PORT, or auto.
        work_dir: With `engine`: keep what is known of shards in this folder, for later runs.
        rejects: Skip bad rows, and write them here, with place and reason.
        no_cache: Neither use counts of tokens of earlier runs, nor keep those of this one.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: The target cannot be reached, and `strict` says that it has to be.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

def mix(
    recipe: Path | Sequence[Path],
    *,
    init: bool = False,
    output: Path | None = None,
    frozen: bool = False,
    dry_run: bool = False,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> MixReport:
    """Mix datasets by a recipe.

    Rows come out byte for byte as they went in, but for fields that are to be cut or added, to
    `output`; what they came from goes to a lock file beside the recipe.

    Args:
        recipe: A recipe, in TOML; with `init`, JSONL files to write one for.
        init: Print a recipe for these files, with comments, and mix nothing.
        output: Output file; - is stdout.
        frozen: Refuse to write if anything differs from the lock file of the recipe.
        dry_run: Show the table, but write nothing.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        rejects: Skip bad rows, and write them here, with place and reason.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        RequestError: The recipe is none, or with `frozen`, something differs from the lock file.
        CheckFailed: Rows do not suffice, and the recipe wants all that it asks for.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

def export(
    dataset: Path | Sequence[Path],
    *,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    trainer: Literal["trl", "axolotl", "llama-factory", "ms-swift", "open-instruct", "megatron", "openai", "fireworks"] | None = None,
    form: Literal["balanced", "mix", "weights", "copies"] = "balanced",
    equal: str | int | None = None,
    cap: int | str | None = None,
    floor: int | str | None = None,
    alpha: float | Fraction | str | None = None,
    mix: Mapping[str, float | Fraction | str] | str | Path | None = None,
    total: str | int | None = None,
    if_short: Literal["shrink", "fill", "fail"] | None = None,
    rescale: bool = False,
    max_repeat: int | None = 4,
    scheme: Literal["balanced", "sqrt", "effective", "alpha"] = "balanced",
    beta: float | Fraction | str = 0.999,
    max_ratio: float | Fraction | str | None = None,
    unit: str = "rows",
    text: str | Sequence[str] | None = None,
    side: Literal["prompt", "response", "all"] = "all",
    chat_template: Path | None = None,
    special_tokens: bool = False,
    seed: int | str = 0,
    out_dir: Path | None = None,
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    rejects: Path | None = None,
    no_cache: bool = False,
    progress: Progress | None = None,
) -> ExportReport:
    """Write a dataset as a trainer reads it: rows, settings, and a page that says what to run.

    Rows come out byte for byte as they went in, but for fields that the trainer refuses and
    weights that it reads.

    Args:
        dataset: JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are decompressed.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        trainer: Who reads what is written.
        form: One resampled file; a file for each category and how to mix them; one file with weights where the trainer reads them; or with copies of rows in their place.
        equal: Bring every category to this level.
        cap: Cut categories above N down to N.
        floor: Lift categories below N up to N.
        alpha: Shares, or weights, as if counts were count^A: 1 keeps them, 0 makes them equal.
        mix: Target shares; default=S is the share of each category not named.
        total: Total to write, with `alpha`, `mix` or `equal`. N is in the unit; 50_000rows, 9Mchars, 2Mtokens and 2Mtokens:NAME are in theirs.
        if_short: Where rows do not suffice for shares of a total: shrink it until all shares hold, let others fill it up, or fail.
        rescale: Scale the shares of a mix that do not add up to 1.
        max_repeat: Maximum copies of a row (1: no oversampling).
        scheme: balanced: N/(C*n); sqrt: 1/sqrt(n); effective: (1-B)/(1-B^n); alpha: n^(A-1).
        beta: B of the scheme effective.
        max_ratio: Clip weights above R times the smallest.
        unit: Unit to measure categories in: field:PATH is a number in each row, tokens:NAME counts with a tokenizer.json, a folder that has one, or a model in the cache of Hugging Face.
        text: Measure only the text of these fields.
        side: Text that counts in chars or tokens: what the model is given, what it answers, or all strings of a row.
        chat_template: Template in Jinja that makes of messages what the model sees, which is what counts.
        special_tokens: Count also the tokens that the tokenizer adds to each row, such as its beginning.
        seed: Random seed.
        out_dir: Folder for the rows, the settings of the trainer and a README.md that says what to run.
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        rejects: Skip bad rows, and write them here, with place and reason.
        no_cache: Neither use counts of tokens of earlier runs, nor keep those of this one.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: The trainer cannot read these rows, or cannot do what was asked.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

def weights(
    dataset: Path | Sequence[Path],
    *,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    unit: str = "rows",
    text: str | Sequence[str] | None = None,
    side: Literal["prompt", "response", "all"] = "all",
    chat_template: Path | None = None,
    special_tokens: bool = False,
    response_field: str | Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    scheme: Literal["balanced", "sqrt", "effective", "alpha"] = "balanced",
    beta: float | Fraction | str = 0.999,
    alpha: float | Fraction | str = 0.5,
    max_ratio: float | Fraction | str | None = None,
    normalize: Literal["rows", "categories", "none"] = "rows",
    zero_weight: float | Fraction | str | None = None,
    correct_for: Path | None = None,
    log_priors: bool = False,
    tau: float | Fraction | str = 1.0,
    output: Path | None = None,
    out_dir: Path | None = None,
    field: str = "weight",
    without: str | Sequence[str] | None = None,
    only_fields: str | Sequence[str] | None = None,
    source_field: str | None = None,
    npy: Path | None = None,
    npy_rows: Literal["all", "kept"] = "all",
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    engine: Literal["processes", "ray"] | None = None,
    address: str | None = None,
    work_dir: str | None = None,
    rejects: Path | None = None,
    no_cache: bool = False,
    progress: Progress | None = None,
) -> WeightsReport:
    """Compute a weight of each category, or of each row.

    Rows get it as a field of `output`, or go into the array `npy`.

    Args:
        dataset: JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are decompressed.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        unit: Unit to measure categories in: field:PATH is a number in each row, tokens:NAME counts with a tokenizer.json, a folder that has one, or a model in the cache of Hugging Face.
        text: Measure only the text of these fields.
        side: Text that counts in chars or tokens: what the model is given, what it answers, or all strings of a row.
        chat_template: Template in Jinja that makes of messages what the model sees, which is what counts.
        special_tokens: Count also the tokens that the tokenizer adds to each row, such as its beginning.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        labels: Categories, in order: a list, a file with one per line, or JSON: a list, id2label, label2id or a config.json.
        scheme: balanced: N/(C*n); sqrt: 1/sqrt(n); effective: (1-B)/(1-B^n); alpha: n^(A-1).
        beta: B of the scheme effective.
        alpha: A of the scheme alpha: 1 weights all rows alike, 0 is balanced.
        max_ratio: Clip weights above R times the smallest.
        normalize: Scale weights to mean 1 over rows or categories; none leaves the bare formula.
        zero_weight: Weight of a declared category without rows.
        correct_for: Horvitz-Thompson weights that undo a run of balance: its manifest or JSON report.
        log_priors: Show T * ln(share of rows) of each category, to adjust logits by.
        tau: T of the log priors.
        output: Write every row with its weight as a field; - is stdout.
        out_dir: The same, but an output for each file of the dataset, named after it, in this folder, and manifest.json last.
        field: Name of the field to add.
        without: Cut this field out of the rows that are written; a,b or repeat it for several.
        only_fields: Cut all but this field out of the rows that are written; a,b or repeat it for several.
        source_field: Add a field of this name with the name of each row's file, as @file gives it.
        npy: Write float32 weights, one per row in file order.
        npy_rows: Rows of the array: all of them, or it is refused; or those that are kept, with their numbers (from 0) in NAME.rows.npy.
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        engine: Go shard by shard, and hold no rows in memory: on processes of this machine, or on a Ray cluster that is there.
        address: Where the Ray cluster is: HOST:PORT, or auto.
        work_dir: With `engine`: keep what is known of shards in this folder, for later runs.
        rejects: Skip bad rows, and write them here, with place and reason.
        no_cache: Neither use counts of tokens of earlier runs, nor keep those of this one.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: The run of `balance` that is to be undone did not write the dataset.
        FieldTaken: A row has the field that is to be spliced in.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

def split(
    dataset: Path | Sequence[Path],
    *,
    out_dir: Path | None = None,
    parts: Mapping[str, float | Fraction | str] | str | None = None,
    folds: int | str | None = None,
    stable: bool = False,
    previous: Path | None = None,
    key: str | None = None,
    per_shard: bool = False,
    clean: bool = False,
    card: bool = False,
    time: str | None = None,
    rare: Literal["train", "spread", "pool", "error"] | None = None,
    no_stratify: bool = False,
    allow_empty: bool = False,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    group: str | Sequence[str] | None = None,
    near_duplicates: float | Fraction | str | None = None,
    allow_shared_prompts: bool = False,
    text: str | Sequence[str] | None = None,
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    seed: int | str = 0,
    output: Path | None = None,
    field: str = "fold",
    without: str | Sequence[str] | None = None,
    only_fields: str | Sequence[str] | None = None,
    source_field: str | None = None,
    group_types: Literal["value", "exact"] = "value",
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    engine: Literal["processes", "ray"] | None = None,
    address: str | None = None,
    work_dir: str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> SplitReport:
    """Split rows into stratified parts that do not leak.

    Totals are exact, and identical rows stay together; on request groups and near-duplicates, too.
    Parts go to NAME.jsonl in the folder `out_dir`, and its manifest.json is written last; folds
    may go to one file, `output`.

    Args:
        dataset: JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are decompressed.
        out_dir: Folder for the parts: NAME.jsonl for each, and manifest.json.
        parts: Parts and their sizes: shares (0.1, 10%), rows (500), or rest, what remains.
        folds: Make K folds of equal size instead.
        stable: Keep each row in its part when other rows come or go; shares vary by chance.
        previous: Keep the rows of this earlier split in their parts.
        key: Match rows with those of an earlier split by the value of this field; the manifest keeps it for the next time.
        per_shard: Write a file for each file of the dataset into each part: DIR/PART/FILE.
        clean: Remove the parts of an earlier split that this one does not write.
        card: Say in DIR/README.md which file is which split, so that load_dataset(DIR) of Hugging Face reads exactly the parts.
        time: Assign rows by time: the last part has the latest.
        rare: Categories with fewer rows than there are parts: assign all rows to the largest part, spread one row to each part, stratify them as one category, or stop.
        no_stratify: Ignore categories; rows need not have one.
        allow_empty: Allow empty parts.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        group: Keep rows in one part if they share a value of this field.
        near_duplicates: Keep rows in one part if their texts reach this Jaccard similarity (try 0.7); auto is 0.7, and higher within groups that would be larger than the smallest part.
        allow_shared_prompts: Let rows with one prompt go to different parts; equal rows stay together.
        text: Text field to compare for near-duplicates.
        prompt_field: Fields that ask, in rows that have them; repeat it for several.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        seed: Random seed.
        output: With `folds`: one file instead, with the fold of each row as a field.
        field: Name of the field to add.
        without: Cut this field out of the rows that are written; a,b or repeat it for several.
        only_fields: Cut all but this field out of the rows that are written; a,b or repeat it for several.
        source_field: Add a field of this name with the name of each row's file, as @file gives it.
        group_types: Groups of numbers: by value (1 is 1.0), or exact (as they are written).
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        engine: Go shard by shard, and hold no rows in memory: on processes of this machine, or on a Ray cluster that is there.
        address: Where the Ray cluster is: HOST:PORT, or auto.
        work_dir: With `engine`: keep what is known of shards in this folder, for later runs.
        rejects: Skip bad rows, and write them here, with place and reason.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: The parts cannot be made, or one would be empty.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

def dedupe(
    dataset: Path | Sequence[Path],
    *,
    exact: bool = False,
    equal: bool = False,
    prompt: bool = False,
    near: float | Fraction | str | None = None,
    by: str | Sequence[str] | None = None,
    keep: str = "first",
    ignore: str | Sequence[str] | None = None,
    text: str | Sequence[str] | None = None,
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    order: Literal["input", "shuffle"] = "input",
    seed: int | str = 0,
    output: Path | None = None,
    without: str | Sequence[str] | None = None,
    only_fields: str | Sequence[str] | None = None,
    source_field: str | None = None,
    dropped: Path | None = None,
    dry_run: bool = False,
    allow_empty: bool = False,
    min_coverage: float | Fraction | str | None = None,
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    against: Path | Sequence[Path] | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> DedupeReport:
    """Drop rows that repeat others, and keep one for each.

    Rows come out byte for byte as they went in, but for fields that are to be cut or added, in
    their order, to `output`.

    Args:
        dataset: JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are decompressed.
        exact: Rows repeat others byte for byte, white space at the end aside.
        equal: Rows repeat others if they say the same, however it is spelt.
        prompt: Rows repeat others if their prompts do, but for case, punctuation and spaces.
        near: Rows repeat others if their prompts reach this Jaccard similarity (try 0.7).
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        keep: Which of the rows that repeat each other to keep: first (in the dataset), longest (most characters), or score:FIELD (highest); ties go to the first.
        ignore: Field in which equal rows may differ; a,b or repeat it for several.
        text: Compare only the text of these fields.
        prompt_field: Fields that ask, in rows that have them; repeat it for several.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        order: Order of the output.
        seed: Random seed.
        output: Output file; - is stdout.
        without: Cut this field out of the rows that are written; a,b or repeat it for several.
        only_fields: Cut all but this field out of the rows that are written; a,b or repeat it for several.
        source_field: Add a field of this name with the name of each row's file, as @file gives it.
        dropped: Write the rows that are dropped here, with their place and that of the row kept.
        dry_run: Show the table, but write nothing.
        allow_empty: Write a dataset even if it has no rows.
        min_coverage: Fail if less than this share of the rows could be compared.
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        against: Also drop rows that repeat a row of this file, which is only read; repeat it for several.
        rejects: Skip bad rows, and write them here, with place and reason.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take, or no row could be compared.
        RequestError: The options ask for no kind of repeats, or no row would be kept.
        CheckFailed: Less rows than `min_coverage` asks for could be compared.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

def audit(
    parts: Path | Sequence[Path],
    *,
    min_coverage: float | Fraction | str = ...,
    strict: bool = False,
    group: str | Sequence[str] | None = None,
    near_duplicates: float | Fraction | str = 0.7,
    text: str | Sequence[str] | None = None,
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    fail_on: str | Sequence[str] = ...,
    ignore: str | Sequence[str] | None = None,
    group_types: Literal["value", "exact"] = "value",
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    samples: int | str = 0,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> AuditReport:
    """Report leaks between files, the first of which is the training part.

    Nothing is written but rejects.

    Args:
        parts: JSONL files to compare, the training part first; - is standard input; .gz .bz2 .xz .zst are decompressed.
        min_coverage: Fail if a gate could look at less than this share of the rows.
        strict: Fail if a gate could not look at every row.
        group: Also report values of this field that occur in several files.
        near_duplicates: Minimum Jaccard similarity of near-duplicates.
        text: Compare only the text of these fields.
        prompt_field: Fields that ask, in rows that have them; repeat it for several.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        fail_on: Exit 1 on leaks of these kinds: exact, prompt, group, near, ngram.
        ignore: Field in which equal rows may differ; a,b or repeat it for several.
        group_types: Groups of numbers: by value (1 is 1.0), or exact (as they are written).
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html or metrics.
        samples: Show the beginning of N leaked rows of each kind.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        rejects: Skip bad rows, and write them here, with place and reason.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        UnknownField: No row has the field of a group or of the text.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

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
    unique: str | Sequence[str] | None = None,
    max_label_conflicts: float | Fraction | str | Mapping[str, float | Fraction | str] | None = None,
    same_fields: bool = False,
    min_coverage: float | Fraction | str | Mapping[str, float | Fraction | str] = ...,
    baseline: Path | None = None,
    max_drift: float | Fraction | str | Mapping[str, float | Fraction | str] = ...,
    max_change: float | Fraction | str | Mapping[str, float | Fraction | str] = ...,
    max_relative_change: float | Fraction | str | Mapping[str, float | Fraction | str] = ...,
    write_baseline: Path | None = None,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    near_duplicates: float | Fraction | str = 0.7,
    text: str | Sequence[str] | None = None,
    unit: str = "rows",
    side: Literal["prompt", "response", "all"] = "all",
    chat_template: Path | None = None,
    special_tokens: bool = False,
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    ignore: str | Sequence[str] | None = None,
    strict: bool = False,
    exit_zero: bool = False,
    init: bool = False,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    no_cache: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Check a dataset against rules.

    A rule's value is a threshold, or `{"warn": A, "error": B}`. Reports and a baseline are written
    also if the check fails; the report's `failure` says why.

    Args:
        dataset: JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are decompressed.
        max_ratio: The largest category has at most N times the rows of the smallest.
        min_rows: Every category has at least N rows.
        min_share: Every category has at least this share of the rows.
        max_share: No category has more than this share of the rows.
        min_evenness: Evenness is at least E; 1 is perfectly even.
        max_missing: At most this many rows have no category.
        max_bad_rows: At most this many lines are bad rows; without this rule the first one stops the check.
        max_duplicates: At most this many rows say what an earlier row says, however it is spelt.
        max_near_duplicates: At most this many rows nearly repeat the text of an earlier row.
        min_categories: There are at least N categories.
        max_categories: There are at most N categories.
        lookalikes: No two categories differ only in type, case, white space or Unicode form.
        min_chars: Every row has at least N characters.
        max_chars: Every row has at most N characters.
        shape: Every row has this shape (alpaca, messages, sharegpt, prompt-completion, preference, text), its roles alternate and end with an answer, and no answer is empty or repeats the prompt; same requires only that all rows of a file have one shape.
        allow: Every category is one of these.
        require: Each of these categories has rows.
        mix: Shares match this mix, within its tolerance.
        mix_tolerance: Maximum distance of a share from the mix.
        unique: No two rows have one value in this field, numbers by value; repeat it for several.
        max_label_conflicts: At most this many rows have the prompt of an earlier row and another category, or another response of up to three words (of any length where a field for it is named).
        same_fields: All rows have the fields that most have, each of the type that it mostly has.
        min_coverage: Rules that compare prompts, texts or shapes could look at this share of the rows.
        baseline: Compare with the categories in this baseline file.
        max_drift: Total variation from the baseline (the share of rows that would have to change category) exceeds what sampling alone is expected to give by at most this, or is within the 95th percentile of what sampling alone gives.
        max_change: No category's share changed from the baseline by more than both this and the relative limit.
        max_relative_change: Relative limit: change divided by the share in the baseline.
        write_baseline: Write the current category counts as a baseline, and exit 0.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        near_duplicates: Minimum Jaccard similarity of near-duplicates.
        text: Measure and compare only the text of these fields.
        unit: Unit to measure categories in: field:PATH is a number in each row, tokens:NAME counts with a tokenizer.json, a folder that has one, or a model in the cache of Hugging Face.
        side: Text that counts in chars or tokens: what the model is given, what it answers, or all strings of a row.
        chat_template: Template in Jinja that makes of messages what the model sees, which is what counts.
        special_tokens: Count also the tokens that the tokenizer adds to each row, such as its beginning.
        prompt_field: Fields that ask, in rows that have them; repeat it for several.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        ignore: Field in which equal rows may differ; a,b or repeat it for several.
        strict: Treat warnings as errors.
        exit_zero: Exit 0 whatever is found.
        init: Print a configuration with the thresholds that the dataset meets now.
        report: Also write the report to a file: json, csv, md, html, metrics, junit, sarif or github.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        no_cache: Neither use counts of tokens of earlier runs, nor keep those of this one.
        rejects: Skip bad rows, and write them here, with place and reason.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: There is no rule, or the baseline is of other categories.
        DataError: A row is bad, and neither the options nor a rule say what to do with it.
        AccessError: A file cannot be read or written.
    """

def compare(
    before: Path,
    after: Path,
    *,
    min_coverage: float | Fraction | str = ...,
    strict: bool = False,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    key: str | None = None,
    fail_on: str | Sequence[str] | Mapping[str, float | None] | None = None,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> CompareReport:
    """Show how the categories differ between two datasets.

    Either may be a saved report of `inspect`. Nothing is written.

    Args:
        before: A JSONL file, - for standard input, or a report saved from inspect -f json.
        after: The same, to compare with BEFORE.
        min_coverage: Fail if a gate could look at less than this share of the rows.
        strict: Fail if a gate could not look at every row.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        key: Join rows by the value of this field, such as an id: which were added, are gone, changed, or moved between categories.
        fail_on: Exit 1 if a measure is above its limit (tv, js and le-cam = √(½ Σ (p − q)² / (p + q)), p and q the shares, from 0 to 1, points from 0 to 100), or if there are new or vanished categories; by key, also added, gone, changed or moved rows, or more than a share of them.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: A saved report is not complete, or is of other fields.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read.
    """

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
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    unit: str = "rows",
    side: Literal["prompt", "response", "all"] = "all",
    chat_template: Path | None = None,
    special_tokens: bool = False,
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
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    no_cache: bool = False,
    progress: Progress | None = None,
) -> GapsReport:
    """Show how many rows each category is missing, and write requests for them.

    Requests go to the file `requests`; nothing is sent anywhere.

    Args:
        dataset: JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are decompressed.
        equal: Bring every category to this level.
        floor: At least N rows in each category.
        floors: Minimum rows of each category; default=N is for those not named.
        mix: Target shares; default=S is the share of each category not named.
        max_ratio: The largest category has at most R times the rows of any other.
        total: Total rows, with `mix` or `equal`. N is in the unit; 50_000rows, 9Mchars, 2Mtokens and 2Mtokens:NAME are in theirs.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        text: Measure and compare only the text of these fields.
        prompt_field: Fields that ask, in rows that have them; repeat it for several.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        unit: Unit to measure categories in: field:PATH is a number in each row, tokens:NAME counts with a tokenizer.json, a folder that has one, or a model in the cache of Hugging Face.
        side: Text that counts in chars or tokens: what the model is given, what it answers, or all strings of a row.
        chat_template: Template in Jinja that makes of messages what the model sees, which is what counts.
        special_tokens: Count also the tokens that the tokenizer adds to each row, such as its beginning.
        max_repeat: Maximum copies of a row (1: no oversampling).
        eval_width: Report the test rows needed to estimate recall within ±W (95 %).
        holdout: Test rows, counted by category and never shown as examples.
        seed: Random seed.
        acceptance: Share of new rows that is accepted: 0.6 or 60% as known, 20/40 as an estimate from rows that were judged.
        confidence: With `acceptance`: probability that enough rows are accepted.
        requests: Write requests for new rows, as an OpenAI batch file.
        model: Model to name in the requests.
        mode: Task: generate, paraphrase or translate:LANG.
        template: Prompt template, instead of the built-in one.
        fields: Fields to ask for beside the category, instead of all that a model can write.
        copy_field: Value of a field in all new rows, which no model is asked for.
        examples: Example rows in each request, and in a brief.
        per_request: Rows to ask for in each request.
        brief: Report example rows, for people who write new ones; Markdown has a brief.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        no_cache: Neither use counts of tokens of earlier runs, nor keep those of this one.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: There is not exactly one target, or nothing can meet it.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

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
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> CollectReport:
    """Make candidate rows of the responses to requests.

    Rows go to `output`, and what yields none to `rejects`. They are not validated here. A report
    is returned also if no row was collected; then its `problem` says why, and `output` stays as
    it was.

    Args:
        responses: Responses to requests written by gaps, of batches of OpenAI, Anthropic, Gemini or Bedrock, or plain rows; - is standard input.
        requests: The requests: count the unanswered; reject responses to others.
        against: Dataset that the rows are for; it defines the categories.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        copy_field: Value of a field in all new rows, which no model is asked for.
        provenance: Name of the field to add, which records where a row comes from.
        output: Write the candidate rows to this file; - is stdout.
        rejects: Write what yields no row to this file, with place and reason.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        DataError: A row of the dataset or a request is bad.
        AccessError: A file cannot be read or written.
    """

def validate(
    candidates: Path | Sequence[Path],
    *,
    min_coverage: float | Fraction | str = ...,
    strict: bool = False,
    against: Path | Sequence[Path],
    holdout: Path | Sequence[Path] | None = None,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    text: str | Sequence[str] | None = None,
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    new_category: Literal["reject", "allow"] = "reject",
    rouge_l: float | Fraction | str = 0.7,
    min_words: int | str | None = None,
    max_words: int | str | None = None,
    phrases: Path | None = None,
    allow_debris: str | Sequence[str] = ...,
    quota: Path | None = None,
    max_synthetic: float | Fraction | str | None = None,
    max_margin: float | Fraction | str | None = None,
    provenance: str = "provenance",
    seed: int | str = 0,
    output: Path | None = None,
    rejects: Path | None = None,
    dry_run: bool = False,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> ValidateReport:
    """Accept new rows that fit the dataset; reject the rest with a reason.

    Accepted rows go to `output`, byte for byte, the others to `rejects`. All candidates are held in
    memory; the dataset and the held-out rows are read as streams.

    Args:
        candidates: JSONL files of new rows; - is standard input; .gz .bz2 .xz .zst are decompressed.
        min_coverage: Fail if a gate could look at less than this share of the rows.
        strict: Fail if a gate could not look at every row.
        against: Dataset that the new rows are for.
        holdout: Rows that must never be trained on, such as a test part.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        text: Compare the text of these fields, instead of the prompt.
        prompt_field: Fields that ask, in rows that have them; repeat it for several.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        new_category: Rows of a category that the dataset does not have.
        rouge_l: ROUGE-L above which texts are near-duplicates.
        min_words: Minimum words in the compared text.
        max_words: Maximum words in the compared text.
        phrases: Phrases that reject an answer, one per line, besides the built-in ones.
        allow_debris: Do not reject rows for these kinds of debris: control-token, think, tag, stub, refusal, opener, fence, echo, loop.
        quota: Accept at most the rows that this gaps report (JSON) asks for.
        max_synthetic: Maximum share of synthetic rows in a category: 0.5 or 50%.
        max_margin: Reject rows more likely in another category by more than M (log-likelihood, naive Bayes); auto: by more than 95 % of the rows held back.
        provenance: Field that records where a synthetic row comes from.
        seed: Random seed.
        output: Write the accepted rows to this file; - is stdout.
        rejects: Write the rejected rows, with rule, reason and numbers.
        dry_run: Show the tables, but write nothing.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: A category of the dataset is a list of labels.
        UnknownField: No row has the field of the category, or of the text.
        DataError: A row of the dataset is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

def evaluate(
    dataset: Path | Sequence[Path],
    *,
    min_coverage: float | Fraction | str = ...,
    strict: bool = False,
    truth: str | None = None,
    predicted: str | None = None,
    score: str | None = None,
    probabilities: str | None = None,
    truth_file: Path | None = None,
    key: str | None = None,
    unmatched: Literal["wrong", "drop"] = "wrong",
    normalize: str | Sequence[str] = ...,
    options: str | None = None,
    labels: Sequence[str] | None = None,
    baseline: Path | None = None,
    by: str | Sequence[str] | None = None,
    missing: Literal["error", "drop", "keep"] = "error",
    group: str | Sequence[str] | None = None,
    split_manifest: Path | None = None,
    seed: int | str = 0,
    min_f1: float | str | Sequence[float | str] | Mapping[str, float] | None = None,
    min_recall: float | str | Sequence[float | str] | Mapping[str, float] | None = None,
    wrong: Path | None = None,
    field: str | None = None,
    suggest: Path | None = None,
    suggest_rows: int | str = 100,
    use_test: bool = False,
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_errors: float | Fraction | str | None = None,
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> EvaluateReport:
    """Measure predictions for each class and each category.

    Precision, recall, F1 and their averages with intervals, the confusion, two runs beside each
    other. With `suggest` a mix and floors are written.

    Args:
        dataset: JSONL files, read as one dataset; - is standard input; .gz .bz2 .xz .zst are decompressed.
        min_coverage: Fail if a gate could look at less than this share of the rows.
        strict: Fail if a gate could not look at every row.
        truth: Ground-truth field.
        predicted: Prediction field.
        score: Field with a numeric score, e.g. of free-text answers.
        probabilities: Field with an object: label -> probability, to measure its calibration.
        truth_file: Ground-truth file, if the truth is not in DATASET.
        key: Field to match the rows of two files by.
        unmatched: Items of the ground-truth file without a prediction: count as wrong, or leave out.
        normalize: How labels are compared: without white space at their ends; without case; a text that is a number as that; an option's index or letter as its text.
        options: With `normalize=label`: field with the row's options, a list or an object letter -> text.
        labels: Classes: a list, a file with one per line, or JSON: a list, id2label, label2id or a config.json; other predictions are invalid.
        baseline: Predictions of an earlier run, to compare with.
        by: Category field, to measure each category; repeat it to cross several.
        missing: Rows without a category: refuse, drop, or keep as one category.
        group: Rows that share a value of this field belong together: intervals and tests draw them together.
        split_manifest: Manifest of the split: says what kept rows together, and which part a file is.
        seed: Random seed.
        min_f1: Exit 1 if F1 is below this: macro-F1, or F1 of each class or one class.
        min_recall: Exit 1 if recall is below this: macro recall, or that of each class or one class.
        wrong: Write the rows whose prediction is wrong or invalid; - is stdout.
        field: With `wrong`: name of a field to add, with the prediction as compared.
        suggest: Write PREFIX.mix.toml and PREFIX.floors.toml, to give weak categories more data.
        suggest_rows: With `suggest`: rows for an average category.
        use_test: With `suggest`: go by the test part, which then proves nothing.
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_errors: Skip bad rows, and stop if there are more than this.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        jobs: Number of processes; it does not change the result.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        UnknownField: No row has one of the fields.
        DataError: A row is bad or has no truth, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """

def shards_scan(
    shard: Path,
    *,
    by: str | Sequence[str] | None = None,
    command: Literal["balance", "weights", "split"] = "balance",
    score: str | None = None,
    no_stratify: bool = False,
    allow_shared_prompts: bool = False,
    prompt_field: str | Sequence[str] | None = None,
    response_field: str | Sequence[str] | None = None,
    field: str = "weight",
    output: Path,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    where: str | None = None,
    on_error: Literal["fail", "skip"] = "fail",
    max_line_bytes: int | str = 8388608,
    max_bytes: int | str | None = None,
    progress: Progress | None = None,
) -> ShardsScanReport:
    """Scan a shard, and write its index: what a plan needs to know of it.

    Args:
        shard: A JSONL file of the dataset.
        by: Category field: name, outer.inner, items.*.name, /a/json/pointer, or @file, @dir, @path; numbers cut at edges (score@0.5,0.8) or quantiles (score@q4, @chars@q4); @turns, @shape, @script; repeat it to cross several.
        command: What will be planned with the index.
        score: For balance: the field of score:FIELD or weighted:FIELD in the plan.
        no_stratify: For split: ignore categories.
        allow_shared_prompts: For split: let rows with one prompt go to different parts.
        prompt_field: Fields that ask, in rows that have them; repeat it for several.
        response_field: Fields that answer, in rows that have them; repeat it for several.
        field: For weights: name of the field that will be added.
        output: File for the index.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        where: Read only rows that fulfil a condition: score >= 0.8 and lang in ["de", "en"].
        on_error: Bad rows: stop at the first, or skip and count them.
        max_line_bytes: Maximum length of a row; longer ones are bad rows.
        max_bytes: Maximum size of a decompressed file or of standard input.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        OptionError: An option has a value that it cannot take.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: The shard cannot be read, or the index not be written.
    """

def shards_plan_balance(
    dataset: Path | Sequence[Path],
    *,
    equal: str | int | None = None,
    cap: int | str | None = None,
    floor: int | str | None = None,
    alpha: float | Fraction | str | None = None,
    mix: Mapping[str, float | Fraction | str] | str | Path | None = None,
    total: str | int | None = None,
    if_short: Literal["shrink", "fill", "fail"] | None = None,
    rescale: bool = False,
    missing: Literal["error", "drop", "keep"] = "error",
    multi: Literal["rarest", "joint"] | None = None,
    max_repeat: int | None = 4,
    keep: str = "random",
    seed: int | str = 0,
    force: bool = False,
    epoch: int | str | None = None,
    output: Path,
    allow_empty: bool = False,
    strict: bool = False,
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    max_errors: float | Fraction | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> ShardsPlanBalanceReport:
    """Plan a run of `balance` over shards, of their indices alone.

    Args:
        dataset: Indices of all shards, in the order of the rows.
        equal: Bring every category to this level.
        cap: Cut categories above N down to N.
        floor: Lift categories below N up to N.
        alpha: Shares in proportion to count^A: 1 keeps them, 0 makes them equal.
        mix: Target shares; default=S is the share of each category not named.
        total: Total to write, with `alpha`, `mix` or `equal`. N is in the unit; 50_000rows, 9Mchars, 2Mtokens and 2Mtokens:NAME are in theirs.
        if_short: Where rows do not suffice for shares of a total: shrink it until all shares hold, let others fill it up, or fail.
        rescale: Scale the shares of a mix that do not add up to 1.
        missing: Rows without a category: refuse, drop, or keep as one category.
        multi: Rows with a list of labels: count under the rarest label, or under the whole set.
        max_repeat: Maximum copies of a row (1: no oversampling).
        keep: Which rows of a category to keep first: random, first (in the file), score:FIELD (highest), weighted:FIELD (random, with these odds), length (lengths distributed as before), diverse (near-duplicates last), or score:FIELD,diverse.
        seed: Random seed.
        force: Balance even a validation or test part.
        epoch: Which draw: over draws 1, 2, ... all rows of a category come before any comes again.
        output: File for the plan, as JSON.
        allow_empty: Write a dataset even if it has no rows.
        strict: Treat a shortfall as an error.
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        max_errors: Skip bad rows, and stop if there are more than this.
        jobs: Number of processes; it does not change the result.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        RequestError: An index is none, does not fit the others or what is planned, or the target
            cannot be reached, and `strict` says that it has to be.
        DataError: More rows are bad than are allowed, or have no category.
        AccessError: An index cannot be read, or the plan not be written.
    """

def shards_plan_weights(
    dataset: Path | Sequence[Path],
    *,
    missing: Literal["error", "drop", "keep"] = "error",
    labels: Sequence[str] | None = None,
    scheme: Literal["balanced", "sqrt", "effective", "alpha"] = "balanced",
    beta: float | Fraction | str = 0.999,
    alpha: float | Fraction | str = 0.5,
    max_ratio: float | Fraction | str | None = None,
    normalize: Literal["rows", "categories", "none"] = "rows",
    zero_weight: float | Fraction | str | None = None,
    correct_for: Path | None = None,
    log_priors: bool = False,
    tau: float | Fraction | str = 1.0,
    output: Path,
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    max_errors: float | Fraction | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> ShardsPlanWeightsReport:
    """Plan a run of `weights` over shards, of their indices alone.

    Args:
        dataset: Indices of all shards, in the order of the rows.
        missing: Rows without a category: refuse, drop, or keep as one category.
        labels: Categories, in order: a list, a file with one per line, or JSON: a list, id2label, label2id or a config.json.
        scheme: balanced: N/(C*n); sqrt: 1/sqrt(n); effective: (1-B)/(1-B^n); alpha: n^(A-1).
        beta: B of the scheme effective.
        alpha: A of the scheme alpha: 1 weights all rows alike, 0 is balanced.
        max_ratio: Clip weights above R times the smallest.
        normalize: Scale weights to mean 1 over rows or categories; none leaves the bare formula.
        zero_weight: Weight of a declared category without rows.
        correct_for: Horvitz-Thompson weights that undo a run of balance: its manifest or JSON report.
        log_priors: Show T * ln(share of rows) of each category, to adjust logits by.
        tau: T of the log priors.
        output: File for the plan, as JSON.
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        max_errors: Skip bad rows, and stop if there are more than this.
        jobs: Number of processes; it does not change the result.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        RequestError: An index is none, or does not fit the others or what is planned.
        DataError: More rows are bad than are allowed, or have no category.
        AccessError: An index cannot be read, or the plan not be written.
    """

def shards_plan_split(
    dataset: Path | Sequence[Path],
    *,
    parts: Mapping[str, float | Fraction | str] | str | None = None,
    stable: bool = False,
    rare: Literal["train", "spread", "pool", "error"] | None = None,
    allow_empty: bool = False,
    missing: Literal["error", "drop", "keep"] = "error",
    seed: int | str = 0,
    output: Path,
    lookalikes: Literal["warn", "error"] = "warn",
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    max_errors: float | Fraction | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> ShardsPlanSplitReport:
    """Plan a run of `split` over shards, of their indices and their rows by key alone.

    Args:
        dataset: Indices of all shards, in the order of the rows.
        parts: Parts and their sizes: shares (0.1, 10%), rows (500), or rest, what remains.
        stable: Keep each row in its part when other rows come or go; shares vary by chance.
        rare: Categories with fewer rows than there are parts: assign all rows to the largest part, spread one row to each part, stratify them as one category, or stop.
        allow_empty: Allow empty parts.
        missing: Rows without a category: refuse, drop, or keep as one category.
        seed: Random seed.
        output: File for the plan, as JSON.
        lookalikes: Values that differ only in type, case, white space or Unicode form: warn, or fail.
        report: Also write the report to a file: json, csv, md, html, metrics or svg.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        max_errors: Skip bad rows, and stop if there are more than this.
        jobs: Number of processes; it does not change the result.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        RequestError: An index is none, does not fit the others or what is planned, or has lost its
            rows by key; or the parts cannot be made, or one would be empty.
        DataError: More rows are bad than are allowed, or have no category.
        AccessError: An index cannot be read, or the plan not be written.
    """

def shards_apply(
    plan: Path,
    shard: Path,
    *,
    output: Path,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    index: Path,
    progress: Progress | None = None,
) -> ShardsApplyReport:
    """Write the output of a shard by a plan.

    Args:
        plan: The plan.
        shard: A JSONL file of the dataset.
        output: Output file; of a split the folder of all parts, where it goes to PART/SHARD. What says that it is written goes to .rebalance in the folder.
        report: Also write the report to a file: json, csv, md, html or metrics.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        index: The index of the shard.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        RequestError: The plan or the index is none, or they do not belong together.
        ChangedInput: The shard is not what it was when it was scanned.
        AccessError: A file cannot be read or written.
    """

def shards_commit(
    folder: Path,
    *,
    report: Mapping[str, Path] | str | Sequence[str] | None = None,
    storage_options: Mapping[str, object] | str | None = None,
    jobs: int | str | None = None,
    progress: Progress | None = None,
) -> ShardsCommitReport:
    """Look whether all outputs of a plan are there as they were written, and write the manifest.

    Args:
        folder: Folder of all outputs.
        report: Also write the report to a file: json, csv, md, html or metrics.
        storage_options: How stores of paths with :// are reached, such as their endpoint_url; secrets come from the environment.
        jobs: Number of processes that look at the outputs.
        progress: Called with the step, the bytes done and the total bytes of the step, again and again.

    Raises:
        RequestError: An output is missing, was changed, or was written by another plan.
        AccessError: The folder cannot be read, or the manifest not be written.
    """
