"""What dedupe keeps, against a plain dict of what rows say, and an index of datasketch."""

import json
from collections.abc import Callable, Hashable
from pathlib import Path
from random import Random  # noqa: TID251  # a test may draw what it compares with
from typing import Any

import pytest

import rebalance
from rebalance.text.normal import words
from tests.support import lines, write_rows
from tests.text.by_definition import is_near, runs

SAYS: dict[str, Callable[[bytes], Hashable]] = {
    "exact": bytes.rstrip,
    "equal": lambda line: json.dumps(json.loads(line), sort_keys=True),
    "prompt": lambda line: " ".join(words(json.loads(line)["instruction"])),
}


def spelt(chance: Random) -> bytes:
    """A row of few that there are, in one of a few spellings."""
    row = {"instruction": chance.choice(["Sing!", "sing", "Add  one.", "Add one"]),
           "output": chance.choice(["a", "é"]), "n": chance.choice([1, 2])}  # fmt: skip
    names = list(row)
    chance.shuffle(names)
    dumped = json.dumps({name: row[name] for name in names}, ensure_ascii=chance.random() < 0.5)
    return dumped.encode() + chance.choice([b"", b" ", b"\t\r"])


@pytest.mark.parametrize("kind", SAYS)
def test_repeats_are_those_of_a_dict(tmp_path: Path, kind: str) -> None:
    """The first row of each value is kept, against the rows of another file, too."""
    chance = Random(kind)
    rows, others = [spelt(chance) for _ in range(400)], [spelt(chance) for _ in range(10)]
    path, other, out = (tmp_path / name for name in ("d.jsonl", "other.jsonl", "out.jsonl"))
    path.write_bytes(b"\n".join(rows))
    other.write_bytes(b"\n".join(others))
    options: dict[str, Any] = {kind: True, "allow_empty": True, "output": out}
    for against in ([], [other]):
        seen = {SAYS[kind](row): b"" for row in others if against}
        for row in rows:
            seen.setdefault(SAYS[kind](row), row)
        rebalance.dedupe(path, against=against or None, **options)
        assert out.read_bytes() == b"".join(row + b"\n" for row in seen.values() if row)


def test_near_duplicates_are_those_of_datasketch(tmp_path: Path) -> None:
    """A row is dropped if an index of those that are kept has one that is like it."""
    datasketch = pytest.importorskip("datasketch")
    chance, texts = Random(5), list[list[str]]()
    for _ in range(150):
        text = [f"w{chance.randrange(5000)}" for _ in range(60)]
        if texts and chance.random() < 0.6:
            text = list(chance.choice(texts))
            for _ in range(chance.randrange(5)):
                text[chance.randrange(len(text))] = f"w{chance.randrange(5000)}"
        texts.append(text)
    path, out = tmp_path / "d.jsonl", tmp_path / "out.jsonl"
    write_rows(path, [{"instruction": " ".join(text)} for text in texts])
    rebalance.dedupe(path, near=0.7, output=out)
    index, kept = datasketch.MinHashLSH(params=(32, 4), num_perm=128), list[int]()
    for at, text in enumerate(texts):
        made = datasketch.MinHash(num_perm=128, seed=1)
        made.update_batch([" ".join(run).encode() for run in runs(text, 5)])
        if not any(is_near(text, texts[one], 0.7) for one in index.query(made)):
            index.insert(at, made)
            kept.append(at)
    assert 50 < len(kept) < 125
    assert lines(out) == [lines(path)[at] for at in kept]
