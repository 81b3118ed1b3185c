"""Where tokenizers are: a file, a folder that holds one, or a name in the cache of Hugging Face."""

import os
import re
from pathlib import Path

from rebalance.errors import RequestError

TOKENIZER = "tokenizer.json"
_NAME = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)?", re.ASCII)  # as of a model: gpt2, org/model


def tokenizer_file(name: str) -> str:
    """Find the tokenizer.json that a name stands for; nothing is ever downloaded.

    Args:
        name: A file, a folder that holds it, or a model in the local cache of Hugging Face.

    Raises:
        RequestError: There is none.
    """
    path = Path(name)
    if path.is_dir():
        if (path / TOKENIZER).is_file():
            return os.fspath(path / TOKENIZER)
        raise RequestError(
            f"the folder {name} holds no {TOKENIZER}",
            "transformers writes one: AutoTokenizer.from_pretrained(NAME).save_pretrained(FOLDER)",
        )
    if path.exists():
        return name
    if not _NAME.fullmatch(name):
        raise RequestError(f"there is no file {name}", f"name a {TOKENIZER}, or a folder with one")
    return _cached(name)


def _cached(name: str) -> str:
    """Find it in the cache: refs/main names the commit, under which snapshots hold the files."""
    model = _cache() / f"models--{name.replace('/', '--')}"
    try:
        commit = (model / "refs" / "main").read_text("ascii").strip()
    except (OSError, ValueError):
        commit = ""
    found = model / "snapshots" / commit / TOKENIZER
    if re.fullmatch(r"\w+", commit) and found.is_file():
        return os.fspath(found)
    raise RequestError(
        f"there is no tokenizer {name!r}: no such file or folder, and none in {model}",
        f"name a {TOKENIZER} or a folder with one, or fetch it first, as nothing is downloaded"
        f" here: hf download {name} {TOKENIZER}",
    )


def _cache() -> Path:
    """Name the folder of the cache, as Hugging Face does."""
    named = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    if named:
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME")
    return (Path(home).expanduser() if home else user_cache() / "huggingface") / "hub"


def user_cache() -> Path:
    """Name the folder in which programs of this user keep what they can make again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
