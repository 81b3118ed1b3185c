"""The steps over shards as commands: the bytes of one process, or a refusal."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.sharding.test_engines import grow
from tests.sharding.test_shards import ENDINGS, shards, together
from tests.support import Run, command, lines

ROOT = Path(__file__).parents[2]
SPLIT = ("--command", "split")
PLANS: list[tuple[tuple[object, ...], tuple[object, ...], tuple[object, ...]]] = [
    (("balance", "--cap", 12), (), ()),
    (("balance", "--cap", 12, "--keep", "first", "--epoch", 2), (), ()),
    (("balance", "--equal", "median", "--keep", "score:score", "--seed", 5), ("--score", "score"),
     ()),
    (("balance", "--floor", 50, "--max-repeat", 9, "--keep", "weighted:score"),
     ("--score", "score"), ()),
    (("balance", "--cap", 3, "--missing", "keep"), (), ("--by", "score")),
    (("balance", "--mix", "a=50%,c=50%,default=0", "--total", "20", "--seed", 2**64 - 1), (),
     ("--where", "n < 30")),
    (("weights", "--scheme", "effective"), ("--command", "weights", "--field", "w"), ()),
    (("weights", "--max-ratio", 3, "--missing", "drop"), ("--command", "weights"),
     ("--by", "score", "--by", "category")),
    (("split",), SPLIT, ()),
    (("split", "--parts", "test=20,valid=10%,train=rest", "--seed", 7), SPLIT,
     ("--where", "n < 30")),
    (("split", "--stable", "--seed", 2**64 - 1), SPLIT, ()),
    (("split", "--rare", "spread", "--parts", "a=1/4,b=1/4,c=1/4,d=1/4"),
     (*SPLIT, "--allow-shared-prompts"), ()),
    (("split", "--missing", "keep", "--allow-empty"),
     (*SPLIT, "--prompt-field", "n", "--response-field", "score"), ("--by", "score")),
    (("split", "--parts", "all=1"), (*SPLIT, "--no-stratify"), ()),
    (("split", "--stable"), (*SPLIT, "--no-stratify", "--allow-shared-prompts"), ()),
]  # fmt: skip


def scan(run: Run, paths: list[Path], folder: Path, *options: object) -> list[Path]:
    """Scan all shards; their indices."""
    folder.mkdir(exist_ok=True)
    indices = [folder / f"{path.name}.index" for path in paths]
    for path, index in zip(paths, indices, strict=True):
        ended = run("shards", "scan", path, *options, "-o", index, "-q")
        assert (ended.code, ended.err) == (0, ""), ended.err
    return indices


def apply(
    run: Run, plan: Path, paths: list[Path], indices: list[Path], out: Path, *, parts: bool = False
) -> None:
    """Apply a plan to all shards."""
    out.mkdir(exist_ok=True)
    for path, index in zip(paths, indices, strict=True):
        output = out if parts else out / path.name
        ended = run("shards", "apply", plan, path, "--index", index, "-o", output, "-q")
        assert (ended.code, ended.err) == (0, ""), ended.err


@pytest.mark.parametrize("number", [1, 2, 16])
@pytest.mark.parametrize("planned", PLANS, ids=lambda one: " ".join(map(str, one[0])))
def test_rows_and_manifest_are_those_of_one_run(
    run: Run,
    tmp_path: Path,
    planned: tuple[tuple[object, ...], tuple[object, ...], tuple[object, ...]],
    number: int,
) -> None:
    """Byte for byte, whatever is planned, in all codecs; the reports agree in all they say."""
    (name, *options), scanned, read = planned
    ending = [*ENDINGS][number % 4]
    paths, one, out = shards(tmp_path / "in", number, ending), tmp_path / "one", tmp_path / "out"
    indices = scan(run, paths, tmp_path / "work", *scanned, *read)
    parts = ("--per-shard",) if name == "split" else ()
    both = scanned[2:] if "--command" in scanned else ()  # what one process has to know, too
    whole = run(name, *paths, *read, *options, *both, *parts, "-d", one, "-f", "json")
    assert whole.code == 0, whole.err
    plan = tmp_path / "plan.json"
    ended = run("shards", "plan", name, *indices, *options, "-o", plan, "-f", "json", "-j", 2)
    assert (ended.code, ended.err.count("warning")) == (0, whole.err.count("warning")), ended.err
    key = "weights" if name == "weights" else "categories"
    assert ended.report[key] == whole.report[key]
    apply(run, plan, paths, indices, out, parts=bool(parts))
    ended = run("shards", "commit", out)
    assert ended.code == 0, ended.err
    folders = sorted(path for path in one.iterdir() if path.is_dir()) if parts else [one]
    assert len(folders) == len(whole.report["parts"] if parts else [one])
    for folder in folders:
        own = out / folder.relative_to(one)
        assert together(own, paths, ending) == together(folder, paths, ending)
    assert (out / "manifest.json").read_bytes() == (one / "manifest.json").read_bytes()


def test_steps_say_what_they_found(run: Run, tmp_path: Path) -> None:
    """Counts, bad rows and outputs, in tables and as JSON."""
    (path,) = shards(tmp_path / "in", 1)
    path.write_bytes(path.read_bytes() + b"\nbroken\n\n")
    index, plan, out = tmp_path / "a.index", tmp_path / "plan.json", tmp_path / "out"
    ended = run("shards", "scan", path, "-o", index)
    assert (ended.code, "line 170" in ended.err or ":170:" in ended.err) == (3, True), ended.err
    assert not index.exists()
    ended = run("shards", "scan", path, "--on-error", "skip", "-o", index, "-f", "json")
    report = ended.report
    assert (report["rows"], report["bad_rows"], report["dataset"]) == (169, 1, [str(path)])
    assert [one["rows"] for one in report["categories"]] == [100, 40, 20, 9]
    assert "left out 1 bad row" in ended.err
    ended = run("shards", "plan", "balance", index, "--cap", 12, "-o", plan)
    assert "left out 1 bad row" in ended.err
    assert "rebalance shards apply" in ended.text
    refused = run("shards", "plan", "balance", index, "--cap", 12, "--max-errors", 0, "-o", plan)
    assert (refused.code, "more than 0 bad rows" in refused.err) == (3, True), refused.err
    out.mkdir()
    ended = run("shards", "apply", plan, path, "--index", index, "-o", out / "x", "-f", "json")
    assert (ended.report["rows_before"], ended.report["rows_after"]) == (169, 45)
    ended = run("shards", "commit", out, "-f", "json")
    assert [one["name"] for one in ended.report["outputs"]] == ["x"]
    assert len(lines(out / "x")) == 45


@pytest.fixture
def made(run: Run, tmp_path: Path) -> tuple[list[Path], list[Path], Path, Path]:
    """Three shards, their indices, a plan and the outputs."""
    paths, out = shards(tmp_path / "in", 3), tmp_path / "out"
    indices, plan = scan(run, paths, tmp_path / "work"), tmp_path / "plan.json"
    assert run("shards", "plan", "balance", *indices, "--cap", 12, "-o", plan, "-q").code == 0
    apply(run, plan, paths, indices, out)
    return paths, indices, plan, out


Made = tuple[list[Path], list[Path], Path, Path]


def test_an_index_that_does_not_fit_is_refused(run: Run, tmp_path: Path, made: Made) -> None:
    """Another way of reading, another purpose, twice one, damaged, none at all."""
    paths, indices, plan, out = made
    before, do = plan.read_bytes(), ("shards", "plan", "balance", "--cap", 12, "-o", plan)
    other = scan(run, paths[:1], tmp_path / "other", "--by", "n")[0]
    weights = scan(run, paths, tmp_path / "weights", "--command", "weights")
    damaged = tmp_path / "damaged.index"
    content = bytearray(indices[0].read_bytes())
    content[-1] ^= 1
    damaged.write_bytes(content)
    for given, said in (
        ([other, *indices[1:]], "was scanned in another way than"),
        (weights, "does not hold what the plan needs"),
        ([indices[0], indices[0]], "are both indices of"),
        ([damaged, *indices[1:]], "changed or damaged"),
        ([paths[0]], "is not the index of a shard"),
    ):
        ended = run(*do, *given)
        assert (ended.code, said in ended.err) == (2, True), ended.err
    ended = run(*do, *indices, "--keep", "score:score")
    assert (ended.code, "does not hold what the plan needs" in ended.err) == (2, True), ended.err
    assert run(*do, tmp_path / "none").code == 4
    assert plan.read_bytes() == before
    write = ("shards", "apply", plan, paths[0], "-o", out / "again", "--index")
    for index, code in ((other, 2), (weights[0], 2), (damaged, 2), (paths[0], 2), (indices[1], 3)):
        ended = run(*write, index)
        assert ended.code == code, ended.err
    assert not (out / "again").exists()


def test_a_plan_that_was_changed_is_refused(run: Run, made: Made) -> None:
    """Or made by another version, or none at all."""
    paths, indices, plan, out = made
    text, do = plan.read_text(), ("shards", "apply", plan, paths[0], "--index", indices[0], "-o")
    for change, said in (
        (('"passes"', '"passes"'), None),
        (('"seed":0', '"seed":1'), "changed or damaged"),
        (('"seed": 0', '"seed": 1'), "changed or damaged"),
        (('"rebalance.plan/1"', '"rebalance.plan/9"'), "this is no plan"),
        (('"numpy"', '"numpi"'), "was made by"),
        (("{", "["), "this is no plan"),
    ):
        plan.write_text(text.replace(*change))
        if said is None or plan.read_text() == text:
            continue
        ended = run(*do, out / "again")
        assert (ended.code, said in ended.err) == (2, True), (change, ended.err)
    assert not (out / "again").exists()


def test_a_shard_that_changed_is_not_written(run: Run, made: Made) -> None:
    """By one that was scanned as another."""
    paths, indices, plan, out = made
    paths[0].write_bytes(paths[0].read_bytes().replace(b'"a"', b'"z"'))
    before = (out / paths[0].name).read_bytes()
    ended = run("shards", "apply", plan, paths[0], "--index", indices[0], "-o", out / paths[0].name)
    assert (ended.code, "changed" in ended.err) == (3, True), ended.err
    assert (out / paths[0].name).read_bytes() == before


def test_only_what_is_whole_is_committed(run: Run, tmp_path: Path, made: Made) -> None:
    """Not what is missing, changed, of another plan, or two shards in one output."""
    paths, indices, plan, out = made
    first = out / paths[0].name
    whole = first.read_bytes()
    for content in (None, b"", whole[:-1], whole.replace(b'"a"', b'"z"')):
        first.unlink(missing_ok=True)
        if content is not None:
            first.write_bytes(content)
        ended = run("shards", "commit", out)
        assert (ended.code, "lacks the 1 output of" in ended.err) == (2, True), ended.err
        assert not (out / "manifest.json").exists()
    do = ("shards", "apply", plan, "-q")
    for path, index in zip(paths, indices, strict=True):
        (out / path.name).unlink()
        assert run(*do, path, "--index", index, "-o", first).code == 0
    ended = run("shards", "commit", out)
    assert ended.code == 2
    first.unlink()
    apply(run, plan, paths, indices, out)
    assert run("shards", "commit", out).code == 0
    ended = run(*do, paths[0], "--index", indices[0], "-o", first)
    assert not (out / "manifest.json").exists()  # as long as it is not said again
    assert run("shards", "commit", out).code == 0
    other = tmp_path / "other.json"
    assert run("shards", "plan", "balance", *indices, "--cap", 5, "-o", other, "-q").code == 0
    assert run("shards", "apply", other, paths[0], "--index", indices[0], "-o", first).code == 0
    assert run("shards", "commit", out).code == 2
    first.unlink()
    for path, index in zip(paths, indices, strict=True):
        assert run("shards", "apply", other, path, "--index", index, "-o", out / f"n-{path.name}",
                   "-q").code == 0  # fmt: skip
    ended = run("shards", "commit", out)
    assert (ended.code, "outputs of another plan" in ended.err) == (2, True), ended.err
    assert run("shards", "commit", tmp_path / "none").code == 4
    assert run("shards", "commit", tmp_path / "in").code == 2


def test_what_is_not_ours_stays(run: Run, made: Made) -> None:
    """A manifest of somebody else."""
    paths, indices, plan, out = made
    (out / "manifest.json").write_text("mine")
    ended = run("shards", "apply", plan, paths[0], "--index", indices[0], "-o", out / paths[0].name)
    assert (ended.code, "no manifest of rebalance" in ended.err) == (2, True), ended.err
    assert (out / "manifest.json").read_text() == "mine"
    report = ("--report", f"json={out / 'manifest.json'}")
    ended = run("shards", "commit", out, *report)
    assert (ended.code, "is the name of two outputs" in ended.err) == (2, True), ended.err


@pytest.fixture
def parted(run: Run, tmp_path: Path) -> Made:
    """Three shards, their indices, a plan of a split and its parts; committed."""
    paths, out = shards(tmp_path / "in", 3), tmp_path / "out"
    indices, plan = scan(run, paths, tmp_path / "work", *SPLIT), tmp_path / "plan.json"
    assert run("shards", "plan", "split", *indices, "-o", plan, "-q").code == 0
    apply(run, plan, paths, indices, out, parts=True)
    assert run("shards", "commit", out).code == 0
    return paths, indices, plan, out


def test_a_plan_of_a_split_has_but_the_files_that_it_names(
    run: Run, tmp_path: Path, parted: Made
) -> None:
    """Not those of an earlier one, and none of a run that failed or needs none."""
    _, indices, plan, _ = parted
    folder, do = tmp_path / "plan.json.parts", ("shards", "plan", "split", *indices, "-o", plan)
    mine = folder / "mine"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {path.suffix for path in folder.iterdir()} == {".told"}
    text = plan.read_bytes()
    assert run(*do).code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert plan.read_bytes() == text
    ended = run(*do, "--parts", "a=1/1000,b=rest")
    assert (ended.code, "would be empty" in ended.err) == (2, True), ended.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert plan.read_bytes() == text
    mine.touch()
    assert run(*do, "--seed", 3).code == 0
    assert {path.suffix for path in folder.iterdir()} == {".told", ""}
    assert len([*folder.iterdir()]) == len(before) + 1
    assert not {path.name for path in folder.iterdir()} & {*before}
    assert run(*do, "--stable").code == 0
    assert [*folder.iterdir()] == [mine]
    mine.unlink()
    assert run(*do, "--stable").code == 0
    assert not folder.exists()


def test_rows_that_do_not_fit_are_refused(run: Run, tmp_path: Path, parted: Made) -> None:
    """Rows by key, and files beside a plan: missing, damaged, of something else."""
    paths, indices, plan, _ = parted
    rows, do = indices[0].with_suffix(".rows"), ("shards", "plan", "split", *indices, "-o")
    told = next(
        path for path in (tmp_path / "plan.json.parts").iterdir()
        if path.stat().st_size == max(one.stat().st_size for one in path.parent.iterdir())
    )  # fmt: skip
    elsewhere = tmp_path / "elsewhere"
    last = (paths[-1], "--index", indices[-1])  # of whose rows the last bytes are
    again = ("shards", "apply", plan, *last, "-o", elsewhere)
    other = scan(run, paths, tmp_path / "other", *SPLIT, "--no-stratify")
    assert run("shards", "plan", "split", *other, "-o", tmp_path / "p").code == 0
    cases = [
        (rows, other[0].with_suffix(".rows"), (*do, tmp_path / "new.json")),
        (told, next((tmp_path / "p.parts").iterdir()), again),
    ]
    for path, foreign, words in cases:
        whole = path.read_bytes()
        damaged = whole[:-1] + bytes([whole[-1] ^ 1])
        for content in (None, b"", whole[:-1], damaged, foreign.read_bytes()):
            path.unlink()
            if content is not None:
                path.write_bytes(content)
            ended = run(*words)
            assert (ended.code, "not the rows of the shards" in ended.err) == (2, True), ended.err
            assert path == told or not (tmp_path / "new.json").exists()
            assert not [*elsewhere.rglob("*.jsonl")]
            path.touch()
        path.write_bytes(whole)
        assert run(*words).code == 0
    balanced = scan(run, paths, tmp_path / "balanced")
    ended = run("shards", "plan", "split", *balanced, "-o", tmp_path / "p")
    assert (ended.code, "does not hold what the plan needs" in ended.err) == (2, True), ended.err
    ended = run("shards", "plan", "balance", *indices, "--cap", 3, "-o", tmp_path / "p")
    assert (ended.code, "does not hold what the plan needs" in ended.err) == (2, True), ended.err


def test_only_whole_parts_are_committed(run: Run, tmp_path: Path, parted: Made) -> None:
    """Not what is missing or changed, digests of rows with it, or of another plan."""
    paths, indices, plan, out = parted
    manifest = out / "manifest.json"
    digests = next((out / ".rebalance").glob("0.*.digests"))
    first = out / "train" / paths[0].name
    for path in (first, digests):
        whole = path.read_bytes()
        for content in (None, b"", whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
            path.unlink(missing_ok=True)
            if content is not None:
                path.write_bytes(content)
            ended = run("shards", "commit", out)
            assert (ended.code, "lacks the 1 output of" in ended.err) == (2, True), ended.err
        path.write_bytes(whole)
    before = manifest.read_bytes()
    assert run("shards", "commit", out).code == 0
    assert manifest.read_bytes() == before
    moved = tmp_path / "moved" / "other-name.jsonl"
    moved.parent.mkdir()
    moved.write_bytes(paths[0].read_bytes())
    do = ("shards", "apply", plan, moved, "--index", indices[0], "-o", out)
    assert run(*do).code == 0
    assert not manifest.exists()
    assert run("shards", "commit", out).code == 0
    assert manifest.read_bytes() == before
    other = tmp_path / "other.json"
    parts = ("--parts", "train=1/2,new=1/2")
    assert run("shards", "plan", "split", *indices, *parts, "-o", other).code == 0
    apply(run, other, paths, indices, out, parts=True)
    ended = run("shards", "commit", out)
    assert (ended.code, "outputs of another plan" in ended.err) == (2, True), ended.err
    assert "test/" in ended.err
    assert not manifest.exists()


def test_shards_of_one_name_are_not_split(run: Run, tmp_path: Path) -> None:
    """Their parts would be one file; nor goes anything over what is somebody else's."""
    paths = [shards(tmp_path / name, 1)[0] for name in "ab"]
    indices = [scan(run, [path], tmp_path / f"{path.parent.name}.work", *SPLIT)[0]
               for path in paths]  # fmt: skip
    ended = run("shards", "plan", "split", *indices, "-o", tmp_path / "p.json")
    assert (ended.code, "would both be written to" in ended.err) == (2, True), ended.err
    assert not (tmp_path / "p.json").exists()
    rows = tmp_path / "x.rows"
    rows.write_text("mine")
    ended = run("shards", "scan", paths[0], *SPLIT, "-o", tmp_path / "x.index")
    assert (ended.code, "holds no rows of shards" in ended.err) == (2, True), ended.err
    assert rows.read_text() == "mine"
    ended = run("shards", "scan", paths[0], *SPLIT, "-o", tmp_path / "y.index", "--report",
                f"json={tmp_path / 'y.rows'}")  # fmt: skip
    assert (ended.code, "is the name of two outputs" in ended.err) == (2, True), ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("scan", "-", "-o", "x.index"), "a stream is no file"),
        (("scan", "IN", "-o", "-"), "a stream is no file"),
        (("scan", "IN", "-o", "x.index", "--by", "score@q4"), "take all rows"),
        (("scan", "IN", "-o", "x.index", "--field", "w"), "no effect without --command weights"),
        (("scan", "IN", "-o", "x.index", "--command", "weights", "--score", "n"), "no effect"),
        (("scan", "IN"), "no index given"),
        (("scan",), "no shard given"),
        (("plan", "balance", "IDX", "-o", "p.json"), "no target"),
        (("plan", "balance", "IDX", "--cap", 3, "--keep", "length", "-o", "p"), "take"),
        (("plan", "balance", "IDX", "--cap", 3, "--keep", "diverse", "-o", "p"), "take"),
        (("plan", "balance", "IDX", "--cap", 3, "--group", "n", "-o", "p"), "no option --group"),
        (("plan", "weights", "IDX", "--npy", "x", "-o", "p"), "no option --npy"),
        (("scan", "IN", "-o", "x.index", "--no-stratify"), "no effect without --command split"),
        (("scan", "IN", "-o", "x.index", "--response-field", "n"), "--command split"),
        (("scan", "IN", "-o", "x.index", *SPLIT, "--field", "w"), "no effect"),
        (("scan", "IN", "-o", "x.index", *SPLIT, "--no-stratify", "--by", "n"), "be combined"),
        (("plan", "split", "IDX", "-o", "p", "--stable", "--rare", "pool"), "be combined"),
        (("plan", "split", "IDX", "-o", "p", "--parts", "a=2"), "a"),
        (("plan", "split", "IDX", "-o", "p", "--folds", 3), "no option --folds"),
        (("plan", "split", "IDX", "-o", "p", "--card"), "no option --card"),
        (("plan", "split", "IDX", "-o", "p"), "does not hold what the plan needs"),
        (("plan", "split"), "no index given"),
        (("plan", "balance"), "no index given"),
        (("plan",), "of the indices"),
        (("commit",), "no dir given"),
    ],
)
def test_refusals(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], said: str
) -> None:
    """Of what makes no sense, with the reason, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    (path,) = shards(Path("in"), 1)
    (index,) = scan(run, [path], Path("work"))
    names = {"IN": path, "IDX": index}
    before = {*tmp_path.rglob("*")}
    ended = run("shards", *(names.get(str(word), word) for word in words))
    assert (ended.code, said in ended.err) == (2, True), ended.err
    assert {*tmp_path.rglob("*")} == before


def test_a_configuration_and_the_environment_have_their_options(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables of a group lie in each other."""
    monkeypatch.chdir(tmp_path)
    (path,) = shards(Path("in"), 1)
    (index,) = scan(run, [path], Path("work"))
    Path("rebalance.toml").write_text("[shards.plan.balance]\ncap = 7\n[shards.scan]\nby = 'n'\n")
    ended = run("shards", "plan", "balance", index, "-o", "p.json", "-f", "json")
    assert max(one["after"] for one in ended.report["categories"]) == 7
    assert run("shards", "scan", path, "-o", "n.index", "-f", "json").report["by"] == ["n"]
    shown = run("--show-config", "shards", "plan", "balance", index, "-o", "p.json").text
    assert "[shards.plan.balance]" in shown
    ended = run("shards", "scan", path, "-o", "n.index", "-f", "json",
                env={"REBALANCE_SHARDS_SCAN_BY": "category"})  # fmt: skip
    assert ended.report["by"] == ["category"]
    Path("rebalance.toml").write_text("[shards.plan]\ncap = 7\n")
    ended = run("shards", "plan", "balance", index, "-o", "p.json")
    assert (ended.code, "there is no command 'shards plan cap'" in ended.err) == (2, True)


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def _make(folder: Path, *more: str) -> "subprocess.Popen[bytes]":
    makefile = ROOT / "examples" / "shards" / "Makefile"
    words = ["make", "-j2", "-f", str(makefile), *(more or ["TARGET=--cap 12"])]
    environment = {
        name: value for name, value in _environment().items() if not name.startswith("MAKE")
    }
    return subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip


