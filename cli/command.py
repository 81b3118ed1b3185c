"""Makes a command of a capability's options: arguments in, one call of the verb, one rendering.

Typer reads signatures, so a command gets the one that its options declare. All values pass through
as texts, and the engine parses them: so that both doors refuse the same with the same words.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, Literal

import typer

import rebalance
from rebalance.declarations import REPORT, Option
from rebalance.errors import OptionError
from rebalance.system import STANDARD_NAMES
from rebalance.values import choice, flag, whole_number

from .config import Config
from .flags import typed
from .settings import Settings, environment_of, settle, typed_options
from .spelling import dashed

if TYPE_CHECKING:
    from rebalance.options import Options

    from .console import Screen

QUIET = Option("Print no tables and no notes.", REPORT, flag, short="-q")
TOP = Option(
    "Rows of the table that are shown, the largest; 0 shows all.", REPORT,
    whole_number(), "N",
)  # fmt: skip
FORMS = ("table", "json", "csv", "md", "html")


def _format(forms: Sequence[str]) -> Option:
    parse = choice(Literal[tuple(forms)])
    return Option("Report format.", REPORT, parse, "|".join(forms), "-f", default="table")


@dataclass(frozen=True)
class Command:
    """A command of the app.

    Attributes:
        name: Its name, of several words where it is one of a group.
        section: Where it stands in the list of commands.
        title: What it does, in one sentence.
        memory: What it needs.
        examples: Lines to try.
        details: What else there is to say.
        forms: Forms of its report beside those that all have.
        own: Options of the command line alone.
        after: What else the command line does with a report, given the values of `own`.
    """

    name: str
    section: str
    title: str
    memory: str
    examples: Sequence[str]
    details: str = ""
    forms: Sequence[str] = ()
    own: Mapping[str, Option] = field(default_factory=dict)
    after: "Callable[[Any, Screen, Mapping[str, Any]], None] | None" = None

    @property
    def options(self) -> "type[Options]":
        """What its verb takes; it is loaded when it is needed."""
        module = import_module(f"rebalance.{rebalance.VERBS[self.verb]}.options")
        words = "".join(word.capitalize() for word in self.name.split())
        found: type[Options] = getattr(module, f"{words}Options")
        return found

    @property
    def verb(self) -> str:
        """The name of its verb."""
        return self.name.replace(" ", "_")

    @property
    def declared(self) -> dict[str, Option]:
        """The options of the verb, then those of the command line alone."""
        return {**self.options.declared(), **self.own, **self._shared}

    @property
    def _shared(self) -> dict[str, Option]:
        """The options that all commands have beside those of their verbs."""
        top = {} if "top" in self.options.declared() else {"top": TOP}
        return {"format": _format((*FORMS, *self.forms)), **top, "quiet": QUIET}

    def run(self, config: Config, settings: Settings) -> None:
        """Turn options into one call of the verb, and its report into one rendering.

        Args:
            config: Where some of them come from.
            settings: The options that hold.
        """
        from rebalance.verbs import together  # which loads numpy

        from .console import Screen, progress

        there = dict(settings.values)
        if config.show:
            Screen().emit([self._shown(config, there)])
            return
        form, top, quiet = self._shape(there)
        screen = Screen(quiet=quiet, data_on_stdout=self._writes_to_stdout(there))
        for sentence in config.left_aside:
            screen.warn(sentence)
        if note := config.note([name for name in settings.values if name in settings.from_file]):
            screen.note(note)
        own = {
            name: self.own[name].parse(there.pop(name), name) for name in self.own if name in there
        }
        with together(config.path) as outputs:  # get their names when the report can be shown
            with progress() as advance:
                report = getattr(rebalance, self.verb)(**there, progress=advance)
            made, show = self._rendered(report, form, screen, top, there)
            if outputs.has_files:
                deque(made(), maxlen=0)  # which raises where a piece cannot be made
        show(made())
        if self.after:
            self.after(report, screen, own)
        for warning in report.warnings:
            screen.warn(dashed(warning, self.declared))
        if report.problem:
            raise report.problem

    def _shown(self, config: Config, there: Mapping[str, Any]) -> str:
        """Write the options that hold, and as comments the defaults of the others."""
        for name, value in there.items():
            self.declared[name].parse(value, name)
        defaults = {"format": "table", "quiet": False, **self.options.defaults()}
        others = {
            name: self.declared[name].default or defaults[name]
            for name in self.declared
            if name not in there and defaults.get(name) not in (None, ())
        }
        return config.shown(self.name, there, others)

    def _shape(self, there: dict[str, Any]) -> tuple[str, int | None, bool]:
        """Take out what only the command line looks at: the form, the rows shown, quiet."""
        parsed = {
            name: one.parse(there.pop(name) if name in self._shared else there[name], name)
            for name, one in {**self._shared, "top": self.declared["top"]}.items()
            if there.get(name) is not None
        }
        form, top = parsed.get("format", "table"), parsed.get("top")
        if top is not None and "top" not in self._shared:
            top = 0  # the report itself has no more
        elif top is not None and form != "table":
            raise OptionError("top", f"has no effect with `format={form}`")
        return form, top, bool(parsed.get("quiet"))

    def _rendered(
        self, report: Any, form: str, screen: "Screen", top: int | None, given: Mapping[str, Any]
    ) -> tuple[Callable[[], Iterable[Any]], Callable[[Iterable[Any]], None]]:
        """Give what makes a report in a form, piece by piece, and what shows the pieces."""
        if form == "table" and (text := getattr(report, "configuration", None)):
            return lambda: [text], screen.emit  # as it is
        if form == "table" and screen.quiet:  # what nobody sees is not made
            return tuple, screen.show
        from . import render  # which loads what draws

        if form != "table":
            return partial(render.rendered, report, form, given), screen.emit
        from .render.forms.terminal import lines

        blocks = render.Rendering(report, given).blocks()
        return partial(lines, blocks, screen.look(top)), screen.show

    def _writes_to_stdout(self, given: Mapping[str, Any]) -> bool:
        outputs = [(one, given.get(name)) for name, one in self.declared.items()
                   if one.use == "writes"]  # fmt: skip
        return not given.get("dry_run") and any(_is_stdout(one, value) for one, value in outputs)

    @property
    def help(self) -> str:
        r"""The text of the help; examples stay a line each behind a \b, which Typer reads."""
        examples = "\b\n" + "\n".join(("Examples:", *(f"  {line}" for line in self.examples)))
        parts = (self.title, self.details, f"Memory: {self.memory}.", examples)
        return "\n\n".join(part for part in parts if part)

    def callback(self) -> Callable[..., None]:
        """Make the function whose signature Typer reads."""

        def run(context: typer.Context, **given: Any) -> None:
            config: Config = context.obj
            settings = settle(
                typed_options(given, self.declared), environment_of(self.name, self.declared),
                config.tables.get(self.name, {}), self.declared,
            )  # fmt: skip
            context.obj = config.taken(self.name, settings.from_file)
            self.run(config, settings)

        defaults = self.options.defaults()
        parameters = [Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)]
        for name, one in self.declared.items():
            kind = typed(name, one, self.declared, defaults.get(name))
            unset = False if one.is_flag else None
            parameters.append(
                Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=unset)
            )
        run.__name__ = self.verb
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        vars(run)["__signature__"] = Signature(parameters)
        return run


def _is_stdout(option: Option, value: Any) -> bool:
    """Tell whether a value, as it was given, names standard output: `-`, or `json=-`."""
    if isinstance(value, list | tuple):
        return any(_is_stdout(option, one) for one in value)
    if isinstance(value, Mapping):
        return any(path in STANDARD_NAMES for path in value.values())
    path = str(value).partition("=")[2] if "=FILE" in option.metavar else value
    return path in STANDARD_NAMES
