"""Worlds: a few files of rows, valid, nearly valid and mutated, whose fields are known."""

import bz2
import gzip
import json
import lzma
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.support import SHARED

Row = dict[str, Any]

SUITE = sorted((SHARED / "data/bad/JSONTestSuite/test_parsing").glob("*.json"))
SAMPLES = [path.read_bytes() for path in SUITE] or [b'{"a": [1, "x"]}', b"[NaN]", b'{"a":']
CODECS: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress,
}  # fmt: skip
DEEP = "deep inside"  # stands for a value 900 levels deep, which the json module does not write
TEXTS = (
    "red car", "Ж 翻译 ก็ कि", "as an AI language model, I cannot", "{{x}} $x </s>", "42", "", "yes",
    "\x1b[31m::error::x\r##[error]y", "e\u0301 😀 \u202e", "data:image/png;base64,iVBORw0KGgo=",
    "the quick brown fox jumps over the lazy dog and then it runs away again", "go on " * 40,
)  # fmt: skip
LABELS = (
    "a", "b", "c", "A", "a ", "1", "[/]", "x,y=z", "é", "e\u0301", "::error::", "🚗" * 20, '"',
    1, 2, 1.0, True, False, -0.0, 2**64, 1e300,
)  # fmt: skip
NUMBERS = ((0, 1, 2, 3), (0.5, 0.25, 1e-3), (1.7e308, 1.6e308, 1.0), (-1.7e308, 1.7e308),
           (1e-320, 5e-324), (2**63, 2**64 + 1, 7), (-1, -2.5), (1, "x", None))  # fmt: skip
TIMES = (
    ("2024-01-05", "2024-02-01T10:00:00Z", "2023-12-31"), (1700000000, 1700000001, 1600000000),
    ("2024-01-05", "soon", None), ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
)  # fmt: skip
GROUPS: tuple[tuple[Any, ...], ...] = (
          ("u1", "u2", "u3"), (1, 1.0, "1", 2), (["u1", "u2"], ["u2"], []), (DEEP, "u1"),
          ({"x": 1}, {"x": 2}, None), (1e300, 2**70, -0.0, 0))  # fmt: skip

SHAPES: tuple[Callable[[str, str], Row], ...] = (
    lambda ask, answer: {"instruction": ask, "input": "", "output": answer},
    lambda ask, answer: {"messages": _turns(ask, answer)},
    lambda ask, answer: {"conversations": [{"from": "human", "value": ask},
                                           {"from": "gpt", "value": answer}]},
    lambda ask, answer: {"prompt": ask, "completion": answer},
    lambda ask, answer: {"prompt": ask, "chosen": answer, "rejected": ask},
    lambda ask, answer: {"chosen": _turns(ask, answer), "rejected": _turns(ask, "no")},
    lambda ask, answer: {"text": f"{ask} {answer}"},
    lambda ask, answer: {"messages": [{"role": "user", "content": [
        {"type": "text", "text": ask}, {"type": "image_url", "image_url": {"url": "a.png"}},
        ]}, {"role": "assistant", "content": answer, "tool_calls": [{"id": 1}]}]},
    lambda ask, answer: {"messages": DEEP, "text": ask + answer},
)  # fmt: skip


def _turns(ask: str, answer: str) -> list[Row]:
    return [{"role": "user", "content": ask}, {"role": "assistant", "content": answer}]


def one_in(draw: st.DrawFn, times: int) -> bool:
    """Draw whether something rare happens; never at the ends of ranges, which hypothesis likes."""
    return draw(st.integers(0, 64 * times)) % times == times // 2


@dataclass(frozen=True)
class World:
    """What there is before a command runs.

    Attributes:
        by: The field of the category, as `by` takes it.
        labels: The values that it has.
        files: The bytes of each file, the dataset first.
        fields: Fields of the rows by what they hold; "" are all of them.
        is_clean: Whether all lines are rows, and all rows have a category.
    """

    by: str
    labels: tuple[Any, ...]
    files: dict[str, bytes] = field(repr=False)
    fields: Mapping[str, Sequence[str]]
    is_clean: bool


