"""Draw the pictures of the documentation, from sample data: `make picture`."""

from pathlib import Path

from rebalance.cli.render import rendered

import rebalance
from rebalance.report import Report

ROOT = Path(__file__).parents[1]
DATA = ROOT / "sample_data"


def main() -> None:
    """Draw a distribution and a resampling."""
    tasks = DATA / "alpaca_tasks.jsonl"
    _draw("inspect", rebalance.inspect(tasks))
    _draw("balance", rebalance.balance(tasks, cap=100, floor=20, dry_run=True))


def _draw(name: str, report: Report) -> None:
    path = ROOT / "docs" / "pictures" / f"{name}.svg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(str(rendered(report, "svg")), encoding="utf-8")


if __name__ == "__main__":
    main()
