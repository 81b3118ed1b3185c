"""Names of remote objects as texts: nothing here looks at a store, or loads what could."""

import re
from typing import TypeGuard

from rebalance.errors import OptionError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")  # of two letters at least, unlike C:\
_USER = re.compile(r"//[^@\s]*:[^@\s]*@|(?<=http:)//[^/@\s]*@|(?<=https:)//[^/@\s]*@")
_QUERY = re.compile(r"[?#;][^\s'\"]*=[^\s'\"]*")
_PATTERN = re.compile(r"[*?[]")
_WRITABLE = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "memory")  # whose puts are whole


def is_remote(name: object) -> TypeGuard[str]:
    """Tell whether a name is a URL; `C:/x` and `a:b.jsonl` are files of this machine."""
    return isinstance(name, str) and _SCHEME.match(name) is not None


def is_pattern(name: object) -> TypeGuard[str]:
    """Tell whether a name is a URL that stands for several objects."""
    return is_remote(name) and _PATTERN.search(name) is not None


def scheme_of(url: str) -> str:
    """Give what stands before `://`, in small letters."""
    found = _SCHEME.match(url)
    return found[1].lower() if found else ""


def check_url(url: str, option: str) -> None:
    """Refuse a URL that has secrets in it, or that is no plain name of an object.

    Raises:
        OptionError: It is such a one; the sentence does not quote it.
    """
    scheme = scheme_of(url)
    if not url.startswith(scheme):
        raise OptionError(option, f"{url}: stores are called by small letters: {scheme}://")
    if _USER.search(url):
        raise OptionError(
            option, f"a URL of {scheme}:// has a password in it, which logs would keep",
            "give secrets in the environment: see docs/remote.md",
        )  # fmt: skip
    if _QUERY.search(url) or (scheme in ("http", "https") and re.search("[?#;]", url)):
        raise OptionError(
            option, f"a URL of {scheme}:// has a query in it, where signatures stand",
            "name the object alone, and give secrets in the environment: see docs/remote.md",
        )  # fmt: skip
    if "::" in url:
        raise OptionError(option, f"{url} is a chain of file systems", "name the object alone")
    if scheme in ("file", "local"):
        raise OptionError(option, f"{url} is a file of this machine", "give its path alone")


def check_writable(url: str, option: str) -> None:
    """Refuse a URL at which nothing can be written as a whole.

    Raises:
        OptionError: It is such a one.
    """
    if is_pattern(url):
        raise OptionError(option, f"{url} is a pattern: as a name, nothing could read it again")
    if scheme_of(url) not in _WRITABLE:
        raise OptionError(
            option, f"{url}: {scheme_of(url)} is only read",
            f"write to a file, or to one of {', '.join(_WRITABLE)}",
        )  # fmt: skip


def has_secret(text: str) -> bool:
    """Tell whether a text has a password or a query of a URL in it."""
    return "://" in text and masked(text) != text


def masked(text: str) -> str:
    """Hide passwords and queries in what a library says."""
    return _QUERY.sub("?…", _USER.sub("//…@", text))


def named_like(pattern: str, path: str) -> str:
    """Name an object that a pattern stands for, with the bucket as the user typed it.

    Args:
        pattern: The URL of the user.
        path: What its store calls the object: `bucket/key`, or a URL of its own.
    """
    if is_remote(path):
        return path
    scheme, _, rest = pattern.partition("://")
    bucket = rest.lstrip("/").partition("/")[0]
    _, slash, key = path.lstrip("/").partition("/")
    return f"{scheme}://{bucket}{slash}{key}"
