"""Numbers only: pure functions of counts, keys and codes. No files, no text."""
