"""What must be so after any command, and what its report must say."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import ValidationError

from rebalance.rows.field import parse_fields
from rebalance.rows.surgery.cuts import Cut
from rebalance.rows.surgery.edits import Edits
from tests.fuzz.commands import Call
from tests.fuzz.recount import OPEN, Recount, recount, verdict
from tests.fuzz.worlds import World
from tests.support import Outcome, validator

Files = Mapping[str, bytes]
CODES = (0, 1, 2, 3, 4)


class Wrong(AssertionError):
    """A promise is broken.

    Args:
        promise: Which one, in words that do not depend on the case.
        detail: What was seen.
    """

    def __init__(self, promise: str, detail: object = "") -> None:
        super().__init__(promise, str(detail)[:3000])
        self.promise = promise


@dataclass(frozen=True)
class Run:
    """A command that ended, and the files of its folder before and after it."""

    call: Call
    world: World
    ended: Outcome
    before: Files
    after: Files

    @property
    def says(self) -> Any:
        """Its report, None if it wrote none that can be found."""
        named = [one.partition("=")[2] for one in self.call.reads("report")
                 if one.startswith("json=")]  # fmt: skip
        if named and named[0] in self.after:
            return json.loads(self.after[named[0]])
        to_stdout = any(one in ("-", "/dev/stdout") for one in self.call.outputs)
        is_json = self.call.value("format") == "json"
        return json.loads(self.ended.out) if is_json and not to_stdout and self.ended.out else None

    def count(self, *names: str, by: bool = True) -> Recount:
        """Count files again, by the field that the report names."""
        field = self.says["by"][0] if by else None
        size = self.call.value("max_line_bytes", "8MiB")
        sizes = {"8MiB": 8 << 20, "64MiB": 64 << 20, "1MB": 10**6, "8kB": 8000, "1000000": 10**6,
                 "100": 100}  # fmt: skip
        return recount([(name, self.before[name]) for name in names], field, sizes[size])

    def written(self, *, by: bool = True) -> Recount:
        """Count the files again, with their rows as options say that they are written."""
        names = self.call.positional
        found, editing = self.count(*names, by=by), self._edits
        if editing is None:
            return found
        editors = [editing.editor(name, 0) for name in names]
        each = [self.count(name, by=by) for name in names]
        found.rows, found.left_out = [
            [edit(row) for edit, one in zip(editors, each, strict=True) for row in getattr(one, of)]
            for of in ("rows", "left_out")
        ]
        return found

    @property
    def _edits(self) -> Edits | None:
        options = self.says["edits"]
        if options is None:
            return None
        named = options["without"] or options["only_fields"]
        fields = parse_fields(one["field"] for one in named)
        cut = Cut(fields, keep=bool(options["only_fields"])) if fields else None
        return Edits(cut, options["source_field"])

    @property
    def keeps_missing(self) -> bool:
        """Whether rows without a category are one."""
        return bool(self.call.value("missing") == "keep")


def written_in(folder: Path) -> Files:
    """The bytes of all files in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}  # fmt: skip


def judge(run: Run) -> None:
    """Hold a run against all that is promised; `Wrong` if it breaks anything."""
    _ended_well(run)
    _left_no_trace(run)
    if run.ended.code in (0, 1):
        try:
            report = run.says
        except ValueError as error:
            raise Wrong("JSON is JSON", error) from error
        if report is not None:
            _keeps_schema(run, report)
            if _is_countable(run, report):
                COUNTS[run.call.name](run, report)


def _expect(promise: str, found: object, expected: object) -> None:
    if found != expected:
        raise Wrong(promise, f"{found!r} is not {expected!r}")


def _ended_well(run: Run) -> None:
    code, err = run.ended.code, run.ended.err
    if "Traceback" in err or "Warning:" in err:
        raise Wrong("no traceback", err)
    if code not in CODES:
        raise Wrong(f"exit code {code}: {re.sub(r'[0-9]+', 'N', err[:160])}", err)
    if re.search(r"`\w+(=[^`]*)?`", err):
        raise Wrong("messages name options that the command has", err)
    if code > 1 and "error" not in err:
        raise Wrong("a failure says so", (code, err))


