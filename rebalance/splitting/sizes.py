"""Sizes of parts: rows (`500`), shares of all rows (`5%`, `0.05`), or what remains (`rest`)."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import Final, Literal, TypeAlias

from rebalance.errors import OptionError, RequestError
from rebalance.shares import parse_named
from rebalance.system import is_file_name
from rebalance.values import exact_number, is_whole, whole_number
from rebalance.wording import exactly, named, plural

REST: Final = "rest"
Size: TypeAlias = int | Fraction | Literal["rest"]


def parse_sizes(value: object, option: str) -> dict[str, Size]:
    """Take parts and their sizes: whole numbers are rows, all others shares of all rows.

    Raises:
        OptionError: They cannot be sizes of the parts of any dataset.
    """
    sizes: dict[str, Size] = parse_named(value, option, _size)
    for name, size in sizes.items():
        if (
            not name
            or not is_file_name(name)
            or not name.isprintable()
            or name.startswith((".", '"'))
        ):
            raise OptionError(option, f"{name!r} cannot be the name of a file")
        if not size:
            raise OptionError(option, f"the share of {name!r} is 0")
    if len({name.casefold() for name in sizes}) < len(sizes):
        raise OptionError(option, "two names differ only in case")
    if list(sizes.values()) == [1]:  # the only part has all rows
        return {name: Fraction(1) for name in sizes}
    _refuse_wrong_sum(sizes, option)
    return sizes


def _size(value: object, option: str) -> Size:
    if isinstance(value, str) and value.strip().casefold() == REST:
        return REST
    return whole_number()(value, option) if is_whole(value) else exact_number(value, option)


def _refuse_wrong_sum(sizes: Mapping[str, Size], option: str) -> None:
    """Refuse what no dataset can make good: two rests, and shares that leave too much or nothing.

    Whole numbers that add up to 100 are percentages: in 100 rows, they come to the same.
    """
    rests = [name for name, size in sizes.items() if size == REST]
    if len(rests) > 1:
        raise OptionError(option, f"{named(rests)} are both rest: only one part has what remains")
    whole, shared = _whole(sizes), _shared(sizes)
    if not whole and not rests and shared != 1:
        near = abs(shared - 1) < Fraction(1, 10**6)
        raise OptionError(
            option, f"the shares add up to {float(shared):{'' if near else 'g'}}, not to 1",
            "write exact shares, such as '1/3'" if near else "",
        )  # fmt: skip
    if not rests and not shared and whole == 100:
        percent = ",".join(
            f"{name}={exactly(Fraction(size) / 100)}" for name, size in sizes.items()
        )
        raise OptionError(option, "the shares add up to 100, not to 1", f"write `parts={percent}`")
    if shared >= 1 and (whole or rests):
        left = [name for name, size in sizes.items() if not isinstance(size, Fraction)]
        raise OptionError(
            option,
            f"the shares add up to {float(shared):g}, so that nothing remains for {named(left)}",
        )


def _whole(sizes: Mapping[str, Size]) -> int:
    return sum(size for size in sizes.values() if isinstance(size, int))


def _shared(sizes: Mapping[str, Size]) -> Fraction:
    return sum((size for size in sizes.values() if isinstance(size, Fraction)), Fraction(0))


def shares_of(sizes: Mapping[str, Size], rows: int) -> dict[str, Fraction]:
    """Give each part its exact share of all rows; they add up to 1.

    Args:
        sizes: The sizes of the parts.
        rows: All rows.

    Raises:
        RequestError: There are not as many rows, or more.
    """
    whole, shared, rest = _whole(sizes), _shared(sizes), REST in sizes.values()
    if not whole and not rest:
        return {name: Fraction(size) for name, size in sizes.items()}
    remaining = rows - whole - shared * rows
    if remaining < 0 if rest else not _adds_up(sizes, rows - whole, rows):
        raise RequestError(*_impossible(sizes, rows, rest=rest))
    if not rows:
        return {name: Fraction(size == REST) for name, size in sizes.items()}
    scale = Fraction(1) if rest or not shared else (1 - Fraction(whole, rows)) / shared
    return {
        name: remaining / rows if isinstance(size, str)
        else Fraction(size, rows) if isinstance(size, int) else size * scale
        for name, size in sizes.items()
    }  # fmt: skip


def _adds_up(sizes: Mapping[str, Size], left: int, rows: int) -> bool:
    """Tell whether shares come to the rows that are left, each rounded up or down."""
    quotas = [size * rows for size in sizes.values() if isinstance(size, Fraction)]
    return sum(map(int, quotas)) <= left <= sum(map(ceil, quotas))


def _impossible(sizes: Mapping[str, Size], rows: int, *, rest: bool) -> tuple[str, str]:
    """Say what is asked for, what there is, and what would be possible."""
    counted = [name for name, size in sizes.items() if isinstance(size, int)]
    asked = [
        f"{plural(size, 'row')} for {name!r}" if isinstance(size, int)
        else f"{exactly(100 * size)} % ({plural(round(size * rows), 'row')}) for {name!r}"
        for name, size in sizes.items() if not isinstance(size, str)
    ]  # fmt: skip
    most = max(0, int(rows - _shared(sizes) * rows) - rest)
    both = " together" if len(counted) > 1 else ""
    sentence = f"{', '.join(asked)}; the dataset has {rows:,}"
    if rest:
        kept = next(name for name, size in sizes.items() if size == REST)
        return sentence, f"{named(counted)}{both} can have up to {most:,}, with one for {kept!r}"
    first = next(iter(sizes))
    return (
        sentence,
        f"{first}={REST} takes what remains, or let {named(counted)}{both} have {most:,}",
    )


def written(size: Size) -> str:
    """Write a size so that it can be given back: `500`, `0.05`, `1/3`, `rest`."""
    return exactly(size) if isinstance(size, Fraction) else str(size)
