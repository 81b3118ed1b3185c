"""The verb `evaluate`: measure predictions for each class and each category."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from rebalance.coverage import Coverage
from rebalance.errors import OptionError
from rebalance.evaluation.answer_report import InvalidAnswer
from rebalance.evaluation.answers import invalid_answers, write_wrong
from rebalance.evaluation.baseline import Change, compare_runs
from rebalance.evaluation.calibrating import calibrate
from rebalance.evaluation.calibration_report import CalibrationReport
from rebalance.evaluation.classes import classes_of, lookalike_warnings, refuse_indicators
from rebalance.evaluation.comparing import Compared, compared
from rebalance.evaluation.forms import Spellings
from rebalance.evaluation.gates import Gates, below_limits
from rebalance.evaluation.known_parts import KnownPart, known_parts, refuse_test_part
from rebalance.evaluation.measurement import Evaluation, measure, ordered
from rebalance.evaluation.multilabel import has_lists
from rebalance.evaluation.options import EvaluateOptions
from rebalance.evaluation.predictions import Pairs, Predictions, in_step, matched
from rebalance.evaluation.reading import Fields, RunReader, Runs
from rebalance.evaluation.report import BelowLimit, EvaluateReport
from rebalance.evaluation.reporting import (
    categories_of,
    change_of,
    groups_of,
    meeting_of,
    part_of,
    suggestion_of,
    suggestions_of,
)
from rebalance.evaluation.suggestion_files import (
    Proposed,
    metric_of,
    suggestions,
    write_suggestions,
)
from rebalance.evaluation.unmeasured import ITEMS, PREDICTIONS
from rebalance.progress import Progress
from rebalance.reader import Reader, alike_categories
from rebalance.rows.category import Category, labels
from rebalance.rows.saved_manifests import SavedManifest, read_split
from rebalance.verbs import verb
from rebalance.wording import plural


@verb(EvaluateOptions)
def evaluate(options: EvaluateOptions, progress: Progress) -> EvaluateReport:
    """Measure predictions for each class and each category.

    Precision, recall, F1 and their averages with intervals, the confusion, two runs beside each
    other. With `suggest` a mix and floors are written.

    Raises:
        OptionError: An option has a value that it cannot take.
        UnknownField: No row has one of the fields.
        DataError: A row is bad or has no truth, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    reader, split = Reader(options, progress), None
    if options.split_manifest is not None:
        split = read_split(options.split_manifest, "split_manifest")
    fields = Fields.of(options, split)
    with ExitStack() as files:
        runs, pairs = _matched(RunReader(options, reader, files, fields).runs(), fields)
        found_labels = compared(options, runs)
        after, before = found_labels.after, found_labels.before
        runs = replace(runs, predictions=after, before=before)
        classes = classes_of(
            options.labels, [after, *([before] if before else [])], found_labels.spellings
        )
        if has_lists(after):
            refuse_indicators(classes)
        found = measure(after, classes, seed=options.seed)
        reader.warnings.extend(found_labels.warnings())
        reader.say_alike(found_labels.alike())
        reader.say_alike(lookalike_warnings(classes, after))
        rows = [len(one.rows) for one in found.parts]
        reader.say_alike(alike_categories(found.categories, labels(found.categories), rows))
        change = _change(runs, pairs, fields, found, options.seed)
        if change is not None and change.other_truth:
            reader.warnings.append(
                f"{plural(change.other_truth, 'row')} had a different truth in the baseline;"
                " the new run's counts for both"
            )
        calibrated = _calibrated(options, after, found, found_labels.spellings, reader.warnings)
        failed = _below_limits(options, found)
        parts = _parts(options, after, split, reader.warnings)
        if options.wrong is not None:
            write_wrong(after, found.wrong, options.wrong, options.field)
        proposed = _suggested(options, parts, found, reader.warnings)
    return _report(
        options,
        runs,
        found_labels,
        found,
        change,
        failed,
        proposed,
        calibrated,
        fields,
        reader.warnings,
    )


def _matched(runs: Runs, fields: Fields) -> tuple[Runs, Pairs | None]:
    """Match an earlier run with this one, and forget the keys, which take most of the memory."""
    if runs.before is None or fields.key is None:
        return runs, None
    pairs = matched(runs.before, runs.predictions)
    before, after = runs.before.without_keys(), runs.predictions.without_keys()
    return replace(runs, before=before, predictions=after), pairs


