"""Run the commands of a page of the documentation, as `make loop` does with that of the loop.

    python docs/run_page.py docs/guides/loop-over-evaluation.md FOLDER

The page's files (blocks such as ```toml rebalance.toml) are written into the folder, where
sample_data/ and examples/ are at hand, too; then each command of its console blocks is shown and
run. The first that fails ends it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
AT_HAND = ("sample_data", "examples")  # folders that pages use
BLOCK = re.compile(r"```(console|\w+ [\w./-]+)\n(.*?)```", re.DOTALL)


def commands(block: str) -> Iterator[str]:
    r"""Find the commands of a console block: lines after `$ `, and those that a \ joins to them."""
    yield from re.findall(r"^\$ ((?:.*\\\n)*.*)", block, re.MULTILINE)


def main(page: Path, folder: Path) -> int:
    """Run a page in a folder; the exit code of what failed, or 0."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in AT_HAND:
        if not (folder / name).exists():
            (folder / name).symlink_to(ROOT / name)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for kind, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind != "console":
            (folder / kind.split()[1]).write_text(block, encoding="utf-8")
            continue
        for command in commands(block):
            sys.stdout.write(f"\n$ {command}\n")
            sys.stdout.flush()
            ended = subprocess.run(
                ["bash", "-c", command], cwd=folder, env={**os.environ, "PATH": path}, check=False
            )
            if ended.returncode:
                return ended.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
