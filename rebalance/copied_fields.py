"""Fields that a request fixes: said to the model as left out, and read back from the request.

Services take requests with no keys but their own, so that the values stand in the text.
"""

import json
import re
from collections.abc import Mapping

from rebalance.rows.faults import RowFault
from rebalance.rows.field import Row, parse_json, strings

_SAID = "Leave out these fields, which are filled in later: "
_FOUND = re.compile(rf"^{_SAID}(\{{.*\}})$", re.MULTILINE)


def said(copied: Mapping[str, object]) -> str:
    """Say in a request which fields are filled in, and with what."""
    return f"{_SAID}{json.dumps(copied)}"  # ASCII, so that no service breaks the line


def read_copied(request: Row) -> dict[str, object]:
    """Read the fields that a request fixes; the last that is said counts."""
    for text in strings(request):
        for found in reversed(_FOUND.findall(text)):
            try:
                value = parse_json(found)
            except RowFault:
                continue
            return value if isinstance(value, dict) else {}
    return {}
