"""collect, validate and evaluate, whatever comes: documented exit codes, and nothing disappears."""

import contextlib
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.test_verdicts import contents, json_values, lines, numbers
from tests.support import invoke

CASES = (settings.default or settings()).max_examples // 2  # of many more with make properties
CODES = (0, 1, 2, 3, 4)
WORDS = st.lists(
    st.sampled_from(["red", "car", "Ж", "翻译", "as an AI", "{{", "42"]), max_size=5
).map(" ".join)
ROWS = st.fixed_dictionaries(
    {"category": st.sampled_from(["a", "b", "c", "", None, 1])},
    optional={
        "instruction": WORDS, "output": WORDS, "input": st.one_of(WORDS, st.integers(0, 3)),
        "messages": json_values, "provenance": json_values, "id": st.integers(0, 5),
    },
)  # fmt: skip
DATASETS = st.lists(ROWS, min_size=1, max_size=6)
CANDIDATES = st.one_of(DATASETS.map(lambda rows: b"\n".join(map(encoded, rows))), contents)


def encoded(row: Any) -> bytes:
    """A row as a line, half surrogate pairs and all."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass")


def tried(files: dict[str, bytes], *args: object) -> tuple[int, str, dict[str, bytes]]:
    """Run a command in a folder with these files: exit code, errors, and the files after it."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, content in files.items():
            Path(name).write_bytes(content)
        ended = invoke(*args)
        left = {path.name: path.read_bytes() for path in Path().iterdir()}
        left["stdout"] = ended.out
        assert ended.code in CODES, (args, ended.err)
        assert all(left[name] == content for name, content in files.items())
        return ended.code, ended.err, left


options = st.fixed_dictionaries(
    {},
    optional={
        "--new-category": st.sampled_from(["allow", "reject"]), "--rouge-l": numbers,
        "--min-words": numbers, "--max-words": numbers, "--max-synthetic": numbers,
        "--max-margin": numbers, "--text": st.sampled_from(["instruction", "messages", "x"]),
        "--holdout": st.just("test.jsonl"), "--seed": st.sampled_from(["0", "7"]),
    },
)  # fmt: skip


@given(DATASETS, CANDIDATES, DATASETS, options)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=CASES)
def test_every_candidate_is_accepted_or_rejected(
    rows: list[Any], candidates: bytes, held_out: list[Any], chosen: dict[str, str]
) -> None:
    """Accepted rows are lines of the file, in their order; the rest is in the rejects, once."""
    files = {
        "train.jsonl": b"\n".join(map(encoded, rows)), "new.jsonl": candidates,
        "test.jsonl": b"\n".join(map(encoded, held_out)),
    }  # fmt: skip
    args = [word for pair in chosen.items() for word in pair]
    code, _, left = tried(
        files, "validate", "new.jsonl", "--against", "train.jsonl", "--missing", "drop",
        "--on-error", "skip", "-o", "in.jsonl", "--rejects", "out.jsonl", "-f", "json", *args,
    )  # fmt: skip
    if code:
        assert "in.jsonl" not in left
        return
    report = json.loads(left["stdout"])
    offered = {
        n: line for n, line in enumerate(candidates.split(b"\n"), 1) if line.strip(b" \t\r\n")
    }
    rejects = [json.loads(line) for line in left["out.jsonl"].splitlines()]
    lost = [one["line"] for one in rejects]
    assert lost == sorted(set(lost))
    kept = [line for n, line in offered.items() if n not in set(lost)]
    bom = b"\xef\xbb\xbf"
    assert [line.removeprefix(bom) for line in left["in.jsonl"].split(b"\n")[:-1]] == [
        line.removeprefix(bom) for line in kept
    ]
    assert report["offered"] == len(offered) == report["accepted"] + report["rejected"]
    assert report["reasons"] == Counter(one["rule"] for one in rejects)
    parts = [*report["categories"], {"accepted": 0, **report["without_category"]}]
    assert sum(one["offered"] for one in parts) == len(offered)
    assert sum(one["accepted"] for one in parts) == report["accepted"]
    for one in rejects:
        line = offered[one["line"]].rstrip(b" \t\r\n")
        assert "raw" not in one or one["raw"].encode() in (line, line.removeprefix(bom))


@given(DATASETS, lines.map(b"\n".join), st.lists(json_values, max_size=3))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=CASES)
def test_whatever_a_model_answers(rows: list[Any], texts: bytes, values: list[Any]) -> None:
    """Rows are collected or rejected, whatever the responses are and whatever stands in them."""
    key = "rebalance-generate-0123456789abcdef-0000"
    answers = [
        {"custom_id": key + str(n),
         "response": {"body": {"choices": [{"message": {"content": text}}]}}}
        for n, text in enumerate([texts.decode("utf-8", "replace"), *map(json.dumps, values)])
    ]  # fmt: skip
    answers += [{"custom_id": key + "9", "response": value} for value in values]
    content = b"\n".join(map(encoded, answers)) + b"\n" + texts
    code, _, left = tried(
        {"train.jsonl": b"\n".join(map(encoded, rows)), "answers.jsonl": content}, "collect",
        "answers.jsonl", "--against", "train.jsonl", "--missing", "drop", "-o", "new.jsonl",
        "--rejects", "bad.jsonl", "-f", "json",
    )  # fmt: skip
    if code:
        assert "new.jsonl" not in left
        return
    report = json.loads(left["stdout"])
    assert report["rows"] == len(left["new.jsonl"].splitlines())
    assert report["failures"] == len(left["bad.jsonl"].splitlines())
    assert all("provenance" in json.loads(line) for line in left["new.jsonl"].splitlines())


RUNS = st.lists(
    st.fixed_dictionaries(
        {"t": st.sampled_from(["a", "b", 1, True, None])},
        optional={"p": st.one_of(st.sampled_from(["a", "b", 1, "A"]), json_values),
                  "c": st.sampled_from(["x", "y", None]), "s": json_values},
    ), min_size=1, max_size=8,
)  # fmt: skip


@given(RUNS, st.booleans(), st.sampled_from([[], ["--labels", "a,b,1,true"], ["--score", "s"]]))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=CASES)
def test_every_prediction_is_counted(rows: list[Any], by: bool, more: list[str]) -> None:
    """Rows with a truth are in the confusion, once; those of categories add up to all."""
    code, _, left = tried(
        {"run.jsonl": b"\n".join(map(encoded, rows))}, "evaluate", "run.jsonl", "--truth", "t",
        "--predicted", "p", "--missing", "drop", "--on-error", "skip", "-f", "json", *more,
        *(["--by", "c"] if by else []),
    )  # fmt: skip
    if code:
        return
    report = json.loads(left["stdout"])
    counted = sum(map(sum, report["confusion"]["matrix"]))
    assert counted + report["rows_without_truth"] == report["rows"]
    if by:
        parts = [sum(map(sum, one["confusion"]["matrix"])) for one in report["categories"]]
        assert sum(parts) == counted
    assert report["micro"]["recall"] is not None
