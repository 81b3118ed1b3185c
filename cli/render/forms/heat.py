"""A matrix as SVG: each row tinted by its shares, its counts written in the cells.

A matrix of very many classes shows those that are confused most; all others are added up, so
that every count is in the picture.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rebalance.wording import amount, visible

from ..blocks import Heat
from .markup import Drawing, escaped, shortened, width
from .style import TINTS

_MOST = 60  # classes that are all drawn
_KEPT = 40  # of more classes than that
_NAME = 60  # cells of a name
_FONT = 12  # of names, in pixels
_SLANT = 0.71  # sine and cosine of 45°
_GAP = 8  # between names and cells, in pixels


@dataclass(frozen=True, slots=True)
class _Matrix:
    """What is drawn.

    Attributes:
        rows: Names of the rows.
        columns: Names of the columns.
        counts: Counts at (row, column), where they are not 0.
        right: How many cells of the diagonal, from the first on, count what is right.
        about: How many classes were added up, as a sentence.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    counts: Mapping[tuple[int, int], int]
    right: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things are, in pixels: the first cell, the size of each, the font of the counts."""

    left: float
    top: float
    across: float
    down: float
    font: float

    def corner(self, row: int, column: int) -> tuple[float, float]:
        """Tell where a cell begins."""
        return self.left + column * self.across, self.top + row * self.down


def drawing(block: Heat) -> Drawing:
    """Draw a matrix of counts."""
    matrix = _matrix(block)
    layout = _layout(block, matrix)
    names = [width(shortened(name, _NAME), _FONT) for name in matrix.columns]
    right = layout.left + len(matrix.columns) * layout.across
    slanted = [
        layout.corner(0, place)[0] + layout.across / 2 + (long + _FONT) * _SLANT
        for place, long in enumerate(names)
    ]
    size = max([right + 2, *slanted]), layout.top + len(matrix.rows) * layout.down + 2
    markup = [
        *_cells(matrix, layout), *_names(matrix, layout), *_heads(block, layout),
        *_counts(matrix, layout),
    ]  # fmt: skip
    return Drawing(
        markup="\n".join([*markup, ""]),
        frame=_frame_of(size),
        pixels=size,
        font=_FONT,
        description=_description(block),
        caption=list(_caption(block, matrix)),
    )


def _frame_of(size: tuple[float, float]) -> str:
    """Let print shrink what is wider than the paper; a screen shows it as large as it is."""
    across, down = f"{size[0]:.0f}", f"{size[1]:.0f}"
    return f'class="drawn own" width="{across}" height="{down}" viewBox="0 0 {across} {down}"'


def _matrix(block: Heat) -> _Matrix:
    rows, columns = range(len(block.rows)), range(len(block.columns))
    most = max(len(rows), len(columns))
    if most <= _MOST:
        counts = {place: count for place, count in block.counts.items() if count}
        right = min(len(rows), len(columns)) if block.diagonal else 0
        return _Matrix(block.rows, block.columns, counts, right)
    kept_rows, kept_columns = _most(rows, columns, block.counts, diagonal=block.diagonal)
    folded = Counter[tuple[int, int]]()
    for (row, column), count in block.counts.items():
        place = kept_rows.get(row, len(kept_rows)), kept_columns.get(column, len(kept_columns))
        if count:
            folded[place] += count
    return _Matrix(
        _with_other(block.rows, kept_rows),
        _with_other(block.columns, kept_columns),
        folded,
        min(len(kept_rows), len(kept_columns)) if block.diagonal else 0,
        _left_out(most, block),
    )


def _most(
    rows: range, columns: range, counts: Mapping[tuple[int, int], int], *, diagonal: bool
) -> tuple[dict[int, int], dict[int, int]]:
    """Choose the rows and columns to keep, and give each its new place, in the old order."""
    by_row, by_column = Counter[int](), Counter[int]()
    for (row, column), count in counts.items():
        if count and (not diagonal or row != column):
            by_row[row] += count
            by_column[column] += count
    if diagonal:  # a class is a row and a column: it stays as both, or as neither
        both = by_row + by_column
        kept = _largest(range(max(len(rows), len(columns))), both)
        return _placed(n for n in kept if n in rows), _placed(n for n in kept if n in columns)
    return _placed(_largest(rows, by_row)), _placed(_largest(columns, by_column))


def _largest(places: range, sizes: Counter[int]) -> list[int]:
    if len(places) <= _MOST:
        return list(places)
    return sorted(sorted(places, key=lambda place: -sizes[place])[:_KEPT])


def _placed(kept: Iterator[int] | Sequence[int]) -> dict[int, int]:
    return {old: new for new, old in enumerate(kept)}


def _with_other(names: Sequence[str], kept: Mapping[int, int]) -> list[str]:
    left = len(names) - len(kept)
    return [names[place] for place in kept] + ([f"other ({amount(left)})"] if left else [])


def _left_out(most: int, block: Heat) -> str:
    which = "that are confused most" if block.diagonal else "with most rows"
    return (
        f"Of {amount(most)} classes, the {_KEPT} {which} are drawn; all others are added up "
        "as “other”."
    )


def _layout(block: Heat, matrix: _Matrix) -> _Layout:
    most = max(len(matrix.rows), len(matrix.columns))
    cell, font = (44, 12.5) if most <= 12 else (32, 11.5) if most <= 24 else (26, 10.5)
    longest = max((width(amount(count), font) for count in matrix.counts.values()), default=0)
    rows = [*(shortened(name, _NAME) for name in matrix.rows), f"{visible(block.row_header)} ↓"]
    corner = f"{visible(block.column_header)} →"
    left = max(width(name, _FONT) for name in [*rows, corner])
    tall = max((width(shortened(name, _NAME), _FONT) for name in matrix.columns), default=0)
    return _Layout(
        left=round(left) + _GAP,
        top=round(max((tall + _FONT) * _SLANT + _GAP, 3 * _FONT + _GAP)),
        across=max(cell, round(longest) + 8),
        down=cell,
        font=font,
    )


def _cells(matrix: _Matrix, layout: _Layout) -> Iterator[str]:
    """Draw the ground, the tinted cells, the lines between them, and a frame around right ones."""
    across, down = len(matrix.columns), len(matrix.rows)
    size = f'width="{layout.across:g}" height="{layout.down:g}"'
    x, y = layout.left, layout.top
    right, bottom = x + across * layout.across, y + down * layout.down
    yield (f'<rect class="h0" x="{x:g}" y="{y:g}" width="{right - x:g}" height="{bottom - y:g}"/>')
    for (row, column), tint in _tints(matrix).items():
        x, y = layout.corner(row, column)
        yield f'<rect class="h{tint}" x="{x:g}" y="{y:g}" {size}/>'
    x, y = layout.left, layout.top
    lines = "".join(f"M{x + n * layout.across:g} {y:g}V{bottom:g}" for n in range(across + 1))
    lines += "".join(f"M{x:g} {y + n * layout.down:g}H{right:g}" for n in range(down + 1))
    yield f'<path class="grid" d="{lines}"/>'
    frames = "".join(_frame(layout, place) for place in range(matrix.right))
    if frames:
        yield f'<path class="right" d="{frames}"/>'


def _frame(layout: _Layout, place: int) -> str:
    x, y = layout.corner(place, place)
    across, down = layout.across - 2, layout.down - 2
    return f"M{x + 1:g} {y + 1:g}h{across:g}v{down:g}h{-across:g}z"


def _tints(matrix: _Matrix) -> dict[tuple[int, int], int]:
    """Number the tint of each count by its share of the row, rounded up: what is there shows."""
    sums = Counter[int]()
    for (row, _), count in matrix.counts.items():
        sums[row] += count
    return {
        (row, column): -(-TINTS * count // sums[row])
        for (row, column), count in sorted(matrix.counts.items())
    }


def _counts(matrix: _Matrix, layout: _Layout) -> Iterator[str]:
    """Write each count in its cell."""
    for (row, column), tint in _tints(matrix).items():
        x, y = layout.corner(row, column)
        x, y = x + layout.across / 2, y + layout.down / 2 + layout.font * 0.36
        yield (
            f'<text class="t{tint}" x="{x:g}" y="{y:g}" text-anchor="middle" '
            f'font-size="{layout.font}">{amount(matrix.counts[row, column])}</text>'
        )


def _names(matrix: _Matrix, layout: _Layout) -> Iterator[str]:
    """Write the names of rows at the left, those of columns above, slanted."""
    for place, name in enumerate(matrix.rows):
        y = layout.corner(place, 0)[1] + layout.down / 2 + _FONT * 0.36
        yield _name(name, f'x="{layout.left - _GAP:g}" y="{y:g}" text-anchor="end"')
    for place, name in enumerate(matrix.columns):
        x = layout.corner(0, place)[0] + layout.across / 2 + 4
        at = f"{x:g} {layout.top - _GAP:g}"
        yield _name(name, f'transform="translate({at}) rotate(-45)"')


def _name(name: str, where: str) -> str:
    short = shortened(name, _NAME)
    whole = "" if short == visible(name) else f"<title>{escaped(name)}</title>"
    return f'<text class="label" {where}>{whole}{escaped(short)}</text>'


def _heads(block: Heat, layout: _Layout) -> Iterator[str]:
    """Say in the corner what rows and columns are."""
    x = f'class="quiet" x="{layout.left - _GAP:g}" text-anchor="end"'
    yield f'<text {x} y="{layout.top - 26:g}">{escaped(block.column_header)} →</text>'
    yield f'<text {x} y="{layout.top - 9:g}">{escaped(block.row_header)} ↓</text>'


def _description(block: Heat) -> str:
    whole = sum(block.counts.values())
    text = (
        f"A matrix of counts: {amount(len(block.rows))} rows ({block.row_header}) and "
        f"{amount(len(block.columns))} columns ({block.column_header}), {amount(whole)} in all"
    )
    if not block.diagonal:
        return f"{text}."
    right = sum(count for (row, column), count in block.counts.items() if row == column)
    return f"{text}, {amount(right)} of them on the diagonal, which is right."


def _caption(block: Heat, matrix: _Matrix) -> Iterator[str]:
    yield (
        f"Rows: {block.row_header}; columns: {block.column_header}. The stronger the tint, the "
        "larger the share of its row."
    )
    if block.diagonal:
        yield "Framed cells are right."
    if matrix.about:
        yield matrix.about
    if block.about:
        yield block.about
