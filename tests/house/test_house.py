"""The rules of the house, read from the code."""

import ast
import re
import runpy
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from rebalance.cli.commands import NAMES as COMMANDS
from rebalance.cli.commands import command as command_of

import rebalance
from rebalance import choices, system
from rebalance.numbers import category_weights as weights
from rebalance.numbers import priorities as lots
from rebalance.numbers import ranking, targets
from rebalance.options import Options
from tests.platforms.systems import POSIX, differing

ROOT = Path(__file__).parents[2]
FLOORS = [  # a wing imports from the floors below it, never up
    "rebalance.version", "rebalance.versions", "rebalance.errors", "rebalance.choices",
    "rebalance.log_commands",
    "rebalance.wording", "rebalance.system", "rebalance.saved_json", "rebalance.request_ids",
    "rebalance.remote", "rebalance.named_files", "rebalance.tokenizer_files", "rebalance.numbers",
    "rebalance.text",
    "rebalance.rows", "rebalance.engines",
    "rebalance.values", "rebalance.shares", "rebalance.label_lists", "rebalance.declarations",
    "rebalance.options", "rebalance.storage_option", "rebalance.shared_options",
    "rebalance.target_options",
    "rebalance.unit_options", "rebalance.scheme_options", "rebalance.engine_options",
    "rebalance.report", "rebalance.report_files", "rebalance.progress", "rebalance.left_out",
    "rebalance.reader",
    "rebalance.row_edits", "rebalance.first_pass", "rebalance.sharding", "rebalance.quantiles",
    "rebalance.verbs",
    "rebalance", "rebalance.cli",
]  # fmt: skip
ENGINE = sorted((ROOT / "rebalance").rglob("*.py"))
COMMAND_LINE = sorted((ROOT / "cli").rglob("*.py"))


def module_of(path: Path) -> str:
    """Name of the module in a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    inside = parts if parts[0] == "rebalance" else ("rebalance", *parts)
    return ".".join(inside).removesuffix(".__init__")


@cache
def imports_of(path: Path) -> list[str]:
    """Absolute names of what a file imports, types included."""
    return list(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    package = module_of(path) if path.stem == "__init__" else module_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level else ""
            yield ".".join(part for part in (base, node.module or "") if part)


def floor_of(module: str) -> int:
    """Number of the floor that a module of the project is on."""
    fits = [wing for wing in FLOORS if module == wing or module.startswith(f"{wing}.")]
    return FLOORS.index(max(fits, key=len))


@pytest.mark.parametrize("path", [*ENGINE, *COMMAND_LINE], ids=module_of)
def test_wings_never_import_up(path: Path) -> None:
    """A room imports from its own floor or from those below."""
    for name in imports_of(path):
        if name.split(".")[0] == "rebalance" and module_of(path) != "rebalance":
            if name == "rebalance":  # the public names: for the command line only
                assert module_of(path).startswith("rebalance.cli")
            else:
                assert floor_of(name) <= floor_of(module_of(path)), name


CAPABILITIES = {path.parent.name for path in (ROOT / "rebalance").glob("*/run.py")}
BETWEEN: dict[tuple[str, str], str] = {}  # (capability, another that it imports) -> why


@pytest.mark.parametrize("path", ENGINE, ids=module_of)
def test_capabilities_do_not_import_each_other(path: Path) -> None:
    """What two of them need lies on a floor below both."""
    own = path.relative_to(ROOT / "rebalance").parts[0]
    if own in CAPABILITIES:
        others = {name.split(".")[1] for name in imports_of(path) if name.startswith("rebalance.")}
        assert all((own, other) in BETWEEN for other in others & CAPABILITIES - {own}), others


@pytest.mark.parametrize("path", COMMAND_LINE, ids=module_of)
def test_the_command_line_is_thin(path: Path) -> None:
    """It knows options, verbs and reports: no numbers, texts, rows and engines."""
    floors = (
        "numpy.",
        "rebalance.numbers.",
        "rebalance.text.",
        "rebalance.rows.",
        "rebalance.engines.",
    )
    for name in imports_of(path):
        assert not f"{name}.".startswith(floors), name
        assert not (name.startswith("rebalance.") and name.endswith(".run")), name


@pytest.mark.parametrize("path", ENGINE, ids=module_of)
def test_the_engine_names_no_flags(path: Path) -> None:
    """An option has one name; the command line adds the dashes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            flags = re.findall(r"(?<![\w-])--[a-z][a-z-]*", node.value)
            known = path.name in OTHERS or (path.name, *flags) in FLAGS
            assert not flags or known, node.value


