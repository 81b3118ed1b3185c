"""Words that stand for no value."""

NOTHING = frozenset({
    "nan", "null", "none", "nil", "n/a", "na", "#n/a", "#na", "<na>", "n.a.", "undefined",
    "missing", "-", "--", "?", "\\n",
})  # fmt: skip
NOBODY = NOTHING | {"unknown", "anonymous", "anon", "[deleted]", "deleted", "[removed]", "default"}
"""Those of groups, such as users."""


def is_nothing(name: str) -> bool:
    """Tell whether a text stands for no value."""
    return not name.strip() or name.strip().casefold() in NOTHING
