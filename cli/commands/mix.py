"""`rebalance mix`: mix datasets by a recipe."""

from ..command import Command

mix = Command(
    "mix",
    section="Repair",
    title="Mix datasets by a recipe, and lock what they were.",
    details="Shares, conditions and more stand in the recipe; --init prints one with comments.",
    memory='up to about 60 bytes per row, 900 with dedupe = "near=T"',
    examples=(
        "rebalance mix --init maths.jsonl code.jsonl > recipe.toml",
        "rebalance mix recipe.toml -o train.jsonl",
        "rebalance mix recipe.toml --frozen -o train.jsonl",
    ),
)
