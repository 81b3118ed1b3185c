"""Build what is released into dist/, twice, and hold the two against each other: `make package`.

The wheel comes from the source distribution, as it does where pip finds no wheel. Both have the
same bytes whoever builds them: times are those of the last commit, or SOURCE_DATE_EPOCH.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
MADE = {"PKG-INFO", "setup.cfg"}  # what setuptools adds to the files of the repository


def main() -> None:
    """Fail unless two builds are equal, complete, and such as a registry takes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or said("git", "log", "-1", "--format=%ct")
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first", Path(folder) / "second"
        for place in (first, second):
            build(place, int(epoch))
        names = sorted(path.name for path in first.iterdir())
        for name in names:
            assert (first / name).read_bytes() == (second / name).read_bytes(), f"{name} differs"
        hold_against_repository(next(first.glob("*.tar.gz")))
        run(sys.executable, "-m", "twine", "check", "--strict", *first.iterdir())
        run(
            Path(sys.executable).with_name("check-wheel-contents"), "--toplevel", "rebalance", first
        )
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(first, DIST)
    sys.stdout.write(f"package ok: {' '.join(names)}, the same bytes twice\n")


def build(place: Path, epoch: int) -> None:
    """Build the source distribution, and the wheel from it."""
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    tools = Path(sys.executable).parent
    env["PATH"] = f"{tools}:{env['PATH']}"  # where uv is
    builder = [
        sys.executable,
        "-m",
        "build",
        "--quiet",
        "--installer",
        "uv",
        "--outdir",
        str(place),
    ]
    subprocess.run([*builder, "--sdist", str(ROOT)], check=True, env=env)
    (source,) = place.glob("*.tar.gz")
    pack_again(source, epoch)
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack(source, Path(folder))
        subprocess.run([*builder, "--wheel", str(unpacked)], check=True, env=env)


def pack_again(archive: Path, epoch: int) -> None:
    """One time and no owner for all; no folder of metadata that pip makes anew, and git ignores."""
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack(archive, Path(folder))
        with (
            archive.open("wb") as file,
            gzip.GzipFile("", "wb", fileobj=file, mtime=epoch) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as members,
        ):
            shutil.rmtree(unpacked / "rebalance_jsonl.egg-info")
            for path in sorted(unpacked.rglob("*")):
                member = members.gettarinfo(path, str(path.relative_to(folder)))
                member.mtime, member.uid, member.gid, member.uname, member.gname = (
                    epoch,
                    0,
                    0,
                    "",
                    "",
                )
                member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
                with path.open("rb") if path.is_file() else open(os.devnull, "rb") as content:
                    members.addfile(member, content)


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a source distribution into a folder; where its files are."""
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def hold_against_repository(source: Path) -> None:
    """Fail unless the source distribution holds what the repository does, and nothing else."""
    if not (ROOT / ".git").exists():  # where the source distribution itself is unpacked
        return
    tracked = set(said("git", "ls-files").splitlines())
    with tarfile.open(source) as packed:
        names = {member.name.partition("/")[2] for member in packed if member.isfile()}
    assert names - MADE == tracked, sorted((names - MADE) ^ tracked)


def said(*command: str) -> str:
    """What a command prints."""
    ended = subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE)
    return ended.stdout.strip()


def run(*command: object) -> None:
    """Run a command that says itself what is wrong."""
    subprocess.run([str(part) for part in command], check=True)


if __name__ == "__main__":
    main()
