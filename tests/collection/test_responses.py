"""Responses: the layouts that they have, and the rows that models write in them."""

import json
from typing import Any

import pytest

from rebalance.collection.fitting import Fitting
from rebalance.collection.responses import Collector, Piece
from rebalance.dataset_fields import DatasetField
from rebalance.rows.category import category_keys
from rebalance.rows.field import Field

(KEY,) = category_keys(["a"]).tolist()


FIELDS = ("x", "q", "a", "m", "task", "messages", "conversations")


def optional(*names: str) -> list[DatasetField]:
    """Fields that some rows have, with strings and numbers."""
    return [DatasetField(one, False, "", False, frozenset({"str", "number"})) for one in names]


def collector(by: str = "task", **more: Any) -> Collector:
    """One that knows the category a."""
    fields = [Field.parse(by)]
    return Collector(
        fields, {KEY: "a"}.get, "provenance", Fitting(optional(*FIELDS), fields), **more
    )


def response(content: object, name: str | None = None, **choice: object) -> dict[str, Any]:
    """A response with one choice."""
    message = {"role": "assistant", "content": content}
    return {
        "custom_id": name or f"rebalance-generate-{KEY:016x}-00001",
        "response": {"status_code": 200, "body": {
            "model": "m-1", "choices": [{"message": message, "finish_reason": "stop", **choice}]}},
        "error": None,
    }  # fmt: skip


def read(answer: dict[str, Any], by: str = "task") -> tuple[list[Any], list[str]]:
    """Rows without provenance, and the rules of what makes none."""
    found = list(collector(by).read(answer))
    rows = [json.loads(one) for one in found if isinstance(one, bytes)]
    assert [one.pop("provenance")["row"] for one in rows] == list(range(1, len(rows) + 1))
    return rows, [one.why.rule for one in found if isinstance(one, Piece)]


ROW = '{"x": 1, "task": "a"}'


@pytest.mark.parametrize(
    ("content", "rows", "rules"),
    [
        (ROW, 1, []),
        (f"{ROW}\n{ROW}\n", 2, []),
        (f"[{ROW}, {ROW}]", 2, []),
        (f'{{"rows": [{ROW}, {ROW}]}}', 2, []),
        (f"```json\n{ROW}\n```", 1, []),
        (f"Here:\n```\n[{ROW}]\n```\nand\n```jsonl\n{ROW}\n{ROW}\n```\nDone", 3, []),
        (f"[\n{ROW},\n{ROW}\n]", 2, []),
        (f"[\n{ROW},\n{ROW[:-3]}", 1, ["not-json"]),
        (f"Sure! {{name}} is [1]:\n1. {ROW}\n\n2) {ROW},\n- {ROW}\nHope it helps.", 3, []),
        (f'{{"n": 2, "rows": [{ROW}, {ROW}], "note": "done"}}', 2, []),
        (f'{{"rows": [{ROW}, {ROW}, {ROW[:9]}', 2, ["not-json"]),
        (f'{{"rows": [{ROW}, {{"x": NaN}}, {ROW}]}}', 2, ["not-json"]),
        (json.dumps(ROW), 1, []),
        (f"{ROW}{ROW}", 2, []),
        ('{"x": 1, "task": "a",}', 1, []),
        ('[{"x": [1, 2,], "task": "a",},]', 1, []),
        ('{\n  "x": "two\nlines",\n  "task": "a"\n}', 1, []),
        ('{"x": ",]", "q": ",}",}', 1, []),
        (f'{{"x": 1, "q": {{"x": 5}}, "a": oops}}\n{ROW}', 1, ["not-json"]),
        (f'{{\n  "x": "open,\n  "q": {{"x": 5}}\n}}\n{ROW}\n{ROW}', 2, ["not-json"]),
        ('{"q": 1, "m": {"x": 5}, "a": "cut', 0, ["not-json"]),
        ("{'x': 1}", 0, ["not-json"]),
        ('{"score": 1}', 0, ["other-fields"]),
        (f"{ROW}\n42\n[1]", 1, []),
        ("[1, 2]", 0, ["no-content"]),
        ('{"messages": [{"role": "user", "content": "x"}]}', 1, []),
        ('{"conversations": [{"from": "human", "value": "x"}]}', 1, []),
        ('{"x": NaN}', 0, ["not-json"]),
        ('{"x": "\\ud800"}', 0, ["not-json"]),
        ("[" * 100_000, 0, ["no-content"]),
        ('{"x":' * 20_000, 0, ["not-json"]),
        ('{"x": ' + "[" * 1000 + "]" * 1000 + "}", 0, ["too-deep"]),
        ('{"x": 1, "provenance": 1}', 0, ["field-taken"]),
        ("", 0, ["no-content"]), (" \n", 0, ["no-content"]), (None, 0, ["no-content"]),
        ([1], 0, ["no-content"]),
    ],
)  # fmt: skip
def test_rows_of_a_response(content: object, rows: int, rules: list[str]) -> None:
    """Arrays, lines, fences and wrappers; and whatever yields no row is reported."""
    found, told = read(response(content))
    assert (len(found), told) == (rows, rules)


