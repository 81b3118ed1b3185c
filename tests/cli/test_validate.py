"""`rebalance validate`."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support import REAL, Row, Run, needs_shared, write_rows

ROOT = Path(__file__).parents[2]
ITEMS = (
    "lamp", "kettle", "carpet", "bicycle", "piano", "window", "garden", "camera", "ladder",
    "jacket", "mirror", "engine", "basket", "candle", "pillow", "hammer", "violin", "wallet",
    "rocket", "anchor",
)  # fmt: skip
PLACES = ("kitchen", "attic", "harbour", "library", "stable", "cellar", "museum", "bakery", "tower")


def question(number: int) -> Row:
    """A row about a thing in a place."""
    item, place = ITEMS[number % 20], PLACES[number % 9]
    return {
        "instruction": f"How would somebody carry the old {item} number {number} out of a {place}?",
        "output": f"Two people lift the {item} slowly, and a third holds the door of the {place}.",
        "category": "chores",
    }


def sum_of(number: int) -> Row:
    """A row about adding up."""
    return {
        "instruction": f"Add {number} and {3 * number}, then multiply all of it by {number + 2}.",
        "output": f"First {number} plus {3 * number} gives {4 * number}; times {number + 2} that is"
        f" {4 * number * (number + 2)}.",
        "category": "maths",
    }


GOOD: Row = {
    "instruction": "Which steps does repairing a leaking tap involve for a beginner at home?",
    "output": "Close the valve, open the tap, unscrew its handle, change the washer, and close it.",
    "category": "chores",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset of 40 + 30 rows and a test part of 5, in the current folder."""
    monkeypatch.chdir(tmp_path)
    rows = [*map(question, range(40)), *map(sum_of, range(30))]
    write_rows(tmp_path / "train.jsonl", rows)
    write_rows(tmp_path / "test.jsonl", [question(n) for n in (100, 101, 102, 103, 104)])
    return tmp_path


class Tried:
    """What came of offering rows."""

    def __init__(self, run: Run, folder: Path, rows: Sequence[Row], *options: object) -> None:
        write_rows(folder / "new.jsonl", rows)
        self.ended = run(
            "validate", "new.jsonl", "--against", "train.jsonl", "-o", "in.jsonl", "--rejects",
            "out.jsonl", "-f", "json", *options,
        )  # fmt: skip
        assert self.ended.code == 0, self.ended.err
        self.report: Any = self.ended.report
        self.accepted = (folder / "in.jsonl").read_bytes().splitlines(keepends=True)
        self.rejects = [json.loads(one) for one in (folder / "out.jsonl").read_bytes().splitlines()]

    @property
    def rules(self) -> dict[int, str]:
        """The rule that rejected each line."""
        return {one["line"]: one["rule"] for one in self.rejects}


def changed(**fields: object) -> Row:
    """The good row with other fields; None leaves one out."""
    row = {**GOOD, **fields}
    return {name: value for name, value in row.items() if value is not None}


BAD: list[tuple[str, Row]] = [
    ("shape", {"prompt": "a b c d", "completion": "e", "category": "chores"}),
    ("field-unknown", changed(explanation="because")),
    ("no-category", changed(category=None)),
    ("no-category", changed(category="")),
    ("unknown-category", changed(category="chore")),
    ("empty-text", changed(instruction="  ")),
    ("empty-answer", changed(output="")),
    ("echo", changed(output=str(GOOD["instruction"]).upper())),
    ("loop", changed(output="Close the valve. " * 60)),
    ("refusal", changed(output="I’m sorry, but I can't help with repairing a leaking tap.")),
    ("length", changed(output=" ".join(f"Close valve {n}." for n in range(60)))),
    ("script", changed(instruction="Как починить кран дома?", output="Перекройте воду и замените"
                       " прокладку, а потом снова откройте воду.")),
    ("copy", question(3)),
    ("normalised-copy", {**question(3), "output": "Somebody else carries it out for a little fee"
                         " on a quiet afternoon, while all others look on."}
     | {"instruction": str(question(3)["instruction"]).upper()}),
    ("leaked-copy", question(101)),
    ("near-duplicate", {**question(7), "instruction":
                        str(question(7)["instruction"]).replace("old", "very old")}),
    ("leaked-near-duplicate", {**question(103), "instruction": str(question(103)["instruction"])
                               .replace("How would somebody carry", "How would two friends move")
                               .replace("number 103", "no 103")}),
    ("leaked-ngram", changed(output=question(102)["output"])),
]  # fmt: skip


