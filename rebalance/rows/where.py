"""Conditions on rows, `score >= 0.8 and lang in ["de", "en"]`: text -> a function of a parsed row.

The text is parsed by Python's own grammar; of its tree, a short list of nodes is allowed, and each
becomes a closure. Nothing is evaluated as Python, and no attribute of an object is ever looked up.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from operator import ge, gt, le, lt
from typing import TypeAlias

from rebalance.errors import RequestError
from rebalance.rows.category import ABSENT
from rebalance.rows.category_field import ROW_VALUES, Computed, category_field
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, Row, equal
from rebalance.rows.path_syntax import text_of

Read: TypeAlias = Callable[[Row], object]
Holds: TypeAlias = Callable[[Row], bool]

RULE = "bad-where"  # of rows with a value that cannot be compared
_LONGEST = 10_000  # characters of a condition
_ORDERS: dict[type, tuple[str, Callable[..., bool]]] = {
    ast.Lt: ("<", lt), ast.LtE: ("<=", le), ast.Gt: (">", gt), ast.GtE: (">=", ge),
}  # fmt: skip
_CONSTANTS = {"true": True, "false": False, "null": None}
_SHOWN = 60  # characters on either side of a place
_FORMS = (
    'write as in: score >= 0.8 and meta.lang in ["de", "en"], not exists(x), contains(tags, "a"),'
    ' glob(name, "de-*"), field("class") == "x"'
)


@dataclass(frozen=True)
class Where:
    """A condition that rows fulfil, or do not.

    Attributes:
        text: As the user typed it.
        holds: Tells whether a row fulfils it; raises RowFault where a value cannot be compared.
        fields: The fields that it reads, but for those of which it asks whether they exist.
    """

    text: str
    holds: Holds
    fields: tuple[Field, ...]

    @classmethod
    def parse(cls, text: str) -> "Where":
        """Read a condition.

        Raises:
            RequestError: It is none; the advice points at the place.
        """
        if len(text) > _LONGEST:
            raise RequestError(f"a condition has at most {_LONGEST:,} characters")
        line = " ".join(text.split("\n")).strip()
        try:
            compiler = _Compiler(line)
            holds = compiler.condition(ast.parse(line, mode="eval").body)
        except SyntaxError as error:
            raise _wrong(line, (error.offset or 1) - 1, "it cannot be read from here on") from None
        except (RecursionError, MemoryError, ValueError):
            raise RequestError("the condition is nested too deeply, or has a NUL") from None
        return cls(text, holds, tuple(compiler.fields))


class _Compiler:
    """Turns nodes into closures, and gathers fields."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.fields: list[Field] = []

    def condition(self, node: ast.expr) -> Holds:
        """Compile what is true or false."""
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return partial(_all, list(map(self.condition, values)))
            case ast.BoolOp(values=values):
                return partial(_any, list(map(self.condition, values)))
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return partial(_not, self.condition(inner))
            case ast.Compare(left=left, ops=ops, comparators=rights):
                sides = [left, *rights]
                pairs = zip(sides[:-1], ops, sides[1:], strict=True)
                return partial(_all, [self._comparison(*pair) for pair in pairs])
            case ast.Call(func=ast.Name(id="exists"), args=[one], keywords=[]):
                return partial(_exists, self._field(one).read)
            case ast.Call(func=ast.Name(id="contains"), args=[one, other], keywords=[]):
                return partial(_contains, self._value(one), self._value(other))
            case ast.Call(func=ast.Name(id="glob"), args=[one, other], keywords=[]):
                return partial(_glob, self._value(one), self._pattern(other))
            case _:
                raise self._wrong(node, "this is neither true nor false")

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Holds:
        if type(op) in _ORDERS:
            sign, order = _ORDERS[type(op)]
            shown = f"{ast.unparse(left)} {sign} {ast.unparse(right)}"
            return partial(_ordered, shown, order, self._value(left), self._value(right))
        match op:
            case ast.Eq():
                return partial(_equal, self._value(left), self._value(right))
            case ast.NotEq():
                return partial(_not, partial(_equal, self._value(left), self._value(right)))
            case ast.In():
                return partial(_contains, self._among(right), self._value(left))
            case ast.NotIn():
                return partial(_not, partial(_contains, self._among(right), self._value(left)))
            case _:
                said = "this compares what Python's objects are, which rows have none of"
                raise self._wrong(right, said)

    def _value(self, node: ast.expr) -> Read:
        """Compile a value of the row, or one that is written out."""
        if (path := self._path(node)) is not None:
            field = self._known(path, node)
            self.fields.append(field)
            return field.read
        return partial(_constant, self._literal(node))

    def _among(self, node: ast.expr) -> Read:
        """Compile what something is in: values that are written out, or a field."""
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return partial(_constant, list(map(self._literal, node.elts)))
        return self._value(node)

    def _literal(self, node: ast.expr) -> object:
        match node:
            case ast.Constant(value=str() | bool() | int() | float() | None as value):
                return value
            case ast.Name(id=name) if name in _CONSTANTS:
                return _CONSTANTS[name]
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return -value
            case _:
                said = "this is no value: a number, a text in quotes, true, false or null"
                raise self._wrong(node, said)

    def _pattern(self, node: ast.expr) -> str:
        literal = self._literal(node)
        if not isinstance(literal, str):
            raise self._wrong(node, "a pattern is a text in quotes")
        return literal

    def _field(self, node: ast.expr) -> Field:
        path = self._path(node)
        if path is None:
            raise self._wrong(node, "this is no field")
        return self._known(path, node)

    def _path(self, node: ast.expr) -> str | None:
        """Write the path of a node that is a field; None for any other."""
        match node:
            case ast.Call(func=ast.Name(id="field"), args=[ast.Constant(value=str() as text)],
                          keywords=[]):  # fmt: skip
                return text
            case ast.Name(id=name) if name in _CONSTANTS:
                return None
        steps = self._steps(node)
        return None if steps is None else text_of(steps)

    def _steps(self, node: ast.expr) -> tuple[str, ...] | None:
        match node:
            case ast.Name(id=name):
                return (name,)
            case ast.Attribute(value=inner, attr=step):
                outer = self._steps(inner)
            case ast.Subscript(value=inner, slice=ast.expr() as place):
                outer = self._steps(inner)
                step = str(self._literal(place))
            case _:
                return None
        return None if outer is None else (*outer, step)

    def _known(self, path: str, node: ast.expr) -> Field:
        if path in ROW_VALUES:
            return Computed(path, (), path, ROW_VALUES[path])
        try:
            field = category_field(path)
        except RequestError as error:
            raise self._wrong(node, str(error)) from None
        if field.by_file:
            raise self._wrong(node, f"{path} is of a file, and a condition is of rows")
        return field

    def _wrong(self, node: ast.expr, why: str) -> RequestError:
        before = self._text.encode()[: node.col_offset]
        return _wrong(self._text, len(before.decode()), why)


