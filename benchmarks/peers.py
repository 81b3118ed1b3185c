"""What other tools do for the same jobs: `python peers.py TOOL JOB DATA OUT`.

Counts are printed as JSON, rows are written to OUT/a.jsonl (and b.jsonl). Each peer imports its own
library, so that one which is not installed is left out: `pip install '.[bench]'` brings them.
"""

import collections
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CAP = 20_000
COUNT, LENGTH, ANSWERS = "count", "count and text length", "what inspect answers"
CAPPED, SPLIT, READ = f"cap at {CAP:,}", "split 90/10, stratified", "read the file"
SLOW = ("pandas", "HF datasets", "jq and sort", "Miller")  # left out unless asked for

Peer = Callable[[Any, str, str], None]


def show(pairs: Any) -> None:
    """Print counts by category."""
    print(json.dumps({pair[0]: pair[1] for pair in pairs}))


def _rows(duckdb: Any, data: str) -> str:
    duckdb.sql(f"set threads to {len(os.sched_getaffinity(0))}")
    return f"read_ndjson('{data}')"


def duckdb_count(duckdb: Any, data: str, _out: str) -> None:
    """Group by category."""
    rows = _rows(duckdb, data)
    show(duckdb.sql(f"select category, count(*) from {rows} group by 1").fetchall())


def duckdb_length(duckdb: Any, data: str, _out: str) -> None:
    """Group by category, with the mean length of the texts."""
    mean = "avg(length(instruction) + length(input) + length(output))"
    query = f"select category, count(*), {mean} from {_rows(duckdb, data)} group by 1"
    show(duckdb.sql(query).fetchall())


def duckdb_answers(duckdb: Any, data: str, _out: str) -> None:
    """Group by category, with the median bytes, repeated lines, and lines that are no JSON."""
    duckdb.sql(f"set threads to {len(os.sched_getaffinity(0))}")
    lines = f"read_csv('{data}', header=false, delim='\x01', quote='', escape='',"
    lines += " columns={'line': 'varchar'}, max_line_size=8388608)"
    category = "json_extract_string(line, '$.category')"
    measured = "median(strlen(line)), count(*) - count(distinct hash(line))"
    bad = "count(*) filter (where not json_valid(line))"
    show(
        duckdb.sql(
            f"select {category}, count(*), {measured}, {bad} from {lines} group by 1"
        ).fetchall()
    )


def duckdb_cap(duckdb: Any, data: str, out: str) -> None:
    """Number the rows of each category and keep the first."""
    place = "row_number() over (partition by category order by hash(id))"
    query = f"select * from {_rows(duckdb, data)} qualify {place} <= {CAP}"
    duckdb.sql(f"copy ({query}) to '{out}/a.jsonl' (format json)")


def duckdb_split(duckdb: Any, data: str, out: str) -> None:
    """Rank the rows of each category and cut at 90 %."""
    place = "percent_rank() over (partition by category order by hash(id))"
    duckdb.sql(f"create temp table t as select *, {place} as place from {_rows(duckdb, data)}")
    for name, condition in (("a", "< 0.9"), ("b", ">= 0.9")):
        query = f"select * exclude (place) from t where place {condition}"
        duckdb.sql(f"copy ({query}) to '{out}/{name}.jsonl' (format json)")


def polars_count(polars: Any, data: str, _out: str) -> None:
    """Group by category."""
    show(polars.scan_ndjson(data).group_by("category").agg(polars.len()).collect().rows())


def polars_length(polars: Any, data: str, _out: str) -> None:
    """Group by category, with the mean length of the texts."""
    length = sum(polars.col(c).str.len_chars() for c in ("instruction", "input", "output"))
    wanted = polars.len(), length.mean().alias("mean")
    show(polars.scan_ndjson(data).group_by("category").agg(*wanted).collect().rows())


