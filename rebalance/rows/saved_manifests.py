"""Manifests of earlier runs: one that is named, and those that lie beside a file."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from rebalance.errors import OptionError, RequestError
from rebalance.named_files import UnfitFile, read_bounded, read_text
from rebalance.remote.places import names_in
from rebalance.remote.urls import is_remote
from rebalance.rows.writing.manifests import BALANCES, SCHEMA, SPLITS
from rebalance.saved_json import Malformed, Saved

LARGEST = 64 << 20  # bytes; one of a split into three of 100,000 categories has 30 MB
_TRAINING = "train"


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that was written.

    Attributes:
        path: Relative to the manifest.
        digest: Of its rows, if the manifest has it.
    """

    path: str
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class SavedPart:
    """A part that a split wrote.

    Attributes:
        name: Its name.
        files: Its file, or its shards.
        rows: Its rows.
        digest: Of its rows, if the manifest has it.
    """

    name: str
    files: tuple[SavedFile, ...]
    rows: int
    digest: str | None

    @classmethod
    def of(cls, saved: Saved) -> "SavedPart":
        """Read it."""
        digest, path, shards = (
            _text(saved, "digest"),
            _file_name(saved["path"]),
            saved.get("shards"),
        )
        files: tuple[SavedFile, ...] = (SavedFile(path, digest),)
        if shards is not None:
            files = tuple(
                SavedFile(f"{path}/{_file_name(one['name'])}", _text(one, "digest"))
                for one in shards.items()
            )
        return cls(saved["name"].text(), files, saved["rows"].whole_number(), digest)


def _text(saved: Saved, name: str) -> str | None:
    found = saved.get(name)
    return None if found is None else found.text()


def _file_name(saved: Saved) -> str:
    """Take the name of a file that lies where it has to."""
    name = saved.text()
    if Path(name).name != name:  # or a manifest could have any file read, and quoted
        raise Malformed(f"{saved.place!r} is not a file beside it")
    return name


@dataclass(frozen=True, slots=True)
class SavedManifest:
    """What a manifest says of what was written.

    Attributes:
        parts: Those of a split.
        has_folds: Whether each of them is for training, too.
        key: The field that rows were matched by.
        group: The fields whose values kept rows together.
        output: The file that balance wrote.
        shards: The files that were written for each file of a dataset.
        has_copies: Whether balance wrote some row more than once.
    """

    parts: tuple[SavedPart, ...] = ()
    has_folds: bool = False
    key: str | None = None
    group: tuple[str, ...] = ()
    output: str | None = None
    shards: tuple[str, ...] = ()
    has_copies: bool = False

    @property
    def files(self) -> Iterator[SavedFile]:
        """All files of a folder whose manifest it is."""
        yield from chain.from_iterable(part.files for part in self.parts)
        yield from map(SavedFile, self.shards)

    @property
    def paths(self) -> Iterator[str]:
        """Their paths, relative to the manifest."""
        return (file.path for file in self.files)

    @classmethod
    def parse(cls, text: str) -> "SavedManifest":
        """Read what `rows.writing.manifests.manifest` wrote.

        Raises:
            Malformed: It is none, or not whole.
        """
        record = Saved.parse(text, [SCHEMA])
        report = record["report"].text()
        if report in SPLITS:
            options = record.get("options")
            folds, key, group = (
                None if options is None else options.get(name) for name in ("folds", "key", "group")
            )
            return cls(
                parts=tuple(map(SavedPart.of, record["parts"].items())),
                has_folds=bool(folds and folds.value),
                key=None if key is None else key.text(),
                group=() if group is None else tuple(one.text() for one in group.items()),
            )
        listed = record.get("shards")
        shards = tuple(_file_name(one["name"]) for one in listed.items()) if listed else ()
        if report not in BALANCES:
            return cls(shards=shards)
        copies = (one["max_copies"].whole_number() for one in record["categories"].items())
        return cls(
            output=_text(record, "output"), shards=shards, has_copies=any(n > 1 for n in copies)
        )


