"""The documentation site, opened as files: it asks for nothing else, fits, and its search works."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_pages import PICTURES, SIDEWAYS, Scheme

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE = Path(__file__).parents[2] / "site"
PAGES = (
    "index.html", "docs/guides/split-without-leaks.html", "docs/balance.html",
    "reference/commands/shards-plan-balance.html", "reference/library/balance.html",
)  # fmt: skip
LOOKS: tuple[tuple[int, Scheme], ...] = ((390, "dark"), (1280, "light"))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_page_of_the_site(browser: "Browser", path: str, width: int, scheme: Scheme) -> None:
    """Nothing is asked of another place, nothing is complained of, and nothing scrolls sideways."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said, asked = list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((SITE / path).as_uri())
    page.wait_for_load_state("networkidle")
    assert said == []
    assert [url for url in asked if not url.startswith((SITE.as_uri(), "data:"))] == []
    assert page.evaluate(SIDEWAYS) == 0
    PICTURES.mkdir(exist_ok=True)
    name = path.removesuffix(".html").replace("/", "-")
    page.screenshot(path=PICTURES / f"site-{name}-{width}-{scheme}.png")
    context.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("near-duplicates", "split"),
        ("shards plan weights", "shards-plan-weights"),
        ("TooManyCategories", "errors"),
    ],
)
def test_the_search_works_on_files(browser: "Browser", words: str, found: str) -> None:
    """Without a server: the index is a script, and its worker a frame."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto((SITE / "index.html").as_uri())
    page.locator(".md-search__input").fill(words)
    results = page.locator(".md-search-result__link")
    results.first.wait_for()
    links = [str(one.get_attribute("href")) for one in results.all()]
    assert any(found in link for link in links), links
    context.close()
