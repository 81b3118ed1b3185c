"""What programs read is UTF-8 whatever the environment says; what people read is what they have."""

import json
import tomllib
from pathlib import Path

import pytest

from rebalance import VERBS
from tests.support import Run, command, write_rows

NARROW = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"PYTHONIOENCODING": "utf-16"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "POSIX"},
]
NAMES = ["日本語", "ü×–", "💩", "a"]


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Rows with names beyond ASCII."""
    rows = [{"category": one, "text": f"{i} é"} for i in range(2) for one in NAMES]
    return write_rows(tmp_path / "d.jsonl", rows)


def shown(env: dict[str, str]) -> str:
    """What the environment says."""
    return " ".join(f"{name}={value}" for name, value in env.items())


@pytest.mark.parametrize("env", NARROW, ids=shown)
def test_reports_for_programs_are_utf8(run: Run, letters: Path, env: dict[str, str]) -> None:
    """On standard output or, beside rows, on standard error: the bytes of a UTF-8 terminal."""
    for form in ("json", "csv", "md", "html"):
        ended = command("inspect", letters, "-f", form, env=env)
        assert ended.code == 0
        assert ended.out == run("inspect", letters, "-f", form).out
        assert "日本語" in ended.out.decode()
    beside = command("balance", letters, "--cap", 1, "-o", "-", "-f", "json", env=env)
    assert {json.loads(line)["category"] for line in beside.out.splitlines()} == set(NAMES)
    assert {one["category"] for one in json.loads(beside.err)["categories"]} == set(NAMES)


@pytest.mark.parametrize("env", NARROW, ids=shown)
def test_configurations_are_utf8(run: Run, letters: Path, env: dict[str, str]) -> None:
    """TOML is no other encoding; so are schemas, and rows that go on to another command."""
    proposed = command("check", letters, "--init", env=env)
    assert set(tomllib.loads(proposed.text)["check"]["allow"]) == set(NAMES)
    (letters.parent / "rebalance.toml").write_text('[inspect]\nby = "größe"\n', encoding="utf-8")
    effective = command("--show-config", "inspect", letters, env=env, cwd=letters.parent)
    assert tomllib.loads(effective.text)["inspect"]["by"] == ["größe"]
    assert command("schema", "inspect", env=env).out == run("schema", "inspect").out


@pytest.mark.parametrize("env", NARROW[:3], ids=shown)
def test_tables_fall_back(letters: Path, env: dict[str, str]) -> None:
    """To escapes, and to # where there are no blocks."""
    ended = command("inspect", letters, env=env)
    text = ended.out.decode("latin-1")
    assert (ended.code, r"\u65e5\u672c\u8a9e" in text, r"\U0001f4a9" in text) == (0, True, True)
    assert "####" in text
    assert all(ord(sign) < 0x80 for sign in text) is ("ascii" in env["PYTHONIOENCODING"])


def test_help_can_be_read_anywhere() -> None:
    """Every page of it."""
    for verb in ("", *VERBS, "schema"):
        words = verb.split("_") if verb else ()
        ended = command(*words, "--help", env={"PYTHONIOENCODING": "ascii"})
        assert (ended.code, ended.err) == (0, ""), verb
        assert ended.text.startswith("Usage: rebalance")