def test_each_rule_rejects_what_it_is_for(run: Run, folder: Path) -> None:
    """In the order of the rules, with a sentence, numbers and the row as it was."""
    rows = [row for _, row in BAD]
    tried = Tried(run, folder, [*rows, GOOD], "--holdout", "test.jsonl")
    assert list(tried.rules.values()) == [rule for rule, _ in BAD]
    assert tried.accepted == [json.dumps(GOOD).encode() + b"\n"]
    assert tried.report["reasons"] == Counter(tried.rules.values())
    for one, row in zip(tried.rejects, rows, strict=True):
        assert list(one) == [
            "file", "line", "byte_offset", "column", "rule", "message", "numbers", "raw",
        ]  # fmt: skip
        assert json.loads(one["raw"]) == row
        assert one["message"]
    near = next(one for one in tried.rejects if one["rule"] == "near-duplicate")
    assert near["numbers"] == {
        "of": "train.jsonl:8",
        "rouge_l": 0.962963,
        "threshold": 0.7,
    }
    assert (near["file"], near["byte_offset"]) == (
        "new.jsonl", sum(len(json.dumps(row)) + 1 for row in rows[: near["line"] - 1])
    )  # fmt: skip


def test_every_rule_is_on_the_page() -> None:
    """With what it is for."""
    page = (ROOT / "docs" / "validate.md").read_text("utf-8")
    others = ("field-type", "control-token", "think", "tag", "stub", "opener", "fence", "phrase",
              "id-exists", "field-missing", "field-empty", "words", "off-topic", "quota",
              "synthetic-share", "not-json")  # fmt: skip
    listed = set(
        re.findall("`([a-z-]+)`", "".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)))
    )
    assert {*others, *(rule for rule, _ in BAD)} <= listed


def test_types_are_those_of_the_dataset(run: Run, folder: Path) -> None:
    """A number where all rows have text, at any depth."""
    write_rows(folder / "train.jsonl", [{**question(n), "meta": {"level": n}} for n in range(40)])
    rows = [{**GOOD, "meta": {"level": "3"}}, {**GOOD, "meta": {"level": 3}}]
    tried = Tried(run, folder, rows)
    assert tried.rules == {1: "field-type"}
    assert tried.rejects[0]["message"] == (
        "'meta.level' is of the type string; in the dataset it is number"
    )


def test_a_shape_that_is_not_known_has_the_fields_of_the_dataset(run: Run, folder: Path) -> None:
    """Those of every row, and filled where every row fills them; others may be absent or empty."""
    rows = [{"left": f"{ITEMS[n % 20]} {n} {PLACES[n % 9]}?", "right": f"some {n} words here",
             "hint": "" if n % 2 else "look", "category": "chores"} for n in range(30)]  # fmt: skip
    write_rows(folder / "train.jsonl", [{**row, **({"page": 1} if n else {})}
                                        for n, row in enumerate(rows)])  # fmt: skip
    row = {"left": "What now, old friend?", "right": "we wait a bit", "hint": "",
           "category": "chores"}  # fmt: skip
    tried = Tried(run, folder, [
        {k: v for k, v in row.items() if k != "hint"}, {**row, "right": " "},
        {**row, "more": 1}, row,
    ])  # fmt: skip
    assert tried.rules == {1: "field-missing", 2: "field-empty", 3: "field-unknown"}


def test_answers_may_be_what_they_are_in_the_dataset(run: Run, folder: Path) -> None:
    """Empty, or the prompt, or turns that do not alternate, where rows of the dataset are so."""
    odd = [{**question(90), "output": ""}]
    odd += [{**question(n), "output": question(n)["instruction"]} for n in (91, 92, 93)]
    write_rows(folder / "train.jsonl", [*map(question, range(40)), *odd])
    tried = Tried(run, folder, [changed(output=""), {**changed(output="x"), "instruction":
                  "Tell me what the tall dark stranger said"} | {"output":
                  "Tell me what the tall dark stranger said"}])  # fmt: skip
    assert tried.rules == {}


def test_candidates_are_compared_with_earlier_ones(run: Run, folder: Path) -> None:
    """But not with those that were rejected for another reason."""
    near = changed(instruction=str(GOOD["instruction"]).replace("beginner", "learner"))
    other = changed(output="Ask a plumber whom you know well to come and look at it.")
    rows = [changed(category="nothing"), GOOD, GOOD, other, near]  # fmt: skip
    tried = Tried(run, folder, rows)
    assert tried.rules == {
        1: "unknown-category",
        3: "copy",
        4: "normalised-copy",
        5: "near-duplicate",
    }
    assert {one["numbers"].get("of") for one in tried.rejects[1:]} == {"new.jsonl:2"}


