"""Shard by shard and all at once: random commands on random files end alike."""

import contextlib
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.commands import Call, calls
from tests.fuzz.process import process
from tests.fuzz.worlds import worlds
from tests.support import Outcome

RUNS = (settings.default or settings()).max_examples // 3  # of many more with make properties
SEED = int(os.environ.get("REBALANCE_ENGINE_SEED", "1"))
WHOLE = {  # what takes all rows to be in one place, and what is written elsewhere
    "output", "epochs", "dropped", "rejects", "manifest", "npy", "npy_rows", "report", "without",
    "only_fields", "source_field", "group", "group_types", "within", "near_duplicates", "unit",
    "text", "side", "chat_template", "special_tokens", "no_cache", "prompt_field", "engine",
    "work_dir", "address", "dry_run", "out_dir", "order", "format", "top", "quiet", "total",
    "folds", "previous", "key", "time", "per_shard", "max_length", "shapes", "packing",
    "batch_size", "grad_accumulation",
}  # fmt: skip


def ends(call: Call, folder: str, *more: str) -> tuple[Outcome, dict[str, bytes]]:
    """How a command ends, and what it has written but for its manifest."""
    out = ["--format=json"] if call.name == "inspect" else [f"--out-dir={folder}"]
    ended = process(*call.words[:1], "--quiet", *out, *more, *call.words[1:], env=call.env)
    return ended, written(folder)


def written(folder: str) -> dict[str, bytes]:
    """What lies in a folder but for its manifest."""
    there = sorted(Path(folder).rglob("*.jsonl*")) if os.path.isdir(folder) else []
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in there if ".rebalance" not in path.parts
    }  # fmt: skip


def by_files(call: Call, folder: str) -> tuple[Outcome, dict[str, bytes]]:
    """How the same ends as commands that each read files and write one, up to the first fault."""
    read = ("by", "where", "on_error", "max_line_bytes", "max_bytes", "response_field",
            "prompt_field", "allow_shared_prompts", "no_stratify")  # fmt: skip
    names = [f"{one}.index" for one in call.positional]
    scanned = {key: one for key, one in call.given.items() if key in read}
    if call.value("max_errors") is not None:
        scanned["on_error"] = "skip"
    keep, split = str(call.value("keep")), call.name == "split"
    more = [f"--command={call.name}"]
    more += [f"--score={keep.partition(':')[2]}"] if ":" in keep else []
    more += [f"--field={call.value('field')}"] if call.value("field") else []
    planned = replace(call, given={
        key: one for key, one in call.given.items()
        if key not in (*read, "field", "jobs", "card") and not call.declared[key].positional
    })  # fmt: skip
    flags = replace(call, given=scanned)
    steps = [["scan", path, f"--output={index}", *more, *flags.words[1:]]
             for path, index in zip(call.positional, names, strict=True)]  # fmt: skip
    steps += [["plan", call.name, *names, "--output=plan.json", *planned.words[1:]]]
    steps += [["apply", "plan.json", path, f"--index={index}",
               f"--output={folder if split else os.path.join(folder, os.path.basename(path))}"]
              for path, index in zip(call.positional, names, strict=True)]  # fmt: skip
    os.makedirs(folder)
    for step in [*steps, ["commit", folder]]:
        ended = process("shards", *step, "--quiet", env=call.env)
        if ended.code:
            break
    return ended, written(folder)


def said(ended: Outcome) -> list[str]:
    """What was said, but for what only one process knows."""
    lines = ended.err.replace("whole", "parts").splitlines()
    return [line for line in lines if "an equal in another" not in line]


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # of large worlds
@pytest.mark.parametrize("name", ["balance", "weights", "split", "inspect"])
def test_an_engine_changes_nothing(name: str) -> None:
    """Neither bytes, nor sentences, nor exit codes."""
    fine = []

    @seed(SEED)
    @settings(
        max_examples=RUNS, database=None,
        deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def runs(data: st.DataObject) -> None:
        world = data.draw(worlds())
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            for file, content in world.files.items():
                Path(file).write_bytes(content)
            drawn = data.draw(calls(name, world))
            own = {"prompt_field"} if name == "split" else set[str]()
            kept = {key: one for key, one in drawn.given.items() if key not in WHOLE - own}
            if "diverse" in str(kept.get("keep")) or kept.get("keep") == "length":
                del kept["keep"]
            if "@" in str(kept.get("by")):
                del kept["by"]
            call = replace(drawn, given=kept)
            one, whole = ends(call, "whole", *(["--per-shard"] if name == "split" else []))
            two, parts = ends(call, "parts", "--engine=processes")
            if "lists of labels are balanced" in two.err:
                return  # by `split`, with all rows in one place
            shown = (call.words, call.env, one.err, two.err)
            assert (two.code, said(two)) == (one.code, said(one)), shown
            assert parts == whole, shown
            fine.append(one.code == 0)
            if name == "inspect":
                assert two.out == one.out, shown
            if name == "inspect":  # which `shards` does not know
                return
            three, stepped = by_files(call, "stepped")
            if one.code != 2:  # where options contradict each other, steps may know but some
                assert three.code == one.code, (*shown, three.err)
                assert stepped == whole, (*shown, three.err)

    runs()
    assert sum(fine) > RUNS // 4