def polars_cap(polars: Any, data: str, out: str) -> None:
    """Shuffle the rows of each category and keep the first."""
    place = polars.int_range(polars.len()).shuffle(seed=1).over("category")
    polars.read_ndjson(data).filter(place < CAP).write_ndjson(f"{out}/a.jsonl")


def pandas_cap(pandas: Any, data: str, out: str) -> None:
    """Shuffle all rows and keep the first of each category."""
    rows = pandas.read_json(data, lines=True).sample(frac=1, random_state=1)
    kept = rows.groupby("category").head(CAP)
    kept.to_json(f"{out}/a.jsonl", orient="records", lines=True, force_ascii=False)


def datasets_split(datasets: Any, data: str, out: str) -> None:
    """Split with stratification and write both parts."""
    rows = datasets.load_dataset("json", data_files=data, split="train", cache_dir=f"{out}/cache")
    rows = rows.class_encode_column("category")
    parts = rows.train_test_split(0.1, stratify_by_column="category", seed=1)
    parts["train"].to_json(f"{out}/a.jsonl")
    parts["test"].to_json(f"{out}/b.jsonl")


def orjson_count(orjson: Any, data: str, _out: str) -> None:
    """Parse every row in one loop, with no check but the parser's."""
    with open(data, "rb") as lines:
        show(collections.Counter(orjson.loads(line)["category"] for line in lines).items())


_LIBRARIES: dict[tuple[str, str], tuple[str, Peer]] = {
    (COUNT, "DuckDB"): ("duckdb", duckdb_count),
    (COUNT, "Polars"): ("polars", polars_count),
    (COUNT, "orjson, one loop"): ("orjson", orjson_count),
    (LENGTH, "DuckDB"): ("duckdb", duckdb_length),
    (LENGTH, "Polars"): ("polars", polars_length),
    (ANSWERS, "DuckDB"): ("duckdb", duckdb_answers),
    (CAPPED, "DuckDB"): ("duckdb", duckdb_cap),
    (CAPPED, "Polars"): ("polars", polars_cap),
    (CAPPED, "pandas"): ("pandas", pandas_cap),
    (SPLIT, "DuckDB"): ("duckdb", duckdb_split),
    (SPLIT, "HF datasets"): ("datasets", datasets_split),
}
_PROGRAMS: dict[tuple[str, str], tuple[str, str]] = {
    (COUNT, "jq and sort"): ("jq", "jq -r .category '{data}' | sort | uniq -c"),
    (COUNT, "Miller"): ("mlr", "mlr --ijsonl --ojsonl count -g category '{data}'"),
    (READ, "wc -l"): ("wc", "wc -l '{data}' > /dev/null"),
    (READ, "cat"): ("cat", "cat '{data}' > /dev/null"),
    (READ, "cp"): ("cp", "cp '{data}' '{out}/z.jsonl'"),
}


def peers(data: Path, out: Path, python: str) -> dict[str, dict[str, list[str]]]:
    """The peers' command lines by job; None of those that are not installed, which is said."""
    made: dict[str, dict[str, list[str]]] = {}
    for (job, tool), (module, _) in _LIBRARIES.items():
        for interpreter in (python, sys.executable):
            if _installed(interpreter, module):
                line = [interpreter, __file__, tool, job, str(data), str(out)]
                made.setdefault(job, {}).setdefault(tool, line)
    for (job, tool), (program, script) in _PROGRAMS.items():
        if shutil.which(program):
            made.setdefault(job, {})[tool] = ["bash", "-c", script.format(data=data, out=out)]
    for job, tool in (*_LIBRARIES, *_PROGRAMS):
        if tool not in made.get(job, {}):
            print(f"{tool} is not installed: left out of {job!r}")
    return made


def _installed(python: str, module: str) -> bool:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)"
    return subprocess.run([python, "-c", code], check=False).returncode == 0


if __name__ == "__main__":
    _tool, _job, _data, _out = sys.argv[1:]
    _module, _run = _LIBRARIES[(_job, _tool)]
    _run(importlib.import_module(_module), _data, _out)
