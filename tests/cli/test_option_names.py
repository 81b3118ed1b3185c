"""Files whose names are options: what we print about them can be run as it is."""

import re
import subprocess
from pathlib import Path

import pytest

from rebalance.rows.files.shell import converting, files_in, quoted, unpacking
from tests.support import Run, rows_of, write_rows


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["-o", "--report=json=x", "--help"])
def test_commands_to_paste(run: Run, name: str) -> None:
    """The next step and the command of a page name the file, and no option."""
    write_rows(Path(name), rows_of({"a": 30, "b": 5}))
    assert f"rebalance split ./{name} " in run("inspect", "--", name).text
    assert f"rebalance inspect ./{name}<" in run("inspect", "-f", "html", "--", name).text
    field = write_rows(Path(f"{name}.jsonl"), rows_of({"a": 30, "b": 5}, "task"))
    assert f"rebalance inspect ./{field} --by" in run("inspect", "--", field).text


@pytest.mark.parametrize("command", ["inspect", "split", "check", "audit", "validate"])
def test_files_behind_dashes_are_files(run: Run, command: str) -> None:
    """One that is not there is missed, not obeyed."""
    ended = run(command, "--", "--help")
    assert (ended.code in (2, 4), ended.text) == (True, "")


def test_advice_for_a_shell(run: Run) -> None:
    """Programs that it names take no file for an option."""
    assert quoted("-x") == "./-x"
    Path("--help.gz").write_bytes(b"x")
    made = [converting("--help.gz", "cat"), unpacking("-v", ".gz")]
    assert all(re.search(r"\s\./-", one) for one in made)
    assert not any(re.search(r"\s-(-help|v)", one) for one in made)
    Path("-d").mkdir()
    write_rows(Path("-d/a.jsonl"), rows_of({"a": 1}))
    assert files_in("-d") == "name the files in it: ./-d/*.jsonl"
    said = run("inspect", "--", "-d").err
    files = said.partition("name the files in it: ")[2]
    shown = subprocess.run(["bash", "-c", f"echo {files}"], check=True, capture_output=True)
    assert shown.stdout == b"./-d/a.jsonl\n"


ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_recipes(page: Path) -> None:
    """What a shell puts into a command stands behind dashes, or under a folder."""
    for line in page.read_text(encoding="utf-8").splitlines():
        meant = re.sub(r"--by \$\(BY\)|\$\((RULES|TARGET)\)", "", line)  # options for Make
        for one in re.findall(r"rebalance [^`|;]*", meant):
            if re.search(r"(?<![\w/'\"])\*\.\w|xargs|\$\(|\$@|\$\^", one.partition(" -- ")[0]):
                assert re.search(r"(-o |=)\$@|\./\*", one), line
        if "| xargs " in line and "rebalance" not in line:  # a script gets names under a folder
            assert re.search(r"\w/\*\S* \| xargs -0 ", line), line
        elif re.search(r"\bxargs [^|]*rebalance|`xargs -", line):
            assert re.search(r"xargs -0 rebalance [^`]* --(\s|`|$)", line), line
