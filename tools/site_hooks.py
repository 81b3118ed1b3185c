"""What MkDocs is told beyond mkdocs.yml: where pages are, which are made of the code, and how."""

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

import page_links
import reference_pages
from mkdocs.structure.files import File, Files

ROOT = page_links.ROOT
ASSETS = {
    "assets/site.css": "tools/site/site.css",
    "assets/iframe-worker.js": "tools/site/iframe-worker.js",
}


def on_files(files: Files, config: Any) -> Files:
    """Take pages, and what they link to, from where they are; add those made of the code."""
    of_the_theme = [one for one in files if one.src_dir != config.docs_dir]
    found = {page.relative_to(ROOT).as_posix() for page in _linked()}
    own = [
        File(path, str(ROOT), config.site_dir, config.use_directory_urls) for path in sorted(found)
    ]
    assets = [
        File.generated(config, uri, abs_src_path=str(ROOT / path)) for uri, path in ASSETS.items()
    ]
    made = [
        File.generated(config, uri, content=text) for uri, text in reference_pages.pages().items()
    ]
    config.nav = list(_expanded(config.nav, [one.src_uri for one in (*own, *made)]))
    return Files([*of_the_theme, *own, *assets, *made])


def _linked() -> set[Any]:
    """List the pages, and all files that they link to."""
    pages = page_links.pages()
    links = ((page, link) for page in pages for link in page_links.links(page))
    files = {page_links.target(*one) for one in links if not page_links.is_elsewhere(one[1])}
    return {*pages, *(file for file in files if file.is_file())}


def _expanded(nav: Any, uris: list[str]) -> Iterator[Any]:
    """Put the pages that there are in place of names with *."""
    for one in nav:
        if isinstance(one, dict):
            ((title, inner),) = one.items()
            if not isinstance(inner, list):
                yield one
            elif found := list(_expanded(inner, uris)):
                yield {title: found}
        elif "*" in one:
            yield from (uri for uri in uris if fnmatch(uri, one))
        else:
            yield one


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Write what MkDocs reads in another way than repositories do, and the link to edit a page."""
    repository = _project().get("urls", {}).get("Repository")
    if repository and not page.file.generated_by:
        page.edit_url = f"{repository.rstrip('/')}/edit/main/{page.file.src_uri}"
    return rewritten(markdown)


def rewritten(markdown: str) -> str:
    """Give blocks that are files a title; pipes in code end no cell, and so need no backslash."""
    titled = re.sub(r"^( *```\w+) ([\w./-]+)$", r'\1 title="\2"', markdown, flags=re.MULTILINE)
    return re.sub(r"^\|.*\|$", _row, titled, flags=re.MULTILINE)


def _row(found: re.Match[str]) -> str:
    return re.sub(r"`[^`]*`", lambda code: code[0].replace("\\|", "|"), found[0])


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project
