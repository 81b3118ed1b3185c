"""Both doors, the library's verb and the command, do the same and say the same."""

import json
import runpy
import sys
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

import rebalance
from rebalance.errors import OptionError, RequestError
from tests.support import REAL, REAL_FIELDS, Run, lines, needs_shared, rows_of, write_rows

ROOT = Path(__file__).parents[2]
DONE = [name for name, folder in rebalance.VERBS.items()
        if (ROOT / "rebalance" / folder / "run.py").exists()]  # fmt: skip
CASES: list[
    tuple[str, dict[str, Any], tuple[str, ...]]
] = [  # verb, options, outputs; BY: its field
    ("inspect", {"floor": 20, "top": 5}, ()),
    ("inspect", {"unit": "chars", "sort": "name"}, ()),
    ("inspect", {"on_error": "skip", "jobs": 2}, ()),
    ("balance", {"cap": 20, "floor": 5}, ("output", "dropped")),
    ("balance", {"alpha": 0, "total": 12, "seed": 7, "order": "shuffle"}, ("output",)),
    (
        "balance",
        {"mix": "default=1", "total": "x1.5", "if_short": "fill", "keep": "diverse"},
        ("output",),
    ),
    ("balance", {"cap": 10, "epochs": 3, "order": "shuffle"}, ("out_dir",)),
    ("balance", {"equal": "min", "epoch": 2}, ("output",)),
    ("weights", {"scheme": "effective", "beta": 0.99}, ("output", "npy")),
    ("weights", {"scheme": "alpha", "alpha": 0.3, "max_ratio": 5, "field": "w"}, ("output",)),
    ("weights", {"unit": "chars", "normalize": "categories", "missing": "drop"}, ("npy",)),
    ("weights", {"log_priors": True, "tau": 0.5, "response_field": "text"}, ("npy",)),
    ("split", {"rare": "spread", "seed": 3}, ("out_dir",)),
    (
        "split",
        {"parts": "train=0.7,test=0.3", "near_duplicates": 0.7, "allow_empty": True},
        ("out_dir",),
    ),
    ("split", {"folds": 3, "field": "k"}, ("output",)),
    ("split", {"parts": "test=3,rest=rest", "allow_empty": True}, ("out_dir",)),
    ("split", {"stable": True, "parts": "one=1/3,two=2/3"}, ("out_dir",)),
    ("dedupe", {"exact": True}, ("output",)),
    ("dedupe", {"near": 0.5, "keep": "longest", "order": "shuffle", "seed": 3}, ("output",)),
    ("dedupe", {"equal": True, "jobs": 2}, ("output",)),
    ("gaps", {"floor": 20, "acceptance": 0.6, "eval_width": 0.1, "brief": True}, ()),
    ("gaps", {"mix": "default=1", "total": "x2", "max_repeat": 2, "model": "m"}, ("requests",)),
    ("gaps", {"equal": "max", "model": "m", "mode": "paraphrase", "seed": 3}, ("requests",)),
    ("check", {"max_ratio": 2, "min_share": "1%", "lookalikes": "warn"}, ("write_baseline",)),
    ("check", {"max_duplicates": 0, "shape": "warn=same", "exit_zero": True}, ()),
    ("check", {"init": True}, ()),
    ("compare", {"fail_on": "tv=0.1,points=5,new,vanished"}, ()),
    ("compare", {"missing": "drop", "on_error": "skip", "jobs": 2}, ()),
    ("compare", {"key": "BY", "fail_on": "gone,changed=1%", "strict": True}, ()),
    ("evaluate", {"truth": "BY", "predicted": "BY", "min_f1": "1,each=1"}, ("suggest",)),
    ("evaluate", {"truth": "BY", "predicted": "BY", "score": "BY", "seed": 3, "jobs": 2}, ()),
]


def words_of(options: dict[str, Any]) -> list[str]:
    """Write options as a command line has them."""
    words = []
    for name, value in options.items():
        words.append(f"--{name.replace('_', '-')}")
        words += [] if value is True else [str(value)]
    return words


def written(path: Path) -> dict[str, bytes] | bytes:
    """The bytes of a file, or of all files of a folder."""
    if not path.is_dir():
        return path.read_bytes()
    return {one.name: one.read_bytes() for one in sorted(path.iterdir())}


