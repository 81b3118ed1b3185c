"""`rebalance completion`: what comes where, for each shell; nothing is run, nothing waits."""

import gzip
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support import Run, command, rows_of, write_rows

ROOT = Path(__file__).parents[2]
SCRIPTS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1"}
HOSTILE = [
    "$(touch pwned)", "`touch pwned`", "\\$(touch pwned)", "';touch pwned;'", '"$(touch pwned)"',
    "’;touch pwned;’", "a;touch pwned", "a|b", "a&b", "a>b", "*", "?", "~root", "~", "a'b", 'a"b',
    "back\\slash", "a:b", "a b", " lead", "#hash", "{brace,x}", "[b]", "=eq", "x!y", "!!", "%self",
    "-n", "--", "a,b", "naïve", "日本", "a=b", "^caret", "$HOME", "@at", "(sub)", "a\\", "<(x)",
]  # fmt: skip
UNSAID = ["new\nline", "esc\x1b[31m", "tab\tbed", "bi\u202edi", "bell\x07", "x" * 101, "zero\u200b"]


def values(*words: str, cwd: Path) -> list[str]:
    """What fish is given for a command line, without what is said of it; the first line apart."""
    ended = command("completion", "fish", "--", *words, cwd=cwd)
    assert (ended.code, ended.err) == (0, ""), ended
    return [line.partition("\t")[0] for line in ended.text.splitlines()]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a dataset whose rows have a field within another, and numbers."""
    rows = [{"category": "ab"[at % 2], "meta": {"task": f"t{at % 3}", "x.y": at % 2}, "n": at / 7}
            for at in range(40)]  # fmt: skip
    write_rows(tmp_path / "rows.jsonl", rows)
    return tmp_path


FIELDS = ["category", "meta.task", "/meta/x.y", "n"]
TYPED: Mapping[str, list[str]] = {  # words, between them spaces -> the first line, and all values
    "insp": ["none space", "inspect"],
    "shards plan ": ["none space", "balance", "weights", "split"],
    "--isolated ba": ["none space", "balance"],
    "--config x.toml ba": ["none space", "balance"],
    "--config ": ["files space"],
    "-": ["none space", "--config", "--isolated", "--show-config", "--version", "--help"],
    "inspect --so": ["none space", "--sort"],
    "inspect --sort ": ["none space", "rows", "name"],
    "inspect --sort=n": ["none space", "--sort=name"],
    "inspect --sort rows --so": ["none space"],
    "inspect --by a --by": ["none space", "--by"],
    "inspect ro": ["files space"],
    "inspect -- --so": ["files space"],
    "split rows.jsonl -d ": ["folders space"],
    "inspect --report ": [
        "none nospace", "json=", "csv=", "md=", "html=", "metrics=", "svg=", "card=",
    ],
    "inspect --report json=": ["files space json="],
    "inspect --report=json=": ["files space --report=json="],
    "inspect --top ": ["none space"],
    "inspect rows.jsonl --by ": ["none space", *FIELDS],
    "inspect rows.jsonl -b m": ["none space", "meta.task"],
    "inspect rows.jsonl --by=/": ["none space", "--by=/meta/x.y"],
    "inspect rows.jsonl --by @": [
        "none space", "@file", "@dir", "@path", "@turns", "@shape", "@script",
    ],
    "inspect --by ": ["none space"],
    "inspect absent.jsonl --by ": ["none space"],
    "split rows.jsonl --group c": ["none space", "category"],
    "balance rows.jsonl --unit field:n": ["none space", "field:n"],
    "balance rows.jsonl --keep ": [
        "none space", "random", "first", "length", "score:", "weighted:", "diverse",
    ],
    "balance rows.jsonl --keep score:m": ["none space", "score:meta.task"],
    "balance rows.jsonl --mix ": ["none nospace", "a=", "b="],
    "balance rows.jsonl --mix a=0.5,": ["none nospace", "a=0.5,b="],
    "balance rows.jsonl --mix ./": ["files space"],
    "balance rows.jsonl --mix a=0.": ["none space"],
    "balance rows.jsonl -b meta.task --mix=t0=1,": [
        "none nospace", "--mix=t0=1,t1=", "--mix=t0=1,t2=",
    ],
    "balance rows.jsonl --by @file --mix ": ["files space"],
    "weights rows.jsonl --labels a,": ["none space", "a,b"],
    "audit --fail-on exact,p": ["none space", "exact,prompt"],
    "schema ch": ["none space", "check"],
    "completion ": ["none space", "bash", "zsh", "fish", "powershell"],
}  # fmt: skip


@pytest.mark.parametrize("line", TYPED)
def test_what_comes_where(line: str, data: Path) -> None:
    """Commands, options, values, files, fields, categories: nothing else, in this order."""
    assert values(*line.split(" "), cwd=data) == TYPED[line]


def test_what_is_said_beside_values(data: Path) -> None:
    """What commands and options do, and how many values fields have."""
    ended = command("completion", "fish", "--", "inspect", "rows.jsonl", "--by", "", cwd=data)
    assert ended.text == (
        "none space\ncategory\t2 values\nmeta.task\t3 values\n/meta/x.y\t2 values\nn\n"
    )
    ended = command("completion", "zsh", "--", "shards", "plan", "b", cwd=data)
    said = "Plan what balance writes of each shard, of the indices alone."
    assert ended.text == f"none space\nbalance:{said}\n"


@pytest.mark.parametrize("shell", SCRIPTS)
def test_scripts(shell: str) -> None:
    """As the file has it; nothing in it takes what it is given for a command."""
    ended = command("completion", shell)
    file = ROOT / "cli" / "completion" / "scripts" / f"rebalance.{SCRIPTS[shell]}"
    assert (ended.code, ended.text) == (0, file.read_text("utf-8"))
    code = "\n".join(line for line in ended.text.splitlines() if not line.startswith("#"))
    assert "eval" not in code
    assert "Invoke-Expression" not in code


def test_the_script_of_powershell() -> None:
    """It could not be run: what it hands over, and what it makes of the answer, is this."""
    lines = command("completion", "powershell").text.splitlines()
    assert lines[1:] == [
        "Register-ArgumentCompleter -Native -CommandName rebalance -ScriptBlock {",
        "    param($word, $line, $cursor)",
        "    $words = @($line.CommandElements | Select-Object -Skip 1 |",
        "        Where-Object { $_.Extent.EndOffset -lt $cursor } |",
        '        ForEach-Object { if ($null -ne $_.Value) { "$($_.Value)" }'
        " else { $_.Extent.Text } })",
        "    $program = $line.CommandElements[0].Value",
        '    & $program completion powershell -- @words "$word." 2>$null | Select-Object -Skip 1 |'
        " ForEach-Object {",
        '        $text, $name, $said = $_ -split "`t"',
        "        [System.Management.Automation.CompletionResult]::new($text, $name,"
        " 'ParameterValue', $said)",
        "    }",
        "}",
    ]


def test_an_unknown_shell(run: Run) -> None:
    """It is named, with what there is."""
    ended = run("completion", "fisch")
    assert (ended.code, ended.err) == (
        2,
        "rebalance: error: 'fisch' is not one of bash, zsh, fish, powershell\n"
        "  did you mean 'fish'?\n",
    )


@pytest.mark.parametrize(
    ("line", "replaced", "expected"),
    [
        ("rebalance inspect a --by G", "G", ["Generic\\ Task"]),
        ("rebalance inspect a --by 'G", "G", ["Generic Task"]),
        ('rebalance inspect a --by "G', "G", ["Generic Task"]),
        ("rebalance inspect a --by Generic\\ T", "Generic\\ T", ["Generic\\ Task"]),
        ("rebalance inspect a --by=G", "G", ["Generic\\ Task"]),
        ("rebalance inspect a --by $", "$", ["\\$\\(x\\)"]),
        ("rebalance inspect a --by '$", "$", ["$(x)"]),
        ('rebalance inspect a --by "$', "$", []),  # which would be a command there
        ("rebalance inspect a --by '", "", ["Generic Task", "$(x)"]),  # it's cannot stand there
        ("rebalance inspect a --by i", "i", ["it\\'s"]),
        ("rebalance balance a --by c --mix x=1,y", "1,y", ["1,y\\ z="]),
        ("rebalance balance a --by c --mix=x=1,", "1,", ["1,y\\ z=", r'1,\"q\\\",r\"=']),
    ],
)  # fmt: skip
def test_bash_gets_what_it_inserts_as_it_is(
    line: str, replaced: str, expected: list[str], tmp_path: Path
) -> None:
    """In quotes, without, and after the signs at which bash parts words."""
    row = {"Generic Task": "a", "$(x)": "b", "it's": "c"}
    mixed = [{**row, "c": ("x", "y z", 'q",r')[at % 3]} for at in range(30)]
    only = [row if "--by c" not in line else one for one in mixed]
    write_rows(tmp_path / "a", only)
    ended = command("completion", "bash", "--", line, replaced, cwd=tmp_path)
    assert (ended.code, ended.text.splitlines()[1:]) == (0, expected)


@pytest.mark.parametrize("name", HOSTILE)
def test_powershell_gets_single_quotes_around_what_is_not_plain(name: str, tmp_path: Path) -> None:
    """Each quote in it is doubled, the typographic ones, too, which end a text there as well."""
    write_rows(tmp_path / "a", [{name: "x"}, {name: "y"}])
    ended = command("completion", "powershell", "--", "inspect", "a", "--by", ".", cwd=tmp_path)
    (line,) = ended.text.splitlines()[1:]
    text, shown, said = line.split("\t")
    assert said == "2 values"
    if text == shown:
        assert re.fullmatch(r"[\w./:=+-]+", text)
    else:
        assert text == "'" + re.sub("(['‘’‚‛])", r"\1\1", shown) + "'"


def test_names_that_a_terminal_obeys_are_not_offered(tmp_path: Path) -> None:
    """Nor those that no line can hold, or that nobody types; as fields and as categories."""
    names = [*UNSAID, "fine"]
    write_rows(tmp_path / "a", [dict.fromkeys(names, f"v{at % 2}") for at in range(9)])
    write_rows(tmp_path / "b", rows_of(dict.fromkeys(names, 3)))
    assert values("inspect", "a", "--by", "", cwd=tmp_path)[1:] == ["fine"]
    assert values("balance", "b", "--mix", "", cwd=tmp_path)[1:] == ["fine="]


def test_what_is_not_opened(data: Path) -> None:
    """A pipe would wait, a device never end; a folder, a URL and standard input are no files."""
    os.mkfifo(data / "pipe")
    os.symlink("/dev/zero", data / "zero")
    for name in ("pipe", "zero", "/dev/zero", ".", "-", "s3://bucket/rows.jsonl", "no\0name", ""):
        if "\0" not in name:
            assert values("inspect", name, "--by", "", cwd=data) == ["none space"], name


def test_what_cannot_be_read_has_no_fields(tmp_path: Path) -> None:
    """Nothing is said of it: somebody is typing."""
    broken = {
        "not-json": b"\xff\xfe\x00{", "list.json": b"[1, 2]\n", "empty": b"",
        "cut.gz": gzip.compress(b'{"a": 1}\n' * 999)[:40], "no.zst": b"what", "no.xz": b"what",
        "deep": b'{"a":' * 5000, "long": b'{"a": "' + b"x" * (1 << 20) + b'"}\n{"b": 1}\n',
    }  # fmt: skip
    for name, content in broken.items():
        (tmp_path / name).write_bytes(content)
        assert values("inspect", name, "--by", "", cwd=tmp_path) == ["none space"], name


def test_a_look_at_the_first_rows_only(tmp_path: Path) -> None:
    """Of compressed files, too, however much is in them; bad rows are passed over."""
    first = b'\xef\xbb\xbf{"a": 1}\nnot json\n\n{"b": {"c": [2]}}\n'
    bomb = gzip.compress(first + b'{"a": 1}\n' * 10**6 + b'{"late": 1}\n')
    (tmp_path / "a.jsonl.gz").write_bytes(bomb)
    assert values("inspect", "a.jsonl.gz", "--by", "", cwd=tmp_path) == ["none space", "a", "b.c"]
    (tmp_path / "rows.jsonl").write_bytes(b'{"a": 1}\n' * 250 + b'{"late": 1}\n')
    assert values("inspect", "rows.jsonl", "--by", "", cwd=tmp_path) == ["none space", "a"]


def test_nothing_is_written(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither beside the dataset nor among the temporary files or in the cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(data / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(data))
    assert values("inspect", "rows.jsonl", "--by", "", cwd=data)[1:] == FIELDS
    assert [path.name for path in data.iterdir()] == ["rows.jsonl"]


def test_a_configuration_is_not_looked_at(data: Path) -> None:
    """Not even one that is no TOML, or that names a dataset."""
    (data / "rebalance.toml").write_text('[inspect]\ndataset = ["rows.jsonl"]\n= broken')
    assert values("inspect", "--by", "", cwd=data) == ["none space"]
    assert values("inspect", "rows.jsonl", "--by", "", cwd=data)[1:] == FIELDS


def test_an_answer_that_takes_long_is_given_up(tmp_path: Path) -> None:
    """As on a store that hangs: nothing is said, and the shell goes on."""
    code = (
        "import sys, time, rebalance.cli, rebalance.cli.completion as completion\n"
        "completion.answer = lambda _: time.sleep(600)\n"
        "sys.argv = ['rebalance', 'completion', 'bash', '--', 'rebalance ', '']\n"
        "rebalance.cli.main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=tmp_path
    )
    assert (ended.stdout, ended.stderr) == (b"", b"")


@pytest.mark.parametrize("said", [[], ["bash"], ["bash", "--", "a"], ["tcsh", "--", "a"]])
def test_questions_that_no_script_asks(said: list[str], tmp_path: Path) -> None:
    """Whoever asks by hand, and wrongly, gets no answer, or what is wrong; never a trace."""
    ended = command("completion", *said, cwd=tmp_path)
    assert "Traceback" not in ended.err
    assert ended.code in (0, 2)
