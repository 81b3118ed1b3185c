"""The categories of two datasets side by side."""