def test_lines_that_are_no_rows_are_rejected(run: Run, folder: Path) -> None:
    """With the rules that other commands have for them; blank lines are none."""
    (folder / "new.jsonl").write_bytes(
        b'{"a": \n\n[1]\n' + json.dumps(GOOD).encode() + b'\n{"category": ["a"], "x": "\xff"}'
    )
    ended = run("validate", "new.jsonl", "--against", "train.jsonl", "-o", "in.jsonl", "--rejects",
                "out.jsonl", "-f", "json")  # fmt: skip
    report, rejects = ended.report, (folder / "out.jsonl").read_bytes().splitlines()
    assert (report["offered"], report["accepted"], report["blank_lines"]) == (4, 1, 1)
    assert report["without_category"] == {
        "offered": 3, "reasons": {"not-an-object": 1, "not-json": 1, "not-utf8": 1},
    }  # fmt: skip
    assert [json.loads(one)["line"] for one in rejects] == [1, 3, 5]
    assert "raw_base64" in json.loads(rejects[-1])


def test_new_categories_where_they_are_allowed(run: Run, folder: Path) -> None:
    """With the bounds of all rows, and a warning."""
    tried = Tried(run, folder, [changed(category="repairs")], "--new-category", "allow")
    (entry,) = tried.report["categories"]
    assert entry == {
        "category": "repairs", "label": "repairs", "values": None, "rows": 0, "offered": 1,
        "accepted": 1, "rejected": 0, "reasons": {}, "diversity": None,
    }  # fmt: skip
    assert "'repairs': no row of the dataset had the category before" in tried.ended.err


def fresh(count: int, category: str = "chores") -> list[Row]:
    """Rows that are new, and unlike each other."""
    words = [f"{a}{b}" for a in ("bal", "cor", "dim", "fen", "gus", "hol") for b in
             ("ta", "ri", "mo", "ne", "lu", "pa", "so", "ki")]  # fmt: skip
    return [
        {"instruction": " ".join(words[(7 * n + k * (n + 3)) % 48] for k in range(12)),
         "output": f"Answer number {n} of somebody who knows a lot about such things.",
         "category": category}
        for n in range(count)
    ]  # fmt: skip


def plan(folder: Path, quotas: dict[str, int], by: str = "category") -> Path:
    """A report of gaps."""
    path = folder / "plan.json"
    path.write_text(json.dumps({"schema": "rebalance.gaps/1", "by": [by], "categories": [
        {"category": name, "to_source": rows} for name, rows in quotas.items()]}))  # fmt: skip
    return path


def test_quotas_do_not_favour_early_rows(run: Run, folder: Path) -> None:
    """As many as the plan asks for, drawn by the seed, whatever the order of the file."""
    rows = fresh(20)
    options = ("--quota", plan(folder, {"chores": 6, "maths": 0}))
    tried = Tried(run, folder, rows, *options)
    assert tried.report["reasons"] == {"quota": 14}
    assert tried.rejects[0]["numbers"] == {"limit": 6}
    assert tried.accepted != [json.dumps(row).encode() + b"\n" for row in rows[:6]]
    turned = Tried(run, folder, rows[::-1], *options)
    assert sorted(turned.accepted) == sorted(tried.accepted)
    assert sorted(Tried(run, folder, rows, *options, "--seed", 1).accepted) != sorted(
        tried.accepted
    )


def test_a_category_that_is_full_takes_nothing_in(run: Run, folder: Path) -> None:
    """A quota of 0; categories that the plan does not name have none."""
    rows = [*fresh(3), {**fresh(4)[3], "category": "maths"}]
    tried = Tried(run, folder, rows, "--quota", plan(folder, {"chores": 0}))
    assert tried.rules == {1: "quota", 2: "quota", 3: "quota"}


@pytest.mark.parametrize("version", [1, 2])
def test_quotas_of_joint_categories(run: Run, folder: Path, version: int) -> None:
    """A number and a text stay apart, in reports of either version."""
    rows = [{**row, "level": 1} for row in fresh(4)]
    mixed = [{**row, "level": [1, "1"][n % 2]} for n, row in enumerate(map(question, range(40)))]
    write_rows(folder / "train.jsonl", mixed)
    named = {"category": "chores × 1", "values": ["chores", 1], "to_source": 2}
    single = {"category": "maths", "label": "maths", "values": None, "to_source": 0}
    entries = [named] if version == 1 else [{**named, "label": "chores × 1"}, single]
    (folder / "plan.json").write_text(json.dumps(
        {"schema": f"rebalance.gaps/{version}", "by": ["category", "level"], "categories": entries}
    ))  # fmt: skip
    options = ("--by", "category", "--by", "level", "--quota", "plan.json")
    assert Tried(run, folder, rows, *options).report["reasons"] == {"quota": 2}
    texts = [{**row, "level": "1"} for row in rows]
    assert Tried(run, folder, texts, *options).report["reasons"] == {}


