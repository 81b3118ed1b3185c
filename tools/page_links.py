"""The links of the project's pages: found in their Markdown, followed, and counted."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parents[1]
CODE = re.compile(
    r"^( *)(`{3,}|~{3,}).*?^\1\2`*$|<!--.*?-->|(`+)(?!`).*?(?<!`)\3(?!`)", re.DOTALL | re.MULTILINE
)
LINK = re.compile(
    r"""\]\(\s*<?([^()\s>]+(?:\([^()\s]*\))?)>?(?:\s+"[^"]*")?\s*\)|\b(?:href|src)="([^"]+)\""""
)
HEADING = re.compile(r"^#{1,6} +(.+?)(?: +#+)?$", re.MULTILINE)
ELSEWHERE = ("https", "http", "mailto")


def pages() -> list[Path]:
    """List the pages: those of the project, of its sample data, and all in docs/."""
    return [
        *sorted(ROOT.glob("*.md")),
        ROOT / "sample_data" / "README.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ]


def links(page: Path) -> list[str]:
    """Find where the links and pictures of a page lead, as they are written."""
    text = CODE.sub("code", page.read_text("utf-8"))
    return [one or other for one, other in LINK.findall(text)]


@cache
def anchors(page: Path) -> frozenset[str]:
    """Find the anchors of a page: its headings in small letters, with hyphens for spaces."""
    blocks = re.sub(
        r"^( *)```.*?^\1```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    plain = (re.sub(r"\[(.*?)\]\(.*?\)", r"\1", one).lower() for one in HEADING.findall(blocks))
    return frozenset(re.sub(r"[^\w\- ]", "", one).replace(" ", "-") for one in plain)


def target(page: Path, link: str) -> Path:
    """Name the file that a link within the project leads to."""
    path = unquote(link.partition("#")[0])
    return (page.parent / path).resolve() if path else page


def is_elsewhere(link: str) -> bool:
    """Tell whether a link leads to another host."""
    return urlsplit(link).scheme in ELSEWHERE


def faults(page: Path) -> Iterator[str]:
    """Say which links of a page lead nowhere; those to other hosts are not followed."""
    for link in links(page):
        if is_elsewhere(link):
            if not re.fullmatch(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./#?=&%~+-]*)?", link):
                yield f"{link} is not well formed"
            continue
        file, anchor = target(page, link), link.partition("#")[2]
        if not file.is_relative_to(ROOT) or not file.exists():
            yield f"{link} leads to no file"
        elif anchor and (file.suffix != ".md" or anchor not in anchors(file)):
            yield f"{link} leads to no heading"


def kind(link: str) -> str:
    """Say what a link leads to, for the count."""
    if is_elsewhere(link):
        return "to other hosts"
    path, _, anchor = link.partition("#")
    return (
        "to headings"
        if anchor
        else "to pictures"
        if path.endswith(".svg")
        else "to pages and files"
    )


if __name__ == "__main__":
    wrong = [f"{page.relative_to(ROOT)}: {one}" for page in pages() for one in faults(page)]
    found = Counter(kind(link) for page in pages() for link in links(page))
    counted = ", ".join(f"{number} {what}" for what, number in sorted(found.items()))
    sys.stdout.write("".join(f"{one}\n" for one in wrong))
    sys.stdout.write(
        f"{found.total()} links of {len(pages())} pages: {counted}; {len(wrong)} are wrong\n"
    )
    hosts = sorted({link for page in pages() for link in links(page) if is_elsewhere(link)})
    sys.stdout.write("".join(f"  {one}\n" for one in hosts if "--hosts" in sys.argv))
    sys.exit(bool(wrong))
