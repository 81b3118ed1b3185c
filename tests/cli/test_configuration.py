"""Where options come from: the command line, the environment, a configuration; and what is none."""

import json
import os
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import rebalance
from rebalance.errors import OptionError
from tests.cli.test_doors import words_of
from tests.support import Run, rows_of, write_rows

LOADED = import_module("rebalance.cli.commands")
COMMANDS = [LOADED.command(name) for name in LOADED.NAMES]


@pytest.fixture
def project(skewed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a dataset, which commands run in."""
    monkeypatch.chdir(skewed.parent)
    return skewed.parent


def test_a_configuration_fills_in(run: Run, project: Path) -> None:
    """Option > environment > file > default; a note says what comes from where."""
    (project / "pyproject.toml").write_text(
        '[tool.rebalance.inspect]\nby = "category"\ntop = 1\ndataset = "skewed.jsonl"\n'
    )
    ended = run("inspect", "-f", "json")
    assert len(ended.report["categories"]) == 1
    assert ended.err == "options from pyproject.toml: by, top, dataset\n"
    assert len(run("inspect", "--top", 3, "-f", "json").report["categories"]) == 3
    assert "top" not in run("inspect", "--top", 3, "-f", "json").err
    shown = run("--show-config", "inspect").text
    assert shown.startswith("# pyproject.toml\n[inspect]\n")
    assert "top = 1\n" in shown
    assert run("--isolated", "inspect").code == 2
    (project / "pyproject.toml").write_text("[tool.rebalance.inspect]\nfloor = 0\n")
    assert run("inspect", "skewed.jsonl", "-f", "json").report["floor"] == 0
    (project / "pyproject.toml").write_text("")
    ended = run("inspect", "skewed.jsonl", "-f", "json", env={"REBALANCE_INSPECT_TOP": "2"})
    assert len(ended.report["categories"]) == 2


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("[inspect]\ntopp = 1", "[inspect] has an unknown key 'topp'\n  did you mean 'top'?"),
        (
            "[inspekt]\ntop = 1",
            "there is no command 'inspekt' for a table\n  did you mean 'inspect'",
        ),
        ("[inspect]\ntop = 'x'", "[inspect]: 'top': 'x' is not a whole number"),
        ("[inspect]\nsort = 'nam'", "'nam' is not one of rows, name\n  did you mean 'name'?"),
        ("[weights]\noutput = 'x.jsonl'\n[inspect]\ntop = 1", "'output' names an output"),
        ("inspect = 3", "[inspect] must be a table"),
        ("[inspect", "rebalance.toml: "),
    ],
)
def test_configurations_that_are_wrong(run: Run, project: Path, table: str, sentence: str) -> None:
    """The file, the key and a near name; exit 2."""
    (project / "rebalance.toml").write_text(table)
    ended = run("inspect", "skewed.jsonl")
    assert ended.code == 2
    assert sentence in ended.err
    assert "rebalance.toml" in ended.err


def test_only_a_file_that_was_named_may_write(run: Run, project: Path) -> None:
    """Relative to the file itself, as its datasets are."""
    (project / "inner").mkdir()
    (project / "inner" / "my.toml").write_text(
        '[weights]\ndataset = ["../skewed.jsonl"]\noutput = "weighted.jsonl"\n'
    )
    assert run("--config", "inner/my.toml", "weights").code == 0
    assert (project / "inner" / "weighted.jsonl").exists()
    assert json.loads((project / "inner" / "weighted.jsonl").read_bytes().splitlines()[0])["weight"]


def test_errors_outside_of_a_configuration_show_no_excerpt(run: Run, project: Path) -> None:
    """A repository's configuration cannot read other files to a log."""
    (project / "secret.txt").write_text("password = 1\n")
    inner = project / "inner"
    inner.mkdir()
    (inner / "rebalance.toml").write_text('[inspect]\ndataset = "../secret.txt"\n')
    ended = run("--config", "inner/rebalance.toml", "inspect")
    assert ended.code == 3
    assert "password" not in ended.err
    assert "password" in run("--isolated", "inspect", "secret.txt").err


def test_all_that_holds_is_shown(run: Run, project: Path) -> None:
    """As a configuration that gives the same options, the defaults as comments."""
    for one in COMMANDS:
        assert run("--show-config", *one.name.split()).code == 0
    options = ("--cap", 2, "--by", "category", "-o", "out.jsonl", "--seed", 0)
    shown = run("--show-config", "balance", "skewed.jsonl", *options).text
    assert tomllib.loads(shown)["balance"] == {
        "dataset": ["skewed.jsonl"], "cap": "2", "by": ["category"], "seed": "0",
        "output": "out.jsonl",
    }  # fmt: skip
    assert "# max-repeat = 4\n" in shown
    assert "# force = false\n" in shown
    (project / "shown.toml").write_text(shown)
    assert run("--config", "shown.toml", "balance").code == 0
    assert run("--show-config", "balance", "skewed.jsonl", "--cap", "x").code == 2


def test_one_value_is_given_once(run: Run, skewed: Path) -> None:
    """Of two, one would disappear silently."""
    for one in COMMANDS:
        for name, option in one.declared.items():
            if option.is_flag or option.several or option.positional:
                continue
            flag = f"--{name.replace('_', '-')}"
            ended = run(*one.name.split(), "x", flag, 1, flag, 1)
            assert (ended.code, f"{flag}: given twice" in ended.err) == (2, True), (one.name, flag)
    assert run("inspect", skewed, "--by", "category", "--by", "text").code == 0


def test_the_environment(run: Run, project: Path) -> None:
    """A text each, of several values one a line; what is no option is exit 2."""
    args = ("inspect", "skewed.jsonl", "-f", "json")
    env = {"REBALANCE_INSPECT_BY": "category\ntext", "REBALANCE_INSPECT_QUIET": "on"}
    assert run(*args, env=env).report["by"] == ["category", "text"]
    (project / "rebalance.toml").write_text('[inspect]\nby = "id"\ntop = 2\n')
    ended = run(*args)
    assert ended.report["by"] == ["category", "text"]
    assert "options from" not in ended.err
    assert run(*args, "--by", "id").report["by"] == ["id"]
    unknown = run(*args, env={"REBALANCE_INSPECT_TIP": "1"})
    assert unknown.code == 2
    assert "did you mean 'REBALANCE_INSPECT_TOP'?" in unknown.err
    os.environ.pop("REBALANCE_INSPECT_TIP")
    for name, said in (
        ("QUIET", "REBALANCE_INSPECT_QUIET: 'maybe' is neither true nor false"),
        ("TOP", "REBALANCE_INSPECT_TOP: 'maybe' is not a whole number"),
    ):
        wrong = run(*args, env={f"REBALANCE_INSPECT_{name}": "maybe"})
        assert (wrong.code, said in wrong.err) == (2, True), wrong.err
        os.environ.pop(f"REBALANCE_INSPECT_{name}")


@pytest.mark.parametrize("target", [("--cap", 3), ("--alpha", 1), ("--mix", "default=1")])
def test_a_target_displaces_those_of_lower_rank(
    run: Run, project: Path, target: tuple[str, object]
) -> None:
    """Of the environment, and of the configuration."""
    (project / "rebalance.toml").write_text('[balance]\nequal = "min"\ntotal = 3\n')
    assert run("balance", "skewed.jsonl", "-n", *target).code == 0
    env = {"REBALANCE_BALANCE_FLOOR": "2", "REBALANCE_BALANCE_EQUAL": "max"}
    both = run("balance", "skewed.jsonl", "-n", env=env)
    assert both.code == 2
    assert run("balance", "skewed.jsonl", "-n", *target).code == 0


def test_a_total_alone_displaces_no_target(run: Run, project: Path) -> None:
    """It says how much a target shares out."""
    (project / "rebalance.toml").write_text("[balance]\nmix = { default = 1 }\n")
    assert run("balance", "skewed.jsonl", "-n", "--total", 6, "-f", "json").code == 0


def test_a_file_that_was_found_reads_only_datasets_from_outside(run: Run, project: Path) -> None:
    """Its values would stand in errors and requests; one that is named may."""
    (project / "secret.toml").write_text("a = 1\n")
    (project / "inner").mkdir()
    os.chdir(project / "inner")
    for table in ('[balance]\nmix = "../secret.toml"', '[gaps]\ntemplate = "../secret.toml"',
                  '[weights]\nlabels = "../secret.toml"'):  # fmt: skip
        Path("rebalance.toml").write_text(f"{table}\n")
        name = table.split("]")[0][1:]
        ended = run(name, "../skewed.jsonl")
        assert ended.code == 2
        assert "outside of its folder" in ended.err
        assert "outside of its folder" not in run("--config", "rebalance.toml", name, "x").err
    Path("rebalance.toml").write_text('[inspect]\ndataset = "../skewed.jsonl"\n')
    assert run("inspect").code == 0


@pytest.mark.parametrize(
    "content",
    [b"[inspect]\n\xff = 1", b"[" * 100_000, b"x = 1\nx = 2", b"[inspect]\ntop=1\n[inspect]\n",
     b'[check]\nmin-rows = 1\nmin_rows = 2', b'[inspect]\nby = "a\\u0000b"'],
)  # fmt: skip
def test_hostile_configurations(run: Run, project: Path, content: bytes) -> None:
    """Exit 2, and never a bug."""
    (project / "rebalance.toml").write_bytes(content)
    name = "check" if b"check" in content else "inspect"
    assert run(name, "skewed.jsonl").code in ({2, 3} if b"u0000" in content else {2})


def test_no_output_is_a_file_that_an_option_reads(run: Run, project: Path) -> None:
    """Nor the configuration."""
    rows = write_rows(project / "rows.jsonl", rows_of({"a": 3, "b": 2}))
    (project / "mix.toml").write_text("a = 1\nb = 1\n")
    (project / "labels.txt").write_text("a\nb\n")
    for words in (
        ("balance", rows, "--mix", "mix.toml", "-o", "mix.toml"),
        ("balance", rows, "--mix", "mix.toml", "-o", "x.jsonl", "--manifest", "./mix.toml"),
        ("weights", rows, "--labels", "labels.txt", "-o", "labels.txt"),
        ("gaps", rows, "--floors", "mix.toml", "--requests", "mix.toml", "--model", "m"),
        ("check", rows, "--mix", "mix.toml", "--write-baseline", "mix.toml"),
        ("check", rows, "--max-ratio", "9", "--allow", "labels.txt", "--report",
         "json=labels.txt"),
        ("--config", "mix2.toml", "balance", rows, "--cap", 1, "-o", "mix2.toml"),
    ):  # fmt: skip
        (project / "mix2.toml").write_text("")
        before = {path: path.read_bytes() for path in project.iterdir() if path.is_file()}
        ended = run(*words)
        assert ended.code == 2, (words, ended.err)
        assert "is an input as well as an output" in ended.err
        assert before == {path: path.read_bytes() for path in project.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("verb", "options", "option"),
    [
        ("weights", {"beta": 0.9}, "beta"),
        ("weights", {"alpha": 0.9, "scheme": "sqrt"}, "alpha"),
        ("weights", {"zero_weight": 0}, "zero_weight"),
        ("weights", {"field": "w"}, "field"),
        ("weights", {"text": "text"}, "text"),
        ("inspect", {"text": "text"}, "text"),
        ("balance", {"text": "text", "cap": 1, "dry_run": True}, "text"),
        ("balance", {"near_duplicates": 0.7, "cap": 1, "dry_run": True}, "near_duplicates"),
        ("inspect", {"on_error": "fail", "max_errors": 3}, "on_error"),
        ("inspect", {"on_error": "fail", "rejects": "x"}, "on_error"),
    ],
)
def test_options_without_effect(
    run: Run, skewed: Path, verb: str, options: dict[str, Any], option: str
) -> None:
    """Exit 2: whoever gives one means something by it."""
    with pytest.raises(OptionError) as caught:
        getattr(rebalance, verb)(skewed, **options)
    assert caught.value.option == option
    assert run(verb, skewed, *words_of(options)).code == 2


def test_options_of_the_app_stand_before_the_command(run: Run, skewed: Path) -> None:
    """Wherever they are given, the message says how."""
    for one in COMMANDS:
        ended = run(*one.name.split(), skewed, "--config", "x.toml")
        assert ended.code == 2
        assert f"write: rebalance --config FILE {one.name} ...\n" in ended.err
    assert run("--config", "", "inspect", skewed).code == 2


@pytest.mark.parametrize(
    ("verb", "options"),
    [
        ("inspect", {"dataset": "a\0b"}),
        ("inspect", {"dataset": "x" * 5000}),
        ("inspect", {"dataset": "rows.jsonl", "by": "\ud800"}),
        ("weights", {"dataset": "rows.jsonl", "labels": "x" * 5000}),
        ("balance", {"dataset": "rows.jsonl", "mix": "a\0b=1", "output": "o.jsonl"}),
        ("balance", {"dataset": "rows.jsonl", "cap": 1, "output": "o\0.jsonl"}),
    ],
)
def test_texts_that_no_path_can_be(project: Path, verb: str, options: dict[str, Any]) -> None:
    """The library gets what a command line cannot carry."""
    write_rows(project / "rows.jsonl", rows_of({"a": 1}))
    with pytest.raises(rebalance.RebalanceError):
        getattr(rebalance, verb)(**options)
