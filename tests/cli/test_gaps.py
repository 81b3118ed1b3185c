"""`rebalance gaps`."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support import REAL, SHARED, Row, Run, needs_shared, rows_of, write_rows

COUNTS = {"large": 100, "middle": 30, "small": 5, "single": 1}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A skewed dataset with prompts, in the current folder."""
    monkeypatch.chdir(tmp_path)
    rows = [
        {**row, "instruction": f"ask {row['id']} now", "output": "yes"} for row in rows_of(COUNTS)
    ]
    write_rows(tmp_path / "data.jsonl", [{k: row[k] for k in ("instruction", "output", "category")}
                                         for row in rows])  # fmt: skip
    return "data.jsonl"


def column(report: Any, name: str) -> list[Any]:
    """One number of each category."""
    return [one[name] for one in report["categories"]]


@pytest.mark.parametrize(
    ("options", "targets", "to_source"),
    [
        (["--floor", "20"], [100, 30, 20, 20], [0, 0, 15, 19]),
        (["--floor", "20", "--max-repeat", "4"], [100, 30, 20, 20], [0, 0, 0, 4]),
        (["--equal", "max"], [100] * 4, [0, 70, 95, 99]),
        (["--equal", "50"], [50] * 4, [0, 20, 45, 49]),
        (["--equal", "median"], [18] * 4, [0, 0, 13, 17]),
        (["--max-ratio", "10"], [100, 30, 10, 10], [0, 0, 5, 9]),
        (["--max-ratio", "3.5"], [100, 30, 29, 29], [0, 0, 24, 28]),
        (["--mix", "large=0.5,middle=0.3,default=0.1"], [100, 60, 20, 20], [0, 30, 15, 19]),
        (["--mix", "default=1", "--total", "x2"], [68] * 4, [0, 38, 63, 67]),
        (["--mix", "default=1", "--total", "200", "--max-repeat", "3"], [50] * 4, [0, 0, 12, 16]),
        (["--equal", "max", "--total", "40"], [10] * 4, [0, 0, 5, 9]),
        (["--floors", "small=9,default=2"], [100, 30, 9, 2], [0, 0, 4, 1]),
    ],
)
def test_targets(
    run: Run, data: str, options: list[str], targets: list[int], to_source: list[int]
) -> None:
    """The rows there should be, and those to source, of each target."""
    report = run("gaps", data, *options, "-f", "json").report
    assert column(report, "category") == list(COUNTS)
    assert (column(report, "target"), column(report, "to_source")) == (targets, to_source)
    assert report["to_source"] == sum(to_source)


def test_all_numbers_of_a_category(run: Run, data: str) -> None:
    """Repeats, characters, rows to request, test rows."""
    write_rows(Path("test.jsonl"), [{"instruction": f"t{n}", "output": "x", "category": "small"}
                                    for n in range(7)])  # fmt: skip
    report = run("gaps", data, "--floor", "20", "--max-repeat", "2", "--acceptance", "60%",
                 "--confidence", "0.9", "--eval-width", "0.2", "--holdout", "test.jsonl", "-f",
                 "json").report  # fmt: skip
    assert report["categories"][2] == {
        "category": "small", "label": "small", "values": None, "rows": 5, "amount": 5,
        "target": 20, "fill": 0.25, "covered_by_repeats": 5, "to_source": 5, "rows_to_source": 5,
        "to_request": 11, "characters": 62,
        "characters_to_source": 62, "eval_rows": 7, "eval_rows_needed": 21,
        "eval_rows_missing": 14, "examples": None,
    }  # fmt: skip


