"""The choices that commands offer, as types. No numpy here: the command line's help needs them."""

from typing import Literal

Level = Literal["min", "median", "mean", "max"]
Keep = Literal["random", "first", "score", "weighted", "length"]
Multi = Literal["rarest", "joint"]
LeakKind = Literal["exact", "prompt", "group", "near", "ngram"]
GroupTypes = Literal["value", "exact"]
Lookalikes = Literal["warn", "error"]
Duplicates = Literal["exact", "equal"]
Repeats = Literal["exact", "equal", "near", "prompt"]
Kept = Literal["first", "longest", "score"]
Side = Literal["prompt", "response", "all"]
Packing = Literal["none", "bfd", "bfd_split", "wrapped"]
Sort = Literal["rows", "name"]
Order = Literal["input", "shuffle"]
IfShort = Literal["shrink", "fill", "fail"]
Missing = Literal["error", "drop", "keep"]
OnError = Literal["fail", "skip"]
Rare = Literal["train", "spread", "pool", "error"]
Scheme = Literal["balanced", "sqrt", "effective", "alpha"]
Normalize = Literal["rows", "categories", "none"]
NpyRows = Literal["all", "kept"]
EngineName = Literal["processes", "ray"]
PlannedCommand = Literal["balance", "weights", "split"]
Severity = Literal["error", "warning"]
Mode = Literal["generate", "paraphrase", "translate"]
Normalization = Literal["strip", "casefold", "number", "label"]
Unmatched = Literal["wrong", "drop"]
NewCategory = Literal["reject", "allow"]
Debris = Literal[
    "control-token", "think", "tag", "stub", "refusal", "opener", "fence", "echo", "loop"
]  # fmt: skip
ExportForm = Literal["balanced", "mix", "weights", "copies"]
TrainerName = Literal[
    "trl", "axolotl", "llama-factory", "ms-swift", "open-instruct", "megatron", "openai",
    "fireworks",
]  # fmt: skip
