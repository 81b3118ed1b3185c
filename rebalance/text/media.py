"""Pictures, sounds and films of rows: which values are media, and what refers to them."""

import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

from rebalance.text.known_fields import of_names
from rebalance.text.payloads import data_of, is_payload

# Fields of rows and of parts of messages that hold a medium or the way to one, in lower case.
_FIELD = re.compile(
    r"(?:(?:input|main|query|source|reference)[_ ])?"
    r"(image|img|picture|photo|audio|video|pdf|frame|speech|wav|clip|screenshot|thumbnail|figure|media)"
    r"s?([_ ]?\d+)?"
    r"([_ ]?(path|file|filepath|file_path|filename|file_name|url|uri|id|name|bytes|base64|data|hash"
    r"|sha256|md5))?s?"
)
_NUMBERED = re.compile(r"(image|img|picture|photo|audio|video|frame)s?(_?ids?)?")  # as in COCO
# Parts of messages: OpenAI, Anthropic, Qwen, Gemini.
_PART = re.compile(r"(input_)?(image|audio|video|file|document|media)(_url|_file)?")
_INSIDE = ("inline_data", "inlinedata", "file_data", "filedata", "input_audio", "file")
_FORMS = frozenset({
    "type", "format", "detail", "media_type", "mime_type", "mimetype", "filename", "file_name",
    "title", "cache_control",
})  # fmt: skip
# References in running text: Qwen-VL's <img>path</img>, Markdown's ![](path), <img src="path">.
_IN_TEXT = re.compile(
    r"<(img|image|audio|video)>([^<\n]{1,4096})</\1>"
    r"|!\[[^\]\n]{0,512}\]\(([^)\s]{1,65536})[^)\n]{0,512}\)"
    r"|<(?:img|audio|video|source)\b[^>]{0,512}?\bsrc\s*=\s*[\"']?([^\"'\s>]{1,65536})",
    re.IGNORECASE,
)
_LEVELS = 32  # how deep lists and objects that are media are nested, at most
_MARKS = ("![", "<im", "<IM", "<audio", "<video", "<source")
_ENDING = re.compile(
    r"\.(?:jpe?g|png|gif|webp|bmp|tiff?|svg|heic|avif|wav|mp3|flac|ogg|opus|m4a|aac|mp4|webm|mov"
    r"|avi|mkv)(?:[?#]\S*)?\Z", re.IGNORECASE,
)  # fmt: skip


def media_of(row: object, skipped: Callable[[Mapping[str, object]], bool]) -> list[str]:
    """List what refers to media anywhere in a row, in order.

    Args:
        row: A parsed row.
        skipped: Objects that do not count, such as what the model says.
    """
    found, left = list[str](), [row]
    while left:
        inner = left.pop()
        if isinstance(inner, str):
            if names_file(inner):
                found.append(inner)
        elif isinstance(inner, list):
            parts = [one for one in inner if isinstance(one, dict) and is_media_part(one)]
            found += references(parts)
            left += [one for one in reversed(inner) if not (parts and one in parts)]
        elif isinstance(inner, dict) and not skipped(inner):
            fields = _of_media(inner)
            for name, numbers in fields.items():
                found += references(inner[name], numbers=numbers)
            left += [inner[name] for name in reversed(inner) if name not in fields]
    return found


def names_file(text: str) -> bool:
    """Tell whether a text is the name or the address of a file of media, and nothing else."""
    if " " in text or "." not in text:  # as most texts
        return False
    return _ENDING.search(text) is not None and not any(map(str.isspace, text))


def has_media_fields(row: Mapping[str, object]) -> bool:
    """Tell whether a row has fields whose names say that they hold media."""
    return bool(_of_media(row))


@of_names
def _of_media(names: tuple[str, ...]) -> dict[str, bool]:
    """Find the fields that hold media by their names, and whether their numbers are media, too."""
    found = (name for name in names if _FIELD.fullmatch(name.lower()))
    return {name: _NUMBERED.fullmatch(name.lower()) is not None for name in found}


def is_media_part(part: Mapping[str, object]) -> bool:
    """Tell whether a part of a message is a medium."""
    if isinstance(part.get("text"), str):
        return False
    kind = part.get("type")
    if isinstance(kind, str) and _PART.fullmatch(kind.lower()):
        return True
    return _holds_medium(part)


@of_names
def _holds_medium(names: tuple[str, ...]) -> bool:
    return any(name.lower() in _INSIDE for name in names)


def references(value: object, *, numbers: bool = False) -> Iterator[str]:
    """List what refers to media in a value: paths, addresses, or the digest of the data.

    Args:
        value: The value of a field of media.
        numbers: Whether numbers refer to media, too.
    """
    left = [value]
    while left:
        inner = left.pop()
        if isinstance(inner, str):
            if is_payload(inner):
                yield _digest(inner)
            elif inner and (_ENDING.search(inner) or not any(map(str.isspace, inner))):
                yield inner  # no sentence
        elif isinstance(inner, list) and inner and isinstance(inner[0], float):
            yield _digest(repr(inner))  # samples of a sound, say
        elif isinstance(inner, list):
            left += reversed(inner)
        elif isinstance(inner, dict):
            left += [one for name, one in reversed(inner.items()) if name.lower() not in _FORMS]
        elif numbers and isinstance(inner, int) and not isinstance(inner, bool):
            yield str(inner)


def may_refer(text: str) -> bool:
    """Tell at a glance whether running text may hold references."""
    return ("<" in text or "![" in text) and any(mark in text for mark in _MARKS)


def references_in(text: str) -> list[str]:
    """List the references in running text."""
    if not may_refer(text):
        return []
    found = [one[2] or one[3] or one[4] for one in _IN_TEXT.finditer(text)]
    return [reference for one in found for reference in references(one)]


def _digest(payload: str) -> str:
    """Identify data, however it is wrapped, so that a data URL is its plain base64."""
    return sha256(data_of(payload).encode("utf-8", "surrogatepass")).hexdigest()


def is_media(value: object, levels: int = _LEVELS) -> bool:
    """Tell whether a value is media and nothing else: references, payloads, parts, or lists.

    Args:
        value: Any parsed value.
        levels: How deep to look; what is nested deeper is none.
    """
    if not levels:
        return False
    if isinstance(value, str):
        return is_payload(value) or (" " not in value and bool(_ENDING.search(value)))
    if isinstance(value, list):
        return bool(value) and all(is_media(inner, levels - 1) for inner in value)
    if not isinstance(value, dict):
        return False
    if is_media_part(value):
        return True
    return any(
        is_media(inner, levels - 1) or (name == "bytes" and isinstance(inner, str))
        for name, inner in value.items()
    ) and not any(isinstance(inner, str) and " " in inner for inner in value.values())
