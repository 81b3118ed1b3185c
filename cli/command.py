"""Makes a command of a capability's options: arguments in, one call of the verb, one rendering.

Typer reads signatures, so a command gets the one that its options declare. All values pass through
as texts, and the engine parses them: so that both doors refuse the same with the same words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, Literal, get_args

import typer

import rebalance
from rebalance.errors import CheckFailed, OptionError
from rebalance.options import TARGET, Option, Options
from rebalance.values import flag
from rebalance.wording import suggestion

from .config import Config
from .flags import as_given, dashed, typed

if TYPE_CHECKING:
    from .console import Screen

Format = Literal["table", "json", "csv", "md"]
REPORT = "Report"


OWN = {  # options of the command line alone
    "format": Option("Form of the report.", REPORT, as_given, "|".join(get_args(Format)), "-f",
                     default="table"),
    "quiet": Option("No tables and notes.", REPORT, flag, short="-q"),
}  # fmt: skip


@dataclass(frozen=True)
class Command:
    """A command of the app.

    Attributes:
        name: Its name, which is its verb's, too.
        options: What it takes.
        section: Where it stands in the list of commands.
        title: What it does, in one sentence.
        memory: What it needs.
        examples: Lines to try.
        details: What else there is to say.
        implied: What a form of the report asks of the verb.
        own: Options of the command line alone.
        after: What else the command line does with a report, given the values of `own`.
    """

    name: str
    options: type[Options]
    section: str
    title: str
    memory: str
    examples: Sequence[str]
    details: str = ""
    implied: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    own: Mapping[str, Option] = field(default_factory=dict)
    after: "Callable[[Any, Screen, Mapping[str, Any]], None] | None" = None

    @property
    def declared(self) -> dict[str, Option]:
        """The options of the verb, then those of the command line alone."""
        return {**self.options.declared(), **self.own, **OWN}

    def run(self, config: Config, from_file: Sequence[str] = (), **given: Any) -> None:
        """Turn what was given into one call of the verb, and its report into one rendering.

        Args:
            config: Where options come from that the command line does not name.
            from_file: Names of those.
            given: All options; None, [] or false for those that are not given.
        """
        from .console import Screen, progress

        there = {name: one for name, one in given.items() if _is_given(one)}
        form, quiet = _form(there.pop("format", "table")), bool(there.pop("quiet", False))
        if config.show:
            Screen().emit(config.shown(self.name, there))
            return
        screen = Screen(quiet=quiet, data_on_stdout=self._writes_to_stdout(there))
        if note := config.note([name for name in there if name in from_file]):
            screen.note(note)
        own = {
            name: self.own[name].parse(there.pop(name), name) for name in self.own if name in there
        }
        with progress() as advance:
            verb = getattr(rebalance, self.name)
            report = verb(**{**there, **self.implied.get(form, {})}, progress=advance)
        self._render(report, form, screen)
        if self.after:
            self.after(report, screen, own)
        for warning in report.warnings:
            screen.warn(dashed(warning, self.declared))
        if report.failure:
            raise CheckFailed(report.failure)

    def _render(self, report: Any, form: str, screen: "Screen") -> None:
        """Show a report in a form, as the module of the command in render/ says."""
        module = import_module(f".render.{self.name}", __package__)
        if form == "json":
            screen.emit(report.to_json())
        elif form == "table" and hasattr(module, "text") and (text := module.text(report)):
            screen.emit(text)
        elif form == "table":
            screen.show(*module.tables(report))
        else:
            from . import formats

            written = getattr(module, form, None)
            screen.emit(written(report) if written else formats.listed(module.rows(report), form))
            if hasattr(module, "note"):
                screen.note(module.note(report))

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
            from_file = [name for name in given if _source(context, name) == "DEFAULT_MAP"]
            self.run(config, from_file, **_displaced(self.declared, from_file, given))

        defaults = self.options.defaults()
        parameters = [Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)]
        for name, one in self.declared.items():
            kind = typed(name, one, self.declared, defaults.get(name))
            unset = False if one.is_flag else None
            parameters.append(
                Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=unset)
            )
        run.__name__ = self.name
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        vars(run)["__signature__"] = Signature(parameters)
        return run


def _is_given(value: object) -> bool:
    return not any(value is none for none in (None, False)) and value not in ([], ())


def _is_stdout(option: Option, value: Any) -> bool:
    """Tell whether a value, as it was given, names standard output: `-`, or `json=-`."""
    if isinstance(value, list | tuple):
        return any(_is_stdout(option, one) for one in value)
    if isinstance(value, Mapping):
        return "-" in value.values()
    path = str(value).partition("=")[2] if "=FILE" in option.metavar else value
    return bool(path == "-")


def _form(text: str) -> str:
    choices = get_args(Format)
    if text not in choices:
        raise OptionError(
            "format", f"{text!r} is none of {', '.join(choices)}", suggestion(text, choices)
        )
    return text


def _displaced(
    declared: Mapping[str, Option], from_file: Sequence[str], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Drop the targets of a configuration where the command line names one."""
    targets = {name for name, one in declared.items() if one.group == TARGET}
    named = any(given.get(name) is not None for name in targets - set(from_file))
    left_out = targets & set(from_file) if named else set[str]()
    return {name: value for name, value in given.items() if name not in left_out}


def _source(context: typer.Context, name: str) -> str:
    source = context.get_parameter_source(name)
    return source.name if source else ""
