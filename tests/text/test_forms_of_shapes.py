"""Other names and forms of the shapes: the question is the prompt, the answer is no part of it."""

import json
from typing import Any

import pytest

from rebalance.text.sides import shape_of, sides_of

Q, A = "What is the tallest mountain?", "It is Kili."
ROWS: list[dict[str, Any]] = [
    {"messages": [{"role": "patient", "content": Q}, {"role": "doctor", "content": A}]},
    {"messages": [{"role": "foo", "content": Q}, {"role": "bar", "content": A}]},
    {"messages": [{"role": " user", "content": Q}, {"role": "assistant ", "content": A}]},
    {"messages": [{"role": "<|user|>", "content": Q}, {"role": "<|assistant|>", "content": A}]},
    {"messages": [{"role": "ROLE_USER", "content": Q}, {"role": "ROLE_ASSISTANT", "content": A}]},
    {"messages": [{"type": "human", "content": Q}, {"type": "ai", "content": A}]},
    {"messages": [{"name": "user", "content": Q}, {"name": "assistant", "content": A}]},
    {"utterances": [{"speaker": "USER", "utterance": Q}, {"speaker": "SYSTEM", "utterance": A}]},
    {"conversations": [{"from": "user", "value": Q}, {"from": "gpt-4", "value": A}]},
    {"dialog": [Q, A]},
    {"conversations": [Q, A]},
    {"data": [Q, A]},
    {"conversation": [{"human": Q, "assistant": A}]},
    {"conversation": [{"input": Q, "output": A}]},
    {"conversation": [{"prompt": Q, "response": A}]},
    {"messages": [{"user": Q}, {"assistant": A}]},
    {"messages": {"user": Q, "assistant": A}},
    {"conversations": {"from": ["human", "gpt"], "value": [Q, A]}},
    {"messages": json.dumps([{"role": "user", "content": Q}, {"role": "assistant", "content": A}])},
    {"chat": f"USER: {Q}\n\n\nASSISTANT: {A}"},
    {"custom_id": "1", "body": {"model": "m", "messages": [{"role": "user", "content": Q}]}},
    {"request": {"contents": [{"role": "user", "parts": [{"text": Q}]}]}},
    {"contents": [{"parts": [{"text": Q}]}]},
    {"user": Q, "assistant": A},
    {"q": Q, "a": A},
    {"Q": Q, "A": A},
    {"human": Q, "bot": A},
    {"question_text": Q, "answer_text": A},
    {"input_text": Q, "target_text": A},
    {"user_input": Q, "response": A},
    {"inputText": Q, "outputText": A},
    {"article": Q, "highlights": A},
    {"document": Q, "summary": A},
    {"premise": Q, "hypothesis": "Hm.", "label": 1},
    {"sentence1": Q, "sentence2": "Hm."},
    {"review": Q, "label": 1},
    {"title": "T", "body": Q, "label": "x"},
    {"context_messages": [{"role": "user", "content": Q}], "chosen": A, "rejected": "B"},
    {"problem": Q, "chosen": A, "rejected": "B"},
    {"prompt": Q, "response_0": A, "response_1": "B"},
    {"prompt": Q, "chosen_response": A, "rejected_response": "B"},
    {"prompt": Q, "reply": A},
    {"question": Q, "opa": "x", "opb": "y", "cop": 1},
    {"story": "S1", "question": Q, "answer": A},
    {"text": f"Q: {Q}\nA: {A}"},
    {"text": f"<｜User｜>{Q}<｜Assistant｜>{A}<｜end▁of▁sentence｜>"},
    {
        "text": f"<|header_start|>user<|header_end|>\n\n{Q}<|eot|>"
        f"<|header_start|>assistant<|header_end|>\n\n{A}<|eot|>"
    },
    {
        "text": f"<|start|>user<|message|>{Q}<|end|>"
        f"<|start|>assistant<|channel|>final<|message|>{A}<|return|>"
    },
    {
        "text": f"<|START_OF_TURN_TOKEN|><|USER_TOKEN|>{Q}<|END_OF_TURN_TOKEN|>"
        f"<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>{A}<|END_OF_TURN_TOKEN|>"
    },
    {"text": f"<|im_start|>user {Q}<|im_end|> <|im_start|>assistant {A}<|im_end|>"},
    {"text": f"<human>: {Q}\n<bot>: {A}"},
    {"text": f"### Question:\n{Q}\n\n### Answer:\n{A}"},
    {"text": f"### Instruction\n{Q}\n### Response\n{A}"},
    {"text": f"## Instruction:\n{Q}\n## Response:\n{A}"},
    {"text": f"Instruction: {Q}\nOutput: {A}"},
    {"text": f"user: {Q}\nassistant: {A}"},
    {"text": f"Human: {Q}\nAI: {A}"},
    {"text": f"<|prompter|>{Q}</s><|assistant|>{A}"},
    {"definition": "D1", "inputs": Q, "targets": A},
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: json.dumps(row)[:60])
def test_the_question_is_found(row: dict[str, Any]) -> None:
    """In the prompt, and the answer is not there."""
    found = sides_of(row)
    assert found.shape != "unknown"
    assert Q in "\n".join(found.prompt)
    assert A not in "\n".join(found.prompt)


def test_what_stands_beside_it() -> None:
    """Premises and options under their usual names; who wrote a text is no question."""
    copa = {"premise": "P", "choice1": "c", "choice2": "d", "question": "cause", "label": 0}
    assert sides_of(copa).prompt == ["cause", "c", "d", "P"]
    written = {"text": "msg", "user": "u0", "label": "b"}
    assert (sides_of(written).prompt, sides_of(written).answer) == (["msg"], ["b"])


def test_passages() -> None:
    """A text beside a question is what it is about, unless it is all of the row once more."""
    row = {"instruction": Q, "output": A}
    assert sides_of({**row, "text": "Africa is large."}).context == ["Africa is large."]
    assert sides_of({**row, "text": f"### Instruction:\n{Q}\n### Response:\n{A}"}).context == []
    lettered = [{"role": "A", "content": Q}, {"role": "B", "content": A}]
    assert sides_of({"messages": lettered}).asked == [Q]


def test_templates_that_no_table_knows() -> None:
    """Are not looked at, rather than taken for a text."""
    assert shape_of({"text": f"<|weird_tok|>{Q}<|other_tok|>{A}"}) == "unknown"
