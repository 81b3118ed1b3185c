"""Each sentence of SECURITY.md names a test; and what the code never does at all."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import write_rows

ROOT = Path(__file__).parents[2]
CODE = [*sorted((ROOT / "rebalance").rglob("*.py")), *sorted((ROOT / "cli").rglob("*.py"))]
_TEST = re.compile(r"`(?:tests/[\w/]*?)?(test_\w+)(?:\.py)?`")


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/reliability.md"])
def test_what_a_page_promises_is_tested(page: str) -> None:
    """Every test that it names is a function, or a module, of that name."""
    written = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    known = set(re.findall(r"^def (test_\w+)", "\n".join(written), re.MULTILINE))
    known |= {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    named = set(_TEST.findall((ROOT / page).read_text(encoding="utf-8")))
    assert len(named) > 15
    assert named <= known, named - known


def test_every_sentence_of_what_can_happen_has_a_test() -> None:
    """But for advice about CSV, which is no promise."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    sections = text.partition("## A dataset")[2].partition("## Reporting")[0]
    items = re.findall(r"^- (.*?)(?=^- |^## |\Z)", sections, re.DOTALL | re.MULTILINE)
    assert len(items) > 20
    assert [one for one in items if not _TEST.search(one)] == [
        one for one in items if one.startswith("A CSV report")
    ]


_EXECUTES = {"eval", "exec", "__import__"}
_MODULES = {
    "pickle", "marshal", "shelve", "subprocess", "socket", "ssl", "http", "ftplib", "smtplib",
    "urllib.request", "requests", "webbrowser", "ctypes", "yaml",
}  # fmt: skip


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_rows_are_only_parsed(path: Path) -> None:
    """No text is executed, no object unpickled out of a file, no program started.

    The engine ray looks whether the cluster that the user named answers; Windows tells its memory
    to programs in C alone.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found = _MODULES & {one.name for one in node.names}
            assert not found or (path.name, found) == ("windows.py", {"ctypes"}), found
        if isinstance(node, ast.ImportFrom):
            named = (path.name, node.module)
            assert node.module not in _MODULES or named == ("ray.py", "socket"), named
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in _EXECUTES
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in ("system", "popen", "execv", "execvp", "spawnv")


WATCHED = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "os.system", "subprocess.Popen"):
        sys.stderr.write(f"{event} {arguments}\\n")
        sys.stderr.flush()
sys.addaudithook(watch)
sys.argv = ["rebalance", *sys.argv[1:]]
from rebalance.cli import main
main()
"""


def test_no_connections(tmp_path: Path) -> None:
    """Whatever addresses rows hold, none is looked up, and no program is started."""
    said = f"<img src=http://example.org/a.png> $(touch {tmp_path}/x)"
    path = write_rows(tmp_path / "rows.jsonl", [
        {"category": "ab"[n % 2], "image": f"https://example.org/{n}.png", "prompt": f"what {n}",
         "completion": f"{n} {said}"}
        for n in range(40)
    ])  # fmt: skip
    for words in (
        ("inspect", path, "--report", f"html={tmp_path}/r.html"),
        ("split", path, "-d", tmp_path / "p", "--near-duplicates", "0.8", "-j", "2"),
        ("check", path, "--max-near-duplicates", "1"),
        ("gaps", path, "--floor", "30", "--requests", tmp_path / "q.jsonl", "--model", "m"),
        ("validate", path, "--against", path, "-n"),
    ):
        ended = subprocess.run(
            [sys.executable, "-c", WATCHED, *map(str, words)], capture_output=True, check=False
        )
        assert ended.returncode in (0, 1), ended.stderr
        assert b"socket." not in ended.stderr
        assert b"subprocess." not in ended.stderr
        assert b"os.system" not in ended.stderr
    assert not (tmp_path / "x").exists()