def test_acceptance_is_known_or_an_estimate(run: Run, data: str) -> None:
    """An estimate asks for more, and the report says which it is."""
    args = ("gaps", data, "--floor", "20", "-f", "json", "--acceptance")
    known, estimate = (run(*args, given).report for given in ("0.5", " 20 / 40 "))
    assert known["acceptance"] == {
        "rate": 0.5, "is_known": True, "accepted": None, "offered": None,
    }  # fmt: skip
    assert estimate["acceptance"] == {
        "rate": 0.5, "is_known": False, "accepted": 20, "offered": 40,
    }  # fmt: skip
    assert estimate["options"]["acceptance"] == "20/40"
    assert estimate["to_request"] > known["to_request"]
    assert run(*args[:-1]).report["acceptance"] is None


def test_categories_without_rows(run: Run, data: str) -> None:
    """What a mix or floors name may be new: a warning with a likely spelling."""
    ended = run("gaps", data, "--floors", "smal=4,default=0", "-f", "json")
    assert ended.report["categories"][-1] | {"fill": None} == {
        "category": "smal", "label": "smal", "values": None, "rows": 0, "amount": 0,
        "target": 4, "fill": None, "covered_by_repeats": 0, "to_source": 4, "rows_to_source": 4,
        "to_request": None,
        "characters": 0, "characters_to_source": None, "eval_rows": None,
        "eval_rows_needed": None, "eval_rows_missing": None, "examples": None,
    }  # fmt: skip
    assert "no row has the category 'smal' yet; did you mean 'small'?" in ended.err
    new = run("gaps", data, "--mix", "large=0.5,new=0.5,default=0.1", "-f", "json").report
    assert (new["categories"][-1]["category"], new["categories"][-1]["to_source"]) == ("new", 150)


def test_table(run: Run, data: str) -> None:
    """Columns that were asked for only, and what to do in words."""
    shown = run("gaps", data, "--floor", "20").text
    assert "to request" not in shown
    assert "Source 34 rows for 2 categories." in shown
    shown = run("gaps", data, "--floor", "20", "--acceptance", "0.5", "--eval-width", "0.1").text
    assert (
        "request 89, so that each has enough with a chance of 95.0 % if 50.0 % are accepted,"
        " which is taken as known." in shown
    )
    estimate = run("gaps", data, "--floor", "20", "--acceptance", "20/40").text
    assert "as 20 of 40 were accepted, which is an estimate" in estimate
    assert "93 test rows of a category estimate a recall of one half within ± 0.1" in shown
    assert "No category lacks rows." in run("gaps", data, "--floor", "1").text


def test_what_a_mix_allows_without_new_rows(run: Run, data: str) -> None:
    """The category that is scarcest for its share decides; copies count."""
    mix = ("--mix", "large=0.5,middle=0.3,default=0.1")
    assert run("gaps", data, *mix, "-f", "json").report["exact_total"] == 10
    assert run("gaps", data, *mix, "--max-repeat", "4", "-f", "json").report["exact_total"] == 40
    assert (
        "Without new rows, at most 10 rows can have these shares." in run("gaps", data, *mix).text
    )
    assert run("gaps", data, "--floor", "9", "-f", "json").report["exact_total"] is None


def test_csv(run: Run, data: str) -> None:
    """A row for each category."""
    rows = run("gaps", data, "--floor", "20", "-f", "csv").text.splitlines()
    assert rows[0].startswith("category,rows,target,fill,covered_by_repeats,to_source")
    assert "examples" not in rows[0]
    assert len(rows) == 5


def test_brief(run: Run, data: str) -> None:
    """A section for each category with a gap, the largest first, with rows as they are."""
    text = run("gaps", data, "--floor", "20", "-f", "md", "--brief", "--examples", "2").text
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## Gaps of data.jsonl by category", "## Rows to write", "### single", "### small",
    ]  # fmt: skip
    assert "- rows to write: 19\n- rows there are: 1\n" in text
    assert text.count('"category": "small"') == 2
    options = ("--floor", "20", "--brief", "--examples", "2")
    plain = run("gaps", data, "--floor", "20", "-f", "md").text
    assert text.startswith(plain)
    assert '"category"' not in plain
    report = run("gaps", data, *options, "-f", "json").report
    assert [len(texts) for texts in column(report, "examples")] == [2, 2, 2, 1]
    assert all(text + "\n" in Path(data).read_text("utf-8")
               for texts in column(report, "examples") for text in texts)  # fmt: skip


