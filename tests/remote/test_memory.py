"""Paths with ://, through the library: memory:// lives in one process."""

import bz2
import gzip
import io
import json
import lzma
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

import rebalance
from rebalance.errors import AccessError, ChangedInput, DataError, OptionError, RequestError
from rebalance.remote import objects
from rebalance.remote.urls import is_remote, masked, named_like
from tests.remote.three_files import rows, three_files
from tests.support import Run, write_rows

fsspec = pytest.importorskip("fsspec", reason="the extra remote is not installed")

pytestmark = pytest.mark.usefixtures("shards")

CAP: dict[str, Any] = {"cap": 6}


def zst(data: bytes) -> bytes:
    """Compress as zstd does."""
    from zstandard import ZstdCompressor

    return bytes(ZstdCompressor().compress(data))


def unzst(data: bytes) -> bytes:
    """Decompress it."""
    from zstandard import ZstdDecompressor

    with ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True) as stream:
        return bytes(stream.read())


ENDINGS: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "": (bytes, bytes), ".gz": (gzip.compress, gzip.decompress),
    ".bz2": (bz2.compress, bz2.decompress), ".xz": (lzma.compress, lzma.decompress),
    ".zst": (zst, unzst),
}  # fmt: skip


@pytest.fixture
def store() -> Iterator[Any]:
    """The objects of this process: `store.store` has them by name."""
    found = fsspec.filesystem("memory")
    found.store.clear()
    yield found
    found.store.clear()
    found.pseudo_dirs[:] = [""]


@pytest.fixture
def shards(tmp_path: Path, store: Any) -> list[Path]:
    """Three files, which are objects at memory://in/, too."""
    return three_files(tmp_path / "in", store, "/in")


def contents(store: Any, folder: str) -> dict[str, bytes]:
    """The objects below a folder."""
    return {path.removeprefix(f"/{folder}/"): store.cat(path) for path in store.find(f"/{folder}")}


def as_locally(record: bytes) -> dict[str, Any]:
    """A manifest without what names files."""
    found: dict[str, Any] = json.loads(record)
    for name in ("inputs", "dataset", "output"):
        found.pop(name, None)
    for name in ("output", "out_dir", "manifest", "dropped"):
        found.get("options", {}).pop(name, None)
    for epoch in found.get("epochs") or ():
        epoch.pop("output", None)
    return found


