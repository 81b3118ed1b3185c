"""Media: what refers to them, which strings are files, and what stands in their place."""

import base64
import json
from typing import Any

import pytest

from rebalance.rows.field import Field
from rebalance.rows.scanning.compared_text import REASONS, Text
from rebalance.text.identifiers import is_identifier
from rebalance.text.payloads import is_payload
from rebalance.text.sides import media_beside

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(200))).decode()
URL = f"data:image/png;base64,{PNG}"
ASK = "Describe the picture in one sentence."


def turn(content: Any, **more: Any) -> dict[str, Any]:
    """A conversation of one question and one answer."""
    answer = {"role": "assistant", "content": "A kite."}
    return {"messages": [{"role": "user", "content": content}, answer], **more}


def parts(*media: dict[str, Any]) -> dict[str, Any]:
    """A question with parts."""
    return turn([{"type": "text", "text": ASK}, *media])


ROWS = {
    "images beside": turn(f"<image>{ASK}", images=["a.png"]),
    "image beside": {"conversations": [{"from": "human", "value": ASK},
                     {"from": "gpt", "value": "A kite."}], "image": "a.png"},
    "image_path": {"question": ASK, "answer": "A kite.", "image_path": "a.png"},
    "hugging face": {"question": ASK, "answer": "y", "image": {"bytes": None, "path": "a.png"}},
    "videos": turn(f"<video>{ASK}", videos=["a.png"]),
    "audio": {"question": ASK, "answer": "y", "audio_filepath": "a.png"},
    "openai": parts({"type": "image_url", "image_url": {"url": "a.png", "detail": "low"}}),
    "openai string": parts({"type": "image_url", "image_url": "a.png"}),
    "responses": parts({"type": "input_image", "image_url": "a.png"}),
    "anthropic": parts({"type": "image", "source": {"type": "url", "url": "a.png"}}),
    "qwen": parts({"type": "image", "image": "a.png"}),
    "value": parts({"type": "image", "value": "a.png"}),
    "input_audio": parts({"type": "input_audio", "input_audio": {"data": "a.png", "format": "x"}}),
    "video part": parts({"type": "video", "video": "a.png"}),
    "gemini": {"contents": [{"role": "user", "parts": [{"text": ASK},
               {"fileData": {"mimeType": "image/png", "fileUri": "a.png"}}]}]},
    "qwen in text": turn(f"Picture 1: <img>a.png</img>\n{ASK}"),
    "markdown": {"instruction": f"![](a.png)\n{ASK}", "input": "", "output": "A kite."},
    "html": {"prompt": f"<img src='a.png' width=3>{ASK}", "completion": "A kite."},
    "unknown shape": {"left": ASK, "image": "a.png"},
}  # fmt: skip


def other(row: dict[str, Any], path: str) -> dict[str, Any]:
    """The same row with another picture."""
    found: dict[str, Any] = json.loads(json.dumps(row).replace("a.png", path))
    return found


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_rows_with_different_media_have_nothing_in_common(row: dict[str, Any]) -> None:
    """Neither prompt nor words; the same picture makes the same words again."""
    text = Text()
    for path in ("b.png", URL):
        theirs = other(row, path)
        assert not set(text.words(row)) & set(text.words(theirs))
        assert text.question(row) != text.question(theirs) or "left" in row
    assert text.words(row) == text.words(other(row, "a.png"))
    assert media_beside(row, [text.of(row)]) == ["a.png"]


def test_sentences_are_no_references() -> None:
    """A field of that name may hold words; a path may have spaces."""
    row = {"left": ASK, "arguments": {"image": "image = pipe(prompt).images[0]"}}
    assert media_beside(row, []) == []
    assert media_beside({"image": "My Pictures/a 1.PNG"}, []) == ["My Pictures/a 1.PNG"]


def test_data_is_identified_by_its_digest() -> None:
    """However it is wrapped: as a URL, or as plain base64."""
    wrapped = parts({"type": "image_url", "image_url": {"url": URL}})
    plain = parts({"type": "image", "source": {"type": "base64", "media_type": "a/b", "data": PNG}})
    assert Text().words(wrapped) == Text().words(plain)
    assert len(media_beside(wrapped, [])[0]) == 64


def test_pictures_that_the_model_makes_are_no_part_of_the_prompt() -> None:
    """Two answers with different pictures to one prompt are one prompt."""
    shown = {"role": "assistant", "content": [{"type": "image", "image": "a.png"}]}
    row = {"messages": [{"role": "user", "content": "Draw a red kite."}, shown]}
    assert Text().words(row) == Text().words(other(row, "b.png")) == ["draw", "a", "red", "kite"]
    answer = {"instruction": "Draw a red kite.", "output": "![](a.png)"}
    assert Text().words(answer) == Text().words(other(answer, "b.png"))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (URL, True), ("DATA:image/png;base64," + PNG, True), (PNG, True),
        ("data:text/plain,hello%20you%20over%20there", True),
        (base64.b64encode(bytes(range(256))).decode(), True),
        (base64.encodebytes(bytes(range(256))).decode(), True),
        ("data: the new oil, they say, of our time", False), ("a" * 5000, False),
        ("ACGT" * 100, False), ("f3" * 200, False), ("word " * 100, False), ("", False),
        ("https://example.org/" + "a1B" * 100, False), ("数据" * 300, False),
        ("/9j/ is how JPEG files begin in base64", False),
    ],
)  # fmt: skip
def test_payloads(text: str, *, is_one: bool) -> None:
    """Data URLs and base64 are files; long words, genes, digests and addresses are text."""
    assert is_payload(text) == is_one


@pytest.mark.parametrize(
    "name",
    ["id", "ID", "uid", "key", "idx", "index", "hash", "url", "question_id", "doc-id", "rowId",
     "sourceURL", "image_hash", " id "],
)  # fmt: skip
def test_identifiers(name: str) -> None:
    """Fields that identify a row say nothing of it."""
    assert is_identifier(name)
    assert Text().words({name: "a1 b2", "left": "some words"}) == ["some", "words"]


@pytest.mark.parametrize("name", ["valid", "idea", "keyword", "hashtag", "curl", "paid", "grid"])
def test_names_that_only_look_so(name: str) -> None:
    """Words that end or begin like one are none."""
    assert not is_identifier(name)


def test_why_rows_have_no_prompt() -> None:
    """Each reason by a row that has it."""
    silent = {"messages": [{"role": "system", "content": "s"}, {"role": "model", "content": "m"}]}
    rows: list[dict[str, Any]] = [
        {"instruction": "Do.", "output": "y"},
        {"left": "some words"},
        silent,
        {"prompt": "?!", "completion": "y"},
    ]
    found = [Text().question(row)[1] for row in rows]
    found.append(Text(prompts=(Field.parse("q"),)).question({})[1])
    assert found == list(range(len(REASONS)))
    named = Text(prompts=(Field.parse("left"),), responses=(Field.parse("right"),))
    assert named.question({"left": "some words", "right": "others"})[0] == "some words"


@pytest.mark.parametrize("field", ["image_id", "file_name", "image_1", "input_image", "Image Path",
                                   "screenshot", "path", "speech"])  # fmt: skip
def test_pictures_under_usual_names(field: str) -> None:
    """Tell questions apart; whole numbers do where they are the pictures' own."""
    values: tuple[object, object] = (1, 2) if field == "image_id" else ("a.png", "b.png")
    rows = [{field: one, "question": "What is in it?", "answer": "A ball."} for one in values]
    assert Text().words(rows[0]) != Text().words(rows[1])
    assert Text().question(rows[0]) != Text().question(rows[1])