@st.composite
def worlds(draw: st.DrawFn, lists: bool = True) -> World:
    """Draw a dataset, a second file of it, and another version of it.

    Args:
        draw: Of hypothesis.
        lists: Whether categories may be lists of labels.
    """
    by = draw(st.sampled_from(["category", "category", "kind", "meta.task", *["labels"] * lists]))
    plain = draw(st.booleans())  # what most people have
    wild = st.lists(st.sampled_from(LABELS), min_size=2, max_size=5, unique_by=repr)
    labels: list[Any] = list("abc") if plain else draw(wild)
    shape = draw(st.sampled_from(SHAPES))
    pools = [(choices[0] if plain else draw(st.sampled_from(choices)))
             for choices in (NUMBERS, TIMES, GROUPS)]  # fmt: skip
    templates = [draw(_rows(by, labels, shape, pools)) for _ in range(draw(st.integers(1, 5)))]
    is_clean = not one_in(draw, 4)
    suffix = draw(st.sampled_from(["", "", "", *CODECS]))
    names = {"rows.jsonl" + suffix: 0, "more.jsonl": 1000, "other.jsonl": draw(st.integers(0, 1))}
    files = {}
    for name, first in names.items():
        rows = [{**templates[n % len(templates)](first + n)} for n in range(draw(_SIZES))]
        content = draw(_content(rows, is_clean=is_clean))
        files[name] = CODECS[suffix if name.endswith(suffix) else ""](content)
    asks = [name for name in rows[0] if name in _ASKS]
    fields = {
        "": [*rows[0], "no such"], "category": [by], "number": ["n"], "time": ["when"],
        "id": ["id"], "truth": ["truth"], "predicted": ["predicted"], "options": ["choices"],
        "prompt": asks, "response": [name for name in rows[0] if name in _ANSWERS] or asks,
        "probabilities": ["chances"], "text": [*asks, "note"], "group": ["owner", "n", "truth"],
    }  # fmt: skip
    seen = [one for row in rows for one in _labels_of(row, by)]
    return World(by, tuple({repr(one): one for one in seen}.values()), files, fields, is_clean)


_SIZES = st.sampled_from([1, 2, 5, 9, 14, 20, 30, 50])
_ASKS = ("instruction", "prompt", "messages", "conversations", "text", "chosen")
_ANSWERS = ("output", "completion", "rejected", "text")


def _labels_of(row: Row, by: str) -> list[Any]:
    value: Any = row
    for name in by.split("."):
        value = value[name]
    return value if isinstance(value, list) else [value]


@st.composite
def _rows(
    draw: st.DrawFn, by: str, labels: Sequence[Any], shape: Callable[[str, str], Row],
    pools: Sequence[Sequence[Any]],
) -> Callable[[int], Row]:  # fmt: skip
    """Draw how rows are made of their number; of one template they are much alike."""
    ask, answer, note = (draw(st.sampled_from(TEXTS)) for _ in range(3))
    label: Any = draw(st.sampled_from(labels))
    truth, predicted = draw(st.sampled_from(labels)), draw(st.sampled_from([*labels, None]))
    several = draw(st.lists(st.sampled_from(labels), min_size=1, max_size=3))
    turn = draw(st.sampled_from([0, 1, 1, 7]))  # 0: identical rows
    category: dict[str, Row] = {"meta.task": {"meta": {"task": label}}, "labels": {by: several}}

    def row(number: int) -> Row:
        times = number * turn
        more = f" {times}" if turn else ""
        number_, time, group = (pool[(times + len(ask)) % len(pool)] for pool in pools)
        return {
            "id": times, **category.get(by, {by: label}), **shape(ask + more, answer + more),
            "n": number_, "when": time, "owner": group, "note": note,
            "truth": truth, "predicted": truth if number % 3 else predicted,
            "choices": [str(one) for one in labels],
            "chances": {str(one): 1 / len(labels) for one in labels},
        }  # fmt: skip

    return row


@st.composite
def _content(draw: st.DrawFn, rows: Sequence[Row], *, is_clean: bool) -> bytes:
    """Draw how rows are spelt, and what befalls some of them."""
    ascii_only, tight, end = draw(st.booleans()), draw(st.booleans()), draw(st.sampled_from(_ENDS))
    separators = (",", ":") if tight else (", ", ": ")
    lines = [spelt(row, ensure_ascii=ascii_only, separators=separators) for row in rows]
    for _ in range(0 if is_clean else draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        lines[at] = draw(_MISHAPS).replace(b"@", lines[at])
    start = b"\xef\xbb\xbf" if one_in(draw, 9) else b""
    content = start + end.join(lines) + draw(st.sampled_from([end, b"", b"\n\n \t\r\n"]))
    return draw(mutated(content)) if not is_clean and one_in(draw, 2) else content


def spelt(row: object, **how: Any) -> bytes:
    """Write a row, with what is 900 levels deep put in."""
    text = json.dumps(row, **how).encode("utf-8", "surrogatepass")
    return text.replace(f'"{DEEP}"'.encode(), b"[" * 900 + b"]" * 900)


_ENDS = (b"\n", b"\n", b"\r\n", b" \n")
_MISHAPS = st.one_of(
    st.sampled_from([
        b"", b"  ", b'{"category": null}', b'{"category": ""}', b'{"category": {}}', b"{}", b"[@]",
        b'{"category": [["a"]], "id": 1}', b'{"category": "a", "category": "b"}', b"@@", b"@,",
        b'{"n": 1e999}', b'{"n": NaN}', b'{"category": "\\ud800"}', b'{"category": "\xff"}',
        b'{"category": ' + b"[" * 1100 + b"]" * 1100 + b"}", b'{"id": 1, "n": ' + b"9" * 400 + b"}",
        b'{"messages": [{"role": 1, "content": {}}]}', b'{"conversations": "x", "prompt": [1]}',
    ]),
    st.sampled_from(SAMPLES).map(lambda sample: b'{"category": "a", "x": %s}' % sample),
    st.sampled_from(SAMPLES), st.binary(max_size=20),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """Change, put in, or take out some bytes of a file."""
    raw = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(raw)))
        raw[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(raw)