@pytest.mark.parametrize(
    ("answer", "rules"),
    [
        ({**response(ROW), "error": {"code": "expired"}}, ["response-error"]),
        ({**response(ROW), "response": None}, ["response-error"]),
        ({**response(ROW), "response": {"status_code": 429, "body": {}}}, ["response-error"]),
        ({**response(ROW), "response": {"body": {"choices": []}}}, ["no-content"]),
        ({**response(ROW), "response": {"body": {"choices": [None]}}}, ["no-content"]),
        (response(ROW, "mine-1"), ["unknown-request"]), ({}, ["unknown-layout"]),
        (response(None, message={"refusal": "No."}), ["refusal"]),
    ],
)  # fmt: skip
def test_responses_without_rows(answer: dict[str, Any], rules: list[str]) -> None:
    """Each with its rule."""
    assert read(answer) == ([], rules)


def test_what_was_cut_off_is_read_as_far_as_it_goes() -> None:
    """And told."""
    assert read(response(f"{ROW}\n{ROW[:9]}", finish_reason="length")) == (
        [json.loads(ROW)], ["cut-off", "not-json"],
    )  # fmt: skip


def test_rows_get_the_category_that_was_asked_for() -> None:
    """Where they lack it, at any depth; another is left as it is, and counted."""
    assert read(response('{"x": 1}'))[0] == [{"x": 1, "task": "a"}]
    assert read(response('{"m": {"k": 1}}'), "m.task")[0] == [{"m": {"k": 1, "task": "a"}}]
    assert read(response('{"m": 3}'), "m.task")[0] == [{"m": 3}]
    one = collector()
    list(one.read(response('{"x": 1, "task": "b"}')))
    list(one.read(response('{"x": 1}', f"rebalance-generate-{KEY + 1:016x}-00001")))
    assert (one.other, one.without, one.rows) == (1, 1, {"a": 1, None: 1})


def test_a_request_is_answered_once() -> None:
    """A second response is told, and not read."""
    one = collector()
    found = [*one.read(response(ROW)), *one.read(response(ROW))]
    assert isinstance(found[0], bytes)
    assert isinstance(found[1], Piece)
    assert found[1].why.rule == "repeated-request"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fences_within_strings_are_text(end: str) -> None:
    """An answer may have fenced code itself, in a fenced piece too."""
    row = {"q": "Print it.", "a": "```python\nprint(1)\n```"}
    text = f"Here:{end}```json{end}{json.dumps(row)}{end}```{end}and{end}```{end}{ROW}```{end}"
    found, rules = read(response(text))
    assert ([one["a"] for one in found if "a" in one], len(found), rules) == ([row["a"]], 2, [])


def test_rows_of_a_response_end_at_newlines_only() -> None:
    """Other separators of lines are data."""
    found, rules = read(response('{"q": "a\u2028b\x85c"}\n{"q": "d"}\n'))
    assert ([one["q"] for one in found], rules) == (["a\u2028b\x85c", "d"], [])


@pytest.mark.parametrize("content", ["[]", "```json\n```", "[\n]"])
def test_a_text_without_rows_is_counted(content: str) -> None:
    """No response disappears."""
    assert read(response(content)) == ([], ["no-content"])


def test_what_became_of_requests() -> None:
    """Each is answered or failed, once; a refusal is an answer; others are not read."""
    names = [f"rebalance-generate-{KEY:016x}-{number:05d}" for number in range(1, 6)]
    one = collector(requested={name: {} for name in names[:4]})
    found = [piece for answer in (
        response(ROW, names[0]),
        response(None, names[1], message={"refusal": "No."}),
        {"custom_id": names[2], "error": {"code": "expired"}},
        {"custom_id": names[0], "error": {"code": "expired"}},
        response(ROW, names[4]),
    ) for piece in one.read(answer)]  # fmt: skip
    assert (one.answered, one.refused) == ({*names[:2]}, {names[1]})
    assert one.failed == {names[2]: "expired"}
    assert [piece.why.rule for piece in found if isinstance(piece, Piece)] == [
        "refusal", "response-error", "repeated-request", "unknown-request",
    ]  # fmt: skip
    list(one.read(response(ROW, names[2])))
    assert (len(one.answered), one.failed) == (3, {})