_REPORTED = ("could not be looked at (", "could not look at any of", "no row was collected")


def _left_no_trace(run: Run) -> None:
    """Inputs are as they were; what failed changed nothing; there are no temporary files.

    A run that goes step by step may fail between outputs: the next one goes on from there.
    """
    outputs = run.call.outputs
    outputs += ["recipe.lock.toml"] if run.call.name == "mix" else []
    may = [name for name in run.after if any(name.startswith(one) for one in outputs)]
    if "." in outputs:  # as the folder of outputs, whose new files it may have
        may += [name for name in run.after if name not in run.before]
    if left := [name for name in run.after if name.endswith(".tmp")]:
        raise Wrong("no temporary files", left)
    changed = {name for name in {**run.before, **run.after}
               if run.before.get(name) != run.after.get(name)}  # fmt: skip
    # what came to a report says in it, and in what is rejected, why there is nothing else
    reported = run.ended.code in (2, 3) and any(one in run.ended.err for one in _REPORTED)
    by_steps = run.call.value("engine")  # outputs get their names one by one, and indices stay
    told = set(may) if reported or by_steps else set()
    if changed - (set(may) if run.ended.code in (0, 1) else told):
        kind = "outputs are intact after failures" if run.ended.code > 1 else "only outputs change"
        raise Wrong(kind, (run.ended.code, changed, run.ended.err))


def _keeps_schema(run: Run, report: Any) -> None:
    try:
        validator(f"rebalance.{run.call.name}").validate(report)  # its number, too
    except ValidationError as error:
        raise Wrong(f"reports keep their schema: {list(error.path)[:1]}", error) from error
    if report["schema"].partition("/")[0] != f"rebalance.{run.call.name}":
        raise Wrong("a report names its schema", report["schema"])


def _is_countable(run: Run, report: Any) -> bool:
    """Whether the recount knows the forms of the command: plain files, and one plain field."""
    by = report.get("by", ["category"]) or ["category"]
    plain = len(by) == 1 and re.fullmatch(r"\w+(\.\w+)?", by[0])
    known = all(name in run.before for name in run.call.positional)
    size = run.call.value("max_line_bytes", "8MiB")
    # rows without a usable time or size are bad rows, too, which the recount does not look at
    needs_more = run.call.value("time") or str(run.call.value("unit")).startswith("field:")
    if (needs_more and report.get("bad_rows")) or run.call.value("where"):
        return False
    return bool(plain and known and size in ("8MiB", "64MiB", "1MB", "8kB", "1000000", "100"))


def _read_counts(report: Any, found: Recount, *, bad: bool = True) -> None:
    """Compare what was left out."""
    if bad:
        _expect("bad_rows are those of the recount", report["bad_rows"], found.bad)
    _expect("blank_lines are those of the recount", report["blank_lines"], found.blank)
    missing = {kind: found.missing[kind] for kind in ("absent", "null", "empty")}
    _expect("missing is that of the recount", report["missing"], missing)


def _by_category(entries: Iterable[Any], number: str) -> dict[str, int]:
    return {json.dumps(one["category"]): one[number] for one in entries if one[number]}


def _of_labels(found: Recount) -> bool:
    return any(isinstance(value, list) for value in found.values)


def _lines_of(run: Run, name: str) -> list[bytes] | None:
    """The lines of an output; None if it is not there to be looked at."""
    path = run.call.value(name)
    if path in (None, "-", "/dev/null") or run.call.value("dry_run"):
        return None
    if path not in run.after:
        raise Wrong("outputs that were asked for are written", path)
    return _cut(run.after[path])


def _cut(content: bytes) -> list[bytes]:
    return [line + b"\n" for line in content.split(b"\n")[:-1]]


