"""Categories that no field holds: bins of numbers, and what a row is."""

import json
from pathlib import Path
from typing import Any

import pytest

import rebalance
from tests.support import Run, command, lines, trained_tokenizer, write_rows

SCORES = [0.1, 0.5, 0.49, 0.8, 1, 0.79, -3, 0.8, 12, 0]


@pytest.fixture
def scored(tmp_path: Path) -> Path:
    """Ten rows with a score, and a number inside."""
    return write_rows(
        tmp_path / "scored.jsonl",
        [{"score": score, "meta": {"n": at}, "instruction": "Say it", "output": "x" * at}
         for at, score in enumerate(SCORES)],
    )  # fmt: skip


def counts(run: Run, *args: object) -> dict[str, int]:
    """Count rows by the labels that `inspect` shows."""
    report = run("inspect", *args, "-f", "json").report
    return {one["label"]: one["rows"] for one in report["categories"]}


def test_edges(run: Run, scored: Path) -> None:
    """A number that is an edge belongs to the bin above it."""
    found = counts(run, scored, "--by", "score@0.5,0.8")
    assert found == {"(-inf, 0.5)": 4, "[0.5, 0.8)": 2, "[0.8, inf)": 4}
    assert counts(run, scored, "--by", "meta.n@7") == {"(-inf, 7)": 7, "[7, inf)": 3}
    assert counts(run, scored, "--by", "$['meta'].n@-1e0,7.0") == {"[-1, 7)": 7, "[7, inf)": 3}
    crossed = counts(run, scored, "--by", "score@0.5", "--by", "meta.n@5")
    assert crossed["(-inf, 0.5) × [5, inf)"] == 2


def test_names_that_end_like_edges(run: Run, tmp_path: Path) -> None:
    """A JSON Pointer names them; other names with an @ are as they were."""
    path = write_rows(tmp_path / "d.jsonl", [{"a@0.5": "x", "me@home": "y"}])
    assert counts(run, path, "--by", "/a@0.5") == {"x": 1}
    assert counts(run, path, "--by", "me@home") == {"y": 1}


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_quantiles(run: Run, tmp_path: Path, jobs: int) -> None:
    """As many rows each; the edges stand in the report, and give the same when given back."""
    rows = [{"score": (7 * at) % 41 / 4, "instruction": "Say it"} for at in range(41)]
    path = write_rows(tmp_path / "d.jsonl", rows)
    small = {"REBALANCE_SPAN_BYTES": "100"}
    ended = run("inspect", path, "--by", "score@q4", "-j", jobs, "-f", "json", env=small)
    assert ended.report["by"] == ["score@2.5,5,7.5"]
    found = sorted(one["rows"] for one in ended.report["categories"])
    assert found == [10, 10, 10, 11]
    again = run("inspect", path, "--by", ended.report["by"][0], "-f", "json")
    assert again.report["categories"] == ended.report["categories"]


def test_quantiles_of_equal_numbers(run: Run, tmp_path: Path) -> None:
    """Edges that fall together are one; where all are equal, nothing can be cut."""
    path = write_rows(tmp_path / "d.jsonl", [{"n": n} for n in [1, 1, 1, 1, 1, 1, 2, 3]])
    assert counts(run, path, "--by", "n@q4") == {"(-inf, 2)": 6, "[2, inf)": 2}
    path = write_rows(tmp_path / "e.jsonl", [{"n": 1}, {"n": 1}, {"n": None}])
    ended = run("inspect", path, "--by", "n@q4")
    assert (ended.code, "'n@q4' cannot be cut: no two rows" in ended.err) == (2, True)


def test_quantiles_need_a_file(scored: Path) -> None:
    """Standard input comes once; the message says what works."""
    ended = command("weights", "-", "--by", "score@q2", "-o", "-", stdin=scored.read_bytes())
    assert (ended.code, "save it to a file, or give edges" in ended.err) == (2, True)
    ended = command("inspect", "-", "--by", "score@0.5", stdin=scored.read_bytes())
    assert ended.code == 0


