"""The value of `storage_options`: how stores are reached, and never with what secrets."""

import json
import re
from collections.abc import Iterator, Mapping

from rebalance.errors import OptionError
from rebalance.named_files import distinct, read_text
from rebalance.remote.urls import has_secret
from rebalance.values import text

_SECRET = {
    "key", "secret", "token", "password", "passwd", "passphrase", "credential", "credentials",
    "sas", "signature", "auth", "authorization", "cookie", "cookies", "apikey", "accesskey",
    "secretkey", "accountkey", "sastoken", "pwd", "pass", "bearer",
}  # fmt: skip
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")  # accountKey is two
_WAYS = {None, True, False, "", "anon", "google_default", "cloud", "cache", "browser"}  # of gs, hf
_CONNECTION = "connection string"  # of az


def storage(value: object, option: str) -> dict[str, object]:
    """Take options of stores: a mapping, its JSON, or `@FILE` with that.

    Raises:
        OptionError: It is none, or has a secret in it.
        AccessError: The file cannot be read.
    """
    if isinstance(value, Mapping):
        found: object = dict(value)
    else:
        given = text(value, option)
        given = read_text(given[1:], option) if given.startswith("@") else given
        try:
            found = json.loads(given, object_pairs_hook=distinct)
        except (ValueError, RecursionError):
            found = None
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise OptionError(option, 'it is no object of JSON, as in: {"endpoint_url": "https://..."}')
    if secret := next(_secrets(found), None):
        raise OptionError(
            option, f"{secret!r} looks like a secret, which histories and logs would keep",
            "give it in the environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
            " GOOGLE_APPLICATION_CREDENTIALS, AZURE_STORAGE_ACCOUNT_KEY, HF_TOKEN",
        )  # fmt: skip
    return found


def _secrets(found: Mapping[str, object]) -> Iterator[str]:
    """List the names of what looks like a secret, wherever it stands."""
    for name, value in found.items():
        words = [word.lower() for word in _WORD.findall(name)]
        joined = " ".join(words)
        public = "kms" in joined or (isinstance(value, str | bool | None) and value in _WAYS)
        if (_SECRET & {*words} or _CONNECTION in joined) and not public:
            yield name
        yield from _secrets_in(name, value)


def _secrets_in(name: str, value: object) -> Iterator[str]:
    if isinstance(value, str) and has_secret(value):
        yield name
    elif isinstance(value, Mapping):
        yield from _secrets(value)
    elif isinstance(value, list):
        for one in value:
            yield from _secrets_in(name, one)
