"""Which part of a split predictions are of: the test part must not steer the next round."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rebalance.errors import RequestError
from rebalance.evaluation.predictions import Predictions
from rebalance.rows.saved_manifests import SavedManifest, read_neighbour
from rebalance.rows.scanning.digests import DIGEST, digest_of

_MANIFEST = "manifest.json"
_TEST = frozenset({"test", "tests", "testing"})
_OTHERS = frozenset({"train", "training", "validation", "valid", "val", "dev", "fold"})


@dataclass(frozen=True, slots=True)
class KnownPart:
    """Which part a file is.

    Attributes:
        file: The file.
        part: The part's name; "" if it is not known.
    """

    file: str
    part: str

    @property
    def is_test(self) -> bool:
        """Whether it is a test part."""
        return bool(_TEST & _words(self.part))


def known_parts(
    runs: Sequence[Predictions], manifest: SavedManifest | None, warnings: list[str]
) -> list[KnownPart]:
    """Find out which part each file is: by the digest of its rows, else by its name.

    Args:
        runs: Rows with their digests.
        manifest: Of the split; None for those that lie beside the files.
        warnings: Gathers which manifests cannot be read.
    """
    found = list[KnownPart]()
    for run in runs:
        for name, digest in _digests(run):
            record = manifest or _beside(name, warnings)
            parts = {} if record is None else _parts_by_digest(record)
            found.append(KnownPart(name, parts.get(digest) or _by_name(name)))
    return found


def _parts_by_digest(record: SavedManifest) -> dict[str | None, str]:
    whole = {one.digest: one.name for one in record.parts}
    return whole | {file.digest: one.name for one in record.parts for file in one.files}


def refuse_test_part(parts: Sequence[KnownPart], *, use_test: bool, warnings: list[str]) -> None:
    """Refuse to go by a test part, or warn of it; and warn where nothing says which part it is.

    Args:
        parts: What is known of the files.
        use_test: Whether the user wants it all the same.
        warnings: Gathers warnings.

    Raises:
        RequestError: A file is the test part.
    """
    tests = [one for one in parts if one.is_test]
    if tests and not use_test:
        raise RequestError(
            f"{tests[0].file} is the part {tests[0].part!r} of a split: what it suggests would"
            " steer by the rows that are to prove the next run better",
            "go by predictions for the validation part; `use_test` goes by these all the same",
        )
    if tests:
        warnings.append(
            f"the suggestion goes by the test part ({tests[0].file}): its categories that are low"
            " by chance will rise by chance, so it cannot prove the next run better"
        )
    elif not any(one.part for one in parts):
        warnings.append(
            f"nothing says which part of a split {parts[0].file} is: if it is the test part, it"
            " cannot prove the next run better; give `split_manifest`, or name files by their part"
        )


def _digests(run: Predictions) -> Iterator[tuple[str, str]]:
    """Sum up the rows of each file."""
    index = run.index
    pieces = zip(*map(index.by_source, (index.columns[DIGEST], index.is_row)), strict=True)
    for name, (digests, is_row) in zip(run.dataset.names, pieces, strict=True):
        yield name, digest_of(digests[is_row])


def _beside(name: str, warnings: list[str]) -> SavedManifest | None:
    """Read the manifest beside a file; None where there is none."""
    return read_neighbour(os.path.join(os.path.dirname(name), _MANIFEST), warnings)


def _by_name(name: str) -> str:
    """Take the part that a file's name says; "" for none."""
    words = _words(Path(name).name)
    return next((word for word in (*sorted(_TEST), *sorted(_OTHERS)) if word in words), "")


def _words(name: str) -> set[str]:
    return set(re.findall("[a-z]+", name.lower()))
