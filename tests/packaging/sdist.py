"""Unpack the source distribution and run tests there: `make sdist`.

All tests are gathered there, which imports all that they need. Run are those of the house, which
read the documentation and what else lies in the folder, and those that `make test-orjson` runs.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Fail unless the tests pass with what is in it, in an environment of its own."""
    (archive,) = (ROOT / "dist").glob("*.tar.gz")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        unpacked = Path(folder) / archive.name.removesuffix(".tar.gz")
        own = ("VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONPATH")
        env = {name: value for name, value in os.environ.items() if name not in own}
        subprocess.run(["make", "test-orjson"], cwd=unpacked, env=env, check=True)
        pytest = [".venv/bin/python", "-m", "pytest", "--quiet"]
        gather = [*pytest, "--collect-only", "tests"]
        subprocess.run(gather, cwd=unpacked, env=env, check=True, stdout=subprocess.DEVNULL)
        house = ["--numprocesses", "auto", "--dist", "loadgroup", "tests/house"]
        subprocess.run([*pytest, *house], cwd=unpacked, env=env, check=True)
    sys.stdout.write(f"sdist ok: {archive.name}\n")


if __name__ == "__main__":
    main()
