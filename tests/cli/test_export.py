"""Rows and settings for trainers: each by the trainer's own arithmetic, written down once more."""

import json
import shlex
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rebalance.exporting.trainers import TRAINERS
from rebalance.rows.surgery.splicing import member
from rebalance.rows.surgery.turn_splicing import Taken, in_assistant_turns
from tests.support import Row, Run, lines, write_rows

COUNTS = {"large one": 60, "mid": 30, "Ünï cödé": 12, "few": 4}
SHAPES: dict[str, Row] = {
    "messages": {"messages": [{"role": "user", "content": "Why?"},
                              {"role": "assistant", "content": "So."}]},
    "sharegpt": {"conversations": [{"from": "human", "value": "Why?"},
                                   {"from": "gpt", "value": "So."}]},
    "alpaca": {"instruction": "Why?", "input": "", "output": "So."},
    "prompt-completion": {"prompt": "Why?", "completion": "So."},
    "query-response": {"query": "Why?", "response": "So."},
    "text": {"text": "Why? So."},
    "preference": {"prompt": "Why?", "chosen": "So.", "rejected": "No."},
}  # fmt: skip


def dataset(folder: Path, shape: str = "messages", **more: Any) -> Path:
    """Rows of a shape in skewed categories, each with a number of its own."""
    rows = [
        {**SHAPES[shape], "category": name, "n": f"{name} {at}", **more}
        for name, count in COUNTS.items() for at in range(count)
    ]  # fmt: skip
    return write_rows(folder / "rows.jsonl", rows)


def after(ended: Any) -> dict[str, int]:
    """Rows an epoch, by category, as the report has them."""
    return {one["label"]: one["rows_after"] for one in ended.report["categories"]}


def files_of(ended: Any) -> dict[str, str]:
    """The category of each file."""
    return {one["file"]: one["label"] for one in ended.report["categories"]}


