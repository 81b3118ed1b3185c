"""Measure counting in tokens against the tokenizer alone: `make bench`.

    python benchmarks/tokens.py [--rows N] [--runs N] [--tokenizer tokenizer.json]

The tokenizer alone encodes texts that are in memory already (`encode_batch`, one thread); ours
reads, parses and sums up as well, and loads itself. On each number of processes it has to reach 0.8
of that speed a core. Seconds are those of processors, as neighbours take their part of the others.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from bench import REBALANCE
from generate import folder
from validate import rows_of, written

_SEED = 12
_LEAST = 0.8  # of the speed of the tokenizer alone, a process
_ALONE = """
import json, sys, time
from tokenizers import Tokenizer
tokenizer = Tokenizer.from_file(sys.argv[1])
rows = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
texts = [row[name] for row in rows for name in ("instruction", "output")]
started = time.process_time()
encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
took = time.process_time() - started
print(json.dumps([sum(map(len, encoded)), took]))
"""


def trained(rows: list[dict[str, str]]) -> Path:
    """Train a byte-level BPE on some of the rows, if nobody named a tokenizer."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    path = folder() / "tokenizer.json"
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=16_000, show_progress=False)
    made.train_from_iterator((one["output"] for one in rows[:5_000]), trainer)
    made.save(str(path))
    return path


def alone(tokenizer: Path, rows: Path) -> tuple[int, float]:
    """Count with the tokenizer alone: tokens, and processor seconds."""
    ended = subprocess.run(
        [sys.executable, "-c", _ALONE, str(tokenizer), str(rows)], check=True, capture_output=True,
        env={**os.environ, "TOKENIZERS_PARALLELISM": "false"},
    )  # fmt: skip
    count, took = json.loads(ended.stdout)
    return int(count), float(took)


def ours(tokenizer: Path, rows: Path, *options: str) -> tuple[int, float]:
    """Count with `inspect`: tokens, and processor seconds of the whole command."""
    started = _of_children()
    ended = subprocess.run(
        [REBALANCE, "inspect", str(rows), "--unit", f"tokens:{tokenizer}", "-f", "json", *options],
        check=True, capture_output=True, env={**os.environ, "XDG_CACHE_HOME": str(folder())},
    )  # fmt: skip
    took = _of_children() - started
    return int(json.loads(ended.stdout)["sizes"]["total"]), took


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Generate, measure in turns, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tokenizer", type=Path)
    options = parser.parse_args()
    made = rows_of(options.rows, np.random.default_rng(_SEED))
    rows, tokenizer = written("tokens-rows.jsonl", made), options.tokenizer or trained(made)
    cores = len(os.sched_getaffinity(0))
    ways = {1: ("-j", "1", "--no-cache"), cores: ("-j", str(cores), "--no-cache")}
    base, seconds = list[float](), {jobs: list[float]() for jobs in ways}
    for _ in range(options.runs):
        tokens, took = alone(tokenizer, rows)
        base.append(took)
        for jobs, more in ways.items():
            counted, took = ours(tokenizer, rows, *more)
            assert counted == tokens, (counted, tokens)
            seconds[jobs].append(took)
    speed = tokens / statistics.median(base)
    print(f"{tokens:,} tokens in {rows.stat().st_size / 1e6:.0f} MB")
    print(f"the tokenizer alone: {speed:,.0f} tokens a second of a core")
    worst = min(_ratio(tokens / statistics.median(took), jobs, speed)
                for jobs, took in seconds.items())  # fmt: skip
    ours(tokenizer, rows)
    started = time.perf_counter()
    counted, _ = ours(tokenizer, rows)
    took = time.perf_counter() - started
    assert counted == tokens
    print(f"once more, with the cache: {took:.2f} s, {tokens / took:,.0f} tokens/s")
    sys.exit(0 if worst >= _LEAST else 1)


def _ratio(ours: float, jobs: int, speed: float) -> float:
    """Print the speed on so many processes; give its ratio to the tokenizer alone."""
    ratio = ours / speed
    print(f"rebalance -j {jobs}: {ours:,.0f} tokens a second of a core, {ratio:.2f} of that")
    return ratio


if __name__ == "__main__":
    main()
