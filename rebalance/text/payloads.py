"""Payloads: files within rows, as data URLs or base64. They are no text, and are never shown."""

import re

_ESCAPE = r"\\/|\\[nr]|\\u00[0-9A-Fa-f]{2}"  # of signs that stand in JSON as they are, too
_SIGN = rf"(?:[A-Za-z0-9+/=_-]|{_ESCAPE})"  # of base64
_TYPE = rf"data:(?:(?=[^;,\"\s]*/)((?:[\w.+/-]|{_ESCAPE})+))?((?:;[\w.+=-]+)*)"
# In JSON text: data URLs that are a whole string or stand in one, and base64 alone.
# None goes back within signs (`++`): it would remember each, which takes 140 bytes a sign.
_WHOLE_URL = re.compile(rf'"{_TYPE}[;,]((?:[^"\\]|\\.)*+)"')
_INNER_URL = re.compile(rf"{_TYPE},({_SIGN}++)")
_NAMED = re.compile(rf'("(?:data|bytes|b64_json|b64|base64)"\s*:\s*)"({_SIGN}{{32,}}+)"')
_ALONE = re.compile(rf'"({_SIGN}{{24,}}+)"')
_SIGNS = {"\\/": "/", "\\n": "\n", "\\r": "\n"}
_MIXED = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])", re.DOTALL)  # unlike letters of a genome
_BASE64 = re.compile(r"[A-Za-z0-9+/_\r\n-]+={0,2}\s*")
_URL = re.compile(rf"{_TYPE}[;,]", re.IGNORECASE)
# How files begin in base64: JPEG, PNG, GIF, WebP and WAV, PDF, Ogg, MP3, FLAC, Matroska.
_BEGINNINGS = (
    "/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR", "JVBERi", "T2dnUw", "SUQz", "ZkxhQ", "GkXfo",
)  # fmt: skip
_SHORTEST, _LONG = 24, 256  # characters


def is_payload(text: str) -> bool:
    """Tell whether a string is a file rather than text: a data URL, or base64.

    Of base64 without a known beginning, only long runs of all kinds of letters count.
    """
    if len(text) < _SHORTEST:
        return False
    if text[:5].lower() == "data:":
        url = _URL.match(text)
        return url is not None and bool(url[1] or url[2])
    if not text.startswith(_BEGINNINGS):
        head = text[:_LONG]
        if len(text) < _LONG or " " in head or not _MIXED.match(head):
            return False
    return _BASE64.fullmatch(text) is not None


def readable(text: str) -> str:
    """Give a text without its payloads; of one that is a payload nothing is left."""
    if len(text) < _SHORTEST:
        return text
    if " " not in text[:64] and is_payload(text):  # most texts have one, and need no second look
        return ""
    return text if ";base64," not in text else _INNER_URL.sub("", text)


def length(text: str) -> int:
    """Count the characters of a text, those of payloads aside."""
    return len(readable(text))


def data_of(payload: str) -> str:
    """Get the data of a payload, however it is wrapped: a data URL has it behind the comma."""
    return payload.partition(",")[2] if _URL.match(payload) else payload.strip()


def without_payloads(text: str) -> str:
    """Put an elision with its size in the place of each payload.

    Args:
        text: JSON text of any value; what is no payload stays as it is, byte for byte.
    """
    if "data:" in text:
        text = _WHOLE_URL.sub(lambda one: f'"{_elided_url(one)}"' if one[1] else one[0], text)
        text = _INNER_URL.sub(lambda one: _elided_url(one) if one[2] else one[0], text)
    text = _NAMED.sub(lambda one: f'{one[1]}"{_elision("media", _size(one[2]))}"', text)
    return _ALONE.sub(_elided_base64, text)


def _elided_base64(string: re.Match[str]) -> str:
    is_one = is_payload(_unescaped(string[1]))
    return f'"{_elision("media", _size(string[1]))}"' if is_one else string[0]


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