def test_bad_rows_of_the_dataset(run: Run, folder: Path) -> None:
    """`rejects` is for candidates: a bad row of the dataset is an error unless it is skipped."""
    with (folder / "train.jsonl").open("ab") as file:
        file.write(b"no JSON\n")
    write_rows(folder / "new.jsonl", [GOOD])
    args = ("validate", "new.jsonl", "--against", "train.jsonl", "-o", "in.jsonl", "--rejects",
            "out.jsonl", "-f", "json")  # fmt: skip
    ended = run(*args)
    assert (ended.code, "train.jsonl:71:1" in ended.err) == (3, True)
    assert not (folder / "out.jsonl").exists()
    ended = run(*args, "--on-error", "skip")
    assert (ended.code, (folder / "out.jsonl").read_bytes()) == (0, b"")
    assert ended.report["warnings"] == [
        "left out 1 bad row at train.jsonl:71:1: not valid JSON: invalid literal, expected 'null'"
    ]


def test_the_share_of_synthetic_rows(run: Run, folder: Path) -> None:
    """Of each category, those of the dataset with a provenance counted too."""
    real = [
        *map(question, range(20)),
        *({**question(n), "provenance": {"model": "m"}} for n in (30, 31)),
    ]
    write_rows(folder / "train.jsonl", real)
    rows = [{**row, "provenance": {"model": "m"}} for row in fresh(30)]
    tried = Tried(run, folder, rows, "--max-synthetic", "40%")
    assert tried.report["accepted"] == 11  # (2 + 11) / (22 + 11) < 0.4 < (2 + 12) / (22 + 12)
    assert tried.report["reasons"] == {"synthetic-share": 19}
    assert json.loads(tried.accepted[0])["provenance"] == {"model": "m"}


def test_texts_and_their_words(run: Run, folder: Path) -> None:
    """--text names what is compared; --min-words and --max-words limit it."""
    same = {
        **question(3),
        "output": "Nobody moves anything, since all of it is nailed to the floor.",
    }
    assert Tried(run, folder, [same]).rules == {1: "normalised-copy"}
    assert Tried(run, folder, [same], "--text", "output").rules == {}
    short = changed(instruction="Fix a tap")
    assert Tried(run, folder, [short], "--min-words", 4).rules == {1: "words"}
    assert Tried(run, folder, [GOOD], "--max-words", 10).rules == {1: "words"}
    assert Tried(run, folder, [GOOD], "--min-words", 4, "--max-words", 150).rules == {}


@pytest.mark.parametrize(("count", "fits"), [(3, False), (4, True), (150, True), (151, False)])
def test_the_lengths_of_self_instruct(run: Run, folder: Path, count: int, fits: bool) -> None:
    """text.self_instruct_rules: 4 to 150 words."""
    row = changed(instruction=" ".join(f"w{n}" for n in range(count)))
    write_rows(folder / "train.jsonl", [{**question(n), "output": "x" * (60 + 30 * n)}
                                        for n in range(9)])  # fmt: skip
    tried = Tried(run, folder, [row], "--min-words", 4, "--max-words", 150)
    assert tried.rules.get(1) == (None if fits else "words")


def test_own_phrases(run: Run, folder: Path) -> None:
    """A file extends the lists: of a rule that it names, else of its own rule."""
    (folder / "phrases.txt").write_text("change the washer\n", encoding="utf-8")
    assert Tried(run, folder, [GOOD], "--phrases", "phrases.txt").rules == {1: "phrase"}
    refusal = changed(output="As an AI language model, I have no taps to repair at all.")
    assert Tried(run, folder, [refusal], "--phrases", "phrases.txt").rules == {1: "refusal"}
    (folder / "phrases.txt").write_text("@opener\n^close {a|the} valve\n", encoding="utf-8")
    assert Tried(run, folder, [GOOD], "--phrases", "phrases.txt").rules == {1: "opener"}
    (folder / "phrases.txt").write_text("@openers\nx\n", encoding="utf-8")
    ended = run("validate", "new.jsonl", "--against", "train.jsonl", "-n", "--phrases",
                "phrases.txt")  # fmt: skip
    assert ended.code == 2
    assert "phrases.txt: '@openers' is not one of @control-token" in ended.err
    assert "did you mean '@opener'?" in ended.err


