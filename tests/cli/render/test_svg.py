"""Pictures: valid, the same every time, and every count can be read back out of them."""

import re
from collections import Counter
from importlib import import_module
from itertools import product
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rebalance.wording import amount
from tests.browser.pages import FORTY, HOSTILE, balanced, evaluated, hostile, inspected

b: Any = import_module("rebalance.cli.render.blocks")
svg: Any = import_module("rebalance.cli.render.forms.svg")
style: Any = import_module("rebalance.cli.render.forms.style")

SVG = "{http://www.w3.org/2000/svg}"
names = st.one_of(
    st.text(st.characters(exclude_categories=())), st.sampled_from(HOSTILE), st.just("other")
)
numbers = st.integers(0, 10**7)


def parsed(picture: str) -> ElementTree.Element:
    """The picture as a tree, after its bytes have gone through a file."""
    return ElementTree.fromstring(picture.encode("utf-8").decode("utf-8"))


def drawn(*blocks: Any) -> ElementTree.Element:
    """The picture of blocks, as a tree."""
    return parsed(svg.picture(blocks))


def words(element: ElementTree.Element) -> str:
    """All text within an element, that of its title aside."""
    inside = [element.text or ""]
    for child in element:
        inside += [] if child.tag == f"{SVG}title" else [words(child)]
        inside.append(child.tail or "")
    return "".join(inside)


def of_class(tree: ElementTree.Element, name: str, tag: str = "text") -> list[ElementTree.Element]:
    """Elements of a class, in their order."""
    return [one for one in tree.iter(f"{SVG}{tag}") if one.get("class") == name]


def bars_in(tree: ElementTree.Element) -> list[tuple[str, list[str]]]:
    """The number of each row, as written, and the classes of its bars."""
    rows = [one for one in tree.iter(f"{SVG}svg") if one.get("y", "").endswith("em")]
    bars = [[str(one.get("class")) for one in row.iter(f"{SVG}rect")] for row in rows]
    texts = [words(of_class(row, "number")[0]) for row in rows]
    return list(zip(texts, bars, strict=True))


def counts_in(tree: ElementTree.Element) -> list[int]:
    """All counts written in the cells of a matrix."""
    cells = [one for one in tree.iter(f"{SVG}text") if re.match(r"t\d", one.get("class", ""))]
    return [int(words(one).replace(",", "")) for one in cells]


@example([("a", 0)])
@given(st.lists(st.tuples(names, numbers), max_size=60))
def test_bars_hold_every_count(rows: list[tuple[str, int]]) -> None:
    """Whatever the names are; what is 0 has no bar, but its number."""
    block = b.Bars("rows", [name for name, _ in rows], [b.Series("rows", [n for _, n in rows])])
    found = bars_in(drawn(block))
    assert found == [(amount(n), ["now"] if n else []) for _, n in rows]


@given(
    st.lists(st.tuples(names, numbers, numbers, numbers), min_size=1, max_size=20), st.booleans()
)
def test_bars_before_and_after(rows: list[tuple[str, int, int, int]], log: bool) -> None:
    """Pale is before, dark is after, dashed is what is missing."""
    labels, before, after, missing = (list(column) for column in zip(*rows, strict=True))
    series = [b.Series("before", before), b.Series("after", after)]
    found = bars_in(drawn(b.Bars("rows", labels, series, missing, log=log)))
    for (text, bars), was, now, gap in zip(found, before, after, missing, strict=True):
        lacks = f", {amount(gap)} missing" if gap else ""
        assert text == f"{amount(was)} → {amount(now)}{lacks}"
        assert bars == ["was"] * bool(was) + ["now"] * bool(now) + ["gap"] * bool(gap)


def test_lengths_share_one_scale() -> None:
    """The longest bar fills its room, the missing part included."""
    block = b.Bars("rows", ["a", "b"], [b.Series("rows", [30, 20])], [0, 20])
    rects = [one.attrib for one in drawn(block).iter(f"{SVG}rect") if "y" in one.attrib]
    assert [one["width"] for one in rects] == ["75.00%", "50.00%", "50.00%"]
    assert rects[2]["x"] == "50.00%"


def test_logarithmic_lengths_are_said() -> None:
    """In the caption, since lengths alone would mislead."""
    for log in (True, False):
        text = words(drawn(b.Bars("rows", ["a", "b"], [b.Series("rows", [99, 9])], log=log)))
        assert ("lengths are logarithmic" in text) is log
    assert 'width="50.00%"' in svg.picture(
        [b.Bars("", ["a", "b"], [b.Series("", [99, 9])], log=True)]
    )


@pytest.mark.parametrize(("labels", "shown"), [(500, 500), (501, 500), (2000, 500)])
def test_many_bars(labels: int, shown: int) -> None:
    """Above 500, the largest and the smallest are drawn, and the rest is counted."""
    values = [labels - n for n in range(labels)]
    block = b.Bars("rows", [f"name {n}" for n in range(labels)], [b.Series("rows", values)])
    tree = drawn(block)
    kept = values if labels == 500 else values[:400] + values[-100:]
    assert [int(text.replace(",", "")) for text, _ in bars_in(tree)] == kept
    assert len(kept) == shown
    assert (f"{amount(labels - shown)} are left out" in words(tree)) is (labels > 500)