@pytest.mark.parametrize("trainer", TRAINERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_read_or_refused_with_those_that_are(
    run: Run, tmp_path: Path, trainer: str, shape: str
) -> None:
    """Rows are those of the dataset, byte for byte, in the numbers of the target."""
    path, out = dataset(tmp_path, shape), tmp_path / "out"
    ended = run("export", path, "--trainer", trainer, "--cap", 30, "--floor", 8, "-d", out,
                "-f", "json")  # fmt: skip
    if shape not in TRAINERS[trainer].shapes:
        assert ended.code == 2
        assert f"the rows have the shape {shape}, which" in ended.err
        assert "it reads " + ", ".join(TRAINERS[trainer].shapes) in ended.err
        assert not out.exists()
        return
    assert ended.code == 0
    assert after(ended) == {"large one": 30, "mid": 30, "Ünï cödé": 12, "few": 8}
    written = lines(out / "train.jsonl")
    assert len(written) == 80
    assert ended.report["shape"] == shape
    if not TRAINERS[trainer].kept:
        assert set(written) <= set(lines(path))
    page = (out / "README.md").read_text()
    assert ended.report["command"] in page
    if settings := ended.report["settings"]:
        assert (out / settings).read_text() in page


def test_balanced_draws_what_balance_draws(run: Run, tmp_path: Path) -> None:
    """The same rows, in a seeded order in which copies lie apart."""
    path, out = dataset(tmp_path), tmp_path / "balanced.jsonl"
    options = ("--equal", 20, "--seed", 3)
    run("balance", path, *options, "--order", "shuffle", "-o", out)
    run("export", path, *options, "--trainer", "trl", "-d", tmp_path / "out")
    assert lines(tmp_path / "out" / "train.jsonl") == lines(out)


def test_totals_and_shares_are_those_of_balance(run: Run, tmp_path: Path) -> None:
    """A total of characters is no total of rows; and shares with a total hold, or nothing is."""
    path, out = dataset(tmp_path, "text"), tmp_path / "balanced.jsonl"
    options = ("--equal", "max", "--total", "1kchars", "--seed", 3)
    assert run("balance", path, *options, "--order", "shuffle", "-o", out).code == 0
    assert run("export", path, *options, "--trainer", "trl", "-d", tmp_path / "out").code == 0
    assert lines(tmp_path / "out" / "train.jsonl") == lines(out)
    short = ("--mix", "few=0.9,default=0.1", "--rescale", "--total", 100)
    for command in (("balance", path, "-n"), ("export", path, "--trainer", "trl", "-d", tmp_path)):
        ended = run(*command, *short)
        assert ended.code == 1
        assert "nothing was written, as shares do not hold" in ended.err
    filled = ("--if-short", "fill", "--trainer", "trl", "-d", tmp_path / "filled")
    assert run("export", path, *short, *filled).code == 0


def mixed(run: Run, folder: Path, trainer: str, *target: object) -> tuple[Any, list[str]]:
    """Export a mix; the report, and the words of the command."""
    path = dataset(folder)
    ended = run("export", path, "--trainer", trainer, "--form", "mix", *target, "-d",
                folder / "out", "-f", "json")  # fmt: skip
    assert ended.code == 0, ended.err
    for file, label in files_of(ended).items():
        if (folder / "out" / file).exists():
            rows = [json.loads(line) for line in lines(folder / "out" / file)]
            assert Counter(row["category"] for row in rows) == {label: COUNTS[label]}
    return ended, shlex.split(ended.report["command"])


DOWN = ("--mix", "large one=0.5,mid=0.3,Ünï cödé=0.1,few=0.1", "--total", 40)


def test_trl_takes_the_first_rows_by_shares(run: Run, tmp_path: Path) -> None:
    """N = min(rows / share), and the first round(share * N) of each; never a row twice."""
    ended, _ = mixed(run, tmp_path, "trl", *DOWN)
    entries = yaml.safe_load((tmp_path / "out" / "train.yaml").read_text())["datasets"]
    shares = {Path(one["data_files"]).name: one["fraction"] for one in entries}
    assert sum(shares.values()) == pytest.approx(1)
    labels = files_of(ended)
    most = min(COUNTS[labels[file]] / share for file, share in shares.items())
    taken = {labels[file]: round(share * most) for file, share in shares.items()}
    assert after(ended) == taken == {"large one": 20, "mid": 12, "Ünï cödé": 4, "few": 4}
    assert all((tmp_path / "out" / one["data_files"]).exists() for one in entries)


@pytest.mark.parametrize("trainer", ["trl", "axolotl"])
def test_what_lifts_no_category_says_so(run: Run, tmp_path: Path, trainer: str) -> None:
    """And which form does."""
    ended = run("export", dataset(tmp_path), "--trainer", trainer, "--form", "mix", "--equal", 20,
                "-d", tmp_path / "out")  # fmt: skip
    assert ended.code == 2
    assert "takes no row twice, and the target has more than there are of 'Ünï cödé', 'few'" in (
        ended.err
    )
    assert "--form balanced" in ended.err


@pytest.mark.parametrize("cap", [1, 7, 29, 30, 59])
def test_axolotl_keeps_whole_rows_of_a_share(run: Run, tmp_path: Path, cap: int) -> None:
    """max(1, int(rows * weight)), and all where there is no weight."""
    ended, _ = mixed(run, tmp_path, "axolotl", "--cap", cap)
    labels = files_of(ended)
    for one in yaml.safe_load((tmp_path / "out" / "axolotl.yaml").read_text())["datasets"]:
        label = labels[Path(one["path"]).name]
        kept = max(1, int(COUNTS[label] * one["weight"])) if "weight" in one else COUNTS[label]
        assert kept == after(ended)[label] == min(cap, COUNTS[label])
        assert one["type"] == "chat_template"
        assert one.get("weight", 1) <= 1


def test_llama_factory_counts_samples(run: Run, tmp_path: Path) -> None:
    """An entry for each file, with the number to take and the columns of the shape."""
    ended, words = mixed(run, tmp_path, "llama-factory", "--equal", 20)
    entries = json.loads((tmp_path / "out" / "dataset_info.json").read_text())
    assert words[words.index("--dataset") + 1].split(",") == [*entries]
    labels = files_of(ended)
    found = {labels[one["file_name"]]: one["num_samples"] for one in entries.values()}
    assert found == after(ended) == {"large one": 20, "mid": 20, "Ünï cödé": 20, "few": 16}
    assert all(one["columns"]["messages"] == "messages" for one in entries.values())


def test_ms_swift_and_open_instruct_take_rows(run: Run, tmp_path: Path) -> None:
    """FILE#ROWS, and FILE ROWS: whole numbers, since one with a point is a share."""
    ended, words = mixed(run, tmp_path, "ms-swift", "--equal", 20)
    given = words[words.index("--dataset") + 1 :]
    pairs = {Path(word.partition("#")[0]).name: int(word.partition("#")[2]) for word in given}
    labels = files_of(ended)
    assert {labels[file]: rows for file, rows in pairs.items()} == after(ended)
    ended, words = mixed(run, tmp_path, "open-instruct", "--equal", 20)
    start, stop = (
        words.index("--dataset_mixer_list") + 1,
        words.index("--dataset_mixer_list_splits"),
    )
    files, amounts = words[start:stop:2], words[start + 1 : stop : 2]
    assert all("." not in amount for amount in amounts)
    assert {labels[Path(file).name]: int(amount)
            for file, amount in zip(files, amounts, strict=True)} == after(ended)  # fmt: skip


def test_megatron_reads_a_blend(run: Run, tmp_path: Path) -> None:
    """An even number of words: a positive weight before each path, none with white space."""
    ended, words = mixed(run, tmp_path, "megatron", "--equal", 20)
    start = words.index("--train-data-path") + 1
    blend = words[start : words.index("...")]
    assert len(blend) % 2 == 0
    weights, labels = [float(word) for word in blend[::2]], files_of(ended)
    assert min(weights) > 0
    assert sum(weights) == pytest.approx(100)
    total = sum(after(ended).values())
    for weight, path in zip(weights, blend[1::2], strict=True):
        share = Fraction(after(ended)[labels[Path(path).name]], total)
        assert weight / 100 == pytest.approx(float(share))


@pytest.mark.parametrize("form", ["balanced", "mix"])
@pytest.mark.parametrize("trainer", ["trl", "ms-swift", "megatron"])
def test_a_target_of_no_rows_is_refused(run: Run, tmp_path: Path, trainer: str, form: str) -> None:
    """No trainer takes an empty file, or a mix of none."""
    out = tmp_path / "out"
    ended = run(
        "export", dataset(tmp_path), "--trainer", trainer, "--form", form, "--cap", 0, "-d", out
    )
    assert ended.code == 2
    assert "an epoch would have 0 rows" in ended.err
    assert not out.exists()


def test_openai_takes_its_fields_and_ten_rows(run: Run, tmp_path: Path) -> None:
    """What it refuses is cut, and the rest is as it was."""
    path, out = dataset(tmp_path, tools=[]), tmp_path / "out"
    assert run("export", path, "--trainer", "openai", "--cap", 9, "-d", out).code == 0
    for line in lines(out / "train.jsonl"):
        assert [*json.loads(line)] == ["messages", "tools"]
    few = run("export", path, "--trainer", "openai", "--cap", 2, "-d", out)
    assert few.code == 2
    assert "an epoch would have 8 rows, and OpenAI takes 10 to" in few.err
    for form in ("weights", "mix"):
        ended = run("export", path, "--trainer", "openai", "--form", form, "-d", out,
                    *(["--cap", 9] if form == "mix" else []))  # fmt: skip
        assert ended.code == 2
        assert "--form balanced" in ended.err


@pytest.mark.parametrize("trainer", ["openai", "fireworks"])
@pytest.mark.parametrize(
    ("turns", "why"),
    [
        ([{"role": "user", "content": "?"}], "do not end with an answer"),
        (
            [{"role": "me", "content": "?"}, {"role": "assistant", "content": "!"}],
            "have a role that is not known",
        ),
    ],
)
def test_rows_for_which_a_file_is_refused(
    run: Run, tmp_path: Path, trainer: str, turns: list[Row], why: str
) -> None:
    """Their place is said before anything is uploaded."""
    path = dataset(tmp_path)
    with path.open("a") as file:
        file.write(json.dumps({"category": "mid", "messages": turns}) + "\n")
    ended = run("export", path, "--trainer", trainer, "--cap", 9, "-d", tmp_path / "o")
    assert ended.code == 2
    assert f"{path}:107: {TRAINERS[trainer].title} refuses files with rows that" in ended.err
    assert why in ended.err
    assert "there is 1 row, and this is the first" in ended.err
    assert run("export", path, "--trainer", "trl", "--cap", 9, "-d", tmp_path / "o").code == 0


def test_fireworks_has_a_weight_on_every_row(run: Run, tmp_path: Path) -> None:
    """Also where rows had a field of that name, which goes."""
    path, out = dataset(tmp_path, weight="x"), tmp_path / "out"
    ended = run("export", path, "--trainer", "fireworks", "--form", "weights", "-d", out,
                "-f", "json")  # fmt: skip
    expected = {one["label"]: one["weight"] for one in ended.report["categories"]}
    found = [json.loads(line) for line in lines(out / "train.jsonl")]
    assert [*found[0]] == ["messages", "weight"]
    names = [name for name, count in COUNTS.items() for _ in range(count)]
    assert [row["weight"] for row in found] == [expected[name] for name in names]
    assert np.mean([row["weight"] for row in found]) == pytest.approx(1)


@pytest.mark.parametrize(("trainer", "field"), [("ms-swift", "loss_scale"), ("trl", "weight")])
def test_weights_stand_where_they_are_read(
    run: Run, tmp_path: Path, trainer: str, field: str
) -> None:
    """And nothing else changes: without them the bytes are those of the dataset."""
    path, out = dataset(tmp_path), tmp_path / "out"
    ended = run("export", path, "--trainer", trainer, "--form", "weights", "--scheme", "sqrt",
                "-d", out, "-f", "json")  # fmt: skip
    weights = {one["label"]: one["weight"] for one in ended.report["categories"]}
    for old, new in zip(lines(path), lines(out / "train.jsonl"), strict=True):
        weight = weights[json.loads(old)["category"]]
        assert (
            new.replace(b', "%s": %s' % (field.encode(), json.dumps(weight).encode()), b"") == old
        )
        row = json.loads(new)
        holder = row if field == "weight" else row["messages"][1]
        assert holder[field] == weight
    assert "divided by" in ended.report["meaning"]


def test_a_message_with_the_field_is_refused(run: Run, tmp_path: Path) -> None:
    """As a row with it is; and its place is said."""
    rows = [{"category": "a", "messages": [{"role": "user", "content": "?"},
             {"role": "assistant", "content": "!", "loss_scale": 1}]}] * 3  # fmt: skip
    path = write_rows(tmp_path / "rows.jsonl", rows)
    ended = run("export", path, "--trainer", "ms-swift", "--form", "weights", "-d", tmp_path / "o")
    assert ended.code == 2
    assert f"{path}:1: the row already has a field 'loss_scale'" in ended.err
    assert not (tmp_path / "o" / "train.jsonl").exists()


def test_a_category_of_nothing_has_no_weight(run: Run, tmp_path: Path) -> None:
    """Answers of no characters, say."""
    silent = {"category": "x", "messages": [{"role": "user", "content": "?"}]}
    path = dataset(tmp_path)
    with path.open("a") as file:
        file.write(json.dumps(silent) + "\n")
    ended = run("export", path, "--trainer", "ms-swift", "--form", "weights", "--unit", "chars",
                "--side", "response", "-d", tmp_path / "o")  # fmt: skip
    assert ended.code == 2
    assert "rows of 'x' have nothing of the unit" in ended.err


def test_copies_stand_for_weights(run: Run, tmp_path: Path) -> None:
    """Each row comes floor or ceil of its weight times."""
    path, out = dataset(tmp_path), tmp_path / "out"
    ended = run("export", path, "--trainer", "openai", "--form", "copies", "-d", out, "-f", "json")
    found = Counter(json.loads(line)["n"] for line in lines(path))
    assert set(found.values()) == {1}
    again = run("export", path, "--trainer", "trl", "--form", "copies", "-d", tmp_path / "t",
                "-f", "json")  # fmt: skip
    assert after(again) == after(ended)
    copies = Counter(json.loads(line)["n"] for line in lines(tmp_path / "t" / "train.jsonl"))
    for one in again.report["categories"]:
        own = [copies[f"{one['label']} {at}"] for at in range(one["rows_before"])]
        assert set(own) <= {int(one["weight"]), int(one["weight"]) + 1}
        assert abs(sum(own) - one["weight"] * len(own)) < 1
    assert sum(copies.values()) == sum(COUNTS.values())


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("form", ["balanced", "mix", "weights", "copies"])
def test_the_same_bytes_with_any_number_of_processes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, jobs: int
) -> None:
    """Spans and processes change nothing."""
    path = dataset(tmp_path)
    target = ["--cap", 20] if form in ("balanced", "mix") else []

    def files(out: Path, *more: object, **env: str) -> dict[str, bytes]:
        monkeypatch.chdir(out)
        given = run("export", path, "--trainer", "ms-swift", "--form", form, *target, "-d", "out",
                    *more, env=env)  # fmt: skip
        assert given.code == 0, given.err
        return {one.name: one.read_bytes() for one in (out / "out").iterdir()}

    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    assert files(first, "-j", 1) == files(second, "-j", jobs, REBALANCE_SPAN_BYTES="500")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--cap", 9, "-d", "o"], "for which trainer?"),
        (["--trainer", "trl", "--cap", 9], "nowhere to write"),
        (["--trainer", "trl", "-d", "o"], "choose --equal LEVEL, --cap N and/or --floor N"),
        (["--trainer", "tlr", "--cap", 9, "-d", "o"], "did you mean 'trl'?"),
        (["--trainer", "trl", "--form", "weights", "--cap", 9, "-d", "o"], "no effect with --form"),
        (["--trainer", "trl", "--cap", 9, "--scheme", "sqrt", "-d", "o"], "--form weights"),
        (["--trainer", "llama-factory", "--form", "weights", "-d", "o"], "--form copies"),
    ],
)
def test_what_cannot_be_exported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
) -> None:
    """Exit 2, with what to do, and nothing written."""
    path = dataset(tmp_path)
    monkeypatch.chdir(tmp_path)
    ended = run("export", path, *options)
    assert ended.code == 2
    assert message in ended.err
    assert [one.name for one in tmp_path.iterdir()] == ["rows.jsonl"]


