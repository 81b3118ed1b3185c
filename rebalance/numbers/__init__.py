"""Numbers that several capabilities share: pure functions of counts, keys and codes."""