def _wrong(text: str, at: int, why: str) -> RequestError:
    """Make an error with a mark below the place, and what is around it."""
    start = max(0, at - _SHOWN)
    shown = text[start : at + _SHOWN]
    return RequestError(why, f"{shown}\n{' ' * (at - start)}^\n{_FORMS}")


def _constant(value: object, _row: Row) -> object:
    return value


def _all(parts: Sequence[Holds], row: Row) -> bool:
    return all(part(row) for part in parts)


def _any(parts: Sequence[Holds], row: Row) -> bool:
    return any(part(row) for part in parts)


def _not(part: Holds, row: Row) -> bool:
    return not part(row)


def _exists(read: Read, row: Row) -> bool:
    return read(row) not in (ABSENT, None)


def _equal(one: Read, other: Read, row: Row) -> bool:
    return _same(one(row), other(row))


def _contains(whole: Read, part: Read, row: Row) -> bool:
    """Tell whether a list has a value, or a text another one."""
    value, inner = whole(row), part(row)
    if isinstance(value, str):
        return isinstance(inner, str) and inner in value
    return isinstance(value, list) and any(_same(one, inner) for one in value)


def _glob(read: Read, pattern: str, row: Row) -> bool:
    value = read(row)
    return isinstance(value, str) and fnmatchcase(value, pattern)


def _ordered(shown: str, order: Callable[..., bool], one: Read, other: Read, row: Row) -> bool:
    """Compare two numbers or two texts; what is absent or null is in no order."""
    values = one(row), other(row)
    if ABSENT in values or None in values:
        return False
    if set(map(_kind, values)) not in ({"a number"}, {"a text"}):
        kinds = " with ".join(map(_kind, values))
        raise RowFault(RULE, 1, f"{shown} would compare {kinds}")
    return order(*values)


def _same(one: object, other: object) -> bool:
    """Tell whether two values are the same JSON; numbers are by value."""
    if _kind(one) == _kind(other) == "a number":
        return one == other
    return equal(one, other)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), "nothing")