def test_hostile_texts_in_a_brief(run: Run, tmp_path: Path) -> None:
    """Fences are longer than any inside, controls are escaped, and headings stay one line."""
    row = {"text": "```\n# not a heading\n````", "category": "a\n# b [x](y) \x1b[31m"}
    path = write_rows(tmp_path / "d.jsonl", [row, {"text": "x" * 900, "category": "long"}])
    text = run("gaps", path, "--floor", "3", "-f", "md", "--brief").text
    assert "\x1b" not in text
    assert "\n`````json\n" in text
    assert [line for line in text.splitlines() if line.startswith("#")][2:] == [
        r"### a\\n\# b \[x\](y) \\x1b\[31m", "### long",
    ]  # fmt: skip
    assert "x" * 600 + " …" in text
    assert "x" * 601 not in text


@pytest.mark.parametrize("by", [("category",), ("category", "output")])
def test_a_report_is_a_quota(run: Run, data: str, by: tuple[str, ...]) -> None:
    """validate --quota takes in what it wants to source, of joint categories too."""
    options = [word for name in by for word in ("--by", name)]
    plan = run("gaps", data, "--floor", "7", *options, "-f", "json").out
    Path("plan.json").write_bytes(plan)
    write_rows(Path("new.jsonl"), [
        {"instruction": word * 9, "output": "yes", "category": "small"} for word in "bcdf"
    ])  # fmt: skip
    ended = run("validate", "new.jsonl", "--against", data, "--quota", "plan.json", *options, "-f",
                "json", "-n")  # fmt: skip
    assert ended.report["accepted"] == 2, ended.report["reasons"]


def requests_of(run: Run, data: str, *options: object) -> list[dict[str, Any]]:
    """The requests that are written."""
    ended = run("gaps", data, "--requests", "ask.jsonl", "--model", "m-1", *options, "-q")
    assert ended.code == 0, ended.err
    return [json.loads(line) for line in Path("ask.jsonl").read_bytes().splitlines()]


def test_requests(run: Run, data: str) -> None:
    """As many rows as are to be requested, five at a time, with rows of the category."""
    found = requests_of(run, data, "--floor", "20", "--acceptance", "0.5")
    text = [one["body"]["messages"][1]["content"] for one in found]
    for name, rows, there in (("small", 40, 5), ("single", 49, 1)):  # nbinom.ppf of 15 and 19
        own = [one for one in text if f'category "{name}"' in one]
        counts = [int(one.partition("Write ")[2].partition(" ")[0]) for one in own]
        assert (sum(counts), max(counts)) == (rows, 5)
        assert all(one.count(f'"category": "{name}"') == min(3, there) for one in own)
    assert len({one["custom_id"] for one in found}) == len(found)
    shown = Counter(line for one in text for line in one.splitlines() if line.startswith("{"))
    assert set(shown) <= set(Path(data).read_text("utf-8").splitlines())


def test_examples_differ_from_request_to_request(run: Run, data: str) -> None:
    """All rows are shown before any is shown again; the seed decides which come together."""

    def seen(*options: object) -> list[list[str]]:
        found = requests_of(run, data, "--mix", "middle=1,default=0.2", "--total", "170", *options)
        texts = [one["body"]["messages"][1]["content"] for one in found]
        return [[line for line in one.splitlines() if line.startswith("{")] for one in texts
                if '"middle"' in one]  # fmt: skip

    first = seen()[:10]
    assert len({line for one in first for line in one}) == 30
    assert seen()[:10] == first
    assert seen("--seed", 1)[:10] != first