def test_debris_that_is_there_on_purpose(run: Run, folder: Path) -> None:
    """A rule is off if three rows and 1 % of the dataset break it, or if it is allowed."""
    fenced = changed(output="```\nClose the valve, and change the washer.\n```")

    def tried(odd: int, *options: object) -> Tried:
        rows = [*map(question, range(250)), *({**question(n), "output": f"```\n{n} men\n```"}
                                              for n in range(300, 300 + odd))]  # fmt: skip
        write_rows(folder / "train.jsonl", rows)
        return Tried(run, folder, [fenced], *options)

    for odd, rules, state in ((0, {1: "fence"}, "on"), (2, {1: "fence"}, "on"), (3, {}, "dataset")):
        found = tried(odd)
        assert found.rules == rules
        (one,) = (one for one in found.report["debris"] if one["rule"] == "fence")
        share = pytest.approx(odd / (250 + odd), 1e-5)
        assert one == {"rule": "fence", "rows": odd, "share": share, "state": state}
    ended = run("validate", "new.jsonl", "--against", "train.jsonl", "-n")
    assert "debris accepted" in ended.text
    assert "3 rows of the dataset (1.2 %) have it" in ended.text
    found = tried(0, "--allow-debris", "think,fence")
    assert found.rules == {}
    assert {one["rule"]: one["state"] for one in found.report["debris"]}["fence"] == "allowed"
    ended = run(
        "validate", "new.jsonl", "--against", "train.jsonl", "-n", "--allow-debris", "fences"
    )
    assert ended.code == 2
    assert "--allow-debris: 'fences' is not one of control-token, think" in ended.err
    assert "did you mean 'fence'?" in ended.err


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_ids_that_exist(run: Run, folder: Path, jobs: int) -> None:
    """In the dataset or among earlier candidates; numbers by value; only fields that name rows."""
    rows = [{"id": n, "group_id": n % 5, "key": f"k{n}", **question(n)} for n in range(40)]
    write_rows(folder / "train.jsonl", rows)
    asked = [f"Tell {ITEMS[n]} dealers something new on their {PLACES[n]}, stall {ITEMS[-1 - n]}"
             for n in range(7)]  # fmt: skip
    ids = [(3, "x1"), (3.0, "x2"), (500, "k7"), (501, "x3"), (501, "x4"), (2**53 + 1, "x5"),
           (2**53, "x6")]  # fmt: skip
    new = [{"id": one, "group_id": 1, "key": key, **changed(instruction=text)}
           for (one, key), text in zip(ids, asked, strict=True)]  # fmt: skip
    tried = Tried(run, folder, new, "-j", jobs)
    assert tried.rules == dict.fromkeys((1, 2, 3, 5), "id-exists")
    assert tried.rejects[0]["message"] == "a row of the dataset has the same value of 'id'"
    assert tried.rejects[2]["numbers"] == {"field": "key"}
    assert tried.rejects[3]["message"] == "an earlier candidate has the same value of 'id'"
    write_rows(folder / "train.jsonl", [{**row, "id": n % 30, "key": "k"}
                                        for n, row in enumerate(rows)])  # fmt: skip
    assert Tried(run, folder, new).rules == {}


@needs_shared
def test_the_case_of_ids(run: Run) -> None:
    """Both candidates have an id that exists; all are rejected, and that is said, with exit 0."""
    case = REAL.parent / "cases" / "ids"
    ended = run(
        "validate", case / "cand.jsonl", "--against", case / "train.jsonl", "-n", "-f", "json"
    )
    assert (ended.code, ended.report["reasons"]) == (0, {"id-exists": 2})
    ended = run("validate", case / "cand.jsonl", "--against", case / "train.jsonl", "-n")
    assert ended.code == 0
    assert "0 of 2 rows accepted" in ended.text
    assert "no candidate was accepted" in ended.err


def test_labels_that_do_not_fit_are_listed(run: Run, folder: Path) -> None:
    """Sums that are called chores look like maths, and are accepted all the same."""
    wrong = {"instruction": "Add 900 to 77 and multiply what comes of it by 45, please.",
             "output": "First 900 plus 77 gives 977; times 45 that is 43965.",
             "category": "chores"}  # fmt: skip
    tried = Tried(run, folder, [GOOD, wrong], "--rouge-l", "0.9")
    agreement = tried.report["label_agreement"]
    assert (agreement["rows"], agreement["agreeing"]) == (2, 1)
    assert agreement["held_back"] == agreement["held_back_agreeing"] == 14
    (odd,) = agreement["least_likely"]
    assert (odd["line"], odd["category"], odd["looks_like"]) == (2, "chores", "maths")
    for most, rules in (
        (odd["margin"] + 1, {}),
        (odd["margin"] - 1, {2: "off-topic"}),
        (0, {2: "off-topic"}),
    ):
        again = Tried(run, folder, [GOOD, wrong], "--rouge-l", "0.9", "--max-margin", most)
        assert again.rules == rules
    assert again.rejects[0]["numbers"]["looks_like"] == "maths"
    assert again.report["label_agreement"]["agreeing"] == again.report["accepted"] == 1


