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
    _template(r"<\|im_start\|>\s*(\w+)(?:\s*<\|im_sep\|>|\s)", r"<\|im_end\|>"),
    _template(r"<\|(?:start_header_id|header_start)\|>\s*(\w+)\s*<\|(?:end_header_id|header_end)\|>",
              r"<\|eot(?:_id)?\|>|<\|eom_id\|>|<\|end_of_text\|>|<\|begin_of_text\|>"),
    _template(r"<start_of_turn>\s*(\w+)\s*?\n", r"<end_of_turn>|<bos>|<eos>"),
    _template(r"<\|turn>\s*(\w+)\s*?\n", r"<turn\|>|<bos>|<eos>"),
    _template(r"<\|start\|>\s*(\w+)(?:<\|channel\|>\w+)?<\|message\|>",
              r"<\|(?:end|return|call)\|>"),
    _template(r"<\|(USER|CHATBOT|SYSTEM)_TOKEN\|>", r"<\|(?:START|END)_OF_TURN_TOKEN\|>"),
    _template(r"<\|start_of_role\|>\s*(\w+)\s*<\|end_of_role\|>", r"<\|end_of_text\|>"),
    _template(r"<\|im_(user|assistant|system)\|>\w*<\|im_middle\|>", r"<\|im_end\|>"),
    _template(r"<｜(User|Assistant)｜>", r"<｜[^｜>]*｜>"),
    _template(r"<\|(system|user|assistant|prompter)\|>", r"<\|end\|>|<\|endoftext\|>|</s>"),
    _template(r"(\[/?INST\])", r"<s>|</s>|<<SYS>>.*?<</SYS>>"),
    _template(r"<(human|bot)>:"),
    _template(r"^#{2,3} ?(Instruction|Input|Response|Human|User|Assistant|System|Question|Answer"
              r"|Output)\s*?(?::|$)", r"</s>"),
    _template(r"(?:^|(?<=\s)|(?<=</s>))(USER|ASSISTANT|Human|Assistant|User|AI):(?=\s)", r"</s>"),
)  # fmt: skip
_LINES = _template(
    r"^\s*(Q|A|Question|Answer|Instruction|Output|Response|Human|User|Assistant|Bot|AI"
    r"|user|assistant|human|bot|ai):(?=\s)",
    r"</s>",
)
_ROLES = {
    "[inst]": "user", "[/inst]": "assistant", "instruction": "user", "input": "user",
    "response": "assistant", "question": "user", "answer": "assistant", "output": "assistant",
    "q": "user", "a": "assistant",
}  # fmt: skip
_MARKS = (  # by a sign that all of them have, and most texts do not
    ("<", ("<|", "<｜", "<start_of_turn>", "<human>")),
    (":", ("SER:", "uman:", "ser:", "Q:", "uestion:", "nstruction:")),
    ("##", ("##",)),
    ("[INST]", ("[INST]",)),
)
_TOKEN = re.compile(r"<[|｜][\w▁ /-]{2,40}[|｜]>")


def has_tokens(text: str) -> bool:
    """Tell whether a text has the control tokens of some template."""
    return ("<|" in text or "<｜" in text) and _TOKEN.search(text) is not None


def turns_of_text(text: str, *, lines: bool = False) -> list[Turn]:
    """List the turns that a template marks; none where user and model do not both speak.

    Args:
        text: Any text.
        lines: Whether lines that begin with `Q:` or `User:` are turns, too: of a text that is all
            of a row, but hardly of an answer.
    """
    if not has_marks(text):
        return []
    for template in (*TEMPLATES, _LINES) if lines else TEMPLATES:
        turns = _turns(text, template)
        if any(turn.asks for turn in turns) and any(turn.answers for turn in turns):
            return turns
    return []


def has_marks(text: str) -> bool:
    """Tell at a glance whether a template may have made a text."""
    for sign, marks in _MARKS:  # noqa: SIM110  # faster, as most texts have no sign
        if sign in text and any(mark in text for mark in marks):
            return True
    return False


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
