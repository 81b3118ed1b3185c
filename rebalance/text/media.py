"""Media in rows: which values are pictures, sounds or films, and what stands there instead."""

import re

_KINDS = ("image", "audio", "video", "input_image", "input_audio", "input_file", "file")
_SUFFIX = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|bmp|tiff?|svg|heic|avif|wav|mp3|flac|ogg|opus|m4a|aac|mp4|webm|mov"
    r"|avi|mkv)(?:[?#]\S*)?", re.IGNORECASE,
)  # fmt: skip
_TYPE = r"data:([\w.+-]+\\?/[\w.+-]+)?(?:;[\w.+=-]+)*"
_SIGN = r"(?:[A-Za-z0-9+/=_-]|\\/|\\[nr]|\\u00[0-9A-Fa-f]{2})"  # of base64; some encoders escape
# In JSON text: data URLs that are a whole string or stand in one, and base64 alone.
_WHOLE_URL = re.compile(rf'"{_TYPE}[;,](?:[^"\\]|\\.)*"')
_INNER_URL = re.compile(rf"{_TYPE};base64,{_SIGN}*")
_NAMED = re.compile(rf'("(?:data|bytes|b64_json|b64|base64)"\s*:\s*)"({_SIGN}{{32,}})"')
_ALONE = re.compile(rf'"({_SIGN}{{256,}})"')
_MIXED = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])", re.DOTALL)  # unlike letters of a genome


def is_media(value: object) -> bool:
    """Tell whether a value is media and nothing else: references, payloads, parts, or lists."""
    if isinstance(value, str):
        return bool(_SUFFIX.fullmatch(value)) or _is_payload(value)
    if isinstance(value, list):
        return bool(value) and all(map(is_media, value))
    if not isinstance(value, dict):
        return False
    if value.get("type") in _KINDS or f"{value.get('type')}".endswith("_url"):
        return True
    return any(
        is_media(inner) or (name == "bytes" and isinstance(inner, str))
        for name, inner in value.items()
    ) and not any(isinstance(inner, str) and " " in inner for inner in value.values())


def _is_payload(text: str) -> bool:
    return without_payloads(f'"{text}"').startswith('"[') and not text.startswith("[")


def without_payloads(text: str) -> str:
    """Put an elision with its size in the place of each payload.

    Args:
        text: JSON text of any value; what is no payload stays as it is, byte for byte.
    """
    if "data:" in text:
        text = _WHOLE_URL.sub(lambda one: f'"{_elision(one[1], one[0].partition(",")[2])}"', text)
        text = _INNER_URL.sub(lambda one: _elision(one[1], one[0].partition(",")[2]), text)
    text = _NAMED.sub(lambda one: f'{one[1]}"{_elision(None, one[2])}"', text)
    return _ALONE.sub(
        lambda one: f'"{_elision(None, one[1])}"' if _MIXED.match(one[1]) else one[0], text
    )


def _elision(kind: str | None, payload: str) -> str:
    size = len(payload.rstrip('="')) * 3 // 4  # bytes that so many signs of base64 hold
    return f"[{(kind or 'media').replace(chr(92), '')} left out, {size:,} bytes]"