def test_a_margin_is_calibrated_by_rows_held_back(run: Run, folder: Path) -> None:
    """What 95 % of them do not exceed, which the report says; too few of them are exit 2."""
    wrong = {**sum_of(90), "category": "chores"}
    write_rows(folder / "new.jsonl", [GOOD, wrong])
    few = run("validate", "new.jsonl", "--against", "train.jsonl", "--max-margin", "auto", "-n")
    assert (few.code, "auto needs at least 19 rows held back" in few.err) == (2, True)
    assert "give a number, such as --max-margin 20" in few.err
    write_rows(folder / "train.jsonl", [*map(question, range(80)), *map(sum_of, range(40))])
    tried = Tried(run, folder, [GOOD, wrong], "--rouge-l", "1", "--max-margin", "auto")
    assert tried.rules == {2: "off-topic"}
    assert tried.report["max_margin"] == 0  # all 24 look like their category
    assert tried.report["options"]["max_margin"] == "auto"
    assert Tried(run, folder, [GOOD], "--max-margin", "5").report["max_margin"] == 5
    assert Tried(run, folder, [GOOD]).report["max_margin"] is None
    ended = run("validate", "new.jsonl", "--against", "train.jsonl", "--max-margin", "aut", "-n")
    assert (ended.code, "'aut' is not a number" in ended.err) == (2, True)


def test_rows_that_repeat_each_other_are_told(run: Run, folder: Path) -> None:
    """Where accepted rows are less varied than those of the dataset."""
    dull = [changed(instruction="Please tell me in a few words what a person needs for mending"
                    f" thing {ITEMS[n]} {n}") for n in range(15)]  # fmt: skip
    varied = fresh(20)
    write_rows(folder / "train.jsonl", varied)
    tried = Tried(run, folder, dull, "--rouge-l", "1")
    assert tried.report["accepted"] == 15
    measured = tried.report["categories"][0]["diversity"]
    assert measured["less_varied"]
    assert measured["accepted"]["nearest"] > measured["before"]["nearest"] + 0.1
    assert "less varied than those of the dataset" in tried.ended.err


def test_conflicting_labels_are_counted(run: Run, folder: Path) -> None:
    """The same text under two categories, in the dataset or among the candidates."""
    tried = Tried(run, folder, [{**question(3), "category": "maths"}, GOOD])
    assert tried.report["label_conflicts"] == {"texts": 1, "rows": 2}


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_processes_do_not_matter(run: Run, folder: Path, jobs: int) -> None:
    """The same report and the same files."""
    rows = [{**question(n), "pad": "y" * 3000} for n in range(700)]
    write_rows(folder / "train.jsonl", rows)
    new = [{**row, "pad": "y"} for row in (*fresh(5), *map(question, range(300, 310)))]
    tried = Tried(run, folder, new, "--text", "instruction", "--holdout", "test.jsonl", "-j", jobs)
    alone = Tried(run, folder, new, "--text", "instruction", "--holdout", "test.jsonl", "-j", 1)
    assert (tried.ended.out, tried.accepted, tried.rejects) == (
        alone.ended.out, alone.accepted, alone.rejects,
    )  # fmt: skip
    assert tried.rules


def test_tables(run: Run, folder: Path) -> None:
    """All candidates by category, the reasons with an example, what is to be said of labels."""
    write_rows(folder / "new.jsonl", [GOOD, question(3), changed(category="[red]")])
    ended = run("validate", "new.jsonl", "--against", "train.jsonl", "-n")
    assert ended.code == 0
    for words in (
        "chores      40        2         1         1  copy 1",
        "[red]      new        1         0         1  unknown-category 1",
        "copy                 1  new.jsonl:2: the row is the same as the row train.jsonl:4",
        "of the accepted rows look like their category",
    ):
        assert words in ended.text
    assert not (folder / "in.jsonl").exists()


def test_rows_on_standard_output(run: Run, folder: Path) -> None:
    """The accepted rows, byte for byte; tables go to standard error."""
    line = json.dumps(GOOD, indent=None, separators=(" , ", " : ")).encode() + b"  \r\n"
    (folder / "new.jsonl").write_bytes(line)
    ended = run("validate", "new.jsonl", "--against", "train.jsonl", "-o", "-")
    assert ended.out == line
    assert "Candidates" in ended.err


