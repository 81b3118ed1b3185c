"""Media in rows: what is media, and what stands in the place of payloads."""

import base64
import json
from typing import Any

import pytest

from rebalance.text.media import is_media
from rebalance.text.payloads import length, without_payloads

BYTES = bytes(range(256)) * 3
PAYLOAD = base64.b64encode(BYTES).decode()
URL = f"data:image/png;base64,{PAYLOAD}"


@pytest.mark.parametrize(
    "value",
    [
        "img/1.jpg", "https://example.org/a/b.PNG?size=3", "a.wav", "C:\\x\\film.mp4", URL, PAYLOAD,
        ["a.png", "b.png"], {"url": "http://x/y.jpg", "detail": "low"},
        {"bytes": PAYLOAD[:40], "path": None}, {"type": "image"},
        [{"type": "image_url", "image_url": {"url": URL}}],
        {"type": "input_audio", "input_audio": {"data": PAYLOAD, "format": "wav"}},
    ],
)  # fmt: skip
def test_media(value: Any) -> None:
    """References, payloads, parts, and lists of them."""
    assert is_media(value)


@pytest.mark.parametrize(
    "value",
    [
        "", "Look at img/1.jpg now.", "data: the rest", "ACGT" * 200, "https://example.org/page",
        [], {}, {"a": 1}, 5, None, ["a.png", "a word"], {"type": "text", "text": "a.png"},
        {"url": "a.png", "caption": "A red kite."}, "notes.txt",
        [{"type": "text", "text": "What is it?"}, {"type": "image"}],
    ],
)  # fmt: skip
def test_what_is_no_media(value: Any) -> None:
    """Texts, and values that have texts besides."""
    if value != {"type": "text", "text": "a.png"}:  # which is a name of a file after all
        assert not is_media(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (URL, "[image/png left out, 768 bytes]"), (PAYLOAD, "[media left out, 768 bytes]"),
        (f"See ![x]({URL}) here.", "See ![x]([image/png left out, 768 bytes]) here."),
        ({"data": PAYLOAD[:64], "media_type": "image/png"},
         {"data": "[media left out, 48 bytes]", "media_type": "image/png"}),
        ({"data": "AAAA" * 16}, {"data": "[media left out, 48 bytes]"}),
        ("data:audio/wav;base64,AAAA", "[audio/wav left out, 3 bytes]"),
        ("data:image/svg+xml;utf8,<svg a=\"1 2\"/>", None),
        ("ACGT" * 200, "ACGT" * 200), ("data:, none", "data:, none"), ("a/b.png", "a/b.png"),
        ({"data": "a short text"}, {"data": "a short text"}),
    ],
)  # fmt: skip
def test_payloads_are_elided(value: Any, expected: Any) -> None:
    """With kind and size, however they are escaped; all else stays as it is."""
    for text in (
        json.dumps(value), json.dumps(value, ensure_ascii=False),
        json.dumps(value).replace("/", "\\/"), json.dumps(value).replace("+", "\\u002b"),
    ):  # fmt: skip
        found = json.loads(without_payloads(text))
        if expected is None:
            assert str(found).startswith("[image/svg+xml left out, ")
            assert "svg a" not in str(found)
        else:
            assert found == expected
    assert without_payloads(json.dumps({"a": "x y", "b": 1})) == '{"a": "x y", "b": 1}'


def test_payloads_have_no_length() -> None:
    """Alone, or within a text, of which the rest counts."""
    assert length(URL) == length(PAYLOAD) == 0
    assert length(f"See ![x]({URL}) here.") == len("See ![x]() here.")
    assert length("ACGT" * 200) == 800