def _change(
    runs: Runs, pairs: Pairs | None, fields: Fields, found: Evaluation, seed: int
) -> Change | None:
    """Compare an earlier run with this one, given the rows that both have."""
    before, after, only = runs.before, runs.predictions, (0, 0)
    if before is None:
        return None
    if pairs is None:
        in_step(after, before, fields.that_differ)
    else:
        first, second = pairs
        only = (len(before.lines) - len(first), len(after.lines) - len(second))
        before, after = before.select(first), after.select(second)
    return compare_runs(before, after, found.classes, found.categories, only=only, seed=seed)


def _calibrated(
    options: EvaluateOptions,
    run: Predictions,
    found: Evaluation,
    spellings: Spellings,
    warnings: list[str],
) -> CalibrationReport | None:
    """Measure the calibration of probabilities, if there are some."""
    if options.probabilities is None:
        return None
    if found.has_lists:
        raise OptionError("probabilities", "rows with lists of labels have none to choose from")
    return calibrate(run, options.probabilities, found.classes, spellings, options.seed, warnings)


def _known(options: EvaluateOptions, found: Evaluation, run: Predictions) -> Sequence[Category]:
    """List the classes that were named, or else those that rows have as truth."""
    named = options.labels is not None or run.truth is None
    return found.classes if named or run.truth is None else ordered(first=run.truth)


def _below_limits(options: EvaluateOptions, found: Evaluation) -> tuple[BelowLimit, ...]:
    measured = found.all.measured
    if measured is None:
        return ()
    limits: Gates = {"f1": options.min_f1 or {}, "recall": options.min_recall or {}}
    return below_limits(limits, measured.counts, labels(found.classes))


def _too_low(options: EvaluateOptions, covered: Mapping[str, Coverage]) -> str:
    """Name what a gate could look at too little of; "" for nothing."""
    judged = ITEMS if ITEMS in covered else PREDICTIONS
    is_gate = bool(options.min_f1 or options.min_recall)
    return judged if is_gate and not covered[judged].reaches(options.least_coverage) else ""


def _parts(
    options: EvaluateOptions, run: Predictions, split: SavedManifest | None, warnings: list[str]
) -> list[KnownPart]:
    """Find out which parts of a split suggestions would go by, and refuse the test part."""
    if options.suggest is None:
        return []
    parts = known_parts([run, *([run.gold] if run.gold else [])], split, warnings)
    refuse_test_part(parts, use_test=options.use_test, warnings=warnings)
    return parts


def _suggested(
    options: EvaluateOptions, parts: list[KnownPart], found: Evaluation, warnings: list[str]
) -> Proposed | None:
    """Suggest more data, and write that."""
    if options.suggest is None:
        return None
    rows = options.suggest_rows
    proposed = suggestions(found, labels(found.classes), labels(found.categories), rows, warnings)
    metric = metric_of(found)
    write_suggestions(proposed, metric, options.suggest, rows)
    return Proposed(proposed, metric, tuple(parts))


def _report(
    options: EvaluateOptions,
    runs: Runs,
    compared: Compared,
    found: Evaluation,
    change: Change | None,
    failed: tuple[BelowLimit, ...],
    proposed: Proposed | None,
    calibrated: CalibrationReport | None,
    fields: Fields,
    warnings: list[str],
) -> EvaluateReport:
    shown, names = labels(found.classes), labels(found.categories)
    described = {**vars(part_of(found.all, found.classes, shown))}
    rows = described.pop("rows")
    covered = runs.coverage(rows)
    low = _too_low(options, covered)
    return EvaluateReport(
        dataset=options.dataset,
        by=options.by or (),
        seed=options.seed,
        options=options.to_dict(),
        status="failed" if failed or low else "passed",
        failed=failed,
        rows=runs.rows,
        rows_without_truth=runs.without_truth,
        rows_only_in_truth_file=None if runs.joined is None else runs.joined.lacking,
        rows_not_in_truth_file=None if runs.joined is None else runs.joined.foreign,
        not_in_truth_file=() if runs.joined is None else runs.joined.foreign_places,
        coverage=covered,
        low_coverage=low,
        spellings=tuple(map(meeting_of, compared.meetings)),
        invalid_answers=tuple(
            InvalidAnswer(one.text, one.rows, one.place)
            for one in invalid_answers(
                runs.predictions, _known(options, found, runs.predictions), lists=found.has_lists
            )
        ),
        **described,
        categories=tuple(categories_of(found, shown, names)),
        change=None if change is None else change_of(change, shown, names),
        suggestions=() if proposed is None else suggestions_of(proposed.found),
        suggestion=None if proposed is None else suggestion_of(proposed),
        calibration=calibrated,
        groups=groups_of(fields.together.fields, runs.predictions),
        measured=rows,
        warnings=tuple(warnings),
    )
