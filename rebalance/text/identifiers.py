"""Names of fields that identify a row or point elsewhere, and say nothing that a model learns."""

_NAMES = {"id", "uid", "key", "idx", "index", "hash", "url"}


def is_identifier(name: str) -> bool:
    """Tell whether a field is an identifier by its name: `id`, `url`, `question_id`, any case."""
    lowered = name.casefold()
    return lowered in _NAMES or lowered.endswith("_id")