def read_split(path: str, option: str) -> SavedManifest:
    """Read the manifest of a split that an option names.

    Raises:
        OptionError: It is not such a manifest.
        AccessError: It cannot be read.
    """
    text = read_text(path, option, LARGEST)
    try:
        record = SavedManifest.parse(text)
        if not record.parts:
            raise Malformed("it has no parts")
    except Malformed as error:
        said = f"{path}: this is not a manifest that split wrote: {error}"
        raise OptionError(option, said) from error
    return record


def refuse_held_out(paths: Sequence[str], warnings: list[str]) -> None:
    """Refuse files that are parts which split made for validation or test.

    Args:
        paths: The files.
        warnings: Gathers which manifests beside them cannot be read.

    Raises:
        RequestError: One is.
    """
    for path, around in _around(paths, warnings):
        if part := _held_out_part(around):
            raise RequestError(
                f"{path} is the part {part!r} of a split: a balanced one measures nothing real",
                "balance the training part; `force` balances this one all the same",
            )


def held_out_first(paths: Sequence[str], warnings: list[str]) -> Iterator[str]:
    """Warn where the first file, which the others are held against, is not for training.

    Args:
        paths: The files.
        warnings: Gathers which manifests beside it cannot be read.
    """
    for path, around in _around(paths[:1], warnings):
        if part := _held_out_part(around):
            yield (
                f"{path} is the part {part!r} of a split: name the training part first, since leaks"
                " are looked for in later files"
            )


def _held_out_part(around: "Sequence[Neighbour]") -> str | None:
    """Name the part that a file is, where split wrote it and it is not for training."""
    for file, record in around:
        name = next((p.name for p in record.parts for one in p.files if one.path == file), None)
        if name is not None and not record.has_folds:
            largest = max(record.parts, key=lambda part: part.rows).name
            training = {part.name for part in record.parts if part.name.startswith(_TRAINING)}
            return None if name in (training or {largest}) else name
    return None


def with_copies(paths: Sequence[str], warnings: list[str]) -> Iterator[str]:
    """Find the files of which balance wrote some row more than once; see `refuse_held_out`."""
    for path, around in _around(paths, warnings):
        if any(
            one.has_copies and file in (*one.shards, Path(one.output or "").name)
            for file, one in around
        ):
            yield path


Neighbour = tuple[str, SavedManifest]
"""What a file is called from where a manifest lies, and what that says."""


def _around(paths: Sequence[str], warnings: list[str]) -> Iterator[tuple[str, Sequence[Neighbour]]]:
    """Give each file the manifests in its folder and, of parts in shards, in the one above it."""
    read: dict[str, list[SavedManifest]] = {}
    for path in paths:
        found, name = list[Neighbour](), os.path.basename(path)
        for place, inside in () if path == "-" else _places_around(path):
            if place not in read:
                records = [read_neighbour(one, warnings) for one in _manifests(place, warnings)]
                read[place] = [one for one in records if one is not None]
            found += [(inside + name, record) for record in read[place]]
        yield path, found


def _places_around(path: str) -> Iterator[tuple[str, str]]:
    """List the folder of a file and the one above it, and what the way from there begins with."""
    folder = os.path.dirname(path)
    above = os.path.dirname(folder) if is_remote(path) else os.path.join(folder, "..")
    own = folder if is_remote(path) else Path(folder).resolve()
    yield folder, ""
    if not above.endswith(":"):  # of a bucket, which is in no other
        yield above, f"{os.path.basename(own)}/"


def _manifests(folder: str, warnings: list[str]) -> Iterator[str]:
    try:
        names = names_in(folder, "*manifest*.json")
    except OSError as error:
        if is_remote(folder):
            warnings.append(f"{folder} is not searched for manifests: {error.strerror}")
        return
    for name in names:
        yield os.path.join(folder, name)


def read_neighbour(path: str, warnings: list[str]) -> SavedManifest | None:
    """Read a manifest that nobody named; None where there is none, or another program's.

    Args:
        path: Where it may be.
        warnings: Gathers why one cannot be read.
    """
    try:
        text = read_bounded(path, LARGEST).decode("utf-8-sig")
        return SavedManifest.parse(text) if SCHEMA in text else None
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return None
    except (OSError, UnfitFile, Malformed) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        warnings.append(f"{path} is left aside: {reason}")
        return None
