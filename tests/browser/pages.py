"""The pages that the browser opens, by name; pages of real commands can join them in PAGES."""

from collections.abc import Callable, Mapping
from importlib import import_module
from itertools import product
from typing import Any

from tests.browser.commands import DRAWN

b: Any = import_module("rebalance.cli.render.blocks")

html: Any = import_module("rebalance.cli.render.forms.html")


def page(*given: Any) -> str:
    """Make a page whole."""
    return "".join(html.page(*given))


TASKS = ["Question Answering", "Translation", "Summarization", "Text Classification", "Dialogue"]
THINGS = [
    "", " (no trivia knowledge required)", " of Short News", " in Low-Resource Languages",
    " with Evidence", " of Legal Contracts and Terms of Service, Sentence by Sentence", " for Kids",
]  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>", "]]>", "</style><b>", "\" onload='x'", "&amp;", "\x1b[31mred",
    "\u202egnp.exe", "\ud800", "\ufffe", "👩\u200d👩\u200d👧", "a\nb", "W" * 300, "ﷺ" * 5,
    "日本語の分類名はとても長いことがあります" * 3, "e\u0301" * 60, "  two  spaces ",
    "مرحبا (1)", "{}", "-->",
]  # fmt: skip
TEN = [
    "question answering", "summarisation", "code", "creative writing", "translation",
    "classification", "rewriting", "maths", "data extraction", "dialogue",
]  # fmt: skip
FORTY = [f"{name}{of}" for of, name in product(["", " in French", " of law", " for tests"], TEN)]


