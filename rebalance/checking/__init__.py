"""Rules for a dataset, to check in CI."""
