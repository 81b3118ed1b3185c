"""A matrix of counts as a table: columns are numbered, so that headers need no room."""

from collections.abc import Sequence

from rebalance.wording import amount

from ..blocks import CELL, NAME, Column, Heat, Style, Styled, Table, Value

_FEW, _MOST = 20, 60  # classes that a table shows, and that it shows when asked for all
_MUCH = 0.2  # share of a row from which a wrong cell stands out


def as_table(heat: Heat, top: int | None) -> Table:
    """Make a table of the largest rows and columns, and the sums of the others.

    Args:
        heat: The matrix.
        top: Rows and columns that are shown; None for a few, 0 for as many as can be read.
    """
    size, most = len(heat.rows), _FEW if top is None else min(top or _MOST, _MOST)
    sums = [0] * size
    for (row, _), count in heat.counts.items():
        sums[row] += count
    shown = sorted(sorted(range(size), key=lambda n: -sums[n])[:most])
    extra = list(range(size, len(heat.columns)))  # columns that are no row, such as "no class"
    rest = size - len(shown)
    place = {n: k for k, n in enumerate(shown)}
    width = len(shown) + bool(rest) + len(extra)
    cells = [[0] * width for _ in range(len(shown) + bool(rest))]
    for (row, column), count in heat.counts.items():
        across = len(shown) + bool(rest) + column - size if column >= size else None
        down = place.get(row, len(shown))
        cells[down][place.get(column, len(shown)) if across is None else across] += count
    names = [*(f"{k + 1} {heat.rows[n]}" for k, n in enumerate(shown))]
    headers = [str(k + 1) for k in range(len(shown))]
    if rest:
        names.append(f"… {amount(rest)} more")
        headers.append("more")
    headers += [heat.columns[n] for n in extra]
    columns = [Column(f"{heat.row_header} \\ {heat.column_header}", NAME)]
    columns += [Column(header, CELL) for header in headers]
    rows = [[name, *_cells(line, k, heat)] for k, (name, line) in enumerate(zip(names, cells,
            strict=True))]  # fmt: skip
    left = f"{rest:,} of {size:,} stand together: " if rest else ""
    return Table(
        heat.title, columns, rows, about=heat.about,
        left_out=left and left + ("-f json has all" if most == _MOST else "--top 0 shows more"),
    )  # fmt: skip


def _cells(counts: Sequence[int], row: int, heat: Heat) -> list[Value]:
    """Let wrong cells stand out that hold much of their row; nothing is a dot."""
    everything = sum(counts)
    found: list[Value] = []
    for column, count in enumerate(counts):
        style: Style = ""
        if heat.diagonal and count:
            wrong: Style = "bad" if count >= _MUCH * everything else "warn"
            style = "good" if column == row else wrong
        found.append(Styled(count, style or "soft"))
    return found
