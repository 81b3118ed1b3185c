"""Whether a text ends in a loop: the same words over and over, as models that got stuck write."""

_TAIL = 4000  # characters at the end that are looked at
_PROBE = 8  # characters by which an earlier round is looked up
_ROUNDS = 32  # earlier occurrences of these that are tried
_LEAST = ((3, 100), (4, 60))  # rounds, and bytes of UTF-8 that all of them have at least


def loop_of(text: str) -> str | None:
    """Find what a text repeats to its end; None where it does not.

    The last round may be cut short. Rounds without words, such as lines of a table or digits, do
    not count, and neither does a single Latin letter.
    """
    tail = text[-_TAIL:].rstrip(" \t\r\n.!?…。！？,;")
    probe = tail[-_PROBE:]
    at = len(tail) - len(probe)
    for _ in range(_ROUNDS if probe else 0):
        at = tail.rfind(probe, 0, at + len(probe) - 1)
        if at < 0:
            return None
        period = len(tail) - len(probe) - at
        unit = tail[-period:]
        if _repeats(tail, period) and _says_something(unit):
            return unit.strip()
    return None


def _repeats(tail: str, period: int) -> bool:
    """Tell whether a text ends with enough rounds of so many characters."""
    size = len(tail[-period:].encode("utf-8", "surrogatepass"))
    rounds = min(max(least, -(-total // size)) for least, total in _LEAST)
    length = rounds * period
    return length <= len(tail) and tail[-length:-period] == tail[-length + period :]


def _says_something(unit: str) -> bool:
    letters = set(filter(str.isalpha, unit))
    return len(letters) > 1 or any(not letter.isascii() for letter in letters)
