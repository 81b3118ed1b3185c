"""Lock files: what a mix was made of, so that another run can refuse anything else."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from os.path import dirname

from rebalance.errors import AccessError, RequestError
from rebalance.mixing.planning import MixPlan
from rebalance.mixing.recipe import Recipe
from rebalance.named_files import is_file, read_text
from rebalance.numbers.copies import Tally
from rebalance.remote.urls import is_remote
from rebalance.report import whole
from rebalance.rows.files.copies import opened
from rebalance.system import relative
from rebalance.toml_text import key, toml
from rebalance.version import VERSION
from rebalance.wording import named

_HEAD = """\
# What the mix beside this file was made of; written by rebalance mix. Keep it with the recipe:
# with --frozen, a run refuses to write if anything differs.
"""


@dataclass(frozen=True)
class Lock:
    """What decides the bytes of a mix.

    Attributes:
        version: The version of rebalance.
        recipe: Digest of the recipe.
        tokenizer: Digest of what counts tokens; "" where nothing does.
        files: Digests of all files, by their paths relative to the recipe's folder.
    """

    version: str
    recipe: str
    tokenizer: str
    files: Mapping[str, str]

    @classmethod
    def of(cls, recipe: Recipe) -> "Lock":
        """Read the files of a recipe, and itself, to the end.

        Raises:
            RequestError: One is no file that can be read twice.
            AccessError: One cannot be read.
        """
        folder = dirname(recipe.path) or "."
        files = {
            path if is_remote(path) else relative(path, folder): _digest(path)
            for path in recipe.all_files
        }
        tokenizers = [_digest(path) for _, path in recipe.settings.files("reads")]
        return cls(VERSION, _digest(recipe.path), " ".join(tokenizers), files)

    @classmethod
    def read(cls, path: str) -> "Lock":
        """Read a lock file.

        Raises:
            AccessError: It cannot be read.
            RequestError: It is none.
        """
        try:
            table = tomllib.loads(read_text(path, "frozen"))
            files = {str(one["path"]): str(one["digest"]) for one in table["file"]}
            tokenizer = str(table.get("tokenizer", ""))
            return cls(str(table["version"]), str(table["recipe"]), tokenizer, files)
        except (tomllib.TOMLDecodeError, RecursionError, KeyError, TypeError) as error:
            raise RequestError(
                f"{path} is not a lock file of a mix", "write it with a run without `frozen`"
            ) from error

    def refuse_other(self, there: "Lock", path: str) -> None:
        """Refuse what is there if it differs.

        Args:
            there: What is there.
            path: The lock file.

        Raises:
            RequestError: Something differs; the message says what.
        """
        if differences := list(self._differences(there)):
            raise RequestError(
                f"{path}: {'; '.join(differences)}; nothing was written",
                "run without `frozen` to mix what there is, and to lock that",
            )

    def _differences(self, there: "Lock") -> Iterator[str]:
        if self.version != there.version:
            yield f"it is of version {self.version}, and this is {there.version}"
        if self.recipe != there.recipe:
            yield "the recipe is another"
        if self.tokenizer != there.tokenizer:
            yield "the tokenizer is another"
        for said, names in (
            ("changed", [one for one in self.files if there.files.get(one, "") != self.files[one]
                         and one in there.files]),
            ("gone", [one for one in self.files if one not in there.files]),
            ("new", [one for one in there.files if one not in self.files]),
        ):  # fmt: skip
            if names:
                yield f"{said}: {named(names)}"

    def text(self, recipe: Recipe, planned: MixPlan, drawn: Tally, rows: Sequence[int]) -> str:
        """Write the lock file.

        Args:
            recipe: Its recipe.
            planned: What was planned.
            drawn: What was written of each cell.
            rows: Rows that are written of each source.
        """
        lines = [f"version = {toml(self.version)}", f"recipe = {toml(self.recipe)}",
                 *([f"tokenizer = {toml(self.tokenizer)}"] if self.tokenizer else []),
                 f"rows = {int(drawn.rows.sum())}", ""]  # fmt: skip
        for path, digest in self.files.items():
            lines += ["[[file]]", f"path = {toml(path)}", f"digest = {toml(digest)}", ""]
        for number, name in enumerate(recipe.sources):
            lines += [f"[source.{key(name)}]", f"rows = {rows[number]}",
                      f"reached = {toml(whole(planned.sources.reached[number]))}", ""]  # fmt: skip
        return _HEAD + "\n".join(lines)


def _digest(path: str) -> str:
    if not is_file(path):
        raise AccessError(path, "there is no such file")
    try:
        with opened(path) as file:
            return f"sha256:{file_digest(file, 'sha256').hexdigest()}"
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
