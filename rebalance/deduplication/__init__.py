"""Rows that repeat others, taken out."""
