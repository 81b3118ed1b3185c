"""The documentation shows what the commands print: every console block is run and compared."""

import json
import os
import re
import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import rebalance

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUNNER = runpy.run_path(str(ROOT / "docs" / "run_page.py"))
LINKS = runpy.run_path(str(ROOT / "tools" / "page_links.py"))
LINKED: list[Path] = LINKS["pages"]()
BLOCK, commands = RUNNER["BLOCK"], RUNNER["commands"]
pytestmark = pytest.mark.xdist_group("docs")  # its pages are run once, two at a time


def renewed(page: str, folder: Path) -> str:
    """Write the files that a page shows (as in `toml rebalance.toml`) and run its commands."""

    def one(found: re.Match[str]) -> str:
        kind, block = found[1], found[2]
        if kind == "console":
            return f"```console\n{replay(block, folder)}```"
        (folder / kind.split()[1]).write_text(block, encoding="utf-8")
        return found[0]

    return str(BLOCK.sub(one, page))


def replay(block: str, folder: Path) -> str:
    """Run the commands of a block (lines after `$ `) and put their output under each."""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for name in ("GITHUB_ACTIONS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"):  # of what runs the tests
        env.pop(name, None)
    shown = ""
    for command in commands(block):
        ended = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=env, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        output = "".join(line.rstrip() + "\n" for line in ended.stdout.splitlines())
        shown += f"$ {command}\n{output}"
    return shown


@pytest.fixture(scope="module")
def rerun(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Path], str]]:
    """The pages that are asked for, renewed: two at a time, since they wait for their commands."""
    asked = [item.callspec.params.get("page") for item in request.session.items
             if isinstance(item, pytest.Function) and hasattr(item, "callspec")]  # fmt: skip

    def run(page: Path, folder: Path) -> str:
        for name in RUNNER["AT_HAND"]:
            (folder / name).symlink_to(ROOT / name)
        return renewed(page.read_text(encoding="utf-8"), folder)

    with ThreadPoolExecutor(max_workers=2) as pool:
        pages = {page: pool.submit(run, page, tmp_path_factory.mktemp(page.stem))
                 for page in PAGES if page in asked}  # fmt: skip
        yield lambda page: pages[page].result()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_console_blocks_show_real_output(page: Path, rerun: Callable[[Path], str]) -> None:
    """In a folder that holds sample_data and examples, blocks run one after the other."""
    shown = rerun(page)
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(shown, encoding="utf-8")
    assert shown == page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """To files, and to headings that are there; those to other hosts are written right."""
    assert not list(LINKS["faults"](page))


def test_what_leads_nowhere_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links in code and comments are none."""
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n## What helps: `--by`, `-b`\n\n[1](#what-helps---by--b) [2](page.md#a-page)"
        " [`3`](none.md) [4](#what)\n[5](https://example.org/a) [6](http://example.org) "
        '[7](../up.md)\n<img src="none.svg"> `[8](none.md)` <!-- [9](none.md) -->\n'
        "\n```md\n[10](none.md)\n```\n"
    )
    monkeypatch.setitem(LINKS["faults"].__globals__, "ROOT", tmp_path)
    assert list(LINKS["faults"](page)) == [
        "none.md leads to no file",
        "#what leads to no heading",
        "http://example.org is not well formed",
        "../up.md leads to no file",
        "none.svg leads to no file",
    ]


def test_every_command_has_a_page() -> None:
    """One command, one page; one page for the library."""
    commands = {path.stem for path in (ROOT / "cli" / "commands").glob("[a-z]*.py")}
    assert commands | {"library"} <= {path.stem for path in PAGES}


def test_every_option_is_on_its_page() -> None:
    """Help and pages name the same long options."""
    for path in (ROOT / "cli" / "commands").glob("[a-z]*.py"):
        ended = subprocess.run(
            [Path(sys.executable).with_name("rebalance"), path.stem, "--help"],
            capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "200"},
        )  # fmt: skip
        options = set(re.findall(r"(?<![-\w])--[a-z][a-z-]+", ended.stdout)) - {"--help"}
        page = (ROOT / "docs" / f"{path.stem}.md").read_text(encoding="utf-8")
        common = (ROOT / "docs" / "common.md").read_text(encoding="utf-8")
        assert not {option for option in options if option not in page + common}


def test_the_library_page_runs(tmp_path: Path) -> None:
    """The examples of the library's page run as they stand, and have every verb."""
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    for example in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        subprocess.run([sys.executable, "-c", example], cwd=tmp_path, check=True)
    assert (tmp_path / "balanced.jsonl").stat().st_size
    assert all(f"rebalance.{verb}(" in page for verb in rebalance.VERBS)


