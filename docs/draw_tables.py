"""Draw docs/tables.svg, the README's picture, from sample data: `make picture`."""

from pathlib import Path

from rebalance.cli.render.balance import tables
from rich.console import Console

import rebalance

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Balance the sample instructions and export the tables."""
    data = ROOT / "sample_data" / "alpaca_tasks.jsonl"
    report = rebalance.balance(data, cap=100, floor=20, dry_run=True)
    console = Console(record=True, width=100, height=60, force_terminal=True, quiet=True)
    for table in tables(report):
        console.print(table)
    command = "rebalance balance alpaca_tasks.jsonl --cap 100 --floor 20 --dry-run"
    path = ROOT / "docs" / "tables.svg"
    path.write_text(console.export_svg(title=command, unique_id="rebalance"), encoding="utf-8")


if __name__ == "__main__":
    main()
