"""One command per file. The engine is imported when a command runs, so that help stays fast."""

from ..command import Command
from .audit import audit
from .balance import balance
from .check import check
from .collect import collect
from .compare import compare
from .evaluate import evaluate
from .gaps import gaps
from .inspect import inspect
from .split import split
from .validate import validate
from .weights import weights

COMMANDS: tuple[Command, ...] = (
    inspect,
    balance,
    weights,
    split,
    audit,
    check,
    compare,
    gaps,
    collect,
    validate,
    evaluate,
)
