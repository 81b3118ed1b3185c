"""Strings only: shapes of rows, normalising, likeness."""
