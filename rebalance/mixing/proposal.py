"""Files -> a starting recipe that runs."""

from collections.abc import Sequence

from rebalance.errors import RequestError
from rebalance.rows.files.file_names import FILE, names_of_file
from rebalance.toml_text import key, toml

_HEAD = """\
# A recipe: rebalance mix recipe.toml -o train.jsonl
# Paths are relative to this file. Every run writes a lock file beside it; with --frozen, a run
# refuses to write if a file, this recipe or the version of rebalance differs from it.

# total = "50_000"          # or "x1.5" of what there is; without it, the largest with these shares
# unit = "rows"             # what shares are of: rows, chars, field:PATH, tokens:NAME
# if_short = "shrink"       # or "fill": others fill up; "fail"
seed = 0
order = "shuffle"           # or "input"
dedupe = "exact"            # or "equal", "prompt", "near=0.7"; earlier sources win
# against = ["test.jsonl"]  # rows that repeat one of these are left out, too
# source_field = "source"   # a field for the name of the source
# without = ["id"]          # fields to cut out; or only_fields = ["messages"]
"""
_MORE = """\
# where = 'score >= 0.8 and lang in ["de", "en"]'
# max_repeat = 4            # copies of a row at most; or "none"
# by = "category"           # each category gives its part; reported, too
# keep = "first"            # or "random", "score:FIELD"
# Instead of a share: rows = 5000, or all = true, which the shares of others go by.
"""


def proposal(paths: Sequence[str]) -> str:
    """Write a recipe with a source of equal share for each file.

    Raises:
        RequestError: A name cannot stand in TOML, or a file is standard input.
    """
    if "-" in paths:
        raise RequestError("a recipe names files, and standard input has no name")
    names = _names(paths)
    shares = _shares(len(paths))
    text = _HEAD
    for number, (name, path) in enumerate(zip(names, paths, strict=True)):
        text += f"\n[source.{key(name)}]\npath = {toml(path)}\nshare = {shares[number]}\n"
        text += "" if number else _MORE
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RequestError("the name of a file is not UTF-8, which a recipe is") from error
    return text


def _names(paths: Sequence[str]) -> list[str]:
    """Call sources by their files; of files that are called alike, later ones get a number."""
    names = list[str]()
    for path in paths:
        base = name = names_of_file(path)[FILE]
        number = 2
        while name in names:
            name, number = f"{base}-{number}", number + 1
        names.append(name)
    return names


def _shares(number: int) -> list[str]:
    """Write equal shares that add up to 1 exactly, in hundredths."""
    least, more = divmod(10_000, number)
    return [f"{(least + (at < more)) / 10_000:.4f}".rstrip("0").rstrip(".") for at in range(number)]
