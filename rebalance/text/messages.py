"""Rows of any known shape -> messages with roles and contents, as chat templates take them."""

from collections.abc import Mapping

from rebalance.text.sides import sides_of
from rebalance.text.turns import MODEL, USER, Turn, side_of

Row = Mapping[str, object]
_ROLES = {USER: "user", MODEL: "assistant"}


def messages_of(row: Row) -> list[dict[str, object]]:
    """List the messages of a row; none where it is no conversation, nor asks and answers.

    Messages that have roles and contents already stay as they are, calls of tools included.
    """
    given = row.get("messages")
    if isinstance(given, list) and given and all(map(_is_message, given)):
        return given
    sides = sides_of(row)
    if sides.turns:
        return [{"role": _role(turn), "content": turn.text} for turn in sides.turns]
    if not sides.asked or not (sides.answer or sides.shape == "prompt"):
        return []
    said: list[dict[str, object]] = [{"role": "user", "content": "\n".join(sides.prompt)}]
    if sides.answer:
        said.append({"role": "assistant", "content": "\n".join(sides.answer)})
    return said


def _is_message(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("role"), str) and "content" in value


def _role(turn: Turn) -> str:
    side = turn.side or side_of(turn.role)
    return _ROLES.get(side) or turn.role.strip().casefold() or "user"
