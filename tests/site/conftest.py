"""The built site: its pages, read as a browser reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SITE = HERE.parents[1] / "site"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("site")


@dataclass
class Tag:
    """An element with its attributes and all text in it."""

    name: str
    has: dict[str, str]
    inside: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text, with single spaces."""
        return " ".join("".join(self.inside).split())


class Page(HTMLParser):
    """A page: its elements, in the order in which they begin."""

    EMPTY = ("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")

    def __init__(self, text: str, path: Path = SITE) -> None:
        super().__init__()
        self.path = path
        self.tags: list[Tag] = []
        self.open: list[Tag] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        found = Tag(tag, {name: value or "" for name, value in attrs})
        self.tags.append(found)
        if tag not in self.EMPTY:
            self.open.append(found)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last under this name, and what was left open in it."""
        names = [one.name for one in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Give a text to all elements that it is in."""
        for one in self.open:
            one.inside.append(data)

    def named(self, *names: str) -> list[Tag]:
        """All elements with one of these names."""
        return [one for one in self.tags if one.name in names]

    @property
    def ids(self) -> set[str]:
        """What links may lead to."""
        return {one.has["id"] for one in self.tags if "id" in one.has}


@pytest.fixture(scope="session")
def site() -> dict[str, Page]:
    """All pages, by their paths in the site."""
    return {
        path.relative_to(SITE).as_posix(): Page(path.read_text("utf-8"), path)
        for path in sorted(SITE.rglob("*.html"))
    }
