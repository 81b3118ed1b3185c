"""Help in groups: options by what they are about, commands by what they are for.

Typer's own panels need its markup mode, which would interpret texts.
"""

from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup

from .commands import NAMES

_FIRST, _LAST = ("Arguments",), ("Output", "Report", "Reading", "Other")


def in_order(groups: Iterable[str]) -> list[str]:
    """Sort groups of options: those that all commands have stand at the end."""
    names = list(groups)
    middle = [name for name in names if name not in (*_FIRST, *_LAST)]
    return [name for name in (*_FIRST, *middle, *_LAST) if name in names]


class _AsGiven:
    """Passes on what was typed, which the engine parses."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ARG002  # Typer's signature
        """Give a value as it is; no value of an option that may be repeated is an empty one."""
        return () if value is None and param.multiple else value


def _as_given(parameters: list[Any]) -> list[Any]:
    """Have texts passed on as they are: to do so, Typer 0.29 would load pydantic, for 0.05 s."""
    for parameter in parameters:
        if hasattr(parameter, "_runtime_param"):  # other versions pass texts on by themselves
            parameter._runtime_param = _AsGiven()
    return parameters


class GroupedCommand(TyperCommand):
    """A command whose help lists its options in groups, in the order of their declarations."""

    def get_params(self, ctx: Any) -> list[Any]:
        """List the options."""
        return _as_given(super().get_params(ctx))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Write DATASET... as it is."""
        arguments = [one for one in self.get_params(ctx) if one.param_type_name == "argument"]
        return [*(str(one.metavar) for one in arguments), "[OPTIONS]"]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then each group of options."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                group = getattr(parameter, "rich_help_panel", None) or "Other"
                if parameter.param_type_name == "argument":
                    group = "Arguments"
                    record = (str(parameter.metavar), str(getattr(parameter, "help", "")))
                groups.setdefault(group, []).append(record)
        _write(formatter, {name: groups[name] for name in in_order(groups)})


class GroupedCommands(TyperGroup):
    """The app, whose help lists its commands in groups."""

    def get_params(self, ctx: Any) -> list[Any]:
        """List the options."""
        return _as_given(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """List the commands in our order; Typer would list groups of commands last."""
        above = ctx.command_path.split()[1:]
        known = [name.split()[: len(above) + 1] for name in NAMES]

        def place(name: str) -> int:
            return known.index([*above, name]) if [*above, name] in known else len(known)

        return sorted(super().list_commands(ctx), key=place)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each group of commands."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                group = getattr(command, "rich_help_panel", None) or "Commands"
                groups.setdefault(group, []).append((name, command.get_short_help_str(90)))
        _write(formatter, groups)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options of the app, then the commands."""
        records = [one.get_help_record(ctx) for one in self.get_params(ctx)]
        _write(formatter, {"Options": [one for one in records if one]})
        self.format_commands(ctx, formatter)


def _write(formatter: Any, groups: dict[str, list[tuple[str, str]]]) -> None:
    for name, records in groups.items():
        if records:
            with formatter.section(name):
                formatter.write_dl(records)
