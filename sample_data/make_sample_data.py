"""Make the sample datasets from the material beside this script, the same bytes every time.

python sample_data/make_sample_data.py [FOLDER]
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))

from material import (
    alpaca_tasks,
    chat_messages,
    medical_questions,
    prompt_completion,
    sharegpt_conversations,
    tagged_instructions,
)

SEED = 2026
Rows = list[dict[str, object]]

DATASETS: Mapping[str, Callable[[Random], Rows]] = {
    "alpaca_tasks": alpaca_tasks.rows,
    "chat_messages": chat_messages.rows,
    "medical_questions": medical_questions.rows,
    "prompt_completion": prompt_completion.rows,
    "sharegpt_conversations": sharegpt_conversations.rows,
    "tagged_instructions": tagged_instructions.rows,
}
REPEATED = {"sharegpt_conversations": 3}  # rows that repeat an earlier one, on purpose


def made(name: str) -> list[str]:
    """The lines of one dataset, shuffled; fails if rows repeat that should not."""
    chance = Random(f"{SEED} {name}")
    rows = DATASETS[name](chance)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    assert len(lines) - len(set(lines)) == REPEATED.get(name, 0), name
    chance.shuffle(lines)
    if name == "alpaca_tasks":  # these rows have an id, in the order of the file
        numbered = [{"id": f"alpaca-{n:04}", **json.loads(row)} for n, row in enumerate(lines, 1)]
        lines = [json.dumps(row, ensure_ascii=False) for row in numbered]
    return lines


def main() -> None:
    """Write all datasets into a folder, by default the one of this script."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    for name in DATASETS:
        lines = made(name)
        text = "".join(f"{line}\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}.jsonl: {len(lines)} rows")


if __name__ == "__main__":
    main()
