"""Groups -> parts: each to a part that is drawn for it if it has room, then to better ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rebalance.splitting.methods.costs import Ledger, Profile, without

_NEAR = 1e-9  # rises of the cost that differ by less are equal
_ROUNDS = 8  # of moving single groups


@dataclass(slots=True)
class Placing:
    """Groups and the parts that they are in.

    Attributes:
        profiles: Rows of each label in each group, and last the group's size, under the
            number that comes after all labels.
        ledger: What each part holds against what it should; it knows the size as a label too.
        room: Rows that each part can still take; below 0 if it holds too many.
        totals: Rows that each part should have.
        slack: Rows above its total that an improvement may leave a part with: none if single
            rows can make totals exact.
        drawn: Index of the part that chance gives each group.
        part: Index of the part of each group; -1 before it is placed.
    """

    profiles: Sequence[Profile]
    ledger: Ledger
    room: list[int]
    totals: Sequence[int]
    slack: int
    drawn: Sequence[int]
    part: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing placed."""
        self.part = [-1] * len(self.profiles)

    def place(self, order: Sequence[int]) -> None:
        """Place groups in an order: in the part drawn for each, or else in the most suited.

        The drawn part must have room for it, and come nearer to its targets by it.
        """
        for group in order:
            profile, part = self.profiles[group], self.drawn[group]
            size = profile[-1][1]
            fits = size <= self.room[part] and self.ledger.nears(part, profile)
            self.put(group, part if fits else self._most_suited(profile, size))

    def put(self, group: int, part: int) -> None:
        """Put a group into a part, out of the one where it was."""
        profile, before = self.profiles[group], self.part[group]
        if before >= 0:
            self.ledger.add(before, without(profile))
            self.room[before] += profile[-1][1]
        self.ledger.add(part, profile)
        self.room[part] -= profile[-1][1]
        self.part[group] = part

    def improve(self, order: Sequence[int]) -> None:
        """Move groups as long as that lowers the cost, for a few rounds."""
        for _ in range(_ROUNDS):
            moved = False
            for group in order:
                goal = self._better(group)
                if goal is not None:
                    self.put(group, goal)
                    moved = True
            if not moved:
                return

    def _most_suited(self, profile: Profile, size: int) -> int:
        """Find the part with room whose cost rises least; near ties to the one with more room.

        A group larger than all rooms goes to the part that it overfills least for its size:
        the largest, unless that is full.
        """
        parts = [part for part, room in enumerate(self.room) if room >= size]
        if not parts:
            some = [part for part, total in enumerate(self.totals) if total]
            return min(some, key=lambda p: ((size - self.room[p]) / self.totals[p], p))
        rises = [(self.ledger.rise(part, profile), part) for part in parts]
        least = min(rises)[0]
        near = [part for rise, part in rises if rise - least <= _NEAR * (1.0 + abs(least))]
        return max(near, key=lambda p: (self.room[p] / self.totals[p], -p))

    def _better(self, group: int) -> int | None:
        """Find the part to which moving a group lowers the cost most, if any does."""
        profile, source = self.profiles[group], self.part[group]
        gain = self.ledger.rise(source, without(profile))
        best, chosen = -_NEAR * (1.0 + abs(gain)), None
        for part, total in enumerate(self.totals):
            if part != source and total and self._may(source, part, profile[-1][1]):
                rise = gain + self.ledger.rise(part, profile)
                if rise < best:
                    best, chosen = rise, part
        return chosen

    def _may(self, source: int, goal: int, size: int) -> bool:
        """Tell whether a move keeps parts from being filled far above their totals."""
        before = max(0, -self.room[source]) + max(0, -self.room[goal])
        after = max(0, -self.room[source] - size) + max(0, size - self.room[goal])
        return after <= max(before, self.slack)
