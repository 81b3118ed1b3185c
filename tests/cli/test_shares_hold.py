"""`balance --mix`: the mix is the mix that was asked for, or somebody says why not."""

import json
from collections import Counter
from pathlib import Path

import pytest

import rebalance
from rebalance.errors import CheckFailed
from tests.support import Run, lines, write_rows

ROWS = {"maths": 375, "code": 225, "chat": 150}
MIX = "maths=0.5,code=0.2,chat=0.3"


def counts(path: Path) -> dict[str, int]:
    """Rows of each category."""
    return dict(Counter(json.loads(line)["category"] for line in lines(path)))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Rows of three categories."""
    rows = [{"category": name, "n": n} for name, times in ROWS.items() for n in range(times)]
    return write_rows(tmp_path / "rows.jsonl", rows)


def test_a_mix_shrinks_until_its_shares_hold(run: Run, data: Path, tmp_path: Path) -> None:
    """Without a total: as large as the dataset, or what the shares allow."""
    out, manifest = tmp_path / "out.jsonl", tmp_path / "manifest.json"
    ended = run("balance", data, "--mix", "chat=0.9,code=0.1,default=0", "-o", out,
                "--manifest", manifest, "-f", "json")  # fmt: skip
    assert ended.code == 0
    assert counts(out) == {"chat": 600, "code": 67}  # within one row of 0.9, which code needs
    assert ("667 rows at 90/10; for 750 rows source 19 more of 'chat', or --max-repeat 5"
            in ended.err)  # fmt: skip
    report = json.loads(manifest.read_bytes())
    assert (report["if_short"], report["total_asked"]) == ("shrink", 750)
    shares = {one["category"]: (one["asked"], one["reached"]) for one in report["shares"]}
    assert shares == {"maths": (0, 0), "code": (0.1, 67 / 667), "chat": (0.9, 600 / 667)}


def test_a_mix_that_fits_is_as_large_as_the_dataset(run: Run, data: Path, tmp_path: Path) -> None:
    """And nothing is said."""
    out = tmp_path / "out.jsonl"
    ended = run("balance", data, "--mix", MIX, "-o", out)
    assert (counts(out), ended.err) == ({"maths": 375, "code": 150, "chat": 225}, "")


def test_shares_and_a_total_are_both_wanted(run: Run, data: Path, tmp_path: Path) -> None:
    """What there is not fails, with what would do; the output stays as it is."""
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"as it was")
    args = ("balance", data, "--mix", MIX, "--total", 50_000, "-o", out)
    ended = run(*args)
    assert (ended.code, out.read_bytes()) == (1, b"as it was")
    assert (
        "2,003 rows at 50/30/20; for 50,000 rows source 5,875 more of 'maths', 3,600 of 'chat',"
        " 2,275 of 'code', or --max-repeat 100, or --if-short shrink or --if-short fill"
    ) in " ".join(ended.err.split())
    assert run(*args, "--max-repeat", 100).code == 0
    with pytest.raises(CheckFailed, match="2,003 rows at 50/30/20"):
        rebalance.balance(data, mix=MIX, total=50_000, dry_run=True)
    assert run(*args, "--if-short", "shrink").code == 0
    assert counts(out) == {"maths": 1002, "code": 401, "chat": 600}
    ended = run(*args, "--if-short", "fill")
    assert counts(out) == {"maths": 1500, "code": 900, "chat": 600}
    assert "even with 4 copies of each row" in ended.err


def test_other_targets_fill_up_unless_told_otherwise(run: Run, data: Path) -> None:
    """`--alpha` and `--equal --total`."""
    args = ("balance", data, "-n", "--equal", "mean", "--total", 2400, "-f", "json")
    assert run(*args).report["rows_after"] == 2400
    shrunk = run(*args, "--if-short", "shrink").report
    assert [one["after"] for one in shrunk["categories"]] == [601, 601, 600]
    assert run(*args, "--if-short", "fail").code == 1
    assert run("balance", data, "-n", "--alpha", 0, "--total", 99, "--if-short", "fail").code == 0


def test_shares_in_another_unit_hold_exactly(run: Run, tmp_path: Path) -> None:
    """The total is that of the scarcest category."""
    rows = [{"category": name, "t": size} for name, size in (("a", 2.5), ("b", 10), ("b", 7.5))]
    data = write_rows(tmp_path / "rows.jsonl", rows)
    report = run("balance", data, "-n", "--unit", "field:t", "--mix", "a=0.5,b=0.5",
                 "--max-repeat", 1, "-f", "json").report  # fmt: skip
    assert [one["target"] for one in report["categories"]] == [2.5, 2.5]
    assert report["total_asked"] == 20


@pytest.mark.parametrize(
    ("mix", "said"),
    [
        ("maths=5,code=3,chat=2", ("add up to 10,", "maths=0.5,code=0.3,chat=0.2,")),
        ("maths=0.5,default=0.5", ("add up to 1.5,", "maths=1/3,default=1/3,")),
        ("maths=0.5,code=0.3,chat=0.198", ("add up to 0.998,", "maths=250/499,")),
    ],
)
def test_shares_add_up_to_one(run: Run, data: Path, mix: str, said: tuple[str, ...]) -> None:
    """Or are refused with the scaled ones, which do; `--rescale` takes them as they are."""
    args = ("balance", data, "-n", "-f", "json", "--mix")
    ended = run(*args, mix)
    assert ended.code == 2
    assert all(one in ended.err for one in said)
    scaled = ended.err.split("write ")[1].split(", or scale")[0]
    report = run(*args, scaled).report
    assert report["categories"] == run(*args, mix, "--rescale").report["categories"]


@pytest.mark.parametrize("mix", ["maths=0.333,code=0.333,chat=0.333", "default=1", "default=7"])
def test_shares_that_need_no_scaling(run: Run, data: Path, mix: str) -> None:
    """Rounded ones, and equal ones."""
    report = run("balance", data, "-n", "-f", "json", "--mix", mix).report
    assert [one["after"] for one in report["categories"]] == [250, 250, 250]


def test_what_has_no_effect(run: Run, data: Path) -> None:
    """Is refused."""
    assert "--if-short: has no effect without --mix" in run(
        "balance", data, "-n", "--cap", 3, "--if-short", "fail").err  # fmt: skip
    assert "--rescale: has no effect without --mix" in run(
        "balance", data, "-n", "--cap", 3, "--rescale").err  # fmt: skip
