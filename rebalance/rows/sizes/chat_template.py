"""Chat templates: rows -> the text that a model sees; the only home of jinja2."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from rebalance.errors import OptionError
from rebalance.named_files import UnfitFile, read_bounded, read_text
from rebalance.rows.field import Row
from rebalance.text.messages import messages_of
from rebalance.wording import foreign

if TYPE_CHECKING:
    import jinja2

_DAY = datetime(2024, 7, 26)  # for templates with a date, so that counts depend on no clock
_NAMED = ("bos_token", "eos_token", "unk_token", "pad_token")


@dataclass(frozen=True, slots=True)
class ChatTemplate:
    """A template in Jinja, as models have it.

    Attributes:
        path: The file.
        source: What it says.
        tokens: Special tokens by name, as the tokenizer has them.
    """

    path: str
    source: str
    tokens: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, path: str, tokenizer: str = "") -> "ChatTemplate":
        """Read a template, and the special tokens that stand beside a tokenizer.json.

        Raises:
            OptionError: It is none, or the extra for it is not installed.
            AccessError: It cannot be read.
        """
        if find_spec("jinja2") is None:
            raise OptionError("chat_template", "it needs the extra tokens",
                              "install it with: pip install 'rebalance-jsonl[tokens]'")  # fmt: skip
        tokens = tuple(_special_tokens(tokenizer)) if tokenizer else ()
        found = cls(path, read_text(path, "chat_template"), tokens)
        try:
            _compiled(found.source)
        except Exception as error:
            sentence = f"{path}: it is not a template: {foreign(error)}"
            raise OptionError("chat_template", sentence) from error
        return found

    def of(self, row: Row) -> str | None:
        """Render the messages of a row; None where it has none, or the template refuses them."""
        messages = messages_of(row)
        if not messages:
            return None
        given = {"messages": messages, "tools": row.get("tools"), "add_generation_prompt": False}
        try:
            return _compiled(self.source).render(**given, **dict(self.tokens))
        except Exception:  # a template may do anything with a row that it was not made for
            return None


def _special_tokens(tokenizer: str) -> Iterator[tuple[str, str]]:
    """List the special tokens that tokenizer_config.json has beside a tokenizer."""
    path = os.path.join(os.path.dirname(tokenizer), "tokenizer_config.json")
    try:
        config = json.loads(read_bounded(path))
    except (OSError, UnfitFile, ValueError, RecursionError):
        return
    for name in _NAMED if isinstance(config, dict) else ():
        value = config.get(name)
        value = value.get("content") if isinstance(value, dict) else value
        if isinstance(value, str):
            yield name, value


@lru_cache(maxsize=4)
def _compiled(source: str) -> "jinja2.Template":
    """Compile a template in a sandbox, as transformers does."""
    from jinja2 import TemplateError, nodes
    from jinja2.ext import Extension, loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Generation(Extension):
        """`{% generation %}` marks what the model says, and changes nothing."""

        tags = {"generation"}  # noqa: RUF012  # as jinja2 declares it

        def parse(self, parser: Any) -> nodes.Node:
            line = next(parser.stream).lineno
            body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
            return nodes.Scope(body).set_lineno(line)

    def refuse(message: str) -> None:
        raise TemplateError(message)

    def to_json(value: object, indent: int | None = None) -> str:
        return json.dumps(value, ensure_ascii=False, indent=indent)

    room = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )
    room.filters["tojson"] = to_json
    room.globals["raise_exception"] = refuse
    room.globals["strftime_now"] = _DAY.strftime
    return room.from_string(source)