def test_what_a_row_is(run: Run, tmp_path: Path) -> None:
    """Turns, shape, script and characters."""
    say = [{"role": role, "content": "ja"} for role in ("system", "user", "assistant", "user")]
    rows: list[dict[str, object]] = [
        {"messages": say}, {"messages": [*say, say[2]]},
        {"instruction": "Скажи это", "output": "да"}, {"instruction": "言って", "output": "はい"},
        {"zzz": 17},
    ]  # fmt: skip
    path = write_rows(tmp_path / "d.jsonl", rows)
    assert counts(run, path, "--by", "@turns") == {"2": 2, "0": 1, "3": 1, "4": 1}
    assert counts(run, path, "--by", "@turns@3") == {"(-inf, 3)": 3, "[3, inf)": 2}
    assert counts(run, path, "--by", "@shape") == {"alpaca": 2, "messages": 2, "unknown": 1}
    assert counts(run, path, "--by", "@script") == {"Latin": 2, "Cyrillic": 1, "Kana": 1, "none": 1}
    assert counts(run, path, "--by", "@chars@6,12") == {
        "[6, 12)": 1,
        "[12, inf)": 2,
        "(-inf, 6)": 2,
    }


def test_tokens(run: Run, tmp_path: Path) -> None:
    """Counted by the tokenizer that the field names, or else by that of the unit."""
    tokenizers = pytest.importorskip("tokenizers")
    path = trained_tokenizer(tmp_path / "tokenizer.json")
    texts = ["What happens if you eat seeds? " * (at + 1) for at in range(12)]
    data = write_rows(tmp_path / "d.jsonl", [{"instruction": text, "output": ""} for text in texts])
    counter = tokenizers.Tokenizer.from_file(str(path))
    counter.no_truncation()
    counter.no_padding()
    lengths = [len(counter.encode(text, add_special_tokens=False)) for text in texts]
    middle = sorted(lengths)[6]
    wanted = {f"(-inf, {middle})": 6, f"[{middle}, inf)": 6}
    assert counts(run, data, "--by", f"@tokens:{path}@{middle}") == wanted
    assert counts(run, data, "--by", f"@tokens:{tmp_path}@q2") == wanted
    unit = ("--unit", f"tokens:{path}")
    ended = run("inspect", data, "--by", f"@tokens@{middle}", *unit, "-f", "json")
    assert ended.report["by"] == [f"@tokens:{path}@{middle}"]
    assert {one["label"]: one["rows"] for one in ended.report["categories"]} == wanted
    out = tmp_path / "out.jsonl"
    assert run("balance", data, "--by", f"@tokens:{path}@q3", "--cap", 2, "-o", out).code == 0
    assert len(lines(out)) == 6
    for by, said in (
        ("@tokens@9", "tokens of which tokenizer?"),
        ("@tokens:none-here@9", "there is no tokenizer 'none-here'"),
        (f"@tokens:{path}", "cut it"),
    ):
        ended = run("split", data, "--by", by, "-d", tmp_path / "parts")
        assert (ended.code, said in ended.err) == (2, True), ended.err


def test_in_every_command(run: Run, scored: Path, tmp_path: Path) -> None:
    """What is written, judged and read again is by bins."""
    by = ("--by", "score@0.5,0.8")
    out = tmp_path / "out.jsonl"
    assert run("balance", scored, *by, "--equal", "min", "-o", out).code == 0
    assert set(counts(run, out, *by).values()) == {2}
    shares = "[0.5, 0.8)=0.5,default=0.25"
    assert run("balance", scored, *by, "--mix", shares, "-o", out, "--max-repeat", 3).code == 0
    assert counts(run, out, *by) == {"[0.5, 0.8)": 5, "(-inf, 0.5)": 2, "[0.8, inf)": 3}
    assert run("weights", scored, *by, "-o", out).code == 0
    weights = [json.loads(line)["weight"] for line in lines(out)]
    assert weights == pytest.approx([10 / 3 / (2 if 0.5 <= s < 0.8 else 4) for s in SCORES])
    parts = tmp_path / "parts"
    assert run("split", scored, *by, "-d", parts, "--allow-shared-prompts").code == 0
    assert run("check", scored, *by, "--min-rows", 2).code == 0
    assert run("check", scored, *by, "--min-rows", 3).code == 1
    base = tmp_path / "base.json"
    assert run("check", scored, *by, "--write-baseline", base).code == 0
    assert run("check", scored, *by, "--baseline", base).code == 0
    assert run("check", scored, "--by", "score@0.5", "--baseline", base).code == 2
    saved = tmp_path / "saved.json"
    saved.write_bytes(run("inspect", scored, *by, "-f", "json").out)
    assert run("compare", saved, scored, "--fail-on", "tv=0").code == 0
    assert run("compare", saved, scored, "--by", "score@.5,8e-1").code == 0
    ended = run("gaps", scored, *by, "--equal", 5, "-f", "json")
    quota = tmp_path / "gaps.json"
    quota.write_bytes(ended.out)
    assert [one["to_source"] for one in ended.report["categories"]] == [1, 1, 3]
    new = write_rows(tmp_path / "new.jsonl", [
        {"score": score, "meta": {"n": 1}, "instruction": f"Tell of {word}", "output": "y" * 5}
        for score, word in zip([0.6, 0.7, 0.9, 0.95], ["hills", "the sea", "cats", "a plan"],
                               strict=True)
    ])  # fmt: skip
    ended = run("validate", new, "--against", scored, *by, "--quota", quota, "-o", out)
    assert [json.loads(line)["score"] for line in lines(out)] == [
        0.6,
        0.7,
        0.95,
    ]  # the quota of the last bin is 1
    assert run("dedupe", scored, *by, "--exact", "-n").code == 0
    report = rebalance.inspect(scored, by="score@q2")
    assert [one.label for one in report.categories] == ["(-inf, 0.79)", "[0.79, inf)"]


