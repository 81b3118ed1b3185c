"""Check, split and balance a dataset, one task after the other: python prefect_flow.py FOLDER."""

import subprocess
import sys

from prefect import flow, task

STEPS = {
    "check": "rebalance check data.jsonl --by category --min-rows 3 --max-duplicates 0",
    "split": "rebalance split data.jsonl --by category -d parts",
    "balance": "rebalance balance parts/train.jsonl --by category --cap 100 --floor 20 -o balanced.jsonl",
}


@task
def shell(line: str, folder: str) -> None:
    subprocess.run(["sh", "-c", line], check=True, cwd=folder)


@flow
def balance_dataset(folder: str) -> None:
    for name, line in STEPS.items():
        shell.with_options(name=name)(line, folder)


if __name__ == "__main__":
    balance_dataset(sys.argv[1])
