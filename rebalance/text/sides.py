"""The sides of a row: what asks, what it is about, what answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rebalance.text.identifiers import is_identifier
from rebalance.text.known_fields import KnownFields, known_fields
from rebalance.text.media import media_of, references_in
from rebalance.text.shapes import Shape
from rebalance.text.templates import turns_of_text
from rebalance.text.turns import (
    CONVERSATIONS,
    SCRIPTS,
    Turn,
    answered,
    are_said,
    asked,
    folded,
    is_answer,
    is_conversation,
    texts,
    turns_in,
)

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sides:
    """A row taken apart.

    Attributes:
        shape: Its shape.
        asked: What asks: what the user says, a question with its options.
        context: What it is about: a passage, an input.
        answer: What answers.
        turns: The turns of a conversation, if it is one.
        asks: The field that it found what asks in, in lower case; "" for none.
        answers: The field that it found the answer in.
    """

    shape: Shape
    asked: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    asks: str = ""
    answers: str = ""

    @property
    def prompt(self) -> list[str]:
        """What the model is given: what is asked, and what it is about."""
        return self.asked + self.context


def sides_of(row: Row) -> Sides:
    """Take a row apart; of no known shape, it has no sides."""
    fields = folded(row)
    known = known_fields(fields)
    found = _preference(fields, known) or _conversation(fields, known)
    found = found or _fields(fields, known) or _text(fields, known) or _said(fields, known)
    return found or Sides("unknown")


def media_beside(row: Row, said: list[str]) -> list[str]:
    """List what refers to media: in the row but for what the model says, and in the texts said."""
    return media_of(row, is_answer) + [one for text in said for one in references_in(text)]


def shape_of(row: Row) -> Shape:
    """Recognise the shape of a row; `unknown` where it has none of them."""
    return sides_of(row).shape


def prompt_of(row: Row) -> str:
    """Get the side of a row that asks; empty where no shape says which it is.

    Of a conversation, it is what the user says, with the context that stands beside it.
    """
    return "\n".join(sides_of(row).prompt)


def answer_of(row: Row) -> str:
    """Get the side of a row that answers; empty where it has no sides."""
    return "\n".join(sides_of(row).answer)


def text_of(row: Row) -> str:
    """Get all text of a row of unknown shape, but for identifiers: its strings in order."""
    return "\n".join(texts({name: one for name, one in row.items() if not is_identifier(name)}))


def turns_of(row: Row) -> list[Turn]:
    """List the turns of a conversation; none where the row is no conversation."""
    return sides_of(row).turns


def _preference(fields: Row, known: KnownFields) -> Sides | None:
    """Take a pair of a better and a worse answer apart, or a list of ranked ones."""
    better = _first(fields, known.better)
    if better is not None and _first(fields, known.worse) is not None:
        turns = _turns(fields[better])
        answer = answered(turns) or texts(
            fields[better], of_message=isinstance(fields[better], dict)
        )
        asks = _first(fields, (*known.asks, *CONVERSATIONS, "input"))
        said = asked_in(fields[asks]) + _texts(fields, known.choices) if asks else asked(turns)
        context = _texts(fields, known.contexts, asks)
        return Sides("preference", said, context, answer, asks=asks or better, answers=better)
    asks = _first(fields, known.asks)
    for names in known.ranked if asks else ():
        answers = [text for name in names for text in texts(fields[name])]
        said = asked_in(fields[str(asks)]) + _texts(fields, known.choices)
        context = _texts(fields, known.contexts, asks)
        return Sides("ranked", said, context, answers, asks=str(asks), answers=names[0])
    return None


def _conversation(fields: Row, known: KnownFields) -> Sides | None:
    name = next((one for one in CONVERSATIONS if is_conversation(fields.get(one))), None)
    if name is None:
        return None
    turns = turns_in(fields[name])
    first = fields[name][0]  # type: ignore[index]  # a list, as is_conversation says
    shape: Shape = "sharegpt" if "from" in first else "gemini" if "parts" in first else "messages"
    said = asked(turns) + _texts(fields, known.choices)
    context = _texts(fields, known.contexts, name)
    return Sides(shape, said, context, answered(turns), turns, name, name)


def _fields(fields: Row, known: KnownFields) -> Sides | None:
    """Find the first shape whose fields a row has."""
    for shape in known.shapes:
        asks = _first(fields, shape.asks)
        answers = _first(fields, tuple(name for name in shape.answers if name != asks))
        if asks is None or (shape.answers and answers is None):
            continue
        if shape.beside and _first(fields, shape.beside) is None:
            continue
        answer = _answers(fields[answers]) if answers else []
        said = _history(fields) + asked_in(fields[asks])
        said += _texts(fields, known.choices, asks, answers)
        context = _inputs(fields.get("instances"))
        context += _texts(fields, known.contexts, asks, answers)
        return Sides(shape.name, said, context, answer, asks=asks, answers=answers or "")
    return None


def _inputs(instances: object) -> list[str]:
    """List the inputs of an instruction's instances."""
    inside = instances if isinstance(instances, list) else []
    return [text for one in inside if isinstance(one, dict) for text in texts(one.get("input"))]


