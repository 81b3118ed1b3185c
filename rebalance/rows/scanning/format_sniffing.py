"""Files that are not JSONL: which format they have, and what to do about it."""

import re
import shlex
from collections.abc import Callable

from rebalance.errors import NotJsonl
from rebalance.rows.faults import WHITE_SPACE, RowFault
from rebalance.rows.field import Row, parse_row
from rebalance.rows.files.codecs import codec_of
from rebalance.rows.files.lines import LINE_END
from rebalance.rows.files.shell import converting, jq, new_name, quoted, unpacking
from rebalance.rows.scanning.text_formats import text_format
from rebalance.rows.scanning.wrapped_rows import whole_file

HEAD = 4096  # bytes of a file that are looked at

Rest = Callable[[], bytes]

_PACKED = (
    (b"\x1f\x8b", "compressed with gzip", ".gz"),
    (b"BZh", "compressed with bzip2", ".bz2"),
    (b"\xfd7zXZ\x00", "compressed with xz", ".xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard", ".zst"),
)
# What the first bytes are -> what the file is, and a program that reads it and writes text.
_ENCODED = (
    (b"\xff\xfe\x00\x00", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"),
)  # fmt: skip
_EXPORT = "write it as JSONL with the tool that made it"
_OTHERS = (
    (b"version https://git-lfs", "a Git LFS pointer", "fetch the file itself with: git lfs pull"),
    (b"SQLite format 3\x00", "an SQLite database", _EXPORT),
    (b"\x93NUMPY", "a NumPy array", _EXPORT),
    (b"\x89HDF\r\n", "an HDF5 file", _EXPORT),
    (b"Obj\x01", "an Avro file", _EXPORT),
    (b"\x80\x04", "a Python pickle", _EXPORT),
    (b"%PDF-", "a PDF", _EXPORT),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
)
_PYTHON = "import sys, {module}; {call}"
_PAGE = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)


def refuse_foreign(name: str, head: bytes, rest: Rest = bytes) -> None:
    """Raise where the beginning of a file shows that it is not JSONL.

    Args:
        name: The file as the user typed it.
        head: Its first bytes, after a byte-order mark.
        rest: Reads more bytes of it, as many as one likes to hold.

    Raises:
        NotJsonl: It has another format, which is named.
    """
    _refuse_binary(name, head)
    if _PAGE.match(head):
        raise NotJsonl(name, "a web page or XML", "look at what was downloaded")
    _refuse_zeros(name, head[:64])
    first, end, after = head.lstrip(WHITE_SPACE).partition(LINE_END)
    after = after if after.strip(WHITE_SPACE) else b""
    if (first.startswith(b"[") and _begins_array(first, bool(end), after)) and _fails(first):
        raise NotJsonl(name, "one JSON array", converting(name, jq(".[]")))
    if first.startswith(b"{") and after[:1] not in (b"", b"{") and _open(first) and _fails(first):
        raise _pretty(name, head, rest)
    if found := text_format(name, head, cut=len(head) == HEAD):
        raise NotJsonl(name, found.what, converting(name, found.program))


def _refuse_binary(name: str, head: bytes) -> None:
    """Raise where the first bytes are those of a format that is no text."""
    if _is_tar(head) or (head.startswith(b"\x1f\x8b") and name.lower().endswith(".tgz")):
        program = "tar -xzOf -" if name.lower().endswith(".tgz") else "tar -xOf -"
        raise NotJsonl(name, "a tar archive", converting(name, program))
    for magic, what, codec in _PACKED:
        if head.startswith(magic):
            raise NotJsonl(name, what, unpacking(name, codec))
    if head.startswith(b"PK\x03\x04"):
        raise _zip(name, head)
    for magic, what, advice in (*_OTHERS, *_TABLES):
        if head.startswith(magic):
            raise NotJsonl(name, what, advice if isinstance(advice, str) else advice(name))
    for magic, encoding in _ENCODED:
        if head.startswith(magic):
            raise NotJsonl(name, encoding, converting(name, f"iconv -f {encoding} -t UTF-8"))


def _is_tar(head: bytes) -> bool:
    """Tell whether a file begins with the header of a tar archive, of any age, by its checksum."""
    digits = head[148:156].strip(b" \x00")
    if len(head) < 512 or not re.fullmatch(b"[0-7]+", digits):
        return False
    return int(digits, 8) == sum(head[:148]) + 8 * ord(" ") + sum(head[156:512])


def _zip(name: str, head: bytes) -> NotJsonl:
    if b"[Content_Types].xml" in head or name.lower().endswith(".xlsx"):
        return NotJsonl(name, "an Excel workbook", "save it as CSV (UTF-8), and convert that")
    if name == "-" or codec_of(name):
        return NotJsonl(name, "a ZIP archive", converting(name, "funzip"))
    command = f"unzip -p {quoted(name)} > {quoted(new_name(name))}"
    return NotJsonl(name, "a ZIP archive", f"unpack it with: {command}")


def _by_duckdb(name: str) -> str:
    """Say how to convert a Parquet file, which no pipe can give."""
    one, other = (part.replace("'", "''") for part in (name, new_name(name)))
    query = f"COPY (FROM '{one}') TO '{other}' (FORMAT json)"
    return _converted(name, f"duckdb -c {shlex.quote(query)}")


def _by_python(module: str, call: str) -> Callable[[str], str]:
    """Say how to convert a file with a library of Python."""

    def advice(name: str) -> str:
        code = shlex.quote(_PYTHON.format(module=module, call=call))
        return _converted(name, f"python3 -c {code} {quoted(name)} {quoted(new_name(name))}")

    return advice


def _converted(name: str, command: str) -> str:
    if name == "-":
        return "save it as a file first; rebalance says then how to convert it"
    return f"convert it with: {command}"


_FEATHER = _by_python(
    "pandas",
    "pandas.read_feather(sys.argv[1]).to_json(sys.argv[2], orient='records', lines=True)",
)
_STREAM = _by_python("datasets", "datasets.Dataset.from_file(sys.argv[1]).to_json(sys.argv[2])")
_TABLES = (
    (b"PAR1", "a Parquet file", _by_duckdb),
    (b"ARROW1", "an Arrow file", _FEATHER),
    (b"\xff\xff\xff\xff", "an Arrow stream", _STREAM),
)


def _pretty(name: str, head: bytes, rest: Rest) -> NotJsonl:
    """Say what JSON over several lines is: one object that holds rows, or rows after each other."""
    whole = _parsed(head + rest())
    found = whole_file(whole) if whole is not None else None
    if found is None:
        what = "JSON with objects over several lines"
        return NotJsonl(name, what, converting(name, jq(".")))
    return NotJsonl(name, found.what, found.advice(name))


def _parsed(text: bytes) -> Row | None:
    try:
        return parse_row(text)
    except RowFault:
        return None


def _refuse_zeros(name: str, sample: bytes) -> None:
    """Raise where every other byte is 0, as in UTF-16 without a mark, or all are."""
    even, odd = (sample[side::2].count(0) for side in (0, 1))
    if len(sample) > 3 and even + odd == len(sample):
        raise NotJsonl(name, "zero bytes only", "it was cut off or never written; make it again")
    if max(even, odd) > 0.35 * len(sample):
        order = "UTF-16BE" if even > odd else "UTF-16LE"
        raise NotJsonl(name, "UTF-16", converting(name, f"iconv -f {order} -t UTF-8"))


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
    return _parsed(line) is None
