"""`--chat-template`: what the model sees is what counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import Row, Run, write_rows

TEMPLATE = """\
{{- bos_token }}
{%- for message in messages %}
    {%- if message['role'] == 'nobody' %}{{ raise_exception('no such role') }}{% endif %}
    {{- '<|' + message['role'] + '|>' + message['content'] + '\\n' }}
    {%- generation %}{% endgeneration %}
{%- endfor %}
{%- if tools %}{{ tools | tojson }}{% endif %}
"""
ROWS: list[Row] = [
    {"category": "a", "messages": [{"role": "system", "content": "S"},
                                   {"role": "user", "content": "Hi"}], "tools": [{"é": 1}]},
    {"category": "a", "conversations": [{"from": "human", "value": "Q"},
                                        {"from": "gpt", "value": "A"}]},
    {"category": "b", "instruction": "Name", "input": "one", "output": "Yes"},
    {"category": "b", "prompt": "Only asked"},
]  # fmt: skip
SEEN = [
    '<s><|system|>S\n<|user|>Hi\n[{"é": 1}]', "<s><|user|>Q\n<|assistant|>A\n",
    "<s><|user|>Name\none\n<|assistant|>Yes\n", "<s><|user|>Only asked\n",
]  # fmt: skip
REFUSED: list[Row] = [
    {"category": "c", "messages": [{"role": "nobody", "content": "x"}]},
    {"category": "c", "zig": "zag"},
    {"category": "c", "text": "no conversation at all"},
]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "chat.jinja"
    path.write_text(TEMPLATE)
    return path


@pytest.fixture
def model(tokenizer: Path, tmp_path: Path) -> Path:
    """A folder as models have it: the special tokens stand beside the tokenizer."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    config = {"bos_token": {"content": "<s>"}, "eos_token": "</s>", "pad_token": None}
    (tmp_path / "model" / "tokenizer_config.json").write_text(json.dumps(config))
    return tmp_path / "model"


def counts(model: Path) -> list[int]:
    from tokenizers import Tokenizer

    loaded: Any = Tokenizer.from_file(str(model / "tokenizer.json"))
    loaded.no_truncation()
    return [len(loaded.encode(text, add_special_tokens=False).ids) for text in SEEN]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_model_sees_counts(
    run: Run, template: Path, model: Path, tmp_path: Path, jobs: int
) -> None:
    """Messages as they are, and rows of other shapes as messages, with the tokens of the model."""
    path = write_rows(tmp_path / "rows.jsonl", ROWS)
    ended = run(
        "inspect", path, "--unit", f"tokens:{model}", "--chat-template", template, "-j", jobs,
        "-f", "json", env={"REBALANCE_SPAN_BYTES": "90"},
    )  # fmt: skip
    found = {one["label"]: one["amount"] for one in ended.report["categories"]}
    each = counts(model)
    assert found == {"a": sum(each[:2]), "b": sum(each[2:])}
    assert ended.err == ""
    chars = run("inspect", path, "--unit", "chars", "--chat-template", template, "-f", "json")
    without_bos = [text.removeprefix("<s>") for text in SEEN]  # which only the model names
    assert chars.report["sizes"]["total"] == sum(map(len, without_bos))


def test_rows_that_it_refuses_are_said(
    run: Run, template: Path, model: Path, tmp_path: Path
) -> None:
    """They count as nothing, with their number; where it takes none, that is an error."""
    path = write_rows(tmp_path / "rows.jsonl", [*ROWS, *REFUSED])
    ask = ("--unit", f"tokens:{model}", "--chat-template", template)
    ended = run("inspect", path, *ask)
    said = f"3 rows of 7 without messages for the template count as 0 tokens, the first at {path}:5"
    assert (ended.code, said in ended.err) == (0, True)
    path = write_rows(tmp_path / "rows.jsonl", REFUSED)
    ended = run("inspect", path, *ask)
    assert (ended.code, "--chat-template: no row has messages for the template" in ended.err) == (
        2, True,
    )  # fmt: skip


@pytest.mark.parametrize("source", [
    "{{ ''.__class__.__mro__ }}", "{% for x in range(10000000) %}{% endfor %}",
    "{{ messages.append(1) }}", "{{ cycler.__init__.__globals__.os.system('touch x') }}",
])  # fmt: skip
def test_a_template_is_in_a_sandbox(run: Run, tmp_path: Path, source: str) -> None:
    """It sees no class, runs no program, changes no row and does not count for ever."""
    path = write_rows(tmp_path / "rows.jsonl", ROWS)
    template = tmp_path / "chat.jinja"
    template.write_text(source)
    ended = run("inspect", path, "--unit", "chars", "--chat-template", template)
    assert (ended.code, "no row has messages for the template" in ended.err) == (2, True)
    assert not (tmp_path / "x").exists()


def test_what_is_no_template(
    run: Run, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2, or 4 where it cannot be read."""
    path = write_rows(tmp_path / "rows.jsonl", ROWS)
    ask = ("inspect", path, "--unit", "chars", "--chat-template")
    (tmp_path / "bad.jinja").write_text("{% for %}")
    for options, code, said in (
        ((*ask, tmp_path / "bad.jinja"), 2, "it is not a template"),
        ((*ask, tmp_path / "none.jinja"), 4, "cannot be read"),
        ((*ask, template, "--side", "prompt"), 2, "--chat-template: cannot be combined with"),
        (("inspect", path, "--chat-template", template), 2, "has no effect without --unit chars"),
    ):
        ended = run(*options)
        assert (ended.code, said in ended.err) == (code, True), ended.err
    monkeypatch.setattr("rebalance.rows.sizes.chat_template.find_spec", lambda _name: None)
    ended = run(*ask, template)
    assert (ended.code, "pip install 'rebalance-jsonl[tokens]'" in ended.err) == (2, True)
