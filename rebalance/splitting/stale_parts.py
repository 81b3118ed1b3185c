"""Parts that an earlier split left in the folder, and that this one does not write."""

import os
from collections.abc import Sequence
from pathlib import Path

from rebalance.errors import RequestError
from rebalance.reader import Reader
from rebalance.remote import places
from rebalance.rows.files.output import Outputs
from rebalance.rows.saved_manifests import read_neighbour
from rebalance.rows.scanning.digests import digest_of
from rebalance.sharding.work_folder import unfinished
from rebalance.splitting.previous import rows_of
from rebalance.wording import named


def clear_stale_parts(
    manifest: str, paths: Sequence[str], outputs: Outputs, reader: Reader, *, clean: bool
) -> None:
    """Have parts removed that a manifest lists and a new split does not write, or refuse them.

    They go when the new parts get their names.

    Args:
        manifest: Where the manifest of an earlier split may be.
        paths: The parts that are to be written.
        outputs: Where all files of the run are created.
        reader: How files are read.
        clean: Whether they may be removed.

    Raises:
        RequestError: There are some, and `clean` is false; or one has other rows than the manifest
            says.
    """
    stale = _stale(manifest, {os.path.realpath(path) for path in paths}, reader.warnings)
    if not stale:
        return
    if not clean:
        folder = os.path.dirname(manifest)
        raise RequestError(
            f"{folder} has parts of an earlier split: {named([Path(one).name for one in stale])}",
            "choose another folder, or remove them in the same run with `clean`",
        )
    for path, digest in stale.items():
        if digest_of(rows_of(path, reader).digests) != digest:
            raise RequestError(
                f"{path}: its rows are not those that {manifest} lists, so it is not removed",
                "move it to another folder",
            )
        outputs.remove(path)


def _stale(manifest: str, written: set[str], warnings: list[str]) -> dict[str, str | None]:
    """List the files of an earlier split that are still there, with the digests of their rows.

    A run that went shard by shard and did not end has left names alone.
    """
    record, folder = read_neighbour(manifest, warnings), os.path.dirname(manifest)
    listed: dict[str, str | None] = dict.fromkeys(unfinished(folder))
    if record is not None:
        listed |= {file.path: file.digest for file in record.files}
    found = dict[str, str | None]()
    for name, digest in listed.items():
        path = os.path.join(folder, name)
        if places.is_file(path) and os.path.realpath(path) not in written:
            found[path] = digest
    return found
