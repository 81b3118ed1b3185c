"""What near-duplicates are, written once more by the definition: slow, and plain."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import LCSseq

Words = Sequence[str]


def runs(text: Words, width: int) -> set[tuple[str, ...]]:
    """The shingles of a text."""
    stop = max(len(text) - width + 1, 1 if text else 0)
    return {tuple(text[at : at + width]) for at in range(stop)}


def in_order(one: Words, other: Words) -> float:
    """The share of words in common, in the same order; another number is three more."""
    common = LCSseq.similarity([*one], [*other])
    a, b = ({word for word in text if word.isdigit()} for text in (one, other))
    others = min(len(a - b), len(b - a))
    return float(common / (len(one) + len(other) - common + 3 * others))


def likeness(one: Words, other: Words) -> float:
    """By words in their order where a text has fewer than 33, else by runs of 5 words."""
    if min(len(one), len(other)) < 33:
        return in_order(one, other)
    a, b = runs(one, 5), runs(other, 5)
    together = len(a & b)
    return together / (len(a) + len(b) - together)


def is_near(one: Words, other: Words, threshold: float) -> bool:
    """Whether two texts are near-duplicates, where no templates are known."""
    shorter = min(len(one), len(other))
    if not shorter or (shorter < threshold * max(len(one), len(other)) and shorter < 33):
        return False
    least = threshold + (1 - threshold) / 6 if shorter < 33 else threshold
    return likeness(one, other) >= least - 1e-9


Slots = dict[tuple[str, ...], list[tuple[int, int]]]


def slots_of(texts: Sequence[Words]) -> Slots:
    """The narrowest gaps of up to six words around which five texts are the same."""
    short = {tuple(text) for text in texts if len(text) < 33}
    gaps = {
        text: [(start, len(text) - start - length) for length in range(1, 7)
               for start in range(len(text) - length + 1) if 3 <= len(text) - length <= 12]
        for text in short
    }  # fmt: skip

    def around(text: tuple[str, ...], gap: tuple[int, int]) -> tuple[tuple[str, ...], ...]:
        return text[: gap[0]], text[len(text) - gap[1] :]

    times = Counter(around(text, gap) for text, found in gaps.items() for gap in found)

    def is_slot(text: tuple[str, ...], gap: tuple[int, int]) -> bool:
        """As narrow as it can be: no gap inside is filled by as many texts."""
        own, (before, after) = times[around(text, gap)], gap
        inside = [g for g in ((before + 1, after), (before, after + 1)) if sum(g) < len(text)]
        return own >= 5 and own not in [times[around(text, g)] for g in inside]

    return {
        text: slots for text, found in gaps.items()
        if (slots := [gap for gap in found if is_slot(text, gap)])
    }  # fmt: skip


def asks_another(one: Words, other: Words, slots: Slots) -> bool:
    """Whether two texts fill a slot of one of them in unlike ways."""
    for text, against in ((tuple(one), tuple(other)), (tuple(other), tuple(one))):
        for start, tail in slots.get(text, []):
            end, stop = len(text) - tail, len(against) - tail
            if (
                start < stop
                and text[:start] == against[:start]
                and text[end:] == against[stop:]
                and in_order(text[start:end], against[start:stop]) < 0.6
            ):
                return True
    return False


def near_pairs_of(texts: Sequence[Words], threshold: float) -> list[tuple[int, int]]:
    """All pairs of near-duplicates, if all texts are candidates."""
    slots = slots_of(texts)
    return [
        (one, other) for other in range(len(texts)) for one in range(other)
        if is_near(texts[one], texts[other], threshold)
        and not asks_another(texts[one], texts[other], slots)
    ]  # fmt: skip


def connected(pairs: Iterable[tuple[int, int]], texts: int) -> set[frozenset[int]]:
    """What pairs connect, by going along them until nothing is new."""
    sets = {at: frozenset([at]) for at in range(texts)}
    for one, other in pairs:
        joint = sets[one] | sets[other]
        sets |= dict.fromkeys(joint, joint)
    return set(sets.values())
