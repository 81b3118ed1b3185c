"""Files beside the dataset, and those that options name: bounded, checked, never quoted."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from rebalance.errors import OptionError
from rebalance.rows.field import Field
from rebalance.rows.saved_manifests import SavedManifest
from rebalance.saved_json import Malformed
from rebalance.validation.quotas import read_quotas
from tests.support import Outcome, Run, rows_of, write_rows

# Commands with a file X that an option names.
NAMED = [
    "balance rows.jsonl -o out.jsonl --mix X.toml",
    "gaps rows.jsonl --floors X.json",
    "gaps rows.jsonl --equal max --requests asked.jsonl --model m --template X.txt",
    "weights rows.jsonl --labels X.txt",
    "check rows.jsonl --allow X.txt",
    "check rows.jsonl --baseline X.json --max-drift 9%",
    "split rows.jsonl -d new --previous X.json",
    "validate rows.jsonl --against rows.jsonl -o out.jsonl --phrases X.txt",
    "validate rows.jsonl --against rows.jsonl -o out.jsonl --quota X.json",
    "evaluate rows.jsonl --truth category --predicted category --labels X.txt",
    "--config X.toml inspect rows.jsonl",
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with rows, as the current one."""
    write_rows(tmp_path / "rows.jsonl", rows_of({"a": 30, "b": 12}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(words: str) -> Path:
    """The file of a command."""
    return Path(next(word for word in words.split() if word.startswith("X.")))


@pytest.mark.parametrize("words", NAMED)
def test_a_file_that_is_none(run: Run, words: str) -> None:
    """A pipe without a writer, a device, a file of gigabytes: exit 2 at once, by its name."""
    path = named(words)
    os.mkfifo(path)
    ended = run(*words.split())
    assert (ended.code, f"{path}: it is a pipe or a device" in ended.err) == (2, True), ended.err
    path.unlink()
    path.symlink_to("/dev/zero")
    ended = run(*words.split())
    assert (ended.code, f"{path}: it is a pipe or a device" in ended.err) == (2, True), ended.err
    path.unlink()
    with path.open("wb") as file:
        file.truncate(5 << 30)
    ended = run(*words.split())
    assert (ended.code, f"{path}: it is larger than" in ended.err) == (2, True), ended.err
    assert not any(Path(one).exists() for one in ("out.jsonl", "asked.jsonl", "new"))


@pytest.mark.parametrize("words", NAMED)
def test_what_it_holds_is_not_quoted(run: Run, words: str) -> None:
    """Whatever secret the file is: a key and a place are named, no value."""
    path, secret = named(words), "hunter2-s3cr3t"
    for content in (f'key = "{secret}"', f"[{secret}", f'{{"a": "{secret}"}}', f'["{secret}"',
                    f'{{"schema": "{secret}", "categories": ["{secret}"]}}'):  # fmt: skip
        path.write_text(content)
        ended = run(*words.split())
        if ended.code != 0:
            assert ended.code in (1, 2), ended.err
            is_list = path.suffix == ".txt"  # its lines are labels, phrases or a template
            assert is_list or secret not in ended.err, ended.err


def changed(document: Any) -> Iterator[Any]:
    """A JSON document with each value in turn replaced by one of another kind, or left out."""
    odd: list[Any] = [
        None,
        [],
        {},
        "x",
        -1,
        1.5,
        1e308,
        10**30,
        True,
        [[]],
        {"a": []},
        float("nan"),
        "\ud800",
    ]
    if isinstance(document, dict):
        for name, value in document.items():
            yield {key: one for key, one in document.items() if key != name}
            yield from ({**document, name: one} for one in odd)
            yield from ({**document, name: one} for one in changed(value))
    elif isinstance(document, list) and document:
        yield from ([one, *document[1:]] for one in odd)
        yield from ([one, *document[1:]] for one in changed(document[0]))
        yield [*document, document[0]]


def refused_or_fine(ended: Outcome, document: Any) -> None:
    lacks_a_part = ended.code == 4 and "No such file" in ended.err
    assert ended.code in (0, 1, 2) or lacks_a_part, (ended.code, ended.err, document)
    assert "bug" not in ended.err


def test_baselines_of_other_kinds(run: Run) -> None:
    """Exit 2 with the place of what is wrong, never a bug."""
    assert run("check", "rows.jsonl", "--write-baseline", "b.json").code == 0
    good = json.loads(Path("b.json").read_text())
    for document in changed(good):
        Path("b.json").write_text(json.dumps(document))
        refused_or_fine(run("check", "rows.jsonl", "--baseline", "b.json", "--max-drift", 1),
                        document)  # fmt: skip
    good["categories"][1]["rows"] = "many"
    Path("b.json").write_text(json.dumps(good))
    ended = run("check", "rows.jsonl", "--baseline", "b.json", "--max-drift", 1)
    assert "b.json: this is not a baseline: 'categories[1].rows' is not a whole number" in ended.err


def test_plans_of_other_kinds(run: Run) -> None:
    """A gaps report as a quota."""
    good = run("gaps", "rows.jsonl", "--equal", "max", "-f", "json").report
    small = {name: good[name] for name in ("schema", "by", "categories")}
    command = ("validate", "rows.jsonl", "--against", "rows.jsonl", "--quota", "plan.json", "-n")
    for number, document in enumerate(changed(small)):
        Path("plan.json").write_text(json.dumps(document))
        with suppress(OptionError):
            read_quotas("plan.json", [Field.parse("category")])
            if number % 20 == 0:
                refused_or_fine(run(*command), document)
    small["categories"][0]["rows_to_source"] = "many"
    Path("plan.json").write_text(json.dumps(small))
    said = "plan.json is not a gaps report: 'categories[0].rows_to_source' is not a whole number"
    assert said in run(*command).err


def test_manifests_of_other_kinds(run: Run) -> None:
    """Named: exit 2, or as it is. Beside a dataset: left aside, with a warning where it is ours."""
    assert run("split", "rows.jsonl", "-d", "p").code == 0
    assert run("balance", "rows.jsonl", "--equal", "max", "-o", "p/more.jsonl",
               "--manifest", "p/more-manifest.json").code == 0  # fmt: skip
    kinds = {
        "manifest": ("schema", "report", "parts", "options"),
        "more-manifest": ("schema", "report", "categories", "output"),
    }
    for name, kept in kinds.items():
        path = Path(f"p/{name}.json")
        good, wrong = json.loads(path.read_text()), list[Any]()
        for document in changed({key: good[key] for key in kept}):
            path.write_text(json.dumps(document))
            try:
                SavedManifest.parse(json.dumps(document))
            except Malformed:
                wrong.append(document)
                continue
            for words in ("balance p/train.jsonl --cap 9 -n", "split rows.jsonl -d q --clean"
                          " --allow-empty --previous p/manifest.json"):  # fmt: skip
                if len(wrong) % 9 == 0:  # some of those that are read
                    refused_or_fine(run(*words.split()), document)
        ours = [one for one in wrong if one.get("schema") == good["schema"]]
        for document in ours[::25]:
            path.write_text(json.dumps(document))
            ended = run("split", "p/more.jsonl", "-d", "q", "--clean", "--allow-empty")
            assert (ended.code, "is left aside" in ended.err) == (0, True), document
        path.write_text(json.dumps(good))


def test_a_manifest_that_only_lies_there(run: Run) -> None:
    """A pipe, a huge one, or one that is not whole is left aside, and that is said."""
    for make, said in (
        (os.mkfifo, "manifest.json is left aside: it is a pipe or a device"),
        (lambda path: os.truncate(path, 5 << 30), "is left aside: it is larger than 64 MiB"),
        (lambda path: path.write_text('{"schema": "rebalance.manifest/1"}'), "has no 'report'"),
    ):
        path = Path("manifest.json")
        path.unlink(missing_ok=True)
        if "pipe" not in said:
            path.touch()
        make(path)
        for words in ("balance rows.jsonl --cap 9 -o out.jsonl", "split rows.jsonl -d p"):
            ended = run(*words.split())
            assert (ended.code, said in ended.err) == (0, True), ended.err
    path.write_text('{"name": "a page", "icons": []}')  # of another program
    assert run("balance", "rows.jsonl", "--cap", 9, "-o", "out.jsonl").err == ""


def test_a_configuration_that_only_lies_there(run: Run) -> None:
    """A pipe called rebalance.toml does not stop a run; a dataset that it names must be a file."""
    os.mkfifo("rebalance.toml")
    ended = run("inspect", "rows.jsonl")
    assert (ended.code, "rebalance.toml is left aside" in ended.err) == (0, True)
    Path("rebalance.toml").unlink()
    Path("rebalance.toml").write_text('[inspect]\ndataset = ["/dev/zero"]\n')
    ended = run("inspect")
    assert (ended.code, "which is no regular file" in ended.err) == (2, True), ended.err
