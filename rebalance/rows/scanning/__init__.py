"""Pass 1: every row is parsed once, and becomes a line of an index."""
