"""Make a large seeded JSONL file of Alpaca-like rows, outside the repository."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CATEGORIES = 40
DUPLICATES = 0.001  # share of rows that repeat an earlier one byte for byte
_EXPONENT = 1.5  # of the Zipf-like shares of the categories: about 250 to one
_SEED = 4
_BLOCK = 5_000  # rows made at a time
_SYLLABLES = (
    "ka", "lo", "mi", "ren", "tu", "sa", "vel", "dor", "an", "es", "ti", "pra", "qui", "no", "bel",
    "ar", "ush", "ing", "er", "tion", "con", "de", "the", "st", "and", "ly", "ment", "re", "in",
    "on", "al", "or", "is", "at", "it", "en", "un", "pro", "per", "com", "ma", "se", "ta", "ra",
    "la", "ne",
)  # fmt: skip
_FOREIGN = ("café", "naïve", "Ωmega", "漢字", "señor", "Straße", "—", "“quoted”")


def folder() -> Path:
    """Where generated data lies between runs."""
    place = Path(tempfile.gettempdir()) / "rebalance-benchmark"
    place.mkdir(exist_ok=True)
    return place


def generated(rows: int) -> Path:
    """Make the file of so many rows, or find the one of an earlier run."""
    path = folder() / f"rows-{rows}-seed-{_SEED}.jsonl"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("wb", buffering=1 << 20) as out:
            for block in _blocks(rows):
                out.write(block)
        unfinished.rename(path)
    return path


def _shares() -> NDArray[np.float64]:
    """Zipf-like shares of the categories."""
    weights = np.arange(1, CATEGORIES + 1, dtype=np.float64) ** -_EXPONENT
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def _sentences(chance: np.random.Generator) -> list[str]:
    """Sentences as they stand inside of a JSON string: mostly English letters, as in Alpaca.

    One in 40 holds a word with other letters, one in 20 an escaped quote, one in six ends a line.
    """
    words = ["".join(chance.choice(_SYLLABLES, size=chance.integers(1, 4))) for _ in range(6000)]
    usual = np.arange(1, len(words) + 1) ** -0.9
    usual /= usual.sum()
    made = []
    for number in range(6000):
        picked = chance.choice(words, size=int(chance.integers(5, 20)), p=usual).tolist()
        if number % 40 == 0:
            picked[2] = _FOREIGN[number // 40 % len(_FOREIGN)]
        if number % 20 == 0:
            picked[0] = f'"{picked[0]}"'
        text = " ".join(picked).capitalize() + (".\n" if number % 6 == 0 else ".")
        made.append(json.dumps(text, ensure_ascii=False)[1:-1])
    return made


def _blocks(rows: int) -> Iterator[bytes]:
    """Yield rows by blocks; about 865 bytes a row. Only what repeats has a prompt in common."""
    chance = np.random.Generator(np.random.PCG64(_SEED))
    sentences = _sentences(chance)
    done = 0
    while done < rows:
        count = min(_BLOCK, rows - done)
        categories = chance.choice(CATEGORIES, size=count, p=_shares()).tolist()
        lengths = np.minimum(chance.geometric(0.12, size=count), 40).tolist()
        picks = chance.integers(0, len(sentences), size=(count, 42)).tolist()
        with_input = (chance.random(count) < 0.4).tolist()
        repeats = (chance.random(count) < DUPLICATES).tolist()
        lines: list[str] = []
        for i in range(count):
            if repeats[i] and lines:
                lines.append(lines[-1])
                continue
            text = [sentences[pick] for pick in picks[i]]
            lines.append(
                f'{{"id": "row-{done + i}", "instruction": "Task {done + i}: {text[0]}",'
                f' "input": "{text[1] if with_input[i] else ""}",'
                f' "output": "{" ".join(text[2 : 2 + lengths[i]])}",'
                f' "category": "topic {categories[i]:02}",'
                f' "meta": {{"source": "s{picks[i][0] % 7}", "language": "en"}}}}\n'
            )
        yield "".join(lines).encode()
        done += count
