"""`rebalance check`: check a dataset against rules."""

from rebalance.declarations import OUTPUT, Option
from rebalance.values import choice

from ..command import Command
from ..github import Annotations, annotate

check = Command(
    "check",
    section="Judge",
    title="Check a dataset against rules; exit 1 if any fails.",
    details="A rule's value is a threshold, or warn=A,error=B. Rules and files are usually set"
    " in [tool.rebalance.check] of pyproject.toml or [check] of rebalance.toml.",
    memory="up to about 50 bytes per row, 400 with --max-near-duplicates",
    examples=(
        "rebalance check data.jsonl --max-ratio 20 --min-rows 50 --max-duplicates 1%",
        "rebalance check data.jsonl --by category --init > rebalance.toml",
    ),
    own={
        "annotations": Option(
            "Write annotations to standard error; auto does so in GitHub Actions.", OUTPUT,
            choice(Annotations), "auto|github|none", default="auto",
        ),
    },
    after=annotate,
)  # fmt: skip
