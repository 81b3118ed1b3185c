"""One trial: draw a world and a command, run it, and judge it."""

import contextlib
import tempfile
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.commands import calls, is_readable
from tests.fuzz.oracles import Run, written_in
from tests.fuzz.process import process
from tests.fuzz.worlds import worlds


def trial(name: str, data: st.DataObject) -> Run:
    """Run a command once on what is drawn, in a folder of its own."""
    fits = data.draw(st.integers(0, 9)) != 5
    drawn = worlds(name not in ("validate", "evaluate", "export") or not fits)
    if name == "export" and fits:  # or no trainer reads the rows
        drawn = drawn.filter(is_readable)
    world = data.draw(drawn)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for file, content in world.files.items():
            Path(file).write_bytes(content)
        Path("old-file").write_bytes(b"old\n")
        Path("old-folder").mkdir()
        call = data.draw(calls(name, world))
        before = written_in(Path())
        ended = process(*call.words, env=call.env)
        return Run(call, world, ended, before, written_in(Path()))
