"""`python -m rebalance.cli`."""

from . import main

main()
