"""Commands as somebody would write them who knows the rows: options that fit, now and then not."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from rebalance.cli.commands import NAMES, command

from rebalance.declarations import Option
from rebalance.errors import RebalanceError
from rebalance.options import Options
from tests.fuzz.process import quietly
from tests.fuzz.values import values
from tests.fuzz.worlds import World, mutated, one_in, spelt
from tests.support import trained_tokenizer

_REPAIRS = 12
ALONE = [name for name in NAMES if " " not in name]  # the steps over shards go after each other
READERS = {  # by the field that asks
    "messages": ("trl", "axolotl", "llama-factory", "ms-swift", "open-instruct", "megatron",
                 "fireworks"),
    "conversations": ("trl", "axolotl", "llama-factory", "ms-swift"),
    "instruction": ("axolotl", "llama-factory", "ms-swift"),
    "prompt": ("trl", "llama-factory"), "text": ("trl", "axolotl"),
}  # fmt: skip
_LENIENT = {"missing": "drop", "on_error": "skip", "max_bad_rows": "100%", "allow_empty": True}


@dataclass(frozen=True)
class Call:
    """A command with its options, as they are given."""

    name: str
    given: Mapping[str, Any]
    declared: Mapping[str, Option]
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The command line."""
        return [self.name, *self._flags(), *self.positional]

    def _flags(self) -> Iterator[str]:
        for name, value in self.given.items():
            flag = f"--{name.replace('_', '-')}"
            for one in value if isinstance(value, list) else [value]:
                if not self.declared[name].positional:
                    yield flag if one is True else f"{flag}={one}"

    @property
    def positional(self) -> list[str]:
        """The arguments that are no flags."""
        found: list[str] = []
        for name, value in self.given.items():
            if self.declared[name].positional:
                found += value if isinstance(value, list) else [value]
        return found

    def value(self, name: str, default: Any = None) -> Any:
        """What an option was given, or a default."""
        return self.given.get(name, default)

    def reads(self, name: str) -> list[str]:
        """The files that an option was given to read."""
        value = self.given.get(name, [])
        return value if isinstance(value, list) else [value]

    @property
    def outputs(self) -> list[str]:
        """What the options name that are written: files, folders, prefixes."""
        return [
            one.partition("=")[2] if "=FILE" in option.metavar else one
            for name, option in self.declared.items()
            if option.use == "writes" or name == "work_dir"
            for one in self.reads(name)
        ]  # fmt: skip


def is_readable(world: World) -> bool:
    """Tell whether some trainer reads the rows: neither preferences, nor what is too deep."""
    names = set(world.fields[""])
    return world.fields["prompt"][0] in READERS and not (
        "chosen" in names or {"messages", "text"} <= names
    )


def calls(name: str, world: World) -> st.SearchStrategy[Call]:
    """Draw a command line for rows that are in the current folder."""
    return _calls(name, world)


@st.composite
def _calls(draw: st.DrawFn, name: str, world: World) -> Call:  # noqa: C901  # a rule is a line
    declared, options = command(name).declared, command(name).options
    files = _Files(name, world, draw)

    def value(option: str) -> Any:
        if option in _LENIENT and option != "max_bad_rows" and not one_in(draw, 5):
            return _LENIENT[option]
        return draw(values(option, declared[option], world, files))

    given = {one: _dataset(draw, name, one, declared[one], world, files)
             for one in declared if declared[one].positional}  # fmt: skip
    given |= {one: value(one) for one, option in options.declared().items()
              if one not in (*given, *options.defaults())}  # fmt: skip
    if not one_in(draw, 3):
        given["format"] = "json"
    if "by" in declared and world.by != "category" and not one_in(draw, 20):
        given["by"] = [world.by]
    if not world.is_clean and not one_in(draw, 6):
        given |= {one: how for one, how in _LENIENT.items() if one in declared}
    if "multi" in declared and world.by == "labels" and not one_in(draw, 8):
        given["multi"] = value("multi")
    if "allow_empty" in declared and not one_in(draw, 4):
        given["allow_empty"] = True
    if "predicted" in declared and not one_in(draw, 4):  # or there is nothing to measure
        given |= {one: value(one) for one in ("truth", "predicted")}
    if name == "export" and not one_in(draw, 8):  # a trainer that reads such rows
        readers = READERS.get(world.fields["prompt"][0], READERS["text"])
        given |= {"trainer": draw(st.sampled_from(readers)), "form": "copies"}
        given["out_dir"] = value("out_dir")
        if draw(st.booleans()):
            given |= {"form": draw(st.sampled_from(["balanced", "mix"])), "cap": value("cap")}
    only_in_tables = {"top"} - set(options.declared()) if "format" in given else set[str]()
    offered = [one for one in declared if one not in (*given, *only_in_tables)]
    chosen = draw(st.lists(st.sampled_from(offered), max_size=6, unique=True))
    for one in chosen:
        given[one] = value(one)
    if not one_in(draw, 20):
        _repair(draw, options, given, value)
    env = {"REBALANCE_SPAN_BYTES": "90"} if one_in(draw, 3) else {}
    return Call(name, {one: given[one] for one in declared if one in given}, declared, env)


