"""Install the wheel as users do, each time in an empty home, and try the command: `make wheel`."""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
OWN = ("VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")  # of what runs this
ROWS = b'{"category": "a"}\n{"category": "b"}\n'
INSTALLERS = {  # how each installs the wheel, and takes it away
    "pip": (
        [[sys.executable, "-m", "venv", "HOME"],
         ["HOME/bin/python", "-m", "pip", "install", "--quiet", "WHEEL"]],
        ["HOME/bin/python", "-m", "pip", "uninstall", "--quiet", "--yes", "rebalance-jsonl"],
    ),
    "uv": (
        [[f"{TOOLS}/uv", "tool", "install", "--quiet", "--python", sys.executable, "WHEEL"]],
        [f"{TOOLS}/uv", "tool", "uninstall", "--quiet", "rebalance-jsonl"],
    ),
    "pipx": (
        [[f"{TOOLS}/pipx", "install", "--quiet", "--python", sys.executable, "WHEEL"]],
        [f"{TOOLS}/pipx", "uninstall", "rebalance-jsonl"],
    ),
}  # fmt: skip


def main() -> None:
    """Fail unless the wheel holds one top-level name, and installs, works and goes everywhere."""
    (wheel,) = (ROOT / "dist").glob("*.whl")
    files = [name.partition("/") for name in zipfile.ZipFile(wheel).namelist()]
    names = {name for name, _, _ in files if not name.endswith((".dist-info", ".data"))}
    assert names == {"rebalance"}, f"top-level names of the wheel: {sorted(names)}"
    beside = {path for name, _, path in files if name.endswith(".data")}
    pages = {f"data/share/man/man1/{path.name}" for path in (ROOT / "man").glob("*.1")}
    assert beside == pages, "man pages, and nothing else, go beside the packages"
    for installer in INSTALLERS:
        with tempfile.TemporaryDirectory() as home:
            try_out(installer, wheel, Path(home))
        sys.stdout.write(f"wheel ok: {installer} installs, runs and uninstalls {wheel.name}\n")


def try_out(installer: str, wheel: Path, home: Path) -> None:
    """Install, use, uninstall; then no file of ours is left in the home."""
    install, uninstall = INSTALLERS[installer]
    env = {name: value for name, value in os.environ.items() if name not in OWN}
    env |= {"HOME": str(home), "UV_TOOL_BIN_DIR": f"{home}/bin", "PIPX_BIN_DIR": f"{home}/bin",
            "UV_TOOL_DIR": f"{home}/uv", "PIPX_HOME": f"{home}/pipx", "UV_NO_CACHE": "1",
            "PIPX_MAN_DIR": f"{home}/man", "PIPX_COMPLETION_DIR": f"{home}/completions",
            "PATH": f"{home}/bin:{env['PATH']}"}  # fmt: skip

    def run(command: list[str]) -> None:
        filled = [part.replace("HOME", str(home)).replace("WHEEL", str(wheel)) for part in command]
        subprocess.run(filled, check=True, cwd=home, env=env, stdout=subprocess.DEVNULL)

    for command in install:
        run(command)
    use(home / "bin" / "rebalance", home, env)
    assert [*home.rglob("share/man/man1/rebalance-balance.1")], "no man pages"
    run(uninstall)
    left = [path for path in home.rglob("*") if path.name.startswith("rebalance")]
    assert not left, left


def use(script: Path, home: Path, env: dict[str, str]) -> None:
    """Run what needs the files that the package ships: schemas, phrase lists, completion."""

    def said(*args: str, rows: bytes = ROWS) -> bytes:
        command = [str(script), *args]
        ended = subprocess.run(
            command, input=rows, check=True, capture_output=True, cwd=home, env=env
        )
        return ended.stdout

    data = home / "data.jsonl"
    data.write_bytes(b'{"category": "a", "text": "As a rule, it rains."}\n')
    assert said("inspect", str(data), "-f", "csv").startswith(b"category,rows,")
    assert said("inspect", "-", "-f", "csv").startswith(b"category,rows,")
    assert b"rebalance.check/2" in said("schema", "check")
    assert b"complete -o default" in said("completion", "bash")
    assert b"\nweights\t" in said("completion", "fish", "--", "shards", "plan", "w")
    refusal = b'{"category": "a", "text": "As an AI ..."}\n'
    judged = said("validate", "-", "--against", str(data), "-n", "-f", "json", rows=refusal)
    assert b'"refusal": 1' in judged, judged
    data.unlink()


if __name__ == "__main__":
    main()
