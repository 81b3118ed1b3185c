"""`rebalance balance`."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.support import Row, Run, categories, command, golden, lines, rows_of, write_rows


def counts(path: Path) -> dict[object, int]:
    """Rows by category."""
    return dict(Counter(categories(path)))


AIMS = {
    "--equal min": {"large": 1, "middle": 1, "small": 1, "single": 1},
    "--equal median": {"large": 18, "middle": 17, "small": 17, "single": 4},
    "--equal mean": {"large": 34, "middle": 34, "small": 20, "single": 4},
    "--equal max --max-repeat none": dict.fromkeys(["large", "middle", "small", "single"], 100),
    "--equal 12": {"large": 12, "middle": 12, "small": 12, "single": 4},
    "--cap 30 --floor 5": {"large": 30, "middle": 30, "small": 5, "single": 4},
    "--floor 40 --max-repeat 2": {"large": 100, "middle": 40, "small": 10, "single": 2},
    "--cap 0 --allow-empty": {},
    "--alpha 1": {"large": 100, "middle": 30, "small": 5, "single": 1},
    "--alpha 0 --total 40": {"large": 12, "middle": 12, "small": 12, "single": 4},
    "--equal mean --total x0.5": {"large": 22, "middle": 22, "small": 20, "single": 4},
    "--mix large=0.5,middle=0.5,default=0 --total 100": {"large": 50, "middle": 50},
}  # fmt: skip


@pytest.mark.parametrize("aim", AIMS)
def test_aims(run: Run, skewed: Path, tmp_path: Path, aim: str) -> None:
    """Each aim reaches the rows that it asks for, under the limit of copies."""
    out = tmp_path / "out.jsonl"
    assert run("balance", skewed, *aim.split(), "-o", out, "-q").code == 0
    got = counts(out)
    wanted = AIMS[aim]
    if "median" in aim:  # the odd half row goes to a category by its name's lot
        assert sorted(got.values()) == sorted(wanted.values())
    else:
        assert got == wanted
    assert set(lines(out)) <= set(lines(skewed))


def test_mix_is_shared_out_under_the_limit(run: Run, skewed: Path, tmp_path: Path) -> None:
    """What the limit takes from one category goes to the others, in proportion."""
    out = tmp_path / "out.jsonl"
    mix = "large=3,middle=1,default=1"
    report = run("balance", skewed, "--mix", mix, "--total", 60, "-o", out, "--rescale",
                 "--if-short", "fill", "-f", "json").report  # fmt: skip
    rows = {e["category"]: (e["target"], e["after"], e["shortfall"]) for e in report["categories"]}
    assert rows == {"large": (30, 34, 0), "middle": (10, 11, 0), "small": (10, 11, 0),
                    "single": (10, 4, 6)}  # fmt: skip
    assert report["rows_after"] == 60


def test_table(run: Run, skewed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole table, the metrics and the warning of a shortfall."""
    monkeypatch.chdir(skewed.parent)
    ended = run("balance", "skewed.jsonl", "--cap", 30, "--floor", 10, "-n")
    golden("balance.txt", ended.text)
    golden("balance.err.txt", ended.err)
    assert not (skewed.parent / "out.jsonl").exists()


def test_report(run: Run, skewed: Path, tmp_path: Path) -> None:
    """The JSON report has the keys that scripts rely on."""
    out = tmp_path / "out.jsonl"
    report = run("balance", skewed, "--cap", 20, "-o", out, "-f", "json", "--seed", 7).report
    assert report["schema"] == "rebalance.balance/2"
    assert (report["seed"], report["rows_before"], report["rows_after"]) == (7, 136, 46)
    assert report["output"] == str(out)
    assert report["categories"][0] == {
        "category": "large", "label": "large", "values": None, "before": 100, "after": 20,
        "target": 20, "max_copies": 1, "shortfall": 0, "to_source": 0, "rows_before": 100,
        "rows_after": 20,
    }  # fmt: skip
    assert {"metrics_before", "metrics_after", "by"} <= set(report)


