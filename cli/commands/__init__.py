"""One command per file. The engine is imported when a command runs, so that help stays fast."""

from ..command import Command
from .inspect import inspect

COMMANDS: tuple[Command, ...] = (inspect,)
