"""Numbers by name, such as a mix, matched with the categories that there are."""

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction

from rebalance.errors import OptionError, UnknownCategory
from rebalance.wording import exactly, named, plural

DEFAULT = "default"
NAME_THEM = "name them, or add default=SHARE for each of them (default=0 drops them)"


def by_label(
    mix: Mapping[str, Fraction], labels: Sequence[str]
) -> tuple[dict[str, Fraction], list[str]]:
    """Match names to labels; a name in double quotes is a category in any case.

    Returns:
        Numbers by label, and the names that fit none. `default` is left out.
    """
    known = set(labels)
    shares: dict[str, Fraction] = {}
    unknown: list[str] = []
    for name, share in mix.items():
        plain = plain_name(name)
        if name == DEFAULT:
            continue
        if name in known or plain in known:
            shares[name if name in known else plain] = share
        else:
            unknown.append(name)
    return shares, unknown


def plain_name(name: str) -> str:
    """Take a name out of its double quotes."""
    if not (name.startswith('"') and name.endswith('"')):
        return name
    try:
        return str(json.loads(name))
    except ValueError:
        return name


_NEAR_ONE = Fraction(1, 1000)  # of a sum, as three shares of 0.333 have it


def check_sum(mix: Mapping[str, Fraction], shares: Sequence[Fraction]) -> None:
    """Refuse shares that do not add up to 1; `default` alone asks for equal ones.

    Args:
        mix: Shares by name, as they were given.
        shares: Those of each category.

    Raises:
        OptionError: They add up to less or more, by more than a thousandth.
    """
    everything = sum(shares, Fraction(0))
    if abs(everything - 1) <= _NEAR_ONE or not everything or set(mix) == {DEFAULT}:
        return
    scaled = ",".join(f"{name}={exactly(share / everything)}" for name, share in mix.items())
    raise OptionError(
        "mix",
        f"its shares add up to {exactly(everything)}, not to 1",
        f"write {scaled}, or scale them with `rescale`",
    )


def match_mix(
    mix: Mapping[str, Fraction], labels: Sequence[str], hint: str = NAME_THEM
) -> tuple[Fraction, ...]:
    """Give each category its share.

    Args:
        mix: Shares by name; `default` is the share of each category that is not named. A name
            in double quotes is a category in any case.
        labels: Labels of the categories.
        hint: What to do about categories that are not named.

    Raises:
        UnknownCategory: A name fits no category.
        OptionError: A category is not named and there is no default.
    """
    shares, unknown = by_label(mix, labels)
    if unknown:
        raise UnknownCategory(unknown, get_close_matches(unknown[0], labels, n=3))
    left = [label for label in labels if label not in shares]
    if left and DEFAULT not in mix:
        raise OptionError(
            "mix",
            f"it gives no share to {plural(len(left), 'category')}: {named(left)}",
            hint,
        )
    return tuple(shares[label] if label in shares else mix[DEFAULT] for label in labels)