def test_rows_of_two_shapes_and_pages_of_others(run: Run, tmp_path: Path) -> None:
    """A file has one shape; and a page that no export wrote stays."""
    path, out = dataset(tmp_path), tmp_path / "out"
    with path.open("ab") as file:
        file.write(b'{"category": "mid", "text": "A story."}\n')
    ended = run("export", path, "--trainer", "trl", "--cap", 9, "-d", out)
    assert ended.code == 2
    assert f"{path}:107: this row has the shape text, and most have messages" in ended.err
    out.mkdir()
    (out / "README.md").write_text("Mine.\n")
    path = dataset(tmp_path)
    ended = run("export", path, "--trainer", "trl", "--cap", 9, "-d", out)
    assert ended.code == 2
    assert "is there, and no export wrote it" in ended.err
    assert [one.name for one in out.iterdir()] == ["README.md"]
    (out / "README.md").unlink()
    for _ in range(2):
        assert run("export", path, "--trainer", "trl", "--cap", 9, "-d", out).code == 0


TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
TURN = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system"]), "content": TEXT},
    optional={"x": st.one_of(TEXT, st.lists(st.dictionaries(TEXT, TEXT, max_size=2), max_size=2))},
)


@given(st.lists(TURN, max_size=5), st.booleans(), st.sampled_from([None, 1]), TEXT)
def test_a_member_goes_into_messages_of_the_assistant(
    turns: list[dict[str, Any]], ascii_only: bool, indent: int | None, before: str
) -> None:
    """And nowhere else; whatever the strings hold, and however the JSON is written."""
    row = {f"a{before}": {"messages": [{"role": "assistant"}]}, "messages": turns, "z": '"}]'}
    raw = json.dumps(row, ensure_ascii=ascii_only, indent=indent).encode() + b" \n"
    made = in_assistant_turns(raw, "w", member("w", b"0.5"))
    expected = [{**turn, "w": 0.5} if turn["role"] == "assistant" else turn for turn in turns]
    assert json.loads(made) == {**row, "messages": expected}
    assert made.replace(b', "w": 0.5', b"") == raw
    if any(turn["role"] == "assistant" for turn in turns):
        with pytest.raises(Taken):
            in_assistant_turns(made, "w", member("w", b"0.5"))