def test_gaps_and_collect(run: Run, tmp_path: Path) -> None:
    """New rows bring their number: none is put where a bin is asked for."""
    data = write_rows(tmp_path / "d.jsonl", [
        {"score": score, "instruction": f"Say {score}", "output": "x"} for score in [1, 2, 3, 9]
    ])  # fmt: skip
    requests = tmp_path / "requests.jsonl"
    by = ("--by", "score@5")
    assert run("gaps", data, *by, "--equal", 3, "--requests", requests, "--model", "m").code == 0
    (first, *_) = [json.loads(line) for line in lines(requests)]
    said: list[dict[str, Any]] = [
        {"score": 8, "instruction": "Sing", "output": "la"}, {"instruction": "Hum", "output": "m"},
    ]  # fmt: skip
    replies = write_rows(tmp_path / "replies.jsonl", [
        {"custom_id": first["custom_id"], "response": {"body": {"choices": [
            {"message": {"role": "assistant", "content": json.dumps(said)}}]}}}
    ])  # fmt: skip
    out = tmp_path / "new.jsonl"
    ended = run("collect", replies, "--requests", requests, "--against", data, *by, "-o", out)
    assert ended.code == 0, ended.err
    assert [json.loads(line).get("score") for line in lines(out)] == [8, None]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("score@0.8,0.5", "edges rise"),
        ("score@1,1", "edges rise"),
        ("score@1e999", "edges rise"),
        ("score@q1", "from 2 to 1,000 quantiles"),
        ("@chars", "cut it: @chars@1000,4000 or @chars@q4"),
        ("@shape@q2", "write @shape"),
        ("@file@3", "write @file"),
        (
            "@words@3",
            "it is @file, @dir, @path, @chars, @tokens, @turns, @shape or @script, or /",
        ),
        ("scor@q4", "did you mean 'score'?"),
        ("scor@0.5", "did you mean 'score'?"),
        ("instruction@q2", "no two rows have different numbers"),
    ],
)
def test_impossible_fields(run: Run, scored: Path, by: str, said: str) -> None:
    """Exit 2, with what to write."""
    ended = run("inspect", scored, "--by", by)
    assert (ended.code, said in ended.err) == (2, True), ended.err


@pytest.mark.parametrize("value", ["0.7", True, {"a": 1}, [0.2, "x"]])
def test_values_that_are_no_numbers(run: Run, tmp_path: Path, value: object) -> None:
    """They make bad rows, with their place; what is missing is missing."""
    path = write_rows(
        tmp_path / "d.jsonl", [{"n": 1}, {"n": None}, {}, {"n": [3, 0]}, {"n": value}]
    )
    ended = run("inspect", path, "--by", "n@0.5")
    assert (ended.code, f"{path}:5:1: the category is no number" in ended.err) == (3, True)
    report = run("inspect", path, "--by", "n@0.5", "--on-error", "skip", "-f", "json").report
    assert report["missing"] == {"absent": 1, "null": 1, "empty": 0}
    assert {one["label"]: one["rows"] for one in report["categories"]} == {
        "(-inf, 0.5)": 1, "[0.5, inf)": 2,
    }  # fmt: skip


@pytest.mark.parametrize("option", ["--text", "--group"])
def test_only_as_a_category(run: Run, scored: Path, option: str) -> None:
    """Elsewhere a field is a field."""
    ended = run("split", scored, option, "@turns", "-n")
    assert ended.code == 2
