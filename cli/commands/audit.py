"""`rebalance audit`: report leaks between files."""

from ..command import Command

audit = Command(
    "audit",
    section="Judge",
    title="Report leaks between files; name the training part first.",
    details="A row of a later file leaks if an earlier file has the same row, prompt or group, or a"
    " near-duplicate, or if it shares a word n-gram with the training part. Writes no data.",
    memory="up to about 600 bytes per row, plus the word n-grams of all files but the first",
    examples=("rebalance audit parts/train.jsonl parts/test.jsonl --fail-on exact,prompt",),
)
