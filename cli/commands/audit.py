"""`rebalance audit`: report leaks between files."""

from rebalance.auditing.options import AuditOptions

from ..command import Command

audit = Command(
    "audit",
    AuditOptions,
    section="Judge",
    title="Report leaks between files, the training part first.",
    details="Rows of later files that are in an earlier one: identical, with the same prompt or"
    " group, nearly the same, or with a run of words of the training part. Nothing is written.",
    memory="up to about 600 bytes a row, and the runs of words of all files but the first",
    examples=("rebalance audit parts/train.jsonl parts/test.jsonl --fail-on exact,prompt",),
)
