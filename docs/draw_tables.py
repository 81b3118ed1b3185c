"""Draw docs/tables.svg, the README's picture, from sample data: `make picture`."""

from pathlib import Path

from rebalance.cli.tables import balance_table, before_after
from rich.console import Console

import rebalance
from rebalance.balancing.copies import tally

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Balance the sample instructions and export the tables."""
    with rebalance.Dataset.open([ROOT / "sample_data" / "alpaca_tasks.jsonl"]) as dataset:
        index = rebalance.scan(dataset, rebalance.Reading.of("category"))
    plan = rebalance.plan(index.rows_by_code.tolist(), rebalance.Limits(cap=100, floor=20))
    rank = rebalance.ranking("random", index.keys, seed=0)
    copies = rebalance.draw(index.codes, plan.reached, rank)
    drawn = tally(index.codes, copies, len(index.values))
    console = Console(record=True, width=100, height=60, force_terminal=True, quiet=True)
    console.print(balance_table(index, plan, drawn, "rows", dry=False))
    console.print(before_after(index.distribution, rebalance.Distribution(drawn.rows)))
    path = ROOT / "docs" / "tables.svg"
    command = "rebalance balance alpaca_tasks.jsonl --cap 100 --floor 20"
    path.write_text(console.export_svg(title=command, unique_id="rebalance"), encoding="utf-8")


if __name__ == "__main__":
    main()
