"""The sides of a row: what asks, what it is about, what answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rebalance.text.conversations import turns_under
from rebalance.text.identifiers import is_identifier
from rebalance.text.known_fields import KnownFields, known_fields
from rebalance.text.media import media_of, references_in
from rebalance.text.shapes import LABELS, PAIRS, PASSAGES, TEXTS, Shape
from rebalance.text.templates import has_tokens, turns_of_text
from rebalance.text.turns import (
    CONVERSATIONS,
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
    found = found or _fields(fields, known) or _pair(fields) or _text(fields, known)
    return found or _said(fields, known) or _enclosed(fields) or Sides("unknown")


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
        asks = _first(fields, (*known.asks, *CONVERSATIONS, "input", "context_messages", "history"))
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
    for name in CONVERSATIONS:
        turns = turns_under(name, fields.get(name)) if name in fields else []
        if turns:
            shape = _shape_of_conversation(fields[name])
            said = asked(turns) + _texts(fields, known.choices)
            context = _texts(fields, known.contexts, name)
            return Sides(shape, said, context, answered(turns), turns, name, name)
    return None


def _shape_of_conversation(value: object) -> Shape:
    if isinstance(value, str):
        return "template"
    first = value[0] if isinstance(value, list) else value
    names = first if isinstance(first, dict) else {}
    return "sharegpt" if "from" in names else "gemini" if "parts" in names else "messages"


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
        context += _passages(fields, said, asks, answers)
        return Sides(shape.name, said, context, answer, asks=asks, answers=answers or "")
    return None


def _passages(fields: Row, said: list[str], *used: str | None) -> list[str]:
    """List passages that a question is about, and in which it does not stand itself."""
    found = [fields.get(name) for name in PASSAGES if name in fields and name not in used]
    return [one for one in found if isinstance(one, str) and not any(ask in one for ask in said)]


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


def _pair(fields: Row) -> Sides | None:
    """Take two texts that are classified together as the prompt."""
    for one, other in PAIRS:
        if isinstance(fields.get(one), str) and isinstance(fields.get(other), str):
            label, answer = _label(fields)
            said = texts([fields[one], fields[other]])
            return Sides("text", said, [], answer, asks=one, answers=label)
    return None


def _label(fields: Row) -> tuple[str, list[str]]:
    """Find the label of a text: its field, "" for none, and what it says."""
    name = _first(fields, LABELS)
    return (name, _answers(fields[name])) if name else ("", [])


def _text(fields: Row, known: KnownFields) -> Sides | None:
    """Take plain text as the prompt, with what stands beside it; a template marks its turns.

    A text with the tokens of a template that no table knows has no sides.
    """
    name = next((one for one in TEXTS if isinstance(fields.get(one), str)), None)
    if name is None:
        return None
    text, (label, answer) = str(fields[name]), _label(fields)
    if name not in TEXTS[:2] and not label:
        return None
    if turns := turns_of_text(text, lines=True):
        return Sides("template", asked(turns), [], answered(turns), turns, name, name)
    if has_tokens(text):
        return None
    asks = [one for ask in ("question", "query") for one in texts(fields.get(ask))]
    asks += _texts(fields, known.choices)
    beside = _texts(fields, known.contexts, name)
    said, context = (asks, [text, *beside]) if asks else ([text], beside)
    return Sides("text", said, context, answer, asks=name, answers=label)


def _said(fields: Row, known: KnownFields) -> Sides | None:
    """Take what nobody in particular says as the prompt: turns without roles, as of MT-Bench."""
    name = next((one for one in ("turns", "contents") if are_said(fields.get(one))), None)
    if name is None:
        return None
    return Sides("prompt", texts(fields[name]), _texts(fields, known.contexts, name), asks=name)


def _enclosed(fields: Row) -> Sides | None:
    """Take an object apart that holds the conversation, as `body` in a batch of requests."""
    for name in ("body", "request", "params", "data"):
        inside = fields.get(name)
        if isinstance(inside, dict) and not isinstance(inside.get(name), dict):
            lower = folded(inside)
            found = _conversation(lower, known_fields(lower))
            if found is not None:
                return replace(found, asks=name, answers=name)
        if name == "data" and (turns := turns_under(name, inside)):
            return Sides("messages", asked(turns), [], answered(turns), turns, name, name)
    return None


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
