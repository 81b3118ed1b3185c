"""Files that are not JSONL: which format they have, and what to do about it."""

import re

from rebalance.errors import NotJsonl
from rebalance.rows.faults import WHITE_SPACE, RowFault
from rebalance.rows.field import parse_row
from rebalance.rows.files.lines import LINE_END

HEAD = 4096  # bytes of a file that are looked at

_ICONV = "convert it with: iconv -f {} -t UTF-8 FILE > FILE.jsonl"
# What the first bytes are -> what the file is, and what to do.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"version https://git-lfs", "a Git LFS pointer", "fetch the file itself with: git lfs pull"),
    (b"\x1f\x8b", "compressed with gzip", "give it a name that ends in .gz"),
    (b"BZh", "compressed with bzip2", "give it a name that ends in .bz2"),
    (b"\xfd7zXZ\x00", "compressed with xz", "give it a name that ends in .xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard", "give it a name that ends in .zst"),
    (b"PK\x03\x04", "a ZIP archive", "unpack it first: unzip -p FILE > FILE.jsonl"),
    (
        b"PAR1", "a Parquet file",
        "convert it with: duckdb -c \"COPY 'FILE' TO 'FILE.jsonl' (FORMAT json)\"",
    ),
    (b"ARROW1", "an Arrow file", "write it as JSONL with the tool that made it"),
    (b"\xff\xfe\x00\x00", "UTF-32", _ICONV.format("UTF-32")),
    (b"\xff\xfe", "UTF-16", _ICONV.format("UTF-16")),
    (b"\xfe\xff", "UTF-16", _ICONV.format("UTF-16")),
)  # fmt: skip
_PAGE = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)


def refuse_foreign(name: str, head: bytes) -> None:
    """Raise where the beginning of a file shows that it is not JSONL.

    Args:
        name: The file as the user typed it.
        head: Its first bytes, after a byte-order mark.

    Raises:
        NotJsonl: It has another format, which is named.
    """
    for magic, what, advice in _MAGIC:
        if head.startswith(magic):
            raise NotJsonl(name, what, advice)
    if _PAGE.match(head):
        raise NotJsonl(name, "a web page or XML", "look at what was downloaded")
    _refuse_zeros(name, head[:64])
    first, end, rest = head.lstrip(WHITE_SPACE).partition(LINE_END)
    rest = rest if rest.strip(WHITE_SPACE) else b""
    if (first.startswith(b"[") and _begins_array(first, bool(end), rest)) and _fails(first):
        raise NotJsonl(name, "one JSON array", "convert it with: jq -c '.[]' FILE > FILE.jsonl")
    if first.startswith(b"{") and rest[:1] not in (b"", b"{") and _open(first) and _fails(first):
        raise NotJsonl(
            name, "JSON with objects over several lines",
            "convert it with: jq -c . FILE > FILE.jsonl",
        )  # fmt: skip


def _refuse_zeros(name: str, sample: bytes) -> None:
    """Raise where every other byte is 0, as in UTF-16 without a mark, or all are."""
    even, odd = (sample[side::2].count(0) for side in (0, 1))
    if len(sample) > 3 and even + odd == len(sample):
        raise NotJsonl(name, "zero bytes only", "it was cut off or never written; make it again")
    if max(even, odd) > 0.35 * len(sample):
        order = "UTF-16BE" if even > odd else "UTF-16LE"
        raise NotJsonl(name, "UTF-16", _ICONV.format(order))


def _begins_array(line: bytes, ended: bool, rest: bytes) -> bool:
    """Tell whether a line begins an array of objects that is all of the file."""
    inside = line[1:].strip(WHITE_SPACE)
    if not inside:
        return bool(rest)
    return inside.startswith(b"{") and (not ended or not rest or _open(line))


def _open(line: bytes) -> bool:
    """Tell whether a line ends inside an array or object."""
    return line.rstrip(WHITE_SPACE)[-1:] in (b"[", b"{", b",")


def _fails(line: bytes) -> bool:
    try:
        parse_row(line)
    except RowFault:
        return True
    return False
