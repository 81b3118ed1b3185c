"""Rules of `check` about rows: unique values, labels of a prompt, fields, faults of a shape."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support import SHARED, Row, Run, needs_shared, write_rows

CASES = SHARED / "data" / "cases"


def turns(*said: object) -> Row:
    """A conversation of texts, user and model in turn, or of messages."""
    listed = [
        one if isinstance(one, dict) else {"role": role, "content": one}
        for one, role in zip(said, ("user", "assistant") * 3, strict=False)
    ]
    return {"messages": listed, "category": "a"}


def message(role: str, content: object, **more: object) -> Row:
    """One message."""
    return {"role": role, "content": content, **more}


FAULTY: dict[str, list[Row]] = {
    "roles": [turns("a", message("user", "b"), message("assistant", "c")),
              turns(message("assistant", "c"))],
    "no-answer": [turns("a", "b", "c"), turns("a")],
    "unknown-role": [turns(message("usr", "hi"), "x"), turns("q", "x", message("narrator", "y"))],
    "empty-turn": [turns("", "x"), turns("a", "b", "  ", "d"), turns("a", "", "c", "d")],
    "late-system": [turns("a", "b", message("system", "late")),
                    turns("a", message("developer", "s"), message("assistant", "b"))],
    "odd-weight": [turns("a", message("assistant", "b", weight=w)) for w in (2, "1", True)],
    "empty-answer": [turns("a", " "), turns("a", None),
                     turns("a", message("assistant", "", tool_calls=[]))],
    "echo": [turns("The very same.", "the very same")],
}  # fmt: skip
FINE: list[Row] = [
    turns("a", "b"),
    turns("a", message("assistant", "b", weight=0)),
    turns(message("system", ""), message("user", "a"), message("assistant", "b")),
    turns(message("user", [{"type": "image_url", "image_url": {"url": "x.png"}}]), "b"),
    turns("a", message("assistant", None, tool_calls=[{"id": "1"}]), message("tool", ""),
          message("assistant", "done")),
]  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_each_fault_of_a_conversation(run: Run, tmp_path: Path, name: str) -> None:
    """Is a finding of its own with all its places, and can be allowed by its name."""
    path = write_rows(tmp_path / "d.jsonl", [*FINE, *FAULTY[name]])
    ended = run("check", path, "--shape", "messages", "-f", "json")
    found = ended.report["findings"]
    assert ended.code == 1
    assert [one["rule"] for one in found] == [name]
    first = len(FINE) + 1
    lines = range(first, first + len(FAULTY[name]))
    assert found[0]["places"] == [f"{path}:{line}" for line in lines]
    assert run("check", path, "--shape", "messages", "--allow", name).code == 0


def test_pairs_that_are_equal(run: Run, tmp_path: Path) -> None:
    """As texts, and as lists of turns."""
    said = [message("user", "q"), message("assistant", "a")]
    rows: list[Row] = [
        {"prompt": "q", "chosen": "a", "rejected": "a"},
        {"chosen": said, "rejected": said},
        {"prompt": "q", "chosen": "a", "rejected": "b"},
        {"prompt": "", "chosen": "a", "rejected": "b"},
    ]
    path = write_rows(tmp_path / "d.jsonl", rows)
    report = run("check", path, "--shape", "preference", "-f", "json").report
    assert places(report) == {"empty-prompt": [4], "equal-pair": [1, 2]}


def test_faults_beside_conversations(run: Run, tmp_path: Path) -> None:
    """In turns of prompts and of answers, and in pairs that are read alike."""
    ask, said = message("user", "q q"), message("assistant", "a b")
    rows: list[Row] = [
        {"prompt": [ask, message("system", "late")], "chosen": [said], "rejected": "c d"},
        {"prompt": [ask], "chosen": [message("asistant", "a b")], "rejected": "c d"},
        {"prompt": [ask], "chosen": [{**said, "weight": 2}], "rejected": "c d"},
        {"prompt": "q q", "chosen": "same x", "rejected": "same x "},
        {"prompt": "q q", "chosen": [said], "rejected": "a b"},
        {"prompt": "q q", "chosen": "a b", "rejected": " "},
        {"prompt": "q q", "chosen": "a b", "rejected": "c d"},
    ]
    path = write_rows(tmp_path / "d.jsonl", rows)
    assert places(run("check", path, "--shape", "preference", "-f", "json").report) == {
        "late-system": [1], "unknown-role": [2], "odd-weight": [3], "equal-pair": [4, 5],
        "empty-answer": [6],
    }  # fmt: skip


def test_a_conversation_that_ends_with_a_tool(run: Run, tmp_path: Path) -> None:
    """Has no answer; tools under any of their names may speak before one."""
    call = message("assistant", None, tool_calls=[{"id": "1"}])
    rows = [turns("a", call, message(role, "5"), message("assistant", "b"))
            for role in ("ipython", "Tool", "environment")]  # fmt: skip
    path = write_rows(tmp_path / "d.jsonl", [*rows, turns("a", call, message("tool", "5"))])
    report = run("check", path, "--shape", "messages", "-f", "json").report
    assert places(report) == {"no-answer": [4]}


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [("-1", "1", True), ("<", ">", True), ("C", "C++", True), (1, 1.0, False),
     ("Yes", "yes", False)],
)  # fmt: skip
def test_labels_are_compared_as_written(
    run: Run, tmp_path: Path, one: object, other: object, differ: bool
) -> None:
    """Case and white space aside, numbers by value; of a text, its label counts."""
    for rows in (
        [{"prompt": "What is it?", "completion": value} for value in (one, other)],
        [{"text": "What is it?", "label": value} for value in (one, other)],
    ):
        path = write_rows(tmp_path / "d.jsonl", rows)
        assert run("check", path, "--max-label-conflicts", 0).code == differ


def places(report: Mapping[str, Any]) -> dict[str, list[int]]:
    """The lines of each finding by its rule."""
    return {
        one["rule"]: [int(place.rpartition(":")[2]) for place in one["places"]]
        for one in report["findings"]
    }


def test_conversations_that_all_end_with_the_user(run: Run, tmp_path: Path) -> None:
    """Are for reinforcement learning."""
    path = write_rows(tmp_path / "d.jsonl", [turns("a"), turns("a", "b", "c")])
    assert run("check", path, "--shape", "messages").code == 0


def test_allowed_faults_and_categories(run: Run, tmp_path: Path) -> None:
    """Names of faults are no categories; beside categories, both count."""
    path = write_rows(tmp_path / "d.jsonl", [*FINE, *FAULTY["echo"]])
    shape = ("check", path, "--shape", "messages", "--allow")
    assert run(*shape, "a,echo").code == 0
    assert run(*shape, "b,echo").code == 1


def test_places_on_the_terminal(run: Run, tmp_path: Path) -> None:
    """The first five and the number; the rejects have all, with their bytes."""
    path = write_rows(tmp_path / "d.jsonl", [*FINE, *FAULTY["echo"] * 8])
    rejects = tmp_path / "rejects.jsonl"
    ended = run("check", path, "--shape", "messages", "--rejects", rejects)
    assert "3 more" in ended.text
    report = run("check", path, "--shape", "messages", "-f", "json").report
    listed = ", ".join(f"{path}:{line}" for line in range(6, 11))
    said = f"8 rows have an answer that is the prompt: {listed} and 3 more"
    assert report["findings"][0]["message"] == said
    records = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [one["line"] for one in records] == list(range(6, 14))
    assert {one["message"] for one in records} == {"the row has an answer that is the prompt"}
    assert [json.loads(one["raw"]) for one in records] == FAULTY["echo"] * 8


@pytest.mark.parametrize("jobs", [1, 2])
def test_unique(run: Run, tmp_path: Path, jobs: int) -> None:
    """Numbers by value; null and "" are no value."""
    ids = [1, 2, 1.0, "1", None, None, "", "", 12345678901234567890123, 12345678901234567890124, 2]
    path = write_rows(tmp_path / "d.jsonl", [{"id": one, "n": i} for i, one in enumerate(ids)])
    ended = run("check", path, "--unique", "id", "--unique", "n", "-f", "json", "-j", jobs)
    found, lacking = ended.report["findings"]
    assert (lacking["rule"], lacking["observed"]) == ("min-coverage", pytest.approx(7 / 11))
    assert (ended.code, found["rule"], found["observed"]) == (1, "unique", 2)
    assert found["places"] == [f"{path}:3", f"{path}:11"]
    assert run("check", path, "--unique", "nope").code == 2


def test_values_that_cannot_be_told_apart(run: Run, tmp_path: Path) -> None:
    """Values that look alike are warned of; rows without one are not looked at."""
    rows: list[Row] = [{"id": 1}, {"id": "1"}, *({"id": 10 + n} for n in range(38)), {"id": None}]
    path = write_rows(tmp_path / "d.jsonl", rows)
    ended = run("check", path, "--unique", "id", "-f", "json")
    assert ended.code == 0
    assert "differ only in type, case, white space" in " ".join(ended.err.split())
    assert ended.report["coverage"]["unique"]["looked_at"] == 40
    assert run("check", path, "--unique", "id", "--min-coverage", "100%").code == 1
    none = write_rows(tmp_path / "none.jsonl", [{"id": None}, {"id": ""}])
    ended = run("check", none, "--unique", "id")
    assert (ended.code, "--unique: 2 of 2 rows could not be looked at" in ended.err) == (2, True)


def test_label_conflicts(run: Run, tmp_path: Path) -> None:
    """One prompt under two categories; or two responses, where these are labels."""
    rows: list[Row] = [
        {"prompt": "I love it", "completion": "pos", "category": "x"},
        {"prompt": "I love it", "completion": "neg", "category": "x"},
        {"prompt": "i love it!", "completion": "pos", "category": "y"},
        {"prompt": "Another one", "completion": "pos", "category": "y"},
    ]
    path = write_rows(tmp_path / "d.jsonl", rows)
    check = ("check", path, "--max-label-conflicts")
    assert places(run(*check, 0, "-f", "json").report) == {"max-label-conflicts": [2, 3]}
    assert run(*check, 2).code == 0
    assert run(*check, "50%").code == 0
    assert run(*check, "49%").code == 1
    labels = (*check, 0, "--response-field", "completion", "-f", "json")
    assert places(run(*labels).report) == {"max-label-conflicts": [2]}
    assert places(run(*labels, "-b", "category").report) == {"max-label-conflicts": [2, 3]}
    written = [
        {**one, "completion": f"It seems to me that it is {one['completion']}"} for one in rows
    ]
    path = write_rows(tmp_path / "written.jsonl", written)  # answers, of which a prompt has several
    assert places(run("check", path, *labels[2:]).report) == {"max-label-conflicts": [2]}
    assert places(run("check", path, *check[2:], 0, "-f", "json").report) == {
        "max-label-conflicts": [3]
    }
    bare = [{"prompt": one["prompt"], "completion": one["completion"]} for one in rows]
    path = write_rows(tmp_path / "bare.jsonl", [*bare, {**rows[0], "completion": "pos"}])
    found = run("check", path, *check[2:], 0, "-f", "json").report
    assert places(found) == {"max-label-conflicts": [2]}


def test_prompts_that_could_not_be_looked_at(run: Run, tmp_path: Path) -> None:
    """None: exit 2, with the option that helps; too few: exit 1; some: a warning."""
    odd: list[Row] = [{"zzz": f"strange {i}", "category": "a"} for i in range(3)]
    path = write_rows(tmp_path / "odd.jsonl", odd)
    ended = run("check", path, "--max-label-conflicts", 0)
    assert (ended.code, "--prompt-field" in ended.err) == (2, True)
    assert run("check", path, "--max-label-conflicts", 0, "--prompt-field", "zzz").code == 0
    known = [{"instruction": f"i {i}", "output": "o", "category": "a"} for i in range(9)]
    some = write_rows(tmp_path / "some.jsonl", [odd[0], *known])
    check = ("check", some, "--max-label-conflicts", 0, "-f", "json")
    ended = run(*check)
    (found,) = ended.report["findings"]
    assert (ended.code, found["rule"], found["observed"]) == (1, "min-coverage", 0.9)
    covered = ended.report["coverage"]["max-label-conflicts"]
    assert (covered["rows"], covered["looked_at"]) == (10, 9)
    ended = run(*check, "--min-coverage", "90%")
    assert (ended.code, "could not be looked at" in " ".join(ended.err.split())) == (0, True)


def test_texts_without_words(run: Run, tmp_path: Path) -> None:
    """Are no near-duplicates of one another, and not looked at."""
    path = write_rows(tmp_path / "d.jsonl", [{"text": "", "category": "a"}] * 3)
    ended = run("check", path, "--max-near-duplicates", 0)
    assert (ended.code, "--max-near-duplicates" in ended.err) == (2, True)


def test_same_fields(run: Run, tmp_path: Path) -> None:
    """Rows that lack a field, add one, or have another type in it; null is of no type."""
    usual: Row = {"id": 1, "text": "a", "category": "a"}
    rows: list[Row] = [usual] * 5 + [
        {"id": 2.5, "text": None, "category": "a"},
        {"text": "b", "category": "a"},
        {**usual, "extra": 1},
        {**usual, "id": "3"},
    ]
    path = write_rows(tmp_path / "d.jsonl", rows)
    ended = run("check", path, "--same-fields", "-f", "json")
    found = {one["message"].partition(":")[0]: one["line"] for one in ended.report["findings"]}
    assert found == {
        "1 row lacks the field 'id'": 7,
        "1 row has the field 'extra', which most lack": 8,
        "1 row has a string in 'id', where most have a number": 9,
    }
    same = write_rows(tmp_path / "same.jsonl", [usual, {"category": "b", "text": "", "id": 9}])
    assert run("check", same, "--same-fields").code == 0


@needs_shared
def test_cases(run: Run) -> None:
    """Each row of the cases has its own reason."""
    found = run("check", CASES / "conversations/mm.jsonl", "--shape", "messages", "-f", "json")
    assert places(found.report) == {
        "empty-turn": [1], "unknown-role": [2], "empty-answer": [3, 6], "odd-weight": [4],
        "roles": [5, 7], "late-system": [8],
    }  # fmt: skip
    pairs = run("check", CASES / "conversations/pref.jsonl", "--shape", "preference", "-f", "json")
    assert set(places(pairs.report)) == {"empty-answer", "equal-pair"}
    assert run("check", CASES / "ids/contra.jsonl", "--max-label-conflicts", 0).code == 1
