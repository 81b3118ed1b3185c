"""Which new rows a dataset accepts."""
