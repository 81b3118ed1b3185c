"""One command per file. The engine is imported inside the commands, so that help stays fast."""