@pytest.mark.parametrize("path", ENGINE, ids=module_of)
def test_backticks_of_the_engine_name_options(path: Path) -> None:
    """The command line spells those and no others; what is none would keep its backticks."""
    declared = {name for command in COMMANDS for name in command_of(command).declared}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in docstrings
        ):
            assert set(re.findall(r"`([a-z]\w*)(?:=[^`]*)?`", node.value)) <= declared, node.value


FLAGS = {  # sentences for people with a command line, and what they name
    ("lock.py", "--frozen"),
    ("proposal.py", "--frozen"),
    ("errors.py", "--max-repeat", "--missing"),  # says what the command line makes of backticks
    ("suggestion_files.py", "--mix"),  # the head of a file that says what it is for
    ("suggestion_files.py", "--floors"),
}
OTHERS = {"trainers.py"}  # commands of other programs stand there


def test_rooms_form_no_circle() -> None:
    """Within the engine, no chain of imports leads back."""
    edges = {
        module_of(path): {n for n in imports_of(path) if n.startswith("rebalance.")}
        for path in ENGINE
        if module_of(path) != "rebalance"
    }
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join([*above, name])
        if name not in done:
            for other in edges.get(name, ()):
                visit(other, (*above, name))
            done.add(name)

    for name in edges:
        visit(name, ())


SYSTEMS = {"rebalance.system.posix", "rebalance.system.windows"}
UNLIKE = {"fsync", "replace", "rename", "kill", "cpu_count"}  # on all systems, but not the same
ASKED = {("sys", "platform"), ("os", "name"), ("os", "uname"), ("platform", "system")}


def test_one_room_knows_the_systems() -> None:
    """What a system lacks, or does in another way, is used there alone; nobody else asks for it."""
    unlike = {(module, name) for module in ("os", "signal") for name in differing(module)}
    unlike |= {("os", name) for name in UNLIKE} | ASKED
    assert ("os", "pread") in unlike
    assert ("signal", "SIGBREAK") in unlike
    for path in [*ENGINE, *COMMAND_LINE]:
        if not module_of(path).startswith("rebalance.system"):
            assert not set(_used(path)) & unlike, path
            assert not {*POSIX, "msvcrt", "winreg"} & {*imports_of(path)}, path


