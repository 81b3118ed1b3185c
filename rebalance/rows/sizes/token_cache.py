"""Counts of tokens that are known from earlier runs: one small file a tokenizer, by what rows say.

Rows are known by a digest of their texts, so that a part or a mix of a dataset counts nothing
again. A file that is not, byte for byte, what was written is as good as none.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import AccessError
from rebalance.named_files import UnfitFile, read_bounded
from rebalance.system import replace
from rebalance.tokenizer_files import user_cache

Keys = NDArray[np.bytes_]  # S16[rows]
Counts = NDArray[np.uint32]

_MAGIC = b"rebalance token counts 1\n"
_DIGEST = 32  # bytes of what identifies a tokenizer, and of the checksum at the end
_HEAD = len(_MAGIC) + _DIGEST
_ROW = 16 + 4
_MOST = 4 << 20  # rows that are remembered: 84 MB


def key_of(texts: Sequence[str]) -> bytes:
    """Identify texts by 16 bytes of BLAKE2b."""
    digest = blake2b(digest_size=16)
    for text in texts:
        raw = text.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "little"))
        digest.update(raw)
    return digest.digest()


def keys_of(rows: Sequence[Sequence[str]]) -> Keys:
    """Identify the texts of rows: S16[rows]."""
    return np.frombuffer(b"".join(map(key_of, rows)), "S16")


@dataclass(frozen=True, slots=True)
class TokenCache:
    """The counts of one tokenizer.

    Attributes:
        path: The file.
        of: What identifies the tokenizer, and all else that counts depend on: 32 bytes.
    """

    path: str
    of: bytes

    @classmethod
    def of_identity(cls, identity: str) -> "TokenCache | None":
        """Name the file of a tokenizer in the cache of the user; None where there is no such."""
        folder = os.path.join(user_cache(), "rebalance")
        of = blake2b(identity.encode(), digest_size=_DIGEST).digest()
        path = os.path.join(folder, f"tokens-{of.hex()[:32]}")
        return cls(path, of) if os.path.isabs(path) else None

    def find(self, keys: Keys) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
        """Look rows up: uint64[rows] counts, and bool[rows] which of them are known."""
        known, counts = _read(self.path, self.of)
        if not len(known):
            return np.zeros(len(keys), np.uint64), np.zeros(len(keys), np.bool_)
        places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return counts[places].astype(np.uint64), known[places] == keys

    def add(self, keys: Keys, counts: NDArray[np.uint64]) -> None:
        """Remember counts; a cache that cannot be written is none."""
        new = ~self.find(keys)[1] & (counts <= np.iinfo(np.uint32).max)
        if not new.any():
            return
        before, known = _read(self.path, self.of)
        if len(before) + int(new.sum()) > _MOST:  # begin anew, with what is used
            before, known, new = before[:0], known[:0], np.arange(len(keys)) < _MOST
        all_keys, first = np.unique(np.concatenate([before, keys[new]]), return_index=True)
        all_counts = np.concatenate([known, counts[new].astype(np.uint32)])[first]
        with suppress(OSError, AccessError):
            self._write(all_keys, all_counts)
        _read.cache_clear()

    def _write(self, keys: Keys, counts: Counts) -> None:
        os.makedirs(os.path.dirname(self.path), 0o700, exist_ok=True)
        temporary = f"{self.path}.{os.getpid()}"
        content = self.of + len(keys).to_bytes(8, "little") + keys.tobytes() + counts.tobytes()
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        try:
            with open(temporary, "xb", opener=lambda path, how: os.open(path, how, 0o600)) as file:
                file.write(_MAGIC + content + _checksum(content))
            replace(temporary, self.path)
        except (OSError, AccessError):
            os.unlink(temporary)
            raise


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST).digest()


@lru_cache(maxsize=1)
def _read(path: str, of: bytes) -> tuple[Keys, Counts]:
    """Read a file, once in a process; nothing is known of one that does not fit exactly."""
    nothing = np.zeros(0, "S16"), np.zeros(0, np.uint32)
    try:
        raw = read_bounded(path, _HEAD + 8 + _ROW * _MOST + _DIGEST)
    except (OSError, UnfitFile):
        return nothing
    content, checksum = raw[len(_MAGIC) : -_DIGEST], raw[-_DIGEST:]
    rows = int.from_bytes(content[_DIGEST : _DIGEST + 8], "little")
    fits = len(content) == _DIGEST + 8 + _ROW * rows and raw.startswith(_MAGIC + of)
    if not fits or checksum != _checksum(content):
        return nothing
    start, middle = _DIGEST + 8, _DIGEST + 8 + 16 * rows
    return np.frombuffer(content[start:middle], "S16"), np.frombuffer(content[middle:], "<u4")
