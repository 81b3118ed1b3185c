"""Messages about values that people mean another way: they say what to write."""

from pathlib import Path

import pytest

from tests.support import Run, write_rows

EVALUATE = "evaluate d.jsonl --truth category --predicted text"
SAID = {
    "check d.jsonl --max-share 80": ("--max-share: 80 is above 1", "write 80% or 0.8"),
    f"{EVALUATE} --min-f1 80": ("--min-f1: 80 is more than 1", "write 80% or 0.8"),
    "split d.jsonl -d x --near-duplicates 70": ("must be at least 0.3", "write 70% or 0.7"),
    "gaps d.jsonl --equal max --acceptance 60": ("at most 1", "write 60% or 0.6"),
    "split d.jsonl -d x --parts train=80,test=20": (
        "--parts: the shares add up to 100, not to 1", "write --parts train=0.8,test=0.2",
    ),
    "balance d.jsonl -n --cap -5": ("--cap: -5 is below 0", ""),
    "balance d.jsonl -n --alpha -0.5": ("--alpha: -0.5 is below 0", ""),
    "weights d.jsonl --max-ratio inf": ("--max-ratio: 'inf' is not a number", ""),
    "weights d.jsonl --scheme balansed": ("'balansed' is not one of", "did you mean 'balanced'?"),
    "balance d.jsonl --cap 5 -o ''": ("--output: '' is not a path", ""),
    "balance d.jsonl --alpha 0.5 --total 0 -o x": ("no row would be kept", "--allow-empty"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    write_rows(Path("d.jsonl"), [{"text": "a", "category": "x"}, {"text": "b", "category": "y"}])


@pytest.mark.parametrize("words", SAID)
def test_what_to_write_instead(run: Run, words: str) -> None:
    """Exit 2, with the option and the value that would do."""
    ended = run(*[one.strip("'") for one in words.split()])
    sentence, advice = SAID[words]
    assert (ended.code, sentence in ended.err, advice in ended.err) == (2, True, True), ended.err


def test_a_file_where_a_folder_is_meant(run: Run) -> None:
    """Is named, before anything is read."""
    ended = run("split", "no.jsonl", "-d", "d.jsonl")
    assert (ended.code, "d.jsonl: it is a file, and --out-dir names a folder" in ended.err) == (
        4,
        True,
    )


@pytest.mark.parametrize(
    "words",
    [
        "balance no.jsonl --cap 5 -o", "weights no.jsonl --npy",
        "balance no.jsonl --cap 5 -n --dropped",
        "inspect no.jsonl --report json=", "gaps no.jsonl --equal max --model m --requests",
    ],
)  # fmt: skip
def test_folders_that_are_missing(run: Run, words: str) -> None:
    """Are named before anything is read; of a dry run they do not matter."""
    first, _, last = words.rpartition(" ")
    given = [f"{last}a b/x"] if last.endswith("=") else [last, "a b/x"]
    ended = run(*first.split(), *given)
    if " -n " in words:
        assert (ended.code, "no.jsonl" in ended.err) == (4, True)
    else:
        assert (ended.code, "there is no folder a b" in ended.err) == (4, True)
        assert "make it first: mkdir -p 'a b'" in ended.err