def test_a_category_at_its_target_is_left_as_it_is(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Rows of untouched categories come out once each, in their order."""
    out = tmp_path / "out.jsonl"
    run("balance", skewed, "--cap", 30, "-o", out)
    for name in (b'"middle"', b'"small"', b'"single"'):
        kept = [line for line in lines(out) if name in line]
        assert kept == [line for line in lines(skewed) if name in line]


def test_input_order_and_copies(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Rows keep the order of the file, copies of a row follow it."""
    out = tmp_path / "out.jsonl"
    run("balance", skewed, "--floor", 12, "-o", out)
    ids = [json.loads(line)["id"] for line in lines(out)]
    assert ids == sorted(ids)
    times = Counter(ids)
    assert max(times.values()) == 4
    assert len({times[i] for i, c in enumerate(categories(skewed)) if c == "small"}) == 2


def test_shuffled_order_sets_copies_apart(run: Run, skewed: Path, tmp_path: Path) -> None:
    """The same rows in a seeded order; the copies of a row are spread over the whole output."""
    plain, mixed, again, other = (tmp_path / f"{name}.jsonl" for name in "abcd")
    run("balance", skewed, "--floor", 20, "-o", plain)
    for out, seed in ((mixed, 0), (again, 0), (other, 1)):
        run("balance", skewed, "--floor", 20, "--order", "shuffle", "--seed", seed, "-o", out)
    assert sorted(lines(mixed)) == sorted(lines(plain)) != lines(mixed)
    assert lines(mixed) == lines(again) != lines(other)
    single = [i for i, c in enumerate(categories(mixed)) if c == "single"]
    quarter = len(lines(mixed)) / 4
    assert [int(place // quarter) for place in single] == [0, 1, 2, 3]


def test_keep(run: Run, tmp_path: Path) -> None:
    """first keeps the head, score the highest with missing ones last, random any by its lot."""
    rows = [{"id": i, "category": "a", "s": score} for i, score in enumerate([3, 9, None, 7, "x"])]
    path, out = write_rows(tmp_path / "scores.jsonl", rows), tmp_path / "out.jsonl"

    def kept(keep: str, rows: int) -> list[int]:
        ended = run("balance", path, "--cap", rows, "--keep", keep, "-o", out)
        assert ended.code == 0
        if keep.startswith("score"):
            assert "2 of 5 rows have no number in 's': kept last" in ended.err
        return [json.loads(line)["id"] for line in lines(out)]

    assert kept("first", 2) == [0, 1]
    assert kept("score:s", 2) == [1, 3]
    assert kept("score:s", 3) == [0, 1, 3]
    assert set(kept("random", 2)) < set(kept("random", 3))


def test_units(run: Run, tmp_path: Path) -> None:
    """In another unit, whole passes come first, then rows to come nearest; of two, the smaller."""
    sizes = [("a", 10)] * 6 + [("b", 7)] * 2
    rows = [{"id": i, "category": name, "n": size} for i, (name, size) in enumerate(sizes)]
    path, out = write_rows(tmp_path / "tokens.jsonl", rows), tmp_path / "out.jsonl"
    options = ["--unit", "field:n", "--cap", "35", "--floor", "30", "-f", "json"]
    report = run("balance", path, *options, "-o", out).report
    got = {e["category"]: (e["before"], e["target"], e["after"], e["rows_after"], e["max_copies"])
           for e in report["categories"]}  # fmt: skip
    assert got == {"a": (60, 35, 30, 3, 1), "b": (14, 30, 28, 4, 2)}
    assert counts(out) == {"a": 3, "b": 4}


def test_a_category_that_comes_to_nothing_is_named(run: Run, tmp_path: Path) -> None:
    """In units, where each of its rows is as far from the target as no row, or farther."""
    rows = [{"category": "a", "n": 1}, {"category": "b", "n": 25}, {"category": "c", "n": 17}]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    ended = run("balance", path, "--unit", "field:n", "--cap", 9, "-n", "-f", "json")
    assert (
        "1 of 3 categories ends with no rows: 'b'; each row, or group, has at least twice the"
        " target" in ended.err
    )
    got = {entry["category"]: entry["after"] for entry in ended.report["categories"]}
    assert got == {"a": 1, "b": 0, "c": 17}  # 17 is nearer to 9 than 0 is


def test_a_row_that_is_too_large_does_not_empty_its_category(run: Run, tmp_path: Path) -> None:
    """If it would come first, and alone be farther from the target than no row."""
    rows = [{"category": "a", "n": size} for size in (500, 40, 4, 5, 6, 300)]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    run("balance", path, "--unit", "field:n", "--cap", 10, "--keep", "first", "-o", out)
    assert lines(out) == lines(path)[2:4]


def test_categories_that_end_with_no_rows(run: Run, tmp_path: Path) -> None:
    """The first five by name, and the number; a dataset without rows is refused."""
    rows = [{"category": name} for name in ["a", *"a" * 200, *"ponmlkj"]]
    path, out = write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "out.jsonl"
    ended = run("balance", path, "--alpha", 1, "--total", 10, "-o", out)
    assert ended.code == 0
    assert "7 of 8 categories end with no rows: 'j', 'k', 'l', 'm', 'n' and 2 more" in " ".join(
        ended.err.split()
    )
    out.unlink()
    ended = run("balance", path, "--cap", 0, "-o", out)
    assert (ended.code, out.exists()) == (2, False)
    assert "no row would be kept" in ended.err
    assert "--allow-empty" in ended.err
    assert run("balance", path, "--cap", 0, "-o", out, "--allow-empty").code == 0
    assert out.read_bytes() == b""


def test_rows_on_standard_output_move_the_table(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Dropped rows on standard output are rows, too."""
    ended = run("balance", skewed, "--cap", 5, "-o", tmp_path / "out.jsonl", "--dropped", "-")
    assert set(ended.out.splitlines(keepends=True)) < set(lines(skewed))
    assert "skewed.jsonl by category, at most 5 rows\n" in ended.err


def test_dropped_rows_are_kept_apart(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Output and dropped rows together are the input; the file is there even when empty."""
    out, rest = tmp_path / "out.jsonl", tmp_path / "rest.jsonl"
    run("balance", skewed, "--cap", 10, "-o", out, "--dropped", rest)
    assert sorted(lines(out) + lines(rest)) == sorted(lines(skewed))
    run("balance", skewed, "--cap", 1000, "-o", out, "--dropped", rest)
    assert rest.read_bytes() == b""


def test_rows_without_a_category(run: Run, tmp_path: Path) -> None:
    """error refuses, drop leaves out (and --dropped has them), keep makes them a category."""
    rows: list[Row] = [{"id": 1, "category": "a"}, {"id": 2}, {"id": 3, "category": None}]
    path = write_rows(tmp_path / "missing.jsonl", rows)
    out, rest = tmp_path / "out.jsonl", tmp_path / "rest.jsonl"
    refused = run("balance", path, "--cap", 5, "-o", out)
    assert refused.code == 3
    assert f"{path}:2: 2 of 3 rows have no category in 'category' (absent 1, null 1" in refused.err
    assert not out.exists()
    dropped = run("balance", path, "--cap", 5, "--missing", "drop", "-o", out, "--dropped", rest)
    assert "left out 2 rows of " in dropped.err
    assert (len(lines(out)), len(lines(rest))) == (1, 2)
    run("balance", path, "--cap", 1, "--missing", "keep", "-o", out)
    assert len(lines(out)) == 2
    assert "(missing)" in run("balance", path, "--cap", 1, "--missing", "keep", "-n").text


def test_shortfall_is_an_error_when_strict(run: Run, skewed: Path, tmp_path: Path) -> None:
    """A shortfall warns with the rows to source; with --strict it is exit 2, nothing written."""
    out = tmp_path / "out.jsonl"
    ended = run("balance", skewed, "--floor", 30, "-o", out, "--strict")
    assert ended.code == 2
    assert "source 10 more rows ('single' 7, 'small' 3)" in ended.err
    assert not out.exists()


def test_manifest(run: Run, skewed: Path, tmp_path: Path) -> None:
    """--manifest records options, counts and inputs, and is stable."""
    out, record = tmp_path / "out.jsonl", tmp_path / "made.json"
    run("balance", skewed, "--cap", 10, "-o", out, "--manifest", record)
    first = record.read_bytes()
    run("balance", skewed, "--cap", 10, "-o", out, "--manifest", record)
    assert record.read_bytes() == first
    content = json.loads(first)
    assert content["schema"] == "rebalance.manifest/1"
    assert content["inputs"] == [{"name": str(skewed), "rows": 136, "bytes": skewed.stat().st_size}]


def test_mix_files(run: Run, skewed: Path, tmp_path: Path) -> None:
    """TOML, JSON and inline say the same; names in quotes are categories in any case."""
    toml, js = tmp_path / "mix.toml", tmp_path / "mix.json"
    toml.write_text('large = 0.2\n"middle" = 0.3\ndefault = 0.25\n')
    js.write_text('{"large": 0.2, "middle": 0.3, "default": 0.25}')
    inline = 'large=20%,"middle"=3/10,default=0.25'
    outs = []
    for mix in (toml, js, inline):
        out = tmp_path / "out.jsonl"
        options = ("--mix", mix, "--total", 40, "--if-short", "fill")
        assert run("balance", skewed, *options, "-o", out).code == 0
        outs.append(out.read_bytes())
    assert outs[0] == outs[1] == outs[2]
    named = write_rows(tmp_path / "named.jsonl", rows_of({"a,b": 4, "default": 4, "c=d": 4}))
    mix = '"a,b"=1,"default"=2,"c=d"=1'
    report = run(
        "balance", named, "--mix", mix, "--rescale", "--total", 8, "-n", "-f", "json"
    ).report
    assert {e["category"]: e["after"] for e in report["categories"]} == {
        "a,b": 2, "default": 4, "c=d": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "sentence", "advice"),
    [
        ([], "no target given", "choose --equal LEVEL, --cap N"),
        (
            ["--equal", "medain"],
            "--equal: 'medain' is neither a whole number nor one of min,",
            "did you mean 'median'?",
        ),
        (
            ["--cap", 1, "--alpha", 1],
            "--cap/--floor and --alpha are different targets",
            "choose one",
        ),
        (["--cap", 1, "--floor", 2], "--cap 1 is below --floor 2", ""),
        (["--cap", 1, "--total", 2], "--total cannot be combined with --cap or --floor", ""),
        (["--mix", "lrage=1,default=1"], "no row has the category 'lrage'", "did you mean 'large'"),
        (["--mix", "large=1"], "gives no share to 3 categories", "add default=SHARE"),
        (["--mix", "large"], "is not of the form name=share", ""),
        (["--mix", "large=-1"], "-1 is below 0", ""),
        (["--mix", "large=nan,default=1"], "'nan' is not a number of at least 0", ""),
        (["--mix", "large=1e999999999,default=1"], "is not a number of at least 0", ""),
        (["--mix", "large=1/0,default=1"], "'1/0' is not a number of at least 0", ""),
        (["--mix", "default=0"], "no category that has rows gets a share", ""),
        (
            ["--alpha", "inf"],
            "--alpha: 'inf' is not a number of at least 0",
            "",
        ),
        (["--cap", 1, "--dropped", "-", "-o", "-"], "cannot both go to standard output", "file"),
        (["--mix", "none.toml"], "none.toml: cannot be read", ""),
        (["--equal", "5", "--keep", "best"], "--keep: 'best' is not one of", ""),
        (["--equal", "5", "--max-repeat", 0], "--max-repeat: 0 is below 1", ""),
        (["--equal", "5", "--unit", "words"], "--unit: 'words' is not one of", ""),
        (["--alpha", "1", "--total", "2x"], "--total: '2x' is not a whole number", ""),
        (["--equal", "5", "--total", "9"], "--equal 5 and --total 9 contradict each other", ""),
        (["--equal", "9" * 30], "is not a whole number", ""),
    ],
)
def test_impossible_requests(
    run: Run, skewed: Path, options: list[object], sentence: str, advice: str
) -> None:
    """Each is exit 2 (4 for a file), says what is wrong and what to do."""
    ended = run("balance", skewed, *options, "-n")
    assert ended.code == (4 if "cannot be read" in sentence else 2)
    assert ended.out == b""
    assert ended.err.startswith("rebalance: error: ")
    assert sentence in ended.err
    assert advice in ended.err


def test_somewhere_to_write_is_needed(run: Run, skewed: Path) -> None:
    """Without -o or --dry-run there is nothing to do."""
    ended = run("balance", skewed, "--cap", 5)
    assert ended.code == 2
    assert "give --output FILE, or --dry-run" in ended.err


def test_an_output_that_is_an_input_is_refused(run: Run, skewed: Path, tmp_path: Path) -> None:
    """Also through a link; the input stays as it was."""
    link = tmp_path / "link.jsonl"
    link.symlink_to(skewed)
    before = skewed.read_bytes()
    for out in (skewed, link):
        ended = run("balance", skewed, "--cap", 5, "-o", out)
        assert ended.code == 2
        assert "is an input as well as an output" in ended.err
    assert skewed.read_bytes() == before


def test_pipes(skewed: Path) -> None:
    """Rows through standard input and output; the table goes to standard error."""
    balanced = command("balance", "-", "--equal", "median", "-o", "-", stdin=skewed.read_bytes())
    assert balanced.code == 0
    assert set(balanced.out.splitlines(keepends=True)) <= set(lines(skewed))
    assert "standard input by category, equal at median\n" in balanced.err
    shown = command("inspect", "-", stdin=balanced.out)
    assert "56  with a category" in shown.text


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_compression(run: Run, skewed: Path, tmp_path: Path, suffix: str) -> None:
    """Compressed by suffix, in and out; the rows are the same."""
    packed, again = tmp_path / f"packed.jsonl{suffix}", tmp_path / f"again.jsonl{suffix}"
    plain = tmp_path / "plain.jsonl"
    run("balance", skewed, "--cap", 1000, "-o", packed)
    assert packed.read_bytes()[:2] != b'{"'
    run("balance", packed, "--cap", 1000, "-o", again)
    assert packed.read_bytes() == again.read_bytes()
    run("balance", again, "--cap", 1000, "-o", plain)
    assert plain.read_bytes() == skewed.read_bytes()
    weighed = run("weights", packed, "-f", "json").report
    assert weighed["rows"] == 136
    assert gzip.decompress(packed.read_bytes()) == skewed.read_bytes() if suffix == ".gz" else True


def test_a_missing_line_end_and_odd_spacing_survive(run: Run, tmp_path: Path) -> None:
    """Rows come out byte for byte; only a last line without an end gets one."""
    rows = (
        b'{"category":"a", "n":1.10}\r\n\n  {"category" : "b","x":"\\u00e9\\/"}  \n{"category":"a"}'
    )
    path, out = tmp_path / "odd.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(rows)
    run("balance", path, "--cap", 9, "-o", out)
    assert out.read_bytes() == rows.replace(b"\n\n", b"\n") + b"\n"


def test_several_files_are_one_dataset(run: Run, tmp_path: Path) -> None:
    """Also where the first has no last line end."""
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_bytes(b'{"category":"a","i":1}\n{"category":"b","i":2}')
    second.write_bytes(b'\xef\xbb\xbf{"category":"a","i":3}\n{"category":"a","i":4}')
    out = tmp_path / "out.jsonl"
    run("balance", first, second, "--equal", "max", "-o", out)
    assert counts(out) == {"a": 3, "b": 3}
    assert lines(out)[0] == b'{"category":"a","i":1}\n'
    assert lines(out)[-1] == b'{"category":"a","i":4}\n'