def test_csv_and_markdown(run: Run, folder: Path) -> None:
    """One row a category."""
    write_rows(folder / "new.jsonl", [GOOD, question(3)])
    base = ("validate", "new.jsonl", "--against", "train.jsonl", "-n", "-f")
    assert run(*base, "csv").text.splitlines() == [
        "category,rows,offered,accepted,rejected", "chores,40,2,1,1",
    ]  # fmt: skip
    assert run(*base, "md").text.count("| category | rows | offered |") == 1
    write_rows(folder / "new.jsonl", [GOOD, question(3), changed(category="new")])
    assert run(*base, "csv").text.splitlines()[0] == "category,rows,offered,accepted,rejected"


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("-n", "--rouge-l", "1.5"), 2, "--rouge-l: 1.5 must be at least 0 and at most 1"),
        (("-n", "--max-synthetic", "x"), 2, "--max-synthetic: 'x' is not a number"),
        (
            ("-n", "--min-words", "5", "--max-words", "4"),
            2,
            "--min-words: 5 is above --max-words 4",
        ),
        (
            ("-n", "--quota", "plan.json", "--by", "output"),
            2,
            "counts categories of 'category', not of 'output'",
        ),
        (("-n", "--quota", "train.jsonl"), 2, "is not a gaps report"),
        (("-n", "--quota", "nowhere.json"), 4, "nowhere.json"),
        (("-n", "--text", "outputs"), 2, "did you mean 'output'?"),
        (("-n", "--by", "categori"), 2, "did you mean 'category'?"),
        (("-n", "--holdout", "nowhere.jsonl"), 4, "nowhere.jsonl"),
        ((), 2, "nowhere to write"),
        (("-o", "train.jsonl"), 2, "train.jsonl is an input as well as an output"),
        (("-o", "-", "--rejects", "-"), 2, "two outputs cannot both go to standard output"),
    ],
)
def test_wrong_options(
    run: Run, folder: Path, options: tuple[str, ...], code: int, words: str
) -> None:
    """One sentence, the exit code of its kind, and nothing is written."""
    plan(folder, {"chores": 1})
    write_rows(folder / "new.jsonl", [GOOD])
    before = sorted(folder.iterdir())
    ended = run("validate", "new.jsonl", "--against", "train.jsonl", *options)
    assert (ended.code, ended.out) == (code, b"")
    assert words in ended.err
    assert sorted(folder.iterdir()) == before


def test_lists_of_labels_are_refused(run: Run, folder: Path) -> None:
    """A candidate needs one category."""
    write_rows(
        folder / "train.jsonl", [{"text": f"x {n}", "category": ["a", "b"]} for n in range(3)]
    )
    write_rows(folder / "new.jsonl", [{"text": "y", "category": ["a"]}])
    ended = run("validate", "new.jsonl", "--against", "train.jsonl", "-n")
    assert ended.code == 2
    assert "lists of labels" in ended.err


@needs_shared
@pytest.mark.parametrize(
    ("name", "by", "text"),
    [
        ("medquad_seniorhealth.jsonl", "qtype", "question"),
        ("flan_collection_info.jsonl", "Generic Task Category", "Specific Task Category"),
    ],
)
def test_real_rows_that_were_held_back(
    run: Run, tmp_path: Path, name: str, by: str, text: str
) -> None:
    """Every tenth row offered again: what is not like another row comes in, copies never."""
    rows = [json.loads(line) for line in (REAL / name).read_bytes().splitlines()]
    write_rows(tmp_path / "train.jsonl", [row for n, row in enumerate(rows) if n % 10])
    offered = [row for n, row in enumerate(rows) if n % 10 == 0]
    again = rows[1:101:10]
    write_rows(tmp_path / "new.jsonl", [*offered, *again])
    report = run(
        "validate", tmp_path / "new.jsonl", "--against", tmp_path / "train.jsonl", "--by", by,
        "-n", "-f", "json",
    ).report  # fmt: skip
    assert report["offered"] == len(offered) + 10
    assert report["reasons"].get("copy", 0) >= 10
    assert report["accepted"] + report["rejected"] == report["offered"]
    assert report["accepted"] == sum(one["accepted"] for one in report["categories"])
    assert text in rows[0]