def test_held_out_rows_are_never_shown(run: Run, data: str) -> None:
    """By content: the same prompt in other letters, or the same bytes."""
    small = [json.loads(line) for line in Path(data).read_bytes().splitlines()
             if b'"small"' in line]  # fmt: skip
    hidden = [{**small[0], "instruction": str(small[0]["instruction"]).upper(), "output": "no"},
              *small[1:4]]  # fmt: skip
    write_rows(Path("test.jsonl"), hidden)
    for options in (("--requests", "ask.jsonl", "--model", "m"), ("-f", "md", "--brief")):
        text = run("gaps", data, "--floor", "20", "--holdout", "test.jsonl", *options).text
        text += Path("ask.jsonl").read_text("utf-8") if "--requests" in options else ""
        assert str(small[4]["instruction"]) in text
        for row in small[:4]:
            assert str(row["instruction"]) not in text


def test_a_category_without_rows_is_shown_the_form(run: Run, data: str) -> None:
    """Rows of others, marked as such."""
    (one,) = requests_of(run, data, "--floors", "new=4")
    text = one["body"]["messages"][1]["content"]
    assert "show the form only" in text
    assert "Write 4 new rows" in text
    assert text.count('{"instruction"') == 3


def test_synthetic_rows_are_no_examples(run: Run, data: str) -> None:
    """As long as there are real ones; and their provenance is no field of the dataset."""
    made: list[Row] = [{"instruction": f"made {n}", "output": "x", "category": "small",
                        "provenance": {"model": "m"}} for n in range(20)]  # fmt: skip
    with Path(data).open("ab") as out:
        out.writelines(json.dumps(row).encode() + b"\n" for row in made)
    text = json.dumps(requests_of(run, data, "--floor", "40"))
    assert "made" not in text
    assert "provenance" not in text


def test_modes_and_templates(run: Run, data: str) -> None:
    """Paraphrases and translations show the rows they are of; a template replaces the wording."""
    (*_, one) = requests_of(run, data, "--floor", "10", "--mode", "translate:Basque")
    assert "translations of these rows into Basque" in one["body"]["messages"][1]["content"]
    Path("mine.txt").write_text("Be brief.\n---\n$count x $category: $examples", encoding="utf-8")
    found = requests_of(run, data, "--floor", "3", "--template", "mine.txt")
    assert [one["body"]["messages"][0] for one in found] == [
        {"role": "system", "content": "Be brief."}
    ]
    assert found[0]["body"]["messages"][1]["content"].startswith('2 x "single": {"instruction"')


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "no target given"),
        (("--floor", "3", "--equal", "max"), "--equal and --floor are different targets"),
        (("--equal", "maximum"), "did you mean 'max'?"),
        (("--max-ratio", "0.5"), "--max-ratio: 0.5 must be at least 1"),
        (
            ("--floor", "3", "--total", "9"),
            "--total: it can only be combined with --mix and --equal",
        ),
        (("--equal", "3", "--total", "9"), "--equal 3 and --total 9 contradict each other"),
        (("--mix", "large=1"), "gives no share to 3 categories"),
        (("--mix", "large=1,middle=1,small=1"), "gives no share to 1 category"),
        (("--mix", "large=1,default=0"), "give --total N, or a share above 0"),
        (("--floor", "3", "--acceptance", "0"), "--acceptance: 0 must be above 0"),
        (("--floor", "3", "--acceptance", "60"), "above 0 and at most 1"),
        (("--floor", "3", "--acceptance", "40/20"), "is not accepted/offered rows"),
        (("--floor", "3", "--acceptance", "0/0"), "write 20/40 for 20 of 40"),
        (("--floor", "3", "--confidence", "1"), "--confidence: 1 must be above 0 and below 1"),
        (("--floor", "3", "--confidence", "0.9"), "has no effect without --acceptance"),
        (("--floor", "3", "--eval-width", "0.5"), "--eval-width: 0.5 must be above 0"),
        (("--floor", "3", "--requests", "a.jsonl"), "--requests needs --model NAME"),
        (("--floor", "3", "--model", "m"), "--model: has no effect without --requests"),
        (("--floor", "3", "--examples", "2"), "no effect without --requests or --brief"),
        (("--floor", "3", "--acceptance", "1e-15"), "the smallest value that can be used"),
        (("--floor", "3", "--eval-width", "1e-9"), "the smallest value that can be used"),
        (("--floor", "3", "--holdout", "-", "--holdout", "-"), "named more than once"),
        (("--floor", "3", "--mode", "sing"), "--mode: 'sing' is not one of"),
        (("--floor", "3", "--collect", "a.jsonl"), "write: rebalance collect RESPONSES"),
        (("--floor", "3", "--requests", "data.jsonl", "--model", "m"), "an input as well"),
        (("--floor", "3", "--by", "categry"), "did you mean 'category'?"),
    ],
)
def test_wrong_options(run: Run, data: str, options: tuple[str, ...], words: str) -> None:
    """Exit 2 and a sentence; nothing is written."""
    before = sorted(Path().iterdir())
    ended = run("gaps", data, *options)
    assert (ended.code, ended.out) == (2, b"")
    assert words in ended.err
    assert sorted(Path().iterdir()) == before


