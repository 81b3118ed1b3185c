"""Make a large seeded JSONL file of Alpaca-like rows, outside the repository."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

CATEGORIES = 40
DUPLICATES = 0.001  # share of rows that repeat an earlier one byte for byte
_SEED = 1
_BLOCK = 5_000  # rows made at a time
_SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ren",
    "tu",
    "sa",
    "vel",
    "dor",
    "an",
    "es",
    "ti",
    "pra",
    "qui",
    "no",
    "bel",
    "ar",
    "ush",
    "én",
    "Ω",
    "漢",
    "ñu",
    "\\n",
    "\\u00e9",
]


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


def shares() -> np.ndarray:
    """Zipf-like shares of the categories, a few thousand to one."""
    weights = 1.0 / np.arange(1, CATEGORIES + 1) ** 2.2
    return weights / weights.sum()


def _blocks(rows: int) -> Iterator[bytes]:
    """Yield rows by blocks; about 1 KB a row."""
    chance = np.random.Generator(np.random.PCG64(_SEED))
    words = ["".join(chance.choice(_SYLLABLES, size=2)) for _ in range(4000)]
    sentences = [" ".join(chance.choice(words, size=12)) + "." for _ in range(3000)]
    done = 0
    while done < rows:
        count = min(_BLOCK, rows - done)
        categories = chance.choice(CATEGORIES, size=count, p=shares())
        lengths = chance.integers(5, 19, size=count).tolist()
        picks = chance.integers(0, len(sentences), size=(count, 19)).tolist()
        repeats = chance.random(count) < DUPLICATES
        lines: list[str] = []
        for i in range(count):
            if repeats[i] and lines:
                lines.append(lines[-1])
                continue
            text = [sentences[pick] for pick in picks[i]]
            lines.append(
                f'{{"id": "row-{done + i}", "instruction": "{text[0]}", "input": "{text[1]}",'
                f' "output": "{" ".join(text[2 : lengths[i]])}",'
                f' "category": "category {categories[i]:02}",'
                f' "meta": {{"source": "s{picks[i][0] % 7}", "language": "en"}}}}\n'
            )
        yield "".join(lines).encode()
        done += count