def _repair(draw: st.DrawFn, options: type[Options], given: dict[str, Any], value: Any) -> None:
    """Do what the messages say, until the options do not contradict each other."""
    declared = options.declared()
    for _ in range(_REPAIRS):
        try:
            options.of(**{name: one for name, one in given.items() if name in declared})
        except (RebalanceError, TypeError) as error:
            said = f"{error}\n{getattr(error, 'advice', '')}"
            pairs = [(name, to) for name, to in re.findall(r"`(\w+)(?:=([a-z]+))?[^`]*`", said)
                     if name in declared]  # fmt: skip
            missing = [pair for pair in pairs if pair[0] not in given or pair[1] != ""]
            there = [name for name, _ in pairs
                     if name in given and not declared[name].positional]  # fmt: skip
            if missing and (not there or one_in(draw, 2)):
                name, to = draw(st.sampled_from(missing))
                given[name] = to or value(name)
            elif there:
                del given[draw(st.sampled_from(there))]
            else:
                return
        else:
            return


def _dataset(
    draw: st.DrawFn, command_name: str, name: str, option: Option, world: World, files: "_Files"
) -> Any:
    """Choose the files that are arguments; responses and saved reports have to be made."""
    names = list(world.files)
    if command_name == "collect":
        return [files.made("responses"), *names[1 : draw(st.sampled_from([1, 1, 1, 2]))]]
    if command_name == "audit":
        return names[: draw(st.sampled_from([2, 2, 3]))]
    if command_name == "mix":
        return [files.made("recipe")]
    if option.several:
        return names[: draw(st.sampled_from([1, 1, 1, 2]))]
    is_saved = one_in(draw, 4)
    return files.made("saved") if is_saved else names[0 if name == "before" else -1]


class _Files:
    """Files that options name: those of the world, those made for the option, and outputs."""

    def __init__(self, command_name: str, world: World, draw: st.DrawFn) -> None:
        self.command, self.world, self.draw = command_name, world, draw
        self.outputs = 0

    def __call__(self, name: str, option: Option) -> st.SearchStrategy[str]:
        """Draw a file for an option."""
        if option.use == "writes":
            return st.builds(self.output, st.just(name), st.just(option))
        made = {"check.baseline": "baseline", "collect.requests": "requests",
                "split.previous": "manifest", "evaluate.split_manifest": "manifest",
                "weights.correct_for": "balanced", "validate.quota": "quota"}  # fmt: skip
        special = made.get(f"{self.command}.{name}", name)
        if special in _MAKERS:
            return st.just(special).map(self.made)
        return st.sampled_from([*list(self.world.files)[1:], *self.world.files])

    def output(self, name: str, option: Option) -> str:
        """Name an output: a new one, one that there is, or one that cannot be."""
        self.outputs += 1
        if one_in(self.draw, 40):
            return "no/such/file"
        if one_in(self.draw, 10):
            return "old-folder" if option.metavar == "DIR" else "old-file"
        return f"new-{name}-{self.outputs}"

    def made(self, what: str) -> str:
        """Make a file that is what an option expects; now and then somebody changed it."""
        path = Path(_MAKERS[what](self.world))
        if path.exists() and one_in(self.draw, 8):
            path.write_bytes(self.draw(mutated(path.read_bytes())))
        return str(path)


def _lenient(world: World, *words: str) -> None:
    by = [] if world.by == "category" else [f"--by={world.by}"]
    quietly(words[0], next(iter(world.files)), "--missing=drop", "--on-error=skip", *by, *words[1:])


def _manifest(world: World) -> str:
    _lenient(world, "split", "-d", "earlier", "--allow-empty", "--key=id")
    if not Path("earlier/manifest.json").exists():
        _lenient(world, "split", "-d", "earlier", "--allow-empty")
    return "earlier/manifest.json"


def _baseline(world: World) -> str:
    _lenient(world, "check", "--max-bad-rows=100%", "--write-baseline=baseline.json")
    return "baseline.json"