def test_labels_in_lists(run: Run, tmp_path: Path) -> None:
    """Each label is a category of its own."""
    rows: list[Row] = [
        {"text": f"row {n}", "tags": ["a", "b"] if n % 3 else ["a"]} for n in range(9)
    ]
    path = write_rows(tmp_path / "d.jsonl", rows)
    report = run("gaps", path, "--by", "tags", "--floor", "8", "-f", "json").report
    assert [(one["category"], one["rows"], one["to_source"]) for one in report["categories"]] == [
        ("a", 9, 0), ("b", 6, 2),
    ]  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_processes_do_not_matter(run: Run, data: str, jobs: int) -> None:
    """The same report and the same requests."""
    options = ("--floor", "40", "--requests", "ask.jsonl", "--model", "m", "-f", "json", "-j")
    one = run("gaps", data, *options, 1).out, Path("ask.jsonl").read_bytes()
    env = {"REBALANCE_SPAN_BYTES": "300"}
    assert (run("gaps", data, *options, jobs, env=env).out, Path("ask.jsonl").read_bytes()) == one


@needs_shared
@pytest.mark.parametrize(
    ("name", "by", "categories", "single"),
    [
        ("medquad_seniorhealth.jsonl", "qtype", 13, 2),
        ("flan_collection_info.jsonl", "Generic Task Category", 162, 65),
    ],
)
def test_real_data(
    run: Run, tmp_path: Path, name: str, by: str, categories: int, single: int
) -> None:
    """Each category is brought to 20 rows, and gets requests that show rows of its own only."""
    path, ask = REAL / name, tmp_path / "ask.jsonl"
    report = run("gaps", path, "--by", by, "--floor", "20", "--requests", ask, "--model", "m",
                 "-f", "json").report  # fmt: skip
    assert len(report["categories"]) == categories
    assert all(
        one["rows"] + one["to_source"] == max(20, one["rows"]) for one in report["categories"]
    )
    assert sum(one["to_source"] == 19 for one in report["categories"]) == single
    for line in ask.read_bytes().splitlines():
        text = json.loads(line)["body"]["messages"][1]["content"]
        wanted = json.loads(text.partition("category ")[2].partition(f" (field {by})")[0])
        shown = [json.loads(one) for one in text.splitlines() if one.startswith("{")]
        assert {row[by] for row in shown} == {wanted}


def test_a_deep_row_in_a_brief(run: Run, tmp_path: Path) -> None:
    """It is shown on one line, cut; other tools may have written it."""
    deep = '{"x": ' + "[" * 990 + "]" * 990 + ', "category": "a"}\n'
    (tmp_path / "deep.jsonl").write_text(deep)
    ended = run("gaps", tmp_path / "deep.jsonl", "--floor", "2", "-f", "md", "--brief")
    assert ended.code == 0, ended.err
    assert '{"x": [[[' in ended.out.decode()
    assert max(map(len, ended.out.decode().splitlines())) < 700


