"""Values -> JSON text, for reports, manifests and rejects; rows are never encoded again.

The standard library's encoder, since orjson refuses integers beyond 64 bits and file names that
are not UTF-8.
"""

import json

from rebalance.log_commands import unobeyed_strings


def json_line(value: object) -> bytes:
    """Encode a value as one line of JSON, without a line end."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace")


def json_record(value: object) -> bytes:
    """Encode what we say of something as a line of JSON, in which no log finds a command."""
    return unobeyed_strings(json_line(value).decode("utf-8")).encode() + b"\n"


def json_document(value: object) -> str:
    """Encode a report as indented JSON that ends with a newline, its keys in the order given."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    return unobeyed_strings(text)