def test_make_goes_on_where_it_was_killed(run: Run, tmp_path: Path) -> None:
    """What was finished is not done again, and the bytes are those of one process."""
    paths = shards(tmp_path / "in", 4)
    grow(paths, 60)
    assert run("balance", *paths, "--cap", 12, "-d", tmp_path / "one").code == 0
    killed = 0
    for there in ("work/shard-01.jsonl.index", "out/shard-00.jsonl"):
        child, ends = _make(tmp_path), monotonic() + 120
        while not (tmp_path / there).exists():
            assert monotonic() < ends
            sleep(0.002)
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        killed += child.returncode == -signal.SIGKILL
    assert killed
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "work").glob("*.index")}
    child = _make(tmp_path)
    said = child.communicate(timeout=300)[0].decode()
    assert child.returncode == 0, said
    assert all(path.stat().st_mtime_ns == time for path, time in before.items()), said
    assert together(tmp_path / "out", paths, "") == together(tmp_path / "one", paths, "")
    own = json.loads((tmp_path / "out" / "manifest.json").read_text())
    one = json.loads((tmp_path / "one" / "manifest.json").read_text())
    assert own["shards"] == one["shards"]
    assert not [*(tmp_path / "out").rglob("*.tmp")]
    assert b"rebalance" not in _make(tmp_path).communicate(timeout=60)[0]  # all is up to date
    again = _make(tmp_path, "TARGET=--cap 5").communicate(timeout=300)[0]
    assert (again.count(b"shards scan"), again.count(b"apply work")) == (0, len(paths)), again


