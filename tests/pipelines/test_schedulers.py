"""Airflow and Prefect, with stand-ins that run tasks in their order: neither was run itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipelines.dataset import EXAMPLES, OUTPUT, SCRIPTS, expected, laid_out, spoilt

AIRFLOW = {
    "airflow/__init__.py": "",
    "airflow/sdk.py": '''
class DAG:
    def __init__(self, dag_id, *, schedule, max_active_runs): pass
    def __enter__(self): return self
    def __exit__(self, *error): pass

def chain(*tasks):
    for task in tasks:
        task()
''',
    "airflow/providers/__init__.py": "",
    "airflow/providers/standard/__init__.py": "",
    "airflow/providers/standard/operators/__init__.py": "",
    "airflow/providers/standard/operators/bash.py": '''
import subprocess

class BashOperator:
    def __init__(self, *, task_id, bash_command, cwd):
        self.words, self.cwd = ["bash", "-c", bash_command], cwd
    def __call__(self):
        subprocess.run(self.words, cwd=self.cwd, check=True)
''',
}  # fmt: skip
PREFECT = {"prefect.py": '''
class task:
    def __init__(self, function): self.function = function
    def with_options(self, *, name): return self.function

def flow(function): return function
'''}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "files"), [("airflow_dag.py", AIRFLOW), ("prefect_flow.py", PREFECT)]
)
def test_tasks_run_one_after_the_other(tmp_path: Path, name: str, files: dict[str, str]) -> None:
    """To the same rows; a gate that fails begins no task after it."""
    folder, stand_ins = laid_out(tmp_path / "one"), tmp_path / "stand-ins"
    for file, text in files.items():
        (stand_ins / file).parent.mkdir(parents=True, exist_ok=True)
        (stand_ins / file).write_text(text)
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace('"/srv/dataset"', repr(str(folder))))
    words = [sys.executable, str(tmp_path / name), str(folder)]
    path = f"{SCRIPTS}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(stand_ins)}
    assert subprocess.run(words, env=env, check=False, capture_output=True).returncode == 0
    assert (folder / OUTPUT).read_bytes() == expected(tmp_path / "two")
    made = (folder / OUTPUT).stat().st_mtime_ns
    spoilt(folder / "data.jsonl")
    ended = subprocess.run(words, env=env, check=False, capture_output=True, text=True)
    assert (ended.returncode, "the check failed" in ended.stderr) == (1, True)
    assert "CalledProcessError" in ended.stderr
    assert (folder / OUTPUT).stat().st_mtime_ns == made
