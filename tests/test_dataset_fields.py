"""Fields of a dataset: which a model is asked for."""

from typing import Any

import pytest

from rebalance.copied_fields import read_copied, said
from rebalance.dataset_fields import reason

UUID = "0b9f1c1e-7e5f-4b8e-9d3c-2f1a6b7c8d9e"


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("id", ["a-1", "a-2"], "identifier"), ("Question_ID", [1, 2], "identifier"),
        ("uuid", [UUID], "identifier"), ("digest", ["9f" * 16, "0a" * 16], "identifier"),
        ("url", ["https://example.org"], "identifier"),
        ("key", [["a list"]], ""), ("id", [{"a": 1}], "nested metadata"),
        ("created", ["2024-03-01T10:00:00Z", "2024-03-01 10:00:00.5 +02:00"], "time stamp"),
        ("date", ["2024-03-01", "2024/3/1", "2024-03"], "time stamp"),
        ("ts", [1700000000], "number"),
        ("date", ["on 2024-03-01", "2024-03-01"], ""), ("answer", ["1969-07-20"], ""),
        ("score", [0.5, 1], "number"), ("answer", [42, 7], ""), ("label", [0, 1], ""),
        ("flag", [True, False], ""), ("mixed", [1, "a"], ""), ("n", ["12"], ""),
        ("image", ["img/1.jpg", "img/2.jpg"], "media"), ("images", [[], ["a.png"]], "media"),
        ("image", ["img/1.jpg", "a text"], ""), ("input", ["", ""], ""),
        ("photo", [{"bytes": "x", "path": None}], "media"),
        ("messages", [[{"role": "user", "content": [{"type": "image"}, {"type": "text",
                                                                        "text": "a b"}]}]], ""),
        ("meta", [{"source": "web"}], "nested metadata"), ("meta", [{}], "nested metadata"),
        ("chosen", [{"from": "gpt", "value": "x"}], ""),
        ("chosen", [{"Role": "a", "content": ""}], ""),
        ("embedding", [[0.5, 1], [2]], "number"), ("labels", [[]], ""),
        ("tags", [["a", "b"]], ""), ("turns", [[{"role": "user", "content": "x"}]], ""),
        ("nothing", [], ""),
    ],
)  # fmt: skip
def test_why_fields_are_left_out(name: str, values: list[Any], expected: str) -> None:
    """By their names, their types, and all of their values."""
    assert reason(name, values) == expected


@pytest.mark.parametrize(
    "copied", [{"a": 1}, {"a b": ["\u2028", {"c": None}], "z": 'q"}'}, {"n": 1.5, "t": "x\ny"}]
)
def test_copied_fields_come_back(copied: dict[str, Any]) -> None:
    """Out of a request in the form of any provider, whatever stands around them."""
    text = f"Write rows.\n{said({'old': 1})}\n\n{said(copied)}"
    for request in (
        {"body": {"messages": [{"role": "user", "content": text}]}},
        {"params": {"messages": [{"role": "user", "content": [{"type": "text", "text": text}]}]}},
    ):
        assert read_copied(request) == copied
    assert read_copied({"body": {"messages": []}}) == {}
