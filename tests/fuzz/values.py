"""Values of an option, from its own declaration: metavar, help, parser, and what it is used for."""

import re
from collections.abc import Callable, Mapping, Sequence

from hypothesis import strategies as st

from rebalance.declarations import Option
from rebalance.errors import RebalanceError
from tests.fuzz.worlds import LABELS, World, one_in

# What an option's FIELD should hold; any field where this does not say so.
HOLDS = {
    "by": "category", "time": "time", "key": "id", "truth": "truth", "predicted": "predicted",
    "score": "number", "unit": "number", "keep": "number", "options": "options", "text": "text",
    "prompt_field": "prompt", "response_field": "response", "unique": "id", "group": "group",
    "within": "group", "probabilities": "probabilities", "truth_file": "id",
}  # fmt: skip
_WHOLE = ("1", "2", "3", "5", "10", "40", "0", "1_000", "3k")
_SHARE = ("0.5", "0.3", "0.9", "0.7", "1", "0", "1/3", "20%", "1e-3")
_ANY = ("0.5", "0.1", "1", "0", "2", "3")
WORDS: Mapping[str, Sequence[str]] = {
    "N": _WHOLE, "K": ("2", "3", "5", "10"), "P": ("5", "50", "100", "0", "12.5", "1"), "F": _ANY,
    "R": _ANY, "SHARE": _ANY, **dict.fromkeys("TWABCEXMS", _SHARE), "VALUE": ("v", "1", ""),
    "SIZE": ("64MiB", "1MB", "1000000", "1MB", "8kB", "100"), "LANG": ("French",),
    "EXPR": (
        "id < 2000", "n >= 7", "exists(note)", 'glob(owner, "u*")', "not exists(n) or id != 0",
        'field("@turns") > 1', 'contains(choices, "a ")', 'truth == predicted', "nn > 1",
    ),
    "PREFIX": ("prefix",), "NAME": ("extra", "m", "x y", "weight"),
}  # fmt: skip
JOBS = ["1", "1", "2", "3"]  # each is a process
BAD = (
    "", "-1", "x", "inf", "nan", "-inf", "Infinity", "NaN", "1e999", "1e99", "9" * 40, "1e-99", "%",
    "0x1", "=", ",", ":", "a=", "=1", "@file", "no/such/file", ".", "..", "rows.jsonl", "-",
    "/dev/null", "\x1b[31m", "::error::x", "x" * 300, "𝟓", "a..b", "/", "[", "\udcff",
)  # fmt: skip
_TOKEN = re.compile(r"\d+\.\d+|[A-Z]{1,}|\b[a-c]\b(?!-)")
_OF_HELP = re.compile(r"[\w-]+(?:[:=][A-Z]+)?(?:,[a-z]+)?")

Files = Callable[[str, Option], st.SearchStrategy[str]]


def values(name: str, option: Option, world: World, files: Files) -> st.SearchStrategy[object]:
    """Draw what a command line gives an option: a text, several of them, or True for a flag.

    Args:
        name: Its name.
        option: Its declaration.
        world: The rows that it should fit.
        files: Makes the files that it names.
    """
    if option.is_flag:
        return st.just(True)
    one = _instances(name, option, world, files)
    good = one.filter(lambda text: _is_taken(option, name, text)) if option.use is None else one
    mixed = _now_and_then(st.sampled_from(BAD), good)
    return st.lists(mixed, min_size=1, max_size=2, unique=True) if option.several else mixed


@st.composite
def _now_and_then(
    draw: st.DrawFn, rare: st.SearchStrategy[str], usual: st.SearchStrategy[str]
) -> str:
    return draw(rare if one_in(draw, 80) else usual)


def _is_taken(option: Option, name: str, text: str) -> bool:
    try:
        option.parse(text, name)
    except RebalanceError:
        return False
    return True


def _instances(name: str, option: Option, world: World, files: Files) -> st.SearchStrategy[str]:
    """Fill in the forms of the metavar, and those which only the help tells."""
    forms = [one.replace(",...", "").replace("...", "") for one in option.metavar.split("|")]
    told = [one for one in _OF_HELP.findall(option.help) if one.lower() == one or "=" in one
            or ":" in one]  # fmt: skip
    unknown = [one for one in forms if one.isupper() and one not in WORDS and one.isalpha()]
    taken = [one for one in told if _is_taken(option, name, re.sub(r"(?<=[:=])[A-Z]+", "1", one))]
    if option.use is None and "FIELD" not in forms and (unknown or any(":" in t for t in taken)):
        forms = [*(set(forms) - set(unknown)), *taken] or forms
    forms += [one for one in taken if "=" in one and option.metavar[-1] != "E"]
    return st.sampled_from(forms).flatmap(lambda form: _filled(form, name, option, world, files))


@st.composite
def _filled(
    draw: st.DrawFn, form: str, name: str, option: Option, world: World, files: Files
) -> str:
    """Put values in the place of the words in capitals, and categories in that of a, b and c."""

    def put(match: re.Match[str]) -> str:
        return str(value_of(match[0]))

    def value_of(word: str) -> object:
        if word == "KIND":
            kinds = _OF_HELP.findall(option.help)
            tail = "=x" if "=" in form else ""
            return draw(st.sampled_from([k for k in kinds if _is_taken(option, name, k + tail)]))
        if option.file_in and word == "NAME":
            return draw(files(name, option))
        if word in ("FIELD", "PATH") or (word == "F" and "VALUE" in form):
            return draw(st.sampled_from(world.fields.get(HOLDS.get(name, ""), world.fields[""])))
        if word in WORDS:
            return draw(st.sampled_from(JOBS if name == "jobs" else WORDS[word]))
        if word.islower() or word in ("CLASS", "CATEGORY"):
            return _label(draw(st.sampled_from(LABELS if one_in(draw, 20) else world.labels)))
        if option.use is not None and not option.file_in and not word[0].isdigit():
            return draw(files(name, option))
        return word if word[0].isdigit() else draw(st.sampled_from(["0.5", "x", "1", "a"]))

    return str(_TOKEN.sub(put, form)) if re.search("[A-Z,=]", form) else form


def _label(label: object) -> str:
    text = label if isinstance(label, str) else str(label).lower()
    return f'"{text}"' if re.search(r'[,="]', text) else text