def _of_shards(run: Run, report: Any, folder: str) -> list[bytes]:
    """The lines of outputs for each file, as they are before compression."""
    found = list[bytes]()
    for path in report["dataset"]:
        name = os.path.join(folder, os.path.basename(path))
        if name not in run.after:
            raise Wrong("there is an output for each file", name)
        open_ = OPEN.get(name.rpartition(".")[2], bytes)
        found += _cut(open_(run.after[name]))
    return found


def _are_rows(lines: Iterable[bytes], rows: Iterable[bytes]) -> None:
    """Every line is one of the rows, byte for byte."""
    if strange := set(lines) - set(rows):
        raise Wrong("rows come out byte for byte", next(iter(strange)))


def _spliced(lines: list[bytes], rows: list[bytes], field: str) -> None:
    """Every line is a row, with one field before its last brace."""
    _expect("all rows come out", len(lines), len(rows))
    for line, row in zip(lines, rows, strict=True):
        brace = row.rindex(b"}")
        if not (line.startswith(row[:brace]) and line.endswith(row[brace:])):
            raise Wrong("rows come out byte for byte, with a field", (line, row))
        put_in = verdict(b"{" + line[brace : len(line) - len(row) + brace].lstrip(b" ,") + b"}")
        _expect("one field is put in", (put_in[0], list(put_in[1] or {})), (True, [field]))


def _inspect(run: Run, report: Any) -> None:
    if not report["by"]:
        found = run.count(*run.call.positional, by=False)
        _expect("rows are those of the recount", report["rows"], len(found.rows))
        return
    found = run.count(*run.call.positional)
    _read_counts(report, found)
    _expect("rows are those of the recount", report["rows"], len(found.rows))
    if run.call.value("top", "0") == "0":
        categories = _by_category(report["categories"], "rows")
        _expect("categories are those of the recount", categories, found.categories)


def _balance(run: Run, report: Any) -> None:
    found = run.count(*run.call.positional)
    _read_counts(report, found)
    rows = found.rows + (found.left_out if run.keeps_missing else [])
    _expect("rows_before are those of the recount", report["rows_before"], len(rows))
    if not _of_labels(found) and not run.call.value("group"):  # which counts as its first row
        before = found.categories | ({"null": len(found.left_out)} if run.keeps_missing else {})
        before = {name: count for name, count in before.items() if count}
        _expect("categories are those of the recount",
                _by_category(report["categories"], "rows_before"), before)  # fmt: skip
    lines, written = _lines_of(run, "output"), run.written()
    if run.call.value("out_dir") and not report["epochs"] and not run.call.value("dry_run"):
        lines = _of_shards(run, report, run.call.value("out_dir"))
    rows = [*written.rows, *(written.left_out if run.keeps_missing else [])]
    if lines is not None:
        _expect("rows_after are the lines written", len(lines), report["rows_after"])
        _are_rows(lines, rows)
    for epoch in () if run.call.value("dry_run") else report["epochs"] or ():
        there = [line + b"\n" for line in run.after[epoch["path"]].split(b"\n")[:-1]]
        _expect("an epoch has the rows that it says", len(there), epoch["rows"])
        _are_rows(there, rows)
    dropped = _lines_of(run, "dropped")
    if dropped is not None:
        _are_rows(dropped, [*found.rows, *found.left_out])
    if dropped is not None and lines is not None and report["edits"] is None:
        every = Counter([*found.rows, *found.left_out])
        _expect("every row is kept or dropped", set(lines) | set(dropped), set(every))


def _weights(run: Run, report: Any) -> None:
    found = run.count(*run.call.positional)
    rows = len(found.rows) + (len(found.left_out) if run.keeps_missing else 0)
    _expect("rows are those of the recount", report["rows"], rows)
    lines = _lines_of(run, "output")
    if run.call.value("out_dir"):
        lines = _of_shards(run, report, run.call.value("out_dir"))
    if lines is not None and not run.keeps_missing:
        _spliced(lines, run.written().rows, run.call.value("field", "weight"))


