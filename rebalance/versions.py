"""Versions of what rows depend on."""

import platform
from collections.abc import Mapping

import numpy as np

from rebalance.version import VERSION

VERSIONS: Mapping[str, str] = {
    "rebalance": VERSION, "Python": platform.python_version(), "numpy": np.__version__,
}  # fmt: skip
