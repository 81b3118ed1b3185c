"""Try the core on the Pythons that there are, with the oldest dependencies and with the newest.

`make test-versions`. On the oldest Python everything that pyproject.toml names has its lowest
version; on the others, its newest, as `make test` has on that Python. A Python that is neither here
nor to be fetched is named at the end: CI has them all.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
UV = str(Path(sys.executable).with_name("uv"))
PROJECT = ".[fast,remote,tokens,zstd]"  # what the tests use of the extras
TOOLS = ["pytest>=8.2", "pytest-xdist>=3.6", "hypothesis>=6.100", "jsonschema>=4.20"]
TESTS = [  # not what is loaded at the start: numpy 1 loads more than numpy 2
    "tests/test_vectors.py", "tests/cli/test_library.py", "tests/cli/test_inspect.py",
    "tests/cli/test_balance.py", "tests/cli/test_split.py", "tests/cli/test_weights.py",
    "tests/cli/test_tokens.py", "tests/rows/test_commit.py", "tests/rows/test_fast_parser.py",
]  # fmt: skip
CLASSIFIER = "Programming Language :: Python :: 3."


def main() -> None:
    """Fail where a test fails; say what could not be tried."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pythons = [one.rpartition(" ")[2] for one in project["classifiers"] if CLASSIFIER in one]
    runs = [(pythons[0], "lowest-direct"), *((python, "highest") for python in pythons[1:])]
    absent = [python for python in pythons if not find(python)]
    assert len(absent) < len(pythons), "no Python was found"
    for python, resolution in runs:
        if python not in absent:
            sys.stdout.write(f"Python {python}, {resolution} versions\n")
            sys.stdout.flush()
            with tempfile.TemporaryDirectory() as folder:
                attempt(find(python), resolution, Path(folder) / "venv")
    for python in absent:
        sys.stdout.write(f"not tried: Python {python} is not here, and cannot be fetched\n")


def find(python: str) -> str:
    """The path of an interpreter, on this machine or fetched by uv; empty if there is none."""
    env = {**os.environ, "PATH": path_without_shims(os.environ["PATH"])}
    command = [UV, "python", "find", "--no-project", python]
    found = subprocess.run(command, text=True, capture_output=True, check=False, env=env)
    if found.returncode:
        fetch = [UV, "python", "install", "--quiet", python]
        subprocess.run(fetch, capture_output=True, check=False)
        found = subprocess.run(command, text=True, capture_output=True, check=False, env=env)
    return found.stdout.strip()


def path_without_shims(path: str) -> str:
    """The shims of pyenv run the one version that is set, and are errors for all others."""
    folders: list[str] = []
    for folder in path.split(os.pathsep):
        shims = Path(folder).name == "shims"
        versions = map(str, Path(folder).parent.glob("versions/*/bin"))
        folders += versions if shims else [folder]
    return os.pathsep.join(folders)


def attempt(python: str, resolution: str, venv: Path) -> None:
    """Install the project as wanted, then what the tests need besides, and run them."""
    subprocess.run([UV, "venv", "--quiet", "--python", python, str(venv)], check=True)
    install = [UV, "pip", "install", "--quiet", "--python", str(venv / "bin" / "python")]
    subprocess.run(
        [*install, "--resolution", resolution, "--editable", PROJECT], cwd=ROOT, check=True
    )
    subprocess.run([*install, *TOOLS], cwd=ROOT, check=True)
    tests = ["-m", "pytest", "-q", "--numprocesses", "auto", "-p", "no:cacheprovider", *TESTS]
    subprocess.run([str(venv / "bin" / "python"), *tests], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
