"""Pages: self-contained, safe, accessible, small, and the same every time."""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.wording import amount, visible
from tests.browser.pages import (
    FORTY,
    HOSTILE,
    PAGES,
    TEN,
    balanced,
    evaluated,
    hostile,
    inspected,
    page,
)

b: Any = import_module("rebalance.cli.render.blocks")
fragment: Callable[..., str] = import_module("rebalance.cli.render.forms.html").fragment

VOID = {"meta", "rect", "path", "colgroup"}  # they have no end
BLOCKS: dict[str, Callable[[], list[Any]]] = {
    "inspect": inspected, "balance": balanced, "evaluate": lambda: evaluated(TEN),
    "forty": lambda: evaluated(FORTY), "hostile": hostile,
}  # fmt: skip
texts = st.one_of(st.text(st.characters(exclude_categories=())), st.sampled_from(HOSTILE))


class Tree(HTMLParser):
    """What a page holds: tags with their attributes, and text under the tags it is in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.above: list[str] = []
        self.feed(text.encode("utf-8").decode("utf-8"))
        self.close()
        assert not self.above, "an element has no end"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.above.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.above.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.above), data))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of all elements of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def text(self, tag: str) -> str:
        """All text within elements of a name."""
        return "".join(data for above, data in self.texts if tag in above)

    def cells(self) -> list[str]:
        """The text of each cell in the body of a table."""
        return [data for above, data in self.texts if "tbody" in above and data.strip()]


def sheet(text: str) -> str:
    """The one style sheet."""
    (found,) = re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL)
    return str(found)


@pytest.mark.parametrize("blocks", BLOCKS.values(), ids=BLOCKS)
def test_the_policy_allows_the_sheet_alone(blocks: Callable[[], list[Any]]) -> None:
    """No script, no request, no style but that of the hash."""
    text = page(blocks(), "rebalance inspect 'a b'.jsonl")
    tree = Tree(text)
    digest = b64encode(sha256(sheet(text).encode()).digest()).decode()
    (policy,) = (one["content"] for one in tree.of("meta") if "http-equiv" in one)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'"
    assert not {tag for tag, _ in tree.tags} & {"script", "img", "link", "iframe", "base", "a"}
    for _, attributes in tree.tags:
        assert not {
            name for name in attributes
            if name in {"style", "src", "href", "srcset", "action"} or name.startswith("on")
        }  # fmt: skip
    assert "url(" not in sheet(text)
    assert "@import" not in sheet(text)


@pytest.mark.parametrize("blocks", BLOCKS.values(), ids=BLOCKS)
@pytest.mark.parametrize("form", [page, fragment])
def test_ids_are_unique(form: Callable[..., str], blocks: Callable[[], list[Any]]) -> None:
    """Everything that is referred to is there, once."""
    tree = Tree(form(blocks()))
    ids = [attributes["id"] for _, attributes in tree.tags if "id" in attributes]
    assert max(Counter(ids).values()) == 1
    for _, attributes in tree.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((attributes.get(name) or "").split()) <= {str(one) for one in ids}


@pytest.mark.parametrize("blocks", BLOCKS.values(), ids=BLOCKS)
def test_the_same_bytes(blocks: Callable[[], list[Any]]) -> None:
    """Every run makes the same page."""
    assert page(blocks(), "x") == page(blocks(), "x")
    assert fragment(blocks()) == fragment(blocks())


def test_the_order_of_a_page() -> None:
    """Title, facts, what stands out, the picture, the tables, the command."""
    text = page(reversed(balanced()), "rebalance balance --cap 100")
    marks = ["<h1>", '<dl class="facts">', "What stands out", "<figure>", "<table", "<footer>"]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "<title>alpaca_tasks.jsonl by category</title>" in text
    assert "Made by <code>rebalance balance --cap 100</code>" in text
    assert "<footer>" not in page(balanced())


def test_tables_have_scopes() -> None:
    """Names head rows; columns that belong together have a header over theirs."""
    tree = Tree(page(balanced()))
    scopes = Counter(one.get("scope") for one in tree.of("th"))
    assert scopes == {"row": 11, "col": 7, "colgroup": 2}
    assert [one["colspan"] for one in tree.of("th") if one["scope"] == "colgroup"] == ["2", "2"]
    spans = [int(str(one["span"])) for one in tree.of("colgroup")]
    assert sum(spans) == 8
    assert "all" in tree.text("tfoot")
    (frame,) = (one for one in tree.of("div") if one.get("role") == "region")
    assert frame["tabindex"] == "0"
    assert frame["aria-labelledby"] == tree.of("table")[0]["aria-labelledby"]


def test_bars_in_a_table_are_hidden_from_listeners() -> None:
    """They repeat numbers; pictures that carry meaning have a title and a description."""
    tree = Tree(page(balanced()))
    outer = [one for one in tree.of("svg") if "y" not in one]
    assert len([one for one in outer if one.get("aria-hidden") == "true"]) == 10
    (picture,) = (one for one in outer if one.get("role") == "img")
    assert len(str(picture["aria-labelledby"]).split()) == 2
    assert tree.text("title").endswith("Before and after")
    assert "from 100" in tree.text("desc")


@given(st.lists(st.tuples(texts, st.integers(0, 10**9)), max_size=30))
def test_tables_hold_every_value(rows: list[tuple[str, int]]) -> None:
    """Whatever the names are: as visible() shows them, and with their counts."""
    columns = [b.Column("name", b.NAME), b.Column("rows", b.COUNT)]
    tree = Tree(page([b.Table("table", columns, [list(row) for row in rows])]))
    expected = [value for name, n in rows for value in (visible(b.NAME.show(name)), amount(n))]
    shown = [one.replace("\\ufffe", "\ufffe").replace("\\uffff", "\uffff") for one in tree.cells()]
    same = [one.replace("\\ufffe", "\ufffe").replace("\\uffff", "\uffff") for one in expected]
    assert shown == [one for one in same if one.strip()]


@given(texts)
def test_text_from_data_is_text(text: str) -> None:
    """In every block, and in the command."""
    counts = {(0, 0): 1}
    columns = [b.Column(text, b.NAME, text), b.Column(text, b.TEXT, text)]
    blocks = [
        b.Title(text, text), b.Facts([b.Fact(text, text, text)], text), b.Note(text, "warning"),
        b.Note(text), b.Note(text, "next"), b.Bars(text, [text], [b.Series(text, [1])], unit=text),
        b.Heat(text, [text], [text], counts, row_header=text, column_header=text, about=text),
        b.Table(text, columns, [[text, b.Styled(text, "bad")]], [[text, text]], about=text),
        b.Records([{text: text}]),
    ]  # fmt: skip
    allowed = {tag for tag, _ in Tree(page(hostile(), "x")).tags} | {"span", "tfoot", "h3", "h4"}
    for made in (page(blocks, text), fragment(blocks)):
        assert {tag for tag, _ in Tree(made).tags} <= allowed
        made.encode("utf-8")


def test_styles_stand_beside_words() -> None:
    """Colour is never alone; an undefined value is a dash; flags are code."""
    columns = [b.Column("name", b.NAME), b.Column("F1", b.SCORE), b.Column("change", b.CHANGE)]
    rows = [["a", b.Styled(0.5, "bad"), b.Styled(-3, "warn")], ["b", None, 0]]
    made = page([b.Table("table", columns, rows), b.Note("raise --max-repeat, or not", "warning")])
    assert '<span class="bad">0.500</span>' in made
    assert '<span class="warn">−3</span>' in made
    assert "<td>–</td><td>=</td>" in made
    assert 'raise <code class="flag">--max-repeat</code>, or not' in made


def test_a_page_of_500_categories_is_small() -> None:
    """Under 200 kB with bars before and after, and eight columns."""
    labels = [f"category with a long name {n:04}" for n in range(500)]
    assert {len(label) for label in labels} == {30}
    columns = [
        b.Column("category", b.NAME), b.Column("", b.BAR), b.Column("rows", b.COUNT, "before"),
        b.Column("share", b.SHARE, "before"), b.Column("rows", b.COUNT, "after"),
        b.Column("share", b.SHARE, "after"), b.Column("copies", b.COUNT), b.Column("", b.MARK),
    ]  # fmt: skip
    rows = [
        [label, b.Bar(9_999 - n, 12_345 - n, 7), 12_345 - n, 0.2, 9_999 - n, 0.3, 1_000, "scarce"]
        for n, label in enumerate(labels)
    ]
    values = [float(12_345 - n) for n in range(500)]
    bars = b.Bars("rows", labels, [b.Series("before", values), b.Series("after", values)])
    made = page([b.Title("rows"), bars, b.Table("categories", columns, rows)])
    assert len(made.encode()) < 200_000
    assert made.count('scope="row"') == 500
    assert "The 40 largest and the 10 smallest are shown; 450 are left out." in made


def test_a_fragment_changes_nothing_around_it() -> None:
    """Every rule is scoped to its class, and it is no page."""
    made = fragment(balanced())
    assert made.startswith('<div class="rebalance">')
    assert not re.search(r"<(html|body|head|meta|footer|h1)", made)
    rules = re.sub(r"@(media|container)[^{]*\{", "", sheet(made))
    selectors = [one for group in re.findall(r"([^{}]+)\{", rules) for one in group.split(",")]
    assert all(one.strip().startswith(".rebalance") for one in selectors)
    for part in ('class="facts"', "What stands out", "<figure>", "<table"):
        assert made.count(part) == 1
    assert fragment(inspected()).count('id="title-1"') == 0  # ids of two outputs differ


def test_braces_of_the_sheet_match() -> None:
    """A rule that is not closed would swallow those after it; pages share their sheets."""
    for rules in {sheet(make()) for make in PAGES.values()}:
        assert rules.count("{") == rules.count("}")
        assert not re.search(r"\{\s*[^{}]*\{[^{}]*\{[^{}]*\{", rules)
        assert "<" not in rules
        for selector in re.findall(r"([^{},]+)(?=[^{}]*\{)", rules):
            assert selector.count("(") == selector.count(")"), selector