def _balanced(world: World) -> str:
    _lenient(world, "balance", "--cap=3", "-o", "balanced.jsonl", "--manifest=balanced.json")
    return "balanced.json"


def _quota(world: World) -> str:
    _lenient(world, "gaps", "--equal=max", "--report=json=quota.json")
    return "quota.json"


def _saved(world: World) -> str:
    by = [] if world.by == "category" else [f"--by={world.by}"]
    quietly("inspect", *world.files, "--on-error=skip", *by, "--report=json=saved.json")
    return "saved.json"


def _requests(world: World) -> str:
    _lenient(world, "gaps", "--floor=40", "--requests=ask.jsonl", "--model=m", "--per-request=2")
    return "ask.jsonl"


def _responses(world: World) -> str:
    """Answer requests in the forms of two services; some badly, some not at all."""
    asked = Path(_requests(world))
    lines = asked.read_bytes().splitlines() if asked.exists() else []
    answers = []
    for number, name in enumerate(json.loads(line)["custom_id"] for line in lines[:20]):
        content = [
            json.dumps({"instruction": f"new {number}", "output": "yes", "note": "x", "text": "t"}),
            '{"instruction": "new", ', "sorry, I cannot", "[{}]", "```json\n{\"text\": \"x\"}\n```",
            json.dumps({"id": number, "messages": [{"role": "user", "content": "hi"}]}),
        ][(number * 5) % 6]  # fmt: skip
        body = [{"choices": [{"message": {"content": content}}]},
                {"content": [{"type": "text", "text": content}]}][number % 4 == 1]  # fmt: skip
        answers.append([
            {"custom_id": name, "response": {"status_code": 200, "body": body}},
            {"custom_id": name, "result": {"type": "succeeded", "message": body}},
            {"custom_id": name, "error": {"message": "overloaded"}},
        ][min(number % 7 % 3, number % 5)])  # fmt: skip
    Path("answers.jsonl").write_bytes(b"".join(spelt(one) + b"\n" for one in answers))
    return "answers.jsonl"


def _list_of(world: World) -> str:
    names = [one if isinstance(one, str) else str(one).lower() for one in world.labels]
    Path("list.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    return "list.txt"


def _named(world: World, file: str, number: Callable[[int], object]) -> str:
    names = dict.fromkeys(one if isinstance(one, str) else str(one) for one in world.labels)
    content = json.dumps(dict.fromkeys(names, number(len(names))))
    Path(file).write_text(content, encoding="utf-8")
    return file


def _shares(world: World) -> str:
    return _named(world, "shares.json", lambda names: f"1/{names}")


def _floors(world: World) -> str:
    return _named(world, "floors.json", lambda _: 1)


def _template(world: World) -> str:  # noqa: ARG001  # as the others
    Path("template.txt").write_text("Be brief.\n---\n$count of $category: $examples $fields $by")
    return "template.txt"


def _phrases(world: World) -> str:  # noqa: ARG001  # as the others
    Path("phrases.txt").write_text("as an AI\nyes\n\n# no\n")
    return "phrases.txt"


def _recipe(world: World) -> str:
    """Mix the files of the world: all of the first, and others by shares."""
    by = f"by = {json.dumps(world.by)}\n" if world.by != "labels" else ""
    sources = [
        f"[source.s{number}]\npath = {json.dumps(name)}\n"
        + (f"share = 0.{number}\n" if number else f"{by}all = true\n")
        for number, name in enumerate(list(world.files)[: 1 + len(by) % 2])
    ]
    head = f'if_short = "fill"\ndedupe = "{["exact", "equal", "near=0.7"][len(by) % 3]}"\n'
    Path("recipe.toml").write_text(head + "\n".join(sources), encoding="utf-8")
    quietly("mix", "recipe.toml", "--on-error=skip", "-o", "mixed.jsonl")  # which locks it
    return "recipe.toml"


def _tokenizer(world: World) -> str:  # noqa: ARG001  # as the others
    Path("tokenizer.json").write_bytes(_trained())
    return "tokenizer.json"


@cache
def _trained() -> bytes:
    with TemporaryDirectory() as folder:
        return trained_tokenizer(Path(folder) / "tokenizer.json").read_bytes()


_MAKERS = {
    "recipe": _recipe,
    "unit": _tokenizer,
    "manifest": _manifest, "balanced": _balanced, "baseline": _baseline, "quota": _quota,
    "saved": _saved,
    "requests": _requests, "responses": _responses, "template": _template, "phrases": _phrases,
    "mix": _shares, "floors": _floors,
    **dict.fromkeys(["labels", "allow", "require"], _list_of),
}  # fmt: skip
