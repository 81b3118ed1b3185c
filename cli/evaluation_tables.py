"""What predictions are worth -> tables and sentences."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from rebalance.evaluation.evaluation import Change, Measured, Verdict
from rebalance.evaluation.intervals import Interval
from rebalance.evaluation.metrics import Confusion, Scores
from rebalance.evaluation.suggestion import Suggestion
from rebalance.numbers.distribution import wilson
from rebalance.wording import safe

from . import tables
from .advice import named, plural
from .evaluation_documents import INVALID

if TYPE_CHECKING:
    from .evaluating import Result

_MOST = 20  # classes of a confusion that is shown
_WORST = 5  # confusions put in words
_HEAT = ("", "on grey23", "on dark_red", "on red3", "on red1")
_RIGHT = ("", "on grey23", "on dark_green", "on green4", "on green3")
_STYLES = {"better": "green", "worse": "red", "noise": "dim"}


def evaluation_tables(
    result: "Result", proposed: Sequence[Suggestion], prefix: str | None
) -> Iterator[Table | str]:
    """Make what is shown."""
    found = result.evaluation
    if found.all.measured is not None:
        yield _classes(result, found.all.measured)
        yield _averages(found.all.measured)
        yield _confusion(result, found.all.measured.confusion)
        yield from _worst(result, found.all.measured.confusion)
    if found.categories:
        yield _categories(result)
    if found.change is not None:
        yield from _change(result, found.change)
    yield tables.facts(_facts(result))
    if proposed and prefix is not None:
        moved = [one.label for one in proposed if one.used == one.metric]
        yield (
            f"Wrote {prefix}.mix.toml and {prefix}.floors.toml: "
            + (f"data moves by what {named(moved)} reach." if moved else
               "all differences may be chance, so all get the same share.")
        )  # fmt: skip


def _classes(result: "Result", measured: Measured) -> Table:
    headers = ("rows", "predicted", "precision", "95 %", "recall", "95 %", "F1", "95 %")
    table = tables.plain_table("Classes", "class", *headers)
    confusion = measured.confusion
    for n, label in enumerate(result.labels):
        right, support, predicted = (int(counts[n]) for counts in (
            confusion.right, confusion.support, confusion.predicted))  # fmt: skip
        if not confusion.counted[n]:
            table.add_row(Text(safe(label)), "0", "0", *["–"] * 6, style="dim")
            continue
        table.add_row(
            Text(safe(label)), tables.amount(support), tables.amount(predicted),
            _three(confusion.precision[n]), _ends(wilson(right, predicted)),
            _three(confusion.recall[n]), _ends(wilson(right, support)),
            _three(confusion.f1[n]), _ends(measured.f1[n]),
        )  # fmt: skip
    return table


def _averages(measured: Measured) -> Table:
    table = tables.plain_table("Averages", "", "precision", "95 %", "recall", "95 %", "F1", "95 %")
    confusion = measured.confusion
    for name in ("macro", "micro", "weighted"):
        scores: Scores = getattr(confusion, name)
        cells = list[str]()
        for metric in ("precision", "recall", "f1"):
            interval = measured.averages[f"{name}_{metric}"]
            cells += [_three(getattr(scores, metric)), _ends(interval)]
        table.add_row(name, *cells)
    return table


def _confusion(result: "Result", confusion: Confusion) -> Table:
    """Rows are true, columns predicted; the largest classes, and the others together."""
    shown = np.argsort(-confusion.support, kind="stable")[:_MOST].tolist()
    rest = sorted(set(range(len(result.labels))) - set(shown))
    order = sorted(shown)
    headers = [result.labels[n] for n in order]
    headers += [f"… {len(rest)} more"] if rest else []
    invalid = confusion.invalid > 0
    none = INVALID if INVALID not in result.labels else "(no class)"
    headers += [none] if invalid else []
    table = tables.plain_table("Confusion", "true \\ predicted", *headers)
    matrix = confusion.matrix
    for n in order:
        cells = [(int(matrix[n, m]), n == m) for m in order]
        cells += [(int(matrix[n, rest].sum()), False)] if rest else []
        cells += [(int(matrix[n, -1]), False)] if invalid else []
        rows = int(confusion.support[n])
        shades = [_heat(count, rows, right=right) for count, right in cells]
        table.add_row(Text(safe(result.labels[n])), *shades)
    if rest:
        sums = matrix[rest].sum(axis=0)
        cells = [(int(sums[m]), False) for m in order] + [(int(sums[rest].sum()), False)]
        cells += [(int(sums[-1]), False)] if invalid else []
        table.add_row(f"… {len(rest)} more", *(tables.amount(count) for count, _ in cells))
    return table


def _heat(count: int, rows: int, *, right: bool) -> Text:
    """Show a count, warmer the larger its share of the row is; the digits say it all."""
    if not count:
        return Text("·", style="dim")
    steps = _RIGHT if right else _HEAT
    return Text(tables.amount(count), style=steps[min(len(steps) - 1, int(5 * count / rows))])


def _worst(result: "Result", confusion: Confusion) -> Iterator[str]:
    """Put the most frequent confusions in words."""
    wrong = confusion.matrix.copy()
    np.fill_diagonal(wrong, 0)
    for cell in np.argsort(-wrong, axis=None, kind="stable")[:_WORST].tolist():
        true, guess = divmod(cell, wrong.shape[1])
        count, rows = int(wrong[true, guess]), int(confusion.support[true])
        if not count:
            return
        taken = repr(result.labels[guess]) if guess < len(wrong) else "something that is no class"
        share = tables.percent(count / rows)
        own = result.labels[true]
        yield f"{own!r} is taken for {taken} in {count:,} of {rows:,} rows ({share})."


def _categories(result: "Result") -> Table:
    """One row a category, the worst marked."""
    found = result.evaluation
    table = tables.plain_table("Categories", "category", "rows")
    measured, scored = found.all.measured is not None, found.all.scored is not None
    headers = ["accuracy", "95 %", "macro precision", "macro recall", "macro F1", "95 %"]
    for header in [*(headers if measured else ()), *(("mean score", "95 %") if scored else ())]:
        table.add_column(header, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    values = [_value(result, n) for n in range(len(found.parts))]
    lowest = min((value for value in values if value is not None), default=None)
    for label, part, value in zip(result.category_labels, found.parts, values, strict=True):
        cells = [tables.amount(len(part.rows))]
        if part.measured is not None:
            confusion, macro = part.measured.confusion, part.measured.confusion.macro
            right = int(confusion.right.sum())
            cells += [
                _three(confusion.accuracy), _ends(wilson(right, confusion.rows)),
                _three(macro.precision), _three(macro.recall), _three(macro.f1),
                _ends(part.measured.averages["macro_f1"]),
            ]  # fmt: skip
        if part.scored is not None:
            cells += [_three(part.scored.mean), _ends(part.scored.interval)]
        mark = "lowest" if value is not None and value == lowest and len(values) > 1 else ""
        table.add_row(Text(safe(label)), *cells, Text(mark, style="yellow"))
    return table


def _value(result: "Result", number: int) -> float | None:
    part = result.evaluation.parts[number]
    if part.measured is not None:
        return part.measured.confusion.macro.f1
    return part.scored.mean if part.scored is not None else None


def _change(result: "Result", change: Change) -> Iterator[Table | str]:
    """Say which classes and categories are better, worse, or differ by noise."""
    kinds: list[tuple[str, Sequence[str], Sequence[Verdict]]] = [
        ("class", result.labels, change.classes),
        ("category", result.category_labels, change.categories),
    ]
    for what, labels, verdicts in kinds:
        if verdicts:
            yield _verdicts(what, labels, verdicts)
    low, high = change.interval
    words = {"better": "The new run is better", "worse": "The new run is worse",
             "noise": "The difference may be noise"}[change.word]  # fmt: skip
    yield (
        f"{words}: macro-F1 {change.before:.3f} → {change.after:.3f}"
        f" ({change.after - change.before:+.3f}, 95 % {low:+.3f} to {high:+.3f}) on"
        f" {change.rows:,} rows that both have."
    )


def _verdicts(what: str, labels: Sequence[str], verdicts: Sequence[Verdict]) -> Table:
    table = tables.plain_table(
        "Against the baseline", what, "now right", "now wrong", "p", "p (Holm)", ""
    )
    for one in verdicts:
        label = labels[one.of]
        verdict = Text(one.word, style=_STYLES[one.word])
        table.add_row(
            Text(safe(label)), tables.amount(one.better), tables.amount(one.worse),
            f"{one.p:.2g}", f"{one.adjusted:.2g}", verdict,
        )  # fmt: skip
    return table


def _facts(result: "Result") -> list[tuple[str, str, str]]:
    """Account for all rows, and sum up."""
    found = result.evaluation
    facts = [("rows", f"{len(found.all.rows):,}", "measured")]
    if result.without_truth:
        facts.append(("without truth", f"{result.without_truth:,}", "rows left out"))
    if result.only_truth is not None and result.only_predicted is not None:
        facts += [
            ("not predicted", f"{result.only_truth:,}", "rows of the truth's file, left out"),
            ("not in the truth", f"{result.only_predicted:,}", "rows of the predictions, left out"),
        ]
    if found.all.measured is not None:
        facts += _summary(result, found.all.measured.confusion)
    if found.all.scored is not None:
        scored = found.all.scored
        meaning = f"{_ends(scored.interval)}, of {plural(scored.rows, 'rows')}"
        facts.append(("mean score", _three(scored.mean), meaning))
        if scored.without:
            facts.append(("without score", f"{scored.without:,}", "rows left out of means"))
    return facts


def _summary(result: "Result", confusion: Confusion) -> list[tuple[str, str, str]]:
    right = int(confusion.right.sum())
    facts = [
        ("accuracy", _three(confusion.accuracy), f"95 % {_ends(wilson(right, confusion.rows))}"),
        ("balanced accuracy", _three(confusion.balanced_accuracy),
         "mean recall of the classes that have rows"),
        ("MCC", _three(confusion.mcc), "1 is all right, 0 as by chance, -1 all wrong"),
        ("kappa", _three(confusion.kappa), "agreement beyond chance"),
    ]  # fmt: skip
    if confusion.invalid:
        facts.append(("invalid", f"{confusion.invalid:,}", "predictions that are no class"))
    never = [label for n, label in enumerate(result.labels)
             if confusion.support[n] and not confusion.predicted[n]]  # fmt: skip
    if never:
        facts.append(
            ("never predicted", f"{len(never):,}", f"{named(never)}: precision counts as 0")
        )
    empty = [label for n, label in enumerate(result.labels) if not confusion.counted[n]]
    if empty:
        facts.append(("empty", f"{len(empty):,}", f"{named(empty)}: in no average"))
    return facts


def _three(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"


def _ends(interval: Interval | None) -> str:
    return "–" if interval is None else f"{interval[0]:.3f}–{interval[1]:.3f}"
