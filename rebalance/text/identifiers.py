"""Names of fields that identify a row and say nothing: no part of what is compared."""

import re

_IDENTIFIER = re.compile(
    r"(?i:id|uid|uuid|guid|key|idx|index|hash|md5|sha1|sha256|url|uri)"  # the whole name
    r"|.*[_\- .](?i:id|ids|uid|uuid|guid|idx|hash|url)"  # its end: question_id
    r"|.*[a-z](?:Id|ID|Uid|UID|Uuid|UUID|Url|URL)",  # questionId
    re.DOTALL,
)


def is_identifier(name: str) -> bool:
    """Tell whether a field is an identifier by its name: `id`, `uid`, `url`, `question_id`, ..."""
    return bool(_IDENTIFIER.fullmatch(name.strip()))
