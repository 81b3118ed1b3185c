"""Datasets whose rows have no `category`: inspect looks at them, split does not stratify."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.support import SHARED, Run, command, lines, needs_shared, write_rows

FORMS = ("json", "csv", "md", "html", "card")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Rows with a label, a text, duplicates, and a field that some lack."""
    rows: list[dict[str, object]] = [
        {"id": n, "text": f"A text, number {n}.", "label": "ab"[n % 2], "kind": n % 3}
        for n in range(40)
    ]
    rows += [rows[0], {**rows[1], "extra": 1}]
    return write_rows(tmp_path / "rows.jsonl", rows)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_inspect(run: Run, path: Path, jobs: int) -> None:
    """Rows, sizes, duplicates, bad rows, fields; the report has no `by` and no categories."""
    path.write_bytes(path.read_bytes() + b"bad\n\n")
    options = ["--on-error", "skip", "-j", jobs, "-f", "json"]
    ended = run("inspect", path, *options, env={"REBALANCE_SPAN_BYTES": "200"})
    report = ended.report
    assert (ended.code, report["by"], report["categories"]) == (0, [], [])
    assert (report["rows"], report["bad_rows"], report["blank_lines"]) == (42, 1, 1)
    assert report["missing"] == {"absent": 0, "null": 0, "empty": 0}
    assert (report["duplicates"], report["looked_at"]) == ({"rows": 1, "kind": "exact"}, 42)
    lengths = sorted(map(len, lines(path)[:42]))
    assert report["sizes"] == {
        "median": (lengths[20] + lengths[21]) / 2, "largest": lengths[-1], "total": sum(lengths),
    }  # fmt: skip
    fields = {one["field"]: one for one in report["fields"]}
    serving = [one["field"] for one in report["fields"] if one["could_serve"]]
    assert serving == ["label", "kind"]
    assert (fields["label"]["values"], fields["kind"]["values"]) == (2, 3)
    assert (fields["extra"]["rows"], fields["id"]["values"]) == (1, 40)
    assert report["metrics"]["categories"] == 0
    assert not any("looks like an id" in one for one in report["warnings"])


def test_what_inspect_shows(run: Run, path: Path) -> None:
    """The fields that could serve, and a next step that works; on standard input, too."""
    shown = run("inspect", path).text
    assert "42 rows without a category" in shown
    assert "missing in some of the first 42 rows: extra (41)" in shown
    (step,) = (line for line in shown.splitlines() if line.startswith("  rebalance "))
    assert run(*step.split()[1:]).code == 0
    piped = command("inspect", "-", stdin=path.read_bytes())
    assert (piped.code, "label" in piped.text, "Next" in piped.text) == (0, True, False)
    texts = write_rows(path, [{"text": f"text {n}"} for n in range(30)])
    assert "No field looks like a category" in run("inspect", texts).text
    assert run("inspect", texts, "--by", "@file").code == 0


@pytest.mark.parametrize("form", FORMS)
def test_every_form(run: Run, tmp_path: Path, path: Path, form: str) -> None:
    """All forms of the report are there, but for a picture of categories."""
    assert run("inspect", path, "--report", f"svg={tmp_path / 'out.svg'}").code == 2
    out = tmp_path / f"report.{form}"
    assert run("inspect", path, "--report", f"{form}={out}").code == 0
    text = out.read_text(encoding="utf-8")
    assert text
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert rows[0] == {"field": "label", "rows": "42", "values": "2", "could_serve": "true"}


def test_options_about_categories_need_one(run: Run, path: Path, tmp_path: Path) -> None:
    """They would have no effect: exit 2 that names fields."""
    for options in (["--top", 3], ["--floor", 3], ["--sort", "name"], ["--by", "category"]):
        ended = run("inspect", path, *options)
        assert (ended.code, "label (2)" in ended.err) == (2, True)
    for options in (["--rare", "spread"], ["--missing", "drop"], ["--by", "category"]):
        ended = run("split", path, "-d", tmp_path / "parts", *options)
        assert (ended.code, "label (2)" in ended.err) == (2, True)
    assert not (tmp_path / "parts").exists()


@pytest.mark.parametrize("jobs", [1, 3])
def test_split(run: Run, path: Path, tmp_path: Path, jobs: int) -> None:
    """The same parts as with --no-stratify, and a warning, with -q and in JSON, too."""
    asked, meant = tmp_path / "asked", tmp_path / "meant"
    env = {"REBALANCE_SPAN_BYTES": "200"}
    ended = run("split", path, "-d", asked, "-j", jobs, env=env)
    assert ended.code == 0
    said = "no row has the field 'category', so parts are not stratified: --by names another field"
    assert said in ended.err
    assert said in run("split", path, "-d", tmp_path / "quiet", "-q").err
    silent = run("split", path, "-d", meant, "--no-stratify", "-j", jobs)
    assert "not stratified" not in silent.text + silent.err
    for part in ("train", "validation", "test"):
        assert (asked / f"{part}.jsonl").read_bytes() == (meant / f"{part}.jsonl").read_bytes()
    manifest = json.loads((asked / "manifest.json").read_bytes())
    assert json.dumps(manifest).count('"by": []') == 1
    for options in (["--folds", 3], ["--stable"], ["--time", "id"], ["--group", "text"]):
        again = run("split", path, "-d", tmp_path / str(options[0]), *options, "-f", "json")
        assert (again.code, again.report["by"]) == (0, [])
        assert any("so parts are not stratified" in one for one in again.report["warnings"])


def test_a_category_that_is_there_but_empty_is_missing(run: Run, tmp_path: Path) -> None:
    """Rows that have the field, with nothing in it, lack a value and not the field."""
    path = write_rows(tmp_path / "rows.jsonl", [{"category": None}, {"category": ""}])
    ended = run("split", path, "-d", tmp_path / "parts")
    assert (ended.code, "2 of 2 rows have no category" in ended.err) == (3, True)
    assert run("inspect", path, "-f", "json").report["missing"]["null"] == 1


@needs_shared
def test_case(run: Run) -> None:
    """Labels come first."""
    report = run("inspect", SHARED / "data/cases/spans/nocat.jsonl", "-f", "json").report
    assert report["rows"] == 2
    assert [one["field"] for one in report["fields"] if one["could_serve"]] == ["label"]
