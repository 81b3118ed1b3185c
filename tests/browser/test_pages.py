"""Pages in Chromium: they fit every width, ask for nothing, and axe-core finds nothing bad.

Screenshots go to browser-pictures/.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser.pages import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = Path(__file__).parents[2] / "browser-pictures"
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
INK = "getComputedStyle(document.querySelector('.rebalance')).color"
CUT_OFF = """() => [...document.querySelectorAll("svg[role=img]")].flatMap(picture => {
  const outer = picture.getBoundingClientRect();
  return [...picture.querySelectorAll("text")].filter(text => {
    const inner = text.getBoundingClientRect();
    return inner.left < outer.left - 1 || inner.right > outer.right + 1
      || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
  }).map(text => text.textContent);
})"""
OVERLAPS = """() => [...document.querySelectorAll(".bars > svg")].filter(row => {
  const [name, number] = [".name", ".number"].map(
    one => row.querySelector(one).getBoundingClientRect());
  return [...row.querySelectorAll("rect")].some(rect => {
    const bar = rect.getBoundingClientRect();
    const beside = bar.top < name.bottom - 3;
    return beside && bar.left < name.right || bar.right > number.left;
  });
}).map(row => row.textContent)"""

pytestmark = pytest.mark.parametrize("name", PAGES)


@contextmanager
def opened(
    browser: "Browser", path: Path, width: int, scheme: Scheme = "light", scale: float = 1
) -> Iterator["Page"]:
    """A page from disk, in a window of a width; what it asks for or complains of fails the test."""
    size = {"width": width, "height": 900}
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme=scheme,
        device_scale_factor=scale,
    )
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    yield page
    assert said == []
    assert asked == [path.as_uri()]
    context.close()


def found_by_axe(page: "Page") -> list[tuple[str, Any]]:
    """What axe-core finds that is serious or critical, and where."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page).response["violations"]
    return [
        (one["id"], [node["target"] for node in one["nodes"]][:3])
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [400, 800, 1400])
def test_pages_are_fit_for_people(
    browser: "Browser", files: dict[str, Path], name: str, width: int, scheme: Scheme
) -> None:
    """Of every width and scheme: nothing sideways, nothing cut off, nothing that axe-core finds."""
    PICTURES.mkdir(exist_ok=True)
    with opened(browser, files[name], width, scheme) as page:
        page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png", full_page=True)
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate(OVERLAPS) == []
        assert found_by_axe(page) == []


@pytest.mark.parametrize(("width", "scale"), [(320, 1), (640, 2), (700, 1), (1000, 1)])
def test_pages_never_scroll_sideways(
    browser: "Browser", files: dict[str, Path], name: str, width: int, scale: float
) -> None:
    """On the smallest screen, at 200 % in a window of 1280 pixels, and between the layouts."""
    with opened(browser, files[name], width, scale=scale) as page:
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("width", [640, 760])
def test_pages_with_large_text(
    browser: "Browser", files: dict[str, Path], name: str, width: int
) -> None:
    """Who has set text to twice the size can read all of it."""
    with opened(browser, files[name], width) as page:
        page.evaluate("document.documentElement.attributeStyleMap.set('font-size', '200%')")
        assert page.evaluate(SIDEWAYS) <= 0


def test_wide_frames_scroll_by_keyboard(
    browser: "Browser", files: dict[str, Path], name: str
) -> None:
    """Each frame can be reached, and what is wide scrolls there."""
    with opened(browser, files[name], 400) as page:
        frames = page.locator(".scroll")
        page.keyboard.press("Tab")
        assert frames.first.evaluate("frame => frame === document.activeElement")
        wide = frames.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth)")
        assert wide


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_print(browser: "Browser", files: dict[str, Path], name: str, scheme: Scheme) -> None:
    """On white paper, whatever the scheme of the screen is."""
    with opened(browser, files[name], 800, scheme) as page:
        page.emulate_media(media="print")
        page.screenshot(path=PICTURES / f"{name}-print-{scheme}.png", full_page=True)
        assert page.evaluate(INK) == "rgb(28, 32, 36)"
        assert page.pdf().startswith(b"%PDF")
