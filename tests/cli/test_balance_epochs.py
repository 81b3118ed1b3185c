"""`rebalance balance --epoch`, `--epochs`: over draws, all rows come before any comes again."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import rebalance
from rebalance.rows.writing.writer import write_rows as write_all
from tests.support import Run, lines, write_rows

COUNTS = {"large": 100, "middle": 30, "small": 5, "single": 1}
TARGETS = [
    ("--cap", 30), ("--equal", "mean"), ("--floor", 12, "--max-repeat", "none"),
    ("--cap", 40, "--floor", 7, "--max-repeat", "none"), ("--alpha", 0.3),
    ("--equal", "mean", "--total", 40), ("--equal", "min"),
    ("--mix", "large=0.5,middle=0.5,default=0"),
]  # fmt: skip


def epochs(run: Run, path: Path, folder: Path, number: int, *options: object) -> list[list[bytes]]:
    """The rows of each of some epochs, written in one run."""
    ended = run("balance", path, *options, "--epochs", number, "-d", folder, "-q")
    assert ended.code == 0, ended.err
    return [lines(folder / f"epoch-{k}.jsonl") for k in range(1, number + 1)]


@pytest.mark.parametrize("options", TARGETS, ids=lambda words: " ".join(map(str, words)))
def test_every_row_has_its_turn(
    run: Run, skewed: Path, tmp_path: Path, options: tuple[object, ...]
) -> None:
    """All epochs have as many rows; no row of a category comes twice more often than another."""
    drawn = epochs(run, skewed, tmp_path / "e", 9, *options)
    written, everything = Counter[bytes](), lines(skewed)
    category = {line: json.loads(line)["category"] for line in everything}
    sizes = [Counter(category[line] for line in epoch) for epoch in drawn]
    assert sizes == [sizes[0]] * 9
    for number, epoch in enumerate(drawn, start=1):
        written.update(epoch)
        for name, rows in sizes[0].items():
            often = [written[line] for line in everything if category[line] == name]
            assert max(often) - min(often) <= 1
            if number * rows >= COUNTS[name]:
                assert min(often) >= 1


@pytest.mark.parametrize("options", TARGETS[:4], ids=lambda words: " ".join(map(str, words)))
@pytest.mark.parametrize("order", ["input", "shuffle"])
def test_one_epoch_is_that_of_all(
    run: Run, skewed: Path, tmp_path: Path, options: tuple[object, ...], order: str
) -> None:
    """`--epoch K` writes the bytes of `epoch-K.jsonl`; the first is the draw without either."""
    drawn = epochs(run, skewed, tmp_path / "e", 4, *options, "--order", order, "--seed", 7)
    for number, epoch in enumerate(drawn, start=1):
        for jobs in (1, 2, 3) if number == 3 else (1,):
            out = tmp_path / f"{number}.jsonl"
            report = run("balance", skewed, *options, "--order", order, "--seed", 7, "-o", out,
                         "--epoch", number, "-j", jobs, "-f", "json",
                         env={"REBALANCE_SPAN_BYTES": "300"}).report  # fmt: skip
            assert lines(out) == epoch
            assert (report["epoch"], report["epochs"]) == (number, None)
    plain = tmp_path / "plain.jsonl"
    run("balance", skewed, *options, "--order", order, "--seed", 7, "-o", plain)
    assert lines(plain) == drawn[0]


def test_each_epoch_has_its_own_shuffled_order(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Also of rows that are in both."""
    first, second = epochs(run, skewed, tmp_path / "e", 2, "--cap", 200, "--order", "shuffle")
    assert first != second
    assert sorted(first) == sorted(second)


