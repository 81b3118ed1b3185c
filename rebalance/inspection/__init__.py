"""What `inspect` finds out about a dataset."""