@needs_shared
def test_chinese_near_copies_are_caught(run: Run, tmp_path: Path) -> None:
    """A word put into each of 40 questions; other rows of the file come in."""
    rows = [json.loads(line) for line in (REAL / "belle_eval_set.json").read_bytes().splitlines()]
    train, near = rows[:800], list[Row]()
    for row in train[::20]:
        asked = row["question"]
        near.append({**row, "question": f"{asked[: len(asked) // 2]}请{asked[len(asked) // 2 :]}"})
    write_rows(tmp_path / "train.jsonl", train)
    write_rows(tmp_path / "new.jsonl", [*near, *rows[800:]])
    run("validate", tmp_path / "new.jsonl", "--against", tmp_path / "train.jsonl", "--by", "class",
        "--text", "question", "-o", tmp_path / "in.jsonl",
        "--rejects", tmp_path / "out.jsonl")  # fmt: skip
    rejects = map(json.loads, (tmp_path / "out.jsonl").read_bytes().splitlines())
    rules = {one["line"]: one["rule"] for one in rejects}
    assert {rules.get(line) for line in range(1, 41)} <= {"near-duplicate", "script", "length"}
    assert sum(rules[line] == "near-duplicate" for line in range(1, 41)) >= 38
    assert len((tmp_path / "in.jsonl").read_bytes().splitlines()) > 150


def test_rows_nested_deep_are_compared(run: Run, folder: Path) -> None:
    """A copy is a copy, however deep."""
    deep = (json.dumps(question(1))[:-1] + ', "x": ' + "[" * 990 + "]" * 990 + "}\n").encode()
    for name in ("train.jsonl", "deep.jsonl"):
        (folder / name).write_bytes(deep)
    ended = run("validate", "deep.jsonl", "--against", "train.jsonl", "-n", "-f", "json")
    assert (ended.code, ended.report["reasons"]) == (0, {"copy": 1}), ended.err


@pytest.mark.parametrize("number", [float("inf"), -1, 1.5, True, "3", None])
def test_a_plan_with_an_impossible_number(run: Run, folder: Path, number: object) -> None:
    """It is not a gaps report."""
    plan = {"schema": "rebalance.gaps/1", "by": ["category"],
            "categories": [{"category": "maths", "to_source": number}]}  # fmt: skip
    (folder / "plan.json").write_text(json.dumps(plan))
    ended = run("validate", "test.jsonl", "--against", "train.jsonl", "-n", "--quota", "plan.json")
    assert ended.code == 2
    assert "is not a gaps report" in ended.err


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('{"instruction": "Do it.", "output": "Done."}', "no-category"),
        ("no JSON", "not-json"),
        ('{"instruction": "Do it.", "output": "Done.", "category": {"a": 1}}', "bad-category"),
    ],
)
def test_files_in_which_all_is_wrong(run: Run, folder: Path, line: str, rule: str) -> None:
    """Each line is rejected with its reason; only a file without lines is an error."""
    (folder / "new.jsonl").write_text(f"{line}\n\n{line}\n")
    ended = run("validate", "new.jsonl", "--against", "train.jsonl", "-o", "in.jsonl", "--rejects",
                "out.jsonl", "-f", "json")  # fmt: skip
    assert (ended.code, ended.report["reasons"]) == (0, {rule: 2}), ended.err
    assert ended.report["blank_lines"] == 1
    assert (folder / "in.jsonl").read_bytes() == b""
    assert len((folder / "out.jsonl").read_bytes().splitlines()) == 2


def test_no_name_is_suggested_out_of_very_many(run: Run, folder: Path) -> None:
    """It would take longer than all else."""
    rows = [{**question(n), "category": f"chore {n}"} for n in range(201)]
    write_rows(folder / "train.jsonl", rows)
    tried = Tried(run, folder, [changed(category="chore 7x")])
    assert tried.rejects[0]["message"] == "no row of the dataset has the category 'chore 7x'"
    write_rows(folder / "train.jsonl", rows[:200])
    tried = Tried(run, folder, [changed(category="chore 7x")])
    assert tried.rejects[0]["message"].endswith("; did you mean 'chore 7'?")


def test_both_sides_are_needed(run: Run, folder: Path) -> None:
    """Candidates, and the dataset that they are for; standard input can be one of them."""
    write_rows(folder / "new.jsonl", [GOOD])
    ended = run("validate", "new.jsonl", "-n")
    assert (ended.code, ended.err) == (
        2,
        "rebalance: error: no dataset given\n  give --against DATASET\n",
    )
    ended = run("validate", "--against", "train.jsonl", "-n")
    assert ended.code == 2
    assert "no candidates given" in ended.err
    ended = run("validate", "-", "--against", "-", "-n")
    assert ended.code == 2
    assert "standard input (-) is named more than once" in ended.err