def inspected(categories: int = 162) -> list[Any]:
    """Look like an inspection of many categories, most of them small, with long names."""
    names = [f"{task}{thing}" for thing in THINGS for task in TASKS]
    names += [f"Task {n} of {names[n % len(names)]}" for n in range(categories)]
    rows = [max(1, 402 // (n + 1)) for n in range(categories)]
    whole = sum(rows)
    table = b.Table(
        f"{categories} categories",
        [
            b.Column("category", b.NAME), b.Column("", b.BAR), b.Column("rows", b.COUNT),
            b.Column("share", b.SHARE), b.Column("median bytes", b.COUNT),
            b.Column("band", b.MARK), b.Column("below 20", b.MARK),
        ],
        [
            [name, b.Bar(n), n, n / whole, 120 + 7 * n, "head" if n > 20 else "tail",
             b.Styled("scarce", "bad") if n < 20 else ""]
            for name, n in zip(names, rows, strict=False)
        ],
    )  # fmt: skip
    return [
        b.Title("flan_collection_info.jsonl by Generic Task Category", "1,945 rows, 162 names"),
        b.Facts([
            b.Fact("rows", f"{whole:,}", "no bad rows, no blank lines"),
            b.Fact("categories", str(categories), "65 with a single row"),
            b.Fact("imbalance ratio", "402 : 1", "largest : smallest category"),
            b.Fact("evenness", "0.731", "1 is perfectly even"),
            b.Fact("missing", "0", "absent 0, null 0, empty 0"),
            b.Fact("exact duplicates", "2", "rows that repeat an earlier row byte for byte"),
            b.Fact("shape", "instruction, input, output", "all of the first rows (1,000)"),
        ]),
        b.Note("65 categories have one row: no split can put them into both train and test.",
               "warning"),
        b.Note("Half of all rows lie in the 7 largest categories; --floor 20 marks the smallest."),
        b.Bars("Rows by category", names[:categories], [b.Series("rows", rows)], log=True),
        table,
        b.Note("Next: rebalance split flan_collection_info.jsonl --by 'Generic Task Category' "
               "-d parts/   (then balance the training part only)", "next"),
    ]  # fmt: skip


def balanced() -> list[Any]:
    """Look like a resampling: before and after, and a part that is missing."""
    before = [330, 200, 130, 90, 60, 40, 25, 14, 8, 3]
    after = [100, 100, 100, 90, 60, 40, 25, 20, 20, 12]
    missing = [0] * 9 + [8]
    rows = [
        [name, b.Bar(now, was, gap), was, was / 900, now, now / 567, now - was,
         b.Styled(gap, "warn") if gap else None]
        for name, was, now, gap in zip(TEN, before, after, missing, strict=True)
    ]  # fmt: skip
    columns = [
        b.Column("category", b.NAME), b.Column("", b.BAR),
        b.Column("rows", b.COUNT, "before"), b.Column("share", b.SHARE, "before"),
        b.Column("rows", b.COUNT, "after"), b.Column("share", b.SHARE, "after"),
        b.Column("change", b.CHANGE), b.Column("short", b.COUNT),
    ]  # fmt: skip
    totals = [["all", None, 900, 1.0, 567, 1.0, -333, 8]]
    series = [b.Series("before", before), b.Series("after", after)]
    return [
        b.Title("alpaca_tasks.jsonl by category", "At most 100, at least 20 rows. Seed 0."),
        b.Facts([
            b.Fact("rows", "900 → 567", "333 fewer"), b.Fact("imbalance", "110 → 8.3"),
            b.Fact("evenness", "0.76 → 0.91"), b.Fact("left out", "360 rows"),
        ]),
        b.Note("dialogue is 8 rows short of its floor of 20 even with 4 copies of each row: add 2 "
               "rows of dialogue, or raise --max-repeat to 7", "warning"),
        b.Bars("Before and after", TEN, series, missing),
        b.Table("Categories", columns, rows, totals),
    ]  # fmt: skip


def evaluated(classes: list[str]) -> list[Any]:
    """Look like an evaluation with a confusion matrix."""
    size = range(len(classes))
    counts = {(n, n): 1 + 400 // (n + 1) for n in size}
    counts |= {
        (n, m): 1 + (n * 31 + m * 17) % 9 for n in size for m in size if n != m and (n * m) % 7 == 3
    }
    columns = [
        b.Column("class", b.NAME), b.Column("F1", b.SCORE), b.Column("95 %", b.INTERVAL),
        b.Column("precision", b.SCORE), b.Column("recall", b.SCORE), b.Column("rows", b.COUNT),
        b.Column("remark", b.TEXT),
    ]  # fmt: skip
    rows = [
        [name, b.Styled(0.9 - n / 80, "bad" if n > 8 else ""), (0.2, 0.95), 0.9, None, n,
         "below the limit of 0.8, with 2 rows for which there was no prediction" if n > 8 else ""]
        for n, name in enumerate(classes)
    ]  # fmt: skip
    return [
        b.Title("predictions.jsonl against its truth", f"308 rows in {len(classes)} classes"),
        b.Facts([b.Fact("accuracy", "0.867", "0.824–0.900"), b.Fact("macro-F1", "0.746")]),
        b.Heat("Confusion", classes, classes, counts),
        b.Table("Classes", columns, rows, about="F1 with its 95 % interval (Takahashi 2022)."),
    ]  # fmt: skip


def hostile() -> list[Any]:
    """Names, titles and sentences that try to break out, or that are very long or wide."""
    counts = {(n, n): n + 1 for n in range(len(HOSTILE))}
    rows = [[name, b.Bar(n), n, name, name] for n, name in enumerate(HOSTILE)]
    columns = [
        b.Column(HOSTILE[0], b.NAME), b.Column("", b.BAR), b.Column("rows", b.COUNT, HOSTILE[3]),
        b.Column("text", b.TEXT, HOSTILE[3]), b.Column(HOSTILE[2], b.MARK),
    ]  # fmt: skip
    values = [float(n) for n in range(len(HOSTILE))]
    return [
        b.Title("".join(HOSTILE), HOSTILE[0]),
        b.Facts([b.Fact(name, name, name) for name in HOSTILE[:12]], HOSTILE[1]),
        *(b.Note(name, "warning") for name in HOSTILE),
        *(b.Note(name) for name in HOSTILE),
        b.Bars(HOSTILE[2], HOSTILE, [b.Series(HOSTILE[3], values)], unit=HOSTILE[0]),
        b.Heat(HOSTILE[3], HOSTILE, HOSTILE, counts, row_header=HOSTILE[0], about=HOSTILE[2]),
        b.Table(HOSTILE[0], columns, rows, about=HOSTILE[1], left_out=HOSTILE[2]),
        b.Note(HOSTILE[0], "next"),
    ]  # fmt: skip


def notebook() -> str:
    """Look like an output in a notebook, which is narrower than the window."""
    output = html.fragment(inspected())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Notebook</title></head>'
        f'<body><main style="max-width: 50rem"><h1>Notebook</h1><h2>Output</h2>\n{output}'
        "</main></body></html>"
    )


PAGES: Mapping[str, Callable[[], str]] = {
    "inspect": lambda: page(inspected(), "rebalance inspect flan.jsonl --by task -f html"),
    "balance": lambda: page(balanced(), "rebalance balance alpaca_tasks.jsonl --cap 100 -f html"),
    "evaluate-10": lambda: page(evaluated(TEN)),
    "evaluate-40": lambda: page(evaluated(FORTY)),
    "notebook": notebook,
    "hostile": lambda: page(hostile(), HOSTILE[0]),
    **DRAWN,
}