def _split(run: Run, report: Any) -> None:
    named = report["by"] != []
    found = run.count(*run.call.positional, by=named)
    rows = found.rows + (found.left_out if run.keeps_missing else [])
    if named:
        _read_counts(report, found)
    _expect("rows are those of the recount", report["rows"], len(rows))
    _expect("parts add up", sum(part["rows"] for part in report["parts"]), len(rows))
    found = run.written(by=named)
    rows = found.rows + (found.left_out if run.keeps_missing else [])
    if (lines := _lines_of(run, "output")) is not None:
        if not run.keeps_missing:
            _spliced(lines, rows, run.call.value("field", "fold"))
        return
    written = [
        _of_shards(run, report, part["path"])
        if run.call.value("per_shard") or run.call.value("engine")
        else _cut(run.after[part["path"]]) for part in report["parts"]
    ]  # fmt: skip
    for part, lines in zip(report["parts"], written, strict=True):
        _expect("a part has the rows that it says", len(lines), part["rows"])
    every = Counter(line for lines in written for line in lines)
    if every != Counter(rows):
        raise Wrong("every row is in one part", (every - Counter(rows), Counter(rows) - every))


def _mix(run: Run, report: Any) -> None:
    """What is written is rows of the files, as many as the report says of each source."""
    sources = report["sources"]
    _expect("rows_after adds up", report["rows_after"], sum(o["rows_after"] for o in sources))
    _expect("the total adds up", report["total"], sum(one["reached"] for one in sources))
    lines = _lines_of(run, "output")
    if lines is None or run.call.value("init"):
        return
    _expect("rows_after are the lines written", len(lines), report["rows_after"])
    files = [(name, run.before[name]) for name in report["dataset"]]
    _are_rows(lines, recount(files, None, 8 << 20).rows)


def _dedupe(run: Run, report: Any) -> None:
    found = run.count(*run.call.positional, by=bool(report["by"]))
    if report["by"]:
        _read_counts(report, found)
    rows = Counter([*found.rows, *found.left_out])
    _expect("rows_before are those of the recount", report["rows_before"], rows.total())
    _expect("kept and dropped add up", report["rows_after"] + report["dropped"], rows.total())
    sizes = sum(one["dropped"] for one in report["cluster_sizes"])
    _expect("clusters add up", sizes, report["dropped"])
    kept, dropped = _lines_of(run, "output"), _lines_of(run, "dropped")
    if kept is not None:
        written = run.written(by=bool(report["by"]))
        _expect("rows_after are the lines written", len(kept), report["rows_after"])
        _are_rows(kept, [*written.rows, *written.left_out])
    if dropped is not None:
        records = [json.loads(line) for line in dropped]
        gone = Counter(one["raw"].encode() + b"\n" for one in records)
        _expect("dropped are the lines written", len(dropped), report["dropped"])
        edited = report["edits"] is not None
        if kept is not None and not edited and gone + Counter(kept) != rows:
            raise Wrong("every row is kept or dropped", rows - gone - Counter(kept))


def _export(run: Run, report: Any) -> None:
    found = run.count(*run.call.positional, by=True)
    _expect("rows_before are those of the recount", report["rows_before"], len(found.rows))
    entries = report["categories"]
    _expect("categories add up", sum(one["rows_before"] for one in entries), report["rows_before"])
    _expect("epochs add up", sum(one["rows_after"] for one in entries), report["rows_after"])


def _audit(run: Run, report: Any) -> None:
    for name, file in zip(run.call.positional, report["files"], strict=True):
        _expect("rows are those of the recount", file["rows"], len(run.count(name, by=False).rows))
    for leak in report["leaks"]:
        later = sum(file["rows"] for file in report["files"][1:])
        if not 0 <= leak["rows"] + leak["unchecked"] <= later:
            raise Wrong("leaks are rows of later files", leak)
    _status(run, report, report["status"])


def _status(run: Run, report: Any, status: str) -> None:
    failed = 0 if run.call.value("exit_zero") or run.call.value("write_baseline") else 1
    _expect("the exit code is the status", run.ended.code, failed if status == "failed" else 0)
    if status == "failed" and report.get("findings") == []:
        raise Wrong("what failed is listed", report)