def test_a_request_that_failed_may_be_answered_later() -> None:
    """In whichever order the responses come."""
    name, here = f"rebalance-generate-{KEY:016x}-00001", collector()
    failed = {"custom_id": name, "response": {"status_code": 429, "body": {}}}
    answers = [failed, response('{"q": 1}'), failed, response('{"q": 2}')]
    found = [one for answer in answers for one in here.read(answer)]
    assert [one.why.rule if isinstance(one, Piece) else "row" for one in found] == [
        "response-error", "row", "repeated-request", "repeated-request",
    ]  # fmt: skip


DRAFT = '{"x": 0, "task": "a", "a": "draft"}'
INSIDE = '{"x": 1, "task": "a", "a": "<think>2 + 2</think>4"}'


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<think>", "</think>"), ("<THINK>", "</Think>"), ("<thinking>", "</thinking>"),
        ("<thought>", "</thought>"), ("<reasoning effort='high'>", "</reasoning >"),
        ("<scratchpad>", "</scratchpad>"), ("<reflection>", "</reflection>"),
        ("<analysis>", "</analysis>"), ("[THINK]", "[/THINK]"),
        ("\u25c1think\u25b7", "\u25c1/think\u25b7"),
        ("<|begin_of_thought|>", "<|end_of_thought|>"),
        ("<|channel|>analysis<|message|>",
         "<|end|><|start|>assistant<|channel|>final<|message|>"),
    ],
)  # fmt: skip
def test_nothing_from_inside_thinking_is_a_row(opening: str, closing: str) -> None:
    """Of a pair, before a tag that nothing opened, after one that is never closed; rows stay."""
    row = [json.loads(ROW)]
    fenced = f"```json\n{DRAFT}\n```"
    broken = '{"x": 0, "a": "dra'
    for draft in (DRAFT, f"Maybe {DRAFT}?\n{fenced}", broken, f"{broken}\n{DRAFT}", ""):
        for text in (
            f"{opening}{draft}{closing}{ROW}", f"{opening}\n{draft}\n{closing}\n\n{ROW}",
            f"{ROW}\n{opening}{draft}{closing}", f"{ROW}\n{opening}\n{draft}",
            f"{opening}{draft}{closing}{ROW}{opening}{DRAFT}{closing}",
        ):  # fmt: skip
            assert read(response(text)) == (row, []), text
        assert read(response(f"{draft}\n{closing}\n{ROW}")) == (row, [])
        assert read(response(f"{opening}{draft}")) == ([], ["no-content"])


def test_thinking_within_rows_is_text() -> None:
    """A dataset may be about it."""
    assert read(response(f"<think>{DRAFT}</think>{INSIDE}\n{INSIDE}")) == (
        [json.loads(INSIDE)] * 2, [],
    )  # fmt: skip


NAME = f"rebalance-generate-{KEY:016x}-00001"
THOUGHT = f"I could write {DRAFT}"
OPENAI_ERROR = {"message": "Rate limit reached", "type": "tokens", "code": "rate_limit_exceeded"}


