"""Media in rows: which values are pictures, sounds or films, and what stands there instead."""

import re

_KINDS = ("image", "audio", "video", "input_image", "input_audio", "input_file", "file")
_SUFFIX = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|bmp|tiff?|svg|heic|avif|wav|mp3|flac|ogg|opus|m4a|aac|mp4|webm|mov"
    r"|avi|mkv)(?:[?#]\S*)?", re.IGNORECASE,
)  # fmt: skip
_ESCAPE = r"\\/|\\[nr]|\\u00[0-9A-Fa-f]{2}"  # of signs that stand in JSON as they are, too
_SIGN = rf"(?:[A-Za-z0-9+/=_-]|{_ESCAPE})"  # of base64
_TYPE = rf"data:(?:(?=[^;,\"\s]*/)((?:[\w.+/-]|{_ESCAPE})+))?((?:;[\w.+=-]+)*)"
# In JSON text: data URLs that are a whole string or stand in one, and base64 alone.
_WHOLE_URL = re.compile(rf'"{_TYPE}[;,]((?:[^"\\]|\\.)*)"')
_INNER_URL = re.compile(rf"{_TYPE},({_SIGN}+)")
_NAMED = re.compile(rf'("(?:data|bytes|b64_json|b64|base64)"\s*:\s*)"({_SIGN}{{32,}})"')
_ALONE = re.compile(rf'"({_SIGN}{{256,}})"')
_SIGNS = {"\\/": "/", "\\n": "\n", "\\r": "\n"}
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
        text = _WHOLE_URL.sub(lambda one: f'"{_elided_url(one)}"' if one[1] else one[0], text)
        text = _INNER_URL.sub(lambda one: _elided_url(one) if one[2] else one[0], text)
    text = _NAMED.sub(lambda one: f'{one[1]}"{_elision("media", _size(one[2]))}"', text)
    return _ALONE.sub(
        lambda one: f'"{_elision("media", _size(one[1]))}"' if _MIXED.match(one[1]) else one[0],
        text,
    )


def _elided_url(url: re.Match[str]) -> str:
    kind, parameters, payload = url.groups()
    encoded = "base64" in f"{parameters}{payload[:7]}".casefold()
    size = _size(payload.removeprefix("base64,")) if encoded else len(payload.encode("utf-8"))
    return _elision(_unescaped(kind or "media"), size)


def _size(payload: str) -> int:
    """Count the bytes that so many signs of base64 hold."""
    return len(_unescaped(payload).replace("\n", "").rstrip("=")) * 3 // 4


def _unescaped(text: str) -> str:
    """Take the escapes of JSON out of signs that need none."""
    if "\\" not in text:
        return text
    return re.sub(_ESCAPE, lambda one: _SIGNS.get(one[0]) or chr(int(one[0][2:], 16)), text)


def _elision(kind: str, size: int) -> str:
    return f"[{kind} left out, {size:,} bytes]"
