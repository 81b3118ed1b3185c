"""What may come at a place: words, fields and categories of the dataset, files."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .place import Place

_WORD = re.compile("([^A-Z]*)([A-Z]*)")  # `score:FIELD`: what is typed, what is filled in
_LIST = re.compile(r'(?:(?:"(?:[^"\\]|\\.)*"|[^",])*,)*')  # all but the last of `a=1,"b,c"=2,d`
_FILES = {"FILE": "files", "DIR": "folders"}
_FIELDS = ("FIELD", "PATH")


@dataclass(frozen=True)
class Value:
    """What may come.

    Attributes:
        text: The whole word.
        said: What it is.
        goes_on: Whether more of the word follows.
    """

    text: str
    said: str = ""
    goes_on: bool = False


@dataclass(frozen=True)
class Values:
    """All that may come.

    Attributes:
        known: Those that there is a list of.
        files: Whether `files` or `folders` may come, where no other value fits; "" for none.
        before_files: What of the word stands before the path.
    """

    known: Sequence[Value] = ()
    files: str = ""
    before_files: str = ""


def values_at(place: Place) -> Values:
    """List what may come at a place."""
    if place.value_of is not None:
        return _of(place, place.value_of["takes"], commas=place.value_of["commas"])
    if place.last.startswith("-") and not place.options_over:
        return Values([one for one in _options(place) if one.text.startswith(place.last)])
    if words := place.next_words:
        return Values([Value(name, title) for name, title in words.items()
                       if name.startswith(place.last)])  # fmt: skip
    arguments = place.declared["arguments"]
    at = min(len(place.arguments), len(arguments) - 1)
    return _of(place, arguments[at] if arguments else [], commas=False)


def _options(place: Place) -> Iterator[Value]:
    """List options by their long names; one that was given comes again only if it may."""
    for one in place.declared["options"]:
        if one["several"] or not place.given.keys() & set(one["names"]):
            yield Value(one["names"][-1], one["help"])


def _of(place: Place, takes: Sequence[str], *, commas: bool) -> Values:
    """List the values that an option or an argument takes."""
    whole, files, before_files = place.last, "", ""
    listed = _LIST.match(whole)[0] if commas else ""  # type: ignore[index]  # it matches anything
    last, found = whole[len(listed) :], list[Value]()
    for one in takes:
        word, filled_in = _WORD.match(one).groups()  # type: ignore[union-attr]  # as above
        is_path = not (commas and "=" in whole) and not listed
        if filled_in in _FILES and is_path and last.startswith(word):
            files, before_files = _FILES[filled_in], place.before + word
        elif word.startswith("@") and not last.startswith("@"):
            continue  # seldom meant
        elif filled_in == "CATEGORY":
            found += _categories(place, listed, "=" if "=" in one else "")
        elif filled_in in _FIELDS and last.startswith(word):
            found += (Value(word + name, said) for name, said in _fields(place))
        elif word:
            found.append(Value(word, goes_on=bool(filled_in)))
    fitting = dict.fromkeys(one for one in found if one.text.startswith(last))
    start = place.before + listed
    if fitting or not files:
        return Values([Value(start + one.text, one.said, one.goes_on) for one in fitting])
    return Values((), files, before_files)


def _fields(place: Place) -> list[tuple[str, str]]:
    from rebalance.first_rows import fields  # which loads numpy

    return [(name, f"{values} values" if values else "") for name, values in fields(_files(place))]


def _categories(place: Place, listed: str, after: str) -> Iterator[Value]:
    """List the categories that are not named yet."""
    from rebalance.first_rows import categories  # which loads numpy

    for name in categories(_files(place), place.given.get("--by") or ["category"]):
        shown = _in_mix(name) if after else name
        in_list = after or ("," not in name and name == name.strip())  # which has no quotes
        if in_list and f",{shown}{after}" not in f",{listed}":
            yield Value(shown + after, goes_on=bool(after))


def _in_mix(name: str) -> str:
    """Write a category so that `name=share` is read as such."""
    plain = not re.search('[",=]', name) and name == name.strip() and name != "default"
    return name if plain else json.dumps(name, ensure_ascii=False)


def _files(place: Place) -> list[str]:
    return list(map(os.path.expanduser, place.arguments))
