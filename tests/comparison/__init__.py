"""Distances of categories."""