def _history(fields: Row) -> list[str]:
    """List what was asked before: the first of each pair, or the turns of the user."""
    before = fields.get("history")
    if not isinstance(before, list):
        return []
    pairs = [one[0] for one in before if isinstance(one, list) and one]
    return texts(pairs) if pairs else asked(turns_in(before))


def _answers(value: object) -> list[str]:
    """List the texts of an answer: the turns of the model, numbers and truth values, too."""
    if isinstance(value, dict) and "ground_truth" in value:  # beside how it is rewarded
        value = value["ground_truth"]
    if isinstance(value, int | float):
        return [str(value).lower()]
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        inner = [one.get("output", one.get("completion")) for one in value if isinstance(one, dict)]
        if any(one is not None for one in inner):
            return texts(inner)
    return answered(_turns(value)) or texts(value)


def _text(fields: Row, known: KnownFields) -> Sides | None:
    """Take plain text as the prompt, with what stands beside it; a template marks its turns."""
    name = "text" if "text" in fields else "sentence"
    text = fields.get(name)
    if not isinstance(text, str):
        return None
    if turns := turns_of_text(text):
        return Sides("template", asked(turns), [], answered(turns), turns, name, name)
    asks = [one for name in ("question", "query") for one in texts(fields.get(name))]
    asks += _texts(fields, known.choices)
    beside = _texts(fields, known.contexts)
    said, context = (asks, [text, *beside]) if asks else ([text], beside)
    return Sides("text", said, context, asks=name)


def _said(fields: Row, known: KnownFields) -> Sides | None:
    """Take what nobody in particular says as the prompt: turns without roles, as of MT-Bench."""
    name = next((one for one in SCRIPTS if are_said(fields.get(one))), None)
    if name is None:
        return None
    return Sides("prompt", texts(fields[name]), _texts(fields, known.contexts, name), asks=name)


def _first(fields: Row, names: tuple[str, ...]) -> str | None:
    """Find the first field of these that says something, else the first that is there."""
    there = None
    for name in names:
        value = fields.get(name)
        if value is not None:
            if value not in ("", [], {}):
                return name
            there = there or name
    return there


def _texts(fields: Row, names: tuple[str, ...], *used: str | None) -> list[str]:
    """List the texts of some fields, those that are used aside."""
    left = [name for name in names if name not in used]
    return [text for name in left for text in texts(fields[name], numbers=True)]


def _turns(value: object) -> list[Turn]:
    """List turns, also those of a string that a template made, or of lists of conversations."""
    if isinstance(value, str):
        return turns_of_text(value)
    if isinstance(value, dict):  # as OpenAI's preferences: {"input": {"messages": [...]}}
        inner = next((one for one in map(value.get, CONVERSATIONS) if is_conversation(one)), value)
        return turns_in(inner)
    if isinstance(value, list) and value and all(map(is_conversation, value)):
        return [turn for one in value for turn in turns_in(one)]
    return turns_in(value)


def asked_in(value: object) -> list[str]:
    """List what is asked: the turns of the user, or all texts."""
    return asked(_turns(value)) or texts(value)