def test_names_are_the_urls(shards: list[Path]) -> None:
    """Patterns are expanded and sorted; files of both kinds make one dataset."""
    report = rebalance.inspect("memory://in/*.jsonl", by="category")
    assert list(report.dataset) == [f"memory://in/p{n}.jsonl" for n in range(3)]
    both = rebalance.inspect([shards[0], "memory://in/p[12].jsonl"], by="category")
    assert [one.rows for one in both.categories] == [one.rows for one in report.categories]
    by_file = rebalance.inspect("memory://in/*.jsonl", by="@file")
    assert [one.category for one in by_file.categories] == ["p0", "p1", "p2"]
    assert [
        one.category for one in rebalance.inspect("memory://in/p1.jsonl", by="@dir").categories
    ] == ["in"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_codec(store: Any, shards: list[Path], tmp_path: Path, ending: str) -> None:
    """It goes by the name of the object, on the way in and on the way out."""
    pack, unpack = ENDINGS[ending]
    for path in shards:
        store.pipe(f"/packed/{path.name}{ending}", pack(path.read_bytes()))
    here = tmp_path / "here.jsonl"
    rebalance.balance(shards, output=here, **CAP)
    rebalance.balance(f"memory://packed/*{ending}", output=f"memory://out/x.jsonl{ending}", **CAP)
    assert unpack(store.cat(f"/out/x.jsonl{ending}")) == here.read_bytes()
    rebalance.weights(f"memory://packed/*{ending}", out_dir="memory://weighted")
    rebalance.weights(shards, out_dir=tmp_path / "weighted")
    for path in shards:
        found = unpack(store.cat(f"/weighted/{path.name}{ending}"))
        assert found == (tmp_path / "weighted" / path.name).read_bytes()


VERBS: dict[str, Callable[[Any, str], object]] = {
    "balance": lambda x, o: rebalance.balance(
        x, output=f"{o}/a.jsonl", dropped=f"{o}/d.jsonl", manifest=f"{o}/manifest.json", **CAP),
    "shards": lambda x, o: rebalance.balance(x, out_dir=o, **CAP),
    "epochs": lambda x, o: rebalance.balance(x, out_dir=o, epochs=2, **CAP),
    "stepwise": lambda x, o: rebalance.balance(x, out_dir=o, engine="processes", jobs=1, **CAP),
    "weights": lambda x, o: rebalance.weights(x, output=f"{o}/w.jsonl"),
    "split": lambda x, o: rebalance.split(x, out_dir=o, by="category", card=True),
    "split shards": lambda x, o: rebalance.split(x, out_dir=o, by="category", per_shard=True),
    "split stepwise": lambda x, o: rebalance.split(
        x, out_dir=o, by="category", engine="processes", jobs=1),
    "dedupe": lambda x, o: rebalance.dedupe(x, exact=True, output=f"{o}/d.jsonl"),
    "export": lambda x, o: rebalance.export(x, out_dir=o, trainer="trl", **CAP),
}  # fmt: skip


@pytest.mark.parametrize("name", VERBS)
def test_outputs_are_those_of_files(
    store: Any, shards: list[Path], tmp_path: Path, name: str
) -> None:
    """Byte for byte, but for names of files in manifests."""
    (tmp_path / "out").mkdir()
    VERBS[name](shards, str(tmp_path / "out"))
    VERBS[name]("memory://in/*.jsonl", "memory://out")
    here = {
        str(path.relative_to(tmp_path / "out")): path.read_bytes()
        for path in (tmp_path / "out").rglob("*") if path.is_file()
    }  # fmt: skip
    there = contents(store, "out")
    assert here.keys() == there.keys()
    for file, data in here.items():
        if file == "manifest.json":
            assert as_locally(there[file]) == as_locally(data)
        elif file != "README.md" or name != "export":
            assert there[file] == data, file


def test_a_report_goes_to_an_object(store: Any) -> None:
    """In any form; options of stores are in none, as they shape no result."""
    where = {
        "json": "memory://out/r.json",
        "html": "memory://out/r.html",
        "md": "memory://out/r.md",
    }
    options = {"endpoint_url": "http://nowhere"}
    rebalance.inspect("memory://in/*.jsonl", report=where, storage_options=options)
    assert sorted(contents(store, "out")) == ["r.html", "r.json", "r.md"]
    rebalance.split("memory://in/*.jsonl", out_dir="memory://out", storage_options=options)
    for data in contents(store, "out").values():
        assert b"nowhere" not in data
        assert b"storage" not in data


def test_options_of_stores_reach_them(
    store: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As a mapping, as JSON, or in a file."""
    given, real = list[object](), type(store).__init__

    def made(self: Any, *args: Any, **options: Any) -> None:
        given.append(options.get("endpoint_url"))
        real(self, *args, **options)

    monkeypatch.setattr(type(store), "__init__", made)
    (tmp_path / "options.json").write_text('{"endpoint_url": "c"}')
    for one in ({"endpoint_url": "a"}, '{"endpoint_url": "b"}', f"@{tmp_path}/options.json"):
        rebalance.inspect("memory://in/*.jsonl", storage_options=one)
    assert [*dict.fromkeys(given)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "options",
    ["{", "[]", '{"a": 1, "a": 2}', {"key": "x"}, {"secret": "x"}, {"token": "hf_x"},
     {"client_kwargs": {"aws_secret_access_key": "x"}}, {"connection_string": "x"},
     {"sas_token": "x"}, {"accountKey": "x"}, {"password": "x"}],
    ids=str,
)  # fmt: skip
def test_secrets_come_from_the_environment(options: Any) -> None:
    """What looks like one is refused, and not quoted."""
    with pytest.raises(OptionError) as caught:
        rebalance.inspect("memory://in/*.jsonl", storage_options=options)
    assert "hf_x" not in f"{caught.value} {caught.value.advice}"


def test_what_is_no_secret_is_taken() -> None:
    """Ways of logging in that have the names of secrets, and names of keys of a store."""
    for one in (
        {"token": "anon"},
        {"s3_additional_kwargs": {"SSEKMSKeyId": "arn"}},
        {"anon": True},
    ):
        rebalance.inspect("memory://in/*.jsonl", storage_options=one)


def test_options_without_a_store_are_refused(shards: list[Path]) -> None:
    """They would have no effect."""
    with pytest.raises(OptionError, match="has no effect"):
        rebalance.inspect(shards, storage_options={"a": 1})


@pytest.mark.parametrize(
    "url", ["s3://user:word@bucket/x.jsonl", "https://host/x.jsonl?sig=word", "file:///x.jsonl",
            "simplecache::s3://b/x", "s3://b/x::y"]
)  # fmt: skip
def test_urls_with_more_than_a_name_are_refused(url: str) -> None:
    """A password or a signature is not quoted either."""
    if not is_remote(url):
        return
    with pytest.raises(OptionError) as caught:
        rebalance.inspect(url)
    assert "word" not in f"{caught.value} {caught.value.advice}".replace("password", "")


def test_what_libraries_say_is_masked() -> None:
    """Messages of stores may quote whole addresses."""
    said = masked("GET https://u:secret@host/x?sig=secret&a=b failed, see https://host/y")
    assert "secret" not in said
    assert said.endswith("see https://host/y")


@pytest.mark.parametrize("url", ["hf://datasets/a/b/x.jsonl", "https://host/x.jsonl", "sftp://h/x"])
def test_what_is_only_read_is_not_written(shards: list[Path], url: str) -> None:
    """Nor a store whose puts are not whole."""
    with pytest.raises(OptionError, match="is only read"):
        rebalance.balance(shards, output=url, **CAP)


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extra that has them; an unknown store is refused."""
    with pytest.raises(RequestError, match="no store called nonsense"):
        rebalance.inspect("nonsense://x/y.jsonl")
    monkeypatch.setitem(__import__("sys").modules, "gcsfs", None)
    with pytest.raises(RequestError) as caught:
        rebalance.inspect("gs://x/y.jsonl")
    assert "rebalance-jsonl[gcs]" in caught.value.advice
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    with pytest.raises(RequestError) as caught:
        rebalance.inspect("memory://x/y.jsonl")
    assert "rebalance-jsonl[remote]" in caught.value.advice


def test_what_is_not_there() -> None:
    """As with files: what cannot be read is an AccessError that names it."""
    for url in ("memory://in/none.jsonl", "memory://none/*.jsonl", "memory://in"):
        with pytest.raises(AccessError) as caught:
            rebalance.inspect(url)
        assert caught.value.file == url
    assert "name the objects in it" in caught.value.advice


def test_names_of_this_machine_stay_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colon makes no URL."""
    monkeypatch.chdir(tmp_path)
    for name in ("a:b.jsonl", "C:\\x.jsonl", "s3:x"):
        write_rows(tmp_path / name, rows(0, 6))
        assert rebalance.inspect(name).rows == 6
    assert not is_remote("C://x")
    assert not is_remote(Path("s3://x"))
    assert named_like("s3a://b/*.jsonl", "b/x.jsonl") == "s3a://b/x.jsonl"
    assert named_like("abfs://c@host/*", "c/x/y") == "abfs://c@host/x/y"


@pytest.mark.parametrize("output", ["memory://in/p0.jsonl", "memory:///in/p0.jsonl"])
def test_an_input_is_no_output(store: Any, output: str) -> None:
    """By whatever URL."""
    before = contents(store, "in")
    with pytest.raises(RequestError, match="is an input as well as an output"):
        rebalance.balance("memory://in/*.jsonl", output=output, **CAP)
    assert contents(store, "in") == before


def test_two_outputs_have_two_names(store: Any) -> None:
    """By whatever URL."""
    with pytest.raises(RequestError, match="the name of two outputs"):
        rebalance.balance(
            "memory://in/*.jsonl", output="memory://out/x", dropped="memory:///out/x", **CAP
        )
    assert not contents(store, "out")


def test_earlier_parts_are_refused_or_removed(store: Any) -> None:
    """As in folders."""
    rebalance.split("memory://in/*.jsonl", out_dir="memory://out")
    more: dict[str, Any] = {"out_dir": "memory://out", "parts": "a=0.5,b=0.5"}
    with pytest.raises(RequestError, match="parts of an earlier split"):
        rebalance.split("memory://in/*.jsonl", **more)
    rebalance.split("memory://in/*.jsonl", **more, clean=True)
    assert sorted(contents(store, "out")) == ["a.jsonl", "b.jsonl", "manifest.json"]
    with pytest.raises(RequestError, match="is the part"):
        rebalance.balance("memory://out/b.jsonl", output="memory://x.jsonl", **CAP)


def puts(monkeypatch: pytest.MonkeyPatch, before: Callable[[str], object]) -> list[str]:
    """List what is put and removed, in this order; `before` is called with each name first."""
    done, put, remove = list[str](), objects.put, objects.remove

    def putting(path: str, url: str) -> None:
        before(url)
        put(path, url)
        done.append(url.rpartition("/")[2])

    def removing(url: str) -> None:
        remove(url)
        done.append(f"-{url.rpartition('/')[2]}")

    monkeypatch.setattr(objects, "put", putting)
    monkeypatch.setattr(objects, "remove", removing)
    return done


@pytest.mark.parametrize("engine", [None, "processes"])
def test_the_manifest_goes_first_and_comes_last(
    store: Any, monkeypatch: pytest.MonkeyPatch, engine: Any
) -> None:
    """So that nobody takes a folder for complete that is not."""
    more: dict[str, Any] = {} if engine is None else {"engine": engine, "jobs": 1}
    rebalance.balance("memory://in/*.jsonl", out_dir="memory://out", **CAP, **more)
    done = puts(monkeypatch, lambda _url: None)
    rebalance.balance("memory://in/*.jsonl", out_dir="memory://out", cap=5, **more)
    assert [name for name in done if name.endswith((".jsonl", "manifest.json"))] == [
        "-manifest.json", "p0.jsonl", "p1.jsonl", "p2.jsonl", "manifest.json",
    ]  # fmt: skip
    assert sorted(contents(store, "out")) == ["manifest.json", "p0.jsonl", "p1.jsonl", "p2.jsonl"]


def test_a_put_that_fails_leaves_no_new_object(
    store: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Those before it go again, a local file keeps its content, and nothing temporary is left."""
    (tmp_path / "report.json").write_text("old")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()

    def full(url: str) -> None:
        if url.endswith("p2.jsonl"):
            raise OSError(28, "the store is full")

    puts(monkeypatch, full)
    with pytest.raises(AccessError, match="the store is full"):
        rebalance.balance(
            "memory://in/*.jsonl", out_dir="memory://out", **CAP,
            report={"json": tmp_path / "report.json"},
        )  # fmt: skip
    assert not contents(store, "out")
    assert (tmp_path / "report.json").read_text() == "old"
    assert not [*(tmp_path / "tmp").iterdir()]


def test_a_local_file_that_fails_takes_objects_back(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files of a run get their names, or none does."""

    def fail(*_: object) -> NoReturn:
        raise OSError(5, "broken disk")

    monkeypatch.setattr("rebalance.rows.files.output.give_names", fail)
    with pytest.raises(AccessError, match="broken disk"):
        rebalance.balance("memory://in/*.jsonl", output="memory://out/x.jsonl", **CAP)
    assert not contents(store, "out")


def test_a_fault_in_the_data_puts_nothing(store: Any) -> None:
    """Neither outputs nor a report."""
    store.pipe("/in/p9.jsonl", b'{"category": "a"}\n{')
    with pytest.raises(DataError) as caught:
        rebalance.balance("memory://in/*.jsonl", output="memory://out/x.jsonl", **CAP)
    assert caught.value.place.startswith("memory://in/p9.jsonl:2")
    assert not contents(store, "out")


def test_signals_wait_for_the_object_that_is_put(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is whole; then those of the run that are new go again."""
    seen = list[list[str]]()
    real = type(store).put_file

    def put(self: Any, *args: Any, **options: Any) -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)  # pytest may have more
        real(self, *args, **options)
        seen.append(sorted(contents(store, "out")))

    def end(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(store), "put_file", put)
    before = signal.signal(signal.SIGTERM, end)
    try:
        with pytest.raises(KeyboardInterrupt):
            rebalance.balance("memory://in/*.jsonl", out_dir="memory://out", **CAP)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert seen == [["p0.jsonl"]]
    assert not contents(store, "out")


@pytest.mark.parametrize("new", [b'{"category": "z"}\n', None])
def test_an_object_that_changes_is_refused(store: Any, new: Any) -> None:
    """It is looked at again when all is read; one that is gone has changed, too."""

    def change(step: str, done: int, total: int) -> None:  # noqa: ARG001  # a Progress
        if new is None:
            store.store.pop("/in/p1.jsonl", None)
        else:
            store.pipe("/in/p1.jsonl", new)

    with pytest.raises(ChangedInput) as caught:
        rebalance.balance(
            "memory://in/*.jsonl", output="memory://out/x.jsonl", **CAP, progress=change
        )
    assert caught.value.place == "memory://in/p1.jsonl"
    assert not contents(store, "out")


def test_an_object_is_copied_once(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often its rows are read; with an engine, once in a step."""
    copied, real = list[str](), type(store).get_file

    def get(self: Any, name: str, *args: Any, **options: Any) -> Any:
        copied.append(name)
        return real(self, name, *args, **options)

    monkeypatch.setattr(type(store), "get_file", get)
    rebalance.inspect("memory://in/p0.jsonl", by="n@q4")
    assert copied == ["memory://in/p0.jsonl"]
    copied.clear()
    rebalance.balance(
        "memory://in/p0.jsonl", out_dir="memory://out", engine="processes", jobs=1, **CAP
    )
    assert copied.count("memory://in/p0.jsonl") == 2


def test_a_run_that_was_ended_goes_on(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Indices and marks of what is written lie beside the outputs, as in folders."""
    more: dict[str, Any] = {"out_dir": "memory://out", "engine": "processes", "jobs": 1, **CAP}

    def full(url: str) -> None:
        if url.endswith("p1.jsonl"):
            raise OSError(28, "the store is full")

    with monkeypatch.context() as patch:
        puts(patch, full)
        with pytest.raises(AccessError, match="the store is full"):
            rebalance.balance("memory://in/*.jsonl", **more)
    left = contents(store, "out")
    assert "p0.jsonl" in left
    assert "manifest.json" not in left
    assert sum(name.endswith(".index") for name in left) == 3
    done = puts(monkeypatch, lambda _url: None)
    rebalance.balance("memory://in/*.jsonl", **more)
    assert [name for name in done if name in ("p0.jsonl", "p1.jsonl", "p2.jsonl")] == [
        "p1.jsonl", "p2.jsonl",
    ]  # fmt: skip
    assert sorted(contents(store, "out")) == ["manifest.json", "p0.jsonl", "p1.jsonl", "p2.jsonl"]


def test_a_mix_takes_sources_of_stores(store: Any, shards: list[Path], tmp_path: Path) -> None:
    """By patterns; the lock file has their URLs."""
    recipe = tmp_path / "mix.toml"
    recipe.write_text('[source.a]\npath = "memory://in/p[01].jsonl"\nshare = 0.5\n'
                      f'[source.b]\npath = "{shards[2]}"\nshare = 0.5\n')  # fmt: skip
    rebalance.mix(recipe, output="memory://out/mixed.jsonl")
    assert store.cat("/out/mixed.jsonl").count(b"\n")
    assert "memory://in/p0.jsonl" in (tmp_path / "mix.lock.toml").read_text()
    rebalance.mix(recipe, output="memory://out/again.jsonl", frozen=True)
    assert store.cat("/out/mixed.jsonl") == store.cat("/out/again.jsonl")


@pytest.mark.parametrize(
    ("text", "code"),
    [('[inspect]\ndataset = ["memory://in/p0.jsonl"]\n', 2),
     ('[inspect]\nstorage-options = "{}"\n', 2)],
)  # fmt: skip
def test_a_configuration_that_was_only_found_asks_no_store(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, code: int
) -> None:
    """It would have requests be sent with the credentials of who runs a command near it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rebalance.toml").write_text(text)
    ended = run("inspect", "memory://in/p0.jsonl")
    assert ended.code == code
    assert "only a file given with --config may do" in ended.err
    if "dataset" in text:
        named = run("--config", "rebalance.toml", "inspect", "-f", "json")
        assert named.report["dataset"] == ["memory://in/p0.jsonl"]


def test_the_steps_over_shards(store: Any, shards: list[Path], tmp_path: Path) -> None:
    """Each command reads and writes objects; the outputs are those of one run."""
    for path in shards:
        rebalance.shards_scan(f"memory://in/{path.name}", output=f"memory://work/{path.name}.index")
    rebalance.shards_plan_balance("memory://work/*.index", output="memory://work/plan.json", **CAP)
    for path in shards:
        rebalance.shards_apply(
            "memory://work/plan.json", f"memory://in/{path.name}",
            index=f"memory://work/{path.name}.index", output=f"memory://out/{path.name}",
        )  # fmt: skip
    rebalance.shards_commit("memory://out", jobs=1)
    rebalance.balance(shards, out_dir=tmp_path / "out", **CAP)
    for path in shards:
        assert store.cat(f"/out/{path.name}") == (tmp_path / "out" / path.name).read_bytes()
    assert "manifest.json" in contents(store, "out")


@pytest.mark.usefixtures("store")
def test_blocks_are_read_and_not_their_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket takes a piece of what each shard has by key, and no copy of all of that."""
    copied, real = list[str](), objects.copy

    def copy(url: str, path: str) -> os.stat_result:
        copied.append(url)
        return real(url, path)

    monkeypatch.setattr(objects, "copy", copy)
    rebalance.split("memory://in/*.jsonl", out_dir="memory://out", by="category", seed=4,
                    engine="processes", jobs=1)  # fmt: skip
    assert any(url.endswith(".jsonl") for url in copied)
    assert not [url for url in copied if url.endswith((".rows", ".told"))]


def test_an_object_of_the_same_size_is_another(store: Any) -> None:
    """Its version tells, where its size does not."""
    store.pipe("/c/x.jsonl", b'{"category": "a"}\n')
    before = objects.status("memory://c/x.jsonl")
    store.pipe("/c/x.jsonl", b'{"category": "b"}\n')
    after = objects.status("memory://c/x.jsonl")
    assert objects.version_of(before) != objects.version_of(after)


@pytest.mark.parametrize(
    "url",
    ["https://TOKEN@host/x", "https://user:p/w@host/x", "s3://key:sec/ret@b/x", "S3://b/x.jsonl",
     "https://h/x?X-Amz-Signature", "https://h/x#token=a", "s3://b/x;token=a"],
)  # fmt: skip
def test_urls_that_hide_something_are_refused(url: str) -> None:
    """Secrets in any form, and names of stores that nobody would find again."""
    with pytest.raises(OptionError):
        rebalance.inspect(url)


@pytest.mark.parametrize(
    "options",
    [
        {"apikey": "x"},
        {"sastoken": "x"},
        {"endpoint_url": "https://u:pw@host"},
        {"a": [[{"pwd": "x"}]]},
    ],
)  # fmt: skip
def test_options_that_hide_something_are_refused(options: dict[str, Any]) -> None:
    """In names and in values, however deep."""
    with pytest.raises(OptionError, match="looks like a secret"):
        rebalance.inspect("memory://in/*.jsonl", storage_options=options)
