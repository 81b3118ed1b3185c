"""The page has the examples as they are, and each is short."""

import re

import pytest

from tests.pipelines.dataset import EXAMPLES, ROOT

NAMES = sorted(path.name for path in EXAMPLES.iterdir())


def test_the_page_has_every_example() -> None:
    """Each once, in a block with its name."""
    page = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```\w+ (\S+)\n(.*?)```\n", page, re.DOTALL))
    assert blocks == {name: (EXAMPLES / name).read_text(encoding="utf-8") for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_short(name: str) -> None:
    """Under 30 lines, none of them very long; each checks, splits and balances."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) < 30
    assert max(map(len, text.splitlines())) <= 110
    for command in ("check", "split", "balance"):
        assert (
            f"rebalance {command}" in text or f"rebalance-{command}" in text or name == "github.yml"
        )
