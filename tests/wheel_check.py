"""Build the wheel, install it into an empty environment and try it: `make wheel`."""

import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Fail unless the wheel holds one top-level name and its command works on its own."""
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "build", "--wheel", "--outdir", folder, str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(folder).glob("*.whl")
        names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
        names = {name for name in names if not name.endswith(".dist-info")}
        assert names == {"rebalance"}, f"top-level names of the wheel: {sorted(names)}"
        empty = Path(folder) / "empty"
        venv.create(empty, with_pip=True)
        pip = [str(empty / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", str(wheel)], check=True)
        script = [str(empty / "bin" / "rebalance")]
        version = subprocess.run([*script, "--version"], check=True, capture_output=True, text=True)
        rows = b'{"category": "a"}\n{"category": "b"}\n'
        shown = subprocess.run(
            [*script, "inspect", "-", "-f", "csv"], input=rows, check=True, capture_output=True
        )
        assert shown.stdout.startswith(b"category,rows,"), shown.stdout
        schema = subprocess.run([*script, "schema", "check"], check=True, capture_output=True)
        assert b"rebalance.check/2" in schema.stdout, schema.stdout
        data, refusal = Path(folder) / "data.jsonl", b'{"category": "a", "text": "As an AI ..."}\n'
        data.write_bytes(b'{"category": "a", "text": "As a rule, it rains."}\n')
        validate = [*script, "validate", "-", "--against", str(data), "-n", "-f", "json"]
        judged = subprocess.run(validate, input=refusal, check=True, capture_output=True)
        assert b'"refusal": 1' in judged.stdout, judged.stdout
    sys.stdout.write(f"wheel ok: {wheel.name}, {version.stdout.strip()}\n")


if __name__ == "__main__":
    main()
