"""Which file a name stands for, whatever it is called, and who may read that."""

import os
import stat
import sys
from collections.abc import Mapping
from typing import TypeAlias

from rebalance.remote.objects import nominal_status
from rebalance.remote.urls import is_remote

Identity: TypeAlias = tuple[int, int]  # (device, inode)
Inputs: TypeAlias = Mapping[Identity, int]  # files that are read, with their permissions

STANDARD = "-"


def identity_of(status: os.stat_result) -> Identity:
    """Tell which file it is, by links and other names the same."""
    return status.st_dev, status.st_ino


def permissions_of(status: os.stat_result) -> int:
    """Tell who may read or write a file; of pipes and devices that says nothing: everybody."""
    return stat.S_IMODE(status.st_mode) if stat.S_ISREG(status.st_mode) else 0o777


def status_of_input(name: str) -> os.stat_result | None:
    """Look at a file that is to be read; None for one that cannot be opened by that name.

    Stores are not asked: here and below, it is enough to know which object it is.
    """
    if is_remote(name):
        return nominal_status(name)
    try:
        return os.fstat(0) if name == STANDARD else os.stat(name)
    except (OSError, ValueError):
        return None


def comes_once(name: str) -> bool:
    """Tell whether a name stands for what can be read only once: standard input, a pipe."""
    status = status_of_input(name)
    return name == STANDARD or (status is not None and not stat.S_ISREG(status.st_mode))


def status_of_output(name: str) -> os.stat_result | None:
    """Look at what a name of an output stands for now; None where there is nothing yet."""
    if is_remote(name):
        return nominal_status(name)
    try:
        return os.fstat(sys.stdout.fileno()) if name == STANDARD else os.stat(name)
    except (OSError, ValueError, AttributeError):  # standard output may be no file
        return None
