"""`rebalance shards`: the steps over shards one by one, for Make and clusters."""

from ..command import Command

_SECTION = "Steps over shards"

shards_scan = Command(
    "shards scan",
    section=_SECTION,
    title="Scan a shard, and write its index.",
    details="A plan is made of the indices of all shards; the shards themselves are not read for"
    " it.",
    memory="about 40 bytes per row of the shard",
    examples=(
        "rebalance shards scan in/a.jsonl --by category -o a.index",
        "rebalance shards scan in/a.jsonl --by category --command weights -o a.index",
        "rebalance shards scan in/a.jsonl --by category --command split -o a.index",
    ),
)

shards_plan_balance = Command(
    "shards plan balance",
    section=_SECTION,
    title="Plan what balance writes of each shard, of the indices alone.",
    memory="about 20 bytes per row of the largest shard for each process",
    examples=("rebalance shards plan balance *.index --cap 3000 -o plan.json",),
)

shards_plan_weights = Command(
    "shards plan weights",
    section=_SECTION,
    title="Plan which weights the rows of each shard get, of the indices alone.",
    memory="about 20 bytes per row of the largest shard for each process",
    examples=("rebalance shards plan weights *.index --scheme balanced -o plan.json",),
)

shards_plan_split = Command(
    "shards plan split",
    section=_SECTION,
    title="Plan which part each row of each shard goes to, of the indices alone.",
    details="What apply has to know of rows that stay together goes to the folder PLAN.parts.",
    memory="about 100 bytes per row of an eighth of all rows, and at most of 2 million, for each"
    " process",
    examples=("rebalance shards plan split *.index --parts train=0.9,test=0.1 -o plan.json",),
)

shards_apply = Command(
    "shards apply",
    section=_SECTION,
    title="Write the output of a shard by a plan.",
    details="The rows are those that one process writes of all shards.",
    memory="about 60 bytes per row of the shard",
    examples=(
        "rebalance shards apply plan.json in/a.jsonl --index a.index -o out/a.jsonl",
        "rebalance shards apply split.json in/a.jsonl --index a.index -o parts/",
    ),
)

shards_commit = Command(
    "shards commit",
    section=_SECTION,
    title="Check that all outputs are there, and write manifest.json.",
    memory="next to nothing",
    examples=("rebalance shards commit out/",),
)
