"""A dataset card that says which file is which split: what `load_dataset(DIR)` goes by."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from rebalance.errors import RequestError
from rebalance.wording import named

CARD = "README.md"
_BEGIN, _END = "# rebalance split: begin", "# rebalance split: end"
_EDGE = "---"  # of the block of YAML that a page begins with
_BY_NAME = {  # what it finds by names of files, and the split that it takes each for
    "train": "train", "training": "train", "validation": "validation", "valid": "validation",
    "val": "validation", "dev": "validation", "test": "test", "testing": "test", "eval": "test",
    "evaluation": "test",
}  # fmt: skip


def with_parts(page: str, names: Sequence[str], path: str) -> str:
    """Put the files of parts into the block of YAML of a page; all else stays as it is.

    Args:
        page: The page that there is; "" for none.
        names: Of the parts.
        path: The page's, for errors.

    Raises:
        RequestError: It lists files of its own, or half of what an earlier split wrote.
    """
    lines = page.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != _EDGE:
        return "".join([f"{_EDGE}\n", *_block(names), f"{_EDGE}\n", *lines])
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == _EDGE), len(lines))
    begins, ends = ([at for at in range(end) if lines[at].rstrip() == mark]
                    for mark in (_BEGIN, _END))  # fmt: skip
    if [len(begins), len(ends)] not in ([0, 0], [1, 1]) or begins > ends:
        raise RequestError(f"{path}: it has half of the lines between {_BEGIN!r} and {_END!r}")
    first, last = (begins[0], ends[0] + 1) if begins else (end, end)
    left = [*lines[:first], *lines[last:end]]
    if any(line.startswith("configs:") for line in left):
        raise RequestError(
            f"{path}: its configs list files already", "remove them there, or split without `card`"
        )
    return "".join([*lines[:first], *_block(names), *lines[last:]])


def page_at(path: str) -> str:
    """Read the page that there is, bytes that are no text included; "" for none."""
    page = Path(path)
    return page.read_text("utf-8", "surrogateescape") if page.is_file() else ""


def splits_of(names: Sequence[str]) -> list[str]:
    """Name the splits of parts as loaders allow: letters, digits and underscores.

    Raises:
        RequestError: Two parts would have one name.
    """
    splits = [re.sub(r"\W", "_", name, flags=re.ASCII) for name in names]
    if len(set(splits)) < len(splits):
        raise RequestError(
            f"the parts {named(list(names))} would be the splits {named(splits)}",
            "give parts names that differ in letters and digits",
        )
    return splits


def lost_parts(names: Sequence[str], *, card: bool) -> Iterator[str]:
    """Warn of parts that `load_dataset(DIR)` would not find, or know under another name."""
    if card:
        pairs = zip(names, splits_of(names), strict=True)
        if changed := [f"{split!r} for {name!r}" for name, split in pairs if split != name]:
            yield f"the card names the splits {', '.join(changed)}: loaders allow no other signs"
        return
    taken = [_BY_NAME.get(name) for name in names]
    lost = [name for name, split in zip(names, taken, strict=True)
            if split is None or taken.count(split) > 1]  # fmt: skip
    if lost:
        yield (
            f"load_dataset(DIR) goes by the names of files, and would not find {named(lost)}:"
            " `card` writes what it reads, or name the files yourself"
        )


def _block(names: Sequence[str]) -> Iterator[str]:
    yield from (f"{_BEGIN}\n", "configs:\n", "- config_name: default\n", "  data_files:\n")
    for name, split in zip(names, splits_of(names), strict=True):
        yield f"  - split: {_quoted(split)}\n    path: {_quoted(f'{name}.jsonl')}\n"
    yield f"{_END}\n"


def _quoted(text: str) -> str:
    """Quote a text as YAML does; JSON's halves of pairs would be two signs there."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in quoted)