def same(run: Run, tmp_path: Path, case: tuple[str, dict[str, Any], tuple[str, ...]],
         path: Path, by: str) -> None:  # fmt: skip
    """Run both doors; compare the report and every output."""
    verb, options, outputs = case
    files = [{name: str(tmp_path / f"{door}-{name}") for name in outputs} for door in "ab"]
    options = {name: by if value == "BY" else value for name, value in options.items()}
    called = getattr(rebalance, verb)
    paths = [path for one in called.options.declared().values() if one.positional]
    report = called(*paths, by=by, **options, **files[0])
    ended = run(verb, *paths, "--by", by, *words_of({**options, **files[1]}), "-f", "json")
    assert ended.code == 0
    assert ended.text.replace("/b-", "/a-") == report.to_json()
    for name in outputs:
        found = sorted(tmp_path.glob(f"a-{name}*"))  # of a prefix, several
        assert found
        for one in found:
            assert written(one) == written(one.with_name(f"b{one.name[1:]}"))
            assert written(one)


EXPORT: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [  # of rows that trainers read
    ("export", {"trainer": "trl", "cap": 5, "form": "mix"}, ("out_dir",)),
    ("export", {"trainer": "trl", "form": "copies", "scheme": "sqrt", "seed": 2}, ("out_dir",)),
]


