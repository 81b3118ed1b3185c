"""`--near-duplicates auto`: a template never keeps a category out of the small parts."""

from pathlib import Path

import pytest

from tests.support import Run, write_rows


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_similarity_rises_within_large_groups(run: Run, tmp_path: Path, jobs: int) -> None:
    """30 words and five of each row's own: one group at 0.7, none at 0.75; said, and counted."""
    template = " ".join(f"word{at}" for at in range(30))
    rows = [
        {"instruction": f"{template} " + " ".join(f"own{row}x{at}" for at in range(5)),
         "output": "", "category": "a"} for row in range(200)
    ]  # fmt: skip
    pair = [{"instruction": " ".join(f"w{at}" for at in range(12 + more)), "output": "",
             "category": "a"} for more in range(2)]  # fmt: skip
    alone = [{"instruction": f"single{row}", "output": "", "category": "a"} for row in range(298)]
    path = write_rows(tmp_path / "rows.jsonl", [*rows, *pair, *alone])
    split = ("split", path, "-d", tmp_path / "p", "--clean", "-j", jobs, "--near-duplicates")
    fixed = run(*split, 0.7, "-f", "json").report
    assert fixed["groups"]["largest"] == 200
    assert "--near-duplicates auto" in run(*split, 0.7).out.decode()
    ended = run(*split, "auto", "-f", "json").report
    near = ended["near_duplicates"]
    assert (ended["groups"]["count"], ended["groups"]["largest"], near["pairs"]) == (1, 2, 1)
    assert near["threshold"] == 0.7
    assert near["raised"] == [{"threshold": 0.75, "rows": 200}]
    assert [part["rows"] for part in ended["parts"]] == [400, 50, 50]
    assert "200 rows had to reach 0.75" in run(*split, "auto").out.decode()
