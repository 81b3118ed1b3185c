"""Check, split and balance a dataset, one task after the other, for Airflow 3."""

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, chain

FOLDER = "/srv/dataset"  # that of data.jsonl, on every worker
STEPS = {
    "check": "rebalance check data.jsonl --by category --min-rows 3 --max-duplicates 0",
    "split": "rebalance split data.jsonl --by category -d parts",
    "balance": "rebalance balance parts/train.jsonl --by category --cap 100 --floor 20 -o balanced.jsonl",
}

with DAG("balance_dataset", schedule=None, max_active_runs=1):
    chain(*(
        BashOperator(task_id=name, bash_command=line, cwd=FOLDER)
        for name, line in STEPS.items()
    ))  # fmt: skip
