"""The card of parts: what `load_dataset(DIR)` goes by, in a page that may be there already."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rebalance.errors import RequestError
from rebalance.splitting.card import splits_of, with_parts
from tests.support import Run

BODY = "# My data\n\n---\nconfigs: none of this is YAML\n"
PAGES = [
    "",
    "\n---\na: 1\n---\n",
    "\ufeff---\na: 1\n---\n",
    '---\na: "x\u2028y"\n---\n',
    BODY,
    f"---\nlicense: mit\n---\n{BODY}",
    "---\r\na: 1\r\n---\r\n",
]
NAMES = st.lists(st.text("aB0é漢_.- ", min_size=1),
                 min_size=1, max_size=4, unique_by=lambda name: splits_of([name])[0])  # fmt: skip


def read(page: str) -> Any:
    """The block of YAML that a page begins with."""
    return yaml.safe_load(page.lstrip("\ufeff\n").split("\n---\n")[0].removeprefix("---\n"))


@given(NAMES, st.sampled_from(PAGES))
def test_the_page_keeps_all_else(names: list[str], page: str) -> None:
    """Written again it is the same; and other parts take the place of these."""
    made = with_parts(page, names, "README.md")
    (config,) = read(made.replace("\r\n", "\n"))["configs"]
    assert [one["path"] for one in config["data_files"]] == [f"{name}.jsonl" for name in names]
    assert [one["split"] for one in config["data_files"]] == splits_of(names)
    assert with_parts(made, names, "README.md") == made
    again = with_parts(with_parts(page, ["x", "y"], "README.md"), names, "README.md")
    assert again == made
    bare = re.sub(
        "# rebalance split: begin.*# rebalance split: end\r?\n", "", made, flags=re.DOTALL
    )
    assert bare == (page if page.lstrip("\ufeff\n").startswith("---") else f"---\n---\n{page}")


@pytest.mark.parametrize(
    "page",
    ["---\n{a: 1}\n---\n", "---\n  a: 1\n---\n", "---\n- a\n---\n", "---\nlicense: mit",
     "---\na: 1\n...\n# T\n", '---\n"configs" :\n---\n', "---\ndataset_info:\n---\n"],
)  # fmt: skip
def test_yaml_that_cannot_be_added_to(page: str) -> None:
    """The page would be no page any more, or tell of two sets of files."""
    with pytest.raises(RequestError, match=r"README\.md: it"):
        with_parts(page, ["a"], "README.md")


@pytest.mark.parametrize("name", ["a*", "a[1]", "a:b", "all", "a?", "{a}", "a!b"])
def test_names_that_loaders_take_for_patterns(name: str) -> None:
    """Of which one file would be in two parts."""
    with pytest.raises(RequestError, match="take such a name for a pattern"):
        splits_of([name, "b"])


def test_what_a_page_may_not_hold() -> None:
    """Files of its own, or half of what was written before."""
    with pytest.raises(RequestError, match="tell of files already"):
        with_parts("---\nconfigs:\n- data_files: a\n---\n", ["a"], "README.md")
    with pytest.raises(RequestError, match="half of the lines"):
        with_parts("---\n# rebalance split: begin\n---\n", ["a"], "README.md")
    with pytest.raises(RequestError, match="would be the splits 'a_b', 'a_b'"):
        splits_of(["a-b", "a_b"])


def test_the_command_writes_it_beside_the_parts(run: Run, skewed: Path, tmp_path: Path) -> None:
    """And warns of names that no loader finds, or that have to be others."""
    parts, card = tmp_path / "parts", tmp_path / "parts" / "README.md"
    ended = run("split", skewed, "-d", parts, "--parts", "a=0.5,holdout=0.5")
    assert ended.code == 0
    assert "would not find 'a', 'holdout': --card writes what it reads" in ended.err
    assert not card.exists()
    ended = run("split", skewed, "-d", parts, "--parts", "a=0.5,holdout=0.5", "--card")
    assert "warning" not in ended.err
    (config,) = read(card.read_text())["configs"]
    assert config["data_files"] == [
        {"split": "a", "path": "a.jsonl"}, {"split": "holdout", "path": "holdout.jsonl"},
    ]  # fmt: skip
    card.write_text(card.read_text() + "\nMine.\n")
    ended = run("split", skewed, "-d", parts, "--folds", "2", "--clean", "--card")
    assert "the card names the splits 'fold_0' for 'fold-0', 'fold_1' for 'fold-1'" in ended.err
    assert card.read_text().endswith("\nMine.\n")
    assert "holdout" not in card.read_text()
    assert "warning" not in run("split", skewed, "-d", tmp_path / "usual").err
    dev = run("split", skewed, "-d", tmp_path / "dev", "--parts", "train=0.6,val=0.2,dev=0.2")
    assert "would not find 'val', 'dev'" in dev.err
    assert run("split", skewed, "-o", tmp_path / "o", "--folds", "2", "--card").code == 2