SBATCH = """#!/usr/bin/env bash
set -eu
array= wrap=
while [ $# -gt 0 ]; do
  case $1 in --array=1-*) array=${1#--array=1-};; --wrap) wrap=$2; shift;; esac
  shift
done
if [ "$array" ]; then
  seq "$array" | xargs -P 2 -I @ env SLURM_ARRAY_TASK_ID=@ bash -c "$wrap" >&2
else bash -c "$wrap" >&2; fi
echo 1
"""


def test_the_script_for_slurm(run: Run, tmp_path: Path) -> None:
    """With a stand-in that runs arrays by xargs."""
    paths = shards(tmp_path / "in", 4)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sbatch").write_text(SBATCH)
    (tmp_path / "bin" / "sbatch").chmod(0o755)
    environment = _environment() | {"TARGET": "--cap 12"}
    environment["PATH"] = f"{tmp_path / 'bin'}:{environment['PATH']}"
    ended = subprocess.run(
        ["bash", ROOT / "examples" / "shards" / "slurm.sh"], cwd=tmp_path, env=environment,
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert run("balance", *paths, "--cap", 12, "-d", tmp_path / "one").code == 0
    assert together(tmp_path / "out", paths, "") == together(tmp_path / "one", paths, "")
    assert (tmp_path / "out" / "manifest.json").exists()


def test_help_and_schemas_of_the_group() -> None:
    """Each level lists what is below it."""
    for words in ((), ("plan",), ("scan",), ("plan", "weights"), ("apply",), ("commit",)):
        ended = command("shards", *words, "--help")
        assert (ended.code, ended.err) == (0, "")
        assert f"Usage: rebalance {' '.join(('shards', *words))}" in ended.text
    listed = command("shards", "--help").text.partition("Steps over shards:")[2].split()
    assert sorted(("scan", "plan", "apply", "commit"), key=listed.index)[1] == "plan"
    assert '"rebalance.shards_scan/1"' in command("schema", "shards", "scan").text
    ended = command("schema", "shards", "scn")
    assert (ended.code, "'shards scan'" in ended.err) == (2, True), ended.err


def test_what_others_have_written_stays_no_output(run: Run, tmp_path: Path, made: Made) -> None:
    """By another name, or in a run with an engine, which takes nothing else for its own."""
    paths, indices, plan, out = made
    do = ("shards", "apply", plan, paths[0], "--index", indices[0], "-o")
    ended = run(*do, out / "renamed")
    assert (ended.code, "was written to" in ended.err) == (2, True), ended.err
    other = tmp_path / "other"
    other.mkdir()
    assert run(*do, other / "stray.jsonl").code == 0
    engine = ("-d", other, "--engine", "processes")
    ended = run("balance", *paths, "--cap", 12, *engine)
    assert (ended.code, "stray.jsonl" in ended.err) == (2, True), ended.err
    (other / "stray.jsonl").unlink()
    assert run("balance", *paths, "--cap", 12, *engine).code == 0
    assert together(other, paths, "") == together(out, paths, "")


def test_indices_of_a_work_folder_serve_commands(run: Run, tmp_path: Path, made: Made) -> None:
    """They are the same files."""
    paths, _, _, out = made
    work, plan, own = tmp_path / "kept", tmp_path / "own.json", tmp_path / "own"
    ended = run("balance", *paths, "--cap", 12, "-d", tmp_path / "d", "--engine", "processes",
                "--work-dir", work)  # fmt: skip
    assert ended.code == 0, ended.err
    indices = [work / f"{path.name}.index" for path in paths]
    assert run("shards", "plan", "balance", *indices, "--cap", 12, "-o", plan, "-q").code == 0
    apply(run, plan, paths, indices, own)
    assert run("shards", "commit", own).code == 0
    assert together(own, paths, "") == together(out, paths, "")


def test_modes_and_odd_outputs(run: Run, tmp_path: Path, made: Made) -> None:
    """The manifest is open to no more people than the rows; devices and links are refused."""
    paths, indices, plan, _ = made
    for path in (*paths, *indices, plan):
        path.chmod(0o600)
    out = tmp_path / "private"
    apply(run, plan, paths, indices, out)
    assert run("shards", "commit", out).code == 0
    assert {path.stat().st_mode & 0o777 for path in out.iterdir() if path.is_file()} == {0o600}
    do = ("shards", "apply", plan, paths[0], "--index", indices[0], "-o")
    ended = run(*do, "/dev/null")
    assert (ended.code, "no regular file" in ended.err) == (2, True), ended.err
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / ".rebalance").symlink_to(tmp_path)
    assert run(*do, linked / "a").code == 4


def test_the_report_of_a_plan_is_part_of_it(run: Run, tmp_path: Path, made: Made) -> None:
    """One that was changed is refused; so are shards that are named in two ways."""
    paths, indices, plan, out = made
    record = json.loads(plan.read_text())
    record["report"]["rows_after"] = 9
    plan.write_text(json.dumps(record))
    ended = run("shards", "apply", plan, paths[0], "--index", indices[0], "-o", out / "x")
    assert (ended.code, "changed or damaged" in ended.err) == (2, True), ended.err
    again = tmp_path / "again.index"
    odd = f"{paths[0].parent}/./{paths[0].name}"
    assert run("shards", "scan", odd, "-o", again, "-q").code == 0
    ended = run("shards", "plan", "balance", again, *indices, "--cap", 3, "-o", plan)
    assert (ended.code, "are both indices of" in ended.err) == (2, True), ended.err