@pytest.mark.parametrize(
    "case", [*CASES, *EXPORT], ids=lambda case: f"{case[0]}-{'-'.join(case[1])}"
)
def test_both_doors_do_the_same(
    run: Run, tmp_path: Path, case: tuple[str, dict[str, Any], tuple[str, ...]]
) -> None:
    """On rows that nobody made for a purpose of their own."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 40, "b": 9, "c": 1}, "kind"))
    same(run, tmp_path, case, path, "kind")


@needs_shared
@pytest.mark.parametrize("name", ["truthfulqa.jsonl", "flan_collection_info.jsonl"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{'-'.join(case[1])}")
def test_both_doors_do_the_same_on_real_files(
    run: Run, tmp_path: Path, case: tuple[str, dict[str, Any], tuple[str, ...]], name: str
) -> None:
    """Whose field names have spaces; on 260 rows of each, from all over the file."""
    verb, options, outputs = case
    if "response_field" in options:
        options = {**options, "response_field": REAL_FIELDS[name]}
    path = tmp_path / name
    all_rows = lines(REAL / name)
    path.write_bytes(b"".join(all_rows[:: len(all_rows) // 260]))
    same(run, tmp_path, (verb, options, outputs), path, REAL_FIELDS[name])


VALIDATE: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("validate", {}, ("output", "rejects")),
    ("validate", {"rouge_l": "1", "max_synthetic": "2%", "seed": 3, "jobs": 2},
     ("output", "rejects")),
    ("validate", {"new_category": "allow", "min_words": 3, "max_margin": 50, "missing": "drop"},
     ("output", "rejects")),
]  # fmt: skip


@needs_shared
@pytest.mark.parametrize("name", ["truthfulqa.jsonl", "flan_collection_info.jsonl"])
@pytest.mark.parametrize("case", VALIDATE, ids=lambda case: "-".join(case[1]))
def test_both_doors_of_validate(
    run: Run, tmp_path: Path, case: tuple[str, dict[str, Any], tuple[str, ...]], name: str
) -> None:
    """New rows and rows of the dataset, with others held out."""
    rows = [json.loads(line) for line in lines(REAL / name)]
    train, held_out = tmp_path / "train.jsonl", tmp_path / "held_out.jsonl"
    write_rows(train, [row for n, row in enumerate(rows) if n % 5])
    write_rows(held_out, rows[5::50])
    new = write_rows(tmp_path / "new.jsonl", rows[::5] + rows[1:9])
    verb, options, outputs = case
    options = {**options, "against": str(train), "holdout": str(held_out)}
    same(run, tmp_path, (verb, options, outputs), new, REAL_FIELDS[name])


def test_both_doors_collect_the_same(run: Run, tmp_path: Path) -> None:
    """Responses are its dataset; the other file gives the categories."""
    data = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 9, "b": 1}, "kind"))
    asked = tmp_path / "ask.jsonl"
    rebalance.gaps(data, by="kind", equal="max", requests=asked, model="m", per_request=3)
    names = [json.loads(line)["custom_id"] for line in asked.read_bytes().splitlines()]
    body = {"choices": [{"message": {"content": '{"text": "new"}\n{"id": ,}'}}]}
    answers = write_rows(tmp_path / "answers.jsonl", [
        {"custom_id": name, "response": {"body": body}} for name in names[1:]
    ])  # fmt: skip
    files = [{name: tmp_path / f"{door}-{name}" for name in ("output", "rejects")} for door in "ab"]
    options: dict[str, Any] = {"requests": asked, "against": data, "by": "kind"}
    first: dict[str, Any] = {**options, **files[0]}
    report = rebalance.collect(answers, **first)
    assert (report.requested, report.unanswered, report.rows) == (len(names), 1, len(names) - 1)
    ended = run("collect", answers, *words_of({**options, **files[1]}), "-f", "json")
    assert ended.text.replace("/b-", "/a-") == report.to_json()
    for name in files[0]:
        assert files[0][name].read_bytes() == files[1][name].read_bytes() != b""


@pytest.mark.parametrize(
    "options", [{}, {"group": "kind", "fail_on": "exact"}, {"near_duplicates": 0.5, "text": "text"}]
)
def test_both_doors_audit(run: Run, tmp_path: Path, options: dict[str, Any]) -> None:
    """Of files that share a row; what fails ends the command only."""
    rows = rows_of({"a": 40, "b": 9, "c": 1}, "kind")
    files = [
        write_rows(tmp_path / name, part)
        for name, part in (("train.jsonl", rows[:30]), ("test.jsonl", rows[29:]))
    ]
    report = rebalance.audit(files, **options)
    ended = run("audit", *files, *words_of(options), "-f", "json")
    assert ended.text == report.to_json()
    assert ended.code == bool(report.failure) == bool(options.get("fail_on"))
    assert report.failure in ended.err


def test_both_doors_refuse_with_the_same_words(run: Run, skewed: Path) -> None:
    """The command line adds the dashes."""
    with pytest.raises(OptionError, match="`top`: 'x' is not a whole number") as caught:
        rebalance.inspect(skewed, top="x")
    assert caught.value.option == "top"
    assert "--top: 'x' is not a whole number" in run("inspect", skewed, "--top", "x").err
    with pytest.raises(TypeError, match="no option 'flor'; did you mean 'floor'"):
        rebalance.inspect(skewed, flor=3)  # type: ignore[call-arg]  # that is the test
    with pytest.raises(RequestError, match="no dataset given"):
        rebalance.inspect()  # type: ignore[call-arg]  # that is the test
    assert "rebalance: error: no dataset given\n" in run("inspect").err
    ended = run("inspect", skewed, "--flor", 3)
    assert ended.code == 2
    assert "there is no option --flor\n  did you mean --floor?\n" in ended.err


def test_reports_for_people_who_explore(skewed: Path) -> None:
    """A short repr, a table for pandas, names that tab completion finds."""
    report = rebalance.inspect(str(skewed))
    assert repr(report).startswith("<InspectReport ")
    assert len(repr(report)) < 200
    assert set(rebalance.VERBS) <= set(dir(rebalance))
    table = rebalance.weights([skewed]).to_pandas()
    assert list(table["category"]) == ["large", "middle", "small", "single"]
    steps: list[tuple[str, int, int]] = []
    rebalance.inspect(skewed, progress=lambda *step: steps.append(step))
    size = skewed.stat().st_size
    assert steps[-1] == ("reading", size, size)


def test_the_stub_is_what_options_declare() -> None:
    """`make generate` writes it again; type checkers, help() and tab completion see all of it."""
    stub = (ROOT / "rebalance" / "__init__.pyi").read_text(encoding="utf-8")
    assert stub == runpy.run_path(str(ROOT / "tools" / "make_stub.py"))["stub"]()
    parameters = signature(rebalance.balance).parameters
    assert list(parameters)[:2] == ["dataset", "equal"]
    assert parameters["max_repeat"].default == 4


def test_option_tables_are_what_options_declare() -> None:
    """`make generate` writes them again."""
    tables = runpy.run_path(str(ROOT / "tools" / "option_tables.py"))
    for command in tables["commands"]:
        page = tables["page_of"](command).read_text(encoding="utf-8")
        assert tables["with_table"](page, command) == page, command.name


def test_schemas_are_made_from_the_types() -> None:
    """`make generate` writes them again."""
    written = runpy.run_path(str(ROOT / "tools" / "make_schemas.py"))["written"]
    for verb in DONE:
        file = ROOT / "rebalance" / "schemas" / f"{verb}.json"
        assert file.read_text(encoding="utf-8") == written(verb), verb


def test_importing_stays_light() -> None:
    """Neither numpy nor orjson, before a verb is used."""
    import subprocess

    code = "import sys, rebalance; dir(rebalance); print({'numpy', 'orjson'} & set(sys.modules))"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown == "set()\n"
