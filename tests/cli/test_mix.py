"""`rebalance mix`: what a recipe asks for, what a lock file holds."""

import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

import rebalance
from tests.support import REAL, Run, lines, needs_shared, trained_tokenizer, write_rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sources of 100, 60 and 10 rows; two rows of the second are in the first."""
    for name, rows in (("maths", 100), ("code", 60), ("chat", 10)):
        write_rows(tmp_path / f"{name}.jsonl", [
            {"id": at, "category": "xyz"[at % 3 if at < 30 else 0], "score": at % 7,
             "instruction": f"Ask {name if at > 1 else 'all'} {at}", "output": "y" * (at % 9)}
            for at in range(rows)
        ])  # fmt: skip
    code = [*lines(tmp_path / "maths.jsonl")[:2], *lines(tmp_path / "code.jsonl")[2:]]
    (tmp_path / "code.jsonl").write_bytes(b"".join(code))
    return tmp_path


def recipe(folder: Path, text: str, **shares: str) -> Path:
    """Write a recipe: lines above the sources, and what is said of each source."""
    sources = (f'[source.{name}]\npath = "{name}.jsonl"\n{said}\n' for name, said in shares.items())
    path = folder / "recipe.toml"
    path.write_text(text + "\n" + "\n".join(sources))
    return path


HALVES = {"maths": "share = 0.5", "code": "share = 0.3", "chat": "share = 0.2"}


def from_files(out: Path, folder: Path) -> Counter[str]:
    """Count rows by the file that has them; those of two files under the first."""
    where: dict[bytes, str] = {}
    for name in ("maths", "code", "chat"):
        for line in lines(folder / f"{name}.jsonl"):
            where.setdefault(line, name)
    return Counter(where[line] for line in lines(out))


def test_shares_hold(run: Run, folder: Path) -> None:
    """The largest total at which they do; said in the table and in the report."""
    path, out = recipe(folder, "", **HALVES), folder / "out.jsonl"
    ended = run("mix", path, "-o", out, "-f", "json")
    assert from_files(out, folder) == {"maths": 85 + 0, "code": 51, "chat": 34} or ended.report
    sources = {one["name"]: one for one in ended.report["sources"]}
    assert [sources[name]["reached"] for name in HALVES] == [85, 51, 34]
    assert (ended.report["total_asked"], ended.report["total"], ended.report["if_short"]) == (
        170, 170, "shrink",
    )  # fmt: skip
    assert sources["chat"]["max_copies"] == 4
    less = recipe(folder, "", **{**HALVES, "chat": "share = 0.2\nmax_repeat = 2"})
    ended = run("mix", less, "-o", out, "-f", "json")
    assert [one["reached"] for one in ended.report["sources"]] == [52, 32, 20]
    assert "104 rows at 50/30/20; for 170 rows source 7 more of 'chat'" in ended.err
    assert "or max_repeat = 4" in ended.err


@pytest.mark.parametrize(
    ("if_short", "code", "reached"),
    [("", 1, []), ('if_short = "shrink"', 0, [102, 62, 40]), ('if_short = "fill"', 0, None)],
)
def test_totals(
    run: Run, folder: Path, if_short: str, code: int, reached: list[int] | None
) -> None:
    """Who names a total and shares wants both, unless the recipe says what gives way."""
    path = recipe(folder, f"total = 400\n{if_short}", **HALVES)
    ended = run("mix", path, "-o", folder / "out.jsonl", "-f", "json")
    assert ended.code == code
    assert "400 rows" in ended.err if code or reached else True
    if not code:
        found = [one["reached"] for one in ended.report["sources"]]
        assert found == reached if reached else (sum(found) == 400 and found[2] == 40)
    assert (folder / "out.jsonl").exists() == (not code)


def test_amounts_anchor_the_mix(run: Run, folder: Path) -> None:
    """All of A; B is 10 % of the result: n_B = r / (1 - r) * n_A."""
    out = folder / "out.jsonl"
    path = recipe(folder, "", maths="all = true", code="share = 0.1")
    report = run("mix", path, "-o", out, "-f", "json").report
    assert [one["reached"] for one in report["sources"]] == [100, 11]
    assert Counter(lines(out)) >= Counter(lines(folder / "maths.jsonl"))
    amounts = {"maths": "rows = 30", "code": "rows = 20", "chat": "share = 0.5"}
    path = recipe(folder, "", **amounts)
    ended = run("mix", path, "-o", out)
    assert (ended.code, "1 of 3 sources is 10 rows short" in ended.err) == (1, True)
    path = recipe(
        folder, 'if_short = "fill"', maths="rows = 30", code="rows = 20", chat="share = 0.5"
    )
    report = run("mix", path, "-o", out, "-f", "json").report
    assert [one["reached"] for one in report["sources"]] == [30, 20, 40]


def test_repeats_across_sources(run: Run, folder: Path) -> None:
    """Earlier sources win, held-out files before them; each is counted by what it repeats."""
    write_rows(folder / "test.jsonl", [json.loads(lines(folder / "chat.jsonl")[5])])
    shares = dict.fromkeys(HALVES, "all = true")
    path = recipe(folder, 'dedupe = "prompt"\nagainst = "test.jsonl"\norder = "input"', **shares)
    out = folder / "out.jsonl"
    ended = run("mix", path, "-o", out, "-f", "json")
    assert ended.report["repeats"] == [
        {"source": "code", "of": "maths", "rows": 2},
        {"source": "chat", "of": str(folder / "test.jsonl"), "rows": 1},
        {"source": "chat", "of": "maths", "rows": 2},
    ]
    chat = lines(folder / "chat.jsonl")
    assert lines(out) == [*lines(folder / "maths.jsonl"), *lines(folder / "code.jsonl")[2:],
                          *chat[2:5], *chat[6:]]  # fmt: skip
    assert "left out 5 rows that repeat others" in ended.err


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_conditions_categories_and_edits(run: Run, folder: Path, jobs: int) -> None:
    """Rows of a source that fulfil its condition; each category gives its part; fields are cut."""
    path = recipe(
        folder, 'seed = 3\nsource_field = "from"\nwithout = "id,output"',
        maths='share = 0.5\nwhere = "score > 2"\nby = "category"\nkeep = "score:score"',
        code='share = 0.5\nwhere = \'category == "x"\'\nmax_repeat = 1',
    )  # fmt: skip
    out, small = folder / "out.jsonl", {"REBALANCE_SPAN_BYTES": "300"}
    ended = run("mix", path, "-o", out, "-j", jobs, "-f", "json", env=small)
    rows = [json.loads(line) for line in lines(out)]
    assert all(list(row) == ["category", "score", "instruction", "from"] for row in rows)
    assert Counter(row["from"] for row in rows) == {"maths": 41, "code": 40}
    assert all(row["score"] > 2 for row in rows if row["from"] == "maths")
    assert all(row["category"] == "x" for row in rows if row["from"] == "code")
    entries = {one["label"]: one for one in ended.report["categories"]}
    has = {name: one["rows_before"] for name, one in entries.items()}
    assert sum(has.values()) == sum(at % 7 > 2 for at in range(100))
    for name, one in entries.items():
        assert abs(one["rows_after"] - 41 * has[name] / sum(has.values())) < 1
        kept = [row["score"] for row in rows if (row["from"], row["category"]) == ("maths", name)]
        every = sorted(
            (at % 7 for at in range(100) if at % 7 > 2 and "xyz"[at % 3 if at < 30 else 0] == name),
            reverse=True,
        )
        assert sorted(kept, reverse=True) == every[: len(kept)]
    assert ended.report["edits"]["source_field"] == "from"
    again = folder / "again.jsonl"
    assert run("mix", path, "--frozen", "-o", again, "-j", 1).code == 0
    assert again.read_bytes() == out.read_bytes()


def test_other_units(run: Run, folder: Path) -> None:
    """Shares of characters or tokens, within half a row; a total in a unit of its own."""
    out, halves = folder / "out.jsonl", {"maths": "share = 0.5", "code": "share = 0.5"}
    path = recipe(folder, 'unit = "chars"\ntotal = "x0.5"', **halves)
    report = run("mix", path, "-o", out, "-f", "json").report
    assert [abs(one["reached"] - one["asked"]) < 20 for one in report["sources"]] == [True, True]
    tokenizer = trained_tokenizer(folder / "tokenizer.json")
    path = recipe(folder, f'unit = "tokens:{tokenizer}"\ntotal = "60rows"', **halves)
    report = run("mix", path, "-o", out, "-f", "json").report
    assert abs(report["rows_after"] - 60) <= 2
    assert [abs(one["share"] - 0.5) < 0.02 for one in report["sources"]] == [True, True]
    path = recipe(folder, f'unit = "tokens:{tokenizer}"', maths="tokens = 500", code="share = 0.5")
    report = run("mix", path, "-o", out, "-f", "json").report
    assert [one["asked"] for one in report["sources"]] == [500, 500]
    assert run("mix", path, "-o", tokenizer).code == 2  # an input
    tokenizer.write_bytes(tokenizer.read_bytes() + b" ")
    ended = run("mix", path, "-o", out, "--frozen")
    assert (ended.code, "the tokenizer is another" in ended.err) == (2, True)


@needs_shared
def test_three_real_files(run: Run, tmp_path: Path) -> None:
    """Two runs and other numbers of processes, the same bytes; a changed source is refused."""
    names = ["medquad_seniorhealth.jsonl", "truthfulqa.jsonl", "gorilla_hf_api.jsonl"]
    for name in names:
        shutil.copy(REAL / name, tmp_path)
    made = rebalance.mix([tmp_path / name for name in names], init=True).configuration
    assert made is not None
    path, out = tmp_path / "recipe.toml", tmp_path / "out.jsonl"
    made = made.replace(str(tmp_path) + "/", "").replace("share = 0.3333", "share = 0.2", 1)
    path.write_text(made.replace("share = 0.3334", "share = 0.4667"))
    assert run("mix", path, "-o", out).code == 0
    first, lock = out.read_bytes(), (tmp_path / "recipe.lock.toml").read_bytes()
    for jobs in (2, 3):
        small = {"REBALANCE_SPAN_BYTES": "5000"}
        assert run("mix", path, "-o", out, "-j", jobs, env=small).code == 0
        assert (out.read_bytes(), (tmp_path / "recipe.lock.toml").read_bytes()) == (first, lock)
    assert run("mix", path, "-o", out, "--frozen").code == 0
    with (tmp_path / names[1]).open("ab") as file:
        file.write(b'{"Category": "x"}\n')
    ended = run("mix", path, "-o", out, "--frozen")
    assert (ended.code, f"changed: '{names[1]}'; nothing was written" in ended.err) == (2, True)
    assert out.read_bytes() == first
    (tmp_path / names[2]).unlink()
    assert run("mix", path, "-o", out, "--frozen").code == 4


def test_what_the_lock_holds(run: Run, folder: Path) -> None:
    """Another recipe, files that are new or gone, and no lock file are refused."""
    shares = {"maths": "share = 0.5", "code": "share = 0.5"}
    path = recipe(folder, "", **shares)
    out, lock = folder / "out.jsonl", folder / "recipe.lock.toml"
    ended = run("mix", path, "-o", out, "--frozen")
    assert (ended.code, "recipe.lock.toml" in ended.err) == (4, True)
    assert run("mix", path, "-n").code == 0
    assert not lock.exists()
    assert run("mix", path, "-o", out).code == 0
    text = lock.read_text()
    lock.write_text(text.replace('version = "', 'version = "9'))
    assert "and this is" in run("mix", path, "-o", out, "--frozen").err
    lock.write_text(text)
    recipe(folder, "", **HALVES)
    ended = run("mix", path, "-o", out, "--frozen")
    assert "the recipe is another; new: 'chat.jsonl'" in ended.err
    lock.write_text("version = 3")
    assert "is not a lock file of a mix" in run("mix", path, "-o", out, "--frozen").err


def test_patterns(run: Run, folder: Path) -> None:
    """Files beside the recipe, in the order of their names, wherever it is called from."""
    (folder / "more [1]").mkdir()
    for name in ("b", "a"):
        write_rows(folder / "more [1]" / f"{name}.jsonl", [{"n": name}])
    path = folder / "more [1]" / "recipe.toml"
    path.write_text(
        'order = "input"\n[source.all]\npath = ["*.jsonl", "../chat.jsonl"]\nall = true'
    )
    out = folder / "out.jsonl"
    assert run("mix", path, "-o", out).code == 0
    assert lines(out) == [b'{"n": "a"}\n', b'{"n": "b"}\n', *lines(folder / "chat.jsonl")]
    assert 'path = "../chat.jsonl"' in (folder / "more [1]" / "recipe.lock.toml").read_text()


def test_pipes_are_refused(run: Run, folder: Path) -> None:
    """A file that comes once is said, and never waited for."""
    os.mkfifo(folder / "pipe.jsonl")
    path = recipe(folder, "", maths="all = true", pipe="all = true")
    for more in (["-o", folder / "out.jsonl"], ["-n"]):
        ended = run("mix", path, *more)
        assert (ended.code, "pipe.jsonl comes once" in ended.err) == (2, True)


def test_no_output_is_an_input(run: Run, folder: Path) -> None:
    """Neither a file of the recipe, nor the recipe, nor the lock file."""
    path = recipe(folder, "", maths="all = true")
    for name in ("maths.jsonl", "recipe.toml", "recipe.lock.toml"):
        (folder / "recipe.lock.toml").touch()
        before = (folder / name).read_bytes()
        assert run("mix", path, "-o", folder / name).code == 2
        assert (folder / name).read_bytes() == before


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("a = ", 2, "recipe.toml: the file is not TOML"),
        ("seed = 0", 2, "write a table for each: [source.NAME]"),
        ("ordre = 0\n[source.a]\nshare = 1", 2, "there is no key 'ordre'; did you mean 'order'?"),
        ("[source.a]\nshare = 1", 2, "recipe.toml: [source.a]: no path given"),
        ('[source.a]\npath = "maths.jsonl"', 2, "it is not said how much of it"),
        ('[source.a]\npath = "maths.jsonl"\nshare = 1\nrows = 3', 2, "share and rows are given"),
        ('[source.a]\npath = "maths.jsonl"\nshare = 2', 2, "[source.a]: share: 2 must be above 0"),
        ('[source.a]\npath = "maths.jsonl"\ntokens = 2', 2, "the unit is rows"),
        ('[source.a]\npath = "maths.jsonl"\nshare = 0.5', 2, "write a=1, or set rescale = true"),
        ('[source.a]\npath = "no*.jsonl"\nshare = 1', 2, "no file is called 'no*.jsonl'"),
        ('[source.a]\npath = "no.jsonl"\nshare = 1', 4, "no.jsonl"),
        ('[source.a]\npath = "maths.jsonl"\nwhere = "score >"\nshare = 1', 2, "where: it"),
        ('[source.a]\npath = "maths.jsonl"\nwhere = "score > 9"\nshare = 1', 2, "none fulfils"),
        ('[source.a]\npath = "maths.jsonl"\nwhere = "scor > 9"\nshare = 1', 2, "'score'?"),
        ('[source.a]\npath = "maths.jsonl"\nby = "kat"\nshare = 1', 2, "the field 'kat'"),
        ('[source.a]\npath = "maths.jsonl"\nkeep = "score:sc"\nshare = 1', 2, "the field 'sc'"),
        ('[source.a]\npath = "maths.jsonl"\nkeep = "best"\nshare = 1', 2, "keep: 'best' is"),
        ('dedupe = "neer"\n[source.a]\npath = "maths.jsonl"\nshare = 1', 2, "dedupe: 'neer'"),
        ('against = "x"\n[source.a]\npath = "maths.jsonl"\nshare = 1', 2, "against: has no effect"),
        ('total = 9\n[source.a]\npath = "maths.jsonl"\nrows = 1', 2, "some have fixed amounts"),
        ('if_short = "shrink"\n[source.a]\npath = "maths.jsonl"\nrows = 1', 2, "cannot shrink"),
        ('source_field = "id"\n[source.a]\npath = "maths.jsonl"\nall = true', 2, "'id'"),
        ('without = "idd"\n[source.a]\npath = "maths.jsonl"\nall = true', 2, "'idd'"),
        ('[source.a]\npath = "maths.jsonl"\nall = true\n[source.b]\npath = "code.jsonl"\nshare = 1',
         2, "leave nothing for the sources with fixed amounts"),
        ('dedupe = "equal"\n[source.a]\npath = "maths.jsonl"\nshare = 0.5\n[source.b]\n'
         'path = "maths.jsonl"\nshare = 0.5', 2, "1 source has nothing to take: 'b'"),
    ],
)  # fmt: skip
def test_impossible_recipes(run: Run, folder: Path, text: str, code: int, said: str) -> None:
    """The message names the file, the table and the key."""
    path = folder / "recipe.toml"
    path.write_text(text)
    ended = run("mix", path, "-o", folder / "out.jsonl")
    assert (ended.code, said in ended.err) == (code, True), ended.err
    assert not (folder / "out.jsonl").exists()
    assert not (folder / "recipe.lock.toml").exists()


def test_options(run: Run, folder: Path) -> None:
    """What a recipe cannot say, and what contradicts."""
    path = recipe(folder, "", maths="all = true")
    assert "a mix has one recipe" in run("mix", path, path, "-o", folder / "out.jsonl").err
    assert "give --output FILE, or --dry-run" in run("mix", path).err
    assert run("mix", path, "--init", "-n").code == 2
    made = run("mix", "--init", folder / "maths.jsonl", folder / "maths.jsonl").text
    assert "[source.maths]\npath = " in made
    assert "[source.maths-2]" in made
    assert run("mix", "--init", "-").code == 2
    ended = run("mix", path, "-o", "-", "--where", "score == 3", "-q")
    assert ended.out.count(b"\n") == sum(at % 7 == 3 for at in range(100))
    for number in (1, 2, 3, 7):  # and what is printed runs
        path.write_bytes(run("mix", "--init", *[folder / "maths.jsonl"] * number).out)
        assert run("mix", path, "-o", folder / "out.jsonl").code == (0 if number == 1 else 2)
        path.write_text(path.read_text().replace('dedupe = "exact"', ""))
        assert run("mix", path, "-o", folder / "out.jsonl").code == 0


def test_bad_rows(run: Run, folder: Path) -> None:
    """Refused with their place, or left out and kept apart."""
    with (folder / "chat.jsonl").open("ab") as file:
        file.write(b"no\n")
    path, out, rest = recipe(folder, "", **HALVES), folder / "out.jsonl", folder / "rest.jsonl"
    ended = run("mix", path, "-o", out)
    assert (ended.code, "chat.jsonl:11:1" in ended.err) == (3, True)
    report = run("mix", path, "-o", out, "--rejects", rest, "-f", "json").report
    assert (report["bad_rows"], len(lines(rest))) == (1, 1)