def chat(message: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A line of OpenAI's batches with a message."""
    body = {"model": "m-1", "choices": [{"index": 0, "message": message, **more}]}
    return {"id": "batch_req_1", "custom_id": NAME, "error": None,
            "response": {"status_code": 200, "request_id": "r", "body": body}}  # fmt: skip


def responses(*output: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A line of OpenAI's batches with a response."""
    body = {"object": "response", "status": "completed", "error": None, "model": "m-1",
            "incomplete_details": None, "output": list(output), **more}  # fmt: skip
    return {"custom_id": NAME, "response": {"status_code": 200, "body": body}, "error": None}


def said(*parts: dict[str, Any]) -> dict[str, Any]:
    """An item of output that is a message."""
    return {"type": "message", "role": "assistant", "status": "completed", "content": list(parts)}


def anthropic(*content: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A line of Anthropic's message batches that succeeded."""
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m-1",
               "content": list(content), "stop_reason": "end_turn", **more}  # fmt: skip
    return {"custom_id": NAME, "result": {"type": "succeeded", "message": message}}


def gemini(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A line of Gemini's batches."""
    candidate = {"content": {"parts": list(parts), "role": "model"}, "index": 0,
                 "finishReason": "STOP", **more}  # fmt: skip
    return {"key": NAME, "response": {"candidates": [candidate], "modelVersion": "m-1"}}


THINKING = {"type": "thinking", "thinking": THOUGHT, "signature": "s"}
REASONING = {"type": "reasoning", "summary": [{"type": "summary_text", "text": THOUGHT}]}
CALL = {"rows": [json.loads(ROW)]}
HALF = len(ROW) // 2

ANSWERS: tuple[dict[str, Any], ...] = (  # each holds one row, in all layouts that are known
    chat({"content": ROW}), chat({"content": [{"type": "text", "text": ROW}]}),
    chat({"content": ROW, "reasoning_content": THOUGHT, "reasoning": THOUGHT}),
    chat({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}]},
                      {"type": "text", "text": ROW}]}),
    chat({"content": None, "tool_calls": [
        {"type": "function", "function": {"name": "save", "arguments": ROW}}]}),
    chat({"content": "I save it.", "tool_calls": [
        {"type": "function", "function": {"name": "save", "arguments": json.dumps(CALL)}}]}),
    chat({"content": None, "function_call": {"name": "save", "arguments": ROW}}),
    {"custom_id": NAME, "response": {"body": {"choices": [{"text": ROW}]}}},
    responses(REASONING, said({"type": "output_text", "text": ROW, "annotations": []})),
    responses(said({"type": "output_text", "text": ROW[:HALF]},
                   {"type": "output_text", "text": ROW[HALF:]})),
    responses({"type": "function_call", "name": "save", "arguments": json.dumps(CALL)}),
    anthropic({"type": "text", "text": ROW}), anthropic(THINKING, {"type": "text", "text": ROW}),
    anthropic({"type": "redacted_thinking", "data": "x"}, {"type": "text", "text": ROW}),
    anthropic({"type": "text", "text": "I save it."},
              {"type": "tool_use", "id": "t", "name": "save", "input": CALL},
              stop_reason="tool_use"),
    gemini({"text": ROW}), gemini({"text": THOUGHT, "thought": True}, {"text": ROW}),
    gemini({"text": ROW[:HALF]}, {"text": ROW[HALF:]}),
    gemini({"functionCall": {"name": "save", "args": CALL}}),
    {**gemini({"text": ROW}), "request": {"contents": []}, "status": ""},
    {"recordId": NAME, "modelInput": {}, "modelOutput": anthropic(
        {"type": "text", "text": ROW})["result"]["message"]},
    {"recordId": NAME, "modelInput": {}, "modelOutput": {
        "output": {"message": {"role": "assistant", "content": [
            {"reasoningContent": {"reasoningText": {"text": THOUGHT}}}, {"text": ROW}]}},
        "stopReason": "end_turn"}},
    {"custom_id": NAME, "model": "m", "message": {"role": "assistant", "content": ROW}},
    {"custom_id": NAME, "choices": [{"message": {"content": ROW}}]},
    {"custom_id": NAME, "text": ROW}, {"custom_id": NAME, "content": ROW},
    {"custom_id": NAME, "response": ROW}, {"custom_id": NAME, "output": [said({"text": ROW})]},
    {"custom_id": NAME, **json.loads(ROW)}, json.loads(ROW), {"text": ROW},
    {"id": NAME, "completion": f"Here:\n```json\n{ROW}\n```"},
)  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS)
def test_layouts(answer: dict[str, Any]) -> None:
    """One row of each, and nothing of what the model thought."""
    assert read(answer) == ([json.loads(ROW)], [])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"custom_id": NAME, "response": None, "error": {"code": "batch_expired", "message": "x"}},
         "batch_expired"),
        ({"custom_id": NAME, "error": None,
          "response": {"status_code": 429, "body": {"error": OPENAI_ERROR}}},
         "rate_limit_exceeded"),
        ({"custom_id": NAME, "response": {"status_code": 500, "body": None}, "error": None},
         "status 500"),
        ({"custom_id": NAME, "response": None, "error": None}, "no reason was given"),
        (responses(status="failed", error={"code": "server_error", "message": "x"}),
         "server_error"),
        ({"custom_id": NAME, "result": {"type": "errored", "error": {
            "type": "error", "error": {"type": "invalid_request_error", "message": "x"}}}},
         "invalid_request_error"),
        ({"custom_id": NAME, "result": {"type": "errored", "error": {"type": "overloaded"}}},
         "overloaded"),
        ({"custom_id": NAME, "result": {"type": "canceled"}}, "canceled"),
        ({"custom_id": NAME, "result": {"type": "expired"}}, "expired"),
        ({"key": NAME, "error": {"code": 8, "message": "x", "status": "RESOURCE_EXHAUSTED"}},
         "RESOURCE_EXHAUSTED"),
        ({"key": NAME, "error": {"code": 13, "message": "x"}}, "code 13"),
        ({"status": "Bad Request: x", "request": {}, "response": {}, "key": NAME},
         "Bad Request: x"),
        ({"recordId": NAME, "modelInput": {}, "error": {"errorCode": 400, "errorMessage": "x"}},
         "code 400"),
    ],
)  # fmt: skip
def test_failures_have_the_reason_of_the_provider(answer: dict[str, Any], reason: str) -> None:
    """In a word, so that they can be counted by it."""
    one = collector()
    (piece,) = one.read(answer)
    assert isinstance(piece, Piece)
    assert piece.why.rule == "response-error"
    assert one.failed == {NAME: reason}
    assert not one.answered


