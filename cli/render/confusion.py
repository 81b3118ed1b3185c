"""Render a confusion: a table of the largest classes, and the worst mistakes in words."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from rebalance.evaluation.report import ConfusionTable
from rebalance.wording import amount, percent, plural

from . import cells as shown

_MOST = 20  # classes of a confusion that is shown
_WORST = 5  # confusions put in words
_HEAT = ("", "on grey23", "on dark_red", "on red3", "on red1")
_RIGHT = ("", "on grey23", "on dark_green", "on green4", "on green3")


class Confusion:
    """A confusion to be shown.

    Args:
        found: Of a report.
    """

    def __init__(self, found: ConfusionTable) -> None:
        self._labels = found.labels
        self._cells: dict[tuple[int, int], int] = {
            (row, column): count for row, column, count in _cells(found)
        }
        self._support = [0] * len(found.labels)
        for (row, _), count in self._cells.items():
            self._support[row] += count
        self._invalid = len(found.labels)  # the column
        self._none = found.invalid_column
        if self._none in found.labels:
            self._none = "(no class)"

    def table(self) -> Table:
        """Rows are true, columns predicted; the largest classes, and the others together."""
        largest = sorted(range(len(self._labels)), key=lambda n: -self._support[n])
        order, rest = sorted(largest[:_MOST]), set(largest[_MOST:])
        more = [f"… {len(rest):,} more"] if rest else []
        invalid = any(column == self._invalid for _, column in self._cells)
        headers = [*(self._labels[n] for n in order), *more, *([self._none] if invalid else [])]
        table = shown.plain_table("Confusion", "true \\ predicted", *headers)
        together = dict.fromkeys(range(-1, self._invalid + 1), 0)  # -1: the rest, predicted as rest
        beside = dict.fromkeys(order, 0)
        for (row, column), count in self._cells.items():
            if row in rest:
                together[-1 if column in rest else column] += count
            elif column in rest:
                beside[row] += count
        for n in order:
            found = [_heat(self._at(n, m), self._support[n], right=n == m) for m in order]
            found += [_heat(beside[n], self._support[n], right=False)] if rest else []
            at = self._at(n, self._invalid)
            found += [_heat(at, self._support[n], right=False)] if invalid else []
            table.add_row(shown.name(self._labels[n]), *found)
        if rest:
            counts = [*(together[m] for m in order), together[-1]]
            counts += [together[self._invalid]] if invalid else []
            table.add_row(*more, *map(amount, counts))
        return table

    def worst(self) -> Iterator[str]:
        """Put the most frequent mistakes in words."""
        wrong = [(-count, *cell) for cell, count in self._cells.items() if cell[0] != cell[1]]
        for less, true, guess in sorted(wrong)[:_WORST]:
            rows = self._support[true]
            known = guess < self._invalid
            predicted = repr(self._labels[guess]) if known else "an unknown label"
            yield (
                f"{self._labels[true]!r} is predicted as {predicted} in {-less:,} of"
                f" {plural(rows, 'row')} ({percent(-less / rows)})."
            )

    def _at(self, row: int, column: int) -> int:
        return self._cells.get((row, column), 0)


def _cells(found: ConfusionTable) -> Iterator[tuple[int, int, int]]:
    """List what is not 0: row, column, rows."""
    yield from found.cells or ()
    for row, counts in enumerate(found.matrix or ()):
        yield from ((row, column, count) for column, count in enumerate(counts) if count)


def _heat(count: int, rows: int, *, right: bool) -> Text:
    """Show a count, warmer the larger its share of the row is; the digits say it all."""
    if not count:
        return Text("·", style="dim")
    steps = _RIGHT if right else _HEAT
    return Text(amount(count), style=steps[min(len(steps) - 1, int(5 * count / rows))])