def test_the_order_of_the_file_does_not_matter(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Each epoch has the same rows."""
    back = tmp_path / "back.jsonl"
    back.write_bytes(b"".join(lines(skewed)[::-1]))
    one, other = (
        epochs(run, path, tmp_path / path.stem, 5, "--cap", 30) for path in (skewed, back)
    )
    assert [sorted(epoch) for epoch in one] == [sorted(epoch) for epoch in other]


def test_report(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Each epoch's rows and file, and how many rows have been seen; the manifest has it, too."""
    folder, rest = tmp_path / "e", tmp_path / "rest.jsonl"
    report = run("balance", skewed, "--cap", 30, "--epochs", 3, "-d", folder, "-f", "json",
                 "--manifest", tmp_path / "m.json", "--dropped", rest).report  # fmt: skip
    assert report["epochs"] == [
        {"epoch": 1, "rows": 66, "rows_seen": 66, "path": str(folder / "epoch-1.jsonl")},
        {"epoch": 2, "rows": 66, "rows_seen": 96, "path": str(folder / "epoch-2.jsonl")},
        {"epoch": 3, "rows": 66, "rows_seen": 126, "path": str(folder / "epoch-3.jsonl")},
    ]
    assert (report["epoch"], report["rows_after"], report["output"]) == (1, 66, None)
    assert json.loads((tmp_path / "m.json").read_bytes())["epochs"] == report["epochs"]
    assert len(lines(rest)) == 10  # in none of the three
    dry = run("balance", skewed, "--cap", 30, "--epochs", 4, "-n", "-f", "json").report
    assert [one["rows_seen"] for one in dry["epochs"]] == [66, 96, 126, 136]
    assert [one["path"] for one in dry["epochs"]] == [None] * 4
    text = run("balance", skewed, "--cap", 30, "--epochs", 2, "-d", tmp_path / "f").text
    assert "seed 0, epochs 1 to 2; the counts are those of the first" in text
    assert "96 of 136 rows are in at least one of 2 epochs." in text
    assert "seed 0, epoch 2;" in run("balance", skewed, "--cap", 30, "--epoch", 2, "-n").text


@pytest.mark.parametrize("options", [
    ("--unit", "chars"), ("--unit", "field:size"), ("--group", "talk"), ("--keep", "first"),
    ("--unit", "chars", "--group", "talk"), ("--keep", "length"), ("--keep", "score:size"),
    ("--within", "talk"), ("--keep", "diverse"),
], ids=" ".join)  # fmt: skip
def test_other_draws_have_turns_too(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    """In other units, by groups, and in other orders: nothing comes twice before all came once."""
    rows = [{"id": n, "category": "ab"[n % 3 > 0], "text": f"{n} {'x' * (n * 7 % 11)}",
             "size": n * 5 % 13 + 1, "talk": n // 6} for n in range(120)]  # fmt: skip
    path = write_rows(tmp_path / "d.jsonl", rows)
    target = 100 if "--unit" in options else 14
    drawn = epochs(run, path, tmp_path / "e", 12, "--cap", target, *options)
    written = Counter[bytes]()
    for epoch in drawn:
        assert max(Counter(epoch).values()) == 1
        written.update(epoch)
        for category in "ab":
            often = [
                written[line] for line in lines(path) if json.loads(line)["category"] == category
            ]
            if "--group" not in options:  # a group has the category of its first row
                assert max(often) - min(often) <= 1
    assert min(written[line] for line in lines(path)) >= 1


@pytest.mark.parametrize(("options", "said"), [
    (("--epoch", 2, "--epochs", 2, "-d", "x"), "--epochs: cannot be combined with --epoch"),
    (("--epochs", 2, "-o", "x"), "--epochs: cannot be combined with --output"),
    (("--epochs", 2), "nowhere to write"),
    (("-d", "x", "-o", "y"), "--out-dir"),
    (("--epoch", 0, "-n"), "--epoch: 0 is below 1"),
    (("--epoch", 2, "-n", "--keep", "weighted:id"), "weights are odds"),
    (("--epochs", 2, "-d", "-"), "files go to a folder"),
])  # fmt: skip
def test_what_is_refused(
    run: Run, skewed: Path, options: tuple[object, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2, with what is wrong."""
    monkeypatch.chdir(skewed.parent)
    ended = run("balance", skewed, "--cap", 3, *options)
    assert (ended.code, said in ended.err) == (2, True), ended.err


def test_epochs_of_an_earlier_run(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Fewer epochs do not leave the others beside them; as many replace them."""
    epochs(run, skewed, tmp_path / "e", 3, "--cap", 3)
    again = epochs(run, skewed, tmp_path / "e", 3, "--cap", 2)
    ended = run("balance", skewed, "--cap", 3, "--epochs", 2, "-d", tmp_path / "e")
    assert (ended.code, "files of other epochs: 'epoch-3.jsonl'" in ended.err) == (2, True)
    assert lines(tmp_path / "e" / "epoch-1.jsonl") == again[0]


def test_all_epochs_or_none(
    run: Run, skewed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the last one cannot be written, the files of the first are those of before."""
    before = epochs(run, skewed, tmp_path / "e", 3, "--cap", 3)
    calls = list[object]()

    def failing(*args: Any, **options: Any) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        write_all(*args, **options)

    monkeypatch.setattr("rebalance.balancing.epochs.write_rows", failing)
    ended = run("balance", skewed, "--cap", 2, "--epochs", 3, "-d", tmp_path / "e")
    assert ended.code == 4
    assert sorted(path.name for path in (tmp_path / "e").iterdir()) == [
        "epoch-1.jsonl", "epoch-2.jsonl", "epoch-3.jsonl",
    ]  # fmt: skip
    assert [lines(tmp_path / "e" / f"epoch-{k}.jsonl") for k in (1, 2, 3)] == before


def test_from_python(skewed: Path, tmp_path: Path) -> None:
    """The same options, and a typed report."""
    report = rebalance.balance(skewed, equal="min", epochs=2, out_dir=tmp_path / "e")
    assert report.epochs is not None
    assert [one.rows for one in report.epochs] == [4, 4]
    assert len(lines(tmp_path / "e" / "epoch-2.jsonl")) == 4
