"""Completion in bash, zsh and fish: lines are typed, and what the command is then given counts."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_completion import HOSTILE, UNSAID
from tests.shells.terminal import Terminal
from tests.support import rows_of, write_rows

SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
SOURCE = {
    "bash": "source <(rebalance completion bash)",
    "zsh": "source <(rebalance completion zsh)",
    "fish": "rebalance completion fish | source",
}


def needed(name: str) -> str:
    """Skip a test whose shell is absent."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is absent; make test-shells installs it")
    return name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a command that completes as ours and else keeps what it was given."""
    (tmp_path / "bin").mkdir()
    real = Path(sys.executable).with_name("rebalance")
    stub = tmp_path / "bin" / "rebalance"
    stub.write_text(
        f'#!/bin/sh\n[ "$1" = completion ] && exec {real} "$@"\n'
        f'{sys.executable} -c \'import json, os, sys; json.dump(sys.argv[1:], open("new", "w"));'
        ' os.rename("new", "given")\' "$@"\n'
    )
    stub.chmod(0o755)
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def opened(shell: str, folder: Path) -> Terminal:
    """Open a shell as it comes, in whose path the command is."""
    env = {"PATH": f"{folder.parent / 'bin'}:{os.environ['PATH']}", "HOME": str(folder.parent),
           "TERM": "dumb", "LC_ALL": "C.UTF-8", "PS1": "$ ", "HISTFILE": ""}  # fmt: skip
    return Terminal(SHELLS[shell], folder, env)


@pytest.fixture(params=SHELLS)
def typed(request: pytest.FixtureRequest, folder: Path) -> Iterator["Typed"]:
    """An interactive shell whose completion is set up as the page says."""
    shell = needed(request.param)
    with opened(shell, folder) as terminal:
        terminal.type(f"{SOURCE[shell]}\r")
        yield Typed(terminal, folder, shell)


class Typed:
    """What the command is given for lines that are typed with Tab."""

    def __init__(self, terminal: Terminal, folder: Path, shell: str) -> None:
        self.terminal, self._folder, self.shell = terminal, folder, shell

    def __call__(self, keys: str) -> list[str]:
        """Type keys and Enter; the words that the command is given."""
        self.terminal.type(f"{keys}\r")
        found: list[str] = json.loads(self.terminal.wait_for(self._folder / "given"))
        return found


def test_lines_typed_with_tab(typed: Typed, folder: Path) -> None:
    """Commands, options, values, fields, categories, files and folders; spaces only after ends."""
    rows = [{"Generic Task": "ab"[at % 2], "meta": {"task": "t"}} for at in range(9)]
    write_rows(folder / "rows.jsonl", rows)
    (folder / "sub dir").mkdir()
    write_rows(folder / "sub dir" / "x y.jsonl", rows)
    assert typed("rebalance insp\t--so\tn\t") == ["inspect", "--sort", "name"]
    assert typed("rebalance shards pl\tba\t") == ["shards", "plan", "balance"]
    assert typed("rebalance inspect ro\t--by me\t") == [
        "inspect",
        "rows.jsonl",
        "--by",
        "meta.task",
    ]
    assert typed("rebalance inspect ro\t--by=me\t") == ["inspect", "rows.jsonl", "--by=meta.task"]
    assert typed("rebalance inspect ro\t-b Gen\t") == [
        "inspect",
        "rows.jsonl",
        "-b",
        "Generic Task",
    ]
    assert typed("rebalance inspect ro\t-b 'Gen\t") == [
        "inspect",
        "rows.jsonl",
        "-b",
        "Generic Task",
    ]
    assert typed("rebalance inspect 'sub dir/x y.jsonl' --by me\t")[-1] == "meta.task"
    assert typed("rebalance balance ro\t--by Gen\t--mix b\t0.5,a\t0.5")[2:] == [
        "--by", "Generic Task", "--mix", "b=0.5,a=0.5",
    ]  # fmt: skip
    assert typed("rebalance split ro\t-d su\t")[2:] in (["-d", "sub dir/"], ["-d", "sub dir"])
    assert typed("rebalance inspect --report js\tro\t") == [
        "inspect",
        "--report",
        "json=rows.jsonl",
    ]
    assert typed("rebalance inspect --by ro\t") == ["inspect", "--by", "ro"]  # no field, no file


def test_hostile_fields_and_categories(typed: Typed, folder: Path) -> None:
    """What the command is given is the name, byte for byte, and no part of it was run."""
    for at, name in enumerate(HOSTILE):
        home = typed.shell == "fish" and name.startswith("~")  # of which fish makes a path
        write_rows(folder / "rows.jsonl", [{name: "x"}, {name: "y"}])
        field = typed("rebalance inspect rows.jsonl --by \t")[-1]
        assert field == ("--by" if home else f"/{name}" if name[:1] in "@." else name)
        if at % 3:  # of categories, every third: they come the same way
            continue
        write_rows(folder / "rows.jsonl", rows_of({name: 3}))
        mix = typed("rebalance balance rows.jsonl --mix \t")[-1]
        quoted = name != name.strip() or set(name) & set('",=')
        shown = json.dumps(name, ensure_ascii=False) if quoted else name
        assert mix == ("--mix" if home else f"{shown}="), name
        assert [path.name for path in folder.iterdir()] == ["rows.jsonl"], name


def test_lines_are_not_evaluated(typed: Typed, folder: Path) -> None:
    """What stands on the line stays text while it is completed, whatever it would do on Enter."""
    for word in ("$(touch pwned)", "`touch pwned`", '"$(touch pwned)"', "(touch pwned)"):
        typed.terminal.type(f"rebalance inspect {word} --by \t\x15")
    assert typed("rebalance insp\t") == ["inspect"]
    assert list(folder.iterdir()) == []


def test_zsh_finds_the_script_in_its_path(folder: Path) -> None:
    """As a file of functions, which it loads when it is asked for the first time."""
    needed("zsh")
    script = subprocess.run(
        [Path(sys.executable).with_name("rebalance"), "completion", "zsh"], check=True,
        capture_output=True,
    ).stdout  # fmt: skip
    (folder.parent / "_rebalance").write_bytes(script)
    with opened("zsh", folder) as terminal:
        terminal.type("fpath=(.. $fpath); autoload -Uz compinit; compinit -D -u\r")
        assert Typed(terminal, folder, "zsh")("rebalance insp\t--so\tn\t")[1:] == ["--sort", "name"]


def test_names_that_a_terminal_obeys_never_reach_it(typed: Typed, folder: Path) -> None:
    """They are not offered, so that only the harmless one is left."""
    write_rows(folder / "field.jsonl", [dict.fromkeys([*UNSAID, "fine"], "x")])
    assert typed("rebalance inspect field.jsonl --by \t")[-1] == "fine"
    assert b"\x1b[31m" not in typed.terminal.shown
    assert b"\x07" not in typed.terminal.shown.replace(b"\x1b]", b"")


def test_bash_by_its_own_variables(folder: Path) -> None:
    """As `complete` calls it, without a terminal: what COMPREPLY is, for each line."""
    write_rows(folder / "rows.jsonl", [{"a b": "x", "meta": {"c": 1}}] * 3)
    lines = {
        "rebalance shards plan ": "balance|weights|split",
        "rebalance inspect rows.jsonl --by ": "a\\ b|meta.c",
        "rebalance inspect rows.jsonl --by m": "meta.c",
        "rebalance balance --missing=": "error|drop|keep",
        "rebalance inspect rows": "",
    }
    for line, expected in lines.items():
        last = line.replace("=", " ").rpartition(" ")[2]
        script = (
            'source <("$0" completion bash); COMP_LINE=$1 COMP_POINT=${#1};'
            ' _rebalance "$0" "$2" x 2>/dev/null; IFS="|"; printf %s "${COMPREPLY[*]}"'
        )
        real = Path(sys.executable).with_name("rebalance")
        ended = subprocess.run(
            ["bash", "-c", script, real, line, last], cwd=folder, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        assert (ended.stdout, ended.stderr) == (expected, ""), line


def test_fish_by_its_own_command(folder: Path) -> None:
    """As `complete -C` lists it, with what is said of each value."""
    needed("fish")
    write_rows(folder / "rows.jsonl", [{"a b": "xy"[at % 2], "meta": {"c": at}} for at in range(9)])
    lines = {
        "rebalance shards plan b": [
            "balance\tPlan what balance writes of each shard, of the indices alone."
        ],
        "rebalance inspect rows.jsonl --by ": ["a b\t2 values", "meta.c"],
        "rebalance balance --missing=": ["--missing=error", "--missing=drop", "--missing=keep"],
        "rebalance inspect ro": ["rows.jsonl"],
        "rebalance inspect --report=json=ro": ["--report=json=rows.jsonl"],
    }
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for line, expected in lines.items():
        ended = subprocess.run(
            ["fish", "--no-config", "-c", f"{SOURCE['fish']}; complete -C $argv[1]", line],
            cwd=folder, env=env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert (ended.stdout.splitlines(), ended.stderr) == (expected, ""), line