def test_labels_are_shown_rows_of_their_own(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of a request have its label, and are never those held out."""
    monkeypatch.chdir(tmp_path)
    rows: list[Row] = [
        {"text": f"row {n}", "category": [f"c{n % 7}", f"d{n % 3}"]} for n in range(60)
    ]
    write_rows(tmp_path / "data.jsonl", rows)
    write_rows(tmp_path / "test.jsonl", rows[:20])
    (tmp_path / "template.txt").write_text("$category|$examples")
    ended = run(
        "gaps", "data.jsonl", "--floor", 99, "--holdout", "test.jsonl", "--model", "m",
        "--requests", "ask.jsonl", "--template", "template.txt",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    for line in Path("ask.jsonl").read_text().splitlines():
        (message,) = json.loads(line)["body"]["messages"]
        category, _, shown = message["content"].partition("|")
        found = [json.loads(one) for one in shown.splitlines()]
        assert len(found) == 3
        assert all(json.loads(category) in one["category"] for one in found)
        assert not any(one in rows[:20] for one in found)


MIXED: list[Row] = [
    {"id": f"q-{n}", "created_at": "2024-03-01T10:00:00Z", "score": n / 2, "image": f"img/{n}.png",
     "question": f"What is {n}?", "meta": {"source": "secret-place"}, "category": "ab"[n % 2],
     "license": "mit", "label": n % 3, "version": 2} for n in range(8)
]  # fmt: skip


def asked_of(run: Run, rows: list[Row], *options: object) -> tuple[Any, str]:
    """The report on requests for rows, and the text of the first."""
    write_rows(Path("mixed.jsonl"), rows)
    ended = run("gaps", "mixed.jsonl", "--floor", 9, "--requests", "ask.jsonl", "--model", "m",
                "-f", "json", *options)  # fmt: skip
    assert ended.code == 0, ended.err
    request = json.loads(Path("ask.jsonl").read_bytes().splitlines()[0])
    return ended.report, request["body"]["messages"][-1]["content"]


def test_requests_ask_for_what_models_can_write(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for ids, times, numbers, media and metadata, which are not shown; and it is said."""
    monkeypatch.chdir(tmp_path)
    report, text = asked_of(run, MIXED)
    assert report["asked_fields"] == ["question", "category", "license", "label"]
    assert report["left_out_fields"] == [
        {"field": "id", "reason": "identifier"}, {"field": "created_at", "reason": "time stamp"},
        {"field": "score", "reason": "number"}, {"field": "image", "reason": "media"},
        {"field": "meta", "reason": "nested metadata"}, {"field": "version", "reason": "number"},
    ]  # fmt: skip
    assert 'exactly these fields: "question", "category", "license", "label".' in text
    assert '{"question": "What is ' in text
    for hidden in ("q-", "2024", "img/", "secret-place", "score"):
        assert hidden not in text
    options = ("--floor", 9, "--requests", "ask.jsonl", "--model", "m")
    shown = run("gaps", "mixed.jsonl", *options).text
    assert "Not asked for, and not shown to the model: 'id' (identifier), 'created_at'" in shown
    assert "(media), 'meta' (nested metadata) and 1 more; --fields names others." in shown


def test_fields_and_copied_fields(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--fields says what is asked for, the category too; what --copy-field fixes is left out."""
    monkeypatch.chdir(tmp_path)
    report, text = asked_of(run, MIXED, "--fields", "question,score", "--fields", "meta")
    assert report["asked_fields"] == ["score", "question", "meta", "category"]
    assert {"field": "label", "reason": "not named"} in report["left_out_fields"]
    assert "secret-place" in text
    report, text = asked_of(run, MIXED, "--copy-field", "license=cc 0", "--copy-field", "version=3",
                            "--copy-field", 'meta={"source": "model"}')  # fmt: skip
    assert report["asked_fields"] == ["question", "category", "label"]
    assert report["copied_fields"] == {
        "license": "cc 0", "version": 3, "meta": {"source": "model"},
    }  # fmt: skip
    assert text.endswith(
        "Leave out these fields, which are filled in later:"
        ' {"license": "cc 0", "version": 3, "meta": {"source": "model"}}'
    )
    assert "mit" not in text
    shown = run("gaps", "mixed.jsonl", "--floor", 9, "--requests", "ask.jsonl", "--model", "m",
                "--copy-field", "license=x").text  # fmt: skip
    assert "Filled in by collect: 'license' \"x\"." in shown


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--fields", "qestion"), "no row has the field 'qestion' on its first level"),
        (("--fields", "qestion"), "did you mean 'question'?"),
        (("--fields", "a,,b"), "has a name that is empty"),
        (("--fields", "category"), "rows have no field to ask a model for"),
        (("--copy-field", "nothing=1"), "no row has the field 'nothing' on its first level"),
        (("--copy-field", "license"), "'license' is not F=VALUE"),
        (("--copy-field", "license=a", "--copy-field", "license=b"), "'license' is given twice"),
        (("--copy-field", "category=a"), "'category' holds the category, which requests name"),
    ],
)
def test_fields_that_cannot_be_asked_for(
    run: Run, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    """Exit 2 and a sentence."""
    path = write_rows(tmp_path / "mixed.jsonl", MIXED)
    ended = run("gaps", path, "--floor", 9, "--requests", tmp_path / "a", "--model", "m", *options)
    assert (ended.code, ended.out) == (2, b"")
    assert words in ended.err
    ended = run("gaps", path, "--floor", 9, *options)
    assert ended.code == 2
    assert not (tmp_path / "a").exists()


def test_metadata_is_asked_for_where_nothing_else_is_left(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Objects first, else numbers; a category in an object stays with it."""
    monkeypatch.chdir(tmp_path)
    rows: list[Row] = [{"id": n, "n": n, "translation": {"de": "ja", "en": "yes"}, "category": "a"}
                       for n in range(3)]  # fmt: skip
    assert asked_of(run, rows)[0]["asked_fields"] == ["translation", "category"]
    rows = [{"id": n, "x": n, "y": n + 1, "category": "a"} for n in range(3)]
    assert asked_of(run, rows)[0]["asked_fields"] == ["x", "y", "category"]
    rows = [{"q": f"q {n}", "meta": {"task": "a"}, "other": {"k": n}} for n in range(3)]
    report, _ = asked_of(run, rows, "--by", "meta.task")
    assert report["asked_fields"] == ["q", "meta"]


def test_payloads_are_never_sent(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their kind and size stand there, in requests and in briefs; paths are left out."""
    monkeypatch.chdir(tmp_path)
    payload = "5feceb66ffc86f38" * 32
    rows: list[Row] = [
        {"messages": [{"role": "user", "content": [
            {"type": "text", "text": f"Describe it {n}."},
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{payload}"}}]},
            {"role": "assistant", "content": "It shows a kite."}],
         "images": [f"img/{n}.jpg"], "category": "scene"} for n in range(4)
    ]  # fmt: skip
    report, text = asked_of(run, rows)
    assert report["left_out_fields"] == [{"field": "images", "reason": "media"}]
    assert "[image/png left out, 384 bytes]" in text
    assert payload[:16] not in Path("ask.jsonl").read_text("utf-8")
    ended = run("gaps", "mixed.jsonl", "--floor", 9, "--brief", "-f", "md")
    assert "[image/png left out, 384 bytes]" in ended.text
    assert payload[:16] not in ended.text


PICTURES = SHARED / "data" / "cases" / "pictures"


@needs_shared
@pytest.mark.parametrize("name", ["openai", "lf"])
def test_cases_of_pictures(run: Run, tmp_path: Path, name: str) -> None:
    """Nothing of a payload, and no path of a picture, is in a request."""
    ask = tmp_path / "ask.jsonl"
    ended = run("gaps", PICTURES / f"{name}.jsonl", "--floor", 9, "--requests", ask, "--model", "m")
    assert ended.code == 0, ended.err
    text = ask.read_text("utf-8")
    assert "base64" not in text
    assert ".jpg" not in text
    assert ("384 bytes" in text) is (name == "openai")


def test_units(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Targets and gaps are in the unit, and in rows of the mean size of the category, or of all."""
    monkeypatch.chdir(tmp_path)
    rows: list[Row] = [{"text": "x" * size, "category": name, "tokens": size / 4}
                       for name, size in (("a", 60), ("a", 40), ("b", 10), ("b", 20))]  # fmt: skip
    write_rows(Path("rows.jsonl"), rows)

    def found(*options: object) -> list[tuple[Any, ...]]:
        names = ("category", "rows", "amount", "target", "covered_by_repeats", "to_source",
                 "rows_to_source")  # fmt: skip
        report = run("gaps", "rows.jsonl", *options, "-f", "json").report
        return [tuple(one[name] for name in names) for one in report["categories"]]

    assert found("--unit", "chars", "--equal", "max") == [
        ("a", 2, 100, 100, 0, 0, 0), ("b", 2, 30, 100, 0, 70, 5),
    ]  # fmt: skip
    assert found("--unit", "chars", "--floors", "b=80,new=65,default=0", "--max-repeat", 2) == [
        ("a", 2, 100, 100, 0, 0, 0), ("b", 2, 30, 80, 30, 10, 1), ("new", 0, 0, 65, 0, 33, 2),
    ]  # fmt: skip
    assert found("--unit", "field:tokens", "--floor", 10) == [
        ("a", 2, 25, 25, 0, 0, 0), ("b", 2, 7.5, 10, 0, 3, 1),
    ]  # fmt: skip
    ended = run("gaps", "rows.jsonl", "--unit", "chars", "--equal", "max")
    assert "4 rows, target 200 chars" in ended.text
    assert "Source 70 chars in 5 rows for 1 category." in ended.text
    options = ("--unit", "chars", "--equal", "max", "--acceptance", 1, "-f", "json")
    report = run("gaps", "rows.jsonl", *options).report
    assert (report["unit"], report["amount"], report["to_source"]) == ("chars", 130, 70)
    assert (report["rows_to_source"], report["to_request"]) == (5, 5)
    Path("plan.json").write_text(json.dumps(report))
    write_rows(Path("new.jsonl"), [
        {"text": word * 9, "category": "b", "tokens": 2.5} for word in "cdefghij"
    ])  # fmt: skip
    ended = run("validate", "new.jsonl", "--against", "rows.jsonl", "--quota", "plan.json", "-n",
                "--min-words", "1", "-f", "json")  # fmt: skip
    assert ended.report["accepted"] <= 5
    write_rows(Path("none.jsonl"), [{"text": "", "category": name} for name in "aab"])
    ended = run("gaps", "none.jsonl", "--unit", "chars", "--floor", 9)
    assert ended.code == 2
    assert "all rows measure 0 in this unit" in ended.err


def test_amounts_so_small_that_no_requests_suffice(run: Run, data: str) -> None:
    """One row of 5e-324 of a unit: exit 2, and not a file without end."""
    write_rows(Path(data), [{"category": "a", "n": 5e-324, "text": "x"}])
    asked = ("gaps", data, "--unit", "field:n", "--floor", "1", "-q", "--model", "m")
    ended = run(*asked, "--requests", "asked.jsonl")
    assert (ended.code, Path("asked.jsonl").exists()) == (2, False)
    assert "it would take more than 10,000,000 requests to close the gaps" in ended.err
    assert run(*asked[:-2]).code == 0
