"""What tests share: the installed script, tiny datasets, real datasets, golden files."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rebalance.numbers.category_weights import Weights, weigh
from rebalance.numbers.priorities import priorities
from rebalance.text.subsequence import common_in_order

SHARED = Path(__file__).parents[2] / "shared"
REAL = SHARED / "data" / "real"
REAL_FIELDS = {
    "flan_collection_info.jsonl": "Generic Task Category",
    "truthfulqa.jsonl": "Category",
    "medquad_seniorhealth.jsonl": "qtype",
    "gorilla_hf_api.jsonl": "framework",
    "mifeval_en.jsonl": "instruction_id_list",
    "self_instruct_user_oriented.jsonl": "motivation_app",
    "belle_eval_set.json": "class",
    "mt_bench_question.jsonl": "category",
}
LISTS = "mifeval_en.jsonl"  # its field holds lists of labels
SINGLE = [name for name in REAL_FIELDS if name != LISTS]

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the datasets beside the checkout (../shared) are absent"
)

Row = Mapping[str, object]


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()

    @property
    def report(self) -> Any:
        """Standard output as JSON; a report of ours is as its schema says."""
        found = json.loads(self.out)
        if isinstance(found, dict) and str(found.get("schema", "")).startswith("rebalance."):
            validator(str(found["schema"])).validate(found)
        return found


Run = Callable[..., Outcome]


@dataclass(frozen=True)
class Reference:
    """A large library that results are held against: tests load it when they use it, or skip.

    So a run that needs none of them does without, and processes that tests fork stay small. Tests
    that use one bear the mark `referring`, so that one process of several has it.
    """

    name: str

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # which pytest asks all that it collects for
            raise AttributeError(name)
        return getattr(pytest.importorskip(self.name), name)


referring = pytest.mark.xdist_group("references")


@cache
def validator(schema: str) -> Any:
    """What holds a report against the schema that the package ships; nothing may be added."""
    from jsonschema import Draft202012Validator

    name = schema.removeprefix("rebalance.").partition("/")[0]
    text = (files("rebalance.schemas") / f"{name}.json").read_text("utf-8")
    return Draft202012Validator({**json.loads(text), "additionalProperties": False})


def command(
    *args: object, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Outcome:
    """Start the installed script as its own process."""
    script = Path(sys.executable).with_name("rebalance")
    ended = subprocess.run(
        [script, *map(str, args)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        check=False,
    )
    return Outcome(ended.returncode, ended.stdout, ended.stderr.decode())


@cache
def entry_point() -> Callable[[], None]:
    """The installed entry point; metadata of all packages is read for it."""
    script, *_ = entry_points(group="console_scripts", name="rebalance")  # of an old name, too
    main: Callable[[], None] = script.load()
    return main


def call(*args: object) -> int:
    """Call the installed entry point in this process; its exit code."""
    main, argv = entry_point(), sys.argv
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    sys.argv = ["rebalance", *map(str, args)]
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.argv = argv
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert isinstance(code, int | None)
    return code or 0


def invoke(*args: object) -> Outcome:
    """Call the entry point in this process, its streams caught, without a fixture."""
    out, err, streams = io.BytesIO(), io.BytesIO(), (sys.stdout, sys.stderr)
    caught = io.TextIOWrapper(out, "utf-8"), io.TextIOWrapper(err, "utf-8")
    sys.stdout, sys.stderr = caught
    try:
        code = call(*args)
    finally:
        for stream in caught:
            stream.flush()
        sys.stdout, sys.stderr = streams
    return Outcome(code, out.getvalue(), err.getvalue().decode())


def piped(content: bytes) -> io.TextIOWrapper:
    """Standard input as a pipe that holds a little, and whose other end is closed."""
    reading, writing = os.pipe()
    assert os.write(writing, content) == len(content)
    os.close(writing)
    return open(reading, encoding="utf-8")


def workers_of(child: "subprocess.Popen[bytes]", count: int) -> list[int]:
    """Wait until a command has started so many processes; their numbers."""
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    workers: list[str] = []
    while len(workers) < count and child.poll() is None:
        workers = children.read_text().split()
    return list(map(int, workers))


def is_running(pid: int) -> bool:
    """Tell whether a process goes on; one that has ended may wait to be taken note of."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def write_rows(path: Path, rows: Iterable[Row]) -> Path:
    """Write rows as JSONL."""
    path.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
    return path


def rows_of(counts: Mapping[str, int], field: str = "category") -> list[Row]:
    """Make distinct rows, so many of each category, interleaved."""
    left = dict(counts)
    rows: list[Row] = []
    while any(left.values()):
        for category in [name for name, count in left.items() if count]:
            rows.append({"id": len(rows), field: category, "text": f"row {len(rows)} "})
            left[category] -= 1
    return rows


def lines(path: Path) -> list[bytes]:
    """The lines of a file."""
    return path.read_bytes().splitlines(keepends=True)


def categories(path: Path, field: str = "category") -> list[object]:
    """The category of every row, read with the standard library."""
    return [json.loads(line).get(field) for line in path.read_bytes().split(b"\n") if line.strip()]


def golden(name: str, text: str) -> None:
    """Compare text with a golden file; UPDATE_GOLDEN=1 writes it."""
    path = Path(__file__).parent / "golden" / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def named(names: Iterable[str], values: Iterable[object]) -> dict[str, object]:
    """Values by the names of their categories."""
    return dict(zip(names, values, strict=True))


def weighed(counts: Sequence[int], **options: Any) -> Weights:
    """Weigh categories of which each row has one."""
    return weigh(counts, [(code,) for code in range(len(counts))], counts, **options)


def rouge_l(one: Sequence[str], other: Sequence[str]) -> float:
    """F1 of the longest common subsequence of two texts; 0 if one is empty."""
    both = len(one) + len(other)
    return 2 * common_in_order(one, other) / both if both else 0.0


def crowded_texts(number: int) -> list[list[str]]:
    """Texts of one template with three words of their own each: all nearly alike, none quite."""
    places = (priorities(np.arange(3 * number, dtype=np.uint64), 7, "tie") % 100).reshape(-1, 3)
    texts = [[f"w{at}" for at in range(100)] for _ in range(number)]
    for at, text in enumerate(texts):
        for place in places[at].tolist():
            text[place] = f"x{at}"
    return texts


def strings(value: object) -> Iterator[str]:
    """All strings at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def trained_tokenizer(path: Path) -> Path:
    """Train a byte-level BPE on a real file, or on a page of ours where those are absent."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

    real = REAL / "truthfulqa.jsonl"
    text = (real if real.exists() else Path(__file__)).read_text("utf-8")
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=1000, special_tokens=["<s>", "</s>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    before = os.environ.get("TOKENIZERS_PARALLELISM")
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # no thread may start before a fork
    made.train_from_iterator(text.splitlines()[:200], trainer)
    if before is None:
        del os.environ["TOKENIZERS_PARALLELISM"]
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    made.enable_truncation(8)  # as many files have it; counts are of whole texts
    made.save(str(path))
    return path
