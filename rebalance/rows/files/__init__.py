"""Files as bytes: opening, decompressing, cutting into lines, creating outputs."""
