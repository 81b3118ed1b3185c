"""What is said where rows do not suffice for the targets."""

from collections.abc import Iterator, Sequence

from rebalance.numbers.plan import Plan
from rebalance.wording import NAMED, brief, counted, largest_first, plural

_SHOWN = 5  # shares of a mix that a sentence shows


def shortage(planned: Plan, labels: Sequence[str], unit: str, noun: str = "category") -> str:
    """Say what the limit of copies takes away and what would close it; "" for nothing.

    Args:
        planned: The plan.
        labels: Names of the categories.
        unit: What amounts are in.
        noun: What these are.
    """
    if any(planned.shortfall):
        return _short(planned, labels, unit, noun)
    if sum(planned.reached) < sum(planned.asked):
        return _shrunk(planned, labels, unit, noun)
    return ""


def _shrunk(planned: Plan, labels: Sequence[str], unit: str, noun: str) -> str:
    """Say to what the total shrank: `1,500 rows at 50/30/20; for 50,000 rows source ...`."""
    asked, reached = counted(sum(planned.asked), unit), counted(sum(planned.reached), unit)
    more = list(_more(planned, labels))
    if len(more) > NAMED:
        more[NAMED:] = [f"of {plural(len(more) - NAMED, noun)} more"]
    needed = ", ".join([more[0].replace(" of ", " more of ", 1), *more[1:]])
    return (
        f"{reached} at {_at(planned)}; for {asked} source {needed},"
        f" or `max_repeat={planned.repeats_enough}`"
    )


def _more(planned: Plan, labels: Sequence[str]) -> Iterator[str]:
    """Say how much more of each category is needed, the most first."""
    for i in _lacking(planned, labels):
        yield f"{planned.to_source[i]:,} of {brief(labels[i])!r}"


def _lacking(planned: Plan, labels: Sequence[str]) -> list[int]:
    return [i for i in largest_first(planned.to_source, labels) if planned.to_source[i]]


def _at(planned: Plan) -> str:
    """Write shares as 50/30/20, the largest first; of many, none."""
    shares = sorted((share for share in planned.shares or () if share), reverse=True)
    if len(shares) > _SHOWN:
        return "these shares"
    return "/".join(f"{float(100 * share):.3g}" for share in shares)


def _short(planned: Plan, labels: Sequence[str], unit: str, noun: str) -> str:
    """Say how many categories are short of their targets, and of how much."""
    short = [i for i in largest_first(planned.shortfall, labels) if planned.shortfall[i]]
    needs = ", ".join(f"{labels[i]!r} {planned.to_source[i]:,}" for i in short[:NAMED])
    more = f" and {len(short) - NAMED} more" if len(short) > NAMED else ""
    which = f"{len(short)} of {plural(len(labels), noun)}"
    one = len(short) == 1
    return (
        f"{which} {'is' if one else 'are'} {counted(sum(planned.shortfall), unit)} short of"
        f" {'its target' if one else 'their targets'} even with"
        f" {plural(planned.max_repeat, 'copy')} of each row: source"
        f" {counted(sum(planned.to_source), unit, 'more ')} ({needs}{more}), or raise `max_repeat`"
    )
