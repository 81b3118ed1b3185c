"""`rebalance export`: rows and settings as a trainer reads them."""

from ..command import Command

export = Command(
    "export",
    section="Repair",
    title="Write rows and settings for a trainer, in a form that it reads.",
    details=(
        "balanced (the default) writes one resampled file, which every trainer reads with exact"
        " numbers. A README.md in the folder says what to run."
    ),
    memory="about 70 bytes per row, 130 with --form copies",
    examples=(
        "rebalance export chat.jsonl --by task --trainer axolotl --cap 3000 -d axolotl/",
        "rebalance export chat.jsonl --by task --trainer ms-swift --form mix --equal mean -d mix/",
        "rebalance export chat.jsonl --by task --trainer ms-swift --form weights --scheme sqrt"
        " -d swift/",
    ),
)