@pytest.mark.parametrize(
    "answer",
    [
        chat({"content": None, "refusal": "I will not."}),
        chat({"content": ROW}, finish_reason="content_filter"),
        chat({"content": [{"type": "refusal", "refusal": "I will not."}]}),
        responses(said({"type": "refusal", "refusal": "I will not."})),
        responses(status="incomplete", incomplete_details={"reason": "content_filter"}),
        anthropic(stop_reason="refusal"),
        anthropic({"type": "text", "text": ROW[:9]}, stop_reason="refusal"),
        gemini(finishReason="SAFETY"),
        gemini(finishReason="FinishReason.PROHIBITED_CONTENT"),
        {"key": NAME, "response": {"promptFeedback": {"blockReason": "SAFETY"}}},
    ],
)
def test_refusals(answer: dict[str, Any]) -> None:
    """Answers without rows, and counted."""
    one = collector()
    (piece,) = one.read(answer)
    assert isinstance(piece, Piece)
    assert piece.why.rule == "refusal"
    assert (one.answered, one.refused, one.failed) == ({NAME}, {NAME}, {})


@pytest.mark.parametrize(
    "answer",
    [
        chat({"content": f"{ROW}\n{ROW[:9]}"}, finish_reason="length"),
        responses(said({"type": "output_text", "text": f"{ROW}\n{ROW[:9]}"}),
                  status="incomplete", incomplete_details={"reason": "max_output_tokens"}),
        anthropic({"type": "text", "text": f"[{ROW}, {ROW[:9]}"}, stop_reason="max_tokens"),
        gemini({"text": f"```json\n[{ROW},\n{ROW[:9]}"}, finishReason="MAX_TOKENS"),
        gemini({"text": f'{{"rows": [{ROW}, {ROW[:9]}'}, finish_reason="FinishReason.MAX_TOKENS",
               finishReason=None),
        {"custom_id": NAME, "text": f"{ROW}\n{ROW[:9]}", "finish_reason": "length"},
    ],
)  # fmt: skip
def test_whole_rows_of_truncated_answers(answer: dict[str, Any]) -> None:
    """Are taken; the cut one is named."""
    one = collector()
    found = list(one.read(answer))
    assert [piece.why.rule if isinstance(piece, Piece) else "row" for piece in found] == [
        "cut-off", "row", "not-json",
    ]  # fmt: skip
    assert isinstance(found[2], Piece)
    assert found[2].text == ROW[:9].strip().removesuffix(",")
    assert one.truncated == {NAME}


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ({"custom_id": NAME, "data": {"value": ROW, "score": 1}}, "custom_id, data (value, score)"),
        ({"custom_id": NAME, "response": {"body": {"predictions": [ROW]}}},
         "custom_id, response (body)"),
        ({"uuid": "u", "output_tokens": 3}, "uuid, output_tokens"), ({}, "none"),
        ({str(n): n for n in range(20)}, "0, 1, 2, 3, 4, 5, 6, 7, ..."),
    ],
)  # fmt: skip
def test_unknown_layouts_are_named(line: dict[str, Any], keys: str) -> None:
    """By the keys that are there."""
    one = collector()
    (piece,) = one.read(line)
    assert isinstance(piece, Piece)
    assert (piece.why.rule, dict(one.unknown)) == ("unknown-layout", {keys: 1})
    assert keys in piece.why.message


def test_several_rows_of_one_request_on_lines_of_their_own() -> None:
    """Plain rows may name the request that they answer; it is no field of theirs."""
    one = collector()
    lines = [{"custom_id": NAME, "q": number} for number in range(3)]
    found = [json.loads(row) for line in lines for row in one.read(line) if isinstance(row, bytes)]
    assert [(row["q"], row["task"], list(row)) for row in found] == [
        (number, "a", ["q", "task", "provenance"]) for number in range(3)
    ]
    assert one.answered == {NAME}
