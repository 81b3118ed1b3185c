"""Leaks between files."""
