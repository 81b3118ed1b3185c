"""Names of fields that identify rows."""

import pytest

from rebalance.text.identifiers import is_identifier


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((name, True) for name in (
            "id", "ID", "uid", "key", "idx", "Index", "hash", "URL", "question_id", "User_ID")),
        *((name, False) for name in (
            "", "ideas", "keys", "valid", "question", "indexes", "id_of", "paid", "category")),
    ],
)  # fmt: skip
def test_identifiers_by_name(name: str, expected: bool) -> None:
    """In any case, and with a prefix."""
    assert is_identifier(name) is expected
