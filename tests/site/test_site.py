"""The site that `make docs` has built: complete, found by its search, and enough for itself."""

import json
import re
import runpy
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from rebalance.cli.commands import NAMES, command
from rebalance.cli.spelling import dashed

import rebalance
from rebalance import errors, training
from tests.site.conftest import SITE, Page
from tests.support import Run

ROOT = Path(__file__).parents[2]
LINKS = runpy.run_path(str(ROOT / "tools" / "page_links.py"))
SOURCES: list[Path] = LINKS["pages"]()
GROUPS = {name.partition(" ")[0] for name in NAMES if " " in name}
COMMANDS = {path.stem for path in (ROOT / "cli" / "commands").glob("[a-z]*.py")} - GROUPS | {*NAMES}
Site = dict[str, Page]


def made_of(source: Path) -> str:
    """Where the page of a Markdown file is in the site."""
    path = source.relative_to(ROOT).with_suffix(".html")
    return path.with_stem("index" if path.stem == "README" else path.stem).as_posix()


def test_there_is_a_page_of_each_file(site: Site) -> None:
    """Those of the repository, those of the reference, and that for addresses that do not exist."""
    verbs = {rebalance.VERBS[verb] for verb in rebalance.VERBS}
    reference = [path for path in site if path.startswith("reference/")]
    assert {made_of(source) for source in SOURCES} == site.keys() - {*reference, "404.html"}
    assert len(reference) == 1 + len(COMMANDS) + len(verbs) + 3


def test_every_page_is_in_the_navigation(site: Site) -> None:
    """Which all pages have in full."""
    (index,) = [page for path, page in site.items() if path == "index.html"]
    linked = {one.has.get("href", "").partition("#")[0] for one in index.named("a")
              if "md-nav__link" in one.has.get("class", "")}  # fmt: skip
    assert site.keys() - {"404.html", "index.html"} <= linked


def test_every_page_has_a_title(site: Site) -> None:
    """One in the window, and one above its text; no two pages have the same."""
    titles = {}
    for path, page in site.items():
        (title,) = (one.text for one in page.named("title"))
        if path != "404.html":
            (heading,) = (one.text.removesuffix("¶") for one in page.named("h1"))
            assert heading, path
            assert title.endswith("rebalance"), path
            titles[path] = heading
    assert len(set(titles.values())) == len(titles)


def test_no_page_asks_another_host_for_anything(site: Site) -> None:
    """Scripts, styles, fonts and pictures are all of the site; no edit link leads to no place."""
    for path, page in site.items():
        for one in page.named("link", "script", "img", "source", "iframe", "object", "embed"):
            asked = one.has.get("src") or one.has.get("href") or one.has.get("data") or ""
            assert not urlsplit(asked).netloc, (path, asked)
        assert not [one for one in page.named("a") if "/edit/main/" in one.has.get("href", "")]
    for style in SITE.rglob("*.css"):
        text = style.read_text("utf-8")
        assert not re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^)]*", text), style


def test_pages_are_edited_where_the_repository_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address stands in pyproject.toml alone; pages made of the code have no such link."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    hooks = runpy.run_path(str(ROOT / "tools" / "site_hooks.py"))
    told = hooks["on_page_markdown"]
    urls = {"urls": {"Repository": "https://example.org/rebalance/"}}
    monkeypatch.setitem(told.__globals__, "_project", lambda: urls)
    written, made = (SimpleNamespace(edit_url=None, file=one) for one in (
        SimpleNamespace(src_uri="docs/mix.md", generated_by=None),
        SimpleNamespace(src_uri="reference/library/mix.md", generated_by="hook"),
    ))  # fmt: skip
    assert told("```toml recipe.toml\n", written) == '```toml title="recipe.toml"\n'
    told("", made)
    assert written.edit_url == "https://example.org/rebalance/edit/main/docs/mix.md"
    assert made.edit_url is None


