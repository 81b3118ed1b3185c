"""Man pages through the formatters that people have: no warning, and 80 columns are enough."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.shells.test_completion import needed

MAN = Path(__file__).parents[2] / "man"
PAGES = sorted(MAN.glob("*.1"))
KNOWN = "missing date"  # a page does not depend on the day


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_formatters_have_nothing_to_say(page: Path) -> None:
    """`man --warnings` is silent; mandoc says no more than that there is no date."""
    needed("groff")
    strict = [needed("man"), "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(page)]
    env = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"}
    ended = subprocess.run(strict, capture_output=True, check=True, env=env)
    assert ended.stderr == b""
    lint = [needed("mandoc"), "-Tlint", "-W", "warning", str(page)]
    said = subprocess.run(lint, capture_output=True, check=False, text=True).stdout.splitlines()
    assert [line for line in said if KNOWN not in line] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_fit_80_columns(page: Path) -> None:
    """But for lines to try, which stay as they are; the options are all there, not hyphenated."""
    needed("groff")
    env = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MAN_KEEP_FORMATTING": ""}
    shown = subprocess.run(
        [needed("man"), "-E", "UTF-8", "-l", page], capture_output=True, check=True, env=env,
        text=True,
    ).stdout  # fmt: skip
    text, _, examples = shown.partition("\nEXAMPLES\n")
    rest = examples.partition("\nSEE ALSO\n")[2]
    assert [line for line in (text + rest).splitlines() if len(line) > 80] == []
    assert "\u2010\n" not in shown
    assert "--help" in shown
