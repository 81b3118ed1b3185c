"""Conversations in one string, as chat templates write them for a model.

ChatML (OpenAI 2023), Llama 2 and 3 (Meta), Gemma (Google), Mistral, Zephyr and Phi, Vicuna
(LMSYS 2023), the transcripts of HH-RLHF (Bai et al. 2022), Alpaca's headings (Taori et al. 2023).
"""

import re
from dataclasses import dataclass

from rebalance.text.turns import Turn


@dataclass(frozen=True, slots=True)
class Template:
    """How a template marks turns.

    Attributes:
        start: What begins a turn; its group is the role.
        end: What ends one, or stands around it, and is no text.
    """

    start: re.Pattern[str]
    end: re.Pattern[str]


def _template(start: str, end: str = "(?!)") -> Template:
    return Template(re.compile(start, re.MULTILINE), re.compile(end, re.DOTALL))


TEMPLATES = (
    _template(r"<\|im_start\|>\s*(\w+)\s*?\n", r"<\|im_end\|>"),
    _template(r"<\|start_header_id\|>\s*(\w+)\s*<\|end_header_id\|>",
              r"<\|eot_id\|>|<\|eom_id\|>|<\|end_of_text\|>|<\|begin_of_text\|>"),
    _template(r"<start_of_turn>\s*(\w+)\s*?\n", r"<end_of_turn>|<bos>|<eos>"),
    _template(r"<\|(system|user|assistant)\|>", r"<\|end\|>|<\|endoftext\|>|</s>"),
    _template(r"(\[/?INST\])", r"<s>|</s>|<<SYS>>.*?<</SYS>>"),
    _template(r"^### ?(Instruction|Input|Response|Human|User|Assistant|System)\s*:", r"</s>"),
    _template(r"(?:^|(?<=\s)|(?<=</s>))(USER|ASSISTANT|Human|Assistant|User):(?=\s)", r"</s>"),
)  # fmt: skip
_ROLES = {
    "[inst]": "user", "[/inst]": "assistant", "instruction": "user", "input": "user",
    "response": "assistant",
}  # fmt: skip
_MARKS = ("<|", "<start_of_turn>", "[INST]", "###", "USER:", "Human:", "User:")


def turns_of_text(text: str) -> list[Turn]:
    """List the turns that a template marks; none where user and model do not both speak."""
    if not any(mark in text for mark in _MARKS):
        return []
    for template in TEMPLATES:
        turns = _turns(text, template)
        if any(turn.asks for turn in turns) and any(turn.answers for turn in turns):
            return turns
    return []


def _turns(text: str, template: Template) -> list[Turn]:
    starts = list(template.start.finditer(text))
    if not starts:
        return []
    ends = [*(one.start() for one in starts[1:]), len(text)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        role = start[1].casefold()
        said = template.end.sub("", text[start.end() : end]).strip()
        found.append(Turn(_ROLES.get(role, role), said))
    return found
