"""The shapes of instruction rows: the fields that ask, answer and stand beside a question.

A new shape is a line of `SHAPES_OF_FIELDS`, its name in `Shape`, and a test. Names of fields and
roles count in any case.
"""

import re
from dataclasses import dataclass
from typing import Literal

Shape = Literal[
    "preference", "messages", "sharegpt", "gemini", "alpaca", "prompt-completion", "text",
    "dolly", "instruction-response", "question-answer", "query-response", "input-output",
    "instances", "ranked", "template", "prompt", "unknown",
]  # fmt: skip

CONTEXTS = (
    "context", "contexts", "passage", "article", "document", "background", "input", "headline",
    "story", "paragraph", "paragraphs", "documents", "retrieved_contexts", "support", "knowledge",
    "evidence", "transcript", "abstract", "ctx", "premise", "schema", "sql_context", "table",
    "excerpt", "body", "definition", "title", "lecture", "narrative", "snippet", "facts",
    "table_text", "reference_text",
)  # fmt: skip
PASSAGES = ("text", "content", "dialogue", "conversation")
"""Fields with a passage, unless the question stands in it: then it is all of the row once more."""
ASKS = (
    "prompt", "instruction", "question", "query", "problem", "question_text", "user_prompt",
    "user_query", "user_input",
)  # fmt: skip
CHOICES = ("choices", "options", "a", "b", "c", "d", "e", "ans0", "ans1", "ans2", "endings",
           "answer_choices", "multiple_choice", "candidates")  # fmt: skip
CHOICE = re.compile(
    r"(?:op|opt|option|choice|distractor|ending|sol|(?:in)?correct[ _]answer)[ _]?(?:[a-f]|\d{1,2})"
)
"""A field with one option of several: `opa`, `option_a`, `choice1`."""
ANSWERS = (
    "answer", "answers", "response", "output", "completion", "target", "std_answer", "sql",
    "reference", "ground_truth", "solution", "long_answer", "answer_matching_behavior", "label",
    "completions", "reward_model", "final_answer", "rationale", "reply", "canonical_solution",
    "best_answer", "best answer", "correct answer", "correct_answer", "chosen_response",
    "generation", "gold", "ideal", "actual_output", "answer_text", "output_text", "target_text",
    "assistant", "bot", "code", "response_0", "chosen",
)  # fmt: skip
LABELS = ("label", "labels", "intent", "sentiment", "emotion", "class", "topic", "stars", "rating")
BETTER = (
    "chosen", "chosen_messages", "preferred_output", "preferred", "better", "chosen_response",
    "accepted", "win", "positive",
)  # fmt: skip
WORSE = (
    "rejected", "rejected_messages", "non_preferred_output", "dispreferred", "worse",
    "rejected_response", "lose", "negative",
)  # fmt: skip
RANKED = (
    ("output_1", "output_2"), ("responses",), ("ranked_responses",), ("response_0", "response_1"),
    ("response_a", "response_b"), ("response_j", "response_k"), ("response_1", "response_2"),
    ("human_ref_a", "human_ref_b"),
)  # fmt: skip
TEXTS = ("text", "sentence", "review", "tweet", "comment", "post", "content", "body")
PAIRS = (  # of texts that are classified together
    ("premise", "hypothesis"), ("sentence1", "sentence2"), ("text1", "text2"),
    ("question1", "question2"), ("anchor", "positive"), ("sentence_a", "sentence_b"),
)  # fmt: skip


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
    FieldShape("question-answer", ("question", "problem", "question_text"), ANSWERS),
    FieldShape("query-response", ("query", "user_query", "user_input", "user_prompt"), ANSWERS),
    FieldShape("question-answer", ("q", "user", "human"),
               ("a", "assistant", "bot", "gpt", "ai", "answer", "response", "reply")),
    FieldShape(
        "input-output", ("input", "inputs", "source", "input_text", "inputtext", "sql_prompt"),
        ("outputs", "targets", "outputtext", *ANSWERS),
    ),
    FieldShape("input-output", ("article", "document", "dialogue", "text"),
               ("highlights", "summary", "abstractive_summary")),
    FieldShape("prompt", ("instruction", "question", "prompt", "query", "problem")),
)  # fmt: skip
