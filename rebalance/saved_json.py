"""JSON that we wrote ourselves, read again from a file that anybody may have changed."""

import json
from collections.abc import Collection
from dataclasses import dataclass

_MOST_ROWS = 2**53


class Malformed(ValueError):
    """A file is not as we wrote it; the sentence names the place, and never what stands there."""


class Lacking(Malformed):
    """It lacks a member."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A value in such a file, and where it stands.

    Attributes:
        value: As the parser gave it.
        place: Such as `parts[3].rows`; "" for the whole.
    """

    value: object
    place: str = ""

    @classmethod
    def parse(cls, text: str, schemas: Collection[str]) -> "Saved":
        """Parse an object whose member `schema` is one of these.

        Raises:
            Malformed: The text is no such object.
        """
        try:
            record = cls(json.loads(text))
        except RecursionError as error:
            raise Malformed("it is nested too deeply") from error
        except ValueError as error:
            raise Malformed(f"it is not JSON: {error}") from error
        if record["schema"].value not in schemas:
            raise Malformed(f"its 'schema' is not {' or '.join(schemas)}")
        return record

    def __getitem__(self, name: str) -> "Saved":
        """Get a member of an object."""
        if not isinstance(self.value, dict):
            raise Malformed(f"{self._shown} is not an object")
        if name not in self.value:
            raise Lacking(f"it has no {name!r}" + (f" in {self.place!r}" if self.place else ""))
        return Saved(self.value[name], f"{self.place}.{name}" if self.place else name)

    def get(self, name: str) -> "Saved | None":
        """Get a member of an object; None if it has none, or null."""
        if isinstance(self.value, dict) and self.value.get(name) is None:
            return None
        return self[name]

    def items(self) -> "list[Saved]":
        """List the items of an array."""
        if not isinstance(self.value, list):
            raise Malformed(f"{self._shown} is not an array")
        return [Saved(one, f"{self.place}[{number}]") for number, one in enumerate(self.value)]

    def members(self) -> "list[tuple[str, Saved]]":
        """List the members of an object."""
        if not isinstance(self.value, dict):
            raise Malformed(f"{self._shown} is not an object")
        return [(name, self[name]) for name in self.value]

    def text(self) -> str:
        """Take a text, without halves of surrogate pairs, which no file name can have."""
        if not isinstance(self.value, str) or any(
            "\ud800" <= one <= "\udfff" for one in self.value
        ):
            raise Malformed(f"{self._shown} is not a text")
        return self.value

    def whole_number(self) -> int:
        """Take a number of rows: no more than any file holds."""
        if type(self.value) is not int or not 0 <= self.value <= _MOST_ROWS:
            raise Malformed(f"{self._shown} is not a whole number of at least 0")
        return self.value

    def word(self) -> int:
        """Take a whole number of 64 bits."""
        if type(self.value) is not int or not 0 <= self.value < 1 << 64:
            raise Malformed(f"{self._shown} is no number of 64 bits")
        return self.value

    @property
    def _shown(self) -> str:
        return f"{self.place!r}" if self.place else "it"