def _used(path: Path) -> Iterator[tuple[str, str]]:
    """List what a file takes from modules, `getattr(os, "name")` and `hasattr` too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                yield module, name
            case ast.ImportFrom(module=str(module)):
                yield from ((module, one.name) for one in node.names)
            case ast.Call(args=[ast.Name(id=module), ast.Constant(value=str(name)), *_]):
                yield module, name
            case _:
                pass


def test_both_systems_have_one_face() -> None:
    """Linux and Windows have the same names, which take the same."""
    faces = [
        {
            node.name: [one.arg.lstrip("_") for one in (*node.args.args, *node.args.kwonlyargs)]
            for node in ast.parse(source_of(room)).body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        }
        for room in sorted(SYSTEMS)
    ]
    assert faces[0] == faces[1]
    assert set(faces[0]) < set(system.__all__)


def users_of(module: str, paths: list[Path]) -> set[str]:
    """Modules that import a module or something in it."""
    return {
        module_of(path)
        for path in paths
        if any(name == module or name.startswith(f"{module}.") for name in imports_of(path))
    }


def test_concerns_have_one_home() -> None:
    """tqdm, orjson, processes, temporary files and randomness each live in one place."""
    everything = [*ENGINE, *COMMAND_LINE]
    assert users_of("tqdm", everything) == {"rebalance.cli.console"}
    assert users_of("multiprocessing", everything) == {"rebalance.engines.workers", *SYSTEMS}
    assert users_of("concurrent", everything) == {"rebalance.rows.files.compressor"}
    for module in ("asyncio", "fsspec"):
        assert users_of(module, everything) == {"rebalance.remote.filesystems"}
    windows = "rebalance.system.windows"
    assert users_of("threading", everything) == {"rebalance.remote.filesystems", windows}
    assert users_of("tempfile", everything) == {"rebalance.rows.files.temporary", windows}
    assert users_of("signal", everything) == {
        "rebalance.system", *SYSTEMS, "rebalance.cli", "rebalance.cli.boundary",
    }  # fmt: skip
    assert not users_of("random", everything) | users_of("click", everything)
    loads = {m for m in map(module_of, everything) if "orjson.loads" in source_of(m)}
    assert loads == {"rebalance.rows.field"}


def source_of(module: str) -> str:
    """The text of a module."""
    return next(p for p in [*ENGINE, *COMMAND_LINE] if module_of(p) == module).read_text("utf-8")


def test_engine_needs_only_numpy_and_orjson() -> None:
    """No other package of the five, and no printing."""
    for path in ENGINE:
        for name in imports_of(path):
            assert name.split(".")[0] not in {"typer", "rich", "tqdm", "click"}, path
        calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
        assert "print" not in {n.func.id for n in calls if isinstance(n.func, ast.Name)}, path


@pytest.mark.parametrize("path", [*ENGINE, *COMMAND_LINE], ids=module_of)
def test_rooms_and_functions_stay_small(path: Path) -> None:
    """No module above 300 lines, no function above 60 but for commands, whose options are long."""
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300 or path.name == "errors.py"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and "commands" not in path.parts:
            body = node.end_lineno or 0
            assert body - node.body[0].lineno <= 60, f"{path.name}:{node.name}"


def test_public_names() -> None:
    """The library's surface, sorted; every name resolves and has a docstring."""
    assert rebalance.__all__ == sorted(rebalance.__all__)
    assert set(dir(rebalance)) >= set(rebalance.__all__)
    for name in rebalance.__all__:
        assert getattr(rebalance, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(rebalance, "nothing")  # noqa: B009  # hidden from type checkers


def test_choices_equal_their_tables() -> None:
    """What the command line offers is what the engine knows."""
    assert set(get_args(choices.Level)) == set(targets.LEVELS)
    assert set(get_args(choices.Scheme)) == set(weights.SCHEMES)
    assert set(get_args(lots.Purpose)) == set(lots._STREAMS)
    for keep in get_args(choices.Keep):
        assert callable(ranking.ranking(keep, np.zeros(0, dtype=np.uint64), 0))
    for name in ("balancing", "inspection", "splitting", "weighting"):
        module = import_module(f"rebalance.{name}.options")
        (options,) = (
            one for one in vars(module).values()
            if isinstance(one, type) and issubclass(one, Options)
            and one.__module__ == module.__name__
        )  # fmt: skip
        for option, hint in get_type_hints(options).items():
            for offered in (hint, *get_args(hint)):
                if get_origin(offered) is Literal:  # as its type says, so its help
                    metavar = options.declared()[option].metavar
                    assert metavar.split("|") == list(get_args(offered)), (name, option)


def test_the_code_map_is_the_code() -> None:
    """CONTRIBUTING draws the house as it is; `make generate` draws it again."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert runpy.run_path(str(ROOT / "tools" / "code_map.py"))["drawn"](page) == page


def test_packages_are_declared() -> None:
    """Every folder with code is in the wheel, and the core has its five dependencies."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {path.parent for path in [*ENGINE, *COMMAND_LINE]}
    packages = {module_of(folder / "__init__.py") for folder in folders}
    assert set(settings["tool"]["setuptools"]["packages"]) == packages
    names = {d.split(">")[0].split("[")[0] for d in settings["project"]["dependencies"]}
    assert names == {"typer", "rich", "orjson", "numpy", "tqdm"}


def test_no_file_names_a_folder_of_somebody() -> None:
    """Tests and tools find what they need beside themselves, on any machine."""
    folders = ("benchmarks", "cli", "docs", "examples", "rebalance", "tests", "tools")
    texts = [path for name in folders for path in (ROOT / name).rglob("*.*")
             if path.suffix in (".py", ".md", ".sh", ".txt", ".yml", ".toml", ".ini")]  # fmt: skip
    assert len(texts) > 700
    own = re.compile(r"(?<![\w/:.])/(?:work|root|Users)/\w")
    assert not [path for path in texts if own.search(path.read_text("utf-8"))]
