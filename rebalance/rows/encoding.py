"""Values -> JSON text, for reports, manifests and rejects; rows are never encoded again.

The standard library's encoder, since orjson refuses integers beyond 64 bits and file names that
are not UTF-8.
"""

import json


def json_line(value: object) -> bytes:
    """Encode a value as one line of JSON, without a line end."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace")


def json_document(value: object) -> str:
    """Encode a report as indented JSON that ends with a newline, its keys in the order given."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
