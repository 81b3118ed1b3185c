"""Tokens of texts, as the tokenizer of a model counts them: the only home of `tokenizers`."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import AccessError, OptionError
from rebalance.named_files import UnfitFile, read_bounded
from rebalance.wording import foreign

if TYPE_CHECKING:
    import tokenizers

_LARGEST = 512 << 20  # bytes of a tokenizer.json; those with 256,000 tokens have about 33 MB
_THREADS = "TOKENIZERS_PARALLELISM"


def check_installed() -> None:
    """Refuse tokens where the extra for them is not installed.

    Raises:
        OptionError: It is not installed.
    """
    if find_spec("tokenizers") is None:
        raise OptionError(
            "unit",
            "counting tokens needs the extra tokens",
            "install it with: pip install 'rebalance-jsonl[tokens]'",
        )


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """A tokenizer.json.

    Attributes:
        path: The file.
        digest: SHA-256 of its bytes, so that no other one is ever taken for it.
        special: Whether the tokens count, too, that it adds to a sequence, such as its beginning.
    """

    path: str
    digest: str
    special: bool = False

    @classmethod
    def read(cls, path: str, *, special: bool = False) -> "Tokenizer":
        """Read a file, and see that it is a tokenizer.

        Raises:
            OptionError: It is none.
            AccessError: It cannot be read.
        """
        check_installed()
        found = cls(path, sha256(_bytes_of(path)).hexdigest(), special)
        _loaded(found.path, found.digest)
        return found

    @property
    def identity(self) -> str:
        """What counts depend on beside the texts: the file, the version of the package, options."""
        import tokenizers

        return f"{self.digest} {tokenizers.__version__} {self.special}"

    def count(self, rows: Sequence[Sequence[str]]) -> NDArray[np.uint64]:
        """Count the tokens of the texts of each row, each text on its own: uint64[rows]."""
        loaded = _loaded(self.path, self.digest)
        distinct = list({text: None for texts in rows for text in texts})  # roles, say, come often
        with _one_thread(), _errors(self.path, "it cannot encode the text of a row"):
            encoded = loaded.encode_batch_fast(distinct, add_special_tokens=False)
        tokens = dict(zip(distinct, map(len, encoded), strict=True))
        added = loaded.num_special_tokens_to_add(is_pair=False) if self.special else 0
        sums = (sum(map(tokens.__getitem__, texts)) + added for texts in rows)
        return np.fromiter(sums, np.uint64, len(rows))


def _bytes_of(path: str) -> bytes:
    try:
        return read_bounded(path, _LARGEST)
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
    except UnfitFile as error:
        raise OptionError("unit", f"{path}: {error}") from error


@lru_cache(maxsize=4)
def _loaded(path: str, digest: str) -> "tokenizers.Tokenizer":
    """Load it once in a process; those that are forked inherit it."""
    from tokenizers import Tokenizer as Loaded

    content = _bytes_of(path)
    if sha256(content).hexdigest() != digest:
        raise OptionError("unit", f"{path}: the file changed while it was used")
    with _errors(path, "the file is not a tokenizer.json"):
        found = Loaded.from_buffer(content)
    found.no_truncation()
    found.no_padding()
    return found


@contextmanager
def _errors(path: str, what: str) -> Iterator[None]:
    """Say of errors of the package, which have no narrower type, what they are about."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":  # of Rust
            raise OptionError("unit", f"{path}: {what}: {foreign(error)}") from error
        raise


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let it start no threads: there is a process for each processor, and they may be forked."""
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "false"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before
