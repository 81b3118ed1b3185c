"""gaps: the aims that were given -> what there should be of each category."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from rebalance.choices import Level
from rebalance.errors import RequestError
from rebalance.gap_analysis.gaps import Floors, Ratio, Shares, Wish
from rebalance.numbers.named_shares import DEFAULT, by_label
from rebalance.numbers.targets import Equal

from .advice import named, plural
from .aims import number_level
from .mix import read_mix
from .options import parse_number


@dataclass(frozen=True, slots=True)
class Aims:
    """The aims that `gaps` has, as the user gave them; one of them is needed."""

    equal: str | None
    floor: int | None
    floors: str | None
    mix: str | None
    max_ratio: str | None
    total: str | None

    @property
    def given(self) -> list[str]:
        """The options of the aims that are given."""
        named = {"--equal": self.equal, "--floor": self.floor, "--floors": self.floors,
                 "--mix": self.mix, "--max-ratio": self.max_ratio}  # fmt: skip
        return [name for name, value in named.items() if value is not None]

    def check(self) -> None:
        """Raise RequestError unless exactly one is given."""
        if not self.given:
            raise RequestError("no aim given", "choose --equal LEVEL, --floor N, --floors FILE,"
                               " --mix SHARES, or --max-ratio R")  # fmt: skip
        if len(self.given) > 1:
            raise RequestError(
                f"{' and '.join(self.given)} are different aims", "choose one of them"
            )

    def wanted(self) -> dict[str, Fraction]:
        """Read the numbers by category, where the aim has some."""
        if self.mix is not None:
            return read_mix(self.mix)
        return {} if self.floors is None else read_mix(self.floors, "--floors")

    def wish(self, numbers: dict[str, Fraction], known: Sequence[str]) -> Wish:
        """Make the aim that was given, for these categories."""
        if self.equal is not None:
            level = next((one for one in get_args(Level) if one == self.equal), None)
            return Equal(level or number_level(self.equal))
        if self.max_ratio is not None:
            return Ratio(parse_number(self.max_ratio, "--max-ratio"))
        if self.floor is not None:
            return Floors((Fraction(self.floor),) * len(known))
        found, _ = by_label(numbers, known)
        left = [label for label in known if label not in found]
        if self.mix is not None and left and DEFAULT not in numbers:
            raise RequestError(
                f"the mix does not say what becomes of {plural(len(left), 'categories')}:"
                f" {named(left)}",
                "name them, or add default=SHARE for each of them",
            )
        default = numbers.get(DEFAULT, Fraction(0))
        every = tuple(found.get(label, default) for label in known)
        return Floors(every) if self.mix is None else Shares(every)
