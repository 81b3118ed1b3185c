"""Commands, as they are installed."""
