"""Strings only: shapes of rows, normalising, similarity."""