def test_every_link_leads_somewhere(site: Site) -> None:
    """To a file of the site, and to an element of it where it names one."""
    for path, page in site.items():
        for one in page.named("a", "link", "script", "img"):
            link = one.has.get("href") or one.has.get("src") or ""
            if urlsplit(link).scheme or path == "404.html":
                continue
            file, _, anchor = unquote(link).partition("#")
            there = (page.path.parent / file).resolve() if file else page.path
            assert there.is_file(), (path, link)
            if anchor and there.suffix == ".html":
                assert anchor in site[there.relative_to(SITE).as_posix()].ids | {"__skip"}, link


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_a_page_with_what_its_help_says(site: Site, run: Run, name: str) -> None:
    """Usage, options under their groups, memory and examples; it is in the list of all."""
    page = site[f"reference/commands/{name.replace(' ', '-')}.html"]
    (article,) = page.named("article")
    said = run(*name.split(), "--help", env={"COLUMNS": "1000"}).out.decode()
    usage, *lines = [line.strip() for line in said.splitlines() if line.strip()]
    heads = {one.text for one in page.named("th")}
    assert usage.removeprefix("Usage: ") in article.text
    for line in lines[: lines.index("Arguments:")]:
        assert line.removesuffix(":") in article.text, line
    cells = [one.text for one in page.named("td")]
    for option in re.findall(r"^  (-.*?)(?:  .*)?$", said.partition("Arguments:")[2], re.MULTILINE):
        assert option == "-h, --help" or option in cells, option
    if name in NAMES:
        declared = command(name).declared
        for option in declared.values():
            text = dashed(option.help, declared).replace("`", "")
            assert any(one.startswith(text) for one in cells), text
    groups = {line[:-1] for line in said.splitlines() if re.match(r"[A-Z][\w ]*:$", line)}
    assert groups - {"Arguments", "Other", "Examples"} <= heads
    assert name in {one.text for one in site["reference/commands/index.html"].named("a")}


@pytest.mark.parametrize("verb", rebalance.VERBS)
def test_every_verb_is_in_the_reference(site: Site, verb: str) -> None:
    """With each of its options, what help says of that, and the fields of its report."""
    (page,) = [one for one in site.values() if f"rebalance.{verb}" in one.ids]
    (article,) = page.named("article")
    called = getattr(rebalance, verb)
    for name, option in called.options.declared().items():
        assert name in article.text
        assert " ".join(option.help.replace("`", "").split()) in article.text, name
    report = called.__signature__.return_annotation
    assert f"{report.__module__}.{report.__qualname__}" in page.ids
    assert "progress: Progress | None = None" in article.text


def test_errors_and_training_are_in_the_reference(site: Site) -> None:
    """Each public name."""
    there = {
        one for path, page in site.items() if path.startswith("reference/") for one in page.ids
    }
    raised = [name for name, one in vars(errors).items()
              if isinstance(one, type) and issubclass(one, Exception)]  # fmt: skip
    assert {f"rebalance.errors.{name}" for name in raised} <= there
    trainers = re.findall(
        r'^    "(\w+)",$', (ROOT / "rebalance/training/torch/__init__.py").read_text(), re.M
    )
    for name in training.__all__:  # one has the name of its module, too
        assert {f"rebalance.training.{name}", f"rebalance.training.{name}.{name}"} & there, name
    assert trainers
    assert {f"rebalance.training.torch.{name}" for name in trainers} <= there
    assert import_module("rebalance.report").Report.__qualname__ in {
        one.rpartition(".")[2] for one in there
    }


def test_the_search_finds_every_page(site: Site) -> None:
    """Its index has all of them, and is there for pages that are opened as files, too."""
    index = json.loads((SITE / "search" / "search_index.json").read_text("utf-8"))
    found = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert found == site.keys() - {"404.html"}
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    assert "exit 0" in texts["docs/guides/split-without-leaks.html#prove-it"]
    assert (SITE / "search" / "search_index.js").read_text("utf-8").startswith("var __index = {")


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.relative_to(ROOT).as_posix())
def test_a_page_is_what_repositories_show(site: Site, source: Path) -> None:
    """The same headings, items, cells and blocks, with the same words in them."""
    page = site[made_of(source)]
    text = re.sub(r"^( *```\w+) [\w./-]+$", r"\1", source.read_text("utf-8"), flags=re.MULTILINE)
    there = Page(MarkdownIt("commonmark").enable("table").render(text))
    for name in ("h1", "h2", "h3", "h4", "th", "td", "pre"):
        assert texts(page, name) == texts(there, name)
    items = texts(page, "li")
    assert [one for one in texts(there, "li") if one not in items] == []


def texts(page: Page, name: str) -> list[str]:
    """The words of all elements with a name; links to headings are none."""
    return [one.text.removesuffix("¶") for one in page.named(name)]
