"""Verbs: what makes a function of the library of a capability's options and its run."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from rebalance.errors import RebalanceError
from rebalance.options import Options
from rebalance.progress import Progress, silent
from rebalance.remote.filesystems import using
from rebalance.report_files import report_files
from rebalance.rows.files.copies import copies
from rebalance.rows.files.identity import identity_of, status_of_input
from rebalance.rows.files.output import Outputs
from rebalance.rows.files.watch import unchanged

if TYPE_CHECKING:
    from rebalance.report import Report

Given = TypeVar("Given", bound=Options)
Found = TypeVar("Found")
Result = TypeVar("Result", covariant=True)


class Verb(Protocol[Result]):
    """A function of the library; `rebalance/__init__.pyi` writes each signature out."""

    __name__: str
    options: type[Options]

    def __call__(self, *files: Any, progress: Progress | None = None, **options: Any) -> Result:
        """Run it."""


def together(*also_read: str) -> Outputs:
    """Have the files of a run get their names only at the end of a `with` block, or not at all.

    Args:
        also_read: Files that no output may be, beside those that its options name.
    """
    found = filter(None, map(status_of_input, filter(None, also_read)))
    return Outputs({identity_of(status): 0o777 for status in found})


def verb(
    options: type[Given],
) -> Callable[[Callable[[Given, Progress], Found]], Verb[Found]]:
    """Make a verb of a run.

    Args:
        options: The options that the run takes; positional ones come first in the signature.
    """
    positional = [name for name, one in options.declared().items() if one.positional]

    def decorate(run: Callable[[Given, Progress], Found]) -> Verb[Found]:
        @wraps(run)
        def called(*files: object, progress: Progress | None = None, **given: object) -> Found:
            if len(files) > len(positional):
                raise TypeError(f"{run.__name__}() takes {len(positional)} files or lists of files")
            named = dict(zip(positional, files, strict=False))
            for name in named:
                if name in given:
                    raise TypeError(f"{run.__name__}() got {name!r} twice")
            with noted(), using(_storage(options, given)), copies():
                made = options.of(**named, **given).expanded()
                with Outputs(made.inputs()) as outputs:
                    outputs.expect(made.outputs())
                    made.refuse_missing_folders()
                    write = report_files(made, {**named, **given}, outputs)
                    with unchanged():
                        report = run(_with_edges(made, progress or silent), progress or silent)
                    write(cast("Report", report))
            return report

        made: Any = called
        made.options = options
        made.__signature__ = _signature(options, run.__annotations__.get("return", "None"))
        del made.__wrapped__  # or tools would show the run's own parameters
        return cast("Verb[Found]", made)

    return decorate


@contextmanager
def noted() -> Iterator[None]:
    """Have tracebacks say where an error is and how to go on, which its sentence leaves out."""
    try:
        yield
    except RebalanceError as error:
        for said in filter(None, (error.place, error.advice)):
            error.add_note(said)
        raise


def _storage(options: type[Options], given: Mapping[str, object]) -> Mapping[str, object]:
    """Find how stores are reached: what other options name may be in one."""
    name = "storage_options"
    found: Mapping[str, object] = {}
    option = options.declared().get(name)
    return option.parse(given[name], name) if option and given.get(name) is not None else found


def _with_edges(options: Given, progress: Progress) -> Given:
    """Find the edges and the tokenizer that fields of the category leave open, if any do."""
    fields: tuple[str, ...] = getattr(options, "by", None) or ()
    if not any("@q" in field or field.startswith("@tokens@") for field in fields):
        return options
    from rebalance.quantiles import with_edges  # which reads rows

    return cast("Given", with_edges(cast("Any", options), progress))


def _signature(options: type[Options], returned: object) -> Signature:
    """Write out what a verb takes: files by position, all else by name."""
    declared, defaults = options.declared(), options.defaults()
    files, others = list[Parameter](), list[Parameter]()
    for name, option in declared.items():
        kind = Parameter.POSITIONAL_OR_KEYWORD if option.positional else Parameter.KEYWORD_ONLY
        default = Parameter.empty if option.positional else defaults.get(name, Parameter.empty)
        (files if option.positional else others).append(Parameter(name, kind, default=default))
    listening = Parameter("progress", Parameter.KEYWORD_ONLY, default=None)
    return Signature([*files, *others, listening], return_annotation=returned)
