"""Rules that a dataset has to keep, for CI."""
