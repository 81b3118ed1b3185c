"""Parts of a dataset without leaks."""
