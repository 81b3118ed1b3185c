"""The shapes of instruction rows: the fields that ask, answer and stand beside a question.

A new shape is a line of `SHAPES_OF_FIELDS`, its name in `Shape`, and a test. Names of fields and
roles count in any case.
"""

from dataclasses import dataclass
from typing import Literal

Shape = Literal[
    "preference", "messages", "sharegpt", "gemini", "alpaca", "prompt-completion", "text",
    "dolly", "instruction-response", "question-answer", "query-response", "input-output",
    "instances", "ranked", "template", "prompt", "unknown",
]  # fmt: skip

CONTEXTS = (
    "context", "contexts", "passage", "article", "document", "background", "input", "headline",
)  # fmt: skip
ASKS = ("prompt", "instruction", "question", "query")
CHOICES = ("choices", "options", "a", "b", "c", "d", "e", "ans0", "ans1", "ans2")
ANSWERS = (
    "answer", "answers", "response", "output", "completion", "target", "std_answer", "sql",
    "reference", "ground_truth", "solution", "long_answer", "answer_matching_behavior", "label",
    "completions", "reward_model", "final_answer", "rationale",
)  # fmt: skip
BETTER = ("chosen", "chosen_messages", "preferred_output", "preferred", "better")
WORSE = ("rejected", "rejected_messages", "non_preferred_output", "dispreferred", "worse")
RANKED = ("output_1", "output_2"), ("responses",), ("ranked_responses",)


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A shape that is known by its fields.

    Attributes:
        name: Its name.
        asks: The fields that ask; the first that a row has counts, as text or as turns.
        answers: The fields that answer, likewise; none where a row only asks.
        beside: Fields that one of them has to be there, for a shape of its own.
    """

    name: Shape
    asks: tuple[str, ...]
    answers: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


SHAPES_OF_FIELDS = (  # the first that fits a row is its shape
    FieldShape("alpaca", ("instruction",), ("output",)),
    FieldShape("instances", ("instruction",), ("instances",)),
    FieldShape("dolly", ("instruction",), ("response",), beside=("context",)),
    FieldShape("instruction-response", ("instruction",), ANSWERS),
    FieldShape("prompt-completion", ("prompt",), ("completion", *ANSWERS)),
    FieldShape("question-answer", ("question", "problem"), ANSWERS),
    FieldShape("query-response", ("query",), ANSWERS),
    FieldShape("input-output", ("input", "inputs", "source"), ("outputs", "targets", *ANSWERS)),
    FieldShape("prompt", ("instruction", "question", "prompt", "query")),
)  # fmt: skip
