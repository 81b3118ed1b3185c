"""The options of `mix`."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from rebalance.declarations import OUTPUT, READING, Use, flag, reads_several, writes
from rebalance.errors import AccessError, RequestError
from rebalance.mixing.recipe import Recipe
from rebalance.shared_options import ReadingOptions, Rejects


@dataclass(frozen=True, kw_only=True)
class MixOptions(ReadingOptions):
    """Which recipe, and where to."""

    recipe: Annotated[
        tuple[str, ...],
        reads_several("A recipe, in TOML; with `init`, JSONL files to write one for.", READING,
                      "RECIPE", positional=True),
    ]  # fmt: skip
    init: Annotated[
        bool, flag("Print a recipe for these files, with comments, and mix nothing.", OUTPUT)
    ] = False
    output: Annotated[str | None, writes("Output file; - is stdout.", short="-o")] = None
    frozen: Annotated[
        bool, flag("Refuse to write if anything differs from the lock file of the recipe.", OUTPUT)
    ] = False
    dry_run: Annotated[bool, flag("Show the table, but write nothing.", OUTPUT, "-n")] = False
    rejects: Rejects = None

    def check(self) -> None:
        """Refuse what has no effect, and several recipes."""
        self.refuse_together("init", ("output", "frozen", "dry_run", "rejects"))
        if self.init:
            return
        if len(self.recipe) > 1:
            raise RequestError(
                "a mix has one recipe", "name all files in it; `init` writes one for several files"
            )
        if self.output is None and not self.dry_run:
            raise RequestError(
                "nowhere to write", "give `output=FILE`, or `dry_run` to see the table only"
            )

    @cached_property
    def plan(self) -> Recipe:
        """The recipe, read."""
        return Recipe.read(self.recipe[0])

    @property
    def lock(self) -> str:
        """The lock file, which lies beside the recipe."""
        return os.path.splitext(self.recipe[0])[0] + ".lock.toml"

    @property
    def writes_lock(self) -> bool:
        """Whether this run writes it."""
        return not (self.init or self.frozen or self.dry_run)

    def files(self, use: Use) -> Iterator[tuple[str, str]]:
        """List the files of the recipe, too, and its lock file."""
        yield from super().files(use)
        if use == "reads" and not self.init:
            with suppress(RequestError, AccessError):  # which the run raises, too
                of_unit = [path for _, path in self.plan.settings.files("reads")]
                yield from (("recipe", path) for path in (*self.plan.all_files, *of_unit))
            if self.frozen:
                yield "recipe", self.lock
        elif use == "writes" and self.writes_lock:
            yield "recipe", self.lock
