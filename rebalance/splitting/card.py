"""A dataset card that says which file is which split: what `load_dataset(DIR)` goes by."""

import json
import re
from collections.abc import Iterator, Sequence

from rebalance.errors import RequestError
from rebalance.named_files import page_there
from rebalance.wording import named

CARD = "README.md"
_BEGIN, _END = "# rebalance split: begin", "# rebalance split: end"
_BOM = "\ufeff"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_PLAIN = re.compile(r"[\w. -]+")
_OWN_FILES = re.compile(r"""["']?(?:configs|dataset_info)["']?\s*:""")
_EDGE = "---"  # of the block of YAML that a page begins with
_BY_NAME = {  # what it finds by names of files, and the split that it takes each for
    "train": "train", "training": "train", "validation": "validation", "valid": "validation",
    "val": "validation", "dev": "validation", "test": "test", "testing": "test", "eval": "test",
    "evaluation": "test",
}  # fmt: skip


def with_parts(page: str, names: Sequence[str], path: str, ending: str = ".jsonl") -> str:
    """Put the files of parts into the block of YAML of a page; all else stays as it is.

    Args:
        page: The page that there is; "" for none.
        names: Of the parts.
        path: The page's, for errors.
        ending: What follows the name of a part in what names its files.

    Raises:
        RequestError: It lists files of its own, half of what an earlier split wrote, or YAML that
            cannot be added to.
    """
    mark = _BOM if page.startswith(_BOM) else ""
    lines = _LINE.findall(page.removeprefix(_BOM))
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    block = [f"{line}{newline}" for line in _block(names, ending)]
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[start].strip() != _EDGE:
        edge = f"{_EDGE}{newline}"
        return mark + "".join([edge, *block, edge, *lines])
    end = next((at for at, line in enumerate(lines[start + 1 :], start + 1)
                if line.rstrip() == _EDGE), 0)  # fmt: skip
    if not end:
        raise RequestError(f"{path}: it begins with {_EDGE}, and no line {_EDGE} ends that")
    begins, ends = ([at for at in range(start, end) if lines[at].rstrip() == mark_]
                    for mark_ in (_BEGIN, _END))  # fmt: skip
    if [len(begins), len(ends)] not in ([0, 0], [1, 1]) or begins > ends:
        raise RequestError(f"{path}: it has half of the lines between {_BEGIN!r} and {_END!r}")
    first, last = (begins[0], ends[0] + 1) if begins else (end, end)
    _check([*lines[start + 1 : first], *lines[last:end]], path)
    return mark + "".join([*lines[:first], *block, *lines[last:]])


def _check(lines: Sequence[str], path: str) -> None:
    """Refuse YAML that other files are in, or that a block cannot be added to."""
    if any(_OWN_FILES.match(line) for line in lines):
        raise RequestError(
            f"{path}: its configs, or its dataset_info, tell of files already",
            "remove them there, or split without `card`",
        )
    told = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if told and not re.match(r"[^\s{\[\-]", told[0]):
        raise RequestError(
            f"{path}: its YAML begins with {told[0].strip()!r}, and not with a name at the edge",
            "write it as lines NAME: VALUE",
        )


def page_at(path: str) -> str:
    """Read the page that there is, as it is; "" for none."""
    return (page_there(path) or b"").decode("utf-8", "surrogateescape")


def splits_of(names: Sequence[str]) -> list[str]:
    """Name the splits of parts as loaders allow: letters, digits and underscores.

    Raises:
        RequestError: Two parts would have one name, or loaders take a name for something else.
    """
    odd = [name for name in names if name == "all" or not _PLAIN.fullmatch(name)]
    if odd:
        raise RequestError(
            f"{named(odd)}: loaders take such a name for a pattern, or for all parts",
            "name parts by letters, digits, spaces and ._-, or split without `card`",
        )
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


def _block(names: Sequence[str], ending: str) -> Iterator[str]:
    yield from (_BEGIN, "configs:", "- config_name: default", "  data_files:")
    for name, split in zip(names, splits_of(names), strict=True):
        yield f"  - split: {_quoted(split)}"
        yield f"    path: {_quoted(name + ending)}"
    yield _END


def _quoted(text: str) -> str:
    """Quote a text as YAML does; JSON's halves of pairs would be two signs there."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in quoted)