def test_long_names_are_cut_in_the_middle() -> None:
    """To 40 cells beside a bar; the whole name is the title."""
    long = "begin" + "x" * 100 + "end"
    (text,) = of_class(drawn(b.Bars("rows", [long], [b.Series("rows", [1])])), "name")
    assert words(text).startswith("beginxxx")
    assert words(text).endswith("xend")
    assert (len(words(text)), text[0].text) == (40, long)
    wide = "名" * 50
    (text,) = of_class(drawn(b.Bars("rows", [wide], [b.Series("rows", [1])])), "name")
    assert len(words(text)) == 20


@given(st.lists(names, min_size=1, max_size=12), st.data())
def test_a_matrix_holds_every_count(labels: list[str], data: st.DataObject) -> None:
    """Each in its cell; those that are 0 are left empty."""
    places = st.tuples(*[st.integers(0, len(labels) - 1)] * 2)
    counts = data.draw(st.dictionaries(places, numbers, max_size=40))
    tree = drawn(b.Heat("confusion", labels, labels, counts, row_header=labels[0]))
    assert counts_in(tree) == [count for _, count in sorted(counts.items()) if count]


@pytest.mark.parametrize("classes", [1, 10, 40, 60])
def test_all_classes_of_a_matrix(classes: int) -> None:
    """Up to 60 classes, each has its row and its column."""
    (heat,) = (one for one in evaluated((FORTY * 2)[:classes]) if isinstance(one, b.Heat))
    tree = drawn(heat)
    assert counts_in(tree) == [count for _, count in sorted(heat.counts.items())]
    assert [words(one) for one in of_class(tree, "label")] == [*heat.rows, *heat.columns]


@pytest.mark.parametrize(("rows", "columns"), [(61, 61), (100, 100), (61, 62), (5, 90), (90, 5)])
@pytest.mark.parametrize("diagonal", [True, False])
def test_very_many_classes(rows: int, columns: int, diagonal: bool) -> None:
    """Those that are confused most are drawn, all others add up to the last row and column."""
    counts = {(i, j): 1 + (i * j) % 7 for i, j in product(range(rows), range(columns))}
    heat = b.Heat(
        "confusion", [f"r{n}" for n in range(rows)], [f"c{n}" for n in range(columns)], counts,
        diagonal,
    )  # fmt: skip
    tree = drawn(heat)
    assert sum(counts_in(tree)) == sum(counts.values())
    assert "added up" in words(tree)
    labels = Counter(words(one)[0] for one in of_class(tree, "label"))
    assert labels["r"] <= 60
    assert labels["c"] <= 60
    assert labels["o"] >= 1


def test_the_most_confused_classes_stay() -> None:
    """A class that is always right goes first, however large it is."""
    size = 70
    counts = {(n, n): 1000 for n in range(size)} | {(n, n + 1): 5 for n in range(30, 69)}
    label = [f"class {n}" for n in range(size)]
    tree = drawn(b.Heat("confusion", label, label, counts))
    shown = [words(one) for one in of_class(tree, "label")]
    assert shown == [*(f"class {n}" for n in range(30, 70)), "other (30)"] * 2


def test_tints_are_shares_of_the_row() -> None:
    """Whatever is there shows; a row of one count has the strongest tint."""
    tree = drawn(b.Heat("", ["a", "b"], ["a", "b"], {(0, 0): 1, (0, 1): 999, (1, 1): 3}))
    tints = [one.get("class") for one in tree.iter(f"{SVG}text") if one.get("font-size") == "12.5"]
    assert tints == ["t1", "t10", "t10"]


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of WCAG 2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    """WCAG AA: text on paper, on washes and on every tint, in both schemes."""
    colours = style.LIGHT if scheme == "light" else style.DARK
    for text in ("ink", "soft", "warn", "bad", "good"):
        for ground in ("paper", "wash", "warn-wash"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for tint in range(style.TINTS + 1):
        text = "paper" if tint >= style.STRONGEST[scheme] else "ink"
        assert contrast(colours[text], colours[f"h{tint}"]) >= 4.5, tint


@pytest.mark.parametrize("blocks", [inspected, balanced, hostile, lambda: evaluated(FORTY)])
def test_a_document_stands_alone(blocks: Any) -> None:
    """It has all that it needs, asks for nothing, and is the same every time."""
    picture = svg.picture(blocks())
    assert picture == svg.picture(blocks())
    tree = parsed(picture)
    assert (tree.tag, tree.get("role")) == (f"{SVG}svg", "img")
    assert tree.get("viewBox") == f"0 0 {tree.get('width')} {tree.get('height')}"
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert str(tree.get("aria-labelledby")).split() == ids == ["title", "description"]
    for one in tree.iter():
        assert one.tag.removeprefix(SVG) in {
            "svg", "title", "desc", "style", "rect", "text", "tspan", "g", "path",
        }  # fmt: skip
        assert not {name for name in one.attrib if name == "style" or "href" in name}
    (sheet,) = tree.iter(f"{SVG}style")
    assert not re.search(r"url\(|@import|var\(", str(sheet.text))


def test_nothing_to_draw() -> None:
    """Without bars and matrix there is no picture; bars of nothing are one."""
    assert svg.picture([b.Title("title"), b.Note("note")]) is None
    assert bars_in(drawn(b.Bars("rows", [], [b.Series("rows", [])]))) == []
    assert counts_in(drawn(b.Heat("confusion", [], [], {}))) == []
