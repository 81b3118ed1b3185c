"""Parts without leaks."""