def _check(run: Run, report: Any) -> None:
    if run.call.value("init"):
        return
    if report["by"]:
        found = run.count(*run.call.positional)
        _read_counts(report, found)
        more = len(found.left_out) if run.keeps_missing else 0
        _expect("rows are those of the recount", report["rows"], len(found.rows) + more)
    _status(run, report, report["status"])


def _compare(run: Run, report: Any) -> None:
    names = run.call.positional
    for name, side in zip(names, ("before", "after"), strict=True):
        if name in run.world.files and not run.keeps_missing:
            found = run.count(name)
            _expect(f"rows_{side} are those of the recount", report[f"rows_{side}"],
                    len(found.rows))  # fmt: skip
            _expect("categories are those of the recount",
                    _by_category(report["categories"], side), found.categories)  # fmt: skip
    _status(run, report, report["status"])


def _gaps(run: Run, report: Any) -> None:
    found = run.count(*run.call.positional)
    rows = sum(found.categories.values()) + (len(found.left_out) if run.keeps_missing else 0)
    _expect("rows are those of the recount", report["rows"], rows)  # once under each label
    if not run.keeps_missing:
        categories = _by_category(report["categories"], "rows")
        _expect("categories are those of the recount", categories, found.categories)
    lines = _lines_of(run, "requests")
    if lines is not None:
        _expect("requests are those written", len(lines), report["requests"])
        names = [json.loads(line)["custom_id"] for line in lines]
        _expect("requests have names of their own", len(set(names)), len(names))


def _collect(run: Run, report: Any) -> None:
    lines, rejects = _lines_of(run, "output"), _lines_of(run, "rejects")
    if lines is not None:
        _expect("rows are the lines written", len(lines), report["rows"])
        for line in lines:
            if not verdict(line.removesuffix(b"\n"))[0]:
                raise Wrong("rows that are collected are rows", line)
    if rejects is not None:
        _expect("failures are the lines written", len(rejects), report["failures"])
    _expect("reasons add up", sum(report["reasons"].values()), report["failures"])
    found = run.count(*run.call.positional, by=False)
    _expect("responses are the lines offered", report["responses"], len(found.rows) + found.bad)


def _validate(run: Run, report: Any) -> None:
    found = run.count(*run.call.positional, by=False)
    _expect("offered are the lines", report["offered"], len(found.rows) + found.bad)
    _expect("blank_lines are those of the recount", report["blank_lines"], found.blank)
    _expect("accepted and rejected add up", report["accepted"] + report["rejected"],
            report["offered"])  # fmt: skip
    _expect("reasons add up", sum(report["reasons"].values()), report["rejected"])
    if run.ended.code:
        return
    accepted, rejected = _lines_of(run, "output"), _lines_of(run, "rejects")
    if accepted is not None:
        _expect("accepted are the lines written", len(accepted), report["accepted"])
        _are_rows(accepted, found.rows)
    if rejected is not None:
        _expect("rejected are the lines written", len(rejected), report["rejected"])


def _evaluate(run: Run, report: Any) -> None:
    found = run.count(*run.call.positional, by=False)
    _expect("rows are those of the recount", report["rows"], len(found.rows))
    if matrix := report["confusion"] and report["confusion"]["matrix"]:
        counted = sum(map(sum, matrix))
        _expect("classes add up", sum(one["support"] for one in report["classes"]), counted)
    wrong = _lines_of(run, "wrong")
    if wrong is not None and not run.call.value("field"):
        others = [name for name in run.call.reads("truth_file") if name in run.before]
        _are_rows(wrong, [*found.rows, *run.count(*others, by=False).rows])
    _status(run, report, report["status"])


COUNTS: Mapping[str, Callable[[Run, Any], None]] = {
    "inspect": _inspect, "balance": _balance, "weights": _weights, "split": _split,
    "dedupe": _dedupe, "mix": _mix, "export": _export, "audit": _audit, "check": _check,
    "compare": _compare,
    "gaps": _gaps, "collect": _collect, "validate": _validate, "evaluate": _evaluate,
}  # fmt: skip
