"""Outputs that cannot be written, and what is said of them."""

import os
from collections.abc import Sequence
from errno import EINVAL

from rebalance.errors import AccessError, RequestError
from rebalance.rows.files.identity import STANDARD
from rebalance.system import SEPARATORS, is_file_name


def refuse_name(name: str) -> None:
    """Refuse what can be no name of a file.

    Raises:
        OSError: It is that of a folder, or one that the system gives to devices.
    """
    if name.endswith(SEPARATORS):
        raise IsADirectoryError(21, "names a directory")
    if not os.path.exists(name) and not is_file_name(os.path.basename(name)):
        raise OSError(EINVAL, "no file can have this name on this system", name)


def named_twice(name: str, other: str) -> RequestError:
    """Make the error for a file that two outputs would be."""
    if name == other == STANDARD:
        return RequestError("two outputs cannot both go to standard output", "name a file")
    also = "" if name == other else f", also named as {other},"
    return RequestError(f"{name}{also} is the name of two outputs")


def cannot_write(names: Sequence[str], error: OSError) -> AccessError:
    """Make the error for outputs of which one cannot be written."""
    return AccessError(
        ", ".join(names) or STANDARD, f"cannot be written: {error.strerror or error}"
    )