def table_of(page: str, header: str) -> list[list[str]]:
    """The cells of the table that begins with these headers; code without its backticks."""
    lines = page.partition(f"| {header} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_sample_data_is_as_its_page_says() -> None:
    """Rows, categories, their ratio and the fields of each file."""
    folder = ROOT / "sample_data"
    page = (folder / "README.md").read_text(encoding="utf-8")
    counts = table_of(page, "file | shape | `--by`")
    named = table_of(page, "file | fields")
    files = sorted(path.name for path in folder.glob("*.jsonl"))
    assert files == [line[0] for line in counts] == [line[0] for line in named]
    for (name, _, by, rows, categories, ratio, licence), (_, fields, _) in zip(
        counts, named, strict=True
    ):
        parsed = [json.loads(line) for line in (folder / name).read_bytes().splitlines()]
        shown = rebalance.inspect(folder / name, by=by)
        found = (len(parsed), shown.metrics.categories, shown.metrics.imbalance_ratio)
        assert found == (int(rows), int(categories), float(ratio.split()[0])), name
        assert shown.rows + shown.missing.rows == int(rows)
        assert {field for row in parsed for field in row} == set(re.findall(r"\w+", fields))
        assert licence == "MIT"


def test_the_oddities_of_the_sample_data_are_there() -> None:
    """Those that its page names and that documentation and tests rely on."""
    folder = ROOT / "sample_data"
    shown = rebalance.inspect(folder / "prompt_completion.jsonl")
    rows = {one.category: one.rows for one in shown.categories}
    assert (rows["Customer support"], rows["billing "]) == (4, 3)
    assert (shown.missing.absent, shown.missing.null, shown.missing.empty) == (2, 2, 1)
    twice = rebalance.inspect(folder / "sharegpt_conversations.jsonl", by="topic")
    assert twice.duplicates.rows == 3
    medical = rebalance.inspect(folder / "medical_questions.jsonl", by="condition")
    assert Counter(one.rows for one in medical.categories if one.rows < 3) == {1: 6, 2: 2}
    alpaca = (folder / "alpaca_tasks.jsonl").read_bytes()
    assert alpaca.count(b'"input": ""') == 427
    chats = (folder / "chat_messages.jsonl").read_bytes()
    assert chats.count(b'"role": "system"') == 90
    assert Counter(
        len(json.loads(line)["tags"])
        for line in (folder / "tagged_instructions.jsonl").read_bytes().splitlines()
    ).keys() == {1, 2, 3}


def test_the_loop_catches_every_kind_of_bad_row() -> None:
    """What the page says of the rows that the stand-in made: each kind by its rules."""
    page = (ROOT / "docs" / "guides" / "loop-over-evaluation.md").read_text(encoding="utf-8")
    found = {
        kind: {what.rpartition(" ")[0]: int(what.rpartition(" ")[2]) for what in said.split(", ")}
        for kind, said in re.findall(
            r"^(good|[a-z-]+ed|off-topic) +\d+   (.+)$", page, re.MULTILINE
        )
    }
    assert list(found) == ["good", "copied", "near-copied", "off-topic", "malformed", "leaked"]
    assert found["copied"].keys() <= {"copy", "normalised-copy"}
    assert found["near-copied"].keys() == {"near-duplicate"}
    assert found["malformed"].keys() == {"not collected"}
    assert found["leaked"].keys() <= {"leaked-copy", "leaked-near-duplicate", "leaked-ngram"}
    assert min(map(sum, (rules.values() for rules in found.values()))) > 50
    off_topic = found["off-topic"]
    assert off_topic["accepted"] < 0.05 * sum(off_topic.values())
    assert found["good"]["accepted"] > 0.5 * sum(found["good"].values())
    assert "The new run is better" in page


def test_what_to_install_is_ours() -> None:
    """The name `rebalance` belongs to another project in the public registry."""
    folders = ("docs", "rebalance", "cli", "examples", "sample_data")
    texts = [path for folder in folders for path in (ROOT / folder).rglob("*")
             if path.suffix in (".md", ".py", ".yml", ".yaml")]  # fmt: skip
    texts += [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "action.yml", ROOT / "pyproject.toml"]
    wrong = r"(?:pip|pipx|uv|poetry)[^\n`]* (?:install|add) [^\n`]*?(?<=[ '\"])rebalance(?![-\w./])"
    for path in texts:
        found = re.findall(rf"{wrong}|rebalance\[", path.read_text(encoding="utf-8"))
        assert not found, (path, found)
    assert re.search(wrong, "pip install 'rebalance[zstd]'")
